"""The month's sheets on paper and as a workbook, and how many queries they take."""

import io
from datetime import timedelta
from unittest.mock import patch

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL
from odoo.tools.pdf import OdooPdfFileReader

from .sheet_common import DECIDED, JANUARY, SheetCommon

PAPER = "aftersales_penalty.aftersales_penalty_sheet_report"
WORKBOOK = "aftersales_penalty.aftersales_penalty_sheet_xlsx"


@tagged("post_install", "-at_install")
class TestSheetReports(SheetCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        field, office = cls.env["hr.department"].create(
            [
                {"name": "Field Service", "company_id": cls.company.id},
                {"name": "Office", "company_id": cls.company.id},
            ]
        )
        cls._pay(cls.other_engineer, 3000)
        cls._pay(cls.clerk_employee, 4000)
        (cls.engineer | cls.other_engineer).department_id = field
        cls.clerk_employee.department_id = office
        cls.engineer.aftersales_variable_pay = 500
        cls._case(cls.loss, 1500.55)
        cls._case(cls.pay, 600)
        cls._case(cls.loss, 400, cls.other_engineer)
        cls._case(cls.fine, 30, cls.other_engineer)
        cls._case(cls.reward, 88.8, cls.clerk_employee)

    def _workbook(self, sheets, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user or self.hr)
        content, kind = reports._render_xlsx(WORKBOOK, sheets.ids, {})
        self.assertEqual(kind, "xlsx")
        return [
            load_workbook(io.BytesIO(content), data_only=data_only)
            for data_only in (True, False)
        ]

    def test_a_workbook_that_adds_up(self):
        sheets = self.make()
        self.assertEqual(len(sheets), 3)
        values, formulas = self._workbook(sheets)
        self.assertEqual(values.sheetnames, ["By Person", "By Department", "By Rule"])
        tables = [self._table(page) for page in values]
        persons, departments, rules = tables
        self.assertEqual(
            [row["Employee"] for row in persons[:-1]], sorted(sheets.mapped("name"))
        )
        self.assertEqual(
            [row["Department"] for row in departments[:-1]], ["Field Service", "Office"]
        )
        self.assertEqual(
            [row["Rule"] for row in rules[:-1]], ["F-1", "L-1", "P-1", "R-1"]
        )
        for name in ("deducted", "lapsed", "carried_out"):
            label = sheets._fields[name].string
            with self.subTest(label):
                totals = [round(table[-1][label], 2) for table in tables]
                self.assertEqual(totals, [round(sum(sheets.mapped(name)), 2)] * 3)
        self.assertEqual(departments[0]["Penalties"], 1500.55 + 600 + 430)
        self._check_formulas(values, formulas)

    def _table(self, page):
        """Rows as dicts by their header; the last one is the total."""
        _title, header, *rows = page.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def _check_formulas(self, values, formulas):
        """Carried = penalties − deducted − lapsed, in words of the workbook itself."""
        page, written = values["By Person"], formulas["By Person"]
        header = {cell.value: cell.column_letter for cell in page[2]}
        formula = written[f"{header['Carried Out']}3"].value
        parts = ("Penalties", "Deducted", "Lapsed")
        self.assertEqual(formula, "={}3-{}3-{}3".format(*(header[p] for p in parts)))
        for number in (3, 4, 5, 6):
            first, *rest = (page[f"{header[p]}{number}"].value for p in parts)
            self.assertAlmostEqual(
                page[f"{header['Carried Out']}{number}"].value, first - sum(rest), 2
            )
        total = written[f"{header['Deducted']}6"].value
        self.assertEqual(total, "=SUM({0}3:{0}5)".format(header["Deducted"]))
        summed = formulas["By Department"]["B3"].value
        self.assertRegex(summed, r"^=SUMIFS\('By Person'!J3:J5,'By Person'!C3:C5,A3\)$")

    def test_the_workbook_speaks_chinese(self):
        self.hr.lang = "zh_CN"
        values, _formulas = self._workbook(self.make())
        self.assertEqual(len(values.sheetnames), 3)

    def test_a_workbook_of_nothing_but_a_reward(self):
        sheets = self.make().filtered("rewards")
        values, _formulas = self._workbook(sheets)
        self.assertEqual(self._table(values["By Rule"])[-1]["Paid"], 88.8)

    def test_only_who_sees_the_sheets_gets_the_workbook(self):
        sheets = self.make()
        for user in (self.manager, self.technician, self.branch_manager):
            with self.assertRaises(AccessError):
                self._workbook(sheets, user)

    def _paper(self, sheet, user):
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user)
        reports = reports.with_context(lang=user.lang)
        return reports._render_qweb_html(PAPER, sheet.ids)[0].decode()

    def test_the_paper_names_every_case_and_why(self):
        sheet = self.sheet()
        text = self._paper(sheet, self.hr)
        for word in (
            sheet.name,
            "2026-01",
            *sheet.line_ids.penalty_id.mapped("name"),
            "20 % of the month's wage is reached".replace("'", "&#39;"),
            "1,000.00",
            "More than the month",
        ):
            self.assertIn(word, text)

    def test_the_employee_prints_the_own_sheet(self):
        sheet = self.present(self.sheet())
        self.sign(sheet)
        text = self._paper(sheet, self.technician)
        self.assertIn("data:image/png;base64", text)
        with self.assertRaises(AccessError):
            self._paper(sheet, self.manager)

    def test_the_paper_becomes_a_pdf(self):
        sheet = self.sheet()
        reports = self.env["ir.actions.report"].with_user(self.hr)
        with self.allow_pdf_render():
            content, kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(PAPER, sheet.ids)
        self.assertEqual(kind, "pdf")
        pages = OdooPdfFileReader(io.BytesIO(content)).pages
        self.assertIn("2026-01", "".join(page.extract_text() for page in pages))


