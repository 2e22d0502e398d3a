"""Remedies: when a customer may ask for more than a repair (三包 windows, counts)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .period import FAILED, PASSED, UNKNOWN, Limits, known

BENEFIT = "benefit"
BY_KM, BY_DAY = "km", "day"
#: % of the price for 1,000 km that may be charged at the most (order 43, Art. 27)
MAX_KM_RATE = 0.5
OPERATORS = {">": lambda value, limit: value > limit, ">=": lambda v, limit: v >= limit}


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair of the product, because of its quality.

    :param request: id of its request; repairs of one request count once
    :param days: of this single repair, as order 43, Art. 40 rounds them, without what
        Art. 24 leaves out
    :param whole_days: the same with all waiting, for Art. 21 and for periods that
        pause; None: nothing was left out
    :param replaced: ids of the components that were replaced
    :param done: the day it was completed; None: still in repair
    :param km: reading then
    :param current: it belongs to the request that is judged
    """

    request: int | None
    days: int = 0
    fault: int | None = None
    is_safety: bool = False
    replaced: frozenset[int] = frozenset()
    done: date | None = None
    km: float | None = None
    hours: float | None = None
    current: bool = False
    whole_days: int | None = None

    @property
    def away(self):
        """Days that the customer was without the product."""
        return self.days if self.whole_days is None else self.whole_days


@dataclass(frozen=True, slots=True)
class Tree:
    """The components of a company.

    :param lines: component → itself and the groups it belongs to, the nearest first
    :param classes: component → class
    """

    lines: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    classes: Mapping[int, str] = field(default_factory=dict)

    def line_of(self, component):
        """A component and its groups, the nearest first."""
        if component is None:
            return ()
        return self.lines.get(component, (component,))


@dataclass(frozen=True, slots=True)
class Remedy:
    """A right beyond the free repair, as a row of data.

    :param entitlement: refund, exchange, repair, or benefit for what comes on top
    :param alternative: what the customer may choose instead
    :param window: ``Limits`` from the start of the policy on
    :param within: only inside the policy's period ``repair`` or ``remedy``
    :param trigger: a key of ``TRIGGERS``
    :param operator: ``>`` or ``>=``
    :param threshold: times or days
    :param components: only these and what belongs to them; empty: all. For the
        trigger ``replacements`` what was replaced, for others what is broken now
    :param component_class: only components of this class
    :param faults: only these faults and what belongs to them; empty: all
    :param fee: ``km``, ``day`` or empty
    :param fee_rate: % of the price for 1,000 km, or for a day
    :param warn_at: times or days at which somebody is warned; 0: never
    :param reply_workdays: workdays in which the customer is answered; 0: no limit
    :param done_workdays: workdays in which it is done
    """

    code: str
    entitlement: str
    trigger: str = "defect"
    operator: str = ">="
    threshold: float = 1
    alternative: str = ""
    window: Limits = Limits()
    within: str = ""
    components: frozenset[int] = frozenset()
    component_class: str = ""
    faults: frozenset[int] = frozenset()
    papers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    fee: str = ""
    fee_rate: float = 0
    warn_at: float = 0
    reply_workdays: int = 0
    done_workdays: int = 0
    article: str = ""
    ref: int = 0

    def concerns(self, component, tree):
        """Is it about this component?"""
        of_class = self.component_class in ("", tree.classes.get(component))
        line = tree.line_of(component)
        return of_class and (
            not self.components or not self.components.isdisjoint(line)
        )

    def reached(self, value):
        """Has a count or a number of days reached the threshold?"""
        return OPERATORS[self.operator](value, self.threshold)


def requests(repairs):
    """Number of repairs; several visits for one request are one."""
    numbered = {repair.request for repair in repairs if repair.request is not None}
    return len(numbered) + sum(repair.request is None for repair in repairs)


def replacements(remedy, repairs, tree):
    """How often each component was replaced.

    A part that came with its assembly isn't counted again (order 43, Art. 24).
    """
    counts = Counter()
    for repair in repairs:
        for component in repair.replaced:
            groups = tree.line_of(component)[1:]
            if remedy.concerns(component, tree) and repair.replaced.isdisjoint(groups):
                counts[component] += 1
    return counts


def _defect(remedy, facts):
    return 1, 1


def _needs_replacement(remedy, facts):
    needed = facts.needs_replacement
    return (0, 1) if needed is None else (int(needed),) * 2


def _repairs(remedy, facts):
    count = requests([repair for repair in facts.repairs if not repair.current])
    return count, count


