"""Free repair: which row of a policy covers what is broken, and does it last?"""

from dataclasses import replace
from datetime import date

from .period import (
    FAILED,
    PASSED,
    UNKNOWN,
    Start,
    add_days,
    checks,
    either,
    every,
    last_day,
)
from .warranty_facts import Clause, Group

#: Classes that an assembly's own period doesn't carry along with what is built into it
APART = {"wear_part", "accessory", "sold_spare", "gift"}
LASTS = {FAILED: 0, UNKNOWN: 1, PASSED: 2}


def line_of(policy, facts, period):
    """The line that covers what is broken: the nearest part's, its class's, the whole.

    What wears, or only came with it, has the period of its class even if it is built
    into an assembly that has its own.

    :return: ``Line`` or None
    """
    part = facts.component
    kind = facts.tree.classes.get(part, facts.component_class)
    by_part, by_class = {}, {}
    for line in policy.lines:
        if line.period == period and line.component_class != "workmanship":
            if line.component is None:
                by_class.setdefault(line.component_class, line)
            else:
                by_part.setdefault(line.component, line)
    if by_part and part is not None:
        apart = kind in APART and kind in by_class
        for ancestor in (part,) if apart else facts.tree.line_of(part):
            if ancestor in by_part:
                return by_part[ancestor]
    return by_class.get(kind) or by_class.get("whole")


def covers(policy, facts, line):
    """Groups by which a repair may be free, and whether one of them holds.

    Unknown, too, if it may turn out to be another part that is covered.
    """
    groups, result = _covers_of(policy, facts, line)
    if result == FAILED and any(
        _covers_of(policy, other, line_of(policy, other, "repair"))[1] != FAILED
        for other in _might_be(policy, facts)
    ):
        result = UNKNOWN
        clause = Clause("component", UNKNOWN, "component")
        groups.append(Group("other", "", UNKNOWN, [clause]))
    return groups, result


def _covers_of(policy, facts, line):
    """Groups of the line, of workmanship and of promises; does one of them hold?

    The period of a contract or a card replaces that of a policy that isn't mandatory,
    as soon as the document is there; one for the whole product only that of the whole.
    """
    promises = [p for p in facts.promises if _concerns(p, line, facts)]
    replaced = not policy.mandatory and any(
        promise.shown and (promise.component is not None or _is_whole(line))
        for promise in promises
    )
    own, others = _line_groups(policy, line, facts)
    others += _workmanship(policy, facts)
    others += [_promise(policy, promise, facts) for promise in promises]
    holding = others if replaced else [*own, *others]
    return [*own, *others], either(group.result for group in holding)


def _is_whole(line):
    return line is None or (line.component is None and line.component_class == "whole")


def _concerns(promise, line, facts):
    """Is a promise about what is broken?

    What is excluded, or has a period apart from that of its assembly, must be named.
    """
    part = facts.component
    if not _is_whole(line):
        kind = facts.tree.classes.get(part, facts.component_class)
        if line.excluded or kind in APART:
            return promise.component is not None and promise.component == part
    return promise.component is None or promise.component in facts.tree.line_of(part)


def _might_be(policy, facts):
    """The facts with each part that it may turn out to be, if nobody knows.

    A part that is covered longer than the rest may be the one that is broken.
    """
    if facts.component is not None or facts.component_class != "whole":
        return
    renewed = set().union(*(repair.replaced for repair in facts.repairs))
    parts = {line.component for line in policy.lines}
    parts |= {promise.component for promise in facts.promises}
    parts |= renewed
    if renewed:
        # what belongs to an assembly that was replaced is new as well
        groups = facts.tree.lines.items()
        parts |= {part for part, line in groups if not renewed.isdisjoint(line)}
    for part in sorted(parts - {None}):
        yield replace(facts, component=part, component_class="")
    classes = {line.component_class for line in policy.lines}
    for name in sorted(classes - {"whole", "workmanship"}):
        yield replace(facts, component_class=name)


def _line_groups(policy, line, facts):
    """Groups of the line's own period, and of that of what was replaced."""
    if line is None:
        clause = Clause("excluded_item", FAILED, "policy")
        return [Group("policy", "", FAILED, [clause])], []
    renewed = []
    if line.replacement != "rest" and line.own and not line.excluded:
        touched = [
            repair
            for repair in facts.repairs
            if _touched(repair, facts)
            # as long as it isn't done, what was replaced still has the line's period
            and (repair.done or line.replacement == "longer")
        ]
        renewed = _since_repairs("cover", line, line.own, touched, facts)
        if renewed and line.replacement == "own":
            return [], renewed
    clauses = line_clauses(policy, line, facts)
    result = every(c.result for c in clauses)
    return [Group("cover", line.code, result, clauses, line.article)], renewed


def line_clauses(policy, line, facts):
    if line.excluded:
        return [Clause("excluded_item", FAILED, "component")]
    start = (line.start or policy.start).span(facts.dates)
    pauses = repair_pauses(policy, facts)
    return limit_clauses(line.limits, start, facts.usage, facts, pauses)


def repair_pauses(policy, facts):
    """Days in earlier repairs; those of this one come after the request."""
    if not policy.pause_for_repair:
        return ()
    pauses = (
        (repair.done and add_days(repair.done, -repair.away), repair.away)
        for repair in facts.repairs
        if not repair.current and repair.away
    )
    return sorted(pauses, key=lambda pause: (pause[0] is not None, pause))


