from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..rules import clock as clock_rules

ACCEPTED, REFUSED = "accepted", "refused"
ACCEPTANCE = [
    ("waiting", "Waiting for the branch manager"),
    (ACCEPTED, "Accepted"),
    (REFUSED, "Refused"),
]

#: Fields that say the decision; they follow from facts only
DECISION = {"acceptance", "acceptance_reason", "accepted_by_id", "accepted_at"}


class HelpdeskTicketType(models.Model):
    _inherit = "helpdesk.ticket.type"

    needs_acceptance = fields.Boolean(
        help="The branch manager accepts or refuses such requests; nobody is "
        "dispatched before.",
    )


class HelpdeskTicket(models.Model):
    """Whether the company takes a request on is the branch manager's word (INT-6).

    It is a fact; the last one in force counts. So it is decided anew by another fact,
    and by no role but that of the branch manager, which the general manager has too.
    """

    _inherit = "helpdesk.ticket"

    acceptance = fields.Selection(
        selection=ACCEPTANCE,
        compute="_compute_acceptance",
        store=True,
        index="btree_not_null",
    )
    acceptance_reason = fields.Text(
        string="Reason of the Decision",
        compute="_compute_acceptance",
        store=True,
        groups="base.group_user",
        help="Of a refusal: what the customer reads.",
    )
    accepted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        compute="_compute_acceptance",
        store=True,
        groups="base.group_user",
    )
    accepted_at = fields.Datetime(
        string="Decided at",
        compute="_compute_acceptance",
        store=True,
    )

    @api.depends(
        "type_id.needs_acceptance",
        "event_ids.code",
        "event_ids.at",
        "event_ids.is_in_force",
    )
    def _compute_acceptance(self):
        open_ = self.filtered(lambda ticket: not ticket._decisions())
        waiting = open_.filtered("type_id.needs_acceptance")
        waiting.acceptance = "waiting"
        (open_ - waiting).acceptance = False
        open_.acceptance_reason = open_.accepted_by_id = open_.accepted_at = False
        for ticket in self - open_:
            decisions = ticket._decisions()
            last = decisions.sorted(lambda event: (event.at, event._root().id))[-1:]
            ticket.acceptance = last.code
            ticket.acceptance_reason = last.note
            ticket.accepted_by_id = last.recorded_by_id
            ticket.accepted_at = last.at

    def _decisions(self):
        """The facts in force that accept or refuse."""
        return self.event_ids.filtered(
            lambda event: event.code in (ACCEPTED, REFUSED) and event.is_in_force
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody registers a request together with the decision on it."""
        tickets = super().create(vals_list)
        given = {name for vals in vals_list for name in vals}
        given |= {key.removeprefix("default_") for key in self.env.context}
        for name in DECISION & given:
            self.env.add_to_compute(self._fields[name], tickets)
        return tickets

    def write(self, vals):
        if DECISION & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "The branch manager accepts or refuses request %(number)s by the "
                    "buttons of its form.",
                    number=format_list(self.env, self.mapped("number")),
                )
            )
        return super().write(vals)

    def _record(self, kind, at=None, employee=None, note=None, **values):
        """A refused request is closed, and opened again if it is accepted after all."""
        if kind.needs_note and not (note or "").strip():
            raise UserError(
                self.env._(
                    "Say why: “%(kind)s” on request %(number)s needs a reason.",
                    kind=kind.name,
                    number=format_list(self.env, self.mapped("number")),
                )
            )
        if kind.code == ACCEPTED:
            again = self.filtered(lambda t: t.closed and t.acceptance == REFUSED)
            again._record_closing_step(clock_rules.REOPENED, at, employee, note)
        events = super()._record(kind, at=at, employee=employee, note=note, **values)
        if kind.code == REFUSED:
            self.env["aftersales.notice"]._queue(REFUSED, self)
            still_open = self.filtered(lambda ticket: not ticket.closed)
            still_open._record_closing_step(clock_rules.CLOSED, at, employee, note)
        return events

    def _record_closing_step(self, code, at, employee, note):
        """Close or reopen as a consequence of the branch manager's word."""
        if self:
            self._record(self._event_kind(code), at=at, employee=employee, note=note)

    def action_accept(self):
        """The company takes the request on (INT-6)."""
        self.record_event(ACCEPTED)
        return True

    def action_refuse(self, reason=None):
        """The company doesn't take the request on; the customer is told why (INT-6).

        :param reason: why, in words for the customer
        :raise AccessError: the user is no branch manager
        :raise UserError: nobody says why
        """
        self.record_event(REFUSED, note=reason)
        return True

    def _acceptance_obstacle(self):
        """Why nobody may be dispatched as far as acceptance goes; else empty."""
        self.ensure_one()
        if self.acceptance == REFUSED:
            return self.env._(
                "The branch manager refused it. It must be accepted before anybody is "
                "sent."
            )
        if self.acceptance == "waiting":
            return self.env._(
                "The branch manager hasn't accepted it yet. Ask for the decision."
            )
        return ""


class AftersalesNotice(models.Model):
    """A refusal is always told: no switch turns this message off."""

    _inherit = "aftersales.notice"

    kind = fields.Selection(
        selection_add=[(REFUSED, "Request refused")], ondelete={REFUSED: "cascade"}
    )

    @api.model
    def _is_still_news(self, kind, ticket, visit):
        if kind == REFUSED:
            return ticket.acceptance == REFUSED
        return super()._is_still_news(kind, ticket, visit)
