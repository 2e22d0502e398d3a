"""Facts of a request: recorded once, to the minute, and never touched again (INT-1)."""

from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestEvents(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()

    def facts(self, ticket=None):
        return (ticket or self.ticket).event_ids.sorted("id")

    def test_int1_registering_is_the_first_fact(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.clerk)
            .create({"name": "Call", "description": "x", "type_id": self.repair.id})
        )
        self.assertRecordValues(
            ticket.event_ids,
            [
                {
                    "code": "registered",
                    "at": NOW,
                    "recorded_at": NOW,
                    "recorded_by_id": self.clerk.id,
                    "employee_id": self.clerk_employee.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(ticket.registered_at, NOW)

    def test_int1_registering_may_take_beyond_the_minute(self):
        requests = self.env["helpdesk.ticket"].with_user(self.clerk)
        with freeze_time(self.minute(1), auto_tick_seconds=40):
            tickets = requests.create(
                [{"name": f"Call {n}", "description": "x"} for n in range(3)]
            )
        self.assertEqual(len(tickets.event_ids), 3)

    def test_int1_many_requests_get_one_first_fact_each(self):
        tickets = self.env["helpdesk.ticket"].create(
            [{"name": f"Call {n}", "description": "x"} for n in range(3)]
        )
        for ticket in tickets:
            self.assertEqual(ticket.event_ids.mapped("code"), ["registered"])

    def test_int1_copy_is_a_request_of_its_own(self):
        self.ticket.with_user(self.clerk).record_event("responded")
        self.move(60)
        copy = self.ticket.copy()
        self.assertEqual(copy.registered_at, self.minute(60))
        self.assertEqual(copy.event_ids.mapped("code"), ["registered"])
        self.assertNotIn("met", copy.clock_ids.mapped("state"))

    def test_int1_request_of_a_mail_is_registered(self):
        ticket = self.env["helpdesk.ticket"].message_new(
            {"subject": "Cold", "from": "a@x.test", "body": "<p>Cold</p>", "to": ""}
        )
        self.assertEqual(ticket.event_ids.mapped("code"), ["registered"])

    def test_int1_registered_minute_cannot_be_changed(self):
        for env in (self.env, self.ticket.with_user(self.manager).env):
            with self.assertRaises(UserError):
                self.ticket.with_env(env).registered_at = self.minute(-60)
        self.ticket.registered_at = NOW  # the same again says nothing new

    def test_int1_registration_in_the_past_keeps_both_times(self):
        values = {"registered_at": self.minute(-90), "late_reason": "Night hotline"}
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.manager)
            .create({"name": "Call", "description": "x", **values})
        )
        self.assertRecordValues(
            ticket.event_ids,
            [{"at": self.minute(-90), "recorded_at": NOW, "note": "Night hotline"}],
        )

    def test_int1_registration_in_the_past_needs_right_and_reason(self):
        vals = {"name": "x", "description": "x", "registered_at": self.minute(-1)}
        Ticket = self.env["helpdesk.ticket"]
        with self.assertRaises(AccessError):
            Ticket.with_user(self.clerk).create({**vals, "late_reason": "Forgot"})
        with self.assertRaises(UserError):
            Ticket.with_user(self.manager).create(vals)
        with self.assertRaises(UserError):
            Ticket.with_user(self.manager).create({**vals, "late_reason": "  "})

    def test_int1_registration_in_the_future_is_refused(self):
        with self.assertRaises(UserError):
            self._create_ticket(registered_at=self.minute(1))

    def test_fact_keeps_who_did_it_and_who_recorded_it(self):
        self.move(5)
        event = self.ticket.with_user(self.clerk).record_event(
            "responded", employee=self.manager_employee, note="Called back"
        )
        self.assertRecordValues(
            event,
            [
                {
                    "ticket_id": self.ticket.id,
                    "code": "responded",
                    "employee_id": self.manager_employee.id,
                    "recorded_by_id": self.clerk.id,
                    "at": self.minute(5),
                    "recorded_at": self.minute(5),
                    "note": "Called back",
                }
            ],
        )

    def test_employee_may_be_given_by_id_and_time_as_text(self):
        self.move(60)
        event = self.ticket.with_user(self.manager).record_event(
            "responded",
            at="2026-03-02 02:30:15",
            employee=self.engineer.id,
            note="Told on the phone",
        )
        self.assertEqual(event.employee_id, self.engineer)
        self.assertEqual(str(event.at), "2026-03-02 02:30:15")
        self.assertEqual(event.recorded_at, self.minute(60))

    def test_fact_in_the_future_is_refused_even_to_the_superuser(self):
        for user in (self.clerk, self.manager, self.env.user):
            with self.subTest(user.login), self.refused(UserError, "future"):
                self.ticket.with_user(user).record_event(
                    "responded", at=self.minute(1), note="Soon"
                )
        with self.refused(UserError, "future"):
            self.ticket.record_event("responded", at=self.minute(1))
        self.assertEqual(len(self.facts()), 1)

    def test_fact_in_the_past_needs_the_right(self):
        self.move(60)
        with self.refused(AccessError, "past"):
            self.ticket.with_user(self.clerk).record_event(
                "responded", at=self.minute(30), note="Forgot"
            )
        self.clerk.group_ids += self.env.ref(
            "aftersales_service.group_aftersales_backdate"
        )
        event = self.ticket.with_user(self.clerk).record_event(
            "responded", at=self.minute(30), note="Forgot"
        )
        self.assertEqual(
            (event.at, event.recorded_at), (self.minute(30), self.minute(60))
        )

    def test_fact_in_the_past_needs_a_reason(self):
        self.move(60)
        for note in (None, "", "   "):
            with self.subTest(note=note), self.refused(UserError, "why"):
                self.ticket.with_user(self.manager).record_event(
                    "responded", at=self.minute(30), note=note
                )

    def test_seconds_of_this_minute_are_not_the_past(self):
        self.move(60, seconds=59)
        event = self.ticket.with_user(self.clerk).record_event(
            "responded", at=self.minute(60)
        )
        self.assertEqual(event.at, self.minute(60))

    def test_unknown_kind_of_fact_names_it_and_the_way_out(self):
        with self.refused(UserError, "“teleported”.*Configuration"):
            self.ticket.with_user(self.clerk).record_event("teleported")

    def test_archived_kind_of_fact_is_not_offered_any_more(self):
        kind = self.env.ref("aftersales_service.event_type_help_asked")
        kind.active = False
        with self.assertRaises(UserError):
            self.ticket.with_user(self.clerk).record_event("help_asked")

    def test_facts_of_many_requests_are_recorded_at_once(self):
        tickets = self.ticket + self._create_ticket()
        events = tickets.with_user(self.clerk).record_event("responded")
        self.assertEqual(events.ticket_id, tickets)
        self.assertEqual([e.ticket_id for e in events], list(tickets))

    def test_fact_cannot_be_changed_by_anybody(self):
        event = self.facts()
        for record in (event, event.sudo(), event.with_user(self.manager)):
            for vals in (
                {"at": self.minute(-1)},
                {"note": "other"},
                {"employee_id": self.engineer.id},
                {"code": "responded"},
                {},
            ):
                with self.subTest(uid=record.env.uid, vals=vals):
                    with self.assertRaises(UserError):
                        record.write(vals)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_fact_cannot_be_deleted_by_anybody(self):
        event = self.facts()
        for record in (event, event.sudo(), event.with_user(self.manager)):
            with self.subTest(uid=record.env.uid), self.assertRaises(UserError):
                record.unlink()
        self.assertTrue(event.exists())

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_fact_cannot_be_made_past_its_door(self):
        vals = {"ticket_id": self.ticket.id, "code": "signed", "at": NOW}
        vals["company_id"] = self.company.id
        for user in (
            self.technician,
            self.clerk,
            self.manager,
            self.owner,
            self.nobody,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["aftersales.event"].with_user(user).create(vals)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_facts_cannot_be_changed_through_their_request(self):
        event = self.facts()
        for command in (
            (0, 0, {"code": "signed", "at": NOW, "company_id": self.company.id}),
            (1, event.id, {"note": "other"}),
            (2, event.id, 0),
            (3, event.id, 0),
            (5, 0, 0),
            (6, 0, []),
        ):
            with self.subTest(command=command[0]), self.assertRaises(UserError):
                self.ticket.with_user(self.manager).write({"event_ids": [command]})

    def test_fact_keeps_its_employee_when_somebody_leaves(self):
        event = self.ticket.with_user(self.clerk).record_event("responded")
        self.env.flush_all()
        with suppress(UserError, IntegrityError), mute_logger("odoo.sql_db"):
            with self.cr.savepoint():
                self.clerk_employee.sudo().unlink()
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(event.employee_id, self.clerk_employee)

    def test_request_with_facts_cannot_be_deleted(self):
        for user in (self.manager, self.env.user):
            with self.subTest(user.login), self.refused(UserError, "Archive"):
                self.ticket.with_user(user).unlink()
        with self.assertRaises(UserError):
            self.ticket.sudo().unlink()
