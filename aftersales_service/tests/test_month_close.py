"""Closing a month, opening it again, and who may (CST-4)."""

import io
import json
from datetime import date, datetime

from openpyxl import load_workbook
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .ledger_common import AFTER_APRIL, AFTER_MARCH, APRIL, MARCH, LedgerCommon

ROLES = ("keeper", "quality", "finance", "branch_manager", "general_manager", "sales")


@tagged("post_install", "-at_install")
class TestMonthClose(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.make_month()
        cls.stir()

    def setUp(self):
        super().setUp()
        self.move(to=AFTER_MARCH)

    def checked(self):
        self.month.with_user(self.finance).action_close_stock()
        self.assertEqual(self.check(self.month), [])
        return self.month

    # Closing

    def test_prt8_closed_each_account_is_worth_its_quantity_at_odoos_cost(self):
        self.close(self.month)
        self.assertEqual(self.month.state, "closed")
        rows = self.assert_ledger_agrees(closed=True)
        for product in self.average | self.fifo:
            unit = product.with_company(self.company).total_value / (
                product.with_company(self.company).qty_available
            )
            for row in rows.filtered(lambda r, p=product: r.product_id == p):
                self.assertAlmostEqual(
                    row.closing_value, unit * row.closing_qty, delta=0.01
                )
        for lot, holder in ((self.lots[1], self.station), (self.lots[2], self.depot)):
            row = rows.filtered(
                lambda r, h=holder: r.holder_id == h and r.product_id == self.by_lot
            )
            lots = lot if holder == self.station else self.lots[2] | self.lots[3]
            self.assertAlmostEqual(
                row.closing_value,
                sum(one.with_company(self.company).standard_price for one in lots),
                2,
            )

    def test_prt8_revaluations_cancel_out_between_accounts_but_for_cents(self):
        self.close(self.month)
        for product in self.parts:
            own = self.month.revaluation_ids.filtered(
                lambda r, p=product: r.product_id == p
            )
            moves = self.env["stock.move"].search_count(
                [("product_id", "=", product.id), ("state", "=", "done")]
            )
            self.assertLessEqual(abs(sum(own.mapped("amount"))), 0.01 * moves + 1e-9)
        self.assertTrue(any(abs(r.amount) > 1 for r in self.month.revaluation_ids))

    def test_prt8_trial_balance_agrees_to_the_cent(self):
        self.close(self.month)
        everything = self.parts | self.product
        worth = sum(part.with_company(self.company).total_value for part in everything)
        self.assertEqual(
            self.trial_balance(self.stock_account, "2026-03-31"), round(worth, 2)
        )
        out = self.env["stock.move"].search(
            [("company_id", "=", self.company.id), ("account_move_id", "!=", False)]
        )
        borne = sum(
            move.value if move.is_out else -move.value
            for move in out
            if move.is_out or move.location_id.aftersales_bearer
        )
        booked = sum(
            self.trial_balance(account, "2026-03-31")
            for account in self.accounts.values()
        )
        self.assertEqual(round(booked, 2), round(borne, 2))

    def test_prt8_parts_on_no_account_take_their_share(self):
        self.move(to=datetime(2026, 3, 21, 2, 0))
        shelf = self.warehouse.lot_stock_id
        self.move_parts(self.depot.location_id, shelf, self.average, 3)
        self.buy(self.depot, self.average, 2, 61.17)
        self.move(to=AFTER_MARCH)
        self.close(self.month)
        rows = self.ledger(MARCH, product=self.average)
        product = self.average.with_company(self.company)
        unit = product.total_value / product.qty_available
        held = sum(rows.mapped("closing_qty"))
        self.assertEqual(held, product.qty_available - 3)
        self.assertAlmostEqual(
            sum(rows.mapped("closing_value")), unit * held, delta=0.01
        )

    def test_cst4_workbook_stays_with_the_month(self):
        self.close(self.month)
        papers = self.month.message_ids.attachment_ids
        self.assertEqual(len(papers), 1)
        book = load_workbook(io.BytesIO(papers.raw))
        self.assertEqual(len(book.worksheets), 6)

    def test_cst4_not_closed_while_something_does_not_agree(self):
        self.check(self.month)
        with self.refused(UserError, "General Ledger"):
            self.month.with_user(self.manager).action_close()
        self.assertEqual(self.month.state, "checking")

    def test_cst4_what_broke_after_the_check_is_found_on_closing(self):
        self.checked()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_quant SET quantity = quantity + 1 WHERE location_id = %s",
            [self.depot.location_id.id],
        )
        self.env.invalidate_all()
        with self.refused(UserError, "Goods on Hand"):
            self.month.with_user(self.manager).action_close()

    def test_cst4_who_checked_does_not_close(self):
        self.month.with_user(self.finance).action_close_stock()
        self.month.with_user(self.manager).action_check()
        with self.refused(UserError, "Another manager"):
            self.month.with_user(self.manager).action_close()
        self.month.with_user(self.other_manager).action_close()
        self.assertEqual(self.month.closed_by_id, self.other_manager)

    def test_cst4_not_closed_before_it_is_over(self):
        april = self.make_month(APRIL)
        self.close(self.month)
        april.with_user(self.finance).action_check()
        with self.refused(UserError, "isn't over yet.*2026-05-01"):
            april.with_user(self.manager).action_close()
        self.move(to=datetime(2026, 4, 30, 15, 0))
        with self.refused(UserError, "isn't over yet"):
            april.with_user(self.manager).action_close()
        self.move(to=datetime(2026, 4, 30, 16, 0))  # midnight in Shanghai
        april.with_user(self.manager).action_close()
        self.assertEqual(april.state, "closed")

    def test_cst4_one_month_after_the_other(self):
        self.move(to=AFTER_APRIL)
        april, may = self.make_month(APRIL), self.make_month(date(2026, 5, 1))
        april.with_user(self.finance).action_check()
        with self.refused(UserError, "2026-03 comes before 2026-04"):
            april.with_user(self.manager).action_close()
        self.close(self.month)
        self.move(to=datetime(2026, 6, 2, 2, 0))
        april.unlink() if april.state == "open" else None
        may.with_user(self.finance).action_check()
        with self.refused(UserError, "2026-04 comes before 2026-05"):
            may.with_user(self.manager).action_close()

    def test_cst4_closed_twice_the_second_is_told(self):
        self.close(self.month)
        with self.refused(UserError, "Closed.*Manager"):
            self.month.with_user(self.other_manager).action_close()
        with self.refused(UserError, "Closed"):
            self.month.with_user(self.finance).action_check()

    def test_cst4_unchecked_is_not_closed(self):
        with self.refused(UserError, "To Be Checked"):
            self.month.with_user(self.manager).action_close()

    # The next month

    def test_prt8_next_month_opens_where_the_last_closed(self):
        self.close(self.month)
        closing = {
            (r.holder_id, r.product_id): (r.closing_qty, r.closing_value)
            for r in self.ledger()
        }
        self.give(self.depot, self.mine, self.average, 1)
        self.buy(self.depot, self.average, 5, 51)
        self.install(self.mine, self.average, 1)
        april = self.make_month(APRIL)
        self.move(to=AFTER_APRIL)
        self.close(april)
        rows = self.assert_ledger_agrees(APRIL, closed=True)
        for row in rows:
            self.assertEqual(
                (row.opening_qty, row.opening_value),
                closing.get((row.holder_id, row.product_id), (0, 0)),
            )

    def test_prt8_a_bill_after_closing_belongs_to_the_next_month(self):
        self.move(to=datetime(2026, 3, 30, 2, 0))
        order = self.buy(self.depot, self.average, 10, 40)
        self.move(to=AFTER_MARCH)
        self.close(self.month)
        before = [(r.id, r.closing_value) for r in self.ledger()]
        self.bill(order, 46)
        self.assertEqual([(r.id, r.closing_value) for r in self.ledger()], before)
        self.assertEqual(order.picking_ids.move_ids.value, 460)
        self.assertEqual(order.picking_ids.move_ids.aftersales_closed_value, 400)
        april = self.make_month(APRIL)
        self.move(to=AFTER_APRIL)
        self.close(april)
        self.assert_ledger_agrees(APRIL, closed=True)
        self.assertGreater(sum(april.revaluation_ids.mapped("amount")), 20)

    def test_prt8_a_forged_closed_month_is_found_by_the_next(self):
        self.close(self.month)
        move = self.env["stock.move"].search(
            [("aftersales_to_id", "=", self.mine.id)], limit=1
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET aftersales_to_id = %s WHERE id = %s",
            [self.third.id, move.id],
        )
        self.env.invalidate_all()
        april = self.make_month(APRIL)
        self.move(to=AFTER_APRIL)
        april.with_user(self.finance).action_check()
        failed = april.check_ids.filtered(lambda c: c.state != "ok").mapped("code")
        self.assertIn("frozen", failed)
        found = april.break_ids.filtered(lambda b: b.code == "frozen")
        self.assertEqual((found.res_model, found.res_id), (april._name, self.month.id))

    # Opening again

    def test_cst4_opened_again_only_with_a_reason_and_closed_anew(self):
        self.close(self.month)
        first = [(r.id, r.closing_value) for r in self.ledger()]
        for reason in ("", "  ", None, 7):
            with self.subTest(reason), self.refused(UserError, "Say why"):
                self.month.with_user(self.branch_manager).action_reopen(reason)
        self.month.with_user(self.branch_manager).action_reopen("Note found")
        self.assertEqual(self.month.state, "open")
        self.assertFalse(self.month.digest)
        self.assertEqual(self.month.reopen_reason, "Note found")
        self.assertIn("Note found", self.month.message_ids[0].body)
        self.assertEqual(sum(self.month.revaluation_ids.mapped("amount")), 0)
        self.assertFalse(
            self.env["stock.move"].search_count(
                [("aftersales_closed_value", "!=", False)]
            )
        )
        self.close(self.month)
        self.assertEqual([(r.id, r.closing_value) for r in self.ledger()], first)
        self.assertEqual(
            set(self.month.revaluation_ids.mapped("reason")), {"valuation", "reopened"}
        )

    def test_cst4_the_window_asks_for_the_reason(self):
        self.close(self.month)
        window = self.month.with_user(self.branch_manager).action_ask_reopen()
        model = self.env[window["res_model"]].with_user(self.branch_manager)
        with Form(model.with_context(**window["context"])) as form:
            form.reason = "Found another note"
        form.record.action_confirm()
        self.assertEqual(self.month.reopen_reason, "Found another note")

    def test_cst4_only_the_last_closed_month_is_opened_again(self):
        self.close(self.month)
        april = self.make_month(APRIL)
        self.move(to=AFTER_APRIL)
        self.close(april)
        with self.refused(UserError, "2026-04 is closed"):
            self.month.with_user(self.branch_manager).action_reopen("x")

    # Rights

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_cst4_steps_by_role(self):
        self.month.with_user(self.finance).action_close_stock()
        may = {
            "action_check": {"finance", "manager", "branch_manager", "general_manager"},
            "action_close": {"manager", "branch_manager", "general_manager"},
            "action_reopen": {"branch_manager", "general_manager"},
        }
        people = (*ROLES, "manager", "technician", "clerk", "buyer", "hr")
        for step, allowed in may.items():
            for name in people:
                self.env.invalidate_all()
                state = {"action_check": "open", "action_close": "checking"}
                self.month.sudo().write(
                    {"state": state.get(step, "closed"), "checked_by_id": False}
                )
                user = getattr(self, name)
                args = ["Because"] if step == "action_reopen" else []
                with self.subTest(step, user=name):
                    if name in allowed:
                        getattr(self.month.with_user(user), step)(*args)
                    else:
                        with self.assertRaises(AccessError):
                            getattr(self.month.with_user(user), step)(*args)

    def test_cst4_rpc_forges_no_month(self):
        self.close(self.month)
        env = self.env(user=self.manager, su=False)
        for values in (
            {"state": "open"},
            {"closed_by_id": self.manager.id},
            {"digest": "x"},
            {"date_from": "2026-02-01"},
            {"check_ids": [[5]]},
            {"reopen_reason": "x"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                call_kw(env["aftersales.month"], "write", [self.month.ids, values], {})
        with self.assertRaises(UserError):
            call_kw(
                env["aftersales.month"],
                "create",
                [{"date_from": "2026-01-01", "state": "closed"}],
                {},
            )
        with self.assertRaises(UserError):
            call_kw(env["aftersales.month"], "unlink", [self.month.ids], {})
        for model in ("aftersales.month.check", "aftersales.part.revaluation"):
            records = env[model].search([], limit=1)
            self.assertTrue(records)
            for method, args in (("write", [{"company_id": 1}]), ("unlink", [])):
                with self.subTest(model, method=method), self.assertRaises(UserError):
                    call_kw(env[model], method, [records.ids, *args], {})

    def test_cst4_a_new_month_is_the_one_before_the_present(self):
        with Form(self.env["aftersales.month"].with_user(self.finance)) as form:
            self.assertEqual(form.date_from, MARCH)
            form.date_from = date(2026, 2, 1)
        self.assertEqual(form.record.date_to, date(2026, 2, 28))
        self.assertEqual(form.record.name, "2026-02")

    def test_cst4_leap_years_and_first_days(self):
        month = self.make_month(date(2028, 2, 1))
        self.assertEqual(month.date_to, date(2028, 2, 29))
        self.assertEqual(
            month._bounds(), (datetime(2028, 1, 31, 16), datetime(2028, 2, 29, 16))
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.make_month(date(2028, 2, 2))

    def test_cst4_digest_is_plain_data(self):
        self.close(self.month)
        self.assertEqual(len(self.month.digest), 64)
        self.assertEqual(self.month._ledger_digest(), self.month.digest)
        self.assertTrue(json.dumps(self.month.digest))
