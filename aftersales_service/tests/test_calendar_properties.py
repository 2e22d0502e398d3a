"""rules/calendar.py: what holds for all limits, searched for by hypothesis."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ..rules import clock as rules
from .calendar_cases import calendar

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

CALENDARS = [
    calendar(name, zone)
    for name in ("24×7", "office", "mall", "night", "biweekly", "closures")
    for zone in ("Asia/Shanghai", "Europe/Berlin")
]
MINUTE = timedelta(minutes=1)

if given:
    #: From Friday before the festival for eight weeks, over a change of clocks
    minutes = st.integers(0, 56 * 24 * 60)
    days = minutes.map(lambda number: datetime(2026, 2, 13) + number * MINUTE)
    near = st.integers(0, 4 * 24 * 60)
    gaps = st.lists(st.tuples(days, near), max_size=5).map(
        lambda pairs: [(start, start + length * MINUTE) for start, length in pairs]
    )
    calendars = st.sampled_from(CALENDARS)
    limits = st.one_of(
        st.tuples(st.integers(0, 6000), st.just("minute")),
        st.tuples(st.integers(0, 100), st.just("hour")),
        st.tuples(st.integers(1, 10), st.sampled_from(["day", "workday"])),
    )
    always = settings(deadline=None, derandomize=True, database=None, max_examples=100)

    class TestCalendarProperties(BaseCase):
        @always
        @given(calendars, days, minutes, gaps)
        def test_elapsed_is_the_inverse_of_advance(self, calendar, start, span, gaps):
            span = span % 6000 * MINUTE
            end = calendar.advance(start, span, gaps)
            self.assertEqual(calendar.elapsed(start, end, gaps), span)
            if span:
                # no earlier moment has seen so much time
                before = calendar.elapsed(start, end - MINUTE, gaps)
                self.assertEqual(before, span - MINUTE)

        @always
        @given(calendars, days, near, gaps)
        def test_advance_by_what_elapsed_is_never_later(
            self, calendar, start, span, gaps
        ):
            end = start + span * MINUTE
            counted = calendar.elapsed(start, end, gaps)
            self.assertLessEqual(counted, end - start)
            if counted:
                self.assertLessEqual(calendar.advance(start, counted, gaps), end)

        @always
        @given(calendars, days, near, near, gaps)
        def test_elapsed_adds_up(self, calendar, start, first, second, gaps):
            middle = start + first * MINUTE
            end = middle + second * MINUTE
            self.assertEqual(
                calendar.elapsed(start, middle, gaps)
                + calendar.elapsed(middle, end, gaps),
                calendar.elapsed(start, end, gaps),
            )

        @always
        @given(calendars, days, limits, st.booleans(), gaps)
        def test_a_pause_never_makes_a_limit_end_earlier(
            self, calendar, start, limit, roll, gaps
        ):
            due = rules.due_at(start, *limit, calendar, roll)
            paused = rules.due_at(start, *limit, calendar, roll, gaps)
            self.assertLessEqual(start, due)
            self.assertLessEqual(due, paused)
            # and it moves the end by just the time of the calendar that it covers
            begin = start
            if limit[1] in rules.DAY_UNITS:
                begin = calendar.midnight_after(start)
            self.assertEqual(
                calendar.elapsed(begin, paused, gaps), calendar.elapsed(begin, due)
            )

        @always
        @given(calendars, days, limits, st.booleans(), gaps)
        def test_a_pause_outside_working_time_has_no_effect(
            self, calendar, start, limit, roll, gaps
        ):
            idle = [gap for gap in gaps if not calendar.elapsed(*gap)]
            self.assertEqual(
                rules.due_at(start, *limit, calendar, roll, idle),
                rules.due_at(start, *limit, calendar, roll),
            )

        @always
        @given(calendars, days, limits, st.booleans(), gaps, minutes)
        def test_pauses_split_doubled_or_in_another_order_are_the_same(
            self, calendar, start, limit, roll, gaps, where
        ):
            split = []
            for begin, end in gaps:
                middle = begin + where * MINUTE % (end - begin + MINUTE)
                split += [(middle, end), (begin, middle), (begin, end)]
            self.assertEqual(
                rules.due_at(start, *limit, calendar, roll, split),
                rules.due_at(start, *limit, calendar, roll, gaps),
            )

        @always
        @given(calendars, days, limits, st.booleans(), gaps, st.integers(0, 59))
        def test_the_second_of_the_start_doesnt_move_the_due_minute(
            self, calendar, start, limit, roll, gaps, seconds
        ):
            late = start + timedelta(seconds=seconds)
            self.assertEqual(
                rules.to_minute(rules.due_at(late, *limit, calendar, roll, gaps)),
                rules.due_at(start, *limit, calendar, roll, gaps),
            )

        @always
        @given(calendars, days, near, limits, st.booleans(), gaps)
        def test_who_starts_later_is_never_due_earlier(
            self, calendar, start, wait, limit, roll, gaps
        ):
            later = start + wait * MINUTE
            self.assertLessEqual(
                rules.due_at(start, *limit, calendar, roll),
                rules.due_at(later, *limit, calendar, roll),
            )
