from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

CARD = "aftersales_service.aftersales_warranty_card_report"


class AftersalesProductPortal(CustomerPortal):
    """The customer's products: what covers each until when, and what was done."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["product_count"] = self._product_count()
        return values

    def _product_count(self, search=""):
        # superuser: customers can't read serial numbers; the domain is what is theirs
        lots = request.env["stock.lot"]
        return lots.sudo().search_count(lots._portal_domain(search))

    def _product_sortings(self):
        """Key → label and order of the list."""
        return {
            "bought": {
                "label": request.env._("Bought last"),
                "order": "purchase_date desc nulls last, id desc",
            },
            "ends": {
                "label": request.env._("Warranty ends first"),
                "order": "repair_end_date nulls last, id",
            },
            "serial": {"label": request.env._("Serial number"), "order": "name, id"},
        }

    @http.route(
        ["/my/products", "/my/products/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_products(self, page=1, sortby=None, search=None, **kw):
        """List of the customer's products, with the state of each warranty."""
        sortings = self._product_sortings()
        if sortby not in sortings:
            sortby = "bought"
        search = (search or "").strip()[:100]
        pager = portal_pager(
            url="/my/products",
            url_args={"sortby": sortby, "search": search or None},
            total=self._product_count(search),
            page=page,
            step=self._items_per_page,
        )
        # superuser: the page shows its own choice of internal fields; the domain is
        # what belongs to the user
        lots = request.env["stock.lot"]
        lots = lots.sudo().search(
            lots._portal_domain(search),
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_products",
            "lots": lots,
            "told": lots._told_covers(),
            "sortings": sortings,
            "sortby": sortby,
            "search": search,
            "pager": pager,
        }
        return request.render("aftersales_service.portal_product_list", values)

    @http.route("/my/products/<int:lot_id>", type="http", auth="user", website=True)
    def portal_my_product(self, lot_id, **kw):
        """One product of the customer; any other one sends to the list."""
        lot_sudo = request.env["stock.lot"]._portal_find(lot_id)
        if not lot_sudo:
            return request.redirect("/my/products")
        tickets = lot_sudo._portal_tickets()
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "aftersales_product",
            "lot": lot_sudo,
            "told": lot_sudo._told_cover(),
            "company": lot_sudo.company_id or request.env.company.sudo(),
            "tickets": tickets,
            "repairs": lot_sudo._portal_repairs(),
            "next_lot": request.env["stock.lot"]._portal_find(
                lot_sudo.replaced_by_lot_id.id
            ),
            "error": request.session.pop("aftersales_portal_error", None),
        }
        return request.render("aftersales_service.portal_product_page", values)

    @http.route(
        "/my/products/<int:lot_id>/card", type="http", auth="user", website=True
    )
    def portal_my_product_card(self, lot_id, **kw):
        """The warranty card of one's own product, as PDF."""
        lot_sudo = request.env["stock.lot"]._portal_find(lot_id)
        if not lot_sudo:
            return request.redirect("/my/products")
        try:
            lot_sudo._check_has_card(lot_sudo._told_covers())
        except UserError as error:
            request.session["aftersales_portal_error"] = str(error)
            return request.redirect(f"/my/products/{lot_sudo.id}")
        return self._show_report(
            model=lot_sudo, report_type="pdf", report_ref=CARD, download=True
        )


class AftersalesCard(http.Controller):
    """What the QR code of a warranty card opens, for whoever holds the card."""

    @http.route(
        "/aftersales/card/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def warranty_card(self, token, **kw):
        """Product, serial number and periods; no person, no price, no request."""
        lot_sudo = request.env["stock.lot"]._from_card(token)
        values = {
            "page_name": "aftersales_card",
            "lot": lot_sudo,
        }
        if lot_sudo:
            company = lot_sudo.company_id or request.env.company.sudo()
            values.update(
                told=lot_sudo._told_cover(),
                company=company,
                is_mine=bool(request.env["stock.lot"]._portal_find(lot_sudo.id)),
            )
        response = request.render("aftersales_service.portal_card_page", values)
        response.status_code = 200 if lot_sudo else 404
        # a lost card must not turn up in a search engine
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
