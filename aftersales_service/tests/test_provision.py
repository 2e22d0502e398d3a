"""Provision of the month, from sales and books to its entry (CST-6)."""

from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..rules import part
from .account_common import AccountCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class ProvisionCommon(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()
        cls.furnaces = cls.env["product.category"].create({"name": "Furnaces"})
        cls.product.categ_id = cls.furnaces
        cls.rate = cls.make_rate(cls.furnaces, 2, "2026-01-01")
        # a price of later would hide that of what is bought in February
        with freeze_time("2025-01-01"):
            cls.part = cls.make_part()

    @classmethod
    def make_rate(cls, category, percent, day):
        return cls.env["aftersales.provision.rate"].create(
            {
                "category_id": category.id,
                "percent": percent,
                "valid_from": day,
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def sell(cls, amount, day, product=None, kind="out_invoice"):
        move = (
            cls.env["account.move"]
            .with_company(cls.company)
            .create(
                {
                    "move_type": kind,
                    "partner_id": cls.customer.id,
                    "invoice_date": day,
                    "date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": (product or cls.product).id,
                                "quantity": 1,
                                "price_unit": amount,
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    @classmethod
    def cost(cls, amount, day, kind="labour", bearer=part.COMPANY):
        ticket = cls._create_ticket(product_id=cls.product.id)
        return cls.env["aftersales.cost.line"].create(
            {
                "ticket_id": ticket.id,
                "kind": kind,
                "date": day,
                "amount": amount,
                "bearer": bearer,
            }
        )

    @classmethod
    def propose(cls, month, user=None, **values):
        provisions = cls.env["aftersales.warranty.provision"]
        return (
            provisions.with_user(user or cls.finance)
            .with_company(cls.company)
            .create({"date_from": month, **values})
        )

    def post(self, month):
        one = self.propose(month)
        one.action_post()
        self.env.invalidate_all()
        self.assertEqual(one.state, "posted")
        # finance of after-sales reads no entries
        return one.sudo().with_user(self.env.user)

    def rows(self, move):
        """Account, debit and credit of an entry's lines."""
        return sorted(
            (line.account_id.code, line.debit, line.credit)
            for line in move.with_company(self.company).line_ids
        )

    def codes(self):
        return {
            need: account.with_company(self.company).code
            for need, account in self.settings().items()
        }


@tagged("post_install", "-at_install")
class TestProvision(ProvisionCommon):
    def test_cst6_sales_times_rate_dated_the_last_day(self):
        self.sell(10_000, "2026-02-10")
        self.sell(1_000, "2026-02-28", kind="out_refund")
        self.sell(5_000, "2026-02-10", product=self.part)
        self.sell(7_000, "2026-01-31")
        one = self.post("2026-02-17")
        self.assertRecordValues(
            one, [{"name": "2026-02", "added": 180, "closing": 180, "opening": 0}]
        )
        self.assertEqual(one.move_id.date, date(2026, 2, 28))
        self.assertEqual(one.move_id.state, "posted")
        self.assertEqual(one.move_id.journal_id, self.ref("general"))
        self.assertEqual(
            self.rows(one.move_id), [("280101", 0, 180), ("640101", 180, 0)]
        )
        self.assertEqual(one.posted_by_id, self.finance)
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_leap_february(self):
        with freeze_time("2028-03-01 02:00:00"):
            self.sell(100, "2028-02-29")
            self.sell(100, "2028-03-01")
            one = self.post("2028-02-29")
        self.assertEqual(one.move_id.date, date(2028, 2, 29))
        self.assertEqual(one.added, 2)

    def test_cst6_versions_and_categories(self):
        small = self.env["product.category"].create(
            {"name": "Small", "parent_id": self.furnaces.id}
        )
        product = self.make_part("Kiln", categ_id=small.id)
        self.make_rate(small, 5, "2026-02-15")
        self.sell(100, "2026-02-14", product)
        self.sell(200, "2026-02-15", product)
        self.sell(400, "2026-02-15")
        one = self.propose("2026-02-01")
        self.assertEqual(
            sorted(one.line_ids.mapped(lambda line: (line.percent, line.sales))),
            [(2, 500), (5, 200)],
        )
        self.assertEqual(one.added, 20)

    def test_cst6_use_opening_and_closing_are_those_of_the_books(self):
        self.sell(10_000, "2026-01-10")
        january = self.post("2026-01-01")
        self.assertEqual(january.closing, 200)
        with freeze_time("2026-02-20 02:00:00"):
            self.buy(self.part, 10, 30)
            self.consume(self.part, part.COMPANY, 2)
            self.consume(self.part, part.MANUFACTURING)
            self.consume(self.part, part.SUPPLIER)
            self.consume(self.part, part.GOODWILL)
        self.cost(25, "2026-02-21")
        self.cost(15, "2026-02-22", kind="travel", bearer=part.SUPPLIER)
        self.cost(99, "2026-02-22", bearer=part.CUSTOMER)
        self.cost(77, "2026-02-22", kind="part")
        self.sell(1_000, "2026-02-25")
        february = self.post("2026-02-01")
        self.assertRecordValues(
            february,
            [
                {
                    "opening": 200,
                    "added": 20,
                    "used_booked": 120,
                    "used_charged": 40,
                    "excess": 0,
                    "closing": 60,
                }
            ],
        )
        codes = self.codes()
        self.assertEqual(
            self.rows(february.move_id),
            sorted(
                [
                    (codes["cost"], 20, 0),
                    (codes["provision"], 0, 20),
                    (codes["provision"], 25, 0),
                    (codes["absorbed"], 0, 25),
                    (codes["supplier"], 15, 0),
                    (codes["absorbed"], 0, 15),
                ]
            ),
        )
        accounts = self.company._part_provision_accounts()
        self.assertEqual(-self.balance(accounts), february.closing)
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_excess_is_cost_of_the_month_if_confirmed(self):
        self.sell(1_000, "2026-02-10")
        self.cost(50, "2026-02-11")
        one = self.propose("2026-02-01")
        self.assertRecordValues(one, [{"added": 20, "excess": 30, "closing": 0}])
        one.book_excess = False
        self.assertEqual(one.closing, -30)
        one.book_excess = True
        one.action_post()
        one = one.with_user(self.env.user)
        codes = self.codes()
        self.assertIn((codes["cost"], 30, 0), self.rows(one.move_id))
        accounts = self.company._part_provision_accounts()
        self.assertEqual(self.balance(accounts), 0)

    def test_cst6_excess_may_be_left_to_the_next_month(self):
        self.sell(1_000, "2026-01-10")
        self.cost(50, "2026-01-11")
        one = self.propose("2026-01-01")
        one.book_excess = False
        one.action_post()
        self.sell(5_000, "2026-02-10")
        february = self.propose("2026-02-01")
        self.assertRecordValues(
            february, [{"opening": -30, "added": 100, "excess": 0, "closing": 70}]
        )

    def test_cst6_costs_are_charged_once_and_late_ones_next_month(self):
        first = self.cost(10, "2026-01-11")
        january = self.post("2026-01-01")
        self.assertEqual(january.cost_line_ids, first)
        late = self.cost(7, "2026-01-31")
        wrong = self.cost(-10, "2026-02-01")
        february = self.post("2026-02-01")
        self.assertEqual(february.cost_line_ids, late | wrong)
        self.assertEqual(february.used_charged, -3)

    def test_cst6_late_sales_go_to_the_next_month(self):
        self.sell(1_000, "2026-01-10")
        self.post("2026-01-01")
        self.sell(500, "2026-01-31")
        self.sell(100, "2026-01-31", kind="out_refund")
        self.sell(2_000, "2026-02-01")
        february = self.post("2026-02-01")
        self.assertEqual(
            february.line_ids.mapped(
                lambda line: (str(line.sales_month), line.sales, line.is_late)
            ),
            [("2026-02-01", 2000, False), ("2026-01-01", 400, True)],
        )
        self.assertEqual(february.added, 48)

    def test_cst6_more_credit_notes_than_sales_release(self):
        self.sell(1_000, "2026-01-10")
        self.post("2026-01-01")
        self.sell(400, "2026-02-01", kind="out_refund")
        february = self.post("2026-02-01")
        self.assertRecordValues(february, [{"added": -8, "closing": 12}])
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_history_helps_to_decide(self):
        self.sell(10_000, "2026-01-10")
        self.cost(150, "2026-01-11")
        one = self.propose("2026-01-01")
        self.assertRecordValues(
            one,
            [
                {
                    "sales_year": 10_000,
                    "used_year": 150,
                    "history_rate": 1.5,
                    "history_months": 0,
                    # without a year of history all of it counts as current
                    "due_within_year": 50,
                    "due_later": 0,
                }
            ],
        )
        self.assertEqual(one.line_ids.history_rate, 1.5)

    def test_cst6_what_a_year_used_is_due_within_a_year(self):
        self.sell(100_000, "2025-03-10")
        entry = self.env["account.move"].create(
            {
                "date": "2025-03-01",
                "company_id": self.company.id,
                "journal_id": self.ref("general").id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.settings()["provision"].id,
                            "credit": 2000,
                        }
                    ),
                    Command.create(
                        {"account_id": self.settings()["cost"].id, "debit": 2000}
                    ),
                ],
            }
        )
        entry.action_post()
        self.cost(300, "2026-02-10")
        one = self.propose("2026-02-01")
        self.assertEqual(one.opening, 2000)
        self.assertEqual(one.history_months, 12)
        # the entry of the opening counts as no use of what was there before
        self.assertRecordValues(
            one, [{"used_charged": 300, "closing": 1700, "used_year": -1700}]
        )

    def test_cst6_decided_share_stays_within_the_provision(self):
        self.sell(10_000, "2026-01-10")
        one = self.propose("2026-01-01")
        one.due_within_year = 120
        self.assertEqual(one.due_later, 80)
        for amount in (-1, 200.01):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                one.due_within_year = amount

    def test_cst6_once_a_month_and_in_order(self):
        january = self.post("2026-01-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.cr.savepoint():
                self.propose("2026-01-31")
        with self.assertRaisesRegex(UserError, "goes to the next month"):
            self.propose("2025-12-01")
        self.propose("2026-02-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.cr.savepoint():
                self.propose("2026-02-28")
        self.assertFalse(january.move_id, "nothing sold, nothing used: no entry")

    def test_cst6_twice_is_harmless(self):
        self.sell(1_000, "2026-01-10")
        one = self.post("2026-01-01")
        move = one.move_id
        one.action_post()
        one.action_reckon()
        self.assertEqual(one.move_id, move)
        self.assertEqual(self.balance(self.settings()["provision"]), -20)

    def test_cst6_nobody_confirms_what_they_have_not_seen(self):
        self.sell(1_000, "2026-01-10")
        one = self.propose("2026-01-01")
        self.sell(500, "2026-01-11")
        told = one.action_post()
        self.assertEqual(told["params"]["type"], "warning")
        self.assertRecordValues(one, [{"state": "draft", "added": 30}])
        one.action_post()
        self.assertEqual(one.state, "posted")

    def test_cst6_a_month_that_goes_on_is_not_posted(self):
        one = self.propose("2026-03-01")
        with self.assertRaisesRegex(UserError, "isn't over"):
            one.action_post()

    def test_cst6_month_ends_in_the_zone_of_the_company(self):
        self.assertEqual(self.company._service_tz(), "Asia/Shanghai")
        self.sell(1_000, "2026-02-10")
        one = self.propose("2026-02-01")
        with freeze_time("2026-02-28 15:59:00"):
            with self.assertRaisesRegex(UserError, "isn't over"):
                one.action_post()
        with freeze_time("2026-02-28 16:00:00"):
            one.action_post()
        self.assertEqual(one.state, "posted")

    # Taken back

    def test_cst6_taken_back_by_a_new_entry_and_proposed_anew(self):
        self.sell(1_000, "2026-01-10")
        cost = self.cost(5, "2026-01-11")
        one = self.post("2026-01-01")
        one.action_reverse("Wrong rate")
        self.env.invalidate_all()
        self.assertRecordValues(
            one, [{"state": "reversed", "reversal_reason": "Wrong rate"}]
        )
        self.assertEqual(one.move_id.state, "posted")
        self.assertEqual(one.reversal_move_id.date, date(2026, 1, 31))
        self.assertEqual(one.reversal_move_id.state, "posted")
        self.assertEqual(self.balance(self.settings()["provision"]), 0)
        again = self.post("2026-01-01")
        self.assertRecordValues(
            again, [{"opening": 0, "added": 20, "corrected": 0, "closing": 15}]
        )
        self.assertEqual(again.cost_line_ids, cost)
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_taken_back_today_where_the_month_is_locked(self):
        self.sell(1_000, "2026-01-10")
        one = self.post("2026-01-01")
        self.company.fiscalyear_lock_date = "2026-01-31"
        one.action_reverse("Wrong rate")
        self.assertEqual(one.reversal_move_id.date, date(2026, 3, 2))
        self.assertRecordValues(
            self.propose("2026-03-01"),
            [{"opening": 20, "corrected": -20, "closing": 20}],
        )

    def test_cst6_an_accountants_reversal_takes_it_back_too(self):
        self.sell(1_000, "2026-01-10")
        one = self.post("2026-01-01")
        one.move_id._reverse_moves([{"date": "2026-01-31"}])._post()
        self.assertEqual(one.state, "reversed")

    def test_cst6_taking_back_needs_a_reason_and_happens_once(self):
        self.sell(1_000, "2026-01-10")
        one = self.post("2026-01-01")
        for reason in ("", "  ", None):
            with self.assertRaisesRegex(UserError, "Say why"):
                one.action_reverse(reason)
        one.action_reverse("Wrong")
        moves = self.env["account.move"].search_count([])
        one.action_reverse("Wrong")
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    # Rates

    def test_cst6_rates_that_were_counted_stay(self):
        self.sell(1_000, "2026-01-10")
        self.post("2026-01-01")
        for values in ({"percent": 3}, {"valid_from": "2026-03-01"}):
            with self.assertRaisesRegex(UserError, "stays as"):
                self.rate.with_user(self.finance).write(values)
        with self.assertRaises(UserError):
            self.rate.unlink()
        self.rate.note = "Contract"
        with self.assertRaisesRegex(ValidationError, "2026-01"):
            self.make_rate(self.furnaces, 3, "2026-01-31")
        self.make_rate(self.furnaces, 3, "2026-02-01")

    # Frozen, rights

    def test_cst6_posted_stays_through_every_door(self):
        self.sell(1_000, "2026-01-10")
        one = self.post("2026-01-01")
        for values in (
            {"added": 1},
            {"state": "draft"},
            {"move_id": False},
            {"note": "x"},
            {"book_excess": False},
            {"line_ids": [[5]]},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.call(self.finance, "write", one.ids, values)
        with self.assertRaises(UserError):
            self.call(self.finance, "unlink", one.ids)
        with self.assertRaisesRegex(UserError, "2026-01"):
            one.move_id.button_draft()

    def call(self, user, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)["aftersales.warranty.provision"]
        with mute_logger(*LOGGERS):
            return call_kw(target, method, list(args), {})

    def test_inf1_figures_are_reckoned_not_given(self):
        for values in ({"added": 1}, {"state": "posted"}, {"posted_by_id": 1}):
            with self.assertRaises(UserError):
                self.propose("2026-02-01", **values)
        one = self.propose("2026-02-01")
        for values in ({"used_booked": 1}, {"date_from": "2026-01-01"}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self.call(self.finance, "write", one.ids, values)
        forged = (
            self.env["aftersales.warranty.provision"]
            .with_user(self.finance)
            .with_context(default_added=5, default_state="posted")
            .create({"date_from": "2026-01-01", "company_id": self.company.id})
        )
        self.assertRecordValues(forged, [{"added": 0, "state": "draft"}])

    def test_inf5_finance_only(self):
        self.sell(1_000, "2026-02-10")
        one = self.propose("2026-02-01")
        others = (
            self.manager,
            self.branch_manager,
            self.clerk,
            self.technician,
            self.keeper,
            self.foreign_finance,
            self.nobody,
        )
        for user in others:
            for method, args in (
                ("action_post", [one.ids]),
                ("action_reckon", [one.ids]),
                ("action_reverse", [one.ids, "x"]),
                ("write", [one.ids, {"note": "x"}]),
                ("unlink", [one.ids]),
            ):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        self.call(user, method, *args)
            if user != self.foreign_finance:
                with self.assertRaises(AccessError), mute_logger(*LOGGERS):
                    self.propose("2026-01-01", user)
        self.assertEqual(one.state, "draft")

    # By itself

    def test_cst6_proposed_once_by_itself_for_the_month_that_ended(self):
        self.sell(1_000, "2026-02-10")
        provisions = self.env["aftersales.warranty.provision"]
        made = provisions._propose().filtered(lambda p: p.company_id == self.company)
        self.assertEqual(made.name, "2026-02")
        self.assertEqual(made.activity_ids.user_id, self.finance)
        self.assertFalse(provisions._propose())
        made.with_user(self.finance).action_post()
        self.assertFalse(made.activity_ids)

    def test_cst6_small_enterprises_are_told_why_there_is_none(self):
        self.set_up(small_enterprise=True)
        with self.assertRaisesRegex(UserError, "小企业会计准则"):
            self.propose("2026-02-01")
        self.assertFalse(
            self.env["aftersales.warranty.provision"]
            ._propose()
            .filtered(lambda p: p.company_id == self.company)
        )

    def test_cst6_queries_do_not_grow_with_the_sales(self):
        def count(number):
            for _place in range(number):
                kiln = self.make_part("Kiln", categ_id=self.furnaces.id)
                self.sell(100, "2026-02-10", kiln)
            one = self.propose("2026-02-01")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            one.sudo()._reckon()
            self.env.flush_all()
            one.unlink()
            return self.cr.sql_log_count - before

        few = count(2)
        self.assertLessEqual(count(10), few + 1)
