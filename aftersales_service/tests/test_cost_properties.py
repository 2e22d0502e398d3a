"""rules/cost.py and rules/expense.py: what holds for all facts."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from ..rules import cost as rules
from ..rules import expense
from ..rules import part as part_rules

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

DAY = date(2026, 3, 31)
NOON = datetime(2026, 2, 28, 12)

if given:
    #: A busy machine is no fault of the rules
    calm = settings(
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    minutes = st.integers(-600, 600)
    bearers = st.sampled_from(part_rules.BEARERS)
    books = st.lists(
        st.builds(
            rules.Rule,
            ref=st.integers(1, 9),
            bearer=bearers,
            share=st.sampled_from([0.01, 10, 33.33, 50, 66.67, 100]),
            kind=st.sampled_from([None, *rules.KINDS]),
            over_promise=st.booleans(),
            supplier=st.booleans(),
        ),
        max_size=6,
    )
    facts = st.builds(
        rules.Facts,
        kind=st.sampled_from(rules.KINDS),
        cause=st.sampled_from([None, "quality", "human", "other"]),
        entitlement=st.sampled_from(["free", "paid", "goodwill", "open"]),
        over_promise=st.booleans(),
        supplier=st.booleans(),
    )

    class TestCostProperties(BaseCase):
        @calm
        @given(books, facts, st.integers(-(10**9), 10**9))
        def test_cst2_shares_and_amounts_add_up(self, book, facts, cents):
            """Whatever the rules say: 100 %, nobody twice, the whole to the cent."""
            found = rules.split(book, facts, DAY)
            self.assertAlmostEqual(sum(s.percent for s in found), 100, places=4)
            self.assertEqual(len({s.bearer for s in found}), len(found))
            cut = rules.amounts(cents / 100, found)
            self.assertEqual(sum(round(amount * 100) for amount in cut), cents)

        @calm
        @given(st.lists(st.tuples(minutes, st.none() | minutes), max_size=6))
        def test_cst1_hours_stay_inside_the_work(self, breaks):
            moments = [
                (
                    NOON + timedelta(minutes=since),
                    None if until is None else NOON + timedelta(minutes=until),
                )
                for since, until in breaks
            ]
            end = NOON + timedelta(hours=8)
            found = rules.worked_hours(NOON, end, moments)
            worked = sum(
                not any(
                    since <= NOON + timedelta(minutes=m) < (until or end)
                    for since, until in moments
                )
                for m in range(480)
            )
            self.assertAlmostEqual(found, worked / 60)

        @calm
        @given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=40))
        def test_cst5_any_text_is_told_apart(self, bill, city, address):
            found = expense.place(bill, city, None, address)
            self.assertIn(found, (expense.SAME, expense.OTHER, expense.UNKNOWN))
            if expense.names(bill) and expense.names(bill) <= expense.names(city):
                same = expense.place(bill, city)
                self.assertEqual(same, expense.SAME)
