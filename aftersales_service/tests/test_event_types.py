"""Kinds of fact are data; their codes keep their meaning."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import AftersalesCommon

STANDARD = (
    "registered, responded, solution_proposed, decision_asked, decided, dispatched, "
    "ticket_booked, departed, arrived, finished, signed, hq_called, left, reported, "
    "approved, help_asked, help_done, blocked, unblocked, parts_approved, "
    "parts_packed, parts_shipped, payment_received, goods_received, return_reported, "
    "return_asked, return_reviewed, picked_up, replacement_shipped, refunded, "
    "customer_told, followed_up, closed, reopened"
)


@tagged("post_install", "-at_install")
class TestEventTypes(AftersalesCommon):
    def label(self, event):
        return event._fields["code"].convert_to_export(event.code, event)

    def test_standard_codes_ship_with_the_addon(self):
        codes = self.env["aftersales.event.type"].search([]).mapped("code")
        self.assertFalse(set(STANDARD.split(", ")) - set(codes))

    def test_a_company_adds_its_own_kind(self):
        Type = self.env["aftersales.event.type"].with_user(self.manager)
        Type.create({"code": "drone_sent", "name": "Drone sent"})
        ticket = self._create_ticket()
        event = ticket.with_user(self.clerk).record_event("drone_sent")
        self.assertEqual(self.label(event), "Drone sent")
        policy = self._make_policy("T-90", "drone_sent", 1)
        self.assertEqual(policy.stop_event, "drone_sent")

    def test_code_is_plain(self):
        for code in ("Drone", "drone sent", "drone-sent", "", "_"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self.env["aftersales.event.type"].create({"code": code, "name": "x"})

    def test_code_in_use_cannot_be_renamed_or_deleted(self):
        self._create_ticket().with_user(self.clerk).record_event("help_asked")
        kind = self.env.ref("aftersales_service.event_type_help_asked")
        with self.assertRaises(ValidationError):
            kind.code = "help_wanted"
        with self.assertRaises(ValidationError):
            kind.unlink()
        kind.write({"code": "help_asked", "name": "Help wanted"})

    def test_unused_code_can_be_renamed_and_deleted(self):
        kind = self.env["aftersales.event.type"].create(
            {"code": "drone_sent", "name": "Drone sent"}
        )
        kind.code = "drone_started"
        ticket = self._create_ticket()
        kind.unlink()
        labels = dict(ticket.event_ids._fields["code"]._description_selection(self.env))
        self.assertNotIn("drone_started", labels)

    def test_archived_kind_keeps_its_label(self):
        event = self._create_ticket().record_event("help_asked")
        self.env.ref("aftersales_service.event_type_help_asked").active = False
        event.invalidate_recordset()
        self.assertEqual(self.label(event), "Help asked")

    def test_code_that_a_limit_waits_for_cannot_be_renamed_or_deleted(self):
        kind = self.env["aftersales.event.type"].create(
            {"code": "drone_sent", "name": "Drone sent"}
        )
        self._make_policy("T-90", "drone_sent", 1)
        with self.assertRaises(ValidationError):
            kind.code = "drone_started"
        with self.assertRaises(ValidationError):
            kind.unlink()
