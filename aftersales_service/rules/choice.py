"""Which warranty policy holds for a request: the most specific that fits (WAR-1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .warranty_facts import Policy


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom and when a policy holds; an empty part holds for all.

    :param sequence: decides between equally specific policies, the lowest first
    :param roll_over: ends on a day off move to the next workday
    """

    policy: Policy
    version: int = 1
    sequence: int = 10
    roll_over: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    customer_type: str = ""
    states: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    products: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """What a policy is chosen by.

    :param day: day of the sale, or of the request as long as that isn't known
    :param partners: the customer and whom it belongs to
    :param categories: the product's category and those above it, the nearest first
    :param product: id of the product's template
    """

    day: date
    customer_type: str = ""
    state: int | None = None
    partners: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    product: int | None = None


def choose(scopes: Iterable[Scope], case: Case) -> Scope | None:
    """The most specific policy that fits; None if none does.

    A contract with the customer beats a rule for the product, that one for its
    category (the nearest), that one for the region, that one for the kind of customer.
    """
    fitting = [scope for scope in scopes if fits(scope, case)]
    return max(fitting, key=lambda scope: _rank(scope, case), default=None)


def fits(scope, case):
    """Does a policy hold for this case?"""
    return (
        (not scope.valid_from or scope.valid_from <= case.day)
        and (not scope.valid_to or case.day <= scope.valid_to)
        and scope.customer_type in ("", case.customer_type)
        and (not scope.states or case.state in scope.states)
        and (not scope.partners or not scope.partners.isdisjoint(case.partners))
        and (not scope.categories or not scope.categories.isdisjoint(case.categories))
        and (not scope.products or case.product in scope.products)
    )


def _rank(scope, case):
    named = [c for c in case.categories if c in scope.categories]
    near = len(case.categories) - case.categories.index(named[0]) if named else 0
    return (
        bool(scope.partners),
        bool(scope.products),
        near,
        bool(scope.states),
        bool(scope.customer_type),
        -scope.sequence,
        scope.version,
    )


def merged(base: Policy, own: Policy) -> Policy:
    """A policy together with its base: its own rows replace those of the same code."""
    return Policy(
        id=own.id,
        lines=_merged(own.lines, base.lines),
        remedies=_merged(own.remedies, base.remedies),
        start=own.start,
        mandatory=own.mandatory,
        papers=tuple(dict.fromkeys((*base.papers, *own.papers))),
        exclusions={**base.exclusions, **own.exclusions},
        pause_for_repair=own.pause_for_repair,
    )


def _merged(own, base):
    codes = {row.code for row in own}
    return (*own, *(row for row in base if row.code not in codes))
