from odoo import api, models
from odoo.tools import SQL


class StockQuant(models.Model):
    """Parts that several people reach for at once: one after the other (PRT-1)."""

    _inherit = "stock.quant"

    @api.model
    def _lock_parts(self, products, location):
        """Hold what lies of these products at a place until this is committed.

        Odoo itself skips a quant that somebody else holds, and books a second one
        beside it: two people would both get the last piece, and the stock would turn
        negative. So who is second waits here. If the first one took something,
        PostgreSQL refuses the second (its picture of the stock is old), and Odoo starts
        it anew: then it sees what is left.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT quant.id FROM stock_quant quant
                JOIN stock_location place ON place.id = quant.location_id
                WHERE quant.product_id IN %s AND place.parent_path LIKE %s
                ORDER BY quant.id FOR UPDATE OF quant""",
                tuple(products.ids) or (0,),
                f"{location.parent_path}%",
            )
        )
        self.invalidate_model(["quantity", "reserved_quantity"])

    @api.model
    def _free_parts(self, product, location, lot=None):
        """Quants at a place of which something is free, with how much.

        :return: list of (quant, quantity that nobody has reserved), oldest first, as
            Odoo's own removal strategy has it
        """
        # Odoo prefers the given lot, and takes others too
        quants = self._gather(product, location, lot_id=lot)
        found = []
        for quant in quants:
            free = quant.quantity - quant.reserved_quantity
            right = not lot or quant.lot_id == lot
            # what belongs to a customer is nobody's spare part
            if right and not quant.owner_id and product.uom_id.compare(free, 0) > 0:
                found.append((quant, free))
        return found
