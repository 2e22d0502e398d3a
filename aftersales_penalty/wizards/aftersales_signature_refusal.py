from odoo import fields, models


class AftersalesSignatureRefusal(models.TransientModel):
    """Note that the customer doesn't sign the report, and why (PEN-07)."""

    _name = "aftersales.signature.refusal"
    _description = "Refused Signature"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Text(string="What the Customer Says", required=True)

    def action_record(self):
        """Record it as a fact of the visit."""
        for window in self:
            window.visit_id.action_signature_refused(window.reason)
        return {"type": "ir.actions.act_window_close"}
