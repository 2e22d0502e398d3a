from odoo import http
from odoo.http import request


class AftersalesPromises(http.Controller):
    """What the companies promise their customers, for everybody to read (INF-3)."""

    @http.route("/aftersales/promises", type="http", auth="public", website=True)
    def promises(self, company=None, **kw):
        """The promises of one company; others that publish theirs are a click away."""
        # superuser: visitors have no rights on limits; the page shows the public ones
        policies = request.env["aftersales.clock.policy"].sudo()
        companies = request.env["res.company"].sudo().search([])
        published = {one: policies._published(one) for one in companies}
        published = {one: found for one, found in published.items() if found}
        chosen = next(
            (one for one in published if str(one.id) == company),
            next((one for one in published if one == request.env.company), None)
            or next(iter(published), None),
        )
        values = {
            "page_name": "aftersales_promises",
            "companies": list(published),
            "chosen": chosen,
            "promises": published.get(chosen, ()),
        }
        return request.render("aftersales_service.portal_promises_page", values)
