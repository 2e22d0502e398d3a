from odoo import fields, models


class Aftersales6sInspectionCancel(models.TransientModel):
    """Why an inspection isn't made."""

    _name = "aftersales.6s.inspection.cancel"
    _description = "Cancel a 6S Inspection"

    inspection_id = fields.Many2one(
        comodel_name="aftersales.6s.inspection",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Text(required=True)

    def action_cancel(self):
        """Cancel it; the rights are those of the inspection."""
        self.ensure_one()
        self.inspection_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
