from odoo import models

from . import bulk


class ProductProduct(models.Model):
    """What a warranty policy is chosen by, of many products at once."""

    _inherit = "product.product"

    def _warranty_choices(self):
        """Dict of product id → values of ``rules.choice.Case``."""
        found = bulk.rows(
            self,
            [("id", "in", self._origin.ids)],
            ["id", "product_tmpl_id", "categ_id"],
        )
        categories = dict(
            bulk.rows(
                self.env["product.category"],
                [("id", "in", list({row[-1] for row in found} - {None}))],
                ["id", "parent_path"],
            )
        )
        return {
            id_: {"categories": bulk.path(categories.get(categ)), "product": template}
            for id_, template, categ in found
        }
