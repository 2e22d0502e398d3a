from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

NOTICE = "aftersales_penalty.aftersales_penalty_notice"
ERROR = "aftersales_penalty_error"


class AftersalesPenaltyPortal(CustomerPortal):
    """An employee's own cases: read, answer, appeal. Nobody else's.

    For employees who have no desk in Odoo: technicians of stations with a portal login,
    and all others on their phones.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["penalty_count"] = len(
                request.env["aftersales.penalty"]._portal_mine()
            )
        return values

    @http.route("/my/penalties", type="http", auth="user", website=True)
    def portal_my_penalties(self, **kw):
        """All cases that the user was told of, the newest first."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_penalties",
            "cases": request.env["aftersales.penalty"]._portal_mine(),
        }
        return request.render("aftersales_penalty.portal_penalties_page", values)

    @http.route("/my/penalties/<int:case_id>", type="http", auth="user", website=True)
    def portal_my_penalty(self, case_id, **kw):
        """One case, with its facts and with what the user may do."""
        case_sudo = self._case(case_id)
        if not case_sudo:
            return request.redirect("/my/penalties")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_penalty",
            "case": case_sudo,
            "error": request.session.pop(ERROR, None),
        }
        return request.render("aftersales_penalty.portal_penalty_page", values)

    @http.route(
        "/my/penalties/<int:case_id>/pdf", type="http", auth="user", website=True
    )
    def portal_my_penalty_pdf(self, case_id, **kw):
        """The notice to print."""
        case_sudo = self._case(case_id)
        if not case_sudo:
            return request.redirect("/my/penalties")
        return self._show_report(
            model=case_sudo, report_type="pdf", report_ref=NOTICE, download=True
        )

    @http.route(
        "/my/penalties/<int:case_id>/evidence/<int:file_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_penalty_evidence(self, case_id, file_id, **kw):
        """A file that the case rests on."""
        case_sudo = self._case(case_id)
        paper = case_sudo and case_sudo.attachment_ids.filtered(
            lambda one: one.id == file_id
        )
        if not paper:
            return request.redirect("/my/penalties")
        return (
            request.env["ir.binary"]
            ._get_stream_from(paper)
            .get_response(as_attachment=True)
        )

    @http.route(
        "/my/penalties/<int:case_id>/<any(receive,state,appeal):step>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_answer_penalty(self, case_id, step, text=None, **kw):
        """The user confirms receipt, answers or appeals."""
        case_sudo = self._case(case_id)
        if not case_sudo:
            return request.redirect("/my/penalties")
        try:
            if step == "receive":
                case_sudo.action_receive()
            else:
                getattr(case_sudo, f"action_{step}")(text)
        except (AccessError, UserError) as error:
            # told on the page; nothing was written
            request.session[ERROR] = str(error)
        return request.redirect(f"/my/penalties/{case_id}")

    def _case(self, id_):
        """As superuser: portal users read no cases; this one is theirs."""
        mine_sudo = request.env["aftersales.penalty"]._portal_mine()
        return mine_sudo.filtered(lambda case: case.id == id_)
