from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

STATEMENT = "aftersales_service.aftersales_part_statement_report"
ERROR = "aftersales_station_error"


class AftersalesStationPortal(CustomerPortal):
    """A service station's own account: parts, requisitions, old parts, statements."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["station_accounts"] = request.env[
                "aftersales.part.holder"
            ]._portal_mine()
        return values

    @http.route("/my/station", type="http", auth="user", website=True)
    def portal_my_station(self, **kw):
        """What lies on the station's account and what it owes."""
        mine_sudo = request.env["aftersales.part.holder"]._portal_mine()
        if not mine_sudo:
            return request.redirect("/my")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_station",
            "holders": mine_sudo,
            "stock": mine_sudo._portal_stock(),
            "requests": mine_sudo._portal_requests(),
            "old_parts": mine_sudo._portal_old_parts(),
            "statements": mine_sudo._portal_statements(),
        }
        return request.render("aftersales_service.portal_station_page", values)

    @http.route(
        "/my/station/statements/<int:statement_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_statement(self, statement_id, **kw):
        """One statement, word for word as it was sent."""
        try:
            statement_sudo = self._statement(statement_id)
        except AccessError:
            return request.redirect("/my/station")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_statement",
            "statement": statement_sudo,
            "shown": statement_sudo._shown(),
            "error": request.session.pop(ERROR, None),
        }
        return request.render("aftersales_service.portal_statement_page", values)

    @http.route(
        "/my/station/statements/<int:statement_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_statement_pdf(self, statement_id, **kw):
        """The statement to print and stamp."""
        try:
            statement_sudo = self._statement(statement_id)
        except AccessError:
            return request.redirect("/my/station")
        return self._show_report(
            model=statement_sudo,
            report_type="pdf",
            report_ref=STATEMENT,
            download=True,
        )

    @http.route(
        "/my/station/statements/<int:statement_id>/<any(confirm,dispute):answer>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_answer_statement(self, statement_id, answer, text=None, **kw):
        """The station confirms a statement, or says what isn't right in it."""
        try:
            statement_sudo = self._statement(statement_id)
        except AccessError:
            return request.redirect("/my/station")
        partner = request.env.user.partner_id
        try:
            if answer == "confirm":
                statement_sudo._confirm(partner)
            else:
                statement_sudo._dispute(partner, text)
        except UserError as error:
            # told on the page; nothing was written
            request.session[ERROR] = str(error)
        return request.redirect(f"/my/station/statements/{statement_id}")

    def _statement(self, id_):
        """As superuser: stations read no statements; this one is theirs."""
        return request.env["aftersales.part.statement"]._portal_find(id_)
