"""rules/profile.py: how a cell of a profile reads, and why a record differs."""

from datetime import date

from odoo.tests import BaseCase

from ..rules import profile as rules

#: type of the field, cell, value
CELLS = (
    ("char", " T-02 ", "T-02"),
    ("char", "", False),
    ("boolean", "1", True),
    ("boolean", "0", False),
    ("boolean", "", False),
    ("integer", "-3", -3),
    ("float", "2.5", 2.5),
    ("date", "2026-12-31", date(2026, 12, 31)),
    ("date", "", False),
    ("selection", "hour", "hour"),
    ("selection", "", False),
)
BAD_CELLS = (
    ("boolean", "yes"),
    ("boolean", "2"),
    ("integer", "3.5"),
    ("integer", "three"),
    ("float", "nan"),
    ("float", "inf"),
    ("float", "1,5"),
    ("date", "31.12.2026"),
    ("date", "2026-02-30"),
    ("selection", "week"),
)
HOURS = (
    ("1 09:00-12:00", [(0, 9, 12)]),
    ("6-7 13:30-24:00", [(5, 13.5, 24), (6, 13.5, 24)]),
    (
        "1-2 08:00-12:00 13:00-17:00; 3 10:15-11:00",
        [(0, 8, 12), (0, 13, 17), (1, 8, 12), (1, 13, 17), (2, 10.25, 11)],
    ),
    ("1 08:00-12:00 12:00-17:00", [(0, 8, 12), (0, 12, 17)]),
)
BAD_HOURS = (
    "",
    "1-5",
    "0 09:00-12:00",
    "8 09:00-12:00",
    "Mon 09:00-12:00",
    "1 12:00-09:00",
    "1 09:00-09:00",
    "1 09:00-25:00",
    "1 09:60-12:00",
    "1 09:00-12:00 11:00-13:00",
    "5-1 9-12",
    "1 09:00–12:00",
)
#: cell when loaded, cell of today, still what was loaded?, why it differs
CAUSES = (
    (None, "3", False, "own"),
    ("3", "3", False, "edited"),
    ("3", "4", True, "shipped"),
    ("3", "4", False, "both"),
)


class TestProfileRules(BaseCase):
    def test_cells(self):
        for kind, text, value in CELLS:
            with self.subTest(kind=kind, text=text):
                self.assertEqual(rules.read(kind, text, ("hour", "day")), value)

    def test_bad_cells_say_what_is_expected(self):
        for kind, text in BAD_CELLS:
            with self.subTest(kind=kind, text=text):
                with self.assertRaises(rules.BadCell) as caught:
                    rules.read(kind, text, ("hour", "day"))
                self.assertEqual(caught.exception.expected, kind)

    def test_working_hours_and_back(self):
        for text, hours in HOURS:
            with self.subTest(text):
                self.assertEqual(rules.working_hours(text), hours)
                self.assertEqual(rules.hours_text(hours), text)

    def test_bad_working_hours(self):
        for text in BAD_HOURS:
            with self.subTest(text), self.assertRaises(rules.BadCell):
                rules.working_hours(text)

    def test_cause_of_a_difference(self):
        for then, now, kept, cause in CAUSES:
            with self.subTest(then=then, now=now, kept=kept):
                self.assertEqual(rules.cause(then, now, kept), cause)

    def test_heads_of_columns(self):
        for head, field, form, lang in (
            ("name", "name", "", ""),
            ("name@zh_CN", "name", "", "zh_CN"),
            ("type_ids:id", "type_ids", "id", ""),
            ("attendance_ids:hours", "attendance_ids", "hours", ""),
        ):
            with self.subTest(head):
                self.assertEqual(
                    rules.Column.parse(head), rules.Column(field, form, lang)
                )

    def test_names_in_a_cell(self):
        self.assertEqual(rules.names(" a, b ,,c "), ["a", "b", "c"])
        self.assertEqual(rules.names(""), [])
