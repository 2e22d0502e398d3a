"""rules/clock.py: what holds for all pauses, searched for by hypothesis."""

from datetime import timedelta

from odoo.tests import BaseCase

from ..rules import clock as rules
from .calendar_cases import calendar
from .test_clock_properties import CODES, POLICIES, later

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

#: Every kind of limit, on calendars that count differently
ALL_KINDS = (
    *POLICIES,
    rules.Policy(
        5, "T-20", "registered", "reviewed", 1, "workday", calendar=calendar("office")
    ),
    rules.Policy(
        6, "T-11", "registered", "reported", 1, "day", calendar=calendar("24×7")
    ),
    rules.Policy(7, "T-14", "paid", "shipped", 4, "hour", calendar=calendar("office")),
    rules.Policy(8, "T-09", "agreed", "arrived", limit_kind=rules.PROMISED),
    rules.Policy(
        9,
        "T-05",
        "decision_asked",
        "booked",
        limit_kind=rules.WITHIN,
        within_code="T-02",
    ),
    rules.Policy(10, "T-16", "unblocked", "arrived", 2, "hour", warn_percent=80),
)
MINUTE = timedelta(minutes=1)


if given:
    moments = st.integers(0, 12 * 3600).map(later)
    codes = st.sampled_from(
        [*CODES, "paid", "shipped", "agreed", "booked", "reviewed", "unblocked"]
    )
    all_facts = st.lists(
        st.tuples(codes, moments, st.none() | moments, st.sampled_from([None, "own"])),
        max_size=12,
    ).map(lambda rows: [rules.Fact(n, *row) for n, row in enumerate(rows, start=1)])
    all_pauses = st.lists(
        st.tuples(moments, st.none() | st.integers(0, 6 * 3600), st.booleans()),
        max_size=4,
    ).map(
        lambda rows: [
            rules.Pause(
                number,
                start,
                None if length is None else start + timedelta(seconds=length),
                counts,
            )
            for number, (start, length, counts) in enumerate(rows, start=100)
        ]
    )
    #: Nothing that happened lies after the moment of judgement
    judged = st.integers(18 * 3600, 60 * 3600).map(later)
    always = settings(deadline=None, derandomize=True, database=None, max_examples=100)

    class TestPauseProperties(BaseCase):
        def derive(self, facts, now, pauses, policies=ALL_KINDS, kept=None):
            return rules.derive(facts, policies, now, kept, pauses)

        @always
        @given(all_facts, all_pauses, judged, st.randoms(use_true_random=False))
        def test_order_and_repetition_change_nothing(self, facts, pauses, now, chance):
            first = self.derive(facts, now, pauses)
            by_id = {policy.id: policy for policy in ALL_KINDS}
            kept = {
                (c.start_event_id, c.policy_code): by_id[c.policy_id] for c in first
            }
            self.assertEqual(self.derive(facts, now, pauses, kept=kept), first)
            facts, pauses, policies = list(facts), list(pauses), list(ALL_KINDS)
            for shuffled in (facts, pauses, policies):
                chance.shuffle(shuffled)
            self.assertEqual(self.derive(facts, now, pauses, policies), first)

        @always
        @given(all_facts, all_pauses, judged, moments)
        def test_an_irrelevant_fact_changes_nothing(self, facts, pauses, now, at):
            other = [rules.Fact(99, "photographed", at, at), *facts]
            self.assertEqual(
                self.derive(other, now, pauses), self.derive(facts, now, pauses)
            )

        @always
        @given(all_facts, all_pauses, judged)
        def test_pauses_that_dont_count_change_nothing(self, facts, pauses, now):
            own = [
                rules.Pause(pause.event_id, pause.start_at, pause.end_at, False)
                for pause in pauses
            ]

            def judgement(pauses):
                clocks = self.derive(facts, now, pauses)
                return [(c.key, c.state, c.due_at, c.warn_at) for c in clocks]

            self.assertEqual(judgement(own), judgement([]))

        @always
        @given(all_facts, all_pauses, judged)
        def test_a_pause_never_makes_a_clock_worse(self, facts, pauses, now):
            without = {clock.key: clock for clock in self.derive(facts, now, [])}
            for clock in self.derive(facts, now, pauses):
                plain = without.pop(clock.key)
                self.assertLessEqual(plain.due_at, clock.due_at)
                if plain.state != rules.MISSED:
                    self.assertNotEqual(clock.state, rules.MISSED)
            self.assertEqual(without, {})

        @always
        @given(all_facts, all_pauses, judged)
        def test_states_agree_with_the_due_moment(self, facts, pauses, now):
            kinds = {policy.id: policy for policy in ALL_KINDS}
            for clock in self.derive(facts, now, pauses):
                policy = kinds[clock.policy_id]
                ended = clock.stop_event_id is not None
                self.assertEqual(ended, clock.stopped_at is not None)
                if ended:
                    self.assertIn(
                        clock.state, (rules.MET, rules.MISSED, rules.CANCELLED)
                    )
                else:
                    self.assertIn(
                        clock.state, (rules.RUNNING, rules.PAUSED, rules.MISSED)
                    )
                if policy.limit_kind == rules.WITHIN:
                    continue  # its judgement is a promise against another clock
                late = rules.is_late(clock.due_at, clock.stopped_at or now)
                if clock.state == rules.MISSED:
                    self.assertTrue(late)
                elif clock.state != rules.PAUSED:
                    self.assertFalse(late)
                if clock.state == rules.PAUSED:
                    lasting = [
                        pause
                        for pause, _left_out in clock.pauses
                        if pause.counts and pause.end_at is None
                    ]
                    self.assertTrue(lasting)

        @always
        @given(all_facts, all_pauses, judged, st.integers(0, 48 * 3600))
        def test_what_a_clock_says_when_ended_stays(self, facts, pauses, now, wait):
            within = {p.id for p in ALL_KINDS if p.limit_kind == rules.WITHIN}
            later_on = self.derive(facts, now + timedelta(seconds=wait), pauses)
            later_on = {clock.key: clock for clock in later_on}
            for clock in self.derive(facts, now, pauses):
                # within another clock, only that one's end is the end
                if clock.stopped_at and clock.policy_id not in within:
                    self.assertEqual(later_on[clock.key], clock)
                elif clock.state == rules.MISSED:
                    self.assertEqual(later_on[clock.key].state, rules.MISSED)

        @always
        @given(all_facts, all_pauses, judged)
        def test_the_end_of_a_pause_doesnt_touch_what_ended_in_it(
            self, facts, pauses, now
        ):
            ended = [
                rules.Pause(
                    pause.event_id, pause.start_at, pause.end_at or now, pause.counts
                )
                for pause in pauses
            ]
            after = {c.key: c for c in self.derive(facts, now, ended)}
            for clock in self.derive(facts, now, pauses):
                if clock.stopped_at and clock.policy_id != 9:
                    then = after[clock.key]
                    self.assertEqual(
                        (then.state, then.due_at), (clock.state, clock.due_at)
                    )

        @always
        @given(all_facts, all_pauses, judged)
        def test_minutes_left_out_are_what_moved_the_due_moment(
            self, facts, pauses, now
        ):
            without = {clock.key: clock for clock in self.derive(facts, now, [])}
            kinds = {policy.id: policy for policy in ALL_KINDS}
            ended = [
                rules.Pause(
                    pause.event_id, pause.start_at, pause.end_at or now, pause.counts
                )
                for pause in pauses
            ]
            for clock in self.derive(facts, now, ended):
                policy = kinds[clock.policy_id]
                if policy.limit_kind == rules.DURATION:
                    moved = policy.calendar.elapsed(
                        without[clock.key].due_at, clock.due_at
                    )
                    left_out = sum(minutes for _pause, minutes in clock.pauses)
                    self.assertEqual(moved, left_out * MINUTE)
