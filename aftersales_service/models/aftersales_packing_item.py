from odoo import api, fields, models


class AftersalesPackingItem(models.Model):
    """Something that is prescribed for packing parts (B 2.19, PRT-10).

    Padding, drawing, manual, seal: each company has its own list, and every parcel is
    ticked off by it before it goes.
    """

    _name = "aftersales.packing.item"
    _inherit = ["aftersales.used"]
    _description = "Packing Rule"
    _order = "sequence, id"
    _check_company_auto = True

    code = fields.Char(
        required=True, copy=False, default=lambda self: self._default_code()
    )
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
        "UNIQUE(company_id, code)",
        "Another item of this company's packing list has this code already, maybe an "
        "archived one. Enter another code, or take that item into use again.",
    )

    @api.model
    def _of(self, company):
        """The list of a company, in its order."""
        # the list is the company's, whoever packs
        return self.sudo().search([("company_id", "=", company.id)])
