from odoo import fields, models


class AftersalesSettings(models.TransientModel):
    """How the company asks for spare parts."""

    _inherit = "aftersales.settings"

    currency_id = fields.Many2one(related="company_id.currency_id")
    aftersales_part_depot_id = fields.Many2one(
        related="company_id.aftersales_part_depot_id",
        readonly=False,
        domain="[('kind', '=', 'depot'), ('company_id', '=', company_id)]",
    )
    aftersales_part_approval_limit = fields.Monetary(
        related="company_id.aftersales_part_approval_limit", readonly=False
    )
    aftersales_packing_four_eyes = fields.Boolean(
        related="company_id.aftersales_packing_four_eyes", readonly=False
    )
