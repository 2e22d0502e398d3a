from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk


class AftersalesTicketController(HelpdeskTicketController):
    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close one's own request.

        helpdesk_mgmt closes whatever id a GET names, for any logged-in user; here it
        takes a form of this site (POST, so its token is checked) and a request that the
        user may see. Moving one that isn't theirs sends them home without a word.
        """
        try:
            ticket = request.env["helpdesk.ticket"].browse(int(ticket_id or 0))
            stage = request.env["helpdesk.ticket.stage"].browse(int(stage_id or 0))
            ticket.check_access("read")
            stage.check_access("read")
        except (AccessError, ValueError):
            return request.redirect("/my")
        # A portal user may not write requests; that this one is theirs was checked.
        ticket_sudo = ticket.sudo()
        if not ticket_sudo.exists() or not stage.exists():
            return request.redirect("/my")
        allowed = ticket_sudo.team_id._get_applicable_stages()
        if stage.close_from_portal and stage.closed and stage in allowed:
            ticket_sudo.stage_id = stage
        return request.redirect(f"/my/ticket/{ticket.id}")

    @http.route(methods=["POST"])
    def submit_ticket(self, **kw):
        """A new request, only from a form of this site."""
        return super().submit_ticket(**kw)

    def _prepare_submit_ticket_vals(self, **kw):
        vals = super()._prepare_submit_ticket_vals(**kw)
        partner = request.env.user.partner_id
        vals.update(customer_phone=partner.phone)
        return vals


class AftersalesCustomerPortal(CustomerPortalHelpdesk):
    @http.route()
    def portal_my_tickets(self, **kw):
        """The customer's requests; labels that helpdesk_mgmt has no Chinese for."""
        response = super().portal_my_tickets(**kw)
        bars = getattr(response, "qcontext", {})
        labels = {
            "searchbar_filters": {"all": request.env._("All")},
            "searchbar_sortings": {
                "date": request.env._("Newest"),
                "name": request.env._("Title"),
                "stage": request.env._("Stage"),
                "update": request.env._("Last Change"),
            },
            "searchbar_groupby": {
                "none": request.env._("None"),
                "category": request.env._("Category"),
                "stage": request.env._("Stage"),
            },
            "searchbar_inputs": {
                "all": request.env._("Search Everywhere"),
                "number": request.env._("Search in Number"),
                "name": request.env._("Search in Title"),
            },
        }
        for bar, texts in labels.items():
            for key, label in texts.items():
                if key in bars.get(bar, {}):
                    bars[bar][key]["label"] = label
        return response

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # The customer may see this request (checked by the caller), but none of the
        # internal models behind it; the page shows its own choice of them.
        ticket_sudo = ticket.sudo()
        values["progress"] = ticket_sudo._portal_progress()
        values["promises"] = ticket_sudo._portal_promises()
        values["visits"] = ticket_sudo._portal_visits()
        return values
