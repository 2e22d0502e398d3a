"""rules/clock.py: what holds for all facts, searched for by hypothesis."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase

from ..rules import clock as rules

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

BEGIN = datetime(2028, 2, 28, 22, 0)
POLICIES = [
    rules.Policy(1, "T-02", "registered", "responded", 3, "hour"),
    rules.Policy(2, "T-03", "registered", "decided", 30, "minute"),
    rules.Policy(3, "T-12", "decision_asked", "decided", 2, "hour"),
    rules.Policy(4, "T-10", "registered", "closed", 6, "hour"),
]
CODES = [
    "registered",
    "responded",
    "decision_asked",
    "decided",
    "closed",
    "reopened",
    "arrived",
]


def later(seconds):
    return BEGIN + timedelta(seconds=seconds)


if given:
    moments = st.integers(0, 12 * 3600).map(later)
    facts = st.lists(st.tuples(st.sampled_from(CODES), moments), max_size=12).map(
        lambda pairs: [rules.Fact(n, *pair) for n, pair in enumerate(pairs, start=1)]
    )
    always = settings(deadline=None, derandomize=True, database=None, max_examples=200)

    class TestClockProperties(BaseCase):
        @always
        @given(facts, moments)
        def test_deriving_twice_gives_the_same_clocks(self, recorded, now):
            first = rules.derive(recorded, POLICIES, now)
            by_id = {policy.id: policy for policy in POLICIES}
            kept = {
                (c.start_event_id, by_id[c.policy_id].code): by_id[c.policy_id]
                for c in first
            }
            self.assertEqual(rules.derive(recorded, POLICIES, now), first)
            self.assertEqual(rules.derive(recorded, POLICIES, now, kept), first)

        @always
        @given(facts, moments, st.randoms(use_true_random=False))
        def test_order_of_facts_and_policies_changes_nothing(
            self, recorded, now, chance
        ):
            expected = rules.derive(recorded, POLICIES, now)
            shuffled, policies = list(recorded), list(POLICIES)
            chance.shuffle(shuffled)
            chance.shuffle(policies)
            self.assertEqual(rules.derive(shuffled, policies, now), expected)

        @always
        @given(facts, moments)
        def test_one_clock_per_start_and_policy(self, recorded, now):
            clocks = rules.derive(recorded, POLICIES, now)
            starts = [
                (fact.id, policy.id)
                for fact in recorded
                for policy in POLICIES
                if policy.start_event == fact.code
            ]
            self.assertEqual(sorted(c.key for c in clocks), sorted(starts))

        @always
        @given(st.integers(0, 9 * 3600), st.integers(0, 9 * 3600), facts)
        def test_later_stop_never_makes_a_clock_better(self, stop, delay, others):
            others = [
                rules.Fact(fact.id + 10, fact.code, fact.at)
                for fact in others
                if fact.code not in ("registered", "responded")
            ]

            def state(at):
                recorded = [
                    rules.Fact(1, "registered", BEGIN),
                    rules.Fact(99, "responded", later(at)),
                    *others,
                ]
                (clock,) = rules.derive(recorded, POLICIES[:1], later(24 * 3600))
                return clock.state

            if state(stop + delay) == rules.MET:
                self.assertEqual(state(stop), rules.MET)
            if state(stop) == rules.MISSED:
                self.assertNotEqual(state(stop + delay), rules.MET)

        @always
        @given(facts, moments, st.integers(0, 3600))
        def test_ended_clock_is_judged_the_same_at_any_later_moment(
            self, recorded, now, wait
        ):
            later_on = {
                c.key: c
                for c in rules.derive(recorded, POLICIES, now + timedelta(seconds=wait))
            }
            for clock in rules.derive(recorded, POLICIES, now):
                if clock.stopped_at:
                    self.assertEqual(later_on[clock.key], clock)
                elif clock.state == rules.MISSED:
                    self.assertEqual(later_on[clock.key].state, rules.MISSED)

        @always
        @given(facts, moments)
        def test_states_agree_with_their_minutes(self, recorded, now):
            for clock in rules.derive(recorded, POLICIES, now):
                end = clock.stopped_at or now
                late = rules.overdue_minutes(clock.due_at, end) > 0
                self.assertEqual(clock.state == rules.MISSED, late)
                self.assertEqual(
                    clock.state in (rules.MET, rules.CANCELLED),
                    clock.stopped_at is not None and not late,
                )
