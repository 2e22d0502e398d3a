from odoo import fields, models

KIND = [
    ("before", "As it was found"),
    ("after", "After it was put right"),
    ("passed", "As it should be"),
]


class Aftersales6sPhoto(models.Model):
    """A photo: evidence, added but never exchanged; without the place it was taken."""

    _name = "aftersales.6s.photo"
    _description = "6S Photo"
    _inherit = ["aftersales.6s.guarded"]
    _order = "id"

    kind = fields.Selection(selection=KIND, required=True, default="before")
    line_id = fields.Many2one(
        comodel_name="aftersales.6s.inspection.line",
        string="Answer",
        ondelete="cascade",
        index="btree_not_null",
    )
    finding_id = fields.Many2one(
        comodel_name="aftersales.6s.finding",
        ondelete="cascade",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    image = fields.Image(required=True, max_width=1920, max_height=1920)
    thumbnail = fields.Image(
        string="Small", readonly=True, max_width=256, max_height=256
    )
    name = fields.Char(string="What It Shows")
    taken_at = fields.Datetime(
        readonly=True, default=lambda self: fields.Datetime.now()
    )
    uid = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Given by the phone, so that a photo sent twice is there once.",
    )

    _once = models.UniqueIndex(
        "(company_id, uid) WHERE uid IS NOT NULL", "This photo is there already."
    )
