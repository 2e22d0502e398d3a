from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import rhythm as rules
from .aftersales_6s_inspection import CHECK
from .aftersales_6s_item import RHYTHM

WEEKDAY = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
OFF_DAY = [
    ("before", "On the workday before"),
    ("skip", "Left out"),
    ("same", "Takes place all the same"),
]
DAY_HOURS = 24


class Aftersales6sPlan(models.Model):
    """Which areas are looked at in which rhythm, and by whom (S6-3).

    Rounds follow from it by themselves, for the days to come; what has begun or is over
    stays as it was.
    """

    _name = "aftersales.6s.plan"
    _description = "Plan of 6S Rounds"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="Short and unique, such as DAILY.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )

    # Where
    kind_ids = fields.Many2many(
        comodel_name="aftersales.6s.kind",
        relation="aftersales_6s_plan_kind_rel",
        string="Kinds of Area",
        check_company=True,
        help="All areas of these kinds. No kind and no area: everywhere.",
    )
    area_ids = fields.Many2many(
        comodel_name="aftersales.6s.area",
        relation="aftersales_6s_plan_area_rel",
        string="Areas",
        check_company=True,
        help="These areas, besides those of the kinds.",
    )

    # Who
    check = fields.Selection(
        selection=CHECK, required=True, default="self", tracking=True
    )
    inspector_id = fields.Many2one(
        comodel_name="hr.employee",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: any inspector. In an area of their own somebody else comes.",
    )

    # When
    rhythm = fields.Selection(
        selection=[one for one in RHYTHM if one[0] != rules.ALWAYS],
        required=True,
        default="daily",
        tracking=True,
        help="Also says which items of the checklist are asked.",
    )
    weekday = fields.Selection(
        selection=WEEKDAY, string="Day of the Week", default="0", tracking=True
    )
    time_from = fields.Float(string="From", default=0, tracking=True)
    time_due = fields.Float(
        string="Until",
        default=24,
        tracking=True,
        help="Who comes later is late. An end that is not after the beginning is on "
        "the next day.",
    )
    second_from = fields.Float(string="Second Round from", default=13)
    second_due = fields.Float(string="Second Round until", default=24)
    off_day = fields.Selection(
        selection=OFF_DAY,
        string="If That Day Isn't Worked",
        required=True,
        default="before",
        help="By the company's working hours, holidays and worked weekends. Moved "
        "within the week, the half month or the month; if no workday comes before, to "
        "the first one after.",
    )
    valid_from = fields.Date(string="First Day")
    valid_to = fields.Date(string="Last Day")
    round_count = fields.Integer(
        string="Rounds to Come", compute="_compute_round_count"
    )

    _code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "There is already a plan of this code."
    )
    _period = models.Constraint(
        "CHECK(valid_to >= valid_from)", "A plan can't end before it begins."
    )
    _hours = models.Constraint(
        "CHECK(LEAST(time_from, time_due, second_from, second_due) >= 0 "
        "AND GREATEST(time_from, time_due, second_from, second_due) <= 24)",
        "Times of a plan lie between 0:00 and 24:00.",
    )

    def _compute_round_count(self):
        counts = dict(
            self.env["aftersales.6s.inspection"]._read_group(
                [("plan_id", "in", self.ids), ("state", "=", "planned")],
                ["plan_id"],
                ["__count"],
            )
        )
        for plan in self:
            plan.round_count = counts.get(plan._origin, 0)

    @api.constrains("rhythm", "weekday")
    def _check_weekday(self):
        for plan in self:
            if plan.rhythm == rules.WEEKLY and not plan.weekday:
                raise ValidationError(
                    self.env._(
                        "%s is weekly. Please choose the day of the week.", plan.name
                    )
                )

    # Rounds follow

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        self.env["aftersales.6s.inspection"]._replan_soon()
        return plans

    def write(self, vals):
        result = super().write(vals)
        self.env["aftersales.6s.inspection"]._replan_soon()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_planned_rounds(self):
        """Rounds that nobody began go with their plan; others keep it."""
        # superuser: rounds are the system's
        rounds = self.env["aftersales.6s.inspection"].sudo()
        rounds.search([("plan_id", "in", self.ids), ("state", "=", "planned")]).unlink()

    def action_view_rounds(self):
        """Rounds of this plan, with the user's own rights."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_6s.aftersales_6s_round_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_plan_now(self):
        """Make the rounds of the coming days right now, rather than in a minute."""
        self.check_access("write")
        rounds = self.env["aftersales.6s.inspection"]
        now = fields.Datetime.now()
        for company in self.company_id:
            rounds._plan_rounds(company, now)
        return True

    # For the rule

    def _rule(self):
        """This plan as ``rules.rhythm`` knows it."""
        self.ensure_one()
        spans = [(self.time_from, self.time_due)]
        if self.rhythm == rules.TWICE:
            spans.append((self.second_from, self.second_due))
        return rules.Plan(
            rhythm=self.rhythm,
            spans=tuple((round(a * 60), round(b * 60)) for a, b in spans),
            weekday=int(self.weekday or 0),
            off_day=self.off_day,
            valid_from=self.valid_from or None,
            valid_to=self.valid_to or None,
            cleanup=self.company_id.aftersales_6s_cleanup,
        )

    def _areas_of(self, areas):
        """Those of these areas that the plan is about."""
        self.ensure_one()
        if not self.kind_ids and not self.area_ids:
            return areas
        chosen = set(self.area_ids.ids)
        kinds = set(self.kind_ids.ids)
        return areas.filtered(lambda a: a.id in chosen or a.kind_id.id in kinds)
