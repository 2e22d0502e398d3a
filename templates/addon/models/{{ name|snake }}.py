from odoo import fields, models


class {{ name|snake|pascal }}(models.Model):
    """What one record stands for, and who may do what with it."""

    _name = "{{ name|snake|replace('_', '.') }}"
    _description = "{{ name|snake|replace('_', ' ')|title }}"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    note = fields.Text()

    _name_company_unique = models.Constraint(
        "UNIQUE(name, company_id)",
        "There is already a record of this name in the company.",
    )
