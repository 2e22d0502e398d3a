"""How far each cover of a product reaches and how much of it is used up (WAR-1, WAR-8).

For the pages and papers that its owner reads. No request, no clock, no database: the
facts of the product and its policy in; ends, shares and states out.
"""

from dataclasses import dataclass
from datetime import date

from .cover import repair_pauses, whole_covers
from .period import Limits, Start, last_day
from .warranty_facts import Facts, Line, Policy, Promise

COVERED, ENDED, UNKNOWN, NONE = "covered", "ended", "unknown", "none"
#: Share of a limit (%) from which on its owner should know that it ends soon
NEAR = 90


@dataclass(frozen=True, slots=True)
class Cover:
    """One line of a policy, or a promise, for one product.

    :param start: the day it began; None: not known
    :param end: its last day; None: not known, or no limit in time
    :param event: the fact it begins with
    """

    limits: Limits
    start: date | None
    end: date | None
    event: str
    line: Line | None = None
    promise: Promise | None = None

    @property
    def waits(self):
        """Can its end not be told: without its start, or because none is stated?"""
        timed = self.limits.months or self.limits.days
        return self.end is None and bool(timed or not self.limits)


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of one limit is used: days since the start, km or hours.

    :param value: None: nobody has read it yet
    """

    what: str
    value: float | None
    limit: float

    @property
    def percent(self):
        """The share that is used, 0 to 100."""
        if self.value is None:
            return 0
        return max(0, min(100, int(self.value * 100 // self.limit)))

    @property
    def state(self):
        """``ended`` beyond the limit, ``near`` shortly before, else ``covered``."""
        if self.value is not None and self.value > self.limit:
            return ENDED
        return "near" if self.percent >= NEAR else COVERED


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the whole product: free repair (包修) or exchange and refund (三包).

    :param event: the fact that is missing while the state is ``unknown``
    :param limits: ``Limits`` of the cover that reaches furthest
    """

    state: str
    start: date | None = None
    end: date | None = None
    event: str = ""
    bars: tuple[Bar, ...] = ()
    limits: Limits = Limits()


def covers(policy: Policy, facts: Facts) -> list[Cover]:
    """Every line of a policy for one product, in the order of the policy.

    Work is warranted from its completion, whatever the policy begins with.
    """
    work = Start("repair")
    return [
        _cover(
            policy,
            line.limits,
            work
            if line.component_class == "workmanship"
            else line.start or policy.start,
            facts,
            line=line,
        )
        for line in policy.lines
    ]


def promised(policy: Policy | None, facts: Facts) -> list[Cover]:
    """What a card or a contract promises for this product, proven or not."""
    start = policy.start if policy else Start()
    return [
        _cover(policy, promise.limits, promise.start or start, facts, promise=promise)
        for promise in facts.promises
    ]


def whole(policy: Policy | None, facts: Facts, name: str) -> list[Cover]:
    """The covers that make up a period of the whole product.

    :param name: ``repair`` or ``remedy``
    """
    return [
        _cover(policy, limits, start, facts, promise=promise)
        for limits, start, promise in whole_covers(policy, facts, name)
    ]


def _cover(policy, limits, start, facts, **of):
    day = start.span(facts.dates).day
    end = limits.until
    if day or not (limits.months or limits.days):
        pauses = repair_pauses(policy, facts) if policy else ()
        end = last_day(day or date.max, limits, facts.calendar, pauses)
    return Cover(limits, day, end, start.event, **of)


def period(found: list[Cover], today: date, used: dict[str, float | None]) -> Period:
    """What is left of a period: of several covers the one that reaches furthest.

    :param found: as ``whole`` gives them
    :param used: ``km`` and ``hours`` that the product has run; None: not read yet
    """
    if not found:
        return Period(NONE)
    lasting = any(cover.end is None and not cover.waits for cover in found)
    ends = [cover.end for cover in found if cover.end and not lasting]
    end = max(ends, default=None)
    last = next((cover for cover in found if cover.end == end), found[0])
    start = last.start
    bars = []
    if start and end and start < end:
        bars.append(Bar("time", (today - start).days, (end - start).days))
    for what in ("km", "hours"):
        limits = [getattr(cover.limits, what) for cover in found]
        if all(limits):
            bars.append(Bar(what, used.get(what), max(limits)))
    waiting = next((cover for cover in found if cover.waits), None)
    if end and today > end or any(bar.state == ENDED for bar in bars):
        state = UNKNOWN if waiting else ENDED
    else:
        state = UNKNOWN if waiting and not (end or lasting) else COVERED
    event = waiting.event if waiting and not waiting.start else ""
    return Period(state, start, end, event, tuple(bars), last.limits)
