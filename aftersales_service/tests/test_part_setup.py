"""Assistant for the accounts of spare parts, on all three charts (CST-6)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..rules import accounts as rules
from ..rules import part
from .account_common import AccountCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestSetupLarge(AccountCommon):
    """企业会计准则: a provision is kept."""

    def test_cst6_shows_what_is_found_and_what_is_missing(self):
        form = Form(self.env["aftersales.part.setup"].with_user(self.finance))
        self.assertFalse(form.small_enterprise)
        lines = {
            line.need: (line.status, bool(line.account_id))
            for line in form.save().line_ids
        }
        self.assertEqual(
            lines,
            {
                "stock": ("create", False),
                "provision": ("create", False),
                "cost": ("create", False),
                "goodwill": ("create", False),
                "branch": ("create", False),
                "manufacturing": ("shared", False),
                "customer": ("found", True),
                "supplier": ("create", False),
                "employee": ("create", False),
                "seller": ("shared", False),
                "shortage": ("found", True),
                "loss": ("create", False),
                "absorbed": ("create", False),
                "borrowed": ("create", False),
                "trip": ("create", False),
            },
        )

    def test_cst6_makes_what_is_missing_below_the_chart(self):
        self.set_up()
        found = self.settings()
        codes = {need: account.code for need, account in found.items()}
        self.assertEqual(
            codes,
            {
                "stock": "140301",
                "provision": "280101",
                "cost": "640101",
                "goodwill": "660101",
                "branch": "660102",
                "manufacturing": False,
                "customer": "640100",
                "supplier": "280102",
                "employee": "122101",
                "seller": False,
                "shortage": "190100",
                "loss": "660201",
                "absorbed": "660103",
                "borrowed": "224101",
                "trip": "224102",
            },
        )
        self.assertEqual(found["cost"].account_type, "expense_direct_cost")
        self.assertEqual(found["provision"].account_type, "liability_non_current")
        self.assertEqual(
            found["stock"].account_stock_variation_id,
            self.ref("l10n_cn_common_account_1403").account_stock_variation_id,
        )
        self.assertTrue(found["employee"].reconcile)

    def test_cst6_locations_go_by_the_accounts_of_their_bearers(self):
        self.set_up()
        found = self.settings()
        accounts = {
            bearer: place.valuation_account_id
            for bearer, place in self.company._bearer_locations().items()
        }
        self.assertEqual(
            accounts,
            {
                part.COMPANY: found["provision"],
                part.GOODWILL: found["goodwill"],
                part.BRANCH: found["branch"],
                part.MANUFACTURING: found["provision"],
                part.CUSTOMER: found["customer"],
                part.SUPPLIER: found["supplier"],
                part.SELLER: found["employee"],
                part.EMPLOYEE: found["employee"],
                part.LOSS: found["shortage"],
            },
        )

    def test_cst6_places_of_borrowed_and_bought_parts_have_their_accounts(self):
        """PRT-4, VIS-11: what comes from there is owed to somebody."""
        before = self.company._part_trip_location()
        self.assertFalse(before.valuation_account_id)
        self.set_up()
        found = self.settings()
        for code, place in (
            ("borrowed", self.company._part_borrowed_location()),
            ("trip", self.company._part_trip_location()),
        ):
            with self.subTest(code):
                self.assertEqual(place.valuation_account_id, found[code])
                self.assertEqual(place.usage, "supplier")
        self.assertEqual(self.company._part_trip_location(), before)
        other = self.ref("l10n_cn_common_account_2241")
        self.company.aftersales_account_trip_id = other
        self.assertEqual(before.valuation_account_id, other)
        with self.assertRaises(ValidationError):
            self.company.aftersales_account_trip_id = found["goodwill"]

    def test_prt4_a_borrowed_part_is_owed_in_the_books(self):
        self.set_up()
        product = self.make_part(standard_price=40)
        picking = self.env["aftersales.part.holder"]._make_picking(
            self.company._part_borrowed_location(),
            self.company._part_warehouse().lot_stock_id,
            [{"product_id": product.id, "product_uom_qty": 2}],
            "Test",
        )
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        picking._action_done()
        found = self.settings()
        self.assertEqual(self.balance(found["borrowed"]), -80)
        self.assertEqual(self.balance(found["stock"]), 80)

    def test_cst1_accounts_that_costs_are_taken_from(self):
        self.set_up()
        self.assertEqual(
            self.company.aftersales_cost_journal_id,
            self.ref("general"),
        )
        wages = self.ref("l10n_cn_large_bis_account_6601")
        self.set_up(labour_account_id=wages)
        self.assertEqual(self.company.aftersales_labour_account_id, wages)
        wizard = Form(self.env["aftersales.part.setup"].with_user(self.finance))
        self.assertEqual(wizard.labour_account_id, wages)
        wizard.labour_account_id = self.env["account.account"]
        wizard.save().action_apply()
        self.assertFalse(self.company.aftersales_labour_account_id)

    def test_cst6_category_depot_and_switch(self):
        self.set_up(cost_method="fifo")
        category = self.company.aftersales_part_category_id.with_company(self.company)
        self.assertRecordValues(
            category,
            [
                {
                    "property_valuation": "real_time",
                    "property_cost_method": "fifo",
                    "property_stock_valuation_account_id": self.settings()["stock"].id,
                    "property_stock_journal": self.company.account_stock_journal_id.id,
                }
            ],
        )
        depot = self.env["aftersales.part.holder"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "depot")]
        )
        self.assertEqual(depot.location_id, self.company._part_warehouse().lot_stock_id)
        self.assertTrue(self.company.aftersales_parts_on_account)
        self.assertEqual(
            self.company.aftersales_provision_journal_id, self.ref("general")
        )

    def test_cst6_twice_changes_nothing(self):
        self.set_up()
        before = self.settings(), self.counts()
        wizard = self.set_up()
        self.assertEqual((self.settings(), self.counts()), before)
        self.assertEqual(wizard.done, "Everything was set already.")
        self.assertEqual(
            set(wizard.line_ids.mapped("status")), {rules.SET, rules.SHARED}
        )

    def counts(self):
        return [
            self.env[model].with_context(active_test=False).search_count([])
            for model in (
                "account.account",
                "stock.location",
                "product.category",
                "aftersales.part.holder",
                "ir.model.data",
            )
        ]

    def test_cst6_an_account_made_before_is_found_again(self):
        self.set_up()
        made = self.company.aftersales_account_goodwill_id
        made.write({"code": "660188", "name": "Whatever"})
        self.company.aftersales_account_goodwill_id = False
        self.set_up()
        self.assertEqual(self.company.aftersales_account_goodwill_id, made)

    def test_cst6_what_a_person_set_stays_and_is_shown(self):
        own = self.ref("l10n_cn_large_bis_account_6711")
        self.company.aftersales_account_customer_id = own
        self.set_up()
        self.assertEqual(self.company.aftersales_account_customer_id, own)
        line = self.wizard_line("customer")
        self.assertEqual(line.status, rules.DIFFERS)
        self.assertEqual(line.current_id, own)
        self.assertEqual(line.found_id, self.ref("l10n_cn_large_bis_account_6401"))

    def wizard_line(self, need):
        wizard = Form(self.env["aftersales.part.setup"].with_user(self.finance)).save()
        return wizard.line_ids.filtered(lambda line: line.need == need)

    def test_cst6_a_person_may_choose_another_account(self):
        wizard = self.set_up()
        other = self.ref("l10n_cn_large_bis_account_6602")
        self.choose(wizard, goodwill=other, seller=self.settings()["shortage"])
        places = self.company._bearer_locations()
        self.assertEqual(places[part.GOODWILL].valuation_account_id, other)
        self.assertEqual(
            places[part.SELLER].valuation_account_id, self.settings()["shortage"]
        )
        self.choose(self.set_up(), seller=self.env["account.account"])
        self.assertEqual(
            self.company._bearer_locations()[part.SELLER].valuation_account_id,
            self.settings()["employee"],
        )

    def test_cst6_a_changed_account_moves_the_location(self):
        self.set_up()
        new = self.ref("l10n_cn_large_bis_account_6602")
        self.company.aftersales_account_goodwill_id = new
        place = self.company._bearer_locations()[part.GOODWILL]
        self.assertEqual(place.valuation_account_id, new)

    def test_cst6_every_change_of_the_settings_is_tracked(self):
        tracked = self.company._track_get_fields()
        for need in rules.NEEDS:
            self.assertIn(need.field, tracked)
        self.assertIn("aftersales_small_enterprise", tracked)

    def test_cst6_an_account_set_at_the_location_stays_and_is_told(self):
        self.set_up()
        place = self.company._bearer_locations()[part.GOODWILL]
        own = self.ref("l10n_cn_large_bis_account_6711")
        place.valuation_account_id = own
        self.set_up()
        self.company.aftersales_account_goodwill_id = self.ref(
            "l10n_cn_large_bis_account_6602"
        )
        self.assertEqual(place.valuation_account_id, own)
        (gap,) = self.company._part_setup_gaps()
        self.assertIn(place.display_name, gap)
        self.assertIn(own.display_name, gap)

    def test_cst6_another_treatment_of_warranty_takes_its_own_accounts(self):
        self.set_up()
        provision = self.company.aftersales_account_provision_id
        self.set_up(small_enterprise=True)
        expense = self.company.aftersales_account_cost_id
        self.assertEqual(expense.code[:4], "6601")
        places = self.company._bearer_locations()
        self.assertEqual(places[part.COMPANY].valuation_account_id, expense)
        self.assertEqual(places[part.MANUFACTURING].valuation_account_id, expense)
        self.set_up(small_enterprise=False)
        self.assertEqual(self.company.aftersales_account_cost_id.code, "640101")
        self.assertEqual(places[part.COMPANY].valuation_account_id, provision)

    def test_cst6_wrong_kinds_of_account_are_refused(self):
        bank = self.ref("l10n_cn_common_account_1012")
        with self.assertRaisesRegex(ValidationError, bank.name):
            self.company.aftersales_account_provision_id = bank

    def test_cst6_other_companies_are_left_alone(self):
        self.load_chart(self.other_company, "cn")
        before = self.settings(self.other_company)
        self.set_up()
        self.assertEqual(self.settings(self.other_company), before)
        self.assertFalse(self.other_company._bearer_locations())
        category = self.company.aftersales_part_category_id
        foreign = category.with_company(self.other_company)
        self.assertEqual(foreign.property_valuation, "periodic")
        self.set_up(self.foreign_finance, self.other_company)
        self.assertEqual(self.other_company.aftersales_part_category_id, category)
        self.assertEqual(foreign.property_valuation, "real_time")
        self.assertEqual(
            foreign.property_stock_valuation_account_id,
            self.other_company.aftersales_account_stock_id,
        )

    def test_cst6_category_whose_parts_have_moved_keeps_its_valuation(self):
        category = self.env["product.category"].create({"name": "Our parts"})
        own = category.with_company(self.company)
        account = self.ref("l10n_cn_common_account_1411")
        own.property_stock_valuation_account_id = account
        self.buy(self.make_part(categ_id=category.id), 1, 10)
        self.set_up(category_id=category)
        self.assertEqual(own.property_valuation, "periodic")
        self.assertEqual(own.property_cost_method, "standard")
        self.assertEqual(own.property_stock_valuation_account_id, account)
        todo = "".join(sentence for _code, sentence in self.company._part_setup_todo())
        self.assertIn(account.display_name, todo)

    def test_cst6_what_a_person_set_at_the_category_stays(self):
        self.set_up()
        own = self.company.aftersales_part_category_id.with_company(self.company)
        own.write({"property_valuation": "periodic", "property_cost_method": "fifo"})
        wizard = self.set_up()
        self.assertEqual(wizard.cost_method, "fifo")
        self.assertEqual(own.property_valuation, "periodic")
        self.assertEqual(own.property_cost_method, "fifo")

    def test_cst6_what_is_left_to_do(self):
        codes = [code for code, _sentence in self.company._part_setup_todo()]
        self.assertEqual(
            codes,
            ["accounts", "category", "depot", "holders", "switch", "rates"],
        )
        wizard = self.set_up()
        codes = [code for code, _sentence in self.company._part_setup_todo()]
        self.assertEqual(codes, ["products", "holders", "rates"])
        self.assertEqual(len(wizard.todo.splitlines()), 3)
        self.make_part()
        self.env["aftersales.part.holder"].create(
            {"kind": "technician", "employee_id": self.engineer.id}
        )
        self.env["aftersales.provision.rate"].create(
            {"category_id": self.company.aftersales_part_category_id.id, "percent": 1}
        )
        self.assertEqual(self.company._part_setup_todo(), [])

    def test_cst6_gaps_of_parts_name_them_and_the_way_out(self):
        self.set_up()
        good = self.make_part()
        service = self.make_part("Cable", is_storable=False)
        periodic = self.make_part(
            "Fan", categ_id=self.env["product.category"].create({"name": "Plain"}).id
        )
        self.assertEqual(self.company._part_setup_gaps(good), [])
        gaps = self.company._part_setup_gaps(good | service | periodic)
        self.assertEqual(len(gaps), 2)
        self.assertIn("Cable", gaps[0])
        self.assertIn("Fan", gaps[1])
        self.assertIn("Plain", gaps[1])
        self.assertIn("Spare Parts", gaps[1])

    def test_cst6_gaps_of_a_company_that_was_never_set_up(self):
        gaps = self.company._part_setup_gaps()
        self.assertEqual(len(gaps), 1)
        self.assertIn("Goodwill", gaps[0])
        self.assertEqual(
            self.company._part_setup_gaps(bearers=[part.GOODWILL])[0].count("Goodwill"),
            1,
        )

    def test_inf5_who_may_not_set_up_is_told_who_does(self):
        """Nobody is sent to a menu that they don't have."""
        accountant = new_test_user(
            self.env,
            "accountant",
            "account.group_account_user,base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for user, menu, role in (
            (self.manager, "Configuration › Spare Parts", None),
            (self.finance, "Reporting › Spare Parts", None),
            (accountant, None, "Finance (After-Sales)"),
            (self.keeper, None, "Finance (After-Sales)"),
        ):
            with self.subTest(user.login):
                gap = self.company.with_user(user)._part_setup_gaps()[-1]
                self.assertEqual("Configuration" in gap, user == self.manager)
                self.assertIn(menu or role, gap)
                rates = self.company.with_user(user)._way_to_rates()
                self.assertEqual("Reporting" in rates, user == self.finance)

    def test_inf5_menus_that_are_named_are_seen(self):
        """What a message tells finance and managers to open, they find."""
        menus = self.env["ir.ui.menu"]
        for user, xmlid in (
            (self.manager, "aftersales_part_setup_menu"),
            (self.finance, "aftersales_part_setup_menu_finance"),
            (self.finance, "aftersales_provision_rate_menu_finance"),
        ):
            menu = self.env.ref(f"aftersales_service.{xmlid}")
            with self.subTest(xmlid):
                self.assertIn(menu.id, menus.with_user(user)._visible_menu_ids())

    def test_cst6_no_chart_no_accounts(self):
        with self.assertRaisesRegex(UserError, "no chart of accounts"):
            self.set_up(self.foreign_finance, self.other_company)

    # Rights

    def test_inf5_finance_and_managers_only(self):
        for user in (self.technician, self.clerk, self.keeper, self.branch_manager):
            with self.assertRaises(AccessError), mute_logger(*LOGGERS):
                self.set_up(user)
        self.set_up(self.manager)
        self.assertTrue(self.company.aftersales_account_provision_id)

    def test_inf1_network_forges_no_company_and_no_outcome(self):
        self.load_chart(self.other_company, "cn")
        wizards = self.env(user=self.finance, su=False)["aftersales.part.setup"]
        (id_,) = call_kw(
            wizards,
            "create",
            [[{"company_id": self.other_company.id, "done": "Forged"}]],
            {},
        )
        wizard = self.env["aftersales.part.setup"].browse(id_)
        self.assertEqual(wizard.company_id, self.company)
        call_kw(wizards, "write", [[id_], {"company_id": self.other_company.id}], {})
        self.env.invalidate_all()
        self.assertEqual(wizard.company_id, self.company)

    def test_inf1_network_takes_no_account_of_another_company(self):
        self.load_chart(self.other_company, "cn_large_bis")
        foreign = self.ref("l10n_cn_large_bis_account_6601", self.other_company)
        wizard = Form(self.env["aftersales.part.setup"].with_user(self.finance)).save()
        line = wizard.line_ids.filtered(lambda one: one.need == "goodwill")
        with self.assertRaises(UserError), self.cr.savepoint():
            call_kw(
                self.env(user=self.finance, su=False)[line._name],
                "write",
                [line.ids, {"account_id": foreign.id}],
                {},
            )
        with self.assertRaisesRegex(UserError, "another company"):
            self.company._set_up_parts({"goodwill": foreign})

    def test_inf1_a_manager_of_another_company_sets_up_nothing_here(self):
        wizard = Form(self.env["aftersales.part.setup"].with_user(self.finance)).save()
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            wizard.with_user(self.foreign_finance).action_apply()


