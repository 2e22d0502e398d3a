from odoo import api, fields, models

OPEN, CONFIRMED = "open", "confirmed"
STATE = [(OPEN, "Open"), (CONFIRMED, "Confirmed")]


class Aftersales6sMonth(models.Model):
    """The month's sheet: points of each person and area, and what they come to.

    | state     | next, and by what                                              |
    |-----------|----------------------------------------------------------------|
    | open      | computed anew every night; confirmed: a manager, once it is    |
    |           | over and its weeks are decided                                 |
    | confirmed | its money is proposed as cases; findings annulled later show   |
    |           | as a difference; open again with a reason, as long as no case  |
    |           | was decided                                                    |
    """

    _name = "aftersales.6s.month"
    _description = "6S Month"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.6s.score",
        "aftersales.rows",
    ]
    _order = "month desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, readonly=True, index=True, help="The first day of the month."
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        default=OPEN,
        index=True,
        tracking=True,
        group_expand=True,
    )
    person_ids = fields.One2many(
        comodel_name="aftersales.6s.month.person",
        inverse_name="month_id",
        string="People",
        readonly=True,
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.6s.month.line",
        inverse_name="month_id",
        string="People and Areas",
        readonly=True,
    )
    week_ids = fields.Many2many(
        comodel_name="aftersales.6s.week",
        string="Weeks",
        compute="_compute_week_ids",
        help="Those whose Friday lies in the month.",
    )
    people = fields.Integer(string="With Breaches", readonly=True)
    breaches = fields.Integer(readonly=True)
    safety = fields.Integer(string="Of Safety", readonly=True)
    points = fields.Float(readonly=True, digits=(16, 1))
    money = fields.Monetary(string="Worth", readonly=True)
    needed = fields.Integer(
        string="Times Needed",
        readonly=True,
        help="So often somebody had to be the best, or the worst.",
    )
    computed_at = fields.Datetime(string="Computed", readonly=True)
    confirmed_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    confirmed_at = fields.Datetime(readonly=True)
    reopen_reason = fields.Char(string="Why Opened Again", readonly=True, tracking=True)
    case_count = fields.Integer(string="Cases", compute="_compute_case_count")
    changed_count = fields.Integer(
        string="Changed since",
        compute="_compute_changed_count",
        help="People whose findings were annulled or moved after it was confirmed.",
    )

    _once = models.Constraint(
        "UNIQUE(company_id, month)", "There is already this month of the company."
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is named by its first day."
    )

    @api.depends("month")
    def _compute_display_name(self):
        for month in self:
            month.display_name = month.month and self.env._(
                "6S of %s", f"{month.month:%Y-%m}"
            )

    def _compute_week_ids(self):
        weeks = self.env["aftersales.6s.week"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("month", "in", self.mapped("month")),
            ],
            order="friday",
        )
        for month in self:
            month.week_ids = weeks.filtered(
                lambda week, own=month: (
                    (week.company_id, week.month) == (own.company_id, own.month)
                )
            )

    def _compute_case_count(self):
        for month in self:
            month.case_count = self.env["aftersales.penalty"].search_count(
                [("source_ref", "in", month.person_ids._source_refs())]
            )

    @api.depends("state", "person_ids.points_now")
    def _compute_changed_count(self):
        for month in self:
            changed = month.state == CONFIRMED and month.person_ids.filtered(
                "is_changed"
            )
            month.changed_count = len(changed or [])

    def action_view_cases(self):
        """Cases that were proposed of this month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_penalty.aftersales_penalty_action"
        )
        refs = self.person_ids._source_refs()
        return {**action, "domain": [("source_ref", "in", refs)], "context": {}}


class Aftersales6sMonthLine(models.Model):
    """What one person lost in one area in a month."""

    _name = "aftersales.6s.month.line"
    _description = "Person and Area of a 6S Month"
    _inherit = ["aftersales.6s.score", "aftersales.rows"]
    _order = "month desc, points desc, id"
    _rec_name = "area_id"

    month_id = fields.Many2one(
        comodel_name="aftersales.6s.month",
        string="Sheet",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    person_id = fields.Many2one(
        comodel_name="aftersales.6s.month.person",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="month_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        related="month_id.month", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        related="person_id.employee_id", store=True, precompute=True, index=True
    )
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    breaches = fields.Integer(readonly=True)
    safety = fields.Integer(string="Of Safety", readonly=True)
    points = fields.Float(readonly=True, digits=(16, 1))
    money = fields.Monetary(string="Worth", readonly=True)

    _once = models.Constraint(
        "UNIQUE(person_id, area_id)", "A person has an area once in a month."
    )
