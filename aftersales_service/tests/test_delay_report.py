"""A request that can't be met in time is reported to the leader (INT-9)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestDelayReport(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk_employee.parent_id = cls.manager_employee
        cls.ticket = cls._create_ticket()

    def report(self, user, ticket=None, **values):
        return (
            self.env["aftersales.delay.report"]
            .with_user(user)
            .create(
                {
                    "ticket_id": (ticket or self.ticket).id,
                    "reason": "Part is not in stock",
                    "promised_at": self.minute(3000),
                    **values,
                }
            )
        )

    def test_int9_delay_is_told_to_the_leader(self):
        """INT-9: reason and new time stand in the fact; the leader gets an activity."""
        self.move(30)
        form = Form(
            self.env["aftersales.delay.report"]
            .with_user(self.clerk)
            .with_context(default_ticket_id=self.ticket.id)
        )
        self.assertEqual(form.leader_id, self.manager_employee)
        self.assertIn("T-02", form.clocks_ahead)
        self.assertFalse(form.clocks_over)
        form.reason = "Part is not in stock"
        form.promised_at = self.minute(3000)
        form.save().action_report()
        event = self.ticket.event_ids.filtered(lambda e: e.code == "delay_reported")
        self.assertRecordValues(
            event,
            [
                {
                    "at": self.minute(30),
                    "note": "Part is not in stock",
                    "promised_at": self.minute(3000),
                    "asked_id": self.manager_employee.id,
                    "employee_id": self.clerk_employee.id,
                }
            ],
        )
        self.assertEqual(self.ticket.activity_ids.user_id, self.manager)

    def test_int9_late_report_is_taken_and_shows(self):
        self.move(200)
        report = self.report(self.clerk)
        self.assertIn("T-02", report.clocks_over)
        self.assertIn("T-03", report.clocks_ahead)
        report.action_report()
        event = self.ticket.event_ids.filtered(lambda e: e.code == "delay_reported")
        self.assertEqual(event.at, self.minute(200))

    def test_int9_leader_of_the_team_if_there_is_no_manager(self):
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Hotline",
                "company_id": self.company.id,
                "user_id": self.manager.id,
            }
        )
        ticket = self._create_ticket(accountable_id=self.engineer.id, team_id=team.id)
        report = self.report(self.technician, ticket)
        self.assertEqual(report.leader_id, self.manager_employee)
        report.action_report()
        self.assertIn("delay_reported", ticket.event_ids.mapped("code"))

    def test_int9_bad_reports_are_refused(self):
        for values, text in [
            ({"reason": "  "}, "Say why"),
            ({"promised_at": self.minute(0)}, "must lie in the future"),
            ({"leader_id": False}, "Nobody is known"),
            ({"leader_id": self.foreign_employee.id}, "Nobody is known"),
        ]:
            with self.subTest(text), self.refused(UserError, text):
                self.report(self.clerk, **values).action_report()
        self.assertNotIn("delay_reported", self.ticket.event_ids.mapped("code"))

    def test_inf1_only_who_works_on_the_request_reports(self):
        for user in (self.other_technician, self.foreign_clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.report(user, leader_id=self.manager_employee.id).action_report()
        for user in (self.owner, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.report(user)
