"""Poster and notices for the wall: what everybody may read, and nothing else."""

import io
import unicodedata

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import OdooPdfFileReader

from ..models.aftersales_6s_month_board import HAN
from .board_common import FRIDAY, TODAY, BoardCommon
from .score_common import MARCH

POSTER = "aftersales_6s.aftersales_6s_poster_report"
NOTICE = "aftersales_6s.aftersales_6s_notice_report"


@tagged("post_install", "-at_install")
class TestPosters(BoardCommon):
    def setUp(self):
        super().setUp()
        self.inspect(self.engineer, TODAY, score=87.5)
        self.inspect(self.other_engineer, TODAY, area=self.cart, score=100)
        self.plan(self.workshop, "missed")
        self.waiting = self.find(self.engineer)
        self.pair = self.close(
            self.find(self.engineer, self.minute(5)), is_example=True
        )
        self.name_week(FRIDAY, self.other_engineer, self.engineer)
        self.month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)

    def html(self, report, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.manager
        reports = self.env["ir.actions.report"].with_user(user)
        reports = reports.with_context(lang=user.lang)
        return reports._render_qweb_html(report, self.month.ids)[0].decode()

    def pdf(self, report):
        reports = self.env["ir.actions.report"].with_user(self.manager)
        self.env.flush_all()
        with self.allow_pdf_render():
            content, kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(report, self.month.ids)
        self.assertEqual(kind, "pdf")
        return OdooPdfFileReader(io.BytesIO(content)).pages

    def test_s6_1_poster_shows_the_six_s_scores_and_the_best(self):
        text = self.html(POSTER)
        for word in (*HAN.values(), "87.5", "100.0", "03-06", self.company.name):
            self.assertIn(word, text)
        self.assertIn(self.other_engineer.name, text)
        self.assertEqual(text.count("data:image/jpg;base64"), 2)

    def test_pipl_25_no_paper_names_who_has_a_finding(self):
        for report in (POSTER, NOTICE):
            text = self.html(report)
            for employee in (
                self.engineer,
                self.inspector_employee,
                self.manager_employee,
            ):
                with self.subTest(report, employee=employee.name):
                    self.assertNotIn(employee.name, text)

    def test_notice_tells_what_is_to_put_right_and_until_when(self):
        text = self.html(NOTICE)
        self.assertIn(self.waiting.name, text)
        self.assertIn(self.waiting.item_id.name, text)
        self.assertNotIn(self.pair.name, text)

    def test_notice_has_the_numbers_of_the_records(self):
        notices = {
            one["area"]: one for one in self.month.with_user(self.manager)._notices()
        }
        self.assertEqual(set(notices), {self.workshop, self.cart})
        found = notices[self.workshop]
        self.assertEqual(
            [found[name] for name in ("score", "done", "missed", "findings", "open")],
            [87.5, 1, 1, 2, 1],
        )
        self.assertEqual(
            {one["label"]: one["findings"] for one in found["pillars"]}["Shine"], 2
        )
        self.assertEqual(
            [week["score"] for week in found["weeks"]], [87.5, None, None, None]
        )

    def test_poster_becomes_one_page_of_a3(self):
        [page] = self.pdf(POSTER)
        width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
        self.assertAlmostEqual(width, 420, delta=2)
        self.assertAlmostEqual(height, 297, delta=2)
        # a font may give a radical for a character: ⼯ for 工
        text = unicodedata.normalize("NFKC", page.extract_text())
        for word in ("整理", "安全", "87.5", "2026-03"):
            self.assertIn(word, text)

    def test_notices_are_one_page_for_each_area(self):
        pages = self.pdf(NOTICE)
        self.assertEqual(len(pages), 2)
        self.assertIn("Cart 1", " ".join(pages[0].extract_text().split()))
        self.assertIn("87.5", pages[1].extract_text())

    def test_poster_of_a_month_without_anything(self):
        self.month = self.month._month_of(self.company, MARCH.replace(month=1))
        self.assertIn("2026-01", self.html(POSTER))
        self.assertIn("2026-01", self.html(NOTICE))

    def test_poster_speaks_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        self.assertIn('data-oe-lang="zh_CN"', self.html(POSTER))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_managers_print_papers(self):
        for user in (self.technician, self.clerk, self.hr, self.foreign_manager):
            for report in (POSTER, NOTICE):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    self.html(report, user)

    def test_notices_ask_the_same_for_5_and_for_30_areas(self):
        month = self.month.with_user(self.manager)
        counts = []
        for number in (2, 5, 30):
            self.furnish(number)
            counts.append(len(self.queries(month._notices)))
        _warm, few, many = counts
        self.assertLessEqual(many, few + 2)
