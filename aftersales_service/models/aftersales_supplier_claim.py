from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import claim as rules

STATE = [
    (rules.DRAFT, "Draft"),
    (rules.CHECKED, "Checked"),
    (rules.SUBMITTED, "Handed In"),
    (rules.ANSWERED, "Answered"),
    (rules.SETTLED, "Settled"),
    (rules.CLOSED, "Closed"),
    (rules.CANCELLED, "Cancelled"),
]
SUMS = ("cost", "claimed", "accepted", "refused", "received")


class AftersalesSupplierClaim(models.Model):
    """Claim on a supplier (二次索赔单): what faults of its parts cost us (PRT-9).

    Lines are collected from parts written off and from costs of requests. Its states
    and who takes which step: ``rules.claim``.

    | state     | next, and who takes the step                                     |
    |-----------|------------------------------------------------------------------|
    | draft     | checked: quality                                                 |
    | checked   | handed in with sheet and letter: buyer; or back to draft         |
    | submitted | answered line by line, or silence counts as yes: buyer;          |
    |           | old parts sent along: keeper, buyer                              |
    | answered  | credit note: finance                                             |
    | settled   | what isn't paid: a manager chooses who bears it, the buyer what  |
    |           | is disputed or handed in again; finance books and closes         |
    """

    _name = "aftersales.supplier.claim"
    _description = "Supplier Claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Claim Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    version = fields.Integer(default=1, readonly=True, required=True)
    previous_id = fields.Many2one(
        comodel_name="aftersales.supplier.claim",
        string="Handed In Again From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    next_ids = fields.One2many(
        comodel_name="aftersales.supplier.claim",
        inverse_name="previous_id",
        string="Handed In Again As",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.DRAFT,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    agreement_id = fields.Many2one(
        comodel_name="aftersales.supplier.agreement",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Whose sheet and days for the answer hold; each line has its own terms.",
    )
    buyer_id = fields.Many2one(comodel_name="res.users", tracking=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.supplier.claim.line",
        inverse_name="claim_id",
        string="Claim Lines",
    )
    note = fields.Text(
        string="Claim Letter", help="Stands on the letter to the supplier."
    )

    # Money
    amount_cost = fields.Monetary(
        string="Actual Cost", compute="_compute_amounts", store=True
    )
    amount_claimed = fields.Monetary(
        string="Claimed", compute="_compute_amounts", store=True
    )
    amount_accepted = fields.Monetary(compute="_compute_amounts", store=True)
    amount_refused = fields.Monetary(compute="_compute_amounts", store=True)
    amount_received = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        help="What of the accepted amounts was paid or set off.",
    )

    # Windows
    deadline = fields.Date(
        string="Hand In by",
        compute="_compute_deadline",
        store=True,
        index="btree_not_null",
        help="Last day of the first window that closes.",
    )
    days_left = fields.Integer(
        compute="_compute_days_left",
        search="_search_days_left",
        help="Until the first window closes; negative: closed.",
    )
    answer_due = fields.Date(readonly=True, copy=False)
    is_deemed = fields.Boolean(string="Accepted by Silence", readonly=True, copy=False)

    # Steps
    checked_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    checked_at = fields.Datetime(string="Checked", readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Handed In on", readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    settled_at = fields.Datetime(string="Settled", readonly=True, copy=False)
    closed_at = fields.Datetime(string="Closed", readonly=True, copy=False)
    warned_on = fields.Date(readonly=True, copy=False)
    supplier_reference = fields.Char(
        string="Supplier's Number",
        copy=False,
        help="Number of the supplier's answer or credit note.",
    )
    steps = fields.Char(compute="_compute_steps")

    _one_draft = models.UniqueIndex(
        "(company_id, partner_id, COALESCE(date_from, '0001-01-01'::date), date_to) "
        "WHERE state = 'draft' AND previous_id IS NULL",
        "There is a draft claim on this supplier for this period already.",
    )

    @api.model
    def _group_expand_state(self, states, _domain):
        ends = rules.ENDED.difference(states)
        return [state for state, _label in STATE if state not in ends]

    @api.depends(*(f"line_ids.{name}" for name in SUMS))
    def _compute_amounts(self):
        for claim in self:
            for name in SUMS:
                claim[f"amount_{name}"] = sum(claim.line_ids.mapped(name))

    @api.depends("line_ids.deadline")
    def _compute_deadline(self):
        for claim in self:
            ends = [day for day in claim.line_ids.mapped("deadline") if day]
            claim.deadline = min(ends, default=False)

    def _today(self):
        company = self.company_id[:1] or self.env.company
        return company._service_date(fields.Datetime.now())

    @api.depends("deadline")
    def _compute_days_left(self):
        for claim in self:
            left = rules.days_left(claim.deadline or None, claim._today())
            claim.days_left = left if claim.state in rules.UNSENT else False

    @api.model
    def _search_days_left(self, operator, value):
        if operator not in ("<", "<=", ">", ">=", "="):
            return NotImplemented
        today = self.env.company._service_date(fields.Datetime.now())
        day = fields.Date.add(today, days=int(value))
        return [
            ("deadline", operator, day),
            ("state", "in", list(rules.UNSENT)),
        ]

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_steps(self):
        roles = self._roles()
        for claim in self:
            steps = rules.TRANSITIONS[claim.state] if claim._origin else ()
            mine = [step for step in steps if rules.may_take(step, roles)]
            claim.steps = ",".join(["", *sorted(mine), ""])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        for claim in self:
            raise UserError(
                self.env._(
                    "Claim %(name)s is on record and can't be deleted. Cancel it "
                    "instead.",
                    name=claim.name,
                )
            )
