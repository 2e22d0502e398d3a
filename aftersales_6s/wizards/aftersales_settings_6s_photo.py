from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """The settings on photos of 6S."""

    _inherit = "aftersales.settings"

    aftersales_6s_photo_mb = fields.Integer(
        related="company_id.aftersales_6s_photo_mb", readonly=False
    )
    aftersales_6s_photo_max = fields.Integer(
        related="company_id.aftersales_6s_photo_max", readonly=False
    )
