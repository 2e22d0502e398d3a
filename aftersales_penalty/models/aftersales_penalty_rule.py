from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import case as case_rules
from ..rules import proposal as rules

TRIGGER = [
    (rules.CLOCK, "A limit was missed"),
    (rules.UNREPORTED, "A limit was missed, and the delay hadn't been reported"),
    (rules.UNPREPARED, "A limit was missed after a stop by one's own cause"),
    (rules.EVENT, "A fact was recorded"),
    (rules.INCOMPLETE, "A report was returned as incomplete"),
    (rules.NO_CALL, "Left without calling headquarters"),
    (rules.REFUSED, "The customer refused to sign"),
    (rules.REPEAT, "Repeat service for the same fault"),
    (rules.EXCHANGE, "Exchanged goods failed again"),
    (rules.RATING, "The customer was dissatisfied"),
    (rules.PRAISE, "The customer was very satisfied"),
    (rules.WINDOW, "The window for a supplier claim was lost"),
    (rules.OLD_PART, "A charge for an old part was confirmed"),
    (rules.OVER_PROMISE, "The contract promised more than the handbook"),
    (rules.MANUAL, "Reported by a person"),
]
ROLE = [
    (rules.PERSON, "Who did it, or whose limit it was"),
    (rules.LEADER, "Leader of the visit"),
    (rules.IN_CHARGE, "Person in charge of the request"),
    (rules.MANAGER, "Manager of that person on that day"),
    (rules.SELLER, "Seller"),
]
CONSEQUENCE = [
    (case_rules.FINE, "Amount of money"),
    (case_rules.LOSS_SHARE, "Share of a loss"),
    (case_rules.POINTS, "Points"),
    (case_rules.CRITICISM, "Criticism"),
    (case_rules.WARNING, "Warning"),
    (case_rules.DEMERIT, "Demerit"),
    (case_rules.MAJOR_DEMERIT, "Major demerit"),
    (case_rules.BONUS_WITHHELD, "Bonus withheld"),
    (case_rules.DISMISSAL, "Dismissal case"),
    (case_rules.EXPENSE_REFUSED, "Expense refused"),
    (case_rules.REWARD, "Reward"),
]
MONEY_TYPE = [
    ("performance", "Performance pay"),
    ("loss", "Compensation of a loss"),
    ("fine", "Fine"),
]


