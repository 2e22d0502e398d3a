from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import date_utils

from ..rules import scoring as rules


class Aftersales6sMonthPerson(models.Model):
    """What one person's month comes to; the rows stay as the month is computed anew.

    Cases refer to them (``source_ref``), so that nothing is proposed twice.
    """

    _name = "aftersales.6s.month.person"
    _description = "Person of a 6S Month"
    _inherit = ["aftersales.6s.score", "aftersales.rows"]
    _order = "month desc, points desc, id"
    _rec_name = "employee_id"

    month_id = fields.Many2one(
        comodel_name="aftersales.6s.month",
        string="Sheet",
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
    period = fields.Char(string="Year and Month", compute="_compute_period")
    state = fields.Selection(related="month_id.state")
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="On the last day of the month.",
    )
    breaches = fields.Integer(readonly=True)
    safety = fields.Integer(string="Of Safety", readonly=True)
    points = fields.Float(readonly=True, digits=(16, 1), help="Lost in the month.")
    money = fields.Monetary(
        string="Worth",
        readonly=True,
        help="Points by their value. It is proposed as a case when the month is "
        "confirmed, and a person decides on it.",
    )
    bests = fields.Integer(string="Times Best", readonly=True)
    worsts = fields.Integer(string="Times Worst", readonly=True)
    is_rewarded = fields.Boolean(
        string="Reward", readonly=True, help="Was the best often enough."
    )
    is_penalised = fields.Boolean(
        string="Penalty", readonly=True, help="Was the worst often enough."
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.6s.month.line",
        inverse_name="person_id",
        string="Areas",
        readonly=True,
    )

    # What became of it
    case_ids = fields.Many2many(
        comodel_name="aftersales.penalty",
        string="Cases",
        compute="_compute_case_ids",
        help="What was proposed, as far as you may see it.",
    )
    case_state = fields.Char(string="Proposed", compute="_compute_case_ids")
    points_now = fields.Float(
        compute="_compute_points_now",
        digits=(16, 1),
        help="After what has been annulled or moved since.",
    )
    money_now = fields.Monetary(compute="_compute_points_now")
    difference = fields.Float(
        compute="_compute_points_now",
        digits=(16, 1),
        help="Points now, less those of the sheet.",
    )
    is_changed = fields.Boolean(compute="_compute_points_now")

    _once = models.Constraint(
        "UNIQUE(month_id, employee_id)", "A person has a month once."
    )

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for person in self:
            month = person.month and f"{person.month:%Y-%m}"
            person.display_name = " ".join(
                filter(None, [month, person.employee_id.display_name])
            )

    @api.depends("month")
    def _compute_period(self):
        for person in self:
            person.period = person.month and f"{person.month:%Y-%m}"

    def _source_refs(self):
        """What cases name as their source."""
        return [f"{self._name},{id_}" for id_ in self.ids]

    @api.depends_context("uid", "lang")
    def _compute_case_ids(self):
        cases = self.env["aftersales.penalty"]
        states = dict(cases._fields["state"]._description_selection(self.env))
        by_ref = defaultdict(cases.browse)
        for case in cases.search([("source_ref", "in", self._source_refs())]):
            by_ref[case.source_ref] |= case
        for person in self:
            own = by_ref[f"{self._name},{person.id}"]
            person.case_ids = own
            person.case_state = ", ".join(
                f"{case.name} {case.currency_id.format(case.amount)} "
                f"{states[case.state]}"
                for case in own
            )

    @api.depends("points", "money")
    def _compute_points_now(self):
        now = {}
        for first, own in self.filtered("month").grouped("month").items():
            # the sums are the system's, whatever findings the reader may see
            sums, _changes = (
                self.env["aftersales.6s.finding"]
                .sudo()
                ._month_scores(first, [("employee_id", "in", own.employee_id.ids)])
            )
            sums = rules.by_person(sums)
            for person in own:
                now[person] = sums.get(person.employee_id.id, rules.NOTHING)
        for person in self:
            found = now.get(person, rules.NOTHING)
            person.points_now, person.money_now = found.points, found.money
            person.difference = round(found.points - person.points, 1)
            person.is_changed = bool(person.difference)

    def action_view_findings(self):
        """Findings of this person in the month."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Findings of %s", self.display_name),
            "res_model": "aftersales.6s.finding",
            "view_mode": "list,form",
            "domain": [
                ("employee_id", "=", self.employee_id.id),
                ("found_on", ">=", self.month),
                ("found_on", "<=", date_utils.end_of(self.month, "month")),
            ],
        }