def limit_clauses(limits, start, usage, facts, pauses=()):
    """A clause for each limit of a cover; unknown where none is stated."""
    found = checks(limits, start, facts.at.date(), usage, facts.calendar, pauses)
    clauses = []
    for check in found:
        if check.what == "time":
            values = {
                "event": check.start.event,
                "start": check.start.day,
                "end": check.end,
                "months": limits.months,
                "days": limits.days,
                "extra": check.extra,
            }
            clauses.append(Clause("time", check.result, check.start.event, values))
        else:
            values = {"limit": check.limit, "value": check.value}
            clauses.append(Clause(check.what, check.result, check.what, values))
    return clauses or [Clause("unstated", UNKNOWN, "policy")]


def _touched(repair, facts):
    """Did a repair replace what is broken now, or the assembly it belongs to?"""
    own = facts.tree.line_of(facts.component)
    return bool(own) and not repair.replaced.isdisjoint(own)


def _workmanship(policy, facts):
    """Work on the same fault or part is warranted from its completion (维修质保).

    A kind of work, such as an overhaul, is a component of its own: its line is for the
    repairs that name it.
    """
    if not facts.repairs:
        return []
    lines = [line for line in policy.lines if line.component_class == "workmanship"]
    classes = facts.tree.classes
    kinds = [line for line in lines if classes.get(line.component) == "workmanship"]
    # the nearest part's line, else those for all parts
    nearest = []
    for part in (*facts.tree.line_of(facts.component), None):
        nearest = [
            line for line in lines if line.component == part and line not in kinds
        ]
        if nearest:
            break
    same, maybe = [], []
    for repair in facts.repairs:
        if _touched(repair, facts) or repair.fault in facts.faults[:1]:
            same.append(repair)
        elif repair.fault is None or not facts.faults:
            maybe.append(repair)
    covers = []
    for line in (*nearest, *kinds):
        sure, unsure = (
            [r for r in found if line in nearest or line.component in r.replaced]
            for found in (same, maybe)
        )
        covers += _since_repairs("workmanship", line, line.limits, sure, facts)
        groups = _since_repairs("workmanship", line, line.limits, unsure, facts)
        for group in groups:
            if group.result != FAILED:
                group.clauses.append(Clause("fault", UNKNOWN, "fault"))
                group.result = UNKNOWN
                covers.append(group)
    return covers


def _since_repairs(kind, line, limits, repairs, facts):
    """A group for the repair whose cover lasts; of several, the last."""
    day, best = facts.at.date(), None
    for repair in repairs:
        if repair.current or repair.done and repair.done > day:
            continue
        start = Start("repair").span({"repair": repair.done})
        usage = facts.usage.since(repair.km, repair.hours)
        clauses = limit_clauses(limits, start, usage, facts)
        for clause in clauses:
            clause.values["repaired"] = repair.done
        result = every(c.result for c in clauses)
        rank = (LASTS[result], repair.done or date.min)
        if best is None or rank >= best[0]:
            best = rank, Group(kind, line.code, result, clauses, line.article)
    return [best[1]] if best else []


def _promise(policy, promise, facts):
    start = (promise.start or policy.start).span(facts.dates)
    pauses = repair_pauses(policy, facts)
    clauses = limit_clauses(promise.limits, start, facts.usage, facts, pauses)
    if not promise.shown:
        clauses.append(Clause("promise_shown", UNKNOWN, "promise"))
    for clause in clauses:
        clause.values["promise"] = promise.ref
    result = every(c.result for c in clauses)
    return Group("promise", promise.kind, result, clauses)


def whole_line(policy, period):
    """The line of the whole product for a period; repair's stands in for remedy's."""
    for wanted in (period, "repair"):
        for line in policy.lines:
            if (line.period, line.component_class, line.component) == (
                wanted,
                "whole",
                None,
            ):
                return line
    return None


def whole_covers(policy, facts, period):
    """What covers the whole product: the policy's line, and promises that are proven.

    :return: list of (``Limits``, ``Start``, ``Promise`` or None)
    """
    line = whole_line(policy, period) if policy else None
    promises = [p for p in facts.promises if p.shown and p.component is None]
    default = policy.start if policy else Start()
    promised = [(p.limits, p.start or default, p) for p in promises]
    if not line:
        return promised if period == "repair" else []
    if line.excluded:
        return []
    found = []
    if policy.mandatory or not promises or period == "remedy":
        found.append((line.limits, line.start or policy.start, None))
    return found + (promised if period == "repair" else [])


def ends(policy, facts, period):
    """Until when the whole product is covered, by the line or promise that lasts most.

    :return: (last day or None, km, hours); None for each limit that isn't there or
        can't be told
    """
    found = whole_covers(policy, facts, period)
    pauses = repair_pauses(policy, facts) if policy else ()
    best = None
    for limits, start, _promise in found:
        day = start.span(facts.dates).day
        if day is None and (limits.months or limits.days):
            end, rank = None, date.min
        else:
            end = last_day(day or date.max, limits, facts.calendar, pauses)
            rank = end or date.max
        if best is None or rank > best[0]:
            best = rank, (end, limits.km or None, limits.hours or None)
    return best[1] if best else (None, None, None)
