from odoo import http
from odoo.http import request


class AreaLabel(http.Controller):
    """What the code on the label of an area opens."""

    @http.route(
        "/6s/a/<string:token>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def area(self, token):
        """The area in the web client; a page that says no more for everything else."""
        area = request.env["aftersales.6s.area"]._by_token(token)
        if not area:
            page = request.render("aftersales_6s.area_unknown")
            page.status_code = 404
            return page
        return request.redirect(f"/odoo/aftersales-6s-areas/{area.id}")
