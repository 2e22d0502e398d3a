"""A finding: by when it is put right, who takes which step, who must know (S6-4).

Nobody judges what is their own: not the person whose finding it is, not who answers for
the area or deputises there, and not who has put it right.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

# States
OPEN = "open"
CORRECTED = "corrected"
CLOSED = "closed"
ANNULLED = "annulled"
#: Somebody still has to do something
ACTIVE = frozenset({OPEN, CORRECTED})

# Steps
CORRECT = "correct"
ACCEPT = "accept"
RETURN = "return"
ANNUL = "annul"
#: Step → states in which it may be taken, and the state it leads to
STEPS = {
    CORRECT: ({OPEN}, CORRECTED),
    ACCEPT: ({CORRECTED}, CLOSED),
    RETURN: ({CORRECTED}, OPEN),
    ANNUL: ({OPEN, CORRECTED, CLOSED}, ANNULLED),
}

# Severities
CRITICAL = "critical"
#: Days to put right what isn't critical, where no checklist says otherwise
DAYS = MappingProxyType({"major": 2, "minor": 7, "long": 30})

# Objections
ASKED = "asked"
GRANTED = "granted"
UPHELD = "upheld"

# Whom has been told
NOBODY = 0
TOLD = 1  # the person, that there is a finding
REMINDED = 2  # the person, that its time has come
REPORTED = 3  # the managers, that its time has passed
#: The managers are told so long after the person
GRACE = timedelta(days=1)

#: Failed rechecks after which the branch manager is told, too
ESCALATED = 2


def next_state(state: str, step: str) -> str | None:
    """The state a step leads to; None if it can't be taken now.

    >>> next_state(OPEN, CORRECT), next_state(CORRECTED, RETURN)
    ('corrected', 'open')
    >>> next_state(CLOSED, RETURN)
    """
    before, after = STEPS[step]
    return after if state in before else None


def due_at(
    severity: str, found_at: datetime, tz: str, days: Mapping[str, int] = DAYS
) -> datetime:
    """By when a finding is put right; naive UTC.

    What is critical, at once; all else by 24:00 of a day, the day of the finding not
    counted.

    :param found_at: naive UTC
    :param tz: zone of the company, such as ``Asia/Shanghai``
    :param days: severity → days

    >>> monday = datetime(2026, 3, 2, 2, 0)
    >>> due_at("critical", monday, "Asia/Shanghai") == monday
    True
    >>> due_at("major", monday, "Asia/Shanghai")
    datetime.datetime(2026, 3, 4, 16, 0)
    """
    if severity == CRITICAL:
        return found_at
    zone = ZoneInfo(tz)
    day = found_at.replace(tzinfo=UTC).astimezone(zone).date()
    # 24:00 of the last day is 0:00 of the next one
    last = day + timedelta(days=days[severity] + 1)
    return datetime.combine(last, time(), zone).astimezone(UTC).replace(tzinfo=None)


def escalation(failed: int) -> int:
    """How high it has gone after so many failed rechecks.

    :return: 0 nobody, 1 the managers, 2 the branch managers as well

    >>> [escalation(times) for times in range(4)]
    [0, 1, 2, 2]
    """
    return min(failed, ESCALATED)


def stage(severity: str, state: str, due: datetime | None, now: datetime) -> int:
    """Whom must have been told by now.

    What is critical is everybody's business at once; of what was put right in time
    nobody is reminded.

    >>> due = datetime(2026, 3, 4, 16, 0)
    >>> [stage("minor", OPEN, due, due + timedelta(hours=h)) for h in (-1, 0, 24)]
    [1, 2, 3]
    """
    if severity == CRITICAL:
        return REPORTED
    if state != OPEN or due is None or now < due:
        return TOLD
    return REPORTED if now >= due + GRACE else REMINDED


@dataclass(frozen=True, slots=True)
class People:
    """Users around one finding, by id; who has no login isn't there.

    :param finders: who found it, and who entered it
    :param owners: who answers for the area today, and who deputises there
    """

    person: int | None = None
    finders: frozenset[int] = frozenset()
    corrector: int | None = None
    owners: frozenset[int] = frozenset()


def may_correct(people: People, who: int, manages: bool = False) -> bool:
    """May this user say that it was put right?

    The person, and who answers for the area or deputises there; if none of them has a
    login, a manager says so for them.

    >>> people = People(person=1, owners=frozenset({2}))
    >>> [may_correct(people, who, manages=True) for who in (1, 2, 3)]
    [True, True, False]
    >>> may_correct(People(), 3), may_correct(People(), 3, manages=True)
    (False, True)
    """
    if people.person is None and not people.owners:
        return manages
    return who == people.person or who in people.owners


def may_judge(people: People, who: int) -> bool:
    """May this user, if it is an inspector, say whether it is right now?

    >>> people = People(1, frozenset({5}), 2, frozenset({3, 4}))
    >>> [may_judge(people, who) for who in (1, 2, 3, 4, 5)]
    [False, False, False, False, True]
    """
    return who not in {people.person, people.corrector} | people.owners


def may_decide(people: People, who: int) -> bool:
    """May this user, if it is a manager, decide on an objection?

    Neither who found it nor whose it is.

    >>> people = People(person=1, finders=frozenset({3}))
    >>> [may_decide(people, who) for who in (1, 3, 5)]
    [False, False, True]
    """
    return who != people.person and who not in people.finders


@dataclass(frozen=True, slots=True)
class Lock:
    """An open lock that a finding has put: on a tool, on equipment, or on its area."""

    area: int
    tool: int | None = None
    equipment: str | None = None


def locked(locks: Collection[Lock]) -> tuple[set[int], set[int], dict[int, list[str]]]:
    """What is locked: areas, tools, and by area the equipment in it.

    A lock on a tool or on equipment leaves the area open.

    >>> locked([Lock(1), Lock(2, tool=7), Lock(2, equipment="Lift 3")])
    ({1}, {7}, {2: ['Lift 3']})
    """
    areas, tools, equipment = set(), set(), {}
    for lock in locks:
        if lock.tool:
            tools.add(lock.tool)
        elif lock.equipment:
            equipment.setdefault(lock.area, []).append(lock.equipment)
        else:
            areas.add(lock.area)
    return areas, tools, equipment
