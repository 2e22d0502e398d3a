"""rules/clock.py: pauses, promises, and limits within another, by tables of cases."""

from datetime import timedelta
from itertools import permutations

from odoo.tests import BaseCase

from ..rules import clock as rules
from .calendar_cases import calendar, limit
from .pause_cases import (
    ALWAYS_CASES,
    OFFICE_CASES,
    PROMISE_CASES,
    WITHIN_CASES,
    local,
    stories,
    told,
)

T04 = rules.Policy(4, "T-04", "registered", "arrived", 72, "hour")
T05 = rules.Policy(
    5,
    "T-05",
    "dispatched",
    "booked",
    limit_kind=rules.WITHIN,
    within_code="T-04",
)
T09 = rules.Policy(9, "T-09", "agreed", "arrived", limit_kind=rules.PROMISED)
T16 = rules.Policy(16, "T-16", "unblocked", "finished", 2, "hour")


def judge(story, now, *policies, kept=None):
    """The clocks that a story makes."""
    facts, pauses = told(story)
    return rules.derive(facts, policies, local(now), kept, pauses)


def limited(text, name, **values):
    value, unit, roll = limit(text)
    return rules.Policy(
        1,
        "T-00",
        "start",
        "stop",
        value,
        unit,
        calendar=calendar(name),
        roll_over=roll,
        **values,
    )


class TestPauseRules(BaseCase):
    def check(self, policy, story, now, state, due):
        with self.subTest(story, limit=f"{policy.limit_value} {policy.limit_unit}"):
            (clock,) = judge(story, now, policy)
            self.assertEqual((clock.state, clock.due_at), (state, local(due)))

    def test_around_the_clock(self):
        for text, *case in stories(ALWAYS_CASES):
            self.check(limited(text, "24×7"), *case)

    def test_on_a_working_calendar(self):
        for text, *case in stories(OFFICE_CASES):
            self.check(limited(text, "office"), *case)

    def test_a_limit_that_nobody_may_pause(self):
        policy = limited("3 hour", "24×7", pausable=False)
        story = "start 08:00; pause 09:00–10:00"
        self.check(policy, story, "11:01", rules.MISSED, "11:00")
        self.check(policy, "start 08:00; pause 09:00–", "10:00", rules.RUNNING, "11:00")
        (clock,) = judge(story, "10:30", policy)
        self.assertEqual(clock.pauses, ())

    def test_a_clock_names_its_pauses_and_what_each_left_out(self):
        for name, story, now, minutes in (
            ("24×7", "pause 06:00–07:00", "11:00", []),
            ("24×7", "pause 07:00–09:00", "11:00", [60]),
            ("24×7", "pause 09:00–10:00; own 10:00–10:30", "11:00", [60, 0]),
            ("24×7", "pause 09:00–10:00; pause 09:30–10:30", "11:00", [60, 30]),
            ("24×7", "pause 09:30–10:30; pause 09:00–10:00", "11:00", [60, 30]),
            ("24×7", "pause 09:00–10:30; pause 09:30–10:00", "11:00", [90, 0]),
            ("24×7", "pause 10:00–", "15:00", [300]),
            ("24×7", "pause 10:00–17:00; stop 15:00", "20:00", [300]),
            ("24×7", "pause 08:00:50–09:00", "11:00", [60]),
            ("24×7", "pause 10:00–; stop 10:00", "11:00", []),
            # after the due moment there is nothing left to leave out
            ("24×7", "pause 11:30–12:30", "13:00", [0]),
            ("24×7", "pause 10:30–12:30", "20:00", [120]),
            ("office", "pause 11:30–13:30", "14:00", [60]),
            ("office", "pause 18:00–03-03 09:00", "03-03 10:00", [0]),
        ):
            with self.subTest(story, calendar=name):
                (clock,) = judge(
                    f"start 08:00:30; {story}", now, limited("3 hour", name)
                )
                self.assertEqual([left for _pause, left in clock.pauses], minutes)

    def test_warning_comes_when_so_much_is_used_up(self):
        for name, text, percent, story, warn in (
            ("24×7", "3 hour", 50, "start 08:00", "09:30"),
            ("24×7", "3 hour", 0, "start 08:00", None),
            ("24×7", "3 hour", 100, "start 08:00", None),
            ("24×7", "3 hour", 50, "start 08:00; pause 09:00–10:00", "10:30"),
            ("24×7", "3 hour", 50, "start 08:00; pause 10:00–11:00", "09:30"),
            ("24×7", "3 hour", 50, "start 08:00; pause 09:00–", "09:30"),
            ("24×7", "3 hour", 50, "start 08:00; pause 09:00–; stop 20:00", "20:30"),
            ("24×7", "2 day", 50, "start 08:00", "03-03 24:00"),
            ("office", "4 hour", 75, "start 16:00", "03-03 10:00"),
            ("office", "2 workday", 50, "start 10:00", "03-03 18:00"),
            ("office", "1 day", 50, "start 03-06 10:00", "03-07 24:00"),
        ):
            with self.subTest(story, calendar=name, limit=text, percent=percent):
                policy = limited(text, name, warn_percent=percent)
                (clock,) = judge(story, "20:00", policy)
                self.assertEqual(clock.warn_at, warn and local(warn))

    def test_other_facts_that_stop_a_clock(self):
        policy = limited("3 hour", "24×7", other_stops=frozenset({"solved"}))
        for story, state, stop in (
            ("start 08:00; solved 10:00; stop 12:00", rules.MET, 2),
            ("start 08:00; stop 10:00; solved 12:00", rules.MET, 2),
            ("start 08:00; solved 11:01; stop 12:00", rules.MISSED, 2),
            ("start 08:00; other 10:00; stop 12:00", rules.MISSED, 3),
        ):
            with self.subTest(story):
                (clock,) = judge(story, "13:00", policy)
                self.assertEqual((clock.state, clock.stop_event_id), (state, stop))

    def test_t16_starts_when_an_outside_cause_is_removed(self):
        for story, states in (
            ("unblocked/customer 08:00", [rules.RUNNING]),
            ("unblocked/own 08:00", []),
            ("unblocked 08:00; finished 10:01", [rules.MISSED]),
            (
                "unblocked/own 07:00; unblocked/supplier 08:00; finished 10:00",
                [rules.MET],
            ),
            (
                "unblocked/customer 08:00; unblocked/weather 09:00; finished 10:30",
                [rules.MISSED, rules.MET],
            ),
        ):
            with self.subTest(story):
                clocks = judge(story, "09:30", T16)
                self.assertEqual([clock.state for clock in clocks], states)

    def test_t16_doesnt_pause_by_the_pause_that_it_follows(self):
        story = "blocked 06:00; pause 06:00–08:00; unblocked/customer 08:00"
        (clock,) = judge(story, "09:00", T16)
        self.assertEqual((clock.due_at, clock.pauses), (local("10:00"), ()))


