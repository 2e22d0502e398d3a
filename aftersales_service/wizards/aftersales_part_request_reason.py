from odoo import fields, models

from ..rules import requisition as rules

STEP = [
    (rules.WITHDRAW, "Take back"),
    (rules.CANCEL, "Cancel"),
    (rules.FINISH, "The rest isn't needed"),
    (rules.UNPACK, "Unpack"),
]


class AftersalesPartRequestReason(models.TransientModel):
    """Why a requisition is taken back, cancelled, ended or unpacked."""

    _name = "aftersales.part.request.reason"
    _description = "Reason on a Requisition"

    request_id = fields.Many2one(
        comodel_name="aftersales.part.request",
        string="Requisition",
        required=True,
        readonly=True,
    )
    step = fields.Selection(selection=STEP, required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step; the requisition decides whether it may be taken."""
        for window in self:
            request = window.request_id
            {
                rules.WITHDRAW: request.action_withdraw,
                rules.CANCEL: request.action_cancel,
                rules.FINISH: request.action_finish,
                rules.UNPACK: request.action_unpack,
            }[window.step](window.reason)
        return {"type": "ir.actions.act_window_close"}
