from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from ..rules import clock as rules
from ..rules import visit as visit_rules

CLERK = "aftersales_service.group_aftersales_clerk"
TECHNICIAN = "aftersales_service.group_aftersales_technician"
MANAGER = "aftersales_service.group_aftersales_manager"
BACKDATE = "aftersales_service.group_aftersales_backdate"


class HelpdeskTicket(models.Model):
    """Recording facts on a request, and the buttons that do it."""

    _inherit = "helpdesk.ticket"

    def record_event(
        self,
        code,
        at=None,
        employee=None,
        note=None,
        promised_at=None,
        asked=None,
        reason=None,
        evidence=None,
    ):
        """Record one fact on each of these requests.

        :param code: code of an ``aftersales.event.type``, such as ``responded``
        :param at: when it happened, naive UTC; default: now. The past needs the right
            to record it and a reason in ``note``; the future is refused
        :param employee: ``hr.employee`` who did it, or its id; default: the user's own
        :param note: what was said; for the past, why it is told only now
        :param promised_at: the moment that the fact promises, naive UTC
        :param asked: ``hr.employee`` whose turn it is now, or its id
        :param reason: ``aftersales.pause.reason`` of a ``blocked`` fact, or its id
        :param evidence: ``ir.attachment`` records that show it, or their ids
        :return: the new ``aftersales.event`` records, in the order of the requests
        :raise AccessError: the user may not record this fact
        :raise UserError: unknown code, time in the future, reason or evidence missing
        """
        self.check_access("read")
        kind = self._event_kind(code)
        self._check_may_record(kind)
        if isinstance(employee, int):
            employee = self.env["hr.employee"].browse(employee)
        details = {
            "promised_at": fields.Datetime.to_datetime(promised_at) or False,
            "asked_id": asked.id if isinstance(asked, models.Model) else asked,
            "reason_id": reason.id if isinstance(reason, models.Model) else reason,
        }
        if not isinstance(evidence, models.Model):
            evidence = self.env["ir.attachment"].browse(evidence)
        self._check_evidence(details["reason_id"], evidence)
        events = self._record(kind, at=at, employee=employee, note=note, **details)
        if evidence:
            events._attach(evidence)
        return events

    def _check_evidence(self, reason_id, evidence):
        """Some reasons must be shown, such as by a photo (B 2)."""
        reason = self.env["aftersales.pause.reason"].browse(reason_id or [])
        if reason.needs_evidence and not evidence:
            raise UserError(
                self.env._(
                    "“%(reason)s” on request %(number)s needs evidence. Attach a "
                    "photo or a message.",
                    reason=reason.name,
                    number=format_list(self.env, self.mapped("number")),
                )
            )

    def _record(self, kind, at=None, employee=None, note=None, **values):
        """Record a fact whose right has been checked, and move the stage with it."""
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        for ticket in self:
            ticket._check_time(at, note)
            ticket._check_promise(at, values.get("promised_at"))
        common = dict(values, code=kind.code, at=at, note=note)
        if employee is not None:
            # nobody of ours, if a customer did it
            common["employee_id"] = employee.id if employee else False
        events = self._append_events(
            [dict(common, ticket_id=ticket.id) for ticket in self]
        )
        # The stage follows the fact; a technician may record the one without being
        # allowed to edit the other.
        self.sudo()._move_stage(kind)
        if kind.code == rules.CLOSED:
            self.sudo().closed_date = at
        return events

    def _move_stage(self, kind):
        """Move the requests to the stage that a fact leads to."""
        if kind.code in (rules.CLOSED, rules.REOPENED):
            for team, tickets in self.grouped("team_id").items():
                tickets.stage_id = team._closing_stage(kind.code == rules.CLOSED)
        elif kind.stage_id:
            self.filtered(
                lambda t: not t.closed and t.stage_id.sequence < kind.stage_id.sequence
            ).stage_id = kind.stage_id

    @api.model
    def _take_turns(self, vals_list):
        """Let two transactions record facts of one request one after the other only.

        Clocks are derived from all facts of a request, so each must see the other's.
        Touching the row makes PostgreSQL refuse the second one, which Odoo then runs
        anew; a mere lock would let it go on with facts as they were. A request that is
        being registered is known to nobody else.
        """
        known = {v["ticket_id"] for v in vals_list if v["code"] != "registered"}
        if known:
            self.flush_model()
            self.env.cr.execute(
                SQL(
                    """UPDATE helpdesk_ticket SET write_date = write_date
                    WHERE id IN (SELECT id FROM helpdesk_ticket WHERE id IN %s
                                 ORDER BY id FOR UPDATE)""",
                    tuple(known),
                )
            )

    @api.model
    def _append_events(self, vals_list):
        """The one place where facts are written.

        Runs as superuser because no role may create events by itself: every caller
        has checked what the user may record.
        """
        now = fields.Datetime.now()
        companies = {
            ticket.id: ticket.company_id
            for ticket in self.sudo().browse([vals["ticket_id"] for vals in vals_list])
        }
        self._check_colleagues(vals_list, companies)
        self._take_turns(vals_list)
        authors = {
            company: self.env.user._employee_in(company).id
            for company in set(companies.values())
        }
        return (
            self.env["aftersales.event"]
            .sudo()
            .create(
                [
                    {
                        "recorded_by_id": self.env.user.id,
                        "employee_id": authors.get(companies[vals["ticket_id"]]),
                        "at": now,
                        "recorded_at": now,
                        "company_id": companies[vals["ticket_id"]].id,
                        **vals,
                    }
                    for vals in vals_list
                ]
            )
            .sudo(self.env.su)
        )

    @api.model
    def _check_colleagues(self, vals_list, companies):
        """Facts name employees of the request's company: the clocks become theirs."""
        for vals in vals_list:
            named = filter(None, (vals.get("employee_id"), vals.get("asked_id")))
            # users may not read employees' files
            for employee in self.env["hr.employee"].sudo().browse(named):
                company = companies[vals["ticket_id"]]
                if employee.company_id != company:
                    raise UserError(
                        self.env._(
                            "%(employee)s doesn't work for company %(company)s, whose "
                            "request this is. Choose one of its employees.",
                            employee=employee.name,
                            company=company.name,
                        )
                    )

    def _record_history(self):
        """First facts of tickets that are older than this addon."""
        self._append_events(
            [
                {"ticket_id": t.id, "code": "registered", "at": t.create_date}
                for t in self
            ]
            + [
                {"ticket_id": t.id, "code": rules.CLOSED, "at": t.closed_date}
                for t in self
                if t.closed and t.closed_date
            ]
        )
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET registered_at = create_date WHERE id = ANY(%s)",
            [self.ids],
        )
        self.invalidate_recordset(["registered_at"])

    @api.model
    def _event_kind(self, code):
        # Everybody may know the kinds; portal users reach this through our buttons.
        kind = self.env["aftersales.event.type"].sudo().search([("code", "=", code)])
        if not kind:
            raise UserError(
                self.env._(
                    "There is no kind of event “%(code)s”. Choose one of the list, or "
                    "add it under Configuration, Kinds of Event.",
                    code=code,
                )
            )
        return kind

    @api.model
    def _may_record(self, kind, on_visit=False):
        """Whether the user may record facts of this kind by hand (INF-5).

        :param on_visit: on a visit of theirs, where the order of its facts is checked
        """
        user = self.env.user
        # the roles of a kind are configuration, which everybody goes by
        if self.env.su or user.all_group_ids & kind.sudo().group_ids:
            return True
        if user.has_group(CLERK):
            return kind.recorder in ("clerk", "technician")
        # a technician's arrival belongs on the visit
        return (
            kind.recorder == "technician"
            and (on_visit or kind.code not in visit_rules.CODES)
            and user.has_group(TECHNICIAN)
        )

    def _check_may_record(self, kind, on_visit=False):
        if not self._may_record(kind, on_visit):
            raise AccessError(
                self.env._(
                    "You may not record “%(kind)s” on request %(number)s. "
                    "Ask a clerk or your manager to do it.",
                    kind=kind.name,
                    number=format_list(self.env, self.mapped("number")),
                )
            )

    def _check_time(self, at, note, told_at=None):
        """A time may lie in the past with a right and a reason, never in the future.

        :param told_at: when the user said so, if the work since then may have taken us
            into the next minute
        """
        now = fields.Datetime.now()
        if at > now:
            raise UserError(
                self.env._(
                    "%(time)s lies in the future. Request %(number)s can only hold "
                    "what has already happened.",
                    time=self._local(at),
                    number=self.number,
                )
            )
        if self.env.su or rules.minutes_between(at, told_at or now) <= 0:
            return
        if not self.env.user.has_group(BACKDATE):
            raise AccessError(
                self.env._(
                    "%(time)s is already past, and you may only record what happens "
                    "now. Ask your manager to record it on request %(number)s.",
                    time=self._local(at),
                    number=self.number,
                )
            )
        if not (note or "").strip():
            raise UserError(
                self.env._(
                    "Say why the time %(time)s on request %(number)s is recorded "
                    "only now.",
                    time=self._local(at),
                    number=self.number,
                )
            )

    def _check_promise(self, at, promised_at):
        if promised_at and promised_at < at:
            raise UserError(
                self.env._(
                    "What is promised on request %(number)s can't lie before the "
                    "promise: %(promised)s is earlier than %(time)s.",
                    number=self.number,
                    promised=self._local(promised_at),
                    time=self._local(at),
                )
            )

    @api.model
    def _local(self, moment):
        """A moment as the user reads it, to the minute."""
        return fields.Datetime.context_timestamp(self, moment).strftime(
            "%Y-%m-%d %H:%M"
        )

    # Buttons

    def action_respond(self):
        """The customer got a first answer (T-02)."""
        self.record_event("responded")
        return True

    def action_propose_solution(self):
        """A solution was proposed to the customer (T-03)."""
        self.record_event("solution_proposed")
        return True

    def action_close(self):
        """Close the requests; what still runs is cancelled."""
        self.check_access("read")
        self.filtered(lambda ticket: not ticket.closed).record_event(rules.CLOSED)
        return True

    def action_reopen(self):
        """Open closed requests again; their clocks run on."""
        self.check_access("read")
        self.filtered("closed").record_event(rules.REOPENED)
        return True

    def action_resume(self):
        """What kept the work from going on is gone (T-16 starts)."""
        self.check_access("read")
        self.filtered("is_blocked").record_event(rules.UNBLOCKED)
        return True

    def action_dispatch(self):
        """Open a new dispatch order for this request."""
        self.ensure_one()
        return {
            **self.action_view_visits(),
            "views": [(False, "form")],
            "context": {"default_ticket_id": self.id},
        }

    def action_view_visits(self):
        """Visits of this request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_visit_action"
        )
        action["domain"] = [("ticket_id", "=", self.id)]
        action["context"] = {"default_ticket_id": self.id}
        if self.visit_count == 1:
            action.update(views=[(False, "form")], res_id=self.visit_ids.id)
        return action
