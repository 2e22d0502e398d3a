from datetime import datetime, time, timedelta

from odoo import Command, api, models

from .diary import read
from .pictures import photo
from .travel import time_travel

CHART = "cn_large_bis"
#: What products cost, as a part of their sales price
COST = 0.7
#: Pieces of each spare part that lie in stock when the story begins
PIECES = 40
#: Sales are written down at this time of the day, UTC
NOON = time(4, 30)
FRIDAY = 4
#: Days from delivery to the payment of a machine's invoice
PAID_AFTER = 25


class AftersalesDemo(models.AbstractModel):
    """What the companies of the demo had sold before the story: books and machines.

    Newer machines were really sold, delivered and invoiced; what is known of older ones
    was typed from their papers.
    """

    _inherit = "aftersales.demo"

    @api.model
    def _open_books(self):
        """Chart of accounts, prices and a warehouse for both companies."""
        for name, code in (("company", "HD"), ("company_coach", "JP")):
            company = self._demo(name)
            if not company.chart_template:
                # as try_loading, which warns as long as modules are being installed
                self.env["account.chart.template"]._load(CHART, company, False)
            self._open_warehouse(company, code)
            products = self.env["product.product"].search(
                [("company_id", "=", company.id)]
            )
            products.taxes_id = company.account_sale_tax_id
            products.supplier_taxes_id = company.account_purchase_tax_id
            for product in products.with_company(company):
                product.standard_price = product.list_price * COST
            coach = name.removeprefix("company")
            company.aftersales_labour_product_id = self._demo(f"product_labour{coach}")
            company.aftersales_travel_product_id = self._demo(f"product_travel{coach}")

        self._sort_coaches()
        self._agree_remedy()

    def _agree_remedy(self):
        """What the contracts of the furnace maker say beyond the template."""
        policies = self.env["aftersales.warranty.policy"].search(
            [("company_id", "=", self._demo("company").id), ("code", "=", "contract")]
        )
        self.env["aftersales.warranty.policy.remedy"].create(
            [
                {
                    "policy_id": policy.id,
                    "code": "same_fault",
                    "name": "同一故障修理三次仍未修复的换货",
                    "entitlement": "exchange",
                    "alternative": "repair",
                    "within": "repair",
                    "trigger": "same_fault_repairs",
                    "threshold": 3,
                    "warn_at": 2,
                    "article": "合同范本第 6 条",
                }
                for policy in policies
            ]
        )

    def _sort_coaches(self):
        """Coaches belong to the category for which their policy is made."""
        company = self._demo("company_coach")
        policies = self.env["aftersales.warranty.policy"].search(
            [("company_id", "=", company.id), ("category_ids", "!=", False)]
        )
        self.env["product.product"].search(
            [("company_id", "=", company.id), ("tracking", "=", "serial")]
        ).categ_id = policies.category_ids[:1]

    def _open_warehouse(self, company, code):
        warehouses = self.env["stock.warehouse"]
        if not warehouses.search_count([("company_id", "=", company.id)]):
            warehouses.create(
                {
                    "name": "成品与备件库",
                    "code": code,
                    "company_id": company.id,
                    "partner_id": company.partner_id.id,
                }
            )

    @api.model
    def _sell(self, now):
        """Machines of the tables ``machines`` and ``promises`` go to customers."""
        rows = sorted(read("machines"), key=lambda row: -int(row["sold"]))
        serials = self._make_lots(rows, now)
        with time_travel(self.env) as travel:
            travel(self._noon(now, int(rows[0]["sold"]) + 30))
            self._stock_up(rows, serials)
            for row in rows:
                if row["order"]:
                    self._live_sale(row, serials[row["serial"]], now, travel)
            self.env.flush_all()
        for row in rows:
            if row["customer"]:
                self._hand_over(row, serials[row["serial"]], now)
        self._promise(serials)

    @staticmethod
    def _day(now, days):
        """So many days ago, or the Friday before if that was a weekend."""
        day = now.date() - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - FRIDAY))

    def _noon(self, now, days):
        return datetime.combine(self._day(now, days), NOON)

    def _make_lots(self, rows, now):
        """Dict of serial number → lot."""
        lots = self.env["stock.lot"]
        for row in rows:
            product = self._demo(f"product_{row['product']}")
            lots |= lots.create(
                {
                    "name": row["serial"],
                    "product_id": product.id,
                    "company_id": product.company_id.id,
                    "plate": row["plate"],
                    "vin": row["vin"],
                }
            )
        return {lot.name: lot for lot in lots}

    def _stock_up(self, rows, serials):
        """What is sold later lies in stock, and spare parts of every kind."""
        values = []
        for row in rows:
            lot = serials[row["serial"]]
            if row["order"] or not row["customer"]:
                values.append((lot.product_id, lot, 1))
        parts = self.env["product.product"].search(
            [
                ("company_id", "in", self._companies().ids),
                ("is_storable", "=", True),
                ("tracking", "=", "none"),
            ]
        )
        values += [(part, self.env["stock.lot"], PIECES) for part in parts]
        for company in self._companies():
            place = company._return_warehouse().lot_stock_id
            # a cost is that of the company one works in
            quants = self.env["stock.quant"].with_company(company)
            quants.with_context(inventory_mode=True).create(
                [
                    {
                        "product_id": product.id,
                        "lot_id": lot.id,
                        "location_id": place.id,
                        "inventory_quantity": quantity,
                    }
                    for product, lot, quantity in values
                    if product.company_id == company
                ]
            ).action_apply_inventory()

    @api.model
    def _companies(self):
        return self._demo("company") | self._demo("company_coach")

    def _live_sale(self, row, lot, now, travel):
        """Ordered, delivered with its serial number, invoiced and mostly paid."""
        company, sold = lot.company_id, int(row["sold"])
        delivered = sold - int(row["delivered"])
        travel(self._noon(now, sold))
        orders = self.env["sale.order"].with_company(company)
        order = orders.create(
            {
                "partner_id": self._demo(f"partner_{row['customer']}").id,
                "company_id": company.id,
                "user_id": self._demo("user_sales").id,
                "sale_order_template_id": False,
                "order_line": [Command.create({"product_id": lot.product_id.id})],
            }
        )
        order.action_confirm()
        travel(self._noon(now, delivered))
        self._deliver(order, lot)
        self._bill(order, self._noon(now, delivered).date())
        if delivered > PAID_AFTER:
            travel(self._noon(now, delivered - PAID_AFTER))
            self._pay(order.invoice_ids)

    @api.model
    def _deliver(self, order, lot=None):
        """Validate what an order sends."""
        pickings = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if not pickings:
            return
        pickings.action_assign()
        if lot:
            pickings.move_ids.move_line_ids.lot_id = lot
        pickings.move_ids.picked = True
        pickings.with_context(cancel_backorder=True)._action_done()

    @api.model
    def _bill(self, order, day):
        """Invoice an order and post it."""
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    @api.model
    def _pay(self, invoices):
        """The customer's payment arrives at the bank."""
        wizards = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        wizards.create({})._create_payments()

    def _hand_over(self, row, lot, now):
        """What the file says beside the sale; of older machines, all of it."""
        sold = int(row["sold"])
        delivered = self._day(now, sold - int(row["delivered"]))
        values = {"ex_factory_date": delivered - timedelta(days=3)}
        if row["commissioned"]:
            days = sold - int(row["commissioned"])
            values["commissioned_date"] = self._day(now, days)
        if not row["order"]:
            values |= {
                "purchase_date": self._day(now, sold),
                "delivery_date": delivered,
                "sale_price": lot.product_id.list_price,
                "seller_id": self._demo("user_sales").id,
                "aftersales_partner_id": self._demo(f"partner_{row['customer']}").id,
            }
        if row["card"]:
            # typed from a card that nobody has seen yet
            values["warranty_end_date"] = self._day(now, sold - int(row["card"]))
        if row["vin"]:
            values["registration_date"] = delivered + timedelta(days=3)
        lot.write(values)

    def _promise(self, serials):
        """Contracts that promise more than the company's own policy (INT-7)."""
        for row in read("promises"):
            self._add_promise(serials[row["serial"]], row)

    @api.model
    def _add_promise(self, lot, row):
        """A contract with its document, in the file of a machine."""
        components = self.env["aftersales.component"]
        if row["component"]:
            components = components.search(
                [
                    ("code", "=", row["component"]),
                    ("company_id", "=", lot.company_id.id),
                ]
            )
        file = self.env["ir.attachment"].create(
            {
                "name": f"合同 {row['reference']} 质保条款.jpg",
                "datas": photo("nameplate", row["reference"]),
            }
        )
        return self.env["aftersales.warranty.promise"].create(
            {
                "lot_id": lot.id,
                "kind": "contract",
                "reference": row["reference"],
                "component_id": components.id,
                "months": int(row["months"]),
                "seller_id": self._demo("user_sales").id,
                "attachment_ids": [Command.set(file.ids)],
            }
        )
