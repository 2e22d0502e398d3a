import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_list

from .helpdesk_ticket_events import MANAGER

_logger = logging.getLogger(__name__)

KIND = [
    ("received", "Request received"),
    ("visit", "Visit appointed or moved"),
    ("report", "Report ready to sign"),
    ("closed", "Request closed"),
]
#: Facts that the customer is told of → kind of message
TOLD = {"dispatched": "visit", "finished": "report", "closed": "closed"}
#: Messages that no company can switch off
ALWAYS = {"refused"}
#: What is recorded later than this after it happened is no news any more
NEWS = timedelta(days=1)


class AftersalesNotice(models.Model):
    """A message that a customer is about to get.

    Facts only queue it here; a scheduled action sends it within a minute, so that a
    broken template or mail server stops nobody's work. Sent ones are gone; what
    couldn't be sent stays with its error.
    """

    _name = "aftersales.notice"
    _inherit = "aftersales.rows"
    _description = "Message to a Customer"
    _order = "id"
    _check_company_auto = True

    kind = fields.Selection(selection=KIND, required=True, readonly=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        index=True,
        precompute=True,
    )
    error = fields.Text(readonly=True, help="Why it couldn't be sent.")

    @api.depends("kind", "ticket_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for notice in self:
            notice.display_name = f"{notice.ticket_id.number} {labels[notice.kind]}"

    @api.model
    def _queue(self, kind, tickets, visits=None):
        """Queue a message to the customers of these requests, where it is wanted.

        :param kind: one of ``KIND``
        :param visits: ``aftersales.visit`` records instead, for messages about a visit
        """
        # messages follow from facts: whoever recorded one needs no right to queue
        sources = (tickets if visits is None else visits).sudo()
        switch = f"aftersales_tell_{kind}"
        values = [
            {
                "kind": kind,
                "ticket_id": source.id if visits is None else source.ticket_id.id,
                "visit_id": False if visits is None else source.id,
            }
            for source in sources
            if source.partner_id and (kind in ALWAYS or source.company_id[switch])
        ]
        if not values or self.env.context.get("install_mode"):
            return
        self.sudo().create(values)
        self.env.ref("aftersales_service.ir_cron_notices").sudo()._trigger()

    @api.private
    @api.model
    def send_due(self, batch=50):
        """Send what is queued.

        Safe to run twice, to be killed in the middle, and to run on two servers at
        once: each message is locked, and committed together with its sending.

        :param batch: how many messages at most
        :return: how many were sent
        """
        self.flush_model(["error"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM aftersales_notice WHERE error IS NULL
                ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED""",
                batch,
            )
        )
        sent, again = 0, len(rows) == batch
        due = self.browse(row[0] for row in rows)
        groups = due.grouped(
            lambda notice: (notice.kind, notice.ticket_id, notice.visit_id)
        )
        for (kind, ticket, visit), notices in groups.items():
            # the locks of the batch end with the first commit: another server may have
            # sent these meanwhile, or be about to
            if notices.try_lock_for_update() != notices:
                continue
            try:
                with self.env.cr.savepoint():
                    if notices._is_still_news(kind, ticket, visit):
                        self._send(kind, ticket, visit)
                        sent += 1
                    notices.unlink()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # another server works on the same customer: it stays queued
                again = True
            except Exception as error:  # pylint: disable=broad-except
                # a template that somebody broke must not stop the other messages
                _logger.warning("No message %s on %s: %s", kind, ticket.number, error)
                notices.error = str(error)
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(notices))
        if again:
            self.env.ref("aftersales_service.ir_cron_notices")._trigger()
        return sent

    @api.model
    def _is_still_news(self, kind, ticket, visit):
        """Is what the message says still so?"""
        return {
            "received": True,
            "visit": visit.state == "dispatched",
            "report": visit.state == "finished",
            "closed": ticket.closed,
        }[kind]

    @api.model
    def _send(self, kind, ticket, visit=None):
        """Post the message on the request, in the customer's language.

        It comes from the company, not from whoever recorded the fact.

        :return: the ``mail.message``
        """
        template = self.env.ref(f"aftersales_service.mail_template_{kind}").sudo()
        source = visit or ticket
        values = template._generate_template(
            source.ids, ("subject", "body_html", "email_from", "lang")
        )[source.id]
        customer = ticket.partner_id
        return (
            ticket.sudo()
            .with_context(lang=customer.lang or self.env.lang)
            .message_post(
                subject=values["subject"],
                body=values["body_html"],
                email_from=values.get("email_from"),
                author_id=ticket.company_id.partner_id.id,
                message_type="auto_comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=customer.ids if customer.email else [],
                force_email_lang=customer.lang,
            )
        )

    def action_retry(self):
        """Try again to send messages that failed."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "Only a service manager can send messages again (%(names)s).",
                    names=format_list(self.env, self.mapped("display_name")),
                )
            )
        self.check_access("read")
        self.sudo().error = False
        self.env.ref("aftersales_service.ir_cron_notices").sudo()._trigger()
        return True


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        now = fields.Datetime.now()
        news = tickets.filtered(lambda ticket: now - ticket.registered_at <= NEWS)
        self.env["aftersales.notice"]._queue("received", news)
        return tickets

    @api.model
    def _append_events(self, vals_list):
        events = super()._append_events(vals_list)
        # superuser: whoever records a fact need not read all of it
        news = (events or self.env["aftersales.event"]).sudo()
        news = news.filtered(
            lambda event: event.code in TOLD and event.recorded_at - event.at <= NEWS
        )
        for code, told in news.grouped("code").items():
            queue = self.env["aftersales.notice"]._queue
            if code == "closed":
                # who is refused gets that message, not two
                told = told.filtered(lambda e: e.ticket_id.acceptance != "refused")
                queue(TOLD[code], told.ticket_id)
            else:
                queue(TOLD[code], None, told.visit_id)
        return events

    def _record_history(self):
        """The past is no news: nobody gets a message about it."""
        quiet = self.with_context(install_mode=True)
        return super(HelpdeskTicket, quiet)._record_history()


class AftersalesVisit(models.Model):
    _inherit = "aftersales.visit"

    def write(self, vals):
        """The customer is told of each new time of a visit they know of."""
        planned = {}
        if "planned_at" in vals:
            planned = {visit: visit.planned_at for visit in self}
        result = super().write(vals)
        moved = self.filtered(
            lambda visit: (
                visit in planned
                and visit.state == "dispatched"
                and visit.planned_at != planned[visit]
            )
        )
        if moved:
            self.env["aftersales.notice"]._queue("visit", None, moved)
        return result
