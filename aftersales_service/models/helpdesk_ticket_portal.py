from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import clock as clock_rules
from ..rules import portal as rules

#: Where a fact comes from that the customer recorded
SOURCE = "portal"


class HelpdeskTicket(models.Model):
    """What a customer reads and does about a request in the portal.

    The methods are called by the portal's pages as superuser, after these have checked
    that the user may see the request; ``env.user`` stays who is logged in, and becomes
    the author of the facts.
    """

    _inherit = "helpdesk.ticket"

    # customers may read their requests by RPC, but not what colleagues note there
    late_reason = fields.Char(groups="base.group_user")
    accountable_id = fields.Many2one(groups="base.group_user")

    stated_serial = fields.Char(
        string="Serial as Stated",
        copy=False,
        help="The serial number as the customer typed it. It is linked by a clerk: the "
        "portal neither tells whether it exists nor whose it is.",
    )
    stated_product = fields.Char(
        string="Product as Stated",
        copy=False,
        help="What the customer calls the product.",
    )
    stated_plate = fields.Char(
        string="Plate as Stated",
        copy=False,
        help="The licence plate as the customer typed it.",
    )
    preferred_time = fields.Char(
        copy=False, help="When the customer would like to be visited or called."
    )
    submission_key = fields.Char(
        copy=False,
        groups="base.group_system",
        help="Key of the form that made this request: sent twice, it makes one only.",
    )

    _submission_uniq = models.UniqueIndex(
        "(create_uid, submission_key) WHERE submission_key IS NOT NULL",
        "This form was already sent.",
    )

    # What the pages show

    @api.model
    def _portal_step_labels(self):
        return {
            "received": self.env._("Received by us"),
            "answered": self.env._("Answered"),
            "on_the_way": self.env._("Engineer on the way"),
            "on_site": self.env._("Engineer on site"),
            "done": self.env._("Work done"),
            "signed": self.env._("Signed by you"),
            "closed": self.env._("Closed"),
        }

    def _portal_progress(self):
        """List of steps, each with its label, its time and whether it is reached."""
        self.ensure_one()
        labels = self._portal_step_labels()
        events = self.event_ids.filtered("is_in_force")
        facts = [
            rules.Fact(event.code, event.at, event.visit_id.id)
            for event in events.sorted(lambda event: (event.at, event.id))
            if event.visit_id.state != "cancelled"
        ]
        return [
            {"label": labels[step.code], "at": step.at, "reached": step.reached}
            for step in rules.progress(facts, self.closed)
        ]

    def _portal_step(self):
        """Label of the step that the request has reached."""
        return [step for step in self._portal_progress() if step["reached"]][-1]

    def _portal_promises(self):
        """What the company promised for this request, in words, with its time.

        Only limits that are promises to customers; cancelled ones are none any more.
        """
        self.ensure_one()
        return [
            {
                "name": clock.policy_id.name,
                "text": self._portal_promise_text(clock),
                "at": clock.due_at,
                "state": clock.state,
                "moved": self._portal_moved_text(clock),
            }
            for clock in self.clock_ids
            if clock.state != clock_rules.CANCELLED and clock.policy_id.is_public
        ]

    @api.model
    def _portal_promise_text(self, clock):
        """The words before the time of a promise."""
        return {
            clock_rules.RUNNING: self.env._("promised by"),
            clock_rules.PAUSED: self.env._("waiting; so far promised by"),
            clock_rules.MET: self.env._("kept; it was promised by"),
            clock_rules.MISSED: self.env._("late; it was promised by"),
        }[clock.state]

    @api.model
    def _portal_moved_text(self, clock):
        """Why the time of a promise moves or has moved, in the customer's words."""
        causes = {
            "customer": self.env._("we wait for you"),
            "supplier": self.env._("we wait for a supplier"),
            "company": self.env._("we wait for parts or for a decision of ours"),
            "force_majeure": self.env._("force majeure holds us up"),
        }
        pauses = clock.pause_ids.filtered(lambda pause: pause._counts())
        lasting = pauses.filtered(lambda pause: not pause.end_at)
        if clock.state == clock_rules.PAUSED and lasting:
            return self.env._(
                "Because %(why)s; the time moves on by as long as that lasts.",
                why=causes.get(lasting[:1].cause, lasting[:1].reason_id.name),
            )
        minutes = sum(pauses.mapped("minutes"))
        if minutes:
            hours, minutes = divmod(minutes, 60)
            return self.env._(
                "Moved on by %(hours)s h %(minutes)s min for which we had to wait.",
                hours=hours,
                minutes=minutes,
            )
        return ""

    def _portal_next_promise(self):
        """The promise that comes due next, or None."""
        open_states = (clock_rules.RUNNING, clock_rules.PAUSED)
        promises = [p for p in self._portal_promises() if p["state"] in open_states]
        return min(promises, key=lambda promise: promise["at"], default=None)

    def _portal_product(self):
        """The product as this customer may know it: by its file, else as they said."""
        self.ensure_one()
        return self.product_id.display_name or self.stated_product

    def _portal_visits(self):
        """Visits that the customer knows of: from dispatch on."""
        self.ensure_one()
        return self.visit_ids.filtered(
            lambda visit: visit.state not in ("draft", "cancelled")
        ).sorted("planned_at")

    def _portal_attachments(self):
        """Files of this request that its customer may see."""
        self.ensure_one()
        return self.attachment_ids._shown_to_customer()

    def _portal_time_options(self, reader=None):
        """How pages and mails show a moment: to the minute, in the reader's zone.

        :param reader: ``res.partner`` who reads; default: who is logged in
        """
        self.ensure_one()
        reader = reader or self.env.user.sudo().partner_id
        zone = reader.tz or self.company_id._service_tz()
        return {"widget": "datetime", "format": "yyyy-MM-dd HH:mm", "tz_name": zone}

    @api.model
    def _portal_own_lots(self, company):
        """Serial numbers of the user's company in the customer's file of a company."""
        customer = self.env.user.sudo().partner_id.commercial_partner_id
        return (
            self.env["stock.lot"]
            .sudo()
            .search(
                [
                    ("aftersales_partner_id.commercial_partner_id", "=", customer.id),
                    ("company_id", "in", [company.id, False]),
                ],
                order="name",
            )
        )

    def _portal_closing_stages(self):
        """Stages by which the customer may close this request."""
        self.ensure_one()
        return self.team_id._get_applicable_stages().filtered(
            lambda stage: stage.closed and stage.close_from_portal
        )

    # What the customer may do

    def _portal_is_owner(self):
        """Is the user one of the company whose request this is?"""
        self.ensure_one()
        mine = self.env.user.sudo().partner_id.commercial_partner_id
        theirs = self.sudo().commercial_partner_id
        return not self.env.user._is_public() and bool(theirs) and mine == theirs

    def _portal_check_owner(self):
        if not self._portal_is_owner():
            raise AccessError(
                self.env._(
                    "Only the customer of request %(number)s may do this.",
                    number=self.sudo().number,
                )
            )

    def _portal_may_reopen(self):
        """May the user reopen this request now?"""
        self.ensure_one()
        if not (self.closed and self.closed_date and self._portal_is_owner()):
            return False
        company = self.company_id
        return rules.may_reopen(
            company._service_date(self.closed_date),
            company._service_date(fields.Datetime.now()),
            company.aftersales_reopen_days,
        )

    def _portal_close(self, stage):
        """Close the request for its customer.

        :param stage: the closing stage that the customer chose
        """
        self.ensure_one()
        self._record(self._event_kind(clock_rules.CLOSED), source_ref=SOURCE)
        self.stage_id = stage

    def _portal_reopen(self, reason):
        """Reopen a closed request, with the customer's reason; open ones stay open.

        :raise AccessError: it isn't the user's request
        :raise UserError: no reason, or closed too long ago
        """
        self.ensure_one()
        self._portal_check_owner()
        if not self.closed:
            return
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "Please say why request %(number)s must be opened again.",
                    number=self.number,
                )
            )
        if not self._portal_may_reopen():
            raise UserError(
                self.env._(
                    "Request %(number)s was closed too long ago to be opened again. "
                    "Please send a new request.",
                    number=self.number,
                )
            )
        kind = self._event_kind(clock_rules.REOPENED)
        self._record(kind, note=reason, source_ref=SOURCE)
        self._portal_tell_clerk("reopened", reason)

    def _portal_hand_in(self, document, files):
        """The customer sends files for a paper that is asked of them (INT-8).

        :param document: ``aftersales.ticket.document`` of this request
        :param files: list of (name, content), found right
        :raise AccessError: it isn't the user's request
        :raise UserError: no such paper is asked for, or no file was chosen
        """
        self.ensure_one()
        self._portal_check_owner()
        if not document or document not in self.document_ids:
            raise UserError(
                self.env._(
                    "This paper isn't asked for on request %(number)s any more.",
                    number=self.number,
                )
            )
        if not files:
            raise UserError(
                self.env._(
                    "Please choose a file for “%(paper)s”.", paper=document.kind_id.name
                )
            )
        message = self.message_post(
            body=self.env._("Sent: %(paper)s", paper=document.kind_id.name),
            attachments=files,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        document._receive(message.attachment_ids)

    def _portal_answer_appointment(self, visit, agrees, wish):
        """The customer agrees to the time of a visit, or asks for another one.

        :param visit: ``aftersales.visit`` of this request that is dispatched
        :param agrees: True records the agreement; False passes on the wish
        :param wish: the time that would suit, in the customer's words
        :raise UserError: the visit can't be moved any more, or no wish was written
        """
        self.ensure_one()
        self._portal_check_owner()
        if visit not in self.visit_ids or not visit._portal_is_appointed():
            raise UserError(
                self.env._(
                    "The time of this visit can't be changed here any more. Please "
                    "write us a message below."
                )
            )
        if agrees:
            if not visit._portal_agreed():
                self._record(
                    self._event_kind("visit_agreed"),
                    source_ref=SOURCE,
                    promised_at=visit.planned_at,
                    visit_id=visit.id,
                    employee=visit.leader_id,
                )
            return
        wish = (wish or "").strip()
        if not wish:
            raise UserError(self.env._("Please write which time would suit you."))
        self.message_post(
            body=self.env._(
                "Another time wished for visit %(visit)s: %(wish)s",
                visit=visit.name,
                wish=wish,
            ),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._portal_tell_clerk("appointment", wish)

    def _portal_tell_clerk(self, matter, note):
        """An activity for whoever looks after this request.

        :param matter: ``reopened`` or ``appointment``
        """
        user = self._portal_clerk()
        if not user:
            return
        local = self.with_context(lang=user.lang)
        summaries = {
            "reopened": local.env._(
                "%(number)s: opened again by the customer", number=self.number
            ),
            "appointment": local.env._(
                "%(number)s: the customer wishes another time", number=self.number
            ),
        }
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summaries[matter],
            note=note,
            user_id=user.id,
        )

    def _portal_clerk(self):
        """The user who looks after this request, if there is one."""
        team = self.team_id
        users = (
            self.user_id
            | self.accountable_id.user_id
            | team.user_id
            | team.user_ids
            | self.create_uid
        )
        ours = users.filtered(lambda user: user.active and user._is_internal())
        return ours.filtered(lambda user: self.company_id in user.company_ids)[:1]

    # What the clerk makes of it

    def action_link_stated_serial(self):
        """Link the product whose serial number the customer typed.

        :raise UserError: this company knows no such serial, or more than one product
            has it
        """
        for ticket in self:
            ticket.check_access("write")
            serial = (ticket.stated_serial or "").strip()
            lots = self.env["stock.lot"].search(
                [
                    ("name", "=ilike", serial),
                    ("company_id", "in", [ticket.company_id.id, False]),
                ],
                limit=2,
            )
            if len(lots) != 1:
                raise UserError(
                    self.env._(
                        "Serial number “%(serial)s” of request %(number)s fits no or "
                        "several products. Choose the right one by hand.",
                        serial=serial,
                        number=ticket.number,
                    )
                )
            ticket.lot_id = lots
        return True
