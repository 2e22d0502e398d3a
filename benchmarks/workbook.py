"""The cells of a month's workbook, taken down once, and written by xlsxwriter alone."""

from contextlib import ExitStack
from hashlib import sha256
from io import BytesIO
from unittest.mock import patch
from zipfile import ZipFile

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

LAYOUT = (
    "fit_to_pages",
    "freeze_panes",
    "set_column",
    "set_footer",
    "set_landscape",
    "set_paper",
)
CELLS = ("write_blank", "write_formula", "write_number", "write_string")
FORMAT = 3
"""Where all of them take the format, those that take one."""


def report(env, month):
    """The report, and the month it is made of; both as the closing has them."""
    return env["report.aftersales_service.month_xlsx"].with_context(
        active_model=month._name
    )


class Recorded:
    """What one making of a workbook read, and all that it told xlsxwriter to do."""

    def __init__(self, env, month):
        self.queries = []
        self.layout = {}
        self.cells = {}
        self.formats = {}
        made = report(env, month)
        with ExitStack() as stack:
            self._listen(stack, type(made))
            made.create_xlsx_report(month.ids, {})

    def _listen(self, stack, model):
        """Take down what the report reads and which of its sheets are told what."""
        query, formats = model._query, model._formats

        def read(*args, **kwargs):
            rows = list(query(*args, **kwargs))
            self.queries.append(rows)
            return rows

        def make(*args):
            made = formats(*args)
            self.formats.update((format_, name) for name, format_ in made.items())
            return made

        stack.enter_context(patch.object(model, "_query", read))
        stack.enter_context(patch.object(model, "_formats", make))
        for name in (*LAYOUT, *CELLS):
            kept = self.cells if name in CELLS else self.layout
            told = self._teller(name, getattr(Worksheet, name), kept)
            stack.enter_context(patch.object(Worksheet, name, told))

    def _teller(self, name, original, kept):
        def told(sheet, *args):
            mine = args[:FORMAT]
            if len(args) > FORMAT:
                mine += (self.formats[args[FORMAT]], *args[FORMAT + 1 :])
            kept.setdefault(sheet.get_name(), []).append((name, *mine))
            return original(sheet, *args)

        return told

    @property
    def size(self):
        """Rows of the largest sheet, beside title, header and sums; and all cells."""
        return {
            "lines": max(map(len, self.queries)),
            "cells": sum(map(len, self.cells.values())),
        }

    # The two ways to write it

    def write(self, env, month):
        """The workbook as the report makes it of rows in memory."""
        rows = iter(self.queries)
        made = report(env, month)
        with patch.object(type(made), "_query", lambda *args, **kwargs: next(rows)):
            return made.create_xlsx_report(month.ids, {})[0]

    def write_bare(self, env, month):
        """The same cells by xlsxwriter and nothing around it."""
        made = report(env, month)
        content = BytesIO()
        workbook = Workbook(content, made.get_workbook_options())
        formats = made._formats(workbook)
        sheets = {name: workbook.add_worksheet(name) for name in self.cells}
        for title, sheet in sheets.items():
            for name, *args in self.layout[title]:
                if len(args) > FORMAT:
                    args[FORMAT] = formats[args[FORMAT]]
                getattr(sheet, name)(*args)
            write = {name: getattr(sheet, name) for name in CELLS}
            for name, row, column, value, style, *more in self.cells[title]:
                write[name](row, column, value, formats[style], *more)
        workbook.close()
        return content.getvalue()


def read(env, month):
    """Read all that the workbook is made of; the number of rows."""
    made = report(env, month)
    number = 0

    def count(*args, **kwargs):
        nonlocal number
        for _row in query(*args, **kwargs):
            number += 1
        return ()

    query = type(made)._query
    with patch.object(type(made), "_query", count):
        made.create_xlsx_report(month.ids, {})
    return number


def digest(content):
    """Fingerprint of the sheets of a workbook."""
    found = sha256()
    with ZipFile(BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith("xl/worksheets/"):
                found.update(archive.read(name))
    return found.hexdigest()
