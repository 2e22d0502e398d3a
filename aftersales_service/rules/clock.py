"""Clocks (时限): limits that start, pause and stop by recorded facts.

A clock is never edited. It is derived from the events of a request, the policies that
match it, and the moment of judgement; deriving it again gives the same clock. All
datetimes are naive UTC, as Odoo stores them.

The regulations count to the minute (source B, clause 6): two moments inside the same
minute are the same moment. So 3 h 00 min 59 s after the start still meets a limit of
3 h, and what a person reads on paper is what was judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .calendar import ALWAYS, Calendar

RUNNING = "running"
PAUSED = "paused"
MET = "met"
MISSED = "missed"
CANCELLED = "cancelled"

CLOSED = "closed"
REOPENED = "reopened"
#: What these facts ask of a person goes on when the request is closed (T-18)
OUTLIVES = frozenset({"expense_incurred"})
BLOCKED = "blocked"
UNBLOCKED = "unblocked"

#: Who caused a pause. One's own cause stops no clock (B 2).
OWN = "own"

DURATION = "duration"
PROMISED = "promised"
WITHIN = "within"

UNIT_MINUTES = {"minute": 1, "hour": 60}
DAY_UNITS = frozenset({"day", "workday"})


def to_minute(moment: datetime) -> datetime:
    """Cut the seconds off: the resolution of every judgement."""
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded event of a request.

    :param promised_at: the moment that the fact promises, such as the agreed visit
    :param cause: of ``blocked`` and of the ``unblocked`` that answers it: who caused it
    :param subject_id: the earlier fact that this one answers
    :param needs_approval: of ``blocked``: does its reason take a decision?
    """

    id: int
    code: str
    at: datetime
    promised_at: datetime | None = None
    cause: str | None = None
    subject_id: int | None = None
    needs_approval: bool = True

    @property
    def order(self) -> tuple[datetime, int]:
        """Facts of one minute stand in the order in which they were recorded."""
        return to_minute(self.at), self.id


@dataclass(frozen=True, slots=True)
class Policy:
    """One limit of the regulations (T-01 …), as far as judgement needs it.

    :param limit_kind: ``duration``: a span from the start; ``promised``: until the
        moment that the start promises (T-09); ``within``: until the clock
        ``within_code`` is due, where the moment that the stop promises counts (T-05)
    :param other_stops: further codes of facts that stop the clock
    :param pausable: does an approved pause stop it?
    :param roll_over: does an end on a day without work move to the next workday?
    """

    id: int
    code: str
    start_event: str
    stop_event: str
    limit_value: int = 0
    limit_unit: str = "minute"
    limit_kind: str = DURATION
    within_code: str | None = None
    other_stops: frozenset[str] = frozenset()
    calendar: Calendar = ALWAYS
    roll_over: bool = False
    pausable: bool = True
    warn_percent: int = 0

    @property
    def span(self) -> tuple[str, str]:
        """From which fact to which; the most specific limits of a span count."""
        return self.start_event, self.stop_event

    @property
    def stops(self) -> frozenset[str]:
        return self.other_stops | {self.stop_event}


