from odoo import http
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class AftersalesQuotationPortal(CustomerPortal):
    """Quotations are read, signed, refused and paid on the pages of Sales."""

    @http.route()
    def portal_quote_accept(self, *args, **kwargs):
        """The customer signs; the fact names them, not the superuser of Sales."""
        request.update_context(aftersales_customer_id=request.env.uid)
        return super().portal_quote_accept(*args, **kwargs)

    @http.route()
    def portal_quote_decline(
        self, order_id, access_token=None, decline_message=None, **kwargs
    ):
        """The customer refuses a quotation; the request learns why (WAR-4)."""
        # superuser: Sales checks below who may refuse; only its outcome matters here
        order = request.env["sale.order"].sudo().browse(order_id).exists()
        was_open = order.state in ("draft", "sent")
        response = super().portal_quote_decline(
            order_id,
            access_token=access_token,
            decline_message=decline_message,
            **kwargs,
        )
        if was_open and order.state == "cancel":
            order._aftersales_tell("quote_refused", (decline_message or "").strip())
        return response