class TestPromises(BaseCase):
    def test_t09_until_the_agreed_moment(self):
        for _title, story, now, states, due in stories(PROMISE_CASES):
            with self.subTest(story, now=now):
                clocks = judge(story, now, T09)
                self.assertEqual([c.state for c in clocks], states.split(", "))
                self.assertEqual(
                    [clock.due_at for clock in clocks],
                    [local(moment) for moment in due.split(", ")],
                )

    def test_t09_needs_a_promise(self):
        self.assertEqual(judge("agreed 08:00", "09:00", T09), [])

    def test_t09_warns_by_real_time(self):
        warned = rules.Policy(
            9, "T-09", "agreed", "arrived",
            limit_kind=rules.PROMISED, warn_percent=50, calendar=calendar("office"),
        )  # fmt: skip
        (clock,) = judge("agreed 10:00 > 03-03 10:00", "12:00", warned)
        self.assertEqual(clock.warn_at, local("22:00"))

    def test_t05_within_t04(self):
        for _title, story, now, state, due in stories(WITHIN_CASES):
            with self.subTest(story, now=now):
                t04, t05 = judge(story, now, T05, T04)
                self.assertEqual((t04.policy_code, t05.policy_code), ("T-04", "T-05"))
                self.assertEqual((t05.state, t05.due_at), (state, local(due)))
                self.assertEqual(t05.due_at, t04.due_at)

    def test_t05_needs_t04(self):
        self.assertEqual(judge("dispatched 10:00", "12:00", T05), [])
        self.assertEqual(judge("dispatched 10:00", "12:00", T05, T04), [])


class TestVersions(BaseCase):
    def test_a_paused_clock_keeps_its_version(self):
        old = limited("3 hour", "24×7")
        new = rules.Policy(2, "T-00", "start", "stop", 1, "hour")
        story = "start 08:00; pause 08:30–10:00"
        (clock,) = judge(story, "11:00", new)
        self.assertEqual((clock.policy_id, clock.state), (2, rules.MISSED))
        (clock,) = judge(story, "11:00", new, kept={(1, "T-00"): old})
        self.assertEqual((clock.policy_id, clock.due_at), (1, local("12:30")))

    def test_a_new_version_with_another_stop_doesnt_start_a_second_clock(self):
        old = limited("3 hour", "24×7")
        new = rules.Policy(2, "T-00", "start", "solved", 1, "hour")
        clocks = judge(
            "start 08:00; start 09:00", "09:30", new, kept={(1, "T-00"): old}
        )
        self.assertEqual(
            [(clock.start_event_id, clock.policy_id) for clock in clocks],
            [(1, 1), (2, 2)],
        )

    def test_any_order_of_facts_policies_and_pauses_gives_the_same_clocks(self):
        facts, pauses = told(
            "registered 08:00; dispatched 09:00; agreed 09:30 > 18:00;"
            "booked 10:00 > 17:00; unblocked/customer 12:00;"
            "pause 10:00–12:00; own 11:00–13:00; pause 11:30–14:00"
        )
        policies = [T04, T05, T09, T16]
        now = local("14:30")
        expected = rules.derive(facts, policies, now, None, pauses)
        self.assertEqual(len(expected), 4)
        for shuffled in permutations(facts):
            clocks = rules.derive(shuffled, policies, now, None, pauses)
            self.assertEqual(clocks, expected)
        for shuffled in permutations(pauses):
            clocks = rules.derive(facts, policies[::-1], now, None, shuffled)
            self.assertEqual(clocks, expected)

    def test_the_minute_of_judgement_decides_not_its_second(self):
        facts, pauses = told("start 08:00; pause 09:00–10:00")
        for seconds, state in ((0, rules.RUNNING), (59, rules.RUNNING), (60, "missed")):
            now = local("12:00") + timedelta(seconds=seconds)
            policy = limited("3 hour", "24×7")
            (clock,) = rules.derive(facts, [policy], now, None, pauses)
            self.assertEqual(clock.state, state)
