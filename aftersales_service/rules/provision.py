"""Provision for assurance warranty, month by month (CST-6, 解释第18号).

Plain figures in, figures out; nothing here knows of the books.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

#: Months that a history rate and the use within a year are told by
YEAR = 12


def first_day(day: date) -> date:
    """First day of the month."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Last day of the month: the date of its entry."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_before(day: date, months: int = 1) -> date:
    """First day of a month that lies some months before."""
    number = day.year * YEAR + day.month - 1 - months
    return date(number // YEAR, number % YEAR + 1, 1)


@dataclass(frozen=True, slots=True)
class Rate:
    """What is put by of a category's sales, from a day on until the next one.

    :param percent: of sales without tax
    """

    id: int
    category: int
    valid_from: date
    percent: float


def rate_at(rates: Iterable[Rate], path: Sequence[int], day: date) -> Rate | None:
    """The rate of a sale: of the nearest category that has one by that day.

    :param path: categories, the nearest first
    """
    best = None
    for rate in rates:
        if rate.valid_from > day or rate.category not in path:
            continue
        rank = (-path.index(rate.category), rate.valid_from)
        if best is None or rank > best[0]:
            best = rank, rate
    return best[1] if best else None


@dataclass(frozen=True, slots=True)
class Sale:
    """What was invoiced of a category's products on one day; credit notes are less."""

    path: tuple[int, ...]
    day: date
    amount: float


def bases(
    rates: Sequence[Rate], sales: Iterable[Sale]
) -> dict[tuple[int, date], float]:
    """Sales by rate and month of the sale; sales without a rate are no warranty's."""
    found = {}
    for sale in sales:
        rate = rate_at(rates, sale.path, sale.day)
        if rate:
            key = rate.id, first_day(sale.day)
            found[key] = found.get(key, 0) + sale.amount
    return found


def owed(now: dict, accrued: dict, rounded: Callable[[float], float]):
    """What is still to be put by: sales that no posted provision has counted yet.

    An invoice that comes late, or a credit note of an earlier month, goes to the next
    provision; what was posted stays.

    :param now: (rate, month) → sales as the books have them
    :param accrued: (rate, month) → sales that were counted
    """
    found = {}
    for key in now.keys() | accrued.keys():
        rest = rounded(now.get(key, 0) - accrued.get(key, 0))
        if rest:
            found[key] = rest
    return found


def closing(opening: float, added: float, used: float) -> float:
    """What is left; below zero: more was used than put by."""
    return opening + added - used


def excess(opening: float, added: float, used: float) -> float:
    """Use beyond the provision: cost of the month, not a negative liability."""
    return max(0.0, -closing(opening, added, used))


def history_rate(used: float, sales: float) -> float:
    """Use in percent of sales; zero where nothing was sold."""
    return 100 * used / sales if sales > 0 else 0.0


def due_within_year(left: float, used: float, months: int) -> float:
    """Share of the provision that is due within a year (一年内到期).

    What was used within the last twelve months is likely used within the next. With a
    shorter history the two can't be told apart reliably: all of it counts as current.

    :param left: closing provision
    :param used: use of the last twelve months
    :param months: months of history, at most twelve
    """
    left = max(left, 0.0)
    if months < YEAR:
        return left
    return min(left, max(used, 0.0))
