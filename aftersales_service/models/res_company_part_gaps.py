from odoo import models
from odoo.tools import format_list

from ..rules import accounts as rules
from ..rules import part
from .aftersales_warranty_provision import FINANCE
from .helpdesk_ticket_events import MANAGER

#: As many parts are named in one sentence
NAMED = 3


class ResCompany(models.Model):
    """What spare parts still lack before their cost can be booked."""

    _inherit = "res.company"

    def _part_setup_gaps(self, products=None, bearers=None):
        """Why parts can't be written off to the right account yet.

        :param products: parts to be written off; None: only what the company lacks
        :param bearers: who bears them; None: everybody who may
        :return: list of sentences with the way out; empty: nothing is missing
        """
        self.ensure_one()
        # who moves parts need not read accounts and valuation
        company = self.sudo().with_company(self)
        gaps = company._journal_gaps()
        gaps += company._bearer_gaps(bearers or rules.BEARER_NEEDS)
        if products:
            gaps += company._product_gaps(products.sudo().with_company(self))
        return gaps

    def _journal_gaps(self):
        if self.account_stock_journal_id:
            return []
        return [
            self.env._(
                "%(company)s has no journal for its stock. %(way)s",
                company=self.name,
                way=self._way_to_accounts(),
            )
        ]

    def _bearer_gaps(self, bearers):
        """Bearers without an account, and locations that go by another one."""
        names = dict(
            self.env["stock.location"]
            ._fields["aftersales_bearer"]
            ._description_selection(self.env)
        )
        accounts = {bearer: self._part_bearer_account(bearer) for bearer in bearers}
        missing = [names[bearer] for bearer, account in accounts.items() if not account]
        gaps = []
        if missing:
            gaps.append(
                self.env._(
                    "%(company)s has no account for parts that these bear: "
                    "%(bearers)s. %(way)s",
                    company=self.name,
                    bearers=format_list(self.env, missing),
                    way=self._way_to_accounts(),
                )
            )
        for bearer, place in self._bearer_locations().items():
            account = accounts.get(bearer)
            held = place.valuation_account_id
            if account and held != account:
                gaps.append(
                    self.env._(
                        "Location %(location)s goes by account %(held)s, the settings "
                        "say %(account)s. Set the account of the location to the same, "
                        "or change the settings.",
                        location=place.display_name,
                        held=held.display_name or self.env._("none"),
                        account=account.display_name,
                    )
                )
        return gaps

    def _source_gaps(self):
        """What is owed for borrowed or bought parts, and has no account yet."""
        missing = [
            self._need_label(code)
            for code in rules.SOURCES
            if not self[rules.BY_CODE[code].field]
        ]
        if not missing:
            return []
        return [
            self.env._(
                "%(company)s has no account for: %(needs)s. Their receipts aren't "
                "booked. %(way)s",
                company=self.name,
                needs=format_list(self.env, missing),
                way=self._way_to_accounts(),
            )
        ]

    def _way_to_accounts(self):
        """Where the accounts are set up, or who does it: for whoever is told."""
        user = self.env.user
        if user.has_group(MANAGER):
            return self.env._(
                "Set up what is missing in Configuration › Spare Parts › Set Up Spare "
                "Parts Accounts."
            )
        if user.has_group(FINANCE):
            return self.env._(
                "Set up what is missing in Reporting › Spare Parts › Set Up Spare "
                "Parts Accounts."
            )
        return self.env._(
            "Ask a colleague with the role Finance (After-Sales) or a service manager "
            "to set up the accounts of spare parts."
        )

    def _way_to_rates(self):
        """The same for the rates of the provision, which finance alone keeps."""
        if self.env.user.has_group(FINANCE):
            return self.env._(
                "Enter one for each category of products, in Reporting › Spare Parts › "
                "Rates of the Provision."
            )
        return self.env._(
            "Ask a colleague with the role Finance (After-Sales) to enter one for each "
            "category of products."
        )

    def _product_gaps(self, products):
        """Parts whose use Odoo's valuation wouldn't book, a sentence for each cause."""
        unstored = products.filtered(lambda one: not one.is_storable)
        valued = products - unstored
        periodic = valued.filtered(lambda one: one.valuation != "real_time")
        homeless = (valued - periodic).filtered(
            lambda one: not one._get_product_accounts()["stock_valuation"]
        )
        gaps = []
        if unstored:
            gaps.append(
                self.env._(
                    "These parts aren't tracked in stock: %(products)s. Tick “Track "
                    "Inventory” at the product.",
                    products=self._naming(unstored),
                )
            )
        for category, own in periodic.grouped("categ_id").items():
            gaps.append(
                self.env._(
                    "Their use isn't booked when it happens: %(products)s. Move them "
                    "to category %(target)s, or set the inventory valuation of "
                    "category %(category)s to perpetual.",
                    products=self._naming(own),
                    category=category.display_name or self.env._("none"),
                    target=self.aftersales_part_category_id.display_name
                    or self.env._("Spare Parts"),
                )
            )
        if homeless:
            gaps.append(
                self.env._(
                    "These parts have no stock valuation account: %(products)s. Set it "
                    "at their category.",
                    products=self._naming(homeless),
                )
            )
        return gaps

    def _naming(self, products):
        """The first few by name, how many others there are."""
        names = products[:NAMED].mapped("display_name")
        more = len(products) - NAMED
        if more > 0:
            names.append(self.env._("%(count)s more", count=more))
        return format_list(self.env, names)

    # Stage list of what remains to be done

    def _part_setup_todo(self):
        """What is left to do until parts are kept on accounts, in the order to do it.

        :return: list of (code, sentence); empty: all is done
        """
        self.ensure_one()
        company = self.sudo().with_company(self)
        gaps = company._part_setup_gaps() or company._source_gaps()
        todo = [("accounts", gap) for gap in gaps]
        todo += [("category", gap) for gap in company._category_differences()]
        category = company.aftersales_part_category_id
        if not category:
            todo.append(
                ("category", self.env._("No category of products is for spare parts."))
            )
        elif category.property_valuation != "real_time":
            todo.append(
                (
                    "category",
                    self.env._(
                        "Category %(category)s isn't valued perpetually: set its "
                        "inventory valuation, or choose another category.",
                        category=category.display_name,
                    ),
                )
            )
        elif not company._count(
            "product.product",
            [
                ("categ_id", "child_of", category.id),
                ("company_id", "in", [False, company.id]),
            ],
        ):
            todo.append(
                (
                    "products",
                    self.env._(
                        "No product is in category %(category)s: move the spare parts "
                        "there, in the form of each product.",
                        category=category.display_name,
                    ),
                )
            )
        holders = [("company_id", "=", company.id)]
        if not company._count(
            "aftersales.part.holder", [*holders, ("kind", "=", part.DEPOT)]
        ):
            todo.append(
                ("depot", self.env._("There is no depot that parts are issued from."))
            )
        if not company._count(
            "aftersales.part.holder",
            [*holders, ("kind", "in", [part.TECHNICIAN, part.STATION])],
        ):
            todo.append(
                (
                    "holders",
                    self.env._(
                        "No technician and no station has a spare parts account."
                    ),
                )
            )
        if not company.aftersales_parts_on_account:
            todo.append(
                (
                    "switch",
                    self.env._(
                        "Service reports may still name parts that come from nobody's "
                        "account. Tick “Parts Come from Accounts”."
                    ),
                )
            )
        provided = not company.aftersales_small_enterprise
        if provided and not company._count(
            "aftersales.provision.rate", [("company_id", "=", company.id)]
        ):
            todo.append(
                (
                    "rates",
                    self.env._(
                        "No rate says what is put by of the sales for warranty. "
                        "%(way)s",
                        way=self._way_to_rates(),
                    ),
                )
            )
        return todo

    def _count(self, model, domain):
        return self.env[model].search_count(domain, limit=1)
