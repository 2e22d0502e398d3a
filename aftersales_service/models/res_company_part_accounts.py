from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import LazyTranslate, format_list

from ..rules import accounts as rules

_lt = LazyTranslate(__name__)

ACCOUNT_DOMAIN = (
    "[('account_type', 'not in', ('asset_receivable', 'liability_payable', "
    "'asset_cash', 'liability_credit_card'))]"
)
#: What an account is needed for, in words
NEED = [
    (rules.STOCK, "Spare parts in stock"),
    (rules.PROVISION, "Provision for product warranty"),
    (rules.COST, "Cost of product warranty"),
    (rules.GOODWILL, "Goodwill beyond warranty"),
    (rules.BRANCH, "Borne by sales branches"),
    (rules.MANUFACTURING, "Borne by manufacturing"),
    (rules.CUSTOMER, "Charged to customers: cost of sales"),
    (rules.SUPPLIER, "Recoverable from suppliers"),
    (rules.EMPLOYEE, "Owed by employees"),
    (rules.SELLER, "Owed by sellers"),
    (rules.SHORTAGE, "Shortages pending a decision"),
    (rules.LOSS, "Shortages borne by the company"),
    (rules.ABSORBED, "Labour and travel charged to the provision"),
    (rules.BORROWED, "Owed for borrowed parts"),
    (rules.TRIP, "Owed for parts bought on trips"),
]
#: Names of the accounts that the assistant makes
ACCOUNT_NAMES = {
    rules.STOCK: _lt("Raw Materials: Spare Parts"),
    rules.PROVISION: _lt("Estimated Liabilities: Product Warranty"),
    rules.COST: _lt("Product Warranty"),
    rules.GOODWILL: _lt("Sales Expenses: Goodwill Repairs"),
    rules.BRANCH: _lt("Sales Expenses: Service Borne by Branches"),
    rules.SUPPLIER: _lt("Warranty: To Be Recovered from Suppliers"),
    rules.EMPLOYEE: _lt("Other Receivables: Spare Parts Charged to Employees"),
    rules.LOSS: _lt("Inventory Shortages: Spare Parts"),
    rules.ABSORBED: _lt("Sales Expenses: Charged to the Warranty Provision"),
    rules.BORROWED: _lt("Other Payables: Borrowed Spare Parts"),
    rules.TRIP: _lt("Other Payables: Spare Parts Bought on Trips"),
}
#: The same where no provision is kept
INCURRED_NAMES = {rules.COST: _lt("Sales Expenses: Warranty Repairs")}


def _account(**values):
    return fields.Many2one(
        comodel_name="account.account",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        domain=ACCOUNT_DOMAIN,
        **values,
    )


