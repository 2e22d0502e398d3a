from odoo import fields, models


class AftersalesProvisionReverse(models.TransientModel):
    """Ask why a posted provision is taken back."""

    _name = "aftersales.provision.reverse"
    _description = "Taking Back of a Warranty Provision"

    provision_id = fields.Many2one(
        comodel_name="aftersales.warranty.provision",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Post the reversing entry; the provision checks who may."""
        self.ensure_one()
        self.provision_id.action_reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}
