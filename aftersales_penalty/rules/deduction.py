"""What the month's sheet takes and gives, and why (domain §4; WPR 9, 15, 16).

Money is of three types, and the law treats each in its own way:

- *Performance*: part of the variable pay agreed for this month wasn't earned. It goes
  against that pay only. What exceeds it **lapses**: the bonus of another month was
  earned in that month, and isn't touched.
- *Loss*: the person makes good a proven loss. All cases of a month share one cap: 20 %
  of the month's wage, and the local minimum wage must remain. The oldest case is served
  first; the rest is carried, each case with its own balance, at the same pace to the
  end. Leaving the company doesn't hasten it.
- *Fine*: nothing, unless a legal basis is on record; then what losses leave of the cap.

The month's wage is what was earned: the fixed wage and the variable pay, less what of
it wasn't earned. Rewards are paid in full, and neither raise nor use the cap. A reward
that is taken back goes against variable pay only, and the rest is carried.

All amounts are Decimals of two places, in the company's currency.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

# Types of money
LOSS = "loss"
PERFORMANCE = "performance"
FINE = "fine"

# What an item is
PENALTY = "penalty"
REWARD = "reward"
GIVE_BACK = "give_back"
TAKE_BACK = "take_back"

# Why so much and not more
FULL = "full"
CAP = "cap"
FLOOR = "floor"
NO_FLOOR = "no_floor"
VARIABLE = "variable"
NO_VARIABLE = "no_variable"
NO_BASIS = "no_basis"
PAID = "paid"
GIVEN_BACK = "given_back"
REASONS = (
    FULL,
    CAP,
    FLOOR,
    NO_FLOOR,
    VARIABLE,
    NO_VARIABLE,
    NO_BASIS,
    PAID,
    GIVEN_BACK,
)

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
#: Of the month's wage, for all losses together (WPR 16)
SHARE = Decimal("0.20")


def cents(amount, rounding=ROUND_HALF_UP) -> Decimal:
    """An amount as Decimal of two places, whatever it comes as.

    >>> cents(0.1 + 0.2), cents(2.675), cents(None)
    (Decimal('0.30'), Decimal('2.68'), Decimal('0.00'))
    """
    return Decimal(str(amount or 0)).quantize(CENT, rounding)


@dataclass(frozen=True, slots=True)
class Item:
    """One case that isn't settled.

    :param ref: names the case
    :param amount: what is still open of it; positive
    :param order: of the decision, then of the case; the lowest is served first
    :param kind: ``PENALTY``, ``REWARD``, or what an earlier sheet did too much:
        ``GIVE_BACK`` to the person, ``TAKE_BACK`` of a reward
    :param allowed: False: a fine without a legal basis on the day of the fact
    """

    ref: object
    amount: Decimal
    money_type: str = PERFORMANCE
    order: tuple = ()
    kind: str = PENALTY
    allowed: bool = True

    def __post_init__(self):
        object.__setattr__(self, "amount", cents(self.amount))
        if self.amount <= 0:
            raise ValueError(f"{self.ref}: what is open must be positive")


@dataclass(frozen=True, slots=True)
class Facts:
    """One person's month.

    :param wage: fixed wage of the month, weighted by days if it changed
    :param variable: variable pay agreed for the month, on top of it
    :param floor: local minimum wage; None: not known, so nothing is deducted
    :param fines_allowed: a legal basis for fines is in force in the region
    """

    wage: Decimal = NOTHING
    variable: Decimal = NOTHING
    floor: Decimal | None = None
    fines_allowed: bool = False
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one item: its amount is all four together."""

    item: Item
    reason: str
    deducted: Decimal = NOTHING
    paid: Decimal = NOTHING
    carried: Decimal = NOTHING
    lapsed: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Result:
    """The month's sheet.

    :param earned: the month's wage, by which the cap goes
    :param cap: for losses and fines together
    :param lines: in the order of the items
    """

    earned: Decimal
    cap: Decimal
    lines: tuple[Line, ...] = field(default=())

    def _sum(self, name, kinds=(PENALTY, REWARD, GIVE_BACK, TAKE_BACK)):
        found = [getattr(one, name) for one in self.lines if one.item.kind in kinds]
        return sum(found, NOTHING)

    @property
    def gross(self) -> Decimal:
        """What penalties and rewards taken back would come to without any limit."""
        owed = (PENALTY, TAKE_BACK)
        amounts = [one.item.amount for one in self.lines if one.item.kind in owed]
        return sum(amounts, NOTHING)

    @property
    def deducted(self) -> Decimal:
        """Taken from this month's pay."""
        return self._sum("deducted")

    @property
    def rewards(self) -> Decimal:
        """Paid for rewards."""
        return self._sum("paid", (REWARD,))

    @property
    def given_back(self) -> Decimal:
        """Paid because earlier sheets took too much."""
        return self._sum("paid", (GIVE_BACK,))

    @property
    def carried(self) -> Decimal:
        """Left for the months to come."""
        return self._sum("carried")

    @property
    def lapsed(self) -> Decimal:
        """Gone for good."""
        return self._sum("lapsed")

    @property
    def net(self) -> Decimal:
        """Added to the month's pay; negative: taken from it."""
        return self.rewards + self.given_back - self.deducted


