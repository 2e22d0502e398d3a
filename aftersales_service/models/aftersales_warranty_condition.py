from odoo import fields, models

CONDITION_KIND = [
    ("exclusion", "Excludes the warranty"),
    ("requirement", "Must be given"),
]


class AftersalesWarrantyCondition(models.Model):
    """What a person must find out on a request before it is judged (WAR-2).

    An exclusion, such as damage by a third party, takes effect only with evidence
    (order 43, Art. 32). A requirement, such as an unopened housing, must be confirmed
    for the remedies that ask for it.
    """

    _name = "aftersales.warranty.condition"
    _inherit = ["aftersales.used"]
    _description = "Condition of a Warranty"
    _order = "kind, sequence, id"

    code = fields.Char(required=True, default=lambda self: self._default_code())
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        selection=CONDITION_KIND, required=True, default="exclusion"
    )
    article = fields.Char(
        string="Legal Basis", help="Article of the law, or clause of the contract."
    )
    hint = fields.Text(
        translate=True, help="What to look at, and what counts as evidence."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)",
        "This company already has a condition with this code.",
    )
