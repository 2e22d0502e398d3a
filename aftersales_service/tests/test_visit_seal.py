"""What was signed is proved word for word (VIS-4)."""

import base64
import io
import json
from datetime import datetime
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import OdooPdfFileReader

from ..rules import report as rules
from .common import SIGNATURE, AftersalesCommon
from .test_visit_photos import picture


class TestSealRules(BaseCase):
    def test_vis4_canonical_form(self):
        for data, text in (
            ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
            ({"a": {"d": None, "c": ""}}, '{"a":{"c":null,"d":null}}'),
            ("line \r\nnext\t\n", '"line\\nnext"'),
            (datetime(2026, 3, 2, 4, 5, 59), '"2026-03-02T04:05Z"'),
            ([2.0, 2, 2.5, 0.1 + 0.2], "[2,2,2.5,0.3]"),
            ((True, False, None), "[true,false,null]"),
            ("二区不升温", '"二区不升温"'),
            ({7: "x"}, '{"7":"x"}'),
        ):
            with self.subTest(data):
                self.assertEqual(rules.canonical(data), text)
        with self.assertRaises(TypeError):
            rules.canonical({"a": object()})

    def test_vis4_canonical_form_is_its_own_canonical_form(self):
        data = {"at": datetime(2026, 3, 2), "n": [1.5, "a\r\n"], "t": {"x": None}}
        text = rules.canonical(data)
        self.assertEqual(rules.canonical(json.loads(text)), text)

    def test_vis4_moment(self):
        self.assertEqual(rules.moment("2026-03-02T04:05Z"), datetime(2026, 3, 2, 4, 5))
        self.assertIsNone(rules.moment(None))

    def test_vis4_alterations_name_what_changed(self):
        facts = {"cause": "K2", "n": 2, "at": datetime(2026, 3, 2, 4, 5, 10)}
        content = rules.canonical({"facts": facts, "names": {}})
        digest = rules.digest(content)
        for today, changed in (
            (facts, []),
            ({**facts, "n": 2.0}, []),
            ({**facts, "at": datetime(2026, 3, 2, 4, 5, 59)}, []),
            ({**facts, "at": datetime(2026, 3, 2, 4, 6)}, ["at"]),
            ({**facts, "cause": "K3", "n": 3}, ["cause", "n"]),
            ({"cause": "K2", "n": 2}, ["at"]),
            ({**facts, "extra": 1}, ["extra"]),
        ):
            with self.subTest(today):
                self.assertEqual(rules.alterations(content, digest, today), changed)
        forged = content.replace("K2", "K9")
        self.assertEqual(rules.alterations(forged, digest, facts), ["content"])


