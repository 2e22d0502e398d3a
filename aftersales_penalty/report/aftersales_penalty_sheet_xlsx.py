from collections import defaultdict

from xlsxwriter.utility import xl_col_to_name

from odoo import models

#: Columns of the first sheet: field, whether it is summed
PERSON = (
    ("wage", False),
    ("variable_pay", False),
    ("earned", False),
    ("minimum_wage", False),
    ("cap", False),
    ("carried_in", True),
    ("gross", True),
    ("deducted", True),
    ("lapsed", True),
    ("carried_out", True),
    ("rewards", True),
    ("given_back", True),
    ("net", True),
)
#: Columns of the second sheet, summed from the first one
DEPARTMENT = tuple(name for name, summed in PERSON if summed)
#: Columns of the third sheet, from the lines
RULE = ("amount", "deducted", "paid", "lapsed", "carried_out")
#: What follows from other columns; ``#`` stands for the row
FORMULAS = {
    "carried_out": "={gross}#-{deducted}#-{lapsed}#",
    "net": "={rewards}#+{given_back}#-{deducted}#",
}
RULE_FORMULA = "={amount}#-{deducted}#-{paid}#-{lapsed}#"
#: Rows of a title and of the header, then the first row of numbers, as Excel counts
FIRST = 3


class AftersalesPenaltySheetXlsx(models.AbstractModel):
    """Month's sheets as a workbook: by person, by department, by rule.

    Sums and balances are formulas, with their values beside them for readers that don't
    calculate. The sums of the three sheets agree.
    """

    _name = "report.aftersales_penalty.sheet_xlsx"
    _description = "Workbook of Month's Sheets"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        # What users typed is text, never a formula or a link
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the three sheets of the workbook."""
        objs.check_access("read")
        formats = self._formats(workbook)
        # who may read the sheets may read what their lines are about
        found = objs.sudo().sorted(lambda one: (one.month, one.name, one.id))
        rows = self._write_persons(workbook, formats, found)
        self._write_departments(workbook, formats, found, rows)
        self._write_rules(workbook, formats, found.line_ids)

    def _formats(self, workbook):
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10}
        money = {**base, "num_format": "#,##0.00;-#,##0.00;-"}
        return {
            "title": workbook.add_format({**base, "font_size": 14, "bold": True}),
            "header": workbook.add_format(
                {**base, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True}
            ),
            "text": workbook.add_format(base),
            "money": workbook.add_format(money),
            "total": workbook.add_format({**base, "bold": True, "top": 1}),
            "total_money": workbook.add_format({**money, "bold": True, "top": 1}),
        }

    def _add_sheet(self, workbook, formats, name, texts, labels, title):
        sheet = workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.set_column(0, len(texts) - 1, 18, formats["text"])
        sheet.set_column(len(texts), len(texts) + len(labels) - 1, 13)
        sheet.freeze_panes(FIRST - 1, len(texts))
        sheet.write_string(0, 0, f"{title} {name}".strip(), formats["title"])
        for column, label in enumerate([*texts, *labels]):
            sheet.write_string(1, column, label, formats["header"])
        return sheet

    def _labels(self, model, names):
        fields = self.env[model]._fields
        return [fields[name]._description_string(self.env) for name in names]

    def _title(self, sheets):
        months = sorted(set(sheets.mapped("period")))
        return " ".join(
            [*sheets.company_id.mapped("name"), *months[:1], *months[1:][-1:]]
        )

    def _department(self, sheet):
        return sheet.department_id.display_name or self.env._("Without a department")

    # Sheets

    def _write_persons(self, workbook, formats, sheets):
        """One row for each sheet; returns the number of rows."""
        texts = [
            self.env._("Month"),
            self.env._("Employee"),
            self.env._("Department"),
            self.env._("State"),
        ]
        names = [name for name, _summed in PERSON]
        labels = self._labels("aftersales.penalty.sheet", names)
        page = self._add_sheet(
            workbook, formats, self._person_title(), texts, labels, self._title(sheets)
        )
        states = dict(sheets._fields["state"]._description_selection(self.env))
        letters = _letters(names, len(texts))
        number = FIRST
        for number, sheet in enumerate(sheets, FIRST):
            told = [
                sheet.period,
                sheet.name,
                self._department(sheet),
                states[sheet.state],
            ]
            for column, text in enumerate(told):
                page.write_string(number - 1, column, text, formats["text"])
            for name in names:
                formula = FORMULAS.get(name, "").format(**letters)
                _write(
                    page, letters[name], number, sheet[name], formula, formats["money"]
                )
        summed = [name for name, is_summed in PERSON if is_summed]
        values = {name: sum(sheets.mapped(name)) for name in summed}
        self._write_sums(page, formats, letters, len(texts), values, len(sheets))
        return len(sheets)

    def _person_title(self):
        return self.env._("By Person")

    def _write_departments(self, workbook, formats, sheets, rows):
        """Sums of the first sheet by department, as formulas on it."""
        texts = [self.env._("Department")]
        labels = self._labels("aftersales.penalty.sheet", DEPARTMENT)
        page = self._add_sheet(
            workbook,
            formats,
            self.env._("By Department"),
            texts,
            labels,
            self._title(sheets),
        )
        letters = _letters(DEPARTMENT, len(texts))
        there = _letters([name for name, _summed in PERSON], 4)
        found = defaultdict(lambda: defaultdict(float))
        for sheet in sheets:
            for name in DEPARTMENT:
                found[self._department(sheet)][name] += sheet[name]
        source = "'{}'!".format(self._person_title().replace("'", "''"))
        last = FIRST + rows - 1
        for number, department in enumerate(sorted(found), FIRST):
            page.write_string(number - 1, 0, department, formats["text"])
            for name in DEPARTMENT:
                column = there[name]
                formula = (
                    f"=SUMIFS({source}{column}{FIRST}:{column}{last},"
                    f"{source}C{FIRST}:C{last},A{number})"
                )
                value = found[department][name]
                _write(page, letters[name], number, value, formula, formats["money"])
        values = {name: sum(sheets.mapped(name)) for name in DEPARTMENT}
        self._write_sums(page, formats, letters, len(texts), values, len(found))

    def _write_rules(self, workbook, formats, lines):
        """What each clause came to."""
        texts = [self.env._("Rule"), self.env._("Clause"), self.env._("Cases")]
        labels = self._labels("aftersales.penalty.sheet.line", RULE)
        page = self._add_sheet(
            workbook,
            formats,
            self.env._("By Rule"),
            texts,
            labels,
            self._title(lines.sheet_id),
        )
        letters = _letters(RULE, len(texts))
        # versions of a clause have one code
        by_code = lines.grouped(lambda line: line.rule_code or "")
        for number, code in enumerate(sorted(by_code), FIRST):
            own = by_code[code]
            page.write_string(number - 1, 0, code, formats["text"])
            page.write_string(number - 1, 1, own[-1:].rule_id.name, formats["text"])
            page.write_number(number - 1, 2, len(own.penalty_id), formats["text"])
            for name in RULE:
                formula = ""
                if name == "carried_out":
                    formula = RULE_FORMULA.format(**letters)
                value = sum(own.mapped(name))
                _write(page, letters[name], number, value, formula, formats["money"])
        values = {name: sum(lines.mapped(name)) for name in RULE}
        self._write_sums(page, formats, letters, len(texts), values, len(by_code))

    def _write_sums(self, page, formats, letters, texts, values, rows):
        number = FIRST + rows
        page.write_string(number - 1, 0, self.env._("Total"), formats["total"])
        for column in range(1, texts):
            page.write_blank(number - 1, column, None, formats["total"])
        for name, value in values.items():
            letter = letters[name]
            formula = f"=SUM({letter}{FIRST}:{letter}{number - 1})" if rows else "=0"
            _write(page, letter, number, value, formula, formats["total_money"])


def _letters(names, texts):
    """Name of a column → its letter."""
    return {name: xl_col_to_name(texts + place) for place, name in enumerate(names)}


def _write(page, letter, number, value, formula, cell):
    value = round(value or 0, 2)
    if formula:
        text = formula.replace("#", str(number))
        page.write_formula(f"{letter}{number}", text, cell, value)
    else:
        page.write_number(f"{letter}{number}", value, cell)
