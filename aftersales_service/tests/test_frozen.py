"""Frozen is frozen: side doors to what was recorded, signed or decided (VIS-4, INF-1).

The front doors (write, unlink, forged values) are tried in test_rpc, test_events and
test_visit_signature; here are those past them: files, imports, merges, other companies,
and the deletion of what a record names.
"""

import base64
from contextlib import suppress

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon

LOGGERS = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
)


@tagged("post_install", "-at_install")
class TestFrozen(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "as_admin",
            groups=f"base.group_system,{cls.group('manager')}",
            company_id=cls.company.id,
        )
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(
            cls.ticket, employee_ids=[(6, 0, (cls.engineer + cls.other_engineer).ids)]
        )

    @staticmethod
    def group(name):
        return f"aftersales_service.group_aftersales_{name}"

    def blocked(self):
        """A pause with a photo as its evidence."""
        reason = self.env["aftersales.pause.reason"].create(
            {"code": "gate", "name": "Gate", "company_id": self.company.id}
        )
        photo = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "gate.jpg", "raw": b"x", "res_model": "aftersales.pause"})
        )
        window = self.env["aftersales.pause"].with_user(self.clerk)
        window.create(
            {
                "ticket_id": self.ticket.id,
                "reason_id": reason.id,
                "note": "Locked",
                "attachment_ids": photo.ids,
            }
        ).action_pause()
        return photo

    def assert_file_stays(self, file, users, su=True):
        before = (file.sudo().name, file.sudo().raw, file.sudo().res_model)
        for user in users:
            mine = file.with_user(user)
            for act in (
                mine.unlink,
                lambda mine=mine: mine.write({"raw": b"forged"}),
                lambda mine=mine: mine.write({"datas": base64.b64encode(b"forged")}),
                lambda mine=mine: mine.write({"name": "forged"}),
                lambda mine=mine: mine.write(
                    {"res_model": "helpdesk.ticket", "res_id": self.ticket.id}
                ),
                lambda mine=mine: mine.write({"public": True}),
            ):
                with self.subTest(user.login), mute_logger(*LOGGERS):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        act()
        if su:
            # the chatter deletes as superuser what its own token opens
            with self.assertRaises(UserError), self.cr.savepoint():
                file.sudo()._delete_and_notify()
        self.env.invalidate_all()
        after = (file.sudo().name, file.sudo().raw, file.sudo().res_model)
        self.assertEqual(after, before)

    def test_evidence_of_a_fact_stays(self):
        photo = self.blocked()
        self.assert_file_stays(
            photo, (self.technician, self.clerk, self.manager, self.admin)
        )
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "blocked")
        self.assertEqual(fact.attachment_ids, photo)

    def test_vis6_archived_report_stays_on_the_request(self):
        self.live(self.visit, "approved")
        self.visit.with_user(self.clerk).action_file()
        report = self.env["ir.attachment"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        )
        self.assertEqual(len(report), 1)
        self.assert_file_stays(report, (self.clerk, self.manager, self.admin))

    def test_vis4_files_behind_a_signed_report_stay(self):
        photo = (
            self.env["aftersales.visit.photo"]
            .with_user(self.technician)
            .create({"visit_id": self.visit.id, "image": self.picture()})
        )
        self.live(self.visit, "signed")
        seal = self.visit.seal_id.sudo()
        seal.pdf = base64.b64encode(b"%PDF-")
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    "|",
                    "&",
                    ("res_model", "=", photo._name),
                    ("res_id", "=", photo.id),
                    "&",
                    ("res_model", "=", seal._name),
                    ("res_id", "=", seal.id),
                    ("res_field", "!=", False),
                ]
            )
        )
        self.assertTrue(files)
        for file in files:
            self.assert_file_stays(
                file, (self.technician, self.clerk, self.manager), su=False
            )

    def picture(self):
        from .common import SIGNATURE

        return SIGNATURE

    # Other companies

    def test_request_with_facts_stays_in_its_company(self):
        """Its limits would be those of another company, and what ran would be gone."""
        self.clerk.company_ids |= self.other_company
        ticket = self.ticket.with_user(self.clerk).with_context(
            allowed_company_ids=(self.company + self.other_company).ids
        )
        with self.refused(UserError, f"{self.ticket.number}.*company"):
            ticket.write(
                {
                    "company_id": self.other_company.id,
                    "type_id": False,
                    "lot_id": False,
                    "accountable_id": False,
                }
            )
        self.assertEqual(self.clock(self.ticket, self.t02).state, "running")

    # What a record names

    def test_vis4_merged_customer_alters_no_signed_report(self):
        double = self.owner.partner_id.copy({"name": "as_owner double"})
        self.ticket.partner_id = double
        self.live(self.visit, "signed")
        self.assertEqual(self.visit.partner_id, double)
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (double + self.owner.partner_id).ids, self.owner.partner_id
        )
        self.env.invalidate_all()
        self.assertEqual(self.visit.partner_id, self.owner.partner_id)
        self.assertEqual(self.visit.signature_check, "valid")
        self.assertIn("as_owner double", self.visit._report_view().names.customer)
        self.assertEqual(self.ticket.event_ids.mapped("ticket_id"), self.ticket)

    def test_vis4_what_a_signed_report_names_is_not_deleted(self):
        self.ticket.partner_id = self.env["res.partner"].create({"name": "Alone"})
        self.live(self.visit, "signed")
        self.env.flush_all()
        for record in (
            self.ticket.partner_id,
            self.lot,
            self.product,
            self.engineer,
            self.other_engineer,
            self.technician,
        ):
            with self.subTest(record._name), mute_logger(*LOGGERS):
                with suppress(UserError, IntegrityError), self.cr.savepoint():
                    record.sudo().unlink()
                    self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(self.visit.partner_id.name, "Alone")
        self.assertEqual(self.visit.lot_id, self.lot)
        self.assertEqual(self.visit.product_id, self.product)
        self.assertEqual(self.visit.leader_id, self.engineer)
        self.assertEqual(self.visit.employee_ids, self.engineer + self.other_engineer)
        self.assertEqual(self.visit.signature_check, "valid")

    # Imports

    def imported(self, model, fields, row, user=None):
        """Messages of an import of one row; none if it was taken."""
        with mute_logger(*LOGGERS):
            return (
                self.env[model]
                .with_user(user or self.manager)
                .load(fields, [row])["messages"]
            )

    def test_import_alters_nothing_that_is_frozen(self):
        self.live(self.visit, "signed")
        clock = self.clock(self.ticket, self.t02)
        for record, name, value in (
            (self.visit, "cause", "Forged"),
            (self.visit, "state", "draft"),
            (self.visit, "signed_by", "Forged"),
            (self.visit.line_ids[0], "value", "Forged"),
            (self.visit.seal_id, "signed_by", "Forged"),
            (self.ticket.event_ids[0], "note", "Forged"),
            (clock, "due_at", "2030-01-01 00:00:00"),
        ):
            with self.subTest(record._name, field=name):
                self.assertTrue(
                    self.imported(record._name, [".id", name], [str(record.id), value])
                )
        self.env.invalidate_all()
        self.assertEqual(self.visit.signature_check, "valid")
        self.assertEqual(self.visit.cause, "Contactor K2 burnt")
        self.assertEqual(clock.due_at, self.minute(180))

    def test_import_brings_no_facts_nor_clocks_with_a_request(self):
        for fields, row in (
            (["name", "description", "event_ids/code"], ["x", "x", "responded"]),
            (["name", "description", "clock_ids/state"], ["x", "x", "met"]),
            (["name", "description", "visit_ids/state"], ["x", "x", "approved"]),
        ):
            with self.subTest(fields[-1]):
                self.assertTrue(
                    self.imported("helpdesk.ticket", fields, row, self.clerk)
                )

    # Archiving

    def test_archived_request_keeps_its_clocks_and_takes_them_up_again(self):
        """Archiving is no way out of a limit: it runs on and is missed."""
        self.ticket.with_user(self.manager).action_archive()
        self.move(181)
        self.env["aftersales.clock"].sweep()
        self.assertEqual(self.clock(self.ticket, self.t02).state, "missed")
        self.ticket.with_user(self.manager).action_unarchive()
        self.assertEqual(self.clock(self.ticket, self.t02).state, "missed")
        self.assertEqual(self.ticket.event_ids.mapped("code"), ["registered"])

    # Second tab

    def test_vis4_second_tab_saves_nothing_over_a_signature(self):
        """What a form still shows as open is refused once the report was signed."""
        self.live(self.visit, "signed")
        tab = self.visit.with_user(self.technician)
        line = self.visit.line_ids[0]
        for vals in (
            {"findings": "From the second tab"},
            {"line_ids": [[1, line.id, {"value": "9"}]]},
            {"part_ids": [[0, 0, {"name": "Fuse", "reason": "x"}]]},
            {"take_ids": [[0, 0, {"name": "Ladder"}]]},
            {"photo_ids": [[2, 999999, 0]]},
            {"planned_at": "2026-03-09 00:00:00"},
        ):
            with self.subTest(*vals), mute_logger(*LOGGERS):
                with suppress(UserError, AccessError), self.cr.savepoint():
                    tab.web_save(vals, {})
                self.env.invalidate_all()
        self.assertEqual(self.visit.signature_check, "valid")
        self.assertFalse(self.visit.part_ids)
        self.assertFalse(self.visit.take_ids)
