from odoo import fields, models


class Aftersales6sKind(models.Model):
    """What an area is: workshop, tool cart, office … Checklists go by it (S6-2)."""

    _name = "aftersales.6s.kind"
    _description = "Kind of 6S Area"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "There is already a kind of area of this code."
    )
