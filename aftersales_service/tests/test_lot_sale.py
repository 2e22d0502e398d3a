"""Products know their sale by themselves: order, delivery, invoice (INT-5, WAR-3)."""

from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon
from .test_query_counts import FEW, MANY
from .test_query_counts import TestQueryCounts as _Counting


@tagged("post_install", "-at_install")
class LotSaleCommon(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.tax = cls.env["account.tax"].create(
            {"name": "13 %", "amount": 13, "company_id": cls.company.id}
        )
        cls.seller = new_test_user(
            cls.env,
            "as_seller",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
        )
        cls.product.invoice_policy = "order"
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.depot = cls.warehouse.lot_stock_id

    def serials(self, count, prefix="S"):
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"{prefix}-{number:04}",
                    "product_id": self.product.id,
                    "company_id": self.company.id,
                }
                for number in range(count)
            ]
        )
        self.env["stock.quant"].create(
            [
                {
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "location_id": self.depot.id,
                    "quantity": 1,
                }
                for lot in lots
            ]
        )
        return lots

    def order(self, count=1, price=1000.0, partner=None, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": count,
                            "price_unit": price,
                            "tax_ids": [Command.set(self.tax.ids)],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def deliver(self, order, lots, user=None):
        picking = order.picking_ids.filtered(lambda p: p.state != "done")
        move = picking.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                {
                    "move_id": move.id,
                    "picking_id": picking.id,
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picked": True,
                }
                for lot in lots
            ]
        )
        picking.with_user(user or self.env.user).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def take_back(self, picking):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual(back.state, "done")
        return back

    def invoice(self, order, day=None):
        invoice = order._create_invoices()
        invoice.invoice_date = day or date(2026, 3, 2)
        invoice.action_post()
        return invoice


