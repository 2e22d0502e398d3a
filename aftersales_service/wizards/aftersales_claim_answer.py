import base64
import io
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import claim as rules

#: Rows among which the titles are looked for; suppliers add a head of their own
HEAD = 30
#: More rows than any claim has, and no more than are read
MOST = 20000
#: Bytes of a workbook that is read
LARGEST = 10_000_000


class AftersalesClaimAnswer(models.TransientModel):
    """Read the supplier's answer from the sheet it sent back (PRT-9)."""

    _name = "aftersales.claim.answer"
    _description = "Import a Supplier's Answer"

    claim_id = fields.Many2one(comodel_name="aftersales.supplier.claim", required=True)
    file = fields.Binary(string="Answered Sheet", required=True)
    file_name = fields.Char()

    def action_import(self):
        """Write what the sheet says on the lines of the claim.

        :raise UserError: the sheet can't be read; names each wrong row
        """
        for wizard in self:
            claim = wizard.claim_id
            claim._check_step(rules.IMPORT)
            rows = wizard._read()
            claim._take_answers(rows)
            claim._keep(
                {
                    wizard.file_name
                    or self.env._(
                        "Answer %(name)s.xlsx", name=claim._file_name()
                    ): base64.b64decode(wizard.file)
                }
            )
        return {"type": "ir.actions.act_window_close"}

    def _read(self):
        """Rows of the sheet: list of (row number, dict of column → value)."""
        self.ensure_one()
        raw = base64.b64decode(self.file)
        if len(raw) > LARGEST:
            raise UserError(self.env._("The file is too large for an answer."))
        try:
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        except (
            InvalidFileException,
            BadZipFile,
            OSError,
            KeyError,
            ValueError,
        ) as error:
            raise UserError(
                self.env._(
                    "The file isn't an Excel workbook (.xlsx): %(error)s", error=error
                )
            ) from error
        titles = {
            title.strip(): key
            for key, title in self.claim_id._layout()
            if key in ("number", "accepted", "reason", "note")
        }
        for sheet in book.worksheets:
            found = self._rows_of(sheet, titles)
            if found is not None:
                return found
        raise UserError(
            self.env._(
                "No sheet of the file has the columns %(titles)s of claim %(name)s.",
                titles=", ".join(f"“{title}”" for title in titles),
                name=self.claim_id.name,
            )
        )

    def _rows_of(self, sheet, titles):
        columns, rows = None, []
        for number, cells in enumerate(
            sheet.iter_rows(values_only=True, max_row=MOST), 1
        ):
            if columns is None:
                if number > HEAD:
                    return None
                named = {
                    titles[str(cell).strip()]: place
                    for place, cell in enumerate(cells)
                    if cell is not None and str(cell).strip() in titles
                }
                if {"number", "accepted"} <= named.keys():
                    columns = named
                continue
            row = {key: cells[place] for key, place in columns.items()}
            if row["number"] not in (None, ""):
                rows.append((number, row))
        return rows if columns is not None else None
