import uuid

from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.exceptions import ConcurrencyError
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.helpdesk_type.controllers.main import HelpdeskTicketControllerTypes

from ..rules import portal as rules
from .portal_files import read_files

#: Fields of the form → how many characters they take
TEXTS = {
    "subject": 150,
    "serial": 80,
    "product": 150,
    "plate": 30,
    "description": 10000,
    "phone": 40,
    "address": 250,
    "preferred_time": 150,
    "type": 12,
    "lot": 12,
    "team": 12,
    "category": 12,
    "key": 64,
}


class AftersalesNewRequest(HelpdeskTicketControllerTypes):
    """The form of a new request (INT-1, INT-2)."""

    @http.route()
    def create_new_ticket(self, **kw):
        """The empty form; from the page of a product, with that product."""
        partner = request.env.user.partner_id
        form = dict.fromkeys(TEXTS, "")
        form.update(
            phone=partner.phone or "",
            type=str(kw.get("type") or ""),
            lot=str(kw.get("lot") or ""),
            key=uuid.uuid4().hex,
        )
        if form["lot"] and not form["type"]:
            # a claim from a product; if only one kind of request is judged, it is meant
            judged = self._request_types().filtered("judges_warranty")
            form["type"] = str(judged.id) if len(judged) == 1 else ""
        return self._render_form(form)

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """Register the request, or show the form again with what is wrong in it.

        The form carries a key: pressed twice or sent again it makes one request.
        """
        form = {name: str(kw.get(name) or "").strip() for name in TEXTS}
        files, problem = read_files()
        errors = self._form_errors(form)
        if problem:
            errors["files"] = problem
        if errors:
            return self._render_form(form, errors)
        ticket = self._sent_before(form["key"]) or self._create_request(form, files)
        return request.redirect(f"/my/ticket/{ticket.id}?sent=1")

    def _render_form(self, form, errors=None):
        values = {
            "page_name": "service_request_new",
            "form": form,
            "errors": errors or {},
            "types": self._request_types(),
            "lots": self._own_lots(),
            "teams": self._get_teams(),
            "categories": self._get_categories(),
            "company": request.env.company.sudo(),
            "max_files": rules.MAX_FILES,
            "max_total": rules.MAX_TOTAL,
            "max_size": rules.MAX_SIZE,
        }
        return request.render("aftersales_service.portal_request_new", values)

    def _get_teams(self):
        """Teams to choose from; helpdesk_mgmt offers those of all companies."""
        return self._of_company(super()._get_teams() or ())

    def _get_categories(self, **kw):
        """Topics to choose from, of this company."""
        return self._of_company(super()._get_categories(**kw))

    def _of_company(self, records):
        """Those that are the company's own or everybody's."""
        company = request.env.company
        return records and records.filtered(
            lambda record: record.sudo().company_id in (company, company.browse())
        )

    def _request_types(self):
        """Types that customers may choose: the company's own, else those of all."""
        company = request.env.company
        # superuser: customers have no rights on types; the domain is the company's
        types = request.env["helpdesk.ticket.type"].sudo()
        domain = [("show_in_portal", "=", True)]
        own = types.search([*domain, ("company_id", "=", company.id)])
        return own or types.search([*domain, ("company_id", "=", False)])

    def _own_lots(self):
        """Products of the customer, by serial number."""
        # superuser: customers have no rights on serial numbers, only on this choice
        tickets = request.env["helpdesk.ticket"].sudo()
        return tickets._portal_own_lots(request.env.company)

    def _form_errors(self, form):
        """Dict of field → what is wrong with it, in words."""
        errors = {
            name: request.env._(
                "Please write at most %(count)s characters.", count=count
            )
            for name, count in TEXTS.items()
            if len(form[name]) > count
        }
        if not form["description"]:
            errors["description"] = request.env._("Please describe what happened.")
        choices = {
            "type": self._request_types(),
            "lot": self._own_lots(),
            "team": self._get_teams(),
            "category": self._get_categories(),
        }
        company = request.env.company
        required = {
            "type": bool(choices["type"]),
            "team": company.helpdesk_mgmt_portal_team_id_required,
            "category": company.helpdesk_mgmt_portal_category_id_required,
        }
        for name, records in choices.items():
            known = {str(record.id) for record in records}
            wanted = form[name] or (known and required.get(name))
            if wanted and form[name] not in known:
                errors[name] = request.env._("Please choose one of the list.")
        return errors

    def _sent_before(self, key):
        """The request that this very form has already made."""
        # superuser: the key is no field of the portal; it is searched with its author
        tickets = request.env["helpdesk.ticket"].sudo()
        mine = [("submission_key", "=", key), ("create_uid", "=", request.env.uid)]
        return tickets.search(mine, limit=1) if key else tickets

    def _create_request(self, form, files):
        # superuser: customers may not create requests but through this form
        tickets = request.env["helpdesk.ticket"].sudo()
        vals = self._prepare_submit_ticket_vals(**form)
        try:
            with request.env.cr.savepoint():
                ticket = tickets.create(vals)
        except UniqueViolation as error:
            # the same form is being sent at this moment: try again, and find it made
            raise ConcurrencyError(request.env._("Sent twice")) from error
        ticket.message_subscribe(partner_ids=request.env.user.partner_id.ids)
        if files:
            ticket.message_post(
                body=request.env._("Sent with the request"),
                attachments=files,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        return ticket

    def _prepare_submit_ticket_vals(self, **kw):
        """Values of the new request, from a form that was found right."""
        vals = super()._prepare_submit_ticket_vals(**kw)
        partner = request.env.user.partner_id
        lot = self._chosen_lot(kw.get("lot"), kw.get("serial"))
        vals.update(
            description=plaintext2html(kw.get("description") or ""),
            customer_phone=kw.get("phone") or partner.phone,
            lot_id=lot.id,
            stated_serial=False if lot else kw.get("serial"),
            stated_product=False if lot else kw.get("product"),
            stated_plate=kw.get("plate"),
            preferred_time=kw.get("preferred_time"),
            submission_key=kw.get("key") or False,
        )
        if kw.get("address"):
            vals["service_address"] = kw["address"]
        return vals

    def _chosen_lot(self, lot_id, serial):
        """The customer's own product that they chose or typed; none of anybody else's.

        Whether a serial that isn't theirs exists must not show, so it stays text for
        the clerk.
        """
        typed = (serial or "").casefold()
        return self._own_lots().filtered(
            lambda lot: (
                str(lot.id) == lot_id or (not lot_id and lot.name.casefold() == typed)
            )
        )[:1]
