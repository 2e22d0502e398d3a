from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.helpdesk_type.controllers.main import HelpdeskTicketControllerTypes
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.helpdesk_ticket_events import CLERK
from .portal_files import read_files


class AftersalesTicketController(HelpdeskTicketControllerTypes):
    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close one's own request.

        helpdesk_mgmt closes whatever id a GET names, for any logged-in user; here it
        takes a form of this site (POST, so its token is checked) and a request of one's
        own company. Trying another one sends home without a word.
        """
        try:
            ticket = request.env["helpdesk.ticket"].browse(int(ticket_id or 0))
            stage = request.env["helpdesk.ticket.stage"].browse(int(stage_id or 0))
            ticket.check_access("read")
            stage.check_access("read")
        except (AccessError, ValueError):
            return request.redirect("/my")
        # A portal user may not write requests; that this one is theirs is checked.
        ticket_sudo = ticket.sudo()
        if not ticket_sudo.exists() or not stage.exists():
            return request.redirect("/my")
        if not (ticket_sudo._portal_is_owner() or request.env.user.has_group(CLERK)):
            return request.redirect("/my")
        if not ticket_sudo.closed and stage in ticket_sudo._portal_closing_stages():
            ticket_sudo._portal_close(stage)
        return request.redirect(f"/my/ticket/{ticket.id}")


class AftersalesCustomerPortal(CustomerPortalHelpdesk):
    """The customer's requests: a list, and a page for each."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters and request.env["helpdesk.ticket"].has_access("read"):
            # the page itself; its counters come later, for cards that wait for them
            values["open_requests"] = self._request_count("open")
        return values

    def _request_domains(self):
        """Filters of the list → their domain."""
        return {
            "open": Domain("stage_id.closed", "=", False),
            "closed": Domain("stage_id.closed", "=", True),
            "all": Domain.TRUE,
        }

    def _request_domain(self, filterby, search=""):
        """What this user may see of the requests that a filter and a search find."""
        rules = request.env["ir.rule"]._compute_domain("helpdesk.ticket", "read")
        domain = self._request_domains()[filterby] & Domain(rules or Domain.TRUE)
        for word in (search or "").split():
            domain &= Domain.OR(
                [(name, "ilike", word)]
                for name in ("number", "name", "lot_id.name", "stated_serial")
            )
        return domain

    def _request_count(self, filterby, search=""):
        # superuser: customers can't read serial numbers; the domain has their rules
        tickets = request.env["helpdesk.ticket"].sudo()
        return tickets.search_count(self._request_domain(filterby, search))

    @http.route()
    def portal_my_tickets(self, page=1, filterby=None, search=None, **kw):
        """The customer's requests: number, product, step and next promise of each."""
        if not request.env["helpdesk.ticket"].has_access("read"):
            return request.redirect("/my")
        filters = {
            "open": request.env._("Open"),
            "closed": request.env._("Closed"),
            "all": request.env._("All"),
        }
        if filterby not in filters:
            filterby = "all" if search else "open"
        search = (search or "").strip()[:100]
        counts = {key: self._request_count(key, search) for key in filters}
        pager = portal_pager(
            url="/my/tickets",
            url_args={"filterby": filterby, "search": search or None},
            total=counts[filterby],
            page=page,
            step=self._items_per_page,
        )
        # superuser: the page shows its own choice of internal models; the domain has
        # the rules of the user
        tickets = (
            request.env["helpdesk.ticket"]
            .sudo()
            .search(
                self._request_domain(filterby, search),
                order="registered_at desc, id desc",
                limit=self._items_per_page,
                offset=pager["offset"],
            )
        )
        request.session["my_tickets_history"] = tickets.ids[:100]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "service_requests",
            "tickets": tickets,
            "filters": [(key, label, counts[key]) for key, label in filters.items()],
            "filterby": filterby,
            "search": search,
            "pager": pager,
        }
        return request.render("aftersales_service.portal_request_list", values)

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """One request, on a page of our own; who may open it is checked as ever."""
        response = super().portal_my_ticket(ticket_id, access_token=access_token, **kw)
        if getattr(response, "is_qweb", False):
            response.template = "aftersales_service.portal_request_page"
        return response

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # The customer may see this request (checked by the caller), but none of the
        # internal models behind it; the page shows its own choice of them.
        ticket_sudo = ticket.with_user(request.env.user).sudo()
        is_owner = ticket_sudo._portal_is_owner()
        values.update(
            page_name="service_request",
            progress=ticket_sudo._portal_progress(),
            promises=ticket_sudo._portal_promises(),
            visits=ticket_sudo._portal_visits(),
            attachments=ticket_sudo._portal_attachments(),
            papers=ticket_sudo._portal_papers(),
            time_options=ticket_sudo._portal_time_options(),
            is_owner=is_owner,
            closing_stages=is_owner and ticket_sudo._portal_closing_stages(),
            may_reopen=ticket_sudo._portal_may_reopen(),
            sent=bool(kwargs.get("sent")),
            error=request.session.pop("aftersales_portal_error", None),
        )
        return values

    @http.route(
        "/my/ticket/<int:ticket_id>/reopen",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_reopen(self, ticket_id, reason=None, **kw):
        """Reopen one's own request, with the reason."""
        return self._act(ticket_id, lambda ticket: ticket._portal_reopen(reason))

    @http.route(
        "/my/ticket/<int:ticket_id>/appointment",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_appointment(
        self, ticket_id, visit_id=None, answer=None, wish=None, **kw
    ):
        """Agree to the time of a visit, or wish for another one."""
        number = int(visit_id) if (visit_id or "").isdecimal() else 0

        def act(ticket):
            visit = ticket.visit_ids.filtered(lambda visit: visit.id == number)
            ticket._portal_answer_appointment(visit, answer == "agree", wish)

        return self._act(ticket_id, act)

    @http.route(
        "/my/ticket/<int:ticket_id>/paper",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_ticket_paper(self, ticket_id, document_id=None, kind_id=None, **kw):
        """Hand in a missing paper of one's own request (INT-8)."""
        asked = [
            int(text) if (text or "").isdecimal() else 0
            for text in (document_id, kind_id)
        ]
        files, problem = read_files()

        def act(ticket):
            if problem:
                raise UserError(problem)
            ticket._portal_check_owner()
            document = ticket._portal_asked_document(*asked)
            ticket._portal_hand_in(document, files)

        return self._act(ticket_id, act)

    def _act(self, ticket_id, act):
        """Do something on a request that the user may see, and show its page again.

        A message to the user waits in their session: the page is opened anew, so that
        reloading it sends nothing twice.
        """
        try:
            ticket_sudo = self._document_check_access("helpdesk.ticket", ticket_id)
            # superuser to act, but the author of what happens is who is logged in
            ticket_sudo = ticket_sudo.with_user(request.env.user).sudo()
            with request.env.cr.savepoint():
                act(ticket_sudo)
        except (AccessError, MissingError):
            return request.redirect("/my")
        except UserError as error:
            request.session["aftersales_portal_error"] = str(error)
        return request.redirect(f"/my/ticket/{ticket_id}")
