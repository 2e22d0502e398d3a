"""Real pickings to whom bears a part: Odoo's valuation debits their account (CST-6)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import part
from .account_common import AccountCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class ValuationCases:
    """The same on every chart; not a test by itself."""

    def test_cst6_each_bearer_is_debited(self):
        for bearer in (*part.BEARERS, part.LOSS):
            account = self.company._part_bearer_account(bearer)
            self.assertTrue(account, bearer)
            before = self.balance(account)
            with self.subTest(bearer=bearer):
                entry = self.consume(self.contactor, bearer, 2)
                self.assertEqual(entry.state, "posted")
                self.assertEqual(
                    {line.account_id: line.balance for line in entry.line_ids},
                    {account: 60, self.stock: -60},
                )
                self.assertEqual(self.balance(account), before + 60)
        self.assert_stock_account_is_the_stock()

    def test_cst6_what_comes_back_is_credited(self):
        account = self.company._part_bearer_account(part.COMPANY)
        self.consume(self.contactor, part.COMPANY, 3)
        entry = self.consume(self.contactor, part.COMPANY, back=True)
        self.assertEqual(
            {line.account_id: line.balance for line in entry.line_ids},
            {account: -30, self.stock: 30},
        )
        self.assertEqual(self.balance(account), 60)
        self.assert_stock_account_is_the_stock()

    def assert_stock_account_is_the_stock(self):
        product = self.contactor.with_company(self.company)
        self.assertAlmostEqual(self.balance(self.stock), product.total_value, 2)
        self.assertEqual(self.trial_balance(), 0)


class ValuationCommon(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()
        cls.stock = cls.company.aftersales_account_stock_id
        cls.contactor = cls.make_part()
        cls.buy(cls.contactor, 30, 30)


@tagged("post_install", "-at_install")
class TestValuationLarge(ValuationCases, ValuationCommon):
    def test_cst6_first_in_first_out(self):
        category = self.contactor.categ_id.with_company(self.company)
        category.property_cost_method = "fifo"
        fan = self.make_part("Fan")
        self.buy(fan, 1, 10)
        self.buy(fan, 1, 17)
        account = self.company._part_bearer_account(part.GOODWILL)
        amounts = []
        for _time in range(2):
            entry = self.consume(fan, part.GOODWILL)
            amounts.append(entry.line_ids.filtered("debit").debit)
            self.assertEqual(entry.line_ids.filtered("debit").account_id, account)
        self.assertEqual(amounts, [10, 17])

    def decide(self, user=None, **values):
        wizards = self.env["aftersales.part.shortage"].with_user(user or self.finance)
        wizard = wizards.with_company(self.company).create(
            {"reason": "Approved by the manager", **values}
        )
        wizard.action_decide()

    def test_cst6_shortages_wait_until_somebody_bears_them(self):
        waiting = self.company.aftersales_account_shortage_id
        self.consume(self.contactor, part.LOSS, 3)
        self.assertEqual(self.company._part_shortage_pending(), 90)
        self.decide(amount=30, borne_by="employee", employee_id=self.engineer.id)
        self.assertEqual(self.balance(self.company.aftersales_account_employee_id), 30)
        self.decide()
        self.assertEqual(self.balance(waiting), 0)
        self.assertEqual(self.balance(self.company.aftersales_account_loss_id), 60)
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_no_more_is_decided_on_than_waits(self):
        self.consume(self.contactor, part.LOSS)
        for amount in (0, -1, 30.01):
            with self.assertRaisesRegex(UserError, "Between 0 and"):
                self.decide(amount=amount)
        with self.assertRaisesRegex(UserError, "which employee"):
            self.decide(borne_by="employee")
        for user in (self.manager, self.keeper, self.technician):
            with self.assertRaises(AccessError), mute_logger(*LOGGERS):
                self.decide(user)

    def test_inf1_windows_tell_nothing_of_another_company(self):
        """A window's company comes from outside; it is looked into by nobody else."""
        self.consume(self.contactor, part.LOSS)
        for model, names in (
            ("aftersales.part.shortage", ("pending", "amount")),
            ("aftersales.part.setup", ("chart", "todo", "category_id")),
        ):
            answer = (
                self.env[model]
                .with_user(self.foreign_finance)
                .with_context(default_company_id=self.company.id)
                .onchange(
                    {"company_id": self.company.id},
                    ["company_id"],
                    {name: {} for name in names},
                )
            )
            for name in names:
                self.assertNotIn("Eastern", str(answer["value"].get(name)))
                if name != "todo":
                    self.assertFalse(answer["value"].get(name), name)

    def test_cst6_this_company_books_in_red(self):
        self.assertTrue(self.company.account_storno)

    def test_cst6_a_changed_account_takes_the_next_part(self):
        other = self.ref("l10n_cn_large_bis_account_6602")
        self.company.aftersales_account_goodwill_id = other
        entry = self.consume(self.contactor, part.GOODWILL)
        self.assertEqual(entry.line_ids.filtered("debit").account_id, other)


@tagged("post_install", "-at_install")
class TestValuationSmall(ValuationCases, ValuationCommon):
    chart = "cn"

    def test_cst6_warranty_of_a_small_enterprise_is_an_expense(self):
        entry = self.consume(self.contactor, part.COMPANY)
        self.assertEqual(
            entry.line_ids.filtered("debit").account_id,
            self.ref("l10n_cn_account_560101"),
        )


@tagged("post_install", "-at_install")
class TestValuationGeneric(ValuationCases, ValuationCommon):
    chart = "generic_coa"

    @classmethod
    def set_up(cls, user=None, company=None, **choices):
        wizard = super().set_up(user, company, **choices)
        accounts = cls.env["account.account"].with_company(cls.company)
        kinds = {
            "provision": "liability_current",
            "cost": "expense_direct_cost",
            "goodwill": "expense",
            "branch": "expense",
            "supplier": "asset_current",
            "employee": "asset_current",
            "shortage": "asset_current",
            "loss": "expense",
            "absorbed": "expense",
        }
        cls.choose(
            wizard,
            **{
                need: accounts.create(
                    {"name": need, "code": f"77{place:04d}", "account_type": kind}
                )
                for place, (need, kind) in enumerate(kinds.items())
            },
        )
        return wizard
