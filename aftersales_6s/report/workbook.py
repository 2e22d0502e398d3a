"""Sheets whose sums are formulas, with the values beside them."""

from datetime import date

from xlsxwriter.utility import xl_col_to_name

#: Rows of a title and of the header, then the first row of numbers, as Excel counts
FIRST = 3
TEXT, NUMBER, DAY, MOMENT = "text", "number", "day", "moment"
FONT = {"font_name": "Noto Sans CJK SC", "font_size": 10}
AMOUNT = {"num_format": "#,##0.0#;-#,##0.0#;-"}
FORMATS = {
    "title": {"font_size": 14, "bold": True},
    "header": {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True},
    TEXT: {},
    NUMBER: AMOUNT,
    DAY: {"num_format": "yyyy-mm-dd", "align": "left"},
    MOMENT: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    "total": {**AMOUNT, "bold": True, "top": 1},
}


class Book:
    """A workbook of tables: title, header, rows, total.

    A cell is a value, or a pair of a formula and its value.

    :param workbook: of xlsxwriter
    :param total: what the row of the sums is called
    """

    def __init__(self, workbook, total):
        self.workbook = workbook
        self.total = total
        self.formats = {
            name: workbook.add_format({**FONT, **own}) for name, own in FORMATS.items()
        }

    def add(self, title, name, columns, rows, summed=()):
        """Write one sheet.

        :param columns: list of (label, kind)
        :param summed: places of the columns that are added up
        :return: the sheet
        """
        sheet = self.workbook.add_worksheet(cut(name))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.write_string(0, 0, title, self.formats["title"])
        for place, (label, kind) in enumerate(columns):
            sheet.set_column(place, place, 18 if kind == TEXT else 13)
            sheet.write_string(1, place, label, self.formats["header"])
        sheet.freeze_panes(FIRST - 1, 1)
        for number, row in enumerate(rows, FIRST):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, self.formats[columns[place][1]])
        if summed:
            self._add_total(sheet, columns, rows, summed)
        return sheet

    def _add_total(self, sheet, columns, rows, summed):
        number, total = FIRST + len(rows), self.formats["total"]
        sheet.write_string(number - 1, 0, self.total, total)
        for place in range(1, len(columns)):
            if place not in summed:
                sheet.write_blank(number - 1, place, None, total)
                continue
            letter = xl_col_to_name(place)
            formula = f"=SUM({letter}{FIRST}:{letter}{number - 1})" if rows else "=0"
            value = sum(_value(row[place]) or 0 for row in rows)
            _write(sheet, number, place, (formula, value), total)


class Elsewhere:
    """Formulas on another sheet.

    :param name: of that sheet
    :param columns: keys of its columns, in their order
    :param rows: how many it has
    """

    def __init__(self, name, columns, rows):
        self.name = "'{}'!".format(cut(name).replace("'", "''"))
        self.columns = columns
        self.last = FIRST + max(rows, 1) - 1

    def _range(self, key):
        letter = xl_col_to_name(self.columns.index(key))
        return f"{self.name}${letter}${FIRST}:${letter}${self.last}"

    def sum_if(self, key, by, cell):
        """The sum of a column where another one is what a cell says."""
        return f"=SUMIFS({self._range(key)},{self._range(by)},{cell})"


def cut(name):
    """A name as Excel takes it: at most 31 characters."""
    return name[:31]


def _value(cell):
    return cell[1] if isinstance(cell, tuple) else cell


def _write(sheet, number, place, value, cell):
    """Write a value of any kind to a cell; ``number`` counts as Excel does."""
    row = number - 1
    if isinstance(value, tuple):
        sheet.write_formula(row, place, value[0], cell, round(value[1], 2))
    elif value is None or value is False:
        sheet.write_blank(row, place, None, cell)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, cell)
    elif isinstance(value, date):  # moments are dates, too
        sheet.write_datetime(row, place, value, cell)
    else:
        sheet.write_number(row, place, round(value, 2), cell)
