"""Values and defaults that come along with a call forge nothing (INF-1, VIS-4).

Whatever runs as superuser must take only what it was made for, neither further values
nor the ``default_…`` keys of the caller's context.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, SIGNATURE, AftersalesCommon


@tagged("post_install", "-at_install")
class TestForgedValues(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items.active = False  # a checklist would hide what a visit lets through
        cls.ticket = cls._create_ticket()
        cls.order = {"ticket_id": cls.ticket.id, "leader_id": cls.engineer.id}
        cls.count = cls.env["hr.employee"].search_count([])

    def assert_fresh_or_refused(self, values=None, context=None):
        """A clerk's new visit is a plain draft whatever came along, or isn't made."""
        visits = self.env["aftersales.visit"].with_user(self.clerk)
        visits = visits.with_context(**(context or {}))
        with mute_logger("odoo.addons.base.models.ir_model", "odoo.sql_db"):
            savepoint = self.cr.savepoint()
            try:
                visit = visits.create({**self.order, **(values or {})}).sudo()
                self.env.flush_all()
                self.env.invalidate_all()
            except UserError:
                savepoint.close(rollback=True)
                return
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "draft",
                    "company_id": self.company.id,
                    "partner_id": self.owner.partner_id.id,
                    "signature": False,
                    "signed_by": False,
                    "signed_from": False,
                    "signed_at": False,
                    "arrived_at": False,
                    "approved_by_id": False,
                }
            ],
        )
        self.assertRegex(visit.name, r"^SV\d")
        self.assertFalse(visit.event_ids)
        self.assertEqual(visit.employee_ids, self.engineer)
        self.assertEqual(self.env["hr.employee"].search_count([]), self.count)
        savepoint.close(rollback=True)

    def test_vis4_new_visit_takes_no_forged_value(self):
        fact = {
            "ticket_id": self.ticket.id,
            "company_id": self.company.id,
            "code": "signed",
            "at": NOW,
            "recorded_at": NOW,
        }
        employee = {"name": "Forged", "company_id": self.company.id}
        for name, value in (
            ("state", "approved"),
            ("name", "FORGED-1"),
            ("company_id", self.other_company.id),
            ("partner_id", self.stranger.partner_id.id),
            ("signature", SIGNATURE),
            ("signed_by", "Forged"),
            ("signed_from", "Forged"),
            ("signed_at", NOW),
            ("arrived_at", NOW),
            ("approved_by_id", self.manager.id),
            ("event_ids", [(0, 0, fact)]),
            ("employee_ids", [(0, 0, employee)]),
            ("employee_ids", [(1, self.engineer.id, {"name": "Forged"})]),
        ):
            with self.subTest(value=name):
                self.assert_fresh_or_refused({name: value})
            with self.subTest(default=name):
                self.assert_fresh_or_refused(context={f"default_{name}": value})
        self.assertNotEqual(self.engineer.name, "Forged")

    def test_facts_take_nothing_from_the_context(self):
        visit = self._create_visit(self.ticket)
        forged = self.ticket.with_user(self.clerk).with_context(
            default_visit_id=visit.id,
            default_correction_of_id=self.ticket.event_ids.id,
            default_source_ref="Forged",
            default_note="Forged",
            default_at=self.minute(-600),
            default_recorded_at=self.minute(-600),
        )
        self.assertRecordValues(
            forged.record_event("responded").sudo(),
            [
                {
                    "visit_id": False,
                    "correction_of_id": False,
                    "source_ref": False,
                    "note": False,
                    "at": NOW,
                    "recorded_at": NOW,
                }
            ],
        )

    def test_clocks_take_nothing_from_the_context(self):
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(self.clerk)
            .with_context(
                default_employee_id=self.other_engineer.id,
                default_state="met",
                default_stopped_at=NOW,
                default_due_at=self.minute(9999),
            )
            .create({"name": "x", "description": "x"})
        )
        self.assertRecordValues(
            self.clock(ticket.sudo(), self.t02),
            [
                {
                    "employee_id": self.clerk_employee.id,
                    "state": "running",
                    "stopped_at": False,
                    "due_at": self.minute(180),
                }
            ],
        )

    def test_int1_registration_by_a_default_is_checked_too(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        for minutes in (-60, 60):
            forged = tickets.with_context(default_registered_at=self.minute(minutes))
            with self.subTest(minutes), self.assertRaises(UserError):
                forged.create({"name": "x", "description": "x"})

    def test_request_takes_no_forged_facts_nor_clocks(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        fact = {"code": "responded", "at": NOW, "company_id": self.company.id}
        for vals in (
            {"event_ids": [(0, 0, fact)]},
            {"clock_ids": [(0, 0, {"policy_id": self.t02.id, "state": "met"})]},
        ):
            with self.subTest(*vals), self.assertRaises(UserError):
                with mute_logger("odoo.addons.base.models.ir_model"):
                    tickets.create({"name": "x", "description": "x", **vals})

    def test_facts_name_people_of_the_company_only(self):
        """T-12: else the clock would be that of another company's employee."""
        ticket = self.ticket.with_user(self.clerk)
        for told in (
            {"employee": self.foreign_employee.id},
            {"asked": self.foreign_employee.id},
        ):
            with self.subTest(*told), self.refused(UserError, "[Cc]ompan"):
                ticket.record_event("decision_asked", **told)

    def test_evidence_is_asked_for_at_every_door(self):
        reason = self.env["aftersales.pause.reason"].create(
            {
                "code": "flood",
                "name": "Flood",
                "needs_evidence": True,
                "needs_approval": False,
                "company_id": self.company.id,
            }
        )
        ticket = self.ticket.with_user(self.clerk)
        with self.refused(UserError, "Flood.*evidence"):
            ticket.record_event("blocked", reason=reason.id, note="x")
        with self.refused(UserError, "Flood.*evidence"):
            (self.ticket + self._create_ticket()).with_user(self.clerk).record_event(
                "blocked", reason=reason.id, note="x"
            )
        photo = self.env["ir.attachment"].with_user(self.clerk)
        photo = photo.create({"name": "flood.jpg", "raw": b"x"})
        event = ticket.record_event("blocked", reason=reason.id, evidence=photo.ids)
        self.assertEqual(event.attachment_ids, photo)

    def test_vis2_ticket_takes_no_foreign_file(self):
        secret = self.env["ir.attachment"].create(
            {
                "name": "salary.pdf",
                "raw": b"x",
                "res_model": "hr.employee",
                "res_id": self.engineer.id,
            }
        )
        visit = self.live(self._create_visit(self.ticket), "dispatched")
        with self.assertRaises(AccessError):
            visit.with_user(self.clerk).book_ticket(
                self.minute(300),
                self.minute(200),
                self.clerk_employee.id,
                "Rail",
                files=secret.ids,
            )

    def test_pause_is_decided_once(self):
        """Two managers press the button; the first decides."""
        reason = self.env["aftersales.pause.reason"].create(
            {"code": "gate", "name": "Gate", "company_id": self.company.id}
        )
        self.ticket.with_user(self.clerk).record_event("blocked", reason=reason)
        pauses = self.ticket.clock_ids.pause_ids.with_user(self.manager)
        for _press in range(2):
            pauses.action_approve()
        codes = self.ticket.event_ids.mapped("code")
        self.assertEqual(codes.count("pause_approved"), 1)
        for _press in range(2):
            pauses.action_refuse()
        codes = self.ticket.event_ids.mapped("code")
        self.assertEqual(codes.count("pause_refused"), 1)
