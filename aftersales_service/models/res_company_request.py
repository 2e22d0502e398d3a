from odoo import fields, models


class ResCompany(models.Model):
    """How a company asks for spare parts, approves and packs them."""

    _inherit = "res.company"

    aftersales_part_depot_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Usual Depot",
        domain="[('kind', '=', 'depot'), ('company_id', '=', id)]",
        help="From which parts are asked for. Empty: the only depot, or the one that "
        "has most of what is asked for.",
    )
    aftersales_part_approval_limit = fields.Monetary(
        string="Service Manager Approves Up To",
        currency_field="currency_id",
        default=5000,
        help="Requisitions above this cost are approved by the general manager. 0: the "
        "service manager approves all.",
    )
    aftersales_packing_four_eyes = fields.Boolean(
        string="Packing Checked by Another Person",
        default=True,
        help="Who packed a parcel of parts doesn't check its packing.",
    )

    _part_approval_limit_not_negative = models.Constraint(
        "CHECK(aftersales_part_approval_limit >= 0)",
        "The amount up to which the service manager approves can't be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_part_depot_id = fields.Many2one(
        related="company_id.aftersales_part_depot_id", readonly=False
    )
    aftersales_part_approval_limit = fields.Monetary(
        related="company_id.aftersales_part_approval_limit",
        currency_field="company_currency_id",
        readonly=False,
    )
    aftersales_packing_four_eyes = fields.Boolean(
        related="company_id.aftersales_packing_four_eyes", readonly=False
    )
