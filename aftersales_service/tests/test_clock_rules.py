"""rules/clock.py: the judgement of time limits, by tables of cases (T-01 … T-26)."""

from itertools import permutations

from odoo.tests import BaseCase

from ..rules import clock as rules
from .clock_cases import T02_CASES, facts, moment

T02 = rules.Policy(2, "T-02", "registered", "responded", 3, "hour")
T03 = rules.Policy(3, "T-03", "registered", "solution_proposed", 6, "hour")
T12 = rules.Policy(12, "T-12", "decision_asked", "decided", 2, "hour")


def overdue(clock, now):
    if clock.state != rules.MISSED:
        return 0
    return rules.overdue_minutes(clock.due_at, clock.stopped_at or now)


class TestClockRules(BaseCase):
    def test_t02_every_case_of_the_table(self):
        for title, recorded, now, state, minutes in T02_CASES:
            with self.subTest(title):
                now = moment(now)
                (clock,) = rules.derive(facts(recorded), [T02], now)
                self.assertEqual((clock.state, overdue(clock, now)), (state, minutes))

    def test_events_in_any_order_give_the_same_clocks(self):
        recorded = facts(
            "registered 08:00; closed 09:00; reopened 10:00; responded 10:30"
        )
        now = moment("12:00")
        expected = rules.derive(recorded, [T02, T03], now)
        for shuffled in permutations(recorded):
            self.assertEqual(rules.derive(shuffled, [T03, T02], now), expected)

    def test_facts_of_one_minute_stand_in_the_order_of_recording(self):
        early_id = [
            rules.Fact(1, "responded", moment("08:00:50")),
            rules.Fact(2, "registered", moment("08:00:10")),
        ]
        (clock,) = rules.derive(early_id, [T02], moment("09:00"))
        self.assertEqual(clock.state, rules.RUNNING)
        late_id = [
            rules.Fact(3, "responded", moment("08:00:10")),
            rules.Fact(2, "registered", moment("08:00:50")),
        ]
        (clock,) = rules.derive(late_id, [T02], moment("09:00"))
        self.assertEqual((clock.state, clock.stop_event_id), (rules.MET, 3))

    def test_t12_each_start_has_its_own_clock(self):
        recorded = facts(
            "decision_asked 08:00; decided 09:00; decision_asked 12:00; decided 14:01"
        )
        clocks = rules.derive(recorded, [T12], moment("15:00"))
        self.assertEqual(
            [(c.key, c.state, c.stop_event_id) for c in clocks],
            [((1, 12), rules.MET, 2), ((3, 12), rules.MISSED, 4)],
        )

    def test_t12_one_stop_ends_all_clocks_that_started_before_it(self):
        recorded = facts("decision_asked 08:00; decision_asked 09:00; decided 10:30")
        clocks = rules.derive(recorded, [T12], moment("12:00"))
        self.assertEqual([c.state for c in clocks], [rules.MISSED, rules.MET])

    def test_no_start_means_no_clock(self):
        self.assertEqual(
            rules.derive(facts("arrived 08:00"), [T02], moment("09:00")), []
        )
        self.assertEqual(rules.derive([], [T02], moment("09:00")), [])
        self.assertEqual(
            rules.derive(facts("registered 08:00"), [], moment("09:00")), []
        )

    def test_clock_names_what_it_was_judged_by(self):
        (clock,) = rules.derive(
            facts("registered 08:00:30; responded 09:15:45"), [T02], moment("12:00")
        )
        self.assertEqual(
            clock,
            rules.Clock(
                policy_id=2,
                policy_code="T-02",
                warn_at=None,
                start_event_id=1,
                started_at=moment("08:00:30"),
                due_at=moment("11:00:30"),
                stop_event_id=2,
                stopped_at=moment("09:15:45"),
                state=rules.MET,
            ),
        )

    def test_closing_is_kept_as_the_stop_of_what_it_cancelled(self):
        (clock,) = rules.derive(
            facts("registered 08:00; closed 09:00"), [T02], moment("12:00")
        )
        self.assertEqual((clock.stop_event_id, clock.stopped_at), (2, moment("09:00")))

    def test_a_limit_that_ends_by_closing_is_met_by_it(self):
        solved = rules.Policy(10, "T-10", "registered", "closed", 48, "hour")
        (clock,) = rules.derive(
            facts("registered 08:00; closed 03-04 08:00"), [solved], moment("03-05")
        )
        self.assertEqual(clock.state, rules.MET)

    def test_kept_policy_version_beats_a_newer_one(self):
        newer = rules.Policy(22, "T-02", "registered", "responded", 1, "hour")
        recorded = facts("registered 08:00; responded 10:00")
        (clock,) = rules.derive(recorded, [newer], moment("12:00"))
        self.assertEqual((clock.policy_id, clock.state), (22, rules.MISSED))
        (clock,) = rules.derive(recorded, [newer], moment("12:00"), {(1, "T-02"): T02})
        self.assertEqual((clock.policy_id, clock.state), (2, rules.MET))

    def test_kept_version_of_one_start_leaves_the_next_start_alone(self):
        newer = rules.Policy(22, "T-12", "decision_asked", "decided", 1, "hour")
        recorded = facts("decision_asked 08:00; decision_asked 12:00")
        clocks = rules.derive(recorded, [newer], moment("08:30"), {(1, "T-12"): T12})
        self.assertEqual([c.policy_id for c in clocks], [12, 22])

    def test_clocks_of_one_fact_come_in_the_order_of_their_codes(self):
        clocks = rules.derive(
            facts("registered 08:00"), [T03, T12, T02], moment("09:00")
        )
        self.assertEqual([c.policy_id for c in clocks], [2, 3])
