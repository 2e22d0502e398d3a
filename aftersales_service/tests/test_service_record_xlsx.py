"""The service record table as a workbook (VIS-7)."""

import io
from datetime import datetime

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from odoo.tests import tagged

from ..report.aftersales_service_record_xlsx import COLUMNS
from .common import AftersalesCommon

NAMES = [name for name, _width in COLUMNS]
REPORT = "aftersales_service.aftersales_service_record_report_xlsx"


@tagged("post_install", "-at_install")
class TestServiceRecordXlsx(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.other = cls._create_ticket()

    def setUp(self):
        super().setUp()
        self.visit = self.live(self._create_visit(self.ticket), "finished")

    def sheet(self, user=None, formulas=True, **context):
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=user or self.clerk)
        env = env(context=dict(env.context, tz="Asia/Shanghai", **context))
        rows = (
            env["aftersales.service.record"]
            .search([("ticket_id", "in", (self.ticket + self.other).ids)])
            .sorted(lambda row: not row.visit_id)
        )
        content, kind = env["ir.actions.report"]._render_xlsx(REPORT, rows.ids, {})
        self.assertEqual(kind, "xlsx")
        workbook = load_workbook(io.BytesIO(content), data_only=not formulas)
        return workbook.active

    def cell(self, sheet, name, row=3):
        return sheet.cell(row, NAMES.index(name) + 1)

    def test_vis7_header_is_frozen_and_has_filters(self):
        sheet = self.sheet()
        self.assertEqual(sheet.freeze_panes, "C3")
        self.assertEqual(sheet.auto_filter.ref, "A2:AF4")
        self.assertEqual(len(NAMES), 32)
        self.assertEqual(sheet.print_title_rows, "$1:$2")
        self.assertEqual(sheet.page_setup.orientation, "landscape")

    def test_vis7_one_row_a_service(self):
        sheet = self.sheet()
        self.assertEqual(sheet.max_row, 5)
        self.assertEqual(self.cell(sheet, "number").value, self.ticket.number)
        self.assertEqual(self.cell(sheet, "visit_name").value, self.visit.name)
        self.assertEqual(self.cell(sheet, "leader_id").value, self.engineer.name)
        self.assertEqual(self.cell(sheet, "number", 4).value, self.other.number)
        self.assertFalse(self.cell(sheet, "visit_name", 4).value)

    def test_vis7_times_are_dates_of_the_users_zone_to_the_minute(self):
        self.move(0, seconds=40)
        self.other.with_user(self.clerk).record_event("responded")
        sheet = self.sheet()
        for name, row, expected in (
            ("registered_at", 3, datetime(2026, 3, 2, 10, 0)),
            ("arrived_at", 3, datetime(2026, 3, 2, 12, 0)),
            ("finished_at", 3, datetime(2026, 3, 2, 14, 0)),
            ("responded_at", 4, datetime(2026, 3, 2, 10, 0)),
        ):
            with self.subTest(name):
                cell = self.cell(sheet, name, row)
                self.assertTrue(cell.is_date)
                self.assertEqual(cell.value, expected)
                self.assertEqual(cell.number_format, "yyyy-mm-dd hh:mm")
        self.assertIsNone(self.cell(sheet, "signed_at").value)
        self.assertIsNone(self.cell(sheet, "arrived_at", 4).value)

    def test_vis7_minutes_are_numbers_and_empty_before_it_happened(self):
        sheet = self.sheet()
        self.assertEqual(self.cell(sheet, "minutes_to_arrival").value, 120)
        self.assertIsNone(self.cell(sheet, "minutes_to_arrival", 4).value)
        self.assertIsNone(self.cell(sheet, "minutes_to_response").value)
        self.assertEqual(self.cell(sheet, "missed_count").value, 1)
        self.assertEqual(self.cell(sheet, "missed_count", 4).value, 0)

    def test_text_that_looks_like_a_formula_stays_text(self):
        for text in (
            "=1+1",
            '=HYPERLINK("http://x.test")',
            "@SUM(1)",
            "https://x.test",
        ):
            with self.subTest(text):
                self.visit.cause = text
                cell = self.cell(self.sheet(), "cause")
                self.assertEqual((cell.value, cell.data_type), (text, "s"))
                self.assertIsNone(cell.hyperlink)

    def test_vis7_totals_follow_the_filter(self):
        self.move(400)
        self.env["aftersales.clock"].sweep()
        sheet, values = self.sheet(), self.sheet(formulas=False)
        letter = get_column_letter(NAMES.index("missed_count") + 1)
        self.assertIn(
            f"SUBTOTAL(109,{letter}3:{letter}4)",
            self.cell(sheet, "missed_count", 5).value,
        )
        self.assertEqual(self.cell(values, "missed_count", 5).value, 4)
        letter = get_column_letter(NAMES.index("minutes_to_arrival") + 1)
        formula = self.cell(sheet, "minutes_to_arrival", 5).value
        self.assertIn(f"SUBTOTAL(101,{letter}3:{letter}4)", formula)
        self.assertEqual(self.cell(values, "minutes_to_arrival", 5).value, 120)
        self.assertIn("SUBTOTAL(103,A3:A4)", sheet["B5"].value)
        self.assertEqual(values["B5"].value, 2)

    def test_title_names_company_and_day_of_the_user(self):
        self.move(16 * 60)  # 18:00 UTC is 02:00 of the next day in Shanghai
        title = self.sheet(user=self.clerk)["A1"].value
        self.assertIn(self.company.name, title)
        self.assertIn("2026-03-03", title)

    def test_chinese_user_reads_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        sheet = self.sheet(lang="zh_CN")
        self.assertIn("售后服务一览表", sheet["A1"].value)
        for cell in sheet[2]:
            with self.subTest(cell.coordinate):
                self.assertRegex(cell.value, "[\u4e00-\u9fff]")
        self.assertRegex(sheet["A5"].value, "[\u4e00-\u9fff]")
        self.assertRegex(sheet.title, "[\u4e00-\u9fff]")
        self.assertRegex(self.cell(sheet, "state").value, "[\u4e00-\u9fff]")

    def test_vis7_new_columns_of_trip_and_quality(self):
        self.move(11)
        visit = self.live(self._create_visit(self.other), "dispatched")
        visit.with_user(self.clerk).book_ticket(
            arrival_at=self.minute(100),
            departure_at=self.minute(30),
            booker=self.clerk_employee,
            carrier="Railway",
        )
        self.live(visit, "finished")
        visit.with_user(self.technician).action_call_hq()
        visit.with_user(self.technician).action_leave()
        visit._answer_satisfaction("4")
        sheet = self.sheet()
        row = next(
            number
            for number in (3, 4)
            if self.cell(sheet, "visit_name", number).value == visit.name
        )
        for name, value in (
            ("ticket_booked_at", datetime(2026, 3, 2, 10, 10)),
            ("ticket_arrival_at", datetime(2026, 3, 2, 11, 40)),
            ("hq_called_at", datetime(2026, 3, 2, 14, 0)),
            ("left_at", datetime(2026, 3, 2, 14, 0)),
            ("leader_id", self.engineer.name),
            ("satisfaction_score", "Satisfied"),
            ("is_repeat", "No"),
        ):
            with self.subTest(name):
                self.assertEqual(self.cell(sheet, name, row).value, value)
        self.assertFalse(self.cell(sheet, "repeat_of_id", row).value)

    def test_vis7_page_is_a4_landscape_one_page_wide(self):
        sheet = self.sheet()
        self.assertEqual(sheet.page_setup.paperSize, 9)
        self.assertTrue(sheet.sheet_properties.pageSetUpPr.fitToPage)
        self.assertEqual(sheet.page_setup.fitToHeight, 0)

    def test_vis7_columns_are_wide_enough_for_chinese(self):
        """A Chinese character takes two places; headers wrap into two lines."""
        self.env["res.lang"]._activate_lang("zh_CN")
        sheet = self.sheet(lang="zh_CN")
        for number, (name, _width) in enumerate(COLUMNS, start=1):
            letter = get_column_letter(number)
            label = sheet.cell(2, number).value
            places = sum(1 if ord(sign) < 256 else 2 for sign in label)
            with self.subTest(name):
                width = sheet.column_dimensions[letter].width
                self.assertGreaterEqual(width * 2, places)

    def test_no_row_makes_an_empty_table(self):
        self.ticket = self.other = self.env["helpdesk.ticket"]
        sheet = self.sheet()
        self.assertEqual(sheet.freeze_panes, "C3")
        self.assertIsNone(sheet["B3"].value)
