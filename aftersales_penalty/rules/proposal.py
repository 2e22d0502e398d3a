"""Which facts become a proposal, for whom and how much (PEN-01 … PEN-40, REW-1).

A proposal is made once for each fact, clause and person; a person decides on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from odoo.addons.aftersales_service.rules import period

from .case import amount_of

# What a clause goes by
CLOCK = "clock"
EVENT = "event"
INCOMPLETE = "incomplete"
NO_CALL = "no_call"
REPEAT = "repeat"
REFUSED = "refused"
RATING = "rating"
PRAISE = "praise"
EXCHANGE = "exchange"
WINDOW = "window"
UNREPORTED = "unreported"
UNPREPARED = "unprepared"
OVER_PROMISE = "over_promise"
OLD_PART = "old_part"
MANUAL = "manual"

# Who is accountable for a fact
PERSON = "person"
LEADER = "leader"
MANAGER = "manager"
IN_CHARGE = "in_charge"
SELLER = "seller"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was recorded, and who had to do with it.

    :param ref: names it for good, such as ``aftersales.clock,12``
    :param code: which limit or which event; empty for the other triggers
    :param day: of ``at`` in the company's zone
    :param people: role → employee id
    :param own: False: not the person's own cause; None: nobody has decided yet
    :param harm: harm to the customer followed (PEN-13, PEN-14)
    :param loss: CNY
    :param score: 1 to 5, for ratings
    :param amount: CNY, of facts that bring their amount; None: as the clause says
    :param points: the same for points
    :param since: its first day, if it took more than one: who is to answer for it has
        acknowledged the regulation by then
    """

    ref: str
    trigger: str
    at: datetime
    day: date
    code: str = ""
    people: Mapping[str, int] = field(default_factory=dict)
    own: bool | None = True
    harm: bool = False
    loss: float = 0.0
    score: int = 0
    amount: float | None = None
    points: float | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From the n-th time within so many months on, something else follows."""

    times: int
    months: int
    consequence: str
    amount: float = 0.0
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause as the proposals go by it.

    :param codes: of limits or events; empty: any
    :param score: ratings up to it (or from it on, for praise)
    :param shares: (role, percent) of those who answer for it together
    :param replaces: clauses that don't apply besides: nobody answers twice for one fact
    """

    id: int
    code: str
    regulation: int
    trigger: str
    consequence: str
    role: str = PERSON
    codes: frozenset = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    amount: float = 0.0
    percent: float = 0.0
    points: float = 0.0
    needs_harm: bool = False
    score: int = 0
    shares: tuple = ()
    replaces: frozenset = frozenset()
    steps: tuple[Step, ...] = ()
    is_reward: bool = False

    def fits(self, fact: Fact) -> bool:
        """Is this what the clause is about, and was it in force then?"""
        return (
            fact.trigger == self.trigger
            and (not self.codes or fact.code in self.codes)
            and self.valid_from is not None
            and self.valid_from <= fact.day
            and (self.valid_to is None or fact.day <= self.valid_to)
            and (fact.harm or not self.needs_harm)
            and self._rated(fact)
        )

    def _rated(self, fact):
        if self.trigger == RATING:
            return 0 < fact.score <= self.score
        if self.trigger == PRAISE:
            return fact.score >= self.score
        return True

    def accountable(self, fact: Fact) -> list[tuple[int, float]]:
        """Employee ids with the percent that is theirs; nobody twice."""
        found = defaultdict(float)
        for role, percent in self.shares or ((self.role, 100.0),):
            person = fact.people.get(role)
            if person:
                found[person] += percent
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Proposal:
    """One case to be; ``times`` says the how-many-th in the period it is."""

    fact: Fact
    rule: Rule
    employee: int
    consequence: str
    amount: float
    points: float
    share: float
    times: int


def proposals(
    facts: Iterable[Fact],
    rules: Iterable[Rule],
    acknowledged: Mapping[tuple[int, int], date],
    earlier: Iterable[tuple[str, int, date]] = (),
    known: Iterable[tuple[str, str, int]] = (),
) -> list[Proposal]:
    """What is to be proposed, in the order in which it happened.

    :param acknowledged: (regulation, employee) → day of the signed acknowledgement;
        a penalty needs it, a reward doesn't
    :param earlier: (clause, employee, day) of the cases that count for an n-th time
    :param known: (fact, clause, employee) that have a case already
    """
    by_trigger = defaultdict(list)
    for rule in rules:
        by_trigger[rule.trigger].append(rule)
    days = defaultdict(list)
    for code, employee, day in earlier:
        days[code, employee].append(day)
    known = set(known)
    found = []
    for fact, rule, employee, share in _matches(facts, by_trigger, acknowledged, known):
        key = (fact.ref, rule.code, employee)
        if key not in known:
            known.add(key)
            past = days[rule.code, employee]
            found.append(_proposal(fact, rule, employee, share, past))
            past.append(fact.day)
    return found


def _matches(facts, by_trigger, acknowledged, known):
    """(fact, clause, employee, share) in order, each fact by its narrowest clause."""
    found = [
        (fact, rule, employee, share)
        for fact in sorted(facts, key=lambda f: (f.at, f.ref))
        if fact.own
        for rule in by_trigger[fact.trigger]
        if rule.fits(fact)
        for employee, share in rule.accountable(fact)
        if _told(rule, employee, fact, acknowledged)
    ]
    replaced = {
        (fact.ref, code, employee)
        for fact, rule, employee, _share in found
        for code in rule.replaces
    }
    return [
        (fact, rule, employee, share)
        for fact, rule, employee, share in found
        if (fact.ref, rule.code, employee) not in replaced
        and not any((fact.ref, code, employee) in known for code in rule.replaces)
    ]


def _told(rule, employee, fact, acknowledged):
    day = acknowledged.get((rule.regulation, employee))
    return rule.is_reward or (day is not None and day <= (fact.since or fact.day))


def _proposal(fact, rule, employee, share, past):
    step, times = escalated(rule.steps, past, fact.day)
    amount = step.amount if step else rule.amount
    if fact.amount is not None and not (step and step.amount):
        amount = fact.amount
    points = step.points if step else rule.points
    if fact.points is not None and not (step and step.points):
        points = fact.points
    return Proposal(
        fact=fact,
        rule=rule,
        employee=employee,
        consequence=step.consequence if step else rule.consequence,
        amount=amount_of(
            amount,
            0 if step and step.amount else rule.percent,
            fact.loss,
            share,
        ),
        points=points,
        share=share,
        times=times,
    )


def escalated(steps, past: Iterable[date], day: date):
    """The highest step that is reached, and the how-many-th time this is.

    A period of n months ends with the day itself: it holds the days after the same day
    n months before.
    """
    past = [other for other in past if other <= day]
    reached = None
    times = len(past) + 1
    for step in sorted(steps, key=lambda s: s.times):
        since = period.add_months(day, -step.months)
        if sum(other > since for other in past) + 1 >= step.times:
            reached = step
    return reached, times
