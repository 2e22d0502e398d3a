from datetime import date

from xlsxwriter.utility import xl_col_to_name

from odoo import fields, models

#: Width of columns, where it isn't 14
WIDTH = {
    "number": 8,
    "product": 28,
    "machine": 28,
    "cause": 36,
    "note": 28,
    "fault": 24,
}
#: Columns that the supplier fills in
ANSWER = ("accepted", "reason", "note")
#: Row of the titles, counted from 0; what is above says whose claim it is
TITLES = 5


class AftersalesSupplierClaimXlsx(models.AbstractModel):
    """A claim as its supplier wants it: its columns, its order, its titles (PRT-9).

    The supplier fills in the last columns and sends it back; it is read by the titles.
    """

    _name = "report.aftersales_service.supplier_claim_xlsx"
    _description = "Supplier Claim Workbook"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        # What users typed is text, never a formula or a link
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """One sheet for each claim."""
        formats = self._formats(workbook)
        for claim in objs:
            claim = claim._for_report()
            # Excel allows 31 characters and no slash
            sheet = workbook.add_worksheet(claim._file_name()[:31])
            self._write_head(sheet, claim, formats)
            layout = claim._layout()
            for column, (key, title) in enumerate(layout):
                sheet.set_column(column, column, WIDTH.get(key, 14))
                answered = key in ANSWER
                sheet.write_string(
                    TITLES, column, title, formats["answer" if answered else "header"]
                )
            rows = claim._paper_rows()
            for number, row in enumerate(rows, TITLES + 1):
                for column, (key, _title) in enumerate(layout):
                    self._write(sheet, number, column, key, row[key], formats)
            self._write_totals(sheet, layout, rows, formats)
            sheet.freeze_panes(TITLES + 1, 1)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(TITLES)
            sheet.set_footer("&C&P / &N")

    def _formats(self, workbook):
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10, "border": 1}
        base["valign"] = "vcenter"
        money = {**base, "num_format": "#,##0.00"}
        open_ = {"bg_color": "#FFF8E1"}
        return {
            "title": workbook.add_format(
                {"font_name": base["font_name"], "font_size": 14, "bold": True}
            ),
            "plain": workbook.add_format({"font_name": base["font_name"]}),
            "header": workbook.add_format(
                {**base, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True}
            ),
            "answer": workbook.add_format(
                {**base, "bold": True, "bg_color": "#FFE8A3", "text_wrap": True}
            ),
            "text": workbook.add_format({**base, "text_wrap": True}),
            "open": workbook.add_format({**base, **open_, "text_wrap": True}),
            "open_money": workbook.add_format({**money, **open_}),
            "number": workbook.add_format({**base, "num_format": "0.##"}),
            "money": workbook.add_format(money),
            "date": workbook.add_format({**base, "num_format": "yyyy-mm-dd"}),
            "total": workbook.add_format({**money, "bold": True}),
        }

    def _write_head(self, sheet, claim, formats):
        head = [
            claim.env._("Supplier Claim %(name)s", name=claim.name),
            f"{claim.company_id.name} → {claim.partner_id.name}",
            claim.env._(
                "Written off from %(start)s to %(end)s",
                start=fields.Date.to_string(claim.date_from) or "/",
                end=fields.Date.to_string(claim.date_to),
            ),
            claim.env._(
                "Please answer in the yellow columns and send this file back. Reason "
                "codes: %(codes)s",
                codes="; ".join(claim._agreed_reasons().mapped("display_name")),
            ),
        ]
        sheet.write_string(0, 0, head[0], formats["title"])
        for row, text in enumerate(head[1:], 1):
            sheet.write_string(row, 0, text, formats["plain"])

    def _write(self, sheet, row, column, key, value, formats):
        answer = key in ANSWER
        if key in ("cost", "claimed", "accepted"):
            kind = "open_money" if answer else "money"
        else:
            kind = "open" if answer else "text"
        if value is None or value is False or value == "":
            sheet.write_blank(row, column, None, formats[kind])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, formats["date"])
        elif isinstance(value, (int, float)):
            kind = kind if kind != "text" else "number"
            sheet.write_number(row, column, value, formats[kind])
        else:
            sheet.write_string(row, column, value, formats[kind])

    def _write_totals(self, sheet, layout, rows, formats):
        """Sums as formulas, with their values beside for readers that don't reckon."""
        first, last = TITLES + 2, TITLES + 1 + len(rows)
        for column, (key, _title) in enumerate(layout):
            if key not in ("cost", "claimed", "accepted") or not rows:
                continue
            letter = xl_col_to_name(column)
            sheet.write_formula(
                last,
                column,
                f"=SUM({letter}{first}:{letter}{last})",
                formats["total"],
                sum(row[key] or 0 for row in rows),
            )
