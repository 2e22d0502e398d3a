"""rules/claim.py: what holds for all facts, searched for by hypothesis (PRT-9)."""

from datetime import date, timedelta

from odoo.tests import BaseCase

from ..rules import claim as rules
from ..rules import part as part_rules

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

if given:
    suppliers = st.frozensets(st.integers(1, 3))
    days = st.integers(0, 800).map(lambda n: date(2027, 1, 1) + timedelta(n))
    limits = st.none() | st.integers(1, 90)
    # what is slow is a busy machine, not the input
    calm = settings(deadline=None, suppress_health_check=list(HealthCheck))

    class TestClaimProperties(BaseCase):
        @calm
        @given(suppliers, suppliers, suppliers, st.none() | st.integers(1, 3))
        def test_prt9_a_supplier_is_named_or_the_part_is_held(self, a, b, c, who):
            found = rules.supplier_of(rules.Origin(a, b, c, who))
            self.assertNotEqual(found.id is None, found.held is None)
            if found.id and (a or b or c):
                self.assertIn(found.id, a | b | c)
                self.assertTrue(who is None or found.id == who)

        @calm
        @given(days, days, limits, limits)
        def test_prt9_no_agreed_window_closes_later_than_the_deadline(
            self, repaired, posted, one, two
        ):
            terms = rules.Terms(days_repair=one, days_posted=two)
            end = rules.deadline(terms, repaired, posted)
            self.assertEqual(end is None, one is None and two is None)
            for day, limit in ((repaired, one), (posted, two)):
                if limit is not None:
                    self.assertLessEqual((end - day).days, limit)

        @calm
        @given(st.integers(0, 10**7), st.integers(0, 10**7))
        def test_prt9_accepted_and_rest_are_at_least_the_cost(self, cost, accepted):
            rest = rules.unrecovered(cost, accepted)
            self.assertGreaterEqual(rest, 0)
            self.assertEqual(rest + min(cost, accepted), cost)

        @calm
        @given(
            st.integers(0, 10**7),
            st.lists(st.integers(1, 10**6), min_size=1, max_size=9),
        )
        def test_prt9_a_rest_is_shared_among_its_costs_to_the_cent(self, rest, costs):
            shares = part_rules.shares(rest, costs)
            self.assertEqual(sum(shares), rest)
            self.assertGreaterEqual(min(shares), 0)
