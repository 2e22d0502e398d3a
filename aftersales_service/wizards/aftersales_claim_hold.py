from odoo import api, fields, models

from ..rules import claim as rules


class AftersalesClaimHold(models.TransientModel):
    """Decide on a part whose claim is held: whose it was, or that it passes."""

    _name = "aftersales.claim.hold"
    _description = "Decide on a Held Claim"

    use_id = fields.Many2one(
        comodel_name="aftersales.part.use", string="Part Used", required=True
    )
    hold_text = fields.Char(
        string="Held Because", related="use_id.claim_hold_text", related_sudo=False
    )
    is_supplier = fields.Boolean(compute="_compute_kind")
    is_releasable = fields.Boolean(compute="_compute_kind")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Supplier")
    reason = fields.Char(required=True)

    @api.depends("use_id")
    def _compute_kind(self):
        for wizard in self:
            hold = wizard.use_id.claim_hold
            wizard.is_supplier = hold in rules.DECIDABLE
            wizard.is_releasable = hold in rules.RELEASABLE

    def action_decide(self):
        """Decide, with the rights of the method behind."""
        for wizard in self:
            if wizard.is_supplier:
                wizard.use_id.action_decide_supplier(
                    wizard.partner_id.id, wizard.reason
                )
            else:
                wizard.use_id.action_release_claim(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
