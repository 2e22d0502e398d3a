"""A return's life as a table: states × steps × roles (RET-1 … RET-4, WAR-6)."""

from dataclasses import replace

from odoo.tests import BaseCase, tagged

from ..rules import returns as rules
from ..rules.returns import Facts

ACCEPTED = Facts(accepted=True)
TESTED = replace(ACCEPTED, finding="quality")
REPORTED = replace(TESTED, reported=True, decision="refund")
#: state, facts → steps that fit
LIFE = [
    ("asked", Facts(), {"accept", "refuse", "cancel"}),
    ("reviewed", ACCEPTED, {"pick_up", "receive", "cancel"}),
    ("reviewed", Facts(accepted=False), {"tell"}),
    ("picked_up", ACCEPTED, {"receive", "cancel"}),
    ("received", ACCEPTED, {"inspect"}),
    ("inspected", TESTED, {"report"}),
    ("inspected", REPORTED, {"decide"}),
    ("inspected", replace(REPORTED, approval="pending"), set()),
    ("inspected", replace(REPORTED, approval="rejected"), {"decide"}),
    ("decided", REPORTED, {"refund"}),
    ("decided", replace(REPORTED, decision="exchange"), {"ship"}),
    ("decided", replace(REPORTED, decision="scrap"), {"ship"}),
    ("decided", replace(REPORTED, decision="sent_back"), {"send_back"}),
    ("done", REPORTED, {"tell"}),
    ("told", REPORTED, set()),
    ("cancelled", Facts(), set()),
]
#: role → steps it takes
STEPS_OF = {
    "clerk": {"accept", "refuse", "pick_up", "receive", "tell", "cancel"},
    "keeper": {"receive", "inspect", "ship", "send_back"},
    "quality": {"accept", "refuse", "inspect", "report"},
    "finance": {"refund"},
    "manager": {"decide"},
    "branch_manager": {"decide"},
    "technician": set(),
    "buyer": set(),
    "sales": set(),
    "hr": set(),
}
ALL = {"refund", "exchange", "scrap", "sent_back"}
#: finding, approval, bearer, in window → what may be decided
DECISIONS = [
    ("quality", "no", "company", False, ALL),
    ("quality", "approved", "company", False, ALL),
    ("quality", "no", "customer", False, {"exchange", "sent_back"}),
    ("quality", "rejected", "company", False, set()),
    ("quality", "rejected", "customer", False, {"exchange", "sent_back"}),
    ("none", "no", "company", False, {"sent_back"}),
    ("none", "no", "company", True, {"refund", "exchange", "sent_back"}),
    ("none", "no", "customer", False, {"exchange", "sent_back"}),
    ("none", "rejected", "company", True, set()),
    ("human", "no", "company", True, {"sent_back"}),
    ("human", "no", "customer", False, {"exchange", "sent_back"}),
    ("human", "rejected", "customer", True, {"exchange", "sent_back"}),
]


@tagged("post_install", "-at_install")
class TestReturnRules(BaseCase):
    def test_ret1_steps_of_each_state(self):
        for state, facts, steps in LIFE:
            with self.subTest(state, facts=facts):
                self.assertEqual(rules.allowed(state, facts), steps)

    def test_ret1_every_other_step_is_refused(self):
        for state, facts, steps in LIFE:
            for step in rules.ROLES.keys() - steps:
                with self.subTest(state, step=step), self.assertRaises(KeyError):
                    rules.next_state(state, step, facts)

    def test_ret1_each_state_of_the_table_leads_to_a_known_one(self):
        for state, steps in rules.TRANSITIONS.items():
            for step, target in steps.items():
                self.assertIn(target, rules.TRANSITIONS, (state, step))
                self.assertIn(step, rules.ROLES)

    def test_inf5_each_role_takes_its_steps_only(self):
        for role, steps in STEPS_OF.items():
            taken = {step for step in rules.ROLES if rules.may_take(step, {role})}
            self.assertEqual(taken, steps, role)

    def test_ret2_ret3_what_may_be_decided(self):
        for finding, approval, bearer, in_window, found in DECISIONS:
            facts = replace(
                REPORTED,
                finding=finding,
                approval=approval,
                bearer=bearer,
                in_window=in_window,
            )
            with self.subTest(facts=facts):
                self.assertEqual(rules.decisions(facts), found)

    def test_ret3_who_needs_the_general_manager(self):
        for decision in ALL:
            facts = replace(REPORTED, decision=decision)
            self.assertEqual(
                rules.needs_approval(facts), decision != "sent_back", decision
            )
            paid = replace(facts, bearer="customer")
            self.assertFalse(rules.needs_approval(paid), decision)

    def test_inf5_sections_open_in_their_states_for_their_roles(self):
        for section, (roles, states) in rules.SECTIONS.items():
            for state in rules.TRANSITIONS:
                for role in STEPS_OF:
                    self.assertEqual(
                        rules.may_write(section, state, {role}),
                        role in roles and state in states,
                        (section, state, role),
                    )

    def test_ret3_no_state_is_a_part_of_the_cancelled_one(self):
        """base_tier_validation asks ``state in "cancelled"``."""
        for state in rules.TRANSITIONS:
            self.assertFalse(state != "cancelled" and state in rules.CANCELLED)