@dataclass(frozen=True, slots=True)
class Pause:
    """One interruption of a request.

    :param event_id: the ``blocked`` fact it began by
    :param end_at: None while it lasts
    :param counts: approved, and not one's own cause: it stops clocks
    """

    event_id: int
    start_at: datetime
    end_at: datetime | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """One derived clock; ``key`` names it once and for all.

    ``pauses`` are those that touch it, each with the minutes that it left out; a minute
    that two of them cover is left out by the earlier one.
    """

    policy_id: int
    policy_code: str
    start_event_id: int
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    stop_event_id: int | None
    stopped_at: datetime | None
    state: str
    pauses: tuple[tuple[Pause, int], ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        return self.start_event_id, self.policy_id


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from one moment's minute to another's; negative if reversed."""
    return int((to_minute(later) - to_minute(earlier)).total_seconds() // 60)


def is_late(due: datetime, moment: datetime) -> bool:
    """True from the first minute after the due minute on."""
    return to_minute(moment) > to_minute(due)


def overdue_minutes(due: datetime, moment: datetime) -> int:
    """Minutes by which a moment lies after the due minute; 0 if it doesn't."""
    return max(0, minutes_between(due, moment))


def due_at(
    started_at: datetime,
    limit_value: int,
    limit_unit: str,
    calendar: Calendar = ALWAYS,
    roll_over: bool = False,
    pauses: Iterable[tuple[datetime, datetime]] = (),
) -> datetime:
    """When a limit that started then runs out.

    Minutes and hours are durations of the calendar's time. A limit in days doesn't
    count the day it starts on, and ends at the last day's 24:00 or close of business
    (民法典 201, 203). Pauses move it by the calendar time that they cover.

    :param pauses: intervals that don't count; they may overlap
    """
    return _limit(started_at, limit_value, limit_unit, calendar, roll_over, pauses)[1]


def _limit(started_at, value, unit, calendar, roll_over, pauses):
    """Moment from which a limit counts, and moment at which it runs out."""
    pauses = [(to_minute(start), to_minute(end)) for start, end in pauses]
    if unit not in DAY_UNITS:
        # Seconds are put aside, lest they push a due minute over a break
        minute = to_minute(started_at)
        span = timedelta(minutes=value * UNIT_MINUTES[unit])
        due = calendar.advance(minute, span, pauses)
        return minute, due + (started_at - minute)
    counts_from = calendar.midnight_after(started_at)
    due = calendar.close_of(calendar.last_day(started_at, value, unit, roll_over))
    if any(end > counts_from and start < due for start, end in pauses):
        whole = calendar.elapsed(counts_from, due)
        lost = whole - calendar.elapsed(counts_from, due, pauses)
        due = calendar.advance(due, lost, pauses) if lost else due
    return counts_from, due


def warn_at(policy: Policy, counts_from: datetime, due: datetime, pauses=()):
    """When so many percent of a limit are used up; None if nobody is to be warned."""
    if not 0 < policy.warn_percent < 100:
        return None
    calendar = ALWAYS if policy.limit_kind != DURATION else policy.calendar
    gaps = [(to_minute(start), to_minute(end)) for start, end in pauses]
    span = calendar.elapsed(counts_from, due, gaps)
    used_up = calendar.advance(counts_from, span * policy.warn_percent / 100, gaps)
    # a limit that ends on a day without work can have no working time at all
    return min(used_up, due)


def _closing(facts: Iterable[Fact]) -> Fact | None:
    """The event that ended the request, unless it was reopened afterwards."""
    closing = None
    for fact in facts:
        if fact.code == CLOSED:
            closing = closing or fact
        elif fact.code == REOPENED:
            closing = None
    return closing


@dataclass(frozen=True, slots=True)
class _End:
    """What ended a clock, and the moment by which that is judged."""

    fact: Fact | None = None
    judged_at: datetime | None = None
    on_time: str = RUNNING


def _answers_another(fact: Fact, start: Fact, facts: Sequence[Fact]) -> bool:
    """Does a fact answer another one of the same kind as the start (T-18)?"""
    if fact.subject_id in (None, start.id):
        return False
    return any(f.id == fact.subject_id and f.code == start.code for f in facts)


def _end_of(policy: Policy, start: Fact, facts: Sequence[Fact]) -> _End:
    later = [fact for fact in facts if fact.order > start.order]
    ends = []
    closing = _closing(later)
    stop = next(
        (
            fact
            for fact in later
            # a closing that was taken back by reopening stops nothing
            if fact.code in policy.stops
            and (fact.code != CLOSED or fact is closing)
            and not _answers_another(fact, start, facts)
        ),
        None,
    )
    if stop:
        judged = stop.at
        if policy.limit_kind == WITHIN and stop.promised_at:
            judged = max(stop.at, stop.promised_at)
        ends.append(_End(stop, judged, MET))
    if closing and CLOSED not in policy.stops and start.code not in OUTLIVES:
        ends.append(_End(closing, closing.at, CANCELLED))
    if policy.limit_kind == PROMISED:
        # a new appointment takes the place of the one before
        again = next((f for f in later if f.code == start.code and f.promised_at), None)
        if again:
            ends.append(_End(again, again.at, CANCELLED))
    return min(ends, key=lambda end: end.fact.order, default=_End())


def _touching(pauses: Iterable[Pause], start: datetime, end: datetime | None):
    """Pauses that overlap the life of a clock, in the order of their start."""
    return [
        pause
        for pause in sorted(pauses, key=lambda pause: (pause.start_at, pause.event_id))
        if (pause.end_at is None or pause.end_at > start)
        and (end is None or pause.start_at < end)
    ]


def _judge(
    policy: Policy,
    start: Fact,
    facts: Sequence[Fact],
    pauses: Sequence[Pause],
    now: datetime,
    others: Mapping[str, Clock],
) -> Clock | None:
    """The clock that a fact starts under a policy; None if it starts none."""
    end = _end_of(policy, start, facts)
    ended_at = end.fact.at if end.fact else None
    touching = []
    stopping = []
    if policy.pausable and policy.limit_kind == DURATION:
        touching = _touching(pauses, start.at, ended_at)
        stopping = [pause for pause in touching if pause.counts]
    # A pause that lasts leaves out the time until the clock ends or is looked at. The
    # due moment that is shown meanwhile stands still.
    gaps = [_gap(pause, ended_at, now) for pause in stopping]
    shown = [
        gap
        for gap, pause in zip(gaps, stopping, strict=True)
        if ended_at or pause.end_at
    ]
    other = others.get(policy.within_code) if policy.limit_kind == WITHIN else None
    if other and other.state != PAUSED and is_late(other.due_at, start.at):
        other = None  # who starts after the other limit ran out can't stay inside it
    if policy.limit_kind == PROMISED:
        counts_from, due = start.at, start.promised_at
    elif policy.limit_kind == WITHIN:
        counts_from, due = start.at, other and other.due_at
    else:
        limit = policy.limit_value, policy.limit_unit, policy.calendar, policy.roll_over
        counts_from, due = _limit(start.at, *limit, shown)
    if due is None:
        return None
    judged_due = due
    if len(shown) < len(gaps):
        judged_due = due_at(start.at, *limit, gaps)
    if other and other.state == PAUSED:
        # when the other clock will be due is still open
        state = end.on_time if end.fact else PAUSED
    # `now` can lie inside a pause that began after the due moment: that one is late
    elif is_late(judged_due, end.judged_at or now):
        state = MISSED
    elif end.fact:
        state = end.on_time
    else:
        lasting = [p for p in stopping if p.end_at is None and p.start_at <= now]
        state = PAUSED if lasting else RUNNING
    return Clock(
        policy_id=policy.id,
        policy_code=policy.code,
        start_event_id=start.id,
        started_at=start.at,
        due_at=due,
        warn_at=warn_at(policy, counts_from, due, shown),
        stop_event_id=end.fact.id if end.fact else None,
        stopped_at=ended_at,
        state=state,
        pauses=tuple(
            _left_out(policy.calendar, touching, gaps, counts_from, judged_due)
        ),
    )


def _gap(pause: Pause, ended_at: datetime | None, now: datetime):
    """What a pause takes from a clock: no more than until the clock ends."""
    ends = [moment for moment in (pause.end_at, ended_at) if moment]
    return to_minute(pause.start_at), to_minute(min(ends, default=now))


def _left_out(calendar: Calendar, pauses, gaps, counts_from: datetime, due: datetime):
    """Each pause with the minutes of the calendar that it alone leaves out.

    A minute that two pauses cover is that of the earlier one, so that all together
    are what moved the due moment.

    :param gaps: those of the pauses that count, in the same order
    """
    gaps = iter(gaps)
    taken = []
    for pause in pauses:
        left_out = timedelta()
        if pause.counts:
            start, end = next(gaps)
            left_out = calendar.elapsed(max(start, counts_from), min(end, due), taken)
            taken.append((start, end))
        yield pause, int(left_out.total_seconds() // 60)


def derive(
    facts: Iterable[Fact],
    policies: Iterable[Policy],
    now: datetime,
    kept: Mapping[tuple[int, str], Policy] | None = None,
    pauses: Sequence[Pause] = (),
) -> list[Clock]:
    """All clocks of one request, from its facts.

    :param facts: the events in force of one request, in any order
    :param policies: the policies that match the request today
    :param now: the moment of judgement, UTC
    :param kept: (id of the start event, policy code) → the policy version a clock
        already runs by; a running clock keeps its version when the policy changes
    :param pauses: interruptions of the request
    :return: one clock per (start event, policy code). A clock ends by the first stop
        event after its start. Closing the request ends what still runs: in time, it
        is cancelled; too late, it stays missed. Reopening takes the closing back.
    """
    kept = kept or {}
    facts = sorted(facts, key=lambda fact: fact.order)
    policies = list(policies)
    clocks = []
    for dependent in (False, True):
        for fact in facts:
            if fact.code == UNBLOCKED and fact.cause == OWN:
                continue  # nothing outside was removed (B 2.21)
            others = {clock.policy_code: clock for clock in clocks}
            for policy in _in_force(fact, policies, kept):
                if (policy.limit_kind == WITHIN) != dependent:
                    continue
                clock = _judge(policy, fact, facts, pauses, now, others)
                if clock:
                    clocks.append(clock)
    return clocks


def _in_force(fact: Fact, policies: Iterable[Policy], kept: Mapping) -> list[Policy]:
    """Policies by which a fact starts clocks, in the order of their codes.

    Those that it already runs by stay; where such a one has been beaten by a more
    specific policy since, that one starts no second clock for the same span.
    """
    matching = {p.code: p for p in policies if p.start_event == fact.code}
    held = {
        code: policy
        for (start, code), policy in kept.items()
        if start == fact.id and policy.start_event == fact.code
    }
    taken = {policy.span for code, policy in held.items() if code not in matching}
    new = {c: p for c, p in matching.items() if c not in held and p.span not in taken}
    return [policy for _code, policy in sorted({**new, **held}.items())]
