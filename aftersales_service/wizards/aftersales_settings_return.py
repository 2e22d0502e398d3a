from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """What the company grants to customers who send goods back."""

    _inherit = "aftersales.settings"

    aftersales_return_days = fields.Integer(
        related="company_id.aftersales_return_days", readonly=False
    )
    aftersales_return_unit = fields.Selection(
        related="company_id.aftersales_return_unit", readonly=False
    )
    aftersales_tell_return = fields.Boolean(
        related="company_id.aftersales_tell_return", readonly=False
    )
