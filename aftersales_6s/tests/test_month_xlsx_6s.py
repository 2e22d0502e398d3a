"""The month's workbook, opened again: its sums are those of the records."""

import io
import re
from datetime import date, datetime, timedelta

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .board_common import FRIDAY, TODAY, BoardCommon
from .score_common import MARCH

WORKBOOK = "aftersales_6s.aftersales_6s_month_xlsx"
SHEETS = ["Summary", "Areas", "Findings", "Weeks"]


@tagged("post_install", "-at_install")
class TestMonthWorkbook(BoardCommon):
    def setUp(self):
        super().setUp()
        self.find_many(self.engineer, 6)
        self.find(self.engineer, self.minute(90), area=self.cart, pillar="safety")
        self.find(self.other_engineer, area=self.cart)
        self.annul(self.find(self.other_engineer, self.minute(30), area=self.cart))
        self.inspect(self.engineer, TODAY, score=80)
        self.plan(self.cart, "missed")
        self.name_week(FRIDAY, self.other_engineer, self.engineer)
        self.month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)
        self.month.with_user(self.manager).action_compute()

    def books(self, user=None):
        """The workbook with its values, and with its formulas."""
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(user or self.manager)
        content, kind = reports._render_xlsx(WORKBOOK, self.month.ids, {})
        self.assertEqual(kind, "xlsx")
        return [
            load_workbook(io.BytesIO(content), data_only=data_only)
            for data_only in (True, False)
        ]

    def table(self, page):
        """Rows as dicts by their header."""
        _title, header, *rows = page.iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows]

    def test_sheets_and_people_are_those_of_the_month(self):
        values, _formulas = self.books()
        self.assertEqual(values.sheetnames, SHEETS)
        *people, total = self.table(values["Summary"])
        self.assertEqual(len(people), len(self.month.person_ids))
        for row, person in zip(people, self.month.person_ids, strict=True):
            self.assertEqual(row["Employee"], person.employee_id.name)
            for label, name in (
                ("Breaches", "breaches"),
                ("Of Safety", "safety"),
                ("Points", "points"),
                ("Worth", "money"),
                ("Times Best", "bests"),
                ("Times Worst", "worsts"),
            ):
                self.assertEqual(row[label], person[name], label)
            self.assertEqual(row["Points of the Findings"], person.points_now)
            self.assertEqual(row["Difference"], 0)
        self.assertEqual(total["Points"], self.month.points)
        self.assertEqual(total["Worth"], self.month.money)
        self.assertEqual(total["Breaches"], self.month.breaches)

    def test_findings_are_all_there_and_those_annulled_cost_nothing(self):
        values, _formulas = self.books()
        *rows, total = self.table(values["Findings"])
        findings = self.env["aftersales.6s.finding"].search(
            self.month._board_domain("found_on"), order="found_at, id"
        )
        self.assertEqual([row["Number"] for row in rows], findings.mapped("name"))
        self.assertEqual(len(rows), 9)
        self.assertEqual(
            [row["Points"] for row in rows if row["State"] == "Annulled"], [0]
        )
        self.assertEqual(total["Points"], self.month.points)
        self.assertEqual(total["Counts"], 8)
        self.assertEqual(rows[0]["Day"], datetime(2026, 3, 2))

    def test_areas_add_up_to_the_same(self):
        values, _formulas = self.books()
        *areas, total = self.table(values["Areas"])
        self.assertEqual([row["Area"] for row in areas], ["Cart 1", "Workshop"])
        cart, workshop = areas
        self.assertEqual(
            (workshop["Score"], workshop["Findings"], workshop["Inspections Done"]),
            (80, 6, 1),
        )
        self.assertEqual((cart["Score"], cart["Rounds Missed"]), (None, 1))
        self.assertEqual(total["Points"], self.month.points)
        self.assertEqual(total["Findings"], self.month.breaches)

    def test_formulas_calculated_again_give_the_values_beside_them(self):
        values, formulas = self.books()
        checked = 0
        for page in formulas:
            for row in page.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        found = self.calculate(cell.value, values, page.title)
                        held = values[page.title][cell.coordinate].value
                        self.assertAlmostEqual(found, held, 2, cell.value)
                        checked += 1
        self.assertGreater(checked, 30)

    def calculate(self, formula, values, page):
        """What Excel makes of the few kinds of formulas the workbook has."""
        if found := re.fullmatch(r"=SUM\((\w+):(\w+)\)", formula):
            cells = values[page]["{}:{}".format(*found.groups())]
            return sum(cell.value or 0 for (cell,) in cells)
        if found := re.fullmatch(
            r"=SUMIFS\('(.+)'!(\S+:\S+),'.+'!(\S+:\S+),(\w+)\)", formula
        ):
            there, summed, by, key = found.groups()
            wanted = values[page][key].value
            pairs = zip(values[there][summed], values[there][by], strict=True)
            return sum(
                cell.value for (cell,), (other,) in pairs if other.value == wanted
            )
        if found := re.fullmatch(r"=(\w+)-(\w+)", formula):
            return values[page][found[1]].value - values[page][found[2]].value
        found = re.fullmatch(
            r'=IF\(OR\((M\d+)="",(N\d+)=""\),0,MAX\(0,\2-INT\(\1-0\.5/86400\)\)\)',
            formula,
        )
        due, closed = (values[page][cell].value for cell in found.groups())
        if not due or not closed:
            return 0
        return max(0, (closed.date() - (due - timedelta(seconds=0.5)).date()).days)

    def test_days_late_are_counted_from_the_last_day_in_time(self):
        finding = self.find(self.engineer)
        # the 4th is the last day: until 24:00 in Shanghai
        finding.due_at = datetime(2026, 3, 4, 16, 0)
        for closed_at, late in (
            (datetime(2026, 3, 4, 15, 59), 0),
            (datetime(2026, 3, 4, 16, 0), 1),
            (datetime(2026, 3, 7, 2, 0), 3),
        ):
            finding.write({"state": "closed", "closed_at": closed_at})
            values, _formulas = self.books()
            [row] = [
                row
                for row in self.table(values["Findings"])
                if row["Number"] == finding.name
            ]
            self.assertEqual(row["Days Late"], late)
            self.assertEqual(row["Put Right by"], datetime(2026, 3, 5))

    def test_what_was_annulled_after_the_month_was_computed_is_a_difference(self):
        person = self.month.person_ids.filtered(
            lambda one: one.employee_id == self.other_engineer
        )
        self.month.sudo().state = "confirmed"
        self.annul(self.find(self.other_engineer, area=self.cart)[:0])
        finding = self.env["aftersales.6s.finding"].search(
            [("employee_id", "=", self.other_engineer.id), ("state", "=", "open")]
        )
        self.annul(finding)
        values, _formulas = self.books()
        [row] = [
            row
            for row in self.table(values["Summary"])
            if row["Employee"] == self.other_engineer.name
        ]
        self.assertEqual(
            (row["Points"], row["Points of the Findings"], row["Difference"]),
            (person.points, 0, -person.points),
        )

    def test_two_people_of_one_name_keep_their_own_points(self):
        self.other_engineer.name = self.engineer.name
        values, formulas = self.books()
        *people, _total = self.table(values["Summary"])
        self.assertEqual(
            {row["Points of the Findings"] for row in people if row["Breaches"]},
            {8 + 3 * 5, 2},
        )
        self.assertIn("SUMIFS", formulas["Summary"]["H3"].value)

    def test_what_people_typed_is_text(self):
        self.engineer.name = "=1+1"
        _values, formulas = self.books()
        names = [row["Employee"] for row in self.table(formulas["Summary"])]
        self.assertIn("=1+1", names)
        cell = next(cell for cell in formulas["Summary"]["A"] if cell.value == "=1+1")
        self.assertEqual(cell.data_type, "s")

    def test_s6_7_weeks_name_the_worst_for_managers_only(self):
        values, _formulas = self.books()
        [row] = [
            row
            for row in self.table(values["Weeks"])
            if row["Week to"].date() == date(2026, 3, 6)
        ]
        self.assertEqual(row["Best of the Week"], self.other_engineer.name)
        self.assertEqual(row["Worst of the Week"], self.engineer.name)
        values, _formulas = self.books(self.hr)
        [row] = [
            row
            for row in self.table(values["Weeks"])
            if row["Week to"].date() == date(2026, 3, 6)
        ]
        self.assertNotIn("Worst of the Week", row)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_who_reads_months_gets_the_workbook(self):
        for user in (
            self.inspector,
            self.technician,
            self.clerk,
            self.foreign_manager,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.books(user)

    def test_the_workbook_speaks_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.manager.lang = "zh_CN"
        values, _formulas = self.books()
        self.assertEqual(len(values.sheetnames), len(SHEETS))

    def test_a_month_without_findings(self):
        self.month = self.env["aftersales.6s.month"]._month_of(
            self.company, date(2026, 2, 1)
        )
        values, _formulas = self.books()
        self.assertEqual(self.table(values["Findings"])[-1]["Points"], 0)
