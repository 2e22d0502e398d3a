"""三包 verdicts: what a request is entitled to, clause by clause (WAR-1 … WAR-7).

Facts and one policy in; the entitlement, every clause with its result, and what is
missing out. A clause has passed, failed, or can't be told from what is known: nothing
is ever paid for by the customer because a fact is missing (WAR-3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from . import remedy as remedies
from .period import (
    FAILED,
    PASSED,
    UNKNOWN,
    Limits,
    Start,
    Usage,
    checks,
    either,
    every,
    known,
    last_day,
)
from .remedy import Remedy, Repair, Tree

REFUND, EXCHANGE, REPAIR = "refund", "exchange", "repair"
PAID, GOODWILL, UNDETERMINED = "paid", "goodwill", "undetermined"
#: What is owed, the least first; a benefit comes on top of any of these
RANK = {PAID: 0, UNDETERMINED: 1, GOODWILL: 2, REPAIR: 3, EXCHANGE: 4, REFUND: 5}
#: Class of lines that cover work, not parts
WORK = "workmanship"
#: Fact → who can supply it
SUPPLIERS = {
    "invoice": "seller",
    "delivery": "seller",
    "registration": "customer",
    "installation": "technician",
    "repair": "clerk",
    "ex_factory": "seller",
    "km": "customer",
    "hours": "customer",
    "paper": "customer",
    "component": "technician",
    "fault": "technician",
    "needs_replacement": "technician",
    "condition": "technician",
    "exclusion": "technician",
    "promise": "seller",
    "price": "seller",
    "policy": "manager",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a policy covers for one part, or one class of parts.

    :param period: ``repair`` for free repair (包修期), ``remedy`` for exchange and
        refund (三包有效期)
    :param component: id; None: every part of the class
    :param start: own ``Start``; None: that of the policy
    :param excluded: never covered, such as glass or a gift
    :param replacement: a part that was replaced has the ``rest`` of this cover, its
        ``own`` one, or the ``longer`` of both
    :param own: ``Limits`` of a part from its replacement on
    """

    code: str
    component_class: str = "whole"
    component: int | None = None
    period: str = "repair"
    limits: Limits = Limits()
    start: Start | None = None
    excluded: bool = False
    replacement: str = "rest"
    own: Limits = Limits()
    article: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """The printed period of a card, or what a contract promises (WAR-1, INT-7).

    :param shown: whether the document is attached
    :param seller: who promised it
    """

    ref: int
    kind: str
    limits: Limits
    start: Start | None = None
    component: int | None = None
    shown: bool = True
    seller: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of a 三包 policy.

    :param mandatory: a statutory minimum: a promise may go beyond it, never below
    :param papers: codes of papers without which nothing is owed
    :param exclusions: codes of the exclusions that it knows → article
    :param pause_for_repair: days in repair don't count (民法典 and order of 1995)
    """

    id: int
    lines: tuple[Line, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    start: Start = Start()
    mandatory: bool = False
    papers: tuple[str, ...] = ()
    exclusions: Mapping[str, str] = field(default_factory=dict)
    pause_for_repair: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request and its product; None or absent: not known.

    :param at: the customer's request, local time of the company
    :param dates: event of ``period.START_EVENTS`` → day
    :param component: id of what is broken; None: the product as such
    :param component_class: class of the request without a component, such as ``gift``
    :param faults: the fault and the groups that it belongs to
    :param repairs: ``Repair`` records of this product, the oldest first
    :param papers: code → received, or can't be had (False)
    :param exclusions: codes that somebody claims → evidence is attached
    :param conditions: code → answer
    :param price: what the customer paid, in the company's currency
    """

    at: datetime
    dates: Mapping[str, date] = field(default_factory=dict)
    usage: Usage = Usage()
    component: int | None = None
    component_class: str = "whole"
    faults: tuple[int, ...] = ()
    is_safety: bool | None = None
    needs_replacement: bool | None = None
    repairs: tuple[Repair, ...] = ()
    papers: Mapping[str, bool | None] = field(default_factory=dict)
    exclusions: Mapping[str, bool] = field(default_factory=dict)
    conditions: Mapping[str, bool | None] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    price: float | None = None
    tree: Tree = Tree()
    calendar: object = None


@dataclass(slots=True)
class Clause:
    """One comparison: what was asked, with which fact, and how it came out.

    :param code: kind of the comparison, for the sentence that tells it
    :param fact: name of the fact that was used, a key of ``SUPPLIERS``
    """

    code: str
    result: str
    fact: str = ""
    values: dict = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """A rule of the policy with the clauses it consists of.

    :param kind: exclusion, papers, cover, workmanship, promise or remedy
    """

    kind: str
    code: str
    result: str
    clauses: list[Clause]
    article: str = ""


