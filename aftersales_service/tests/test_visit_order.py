"""The dispatch order, and the ticket that brings them there (VIS-1, VIS-2)."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisitOrder(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket(partner_name="Mr. Wang")
        cls.visit = cls._create_visit(cls.ticket)

    def test_vis1_order_starts_from_the_request(self):
        self.assertEqual(
            self.visit.task, "Furnace stays cold\nNo heat since this morning"
        )
        self.assertEqual(self.visit.contact_name, "Mr. Wang")
        self.assertEqual(self.visit.contact_phone, self.ticket.customer_phone)

    def test_vis1_who_called_is_the_contact(self):
        for values, contact in (
            ({"caller_name": "Li", "caller_phone": "139-1"}, ("Li", "139-1")),
            ({"caller_name": "Li"}, ("Wang", "0510-8000")),
        ):
            with self.subTest(values):
                ticket = self._create_ticket(
                    partner_name="Wang", customer_phone="0510-8000", **values
                )
                visit = self._create_visit(ticket)
                self.assertEqual((visit.contact_name, visit.contact_phone), contact)

    def test_vis1_what_the_clerk_writes_stays(self):
        visit = self.visit.with_user(self.clerk)
        visit.write({"task": "Replace K2", "contact_phone": "138"})
        self.ticket.write({"customer_phone": "139", "name": "Other"})
        self.assertEqual((visit.task, visit.contact_phone), ("Replace K2", "138"))

    def test_vis1_parts_tools_and_forms_to_take(self):
        with Form(self.visit.with_user(self.clerk)) as form:
            for kind, name in (("part", "K2"), ("tool", "Meter"), ("form", "Survey")):
                with form.take_ids.new() as line:
                    line.kind = kind
                    line.name = name
            with form.take_ids.new() as line:
                line.product_id = self.product
                self.assertEqual(line.name, self.product.display_name)
                line.quantity = 2
            form.advance_amount = 800
            form.advance_note = "Hotel"
        self.assertEqual(len(self.visit.take_ids), 4)
        self.assertEqual(self.visit.advance_currency_id, self.company.currency_id)

    def test_vis1_technician_ticks_off_and_changes_nothing_else(self):
        take = self.env["aftersales.visit.take"].create(
            {"visit_id": self.visit.id, "name": "K2"}
        )
        self.live(self.visit, "dispatched")
        mine = take.with_user(self.technician)
        mine.taken = True
        self.visit.with_user(self.technician).write(
            {"take_ids": [(1, take.id, {"taken": False})]}
        )
        for vals in ({"name": "K3"}, {"quantity": 9}, {"taken": True, "kind": "tool"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                mine.write(vals)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            mine.create({"visit_id": self.visit.id, "name": "K4"})
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaises(AccessError):
            take.with_user(self.other_technician).taken = True
        for vals in ({"task": "Rest"}, {"advance_amount": 9999}, {"contact_name": "X"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.visit.with_user(self.technician).write(vals)

    def test_vis1_list_is_settled_with_the_signature(self):
        take = self.env["aftersales.visit.take"].create(
            {"visit_id": self.visit.id, "name": "K2"}
        )
        self.live(self.visit, "signed")
        with self.assertRaises(UserError):
            take.with_user(self.clerk).name = "K3"
        with self.assertRaises(UserError):
            take.with_user(self.clerk).unlink()

    @mute_logger("odoo.sql_db")
    def test_vis1_quantities_and_cash_are_sound(self):
        for vals in ({"quantity": 0}, {"quantity": -1}):
            with self.subTest(vals), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    self.env["aftersales.visit.take"].create(
                        {"visit_id": self.visit.id, "name": "K2", **vals}
                    )
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.visit.advance_amount = -1
            self.env.flush_all()

    def test_vis1_of_two_who_go_one_leads(self):
        visit = self.visit.with_user(self.clerk)
        third = self.manager_employee
        for commands in (
            [(6, 0, (self.other_engineer + third).ids)],
            [(3, self.engineer.id), (4, self.other_engineer.id), (4, third.id)],
        ):
            with self.subTest(commands):
                with self.refused(ValidationError, f"{self.engineer.name} leads"):
                    visit.write({"employee_ids": commands})
        visit.write(
            {
                "leader_id": self.other_engineer.id,
                "employee_ids": [(6, 0, (self.other_engineer + third).ids)],
            }
        )
        self.assertEqual(visit.employee_ids, self.other_engineer + third)
        with self.refused(ValidationError, "leads"):
            self._create_visit(
                self.ticket, employee_ids=[(6, 0, (self.other_engineer + third).ids)]
            )

    def test_vis1_who_joins_later_is_told_who_drops_out_not_any_more(self):
        self.live(self.visit, "dispatched")
        self.assertEqual(self.visit.activity_ids.user_id, self.technician)
        self.visit.with_user(self.clerk).leader_id = self.other_engineer
        self.assertEqual(self.visit.employee_ids, self.other_engineer)
        self.assertEqual(self.visit.activity_ids.user_id, self.other_technician)

    def test_vis1_plan_is_settled_once_somebody_arrived(self):
        for until in ("arrived", "finished"):
            self.live(self.visit, until)
            for vals in (
                {"leader_id": self.other_engineer.id},
                {"employee_ids": [(4, self.other_engineer.id)]},
                {"planned_at": self.minute(5)},
                {"planned_day": "2026-03-09"},
                {"planned_hours": 9},
            ):
                with self.subTest(until=until, vals=vals):
                    with self.refused(UserError, "has begun"):
                        self.visit.with_user(self.clerk).write(vals)

    def test_vis1_calling_off_needs_a_reason_and_leaves_a_fact(self):
        for reason in (None, "", "  ", 7):
            with self.subTest(reason=reason), self.refused(UserError, "Say why"):
                self.visit.with_user(self.clerk).action_cancel(reason)
        wizard = Form(
            self.env["aftersales.visit.cancel"]
            .with_user(self.clerk)
            .with_context(active_id=self.visit.id)
        )
        wizard.reason = "Heat is back"
        wizard.save().action_confirm()
        self.assertEqual(self.visit.state, "cancelled")
        self.assertRecordValues(
            self.visit.event_ids,
            [
                {
                    "code": "visit_cancelled",
                    "note": "Heat is back",
                    "employee_id": self.clerk_employee.id,
                }
            ],
        )

    def test_vis1_only_clerks_call_off(self):
        with self.assertRaises(AccessError):
            self.visit.with_user(self.technician).action_cancel("No time")
        for code in ("visit_cancelled",):
            with self.assertRaises(AccessError):
                self.visit.with_user(self.manager).record_event(code)


@tagged("post_install", "-at_install")
class TestVisitTicket(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def book(self, user=None, **values):
        values = {
            "arrival_at": self.minute(300),
            "departure_at": self.minute(60),
            "booker": self.clerk_employee,
            "carrier": "Railway",
            "carrier_number": "G1234",
            **values,
        }
        return self.visit.with_user(user or self.clerk).book_ticket(**values)

    def test_vis2_booking_is_a_fact_that_promises_the_arrival(self):
        self.live(self.visit, "dispatched")
        form = Form(
            self.env["aftersales.visit.booking"]
            .with_user(self.clerk)
            .with_context(active_id=self.visit.id)
        )
        self.assertEqual(form.booker_id, self.clerk_employee)
        form.booker_id = self.manager_employee
        form.carrier = "Railway"
        form.carrier_number = "G1234"
        form.departure_at = self.minute(60)
        form.arrival_at = self.minute(300)
        form.save().action_confirm()
        event = self.visit.event_ids.sorted("id")[-1]
        self.assertRecordValues(
            event,
            [
                {
                    "code": "ticket_booked",
                    "at": self.minute(10),
                    "promised_at": self.minute(300),
                    "employee_id": self.manager_employee.id,
                    "recorded_by_id": self.clerk.id,
                }
            ],
        )
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "dispatched",
                    "booker_id": self.manager_employee.id,
                    "carrier": "Railway",
                    "carrier_number": "G1234",
                    "ticket_departure_at": self.minute(60),
                    "ticket_arrival_at": self.minute(300),
                    "ticket_booked_at": self.minute(10),
                    "ticket_late": True,
                }
            ],
        )

    def test_vis2_booking_again_until_departure(self):
        self.live(self.visit, "dispatched")
        self.book()
        self.move(20)
        self.book(arrival_at=self.minute(110), carrier="Airline")
        self.assertEqual(self.visit.event_ids.mapped("code").count("ticket_booked"), 2)
        self.assertEqual(self.visit.ticket_arrival_at, self.minute(110))
        self.assertEqual(self.visit.carrier, "Airline")
        self.live(self.visit, "departed")
        with self.refused(UserError, "doesn't fit"):
            self.book()

    def test_vis2_no_booking_before_dispatch_or_after_arrival(self):
        with self.refused(UserError, "doesn't fit"):
            self.book()
        self.live(self.visit, "arrived")
        with self.refused(UserError, "doesn't fit"):
            self.book()

    def test_vis2_booking_says_all_it_must(self):
        self.live(self.visit, "dispatched")
        for vals, text in (
            ({"arrival_at": self.minute(60)}, "before it departs"),
            ({"arrival_at": self.minute(59)}, "before it departs"),
            ({"arrival_at": False}, "needs a carrier"),
            ({"departure_at": None}, "needs a carrier"),
            ({"booker": self.env["hr.employee"]}, "needs a carrier"),
            ({"carrier": ""}, "needs a carrier"),
        ):
            with self.subTest(vals), self.refused(UserError, text):
                self.book(**vals)
        with self.refused(UserError, "Ticket Booked"):
            self.visit.with_user(self.clerk).record_event("ticket_booked")
        self.assertFalse(self.visit.ticket_booked_at)

    def test_vis2_only_clerks_book(self):
        self.live(self.visit, "dispatched")
        for user in (self.technician, self.other_technician, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.book(user)
        for user in (self.technician, self.clerk, self.manager):
            for name, value in (
                ("carrier", "X"),
                ("ticket_departure_at", self.minute(1)),
                ("ticket_file_ids", [(5,)]),
            ):
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self.visit.with_user(user).write({name: value})

    def test_vis2_facts_of_a_visit_promise_and_ask_as_those_of_a_request(self):
        self.live(self.visit, "dispatched")
        event = self.visit.with_user(self.clerk).record_event(
            "ticket_booked",
            promised_at="2026-03-02 08:00:00",
            asked=self.manager_employee,
        )
        self.assertEqual(event.asked_id, self.manager_employee)
        self.assertEqual(str(event.promised_at), "2026-03-02 08:00:00")

    def test_vis2_others_files_are_not_drawn_into_the_booking(self):
        self.live(self.visit, "dispatched")
        strange = self.env["ir.attachment"].create(
            {"name": "secret", "raw": b"x", "res_model": "res.partner", "res_id": 1}
        )
        wizard = (
            self.env["aftersales.visit.booking"]
            .with_user(self.clerk)
            .create(
                {
                    "visit_id": self.visit.id,
                    "booker_id": self.clerk_employee.id,
                    "carrier": "Railway",
                    "departure_at": self.minute(60),
                    "arrival_at": self.minute(90),
                }
            )
        )
        wizard.sudo().file_ids = strange
        wizard.action_confirm()
        self.assertFalse(self.visit.ticket_file_ids)
        self.assertEqual(strange.res_model, "res.partner")
