from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .helpdesk_ticket_events import TECHNICIAN


class HelpdeskTicket(models.Model):
    """Reporting a delay (INT-9)."""

    _inherit = "helpdesk.ticket"

    def _leader(self):
        """The ``hr.employee`` to whom delays are told; none if nobody is known."""
        self.ensure_one()
        # Whose manager somebody is isn't open to every user, but is needed here.
        ticket = self.sudo()
        boss = ticket.accountable_id.parent_id
        user = ticket.team_id.user_id
        leader = boss or user._employee_in(ticket.company_id)
        if leader.company_id != ticket.company_id:
            leader = leader.browse()
        return self.env["hr.employee"].browse(leader.ids)

    def _report_delay(self, reason, promised_at, leader):
        """Record ``delay_reported`` and ask the leader; see the wizard for the errors.

        :param reason: why it can't be met in time
        :param promised_at: the new time in view, naive UTC
        :param leader: ``hr.employee`` who is told
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(TECHNICIAN)):
            raise AccessError(
                self.env._(
                    "Only people who work on request %(number)s may report its delay.",
                    number=self.number,
                )
            )
        self._check_delay(reason, promised_at, leader)
        # Whoever works on the request may report; no other right is needed.
        kind = self._event_kind("delay_reported")
        event = self._record(
            kind, note=reason.strip(), promised_at=promised_at, asked_id=leader.id
        )
        user = leader.sudo().user_id
        if user:
            # A technician may not plan activities on a request they only read.
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Delay reported"),
                note=reason.strip(),
                user_id=user.id,
            )
        return event

    def _check_delay(self, reason, promised_at, leader):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why request %(number)s can't be met in time.",
                    number=self.number,
                )
            )
        if not promised_at or promised_at <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The new time for request %(number)s must lie in the future.",
                    number=self.number,
                )
            )
        if not leader or leader.sudo().company_id != self.company_id:
            raise UserError(
                self.env._(
                    "Nobody is known who leads request %(number)s. Choose the leader, "
                    "or set a manager for the employee in charge.",
                    number=self.number,
                )
            )
