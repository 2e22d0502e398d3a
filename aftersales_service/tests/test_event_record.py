"""The window in which a clerk or a technician records a fact by hand."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestEventRecord(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def window(self, user, **defaults):
        context = {f"default_{name}": record.id for name, record in defaults.items()}
        model = self.env["aftersales.event.record"].with_user(user)
        return Form(model.with_context(**context))

    def kind(self, code):
        return self.env["aftersales.event.type"].search([("code", "=", code)])

    def offered(self, user, **values):
        model = self.env["aftersales.event.record"].with_user(user)
        window = model.new({name: record.id for name, record in values.items()})
        return set(window.allowed_kind_ids.mapped("code"))

    def test_clerk_records_a_fact_of_the_request(self):
        form = self.window(self.clerk, ticket_id=self.ticket)
        form.kind_id = self.kind("help_asked")
        form.asked_id = self.engineer
        form.note = "Welding shop"
        form.save().action_record()
        event = self.ticket.event_ids.sorted("id")[-1]
        self.assertRecordValues(
            event,
            [
                {
                    "code": "help_asked",
                    "at": self.minute(0),
                    "employee_id": self.clerk_employee.id,
                    "note": "Welding shop",
                }
            ],
        )

    def test_facts_of_a_visit_are_offered_on_the_visit_only(self):
        offered = self.offered(self.clerk, ticket_id=self.ticket)
        self.assertNotIn("arrived", offered)
        self.live(self.visit, "departed")
        form = self.window(self.clerk, visit_id=self.visit)
        self.assertEqual(form.ticket_id, self.ticket)
        self.assertEqual(self.offered(self.clerk, visit_id=self.visit), {"arrived"})

    def test_nobody_is_offered_facts_of_the_system(self):
        for user in (self.technician, self.clerk, self.manager):
            offered = self.offered(user, ticket_id=self.ticket)
            with self.subTest(user.login):
                self.assertFalse(offered & {"registered", "signed", "approved"})

    def test_technician_is_offered_what_technicians_record(self):
        self.live(self.visit, "dispatched")
        offered = self.offered(self.technician, ticket_id=self.ticket)
        self.assertIn("help_asked", offered)
        self.assertNotIn("responded", offered)

    def test_t04_arrival_told_later_counts_from_its_own_minute(self):
        self.live(self.visit, "departed")
        self.move(5000)
        form = self.window(self.manager, visit_id=self.visit)
        form.kind_id = self.kind("arrived")
        form.at = self.minute(4320)
        window = form.save()
        with self.assertRaises(UserError):  # no reason yet
            window.action_record()
        window.note = "No network on site"
        window.action_record()
        self.assertEqual(self.visit.arrived_at, self.minute(4320))
        self.assertEqual(self.clock(self.ticket, self.t04).state, "met")
        self.assertEqual(self.visit.event_ids[:1].employee_id, self.engineer)

    def test_earlier_time_needs_the_right_to_record_it(self):
        self.move(60)
        form = self.window(self.clerk, ticket_id=self.ticket)
        form.kind_id = self.kind("responded")
        form.at = self.minute(10)
        form.note = "Told by phone"
        with self.assertRaises(AccessError):
            form.save().action_record()

    def test_stranger_records_nothing_through_the_window(self):
        window = (
            self.env["aftersales.event.record"]
            .with_user(self.other_technician)
            .create(
                {"ticket_id": self.ticket.id, "kind_id": self.kind("help_asked").id}
            )
        )
        with self.assertRaises(AccessError):
            window.action_record()
