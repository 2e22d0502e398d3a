"""三包 verdicts: what a request is entitled to, clause by clause (WAR-1 … WAR-7).

Facts and one policy in; the entitlement, every clause with its result, and what is
missing out. A clause has passed, failed, or can't be told from what is known: nothing
is ever paid for by the customer because a fact is missing (WAR-3).
"""

from . import remedy as remedies
from .cover import covers, limit_clauses, line_clauses, line_of, whole_line
from .period import FAILED, PASSED, UNKNOWN, either, every, known
from .warranty_facts import Clause, Facts, Group, Policy, Verdict

REFUND, EXCHANGE, REPAIR = "refund", "exchange", "repair"
PAID, GOODWILL, UNDETERMINED = "paid", "goodwill", "undetermined"
#: What is owed, the least first; a benefit comes on top of any of these
RANK = {PAID: 0, UNDETERMINED: 1, GOODWILL: 2, REPAIR: 3, EXCHANGE: 4, REFUND: 5}
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
    line = line_of(policy, facts, "repair")
    groups, covered = covers(policy, facts, line)
    cover = every([*base, covered])
    found = []
    for remedy in policy.remedies:
        group = _remedy(policy, remedy, facts, line)
        found.append((remedy, group, every([*base, group.result])))
    verdict = Verdict(PAID, [barred, papers, *groups, *(g for _r, g, _x in found)])
    verdict.rights = [remedy for remedy, _g, result in found if result == PASSED]
    _decide(verdict, policy, facts, cover, found)
    verdict.over_promise = _over_promise(groups, facts, verdict)
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
            wanted = _missing_for_fee(verdict.remedy, policy, facts)
            verdict.missing = sorted({*verdict.missing, *wanted})
        if verdict.fee != 0 and _may_be_free(options, rank):
            verdict.fee = None
            verdict.missing = sorted({*verdict.missing, *_missing(verdict.groups)})
    elif pending:
        verdict.entitlement = UNDETERMINED


def _may_be_free(options, rank):
    """May a fact that is missing give the same without a fee?"""
    return any(
        result == UNKNOWN and RANK[what] == rank and (remedy is None or not remedy.fee)
        for what, result, remedy in options
    )


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


<<<<<<< HEAD
def _over_promise(groups, facts, verdict):
=======
# Cover


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


def _covers(policy, facts, line):
    """Groups by which a repair may be free, and whether one of them holds.

    Unknown, too, if it may turn out to be another part that is covered.
    """
    covers, result = _covers_of(policy, facts, line)
    if result == FAILED and any(
        _covers_of(policy, other, line_of(policy, other, "repair"))[1] != FAILED
        for other in _might_be(policy, facts)
    ):
        result = UNKNOWN
        clause = Clause("component", UNKNOWN, "component")
        covers.append(Group("other", "", UNKNOWN, [clause]))
    return covers, result


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
    clauses = _line_clauses(policy, line, facts)
    result = every(c.result for c in clauses)
    return [Group("cover", line.code, result, clauses, line.article)], renewed


def _line_clauses(policy, line, facts):
    if line.excluded:
        return [Clause("excluded_item", FAILED, "component")]
    start = (line.start or policy.start).span(facts.dates)
    pauses = repair_pauses(policy, facts)
    return _clauses(line.limits, start, facts.usage, facts, pauses)


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


def _clauses(limits, start, usage, facts, pauses=()):
    """A clause for each limit of a cover; passed where there is none."""
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
    return clauses or [Clause("unlimited", PASSED)]


def _touched(repair, facts):
    """Did a repair replace what is broken now, or the assembly it belongs to?"""
    own = facts.tree.line_of(facts.component)
    return bool(own) and not repair.replaced.isdisjoint(own)


def _workmanship(policy, facts):
    """Work on the same fault or part is warranted from its completion (维修质保)."""
    if not facts.repairs:
        return []
    lines = [line for line in policy.lines if line.component_class == "workmanship"]
    own = facts.tree.line_of(facts.component)
    # the nearest part's line, else those for all parts
    for part in (*own, None):
        nearest = [line for line in lines if line.component == part]
        if nearest:
            break
    else:
        return []
    same, maybe = [], []
    for repair in facts.repairs:
        if _touched(repair, facts) or repair.fault in facts.faults[:1]:
            same.append(repair)
        elif repair.fault is None or not facts.faults:
            maybe.append(repair)
    covers = []
    for line in nearest:
        covers += _since_repairs("workmanship", line, line.limits, same, facts)
        groups = _since_repairs("workmanship", line, line.limits, maybe, facts)
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
        clauses = _clauses(limits, start, usage, facts)
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
    clauses = _clauses(promise.limits, start, facts.usage, facts, pauses)
    if not promise.shown:
        clauses.append(Clause("promise_shown", UNKNOWN, "promise"))
    for clause in clauses:
        clause.values["promise"] = promise.ref
    result = every(c.result for c in clauses)
    return Group("promise", promise.kind, result, clauses)


def _over_promise(policy, covers, facts, verdict):
>>>>>>> wt-portal3
    """The promise without which the company would not owe the repair (INT-7)."""
    owed = {remedy.entitlement for remedy in verdict.rights}
    if verdict.entitlement != REPAIR or REPAIR in owed:
        return None
    others = [group.result for group in groups if group.kind != "promise"]
    if either(others) != FAILED:
        return None
    kept = (group for group in groups if group.kind == "promise")
    refs = {g.clauses[0].values["promise"] for g in kept if g.result == PASSED}
    return next((p for p in facts.promises if p.ref in refs), None)


def _remedy(policy, remedy, facts, line):
    """Is the window open, has the trigger happened, is all there that it asks for?"""
    clauses = []
    if line and line.excluded and _about_now(remedy, facts):
        clauses.append(Clause("excluded_item", FAILED, "component"))
    if remedy.window:
        clauses += limit_clauses(
            remedy.window, policy.start.span(facts.dates), facts.usage, facts
        )
    if remedy.within:
        whole = whole_line(policy, remedy.within)
        if whole:
            inside = line_clauses(policy, whole, facts)
        else:
            inside = [Clause("policy", UNKNOWN, "policy")]
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


def _about_now(remedy, facts):
    """Does it go by what is broken now, not only by what was done to the product?"""
    return facts.component is None or remedy.trigger != "days_in_repair"


def _fee(remedy, policy, facts):
    """What the customer pays for the use so far; None if a fact is missing.

    By distance: price × km / 1000 × rate, the rate 0.5 % at the most (order 43, 27).
    By days: price × days of use × rate a day, days in repair left out. Never more
    than the price.
    """
    if not remedy or not remedy.fee:
        return 0.0
    if facts.price is None:
        return None
    if remedy.fee == remedies.BY_KM:
        if facts.usage.km is None:
            return None
        rate = min(remedy.fee_rate, remedies.MAX_KM_RATE)
        units = facts.usage.km / 1000
    else:
        begun = facts.dates.get(policy.start.event)
        if begun is None:
            return None
        rate = remedy.fee_rate
        units = (facts.at.date() - begun).days - sum(
            repair.away for repair in facts.repairs if not repair.current
        )
    fee = facts.price * max(units, 0) * rate / 100
    return round(min(fee, facts.price), 2)


def _missing_for_fee(remedy, policy, facts):
    wanted = [("price", "")] if facts.price is None else []
    if remedy.fee == remedies.BY_KM and facts.usage.km is None:
        wanted.append(("km", ""))
    if remedy.fee == remedies.BY_DAY and not facts.dates.get(policy.start.event):
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
<<<<<<< HEAD
=======


# Ends


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
>>>>>>> wt-portal3
