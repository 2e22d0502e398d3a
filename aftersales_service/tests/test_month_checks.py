"""Each check of a month finds what it should, and nothing else does (PRT-8)."""

from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from odoo.addons.aftersales_service.models.aftersales_month_books import (
    AftersalesMonth as Books,
)
from odoo.addons.aftersales_service.models.aftersales_month_check import CHECKS, CODE
from odoo.addons.aftersales_service.models.aftersales_month_claims import (
    AftersalesMonth as Claims,
)

from .ledger_common import AFTER_MARCH, LedgerCommon


@tagged("post_install", "-at_install")
class TestMonthChecks(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.make_month()
        cls.stir()

    def setUp(self):
        super().setUp()
        self.move(to=datetime(2026, 3, 20, 2, 0))
        self.use = self.use_part(self.third, self.average, 1)
        self.move(to=AFTER_MARCH)
        self.month.with_user(self.finance).action_close_stock()

    def sql(self, query, *params):
        """Forge a row behind everybody's back."""
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.assertTrue(self.env.cr.rowcount)
        self.env.invalidate_all()

    def assert_found(self, *codes):
        self.assertEqual(
            self.check(self.month),
            list(codes),
            [(b.code, b.name, b.expected, b.found) for b in self.month.break_ids],
        )

    def test_prt8_a_month_in_order_passes_every_check(self):
        self.assert_found()
        self.assertEqual(
            self.month.check_ids.mapped("code"), [code for code, _label in CODE]
        )
        self.assertEqual(list(CHECKS), [code for code, _label in CODE])
        self.assertFalse(self.month.break_ids)
        self.assertEqual(self.month.state, "checking")
        self.assertEqual(self.month.checked_by_id, self.finance)

    def test_prt8_quantities_report_against_use(self):
        self.sql(
            "UPDATE aftersales_visit_part SET quantity = 3 WHERE id = %s",
            self.use.visit_part_id.id,
        )
        self.assert_found("quantities")
        found = self.month.break_ids
        self.assertEqual((found.expected, found.found), (1, 3))
        self.assertEqual((found.res_model, found.res_id), (self.use._name, self.use.id))
        self.assertEqual(found.action_open()["res_id"], self.use.id)
        self.assertTrue(found.way_out)

    def test_prt8_quantities_use_without_its_movement(self):
        self.sql(
            "UPDATE stock_move SET aftersales_use_id = NULL "
            "WHERE aftersales_use_id = %s",
            self.use.id,
        )
        self.assert_found("quantities")
        self.assertEqual(self.month.break_ids.found, 0)

    def test_prt8_quantities_claim_asks_for_another_number(self):
        with patch.object(
            Claims,
            "_claimed_quantities",
            lambda _self, uses: dict.fromkeys(uses.ids, 5),
        ):
            self.assert_found("quantities")
        self.assertEqual(self.month.break_ids.found, 5)

    def test_prt8_stock_a_quant_that_nothing_moved(self):
        self.sql(
            "UPDATE stock_quant SET quantity = quantity + 1 WHERE id = ("
            "SELECT id FROM stock_quant WHERE product_id = %s AND location_id = %s)",
            self.fifo.id,
            self.depot.location_id.id,
        )
        # Odoo's value follows its quants: the books show that, too, as they must
        self.assertIn("stock", self.check(self.month))
        found = self.month.break_ids.filtered(lambda b: b.code == "stock")
        self.assertEqual(found.holder_id, self.depot)
        self.assertEqual(found.product_id, self.fifo)
        self.assertEqual(found.difference, 1)

    def test_prt8_stock_goods_at_another_account_than_the_ledger_says(self):
        """The sum is right, so no other check can see it."""
        quants = self.env["stock.quant"]
        depot, mine = (
            quants.search(
                [
                    ("product_id", "=", self.average.id),
                    ("location_id", "=", holder.location_id.id),
                ]
            )
            for holder in (self.depot, self.third)
        )
        self.sql(
            "UPDATE stock_quant SET quantity = quantity - 1 WHERE id = %s", depot.id
        )
        self.sql(
            "UPDATE stock_quant SET quantity = quantity + 1 WHERE id = %s", mine.id
        )
        self.assert_found("stock")
        self.assertEqual(len(self.month.break_ids), 2)

    def test_prt8_stock_another_serial_lies_there(self):
        """The quantity of the part is right; the pieces were swapped."""
        first, second = (
            self.env["stock.quant"].search(
                [
                    ("lot_id", "=", lot.id),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                ]
            )
            for lot in (self.lots[1], self.lots[2])
        )
        self.sql(
            "UPDATE stock_quant SET lot_id = CASE WHEN id = %s THEN %s ELSE %s END "
            "WHERE id IN (%s, %s)",
            first.id,
            second.lot_id.id,
            first.lot_id.id,
            first.id,
            second.id,
        )
        self.assert_found("stock")
        self.assertEqual(
            {(b.res_model, b.res_id) for b in self.month.break_ids},
            {("stock.lot", lot.id) for lot in (self.lots[1], self.lots[2])},
        )

    def test_prt8_value_an_issue_at_a_forged_value(self):
        move = self.env["stock.move"].search(
            [("product_id", "=", self.average.id), ("is_out", "=", True)], limit=1
        )
        self.sql("UPDATE stock_move SET value = value + 100 WHERE id = %s", move.id)
        self.assert_found("value")
        found = self.month.break_ids
        self.assertEqual(found.product_id, self.average)
        self.assertAlmostEqual(found.difference, 100, delta=0.1)

    def test_prt8_value_passed_at_a_value_it_never_had(self):
        move = self.env["stock.move"].search(
            [
                ("product_id", "=", self.average.id),
                ("aftersales_from_id", "=", self.depot.id),
                ("aftersales_to_id", "=", self.mine.id),
            ]
        )
        self.sql("UPDATE stock_move SET aftersales_cost = 7 WHERE id = %s", move.id)
        self.assert_found("value")
        self.assertEqual(self.month.break_ids.res_id, move.id)

    def test_prt8_value_a_cost_that_somebody_set_is_explained(self):
        self.move(to=datetime(2026, 3, 25, 2, 0))
        self.average.with_company(self.company).standard_price = 55
        self.give(self.depot, self.mine, self.average, 1)
        self.move(to=AFTER_MARCH)
        self.assert_found("books")
        self.month.with_user(self.finance).action_close_stock()
        self.assert_found()

    def test_prt8_value_a_later_bill_is_explained(self):
        """Bought and used at 40, billed at 46: what was used keeps its value."""
        self.move(to=datetime(2026, 3, 24, 2, 0))
        order = self.buy(self.depot, self.average, 4, 40)
        self.install(self.depot, self.average, 3)
        self.move(to=datetime(2026, 3, 26, 2, 0))
        self.bill(order, 46)
        self.move(to=AFTER_MARCH)
        self.assertNotIn("value", self.check(self.month))

    def test_prt8_books_an_entry_by_hand_on_the_account_of_the_stock(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "date": "2026-03-31",
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": sign * 12.5})
                    for account, sign in (
                        (self.stock_account, 1),
                        (self.variation, -1),
                    )
                ],
            }
        )
        entry.action_post()
        self.assert_found("books")
        found = self.month.break_ids
        self.assertEqual(found.res_id, self.stock_account.id)
        self.assertAlmostEqual(found.difference, 12.5)

    def test_prt8_books_are_put_right_by_odoos_own_closing_entry(self):
        self.move(to=datetime(2026, 3, 30, 2, 0))
        self.buy(self.depot, self.average, 2, 41.23)
        self.move(to=AFTER_MARCH)
        self.assert_found("books")
        self.month.with_user(self.finance).action_close_stock()
        self.assert_found()
        self.assertEqual(
            self.trial_balance(self.stock_account, "2026-03-31"),
            round(
                sum(
                    part.with_company(self.company).total_value
                    for part in self.parts | self.product
                ),
                2,
            ),
        )

    def cost(self, kind, name):
        return (
            self.env["aftersales.cost.line"]
            .sudo()
            .create(
                {
                    "ticket_id": self.use.ticket_id.id,
                    "kind": kind,
                    "date": "2026-03-20",
                    "amount": 40,
                    "bearer": "company",
                    "name": name,
                }
            )
        )

    def test_cst4_costs_that_the_journal_tells_otherwise(self):
        line = self.cost("part", "Contactor")
        with patch.object(Books, "_booked_costs", lambda *_args: {line: 40}):
            self.assert_found()
        with patch.object(Books, "_booked_costs", lambda *_args: {line: 39.99}):
            self.assert_found("costs")
        self.assertEqual(self.month.break_ids.res_id, line.id)

    def test_cst4_costs_that_nobody_has_booked_yet(self):
        """What the company means to book is booked before the month closes."""
        line = self.cost("labour", "Two hours")
        self.assert_found()
        self.company.aftersales_labour_account_id = self.env["account.account"].create(
            {
                "name": "Wages",
                "code": "922119",
                "account_type": "expense",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        self.assert_found("costs")
        self.assertRecordValues(
            self.month.break_ids,
            [{"res_id": line.id, "expected": 40, "found": 0, "difference": -40}],
        )
        self.assertIn("Book Costs of a Month", self.month.break_ids.way_out)

    def test_prt2_conditions_the_old_part_is_still_owed(self):
        self.env["aftersales.old.part"].sudo().create({"part_line_id": self.use.id})
        self.assert_found("conditions")
        self.assertEqual(self.month.break_ids.res_id, self.use.id)
        self.assertIn("old part", self.month.break_ids.name)

    def test_prt2_conditions_a_forged_write_off_of_an_unsigned_report(self):
        """The state of the visit was forged as well; the facts tell otherwise."""
        self.sql(
            "UPDATE aftersales_event SET is_in_force = FALSE WHERE visit_id = %s "
            "AND code IN ('signed', 'approved')",
            self.use.visit_id.id,
        )
        self.assert_found("conditions")
        self.assertIn("signature", self.month.break_ids.name)
        self.assertIn("approval", self.month.break_ids.name)

    def test_prt3_conditions_freight_signed_by_one_person_twice(self):
        for handler, manager, approver, broken in (
            (self.keeper, self.manager, self.manager, []),
            (self.manager, self.manager, self.manager, ["conditions"]),
            (self.keeper, None, self.manager, ["conditions"]),
            (self.keeper, self.manager, None, ["conditions"]),
        ):
            with self.subTest(handler=handler, manager=manager, approver=approver):
                self.sql(
                    "UPDATE aftersales_part_use SET purpose = 'post', "
                    "freight_handler_id = %s, freight_manager_id = %s, "
                    "approved_by_id = %s WHERE id = %s",
                    handler.id,
                    manager and manager.id,
                    approver and approver.id,
                    self.use.id,
                )
                self.assert_found(*broken)

    def test_prt8_drafts_a_part_that_could_be_written_off(self):
        self.move(to=datetime(2026, 3, 20, 2, 0))
        use = self.use_part(self.mine, self.average, 1, state="open")
        self.move(to=AFTER_MARCH)
        self.assert_found("drafts")
        self.assertEqual(self.month.break_ids.res_id, use.id)
        # with an old part still owed it rightly waits
        self.env["aftersales.old.part"].sudo().create({"part_line_id": use.id})
        self.assert_found()

    def test_prt8_drafts_an_entry_that_nobody_posted(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "date": "2026-03-31",
            }
        )
        self.assert_found("drafts")
        self.assertEqual(self.month.break_ids.res_id, entry.id)

    def test_prt8_checked_again_only_the_present_breaks_are_listed(self):
        self.env["aftersales.old.part"].sudo().create({"part_line_id": self.use.id})
        self.assert_found("conditions")
        old = self.use.old_part_ids.sudo()
        old.write({"state": "waived", "waived_at": datetime(2026, 4, 2)})
        self.assert_found()
        self.assertEqual(self.month.break_count, 0)
