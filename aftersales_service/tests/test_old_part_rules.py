"""The judgement on old parts, by tables of cases (PRT-2, PRT-6)."""

import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..rules import old_part as rules
from ..rules.calendar import Calendar

HOURS = ((8 * 60, 17 * 60),)
#: Monday to Friday, one holiday week, one worked Sunday before it
OFFICE = Calendar(
    tz="Asia/Shanghai",
    hours=(HOURS,) * 5 + ((),) * 2,
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays={date(2026, 9, 27): None},
)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@tagged("post_install", "-at_install")
class TestOldPartRules(BaseCase):
    def test_examples_of_the_rules_hold(self):
        self.assertEqual(doctest.testmod(rules).failed, 0)

    def test_prt6_nearest_setting_wins(self):
        for policies, expected in (
            (("none", "return", "return"), "none"),
            ((None, "photo", "return"), "photo"),
            ((False, None, "", "none"), "none"),
            ((), "return"),
        ):
            with self.subTest(policies):
                self.assertEqual(rules.wanted(*policies), expected)

    def test_prt6_last_day(self):
        """Month ends, leap days, holidays: the first day isn't counted (民法典 201)."""
        for opened, days, expected in (
            ("2026-01-31", 15, "2026-02-15"),
            ("2024-02-14", 15, "2024-02-29"),
            ("2026-02-14", 15, "2026-03-01"),
            ("2023-12-31", 60, "2024-02-29"),
            ("2026-12-20", 15, "2027-01-04"),
            ("2026-03-02", 0, "2026-03-02"),
        ):
            with self.subTest(opened, days=days):
                self.assertEqual(
                    rules.due_date(date.fromisoformat(opened), days),
                    date.fromisoformat(expected),
                )

    def test_prt6_a_day_off_moves_the_end(self):
        for opened, days, expected in (
            ("2026-03-02", 15, "2026-03-17"),  # a Tuesday
            ("2026-03-06", 15, "2026-03-23"),  # a Saturday: Monday
            ("2026-09-17", 15, "2026-10-08"),  # in the holiday week
            ("2026-09-12", 15, "2026-09-27"),  # a Sunday that is worked
        ):
            with self.subTest(opened):
                self.assertEqual(
                    rules.due_date(date.fromisoformat(opened), days, OFFICE),
                    date.fromisoformat(expected),
                )

    def test_prt6_thresholds(self):
        due = date(2026, 3, 17)
        for day, expected in (
            ("2026-03-13", 0),
            ("2026-03-14", rules.SOON),
            ("2026-03-17", rules.SOON),
            ("2026-03-18", rules.LATE),
            ("2026-04-16", rules.LATE),
            ("2026-04-17", rules.VERY_LATE),
        ):
            with self.subTest(day):
                today = date.fromisoformat(day)
                self.assertEqual(rules.stage(due, today, 3, 30), expected)

    def test_prt6_ages(self):
        due = date(2026, 3, 1)
        for late, expected in (
            (-5, "d0"),
            (0, "d0"),
            (1, "d30"),
            (30, "d30"),
            (31, "d60"),
            (60, "d60"),
            (61, "d90"),
            (90, "d90"),
            (91, "d91"),
        ):
            with self.subTest(late):
                self.assertEqual(
                    rules.bucket(due, due + timedelta(days=late)), expected
                )

    def test_prt6_what_counts_as_received(self):
        for wants, condition, deduction, expected in (
            ("return", "good", True, True),
            ("return", "damaged", True, True),
            ("return", "no_tag", True, True),
            ("return", "good", False, False),
            ("return", "wrong", True, False),
            ("return", "missing", True, False),
            ("return", "photo", True, False),
            ("photo", "photo", True, True),
            ("photo", "photo", False, False),
            ("photo", "good", True, True),
        ):
            with self.subTest(wants, condition=condition, deduction=deduction):
                self.assertIs(rules.counts(wants, condition, deduction), expected)

    def test_prt6_serials_are_compared_as_people_write_them(self):
        for expected, found, same in (
            ("CM-1", "cm 1", True),
            ("CM-1", "CM-2", False),
            (None, "CM-2", True),
            ("CM-1", "", True),
            ("CM-10", "CM-1", False),
        ):
            with self.subTest(expected, found=found):
                self.assertIs(rules.same_serial(expected, found), same)

    def test_prt6_states_follow_from_quantities(self):
        for state, late, owed, received, expected in (
            ("due", False, 1, 0, "due"),
            ("due", True, 1, 0, "overdue"),
            ("overdue", False, 1, 0, "due"),  # given more time
            ("overdue", True, 1, 3, "overdue"),
            ("overdue", True, 0, 3, "received"),
            ("due", False, 0, 0, "waived"),
            ("received", True, 1, 0, "overdue"),  # a receipt was put right
            ("disposed", True, 1, 0, "disposed"),
            ("sent_to_supplier", False, 1, 0, "sent_to_supplier"),
            ("void", True, 0, 0, "void"),
        ):
            with self.subTest(state, late=late, owed=owed):
                self.assertEqual(
                    rules.state_after(state, late, owed, received), expected
                )

    def test_prt2_a_second_person_decides(self):
        for decider, asker, owing, expected in (
            (1, 2, [3], True),
            (1, 1, [3], False),
            (1, 2, [1], False),
            (1, 2, [], True),
        ):
            with self.subTest(decider, asker=asker, owing=owing):
                self.assertIs(rules.may_decide(decider, asker, owing), expected)

    def test_prt6_what_a_disposal_lacks(self):
        for facts, expected in (
            ({"fate": None}, ("no_fate",)),
            ({"fate": "scrap"}, ()),
            ({"fate": "refurbish", "hazardous": True}, ()),
            ({"fate": "supplier"}, ("no_recipient",)),
            ({"fate": "supplier", "recipient": True}, ()),
            ({"fate": "customer"}, ("no_recipient",)),
            (
                {"fate": "customer", "hazardous": True, "recipient": True},
                ("not_to_customer",),
            ),
            (
                {"fate": "scrap", "hazardous": True},
                ("no_recipient", "unlicensed", "no_document"),
            ),
            (
                {"fate": "scrap", "hazardous": True, "recipient": True},
                ("unlicensed", "no_document"),
            ),
            (
                {
                    "fate": "scrap",
                    "hazardous": True,
                    "recipient": True,
                    "licensed": True,
                    "document": True,
                },
                (),
            ),
            (
                {"fate": "supplier", "hazardous": True, "recipient": True},
                ("no_document",),
            ),
        ):
            with self.subTest(**facts):
                self.assertEqual(rules.lacking(rules.Disposal(**facts)), expected)

    def test_prt6_what_a_scanner_reads(self):
        for code, expected in (
            ("OP2603-00001", "OP2603-00001"),
            (" op2603-00001\n", "OP2603-00001"),
            ("https://x.test/odoo/a/1?tag=OP2603-00001&x=1", "OP2603-00001"),
            ("https://x.test/odoo/a/1", ""),
            ("http://[", ""),
            (None, ""),
        ):
            with self.subTest(code):
                self.assertEqual(rules.scanned(code), expected)

    @given(DAYS, st.integers(0, 400))
    def test_prt6_the_last_day_is_a_workday_and_never_too_early(self, opened, days):
        due = rules.due_date(opened, days, OFFICE)
        self.assertGreaterEqual(due, opened + timedelta(days=days))
        self.assertTrue(days == 0 or OFFICE.is_workday(due))

    @given(
        st.integers(0, 10**8),
        st.integers(1, 50),
        st.lists(st.integers(0, 50), max_size=6),
    )
    def test_prt6_what_is_given_back_ends_at_the_share_still_owed(
        self, cents, quantity, owed
    ):
        """Whatever comes late in whichever steps: never more than was charged."""
        back, left = 0, quantity
        for number in [*sorted(owed, reverse=True), 0]:
            left = min(left, number)
            back += rules.counter(cents, quantity, left, back)
            self.assertEqual(back, cents - round(cents * left / quantity))
        self.assertEqual(back, cents)
        self.assertEqual(rules.counter(cents, quantity, 0, back), 0)
