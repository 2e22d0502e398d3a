from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """Above which amount a claim of a visit goes to a branch manager (CST-5)."""

    _inherit = "aftersales.settings"

    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )
    aftersales_expense_limit = fields.Monetary(
        related="company_id.aftersales_expense_limit", readonly=False
    )
