from collections import defaultdict
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.aftersales_service.rules import clock as clock_rules

from ..models.aftersales_penalty_facts import Found, stamp
from ..rules import proposal as rules


class AftersalesPenaltyReplay(models.TransientModel):
    """Past months by other clauses or other limits: who would gain or lose, how much.

    A draft of a regulation, or versions of limits (with other hours or another
    calendar), are tried on the facts of the past before they take effect. Nothing is
    written, and decided cases stay as they are.
    """

    _name = "aftersales.penalty.replay"
    _inherit = "aftersales.penalty.days"
    _description = "Replay of Clauses and Limits"
    _months = 3

    regulation_id = fields.Many2one(
        comodel_name="aftersales.regulation",
        string="Clauses to Try",
        domain="[('company_id', '=', company_id)]",
        help="A draft, or another version. Empty: the clauses in force.",
    )
    policy_ids = fields.Many2many(
        comodel_name="aftersales.clock.policy",
        string="Limits to Try",
        domain="[('company_id', '=', company_id)]",
        context={"active_test": False},
        help="Versions of limits by which past clocks are judged anew. Empty: as "
        "they were.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.penalty.replay.line",
        inverse_name="replay_id",
        string="Who Would Gain or Lose",
        readonly=True,
    )
    is_run = fields.Boolean()

    def action_run(self):
        """Reckon both and show the difference.

        :raise AccessError: the user decides on no cases
        :raise UserError: the days are the wrong way round
        """
        self.ensure_one()
        penalties = self.env["aftersales.penalty"]
        if not penalties._is_decider():
            raise AccessError(
                self.env._("Only service managers, branch managers and HR may try it.")
            )
        before = self._sums(self._by_clauses(in_force=True))
        after = self._sums(self._by_clauses(in_force=False))
        self.line_ids.unlink()
        nothing = (0, 0.0)
        self.env["aftersales.penalty.replay.line"].create(
            [
                {
                    "replay_id": self.id,
                    "employee_id": employee,
                    "cases_before": before.get(employee, nothing)[0],
                    "amount_before": before.get(employee, nothing)[1],
                    "cases_after": after.get(employee, nothing)[0],
                    "amount_after": after.get(employee, nothing)[1],
                }
                for employee in sorted(before.keys() | after.keys())
            ]
        )
        self.is_run = True
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _sums(self, found):
        """Dict of employee id → (number of cases, penalties less rewards)."""
        sums = defaultdict(lambda: [0, 0.0])
        for one in found:
            own = sums[one.employee]
            own[0] += 1
            own[1] += -one.amount if one.rule.is_reward else one.amount
        return {employee: tuple(own) for employee, own in sums.items()}

    def _by_clauses(self, in_force):
        """Proposals that the facts of the days would make, whatever was proposed."""
        company = self.company_id
        since, until = self._span()
        # superuser: it is tried on all facts; the user's role was checked
        penalties = self.env["aftersales.penalty"].with_company(company).sudo()
        regulations = penalties.env["aftersales.regulation"].search(
            [
                ("company_id", "=", company.id),
                ("state", "in", ["published", "replaced"]),
            ]
        )
        acknowledged = regulations._acknowledged()
        clauses = regulations.rule_ids._rules()
        tried = self.sudo().regulation_id
        if tried and not in_force:
            clauses = self._clauses_of(tried, clauses, regulations)
            acknowledged = self._as_if_signed(tried, acknowledged, regulations)
        policies = self.sudo().policy_ids if not in_force else self.policy_ids.browse()
        _infos, facts = penalties._facts(company, since, until, clauses)
        if policies:
            facts = self._other_limits(
                penalties, facts, policies, since, until, clauses
            )
        return rules.proposals(facts, clauses, acknowledged)

    def _clauses_of(self, tried, clauses, regulations):
        """Clauses of the version that is tried, as if it had always been in force."""
        same = regulations.filtered(lambda one: one.code == tried.code)
        others = [one for one in clauses if one.regulation not in same.ids]
        return others + [
            replace(one, valid_from=self.date_from, valid_to=None)
            for one in tried.rule_ids._rules()
        ]

    @api.model
    def _as_if_signed(self, tried, acknowledged, regulations):
        """Who signed a version before is taken to sign this one."""
        same = regulations.filtered(lambda one: one.code == tried.code).ids
        signed = {
            (tried.id, employee): day
            for (regulation, employee), day in acknowledged.items()
            if regulation in same
        }
        return {**acknowledged, **signed}

    def _other_limits(self, penalties, facts, policies, since, until, clauses):
        """The same facts, but for the clocks, which these limits judge anew."""
        codes = set(policies.mapped("code"))
        kept = [
            one
            for one in facts
            if not (one.trigger == rules.CLOCK and one.code in codes)
        ]
        if not any(one.trigger == rules.CLOCK for one in clauses):
            return kept
        clocks = penalties.env["aftersales.clock"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("policy_id.code", "in", list(codes)),
                ("started_at", "<", until),
                ("due_at", ">=", fields.Datetime.subtract(since, months=2)),
            ]
        )
        by_code = {one.code: one for one in policies}
        tickets = clocks.ticket_id
        derived = clocks._derive(
            tickets,
            clocks,
            clocks._facts_of(tickets),
            fields.Datetime.now(),
            {clock: by_code[clock.policy_id.code] for clock in clocks},
        )
        found = []
        for clock in clocks:
            policy = by_code[clock.policy_id.code]
            key = (clock.start_event_id._root().id, policy.id)
            _ticket, then = derived.get(key, (None, None))
            missed = then and then.state == clock_rules.MISSED
            if missed and since <= then.due_at < until:
                found.append(
                    Found(
                        ref=f"aftersales.clock,{clock.id}",
                        trigger=rules.CLOCK,
                        at=then.due_at,
                        code=policy.code,
                        person=clock.employee_id.id,
                        in_charge=clock.ticket_id.accountable_id.id,
                        ticket=clock.ticket_id.id,
                        clock=clock.id,
                        told={"due_at": stamp(then.due_at)},
                    )
                )
        penalties._note_harm(found)
        return kept + penalties._finish(self.company_id, found)


class AftersalesPenaltyReplayLine(models.TransientModel):
    """One employee before and after."""

    _name = "aftersales.penalty.replay.line"
    _description = "Line of a Replay"
    _order = "employee_id"

    replay_id = fields.Many2one(
        comodel_name="aftersales.penalty.replay", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="replay_id.company_id")
    currency_id = fields.Many2one(related="replay_id.currency_id")
    employee_id = fields.Many2one(comodel_name="hr.employee", readonly=True)
    cases_before = fields.Integer(string="Cases Now", readonly=True)
    amount_before = fields.Monetary(
        string="Amount Now", readonly=True, help="Penalties less rewards."
    )
    cases_after = fields.Integer(string="Cases Then", readonly=True)
    amount_after = fields.Monetary(
        string="Amount Then", readonly=True, help="Penalties less rewards."
    )
    difference = fields.Monetary(
        compute="_compute_difference",
        store=True,
        help="Negative: the employee would gain.",
    )

    @api.depends("amount_before", "amount_after")
    def _compute_difference(self):
        for line in self:
            line.difference = line.amount_after - line.amount_before
