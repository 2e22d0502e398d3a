"""Which facts become a proposal, for whom and how much; never twice."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..rules import proposal as rules

DAY = date(2026, 3, 2)
FACT = rules.Fact(
    ref="aftersales.clock,1",
    trigger=rules.CLOCK,
    at=datetime(2026, 3, 2, 5, 0),
    day=DAY,
    code="T-02",
    people={rules.PERSON: 1, rules.LEADER: 2, rules.MANAGER: 3},
)
RULE = rules.Rule(
    id=7,
    code="PEN-01",
    regulation=5,
    trigger=rules.CLOCK,
    consequence="fine",
    codes=frozenset({"T-02"}),
    valid_from=date(2026, 1, 1),
    amount=30,
)
SIGNED = {(5, employee): date(2026, 1, 5) for employee in range(1, 10)}


def told(found):
    return [(one.employee, one.consequence, one.amount, one.times) for one in found]


CASES = [
    # fact, rule, employees
    ({}, {}, [1]),
    ({"code": "T-03"}, {}, []),
    ({"code": "T-03"}, {"codes": frozenset()}, [1]),
    ({"trigger": rules.EVENT}, {}, []),
    ({"own": False}, {}, []),
    ({"own": None}, {}, []),
    ({"people": {}}, {}, []),
    ({}, {"role": rules.MANAGER}, [3]),
    ({}, {"role": rules.SELLER}, []),
    ({}, {"valid_from": None}, []),
    ({}, {"valid_from": DAY}, [1]),
    ({}, {"valid_from": date(2026, 3, 3)}, []),
    ({}, {"valid_to": DAY}, [1]),
    ({}, {"valid_to": date(2026, 3, 1)}, []),
    ({}, {"needs_harm": True}, []),
    ({"harm": True}, {"needs_harm": True}, [1]),
    ({"harm": True}, {}, [1]),
    ({}, {"regulation": 6}, []),
    ({}, {"regulation": 6, "is_reward": True}, [1]),
    ({}, {"shares": ((rules.PERSON, 60.0), (rules.LEADER, 40.0))}, [1, 2]),
    ({}, {"shares": ((rules.PERSON, 60.0), (rules.SELLER, 40.0))}, [1]),
]


@pytest.mark.parametrize(("fact", "rule", "employees"), CASES)
def test_who_is_accountable_for_what(fact, rule, employees):
    found = rules.proposals([replace(FACT, **fact)], [replace(RULE, **rule)], SIGNED)
    assert [one.employee for one in found] == employees


@pytest.mark.parametrize(
    ("signed", "expected"),
    [(date(2026, 3, 1), 1), (DAY, 1), (date(2026, 3, 3), 0), (None, 0)],
)
def test_only_who_acknowledged_it_by_then(signed, expected):
    acknowledged = {(5, 1): signed} if signed else {}
    assert len(rules.proposals([FACT], [RULE], acknowledged)) == expected


@pytest.mark.parametrize(
    ("trigger", "score", "limit", "expected"),
    [
        (rules.RATING, 1, 2, 1),
        (rules.RATING, 2, 2, 1),
        (rules.RATING, 3, 2, 0),
        (rules.RATING, 0, 2, 0),
        (rules.PRAISE, 5, 5, 1),
        (rules.PRAISE, 4, 5, 0),
    ],
)
def test_scores_of_customers(trigger, score, limit, expected):
    fact = replace(FACT, trigger=trigger, score=score, code="repair")
    rule = replace(RULE, trigger=trigger, score=limit, codes=frozenset())
    assert len(rules.proposals([fact], [rule], SIGNED)) == expected


@pytest.mark.parametrize(
    ("signed", "expected"),
    [(date(2026, 2, 9), 1), (date(2026, 2, 10), 1), (date(2026, 2, 11), 0)],
)
def test_what_took_many_days_needs_it_acknowledged_by_the_first(signed, expected):
    fact = replace(FACT, since=date(2026, 2, 10))
    assert len(rules.proposals([fact], [RULE], {(5, 1): signed})) == expected


def test_shares_of_one_amount():
    rule = replace(RULE, shares=((rules.PERSON, 60.0), (rules.LEADER, 40.0)))
    found = rules.proposals([FACT], [rule], SIGNED)
    assert [(one.employee, one.share, one.amount) for one in found] == [
        (1, 60, 18),
        (2, 40, 12),
    ]


def test_one_person_in_two_roles_gets_one_case():
    fact = replace(FACT, people={rules.PERSON: 1, rules.LEADER: 1})
    rule = replace(RULE, shares=((rules.PERSON, 60.0), (rules.LEADER, 40.0)))
    (one,) = rules.proposals([fact], [rule], SIGNED)
    assert (one.share, one.amount) == (100, 30)


def test_share_of_a_loss():
    fact = replace(FACT, trigger=rules.OVER_PROMISE, loss=999.99)
    rule = replace(
        RULE, trigger=rules.OVER_PROMISE, codes=frozenset(), percent=50, amount=0
    )
    (one,) = rules.proposals([fact], [rule], SIGNED)
    assert one.amount == 500


STEPS = (
    rules.Step(times=2, months=12, consequence="fine", amount=60),
    rules.Step(times=3, months=6, consequence="demerit"),
)


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], ("fine", 30, 1)),
        ([date(2026, 1, 1)], ("fine", 60, 2)),
        # the same day a year before is outside: twelve months end with the day itself
        ([date(2025, 3, 2)], ("fine", 30, 2)),
        ([date(2025, 3, 3)], ("fine", 60, 2)),
        ([date(2025, 12, 1), date(2026, 1, 1)], ("demerit", 0, 3)),
        ([date(2025, 6, 1), date(2026, 1, 1)], ("fine", 60, 3)),
        ([date(2026, 3, 5)], ("fine", 30, 1)),
    ],
)
def test_what_follows_the_n_th_time(earlier, expected):
    rule = replace(RULE, steps=STEPS)
    past = [("PEN-01", 1, day) for day in earlier]
    past += [("PEN-01", 2, DAY), ("PEN-02", 1, DAY)]
    (one,) = rules.proposals([FACT], [rule], SIGNED, past)
    assert (one.consequence, one.amount, one.times) == expected


def test_n_th_time_within_one_run_goes_by_the_order_of_the_facts():
    facts = [
        replace(FACT, ref=f"aftersales.clock,{n}", at=datetime(2026, 3, n, 5, 0))
        for n in (3, 1, 2)
    ]
    facts = [replace(fact, day=fact.at.date()) for fact in facts]
    found = rules.proposals(facts, [replace(RULE, steps=STEPS)], SIGNED)
    assert told(found) == [
        (1, "fine", 30, 1),
        (1, "fine", 60, 2),
        (1, "demerit", 0, 3),
    ]


def test_known_ones_are_not_proposed_again():
    known = [("aftersales.clock,1", "PEN-01", 1)]
    assert not rules.proposals([FACT], [RULE], SIGNED, known=known)
    other = [("aftersales.clock,1", "PEN-01", 2), ("aftersales.clock,2", "PEN-01", 1)]
    assert len(rules.proposals([FACT], [RULE], SIGNED, known=other)) == 1


def test_the_narrower_clause_takes_the_place_of_the_other():
    """Late for want of tools (PEN-05) isn't punished as late besides (PEN-03)."""
    late = replace(RULE, code="PEN-03")
    unready = replace(
        RULE, code="PEN-05", trigger=rules.UNPREPARED, replaces=frozenset({"PEN-03"})
    )
    other = replace(FACT, ref="aftersales.clock,2")
    facts = [FACT, replace(FACT, trigger=rules.UNPREPARED), other]
    found = rules.proposals(facts, [late, unready], SIGNED)
    expected = [("aftersales.clock,1", "PEN-05"), ("aftersales.clock,2", "PEN-03")]
    assert [(one.fact.ref, one.rule.code) for one in found] == expected
    # the cause may become known when there is a case for the lateness already
    known = [("aftersales.clock,1", "PEN-03", 1)]
    found = rules.proposals(facts, [late, unready], SIGNED, known=known)
    assert [one.fact.ref for one in found] == ["aftersales.clock,2"]


