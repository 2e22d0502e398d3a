"""The reconciliation workbook: opened again, and recomputed cell by cell (PRT-8)."""

import io
import re
from datetime import datetime

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, range_boundaries

from odoo.tests import tagged

from .ledger_common import AFTER_MARCH, MARCH, LedgerCommon

REPORT = "aftersales_service.aftersales_month_report_xlsx"
TERM = re.compile(r"([+-]?)(SUM\(([A-Z]+\d+:[A-Z]+\d+)\)|([A-Z]+)(\d+)|(\d+))")


class Sheet:
    """Works out the formulas of a sheet, as Excel would: SUM, + and -."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.known = {}

    def value(self, row, column):
        key = row, column
        if key not in self.known:
            cell = self.sheet.cell(row, column).value
            if isinstance(cell, str) and cell.startswith("="):
                cell = self.work_out(cell[1:])
            self.known[key] = cell if isinstance(cell, (int, float)) else 0
        return self.known[key]

    def work_out(self, formula):
        total, end = 0, 0
        for found in TERM.finditer(formula):
            assert found.start() == end, f"can't read {formula}"
            end = found.end()
            sign, _all, area, letters, row, number = found.groups()
            if area:
                left, top, right, bottom = range_boundaries(area)
                amount = sum(
                    self.value(r, c)
                    for r in range(top, bottom + 1)
                    for c in range(left, right + 1)
                )
            elif letters:
                amount = self.value(int(row), column_index_from_string(letters))
            else:
                amount = int(number)
            total += -amount if sign == "-" else amount
        assert end == len(formula), f"can't read {formula}"
        return total


@tagged("post_install", "-at_install")
class TestMonthXlsx(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average.default_code = "K2"
        cls.fifo.name = '=HYPERLINK("http://x.test")'
        cls.stir()
        cls.month = cls.make_month()

    def setUp(self):
        super().setUp()
        self.move(to=AFTER_MARCH)

    def books(self, month=None, user=None, **context):
        """The workbook twice: with formulas, and with the values kept beside them."""
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user or self.finance)
        content, kind = reports.with_context(**context)._render_xlsx(
            REPORT, (month or self.month).ids, {}
        )
        self.assertEqual(kind, "xlsx")
        return tuple(
            load_workbook(io.BytesIO(content), data_only=values)
            for values in (False, True)
        )

    def assert_recomputed(self, books):
        """Every formula comes to the value that is kept beside it."""
        formulas, values = books
        number = 0
        for name in formulas.sheetnames:
            sheet = Sheet(formulas[name])
            for row in formulas[name].iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        if cell.data_type == "f":
                            number += 1
                            self.assertAlmostEqual(
                                sheet.value(cell.row, cell.column),
                                values[name][cell.coordinate].value,
                                6,
                                f"{name} {cell.coordinate} {cell.value}",
                            )
        return number

    def numbers(self, sheet, row, texts):
        return [cell.value for cell in sheet[row]][texts:]

    def test_prt8_six_sheets_with_the_month_in_their_titles(self):
        formulas, _values = self.books()
        self.assertEqual(
            formulas.sheetnames,
            [
                "Totals of the Month",
                "By Account",
                "By Part",
                "Old Parts",
                "Supplier Claims",
                "Breaks",
            ],
        )
        for sheet in formulas:
            self.assertIn(f"{self.company.name} 2026-03", sheet["A1"].value)

    def test_prt8_every_formula_comes_to_its_value(self):
        books = self.books()
        self.assertGreater(self.assert_recomputed(books), 100)

    def test_prt8_closing_is_opening_plus_in_minus_out_as_a_formula(self):
        sheet = self.books()[0]["By Account"]
        labels = [cell.value for cell in sheet[2]]
        column = labels.index("Closing") + 1
        self.assertEqual(sheet.cell(3, column).value, "=D3+E3+F3-G3-H3-I3-J3-K3+L3")

    def test_prt8_rows_are_those_of_the_ledger(self):
        _formulas, values = self.books()
        sheet = values["By Account"]
        rows = self.ledger()
        self.assertEqual(sheet.max_row, len(rows) + 3)
        found = {
            (row[0].value, row[2].value): (row[12].value, row[23].value)
            for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row - 1)
        }
        self.assertEqual(
            found,
            {
                (r.holder_id.name, r.product_id.name): (r.closing_qty, r.closing_value)
                for r in rows
            },
        )

    def test_prt8_all_sheets_come_to_the_same_totals(self):
        _formulas, values = self.books()
        holders, parts = values["By Account"], values["By Part"]
        summary = values["Totals of the Month"]
        totals = [
            [round(number, 4) for number in self.numbers(sheet, sheet.max_row, texts)][
                :21
            ]
            for sheet, texts in ((holders, 3), (parts, 2), (summary, 1))
        ]
        self.assertEqual(totals[0], totals[1])
        self.assertEqual(totals[0], totals[2])
        self.assertTrue(any(totals[0]))

    def test_prt8_closed_month_with_revaluations_and_old_parts(self):
        use = self.use_part(self.mine, self.average, 1, state="open")
        self.env["aftersales.old.part"].sudo().create(
            {"part_line_id": use.id, "opened_at": "2026-03-05 00:00:00"}
        )
        self.close(self.month)
        books = self.books()
        self.assert_recomputed(books)
        sheet = books[1]["Old Parts"]
        self.assertEqual(sheet.max_row, 4)
        self.assertEqual(self.numbers(sheet, 3, 3), [1, 0, 0, 1, 1, 0, 0, 0])
        formula = books[0]["Old Parts"]["G3"].value
        self.assertEqual(formula, "=D3-E3-F3")
        worth = sum(part.with_company(self.company).total_value for part in self.parts)
        summary = books[1]["Totals of the Month"]
        self.assertAlmostEqual(self.numbers(summary, summary.max_row, 1)[20], worth, 2)

    def test_prt8_breaks_are_listed_with_the_way_out(self):
        self.check(self.month)
        sheet = self.books()[1]["Breaks"]
        self.assertEqual(sheet["A3"].value, "Valuation = General Ledger")
        self.assertIn("closing entry", sheet["C3"].value)

    def test_text_that_looks_like_a_formula_stays_text(self):
        sheet = self.books()[0]["By Part"]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        found = [c for c in cells if str(c.value).startswith("=HYPERLINK")]
        self.assertTrue(found)
        self.assertEqual({cell.data_type for cell in found}, {"s"})

    def test_a_month_in_which_nothing_was_is_an_empty_workbook(self):
        month = self.make_month(datetime(2025, 1, 1).date())
        books = self.books(month)
        self.assertEqual(books[1]["By Account"].max_row, 3)
        self.assert_recomputed(books)

    def test_chinese_user_reads_names_of_parts_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.average.with_context(lang="zh_CN").name = "接触器 K2"
        sheet = self.books(lang="zh_CN")[0].worksheets[2]
        self.assertIn("接触器 K2", [row[1].value for row in sheet.iter_rows(min_row=3)])

    def test_prt8_rows_of_the_day_are_streamed_not_loaded(self):
        """Queries don't grow with the rows of the workbook."""

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.books()
            return self.env.cr.sql_log_count - before

        def least():
            # what Odoo keeps in its caches comes and goes with other tests
            return min(queries() for _turn in range(3))

        few = least()
        for number in range(12):
            part = self._make_part(f"Part {number}", 3)
            self.move(to=datetime(2026, 3, 25, 2, 0))
            self.buy(self.depot, part, 1, 3)
        self.move(to=AFTER_MARCH)
        self.assertEqual(len(self.ledger(MARCH, self.depot)), 15)
        self.assertEqual(least(), few)
