from odoo import fields, models


class AftersalesClaimReason(models.Model):
    """Why a supplier pays less, or nothing: agreed words instead of free text (PRT-9).

    Those that come with the addon are everybody's; a company adds its own.
    """

    _name = "aftersales.claim.reason"
    _inherit = ["aftersales.used"]
    _description = "Reason of a Deduction"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True,
        default=lambda self: self._default_code(),
        help="Written in the supplier's answer; its file is read by it.",
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    ours = fields.Boolean(
        string="Our Own Fault",
        help="We could have avoided it: handed in late, old part or tag missing, wrong "
        "code. Such losses are looked into.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Empty: for all companies.",
    )

    _code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)",
        "There is a reason with this code already.",
    )

    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.code} {reason.name or ''}"
