from odoo import api, fields, models


class AftersalesVisitPart(models.Model):
    """One part replaced on a visit, and why (VIS-3)."""

    _name = "aftersales.visit.part"
    _inherit = "aftersales.visit.entry"
    _description = "Part Replaced"
    _order = "id"
    _check_company_auto = True

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    product_id = fields.Many2one(comodel_name="product.product", check_company=True)
    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        help="Which part of the product it is, for the warranty of the new part.",
    )
    name = fields.Char(
        string="Part",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    reason = fields.Char(
        help="Why it was replaced. The report is incomplete without it."
    )
    old_part_taken = fields.Boolean(help="The old part came back with the technicians.")
    serial_removed = fields.Char()
    serial_installed = fields.Char()

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a replaced part must be more than zero."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for part in self:
            part.name = part.product_id.display_name or part.name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self.visit_id._check_open()
