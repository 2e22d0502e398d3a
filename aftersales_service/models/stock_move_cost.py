from odoo import models


class StockMove(models.Model):
    """What a part costs in the books is known by its part and its project (CST-1)."""

    _inherit = "stock.move"

    def _get_account_move_line_vals(self):
        """The side of who bears the part names it and its analytic distribution."""
        vals_list = super()._get_account_move_line_vals()
        use = self.aftersales_use_id.sudo()  # stock users need not see requests
        if use and len(vals_list) > 1:
            # Odoo's pair is credit, debit; what comes back is credited to who bore it
            back = bool(self.location_id.valuation_account_id)
            vals_list[0 if back else 1].update(
                {
                    "aftersales_use_id": use.id,
                    "analytic_distribution": use.ticket_id.analytic_distribution,
                }
            )
        return vals_list

    def _get_analytic_distribution(self):
        """Where no journal entry is made, the movement itself tells the project."""
        distribution = super()._get_analytic_distribution()
        if distribution or not self.aftersales_use_id or self.state != "done":
            return distribution
        if self._should_create_account_move():
            return distribution  # else the journal item would tell it again
        return self.aftersales_use_id.sudo().ticket_id.analytic_distribution or {}
