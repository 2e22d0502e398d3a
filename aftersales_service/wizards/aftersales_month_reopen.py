from odoo import fields, models


class AftersalesMonthReopen(models.TransientModel):
    """Window that asks why a closed month is opened again."""

    _name = "aftersales.month.reopen"
    _description = "Open a Month Again"

    month_id = fields.Many2one(comodel_name="aftersales.month", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.month_id.action_reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
