"""Minimum stock of common parts, filled up by Odoo's own replenishment (PRT-10)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .request_common import RequestCommon


@tagged("post_install", "-at_install")
class TestMinimumStock(RequestCommon):
    def minimum(self, least=8, most=20, user=None, **values):
        return (
            self.env["stock.warehouse.orderpoint"]
            .with_user(user or self.keeper)
            .create(
                {
                    "aftersales_depot_id": self.east.id,
                    "product_id": self.fuse.id,
                    "product_min_qty": least,
                    "product_max_qty": most,
                    **values,
                }
            )
        )

    def test_prt10_below_minimum_shows(self):
        point = self.minimum()
        self.assertRecordValues(
            point,
            [
                {
                    "aftersales_on_hand": 7,
                    "aftersales_forecast": 7,
                    "aftersales_is_below": True,
                    "aftersales_missing": 13,
                    "location_id": self.east.location_id.id,
                }
            ],
        )
        enough = self.minimum(least=7, product_id=self.oil.id, most=7)
        self.put(self.oil, 7, lot=self.oils[0], depot=self.east)
        self.env.invalidate_all()
        points = self.env["stock.warehouse.orderpoint"].with_user(self.buyer)
        domain = [("aftersales_depot_id", "=", self.east.id)]
        below = points.search([*domain, ("aftersales_is_below", "=", True)])
        self.assertEqual(below, point)
        others = points.search([*domain, ("aftersales_is_below", "=", False)])
        self.assertEqual(others, enough)

    def test_prt10_filled_up_from_another_depot(self):
        point = self.minimum(aftersales_supply_id=self.main.id, most=10)
        point.with_user(self.keeper).action_replenish_parts()
        move = self.env["stock.move"].search(
            [
                ("product_id", "=", self.fuse.id),
                ("location_dest_id", "=", self.east.location_id.id),
                ("location_id", "=", self.main.location_id.id),
            ]
        )
        self.assertEqual(move.product_uom_qty, 3)
        move.picking_id.action_assign()
        move.picked = True
        move.picking_id._action_done()
        self.assertEqual(self.lies(self.fuse, self.east), 10)
        self.assertEqual(move.aftersales_to_id, self.east)
        self.env.invalidate_all()
        self.assertFalse(point.aftersales_is_below)
        with self.refused(UserError, "Nothing is below"):
            point.with_user(self.keeper).action_replenish_parts()

    def test_prt10_bought_and_received_in_the_depot(self):
        vendor = self.env["res.partner"].create({"name": "Fuse Works"})
        self.fuse.seller_ids = [(0, 0, {"partner_id": vendor.id, "price": 9})]
        point = self.minimum(user=self.buyer)
        point.action_replenish_parts()
        line = self.env["purchase.order.line"].search(
            [("product_id", "=", self.fuse.id), ("partner_id", "=", vendor.id)]
        )
        self.assertEqual(line.product_qty, 13)
        line.order_id.button_confirm()
        picking = line.order_id.picking_ids
        picking.move_ids.picked = True
        picking._action_done()
        self.assertEqual(self.lies(self.fuse, self.east), 20)

    def test_prt10_bad_limits_are_refused(self):
        for least, most in ((5, 4), (-1, 4)):
            with (
                self.subTest(least=least, most=most),
                self.refused(UserError, "can't be|less than or equal"),
            ):
                self.minimum(least=least, most=most)

    def test_prt10_changed_by_who_may(self):
        point = self.minimum()
        point.with_user(self.buyer).product_max_qty = 30
        self.assertEqual(point.product_max_qty, 30)
        with self.assertRaises(AccessError):
            point.with_user(self.keeper).write({"qty_to_order_manual": 99})
        with self.assertRaises(AccessError):
            point.with_user(self.technician).action_replenish_parts()

    def test_prt10_other_company_s_minimum_is_not_seen(self):
        point = self.minimum()
        foreign, _employee = self._make_user(
            "foreign_keeper", "keeper", self.other_company
        )
        found = self.env["stock.warehouse.orderpoint"].with_user(foreign)
        self.assertFalse(found.search([("id", "=", point.id)]))
