from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.stock_location import BEARER
from ..rules import cost as rules

KIND = [
    (rules.COMPENSATION, "Compensation"),
    (rules.FREIGHT, "Freight"),
    (rules.PACKING, "Packing"),
]
DECIDED = "compensation_decided"


class AftersalesCostEntry(models.TransientModel):
    """What a request costs that no document of the suite tells (CST-1).

    Compensation stands on the fact that it was decided; freight and packing on a bill.
    """

    _name = "aftersales.cost.entry"
    _description = "Enter a Cost"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    # with the user's own rights: a window tells nothing of a foreign request
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    currency_id = fields.Many2one(
        related="ticket_id.company_id.currency_id", related_sudo=False
    )
    kind = fields.Selection(selection=KIND, required=True, default=rules.COMPENSATION)
    amount = fields.Monetary(required=True)
    reference = fields.Char(
        string="Number of the Bill",
        help="Freight and packing: the bill or the waybill.",
    )
    reason = fields.Char(string="What For", required=True)
    bearer = fields.Selection(
        selection=BEARER,
        string="Borne by",
        help="Empty: by the rules of the company.",
    )
    bearer_reason = fields.Char(string="Why They Bear It")

    def action_enter(self):
        """Add the cost to the request.

        :raise UserError: compensation wasn't decided, or was entered already
        """
        costs = self.env["aftersales.cost.line"]
        costs._check_manager()
        for wizard in self:
            # nobody adds costs to what they may not see
            wizard.ticket_id.check_access("read")
            if wizard.amount <= 0:
                raise UserError(
                    self.env._("What a request costs is more than nothing.")
                )
            if not costs._append([wizard._row()]):
                raise UserError(
                    self.env._(
                        "This cost of request %(number)s is entered already.",
                        number=wizard.ticket_id.number,
                    )
                )
        return {"type": "ir.actions.act_window_close"}

    def _row(self):
        self.ensure_one()
        if self.bearer and not (self.bearer_reason or "").strip():
            raise UserError(self.env._("Say why they bear it."))
        ticket = self.ticket_id
        return {
            "ticket_id": ticket.id,
            "kind": self.kind,
            "amount": self.currency_id.round(self.amount),
            "name": self.reason,
            "source_ref": self.reference or ticket.number,
            "source_key": self._key(),
            "decided_by_id": self.env.uid,
            "bearer": self.bearer,
            "bearer_reason": self.bearer and self.bearer_reason,
        }

    def _key(self):
        """What the cost stands on, once."""
        self.ensure_one()
        ticket = self.ticket_id
        if self.kind == rules.COMPENSATION:
            return f"aftersales.event,{self._decision()._root().id}"
        reference = (self.reference or "").strip()
        if not reference:
            raise UserError(
                self.env._(
                    "Write the number of the bill; it keeps request %(number)s from "
                    "bearing it twice.",
                    number=ticket.number,
                )
            )
        return f"helpdesk.ticket,{ticket.id}/{reference.casefold()}"

    @api.model
    def _known(self, facts):
        """Which of these facts have their cost already: root ids."""
        keys = {
            f"aftersales.event,{fact._root().id}": fact._root().id for fact in facts
        }
        lines = (
            self.env["aftersales.cost.line"]
            .sudo()
            .search([("source_key", "in", list(keys)), ("entry", "=", "original")])
        )
        return {keys[line.source_key] for line in lines}

    def _decision(self):
        """The oldest decision on compensation that has no cost yet."""
        self.ensure_one()
        facts = self.ticket_id.event_ids.filtered(
            lambda fact: fact.code == DECIDED and fact.is_in_force
        ).sorted(lambda fact: (fact.at, fact.id))
        known = self._known(facts)
        waiting = facts.filtered(lambda fact: fact._root().id not in known)
        if not waiting:
            raise UserError(
                self.env._(
                    "Compensation on request %(number)s isn't decided, or its cost is "
                    "entered already. Record the fact “Compensation decided” first.",
                    number=self.ticket_id.number,
                )
            )
        return waiting[0]
