from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """The settings on penalties and rewards."""

    _inherit = "aftersales.settings"

    aftersales_penalty_on = fields.Boolean(
        related="company_id.aftersales_penalty_on", readonly=False
    )
    aftersales_penalty_approval_limit = fields.Monetary(
        related="company_id.aftersales_penalty_approval_limit", readonly=False
    )
    aftersales_hearing_days = fields.Integer(
        related="company_id.aftersales_hearing_days", readonly=False
    )
    aftersales_appeal_days = fields.Integer(
        related="company_id.aftersales_appeal_days", readonly=False
    )
    aftersales_act_warn_months = fields.Integer(
        related="company_id.aftersales_act_warn_months", readonly=False
    )
    aftersales_act_dismissal_months = fields.Integer(
        related="company_id.aftersales_act_dismissal_months", readonly=False
    )
    aftersales_act_months = fields.Integer(
        related="company_id.aftersales_act_months", readonly=False
    )
