"""Who was the best of a week and who the worst, and what comes of it (S6-7).

Only those take part whose areas somebody else has inspected in the week. They are put
in order by, one after the other:

1. fewer points lost in the week,
2. fewer findings of safety,
3. the higher average score of the inspections of their areas,
4. more of their own rounds done in time,
5. who was named longest ago, or never, comes first,
6. the lower employee number, lest chance decides.

The worst is looked for in the same way from the other end; only somebody who has lost
points is ever the worst, and nobody is both. One person alone can't be better or worse
than others: without a lost point they are the best, with one they are neither.

If a company votes, the best is who gets most votes; points decide among equals, and if
nobody has voted. The worst always comes out of the points.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FRIDAY = 4
# What settled it
ALONE = "alone"
VOTES = "votes"
POINTS = "points"
SAFETY = "safety"
SCORE = "score"
ROUNDS = "rounds"
NAMED = "named"
NUMBER = "number"

# How months with five Fridays are handled
FOUR = "four"
ALL = "all"

NEVER = date.min


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who takes part.

    :param points: lost in the week, as a positive number
    :param score: average of the inspections by others, percent
    :param rounds: own rounds done in time
    :param last_best: Friday on which they were named best before; None: never
    :param last_worst: the same for the worst
    """

    employee: int
    points: float = 0.0
    safety: int = 0
    score: float = 100.0
    rounds: int = 0
    last_best: date | None = None
    last_worst: date | None = None
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who it is, and what settled it.

    :param by: the first thing in which they differ from the next one
    :param tied: how many others were equal up to that
    """

    employee: int
    by: str
    tied: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """The order of all who take part, the best first; and the two that are named."""

    order: tuple[int, ...]
    best: Choice | None
    worst: Choice | None


Criterion = tuple[str, Callable[[Person], object]]

BEST: tuple[Criterion, ...] = (
    (POINTS, lambda one: one.points),
    (SAFETY, lambda one: one.safety),
    (SCORE, lambda one: -one.score),
    (ROUNDS, lambda one: -one.rounds),
    (NAMED, lambda one: one.last_best or NEVER),
    (NUMBER, lambda one: one.employee),
)
WORST: tuple[Criterion, ...] = (
    (POINTS, lambda one: -one.points),
    (SAFETY, lambda one: -one.safety),
    (SCORE, lambda one: one.score),
    (ROUNDS, lambda one: one.rounds),
    (NAMED, lambda one: one.last_worst or NEVER),
    (NUMBER, lambda one: one.employee),
)
VOTED: tuple[Criterion, ...] = ((VOTES, lambda one: -one.votes), *BEST)


def rank(people: Iterable[Person], voted: bool = False) -> Result:
    """Put a week's people in order and name the best and the worst.

    :param voted: votes come before points for the best
    """
    people = sorted(people, key=_key(BEST))
    order = tuple(one.employee for one in people)
    if len(people) < 2:
        clean = people and not people[0].points
        best = Choice(people[0].employee, ALONE) if clean else None
        return Result(order, best, None)
    best = _choose(people, VOTED if voted else BEST)
    losers = [one for one in people if one.points and one.employee != best.employee]
    return Result(order, best, _choose(losers, WORST) if losers else None)


def _key(criteria):
    return lambda one: tuple(value(one) for _name, value in criteria)


def _choose(people, criteria):
    """The first of people by these criteria, and the criterion that settled it."""
    rest = list(people)
    for name, value in criteria:
        least = min(map(value, rest))
        first = [one for one in rest if value(one) == least]
        if len(first) == 1:
            alone = len(people) == 1
            return Choice(first[0].employee, ALONE if alone else name, len(rest) - 1)
        rest = first
    raise ValueError("two people have the same number")


def week_of(friday: date) -> tuple[date, date]:
    """First and last day of the week that a Friday ends.

    >>> week_of(date(2026, 3, 6))
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 6))
    """
    return friday - timedelta(days=6), friday


def friday_of(day: date) -> date:
    """The Friday that ends the week of a day.

    >>> friday_of(date(2026, 3, 6)), friday_of(date(2026, 3, 7))
    (datetime.date(2026, 3, 6), datetime.date(2026, 3, 13))
    """
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def fridays(first: date) -> list[date]:
    """The Fridays of a month; a week belongs to the month of its Friday.

    >>> [day.day for day in fridays(date(2026, 5, 1))]
    [1, 8, 15, 22, 29]
    """
    day, found = friday_of(first), []
    while (day.year, day.month) == (first.year, first.month):
        found.append(day)
        day += timedelta(days=7)
    return found


def needed(first: date, times: int = 4, five: str = FOUR) -> int:
    """How often somebody has to be named in a month for the reward, or the penalty.

    :param first: first day of the month
    :param times: the company's number
    :param five: in a month with five Fridays, ``FOUR``: the same number is enough, and
        is paid once; ``ALL``: it takes every Friday

    >>> needed(date(2026, 5, 1)), needed(date(2026, 5, 1), five=ALL)
    (4, 5)
    >>> needed(date(2026, 3, 1), five=ALL)
    4
    """
    number = len(fridays(first))
    return number if five == ALL and number > 4 else times


def earned(named: int, first: date, times: int = 4, five: str = FOUR) -> bool:
    """Was somebody named often enough in this month? It counts once, however often.

    >>> earned(3, date(2026, 5, 1)), earned(5, date(2026, 5, 1))
    (False, True)
    """
    return named >= needed(first, times, five)
