from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesPenaltySheetMake(models.TransientModel):
    """Window that asks for which month sheets are made."""

    _name = "aftersales.penalty.sheet.make"
    _description = "Make Month's Sheets"

    month = fields.Date(
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month.",
    )

    def _default_month(self):
        """Until the tenth the month before is what one settles."""
        today = fields.Date.context_today(self)
        return fields.Date.subtract(today, days=10).replace(day=1)

    def action_make(self):
        """Make the sheets, and show those of that month."""
        self.ensure_one()
        sheets = self.env["aftersales.penalty.sheet"]
        first = self.month.replace(day=1)
        sheets.make(first)
        shown = [("month", "=", first), ("company_id", "=", self.env.company.id)]
        if not sheets.search_count(shown, limit=1):
            raise UserError(
                self.env._(
                    "Nobody has anything on a sheet of %s: there is no case that can't "
                    "be appealed any more, and no balance.",
                    f"{first:%Y-%m}",
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_penalty.aftersales_penalty_sheet_action"
        )
        return {**action, "domain": shown, "context": {}}
