"""The customer's signature, and what it freezes (VIS-4, VIS-6)."""

import base64
from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.aftersales_visit import GUARDED, REPORT
from .common import SIGNATURE, AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisitSignature(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def everybody(self):
        users = (self.env.user, self.technician, self.clerk, self.manager)
        return [self.visit.with_user(user) for user in users]

    def test_vis4_signature_before_the_work_is_finished_is_refused(self):
        for until in (None, "dispatched", "departed", "arrived"):
            with self.subTest(until):
                self.move()
                visit = self.fill_report(self._create_visit())
                if until:
                    self.live(visit, until)
                with self.refused(UserError, "after the work is finished"):
                    visit._sign("Mr. Wang", SIGNATURE)
                with self.assertRaises(UserError):
                    visit.with_user(self.clerk).action_sign()
                self.assertFalse(visit.signature)

    def test_vis4_signature_may_share_the_finish_minute_but_not_precede_it(self):
        self.live(self.visit, "finished")
        with self.refused(UserError, "earlier than “Work finished”"):
            self.visit._sign("Mr. Wang", SIGNATURE, at=self.minute(239))
        self.assertFalse(self.visit.signature)
        self.visit._sign("Mr. Wang", SIGNATURE, at=self.minute(240))
        self.assertEqual(self.visit.signed_at, self.minute(240))

    def test_vis4_who_when_and_from_where_is_kept(self):
        self.live(self.visit, "finished")
        self.move(250)
        self.visit._sign(" Mr. Wang ", SIGNATURE, signed_from="10.0.0.7 - Phone")
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "signed",
                    "signed_by": "Mr. Wang",
                    "signed_from": "10.0.0.7 - Phone",
                    "signed_at": self.minute(250),
                }
            ],
        )
        self.assertTrue(base64.b64decode(self.visit.signature).startswith(b"\x89PNG"))

    def test_vis4_signature_needs_a_name_and_a_picture(self):
        self.live(self.visit, "finished")
        for name in (None, "", "  "):
            with self.subTest(name=name), self.refused(UserError, "name"):
                self.visit._sign(name, SIGNATURE)
        pictures = [None, False, "", b"", "nonsense", "%%%", {}, 7]
        pictures += map(base64.b64encode, (b"no picture", b"<b>no</b>", b"\x89PNG\r\n"))
        for picture in pictures:
            with self.subTest(picture=picture):
                with self.refused(UserError, "sign again"):
                    self.visit._sign("Mr. Wang", picture)
        self.assertRecordValues(
            self.visit, [{"state": "finished", "signature": False, "signed_by": False}]
        )

    def test_vis4_report_is_signed_once(self):
        self.live(self.visit, "signed")
        with self.assertRaises(UserError):
            self.visit._sign("Somebody else", SIGNATURE)
        self.assertEqual(self.visit.signed_by, "Mr. Wang")

    def test_vis4_signed_report_is_frozen_for_everybody(self):
        values = {
            "ticket_id": self._create_ticket().id,
            "leader_id": self.other_engineer.id,
            "employee_ids": [(4, self.other_engineer.id)],
            "planned_at": self.minute(9999),
            "planned_day": "2026-03-09",
            "planned_hours": 9,
            "buyer_id": self.other_engineer.id,
            "task": "other",
            "contact_name": "other",
            "contact_phone": "other",
            "advance_amount": 9,
            "advance_currency_id": self.env.ref("base.EUR").id,
            "advance_note": "other",
            "reading_hours": 9,
            "reading_explanation": "other",
            "reading_km": 9,
            "conditions": "other",
            "opened_before": "yes",
            "warranty_scope": "outside",
            "customer_satisfied": "no",
            "part_ids": [(0, 0, {"name": "other"})],
            "findings": "other",
            "cause": "other",
            "action_taken": "other",
            "customer_opinion": "other",
            "line_ids": [(1, self.visit.line_ids[0].id, {"done": False})],
            "signature": False,
            "signed_by": "Somebody else",
            "signed_from": "elsewhere",
        }
        self.assertEqual(values.keys(), REPORT)
        for until in ("signed", "approved"):
            self.live(self.visit, until)
            for visit in self.everybody():
                for name, value in values.items():
                    with self.subTest(until=until, uid=visit.env.uid, name=name):
                        with self.assertRaises(UserError):
                            visit.write({name: value})

    def test_vis4_lines_of_a_signed_report_are_frozen(self):
        extra = self.items[0].copy({"code": "extra", "name": "Extra"})
        self.live(self.visit, "signed")
        for visit in self.everybody():
            line = visit.line_ids[:1]
            for act in (
                lambda line=line: line.write({"done": False}),
                lambda line=line: line.write({"value": "9"}),
                lambda line=line: line.unlink(),
                lambda visit=visit: visit.line_ids.create(
                    {"visit_id": visit.id, "item_id": extra.id}
                ),
            ):
                with self.subTest(uid=visit.env.uid), self.assertRaises(UserError):
                    with mute_logger("odoo.addons.base.models.ir_model"):
                        act()

    def test_vis4_line_cannot_be_moved_into_a_signed_report(self):
        extra = self.items[0].copy({"code": "extra", "name": "Extra"})
        self.live(self.visit, "signed")
        self.move()
        open_visit = self._create_visit(self.visit.ticket_id)
        line = open_visit.line_ids.filtered(lambda ln: ln.item_id == extra)
        with self.assertRaises(UserError):
            line.with_user(self.technician).visit_id = self.visit

    def test_vis4_signed_picture_cannot_be_exchanged_in_its_file(self):
        self.live(self.visit, "signed")
        before = self.visit.signature
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "aftersales.visit"),
                    ("res_field", "=", "signature"),
                    ("res_id", "=", self.visit.id),
                ]
            )
        )
        for user in (self.technician, self.clerk, self.manager):
            for vals in ({"raw": b"forged"}, {"res_id": 0}):
                with self.subTest(user=user.login, vals=vals):
                    for file in files.with_user(user):
                        with self.assertRaises(UserError):
                            file.write(vals)
        self.env.invalidate_all()
        self.assertEqual(self.visit.signature, before)

    def test_vis4_report_signed_at_once_holds_what_the_request_says(self):
        """Made, changed and signed in one transaction: nothing is frozen empty."""
        ticket = self._create_ticket()
        visit = self._create_visit(ticket)
        self.fill_report(visit)
        ticket.customer_phone = "0510-4711"
        for code in ("dispatched", "arrived", "finished"):
            visit.record_event(code)
        visit._sign("Mr. Wang", SIGNATURE)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "signed",
                    "partner_id": ticket.partner_id.id,
                    "customer_phone": "0510-4711",
                    "product_id": self.product.id,
                    "lot_id": self.lot.id,
                    "description": ticket.description,
                }
            ],
        )

    def test_vis4_what_the_signed_report_prints_does_not_change_any_more(self):
        """Customer, product and fault stand in the request, and in the report."""
        self.live(self.visit, "signed")
        printed = self._printed()
        ticket = self.visit.ticket_id.with_user(self.clerk)
        item = self.visit.line_ids[0].item_id.with_user(self.manager)
        other = self.lot.copy({"name": "RX45-9999"})
        for record, vals in (
            (ticket, {"lot_id": other.id}),
            (ticket, {"service_address": "Elsewhere 1"}),
            (ticket, {"customer_phone": "000"}),
            (ticket, {"description": "<p>Customer broke it</p>"}),
            (ticket, {"partner_id": self.stranger.partner_id.id}),
            (item, {"name": "Power left on"}),
            (item, {"kind": "text"}),
        ):
            with self.subTest(*vals):
                with suppress(UserError):  # refusing it is as good
                    record.write(vals)
                self.assertEqual(self._printed(), printed)

    def _printed(self):
        self.env.flush_all()
        self.env.invalidate_all()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_service.aftersales_visit_report", self.visit.ids
        )
        return html

    def test_guarded_fields_change_by_buttons_only(self):
        values = {
            "state": "approved",
            "signature": SIGNATURE,
            "signed_by": "Forged",
            "signed_from": "Forged",
            "name": "SV-1",
            "company_id": self.other_company.id,
        }
        self.assertEqual(values.keys(), GUARDED & values.keys())
        self.live(self.visit, "finished")
        for user in (self.technician, self.clerk, self.manager):
            for name, value in values.items():
                with self.subTest(user=user.login, name=name):
                    with self.assertRaises(AccessError):
                        self.visit.with_user(user).write({name: value})

    def test_times_and_customer_of_a_visit_cannot_be_written(self):
        """They follow from the facts and the request, for everybody."""
        self.live(self.visit, "finished")
        stamps = [name for name in self.visit._fields if name.endswith("ed_at")]
        stamps = [name for name in stamps if name not in ("planned_at",)]
        values = dict.fromkeys([*stamps, "left_at"], self.minute(1))
        values |= {
            "approved_by_id": self.manager.id,
            "partner_id": self.stranger.partner_id.id,
        }
        for user in (self.technician, self.clerk, self.manager):
            for name, value in values.items():
                with self.subTest(user=user.login, name=name):
                    before = self.visit[name]
                    with suppress(AccessError):
                        self.visit.with_user(user).write({name: value})
                        self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertEqual(self.visit[name], before)

    def test_visit_cannot_be_made_as_signed(self):
        vals = {"ticket_id": self.visit.ticket_id.id, "leader_id": self.engineer.id}
        for forged in (
            {"state": "approved"},
            {"signature": SIGNATURE},
            {"signed_by": "Forged"},
            {"name": "SV-1"},
        ):
            with self.subTest(forged), self.assertRaises(AccessError):
                self.visit.with_user(self.manager).create({**vals, **forged})
