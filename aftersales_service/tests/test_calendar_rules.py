"""rules/calendar.py: every limit on every calendar, by tables worked out by hand."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from ..rules import clock as rules
from ..rules.calendar import ALWAYS, Calendar, NoWorkingTime, subtract
from .calendar_cases import (
    CASES,
    FESTIVAL_CASES,
    OFFICE_DAY,
    calendar,
    limit,
    lines,
    utc,
)

MINUTE = timedelta(minutes=1)


def hours(*numbers):
    """Moments of one day, from hours."""
    return tuple(datetime(2026, 3, 2, number) for number in numbers)


class TestCalendarRules(BaseCase):
    def test_every_case_of_the_tables(self):
        self.assertGreaterEqual(len(CASES), 40)
        for title, name, zone, start, text, due in CASES:
            with self.subTest(title, calendar=name, zone=zone, start=start, limit=text):
                value, unit, roll = limit(text)
                calculated = rules.due_at(
                    utc(start, zone), value, unit, calendar(name, zone), roll
                )
                self.assertEqual(rules.to_minute(calculated), utc(due, zone))

    def test_every_limit_of_the_regulations_is_in_the_festival_table(self):
        (table,) = FESTIVAL_CASES.values()
        named = {(title[:4], name) for title, name, *_rest in lines(table)}
        # T-05 ends with T-04 and has no span of its own: test_pause_rules.py
        for number in {*range(1, 27)} - {5}:
            self.assertIn((f"T-{number:02}", "24×7"), named)
            self.assertIn((f"T-{number:02}", "office"), named)

    def test_counted_time_up_to_the_due_moment_is_the_limit(self):
        for title, name, zone, start, text, due in CASES:
            value, unit, _roll = limit(text)
            if unit in rules.UNIT_MINUTES:
                with self.subTest(title, calendar=name, zone=zone, start=start):
                    begin = rules.to_minute(utc(start, zone))
                    counted = calendar(name, zone).elapsed(begin, utc(due, zone))
                    self.assertEqual(counted, value * rules.UNIT_MINUTES[unit] * MINUTE)

    def test_limit_is_missed_from_the_minute_after_its_due_minute_on(self):
        for title, name, zone, start, text, due in CASES:
            with self.subTest(title, calendar=name, zone=zone, start=start, limit=text):
                value, unit, roll = limit(text)
                policy = rules.Policy(
                    1, "T-00", "registered", "responded", value, unit,
                    calendar=calendar(name, zone), roll_over=roll,
                )  # fmt: skip
                facts = [rules.Fact(1, "registered", utc(start, zone))]
                for now, state in (
                    (utc(due, zone) + timedelta(seconds=59), rules.RUNNING),
                    (utc(due, zone) + MINUTE, rules.MISSED),
                ):
                    (clock,) = rules.derive(facts, [policy], now)
                    self.assertEqual(clock.state, state)

    def test_calendar_without_working_time_is_refused_where_it_is_needed(self):
        never, start = calendar("never"), utc("2026-03-02 10:00")
        for unit in ("minute", "hour", "workday"):
            with self.subTest(unit), self.assertRaises(NoWorkingTime):
                rules.due_at(start, 1, unit, never)
        with self.assertRaises(NoWorkingTime):
            rules.due_at(start, 1, "day", never, roll_over=True)

    def test_calendar_without_working_time_still_has_days(self):
        due = rules.due_at(utc("2026-03-02 10:00"), 1, "day", calendar("never"))
        self.assertEqual(due, utc("2026-03-03 24:00"))

    def test_holidays_and_worked_weekends(self):
        office = calendar("office")
        self.assertEqual(office.hours_on(date(2026, 2, 13)), OFFICE_DAY)
        self.assertEqual(office.hours_on(date(2026, 2, 14)), OFFICE_DAY)
        self.assertEqual(office.hours_on(date(2026, 2, 16)), ())
        self.assertEqual(office.hours_on(date(2026, 3, 7)), ())
        self.assertFalse(office.is_workday(date(2026, 2, 23)))
        self.assertEqual(office.next_workday(date(2026, 2, 14)), date(2026, 2, 24))

    def test_alternating_weeks_change_on_monday(self):
        weeks = Calendar("Asia/Shanghai", ((),) * 7 + (OFFICE_DAY,) * 7)
        worked = [day for day in range(1, 31) if weeks.is_workday(date(2026, 3, day))]
        self.assertEqual(worked, [1, *range(9, 16), *range(23, 30)])

    def test_close_of_business(self):
        office, day = calendar("office"), date(2026, 3, 2)
        self.assertEqual(office.close_of(day), utc("2026-03-02 18:00"))
        self.assertEqual(office.close_of(date(2026, 3, 7)), utc("2026-03-07 24:00"))
        self.assertEqual(calendar("24×7").close_of(day), utc("2026-03-02 24:00"))
        half = calendar("closures").close_of(date(2026, 3, 4))
        self.assertEqual(half, utc("2026-03-04 12:00"))

    def test_working_time_without_closures(self):
        self.assertEqual(
            calendar("closures").working_time(date(2026, 3, 6)),
            (
                (utc("2026-03-06 09:00"), utc("2026-03-06 10:00")),
                (utc("2026-03-06 11:00"), utc("2026-03-06 12:00")),
                (utc("2026-03-06 13:00"), utc("2026-03-06 18:00")),
            ),
        )
        self.assertEqual(calendar("closures").working_time(date(2026, 3, 5)), ())

    def test_elapsed_is_nothing_for_a_reversed_span(self):
        for name in ("24×7", "office"):
            start, end = utc("2026-03-02 10:00"), utc("2026-03-02 09:00")
            self.assertEqual(calendar(name).elapsed(start, end), timedelta())
            self.assertEqual(calendar(name).elapsed(start, start), timedelta())

    def test_elapsed_leaves_out_pauses_once(self):
        start, end = utc("2026-03-02 09:00"), utc("2026-03-03 18:00")
        pauses = [
            (utc("2026-03-02 11:00"), utc("2026-03-02 14:00")),
            (utc("2026-03-02 11:30"), utc("2026-03-02 15:00")),
            (utc("2026-03-02 19:00"), utc("2026-03-03 08:00")),
        ]
        office = calendar("office")
        self.assertEqual(office.elapsed(start, end), timedelta(hours=16))
        self.assertEqual(office.elapsed(start, end, pauses), timedelta(hours=13))
        always = calendar("24×7").elapsed(start, end, pauses)
        self.assertEqual(always, timedelta(hours=33 - 4 - 13))

    def test_subtract(self):
        whole = [hours(8, 12), hours(13, 18)]
        for title, gaps, left in (
            ("nothing", [], whole),
            ("outside", [hours(6, 8), hours(12, 13), hours(18, 20)], whole),
            ("everything", [hours(0, 23)], []),
            ("exactly", [hours(8, 12), hours(13, 18)], []),
            ("middle", [hours(9, 10)], [hours(8, 9), hours(10, 12), hours(13, 18)]),
            ("across", [hours(11, 14)], [hours(8, 11), hours(14, 18)]),
            ("overlap", [hours(14, 17), hours(9, 16)], [hours(8, 9), hours(17, 18)]),
            ("inner", [hours(8, 12), hours(9, 10)], [hours(13, 18)]),
            ("reversed", [hours(11, 9)], whole),
            ("empty", [hours(9, 9)], whole),
        ):
            with self.subTest(title):
                self.assertEqual(list(subtract(whole, gaps)), left)

    def test_default_calendar_never_stops(self):
        start = datetime(2026, 2, 13, 8, 50)
        self.assertTrue(all(ALWAYS.is_workday(date(2026, 2, d)) for d in range(1, 29)))
        self.assertEqual(
            ALWAYS.advance(start, timedelta(hours=72)), start + timedelta(hours=72)
        )