class AftersalesPenaltyRule(models.Model):
    """One clause of a regulation, as data (PEN-01 … PEN-40, REW-1).

    Money is of one of three types, which the law treats differently: performance pay
    that wasn't earned, compensation of a proven loss (WPR 16), and fines, which have no
    legal basis in most regions and are off until HR records one.
    """

    _name = "aftersales.penalty.rule"
    _description = "Clause on Penalties and Rewards"
    _order = "sequence, code, id"
    _check_company_auto = True

    regulation_id = fields.Many2one(
        comodel_name="aftersales.regulation",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="regulation_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    version = fields.Integer(related="regulation_id.version", store=True)
    state = fields.Selection(related="regulation_id.state", store=True)
    valid_from = fields.Date(related="regulation_id.valid_from")
    valid_to = fields.Date(related="regulation_id.valid_to")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    code = fields.Char(
        required=True, help="Number of the rule, such as PEN-07; stays over versions."
    )
    name = fields.Char(required=True, translate=True)
    clause = fields.Char(help="Number of the clause in the company's regulation.")
    text = fields.Text(
        string="Text of the Clause",
        translate=True,
        help="Printed on the notice, word for word.",
    )
    trigger = fields.Selection(
        selection=TRIGGER, required=True, default=rules.MANUAL, string="Proposed When"
    )
    trigger_codes = fields.Char(
        string="Which",
        help="Numbers of the limits (T-02), or codes of the facts, separated by "
        "commas. Empty: any.",
    )
    score = fields.Integer(
        default=2,
        help="Dissatisfied: this score of 1 to 5 or less. Very satisfied: this one or "
        "more.",
    )
    needs_harm = fields.Boolean(
        string="Only If Harm Followed",
        help="The customer complained, or the service was repeated or failed.",
    )
    accountable_role = fields.Selection(
        selection=ROLE, string="Who Answers for It", required=True, default=rules.PERSON
    )
    share_ids = fields.One2many(
        comodel_name="aftersales.penalty.rule.share",
        inverse_name="rule_id",
        string="Shared",
        copy=True,
        help="Several answer for it together, each for a percentage. Empty: one does.",
    )
    consequence = fields.Selection(
        selection=CONSEQUENCE, required=True, default=case_rules.FINE
    )
    is_reward = fields.Boolean(compute="_compute_is_reward", store=True)
    money_type = fields.Selection(
        selection=MONEY_TYPE,
        default="performance",
        help="Performance pay: part of the agreed variable pay wasn't earned. "
        "Compensation: a proven loss, at most 20 % of the month's wage. Fine: only "
        "where HR has recorded a legal basis.",
    )
    amount = fields.Monetary(help="0: the company still has to say how much.")
    percent = fields.Float(string="Percent of the Loss")
    points = fields.Float(digits=(16, 1))
    validity_months = fields.Integer(
        string="Counts for (Months)",
        help="How long a demerit or warning counts. 0: for good.",
    )
    step_ids = fields.One2many(
        comodel_name="aftersales.penalty.rule.step",
        inverse_name="rule_id",
        string="When It Happens Again",
        copy=True,
    )
    is_amount_missing = fields.Boolean(compute="_compute_is_amount_missing", store=True)
    case_count = fields.Integer(compute="_compute_case_count")

    _code_uniq = models.Constraint(
        "UNIQUE(regulation_id, code)",
        "This regulation already has a rule of this code.",
    )
    _positive = models.Constraint(
        "CHECK(amount >= 0 AND percent >= 0 AND percent <= 100)",
        "Amounts aren't negative, and a share of a loss is 0 to 100 percent.",
    )
    _score = models.Constraint(
        "CHECK(score >= 1 AND score <= 5)", "Customers give scores from 1 to 5."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = " ".join(filter(None, [rule.code, rule.name]))

    @api.depends("consequence")
    def _compute_is_reward(self):
        for rule in self:
            rule.is_reward = rule.consequence == case_rules.REWARD

    @api.depends("consequence", "amount", "percent", "trigger")
    def _compute_is_amount_missing(self):
        brought = self._triggers_with_amount()
        for rule in self:
            money = rule.consequence in case_rules.MONEY and rule.trigger not in brought
            rule.is_amount_missing = money and not (rule.amount or rule.percent)

    @api.model
    def _triggers_with_amount(self):
        """Triggers whose facts bring their amount; addons add theirs."""
        return frozenset()

    def _compute_case_count(self):
        counts = dict(
            self.env["aftersales.penalty"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.case_count = counts.get(rule, 0)

    @api.constrains("share_ids")
    def _check_shares(self):
        for rule in self:
            total = sum(rule.share_ids.mapped("percent"))
            if rule.share_ids and abs(total - 100) > 0.001:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the shares add up to %(total)s %%, not to 100 %%.",
                        rule=rule.display_name,
                        total=f"{total:g}",
                    )
                )

    @api.constrains("trigger", "trigger_codes")
    def _check_codes(self):
        events = set(dict(self.env["aftersales.event.type"]._selection()))
        for rule in self.filtered(lambda r: r.trigger == rules.EVENT):
            unknown = rule._codes() - events
            if unknown or not rule._codes():
                raise ValidationError(
                    self.env._(
                        "%(rule)s: name facts by the codes of the list under "
                        "Configuration, Kinds of Event. Unknown: %(unknown)s.",
                        rule=rule.display_name,
                        unknown=", ".join(sorted(unknown)) or "–",
                    )
                )

    # Guards

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        if not self.env.su:
            found.regulation_id._check_draft()
        return found

    def write(self, vals):
        if not self.env.su:
            self.regulation_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.regulation_id._check_draft()
        used = self.env["aftersales.penalty"].sudo()
        for one in used.search([("rule_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "“%(rule)s” is used by case %(case)s and can't be deleted.",
                    rule=one.rule_id.display_name,
                    case=one.name,
                )
            )

    def _codes(self):
        codes = (self.trigger_codes or "").replace("，", ",").split(",")
        return frozenset(filter(None, map(str.strip, codes)))

    def _rules(self):
        """These clauses as the rules know them, without those that lack an amount."""
        return [
            rules.Rule(
                id=rule.id,
                code=rule.code,
                regulation=rule.regulation_id.id,
                trigger=rule.trigger,
                consequence=rule.consequence,
                role=rule.accountable_role,
                codes=rule._codes(),
                valid_from=rule.valid_from or None,
                valid_to=rule.valid_to or None,
                amount=rule.amount,
                percent=rule.percent,
                points=rule.points,
                needs_harm=rule.needs_harm,
                score=rule.score,
                shares=tuple((s.role, s.percent) for s in rule.share_ids),
                steps=tuple(step._rule() for step in rule.step_ids),
                is_reward=rule.is_reward,
            )
            for rule in self
            if not rule.is_amount_missing
        ]

    def action_view_cases(self):
        """Cases by this clause."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_penalty.aftersales_penalty_action"
        )
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {}}
