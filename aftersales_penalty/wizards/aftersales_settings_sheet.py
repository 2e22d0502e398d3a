from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """Where most employees work."""

    _inherit = "aftersales.settings"

    aftersales_region_id = fields.Many2one(
        related="company_id.aftersales_region_id", readonly=False
    )
