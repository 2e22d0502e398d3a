"""A closed month takes nothing any more; late facts go to the next (CST-4)."""

from datetime import datetime

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .ledger_common import AFTER_MARCH, APRIL, MARCH, LedgerCommon

IN_MARCH = "2026-03-15 02:00:00"


@tagged("post_install", "-at_install")
class TestMonthLock(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tick(datetime(2026, 3, 10, 2, 0))
        cls.buy(cls.depot, cls.average, 5, 40)
        cls.given = cls.give(cls.depot, cls.mine, cls.average, 2)
        cls.month = cls.make_month()
        cls.tick(AFTER_MARCH)
        # how a month comes to be closed is a matter of test_month_close
        cls.month.sudo().write({"state": "closed"})

    def setUp(self):
        super().setUp()
        self.move(to=AFTER_MARCH)

    def locked(self):
        return self.refused(UserError, "2026-03 .*closed")

    def test_cst4_what_happens_late_goes_to_the_next_month(self):
        move = self.install(self.mine, self.average, 1)
        self.assertEqual(move.aftersales_month, APRIL)
        self.assertEqual(self.ledger(MARCH, self.mine).installed_qty, 0)

    def test_cst4_no_movement_is_dated_into_it(self):
        move = self.install(self.mine, self.average, 1)
        with self.locked():
            move.date = IN_MARCH
        with self.locked():
            move.picking_id.sudo().date_done = IN_MARCH
        self.assertEqual(move.aftersales_month, APRIL)

    def test_cst4_a_movement_dated_otherwise_changes_its_month(self):
        move = self.install(self.mine, self.average, 1)
        move.date = "2026-04-30 17:00:00"  # the first of May in Shanghai
        self.assertEqual(str(move.aftersales_month), "2026-05-01")

    def test_cst4_nothing_of_its_movements_changes(self):
        for values in (
            {"date": "2026-03-16 02:00:00"},
            {"date": "2026-04-16 02:00:00"},
            {"quantity": 1},
            {"aftersales_cost": 1},
            {"aftersales_to_id": self.third.id},
            {"aftersales_month": "2026-04-01"},
            {"aftersales_from_column": "counted"},
            {"state": "cancel"},
        ):
            with self.subTest(values), self.locked():
                self.given.sudo().write(values)

    def test_cst4_nor_of_their_lines(self):
        line = self.given.move_line_ids
        with self.locked():
            line.quantity = 1
        with self.locked():
            line.unlink()
        with self.locked():
            line.copy({"quantity": 1})

    def test_cst4_values_may_follow_later_bills(self):
        receipt = self.env["stock.move"].search(
            [("product_id", "=", self.average.id), ("is_in", "=", True)], limit=1
        )
        receipt.value_manual = 222
        self.assertEqual(receipt.value, 222)

    def test_cst4_no_cost_is_dated_into_it(self):
        costs = self.env["aftersales.cost.line"].sudo()
        values = {
            "ticket_id": self._create_ticket().id,
            "kind": "part",
            "amount": 1,
            "bearer": "company",
        }
        with self.locked():
            costs.create({**values, "date": "2026-03-31"})
        costs.create({**values, "date": "2026-04-01"})

    def test_cst4_no_write_off_and_no_old_part_is_dated_into_it(self):
        use = self.use_part(self.mine, self.average, 1, state="open")
        with self.locked():
            use.write({"state": "posted", "posted_at": IN_MARCH})
        old = self.env["aftersales.old.part"].sudo().create({"part_line_id": use.id})
        for field in ("received_at", "waived_at"):
            with self.subTest(field), self.locked():
                old[field] = IN_MARCH
            old[field] = datetime(2026, 4, 2)
        use.write({"state": "posted", "posted_at": datetime(2026, 4, 2)})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_part_use SET posted_at = %s WHERE id = %s",
            [IN_MARCH, use.id],
        )
        self.env.invalidate_all()
        for change in ({"quantity": 9}, {"holder_id": self.third.id}):
            with self.subTest(change), self.locked():
                use.write(change)
        # taking it back is a fact of today
        use.write({"state": "reversed"})

    def test_cst4_not_even_rpc_of_a_stock_manager(self):
        boss, _employee = self._make_user("stock_boss", "manager")
        boss.group_ids += self.env.ref("stock.group_stock_manager")
        env = self.env(user=boss, su=False)
        with self.locked():
            call_kw(
                env["stock.move"],
                "write",
                [self.given.ids, {"date": "2026-03-11 02:00:00"}],
                {},
            )
        with self.locked():
            call_kw(
                env["stock.move.line"],
                "write",
                [self.given.move_line_ids.ids, {"quantity": 9}],
                {},
            )

    def test_cst4_movements_off_the_accounts_are_free(self):
        other = self.move_parts(
            self.env.ref("stock.stock_location_suppliers"),
            self.warehouse.lot_stock_id,
            self.average,
            1,
        )
        other.date = IN_MARCH
        self.assertFalse(other.aftersales_month)

    def test_cst4_other_companies_have_months_of_their_own(self):
        self.month.sudo().company_id = self.other_company
        self.given.date = "2026-03-16 02:00:00"
        self.assertEqual(self.given.aftersales_month, MARCH)
