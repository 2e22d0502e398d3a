"""Whoever a finding is about may object, in time; another person decides."""

from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .finding_common import FindingCommon


@tagged("post_install", "-at_install")
class TestObjections(FindingCommon):
    def object(self, finding, user=None, text="I was at the dentist's"):
        return finding.with_user(user or self.technician).action_object(text)

    def decide(self, finding, granted, user=None, reason="Seen the slip"):
        return finding.with_user(user or self.manager).action_decide_objection(
            granted, reason
        )

    def test_an_objection_is_kept_and_told_to_who_decides(self):
        finding = self.found()
        self.move(30)
        self.object(finding)
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "open",
                    "objection_state": "asked",
                    "objection": "I was at the dentist's",
                    "objected_at": self.minute(30),
                }
            ],
        )
        self.assertIn(self.manager, self.activities(finding, "object").user_id)
        self.assertNotIn(self.technician, self.activities(finding, "object").user_id)

    def test_granting_annuls_and_gives_points_back(self):
        finding = self.found()
        self.object(finding)
        with patch.object(type(self.findings), "_score") as score:
            self.decide(finding, True)
        score.assert_called_once_with({(self.engineer.id, date(2026, 3, 1))})
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "annulled",
                    "objection_state": "granted",
                    "objection_reason": "Seen the slip",
                    "objection_decided_by_id": self.manager.id,
                }
            ],
        )
        self.assertFalse(finding.activity_ids)
        self.assertIn(
            self.technician.partner_id, self.notified(finding).notified_partner_ids
        )

    def test_a_finding_that_stays_keeps_its_points(self):
        finding = self.found()
        self.object(finding)
        with patch.object(type(self.findings), "_score") as score:
            self.decide(finding, False)
        score.assert_not_called()
        self.assertEqual((finding.state, finding.objection_state), ("open", "upheld"))
        self.assertIn(
            self.technician.partner_id, self.notified(finding).notified_partner_ids
        )

    def test_one_may_object_until_the_third_workday_ends(self):
        # Monday's finding: Tuesday, Wednesday, Thursday until 24:00 in Shanghai
        cases = [
            (datetime(2026, 3, 5, 15, 59), True),
            (datetime(2026, 3, 5, 16, 0), False),
        ]
        for now, allowed in cases:
            with self.subTest(now=now):
                self.move()
                finding = self.found()
                self.move(to=now)
                self.assertEqual(finding.with_user(self.technician).can_object, allowed)
                if allowed:
                    self.object(finding)
                else:
                    with self.refused(UserError, "You could object .* until"):
                        self.object(finding)

    def test_weekends_do_not_count(self):
        self.move(to=datetime(2026, 3, 6, 2, 0))  # a Friday
        self.assertEqual(self.found().object_until, date(2026, 3, 11))

    def test_the_window_is_the_company_s(self):
        self.company.aftersales_6s_objection_days = 1
        self.assertEqual(self.found().object_until, date(2026, 3, 3))

    def test_a_company_without_hours_counts_days(self):
        self.company.resource_calendar_id.attendance_ids.unlink()
        self.company.resource_calendar_id.invalidate_recordset()
        self.assertEqual(self.found().object_until, date(2026, 3, 5))

    def test_only_the_person_objects(self):
        finding = self.found()
        for user in (self.sales, self.inspector, self.manager):
            with self.subTest(user.login):
                with self.refused(AccessError, "Only the person concerned"):
                    self.object(finding, user)

    def test_nothing_said_is_no_objection(self):
        finding = self.found()
        for text in (None, "", " \n", ["x"]):
            with self.refused(UserError, "write what you have to say"):
                self.object(finding, text=text)

    def test_one_objects_once(self):
        finding = self.found()
        self.object(finding)
        with self.refused(UserError, "you have objected already"):
            self.object(finding)
        self.decide(finding, False)
        with self.refused(UserError, "you have objected already"):
            self.object(finding)

    def test_one_may_object_to_what_is_closed(self):
        finding = self.correct(self.found())
        finding.with_user(self.inspector).action_accept()
        self.object(finding)
        self.decide(finding, True)
        self.assertEqual(finding.state, "annulled")

    def test_nobody_decides_who_found_it_or_whose_it_is_or_without_the_role(self):
        finding = self.found()
        self.object(finding)
        for user in (self.technician, self.inspector, self.other_inspector, self.sales):
            with self.subTest(user.login):
                with self.refused(AccessError, "is decided on by a manager"):
                    self.decide(finding, True, user)

    def test_a_manager_decides_neither_own_findings_nor_those_found_by_them(self):
        own = self.found()
        own.employee_id = self.manager_employee
        self.object(own, self.manager)
        by_them = self.report(self.manager)
        self.object(by_them)
        for finding in (own, by_them):
            with self.refused(AccessError, "is decided on by a manager"):
                self.decide(finding, True)
            self.decide(finding, True, self.branch_manager)
            self.assertEqual(finding.sudo().state, "annulled")

    def test_a_decision_takes_reasons_and_an_objection(self):
        finding = self.found()
        with self.refused(UserError, "No objection to finding"):
            self.decide(finding, True)
        self.object(finding)
        with self.refused(UserError, "Write the reasons"):
            self.decide(finding, True, reason=" ")
        self.decide(finding, False)
        with self.refused(UserError, "No objection to finding"):
            self.decide(finding, True)

    def test_a_manager_does_not_annul_past_an_objection(self):
        finding = self.found()
        self.object(finding)
        with self.refused(UserError, "Decide on the objection"):
            finding.with_user(self.manager).action_annul("No")

    def test_objections_are_found(self):
        finding = self.found()
        self.object(finding)
        self.assertIn(
            finding,
            self.findings.with_user(self.manager).search(
                [("objection_state", "=", "asked")]
            ),
        )

    def test_the_windows_object_and_decide(self):
        finding = self.found()
        windows = self.env["aftersales.6s.finding.step"].with_context(
            active_id=finding.id
        )
        windows.with_user(self.technician).create(
            {"step": "object", "text": "Not me"}
        ).action_take()
        self.assertEqual(finding.objection_state, "asked")
        windows.with_user(self.manager).create(
            {"step": "grant", "text": "Right"}
        ).action_take()
        self.assertEqual(finding.state, "annulled")
