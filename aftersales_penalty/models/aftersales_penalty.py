from odoo import api, fields, models

from ..rules import case as rules
from .aftersales_penalty_rule import CONSEQUENCE, MONEY_TYPE

STATE = [
    (rules.PROPOSED, "Proposed"),
    (rules.NOTIFIED, "Notified"),
    (rules.HEARD, "Heard"),
    (rules.CONFIRMED, "Confirmed"),
    (rules.APPEALED, "Appealed"),
    (rules.APPLIED, "Applied"),
    (rules.WAIVED, "Waived"),
    (rules.REVOKED, "Revoked"),
]
SERVED = [
    ("odoo", "Read in Odoo"),
    ("signed", "Signed on paper"),
    ("posted", "Posted, with proof"),
]
DECISION = [
    ("as_proposed", "As proposed"),
    ("changed", "Changed"),
    ("waived", "Waived"),
]
APPEAL = [("upheld", "Decision stays"), ("granted", "Granted"), ("changed", "Reduced")]


class AftersalesPenalty(models.Model):
    """One case: what an employee is charged with, or praised for (处罚/奖励).

    Proposed from a fact or by a person; decided, after the employee was heard, by
    somebody who is neither. Nothing is ever applied without that.

    | state     | next, and who takes the step                                      |
    |-----------|-------------------------------------------------------------------|
    | proposed  | notice is given, or waived: a decider                             |
    | notified  | the employee answers, or lets the time pass                       |
    | heard     | confirmed, changed or waived: another person than the reporter    |
    | confirmed | appealed by the employee inside the window; else onto the sheet   |
    | appealed  | decided by another person than before                             |
    | applied   | on a sheet that HR has locked                                     |
    | revoked   | taken back with a reason; the next sheet gives the money back     |
    """

    _name = "aftersales.penalty"
    _description = "Penalty or Reward"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.rows",
        "aftersales.approval",
    ]
    _order = "happened_at desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index=True,
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.PROPOSED,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Who and by which clause
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Department on That Day",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    rule_id = fields.Many2one(
        comodel_name="aftersales.penalty.rule",
        string="Clause",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '=', 'published')]",
    )
    rule_code = fields.Char(
        related="rule_id.code", store=True, precompute=True, string="Rule"
    )
    rule_version = fields.Integer(
        related="rule_id.version",
        store=True,
        precompute=True,
        string="Version of the Regulation",
    )
    rule_text = fields.Text(related="rule_id.text", string="Text of the Clause")
    is_reward = fields.Boolean(
        related="rule_id.is_reward", store=True, precompute=True, string="Reward"
    )
    consequence = fields.Selection(
        selection=CONSEQUENCE,
        compute="_compute_from_rule",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    money_type = fields.Selection(
        selection=MONEY_TYPE,
        compute="_compute_from_rule",
        store=True,
        precompute=True,
        help="Decides how much of it the month's sheet may deduct.",
    )
    share = fields.Float(
        string="Share (%)", default=100, help="Of those who answer for it together."
    )
    times = fields.Integer(
        string="How Often",
        default=1,
        readonly=True,
        help="The n-th time by this clause.",
    )
    loss = fields.Monetary(help="Proven loss of the company.")
    proposed_amount = fields.Monetary(
        string="Amount Proposed",
        compute="_compute_amounts",
        store=True,
        precompute=True,
    )
    amount = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Of a penalty or a reward; always positive.",
    )
    points = fields.Float(
        compute="_compute_amounts",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 1),
    )

    # What happened
    happened_at = fields.Datetime(
        required=True, default=fields.Datetime.now, index=True
    )
    happened_on = fields.Date(
        string="Day",
        compute="_compute_happened_on",
        store=True,
        precompute=True,
        index=True,
        help="In the company's zone.",
    )
    description = fields.Text(
        string="What Happened", help="In words; of a proposal of the system, see below."
    )
    facts = fields.Json(
        string="Facts Recorded",
        readonly=True,
        help="What the system knew when it proposed it.",
    )
    facts_html = fields.Html(
        string="Facts", compute="_compute_facts_html", sanitize=False
    )
    source_ref = fields.Char(
        string="Source",
        readonly=True,
        copy=False,
        help="The fact that it comes from. Empty: a person reported it.",
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    clock_id = fields.Many2one(
        comodel_name="aftersales.clock",
        string="Limit",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        string="Evidence",
        domain=[("res_model", "=", "aftersales.penalty")],
        copy=False,
    )
    reporter_id = fields.Many2one(
        comodel_name="res.users",
        string="Reported by",
        readonly=True,
        copy=False,
        help="Empty: the system proposed it.",
    )
    known_on = fields.Date(
        string="Known since",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
    )
    act_by = fields.Date(
        string="Act by",
        compute="_compute_act_by",
        store=True,
        precompute=True,
        help="Last day on which it may be decided.",
    )

    # Notice and hearing
    served_how = fields.Selection(
        selection=SERVED, string="Served", readonly=True, copy=False
    )
    notified_at = fields.Datetime(string="Notice Given", readonly=True, copy=False)
    served_at = fields.Datetime(
        string="Notice Received",
        readonly=True,
        copy=False,
        help="Read by the employee in Odoo, signed for, or posted with proof.",
    )
    hearing_due = fields.Date(string="Answer until", readonly=True, copy=False)
    statement = fields.Text(
        string="The Employee's Statement", copy=False, readonly=True
    )
    statement_at = fields.Datetime(string="Stated", copy=False, readonly=True)
    documents_ready = fields.Boolean(
        string="Documents Complete",
        copy=False,
        tracking=True,
        help="Of a dismissal: contract, rules, proof of the facts and of the service.",
    )
    union_told_on = fields.Date(
        string="Union Told on",
        copy=False,
        tracking=True,
        help="The union is told the reason before a dismissal (LCL 43).",
    )
    union_answer = fields.Text(string="The Union's Answer", copy=False)

    # Decision and appeal
    decision = fields.Selection(selection=DECISION, readonly=True, copy=False)
    decision_reason = fields.Text(string="Reasons", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(
        string="Decided", readonly=True, copy=False, index=True
    )
    appeal_until = fields.Date(readonly=True, copy=False)
    appeal = fields.Text(string="The Employee's Appeal", readonly=True, copy=False)
    appealed_at = fields.Datetime(string="Appealed", readonly=True, copy=False)
    appeal_outcome = fields.Selection(selection=APPEAL, readonly=True, copy=False)
    appeal_reason = fields.Text(
        string="Reasons of the Appeal's Decision", readonly=True, copy=False
    )
    appeal_decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Appeal Decided by", readonly=True, copy=False
    )
    appeal_decided_at = fields.Datetime(
        string="Appeal Decided", readonly=True, copy=False
    )
    counts_until = fields.Date(
        readonly=True, copy=False, help="A demerit or warning counts until that day."
    )
    is_warned = fields.Boolean(
        readonly=True, copy=False, help="Deciders were warned that time runs out."
    )
    revoke_reason = fields.Text(string="Why Revoked", readonly=True, copy=False)
    log_ids = fields.One2many(
        comodel_name="aftersales.penalty.log",
        inverse_name="penalty_id",
        string="History",
        readonly=True,
    )

    # What the user may do
    is_mine = fields.Boolean(compute="_compute_may", search="_search_is_mine")
    can_decide = fields.Boolean(compute="_compute_may")
    lacks = fields.Text(
        string="Before It Can Be Confirmed",
        compute="_compute_lacks",
        help="What is still missing.",
    )

    _once = models.UniqueIndex(
        "(company_id, source_ref, rule_code, employee_id) WHERE source_ref IS NOT NULL",
        "There is already a case for this fact, clause and person.",
    )
    _positive = models.Constraint(
        "CHECK(amount >= 0 AND loss >= 0)", "Amounts and losses aren't negative."
    )
    _share = models.Constraint(
        "CHECK(share > 0 AND share <= 100)", "A share is 0 to 100 percent."
    )

    # Computed

    @api.depends("name", "rule_code")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, [case.name, case.rule_code]))

    @api.depends("rule_id")
    def _compute_from_rule(self):
        for case in self:
            case.consequence = case.rule_id.consequence
            money = case.rule_id.consequence in rules.MONEY
            case.money_type = money and case.rule_id.money_type

    @api.depends("rule_id", "loss", "share")
    def _compute_amounts(self):
        for case in self:
            rule, facts = case.rule_id, case.facts or {}
            case.proposed_amount = case.amount = rules.amount_of(
                facts.get("amount", rule.amount), rule.percent, case.loss, case.share
            )
            case.points = facts.get("points", rule.points)

    @api.depends("happened_at", "company_id")
    def _compute_happened_on(self):
        for case in self:
            case.happened_on = case.happened_at and case.company_id._service_date(
                case.happened_at
            )

    @api.depends("known_on", "company_id", "consequence")
    def _compute_act_by(self):
        for case in self:
            case.act_by = rules.months_after(
                case.known_on, case.company_id._penalty_months(case.consequence)
            )

    @api.depends_context("uid")
    @api.depends("employee_id", "reporter_id", "state", "decided_by_id")
    def _compute_may(self):
        decider = self.env["aftersales.penalty"]._is_decider()
        for case in self:
            own = case._own_users()
            case.is_mine = self.env.user in own
            case.can_decide = decider and rules.may_decide(
                self.env.uid, case.reporter_id.id, own.ids
            )

    def _search_is_mine(self, operator, value):
        # Odoo asks with "in" and the values True or False
        mine = [("employee_id.user_id", "=", self.env.uid)]
        return mine if True in value else ["!", *mine]

    @api.depends(
        "rule_id",
        "state",
        "amount",
        "loss",
        "documents_ready",
        "union_told_on",
        "description",
        "attachment_ids",
    )
    def _compute_lacks(self):
        labels = dict(self.env["aftersales.penalty"]._lack_labels())
        acknowledged = self.rule_id.regulation_id._acknowledged(self.employee_id)
        for case in self:
            lacks = rules.missing(case._as_rule(acknowledged))
            open_ = case.state in (rules.PROPOSED, rules.NOTIFIED, rules.HEARD)
            case.lacks = open_ and "\n".join(labels[one] for one in lacks)

    @api.model
    def _lack_labels(self):
        return [
            (rules.NOT_IN_FORCE, self.env._("The clause wasn't in force on that day.")),
            (
                rules.NOT_ACKNOWLEDGED,
                self.env._("The employee hadn't acknowledged the regulation by then."),
            ),
            (rules.NO_EVIDENCE, self.env._("There is no evidence.")),
            (rules.NO_AMOUNT, self.env._("There is no amount.")),
            (rules.NO_LOSS, self.env._("There is no proven loss.")),
            (
                rules.NO_DOCUMENTS,
                self.env._("The documents for the dismissal aren't complete."),
            ),
            (rules.NO_UNION, self.env._("The union hasn't been told the reason.")),
            (rules.NOT_SERVED, self.env._("The notice hasn't been served.")),
            (rules.NOT_HEARD, self.env._("The employee hasn't been heard.")),
            (rules.TOO_LATE, self.env._("The time to act has passed.")),
        ]

    @api.model
    def _group_expand_state(self, states, domain):
        """Columns of the board that are there even when they are empty."""
        return [rules.PROPOSED, rules.NOTIFIED, rules.HEARD, rules.CONFIRMED]

    # Facts for the rules

    def _own_users(self):
        """Users of the person whom the case is about."""
        # employees' users aren't readable by everybody
        return self.sudo().employee_id.user_id

    def _as_rule(self, acknowledged=None):
        """The case as the rules know it."""
        self.ensure_one()
        rule = self.rule_id
        if acknowledged is None:
            acknowledged = rule.regulation_id._acknowledged(self.employee_id)
        published = rule.state != "draft"
        return rules.Case(
            consequence=self.consequence,
            day=self.happened_on,
            today=self.company_id._service_date(fields.Datetime.now()),
            rule_from=published and rule.valid_from or None,
            rule_to=rule.valid_to or None,
            acknowledged_on=acknowledged.get(
                (rule.regulation_id.id, self.employee_id.id)
            ),
            act_by=self.act_by or None,
            evidence=bool(self.facts or self.attachment_ids),
            served=bool(self.served_at),
            heard=self.state == rules.HEARD,
            union_told=bool(self.union_told_on),
            documents=self.documents_ready,
            amount=self.amount,
            is_loss=self.money_type == "loss",
            loss=self.loss,
        )