@tagged("post_install", "-at_install")
class TestSetupSmall(AccountCommon):
    """小企业会计准则: warranty is expensed when it is incurred."""

    chart = "cn"

    def test_cst6_small_enterprises_need_no_provision(self):
        wizard = self.set_up()
        self.assertTrue(self.company.aftersales_small_enterprise)
        found = self.settings()
        self.assertEqual(
            {need: account.code for need, account in found.items()},
            {
                "stock": "140301",
                "provision": False,
                "cost": "560101",
                "goodwill": "560103",
                "branch": "560104",
                "manufacturing": False,
                "customer": "540100",
                "supplier": "560105",
                "employee": "122103",
                "seller": False,
                "shortage": "190100",
                "loss": "571106",
                "absorbed": False,
                "borrowed": "224101",
                "trip": "224102",
            },
        )
        statuses = {line.need: line.status for line in wizard.line_ids}
        self.assertEqual(statuses["provision"], rules.UNNEEDED)
        self.assertEqual(
            self.company._bearer_locations()[part.COMPANY].valuation_account_id,
            self.ref("l10n_cn_account_560101"),
        )
        self.assertEqual(
            [code for code, _sentence in self.company._part_setup_todo()],
            ["products", "holders"],
        )

    def test_cst6_a_provision_on_the_small_chart_is_made_below_2801(self):
        self.set_up(small_enterprise=False)
        found = self.settings()
        self.assertEqual(found["provision"].code, "280101")
        self.assertEqual(found["supplier"].code, "280102")
        self.assertEqual(found["cost"].code, "540101")


@tagged("post_install", "-at_install")
class TestSetupGeneric(AccountCommon):
    """Any other chart: a person chooses."""

    chart = "generic_coa"

    def test_cst6_other_charts_let_a_person_choose(self):
        wizard = self.set_up()
        statuses = {line.need: line.status for line in wizard.line_ids}
        self.assertEqual(statuses["provision"], rules.CHOOSE)
        self.assertEqual(statuses["stock"], rules.SET)
        self.assertEqual(
            self.company.aftersales_account_stock_id,
            self.company.account_stock_valuation_id,
        )
        self.assertTrue(self.company._part_setup_gaps())
        accounts = self.env["account.account"].with_company(self.company)
        made = {
            need.code: accounts.create(
                {
                    "name": need.code,
                    "code": f"77{place:04d}",
                    "account_type": sorted(need.types)[0],
                }
            )
            for place, need in enumerate(rules.NEEDS)
            if not need.stands_in and need.code != "stock"
        }
        self.choose(wizard, **made)
        self.assertEqual(self.company._part_setup_gaps(), [])
        self.assertEqual(
            self.company._bearer_locations()[part.COMPANY].valuation_account_id,
            made["provision"],
        )
