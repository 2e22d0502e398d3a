from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..models.aftersales_clock import CLOCK_STATE


class AftersalesClockRerate(models.TransientModel):
    """Let running clocks go by the newest version of their limit.

    A changed limit counts for new clocks only; here a manager sees what would become of
    those that run, picks some, and decides.
    """

    _name = "aftersales.clock.rerate"
    _description = "Re-rating of Running Clocks"

    policy_id = fields.Many2one(
        comodel_name="aftersales.clock.policy",
        string="Newest Version",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Char(help="Kept on each request whose clocks change.")
    line_ids = fields.One2many(
        comodel_name="aftersales.clock.rerate.line",
        inverse_name="wizard_id",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )

    @api.depends("policy_id")
    def _compute_line_ids(self):
        for wizard in self:
            lines = [(5,)]
            rerated = wizard.policy_id and wizard.policy_id._rerated()
            for clock, due_at, state in rerated:
                lines.append(
                    (
                        0,
                        0,
                        {
                            "clock_id": clock.id,
                            "new_due_at": due_at,
                            "new_state": state,
                        },
                    )
                )
            wizard.line_ids = lines

    def action_rerate(self):
        """Apply the newest version to the clocks that are ticked."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why running clocks of limit %(code)s are rated anew.",
                    code=self.policy_id.code,
                )
            )
        chosen = self.line_ids.filtered("is_chosen")
        self.policy_id._rerate(chosen.clock_id, self.reason)
        return {"type": "ir.actions.act_window_close"}


class AftersalesClockRerateLine(models.TransientModel):
    """What would become of one running clock."""

    _name = "aftersales.clock.rerate.line"
    _description = "Clock to Re-rate"

    wizard_id = fields.Many2one(
        comodel_name="aftersales.clock.rerate",
        required=True,
        ondelete="cascade",
    )
    clock_id = fields.Many2one(comodel_name="aftersales.clock", required=True)
    is_chosen = fields.Boolean(string="Re-rate", default=True)
    ticket_id = fields.Many2one(
        related="clock_id.ticket_id", related_sudo=False, string="Request"
    )
    employee_id = fields.Many2one(related="clock_id.employee_id", related_sudo=False)
    version = fields.Integer(
        related="clock_id.policy_id.version", related_sudo=False, string="Version Now"
    )
    due_at = fields.Datetime(
        related="clock_id.due_at", related_sudo=False, string="Due Now"
    )
    new_due_at = fields.Datetime(string="Due Then")
    new_state = fields.Selection(selection=CLOCK_STATE, string="State Then")


class AftersalesClockPolicy(models.Model):
    """Re-rating of the clocks that run by older versions."""

    _inherit = "aftersales.clock.policy"

    def _rerated(self):
        """What this version would make of the clocks that run by an older one.

        :return: list of (clock, due moment, state)
        """
        self.ensure_one()
        clocks = self.env["aftersales.clock"].search(
            [
                ("state", "in", ("running", "paused")),
                ("company_id", "=", self.company_id.id),
                ("policy_id.code", "=", self.code),
                ("policy_id", "!=", self.id),
            ]
        )
        tickets = clocks.ticket_id
        # derived for everybody; the user's right to read them was checked above
        clocks_sudo, tickets_sudo = clocks.sudo(), tickets.sudo()
        held = clocks_sudo.search([("ticket_id", "in", tickets.ids)])
        wanted = clocks_sudo._derive(
            tickets_sudo,
            held,
            clocks_sudo._facts_of(tickets_sudo),
            fields.Datetime.now(),
            dict.fromkeys(clocks_sudo, self.sudo()),
        )
        outcome = []
        for clock in clocks:
            _ticket, then = wanted.get((clock.start_event_id.id, self.id), (0, None))
            if then:
                outcome.append((clock, then.due_at, then.state))
        return outcome

    def _rerate(self, clocks, reason):
        """Let these clocks run by this version, and say so on their requests.

        :raise AccessError: the user may not change limits
        """
        self.check_access("write")
        self._check_newest()
        allowed = {clock.id for clock, _due, _state in self._rerated()}
        # nobody writes clocks; that these may be re-rated was checked above
        clocks = clocks.filtered(lambda clock: clock.id in allowed).sudo()
        before = {clock: clock.due_at for clock in clocks}
        clocks.write({"policy_id": self.id})
        clocks._follow(clocks.ticket_id)
        for ticket, of_ticket in clocks.grouped("ticket_id").items():
            ticket.message_post(
                body=self.env._(
                    "Limit %(code)s now runs by version %(version)s: due %(after)s "
                    "instead of %(before)s. Reason: %(reason)s",
                    code=self.code,
                    version=self.version,
                    after=self._moments(of_ticket.mapped("due_at")),
                    before=self._moments([before[clock] for clock in of_ticket]),
                    reason=reason,
                ),
                author_id=self.env.user.partner_id.id,
            )

    def _check_newest(self):
        """Nobody goes back to a more generous version."""
        same = [("company_id", "=", self.company_id.id), ("code", "=", self.code)]
        newest = self.search(same, order="version desc", limit=1)
        if newest != self:
            raise UserError(
                self.env._(
                    "Version %(version)s of limit %(code)s isn't the one in use. Open "
                    "version %(newest)s and rate the clocks anew from there.",
                    version=self.version,
                    code=self.code,
                    newest=newest.version or "–",
                )
            )

    def _moments(self, moments):
        local = self.env["helpdesk.ticket"]._local
        return format_list(self.env, [local(moment) for moment in moments])
