"""Days and number of repairs (order 43, Art. 24, 40): tables of cases."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ..rules.repair import Episode, count, days, free_span, overlap, total_days

START = datetime(2026, 3, 2, 2, 0)
LATE = START + timedelta(days=365)


def at(hours):
    return START + timedelta(hours=hours)


def episode(begin, end=None, excluded=0, id_=1, request=None):
    return Episode(
        id_, at(begin), None if end is None else at(end), excluded * 60, request
    )


class TestRepairRules(BaseCase):
    def test_war7_days_of_one_repair(self):
        day = 24
        for lasted, excluded, expected in (
            (0, 0, 0),
            (1 / 60, 0, 1),
            (1, 0, 1),
            (24, 0, 1),
            (24 + 1 / 60, 0, 2),
            (5 * day, 0, 5),
            (5 * day + 1, 0, 6),
            (30 * day, 0, 30),
            (30 * day + 1, 0, 31),
            (31 * day, 24, 30),
            (31 * day, 23, 31),
            (30 * day + 1, 1, 30),
            (10, 10, 0),
            (10, 11, 0),
        ):
            with self.subTest(lasted=lasted, excluded=excluded):
                self.assertEqual(days(episode(0, lasted, excluded), LATE), expected)

    def test_war7_seconds_of_a_minute_do_not_count(self):
        begin = START + timedelta(seconds=59)
        for end, expected in (
            (START + timedelta(days=5, seconds=59), 5),
            (START + timedelta(days=5), 5),
            (START + timedelta(days=5, seconds=60), 6),
        ):
            with self.subTest(end=end):
                self.assertEqual(days(Episode(1, begin, end), LATE), expected)

    def test_war7_running_repair_counts_up_to_the_moment(self):
        for moment, expected in ((-1, 0), (0, 0), (1, 1), (24, 1), (25, 2)):
            with self.subTest(moment=moment):
                self.assertEqual(days(episode(0), at(moment)), expected)
                self.assertEqual(days(episode(0, 999), at(moment)), expected)

    def test_war7_total_is_the_sum_of_rounded_ones(self):
        """Art. 40: not the sum of hours, rounded once."""
        three = [episode(start, start + 1) for start in (0, 100, 200)]
        self.assertEqual(total_days(three, LATE), 3)
        self.assertEqual(total_days([], LATE), 0)

    def test_war7_one_count_for_each_request(self):
        for episodes, expected in (
            ([], 0),
            ([(1, 7), (2, 7), (3, 7)], 1),
            ([(1, 7), (2, 8)], 2),
            ([(1, None), (2, None)], 2),
            ([(7, None), (2, 7)], 2),
        ):
            with self.subTest(episodes=episodes):
                found = [episode(0, 1, id_=i, request=r) for i, r in episodes]
                self.assertEqual(count(found), expected)

    def test_war7_overlaps(self):
        for spans, expected in (
            ([(0, 5), (5, 9)], False),
            ([(5, 9), (0, 5)], False),
            ([(0, 5), (4, 9)], True),
            ([(0, 9), (4, 5)], True),
            ([(0, None), (4, 5)], True),
            ([(0, 4), (4, None)], False),
            ([(0, 9), (4, 4)], False),
            ([(0, 4), (0, 4)], True),
            ([(0, None), (9, None)], True),
            ([(0, 5)], False),
        ):
            with self.subTest(spans=spans):
                self.assertEqual(bool(overlap([episode(*s) for s in spans])), expected)

    def test_war7_time_that_is_not_counted_yet(self):
        for others, expected in (
            ([], (0, 10)),
            ([(20, 30)], (0, 10)),
            ([(-9, 0)], (0, 10)),
            ([(-9, 4)], (4, 10)),
            ([(7, 20)], (0, 7)),
            ([(7, None)], (0, 7)),
            ([(20, None)], (0, 10)),
            ([(2, 3)], (3, 10)),
            ([(7, 8)], (0, 7)),
            ([(-5, 2), (8, 99)], (2, 8)),
            ([(-5, 99)], (10, 10)),
            ([(-5, None)], (10, 10)),
        ):
            with self.subTest(others=others):
                found = free_span(at(0), at(10), [episode(*o) for o in others])
                self.assertEqual(found, (at(expected[0]), at(expected[1])))
                whole = [episode(*o) for o in others] + [Episode(9, *found)]
                self.assertIsNone(overlap(whole))