class ResCompany(models.Model):
    """Accounts of spare parts: in stock, and of everybody who may bear them (CST-6).

    Odoo's own valuation debits the account of the location that a part goes to. These
    settings are the source; the locations follow them.
    """

    _inherit = "res.company"

    aftersales_small_enterprise = fields.Boolean(
        string="Warranty Is Expensed When Incurred",
        tracking=True,
        help="Small enterprises (小企业会计准则) keep no provision for warranty: parts "
        "and work are expensed when they are used. Off: a provision is put by with the "
        "sales, and what is used is taken from it.",
    )
    aftersales_account_stock_id = _account(
        string="Account of Spare Parts in Stock",
        help="Stock valuation account of the category of spare parts.",
    )
    aftersales_account_provision_id = _account(
        string="Account of the Warranty Provision",
        help="Credited with what is put by each month, debited with parts and work "
        "under warranty.",
    )
    aftersales_account_cost_id = _account(
        string="Account of Warranty Cost",
        help="Debited with what is put by (main business cost: product warranty), or "
        "with parts and work themselves where no provision is kept.",
    )
    aftersales_account_goodwill_id = _account(string="Account of Goodwill")
    aftersales_account_branch_id = _account(string="Account of What Branches Bear")
    aftersales_account_manufacturing_id = _account(
        string="Account of What Manufacturing Bears",
        help="Empty: as for warranty. Inside the company manufacturing bears it, to "
        "the books it is warranty of goods that were sold.",
    )
    aftersales_account_customer_id = _account(
        string="Account of What Customers Pay",
        help="Cost of sales of parts that are charged to customers. It should match "
        "the account of their revenue.",
    )
    aftersales_account_supplier_id = _account(
        string="Account of What Suppliers Owe",
        help="What is to be claimed from suppliers waits here. Their credit note "
        "credits it. Before a supplier has agreed it is no receivable: by default an "
        "account below the provision, or below the expenses.",
    )
    aftersales_account_employee_id = _account(string="Account of What Employees Owe")
    aftersales_account_seller_id = _account(
        string="Account of What Sellers Owe",
        help="Empty: as for employees.",
    )
    aftersales_account_shortage_id = _account(
        string="Account of Shortages Pending",
        help="Lost parts wait here (待处理财产损溢) until it is decided who bears "
        "them.",
    )
    aftersales_account_loss_id = _account(
        string="Account of Shortages Borne",
        help="Shortages that nobody pays for go here when that is decided.",
    )
    aftersales_account_absorbed_id = _account(
        string="Account of Work Charged to the Provision",
        help="Labour, travel and freight under warranty were booked as expenses when "
        "they were paid. Each month the provision takes them over; this account is "
        "credited.",
    )
    aftersales_account_borrowed_id = _account(
        string="Account of Borrowed Parts",
        help="Credited with parts on a voucher when they come, debited when their "
        "replacement goes to the lender.",
    )
    aftersales_account_trip_id = _account(
        string="Account of Parts Bought on Trips",
        help="Credited with what keepers receive of it, cleared by the expense claim.",
    )
    aftersales_part_category_id = fields.Many2one(
        comodel_name="product.category",
        string="Category of Spare Parts",
        ondelete="restrict",
        tracking=True,
    )
    aftersales_provision_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Journal of Warranty Provisions",
        check_company=True,
        ondelete="restrict",
        tracking=True,
        domain="[('type', '=', 'general')]",
    )

    @api.constrains(*(need.field for need in rules.NEEDS))
    def _check_part_accounts(self):
        for company in self:
            for need in rules.NEEDS:
                account = company[need.field]
                if account and account.account_type not in need.types:
                    raise ValidationError(company._wrong_type_message(need, account))

    def write(self, vals):
        """The locations of bearers and lenders follow their accounts."""
        watched = {need.field for need in rules.NEEDS} | {"aftersales_small_enterprise"}
        if not watched & vals.keys():
            return super().write(vals)
        before = {company.id: company._part_place_accounts() for company in self}
        result = super().write(vals)
        for company in self:
            company._sync_part_places(before[company.id])
        return result

    def _wrong_type_message(self, need, account):
        types = account._fields["account_type"]._description_selection(self.env)
        return self.env._(
            "Account %(account)s can't be taken for “%(need)s”: its type must be one "
            "of %(types)s. Choose another account, or change its type.",
            account=account.display_name,
            need=self._need_label(need.code),
            types=format_list(
                self.env, [label for kind, label in types if kind in need.types], "or"
            ),
        )

    @api.model
    def _need_label(self, code):
        """What an account is needed for, in the user's language."""
        lines = self.env["aftersales.part.setup.line"]
        return dict(lines._fields["need"]._description_selection(self.env))[code]

    def _part_bearer_account(self, bearer):
        """The account debited with what this bearer takes; empty until it is set."""
        self.ensure_one()
        # accounts are settings of the company: whoever moves parts goes by them
        company = self.sudo()
        for code in rules.bearer_path(bearer, not company.aftersales_small_enterprise):
            account = company[rules.BY_CODE[code].field]
            if account:
                return account
        return self.env["account.account"]

    def _part_bearer_accounts(self):
        """Dict of bearer → account."""
        self.ensure_one()
        return {
            bearer: self._part_bearer_account(bearer) for bearer in rules.BEARER_NEEDS
        }

    def _part_place_accounts(self):
        """Dict of bearer, or of what parts come from → account."""
        self.ensure_one()
        # as for a bearer's account
        company = self.sudo()
        return company._part_bearer_accounts() | {
            code: company[rules.BY_CODE[code].field] for code in rules.SOURCES
        }

    def _part_provision_accounts(self):
        """Accounts that together are the provision: used up, and not yet recovered."""
        self.ensure_one()
        company = self.sudo()
        if company.aftersales_small_enterprise:
            return self.env["account.account"]
        waiting = company.aftersales_account_supplier_id
        if waiting.account_type not in rules.LIABILITIES:
            waiting = waiting.browse()
        return company.aftersales_account_provision_id | waiting

    def _bearer_locations(self):
        """Dict of bearer → its location, of those that there are."""
        self.ensure_one()
        places = self.env["stock.location"].sudo().with_context(active_test=False)
        found = places.search(
            [("aftersales_bearer", "!=", False), ("company_id", "=", self.id)]
        )
        return {place.aftersales_bearer: place for place in found}

    def _part_places(self):
        """Dict of bearer, or of what parts come from → its location, where there is."""
        return self._bearer_locations() | self._part_source_locations()

    def _sync_part_places(self, before):
        """Give locations the accounts of their bearers and lenders.

        One whose account a person has changed at the location itself keeps it; the
        assistant shows the difference.

        :param before: dict of bearer, or of what parts come from → account until now
        """
        self.ensure_one()
        accounts = self._part_place_accounts()
        for code, place in self._part_places().items():
            account, held = accounts[code], place.valuation_account_id
            if held != account and (not held or held == before.get(code)):
                place.valuation_account_id = account

    def _part_shortage_pending(self):
        """What lies on the account of shortages, to be decided on."""
        self.ensure_one()
        # finance of after-sales need not read the books
        company = self.sudo()
        rows = company.env["account.move.line"]._read_group(
            [
                ("account_id", "in", company.aftersales_account_shortage_id.ids),
                ("company_id", "=", company.id),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum"],
        )
        return company.currency_id.round(rows[0][0] or 0)

    def _among_own(self):
        """This company if the user works in it, else the one they work in.

        A window's company comes from outside; nobody looks into another one by it. Not
        for fields that are computed as superuser.
        """
        if self.env.su:
            return self or self.env.company
        return self & self.env.companies or self.env.company
