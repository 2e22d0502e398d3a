"""Which accounts spare parts and warranty need, and where a chart has them (CST-6).

A table for both Chinese charts (``cn``: small enterprises, ``cn_large_bis``: business
enterprises). Accounts are named by their external id, never by their number: numbers
are the company's own affair.
"""

from dataclasses import dataclass

from . import part

SMALL_CHART = "cn"
LARGE_CHART = "cn_large_bis"

# What an account is needed for
STOCK = "stock"
PROVISION = "provision"
COST = "cost"
GOODWILL = "goodwill"
BRANCH = "branch"
MANUFACTURING = "manufacturing"
CUSTOMER = "customer"
SUPPLIER = "supplier"
EMPLOYEE = "employee"
SELLER = "seller"
SHORTAGE = "shortage"
LOSS = "loss"
ABSORBED = "absorbed"
BORROWED = "borrowed"
TRIP = "trip"

EXPENSES = frozenset({"expense", "expense_direct_cost", "expense_other"})
LIABILITIES = frozenset({"liability_current", "liability_non_current"})
ASSETS = frozenset({"asset_current", "asset_non_current"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a chart has an account.

    :param xmlid: external id in the chart
    :param own: an account of its own is made below that one
    """

    xmlid: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """An account that a company needs.

    :param types: types of account that may be chosen
    :param provided: chart → source, where the company keeps a provision
    :param incurred: chart → source, where cost is expensed when it is incurred; None:
        as with a provision
    :param fallback: field of the company that names such an account in every chart
    :param stands_in: need whose account is taken while this one is empty
    :param only_provided: needed only where the company keeps a provision
    """

    code: str
    types: frozenset[str]
    provided: dict[str, Source]
    incurred: dict[str, Source] | None = None
    fallback: str | None = None
    stands_in: str | None = None
    only_provided: bool = False

    @property
    def field(self) -> str:
        """Field of the company that holds it."""
        return f"aftersales_account_{self.code}_id"

    def table(self, provided: bool) -> dict[str, Source]:
        """Chart → source, by how the company treats warranty."""
        if not provided and self.incurred is not None:
            return self.incurred
        return self.provided

    def own_xmlid(self, provided: bool) -> str:
        """External id, within the chart, of the account made for it."""
        other = not provided and self.incurred is not None
        return f"aftersales_{self.code}{'_incurred' if other else ''}"


def _both(small: str, large: str, own=True):
    return {
        SMALL_CHART: Source(f"l10n_cn_{small}", own),
        LARGE_CHART: Source(f"l10n_cn_{large}", own),
    }


def _common(number: str, own=True):
    account = f"common_account_{number}"
    return _both(account, account, own)


_SELLING = _both("account_5601", "large_bis_account_6601")
_MAIN_COST = _both("account_5401", "large_bis_account_6401")
_ESTIMATED = _both("account_2801", "large_bis_account_2801")

NEEDS = (
    # 1403 原材料–三包件
    Need(
        STOCK,
        frozenset({"asset_current"}),
        _common("1403"),
        fallback="account_stock_valuation_id",
    ),
    # 2801 预计负债–产品质量保证
    Need(PROVISION, LIABILITIES, _ESTIMATED, only_provided=True),
    # 主营业务成本–产品质量保证 (解释第18号); without a provision: 商品维修费
    Need(
        COST,
        EXPENSES,
        _MAIN_COST,
        incurred={
            SMALL_CHART: Source("l10n_cn_account_560101"),
            LARGE_CHART: _SELLING[LARGE_CHART],
        },
    ),
    Need(GOODWILL, EXPENSES, _SELLING),
    Need(BRANCH, EXPENSES, _SELLING),
    # who made it badly bears it inside the company; to the books it is warranty
    Need(MANUFACTURING, EXPENSES | LIABILITIES, {}, stands_in="warranty"),
    Need(
        CUSTOMER,
        EXPENSES,
        _both("account_5401", "large_bis_account_6401", own=False),
        fallback="expense_account_id",
    ),
    # no receivable before the supplier has agreed (CAS 13 art. 7)
    Need(SUPPLIER, LIABILITIES | EXPENSES | ASSETS, _ESTIMATED, incurred=_SELLING),
    Need(EMPLOYEE, ASSETS, _common("1221")),
    Need(SELLER, ASSETS, {}, stands_in=EMPLOYEE),
    Need(SHORTAGE, ASSETS | EXPENSES, _common("1901", own=False)),
    Need(LOSS, EXPENSES, _both("account_5711", "large_bis_account_6602")),
    # labour and travel that the provision takes over from selling expenses
    Need(ABSORBED, EXPENSES, _SELLING, only_provided=True),
    # owed to lenders, and to who bought parts on a trip, until it is settled
    Need(BORROWED, LIABILITIES | ASSETS, _common("2241")),
    Need(TRIP, LIABILITIES | ASSETS, _common("2241")),
)
BY_CODE = {need.code: need for need in NEEDS}

#: bearer → need whose account is debited. None: by how the company treats warranty
BEARER_NEEDS = {
    part.COMPANY: None,
    part.GOODWILL: GOODWILL,
    part.BRANCH: BRANCH,
    part.MANUFACTURING: MANUFACTURING,
    part.CUSTOMER: CUSTOMER,
    part.SUPPLIER: SUPPLIER,
    part.SELLER: SELLER,
    part.EMPLOYEE: EMPLOYEE,
    part.LOSS: SHORTAGE,
}

#: needs whose accounts are credited by the place that parts come from
SOURCES = (BORROWED, TRIP)

# How it stands with an account
SET = "set"
DIFFERS = "differs"
FOUND = "found"
CREATE = "create"
CHOOSE = "choose"
SHARED = "shared"
UNNEEDED = "unneeded"


def is_needed(need: Need, provided: bool) -> bool:
    """Whether a company needs it at all."""
    return provided or not need.only_provided


def source(need: Need, chart: str | None, provided: bool) -> Source | None:
    """Where a company's chart has an account; None: a person must choose."""
    return need.table(provided).get(chart)


def bearer_path(bearer: str, provided: bool) -> tuple[str, ...]:
    """Needs whose accounts a bearer may have, the first that is set counts."""
    warranty = PROVISION if provided else COST
    first = BEARER_NEEDS[bearer] or warranty
    other = BY_CODE[first].stands_in
    if not other:
        return (first,)
    return first, warranty if other == "warranty" else other


def status(need: Need, provided: bool, current, found, place: Source | None) -> str:
    """How it stands with an account.

    :param current: what the company has set
    :param found: what its chart has for it, or was made for it before
    :param place: where its chart has it
    """
    if not is_needed(need, provided):
        return UNNEEDED
    if current:
        return DIFFERS if found and found != current else SET
    if found:
        return FOUND
    if place and place.own:
        return CREATE
    return SHARED if need.stands_in else CHOOSE


def small_by_default(chart: str | None) -> bool:
    """小企业会计准则 knows no provision for warranty: expense when it is incurred."""
    return chart == SMALL_CHART
