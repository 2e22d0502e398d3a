"""Statements that service stations confirm or dispute (PRT-7)."""

import io
import re

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .ledger_common import AFTER_MARCH, LedgerCommon

REPORT = "aftersales_service.aftersales_part_statement_report"


@tagged("post_install", "-at_install")
class TestPartStatement(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buy(cls.depot, cls.average, 10, 40)
        cls.give(cls.depot, cls.station, cls.average, 5)
        cls.install(cls.station, cls.average, 2)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ms. Li", "parent_id": cls.station_partner.id}
        )
        cls.stranger_contact = cls.env["res.partner"].create(
            {"name": "Mr. Qi", "parent_id": cls.other_station_partner.id}
        )
        cls.month = cls.make_month()
        cls.tick(AFTER_MARCH)
        cls.month.sudo().write({"state": "closed"})

    def setUp(self):
        super().setUp()
        self.move(to=AFTER_MARCH)
        self.month.with_user(self.keeper).action_make_statements()
        self.statement = self.env["aftersales.part.statement"].search(
            [("month_id", "=", self.month.id)]
        )

    def sent(self):
        self.statement.with_user(self.keeper).action_send()
        return self.statement

    def test_prt7_one_for_each_station_with_something(self):
        self.assertEqual(self.statement.holder_id, self.station)
        self.assertEqual(self.statement.name, "Station A 2026-03")
        self.month.with_user(self.keeper).action_make_statements()
        self.assertEqual(
            self.env["aftersales.part.statement"].search_count(
                [("month_id", "=", self.month.id)]
            ),
            1,
        )

    def test_prt7_sent_it_says_what_the_ledger_says(self):
        one = self.sent()
        self.assertEqual(one.state, "sent")
        self.assertEqual(one.sent_by_id, self.keeper)
        (line,) = one.content["lines"]
        self.assertEqual(
            (line["part"], line["issued_qty"], line["installed_qty"]),
            ("Contactor K2", 5, 2),
        )
        self.assertEqual((line["closing_qty"], line["closing_value"]), (3, 120))
        self.assertEqual(one.closing_value, 120)
        self.assertIn(self.station_partner, one.message_ids.partner_ids)

    def test_prt7_not_sent_while_the_ledger_may_change(self):
        self.month.sudo().state = "open"
        with self.refused(UserError, "isn't closed yet"):
            self.statement.with_user(self.keeper).action_send()

    def test_prt7_what_was_sent_stays_word_for_word(self):
        one = self.sent()
        self.average.name = "Something else"
        self.assertEqual(one._shown()["lines"][0]["part"], "Contactor K2")
        with self.refused(UserError, "doesn't fit"):
            one.sudo().content = {"lines": []}
        self.assertTrue(one._is_as_sent())

    def test_prt7_confirmed_by_a_contact_of_the_station(self):
        one = self.sent()
        one._confirm(self.contact)
        self.assertEqual(one.state, "confirmed")
        self.assertEqual(one.answered_by_id, self.contact)
        self.assertEqual(one.message_ids[0].author_id, self.contact)
        with self.refused(UserError, "Confirmed"):
            one._dispute(self.contact, "Too much")

    def test_prt7_disputed_with_a_reason_another_version_follows(self):
        one = self.sent()
        for text in ("", "  ", None):
            with self.subTest(text), self.refused(UserError, "Say what"):
                one._dispute(self.contact, text)
        one._dispute(self.contact, "We have two, not three")
        self.assertEqual(one.dispute, "We have two, not three")
        with self.refused(UserError, "Disputed"):
            one._confirm(self.contact)
        window = one.with_user(self.keeper).action_new_version()
        second = one.browse(window["res_id"])
        self.assertEqual((second.version, second.state), (2, "draft"))
        self.assertEqual(second.name, "Station A 2026-03 V2")
        second.with_user(self.manager).action_send()
        second._confirm(self.station_partner)
        self.assertEqual((one.state, second.state), ("disputed", "confirmed"))

    def test_prt7_another_station_answers_nothing(self):
        one = self.sent()
        for call in (
            lambda: one._confirm(self.stranger_contact),
            lambda: one._dispute(self.stranger_contact, "x"),
            lambda: one._confirm(self.customer),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(one.state, "sent")

    def test_prt7_a_forged_statement_is_not_confirmed(self):
        one = self.sent()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_part_statement SET content = jsonb_set(content, "
            "'{lines,0,closing_qty}', '9') WHERE id = %s",
            [one.id],
        )
        self.env.invalidate_all()
        with self.refused(UserError, "isn't as it was sent"):
            one._confirm(self.contact)

    def test_prt7_a_draft_is_answered_by_nobody(self):
        with self.refused(UserError, "Draft"):
            self.statement._confirm(self.contact)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_prt7_rpc_forges_nothing(self):
        one = self.sent()
        env = self.env(user=self.keeper, su=False)
        for values in (
            {"state": "confirmed"},
            {"content": {}},
            {"digest": "x"},
            {"version": 9},
            {"holder_id": self.other_station.id},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                call_kw(
                    env["aftersales.part.statement"], "write", [one.ids, values], {}
                )
        for method in ("_confirm", "_dispute"):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(
                    env["aftersales.part.statement"],
                    method,
                    [one.ids, self.contact.id],
                    {},
                )
        with self.assertRaises(UserError):
            call_kw(env["aftersales.part.statement"], "unlink", [one.ids], {})
        for user in (self.technician, self.clerk, self.branch_manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                one.with_user(user).action_send()

    def text(self, record):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(REPORT, record.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))

    def test_prt7_printed_with_lines_sums_and_fingerprint(self):
        use = self.use_part(self.station, self.average, 1, state="open")
        self.env["aftersales.old.part"].sudo().create(
            {"part_line_id": use.id, "opened_at": "2026-03-05 00:00:00"}
        )
        self.assertIn("Draft, not sent yet", self.text(self.statement))
        one = self.sent()
        text = self.text(one)
        for expected in (
            "Station A",
            "2026-03",
            "Contactor K2",
            "120.00",
            "Still Owed",
        ):
            self.assertIn(expected, text)
        self.assertIn(one.digest[:12], text.replace(" ", ""))
        self.assertNotIn("Draft, not sent yet", text)
        one._dispute(self.contact, "We have two, not three")
        self.assertIn("We have two, not three", self.text(one))
