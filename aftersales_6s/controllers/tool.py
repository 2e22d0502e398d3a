from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class ToolController(http.Controller):
    """The code on a tool's label opens the tool, for whoever may see it."""

    @http.route(
        "/6s/t/<string:token>", type="http", auth="user", methods=["GET"], readonly=True
    )
    def tool(self, token):
        # portal users have no right on tools, and none is said to be there
        tools = request.env["aftersales.6s.tool"]
        if not tools.has_access("read"):
            raise NotFound()
        # of any company that the user works in, not of the one that is open
        companies = request.env.user.company_ids.ids
        tool = tools.with_context(allowed_company_ids=companies).search(
            [("token", "=", token)], limit=1
        )
        if not tool:
            raise NotFound()
        return request.redirect(f"/odoo/aftersales-6s-tools/{tool.id}")