@dataclass(slots=True)
class Verdict:
    """What is owed, and why.

    :param rights: ``Remedy`` records that the customer has, benefits included
    :param remedy: the one that the entitlement comes from; None: plain cover
    :param pending: entitlements that facts still missing may raise it to
    :param missing: (fact, detail) that would settle what is unknown
    :param fee: what the customer pays for the use so far; None: not known
    :param over_promise: ``Promise`` without which it would not be covered (INT-7)
    """

    entitlement: str
    groups: list[Group]
    rights: list[Remedy] = field(default_factory=list)
    remedy: Remedy | None = None
    pending: list[str] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    fee: float | None = 0.0
    over_promise: Promise | None = None


def judge(policy: Policy | None, facts: Facts) -> Verdict:
    """The verdict on one request.

    :param policy: the policy that holds for it; None: none does
    """
    if policy is None:
        group = Group("policy", "", UNKNOWN, [Clause("policy", UNKNOWN, "policy")])
        return Verdict(UNDETERMINED, [group], missing=[("policy", "")])
    barred = _exclusions(policy, facts)
    papers = _papers("papers", "", policy.papers, facts)
    base = [_not(barred.result), papers.result]
    covers = _covers(policy, facts)
    cover = every([*base, _covered(policy, covers)])
    found = []
    for remedy in policy.remedies:
        group = _remedy(policy, remedy, facts)
        found.append((remedy, group, every([*base, group.result])))
    verdict = Verdict(PAID, [barred, papers, *covers, *(g for _r, g, _x in found)])
    verdict.rights = [remedy for remedy, _g, result in found if result == PASSED]
    _decide(verdict, policy, facts, cover, found)
    verdict.over_promise = _over_promise(policy, covers, facts, verdict)
    return verdict


def _decide(verdict, policy, facts, cover, found):
    """Take the best that is certain; what is unknown may still be better."""
    options = [(REPAIR, cover, None)]
    options += [
        (remedy.entitlement, result, remedy)
        for remedy, _group, result in found
        if remedy.entitlement != remedies.BENEFIT
    ]
    certain = [option for option in options if option[1] == PASSED]
    rank = max((RANK[what] for what, _result, _remedy in certain), default=0)
    pending = {w for w, result, _r in options if result == UNKNOWN and RANK[w] > rank}
    verdict.pending = sorted(pending, key=RANK.get, reverse=True)
    if pending:
        verdict.missing = _missing(verdict.groups)
    if certain:
        best = [option for option in certain if RANK[option[0]] == rank]
        fees = [(_fee(remedy, policy, facts), remedy) for _w, _r, remedy in best]
        # of equal rights, the customer takes the one that costs least
        fees.sort(key=lambda pair: (pair[0] is None, pair[0] or 0.0))
        verdict.entitlement = best[0][0]
        verdict.fee, verdict.remedy = fees[0]
        if verdict.fee is None:
            verdict.missing += _missing_for_fee(verdict.remedy, policy, facts)
    elif pending:
        verdict.entitlement = UNDETERMINED


def _not(result):
    return {PASSED: FAILED, FAILED: PASSED}.get(result, UNKNOWN)


def _exclusions(policy, facts):
    """Reasons not to owe anything; whoever claims one must show it (order 43, 32)."""
    clauses = [
        Clause(
            "exclusion",
            PASSED if shown else UNKNOWN,
            "exclusion",
            {"code": code, "article": policy.exclusions[code]},
        )
        for code, shown in sorted(facts.exclusions.items())
        if code in policy.exclusions
    ]
    return Group("exclusion", "", either(c.result for c in clauses), clauses)


def _papers(kind, code, papers, facts):
    clauses = [_paper(paper, facts) for paper in papers]
    return Group(kind, code, every(c.result for c in clauses), clauses)


def _paper(paper, facts):
    result = known(facts.papers.get(paper))
    return Clause("paper", result, "paper", {"code": paper})


# Cover


def line_of(policy, facts, period):
    """The line that covers what is broken: the nearest part's, its class's, the whole.

    :return: ``Line`` or None
    """
    lines = [
        line
        for line in policy.lines
        if line.period == period and line.component_class != WORK
    ]
    part = facts.component
    if part is not None:
        for ancestor in facts.tree.line_of(part):
            for line in lines:
                if line.component == ancestor:
                    return line
    kind = facts.tree.classes.get(part, facts.component_class)
    wanted = (kind, "whole")
    for name in wanted:
        for line in lines:
            if line.component is None and line.component_class == name:
                return line
    return None


def _covers(policy, facts):
    """Groups by which a repair may be free, and whether another part might be it."""
    covers = _covers_of(policy, facts)
    if _covered(policy, covers) == FAILED and any(
        _covered(policy, _covers_of(policy, other)) != FAILED
        for other in _might_be(policy, facts)
    ):
        fact = "fault" if facts.component is not None else "component"
        covers.append(Group("other", "", UNKNOWN, [Clause(fact, UNKNOWN, fact)]))
    return covers


