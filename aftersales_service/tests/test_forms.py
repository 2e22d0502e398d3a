"""The main forms, filled in as people do."""

from odoo.tests import Form, tagged

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestForms(AftersalesCommon):
    def test_int1_clerk_registers_a_call(self):
        form = Form(self.env["helpdesk.ticket"].with_user(self.clerk))
        self.assertEqual(form.registered_at, NOW)
        self.assertEqual(form.accountable_id, self.clerk_employee)
        form.partner_id = self.customer
        self.assertEqual(form.customer_phone, "0510-8000")
        self.assertIn("8 Steel Road", form.service_address)
        form.lot_id = self.lot
        self.assertEqual(form.product_id, self.product)
        form.type_id = self.repair
        form.channel_id = self.env.ref("aftersales_service.channel_hotline")
        form.description = "<p>No heat</p>"
        ticket = form.save()
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": f"Repair · {self.product.display_name}",
                    "company_id": self.company.id,
                    "next_due_at": self.minute(180),
                    "missed_count": 0,
                    "visit_count": 0,
                }
            ],
        )
        self.assertEqual(len(ticket.clock_ids), 3)

    def test_own_title_is_kept(self):
        form = Form(self.env["helpdesk.ticket"].with_user(self.clerk))
        form.description = "<p>No heat</p>"
        form.name = "Stays cold"
        form.type_id = self.repair
        self.assertEqual(form.name, "Stays cold")
        self.assertEqual(form.save().name, "Stays cold")

    def test_int1_phone_of_an_unknown_caller_is_kept(self):
        form = Form(self.env["helpdesk.ticket"].with_user(self.clerk))
        form.customer_phone = "138-0000"
        form.description = "<p>No heat</p>"
        form.partner_id = self.stranger.partner_id
        self.assertEqual(form.customer_phone, "138-0000")
        self.assertEqual(form.save().customer_phone, "138-0000")

    def test_int1_manager_registers_an_earlier_call(self):
        form = Form(self.env["helpdesk.ticket"].with_user(self.manager))
        form.description = "<p>No heat</p>"
        form.late_reason = "Written down at night"
        form.registered_at = self.minute(-30)
        ticket = form.save()
        self.assertEqual(ticket.registered_at, self.minute(-30))
        with self.assertRaises(AssertionError):
            Form(ticket.with_user(self.manager)).registered_at = NOW

    def test_int1_form_stays_open_while_the_customer_talks(self):
        """What is registered is the minute of the saving; nobody back-dates unasked."""
        for number, user in enumerate((self.clerk, self.manager)):
            self.move(minutes=number * 10)
            form = Form(self.env["helpdesk.ticket"].with_user(user))
            form.description = "<p>No heat</p>"
            self.move(minutes=number * 10 + 3)
            self.assertEqual(
                form.save().registered_at, self.minute(number * 10 + 3), user.login
            )

    def test_saved_request_can_be_edited(self):
        ticket = self._create_ticket()
        with Form(ticket.with_user(self.clerk)) as form:
            form.priority = "3"
            form.accountable_id = self.manager_employee
        self.assertEqual(
            self.clock(ticket, self.t02).employee_id, self.manager_employee
        )

    def test_technician_reads_the_request(self):
        ticket = self._create_ticket()
        self._create_visit(ticket)
        form = Form(ticket.with_user(self.technician))
        self.assertEqual(len(form.clock_ids), 3)
        self.assertEqual(len(form.event_ids), 1)

    def test_follower_without_role_opens_the_request(self):
        """helpdesk_mgmt shows every employee the requests that they follow."""
        ticket = self._create_ticket()
        ticket.message_subscribe(self.nobody.partner_id.ids)
        self.assertEqual(Form(ticket.with_user(self.nobody)).name, ticket.name)

    def test_vis1_clerk_dispatches_two_technicians(self):
        ticket = self._create_ticket()
        action = ticket.with_user(self.clerk).action_dispatch()
        visits = self.env["aftersales.visit"].with_user(self.clerk)
        form = Form(visits.with_context(**action["context"]))
        self.assertEqual(form.ticket_id, ticket)
        form.leader_id = self.engineer
        self.assertIn(self.engineer, form.employee_ids[:])
        form.employee_ids.add(self.other_engineer)
        form.planned_at = self.minute(300)
        visit = form.save()
        self.assertEqual(visit.employee_ids, self.engineer + self.other_engineer)
        visit.action_dispatch()
        self.assertEqual(visit.state, "dispatched")
        with Form(visit) as form:
            form.employee_ids.remove(self.other_engineer.id)
        self.assertEqual(visit.employee_ids, self.engineer)

    def test_vis1_changed_leader_goes_along(self):
        visit = self._create_visit()
        with Form(visit.with_user(self.clerk)) as form:
            form.leader_id = self.other_engineer
        self.assertIn(self.other_engineer, visit.employee_ids)

    def test_vis3_technician_writes_the_report(self):
        visit = self.live(self._create_visit(), "arrived")
        visit.write({"findings": False, "cause": False, "action_taken": False})
        visit.line_ids.write({"done": False, "value": False})
        with Form(visit.with_user(self.technician)) as form:
            form.findings = "No heat in zone 2"
            form.cause = "Contactor burnt"
            form.action_taken = "Replaced"
            for number, line in enumerate(visit.line_ids):
                with form.line_ids.edit(number) as answer:
                    if line.kind == "check":
                        answer.done = True
                    elif line.kind == "number":
                        answer.value = "4711"
                    else:
                        answer.value = "K2"
        self.assertFalse(visit.missing)

    def test_vis4_signed_report_is_read_only(self):
        visit = self.live(self._create_visit(), "signed")
        form = Form(visit.with_user(self.technician))
        for name in ("findings", "cause", "action_taken", "customer_opinion"):
            with self.subTest(name), self.assertRaises(AssertionError):
                setattr(form, name, "other")

    def test_order_is_read_only_once_somebody_arrived(self):
        form = Form(self.live(self._create_visit(), "arrived").with_user(self.clerk))
        for name, value in (
            ("ticket_id", self._create_ticket()),
            ("leader_id", self.other_engineer),
            ("planned_at", NOW),
        ):
            with self.subTest(name), self.assertRaises(AssertionError):
                setattr(form, name, value)

    def test_request_shows_its_visits(self):
        ticket = self._create_ticket()
        visit = self._create_visit(ticket)
        action = ticket.action_view_visits()
        self.assertEqual((action["res_id"], ticket.visit_count), (visit.id, 1))
        self._create_visit(ticket)
        ticket.invalidate_recordset()
        action = ticket.action_view_visits()
        self.assertFalse(action.get("res_id"))
        found = self.env["aftersales.visit"].search(action["domain"])
        self.assertEqual(len(found), 2)

    def test_manager_sets_up_a_limit(self):
        form = Form(self.env["aftersales.clock.policy"].with_user(self.manager))
        form.code = "T-10"
        form.name = "Complaint answered"
        form.stop_event = "customer_told"
        form.limit_value = 24
        form.type_ids.add(self.consultation)
        policy = form.save()
        self.assertRecordValues(
            policy,
            [
                {
                    "start_event": "registered",
                    "limit_unit": "hour",
                    "company_id": self.company.id,
                    "version": 1,
                }
            ],
        )

    def test_manager_sets_up_types_items_and_kinds(self):
        form = Form(self.env["helpdesk.ticket.type"].with_user(self.manager))
        form.name = "Incident"
        form.code = "incident"
        form.kind = "incident"
        form.save()
        form = Form(self.env["aftersales.report.item"].with_user(self.manager))
        form.name = "Photos taken"
        form.code = "photos"
        self.assertEqual(form.save().company_id, self.company)
        form = Form(self.env["aftersales.event.type"].with_user(self.manager))
        form.name = "Drone sent"
        form.code = "drone_sent"
        self.assertEqual(form.save().recorder, "clerk")
