from odoo import fields, models


class ResCompany(models.Model):
    """How large and how many photos of 6S may be."""

    _inherit = "res.company"

    aftersales_6s_photo_mb = fields.Integer(
        string="Largest Photo (MB)",
        default=12,
        help="Larger files are refused. Phones make photos smaller before they send "
        "them.",
    )
    aftersales_6s_photo_max = fields.Integer(
        string="Photos per Answer or Finding", default=9
    )

    _aftersales_6s_photo_limits = models.Constraint(
        "CHECK(aftersales_6s_photo_mb > 0 AND aftersales_6s_photo_max > 0)",
        "At least one photo of one megabyte must be allowed.",
    )