@tagged("post_install", "-at_install")
class TestLotSale(LotSaleCommon):
    def test_int5_delivery_and_invoice_fill_the_file(self):
        lots = self.serials(2)
        order = self.order(2)
        self.move(to=NOW + timedelta(hours=15))  # already the 3rd in Shanghai
        self.deliver(order, lots)
        self.assertEqual(lots.mapped("delivery_date"), [date(2026, 3, 3)] * 2)
        for lot in lots:
            self.assertEqual(lot.sale_line_id, order.order_line)
            self.assertEqual(lot.seller_id, self.seller)
            self.assertEqual(lot.sale_price, 1130)
            self.assertFalse(lot.is_gift)
            self.assertEqual(lot.aftersales_partner_id, self.customer)
            self.assertFalse(lot.purchase_date)
            self.assertFalse(lot.invoice_id)
        invoice = self.invoice(order, date(2026, 3, 1))
        self.assertEqual(lots.invoice_id, invoice)
        self.assertEqual(lots.mapped("purchase_date"), [date(2026, 3, 1)] * 2)

    def test_int5_invoice_before_delivery(self):
        lot = self.serials(1)
        order = self.order()
        invoice = self.invoice(order, date(2026, 2, 20))
        self.deliver(order, lot)
        self.assertEqual(lot.invoice_id, invoice)
        self.assertEqual(lot.purchase_date, date(2026, 2, 20))

    def test_int5_what_a_person_typed_stays(self):
        lot = self.serials(1)
        dealer = self.env["res.partner"].create({"name": "Dealer"})
        typed = {
            "delivery_date": date(2026, 1, 1),
            "purchase_date": date(2025, 12, 31),
            "sale_price": 5,
            "seller_id": self.clerk.id,
            "aftersales_partner_id": dealer.id,
        }
        lot.with_user(self.clerk).write(typed)
        order = self.order(price=0)
        self.deliver(order, lot)
        self.invoice(order)
        self.assertEqual(
            {
                name: lot._fields[name].convert_to_write(lot[name], lot)
                for name in typed
            },
            typed,
        )
        self.assertFalse(lot.is_gift)
        self.assertEqual(lot.sale_line_id, order.order_line)

    def test_war1_gift_costs_nothing(self):
        lot = self.serials(1)
        order = self.order(price=0)
        self.deliver(order, lot)
        self.assertTrue(lot.is_gift)
        self.assertEqual(lot.sale_price, 0)
        lot.with_user(self.clerk).is_gift = False
        self.invoice(order)
        self.assertFalse(lot.is_gift)

    def test_int5_owner_is_who_it_was_shipped_to(self):
        shop = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        lot = self.serials(1)
        door = self.owner.partner_id  # an address of the customer
        self.deliver(self.order(partner=shop, partner_shipping_id=door.id), lot)
        self.assertEqual(lot.aftersales_partner_id, self.customer)

    def test_int5_price_in_another_currency_and_unit(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 0.125,
            }
        )
        prices = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": euro.id, "company_id": self.company.id}
        )
        lots = self.serials(12)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "pricelist_id": prices.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                            "price_unit": 120,
                            "discount": 50,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        self.deliver(order, lots)
        self.assertEqual(set(lots.mapped("sale_price")), {40.0})

    def test_int5_two_invoices_of_one_line(self):
        lots = self.serials(3)
        self.product.invoice_policy = "delivery"
        order = self.order(3)
        picking = order.picking_ids
        self.deliver_some(picking, lots[0])
        first = self.invoice(order, date(2026, 3, 1))
        self.deliver(order, lots[1:])
        second = self.invoice(order, date(2026, 3, 2))
        self.assertEqual(lots[0].invoice_id, first)
        self.assertEqual(lots[1:].invoice_id, second)
        second.button_draft()
        self.assertFalse(lots[1:].invoice_id)
        self.assertEqual(lots.mapped("purchase_date"), [date(2026, 3, 1), False, False])
        second.invoice_date = date(2026, 3, 4)
        second.action_post()
        self.assertEqual(lots[2].purchase_date, date(2026, 3, 4))

    def deliver_some(self, picking, lot):
        move = picking.move_ids
        move.move_line_ids.filtered(lambda line: line.lot_id != lot).unlink()
        if not move.move_line_ids:
            move.move_line_ids = [Command.create({"lot_id": lot.id, "quantity": 1})]
        move.picked = True
        picking.with_context(skip_backorder=True)._action_done()
        self.assertEqual(picking.state, "done")

    def test_ret2_return_keeps_the_file_and_a_new_sale_replaces_it(self):
        lot = self.serials(1)
        picking = self.deliver(self.order(), lot)
        before = lot.read(["delivery_date", "sale_line_id", "aftersales_partner_id"])
        self.move(60 * 24 * 5)
        self.take_back(picking)
        self.assertEqual(lot.returned_date, date(2026, 3, 7))
        self.assertEqual(
            lot.read(["delivery_date", "sale_line_id", "aftersales_partner_id"]), before
        )
        self.assertIn("Came back", str(lot.message_ids[:1].body))
        lot.write(
            {"warranty_end_date": "2027-03-02", "commissioned_date": "2026-03-03"}
        )
        self.move(60 * 24 * 9)
        other = self.env["res.partner"].create({"name": "Second Ltd."})
        order = self.order(price=700, partner=other)
        self.deliver(order, lot)
        self.assertEqual(lot.sale_line_id, order.order_line)
        self.assertEqual(lot.delivery_date, date(2026, 3, 11))
        self.assertEqual(lot.aftersales_partner_id, other)
        self.assertEqual(lot.sale_price, 791)
        self.assertFalse(lot.returned_date)
        self.assertFalse(lot.warranty_end_date)
        self.assertFalse(lot.commissioned_date)
        history = str(lot.message_ids[:1].body)
        self.assertIn("2026-03-02", history)
        self.assertIn(self.customer.name, history)
        lot.invalidate_recordset()
        self.assertEqual(
            lot.owner_ids.mapped("partner_id.name"), ["Second Ltd.", "Forge Ltd."]
        )

    def test_ret2_sent_back_by_the_same_sale_changes_nothing(self):
        lot = self.serials(1)
        order = self.order()
        back = self.take_back(self.deliver(order, lot))
        self.move(60 * 24 * 9)
        self.take_back(back)
        self.assertEqual(lot.delivery_date, date(2026, 3, 2))
        self.assertEqual(lot.sale_line_id, order.order_line)

    def test_ret3_exchange_delivers_without_a_sale(self):
        old, new = self.serials(2)
        self.deliver(self.order(), old)
        self.env["stock.lot"]._set_delivered(
            {
                new: {
                    "delivery_date": date(2026, 3, 9),
                    "replaces_lot_id": old.id,
                    "aftersales_partner_id": self.customer.id,
                    "sale_price": old.sale_price,
                }
            }
        )
        self.assertEqual(old.replaced_by_lot_id, new)
        self.assertEqual(new.delivery_date, date(2026, 3, 9))
        self.assertEqual(new.sale_price, 1130)
        lots = self.env["stock.lot"]
        mine = [("product_id", "=", self.product.id)]
        self.assertEqual(lots.search([("replaced_by_lot_id", "!=", False), *mine]), old)
        self.assertEqual(lots.search([("replaced_by_lot_id", "=", new.id)]), old)
        for values in ({"replaces_lot_id": new.id}, {"sale_price": -1}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                new.write(values)
                self.env.flush_all()

    def test_inf1_storekeeper_and_accountant_need_no_rights_of_ours(self):
        lot = self.serials(1)
        order = self.order()
        keeper, accountant = (
            new_test_user(self.env, name, groups=group, company_id=self.company.id)
            for name, group in (
                ("as_store", "stock.group_stock_user"),
                ("as_account", "account.group_account_invoice"),
            )
        )
        self.deliver(order, lot, keeper)
        self.assertEqual(lot.delivery_date, date(2026, 3, 2))
        invoice = order._create_invoices()
        invoice.invoice_date = date(2026, 3, 2)
        invoice.with_user(accountant).action_post()
        self.assertEqual(lot.invoice_id, invoice)

    def test_inf1_sale_of_another_company_is_refused(self):
        order = self.order()
        shared = self.serials(1)
        shared.company_id = False
        clerk = self.foreign_clerk
        with self.refused(UserError, "another company|access"):
            shared.with_user(clerk).sale_line_id = order.order_line

    def test_int5_form_of_the_clerk(self):
        lot = self.serials(1)
        with Form(
            lot.with_user(self.clerk), "aftersales_service.stock_lot_view_form"
        ) as form:
            form.ex_factory_date = "2026-01-05"
            form.registration_date = "2026-02-01"
            form.sale_price = 99.5
            form.is_gift = True
        self.assertEqual(lot.ex_factory_date, date(2026, 1, 5))
        with self.assertRaises(AccessError):
            lot.with_user(self.technician).is_gift = False

    def test_int5_import_of_stock_sold_before(self):
        fields = [
            "name",
            "product_id/id",
            "aftersales_partner_id/id",
            "ex_factory_date",
            "purchase_date",
            "delivery_date",
            "commissioned_date",
            "registration_date",
            "warranty_end_date",
            "sale_price",
            "seller_id/id",
            "is_gift",
        ]
        product, customer, seller = (
            record.export_data(["id"])["datas"][0][0]
            for record in (self.product, self.customer, self.seller)
        )
        rows = []
        for number in range(3):
            rows.append(
                [
                    f"OLD-{number}",
                    product,
                    customer,
                    "2024-12-01",
                    "2025-01-02",
                    "2025-01-05",
                    "2025-01-06",
                    "2025-01-07",
                    "2026-01-02",
                    "150000.5",
                    seller,
                    "0",
                ]
            )
        result = self.env["stock.lot"].with_user(self.clerk).load(fields, rows)
        self.assertFalse(result["messages"])
        lots = self.env["stock.lot"].browse(result["ids"])
        self.assertEqual(lots[0].sale_price, 150000.5)
        self.assertEqual(lots[0].seller_id, self.seller)
        self.assertEqual(lots.owner_ids.mapped("date_from"), [date(2025, 1, 5)] * 3)


@tagged("post_install", "-at_install")
class TestLotSaleQueries(LotSaleCommon):
    queries = _Counting.queries

    def test_int5_deliveries_of_many_serials(self):
        """What we add asks as often for 50 serials as for 10."""
        moves = {}
        for size in (2, FEW, MANY):
            lots = self.serials(size, f"Q{size}")
            order = self.order(size)
            invoice = self.invoice(order)
            lots_model = self.registry["stock.lot"]
            with patch.object(lots_model, "_follow_moves", lambda *_args: None):
                picking = self.deliver(order, lots)
            self.assertFalse(lots.sale_line_id)
            moves[size] = picking.move_ids, invoice, lots
        counts = []
        for found, _invoice, lots in moves.values():
            with self.queries() as seen:
                lots._follow_moves(found)
            self.assertEqual(lots.mapped("sale_price"), [1130] * len(lots))
            self.assertEqual(len(lots.invoice_id), 1)
            self.assertEqual(len(lots.owner_ids), len(lots))
            counts.append(len(seen))
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 50)


del _Counting
