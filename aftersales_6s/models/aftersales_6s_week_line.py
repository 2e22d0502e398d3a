from odoo import api, fields, models

from .aftersales_6s_score import MANAGERS


class Aftersales6sWeekLine(models.Model):
    """What one person's week was when it was computed; that of others is for managers.

    Only those are here whose areas somebody else has inspected in the week.
    """

    _name = "aftersales.6s.week.line"
    _description = "Person of a 6S Week"
    _inherit = ["aftersales.6s.score", "aftersales.rows"]
    _order = "week_id desc, rank, id"
    _rec_name = "employee_id"

    week_id = fields.Many2one(
        comodel_name="aftersales.6s.week",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="week_id.company_id", store=True, precompute=True, index=True
    )
    friday = fields.Date(
        related="week_id.friday", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    rank = fields.Integer(readonly=True, aggregator=None)
    breaches = fields.Integer(string="Findings", readonly=True)
    points = fields.Float(
        string="Points Lost", readonly=True, digits=(16, 1), help="In this week."
    )
    safety = fields.Integer(string="Findings of Safety", readonly=True)
    inspections = fields.Integer(readonly=True, help="Of their areas, by others.")
    score = fields.Float(
        string="Average Score",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Percent, of the inspections by others.",
    )
    rounds = fields.Integer(
        string="Rounds in Time", readonly=True, help="Checks of their own areas."
    )
    votes = fields.Integer(readonly=True, groups=MANAGERS)
    points_now = fields.Float(
        compute="_compute_points_now",
        digits=(16, 1),
        help="After what has been annulled or moved since.",
    )
    is_changed = fields.Boolean(compute="_compute_points_now")

    _once = models.Constraint(
        "UNIQUE(week_id, employee_id)", "A person takes part in a week once."
    )

    @api.depends("points")
    def _compute_points_now(self):
        now = {}
        for week in self.week_id:
            own = self.filtered(lambda line, week=week: line.week_id == week)
            sums = week._finding_sums(own.employee_id.ids)
            for line in own:
                now[line] = sums.get(line.employee_id.id, (0, 0, 0.0))[2]
        for line in self:
            line.points_now = now.get(line, line.points)
            line.is_changed = abs(line.points_now - line.points) > 0.05
