from odoo import api, fields, models


class Aftersales6sArea(models.Model):
    """A place that somebody answers for: site, workshop, bay, tool cart … (S6-2)."""

    _name = "aftersales.6s.area"
    _description = "6S Area"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(help="Short, for labels and lists.")
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    parent_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        string="Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        comodel_name="aftersales.6s.area", inverse_name="parent_id", string="Parts"
    )
    kind_id = fields.Many2one(
        comodel_name="aftersales.6s.kind",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    active = fields.Boolean(default=True)
    owner_ids = fields.One2many(
        comodel_name="aftersales.6s.area.owner",
        inverse_name="area_id",
        string="Owners",
        help="Who answered for it from when to when.",
    )
    standard_image = fields.Image(
        string="Standard State", max_width=1920, max_height=1920
    )
    token = fields.Char(
        readonly=True, copy=False, index=True, help="In the QR code of its label."
    )

    _token_uniq = models.Constraint("UNIQUE(token)", "Every label is of one area.")

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for area in self:
            above = area.parent_id.complete_name
            area.complete_name = f"{above} / {area.name}" if above else area.name
