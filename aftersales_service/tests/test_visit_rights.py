"""Who takes which step of a visit (INF-1, VIS-1)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisitRights(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def test_only_those_who_go_and_clerks_take_the_steps(self):
        self.live(self.visit, "dispatched")
        with self.assertRaises(AccessError):
            self.visit.with_user(self.other_technician).action_arrive()
        with self.assertRaises(AccessError):
            self.visit.with_user(self.nobody).action_arrive()
        self.visit.with_user(self.clerk).action_arrive()
        self.assertEqual(self.visit.state, "on_site")

    def test_technician_neither_dispatches_nor_cancels_nor_archives(self):
        visit = self.visit.with_user(self.technician)
        for button in ("action_dispatch", "action_cancel", "action_file"):
            with self.subTest(button), self.assertRaises(AccessError):
                getattr(visit, button)()
        self.assertEqual(self.visit.state, "draft")

    def test_technician_cannot_dispatch_by_recording_the_fact(self):
        with self.assertRaises(AccessError):
            self.visit.with_user(self.technician).record_event("dispatched")

    def test_system_facts_of_a_visit_take_their_buttons(self):
        self.live(self.visit, "finished")
        for user in (self.technician, self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.visit.with_user(user).record_event("signed")
        self.live(self.visit, "signed")
        for code in ("approved", "report_returned"):
            with self.subTest(code), self.assertRaises(AccessError):
                self.visit.with_user(self.manager).record_event(code)

    def test_technician_records_on_the_visit_not_on_the_request(self):
        self.live(self.visit, "dispatched")
        for code in ("arrived", "responded", "closed"):
            with self.subTest(code), self.assertRaises(AccessError):
                self.ticket.with_user(self.technician).record_event(code)
        self.ticket.with_user(self.technician).record_event("help_asked")

    def test_visit_with_facts_stays_with_its_request(self):
        self.live(self.visit, "dispatched")
        other = self._create_ticket()
        for user in (self.technician, self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.visit.with_user(user).ticket_id = other
                self.env.flush_all()
        self.assertEqual(self.visit.event_ids.ticket_id, self.visit.ticket_id)

    def test_vis1_technician_cannot_change_the_order(self):
        """Who goes and when is the clerk's; else a late leader names another."""
        self.live(self.visit, "dispatched")
        for vals in (
            {"leader_id": self.other_engineer.id},
            {"employee_ids": [(4, self.other_engineer.id)]},
            {"planned_at": NOW + timedelta(days=9)},
        ):
            with self.subTest(*vals), self.assertRaises(AccessError):
                self.visit.with_user(self.technician).write(vals)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_inf1_crew_is_no_door_to_the_employees_files(self):
        """Linking employees runs as superuser: it must do nothing else to them."""
        name, vals = self.other_engineer.name, {"name": "Forged"}
        count = self.env["hr.employee"].search_count([])
        order = {"ticket_id": self.ticket.id, "leader_id": self.engineer.id}
        for user in (self.technician, self.clerk, self.manager):
            visit = self.visit.with_user(user)
            for command in (
                (0, 0, {"name": "Forged", "company_id": self.company.id}),
                (1, self.engineer.id, vals),
                (1, self.other_engineer.id, vals),
                (2, self.other_engineer.id, 0),
            ):
                with self.subTest(user=user.login, command=command[0]):
                    with self.assertRaises(UserError):
                        visit.write({"employee_ids": [command]})
                    with self.assertRaises(UserError):
                        visit.create({**order, "employee_ids": [command]})
        self.assertEqual(self.other_engineer.name, name)
        self.assertEqual(self.env["hr.employee"].search_count([]), count)

    def test_inf1_nobody_puts_themselves_on_a_strange_visit(self):
        for user, employee in (
            (self.other_technician, self.other_engineer),
            (self.foreign_clerk, self.foreign_employee),
        ):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.visit.with_user(user).employee_ids = [(4, employee.id)]
        with self.assertRaises(UserError):
            self.visit.with_user(self.clerk).employee_ids = [
                (4, self.foreign_employee.id)
            ]
