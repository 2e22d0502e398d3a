import base64
import binascii

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list
from odoo.tools.image import image_process

from ..rules import visit as rules
from .aftersales_visit import FROM_TICKET
from .helpdesk_ticket_events import CLERK

MANAGER = "aftersales_service.group_aftersales_manager"
#: How files of PNG and JPEG begin
PICTURES = (b"\x89PNG", b"\xff\xd8\xff")


class AftersalesVisit(models.Model):
    """The steps of a visit: each records a fact, and the state follows."""

    _inherit = "aftersales.visit"

    def record_event(self, code, at=None, employee=None, note=None):
        """Record one fact on each of these visits, and move their state with it.

        Parameters and errors as ``helpdesk.ticket.record_event``; besides, a fact that
        doesn't fit the state of the visit is refused.

        :return: the new ``aftersales.event`` records
        """
        self.check_access("read")
        kind = self.ticket_id._event_kind(code)
        self.ticket_id._check_may_record(kind, on_visit=True)
        self._check_mine()
        if isinstance(employee, int):
            employee = self.env["hr.employee"].browse(employee)
        return self._record(kind, at=at, employee=employee, note=note)

    def _check_mine(self):
        """Technicians act on their own visits, clerks on all of their company."""
        if self.env.su or self.env.user.has_group(CLERK):
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
        for visit in self:
            visit._check_step(kind, at)
            # what still follows the request must have followed it before the state
            # freezes it
            visit.flush_recordset(FROM_TICKET)
            # superuser: the state is guarded against direct writes
            visit.sudo().state = rules.next_state(visit.state, kind.code)
            who = visit._acting_employee(kind) if employee is None else employee
            events += visit.ticket_id._record(
                kind, at=at, employee=who, note=note, visit_id=visit.id, **values
            )
        if kind.code == "approved":
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
        times = {event.code: event.at for event in self.event_ids}
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
        self._record(self.ticket_id._event_kind("dispatched"))
        for visit in self:
            visit._tell_technicians()
        return True

    def _tell_technicians(self):
        """One activity for each technician who has a login."""
        for user in self.sudo().employee_ids.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=user.lang).env._(
                    "Visit %(name)s: you are dispatched", name=self.name
                ),
                date_deadline=fields.Datetime.context_timestamp(
                    self, self.planned_at
                ).date(),
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

    def action_sign(self):
        """Open the page on which the customer reads the report and signs."""
        self.ensure_one()
        self._check_mine()
        self._check_signable()
        return {
            "type": "ir.actions.act_url",
            # the token belongs to the visit; this user may already read it
            "url": self.sudo().get_portal_url(),
            "target": "self",
        }

    def _check_signable(self):
        self.ensure_one()
        if self.state != rules.FINISHED:
            raise UserError(
                self.env._(
                    "Visit %(name)s can be signed once, after the work is finished.",
                    name=self.name,
                )
            )
        self._check_complete()

    def _check_complete(self):
        missing = self._missing_entries()
        if missing:
            raise UserError(
                self.env._(
                    "The report of visit %(name)s is incomplete: %(missing)s.",
                    name=self.name,
                    missing=format_list(self.env, missing),
                )
            )

    def _sign(self, signed_by, signature, signed_from=None, at=None):
        """Take the customer's signature (VIS-4).

        Called by the signing page after it checked the token, so it needs no right of
        its own.

        :param signed_by: name as the customer wrote it
        :param signature: the picture, base64
        :param signed_from: network address and user of the session
        :param at: when, naive UTC; default: now
        :raise UserError: before the work is finished, with an incomplete report, twice,
            without a name, or with something that isn't a picture
        """
        self.ensure_one()
        self._check_signable()
        if not isinstance(signed_by, str) or not signed_by.strip():
            raise UserError(self.env._("Please write your name under the signature."))
        self.sudo().write(
            {
                "signature": self._checked_picture(signature),
                "signed_by": signed_by.strip(),
                "signed_from": signed_from,
            }
        )
        kind = self.ticket_id._event_kind("signed")
        events = self._record(
            kind,
            at=at,
            employee=self.env["hr.employee"],  # the customer did it, no employee
            note=signed_by.strip(),
            source_ref=signed_from,
        )
        self._ask_for_approval()
        return events

    def _ask_for_approval(self):
        """The report lands on the desk of the team's leader."""
        # the customer signs: nobody's rights apply to the activity
        visit = self.sudo()
        leader = visit.ticket_id.team_id.user_id
        if leader:
            visit.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=leader.lang).env._(
                    "Visit %(name)s: approve the report", name=self.name
                ),
                user_id=leader.id,
            )

    def _checked_picture(self, signature):
        try:
            picture = base64.b64decode(signature or "", validate=True)
            if not picture.startswith(PICTURES):
                raise ValueError("neither PNG nor JPEG")
            return base64.b64encode(image_process(picture, size=(1200, 600)))
        except (binascii.Error, TypeError, UserError, ValueError) as error:
            raise UserError(
                self.env._("The signature can't be read. Please sign again.")
            ) from error

    def action_approve(self):
        """A manager who wasn't on the visit accepts the complete report (VIS-6)."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a service manager can approve a service report.")
            )
        for visit in self:
            visit._check_approvable()
        self._record(self.ticket_id._event_kind("approved"))
        return True

    def _check_approvable(self):
        self.ensure_one()
        if not self.env.su and self.env.user in self.sudo().employee_ids.user_id:
            raise AccessError(
                self.env._(
                    "You took part in visit %(name)s. Another manager approves it.",
                    name=self.name,
                )
            )
        self._check_complete()

    def _return(self, reason):
        """Give a signed report back to its technicians.

        The signature is void, for it covered what is going to change; its picture stays
        in the messages. The customer signs again.
        """
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a service manager can return a service report.")
            )
        for visit in self:
            visit._record(visit.ticket_id._event_kind("report_returned"), note=reason)
            visit.message_post(
                body=self.env._(
                    "Report returned, the signature of %(name)s is void: %(reason)s",
                    name=visit.signed_by,
                    reason=reason,
                ),
                attachments=[
                    (f"{visit.name}.png", base64.b64decode(visit.sudo().signature))
                ],
            )
        self.sudo().write(dict.fromkeys(("signature", "signed_by", "signed_from")))

    def action_file(self):
        """Archive approved reports: the PDF goes to the request."""
        self._check_clerk()
        for visit in self:
            if visit.state != rules.APPROVED:
                raise UserError(
                    self.env._(
                        "Visit %(name)s must be approved before it is archived.",
                        name=visit.name,
                    )
                )
            visit._attach_report()
        self.sudo().state = rules.ARCHIVED
        return True

    def _attach_report(self):
        # rendered as superuser: the report shows employees' names
        pdf, _kind = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("aftersales_service.aftersales_visit_report", self.ids)
        )
        name = f"{self._get_report_base_filename()}.pdf"
        self.ticket_id.message_post(
            body=self.env._("Report of visit %(name)s archived", name=self.name),
            attachments=[(name, pdf)],
        )

    def action_cancel(self):
        """Call the visit off before anybody arrived."""
        self._check_clerk()
        for visit in self:
            if visit.state not in (rules.DRAFT, rules.DISPATCHED):
                raise UserError(
                    self.env._(
                        "Work on visit %(name)s has begun; it can't be cancelled.",
                        name=visit.name,
                    )
                )
        self.sudo().state = rules.CANCELLED
        self.activity_ids.unlink()
        return True

    def _check_clerk(self):
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(
                self.env._(
                    "Only clerks and managers change, dispatch, cancel and archive "
                    "visits."
                )
            )
