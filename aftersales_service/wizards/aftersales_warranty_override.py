from odoo import fields, models

from ..models.aftersales_warranty_verdict import ENTITLEMENT


class AftersalesWarrantyOverride(models.TransientModel):
    """A manager decides otherwise than the rules, with reason and evidence."""

    _name = "aftersales.warranty.override"
    _description = "Decide a Verdict Otherwise"

    verdict_id = fields.Many2one(
        comodel_name="aftersales.warranty.verdict",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    proposed = fields.Selection(related="verdict_id.proposed")
    entitlement = fields.Selection(
        selection=[pair for pair in ENTITLEMENT if pair[0] != "undetermined"],
        string="Decision",
        required=True,
    )
    reason = fields.Text(
        required=True, help="It is kept, and printed on the verdict for the customer."
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence",
        help="Photos, a test report, a message: what shows that the reason is true.",
    )

    def action_decide(self):
        """Decide; the verdict checks the right, the reason and the evidence."""
        for wizard in self:
            wizard.verdict_id._override(
                wizard.entitlement, wizard.reason, wizard.attachment_ids
            )
        return {"type": "ir.actions.act_window_close"}
