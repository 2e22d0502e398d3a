"""rules/visit.py and rules/report.py: the life of a visit, and what a report needs."""

from datetime import datetime

from odoo.tests import BaseCase

from ..rules import report as report_rules
from ..rules import visit as rules

#: state × code → next state; every pair that isn't here is refused (VIS-1 … VIS-6)
STEPS = {
    ("draft", "dispatched"): "dispatched",
    ("draft", "visit_cancelled"): "cancelled",
    ("dispatched", "ticket_booked"): "dispatched",
    ("dispatched", "visit_cancelled"): "cancelled",
    ("dispatched", "departed"): "dispatched",
    ("dispatched", "arrived"): "on_site",
    ("on_site", "finished"): "finished",
    ("on_site", "hq_called"): "on_site",
    ("finished", "signed"): "signed",
    ("finished", "hq_called"): "finished",
    ("finished", "left"): "finished",
    ("signed", "approved"): "approved",
    ("signed", "report_returned"): "finished",
    ("signed", "hq_called"): "signed",
    ("signed", "left"): "signed",
}
STATES = (
    "draft",
    "dispatched",
    "on_site",
    "finished",
    "signed",
    "approved",
    "archived",
    "cancelled",
)
CODES = (
    "dispatched",
    "departed",
    "arrived",
    "finished",
    "signed",
    "hq_called",
    "left",
    "approved",
    "report_returned",
    "ticket_booked",
    "visit_cancelled",
    "responded",
    "closed",
    "nonsense",
)
#: code, its time, times recorded so far, the fact that would be later
ORDER_CASES = (
    ("departed", "09:00", {"dispatched": "08:00"}, None),
    ("departed", "08:00", {"dispatched": "08:00"}, None),
    ("departed", "07:59", {"dispatched": "08:00"}, "dispatched"),
    ("arrived", "08:00:10", {"dispatched": "08:00:50"}, None),
    ("arrived", "09:59", {"dispatched": "08:00", "departed": "10:00"}, "departed"),
    ("arrived", "07:00", {"dispatched": "08:00", "departed": "10:00"}, "departed"),
    ("arrived", "09:00", {"dispatched": "08:00"}, None),
    ("finished", "09:00", {"arrived": "09:01"}, "arrived"),
    ("finished", "09:01", {"arrived": "09:01"}, None),
    ("signed", "10:00", {"finished": "10:01"}, "finished"),
    ("signed", "10:01", {"finished": "10:01"}, None),
    ("approved", "10:01", {"signed": "10:02"}, "signed"),
    ("approved", "10:01", {"approved": "11:00"}, None),
    ("dispatched", "08:00", {"arrived": "07:00"}, None),
    ("hq_called", "01:00", {"arrived": "07:00"}, None),
    ("left", "01:00", {"arrived": "07:00"}, None),
    ("arrived", "09:00", {}, None),
)


def at(hour):
    return datetime.fromisoformat(f"2026-03-02T{hour}")


class TestVisitRules(BaseCase):
    def test_every_pair_of_state_and_fact(self):
        for state in STATES:
            for code in CODES:
                with self.subTest(state=state, code=code):
                    expected = STEPS.get((state, code))
                    allowed = code in rules.allowed_events(state, set())
                    self.assertEqual(allowed, expected is not None)
                    if expected:
                        self.assertEqual(rules.next_state(state, code), expected)
                    else:
                        with self.assertRaises(KeyError):
                            rules.next_state(state, code)

    def test_departure_and_leaving_happen_once(self):
        for state, code in (
            ("dispatched", "departed"),
            ("finished", "left"),
            ("signed", "left"),
        ):
            with self.subTest(state=state, code=code):
                self.assertNotIn(code, rules.allowed_events(state, {code}))

    def test_vis2_booking_ends_with_the_departure(self):
        for recorded, allowed in (
            ({"dispatched"}, True),
            ({"dispatched", "ticket_booked"}, True),
            ({"dispatched", "departed"}, False),
        ):
            with self.subTest(recorded):
                codes = rules.allowed_events("dispatched", recorded)
                self.assertEqual("ticket_booked" in codes, allowed)

    def test_vis5_headquarters_may_be_called_again(self):
        for state in ("on_site", "finished", "signed"):
            with self.subTest(state):
                self.assertIn("hq_called", rules.allowed_events(state, {"hq_called"}))

    def test_vis4_report_is_frozen_from_the_signature_on(self):
        self.assertEqual(rules.FROZEN, {"signed", "approved", "archived", "cancelled"})

    def test_facts_of_a_visit_keep_their_order(self):
        for code, hour, times, later in ORDER_CASES:
            with self.subTest(code=code, at=hour, times=times):
                moments = {name: at(time) for name, time in times.items()}
                self.assertEqual(rules.out_of_order(code, at(hour), moments), later)

    def test_codes_are_all_facts_of_a_visit(self):
        self.assertEqual(rules.CODES, {code for _state, code in STEPS})


class TestReportRules(BaseCase):
    def test_vis6_missing_names_required_and_empty_entries_in_their_order(self):
        entry = report_rules.Answer
        for answers, missing in (
            ([], []),
            ([entry("Cause", True, True)], []),
            ([entry("Cause", True, False)], ["Cause"]),
            ([entry("Cause", False, False)], []),
            ([entry("Cause", False, True)], []),
            (
                [
                    entry("Findings", True, False),
                    entry("Opinion", False, False),
                    entry("Cause", True, True),
                    entry("Work Done", True, False),
                ],
                ["Findings", "Work Done"],
            ),
        ):
            with self.subTest(missing=missing):
                self.assertEqual(report_rules.missing(answers), missing)

    def test_vis6_missing_takes_any_iterable(self):
        answers = (report_rules.Answer(name, True, False) for name in "ab")
        self.assertEqual(report_rules.missing(answers), ["a", "b"])
