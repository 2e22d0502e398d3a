from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """What is delivered or comes back is noted in the file of the product."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # storekeepers neither read sales orders nor keep the customers' file
        self.env["stock.lot"].sudo()._follow_moves(moves.sudo())
        return moves
