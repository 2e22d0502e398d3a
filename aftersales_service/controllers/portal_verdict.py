from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .portal_ticket import AftersalesCustomerPortal


class AftersalesVerdictPortal(AftersalesCustomerPortal):
    """The warranty verdict on the page of a request, and its printed form (WAR-3)."""

    def _ticket_get_page_view_values(self, ticket, access_token, **kwargs):
        values = super()._ticket_get_page_view_values(ticket, access_token, **kwargs)
        # who may see the request was checked by the caller; verdicts are internal
        ticket_sudo = ticket.with_user(request.env.user).sudo()
        verdict = ticket_sudo.verdict_id
        values.update(
            verdict=verdict and verdict._portal_told(),
            verdict_url=ticket_sudo.get_portal_url(suffix="/verdict"),
            own_lot=request.env["stock.lot"]._portal_find(ticket_sudo.lot_id.id),
        )
        return values

    @http.route(
        "/my/ticket/<int:ticket_id>/verdict", type="http", auth="public", website=True
    )
    def portal_ticket_verdict(self, ticket_id, access_token=None, **kw):
        """The decided verdict as PDF; before the decision there is none."""
        if not isinstance(access_token, str):
            access_token = None
        try:
            ticket_sudo = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        # verdicts are internal; that the visitor may see the request was checked
        verdict = ticket_sudo.sudo().verdict_id
        if not verdict.decided_at:
            return request.redirect(ticket_sudo.get_portal_url())
        return self._show_report(
            model=verdict,
            report_type="pdf",
            report_ref="aftersales_service.aftersales_warranty_verdict_report",
            download=True,
        )