def deduct(facts: Facts) -> Result:
    """Work out one person's month.

    >>> loss = Item("CF1", 3000, LOSS)
    >>> found = deduct(Facts(wage=5000, floor=2690, items=(loss,)))
    >>> found.cap, found.deducted, found.carried
    (Decimal('1000.00'), Decimal('1000.00'), Decimal('2000.00'))
    """
    queue = sorted(enumerate(facts.items), key=lambda pair: (pair[1].order, pair[0]))
    done = {}
    wage, variable = cents(facts.wage), cents(facts.variable)
    wage, variable = max(wage, NOTHING), max(variable, NOTHING)

    # What wasn't earned first: it decides what the month's wage is
    against = VARIABLE if variable else NO_VARIABLE
    pool = _Pool([(variable, against), _floor(facts, wage + variable)])
    for place, item in queue:
        if item.kind == PENALTY and item.money_type == PERFORMANCE:
            done[place] = pool.serve(item, rest="lapsed")
    unearned = pool.used
    earned = wage + variable - unearned

    above = _floor(facts, earned)
    pool = _Pool([above, (cents(earned * SHARE, ROUND_DOWN), CAP)])
    cap = pool.left
    for money_type in (LOSS, FINE):
        for place, item in queue:
            if item.kind == PENALTY and item.money_type == money_type:
                allowed = money_type == LOSS or (facts.fines_allowed and item.allowed)
                done[place] = (
                    pool.serve(item)
                    if allowed
                    else Line(item, NO_BASIS, carried=item.amount)
                )

    room, limit = above
    pool = _Pool([(variable - unearned, against), (room - pool.used, limit)])
    for place, item in queue:
        if item.kind == TAKE_BACK:
            done[place] = pool.serve(item)
        elif item.kind == REWARD:
            done[place] = Line(item, PAID, paid=item.amount)
        elif item.kind == GIVE_BACK:
            done[place] = Line(item, GIVEN_BACK, paid=item.amount)
    return Result(earned, cap, tuple(done[place] for place in sorted(done)))


def _floor(facts, wage):
    """What may be taken so that the minimum wage remains, and why not more."""
    if facts.floor is None:
        return NOTHING, NO_FLOOR
    return max(wage - cents(facts.floor), NOTHING), FLOOR


class _Pool:
    """What several items share, the first served first."""

    def __init__(self, limits):
        """Take the lowest limit, of equal ones the first; an unknown floor is lowest.

        :param limits: (amount, reason)
        """
        unknown = [limit for limit in limits if limit[1] == NO_FLOOR]
        self.left, self.reason = (unknown or sorted(limits, key=lambda one: one[0]))[0]
        self.used = NOTHING

    def serve(self, item, rest="carried"):
        """Deduct what is left for it."""
        taken = min(item.amount, self.left)
        self.left -= taken
        self.used += taken
        over = item.amount - taken
        reason = self.reason if over else FULL
        return Line(item, reason, deducted=taken, **{rest: over})


def open_of(due, taken, lapsed=0, is_reward=False) -> tuple[str, Decimal] | None:
    """What is still to be done about a case, after the sheets before this one.

    :param due: the amount decided; 0 if the case was revoked
    :param taken: deducted so far, less what was given back (of a reward: paid)
    :param lapsed: gone for good on those sheets
    :return: kind of item and amount, or None if it is settled

    >>> open_of(100, 30), open_of(0, 30), open_of(100, 30, lapsed=70)
    (('penalty', Decimal('70.00')), ('give_back', Decimal('30.00')), None)
    """
    due, taken, lapsed = cents(due), cents(taken), cents(lapsed)
    if taken > due:
        return (TAKE_BACK if is_reward else GIVE_BACK), taken - due
    rest = due - taken - lapsed
    if rest > 0:
        return (REWARD if is_reward else PENALTY), rest
    return None


def month_wage(
    versions: Iterable[tuple[date, date | None, object]], first: date, last: date
) -> Decimal:
    """Fixed wage of a month, each wage weighted by the calendar days it held.

    :param versions: (from, to, wage), both days included; None: no end
    :param first: first day of the month
    :param last: last day of the month

    >>> old = (date(2026, 1, 1), date(2026, 6, 15), 4000)
    >>> new = (date(2026, 6, 16), None, 6000)
    >>> month_wage([old, new], date(2026, 6, 1), date(2026, 6, 30))
    Decimal('5000.00')
    """
    one_day = timedelta(days=1)
    total = Decimal(0)
    for begin, end, wage in versions:
        begin, end = max(begin, first), min(end or last, last)
        days = (end + one_day - begin).days
        if days > 0:
            total += Decimal(str(wage or 0)) * days
    return cents(total / (last + one_day - first).days)
