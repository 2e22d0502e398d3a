from odoo import SUPERUSER_ID, models


class ProductProduct(models.Model):
    """The value of stock, reckoned for people who are no users of the stock."""

    _inherit = "product.product"

    def _compute_value(self):
        """As the system itself where the system reckons.

        Odoo drops superuser rights here to read quantities as the user sees them; a
        spare-part keeper sees none, and a cost that follows from a movement which the
        system makes for them must not depend on who pressed the button.
        """
        if not self.env.su or self.env.uid == SUPERUSER_ID:
            return super()._compute_value()
        system = self.with_user(SUPERUSER_ID).with_company(self.env.company)
        return super(ProductProduct, system)._compute_value()