def _safety_repairs(remedy, facts):
    """Repairs of serious safety faults, and there is such a fault again."""
    found = [r for r in facts.repairs if r.is_safety and not r.current]
    count = requests(found)
    if facts.is_safety is None:
        return 0, count
    return (count, count) if facts.is_safety else (0, 0)


def _same_fault_repairs(remedy, facts):
    """Repairs of the same fault, the one under way included (order 43, Art. 24)."""

    def most_of(faults, *unknown):
        return max(
            (
                requests([r for r in facts.repairs if r.fault in (fault, *unknown)])
                for fault in faults
            ),
            default=0,
        )

    if facts.faults:
        return most_of(facts.faults[:1]), most_of(facts.faults[:1], None)
    return 0, most_of({repair.fault for repair in facts.repairs}, None)


def _replacements(remedy, facts):
    """How often what is broken now, or the assembly it belongs to, was replaced.

    It counts once the request it was done for is over: what fails again is a new one.
    """
    done = [repair for repair in facts.repairs if not repair.current]
    counts = replacements(remedy, done, facts.tree)
    if facts.component is None:
        return 0, max(counts.values(), default=0)
    own = facts.tree.line_of(facts.component)
    least = max((counts[component] for component in own), default=0)
    # if all that is known is the assembly, it may be any of its parts
    inside = [
        count
        for component, count in counts.items()
        if facts.component in facts.tree.line_of(component)
    ]
    return least, max([least, *inside])


def _days_in_repair(remedy, facts):
    days = sum(repair.days for repair in facts.repairs)
    return days, days


def _days_of_this_repair(remedy, facts):
    days = sum(repair.away for repair in facts.repairs if repair.current)
    return days, days


#: Trigger → function of remedy and facts that gives the least and the most it can be,
#: and the fact that it goes by
TRIGGERS = {
    "defect": (_defect, ""),
    "needs_replacement": (_needs_replacement, "needs_replacement"),
    "repairs": (_repairs, ""),
    "safety_repairs": (_safety_repairs, "fault"),
    "same_fault_repairs": (_same_fault_repairs, "fault"),
    "replacements": (_replacements, "component"),
    "days_in_repair": (_days_in_repair, ""),
    "days_of_this_repair": (_days_of_this_repair, ""),
}


#: Triggers that count what was done, of which somebody can be warned
PAST = {
    "repairs",
    "safety_repairs",
    "same_fault_repairs",
    "replacements",
    "days_in_repair",
    "days_of_this_repair",
}


def _concerned(remedy, facts):
    """Is what is broken now a part that the remedy is about? None: not known."""
    if facts.component is not None:
        return remedy.concerns(facts.component, facts.tree)
    if facts.component_class == "whole":
        return None
    return not remedy.components and remedy.component_class == facts.component_class


def trigger(remedy, facts):
    """Clauses of what must have happened.

    :return: list of (code, result, fact, values)
    """
    clauses = []
    if remedy.faults:
        named = not remedy.faults.isdisjoint(facts.faults)
        clauses.append(("fault", known(named if facts.faults else None), "fault", {}))
    if remedy.trigger != "replacements" and (
        remedy.components or remedy.component_class
    ):
        concerned = known(_concerned(remedy, facts))
        clauses.append(("concerned", concerned, "component", {}))
    measure, fact = TRIGGERS[remedy.trigger]
    least, most = measure(remedy, facts)
    if remedy.reached(least):
        result = PASSED
    else:
        result = UNKNOWN if remedy.reached(most) else FAILED
    values = {
        "trigger": remedy.trigger,
        "value": least if least == most else None,
        "operator": remedy.operator,
        "threshold": remedy.threshold,
    }
    if remedy.trigger != "defect":
        clauses.append(("trigger", result, fact, values))
    return clauses


def counter(remedy, repairs, tree):
    """The highest count or number of days that repairs have reached for a remedy.

    For early warnings: whatever fault or part comes next.
    """
    if remedy.trigger == "replacements":
        return max(replacements(remedy, repairs, tree).values(), default=0)
    if remedy.trigger == "same_fault_repairs":
        named = {repair.fault for repair in repairs if repair.fault is not None}
        return max(
            (requests([r for r in repairs if r.fault == fault]) for fault in named),
            default=0,
        )
    if remedy.trigger == "safety_repairs":
        return requests([repair for repair in repairs if repair.is_safety])
    if remedy.trigger == "repairs":
        return requests(repairs)
    if remedy.trigger == "days_in_repair":
        return sum(repair.days for repair in repairs)
    if remedy.trigger == "days_of_this_repair":
        by_request = Counter()
        for repair in repairs:
            by_request[repair.request] += repair.away
        return max(by_request.values(), default=0)
    return 0
