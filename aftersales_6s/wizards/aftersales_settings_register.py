from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """The settings on 6S findings and registers."""

    _inherit = "aftersales.settings"

    aftersales_6s_objection_days = fields.Integer(
        related="company_id.aftersales_6s_objection_days", readonly=False
    )
    aftersales_6s_drive_skill_ids = fields.Many2many(
        related="company_id.aftersales_6s_drive_skill_ids", readonly=False
    )
    aftersales_6s_drive_hours = fields.Integer(
        related="company_id.aftersales_6s_drive_hours", readonly=False
    )
