"""Clocks (时限): limits that start and stop by recorded facts.

A clock is never edited. It is derived from the events of a request, the policies that
match it, and the moment of judgement; deriving it again gives the same clock. All
datetimes are naive UTC, as Odoo stores them.

The regulations count to the minute (source B, clause 6): two moments inside the same
minute are the same moment. So 3 h 00 min 59 s after the start still meets a limit of
3 h, and what a person reads on paper is what was judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

RUNNING = "running"
PAUSED = "paused"
MET = "met"
MISSED = "missed"
CANCELLED = "cancelled"

CLOSED = "closed"
REOPENED = "reopened"

UNIT_MINUTES = {"minute": 1, "hour": 60}


def to_minute(moment: datetime) -> datetime:
    """Cut the seconds off: the resolution of every judgement."""
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Fact:
    """One recorded event of a request."""

    id: int
    code: str
    at: datetime

    @property
    def order(self) -> tuple[datetime, int]:
        """Facts of one minute stand in the order in which they were recorded."""
        return to_minute(self.at), self.id


@dataclass(frozen=True, slots=True)
class Policy:
    """One limit of the regulations (T-01 …), as far as judgement needs it."""

    id: int
    code: str
    start_event: str
    stop_event: str
    limit_value: int
    limit_unit: str


@dataclass(frozen=True, slots=True)
class Clock:
    """One derived clock; ``key`` names it once and for all."""

    policy_id: int
    start_event_id: int
    started_at: datetime
    due_at: datetime
    stop_event_id: int | None
    stopped_at: datetime | None
    state: str

    @property
    def key(self) -> tuple[int, int]:
        return self.start_event_id, self.policy_id


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from one moment's minute to another's; negative if reversed."""
    return int((to_minute(later) - to_minute(earlier)).total_seconds() // 60)


def due_at(started_at: datetime, limit_value: int, limit_unit: str) -> datetime:
    """When a limit that started then runs out, on the 24×7 calendar."""
    return started_at + timedelta(minutes=limit_value * UNIT_MINUTES[limit_unit])


def is_late(due: datetime, moment: datetime) -> bool:
    """True from the first minute after the due minute on."""
    return to_minute(moment) > to_minute(due)


def overdue_minutes(due: datetime, moment: datetime) -> int:
    """Minutes by which a moment lies after the due minute; 0 if it doesn't."""
    return max(0, minutes_between(due, moment))


def _closing(facts: Iterable[Fact]) -> Fact | None:
    """The event that ended the request, unless it was reopened afterwards."""
    closing = None
    for fact in facts:
        if fact.code == CLOSED:
            closing = closing or fact
        elif fact.code == REOPENED:
            closing = None
    return closing


def _judge(policy: Policy, start: Fact, facts: list[Fact], now: datetime) -> Clock:
    due = due_at(start.at, policy.limit_value, policy.limit_unit)
    later = [fact for fact in facts if fact.order > start.order]
    stop = next((f for f in later if f.code == policy.stop_event), None)
    closing = _closing(later)
    if closing and (not stop or closing.order < stop.order):
        ended_by, on_time = closing, CANCELLED
    else:
        ended_by, on_time = stop, MET
    ended_at = ended_by.at if ended_by else None
    if is_late(due, ended_at or now):
        state = MISSED
    else:
        state = on_time if ended_by else RUNNING
    return Clock(
        policy_id=policy.id,
        start_event_id=start.id,
        started_at=start.at,
        due_at=due,
        stop_event_id=ended_by.id if ended_by else None,
        stopped_at=ended_at,
        state=state,
    )


def derive(
    facts: Iterable[Fact],
    policies: Iterable[Policy],
    now: datetime,
    kept: Mapping[tuple[int, str], Policy] | None = None,
) -> list[Clock]:
    """All clocks of one request, from its facts.

    :param facts: the events in force of one request, in any order
    :param policies: the policies that match the request today
    :param now: the moment of judgement, UTC
    :param kept: (id of the start event, policy code) → the policy version a clock
        already runs by; a running clock keeps its version when the policy changes
    :return: one clock per (start event, policy code). A clock ends by the first stop
        event after its start. Closing the request ends what still runs: in time, it
        is cancelled; too late, it stays missed. Reopening takes the closing back.
    """
    kept = kept or {}
    facts = sorted(facts, key=lambda fact: fact.order)
    by_code = {policy.code: policy for policy in policies}
    clocks = []
    for fact in facts:
        versions = dict(by_code)
        versions.update(
            (code, policy) for (start, code), policy in kept.items() if start == fact.id
        )
        clocks += [
            _judge(policy, fact, facts, now)
            for code, policy in sorted(versions.items())
            if policy.start_event == fact.code
        ]
    return clocks
