"""What breaches of a person cost in a calendar month, and what that comes to (S6-5, 6).

A breach costs 2 points, from the fifth of the month on 5 each, a failed big clean-up
10; one point is 2 CNY. These numbers belong to the version of the checklist by which a
breach was found, so one month may hold breaches of several versions.

Two questions that the regulation leaves open are settled here:

* "Five or more in the month: 5 each" is either meant for the fifth breach and those
  after it, or for all of the month once there are five: ``Tariff.mode``.
* A failed clean-up is a breach and moves the others up by one, but it always costs
  its own number of points, however many there were before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo.addons.aftersales_service.rules import period

FROM_NTH = "from_nth"
ALL = "all"
ANNULLED = "annulled"
SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Tariff:
    """The numbers of one version of a checklist.

    :param breach: points of one breach
    :param repeat_from: from the how-many-th breach of a month on it costs ``repeat``;
        0: never
    :param mode: ``FROM_NTH`` or ``ALL``
    :param cleanup: points of a failed big clean-up
    :param value: CNY of one point
    """

    breach: float = 2.0
    repeat_from: int = 5
    repeat: float = 5.0
    mode: str = FROM_NTH
    cleanup: float = 10.0
    value: float = 2.0


#: The numbers of the regulation, for breaches that were found by no checklist
STANDARD = Tariff()


class Finding(NamedTuple):
    """A breach as it was read, in the order of the columns.

    :param tariff: id of the version of the checklist, or None
    :param item: id of the item, or None
    :param pillar: which S
    :param points: what it is held to cost so far
    :param number: which breach of the month it is held to be so far
    """

    id: int
    employee: int
    area: int
    tariff: int | None = None
    item: int | None = None
    is_cleanup: bool | None = False
    pillar: str = "shine"
    state: str = "open"
    points: float | None = None
    number: int | None = None


class Sum(NamedTuple):
    """Breaches, those of safety among them, points, and what they are worth in CNY."""

    breaches: int
    safety: int
    points: float
    money: float


NOTHING = Sum(0, 0, 0.0, 0.0)


class Change(NamedTuple):
    """A finding that costs something else than it is held to."""

    id: int
    number: int
    points: float


def points_of(tariff: Tariff, number: int, total: int, own=0.0, is_cleanup=False):
    """What one breach costs.

    :param number: the how-many-th of the person in the month it is
    :param total: how many the person had in the month
    :param own: points of the item itself, instead of ``tariff.breach``; 0: none

    >>> [points_of(STANDARD, number, 6) for number in (1, 4, 5, 6)]
    [2.0, 2.0, 5.0, 5.0]
    >>> points_of(STANDARD, 6, 6, is_cleanup=True), points_of(STANDARD, 1, 1, own=3.0)
    (10.0, 3.0)
    """
    if is_cleanup:
        return tariff.cleanup
    reached = total if tariff.mode == ALL else number
    if 0 < tariff.repeat_from <= reached:
        return tariff.repeat
    return own or tariff.breach


def month_scores(
    findings: Iterable[Finding],
    tariffs: Mapping[int, Tariff],
    item_points: Mapping[int, float],
) -> tuple[dict[tuple[int, int], Sum], list[Change]]:
    """Score the breaches of one calendar month.

    Annulled ones cost nothing, and those after them move up.

    :param findings: in the order in which they were found; plain tuples will do
    :param tariffs: version of a checklist → its numbers
    :param item_points: item → points of its own, where it has any
    :return: (employee, area) → sum, and what has to be written anew
    """
    sums, changes = {}, []
    by_employee = defaultdict(list)
    for row in findings:
        by_employee[row[1]].append(row)
    for employee, rows in by_employee.items():
        total = sum(row[7] != ANNULLED for row in rows)
        number = 0
        own = {}
        for id_, _who, area, tariff, item, cleanup, pillar, state, held, place in rows:
            if state == ANNULLED:
                if held or place:
                    changes.append(Change(id_, 0, 0.0))
                continue
            number += 1
            numbers = tariffs.get(tariff, STANDARD)
            points = points_of(
                numbers, number, total, item_points.get(item, 0.0), cleanup
            )
            if points != held or number != place:
                changes.append(Change(id_, number, points))
            line = own.get(area)
            if line is None:
                line = own[area] = [0, 0, 0.0, 0.0]
            line[0] += 1
            line[1] += pillar == SAFETY
            line[2] += points
            line[3] += points * numbers.value
        for area, (breaches, safety, points, money) in own.items():
            sums[employee, area] = Sum(
                breaches, safety, round(points, 1), round(money, 2)
            )
    return sums, changes


def by_person(sums: Mapping[tuple[int, int], Sum]) -> dict[int, Sum]:
    """The sums of all areas of each person.

    >>> by_person({(1, 7): Sum(2, 0, 4.0, 8.0), (1, 8): Sum(1, 1, 2.0, 4.0)})
    {1: Sum(breaches=3, safety=1, points=6.0, money=12.0)}
    """
    found = {}
    for (employee, _area), one in sums.items():
        before = found.get(employee)
        if before is None:
            found[employee] = one
        else:
            found[employee] = Sum(
                before.breaches + one.breaches,
                before.safety + one.safety,
                round(before.points + one.points, 1),
                round(before.money + one.money, 2),
            )
    return found


def month_of(moment: datetime, zone: str) -> date:
    """First day of the calendar month of a moment (naive UTC) in a zone.

    >>> month_of(datetime(2026, 3, 31, 15, 59, 59), "Asia/Shanghai")
    datetime.date(2026, 3, 1)
    >>> month_of(datetime(2026, 3, 31, 16, 0), "Asia/Shanghai")
    datetime.date(2026, 4, 1)
    """
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.date().replace(day=1)


def month_end(first: date, zone: str) -> datetime:
    """The last second of a month in a zone, naive UTC.

    >>> month_end(date(2028, 2, 1), "Asia/Shanghai")
    datetime.datetime(2028, 2, 29, 15, 59, 59)
    """
    after = period.add_months(first, 1)
    midnight = datetime(after.year, after.month, 1, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None) - timedelta(seconds=1)
