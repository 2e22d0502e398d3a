from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context, format_list

from .helpdesk_ticket_events import CLERK


class HelpdeskTicket(models.Model):
    """The papers that a request needs by its type (INT-8)."""

    _inherit = "helpdesk.ticket"

    document_ids = fields.One2many(
        comodel_name="aftersales.ticket.document",
        inverse_name="ticket_id",
        string="Papers",
    )
    missing_document_count = fields.Integer(
        string="Missing Papers",
        compute="_compute_missing_documents",
        search="_search_missing_document_count",
    )
    missing_document_names = fields.Char(
        string="Still Missing",
        compute="_compute_missing_documents",
    )
    documents_asked_at = fields.Datetime(
        string="Customer Asked",
        readonly=True,
        copy=False,
        help="When the customer was last asked for what is missing.",
    )

    @api.depends("document_ids.received", "document_ids.kind_id.required")
    @api.depends_context("lang")
    def _compute_missing_documents(self):
        for ticket in self:
            names = ticket._missing_documents().kind_id.mapped("name")
            ticket.missing_document_count = len(names)
            ticket.missing_document_names = format_list(self.env, names)

    @api.model
    def _search_missing_document_count(self, operator, value):
        """Only "any missing" (> 0) and "none missing" (= 0)."""
        if operator == ">" and not value:
            how = "any"
        elif operator in ("in", "not in") and set(value) == {0}:
            how = "not any" if operator == "in" else "any"
        else:
            return NotImplemented
        missing = [("received", "=", False), ("kind_id.required", "=", True)]
        return [("document_ids", how, missing)]

    def _missing_documents(self):
        """``aftersales.ticket.document`` records still to come, of all these requests.

        For a customer of the portal, call it as superuser after checking the request.
        """
        return self.document_ids.filtered(
            lambda document: document.required and not document.received
        )

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._follow_documents()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if {"type_id", "company_id"} & vals.keys():
            self._follow_documents()
        return result

    def _follow_documents(self):
        """Ask for the papers of the type; forget those of another that never came.

        Runs as superuser: a request that comes by mail, portal or form has its list,
        whoever sent it.
        """
        tickets = self.sudo().with_context(clean_context(self.env.context))
        kinds = self.env["aftersales.document.kind"].sudo()
        kinds = kinds._of_companies(tickets.company_id)
        new, obsolete = [], tickets.document_ids.browse()
        for ticket in tickets:
            needed = kinds._needed_for(ticket.type_id, ticket.company_id)
            there = ticket.document_ids
            obsolete |= there.filtered(
                lambda document, needed=needed: (
                    not (
                        document.received
                        or document.attachment_ids
                        or document.note
                        or document.kind_id in needed
                    )
                )
            )
            new += [
                {"ticket_id": ticket.id, "kind_id": kind.id}
                for kind in needed - there.kind_id
            ]
        obsolete.unlink()
        if new:
            tickets.document_ids.create(new)

    def action_ask_documents(self):
        """Tell the customer, in their language, which papers are still missing.

        :raise AccessError: the user isn't a clerk
        :raise UserError: nothing is missing, or there is no customer to tell
        """
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(
                self.env._("Ask a clerk to write to the customer about papers.")
            )
        for ticket in self:
            ticket._check_can_ask()
            ticket.message_post(
                body=ticket._documents_message(),
                partner_ids=ticket.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.documents_asked_at = fields.Datetime.now()
        return True

    def _check_can_ask(self):
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Request %(number)s has no customer yet. Fill in the customer, "
                    "then ask.",
                    number=self.number,
                )
            )
        if not self._missing_documents():
            raise UserError(
                self.env._(
                    "Nothing is missing on request %(number)s.", number=self.number
                )
            )

    def _documents_message(self):
        """The message that lists what is missing, in the customer's language."""
        lang = self.partner_id.lang or self.env.lang
        ticket = self.with_context(lang=lang)
        lines = Markup().join(
            Markup("<li>%s</li>")
            % " – ".join(filter(None, [document.kind_id.name, document.hint]))
            for document in ticket._missing_documents()
        )
        request = ticket.env._(
            "For your request %(number)s we still need:", number=self.number
        )
        answer = ticket.env._(
            "Please answer this message with the photos or files, or hand them in on "
            "the page of your request."
        )
        return Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (request, lines, answer)
