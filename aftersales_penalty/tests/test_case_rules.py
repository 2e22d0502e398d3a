"""Who takes which step of a case when, and what a decision must not lack."""

from dataclasses import replace
from datetime import date

import pytest

from ..rules import case as rules

DAY = date(2026, 3, 2)
#: A case that lacks nothing
FULL = rules.Case(
    consequence=rules.FINE,
    day=DAY,
    today=date(2026, 3, 20),
    rule_from=date(2026, 1, 1),
    acknowledged_on=date(2026, 1, 15),
    act_by=date(2027, 3, 2),
    evidence=True,
    served=True,
    heard=True,
    amount=30,
)

STATES = [
    # step, from each state: proposed notified heard confirmed appealed applied waived
    (rules.NOTIFY, "notified", None, None, None, None, None, None),
    (rules.HEAR, None, "heard", None, None, None, None, None),
    (rules.CONFIRM, None, None, "confirmed", None, None, None, None),
    (rules.WAIVE, "waived", "waived", "waived", None, None, None, None),
    (rules.APPEAL, None, None, None, "appealed", None, None, None),
    (rules.UPHOLD, None, None, None, None, "confirmed", None, None),
    (rules.GRANT, None, None, None, None, "waived", None, None),
    (rules.APPLY, None, None, None, "applied", None, None, None),
    (rules.REVOKE, None, None, None, "revoked", None, "revoked", None),
]
FROM = ["proposed", "notified", "heard", "confirmed", "appealed", "applied", "waived"]


@pytest.mark.parametrize("row", STATES, ids=lambda row: row[0])
def test_steps_and_states(row):
    step, *results = row
    for state, result in zip(FROM, results, strict=True):
        assert rules.next_state(state, step) == result, (state, step)


def test_reward_is_confirmed_without_a_hearing():
    for state in ("proposed", "notified", "heard"):
        assert rules.next_state(state, rules.CONFIRM, is_reward=True) == "confirmed"
    assert rules.next_state("waived", rules.CONFIRM, is_reward=True) is None


LACKING = [
    ({}, []),
    ({"rule_from": None}, ["in_force"]),
    ({"rule_from": date(2026, 3, 2)}, []),
    ({"rule_from": date(2026, 3, 3)}, ["in_force"]),
    ({"rule_to": date(2026, 3, 2)}, []),
    ({"rule_to": date(2026, 3, 1)}, ["in_force"]),
    ({"acknowledged_on": None}, ["acknowledged"]),
    ({"acknowledged_on": DAY}, []),
    ({"acknowledged_on": date(2026, 3, 3)}, ["acknowledged"]),
    ({"evidence": False}, ["evidence"]),
    ({"amount": 0}, ["amount"]),
    ({"amount": 0, "consequence": rules.WARNING}, []),
    ({"is_loss": True}, ["loss"]),
    ({"is_loss": True, "loss": 0.01}, []),
    ({"served": False}, ["served"]),
    ({"heard": False}, ["heard"]),
    ({"served": False, "heard": False}, ["served", "heard"]),
    ({"act_by": date(2026, 3, 20)}, []),
    ({"act_by": date(2026, 3, 19)}, ["too_late"]),
    ({"act_by": None}, []),
    ({"consequence": rules.DISMISSAL}, ["documents", "union"]),
    ({"consequence": rules.DISMISSAL, "documents": True}, ["union"]),
    ({"consequence": rules.DISMISSAL, "documents": True, "union_told": True}, []),
    (
        {
            "consequence": rules.REWARD,
            "acknowledged_on": None,
            "served": False,
            "heard": False,
            "act_by": date(2026, 3, 3),
        },
        [],
    ),
    ({"consequence": rules.REWARD, "amount": 0}, ["amount"]),
]


@pytest.mark.parametrize(("changes", "lacks"), LACKING)
def test_what_a_decision_must_not_lack(changes, lacks):
    assert rules.missing(replace(FULL, **changes)) == lacks


@pytest.mark.parametrize(
    ("user", "reporter", "own", "may"),
    [
        (1, 2, [3], True),
        (1, None, [3], True),
        (1, 2, [], True),
        (2, 2, [3], False),
        (3, 2, [3], False),
        (3, 3, [3], False),
        (4, None, [3, 4], False),
    ],
)
def test_decider_is_neither_reporter_nor_the_person(user, reporter, own, may):
    assert rules.may_decide(user, reporter, own) is may


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 10, 31), 5, date(2027, 3, 31)),
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 3, 2), 0, None),
    ],
)
def test_act_by_ends_on_the_same_day_of_a_later_month(day, months, expected):
    assert rules.months_after(day, months) == expected


@pytest.mark.parametrize(
    ("amount", "percent", "loss", "share", "expected"),
    [
        (30, 0, 0, 100, 30),
        (30, 0, 0, 60, 18),
        (30, 0, 0, 33.33, 10),
        (0, 50, 999, 100, 499.5),
        (0, 50, 0.01, 100, 0.01),
        (0, 50, 1000, 30, 150),
        (0, 0, 1000, 100, 0),
        (50, 50, 100, 100, 50),
    ],
)
def test_amount_of_a_person(amount, percent, loss, share, expected):
    assert rules.amount_of(amount, percent, loss, share) == expected
