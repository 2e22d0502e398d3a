from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """How the best and the worst are named."""

    _inherit = "aftersales.settings"

    aftersales_6s_week_mode = fields.Selection(
        related="company_id.aftersales_6s_week_mode", readonly=False
    )
    aftersales_6s_week_hour = fields.Float(
        related="company_id.aftersales_6s_week_hour", readonly=False
    )
    aftersales_6s_month_times = fields.Integer(
        related="company_id.aftersales_6s_month_times", readonly=False
    )
    aftersales_6s_five_fridays = fields.Selection(
        related="company_id.aftersales_6s_five_fridays", readonly=False
    )
