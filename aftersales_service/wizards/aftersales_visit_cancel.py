from odoo import fields, models


class AftersalesVisitCancel(models.TransientModel):
    """Call a visit off, with the reason."""

    _name = "aftersales.visit.cancel"
    _description = "Calling off a Visit"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Call the visit off; it decides whether that is still possible."""
        for wizard in self:
            wizard.visit_id.action_cancel(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
