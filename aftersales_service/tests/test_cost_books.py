"""Costs and journal items: the same amounts, or a reason why not (CST-1, CST-3)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW
from .cost_common import CostCommon

DAY = NOW.date()
LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestCostBooks(CostCommon):
    def settle(self):
        """The company says where labour and freight are taken from."""
        self.company.write(
            {
                "aftersales_cost_journal_id": self.journal.id,
                "aftersales_labour_account_id": self.wages.id,
            }
        )

    def books(self, **values):
        lines = self.costs(**values)
        found = lines._books()
        return [found[line.id] for line in lines]

    def book(self, user=None, month=DAY):
        return (
            self.env["aftersales.cost.booking"]
            .with_user(user or self.finance)
            .create({"company_id": self.company.id, "month": month})
            .action_book()
        )

    def booked(self, **values):
        """The entry that finance posts; who isn't an accountant is told its number."""
        before = self.env["account.move"].search([])
        told = self.book(**values)["params"]["message"]
        move = self.env["account.move"].search([]) - before
        self.assertIn(move.name, told)
        return move

    def test_cst1_a_part_carries_its_request_into_the_journal(self):
        self.repair.analytic_distribution = {str(self.analytic.id): 100}
        ticket = self._create_ticket()
        self.assertEqual(ticket.analytic_distribution, {str(self.analytic.id): 100})
        use = self.post(self.use(ticket))
        item = self.costs(ticket).account_move_line_id
        self.assertRecordValues(
            item,
            [
                {
                    "account_id": self.accounts["company"].id,
                    "debit": 40.01,
                    "credit": 0,
                    "parent_state": "posted",
                    "aftersales_use_id": use.id,
                    "analytic_distribution": {str(self.analytic.id): 100},
                }
            ],
        )
        stock = item.move_id.line_ids - item
        self.assertEqual(stock.account_id, self.stock_account)
        self.assertFalse(stock.analytic_distribution)
        self.assertFalse(stock.aftersales_use_id)
        self.assertEqual(item.analytic_line_ids.amount, -40.01)
        self.assertEqual(self.books(ticket=ticket), [(40.01, 40.01, "booked")])

    def test_cst1_a_request_may_have_a_distribution_of_its_own(self):
        self.repair.analytic_distribution = {str(self.analytic.id): 100}
        ticket = self._create_ticket()
        ticket.analytic_distribution = {str(self.analytic.id): 40}
        self.post(self.use(ticket))
        item = self.costs(ticket).account_move_line_id
        self.assertEqual(item.analytic_distribution, {str(self.analytic.id): 40})

    def test_cst1_what_comes_back_carries_it_as_well(self):
        self.ticket.analytic_distribution = {str(self.analytic.id): 100}
        use = self.post(self.use())
        self.reverse(use)
        items = use.journal_item_ids
        self.assertEqual(items.account_id, self.accounts["company"])
        self.assertEqual(len(items), 2)
        self.assertEqual(
            items.mapped("analytic_distribution"), [{str(self.analytic.id): 100}] * 2
        )
        self.assertEqual(sum(items.mapped("balance")), 0)
        self.assertEqual(sum(items.analytic_line_ids.mapped("amount")), 0)
        self.assertEqual({state for _a, _b, state in self.books()}, {"booked"})
        for amount, journal, _state in self.books():
            self.assertEqual(amount, journal)

    def test_cst1_without_entries_the_movement_tells_the_project(self):
        self.category.with_company(self.company).property_valuation = "periodic"
        self.ticket.analytic_distribution = {str(self.analytic.id): 100}
        use = self.post(self.use())
        self.assertFalse(use.journal_item_ids)
        self.assertEqual(use.move_ids.analytic_account_line_ids.amount, -40.01)
        self.assertEqual(self.books(), [(40.01, 0.0, "internal")])

    def test_cst1_other_movements_are_booked_as_before(self):
        self.transfer_plain()
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.accounts["goodwill"].id)]
        )
        self.assertEqual(items.debit, 40.01)
        self.assertFalse(items.aftersales_use_id)

    def transfer_plain(self):
        use = self.use()
        place = self.company._part_bearer_location("goodwill")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.int_type_id.id,
                "location_id": self.holder.location_id.id,
                "location_dest_id": place.id,
                "company_id": self.company.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": use.product_id.id,
                            "product_uom_qty": 1,
                            "location_id": self.holder.location_id.id,
                            "location_dest_id": place.id,
                            "company_id": self.company.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        picking.move_ids._action_done()

    # The monthly entry

    def test_cst1_labour_is_booked_once_a_month(self):
        self.rule("manufacturing", kind="labour")
        self.ticket.analytic_distribution = {str(self.analytic.id): 100}
        self.rate()
        self.visited()
        other = self._create_ticket()
        self.visited(other)
        self.assertEqual(self.books(), [(240, 0, "internal")])
        with self.refused(UserError, "Nothing is left"):
            self.book()
        self.settle()
        self.assertEqual(self.books(), [(240, 0, "not_booked")])
        move = self.booked()
        self.assertEqual(str(move.date), "2026-03-31")
        self.assertEqual(move.state, "posted")
        self.assertEqual(self.balance(self.accounts["manufacturing"]), 480)
        self.assertEqual(self.balance(self.wages), -480)
        items = move.line_ids.filtered(lambda i: i.account_id != self.wages)
        self.assertEqual(
            [(i.balance, i.analytic_distribution) for i in items],
            [(240, {str(self.analytic.id): 100}), (240, False)],
        )
        for ticket in (self.ticket, other):
            self.assertEqual(self.books(ticket=ticket), [(240, 240, "booked")])
        with self.refused(UserError, "Nothing is left"):
            self.book()

    def test_cst1_what_was_decided_otherwise_moves_in_the_books(self):
        self.settle()
        self.rate()
        self.visited()
        self.post(self.use())
        self.book()
        for line in self.costs():
            line._correct([("employee", 100)], "Left the gas on")
        self.assertEqual(
            {state for _a, _b, state in self.books(entry="replacement")},
            {"not_booked"},
        )
        self.book()
        self.assertEqual(self.balance(self.accounts["company"]), 0)
        self.assertEqual(self.balance(self.accounts["employee"]), 280.01)
        self.assertEqual(self.balance(self.wages), -240)
        self.assertEqual({state for _a, _b, state in self.books()}, {"booked"})
        for amount, journal, _state in self.books():
            self.assertAlmostEqual(amount, journal)

    def test_cst1_taken_back_after_a_correction_the_books_are_clean(self):
        self.settle()
        use = self.post(self.use())
        self.costs()._correct([("customer", 100)], "They broke it")
        self.book()
        self.reverse(use)
        self.book()
        for bearer in ("company", "customer"):
            self.assertEqual(self.balance(self.accounts[bearer]), 0)
        self.assertEqual(self.balance(self.stock_account), 0)

    def test_cst1_later_costs_wait_for_their_month(self):
        self.settle()
        self.rate()
        self.visited()
        with self.refused(UserError, "Nothing is left"):
            self.book(month="2026-02-28")
        self.book(month="2026-04-30")
        self.assertEqual({state for _a, _b, state in self.books()}, {"booked"})

    def test_cst1_without_an_account_of_the_bearer_nothing_is_booked(self):
        self.settle()
        place = self.company._part_bearer_location("company")
        place.valuation_account_id = False
        self.rate()
        self.visited()
        with self.refused(UserError, "Nothing is left"):
            self.book()
        self.assertEqual(self.books(), [(240, 0, "not_booked")])

    def test_cst1_the_journal_must_be_chosen(self):
        self.settle()
        self.company.aftersales_cost_journal_id = False
        self.rate()
        self.visited()
        with self.refused(UserError, "has no journal for the costs"):
            self.book()

    def test_cst1_only_finance_books(self):
        self.settle()
        self.rate()
        self.visited()
        for role in ("manager", "branch_manager", "clerk", "technician", "keeper"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.book(getattr(self, role))
        foreign, _employee = self._make_user(
            "finance_there", "finance", self.other_company
        )
        with self.assertRaises(UserError):
            self.book(foreign)

    def test_cst1_an_accountant_sees_the_entry(self):
        self.settle()
        self.rate()
        self.visited()
        self.finance.group_ids |= self.env.ref("account.group_account_invoice")
        window = self.book()
        self.assertEqual(window["res_model"], "account.move")
        self.assertEqual(
            self.env["account.move"].browse(window["res_id"]).state, "posted"
        )

    def test_inf1_the_window_of_another_company_stays_shut(self):
        bookings = self.env["aftersales.cost.booking"]
        both, _employee = self._make_user("both", "finance")
        both.company_ids |= self.other_company
        there = bookings.with_user(both).with_company(self.other_company)
        window = there.create({"company_id": self.other_company.id})
        self.assertTrue(window.has_access("read"))
        here = window.with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(here.has_access("read"))
        self.assertFalse(here.search([("id", "=", window.id)]))
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            here.read(["month"])
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            here.action_book()
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            bookings.with_user(self.finance).create(
                {"company_id": self.other_company.id}
            )

    def test_cst1_the_month_that_is_over_is_proposed(self):
        window = self.env["aftersales.cost.booking"].with_user(self.finance).create({})
        self.assertEqual(str(window.month), "2026-02-01")

    # Breaks that the month must find

    def test_cst4_an_entry_that_was_changed_is_found(self):
        """The item says more than the cost; the difference stands on one row."""
        self.settle()
        self.rate()
        self.visited(
            employee_ids=[Command.set((self.engineer | self.other_engineer).ids)]
        )
        self.book()
        item = self.costs()[0].account_move_line_id
        item.move_id.button_draft()
        self.assertEqual(self.books(), [(240, 0, "unposted"), (240, 0, "unposted")])
        counter = item.move_id.line_ids - item
        item.move_id.line_ids = [
            Command.update(item.id, {"balance": 490}),
            Command.update(counter.id, {"balance": -490}),
        ]
        item.move_id.action_post()
        self.assertEqual(self.books(), [(240, 250, "booked"), (240, 240, "booked")])

    def test_cst4_a_deleted_entry_is_found(self):
        self.settle()
        self.rate()
        self.visited()
        self.book()
        move = self.costs().account_move_line_id.move_id
        move.button_draft()
        move.unlink()
        self.assertEqual(self.books(), [(240, 0, "not_booked")])

    def test_cst4_looking_into_the_books_asks_the_same_for_few_and_many(self):
        self.settle()
        self.rate()
        self.visited()
        self.post(self.use())
        self.book()
        few = self.costs()
        for _number in range(6):
            ticket = self._create_ticket()
            self.visited(ticket)
            self.post(self.use(ticket))
        self.book()
        many = self.env["aftersales.cost.line"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(many), 14)
        counts = []
        for lines in (few, many):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            lines._books()
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(*counts)

    # Credit notes

    def test_cst1_a_credit_note_carries_the_request(self):
        one = self.ask()
        one.ticket_id.analytic_distribution = {str(self.analytic.id): 100}
        self.live(one, "decided")
        one.with_user(self.finance).action_refund()
        lines = one.refund_id.invoice_line_ids
        self.assertTrue(lines)
        for line in lines:
            self.assertEqual(line.analytic_distribution, {str(self.analytic.id): 100})

    # Budget

    def test_cst3_budget_actual_and_variance(self):
        self.rate()
        self.visited()
        self.post(self.use())
        budgets = self.env["aftersales.budget"].with_user(self.finance)
        budget = budgets.create(
            {
                "company_id": self.company.id,
                "month": "2026-03-17",
                "kind": "labour",
                "amount": 200,
            }
        )
        self.assertEqual(str(budget.month), "2026-03-01")
        self.env.flush_all()
        report = self.env["aftersales.cost.report"].with_user(self.branch_manager)
        rows = report._read_group(
            [("company_id", "=", self.company.id)],
            ["date:month", "kind"],
            ["actual:sum", "budget:sum", "variance:sum"],
        )
        self.assertEqual(
            {kind: values for _month, kind, *values in rows},
            {"labour": [240, 200, -40], "part": [40.01, 0, -40.01]},
        )
        total = self.env["aftersales.cost.line"]._read_group(
            [("company_id", "=", self.company.id)], [], ["amount:sum"]
        )
        self.assertAlmostEqual(sum(report.search([]).mapped("actual")), total[0][0])
        part = report.search([("kind", "=", "part")])
        self.assertEqual((part.part_id, part.product_id), (self.part, self.product))

    def test_cst3_a_copy_is_for_the_month_after(self):
        budgets = self.env["aftersales.budget"].with_user(self.finance)
        budget = budgets.create({"month": "2026-12-31", "amount": 9, "kind": "travel"})
        self.assertEqual(str(budget.copy().month), "2027-01-01")
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            budget.copy({"month": budget.month})
