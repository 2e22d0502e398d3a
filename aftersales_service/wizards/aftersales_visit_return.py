from odoo import fields, models


class AftersalesVisitReturn(models.TransientModel):
    """Return a signed report to its technicians, with the reason."""

    _name = "aftersales.visit.return"
    _description = "Return of a Service Report"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Void the signature and reopen the report."""
        for wizard in self:
            wizard.visit_id._return(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
