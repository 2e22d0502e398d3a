from odoo import api, fields, models

from ..rules import requisition as rules


class AftersalesPartRequestLine(models.Model):
    """One part that is asked for; how much of it went where follows from the moves."""

    _name = "aftersales.part.request.line"
    _description = "Part Asked For"
    _order = "id"
    _check_company_auto = True

    request_id = fields.Many2one(
        comodel_name="aftersales.part.request",
        string="Requisition",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="request_id.state", store=True)
    holder_id = fields.Many2one(
        related="request_id.holder_id", store=True, index="btree_not_null"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        check_company=True,
        index=True,
        ondelete="restrict",
        domain="[('is_storable', '=', True)]",
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(default=1, digits="Product Unit", required=True)
    reason = fields.Char(string="Why")
    unit_cost = fields.Float(
        compute="_compute_unit_cost",
        store=True,
        precompute=True,
        digits="Product Price",
        help="Cost of the part when it was asked for.",
    )
    amount = fields.Monetary(
        string="Estimated Cost", compute="_compute_amount", store=True, precompute=True
    )
    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_request_line_id",
        string="Movements",
        readonly=True,
        groups="stock.group_stock_user",
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a part must be more than zero."
    )

    @api.depends("product_id", "request_id.company_id")
    def _compute_unit_cost(self):
        for company, lines in self.grouped("company_id").items():
            for line in lines:
                product = line.product_id.with_company(company or self.env.company)
                line.unit_cost = product.sudo().standard_price

    @api.depends("unit_cost", "quantity")
    def _compute_amount(self):
        for line in self:
            currency = line.currency_id or self.env.company.currency_id
            line.amount = currency.round(line.unit_cost * line.quantity)

    @api.depends("product_id", "request_id")
    def _compute_display_name(self):
        for line in self:
            names = line.request_id.name, line.product_id.display_name
            line.display_name = " · ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals)
        lines = super().create(vals_list)
        lines.request_id._check_writable("asked")
        return lines

    def write(self, vals):
        self._check_given(vals)
        self.request_id._check_writable("asked")
        result = super().write(vals)
        # nor may a line be moved into a requisition that is frozen
        self.request_id._check_writable("asked")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.request_id._check_writable("asked")

    @api.model
    def _check_given(self, vals):
        self.env["aftersales.part.request"]._check_only(
            self, vals, {"request_id", "product_id", "quantity", "reason"}
        )

    def _is_open(self):
        """Whether something of it may still be issued."""
        self.ensure_one()
        return self.request_id.state not in rules.ENDED
