"""What a request costs, and who bears it (CST-1, CST-2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .part import COMPANY, CUSTOMER, GOODWILL, shares

# Kinds of cost
PART = "part"
LABOUR = "labour"
TRAVEL = "travel"
FREIGHT = "freight"
PACKING = "packing"
COMPENSATION = "compensation"
KINDS = (PART, LABOUR, TRAVEL, FREIGHT, PACKING, COMPENSATION)

# What the verdict says of who pays
FREE = "free"
PAID = "paid"
KINDNESS = "goodwill"
OPEN = "open"
_ENTITLEMENT = {
    "refund": FREE,
    "exchange": FREE,
    "repair": FREE,
    "paid": PAID,
    "goodwill": KINDNESS,
}

# Whose employee did it
BRANCH_STAFF = "branch"
MANUFACTURING_STAFF = "manufacturing"
OTHER_STAFF = "other"

HUMAN = "human"
WHOLE = 100.0
SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one cost when somebody has to bear it.

    :param cause: class of the cause: quality, human, other; None: not known
    :param entitlement: ``FREE``, ``PAID``, ``KINDNESS`` or ``OPEN``
    :param over_promise: only a promise of the seller makes it free (INT-7)
    :param supplier: the cause is a supplier's
    :param staff: whose employee did it; None: nobody in particular
    """

    kind: str
    cause: str | None = None
    entitlement: str = OPEN
    over_promise: bool = False
    supplier: bool = False
    staff: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Whoever fits bears so many percent; what isn't named is no matter."""

    ref: int
    bearer: str
    share: float = WHOLE
    kind: str | None = None
    cause: str | None = None
    entitlement: str | None = None
    staff: str | None = None
    over_promise: bool = False
    supplier: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def fits(self, facts: Facts, day: date) -> bool:
        """Does the rule hold for this cost on this day?"""
        named = (
            (self.kind, facts.kind),
            (self.cause, facts.cause),
            (self.entitlement, facts.entitlement),
            (self.staff, facts.staff),
        )
        return (
            all(wanted in (None, found) for wanted, found in named)
            and (facts.over_promise or not self.over_promise)
            and (facts.supplier or not self.supplier)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a cost that somebody bears.

    :param ref: the rule that says so; None: no rule fitted
    """

    bearer: str
    percent: float
    ref: int | None = None


def entitlement(verdict: str | None) -> str:
    """What a verdict says of who pays.

    >>> entitlement("exchange"), entitlement("paid"), entitlement(None)
    ('free', 'paid', 'open')
    """
    return _ENTITLEMENT.get(verdict, OPEN)


def default_bearer(facts: Facts) -> str:
    """Who bears what no rule of the company says anything of."""
    if facts.entitlement == KINDNESS:
        return GOODWILL
    if facts.entitlement == PAID or facts.cause == HUMAN:
        return CUSTOMER
    return COMPANY


def split(rules: Sequence[Rule], facts: Facts, day: date) -> tuple[Share, ...]:
    """Who bears a cost, in shares that add up to 100 %.

    The rules are asked in their order. One that fits takes its share; what remains goes
    on to the next. So a seller may bear half, and who bears the rest follows from the
    same rules as without a promise. The same bearer is named once.
    """
    left, found = WHOLE, {}
    for rule in rules:
        if left <= 0:
            break
        if not rule.fits(facts, day):
            continue
        taken = min(rule.share, left)
        if taken <= 0:
            continue
        known = found.get(rule.bearer)
        percent = taken + (known.percent if known else 0)
        ref = known.ref if known else rule.ref
        found[rule.bearer] = Share(rule.bearer, percent, ref)
        left = round(left - taken, 6)
    if left > 0:
        bearer = default_bearer(facts)
        known = found.get(bearer)
        percent = left + (known.percent if known else 0)
        found[bearer] = Share(bearer, percent, known.ref if known else None)
    return tuple(found.values())


def amounts(total: float, parts: Sequence[Share], unit: float = 0.01) -> list[float]:
    """The total in amounts for these shares, which add up to it to the cent.

    :param unit: smallest amount of the currency

    >>> amounts(100.01, [Share("seller", 50), Share("company", 50)])
    [50.01, 50.0]
    """
    whole = round(total / unit)
    cut = shares(whole, [part.percent for part in parts])
    return [round(count * unit, 6) for count in cut]


def worked_hours(
    start: datetime | None,
    end: datetime | None,
    breaks: Iterable[tuple[datetime, datetime | None]] = (),
) -> float:
    """Hours from arrival to completion, without the interruptions that aren't ours.

    :param breaks: from, to; without an end it lasts until the work is done. They may
        overlap each other and the ends of the work
    """
    if not start or not end or end <= start:
        return 0.0
    lost, reached = 0.0, start
    for since, until in sorted(breaks, key=lambda pair: pair[0]):
        since, until = max(since, reached), min(until or end, end)
        if until > since:
            lost += (until - since).total_seconds()
            reached = until
    return ((end - start).total_seconds() - lost) / SECONDS


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour of an employee costs from a day on.

    :param category: of employees; None: of everybody else
    """

    ref: int
    valid_from: date
    amount: float
    category: int | None = None


def rate_on(rates: Iterable[Rate], categories: Iterable[int], day: date) -> Rate | None:
    """The rate of a day: the newest of a category of theirs, else the newest of all.

    Of several categories the dearest counts: they are what somebody is able to do.
    """
    categories = set(categories)
    newest = {}
    for rate in rates:
        if rate.valid_from > day:
            continue
        known = newest.get(rate.category)
        if known is None or (known.valid_from, known.ref) < (
            rate.valid_from,
            rate.ref,
        ):
            newest[rate.category] = rate
    own = [newest[category] for category in categories if category in newest]
    if own:
        return max(own, key=lambda rate: (rate.amount, rate.ref))
    return newest.get(None)
