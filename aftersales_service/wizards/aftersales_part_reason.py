from odoo import fields, models

STEP = [
    ("refuse", "Refuse"),
    ("cancel", "Cancel"),
    ("reverse", "Take Back"),
    ("recount", "Count Again"),
]


class AftersalesPartReason(models.TransientModel):
    """The reason of a step that needs one; the document decides whether it fits."""

    _name = "aftersales.part.reason"
    _description = "Reason of a Step"

    transfer_id = fields.Many2one(comodel_name="aftersales.part.transfer")
    count_id = fields.Many2one(comodel_name="aftersales.part.count")
    step = fields.Selection(selection=STEP, required=True, default="cancel")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step, with the user's own rights."""
        for wizard in self:
            document = wizard.transfer_id or wizard.count_id
            steps = {
                "refuse": "action_refuse",
                "cancel": "action_cancel",
                "reverse": "action_reverse",
                "recount": "action_recount",
            }
            getattr(document, steps[wizard.step])(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
