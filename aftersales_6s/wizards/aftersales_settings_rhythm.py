from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """When the company has its rounds of 6S."""

    _inherit = "aftersales.settings"

    aftersales_6s_cleanup = fields.Selection(
        related="company_id.aftersales_6s_cleanup", readonly=False
    )
    aftersales_6s_horizon = fields.Integer(
        related="company_id.aftersales_6s_horizon", readonly=False
    )