def _covers_of(policy, facts):
    """Groups by which a repair may be free: the line's, workmanship's, promises'."""
    line = line_of(policy, facts, "repair")
    covers = [_line_group(policy, line, facts)] if line else []
    for other in policy.lines:
        if other.component_class == WORK:
            covers += _workmanship(policy, other, facts)
    covers += [
        _promise(policy, promise, facts)
        for promise in facts.promises
        if promise.component is None
        or promise.component in facts.tree.line_of(facts.component)
    ]
    return covers


def _might_be(policy, facts):
    """The facts with each part and fault that it may turn out to be, if nobody knows.

    A part that is covered longer than the rest may be the one that is broken.
    """
    faults = [facts.faults]
    if not facts.faults:
        named = {repair.fault for repair in facts.repairs}
        faults += [(fault,) for fault in sorted(named - {None})]
    parts = [(facts.component, facts.component_class)]
    if facts.component is None and facts.component_class == "whole":
        covered = [line for line in policy.lines if line.component_class != WORK]
        named = {line.component for line in covered}
        named |= {promise.component for promise in facts.promises}
        named = named.union(*(repair.replaced for repair in facts.repairs))
        parts += [(part, "") for part in sorted(named - {None})]
        classes = {line.component_class for line in covered} - {"whole"}
        parts += [(None, name) for name in sorted(classes)]
    for part, kind in parts:
        for fault in faults:
            if (part, kind, fault) != (*parts[0], faults[0]):
                yield replace(facts, component=part, component_class=kind, faults=fault)


def _covered(policy, covers):
    """Does one of the covers hold?

    A contract's or a card's period replaces that of a policy that isn't mandatory, as
    soon as the document is there.
    """
    promised = [group.result for group in covers if group.kind == "promise"]
    own = [group.result for group in covers if group.kind != "promise"]
    promise = either(promised)
    if policy.mandatory or not promised or promise == UNKNOWN:
        return either([*own, promise])
    work = [group.result for group in covers if group.kind == "workmanship"]
    return either([*work, promise])


def _line_group(policy, line, facts, kind="cover"):
    clauses = _line_clauses(policy, line, facts)
    result = every(c.result for c in clauses)
    if line.replacement != "rest" and line.own:
        last = _replaced_at(facts)
        if last is not None:
            again = _since_repair(policy, line, line.own, last, facts)
            for clause in again:
                clause.values["replaced"] = last.done
            renewed = every(c.result for c in again)
            if line.replacement == "own":
                result, clauses = renewed, again
            else:
                result, clauses = either([result, renewed]), clauses + again
    return Group(kind, line.code, result, clauses, line.article)


def _line_clauses(policy, line, facts):
    if line.excluded:
        return [Clause("excluded_item", FAILED, "component")]
    start = (line.start or policy.start).span(facts.dates)
    extra = _days_off(policy, facts)
    return _clauses(line.limits, start, facts.usage, facts, extra)


def _days_off(policy, facts):
    return sum(r.days for r in facts.repairs) if policy.pause_for_repair else 0


def _clauses(limits, start, usage, facts, extra_days=0):
    """A clause for each limit of a cover; passed where there is none."""
    found = checks(limits, start, facts.at.date(), usage, facts.calendar, extra_days)
    clauses = []
    for check in found:
        if check.what == "time":
            values = {
                "event": check.start.event,
                "start": check.start.day,
                "end": check.end,
                "months": limits.months,
                "days": limits.days,
                "extra": extra_days,
            }
            clauses.append(Clause("time", check.result, check.start.event, values))
        else:
            values = {"limit": check.limit, "value": check.value}
            clauses.append(Clause(check.what, check.result, check.what, values))
    return clauses or [Clause("unlimited", PASSED)]


def _replaced_at(facts):
    """The last repair that replaced what is broken now."""
    found = [
        repair
        for repair in facts.repairs
        if facts.component in repair.replaced and repair.done and not repair.current
    ]
    return max(found, key=lambda repair: repair.done, default=None)


def _workmanship(policy, line, facts):
    """Work on the same fault or part is warranted from its completion (维修质保).

    A line with a component, such as an overhaul, is only for repairs that name it.
    """
    same = [
        repair
        for repair in facts.repairs
        if repair.done
        and not repair.current
        and (line.component is None or line.component in repair.replaced)
        and (
            (repair.fault is not None and repair.fault in facts.faults[:1])
            or (facts.component is not None and facts.component in repair.replaced)
        )
    ]
    if not same:
        return []
    last = max(same, key=lambda repair: repair.done)
    clauses = _since_repair(policy, line, line.limits, last, facts)
    result = every(c.result for c in clauses)
    return [Group("workmanship", line.code, result, clauses, line.article)]


