from odoo import api, fields, models


class AftersalesWarrantyProvisionLine(models.Model):
    """What is put by of the sales of one month that went by one rate."""

    _name = "aftersales.warranty.provision.line"
    _description = "Line of a Warranty Provision"
    _order = "provision_id, sales_month desc, category_id, id"

    provision_id = fields.Many2one(
        comodel_name="aftersales.warranty.provision",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="provision_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    rate_id = fields.Many2one(
        comodel_name="aftersales.provision.rate",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    category_id = fields.Many2one(related="rate_id.category_id", store=True)
    percent = fields.Float(
        string="Rate in %", digits=(6, 3), required=True, readonly=True
    )
    sales_month = fields.Date(string="Month of the Sales", required=True, readonly=True)
    is_late = fields.Boolean(
        string="Booked Late",
        compute="_compute_is_late",
        help="Sales of an earlier month that were booked after its provision.",
    )
    sales = fields.Monetary(
        string="Sales without Tax",
        required=True,
        readonly=True,
        help="Less credit notes.",
    )
    amount = fields.Monetary(string="Put By", required=True, readonly=True)
    history_rate = fields.Float(
        string="Cost in % of Sales",
        digits=(6, 3),
        readonly=True,
        help="Costs of requests about this category's products under warranty, in the "
        "last twelve months, in percent of its sales.",
    )

    @api.depends("sales_month", "provision_id.date_from")
    def _compute_is_late(self):
        for line in self:
            line.is_late = line.sales_month != line.provision_id.date_from
