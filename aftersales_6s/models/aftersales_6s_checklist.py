from odoo import api, fields, models

STATE = [
    ("draft", "Draft"),
    ("published", "In Force"),
    ("replaced", "Replaced"),
]
REPEAT = [
    ("from_nth", "From that breach on"),
    ("all", "For all of the month, once it is reached"),
]


class Aftersales6sChecklist(models.Model):
    """What is looked at in areas of a kind, and what a breach costs (S6-2, S6-5).

    A published version never changes; it is followed by a new one. All numbers of the
    points are the version's: a finding keeps those of the version it was found by.
    """

    _name = "aftersales.6s.checklist"
    _description = "6S Checklist"
    _inherit = [
        "mail.thread",
        "aftersales.6s.guarded",
    ]
    _order = "kind_id, version desc, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    kind_id = fields.Many2one(
        comodel_name="aftersales.6s.kind",
        string="For Areas of the Kind",
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    version = fields.Integer(required=True, readonly=True, default=1, copy=False)
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    valid_from = fields.Date(string="In Force from", copy=False)
    valid_to = fields.Date(string="Until", copy=False, readonly=True)
    item_ids = fields.One2many(
        comodel_name="aftersales.6s.item",
        inverse_name="checklist_id",
        string="Items",
        copy=True,
    )
    item_count = fields.Integer(compute="_compute_item_count")

    # Numbers of S6-5 and S6-6
    points_breach = fields.Float(string="Points per Breach", default=2, digits=(16, 1))
    repeat_from = fields.Integer(
        string="Costs More from the … Breach",
        default=5,
        help="Of a person in a calendar month, over all their areas.",
    )
    points_repeat = fields.Float(
        string="Points per Breach Then", default=5, digits=(16, 1)
    )
    repeat_mode = fields.Selection(
        selection=REPEAT, required=True, default="from_nth", string="That Counts"
    )
    points_cleanup = fields.Float(
        string="Points per Failed Clean-Up", default=10, digits=(16, 1)
    )
    point_value = fields.Monetary(string="A Point Is", default=2)

    # Deadlines by severity
    days_major = fields.Integer(string="Days for Major Findings", default=2)
    days_minor = fields.Integer(string="Days for Minor Findings", default=7)
    days_long = fields.Integer(string="Days for What Takes Work", default=30)

    _version_uniq = models.Constraint(
        "UNIQUE(company_id, kind_id, version)",
        "There is already this version of the checklist.",
    )

    @api.depends("item_ids")
    def _compute_item_count(self):
        for checklist in self:
            checklist.item_count = len(checklist.item_ids)
