"""A case: who takes which step when, and what a decision must not lack (PEN, §4).

Labour law asks for a rule that was in force and made known, evidence, a hearing, a
decider who is neither the reporter nor the person, service, and an act in time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from odoo.addons.aftersales_service.rules import period

# States
PROPOSED = "proposed"
NOTIFIED = "notified"
HEARD = "heard"
CONFIRMED = "confirmed"
APPEALED = "appealed"
APPLIED = "applied"
WAIVED = "waived"
REVOKED = "revoked"
#: Somebody still has to do something
OPEN = frozenset({PROPOSED, NOTIFIED, HEARD, APPEALED})
#: Nothing counts of these
VOID = frozenset({WAIVED, REVOKED})

# Consequences
FINE = "fine"
LOSS_SHARE = "loss_share"
POINTS = "points"
CRITICISM = "criticism"
WARNING = "warning"
DEMERIT = "demerit"
MAJOR_DEMERIT = "major_demerit"
BONUS_WITHHELD = "bonus_withheld"
DISMISSAL = "dismissal"
EXPENSE_REFUSED = "expense_refused"
REWARD = "reward"
#: Those that are a sum of money
MONEY = frozenset({FINE, LOSS_SHARE, BONUS_WITHHELD, REWARD})

# Steps
NOTIFY = "notify"
HEAR = "hear"
CONFIRM = "confirm"
WAIVE = "waive"
APPEAL = "appeal"
UPHOLD = "uphold"
GRANT = "grant"
APPLY = "apply"
REVOKE = "revoke"

#: Step → states in which it may be taken, and the state it leads to
STEPS = {
    NOTIFY: ({PROPOSED}, NOTIFIED),
    HEAR: ({NOTIFIED}, HEARD),
    CONFIRM: ({HEARD}, CONFIRMED),
    WAIVE: ({PROPOSED, NOTIFIED, HEARD}, WAIVED),
    APPEAL: ({CONFIRMED}, APPEALED),
    UPHOLD: ({APPEALED}, CONFIRMED),
    GRANT: ({APPEALED}, WAIVED),
    APPLY: ({CONFIRMED}, APPLIED),
    REVOKE: ({CONFIRMED, APPLIED}, REVOKED),
}
#: A reward is good news: nobody need be heard first
REWARD_STEPS = {
    **STEPS,
    CONFIRM: ({PROPOSED, NOTIFIED, HEARD}, CONFIRMED),
}

# What a decision lacks
NO_EVIDENCE = "evidence"
NOT_IN_FORCE = "in_force"
NOT_ACKNOWLEDGED = "acknowledged"
NOT_SERVED = "served"
NOT_HEARD = "heard"
NO_UNION = "union"
NO_DOCUMENTS = "documents"
TOO_LATE = "too_late"
NO_AMOUNT = "amount"
NO_LOSS = "loss"


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case when somebody wants to decide it.

    :param day: when it happened, in the company's zone
    :param act_by: last day on which it may be decided; None: no limit
    """

    consequence: str
    day: date
    today: date
    rule_from: date | None = None
    rule_to: date | None = None
    acknowledged_on: date | None = None
    act_by: date | None = None
    evidence: bool = False
    served: bool = False
    heard: bool = False
    union_told: bool = False
    documents: bool = False
    amount: float = 0.0
    is_loss: bool = False
    loss: float = 0.0


def next_state(state: str, step: str, is_reward: bool = False) -> str | None:
    """The state a step leads to; None if it can't be taken now.

    >>> next_state(HEARD, CONFIRM), next_state(PROPOSED, CONFIRM)
    ('confirmed', None)
    >>> next_state(PROPOSED, CONFIRM, is_reward=True)
    'confirmed'
    """
    before, after = (REWARD_STEPS if is_reward else STEPS)[step]
    return after if state in before else None


def may_decide(user: int, reporter: int | None, own: Collection[int]) -> bool:
    """Neither who reported a case nor whose case it is decides it (LCL 4, practice).

    :param own: users of the person whom the case is about

    >>> may_decide(1, 2, [3]), may_decide(2, 2, [3]), may_decide(3, 2, [3])
    (True, False, False)
    """
    return user != reporter and user not in own


def needs_approval(consequence: str, amount: float, limit: float) -> bool:
    """Grave decisions need the general manager's approval, too.

    :param limit: CNY, up to which the decider's word is enough

    >>> needs_approval(FINE, 500, 500), needs_approval(FINE, 500.01, 500)
    (False, True)
    >>> needs_approval(DISMISSAL, 0, 500), needs_approval(WARNING, 0, 500)
    (True, False)
    """
    if consequence in (DISMISSAL, MAJOR_DEMERIT):
        return True
    return consequence in MONEY and amount > limit


def missing(case: Case) -> list[str]:
    """What a confirmation lacks, in the order in which it is got; none if it may be."""
    lacks = []
    if not case.rule_from or not _within(case.day, case.rule_from, case.rule_to):
        lacks.append(NOT_IN_FORCE)
    reward = case.consequence == REWARD
    if not reward and not (case.acknowledged_on and case.acknowledged_on <= case.day):
        lacks.append(NOT_ACKNOWLEDGED)
    if not case.evidence:
        lacks.append(NO_EVIDENCE)
    if case.consequence in MONEY and case.amount <= 0:
        lacks.append(NO_AMOUNT)
    if not reward:
        lacks += _procedure(case)
    return lacks


def _within(day, first, last):
    return first <= day and (last is None or day <= last)


def _procedure(case):
    lacks = []
    if case.is_loss and case.loss <= 0:
        lacks.append(NO_LOSS)
    if case.consequence == DISMISSAL:
        if not case.documents:
            lacks.append(NO_DOCUMENTS)
        if not case.union_told:
            lacks.append(NO_UNION)
    if not case.served:
        lacks.append(NOT_SERVED)
    if not case.heard:
        lacks.append(NOT_HEARD)
    if case.act_by and case.today > case.act_by:
        lacks.append(TOO_LATE)
    return lacks


def hearing_due(served_on: date, workdays: int, calendar) -> date:
    """Last day on which the person may answer; the day of service isn't counted."""
    return period.after_workdays(served_on, workdays, calendar) or served_on


def months_after(day: date, months: int) -> date | None:
    """The same day so many months on, or the end of that month (民法典 202).

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    return period.add_months(day, months) if months else None


def amount_of(amount: float, percent: float, loss: float, share: float = 100) -> float:
    """What one person pays: a fixed amount, or percent of a loss, times their share.

    >>> amount_of(30, 0, 0), amount_of(0, 50, 999), amount_of(30, 0, 0, 60)
    (30.0, 499.5, 18.0)
    """
    whole = loss * percent / 100 if percent else amount
    return round(whole * share / 100 + 1e-9, 2)
