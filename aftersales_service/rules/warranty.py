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


def _over_promise(groups, facts, verdict):
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
