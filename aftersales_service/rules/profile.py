"""Profiles: how a cell of a CSV file reads, and why a record is not as shipped."""

import math
import re
from dataclasses import dataclass
from datetime import date

#: Why a record differs from the profile
OWN, EDITED, SHIPPED, BOTH = "own", "edited", "shipped", "both"
DAY_HOURS = 24
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DAYS = re.compile(r"([1-7])(?:-([1-7]))?")


class BadCell(ValueError):
    """A cell that can't be read; ``expected`` says what should stand there."""

    def __init__(self, expected):
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: ``name``, ``name@zh_CN``, ``type_ids:id``, ``x:hours``.

    :param field: name of the field
    :param form: empty for a plain value, ``id`` for names of other records of the
        profile, ``hours`` for weekly working hours
    :param lang: language of a translation, else empty
    """

    field: str
    form: str = ""
    lang: str = ""

    @classmethod
    def parse(cls, head):
        """Read the head of a column."""
        field, _at, lang = head.partition("@")
        field, _colon, form = field.partition(":")
        return cls(field, form, lang)


def names(text):
    """Names in a cell, separated by commas, in their order."""
    return [name.strip() for name in text.split(",") if name.strip()]


def read(kind, text, options=()):
    """Value of a plain cell.

    :param kind: type of the field: boolean, integer, float, date, selection, else text
    :param options: the values that a selection knows
    :return: the value; False for an empty cell
    :raise BadCell: it can't be read as that type
    """
    text = text.strip()
    reader = READERS.get(kind)
    if kind == "selection" and text and text not in options:
        raise BadCell("selection")
    if not text or not reader:
        return text or False
    try:
        return reader(text)
    except (KeyError, ValueError) as error:
        raise BadCell(kind) from error


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


READERS = {
    "boolean": {"0": False, "1": True}.__getitem__,
    "integer": int,
    "float": _finite,
    "date": date.fromisoformat,
}


def working_hours(text):
    """Weekly working hours.

    :param text: days and spans, weeks separated by semicolons, such as
        ``1-5 09:00-12:00 13:00-18:00; 6 09:00-12:00`` (1 = Monday)
    :return: sorted list of (weekday, from, to), 0 = Monday, hours as floats
    :raise BadCell: a day or a span can't be read, or spans overlap
    """
    hours = set()
    for part in filter(None, (part.strip() for part in text.split(";"))):
        days, *spans = part.split()
        found = _DAYS.fullmatch(days)
        if not found or not spans:
            raise BadCell("hours")
        first, last = int(found[1]), int(found[2] or found[1])
        for span in spans:
            start, end = _span(span)
            hours |= {(day - 1, start, end) for day in range(first, last + 1)}
    ordered = sorted(hours)
    if not ordered or any(
        day == next_day and end > start
        for (day, _start, end), (next_day, start, _end) in zip(
            ordered, ordered[1:], strict=False
        )
    ):
        raise BadCell("hours")
    return ordered


def _span(text):
    """Start and end of ``09:00-12:00`` as hours."""
    found = _SPAN.fullmatch(text)
    if not found:
        raise BadCell("hours")
    hour, minute, end_hour, end_minute = map(int, found.groups())
    start, end = hour + minute / 60, end_hour + end_minute / 60
    if max(minute, end_minute) > 59 or not start < end <= DAY_HOURS:
        raise BadCell("hours")
    return start, end


def cause(then, now, kept):
    """Why a record of the company is not what the profile says.

    :param then: the cell when it was loaded; None if this cell was never loaded
    :param now: the cell of today's profile
    :param kept: whether the company still has what was loaded
    :return: OWN: the company had it before; EDITED: the company changed it; SHIPPED:
        the profile changed since; BOTH
    """
    if then is None:
        return OWN
    if then == now:
        return EDITED
    return SHIPPED if kept else BOTH


def hours_text(hours):
    """Weekly working hours as a person writes them, days of equal hours together."""
    days = {}
    for day, start, end in hours:
        days.setdefault(day, []).append(f"{_clock(start)}-{_clock(end)}")
    runs = []
    for day, spans in sorted(days.items()):
        if runs and runs[-1][1] == day - 1 and runs[-1][2] == spans:
            runs[-1][1] = day
        else:
            runs.append([day, day, spans])
    return "; ".join(
        f"{first + 1}-{last + 1} {' '.join(spans)}"
        if first != last
        else f"{first + 1} {' '.join(spans)}"
        for first, last, spans in runs
    )


def _clock(hours):
    return f"{int(hours):02d}:{round(hours % 1 * 60):02d}"
