from xlsxwriter.utility import xl_col_to_name

from odoo import models
from odoo.tools import SQL

from ..rules import part as rules

#: Rows that are taken from the database at once
CHUNK = 2000
#: Columns that come in and go out, in the order of the ledger
SIGNS = {column: 1 if column in rules.IN else -1 for column in rules.COLUMNS}
QTY = ["opening_qty", *(f"{column}_qty" for column in rules.COLUMNS), "closing_qty"]
VALUE = [
    "opening_value",
    *(f"{column}_value" for column in rules.COLUMNS),
    "revalued_value",
    "closing_value",
]
OLD = ["old_due_qty", "old_received_qty", "old_waived_qty", "old_outstanding_qty"]
AGES = [
    "old_age_30_qty",
    "old_age_60_qty",
    "old_age_90_qty",
    "old_age_over_qty",
]


class AftersalesMonthXlsx(models.AbstractModel):
    """Reconciliation workbook of a month (对账工作簿, PRT-8).

    Rows are streamed from the database into the file; neither is held in memory. Sums
    and balances are formulas, with their values beside them for readers that don't
    calculate.
    """

    _name = "report.aftersales_service.month_xlsx"
    _description = "Reconciliation Workbook"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        # What users typed is text, never a formula or a link
        return {
            **super().get_workbook_options(),
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets of each month, in the order in which one looks at them."""
        objs.check_access("read")
        formats = self._formats(workbook)
        for month in objs:
            # who may read the month may read its sums; the rows behind them are more
            # than after-sales roles read of stock
            self._write_month(workbook, formats, month.sudo())

    def _write_month(self, workbook, formats, month):
        own = month.with_context(allowed_company_ids=month.company_id.ids)
        sheets = {
            "summary": self.env._("Totals of the Month"),
            "holders": self.env._("By Account"),
            "parts": self.env._("By Part"),
            "old": self.env._("Old Parts"),
            "claims": self.env._("Supplier Claims"),
            "breaks": self.env._("Breaks"),
        }
        made = {}
        for code, name in sheets.items():
            made[code] = sheet = workbook.add_worksheet(name)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.set_footer("&C&P / &N")
        self._write_summary(made["summary"], formats, own)
        self._write_lines(made["holders"], formats, own)
        self._write_parts(made["parts"], formats, own)
        self._write_old(made["old"], formats, own)
        self._write_claims(made["claims"], formats, own)
        self._write_breaks(made["breaks"], formats, own)

    def _formats(self, workbook):
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10}
        # whole pieces without a point behind them
        number = {**base, "num_format": 'General;-General;"-"'}
        money = {**base, "num_format": "#,##0.00;-#,##0.00;-"}
        return {
            "title": workbook.add_format({**base, "font_size": 14, "bold": True}),
            "header": workbook.add_format(
                {**base, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True}
            ),
            "text": workbook.add_format(base),
            "qty": workbook.add_format(number),
            "value": workbook.add_format(money),
            "total": workbook.add_format({**base, "bold": True, "top": 1}),
            "total_qty": workbook.add_format({**number, "bold": True, "top": 1}),
            "total_value": workbook.add_format({**money, "bold": True, "top": 1}),
        }

    # Sheets

    def _write_summary(self, sheet, formats, month):
        """Each kind of account: what it had, what came and went, what it has."""
        sums = ", ".join(f"SUM({name})" for name in [*QTY, *VALUE])
        rows = self._query(
            month,
            f"lines.kind, {sums}",
            group="GROUP BY lines.kind ORDER BY lines.kind",
        )
        kinds = dict(
            self.env["aftersales.part.ledger"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        labelled = ((kinds[kind], *numbers) for kind, *numbers in rows)
        first = [self.env._("Kind of Account")]
        self._write_table(sheet, formats, month, first, [*QTY, *VALUE], labelled)

    def _write_lines(self, sheet, formats, month):
        """Account × part, the ledger itself."""
        columns = [*QTY, *VALUE, *OLD]
        rows = self._query(
            month,
            f"""holder.name, COALESCE(product.default_code, ''), {self._part_name()},
            {", ".join(columns)}""",
            group="ORDER BY holder.name, holder_id, product_id",
        )
        first = [self.env._("Account"), self.env._("Part Number"), self.env._("Part")]
        self._write_table(sheet, formats, month, first, columns, rows)

    def _write_parts(self, sheet, formats, month):
        """Parts over all accounts."""
        sums = ", ".join(f"SUM({name})" for name in [*QTY, *VALUE])
        rows = self._query(
            month,
            f"COALESCE(product.default_code, ''), {self._part_name()}, {sums}",
            group="GROUP BY product_id, product.default_code, template.name "
            "ORDER BY product.default_code, product_id",
        )
        first = [self.env._("Part Number"), self.env._("Part")]
        self._write_table(sheet, formats, month, first, [*QTY, *VALUE], rows)

    def _write_old(self, sheet, formats, month):
        """Old parts: due = received + waived + outstanding, and how old these are."""
        columns = [*OLD, *AGES]
        rows = self._query(
            month,
            f"""holder.name, COALESCE(product.default_code, ''), {self._part_name()},
            {", ".join(columns)}""",
            where="AND old_due_qty <> 0",
            group="ORDER BY holder.name, holder_id, product_id",
        )
        first = [self.env._("Account"), self.env._("Part Number"), self.env._("Part")]
        self._write_table(sheet, formats, month, first, columns, rows)

    def _write_claims(self, sheet, formats, month):
        """What suppliers are asked for, and what they grant."""
        first = [self.env._("Supplier"), self.env._("Claim")]
        labels = [
            self.env._("Claimed"),
            self.env._("Amount Accepted"),
            self.env._("Amount Received"),
        ]
        rows = ((name, claim, *sums) for name, claim, *sums in month._claim_rows())
        columns = ["claimed_value", "accepted_value", "received_value"]
        self._write_table(sheet, formats, month, first, columns, rows, labels)

    def _write_breaks(self, sheet, formats, month):
        """What doesn't agree, as the last check found it."""
        first = [
            self.env._("Check"),
            self.env._("What"),
            self.env._("Way Out"),
        ]
        codes = dict(
            self.env["aftersales.month.break"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        rows = (
            (codes[one.code], one.name, one.way_out or "", one.expected, one.found)
            for one in month.break_ids
        )
        labels = [self.env._("Ought to Be"), self.env._("Found")]
        self._write_table(
            sheet,
            formats,
            month,
            first,
            ["expected_value", "found_value"],
            rows,
            labels,
        )

    # Rows

    def _part_name(self):
        lang = self.env.lang or "en_US"
        assert lang.replace("_", "").isalnum()
        return f"COALESCE(template.name->>'{lang}', template.name->>'en_US')"

    def _query(self, month, select, where="", group=""):
        """Rows of the ledger of this month, a few at a time."""
        ledger = self.env["aftersales.part.ledger"].with_context(
            allowed_company_ids=month.company_id.ids
        )
        query = ledger.sudo()._search(month._own_rows())
        # the pieces are constants of this file and a code of a language
        statement = SQL(
            """SELECT %(select)s FROM (%(rows)s) AS lines
            JOIN aftersales_part_holder AS holder ON holder.id = lines.holder_id
            JOIN product_product AS product ON product.id = lines.product_id
            JOIN product_template AS template ON template.id = product.product_tmpl_id
            WHERE TRUE %(where)s %(group)s""",
            select=SQL(select),
            rows=query.select(SQL("%s.*", SQL.identifier(query.table))),
            where=SQL(where),
            group=SQL(group),
        )
        cr = self.env.cr
        self.env.flush_query(statement)
        cr.execute(statement)
        while rows := cr.fetchmany(CHUNK):
            yield from rows

    def _write_table(self, sheet, formats, month, first, columns, rows, labels=None):
        """A title, a header, rows of texts and numbers, and sums below them."""
        labels = labels or self._labels(columns)
        title = f"{month.company_id.name} {month.name} {sheet.get_name()}"
        sheet.set_column(0, len(first) - 1, 24, formats["text"])
        sheet.set_column(len(first), len(first) + len(columns) - 1, 12)
        sheet.freeze_panes(2, len(first))
        sheet.write_string(0, 0, title, formats["title"])
        for column, label in enumerate([*first, *labels]):
            sheet.write_string(1, column, label, formats["header"])
        texts = len(first)
        kinds = [formats["qty" if c.endswith("_qty") else "value"] for c in columns]
        formulas = self._formulas(columns, texts)
        cells = [
            (texts + place, kind, formulas.get(name))
            for place, (name, kind) in enumerate(zip(columns, kinds, strict=True))
        ]
        sums = [0] * len(columns)
        number = 2
        write_string, write_number = sheet.write_string, sheet.write_number
        write_formula, text_format = sheet.write_formula, formats["text"]
        for row in rows:
            for column in range(texts):
                write_string(number, column, row[column] or "", text_format)
            place = 0
            excel_row = str(number + 1)
            for column, kind, formula in cells:
                value = row[column] or 0
                if value:
                    sums[place] += value
                if formula:
                    text = formula.replace("#", excel_row)
                    write_formula(number, column, text, kind, value)
                else:
                    write_number(number, column, value, kind)
                place += 1
            number += 1
        self._write_sums(sheet, formats, texts, columns, sums, number)
        return number

    def _write_sums(self, sheet, formats, texts, columns, sums, number):
        sheet.write_string(number, 0, self.env._("Total"), formats["total"])
        for column in range(1, texts):
            sheet.write_blank(number, column, None, formats["total"])
        for place, (name, total) in enumerate(zip(columns, sums, strict=True)):
            letter = xl_col_to_name(texts + place)
            cell = formats["total_qty" if name.endswith("_qty") else "total_value"]
            formula = f"=SUM({letter}3:{letter}{number})" if number > 2 else "=0"
            sheet.write_formula(number, texts + place, formula, cell, total)

    def _labels(self, columns):
        fields = self.env["aftersales.part.ledger"]._fields
        return [fields[name]._description_string(self.env) for name in columns]

    def _formulas(self, columns, texts):
        """Column → formula that its value follows from; ``#`` stands for the row."""
        letters = {
            name: xl_col_to_name(texts + place) for place, name in enumerate(columns)
        }
        found = {}
        for kind in ("qty", "value"):
            if f"closing_{kind}" not in letters:
                continue
            terms = "".join(
                f"{'+' if sign > 0 else '-'}{letters[f'{column}_{kind}']}#"
                for column, sign in SIGNS.items()
            )
            more = f"+{letters['revalued_value']}#" if kind == "value" else ""
            opening = letters[f"opening_{kind}"]
            found[f"closing_{kind}"] = f"={opening}#{terms}{more}"
        if "old_due_qty" in letters:
            due, received, waived, _left = (letters[name] for name in OLD)
            found["old_outstanding_qty"] = f"={due}#-{received}#-{waived}#"
        return found
