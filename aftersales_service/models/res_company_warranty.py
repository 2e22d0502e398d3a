from odoo import models

from .stock_lot_warranty import COVER


class ResCompany(models.Model):
    """The covers of a company's products follow its policies."""

    _inherit = "res.company"

    def _refresh_warranties(self):
        """Reckon the ends of all sold products anew, after a policy has changed."""
        # whoever changes a policy: the products of the company follow
        lots = self.env["stock.lot"].sudo()
        sold = lots.search([("company_id", "in", [*self.ids, False])])
        for name in COVER:
            self.env.add_to_compute(lots._fields[name], sold)
