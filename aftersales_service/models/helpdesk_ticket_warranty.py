from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import warranty as rules
from .aftersales_warranty_verdict import ENTITLEMENT
from .helpdesk_ticket_events import CLERK, TECHNICIAN

#: Fields of a request that a verdict goes by
JUDGED_BY = {
    "type_id",
    "lot_id",
    "product_id",
    "partner_id",
    "fault_id",
    "component_id",
    "needs_replacement",
    "reading_km",
    "reading_hours",
}


class HelpdeskTicket(models.Model):
    """Is it in warranty, and what is owed? (WAR-1 … WAR-5)"""

    _inherit = "helpdesk.ticket"

    component_id = fields.Many2one(
        comodel_name="aftersales.component",
        check_company=True,
        compute="_compute_component_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('company_id', '=', company_id)]",
        help="What is broken. Empty: the product as such.",
    )
    needs_replacement = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No")],
        help="Whether the fault takes a new part or assembly. Empty: not known yet.",
    )
    finding_ids = fields.One2many(
        comodel_name="aftersales.warranty.finding",
        inverse_name="ticket_id",
    )
    verdict_ids = fields.One2many(
        comodel_name="aftersales.warranty.verdict",
        inverse_name="ticket_id",
    )
    verdict_count = fields.Integer(
        string="Number of Verdicts", compute="_compute_verdict_count"
    )
    verdict_id = fields.Many2one(
        comodel_name="aftersales.warranty.verdict",
        string="Verdict in Force",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    warranty_verdict = fields.Selection(
        selection=ENTITLEMENT,
        string="Warranty",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the customer is entitled to by the verdict in force.",
    )
    verdict_state = fields.Selection(related="verdict_id.state")
    verdict_summary = fields.Char(related="verdict_id.summary")
    verdict_missing = fields.Text(related="verdict_id.missing_text")

    @api.depends("fault_id")
    def _compute_component_id(self):
        for ticket in self:
            ticket.component_id = ticket.fault_id.component_id or ticket.component_id

    def _compute_verdict_count(self):
        counts = dict(
            self.env["aftersales.warranty.verdict"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.verdict_count = counts.get(ticket, 0)

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered(
            lambda ticket: ticket.type_id.judges_warranty and ticket.product_id
        )._make_verdicts()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if JUDGED_BY & vals.keys():
            self._judge_again()
        return result

    def make_verdict(self):
        """Judge the warranty of each of these requests (WAR-3).

        :return: the verdicts in force, in the order of the requests; where nothing has
            changed since the last one, that one
        :raise AccessError: the user neither is a clerk nor visits the request
        """
        self._check_may_judge()
        return self._make_verdicts()

    def action_make_verdict(self):
        """Judge, and ask the manager where the rules can't tell (WAR-5, T-12)."""
        for ticket, verdict in zip(self, self.make_verdict(), strict=True):
            if verdict.entitlement == rules.UNDETERMINED and not verdict.decided_at:
                ticket._send_up(verdict)
        return True

    def action_view_verdicts(self):
        """All verdicts on this request, the one in force first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_warranty_verdict_action"
        )
        return {
            **action,
            "domain": [("ticket_id", "=", self.id)],
            "context": {},
        }

    def _check_may_judge(self):
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or user.has_group(CLERK) or user.has_group(TECHNICIAN)):
            raise AccessError(self.env._("Ask a clerk to judge the warranty."))

    def _send_up(self, verdict):
        """Ask the leader for a decision, once as long as it is open (T-12)."""
        facts = self.sudo().event_ids.filtered("is_in_force").sorted("id")
        asked = facts.filtered(lambda e: e.code in ("decision_asked", "decided"))
        if asked[-1:].code == "decision_asked":
            return
        # whom to ask is known to the system, not to everybody who asks
        leader = self.sudo()._decider()
        note = self.env._(
            "Warranty verdict %(name)s is undetermined. Missing: %(missing)s",
            name=verdict.name,
            missing="; ".join(verdict._missing_lines()) or "/",
        )
        kind = self._event_kind("decision_asked")
        self._record(kind, note=note, asked_id=leader.id)

    def _decider(self):
        """The employee who decides: the leader of the team, else a service manager."""
        user = self.team_id.user_id or self.company_id._service_managers()[:1]
        return user._employee_in(self.company_id)

    def _verdict_decided(self, verdicts):
        """A person has decided: the requests show it, and the question is answered."""
        for verdict in verdicts:
            ticket = verdict.ticket_id
            # deciding took its own right; the request shows what was decided
            ticket.sudo().warranty_verdict = verdict.entitlement
            facts = ticket.sudo().event_ids.filtered("is_in_force").sorted("id")
            asked = facts.filtered(lambda e: e.code in ("decision_asked", "decided"))
            if asked[-1:].code == "decision_asked":
                ticket._record(
                    ticket._event_kind("decided"),
                    note=verdict.override_reason or verdict._summary(),
                )

    def _judge_again(self):
        """New facts make a new verdict where there is one; the old one stays.

        And the first one, where the product becomes known only now. As superuser: who
        changes a fact need not see the verdict. A person's decision isn't taken back
        by itself: a clerk asks for a new verdict then.
        """
        judged = self.sudo().filtered(
            lambda t: (
                not t.closed
                and not t.verdict_id.decided_at
                and (t.verdict_id or t.type_id.judges_warranty and t.product_id)
            )
        )
        if judged:
            judged._make_verdicts()

    def _make_verdicts(self):
        """Gather the facts of all requests, judge each, write the results in one batch.

        Runs as superuser, whose caller has checked the right to judge: prices, owners
        and repairs count, whoever asks.
        """
        verdicts = self.env["aftersales.warranty.verdict"].sudo()
        if not self:
            return verdicts.sudo(self.env.su)
        known = verdicts._in_force(self)
        in_force = {ticket: id_ for ticket, (id_, _key) in known.items()}
        keys = {ticket: key for ticket, (_id, key) in known.items()}
        cases = self.sudo()._warranty_cases()
        in_force |= verdicts._append(
            [case.row() for case in cases if keys.get(case.request.id) != case.key]
        )
        return verdicts.sudo(self.env.su).browse(in_force[id_] for id_ in self.ids)
