"""Working time: which days and which minutes of a company count.

A calendar knows the weekly hours, the public holidays and the weekend days that are
worked instead of a bridge day (调休). Moments are naive UTC, as Odoo stores them; days
and hours are those of the calendar's zone, so a day has 23 or 25 hours when the clocks
change.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
#: A limit that finds no working time for so many days has a calendar without any.
HORIZON = 3660

Interval = tuple[datetime, datetime]
#: Working hours of one day: pairs of minutes after midnight
Hours = tuple[tuple[int, int], ...]


class NoWorkingTime(ValueError):
    """The calendar has no working time within the horizon."""


def subtract(intervals: Iterable[Interval], gaps: Iterable[Interval]):
    """What is left of sorted intervals without the gaps, which may overlap."""
    gaps = sorted(gaps)
    for start, end in intervals:
        for gap_start, gap_end in gaps:
            if gap_start >= end:
                break
            if gap_end <= max(start, gap_start):
                continue
            if start < gap_start:
                yield start, gap_start
            start = max(start, gap_end)
            if start >= end:
                break
        if start < end:
            yield start, end


@dataclass(frozen=True, eq=False, slots=True)
class Calendar:
    """When a company works.

    :param tz: name of the zone, such as ``Asia/Shanghai``
    :param hours: seven ``Hours``, Monday first; or fourteen for calendars that
        alternate, the week of even type first
    :param holidays: days without work
    :param workdays: day → weekday (0 = Monday) whose hours it has, or None for its own
        hours, else those of the first weekday that has any
    :param closures: further times without work
    :param always: time counts around the clock; hours and holidays then only tell
        which days are workdays
    """

    tz: str
    hours: tuple[Hours, ...]
    holidays: frozenset[date] = frozenset()
    workdays: Mapping[date, int | None] = field(default_factory=dict)
    closures: tuple[Interval, ...] = ()
    always: bool = False
    _days: dict[date, tuple[Interval, ...]] = field(default_factory=dict)

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment lies in the calendar's zone."""
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.tz))
        return local.date()

    def moment(self, day: date, minute: int = 0) -> datetime:
        """The moment at so many minutes after midnight of a day, as its clocks show."""
        days, minute = divmod(minute, 24 * 60)
        clock = time(*divmod(minute, 60), tzinfo=ZoneInfo(self.tz))
        local = datetime.combine(day + days * DAY, clock)
        return local.astimezone(UTC).replace(tzinfo=None)

    def hours_on(self, day: date) -> Hours:
        """Weekly hours of a day, holidays and worked weekends considered."""
        if day in self.workdays:
            return self._hours_of_workday(day)
        return () if day in self.holidays else self._weekly_hours(day)

    def _weekly_hours(self, day: date, weekday: int | None = None) -> Hours:
        weekday = day.weekday() if weekday is None else weekday
        # Odoo's resource calendar counts its two kinds of week in the same way
        week = (day.toordinal() - 1) // 7 % (len(self.hours) // 7)
        return self.hours[week * 7 + weekday]

    def _hours_of_workday(self, day: date) -> Hours:
        like = self.workdays[day]
        candidates = [day.weekday() if like is None else like, *range(7)]
        found = (self._weekly_hours(day, weekday) for weekday in candidates)
        return next((hours for hours in found if hours), ())

    def working_time(self, day: date) -> tuple[Interval, ...]:
        """Intervals of work on a day, closures taken out."""
        if day not in self._days:
            shifts = [
                (self.moment(day, start), self.moment(day, end))
                for start, end in self.hours_on(day)
            ]
            self._days[day] = tuple(subtract(shifts, self.closures))
        return self._days[day]

    def is_workday(self, day: date) -> bool:
        """Is any work done on this day?"""
        return bool(self.working_time(day))

    def close_of(self, day: date) -> datetime:
        """When a day ends: close of business, or 24:00 (民法典 203)."""
        if not self.always and self.is_workday(day):
            return self.working_time(day)[-1][1]
        return self.moment(day + DAY)

    def midnight_after(self, moment: datetime) -> datetime:
        """24:00 of the day on which a moment lies."""
        return self.moment(self.day_of(moment) + DAY)

    def next_workday(self, day: date) -> date:
        """The first workday after a day."""
        for _step in range(HORIZON):
            day += DAY
            if self.is_workday(day):
                return day
        raise NoWorkingTime(self.tz)

    def counted_from(self, moment: datetime) -> Iterator[Interval]:
        """Intervals that count, from a moment on, without end."""
        if self.always:
            yield moment, datetime.max
            return
        # a night shift of the day before may still be on
        day = self.day_of(moment) - DAY
        idle = 0
        while idle < HORIZON:
            idle += 1
            for start, end in self.working_time(day):
                if end > moment:
                    idle = 0
                    yield max(start, moment), end
            day += DAY
        raise NoWorkingTime(self.tz)

    def elapsed(
        self, start: datetime, end: datetime, pauses: Iterable[Interval] = ()
    ) -> timedelta:
        """Counted time between two moments, pauses left out; nothing if reversed."""
        counted = takewhile(lambda i: i[0] < end, self.counted_from(start))
        within = ((begin, min(finish, end)) for begin, finish in counted)
        left = subtract(within, list(pauses))
        return sum((finish - begin for begin, finish in left), timedelta())

    def advance(
        self, start: datetime, span: timedelta, pauses: Iterable[Interval] = ()
    ) -> datetime:
        """The moment at which a span of counted time has passed, pauses left out."""
        pauses = list(pauses)
        left = span
        for interval in self.counted_from(start):
            for begin, end in subtract([interval], pauses):
                if end - begin >= left:
                    return begin + left
                left -= end - begin
        raise NoWorkingTime(self.tz)

    def last_day(self, start: datetime, value: int, unit: str, roll_over: bool) -> date:
        """The day on which a limit in days ends.

        The day it starts on isn't counted (民法典 201). With ``roll_over``, an end on a
        day without work moves to the next workday (民法典 203).

        :param unit: ``day`` counts calendar days, ``workday`` only workdays
        """
        day = self.day_of(start)
        if unit == "workday":
            for _step in range(value):
                day = self.next_workday(day)
            return day
        day += value * DAY
        if roll_over and not self.is_workday(day):
            day = self.next_workday(day)
        return day


#: Around the clock, every day a workday
ALWAYS = Calendar(tz="UTC", hours=(((0, 24 * 60),),) * 7, always=True)
