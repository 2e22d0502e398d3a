from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..rules import visit as rules
from .aftersales_visit import FROM_TICKET, STAMPS
from .helpdesk_ticket_events import CLERK


class AftersalesVisit(models.Model):
    """The steps of a visit: each records a fact, and the state follows."""

    _inherit = "aftersales.visit"

    def record_event(
        self, code, at=None, employee=None, note=None, promised_at=None, asked=None
    ):
        """Record one fact on each of these visits, and move their state with it.

        Parameters and errors as ``helpdesk.ticket.record_event``; besides, a fact that
        doesn't fit the state of the visit is refused.

        :return: the new ``aftersales.event`` records
        """
        self.check_access("read")
        kind = self.ticket_id._event_kind(code)
        self.ticket_id._check_may_record(kind, on_visit=True)
        self._check_mine(kind)
        if isinstance(employee, int):
            employee = self.env["hr.employee"].browse(employee)
        if isinstance(asked, models.Model):
            asked = asked.id
        return self._record(
            kind,
            at=at,
            employee=employee,
            note=note,
            promised_at=fields.Datetime.to_datetime(promised_at),
            asked_id=asked,
        )

    def _check_mine(self, kind=None):
        """Technicians act on their own visits, clerks on all of their company.

        :param kind: the fact they record; the roles it names record it on any visit
        """
        self.check_access("read")
        user = self.env.user
        named = kind and user.all_group_ids & kind.sudo().group_ids
        if self.env.su or named or user.has_group(CLERK):
            return
        others = self.filtered(
            # employees' users are not readable by technicians
            lambda visit: self.env.user not in visit.sudo().employee_ids.user_id
        )
        if others:
            raise AccessError(
                self.env._(
                    "Only the technicians of visit %(name)s may do this.",
                    name=format_list(self.env, others.mapped("name")),
                )
            )

    def _record(self, kind, at=None, employee=None, note=None, **values):
        """Record a fact whose right has been checked."""
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        events = self.env["aftersales.event"]
        if kind.code == "dispatched":
            self.ticket_id._check_dispatch()
            self._check_skills()
        for visit in self:
            visit._check_step(kind, at)
            if kind.code == "ticket_booked" and not values.get("promised_at"):
                raise UserError(
                    self.env._(
                        "Say when the ticket of visit %(name)s arrives: use the button "
                        "“Ticket Booked”.",
                        name=visit.name,
                    )
                )
            # what still follows the request must have followed it before the state
            # freezes it
            visit.flush_recordset([*FROM_TICKET, *STAMPS.values()])
            # superuser: the state is guarded against direct writes
            visit.sudo().state = rules.next_state(visit.state, kind.code)
            who = visit._acting_employee(kind) if employee is None else employee
            events += visit.ticket_id._record(
                kind, at=at, employee=who, note=note, visit_id=visit.id, **values
            )
        if kind.code == "finished":
            self.ticket_id._follow_repeats()
        if kind.code == "arrived":
            # who was told to go is there
            for visit in self.sudo():
                crew = visit.employee_ids.user_id
                visit.activity_ids.filtered(lambda a, u=crew: a.user_id in u).unlink()
        if kind.code in ("approved", "visit_cancelled"):
            # nothing is left to do for anybody
            self.sudo().activity_ids.unlink()
        return events

    def _acting_employee(self, kind):
        """Who did it, when nobody says so.

        The technician who pressed the button; the leader, when a clerk records what a
        technician told by phone; the clerk, for what clerks do.
        """
        user = self.env.user
        if kind.recorder != "technician":
            return user._employee_in(self.company_id)
        visit = self.sudo()  # users may not read employees' files
        mine = visit.employee_ids.filtered(lambda employee: employee.user_id == user)
        return mine[:1] or visit.leader_id

    def _check_step(self, kind, at):
        self.ensure_one()
        if kind.code not in self._allowed_events():
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(step)s” doesn't fit visit %(name)s, which is in state "
                    "“%(state)s”.",
                    step=kind.name,
                    name=self.name,
                    state=states[self.state],
                )
            )
        facts = self.event_ids.filtered("is_in_force")
        times = {event.code: event.at for event in facts}
        later = rules.out_of_order(kind.code, at, times)
        if later:
            raise UserError(
                self.env._(
                    "“%(step)s” at %(time)s would be earlier than “%(later)s” of "
                    "visit %(name)s.",
                    step=kind.name,
                    time=self.ticket_id._local(at),
                    later=self.ticket_id._event_kind(later).name,
                    name=self.name,
                )
            )

    # Buttons

    def action_dispatch(self):
        """Send the technicians out (VIS-1)."""
        self._check_clerk()
        for visit in self:
            if visit.leader_id not in visit.employee_ids:
                visit.employee_ids |= visit.leader_id
        kind = self.ticket_id._event_kind("dispatched")
        for buyer, visits in self.grouped("buyer_id").items():
            # whose turn it is now: the clock of the ticket is theirs (T-05)
            visits._record(kind, asked_id=buyer.id)
        self._tell_technicians()
        return True

    def _tell_technicians(self):
        """One activity for each technician who goes and has a login; no other."""
        for visit in self.sudo():
            goers = visit.employee_ids.user_id
            visit.activity_ids.filtered(
                lambda a, go=goers: a.user_id not in go
            ).unlink()
            for user in goers - visit.activity_ids.user_id:
                visit.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=visit.with_context(lang=user.lang).env._(
                        "Visit %(name)s: you are dispatched", name=visit.name
                    ),
                    date_deadline=visit.company_id._service_date(visit.planned_at),
                    user_id=user.id,
                )

    def action_depart(self):
        """On the way."""
        self.record_event("departed")
        return True

    def action_arrive(self):
        """At the customer's (T-04, VIS-3)."""
        self.record_event("arrived")
        return True

    def action_finish(self):
        """The work is done; from this minute on the customer may sign."""
        self.record_event("finished")
        return True

    def action_call_hq(self):
        """Headquarters was asked for further orders (VIS-5)."""
        self.record_event("hq_called")
        return True

    def action_leave(self):
        """Left the customer."""
        self.record_event("left")
        return True

    def action_cancel(self, reason=None):
        """Call the visit off before anybody arrived.

        :param reason: why; it stays with the fact
        :raise UserError: work has begun, or nobody says why
        """
        self._check_clerk()
        for visit in self:
            if visit.state not in rules.PLANNED:
                raise UserError(
                    self.env._(
                        "Work on visit %(name)s has begun; it can't be cancelled.",
                        name=visit.name,
                    )
                )
            if not isinstance(reason, str) or not reason.strip():
                raise UserError(
                    self.env._("Say why visit %(name)s is called off.", name=visit.name)
                )
        self._record(self.ticket_id._event_kind("visit_cancelled"), note=reason.strip())
        return True

    def _check_clerk(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(
                self.env._(
                    "Only clerks and managers change, dispatch, cancel and archive "
                    "visits."
                )
            )
