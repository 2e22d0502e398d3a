"""A meter doesn't run backwards (WAR-2): the pure rule, by tables of cases."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ..rules.reading import Reading, conflict, counted_at, reading_at

START = datetime(2026, 3, 2, 2, 0)


def on(day, value, **more):
    return Reading(START + timedelta(days=day), value, **more)


class TestReadingRules(BaseCase):
    def test_war2_readings_that_fall(self):
        history = [on(30, 3000), on(0, 100), on(10, 1000)]
        for new, expected in (
            (on(40, 4000), None),
            (on(40, 3000), None),
            (on(40, 2999), on(30, 3000)),
            (on(30, 2999), on(30, 3000)),
            (on(20, 1500), None),
            (on(20, 3001), on(30, 3000)),
            (on(20, 999), on(10, 1000)),
            (on(-1, 100), None),
            (on(-1, 101), on(0, 100)),
            (on(40, 5, explained=True), None),
            (on(20, 9000, explained=True), None),
        ):
            with self.subTest(new=new):
                self.assertEqual(conflict(history, new), expected)

    def test_war2_after_an_explained_fall_the_lower_figure_counts(self):
        history = [on(0, 9000), on(10, 0, explained=True, replaced=True)]
        self.assertIsNone(conflict(history, on(20, 50)))
        self.assertEqual(conflict([*history, on(20, 50)], on(30, 49)), on(20, 50))
        # what was read before the new meter may be more than what it shows
        self.assertIsNone(conflict(history, on(5, 9500)))
        self.assertIsNone(conflict([], on(0, 1)))

    def test_war2_latest_reading_at_a_date(self):
        history = [on(0, 100), on(10, 1000)]
        for day, expected in ((-1, None), (0, 100), (9, 100), (10, 1000), (99, 1000)):
            with self.subTest(day=day):
                found = reading_at(history, START + timedelta(days=day))
                self.assertEqual(found and found.value, expected)

    def test_war2_a_new_meter_adds_to_the_old_one(self):
        replaced = {"explained": True, "replaced": True}
        for history, expected in (
            ([], None),
            ([on(0, 100), on(10, 1000)], 1000),
            ([on(0, 9000), on(10, 0, **replaced)], 9000),
            ([on(0, 9000), on(10, 5, **replaced), on(20, 60)], 9060),
            ([on(0, 9), on(10, 0, **replaced), on(20, 7), on(30, 1, **replaced)], 17),
            # the earlier figure was a guess
            ([on(0, 12000), on(10, 11900, explained=True), on(20, 12100)], 12100),
            ([on(0, 12000), on(10, 11900, explained=True)], 11900),
            ([on(100, 5)], None),
        ):
            with self.subTest(history=history):
                at = START + timedelta(days=50)
                self.assertEqual(counted_at(history, at), expected)
