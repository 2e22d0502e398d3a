"""What verdicts are made of: the rows of a policy, the facts, and the clauses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .period import Limits, Start, Usage
from .remedy import Remedy, Repair, Tree


@dataclass(frozen=True, slots=True)
class Line:
    """What a policy covers for one part, or one class of parts.

    :param period: ``repair`` for free repair (包修期), ``remedy`` for exchange and
        refund (三包有效期)
    :param component: id; None: every part of the class
    :param start: own ``Start``; None: that of the policy
    :param excluded: never covered, such as glass or a gift, unless it is promised
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
    :param fact: name of the fact that was used, a key of ``warranty.SUPPLIERS``
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
