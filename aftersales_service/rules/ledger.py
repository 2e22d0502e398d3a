"""The ledger of spare parts and its month: what must add up to the cent (PRT-8).

Amounts are whole cents, so that sums are exact; quantities are in the unit of the part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from . import part

#: Each valued movement is rounded to the cent once, and a return of it once more
CENTS_PER_MOVEMENT = 1

# States of a month
OPEN = "open"
CHECKING = "checking"
CLOSED = "closed"

CHECK = "check"
CLOSE = "close"
REOPEN = "reopen"

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    OPEN: {CHECK: CHECKING},
    CHECKING: {CHECK: CHECKING, CLOSE: CLOSED},
    CLOSED: {REOPEN: OPEN},
}
#: step → roles that take it. Who closes is another person than who checked.
ROLES = {
    CHECK: {"finance", "manager", "branch_manager"},
    CLOSE: {"manager", "branch_manager"},
    REOPEN: {"branch_manager"},
}


def next_state(state: str, step: str) -> str | None:
    """State after a step; None: the step doesn't fit the state."""
    return TRANSITIONS[state].get(step)


def first_day(day: date) -> date:
    """First day of the month of a day."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """First day of the month after that of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_day(day: date) -> date:
    """Last day of the month of a day."""
    return next_month(day) - timedelta(days=1)


def effect(column: str, side: int, amount):
    """What a movement does to the column it lies in.

    :param side: -1 on the account it leaves, 1 on the one it comes to
    :param amount: quantity or value, not negative
    """
    return side * amount * (1 if column in part.IN else -1)


def closing(opening, columns: Mapping[str, float]):
    """Balance after the movements of a month, by the sums of its columns."""
    return opening + sum(
        amount if column in part.IN else -amount for column, amount in columns.items()
    )


def targets(total_cents: int, quantities: Mapping) -> dict:
    """Values of what lies on each account, together those of Odoo to the cent.

    :param total_cents: Odoo's value of the whole part, or of one lot
    :param quantities: who holds it → how much; what lies on no account is one of them
    """
    keys = list(quantities)
    if sum(quantities.values()):
        return dict(
            zip(keys, part.shares(total_cents, quantities.values()), strict=True)
        )
    # nothing on balance: Odoo says zero; whatever it says stays where something lies
    split = part.shares(total_cents, [abs(quantities[key]) for key in keys])
    return dict(zip(keys, split, strict=True))


def revaluations(carried: Mapping, wanted: Mapping) -> dict:
    """What must be added to what accounts carry to come to their values.

    :return: who → cents, without zeros
    """
    keys = dict.fromkeys([*carried, *wanted])
    found = {key: wanted.get(key, 0) - carried.get(key, 0) for key in keys}
    return {key: cents for key, cents in found.items() if cents}


@dataclass(frozen=True, slots=True)
class Valuation:
    """How Odoo's value of one part changed in a month, in cents.

    :param start: value when the month began
    :param end: value when it ended
    :param moved: values of what came in minus those of what went out
    :param movements: number of those movements
    :param changed: what changes of the cost by people did, signed
    :param late: what became known only now of earlier receipts: later bills
    """

    start: int
    end: int
    moved: int
    movements: int = 0
    changed: int = 0
    late: int = 0

    @property
    def difference(self) -> int:
        """What the value changed by beside the movements."""
        return self.end - self.start - self.moved

    @property
    def unexplained(self) -> int:
        """What neither people nor bills nor rounding account for.

        A bill for what has been used already changes what is left by a part of it only.
        """
        rest = self.difference - self.changed
        if self.late:
            between = sorted((0, self.late))
            rest -= min(max(rest, between[0]), between[1])
        rounding = CENTS_PER_MOVEMENT * (self.movements + bool(self.late))
        return 0 if abs(rest) <= rounding else rest


def beyond(
    cost_cents: int, quantity: float, unit_costs: Iterable[float], cents: int = 1
) -> bool:
    """Do parts pass between accounts at a value that they never had?

    :param cost_cents: value at which they passed
    :param unit_costs: costs of a piece in cents that were right some time in the month
    :param cents: how much rounding may do
    """
    costs = list(unit_costs)
    if not costs:
        return False
    low, high = min(costs) * quantity, max(costs) * quantity
    return not low - cents <= cost_cents <= high + cents
