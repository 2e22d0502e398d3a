from xlsxwriter.utility import xl_col_to_name

from odoo import fields, models

#: Column of the sheet: field, width in characters (a Chinese one counts twice)
COLUMNS = (
    ("number", 12),
    ("visit_name", 15),
    ("type_id", 12),
    ("partner_id", 28),
    ("product_id", 26),
    ("lot_id", 18),
    ("accountable_id", 10),
    ("leader_id", 10),
    ("registered_at", 17),
    ("responded_at", 17),
    ("solution_at", 17),
    ("planned_at", 17),
    ("dispatched_at", 17),
    ("ticket_booked_at", 17),
    ("ticket_arrival_at", 17),
    ("departed_at", 17),
    ("arrived_at", 17),
    ("finished_at", 17),
    ("hq_called_at", 17),
    ("signed_at", 17),
    ("left_at", 17),
    ("approved_at", 17),
    ("closed_at", 17),
    ("cause", 36),
    ("action_taken", 36),
    ("state", 10),
    ("satisfaction_score", 12),
    ("is_repeat", 10),
    ("repeat_of_id", 12),
    ("missed_count", 10),
    ("minutes_to_response", 12),
    ("minutes_to_arrival", 12),
)
#: Column → function of Excel's SUBTOTAL: 109 sums, 101 averages the visible rows
TOTALLED = {"missed_count": 109, "minutes_to_response": 101, "minutes_to_arrival": 101}
#: Column of minutes → the time without which there are none
HAPPENED = {
    "minutes_to_response": "responded_at",
    "minutes_to_arrival": "arrived_at",
}


class AftersalesServiceRecordXlsx(models.AbstractModel):
    """Service record table as a workbook, for any selection of rows (VIS-7)."""

    _name = "report.aftersales_service.service_record_xlsx"
    _description = "Service Record Workbook"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        # What users typed is text, never a formula or a link
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """Write one sheet: header, one row a service, totals that follow the filter."""
        sheet = workbook.add_worksheet(self.env._("Service records"))
        formats = self._formats(workbook)
        self._write_header(sheet, objs, formats)
        for number, record in enumerate(objs, start=2):
            self._write_row(sheet, number, record, formats)
        self._write_totals(sheet, objs, formats)
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, max(2, len(objs) + 1), len(COLUMNS) - 1)
        self._set_up_page(sheet)

    def _formats(self, workbook):
        base = {"font_name": "Noto Sans CJK SC", "font_size": 10, "border": 1}
        base["valign"] = "vcenter"
        return {
            "title": workbook.add_format(
                {"font_name": base["font_name"], "font_size": 14, "bold": True}
            ),
            "header": workbook.add_format(
                {**base, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True}
            ),
            "text": workbook.add_format({**base, "text_wrap": True}),
            "integer": workbook.add_format({**base, "num_format": "0"}),
            "datetime": workbook.add_format({**base, "num_format": "yyyy-mm-dd hh:mm"}),
            "total": workbook.add_format({**base, "bold": True, "num_format": "0"}),
        }

    def _write_header(self, sheet, objs, formats):
        today = fields.Date.context_today(self)
        title = self.env._(
            "Service record table, %(company)s, %(date)s",
            company=self.env.company.name,
            date=fields.Date.to_string(today),
        )
        sheet.write_string(0, 0, title, formats["title"])
        sheet.set_row(1, 32)
        for column, (name, width) in enumerate(COLUMNS):
            label = objs._fields[name]._description_string(self.env)
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, label, formats["header"])

    def _write_row(self, sheet, number, record, formats):
        for column, (name, _width) in enumerate(COLUMNS):
            field = record._fields[name]
            value = record[name]
            if field.type == "datetime":
                self._write_time(sheet, number, column, value, formats["datetime"])
            elif field.type == "boolean":
                answer = self.env._("Yes") if value else self.env._("No")
                sheet.write_string(number, column, answer, formats["text"])
            elif field.type == "integer":
                self._write_number(sheet, number, column, record, formats["integer"])
            else:
                text = field.convert_to_export(value, record) or ""
                sheet.write_string(number, column, str(text), formats["text"])

    def _write_number(self, sheet, number, column, record, cell_format):
        """A number, or nothing for the minutes to what hasn't happened."""
        name = COLUMNS[column][0]
        if name not in HAPPENED or record[HAPPENED[name]]:
            sheet.write_number(number, column, record[name], cell_format)
        else:
            sheet.write_blank(number, column, None, cell_format)

    def _write_time(self, sheet, number, column, value, cell_format):
        """A real date of the user's zone, cut to the minute."""
        if not value:
            sheet.write_blank(number, column, None, cell_format)
            return
        local = fields.Datetime.context_timestamp(self, value)
        local = local.replace(tzinfo=None, second=0, microsecond=0)
        sheet.write_datetime(number, column, local, cell_format)

    def _write_totals(self, sheet, objs, formats):
        """Formulas that follow the filter, with the values of all rows beside them."""
        last = len(objs) + 2
        sheet.write_string(last, 0, self.env._("Total"), formats["total"])
        if not objs:
            return
        sheet.write_formula(
            last, 1, f"=SUBTOTAL(103,A3:A{last})", formats["total"], len(objs)
        )
        for column, (name, _width) in enumerate(COLUMNS):
            if name in TOTALLED:
                letter = xl_col_to_name(column)
                cells = f"{letter}3:{letter}{last}"
                formula = f"=IFERROR(SUBTOTAL({TOTALLED[name]},{cells}),0)"
                value = self._total(objs, name)
                sheet.write_formula(last, column, formula, formats["total"], value)

    def _total(self, objs, name):
        """What the formula comes to, for readers that don't calculate."""
        happened = objs.filtered(HAPPENED[name]) if name in HAPPENED else objs
        total = sum(happened.mapped(name))
        average = TOTALLED[name] == 101 and happened
        return round(total / len(happened), 1) if average else total

    def _set_up_page(self, sheet):
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.set_footer("&C&P / &N")
