from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..rules import ranking as rules
from .aftersales_6s_score import MANAGERS

DRAFT, PROPOSED, CONFIRMED = "draft", "proposed", "confirmed"
CANCELLED = "cancelled"
STATE = [
    (DRAFT, "Running"),
    (PROPOSED, "Proposed"),
    (CONFIRMED, "Confirmed"),
    (CANCELLED, "Cancelled"),
]
MODE = [("computed", "Out of the points"), ("voted", "By vote")]
BY = [
    (rules.ALONE, "Alone"),
    (rules.VOTES, "Votes"),
    (rules.POINTS, "Points"),
    (rules.SAFETY, "Findings of safety"),
    (rules.SCORE, "Average score"),
    (rules.ROUNDS, "Rounds in time"),
    (rules.NAMED, "Named longest ago"),
    (rules.NUMBER, "Employee number"),
]


class Aftersales6sWeek(models.Model):
    """The best and the worst of a week, Saturday to Friday (S6-7).

    | state     | next, and by what                                              |
    |-----------|----------------------------------------------------------------|
    | draft     | proposed: on Friday at the company's hour, or by a manager     |
    | proposed  | confirmed: a manager who isn't named by it; as often computed  |
    |           | anew as one likes before                                       |
    | confirmed | –; findings that are annulled later show, and change nothing   |
    | cancelled | by a manager with a reason; nobody is named                    |

    Everybody sees who was confirmed as the best. Who was the worst, only managers do.
    """

    _name = "aftersales.6s.week"
    _description = "6S Week"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.6s.score"]
    _order = "friday desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    friday = fields.Date(required=True, readonly=True, index=True)
    date_from = fields.Date(
        string="From", compute="_compute_days", store=True, precompute=True
    )
    date_to = fields.Date(
        string="To", compute="_compute_days", store=True, precompute=True
    )
    month = fields.Date(
        compute="_compute_days",
        store=True,
        precompute=True,
        index=True,
        help="A week belongs to the month of its Friday.",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        default=DRAFT,
        index=True,
        tracking=True,
        group_expand=True,
    )
    mode = fields.Selection(
        selection=MODE,
        required=True,
        readonly=True,
        default="computed",
        string="Best Found",
        help="As the settings said when the week began.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.6s.week.line",
        inverse_name="week_id",
        string="Order",
        readonly=True,
    )
    line_count = fields.Integer(
        string="Took Part", compute="_compute_line_count", groups=MANAGERS
    )

    # What the rule proposes
    proposed_best_id = fields.Many2one(
        comodel_name="hr.employee",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        groups=MANAGERS,
    )
    proposed_best_by = fields.Selection(selection=BY, readonly=True, groups=MANAGERS)
    proposed_best_tied = fields.Integer(readonly=True, groups=MANAGERS)
    proposed_best_reason = fields.Char(
        string="Why the Best", compute="_compute_reasons", groups=MANAGERS
    )
    proposed_worst_id = fields.Many2one(
        comodel_name="hr.employee",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        groups=MANAGERS,
    )
    proposed_worst_by = fields.Selection(selection=BY, readonly=True, groups=MANAGERS)
    proposed_worst_tied = fields.Integer(readonly=True, groups=MANAGERS)
    proposed_worst_reason = fields.Char(
        string="Why the Worst", compute="_compute_reasons", groups=MANAGERS
    )
    computed_at = fields.Datetime(string="Computed", readonly=True)

    # What was decided
    best_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Best of the Week",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    best_note = fields.Char(string="Why Another Best", readonly=True, groups=MANAGERS)
    worst_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Worst of the Week",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        groups=MANAGERS,
    )
    worst_note = fields.Char(string="Why Another Worst", readonly=True, groups=MANAGERS)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    decided_at = fields.Datetime(string="Decided", readonly=True)
    cancel_reason = fields.Char(string="Why Cancelled", readonly=True)
    late_note = fields.Text(
        string="Changed since",
        compute="_compute_late_note",
        groups=MANAGERS,
        help="Findings of this week that were annulled or moved after it was "
        "confirmed. What was decided stays.",
    )

    _once = models.Constraint(
        "UNIQUE(company_id, friday)", "There is already this week of the company."
    )
    _friday = models.Constraint(
        "CHECK(EXTRACT(ISODOW FROM friday) = 5)", "A week is named by its Friday."
    )

    # Computed

    @api.depends("friday")
    def _compute_display_name(self):
        for week in self:
            week.display_name = week.friday and self.env._(
                "Week to %s", f"{week.friday:%Y-%m-%d}"
            )

    @api.depends("friday")
    def _compute_days(self):
        for week in self:
            since, until = week.friday and rules.week_of(week.friday) or (False, False)
            week.date_from, week.date_to = since, until
            week.month = week.friday and week.friday.replace(day=1)

    @api.depends("line_ids")
    def _compute_line_count(self):
        for week in self:
            week.line_count = len(week.line_ids)

    @api.depends_context("lang")
    @api.depends(
        "proposed_best_by",
        "proposed_best_tied",
        "proposed_worst_by",
        "proposed_worst_tied",
    )
    def _compute_reasons(self):
        for week in self:
            week.proposed_best_reason = week._reason_in_words(
                week.proposed_best_by, week.proposed_best_tied, best=True
            )
            week.proposed_worst_reason = week._reason_in_words(
                week.proposed_worst_by, week.proposed_worst_tied, best=False
            )

    def _reason_in_words(self, by, tied, best):
        """What settled it, as a sentence."""
        if not by:
            return False
        equal = ""
        if by != (rules.VOTES if self.mode == "voted" and best else rules.POINTS):
            equal = self.env._("Equal with others up to there (%s). ", tied)
        return equal * bool(tied) + self._criterion_in_words(by, best)

    def _criterion_in_words(self, by, best):
        if best:
            words = {
                rules.ALONE: self.env._("Took part alone and lost no points."),
                rules.VOTES: self.env._("Most votes."),
                rules.POINTS: self.env._("Fewest points lost."),
                rules.SAFETY: self.env._("Fewest findings of safety."),
                rules.SCORE: self.env._("Highest average score of the inspections."),
                rules.ROUNDS: self.env._("Most of the own rounds done in time."),
                rules.NAMED: self.env._("Never named the best, or longest ago."),
                rules.NUMBER: self.env._("Equal in everything: lower number."),
            }
        else:
            words = {
                rules.ALONE: self.env._("The only other one who lost points."),
                rules.POINTS: self.env._("Most points lost."),
                rules.SAFETY: self.env._("Most findings of safety."),
                rules.SCORE: self.env._("Lowest average score of the inspections."),
                rules.ROUNDS: self.env._("Fewest of the own rounds done in time."),
                rules.NAMED: self.env._("Never named the worst, or longest ago."),
                rules.NUMBER: self.env._("Equal in everything: lower number."),
            }
        return words[by]

    @api.depends("state", "line_ids.points_now")
    @api.depends_context("lang")
    def _compute_late_note(self):
        for week in self:
            changed = week.line_ids.filtered("is_changed")
            if week.state != CONFIRMED:
                changed = changed.browse()
            week.late_note = "\n".join(
                self.env._(
                    "%(employee)s: %(now)s points, %(then)s when it was confirmed.",
                    employee=line.employee_id.name,
                    now=f"{line.points_now:g}",
                    then=f"{line.points:g}",
                )
                for line in changed
            )

    # Time

    def _closes_at(self):
        """When a week is computed and voting ends: Friday at the company's hour.

        :return: naive UTC
        """
        self.ensure_one()
        company = self.company_id.sudo()  # its settings aren't readable by everybody
        zone = ZoneInfo(company._service_tz())
        midnight = datetime.combine(self.friday, time(), zone)
        # the hour on the wall, even on a day on which clocks are shifted
        hour = midnight + timedelta(hours=company.aftersales_6s_week_hour)
        return company._to_utc(hour)

    @api.model
    def _week_of(self, company, friday):
        """The week of a company, made if it isn't there yet."""
        week = self.search([("company_id", "=", company.id), ("friday", "=", friday)])
        if not week:
            # weeks are made by the system, whoever asks for one
            week = self.sudo().create(
                {
                    "company_id": company.id,
                    "friday": friday,
                    "mode": company.sudo().aftersales_6s_week_mode,
                }
            )
        return week.sudo(self.env.su)
