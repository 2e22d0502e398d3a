"""Where charts have the accounts of spare parts: a table (CST-6)."""

from odoo.tests import TransactionCase, tagged

from ..rules import accounts as rules
from ..rules import part

SMALL, LARGE = rules.SMALL_CHART, rules.LARGE_CHART
PROVIDED, INCURRED = True, False
#: need, chart, keeps a provision → external id, whether an account is made below it
CASES = [
    ("stock", SMALL, PROVIDED, "l10n_cn_common_account_1403", True),
    ("stock", LARGE, INCURRED, "l10n_cn_common_account_1403", True),
    ("provision", SMALL, PROVIDED, "l10n_cn_account_2801", True),
    ("provision", LARGE, PROVIDED, "l10n_cn_large_bis_account_2801", True),
    ("cost", SMALL, PROVIDED, "l10n_cn_account_5401", True),
    ("cost", SMALL, INCURRED, "l10n_cn_account_560101", False),
    ("cost", LARGE, PROVIDED, "l10n_cn_large_bis_account_6401", True),
    ("cost", LARGE, INCURRED, "l10n_cn_large_bis_account_6601", True),
    ("goodwill", SMALL, PROVIDED, "l10n_cn_account_5601", True),
    ("goodwill", LARGE, PROVIDED, "l10n_cn_large_bis_account_6601", True),
    ("branch", LARGE, PROVIDED, "l10n_cn_large_bis_account_6601", True),
    ("customer", SMALL, PROVIDED, "l10n_cn_account_5401", False),
    ("customer", LARGE, PROVIDED, "l10n_cn_large_bis_account_6401", False),
    ("supplier", LARGE, PROVIDED, "l10n_cn_large_bis_account_2801", True),
    ("supplier", LARGE, INCURRED, "l10n_cn_large_bis_account_6601", True),
    ("supplier", SMALL, INCURRED, "l10n_cn_account_5601", True),
    ("employee", SMALL, PROVIDED, "l10n_cn_common_account_1221", True),
    ("employee", LARGE, PROVIDED, "l10n_cn_common_account_1221", True),
    ("shortage", SMALL, PROVIDED, "l10n_cn_common_account_1901", False),
    ("shortage", LARGE, PROVIDED, "l10n_cn_common_account_1901", False),
    ("loss", SMALL, PROVIDED, "l10n_cn_account_5711", True),
    ("loss", LARGE, PROVIDED, "l10n_cn_large_bis_account_6602", True),
    ("absorbed", LARGE, PROVIDED, "l10n_cn_large_bis_account_6601", True),
]
#: bearer → needs whose accounts count, with a provision and without
PATHS = {
    part.COMPANY: (("provision",), ("cost",)),
    part.GOODWILL: (("goodwill",), ("goodwill",)),
    part.BRANCH: (("branch",), ("branch",)),
    part.MANUFACTURING: (("manufacturing", "provision"), ("manufacturing", "cost")),
    part.CUSTOMER: (("customer",), ("customer",)),
    part.SUPPLIER: (("supplier",), ("supplier",)),
    part.SELLER: (("seller", "employee"), ("seller", "employee")),
    part.EMPLOYEE: (("employee",), ("employee",)),
    part.LOSS: (("shortage",), ("shortage",)),
}
#: need, keeps a provision, set, found, place → how it stands
STANDINGS = [
    ("goodwill", PROVIDED, 1, None, "own", rules.SET),
    ("goodwill", PROVIDED, 1, 1, "own", rules.SET),
    ("goodwill", PROVIDED, 1, 2, "own", rules.DIFFERS),
    ("goodwill", PROVIDED, None, 2, "own", rules.FOUND),
    ("goodwill", PROVIDED, None, None, "own", rules.CREATE),
    ("goodwill", PROVIDED, None, None, None, rules.CHOOSE),
    ("seller", PROVIDED, None, None, None, rules.SHARED),
    ("seller", PROVIDED, 1, None, None, rules.SET),
    ("provision", INCURRED, 1, None, "own", rules.UNNEEDED),
    ("absorbed", INCURRED, None, None, "own", rules.UNNEEDED),
    ("shortage", PROVIDED, None, None, "found", rules.CHOOSE),
]


@tagged("post_install", "-at_install")
class TestAccountRules(TransactionCase):
    def test_cst6_where_each_chart_has_each_account(self):
        for code, chart, provided, xmlid, own in CASES:
            with self.subTest(need=code, chart=chart, provided=provided):
                self.assertEqual(
                    rules.source(rules.BY_CODE[code], chart, provided),
                    rules.Source(xmlid, own),
                )

    def test_cst6_other_charts_leave_the_choice(self):
        for need in rules.NEEDS:
            for provided in (True, False):
                self.assertIsNone(rules.source(need, "generic_coa", provided))

    def test_cst6_whose_account_is_debited(self):
        self.assertEqual(set(PATHS), {*part.BEARERS, part.LOSS})
        for bearer, (provided, incurred) in PATHS.items():
            with self.subTest(bearer=bearer):
                self.assertEqual(rules.bearer_path(bearer, True), provided)
                self.assertEqual(rules.bearer_path(bearer, False), incurred)

    def test_cst6_how_it_stands_with_an_account(self):
        places = {
            "own": rules.Source("x", True),
            "found": rules.Source("x", False),
            None: None,
        }
        for code, provided, current, found, place, expected in STANDINGS:
            with self.subTest(need=code, current=current, found=found):
                self.assertEqual(
                    rules.status(
                        rules.BY_CODE[code], provided, current, found, places[place]
                    ),
                    expected,
                )

    def test_cst6_small_enterprises_expense_when_incurred(self):
        self.assertTrue(rules.small_by_default(SMALL))
        self.assertFalse(rules.small_by_default(LARGE))
        self.assertFalse(rules.small_by_default("generic_coa"))
        self.assertFalse(rules.small_by_default(None))

    def test_cst6_the_table_names_accounts_that_the_charts_have(self):
        templates = self.env["account.chart.template"]
        for chart in (SMALL, LARGE):
            accounts = templates._get_chart_template_model_data(
                chart, "account.account"
            )
            for need in rules.NEEDS:
                for provided in (True, False):
                    place = rules.source(need, chart, provided)
                    if place:
                        self.assertIn(place.xmlid, accounts, need.code)
                        self.assertIn(
                            accounts[place.xmlid]["account_type"],
                            need.types,
                            need.code,
                        )
