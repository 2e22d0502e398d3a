"""What is printed of a warranty: the verdict (WAR-3) and the card (WAR-8)."""

import io
import unicodedata
from unittest.mock import patch

import qrcode

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader

from .test_warranty_verdict import WarrantyCommon

VERDICT = "aftersales_service.aftersales_warranty_verdict_report"
CARD = "aftersales_service.aftersales_warranty_card_report"


class PrintCommon(WarrantyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        (cls.customer | cls.owner.partner_id).lang = "en_US"
        cls.policy.legal_basis = "Contract law, Art. 7"
        cls.policy.with_context(lang="zh_CN").write(
            {"name": "工业炉合同质保", "legal_basis": "合同第七条"}
        )
        cls.policy.line_ids[:1].with_context(lang="zh_CN").name = "整机"
        cls.product.with_context(lang="zh_CN").name = "热处理炉"

    def html(self, report, records, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        return reports._render_qweb_html(report, records.ids)[0].decode()

    def pdf(self, report, records, user=None):
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        reports = reports.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        return content

    def words(self, content):
        """Text of a PDF without spaces; twins among the radicals are made one."""
        pages = OdooPdfFileReader(io.BytesIO(content)).pages
        text = "".join(page.extract_text() for page in pages)
        return "".join(unicodedata.normalize("NFKC", text).split())

    def kept(self, verdict):
        return self.env["ir.attachment"].search(
            [("res_model", "=", verdict._name), ("res_id", "=", verdict.id)]
        )


@tagged("post_install", "-at_install")
class TestVerdictPrint(PrintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket(fault_id=cls.fault.id)

    def test_war3_paper_holds_every_clause_and_its_source(self):
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.clerk).action_confirm()
        text = self.html(VERDICT, verdict)
        for word in (
            verdict.name,
            self.ticket.number,
            "RX45-0001",
            "Furnace RX-45",
            "Free repair",
            "Furnaces by contract",
            "Contract law, Art. 7",
            "2025-06-10",
            "2026-06-10",
            "✓",
            self.clerk.name,
            "court",
        ):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_war3_undecided_paper_says_so_and_what_is_missing(self):
        self.lot.commissioned_date = False
        text = self.html(VERDICT, self.ticket.make_verdict())
        for word in ("Not decided yet", "Day the installation was completed", "?"):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_war3_override_prints_reason_and_who_decided(self):
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.manager)._override(
            "goodwill", "For <good> reasons", self.evidence(self.manager)
        )
        text = self.html(VERDICT, verdict)
        self.assertIn("For &lt;good&gt; reasons", text)
        self.assertIn(self.manager.name, text)

    def test_order43_27_fee_is_printed_with_its_numbers(self):
        """150,000 CNY, 12,000 km, 0.5 %: 9,000 CNY."""
        self.policy.remedy_ids = [
            Command.clear(),
            Command.create(
                {
                    "code": "refund",
                    "name": "Refund",
                    "entitlement": "refund",
                    "fee": "km",
                    "fee_rate": 0.5,
                }
            ),
        ]
        self.lot.sale_price = 150000
        ticket = self._create_ticket(fault_id=self.fault.id, reading_km=12000)
        verdict = ticket.make_verdict()
        self.assertEqual((verdict.entitlement, verdict.fee), ("refund", 9000))
        text = self.html(VERDICT, verdict)
        currency = self.company.currency_id.name
        self.assertIn(
            f"150,000.00 × 12,000 km / 1,000 × 0.5 % = 9,000.00 {currency}", text
        )

    def test_fee_by_days_names_the_days(self):
        self.policy.remedy_ids = [
            Command.clear(),
            Command.create(
                {
                    "code": "refund",
                    "name": "Refund",
                    "entitlement": "refund",
                    "fee": "day",
                    "fee_rate": 0.05,
                }
            ),
        ]
        self.lot.sale_price = 10000
        verdict = self._create_ticket(fault_id=self.fault.id).make_verdict()
        days = 265  # 2025-06-10 to 2026-03-02
        self.assertEqual(verdict.fee, 10000 * days * 0.0005)
        self.assertIn(f"10,000.00 × {days} days × 0.05 %", self.html(VERDICT, verdict))

    def test_war3_chinese_customer_gets_chinese_text(self):
        self.ticket.partner_id.lang = "zh_CN"
        verdict = self.ticket.make_verdict()
        words = self.words(self.pdf(VERDICT, verdict))
        for word in ("热处理炉", "工业炉合同质保", "合同第七条", "整机", "RX45-0001"):
            with self.subTest(word):
                self.assertIn(word, words)

    def test_war3_decided_paper_is_kept_and_printed_from_there(self):
        verdict = self.ticket.make_verdict()
        self.assertFalse(self.kept(verdict))
        draft = self.pdf(VERDICT, verdict)
        self.assertFalse(self.kept(verdict), "a draft isn't kept")
        with self.allow_pdf_render():
            verdict.with_user(self.clerk).with_context(
                force_report_rendering=True
            ).action_confirm()
        kept = self.kept(verdict)
        self.assertEqual(kept.name, f"{verdict.name}.pdf")
        self.assertNotEqual(kept.raw, draft)
        self.assertIn("RX45-0001", self.words(kept.raw))
        self.product.name = "Renamed"
        again = self.pdf(VERDICT, verdict, self.manager)
        self.assertEqual(again, kept.raw)
        self.assertEqual(len(self.kept(verdict)), 1)

    def test_war3_kept_paper_stays_as_it_is(self):
        verdict = self.ticket.make_verdict()
        with self.allow_pdf_render():
            verdict.with_user(self.clerk).with_context(
                force_report_rendering=True
            ).action_confirm()
        kept = self.kept(verdict)
        for user in (self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(UserError):
                kept.with_user(user).write({"raw": b"forged"})
        with self.refused(UserError, "stays as it"):
            kept.write({"raw": b"forged"})
        with self.refused(UserError, "stays as it"):
            kept.unlink()

    def test_war3_what_couldnt_be_printed_is_printed_later(self):
        verdict = self.ticket.make_verdict()
        reports = type(self.env["ir.actions.report"])
        with (
            patch.object(reports, "_render_qweb_pdf", side_effect=OSError("no paper")),
            self.assertLogs("odoo.addons.aftersales_service", "ERROR"),
        ):
            verdict.with_user(self.clerk).action_confirm()
        self.assertEqual(verdict.state, "confirmed")
        self.assertFalse(self.kept(verdict))
        with self.allow_pdf_render():
            self.env["aftersales.warranty.verdict"].with_context(
                force_report_rendering=True
            ).print_missing()
        self.assertTrue(self.kept(verdict))


@tagged("post_install", "-at_install")
class TestWarrantyCard(PrintCommon):
    def test_war8_card_holds_product_periods_and_exclusions(self):
        self.lot.write({"purchase_date": "2025-05-20", "sale_price": 987654})
        text = self.html(CARD, self.lot)
        for word in (
            "RX45-0001",
            "Furnace RX-45",
            "2025-05-20",
            "2025-06-10",
            "2026-06-10",
            "12 months",
            "Wear parts",
            "Run against the manual",
            "Contract law, Art. 7",
            self.company.name,
        ):
            with self.subTest(word):
                self.assertIn(word, text)
        for secret in ("Forge Ltd.", "987,654", "Steel Road"):
            with self.subTest(secret):
                self.assertNotIn(secret, text)

    def test_war8_code_is_the_address_of_the_card(self):
        with patch("qrcode.make", wraps=qrcode.make) as make:
            self.html(CARD, self.lot)
        (address,) = make.call_args.args
        self.assertEqual(address, self.lot._card_url())
        token = address.rpartition("/")[2]
        self.assertEqual(self.env["stock.lot"]._from_card(token), self.lot)

    def test_war8_batch_prints_each_in_its_customers_language(self):
        chinese = self.customer.copy({"name": "锻造厂", "lang": "zh_CN"})
        other = self.lot.copy({"name": "RX45-0002"})
        other.write(
            {"aftersales_partner_id": chinese.id, "commissioned_date": "2025-07-01"}
        )
        words = self.words(self.pdf(CARD, self.lot | other))
        for word in ("RX45-0001", "FurnaceRX-45", "RX45-0002", "热处理炉", "整机"):
            with self.subTest(word):
                self.assertIn(word, words)

    def test_war8_nothing_to_print_names_the_products_and_the_way_out(self):
        bare = self.lot.copy({"name": "BARE-1"})
        bare.aftersales_partner_id = self.customer
        self.policy.active = False
        for action in (
            bare.with_user(self.clerk).action_print_card,
            bare.with_user(self.clerk).action_send_card,
            lambda: self.html(CARD, bare),
        ):
            with self.refused(UserError, "BARE-1.*warranty policy"):
                action()

    def test_war8_card_is_sent_to_the_customer_in_their_language(self):
        self.customer.write({"lang": "zh_CN", "email": "forge@x.test"})
        template = self.env.ref("aftersales_service.mail_template_warranty_card")
        template.with_context(lang="zh_CN").subject = "质保卡 {{ object.name }}"
        action = self.lot.with_user(self.clerk).action_send_card()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({})
        )
        composer._action_send_mail()
        message = self.lot.message_ids.filtered("partner_ids")[:1]
        self.assertEqual(message.partner_ids, self.customer)
        self.assertEqual(message.subject, "质保卡 RX45-0001")
        self.assertEqual(len(message.attachment_ids), 1)

    def test_war8_card_without_a_customer_isnt_sent(self):
        self.lot.aftersales_partner_id = False
        with self.refused(UserError, "RX45-0001 has no customer"):
            self.lot.with_user(self.clerk).action_send_card()

    def test_war8_who_may_print_send_and_revoke(self):
        for user, prints, sends in (
            (self.clerk, True, True),
            (self.manager, True, True),
            (self.technician, True, False),
            (self.nobody, False, False),
            (self.foreign_clerk, False, False),
            (self.owner, False, False),
        ):
            lot = self.lot.with_user(user)
            for action, may in (
                (lot.action_print_card, prints),
                (lot.action_send_card, sends),
                (lot.action_revoke_card, sends),
            ):
                with self.subTest(user=user.login, action=action.__name__):
                    if may:
                        action()
                    else:
                        with self.assertRaises(AccessError):
                            action()
            with self.subTest(user=user.login, action="report"):
                if prints:
                    self.html(CARD, self.lot, user)
                else:
                    with self.assertRaises(AccessError):
                        self.html(CARD, self.lot, user)

    def test_war8_version_of_the_code_isnt_forged(self):
        for user in (self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.lot.with_user(user).write({"card_version": 7})
        token = self.lot._card_token()
        self.assertNotEqual(self.lot.copy({"name": "COPY"})._card_token(), token)