FACTS = st.lists(
    st.builds(
        lambda number, person, day, own: replace(
            FACT,
            ref=f"aftersales.clock,{number}",
            people={rules.PERSON: person},
            day=date(2026, 3, day),
            at=datetime(2026, 3, day, 4, 0),
            own=own,
        ),
        st.integers(1, 6),
        st.integers(1, 12),
        st.integers(1, 28),
        st.sampled_from([True, False, None]),
    ),
    max_size=12,
)


@given(FACTS)
def test_once_for_each_fact_clause_and_person(facts):
    once = rules.proposals(facts, [RULE, replace(RULE, code="PEN-02")], SIGNED)
    keys = [(one.fact.ref, one.rule.code, one.employee) for one in once]
    assert len(keys) == len(set(keys))
    again = rules.proposals(
        facts, [RULE, replace(RULE, code="PEN-02")], SIGNED, known=keys
    )
    assert not again
    assert all(one.fact.own and (5, one.employee) in SIGNED for one in once)


@pytest.mark.parametrize(
    ("fact", "rule", "amount", "points"),
    [
        # a fact that brings its amount goes before the clause
        ({"amount": 36}, {}, 36, 0),
        ({"amount": 36, "points": 18}, {"points": 2}, 36, 18),
        ({"amount": 36}, {"amount": 0}, 36, 0),
        ({"amount": 0}, {}, 0, 0),
        ({"points": 18}, {"points": 2}, 30, 18),
        ({}, {"points": 2}, 30, 2),
        # and so does the amount of a step before that of the fact
        ({"amount": 36}, {"steps": (rules.Step(1, 12, "fine", 60),)}, 60, 0),
        ({"amount": 36}, {"steps": (rules.Step(1, 12, "fine"),)}, 36, 0),
        ({"points": 18}, {"steps": (rules.Step(1, 12, "points", 0, 5),)}, 0, 5),
    ],
)
def test_amount_and_points_that_a_fact_brings(fact, rule, amount, points):
    (one,) = rules.proposals([replace(FACT, **fact)], [replace(RULE, **rule)], SIGNED)
    assert (one.amount, one.points) == (amount, points)


def test_amount_that_a_fact_brings_is_shared_like_any_other():
    rule = replace(RULE, shares=((rules.PERSON, 60.0), (rules.LEADER, 40.0)))
    found = rules.proposals([replace(FACT, amount=36)], [rule], SIGNED)
    assert [one.amount for one in found] == [21.6, 14.4]
