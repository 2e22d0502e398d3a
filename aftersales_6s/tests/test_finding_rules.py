"""When a finding is due, who takes which step, who must know: tables of cases."""

import doctest
from datetime import datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ..rules import finding as rules
from ..rules import red_tag, register

ZONE = "Asia/Shanghai"
#: 10:00 in Shanghai, a Monday
MONDAY = datetime(2026, 3, 2, 2, 0)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestFindingRules(TransactionCase):
    def test_examples_of_the_docstrings(self):
        for module in (rules, red_tag, register):
            with self.subTest(module.__name__):
                self.assertEqual(doctest.testmod(module).failed, 0)

    def test_s6_4_deadline_by_severity_ends_at_midnight_of_the_company(self):
        cases = [
            # what is critical: at once
            ("critical", MONDAY, MONDAY),
            # 24:00 in Shanghai is 16:00 UTC
            ("major", MONDAY, datetime(2026, 3, 4, 16, 0)),
            ("minor", MONDAY, datetime(2026, 3, 9, 16, 0)),
            ("long", MONDAY, datetime(2026, 4, 1, 16, 0)),
            # 15:59 UTC is still Monday in Shanghai, 16:00 UTC is Tuesday
            ("major", datetime(2026, 3, 2, 15, 59), datetime(2026, 3, 4, 16, 0)),
            ("major", datetime(2026, 3, 2, 16, 0), datetime(2026, 3, 5, 16, 0)),
        ]
        for severity, found, due in cases:
            with self.subTest(severity=severity, found=found):
                self.assertEqual(rules.due_at(severity, found, ZONE), due)

    def test_s6_4_days_are_those_of_the_checklist(self):
        days = {"major": 0, "minor": 1, "long": 20}
        self.assertEqual(
            rules.due_at("major", MONDAY, ZONE, days), datetime(2026, 3, 2, 16, 0)
        )

    def test_a_step_leads_from_its_states_only(self):
        leads = {
            (rules.CORRECT, rules.OPEN): rules.CORRECTED,
            (rules.ACCEPT, rules.CORRECTED): rules.CLOSED,
            (rules.RETURN, rules.CORRECTED): rules.OPEN,
            (rules.ANNUL, rules.OPEN): rules.ANNULLED,
            (rules.ANNUL, rules.CORRECTED): rules.ANNULLED,
            (rules.ANNUL, rules.CLOSED): rules.ANNULLED,
        }
        states = (rules.OPEN, rules.CORRECTED, rules.CLOSED, rules.ANNULLED)
        for step in rules.STEPS:
            for state in states:
                with self.subTest(step=step, state=state):
                    self.assertEqual(
                        rules.next_state(state, step), leads.get((step, state))
                    )

    def test_nobody_judges_what_is_their_own(self):
        people = rules.People(
            person=1, finders=frozenset({2}), corrector=3, owners=frozenset({4, 5})
        )
        cases = [
            # user, corrects, judges, decides
            (1, True, False, False),
            (2, False, True, False),
            (3, False, False, True),
            (4, True, False, True),
            (5, True, False, True),
            (6, False, True, True),
        ]
        for user, corrects, judges, decides in cases:
            with self.subTest(user=user):
                self.assertEqual(rules.may_correct(people, user), corrects)
                self.assertEqual(rules.may_judge(people, user), judges)
                self.assertEqual(rules.may_decide(people, user), decides)

    def test_a_manager_corrects_only_for_those_without_a_login(self):
        owned = rules.People(person=None, owners=frozenset({4}))
        self.assertFalse(rules.may_correct(owned, 9, manages=True))
        self.assertTrue(rules.may_correct(rules.People(), 9, manages=True))
        self.assertFalse(rules.may_correct(rules.People(), 9))

    def test_who_is_told_when(self):
        due = datetime(2026, 3, 4, 16, 0)
        second = timedelta(seconds=1)
        cases = [
            ("minor", rules.OPEN, due - second, rules.TOLD),
            ("minor", rules.OPEN, due, rules.REMINDED),
            ("minor", rules.OPEN, due + DAY - second, rules.REMINDED),
            ("minor", rules.OPEN, due + DAY, rules.REPORTED),
            ("minor", rules.CORRECTED, due + DAY, rules.TOLD),
            ("critical", rules.OPEN, due - DAY, rules.REPORTED),
        ]
        for severity, state, now, stage in cases:
            with self.subTest(severity=severity, state=state, now=now):
                self.assertEqual(rules.stage(severity, state, due, now), stage)

    def test_readings_of_a_drive(self):
        back = MONDAY + timedelta(hours=1)
        cases = [
            (MONDAY, back, 100, 100, None),
            (MONDAY, back, 100, 112.5, None),
            (MONDAY, back, 100, 99.9, register.FALLING),
            (back, MONDAY, 100, 120, register.BEFORE),
        ]
        for out_at, back_at, out_km, back_km, fault in cases:
            with self.subTest(out_at=out_at, out_km=out_km, back_km=back_km):
                self.assertEqual(
                    register.drive_fault(out_at, back_at, out_km, back_km), fault
                )
