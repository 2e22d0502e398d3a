"""Approval, return and archiving of a signed report (VIS-6)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisitApproval(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def send_back(self, visit, reason="Cause is too short"):
        wizard = (
            self.env["aftersales.visit.return"]
            .with_user(self.manager)
            .with_context(active_id=visit.id)
        )
        form = Form(wizard)
        form.reason = reason
        form.save().action_confirm()

    def test_vis6_only_a_manager_approves(self):
        self.live(self.visit, "signed")
        for user in (self.technician, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.visit.with_user(user).action_approve()
        self.visit.with_user(self.manager).action_approve()
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "approved",
                    "approved_by_id": self.manager.id,
                    "approved_at": self.minute(250),
                }
            ],
        )

    def test_vis6_signed_report_lands_on_the_desk_of_the_teams_leader(self):
        self.visit.ticket_id.team_id = self.env["helpdesk.ticket.team"].create(
            {
                "name": "East",
                "company_id": self.company.id,
                "user_id": self.manager.id,
            }
        )
        self.live(self.visit, "signed")
        self.assertIn(self.manager, self.visit.activity_ids.user_id)
        self.visit.with_user(self.manager).action_approve()
        self.assertFalse(self.visit.activity_ids)

    def test_vis6_manager_who_went_along_does_not_approve(self):
        self.visit.employee_ids += self.manager_employee
        self.live(self.visit, "signed")
        with self.refused(AccessError, "Another manager"):
            self.visit.with_user(self.manager).action_approve()
        other, _employee = self._make_user("other_manager", "manager")
        self.visit.with_user(other).action_approve()
        self.assertEqual(self.visit.approved_by_id, other)

    def test_vis6_unsigned_report_cannot_be_approved(self):
        self.live(self.visit, "finished")
        with self.assertRaises(UserError):
            self.visit.with_user(self.manager).action_approve()

    def test_vis4_return_voids_the_signature_and_keeps_it_in_the_messages(self):
        self.live(self.visit, "signed")
        self.send_back(self.visit)
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "finished",
                    "signature": False,
                    "signed_by": False,
                    "signed_from": False,
                    "signed_at": False,
                }
            ],
        )
        event = self.visit.event_ids.sorted("id")[-1]
        self.assertRecordValues(
            event, [{"code": "report_returned", "note": "Cause is too short"}]
        )
        signed = self.visit.event_ids.filtered(lambda fact: fact.code == "signed")
        self.assertRecordValues(
            signed, [{"note": "Mr. Wang", "source_ref": "10.0.0.7 -"}]
        )
        message = self.visit.message_ids.filtered("attachment_ids")[:1]
        self.assertIn("Cause is too short", message.body)
        self.assertEqual(message.attachment_ids.mimetype, "image/png")

    def test_vis4_returned_report_is_written_and_signed_again(self):
        self.live(self.visit, "signed")
        self.send_back(self.visit)
        self.visit.with_user(self.technician).cause = "Contactor K2 burnt by dust"
        self.move(280)
        self.visit._sign("Mrs. Li", SIGNATURE, signed_from="10.0.0.8 -")
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "signed",
                    "signed_by": "Mrs. Li",
                    "signed_at": self.minute(280),
                }
            ],
        )
        self.move(290)
        self.visit.with_user(self.manager).action_approve()
        self.assertEqual(self.visit.approved_at, self.minute(290))

    def test_vis6_only_a_manager_returns_and_says_why(self):
        self.live(self.visit, "signed")
        for user in (self.technician, self.clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                with mute_logger("odoo.addons.base.models.ir_model"):
                    self.env["aftersales.visit.return"].with_user(user).create(
                        {"visit_id": self.visit.id, "reason": "x"}
                    )
            with self.assertRaises(AccessError):
                self.visit.with_user(user)._return("x")
        with self.assertRaises(AssertionError):
            self.send_back(self.visit, reason=False)
        self.assertEqual(self.visit.state, "signed")

    def test_vis6_approved_report_is_not_returned(self):
        self.live(self.visit, "approved")
        with self.assertRaises(UserError):
            self.send_back(self.visit)

    def test_vis6_archiving_puts_the_pdf_on_the_request(self):
        self.live(self.visit, "approved")
        with self.allow_pdf_render():
            visit = self.visit.with_context(force_report_rendering=True)
            visit.with_user(self.clerk).action_file()
        self.assertEqual(self.visit.state, "archived")
        message = self.visit.ticket_id.message_ids.filtered("attachment_ids")[:1]
        file = message.attachment_ids
        self.assertEqual(len(file), 1)
        self.assertTrue(file.name.endswith(".pdf"))
        self.assertIn(self.visit.name, file.name)
        self.assertTrue(file.raw.startswith(b"%PDF"), file.raw[:20])
        self.assertEqual(file.mimetype, "application/pdf")

    def test_vis6_only_approved_reports_are_archived(self):
        for until in ("finished", "signed"):
            self.live(self.visit, until)
            with self.subTest(until), self.refused(UserError, "approved"):
                self.visit.with_user(self.clerk).action_file()

    def test_vis6_archived_report_is_the_end(self):
        self.live(self.visit, "approved")
        self.visit.with_user(self.clerk).action_file()
        visit = self.visit.with_user(self.manager)
        for act in (
            visit.action_file,
            visit.action_approve,
            visit.action_cancel,
            lambda: visit.record_event("hq_called"),
            lambda: visit.write({"cause": "other"}),
        ):
            with self.assertRaises(UserError):
                act()
