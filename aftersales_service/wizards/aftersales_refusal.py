from odoo import fields, models


class AftersalesRefusal(models.TransientModel):
    """Refuse a request, with the reason that the customer reads (INT-6)."""

    _name = "aftersales.refusal"
    _description = "Refusal of a Request"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Text(string="Reason for the Customer", required=True)

    def action_refuse(self):
        """Refuse it; the request is closed and the customer is told."""
        for wizard in self:
            wizard.ticket_id.action_refuse(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
