from odoo import fields, models
from odoo.fields import Domain

#: Key of the context in which the past is valued by what is on record
RECORDED = "aftersales_recorded"


class ProductProduct(models.Model):
    """Odoo's valuation of a part at a past moment, to be compared with ledgers."""

    _inherit = "product.product"

    def _with_valuation_context(self):
        """As the system, too, only places of this company count.

        Users see no others; for the system, Odoo would value what lies at all of them.
        """
        found = super()._with_valuation_context()
        if not self.env.su:
            return found
        places = self.env["stock.location"].browse(found.env.context["location"])
        own = places.filtered(lambda place: place.company_id == self.env.company)
        return found.with_context(location=own.ids)

    def _value_before(self, moment):
        """Quantity and value just before a moment, as Odoo's own methods reckon them.

        Odoo would value receipts of the past by what it would say of them today; here
        they count by the value on record.

        :param moment: naive UTC
        :return: dict of lot id → quantity, value; of None, unless lots are valued
        """
        self.ensure_one()
        product = self.with_context(**{RECORDED: True})
        last = fields.Datetime.subtract(moment, seconds=1)
        past = last < fields.Datetime.now()
        if not product.lot_valuated:
            if past:
                return {None: product._valued_at(last)}
            return {
                None: (
                    product._with_valuation_context().qty_available,
                    product.total_value,
                )
            }
        lots = product.env["stock.lot"].search([("product_id", "=", product.id)])
        if past:
            found = {lot.id: product._valued_at(last, lot) for lot in lots}
        else:
            found = {lot.id: (lot.product_qty, lot.total_value) for lot in lots}
        return {lot: pair for lot, pair in found.items() if any(pair)}

    def _valued_at(self, moment, lot=None):
        """Quantity and value of a part, or one lot of it, at a past moment."""
        context = {"to_date": moment, "lot_id": lot.id if lot else None}
        quantity = self._with_valuation_context().with_context(**context).qty_available
        if lot:
            # the quantity of a lot at a past moment isn't Odoo's to tell
            quantity = self._lot_quantity_at(moment, lot)
        if self.uom_id.is_zero(quantity):
            return 0, 0
        currency = self.env.company.currency_id
        if self.cost_method == "standard":
            price = (lot or self).standard_price
            if not lot:
                price = self._get_standard_price_at_date(moment)
            value = price * quantity
        elif self.cost_method == "average" or lot:
            value = self._run_avco(at_date=moment, lot=lot)[1]
        else:
            value = self._run_fifo(quantity, at_date=moment)
        return quantity, currency.round(value)

    def _lot_quantity_at(self, moment, lot):
        lines = self.env["stock.move.line"].search(
            Domain("lot_id", "=", lot.id)
            & Domain("state", "=", "done")
            & Domain("date", "<=", moment)
            & Domain("company_id", "=", self.env.company.id)
        )
        quantity = 0
        for line in lines:
            came = line.location_dest_id._should_be_valued()
            left = line.location_id._should_be_valued()
            quantity += (came - left) * line.quantity_product_uom
        return quantity


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_value(self, forced_std_price=False, at_date=False, **more):
        """The past by what is on record, where that is asked for."""
        if at_date and self.env.context.get(RECORDED):
            return self.value
        return super()._get_value(forced_std_price, at_date, **more)


class ResCompany(models.Model):
    _inherit = "res.company"

    def stock_value(self, accounts_by_product=None, at_date=None):
        """Closing entries of a month go by the same values as its ledger."""
        if not (at_date and self.env.context.get(RECORDED)):
            return super().stock_value(accounts_by_product, at_date)
        self.ensure_one()
        moment = self._service_day_bounds(at_date)[1]
        found = {}
        products = accounts_by_product or self._get_accounts_by_product()
        for product, accounts in products.items():
            value = sum(v for _qty, v in product._value_before(moment).values())
            account = accounts["valuation"]
            found[account] = found.get(account, 0) + value
        return found
