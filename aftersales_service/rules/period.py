"""Periods of a warranty: when they start, when they end, whether a day lies inside.

What isn't known is a span between the earliest and the latest it can be, so that a
missing date never counts against the customer: a period is over only if it is over
whatever the date turns out to be.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, timedelta

from .calendar import NoWorkingTime

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"
#: Facts from which a period may start, each with those that can't be later than it
START_EVENTS = {
    "ex_factory": (),
    "invoice": ("ex_factory",),
    "delivery": ("invoice", "ex_factory"),
    "registration": ("invoice", "ex_factory"),
    "installation": ("delivery", "invoice", "ex_factory"),
    "repair": (),
}


def every(results):
    """All of these hold: failed if one fails, unknown if one is unknown."""
    results = set(results)
    if FAILED in results:
        return FAILED
    return UNKNOWN if UNKNOWN in results else PASSED


def either(results):
    """One of these holds: passed if one does, unknown if one may."""
    results = set(results)
    if PASSED in results:
        return PASSED
    return UNKNOWN if UNKNOWN in results else FAILED


def known(value):
    """The result of a yes, a no, or nothing known (None)."""
    return UNKNOWN if value is None else PASSED if value else FAILED


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a cover goes, whichever is reached first; 0 or None: no such limit.

    :param until: last day that is printed on a card or agreed in a contract
    """

    months: int = 0
    days: int = 0
    km: int = 0
    hours: float = 0
    until: date | None = None

    def __bool__(self):
        return bool(
            self.months or self.days or self.km or self.hours or self.until is not None
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A day that is known, or the earliest and the latest that it can be (None: open).

    :param event: the fact that it is
    """

    first: date | None
    last: date | None
    event: str = ""

    @property
    def day(self):
        """The day, if it is known."""
        return self.first if self.first == self.last else None


@dataclass(frozen=True, slots=True)
class Start:
    """From when a cover runs.

    :param event: one of ``START_EVENTS``
    :param cap_months: at the latest so many months after the product left the factory;
        0: no cap
    """

    event: str = "delivery"
    cap_months: int = 0

    def span(self, dates: Mapping[str, date]) -> Span:
        """The day of the start, as far as these dates tell.

        Who wants to rely on the cap has to know when the product left the factory.
        """
        day = dates.get(self.event)
        if day:
            first = last = day
        else:
            earlier = (dates.get(event) for event in START_EVENTS[self.event])
            first, last = next(filter(None, earlier), None), None
        left = dates.get("ex_factory")
        if self.cap_months and left:
            cap = add_months(left, self.cap_months)
            first = min(first or left, cap)
            last = min(last or cap, cap)
        return Span(first, last, self.event)


def add_months(day: date, months: int) -> date:
    """The corresponding day of a later month, or its last one (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """A day so many days later or earlier, as far as dates go."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def last_day(start: date, limits: Limits, calendar=None, pauses=()):
    """The last day of a cover by its dates; None if it has no end in time.

    The first day isn't counted (民法典 201); an end on a day off moves to the next
    workday (民法典 203). A day that is printed or agreed stays where it is.

    :param calendar: ``rules.calendar.Calendar``; None: ends don't move
    :param pauses: (first day, number of days) that don't count, such as repairs, in
        order; first day None: not known. One that begins after the end changes nothing.
    """
    return _end(start, limits, calendar, pauses)[0]


def _end(start, limits, calendar, pauses):
    """Last day of a cover, and how many days of pauses are in it."""
    ends = []
    if limits.months:
        ends.append(add_months(start, limits.months))
    if limits.days:
        ends.append(add_days(start, limits.days))
    if not ends:
        return limits.until, 0
    end, extra = min(ends), 0
    for begun, days in pauses:
        if begun is None or begun <= end:
            end = add_days(end, days)
            extra += days
    if calendar:
        end = _workday(end, calendar)
    return (min(end, limits.until) if limits.until else end), extra


def _workday(day, calendar):
    """This day, or the next one on which work is done."""
    try:
        return day if calendar.is_workday(day) else calendar.next_workday(day)
    except (NoWorkingTime, OverflowError):
        return day


@dataclass(frozen=True, slots=True)
class Usage:
    """What a product has run, from 0 or from a repair on; None: not known."""

    km: float | None = None
    hours: float | None = None

    def since(self, km, hours):
        """What it has run since it showed these."""
        return replace(
            self,
            km=None if None in (self.km, km) else self.km - km,
            hours=None if None in (self.hours, hours) else self.hours - hours,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One limit of a cover, compared.

    :param what: time, km or hours
    :param start: ``Span`` of the start; of time only
    :param end: last day, if it is known for certain
    :param limit: km or hours
    :param value: what the product has run
    :param extra: days in the period that don't count
    """

    what: str
    result: str
    start: Span | None = None
    end: date | None = None
    limit: float = 0
    value: float | None = None
    extra: int = 0


def checks(limits, start, day, usage, calendar=None, pauses=()):
    """Compare a day and a reading with each limit of a cover.

    :param start: ``Span``
    :param day: day of the request
    :param usage: ``Usage`` since the start
    :return: list of ``Check``; empty if there is no limit
    """
    found = []
    if limits.months or limits.days or limits.until:
        found.append(_time_check(limits, start, day, calendar, pauses))
    for what in ("km", "hours"):
        limit, value = getattr(limits, what), getattr(usage, what)
        if limit:
            inside = None if value is None else value <= limit
            found.append(Check(what, known(inside), limit=limit, value=value))
    return found


def _time_check(limits, start, day, calendar, pauses):
    if not (limits.months or limits.days):
        result = known(day <= limits.until)
        return Check("time", result, start=start, end=limits.until)
    earliest = latest = None
    extra = 0
    if start.first:
        earliest, extra = _end(start.first, limits, calendar, pauses)
    if start.last == start.first:
        latest = earliest
    elif start.last:
        latest, extra = _end(start.last, limits, calendar, pauses)
    if earliest and day <= earliest:
        result = PASSED
    elif latest and day > latest or limits.until and day > limits.until:
        result = FAILED
    else:
        result = UNKNOWN
    # a day that is printed ends it, however late it started
    end = earliest if earliest in (latest, limits.until) else None
    return Check("time", result, start=start, end=end, extra=extra)


def after_workdays(day: date, count: int, calendar) -> date | None:
    """The last of so many workdays after a day; None if there is no such limit."""
    for _step in range(count):
        day = calendar.next_workday(day)
    return day if count else None
