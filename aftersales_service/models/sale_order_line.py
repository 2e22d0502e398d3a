from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _lot_values(self):
        """What each order line says of the products it sells.

        The price is of one piece in the product's own unit, tax and discount included,
        in the company's currency.

        :return: dict of order line → values of ``stock.lot``, ids for many2one
        """
        rates = {}
        values = {}
        for line in self.sudo():  # storekeepers don't read sales orders
            order, company = line.order_id, line.company_id
            pieces = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
            price = line.price_total / pieces if pieces else 0.0
            currency, day = company.currency_id, order.date_order.date()
            if order.currency_id != currency:
                key = (order.currency_id, currency, company, day)
                if key not in rates:
                    rates[key] = order.currency_id._get_conversion_rate(*key)
                price *= rates[key]
            values[line] = {
                "sale_line_id": line.id,
                "seller_id": (line.salesman_id or order.user_id).id,
                "sale_price": currency.round(price),
                "is_gift": currency.is_zero(line.price_total),
                "aftersales_partner_id": (
                    order.partner_shipping_id or order.partner_id
                ).commercial_partner_id.id,
            }
        return values
