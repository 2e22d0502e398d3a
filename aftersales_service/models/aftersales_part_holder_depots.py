from odoo import models

from ..rules import part


class AftersalesPartHolder(models.Model):
    _inherit = "aftersales.part.holder"

    def _part_stock(self, products):
        """What lies on these accounts and nobody has reserved.

        :return: dict of (account id, product id) → quantity in the product's unit
        """
        return {
            (holder, product): quantity
            for (holder, product, lot), quantity in self._free_quantities(
                products._origin
            ).items()
            if lot is None
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _part_depots(self):
        """Depots from which parts are issued, the usual one first."""
        self.ensure_one()
        # superuser: who asks for parts chooses among all depots of the company
        depots = (
            self.env["aftersales.part.holder"]
            .sudo()
            .search([("kind", "=", part.DEPOT), ("company_id", "=", self.id)])
        )
        usual = self.sudo().aftersales_part_depot_id & depots
        return (usual | depots).sudo(self.env.su)
