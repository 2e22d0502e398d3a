from odoo import fields, models

CHECK = [
    ("self", "Own area"),
    ("inspector", "Inspector"),
    ("cleanup", "Big clean-up"),
]
STATE = [
    ("planned", "Planned"),
    ("running", "Running"),
    ("done", "Done"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]


class Aftersales6sInspection(models.Model):
    """A walk through one area by a checklist: planned by rhythm, or unannounced.

    | state     | next, and by what                                            |
    |-----------|--------------------------------------------------------------|
    | planned   | running: the first answer; missed: nobody came by its end    |
    | running   | done: signed with every item answered                        |
    | missed    | running: late, and it stays visible as late                  |
    | cancelled | with a reason, by a manager                                  |
    """

    _name = "aftersales.6s.inspection"
    _description = "6S Inspection"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.rows",
        "aftersales.6s.guarded",
    ]
    _order = "due_at desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, default="/", readonly=True)
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="area_id.company_id", store=True, precompute=True, index=True
    )
    check = fields.Selection(selection=CHECK, required=True, default="inspector")
    is_unannounced = fields.Boolean(
        string="Without Notice", help="Not planned: somebody just came (S6-4)."
    )
    is_moving = fields.Boolean(
        string="While Work Goes on",
        help="Moving: people at work are looked at. Else the place at rest (S6-4).",
    )
    checklist_id = fields.Many2one(
        comodel_name="aftersales.6s.checklist",
        readonly=True,
        ondelete="restrict",
        index=True,
        help="The version in force on the day; stays the same from then on.",
    )
    inspector_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Who Inspects",
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    owner_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Owner on That Day",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    day = fields.Date(
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
        help="In the company's zone.",
    )
    from_at = fields.Datetime(string="From", help="Not before.")
    due_at = fields.Datetime(string="Until", index=True)
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(
        readonly=True, copy=False, help="Finished after its time, or never."
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.6s.inspection.line",
        inverse_name="inspection_id",
        string="Answers",
    )
    finding_ids = fields.One2many(
        comodel_name="aftersales.6s.finding",
        inverse_name="inspection_id",
        string="Findings",
    )
    signature = fields.Image(readonly=True, copy=False, max_width=1024, max_height=512)
    signed_at = fields.Datetime(readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        comodel_name="res.users", string="Signed by", readonly=True, copy=False
    )
    score = fields.Float(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Percent of the items that passed, of those that apply.",
    )
    is_unsafe = fields.Boolean(
        readonly=True,
        copy=False,
        help="An item of safety failed: that isn't averaged away.",
    )
