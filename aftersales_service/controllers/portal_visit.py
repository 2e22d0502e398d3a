from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class AftersalesVisitPortal(CustomerPortal):
    """The page on which the customer reads the service report and signs it.

    It opens by the token of the visit alone: on the technician's phone, or from the
    link in the customer's portal.
    """

    def _visit(self, visit_id, access_token):
        """The visit as superuser, once the token was found right."""
        if not isinstance(access_token, str):
            access_token = None
        return self._document_check_access(
            "aftersales.visit", visit_id, access_token=access_token
        )

    @http.route("/my/visit/<int:visit_id>", type="http", auth="public", website=True)
    def portal_visit(self, visit_id, access_token=None, report_type=None, **kw):
        """Show the report, as a page or as PDF."""
        try:
            visit_sudo = self._visit(visit_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        if report_type == "pdf":
            return self._show_report(
                model=visit_sudo,
                report_type=report_type,
                report_ref="aftersales_service.aftersales_visit_report",
                download=bool(kw.get("download")),
            )
        values = {
            "visit": visit_sudo._for_reader(),
            "token": access_token,
            "page_name": "visit",
            "can_sign": visit_sudo.state == "finished",
            "missing": visit_sudo._missing_entries(),
            "is_staff": request.env.user._is_internal(),
        }
        return request.render("aftersales_service.portal_visit_page", values)

    @http.route(
        "/my/visit/<int:visit_id>/sign", type="jsonrpc", auth="public", website=True
    )
    def portal_visit_sign(self, visit_id, access_token=None, name=None, signature=None):
        """Take the signature; answers with an error to show, or with a reload."""
        # the form of the portal sends the token in the address
        access_token = access_token or request.httprequest.args.get("access_token")
        try:
            visit_sudo = self._visit(visit_id, access_token)
        except (AccessError, MissingError):
            return {"error": request.env._("This link is not valid any more.")}
        try:
            visit_sudo.with_user(request.env.user).sudo()._sign(
                name, signature, signed_from=self._signed_from()
            )
        except UserError as error:
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": visit_sudo.get_portal_url()}

    def _signed_from(self):
        """Where the signature came from: address, login and device."""
        user = request.env.user
        who = "-" if user._is_public() else user.login
        agent = request.httprequest.user_agent.string[:160]
        return f"{request.httprequest.remote_addr} {who} {agent}"
