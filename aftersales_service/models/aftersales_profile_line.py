from odoo import fields, models


class AftersalesProfileLine(models.Model):
    """What a profile said about one record when the company loaded it.

    The cells are kept as they stood in the file, so that a later comparison can tell
    what the company changed from what the profile changed. Only the loader writes it.
    """

    _name = "aftersales.profile.line"
    _description = "Loaded Row of a Profile"
    _order = "profile, name"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        ondelete="cascade",
    )
    profile = fields.Char(required=True)
    name = fields.Char(
        required=True, help="Name of the record in the files of the profile."
    )
    model = fields.Char(required=True)
    shipped = fields.Json(
        string="Shipped Value",
        help="Column → cell, as the company last took it over from the profile.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, profile, name)",
        "This row of the profile is already remembered for this company.",
    )
