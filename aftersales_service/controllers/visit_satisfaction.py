from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class AftersalesSatisfactionPortal(CustomerPortal):
    """The satisfaction form under the service report (VIS-10)."""

    @http.route(
        "/my/visit/<int:visit_id>/satisfaction",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_visit_satisfaction(
        self, visit_id, access_token=None, score=None, text=None, **_kw
    ):
        """Take the customer's answer; the page then shows it, or what is wrong."""
        try:
            # as superuser, once the token was found right
            visit_sudo = self._document_check_access(
                "aftersales.visit", visit_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        query = ""
        try:
            visit_sudo.with_user(request.env.user).sudo()._answer_satisfaction(
                score, (text or "").strip()[:2000]
            )
        except UserError:
            query = "&satisfaction=refused"
        url = visit_sudo.get_portal_url(query_string=query, anchor="satisfaction")
        return request.redirect(url)
