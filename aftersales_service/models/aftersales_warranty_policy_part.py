from odoo import api, models


class AftersalesWarrantyPolicyPart(models.AbstractModel):
    """A row of a policy, which doesn't change once verdicts were made by it."""

    _name = "aftersales.warranty.policy.part"
    _description = "Row of a Warranty Policy"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.policy_id._check_unused()
        parts.policy_id._changed()
        return parts

    def write(self, vals):
        if vals.keys() - {"name", "sequence", "note"}:
            self.policy_id._check_unused()
        result = super().write(vals)
        # a row may not be moved into a policy in use either
        if "policy_id" in vals:
            self.policy_id._check_unused()
        self.policy_id._changed()
        return result

    def unlink(self):
        policies = self.policy_id
        policies._check_unused()
        result = super().unlink()
        policies._changed()
        return result
