from odoo import fields, models


class AftersalesOldPartCorrect(models.TransientModel):
    """Put a receipt right that was a slip, with the reason."""

    _name = "aftersales.old.part.correct"
    _description = "Correction of a Receipt"

    receipt_id = fields.Many2one(
        comodel_name="aftersales.old.part.receipt", required=True
    )
    reason = fields.Char(required=True)

    def action_correct(self):
        """Take the receipt back; it decides whether that is still possible."""
        for wizard in self:
            wizard.receipt_id._correct(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