def _since_repair(policy, line, limits, repair, facts):
    start = Start("repair").span({"repair": repair.done})
    usage = facts.usage.since(repair.km, repair.hours)
    return _clauses(limits, start, usage, facts)


def _promise(policy, promise, facts):
    start = (promise.start or policy.start).span(facts.dates)
    clauses = _clauses(
        promise.limits, start, facts.usage, facts, _days_off(policy, facts)
    )
    if not promise.shown:
        clauses.append(Clause("promise_shown", UNKNOWN, "promise"))
    for clause in clauses:
        clause.values["promise"] = promise.ref
    result = every(c.result for c in clauses)
    return Group("promise", promise.kind, result, clauses)


def _over_promise(policy, covers, facts, verdict):
    """The promise without which the company would not owe the repair (INT-7)."""
    if verdict.entitlement != REPAIR or verdict.remedy:
        return None
    others = [group.result for group in covers if group.kind != "promise"]
    if either(others) != FAILED:
        return None
    kept = (group for group in covers if group.kind == "promise")
    refs = {g.clauses[0].values["promise"] for g in kept if g.result == PASSED}
    return next((p for p in facts.promises if p.ref in refs), None)


# Remedies


def _remedy(policy, remedy, facts):
    """Is the window open, has the trigger happened, is all there that it asks for?"""
    clauses = []
    if remedy.window:
        clauses += _clauses(
            remedy.window, policy.start.span(facts.dates), facts.usage, facts
        )
    if remedy.within:
        line = whole_line(policy, remedy.within)
        if line:
            inside = _line_clauses(policy, line, facts)
            for clause in inside:
                clause.values["within"] = remedy.within
            clauses += inside
    for code, result, fact, values in remedies.trigger(remedy, facts):
        clauses.append(Clause(code, result, fact, values))
    clauses += [_paper(paper, facts) for paper in remedy.papers]
    for code in remedy.conditions:
        result = known(facts.conditions.get(code))
        clauses.append(Clause("condition", result, "condition", {"code": code}))
    result = every(c.result for c in clauses)
    return Group("remedy", remedy.code, result, clauses, remedy.article)


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


def _fee(remedy, policy, facts):
    """What the customer pays for the use so far; None if a fact is missing.

    By distance: price × km / 1000 × rate, the rate 0.5 % at the most (order 43, 27).
    By days: price × days of use × rate a day, days in repair left out.
    """
    if not remedy or not remedy.fee:
        return 0.0
    if facts.price is None:
        return None
    if remedy.fee == remedies.BY_KM:
        km = facts.usage.km
        rate = min(remedy.fee_rate, remedies.MAX_KM_RATE)
        return None if km is None else round(facts.price * km / 1000 * rate / 100, 2)
    start = policy.start.span(facts.dates).day
    if start is None:
        return None
    used = (facts.at.date() - start).days - sum(r.days for r in facts.repairs)
    fee = facts.price * max(used, 0) * remedy.fee_rate / 100
    return round(min(fee, facts.price), 2)


def _missing_for_fee(remedy, policy, facts):
    wanted = [("price", "")] if facts.price is None else []
    if remedy.fee == remedies.BY_KM and facts.usage.km is None:
        wanted.append(("km", ""))
    if remedy.fee == remedies.BY_DAY and not policy.start.span(facts.dates).day:
        wanted.append((policy.start.event, ""))
    return wanted


def _missing(groups):
    """Facts that would settle the groups that are open, each once."""
    found = {
        (clause.fact, clause.values.get("code", ""))
        for group in groups
        if group.result == UNKNOWN
        for clause in group.clauses
        if clause.result == UNKNOWN
    }
    return sorted(found)


# Ends


def ends(policy, facts, period):
    """Until when the whole product is covered.

    :return: (last day or None, km, hours) of the longest of line and promises; None
        for each limit that isn't there or can't be told
    """
    line = whole_line(policy, period) if policy else None
    found = []
    promises = [p for p in facts.promises if p.shown and p.component is None]
    if line and (policy.mandatory or not promises or period == "remedy"):
        found.append((line.limits, line.start or policy.start))
    if period == "repair":
        default = policy.start if policy else Start()
        found += [(promise.limits, promise.start or default) for promise in promises]
    extra = _days_off(policy, facts) if policy else 0
    days = []
    for limits, start in found:
        day = start.span(facts.dates).day
        if day is not None or not (limits.months or limits.days):
            end = last_day(day or date.max, limits, facts.calendar, extra)
            if end:
                days.append(end)
    km = max((limits.km for limits, _start in found), default=0)
    hours = max((limits.hours for limits, _start in found), default=0)
    return max(days, default=None), km or None, hours or None
