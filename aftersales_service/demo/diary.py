"""The story as it is written down: requests, and what happened to them when.

Moments are relative to the day on which the demo is installed, in Shanghai time:

============== =================================================================
``-2:25``      so long before the installation
``W-3 09:14``  on the third workday before today
``R-1 10:20``  on the last day before today that is no workday
``D-3 02:17``  three days before today
``T+1 09:00``  so many days after today; ``T+0``: today, or soon if that is past
``N+1 09:00``  on the first workday after today
``+1:40``      so long after the step before
``1d 09:10``   one day after the step before; ``0d``: on the same day
``1w 09:10``   on the first workday after the step before
============== =================================================================
"""

import csv
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent / "story"
ZONE = ZoneInfo("Asia/Shanghai")
#: So close to now nobody arrives any more
SOON = timedelta(minutes=30)


def read(name):
    """Rows of one table of the story, as dicts."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does; ``at`` and ``then`` are naive UTC."""

    at: datetime
    request: str
    who: str
    does: str
    what: str = ""
    then: datetime | None = None
    text: str = ""


class Calendar:
    """Moments of the story on the calendar of the company.

    :param now: the installation, naive UTC
    :param is_workday: function of a date
    """

    def __init__(self, now, is_workday):
        self.now = now.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(ZONE)
        self.is_workday = is_workday

    def moment(self, text, before=None):
        """The moment (naive UTC) that a text names.

        :param before: the moment of the step before, naive UTC
        """
        before = before and before.replace(tzinfo=UTC).astimezone(ZONE)
        day, _space, clock = text.rpartition(" ")
        if not day:
            sign, span = text[0], self._span(text[1:])
            moment = before + span if sign == "+" else self.now - span
        else:
            hour, minute = map(int, clock.split(":"))
            date = self._day(day, before)
            moment = datetime(
                date.year, date.month, date.day, hour, minute, tzinfo=ZONE
            )
            if day == "T+0" and moment < self.now + SOON:
                moment = self.now + 3 * SOON
                moment -= timedelta(minutes=moment.minute % 30)
        return moment.astimezone(UTC).replace(tzinfo=None)

    @staticmethod
    def _span(text):
        hours, colon, minutes = text.rpartition(":")
        return timedelta(hours=int(hours or 0), minutes=int(minutes))

    def _day(self, text, before):
        today = self.now.date()
        kind = text[0]
        if kind in "WRN":
            wanted = kind != "R"
            step = timedelta(days=1 if kind == "N" else -1)
            return self._nth(today, int(text[2:]), step, wanted)
        if kind in "DT":
            return today + timedelta(days=int(text[1:]))
        count, kind = int(text[:-1]), text[-1]
        if kind == "w":
            return self._nth(before.date(), count, timedelta(days=1), True)
        return before.date() + timedelta(days=count)

    def _nth(self, day, count, step, wanted):
        while count:
            day += step
            count -= self.is_workday(day) == wanted
        return day


class Diary:
    """Everything that happened up to now, in the order in which it happened."""

    def __init__(self, calendar):
        self.calendar = calendar
        self.requests = {row["key"]: row for row in read("requests")}
        self.courses = self._grouped(read("courses"), "course")
        self.journal = self._grouped(read("journal"), "request")

    @staticmethod
    def _grouped(rows, name):
        found = {}
        for row in rows:
            found.setdefault(row[name], []).append(row)
        return found

    def steps(self):
        """All steps; what would lie in the future hasn't happened yet."""
        steps = [step for key in self.requests for step in self._steps_of(key)]
        return sorted(steps, key=lambda step: step.at)

    def _steps_of(self, key):
        request = self.requests[key]
        now = self.calendar.moment("-0")
        at = self.calendar.moment(request["at"])
        yield Step(at, key, request["clerk"], "registered")
        for row, shift in self._rows(request):
            before, at = at, self.calendar.moment(row["at"], at) + shift
            at = max(at, before + timedelta(minutes=1)) if shift else at
            if at > now:
                return
            then = row["then"] and self.calendar.moment(row["then"], at)
            step = Step(
                at, key, row["who"], row["does"], row["what"], then or None, row["text"]
            )
            yield replace(step, what=step.what.format(**request))

    def _rows(self, request):
        """Rows of this request, each with how much later than written it happened."""
        for course in filter(None, request["courses"].split("+")):
            yield from self._course(request, course, request["until"])
        for row in self.journal.get(request["key"], []):
            if row["does"] == "course":
                yield from self._course(request, row["what"], row["text"])
            else:
                yield row, timedelta()

    def _course(self, request, course, until):
        """Rows of a usual course of things, as far as it went."""
        for number, row in enumerate(self.courses[course]):
            # nobody is punctual to the minute; the same at each installation
            seed = zlib.crc32(f"{request['key']}{course}{number}".encode())
            yield row, timedelta(minutes=seed % int(row["within"] or 1))
            if row["does"] == until:
                break
