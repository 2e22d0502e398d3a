from odoo import api, fields, models


class AftersalesReturnThing(models.Model):
    """Something that must come back with returned goods (RET-2).

    The goods themselves, invoice, box, gifts, accessories, manual: each company has its
    own list, and every reception is ticked off by it.
    """

    _name = "aftersales.return.thing"
    _inherit = ["aftersales.used"]
    _description = "Thing to Come Back"
    _order = "sequence, id"
    _check_company_auto = True

    code = fields.Char(required=True, default=lambda self: self._default_code())
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has a thing with this code."
    )

    @api.model
    def _of(self, company):
        """The list of a company, in its order."""
        # the list is the company's, whoever opens a return
        return self.sudo().search([("company_id", "=", company.id)])