@tagged("post_install", "-at_install")
class TestSheetBatches(SheetCommon):
    def _staff(self, size):
        staff = self.env["hr.employee"].create(
            [
                {"name": f"Worker {number}", "company_id": self.company.id}
                for number in range(size)
            ]
        )
        for employee in staff:
            self._pay(employee, 5000)
            self._case(self.loss, 1500, employee)
            self._case(
                self.reward, 50, employee, decided_at=DECIDED + timedelta(hours=1)
            )
        return staff

    def _count(self, act):
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query.code if isinstance(query, SQL) else query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        self.hr.mapped("tz")
        with patch.object(Cursor, "execute", listen):
            act()
            self.env.flush_all()
        return seen

    def test_making_sheets_asks_the_same_for_5_and_for_50_people(self):
        sheets = self.sheets.with_user(self.hr).with_company(self.company)
        counts = []
        for size in (2, 5, 50):
            staff = self._staff(size)
            counts.append(self._count(lambda staff=staff: sheets.make(JANUARY, staff)))
            made = self.sheets.search([("employee_id", "in", staff.ids)])
            self.assertEqual(set(made.mapped("deducted")), {1000.0})
            self.assertEqual(len(made.line_ids), 2 * size)
        _warm, few, many = map(len, counts)
        self.assertLessEqual(many, few + 2, "\n".join(counts[2][:80]))

    def test_refreshing_sheets_asks_the_same_for_5_and_for_50_people(self):
        sheets = self.sheets.with_user(self.hr).with_company(self.company)
        counts = []
        for size in (2, 5, 50):
            staff = self._staff(size)
            sheets.make(JANUARY, staff)
            for employee in staff:
                employee.version_id.wage = 6000
            counts.append(self._count(lambda staff=staff: sheets.make(JANUARY, staff)))
        _warm, few, many = map(len, counts)
        self.assertLessEqual(many, few + 2, "\n".join(counts[2][:80]))
