"""The service report as PDF: whose language, which clock (VIS-3, VIS-4)."""

import io
import unicodedata

from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader

from .common import AftersalesCommon

REPORT = "aftersales_service.aftersales_visit_report"


@tagged("post_install", "-at_install")
class TestVisitPdf(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.visit = cls._create_visit()

    def html(self, user=None, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        reports = reports.with_context(**context).sudo()
        return reports._render_qweb_html(REPORT, self.visit.ids)[0].decode()

    def text_of_pdf(self):
        self.env.flush_all()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        with self.allow_pdf_render():
            pdf, kind = reports._render_qweb_pdf(REPORT, self.visit.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        pages = OdooPdfFileReader(io.BytesIO(pdf)).pages
        text = "".join(page.extract_text() for page in pages)
        # some fonts print a character by its twin among the radicals
        text = unicodedata.normalize("NFKC", text)
        return "".join(text.split())

    def test_vis3_report_holds_what_was_found_and_done(self):
        self.live(self.visit, "approved")
        html = self.html()
        for text in (
            self.visit.name,
            self.visit.ticket_id.number,
            "RX45-0001",
            "8 Steel Road",
            "No heat in zone 2",
            "Contactor K2 burnt",
            "Power cut off",
            "4711",
            "Mr. Wang",
            self.engineer.name,
            self.manager.name,
        ):
            with self.subTest(text):
                self.assertIn(text, html)

    def test_vis4_all_copies_show_the_minutes_of_the_companys_zone(self):
        self.live(self.visit, "signed")
        arrived, signed = "2026-03-02 12:00", "2026-03-02 14:10"
        seen = {}
        for zone in ("Asia/Shanghai", "America/New_York", "UTC"):
            self.clerk.tz = zone
            html = self.html(tz=zone)
            seen[zone] = (arrived in html, signed in html)
        self.assertEqual(seen, dict.fromkeys(seen, (True, True)))

    def test_chinese_customer_reads_chinese(self):
        self.visit.ticket_id.partner_id.lang = "zh_CN"
        self.live(self.visit, "signed")
        html = self.html(lang="en_US")
        for word in ("服务报告", "客户", "到达"):
            with self.subTest(word):
                self.assertIn(word, html)
        self.assertNotIn("Customer's opinion", html)

    def test_pdf_is_made_and_holds_chinese_text(self):
        self.visit.ticket_id.partner_id.lang = "zh_CN"
        self.live(self.visit, "finished")
        self.visit.findings = "二区不升温"
        self.live(self.visit, "signed")
        text = self.text_of_pdf()
        for word in ("服务报告", "二区不升温"):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_pdf_can_be_searched_for_its_number(self):
        """Letters and digits are text too, not drawn lines."""
        self.live(self.visit, "signed")
        text = self.text_of_pdf()
        for word in (self.visit.name, "RX45-0001", "2026-03-02"):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_unsigned_report_has_no_signature(self):
        self.live(self.visit, "finished")
        self.assertNotIn("Mr. Wang", self.html())

    def test_what_people_typed_stays_text(self):
        self.live(self.visit, "arrived")
        self.visit.write(
            {"findings": "<script>alert(1)</script>", "cause": "5 < 7 & 8 > 6"}
        )
        html = self.html()
        self.assertNotIn("<script>alert", html)
        self.assertIn("5 &lt; 7 &amp; 8 &gt; 6", html)

    def test_name_of_the_file_names_the_visit(self):
        self.assertIn(self.visit.name, self.visit._get_report_base_filename())
