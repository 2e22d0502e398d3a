from odoo import api, fields, models


class AftersalesDocumentKind(models.Model):
    """A paper or thing that a type of request needs (INT-8).

    A proof of purchase, photos, the rating plate, or "all accessories and the box".
    """

    _name = "aftersales.document.kind"
    _inherit = ["aftersales.used"]
    _description = "Kind of Paper"
    _order = "sequence, id"
    _check_company_auto = True

    code = fields.Char(
        required=True,
        default=lambda self: self._default_code(),
    )
    name = fields.Char(required=True, translate=True)
    hint = fields.Text(
        translate=True,
        help="What the customer reads: what it must show, where it is found.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    required = fields.Boolean(
        default=True,
        help="The customer is asked for it as long as it is missing.",
    )
    proves_purchase = fields.Boolean(
        string="Proves the Purchase",
        help="Not asked for where the product was sold by us (order 43, Art. 19).",
    )
    type_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.type",
        string="Types",
        check_company=True,
        help="Types of request that need it. Empty: all.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has a paper with this code."
    )

    @api.model
    def _of_companies(self, companies):
        """All kinds in use in these companies, in their order."""
        return self.search([("company_id", "in", companies.ids)])

    def _needed_for(self, kind_of_request, company):
        """Those of these kinds that a request of this type and company needs."""
        return self.filtered(
            lambda kind: (
                kind.company_id == company
                and (not kind.type_ids or kind_of_request in kind.type_ids)
            )
        )
