from odoo import fields, models


class AftersalesPenaltySheetSign(models.TransientModel):
    """Window in which an employee signs their sheet."""

    _name = "aftersales.penalty.sheet.sign"
    _description = "Sign a Month's Sheet"

    sheet_id = fields.Many2one(
        comodel_name="aftersales.penalty.sheet",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    currency_id = fields.Many2one(related="sheet_id.currency_id")
    net = fields.Monetary(related="sheet_id.net")
    name = fields.Char(default=lambda self: self.env.user.name)
    signature = fields.Binary(required=True, attachment=False)

    def action_sign(self):
        """Sign in one's own name; the sheet checks that it is."""
        self.ensure_one()
        self.sheet_id.action_sign(self.signature)
        return {"type": "ir.actions.act_window_close"}
