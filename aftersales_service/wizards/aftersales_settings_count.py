from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """How often accounts of spare parts are counted."""

    _inherit = "aftersales.settings"

    aftersales_count_weeks_technician = fields.Integer(
        related="company_id.aftersales_count_weeks_technician", readonly=False
    )
    aftersales_count_weeks_station = fields.Integer(
        related="company_id.aftersales_count_weeks_station", readonly=False
    )
    aftersales_count_weeks_depot = fields.Integer(
        related="company_id.aftersales_count_weeks_depot", readonly=False
    )
