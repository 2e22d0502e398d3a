"""Spare parts: which account they lie on, and what a write-off takes (PRT-1 … PRT-8).

Every movement of a part lies in one column of the ledger of the account it leaves, and
in one of the account it comes to. So ``opening + in - out = closing`` holds whatever
happens, and a movement that nobody foresaw still shows somewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# Kinds of account
DEPOT = "depot"
TECHNICIAN = "technician"
STATION = "station"
#: Sent by post and not yet written off: on the road, on nobody's shelf (PRT-3)
POST = "post"

# Columns of the ledger; an account loses what lies in those of ``OUT``
ISSUED = "issued"
TRANSFERRED_IN = "transferred_in"
INSTALLED = "installed"
RETURNED = "returned"
TRANSFERRED_OUT = "transferred_out"
POSTED = "posted"
WRITTEN_OFF = "written_off"
COUNTED = "counted"
COLUMNS = (
    ISSUED,
    TRANSFERRED_IN,
    INSTALLED,
    RETURNED,
    TRANSFERRED_OUT,
    POSTED,
    WRITTEN_OFF,
    COUNTED,
)
IN = frozenset({ISSUED, TRANSFERRED_IN, COUNTED})
OUT = frozenset(COLUMNS) - IN

# Who bears what a part or a service costs (CST-2)
COMPANY = "company"
GOODWILL = "goodwill"
BRANCH = "branch"
MANUFACTURING = "manufacturing"
CUSTOMER = "customer"
SUPPLIER = "supplier"
SELLER = "seller"
EMPLOYEE = "employee"
BEARERS = (
    COMPANY,
    GOODWILL,
    BRANCH,
    MANUFACTURING,
    CUSTOMER,
    SUPPLIER,
    SELLER,
    EMPLOYEE,
)
#: Where lost parts go that nobody pays for
LOSS = "loss"

# What a movement is for, where its document says so
INSTALL = "install"
POST_TO_CUSTOMER = "post"
WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a movement.

    :param account: kind of account that the place belongs to; None: nobody's
    :param usage: what Odoo says of it: internal, supplier, customer, inventory …
    :param bearer: who bears what goes there, or ``LOSS``; None: it is no such place
    """

    usage: str
    account: str | None = None
    bearer: str | None = None


def columns(source: Place, target: Place, purpose: str | None = None):
    """Columns of the ledger in which a movement lies (PRT-8).

    :param purpose: what its document says it is for; None: the places decide
    :return: column of the account it leaves, column of the account it comes to; None
        where that end is nobody's account. A column of ``OUT`` on the side it comes to
        takes back what went out before.
    """
    left = _leaving(source, target, purpose) if source.account else None
    come = _coming(source, target, purpose) if target.account else None
    return left, come


def _leaving(source, target, purpose):
    if target.account:
        given_back = source.account != DEPOT and target.account == DEPOT
        return RETURNED if given_back else TRANSFERRED_OUT
    return _consumed(target, purpose) or (
        RETURNED
        if target.usage == "supplier"
        or (target.usage == "internal" and source.account != DEPOT)
        else TRANSFERRED_OUT
    )


def _coming(source, target, purpose):
    if source.account:
        given_out = source.account == DEPOT and target.account != DEPOT
        return ISSUED if given_out else TRANSFERRED_IN
    return _consumed(source, purpose) or ISSUED


def _consumed(place, purpose):
    """Column of what leaves the accounts for good; None: it doesn't."""
    if purpose == WRITE_OFF or place.bearer == LOSS:
        return WRITTEN_OFF
    if purpose == POST_TO_CUSTOMER:
        return POSTED
    if purpose == INSTALL or place.bearer:
        return INSTALLED
    if place.usage == "inventory":
        return COUNTED
    return POSTED if place.usage == "customer" else None


# Writing off (销账)

#: What may be missing, in the order in which it is told
REPORT_UNSIGNED = "report_unsigned"
UNAPPROVED = "unapproved"
FREIGHT_UNSIGNED = "freight_unsigned"
OLD_PART_OWED = "old_part_owed"
NOT_IN_STOCK = "not_in_stock"


@dataclass(frozen=True, slots=True)
class UseFacts:
    """What is known of a part that was installed or sent.

    :param purpose: ``INSTALL`` or ``POST_TO_CUSTOMER``
    :param signed: the customer has signed the report, and it stands
    :param approved: a manager has approved the report, or the sending
    :param freight: users who signed the freight: handler and manager; None: not yet
    :param old_part: an old part is due for it
    :param settled: the old part came in, or a second person waived it
    :param reserved: the piece lies ready on the account
    """

    purpose: str
    signed: bool = False
    approved: bool = False
    freight: tuple[int | None, int | None] = (None, None)
    old_part: bool = True
    settled: bool = False
    reserved: bool = True


def missing(facts: UseFacts) -> tuple[str, ...]:
    """What a write-off still lacks; nothing: it may be posted (PRT-2, PRT-3)."""
    found = []
    if facts.purpose == INSTALL and not facts.signed:
        found.append(REPORT_UNSIGNED)
    if facts.purpose == POST_TO_CUSTOMER:
        handler, manager = facts.freight
        if not handler or not manager or handler == manager:
            found.append(FREIGHT_UNSIGNED)
    if not facts.approved:
        found.append(UNAPPROVED)
    if facts.old_part and not facts.settled:
        found.append(OLD_PART_OWED)
    if not facts.reserved:
        found.append(NOT_IN_STOCK)
    return tuple(found)


def shares(total_cents: int, weights: Iterable[float]) -> list[int]:
    """Split an amount by weights so that the parts add up to it to the cent.

    :param total_cents: whole cents, may be negative
    :param weights: none negative; all zero: the first takes all
    """
    weights = list(weights)
    whole = sum(weights)
    if not weights:
        return []
    if not whole:
        return [total_cents, *[0] * (len(weights) - 1)]
    exact = [total_cents * weight / whole for weight in weights]
    given = [int(part // 1) for part in exact]
    rest = total_cents - sum(given)
    order = sorted(range(len(exact)), key=lambda i: (given[i] - exact[i], i))
    for place in order[:rest]:
        given[place] += 1
    return given
