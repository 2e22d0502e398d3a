"""rules/provision.py: what holds for all figures, searched for by hypothesis."""

from datetime import date, timedelta

from odoo.tests import BaseCase

from ..rules import provision as rules

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

if given:
    always = settings(deadline=None, derandomize=True, database=None, max_examples=100)
    days = st.dates(date(2000, 1, 1), date(2099, 12, 31))

    class TestProvisionProperties(BaseCase):
        @always
        @given(days)
        def test_cst6_the_day_after_a_month_begins_the_next(self, day):
            after = rules.last_day(day) + timedelta(days=1)
            self.assertEqual(after.day, 1)
            self.assertEqual(rules.month_before(after), rules.first_day(day))

        @always
        @given(
            st.lists(
                st.dictionaries(
                    st.integers(1, 4), st.integers(-10_000, 10_000), max_size=4
                ),
                min_size=1,
                max_size=8,
            )
        )
        def test_cst6_late_sales_are_counted_once(self, looks):
            """Whatever comes late, provisions together count the sales once."""
            accrued = {}
            for now in looks:
                for key, rest in rules.owed(now, accrued, round).items():
                    accrued[key] = accrued.get(key, 0) + rest
            self.assertEqual(
                {key: total for key, total in accrued.items() if total},
                {key: total for key, total in looks[-1].items() if total},
            )

        @always
        @given(*[st.integers(-(10**9), 10**9)] * 3)
        def test_cst6_no_provision_is_left_below_zero(self, opening, added, used):
            left = rules.closing(opening, added, used)
            after = left + rules.excess(opening, added, used)
            self.assertGreaterEqual(after, 0)
            self.assertTrue(left >= 0 or after == 0)