@tagged("post_install", "-at_install")
class TestVisitSeal(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()
        cls.visit.part_ids = [(0, 0, {"name": "K2", "reason": "Burnt"})]
        cls.visit.photo_ids = [(0, 0, {"kind": "fault", "image": picture()})]

    def sql(self, query, *params):
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def test_vis4_signed_text_and_digest_are_kept(self):
        self.live(self.visit, "signed")
        seal = self.visit.seal_id
        self.assertRecordValues(
            seal,
            [
                {
                    "signed_by": "Mr. Wang",
                    "signed_at": self.minute(250),
                    "signed_from": "10.0.0.7 -",
                    "digest": rules.digest(seal.content),
                    "void_at": False,
                }
            ],
        )
        content = json.loads(seal.content)
        self.assertEqual(content["facts"]["cause"], "Contactor K2 burnt")
        self.assertEqual(content["facts"]["arrived_at"], "2026-03-02T04:00Z")
        self.assertEqual(content["names"]["technicians"], [self.engineer.name])
        self.assertEqual(self.visit.signature_check, "valid")

    def test_vis4_later_facts_leave_the_signature_valid(self):
        self.live(self.visit, "signed")
        for code in ("hq_called", "left"):
            self.visit.with_user(self.technician).record_event(code)
        self.live(self.visit, "approved")
        self.visit.with_user(self.clerk).action_file()
        self.env.invalidate_all()
        self.assertEqual(self.visit.signature_check, "valid")

    def test_vis4_alteration_behind_our_back_is_found(self):
        photo = self.visit.photo_ids
        for table, change, label in (
            ("visit", "cause = 'Customer broke it'", "Cause"),
            ("visit", "arrived_at = arrived_at - interval '1 minute'", "Arrived At"),
            ("visit", "signed_by = 'Somebody'", "Signed By"),
            ("visit", "signature = NULL", "Signature"),
            ("visit", f"leader_id = {self.other_engineer.id}", "Leader"),
            ("visit_line", "value = '9'", "Checklist"),
            ("visit_part", "quantity = 7", "Parts Replaced"),
            ("visit_photo", "kind = 'after'", "Photos"),
            ("event", "at = at - interval '1 hour'", "Events"),
            ("visit_seal", "content = replace(content, 'K2', 'K9')", "Signed text"),
        ):
            with self.subTest(change), self.env.cr.savepoint() as savepoint:
                self.move()
                self.live(self.visit, "signed")
                key = {"visit": "id"}.get(table, "visit_id")
                self.assertEqual(self.visit._altered_entries(), [])
                self.sql(
                    f"UPDATE aftersales_{table} SET {change} WHERE {key} = %s",
                    self.visit.id,
                )
                self.assertIn(label, self.visit._altered_entries())
                self.assertEqual(self.visit.signature_check, "altered")
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertTrue(photo.exists())

    def test_vis4_exchanged_photo_file_is_found(self):
        self.live(self.visit, "signed")
        file = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "aftersales.visit.photo"),
                    ("res_field", "=", "image"),
                    ("res_id", "=", self.visit.photo_ids.id),
                ]
            )
        )
        other = self.env["ir.attachment"].create(
            {"name": "x", "datas": picture("blue")}
        )
        self.sql(
            "UPDATE ir_attachment SET store_fname = %s WHERE id = %s",
            other.store_fname,
            file.id,
        )
        self.assertEqual(self.visit._altered_entries(), ["Photos"])

    def test_vis4_renamed_customers_and_people_alter_nothing(self):
        self.live(self.visit, "signed")
        view = self.visit._report_view().names
        before = (view.customer, view.product, view.technicians, view.company)
        self.visit.partner_id.name = "Renamed"
        self.visit.partner_id.parent_id.name = "Renamed Ltd."
        self.product.name = "Renamed"
        self.engineer.name = "Renamed"
        self.company.name = "Renamed"
        self.lot.name = "R-1"
        self.items[0].sudo().with_context(active_test=False).active = False
        self.env.flush_all()
        self.env.invalidate_all()
        view = self.visit._report_view().names
        self.assertEqual(
            (view.customer, view.product, view.technicians, view.company), before
        )
        self.assertEqual(self.visit.signature_check, "valid")

    def test_vis4_altered_report_is_not_approved(self):
        self.live(self.visit, "signed")
        self.sql("UPDATE aftersales_visit SET cause = 'x' WHERE id = %s", self.visit.id)
        with self.refused(UserError, "altered.*Cause"):
            self.visit.with_user(self.manager).action_approve()

    def test_vis4_daily_look_tells_the_managers_once(self):
        self.live(self.visit, "signed")
        seals = self.env["aftersales.visit.seal"]
        self.assertNotIn(self.visit.id, seals.check_all())
        self.assertEqual(self.visit.seal_id.checked_at, self.minute(250))
        self.sql("UPDATE aftersales_visit SET cause = 'x' WHERE id = %s", self.visit.id)
        self.assertEqual(seals.check_all(), [], "checked a moment ago")
        for _day in range(2):
            self.move(250 + 24 * 60 * (_day + 1))
            self.assertIn(self.visit.id, seals.check_all())
        warnings = self.visit.activity_ids.filtered(
            lambda a: a.user_id == self.manager and "altered" in (a.summary or "")
        )
        self.assertEqual(warnings.mapped("note"), ["<p>Cause</p>"])
        facts = self.visit.event_ids.filtered(lambda e: e.code == "report_altered")
        self.assertEqual(facts.mapped("note"), ["Cause"])

    def test_vis4_daily_look_takes_more_than_one_batch(self):
        for _number in range(3):
            self.move()
            self.live(self._create_visit(), "signed")
        seals = self.env["aftersales.visit.seal"]
        seals.check_all(batch=1)
        self.assertFalse(seals.search([("checked_at", "=", False)]))

    def test_vis4_void_signature_stays_as_history(self):
        self.live(self.visit, "signed")
        first = self.visit.seal_id
        self.visit.with_user(self.manager)._return("Cause is too short")
        self.assertFalse(self.visit.seal_id)
        self.assertFalse(self.visit.signature_check)
        self.assertRecordValues(
            first,
            [
                {
                    "void_reason": "Cause is too short",
                    "void_by_id": self.manager.id,
                    "void_at": self.minute(250),
                    "signed_by": "Mr. Wang",
                }
            ],
        )
        self.visit.cause = "Contactor K2 burnt by dust"
        self.move(260)
        self.visit._sign("Mrs. Li", SIGNATURE)
        self.assertEqual(self.visit.seal_id.signed_by, "Mrs. Li")
        self.assertEqual(self.visit.seal_ids - self.visit.seal_id, first)
        self.assertNotEqual(first.digest, self.visit.seal_id.digest)
        self.assertIn("Contactor K2 burnt", first.content)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_vis4_nobody_writes_signed_versions(self):
        self.live(self.visit, "signed")
        for user in (self.technician, self.clerk, self.manager):
            seal = self.visit.seal_id.with_user(user)
            for act in (
                lambda seal=seal: seal.write({"content": "{}"}),
                lambda seal=seal: seal.write({"void_at": self.minute(0)}),
                lambda seal=seal: seal.unlink(),
                lambda seal=seal: seal.copy(),
                lambda seal=seal: seal.visit_id.write({"seal_ids": [(5,)]}),
            ):
                with self.subTest(user.login), self.assertRaises(UserError):
                    act()
        with self.assertRaises(UserError):
            self.visit.seal_id.sudo().digest = "0" * 64
        with self.assertRaises(UserError):
            self.visit.seal_id.sudo().unlink()
        with self.assertRaises(AccessError):
            self.visit.seal_id.with_user(self.other_technician).read(["content"])
        with self.assertRaises(AccessError):
            self.visit.seal_id.with_user(self.foreign_clerk).read(["content"])

    def test_vis4_second_of_two_who_sign_is_refused(self):
        """Both have the page open; the second still holds the state of before."""
        self.live(self.visit, "finished")
        second = self.visit.with_env(self.env(su=True, context={"tab": 2}))
        self.assertEqual(second.state, "finished")
        self.visit._sign("Mr. Wang", SIGNATURE)
        with self.refused(UserError, "can be signed once"):
            second._sign("Mrs. Li", SIGNATURE)
        self.assertEqual(self.visit.seal_ids.mapped("signed_by"), ["Mr. Wang"])

    @mute_logger("odoo.sql_db")
    def test_vis4_database_holds_one_valid_signature(self):
        self.live(self.visit, "signed")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.visit._seal()

    def test_vis4_report_signed_before_versions_were_kept_prints_its_signature(self):
        self.live(self.visit, "signed")
        self.sql("DELETE FROM aftersales_visit_seal WHERE visit_id = %s", self.visit.id)
        view = self.visit._report_view()
        self.assertEqual(view.signature, self.visit.signature)
        self.assertEqual(view.signed_at, self.minute(250))
        self.assertFalse(self.visit.signature_check)
        self.visit.with_user(self.manager)._return("Sign again")
        self.assertEqual(self.visit.state, "finished")

    # The printed copy

    def pdf_text(self, pdf):
        pages = OdooPdfFileReader(io.BytesIO(pdf)).pages
        return "".join("".join(page.extract_text() for page in pages).split()), pages

    def test_vis4_signed_pdf_is_kept_on_one_page(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.visit.ticket_id.partner_id.lang = "zh_CN"
        self.live(self.visit, "finished")
        self.visit.write(
            {
                "findings": "二区不升温",
                "reading_hours": 4711.5,
                "opened_before": "no",
                "customer_satisfied": "yes",
            }
        )
        self.move(250)
        with self.allow_pdf_render():
            visit = self.visit.with_context(force_report_rendering=True)
            visit._sign("Mr. Wang", SIGNATURE)
        seal = self.visit.seal_id
        text, pages = self.pdf_text(base64.b64decode(seal.sudo().pdf))
        self.assertEqual(len(pages), 1)
        for word in (seal.digest, "K2", "4711.5", self.visit.name, "2026-03-0214:10"):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_vis4_signature_stands_without_a_printer(self):
        self.live(self.visit, "finished")
        reports = self.registry["ir.actions.report"]
        with patch.object(reports, "_render_qweb_pdf", side_effect=OSError("broken")):
            with mute_logger("odoo.addons.aftersales_service.models"):
                self.visit._sign("Mr. Wang", SIGNATURE)
        self.assertEqual(self.visit.state, "signed")
        seal = self.visit.seal_id
        self.assertFalse(seal.pdf)
        self.visit.partner_id.name = "Renamed"
        with patch.object(
            reports, "_render_qweb_pdf", return_value=(b"%PDF-1.4", "pdf")
        ) as render:
            seal.make_missing_pdfs()
            self.assertTrue(render.called)
            render.reset_mock()
            seal.make_missing_pdfs()
            self.assertFalse(render.called)
        self.assertTrue(seal.pdf)

    def test_vis4_late_copy_is_printed_from_the_signed_text(self):
        self.live(self.visit, "approved")
        first = self.visit.seal_id
        self.visit.partner_id.name = "Renamed"
        view = self.visit.with_context(aftersales_seal_id=first.id)._report_view()
        self.assertNotIn("Renamed", view.names.customer)
        self.assertFalse(view.approved_by)
        self.assertEqual(self.visit._report_view().approved_by, self.manager.name)
