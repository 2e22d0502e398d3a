from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_repeat_days = fields.Integer(
        related="company_id.aftersales_repeat_days", readonly=False
    )
    aftersales_skill_ids = fields.Many2many(
        related="company_id.aftersales_skill_ids", readonly=False
    )
