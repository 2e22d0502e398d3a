"""rules/clock.py: arithmetic of minutes."""

from datetime import datetime

from odoo.tests import BaseCase

from ..rules import clock as rules

DUE_CASES = (
    # start, limit, unit, due
    ("2026-03-02T08:00:00", 3, "hour", "2026-03-02T11:00:00"),
    ("2026-03-02T08:00:59", 3, "hour", "2026-03-02T11:00:59"),
    ("2026-03-02T08:00:00", 30, "minute", "2026-03-02T08:30:00"),
    ("2026-03-02T23:45:00", 30, "minute", "2026-03-03T00:15:00"),
    ("2026-03-02T08:00:00", 72, "hour", "2026-03-05T08:00:00"),
    ("2026-02-28T12:00:00", 24, "hour", "2026-03-01T12:00:00"),
    ("2028-02-28T12:00:00", 24, "hour", "2028-02-29T12:00:00"),
    ("2028-02-29T12:00:00", 24, "hour", "2028-03-01T12:00:00"),
    ("2026-12-31T23:59:00", 1, "minute", "2027-01-01T00:00:00"),
    ("2026-03-29T00:30:00", 3, "hour", "2026-03-29T03:30:00"),
    ("2026-10-25T00:30:00", 3, "hour", "2026-10-25T03:30:00"),
)
OVERDUE_CASES = (
    # due, moment, late, minutes
    ("2026-03-02T11:00:00", "2026-03-02T10:00:00", False, 0),
    ("2026-03-02T11:00:00", "2026-03-02T11:00:00", False, 0),
    ("2026-03-02T11:00:00", "2026-03-02T11:00:59", False, 0),
    ("2026-03-02T11:00:00", "2026-03-02T11:01:00", True, 1),
    ("2026-03-02T11:00:59", "2026-03-02T11:01:00", True, 1),
    ("2026-03-02T11:00:59", "2026-03-02T11:01:59", True, 1),
    ("2026-03-02T11:00:00", "2026-03-02T12:00:00", True, 60),
    ("2026-02-28T23:59:00", "2026-03-01T00:00:00", True, 1),
    ("2028-02-28T23:59:00", "2028-03-01T00:00:00", True, 1441),
    ("2026-12-31T23:59:59", "2027-01-01T00:00:00", True, 1),
)


class TestClockMinutes(BaseCase):
    def test_due_at_adds_the_limit_to_the_full_start(self):
        for start, value, unit, due in DUE_CASES:
            with self.subTest(start=start, value=value, unit=unit):
                self.assertEqual(
                    rules.due_at(datetime.fromisoformat(start), value, unit),
                    datetime.fromisoformat(due),
                )

    def test_unknown_unit_is_refused(self):
        with self.assertRaises(KeyError):
            rules.due_at(datetime(2026, 3, 2), 1, "fortnight")

    def test_late_begins_with_the_minute_after_the_due_minute(self):
        for due, at, late, minutes in OVERDUE_CASES:
            with self.subTest(due=due, at=at):
                due, at = datetime.fromisoformat(due), datetime.fromisoformat(at)
                self.assertEqual(rules.is_late(due, at), late)
                self.assertEqual(rules.overdue_minutes(due, at), minutes)

    def test_minutes_between_is_signed(self):
        earlier, later = datetime(2026, 3, 2, 8, 0, 59), datetime(2026, 3, 2, 8, 5, 1)
        self.assertEqual(rules.minutes_between(earlier, later), 5)
        self.assertEqual(rules.minutes_between(later, earlier), -5)
        self.assertEqual(rules.minutes_between(later, later), 0)

    def test_to_minute_only_cuts(self):
        self.assertEqual(
            rules.to_minute(datetime(2026, 3, 2, 8, 0, 59, 999999)),
            datetime(2026, 3, 2, 8, 0),
        )
