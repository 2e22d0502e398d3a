from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """Which old parts the company wants back, within which time."""

    _inherit = "aftersales.settings"

    aftersales_old_part_policy = fields.Selection(
        related="company_id.aftersales_old_part_policy", readonly=False
    )
    aftersales_old_part_days = fields.Integer(
        related="company_id.aftersales_old_part_days", readonly=False
    )
    aftersales_old_part_post_days = fields.Integer(
        related="company_id.aftersales_old_part_post_days", readonly=False
    )
    aftersales_old_part_remind_days = fields.Integer(
        related="company_id.aftersales_old_part_remind_days", readonly=False
    )
    aftersales_old_part_late_days = fields.Integer(
        related="company_id.aftersales_old_part_late_days", readonly=False
    )
    aftersales_old_part_extensions = fields.Integer(
        related="company_id.aftersales_old_part_extensions", readonly=False
    )
    aftersales_old_part_extension_days = fields.Integer(
        related="company_id.aftersales_old_part_extension_days", readonly=False
    )
    aftersales_old_part_charge = fields.Boolean(
        related="company_id.aftersales_old_part_charge", readonly=False
    )
    aftersales_old_part_charge_share = fields.Float(
        related="company_id.aftersales_old_part_charge_share", readonly=False
    )
    aftersales_old_part_owner = fields.Selection(
        related="company_id.aftersales_old_part_owner", readonly=False
    )
    aftersales_old_part_refurbish = fields.Boolean(
        related="company_id.aftersales_old_part_refurbish", readonly=False
    )
