"""Rhythm of rounds (S6-3): the days of a plan, and from when to when its rounds are.

| rhythm       | a round                                                          |
|--------------|------------------------------------------------------------------|
| shift        | in each block of working hours of a day                          |
| daily        | each day                                                         |
| twice_daily  | each day in each of two spans                                    |
| weekly       | on a day of the week                                             |
| half_monthly | by the 15th and by the last of the month                         |
| month_end    | by the last of the month                                         |
| cleanup      | Thursday after work, or at the week's last closing time, or both |

Days are those of the company's calendar: its holidays and worked weekends (调休).
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from odoo.addons.aftersales_service.rules.calendar import Calendar

DAY = timedelta(days=1)
WEEK = 7
THURSDAY, SUNDAY = 3, 6
HALF = 15
DAY_MINUTES = 24 * 60

SHIFT, DAILY, TWICE = "shift", "daily", "twice_daily"
WEEKLY, HALF_MONTHLY, MONTH_END = "weekly", "half_monthly", "month_end"
CLEANUP, ALWAYS = "cleanup", "always"
#: What happens to a round whose day isn't worked
BEFORE, SKIP, SAME = "before", "skip", "same"
#: When a company has its big clean-up; the source names two days (S6-3)
CLEANUP_DAYS = {
    "thursday": (THURSDAY,),
    "weekend": (SUNDAY,),
    "both": (THURSDAY, SUNDAY),
    "none": (),
}
#: A clean-up is about the place, not about what people do in it
PLACE = frozenset({"sort", "set_in_order", "shine", "standardise"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a plan.

    :param spans: pairs of minutes after midnight; an end that isn't after its start is
        on the next day
    :param weekday: of a weekly plan, 0 = Monday
    :param off_day: ``before`` moves a round to the nearest workday before within its
        week, half month or month, or else to the first one after; ``skip`` leaves it
        out; ``same`` keeps it
    :param cleanup: key of ``CLEANUP_DAYS``
    """

    rhythm: str
    spans: tuple[tuple[int, int], ...] = ((0, DAY_MINUTES),)
    weekday: int = 0
    off_day: str = BEFORE
    valid_from: date | None = None
    valid_to: date | None = None
    cleanup: str = "both"


@dataclass(frozen=True, slots=True)
class Slot:
    """One round: ``key`` names its period, which it keeps if its day moves.

    ``start`` and ``due`` are naive UTC.
    """

    key: str
    day: date
    start: datetime
    due: datetime


def slots(plan: Plan, calendar: Calendar, first: date, last: date) -> list[Slot]:
    """Rounds of a plan on the days from first to last, both included, in order."""
    first = max(first, plan.valid_from or first)
    last = min(last, plan.valid_to or last)
    if first > last:
        return []
    found = sorted(
        MAKERS[plan.rhythm](plan, calendar, first, last),
        key=lambda slot: (slot.day, slot.start, slot.key),
    )
    return [slot for slot in found if first <= slot.day <= last]


def asks(round_rhythm: str, item_rhythm: str, pillar: str) -> bool:
    """Does a planned round of own areas, or a clean-up, ask this item?"""
    if round_rhythm == CLEANUP and pillar in PLACE:
        return True
    return item_rhythm in (ALWAYS, round_rhythm)


def workday_for(
    plan: Plan, calendar: Calendar, target: date, begin: date, end: date
) -> date | None:
    """The day on which a round meant for ``target`` takes place.

    :param begin: first day of the period that the round is for
    :param end: its last day
    """
    if plan.off_day == SAME or calendar.is_workday(target):
        return target
    if plan.off_day == SKIP:
        return None
    earlier = _days(target - DAY, begin, -1)
    later = _days(target + DAY, end)
    candidates = (*earlier, *later)
    return next((day for day in candidates if calendar.is_workday(day)), None)


def _days(first: date, last: date, step: int = 1) -> Iterator[date]:
    while (last - first).days * step >= 0:
        yield first
        first += step * DAY


def _slot(calendar: Calendar, key: str, day: date, span: tuple[int, int]) -> Slot:
    start, due = span
    if due <= start:
        due += DAY_MINUTES
    return Slot(key, day, calendar.moment(day, start), calendar.moment(day, due))


def _each_day(plan, calendar, first, last):
    for day in _days(first, last):
        if plan.off_day != SAME and not calendar.is_workday(day):
            continue
        if plan.rhythm == DAILY:
            yield _slot(calendar, day.isoformat(), day, plan.spans[0])
            continue
        for number, span in enumerate(plan.spans, 1):
            yield _slot(calendar, f"{day.isoformat()}#{number}", day, span)


def _each_shift(plan, calendar, first, last):
    for day in _days(first, last):
        for number, (start, end) in enumerate(calendar.working_time(day), 1):
            yield Slot(f"{day.isoformat()}#{number}", day, start, end)


def _weeks(first: date, last: date) -> Iterator[tuple[str, date]]:
    """Name and Monday of the weeks that have one of these days."""
    monday = first - first.weekday() * DAY
    while monday <= last:
        year, week, _weekday = monday.isocalendar()
        yield f"{year}-W{week:02}", monday
        monday += WEEK * DAY


def _each_week(plan, calendar, first, last):
    for key, monday in _weeks(first, last):
        target, end = monday + plan.weekday * DAY, monday + SUNDAY * DAY
        day = workday_for(plan, calendar, target, monday, end)
        if day:
            yield _slot(calendar, key, day, plan.spans[0])


def _months(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of the months that have one of these days."""
    begin = first.replace(day=1)
    while begin <= last:
        end = begin.replace(day=monthrange(begin.year, begin.month)[1])
        yield f"{begin:%Y-%m}", begin, end
        begin = end + DAY


def _each_half(plan, calendar, first, last):
    for key, begin, end in _months(first, last):
        middle = begin.replace(day=HALF)
        for number, (start, target) in enumerate(
            ((begin, middle), (middle + DAY, end)), 1
        ):
            day = workday_for(plan, calendar, target, start, target)
            if day:
                yield _slot(calendar, f"{key}.{number}", day, plan.spans[0])


def _each_month(plan, calendar, first, last):
    for key, begin, end in _months(first, last):
        day = workday_for(plan, calendar, end, begin, end)
        if day:
            yield _slot(calendar, key, day, plan.spans[0])


def _each_cleanup(plan, calendar, first, last):
    for key, monday in _weeks(first, last):
        done = set()
        for weekday in CLEANUP_DAYS[plan.cleanup]:
            target, end = monday + weekday * DAY, monday + SUNDAY * DAY
            day = workday_for(plan, calendar, target, monday, end)
            if not day or day in done:
                continue  # in a short week both may fall on one day
            done.add(day)
            slot = _slot(calendar, f"{key}.{weekday + 1}", day, plan.spans[0])
            yield _after_work(calendar, slot) if weekday == THURSDAY else slot


def _after_work(calendar: Calendar, slot: Slot) -> Slot:
    """The slot as long as it is, from closing time on."""
    if calendar.always or not calendar.is_workday(slot.day):
        return slot
    start = calendar.close_of(slot.day)
    return Slot(slot.key, slot.day, start, start + (slot.due - slot.start))


MAKERS = {
    SHIFT: _each_shift,
    DAILY: _each_day,
    TWICE: _each_day,
    WEEKLY: _each_week,
    HALF_MONTHLY: _each_half,
    MONTH_END: _each_month,
    CLEANUP: _each_cleanup,
}
