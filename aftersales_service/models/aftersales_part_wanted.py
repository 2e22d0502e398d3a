from odoo import Command, models


def lines_of(parts):
    """Commands that add a line for each part.

    :param parts: dict of product → quantity
    """
    return [
        Command.create({"product_id": product.id, "quantity": quantity})
        for product, quantity in parts.items()
    ]


class HelpdeskTicket(models.Model):
    """Parts for a request: what is taken along, else what is quoted."""

    _inherit = "helpdesk.ticket"

    def _parts_wanted(self):
        """Dict of storable product → quantity that the proposed treatment names."""
        self.ensure_one()
        visits = self.visit_ids.filtered(lambda visit: visit.state != "cancelled")
        found = visits._parts_to_take()
        if not found:
            # superuser: who asks for the parts need not see the quotation's prices
            orders = self.sudo().sale_order_ids
            lines = orders.filtered(lambda order: order.state != "cancel").order_line
            for line in lines.filtered(lambda line: line.product_id.is_storable):
                product = line.product_id.sudo(self.env.su)
                quantity = line.product_uom_id._compute_quantity(
                    line.product_uom_qty, product.sudo().uom_id
                )
                found[product] = found.get(product, 0) + quantity
        return found


class AftersalesVisit(models.Model):
    _inherit = "aftersales.visit"

    def _parts_to_take(self):
        """Dict of storable product → quantity on the lists of what is taken along."""
        found = {}
        for take in self.take_ids.filtered(lambda take: take.kind == "part"):
            product = take.product_id
            if product.is_storable:
                found[product] = found.get(product, 0) + take.quantity
        return found
