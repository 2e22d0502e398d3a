from odoo import fields, models


class AftersalesPartReverse(models.TransientModel):
    """Take the write-off of parts back, with the reason."""

    _name = "aftersales.part.reverse"
    _description = "Take Back a Write-off"

    use_ids = fields.Many2many(
        comodel_name="aftersales.part.use",
        string="Spare Parts",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Return the parts to their accounts at the same value."""
        for wizard in self:
            wizard.use_ids.action_reverse(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
