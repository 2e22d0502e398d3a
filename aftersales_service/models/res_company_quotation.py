from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What a company charges for a visit that the customer pays (WAR-4)."""

    _inherit = "res.company"

    aftersales_labour_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Labour",
        domain="[('type', '=', 'service'), ('sale_ok', '=', True), "
        "('company_id', 'in', [id, False])]",
        default=lambda self: self._aftersales_product("labour"),
        help="Hours of work on quotations; its sales price is that of an hour.",
    )
    aftersales_travel_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Travel",
        domain="[('type', '=', 'service'), ('sale_ok', '=', True), "
        "('company_id', 'in', [id, False])]",
        default=lambda self: self._aftersales_product("travel"),
        help="Kilometres there and back on quotations; its sales price is that of one.",
    )

    @api.model
    def _aftersales_product(self, name):
        xmlid = f"aftersales_service.product_{name}"
        return self.env.ref(xmlid, raise_if_not_found=False)

    @api.model
    def _aftersales_set_products(self):
        """Companies that are older than these products charge by them from now on."""
        companies = self.search(
            [
                ("aftersales_labour_product_id", "=", False),
                ("aftersales_travel_product_id", "=", False),
            ]
        )
        companies.aftersales_labour_product_id = self._aftersales_product("labour")
        companies.aftersales_travel_product_id = self._aftersales_product("travel")

    @api.constrains("aftersales_labour_product_id", "aftersales_travel_product_id")
    def _check_aftersales_products(self):
        for company in self:
            products = (
                company.aftersales_labour_product_id
                | company.aftersales_travel_product_id
            )
            for product in products:
                if product.company_id not in (company, company.browse()):
                    raise ValidationError(
                        self.env._(
                            "“%(product)s” is a product of another company. Choose one "
                            "that %(company)s may sell.",
                            product=product.display_name,
                            company=company.name,
                        )
                    )
