"""Counting an account (循环盘点): whose step, what is open, when it is due (PRT-8)."""

from dataclasses import dataclass
from datetime import date, timedelta

DRAFT = "draft"
COUNTING = "counting"
SUBMITTED = "submitted"
DONE = "done"
CANCELLED = "cancelled"

START = "start"
SUBMIT = "submit"
RECOUNT = "recount"
APPROVE = "approve"
CANCEL = "cancel"

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    DRAFT: {START: COUNTING, CANCEL: CANCELLED},
    COUNTING: {SUBMIT: SUBMITTED, CANCEL: CANCELLED},
    SUBMITTED: {RECOUNT: COUNTING, APPROVE: DONE, CANCEL: CANCELLED},
    DONE: {},
    CANCELLED: {},
}
#: step → roles that take it. ``holder``: has the account; ``counter``: counts it
ROLES = {
    START: {"keeper", "holder", "finance", "manager"},
    SUBMIT: {"counter"},
    RECOUNT: {"manager"},
    APPROVE: {"manager"},
    CANCEL: {"keeper", "manager"},
}


def may_take(step: str, mine: set[str]) -> bool:
    """Whether somebody with these roles may take a step.

    What was counted is approved by somebody who neither counted it nor answers for it.
    """
    if step in (APPROVE, RECOUNT) and mine & {"counter", "holder"}:
        return False
    return bool(ROLES[step] & mine)


# What keeps a line from being handed in
NOT_COUNTED = "not_counted"
NO_REASON = "no_reason"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a count, quantities in the smallest step of its unit.

    :param book: what the books said when it was counted
    :param now: what they say now
    :param counted: what was found; None: not counted yet
    :param reason: why it differs
    """

    book: int
    now: int
    counted: int | None = None
    reason: str | None = None


def lacks(line: Line) -> str | None:
    """What a line still needs before it is handed in; None: nothing."""
    if line.counted is None:
        return NOT_COUNTED
    if line.counted != line.book and not line.reason:
        return NO_REASON
    return None


def moved(line: Line) -> bool:
    """Whether parts moved since the line was counted: it must be counted again."""
    return line.now != line.book


def due_on(last: date, weeks: int) -> date | None:
    """Day of the next count; None: none is planned."""
    return last + timedelta(weeks=weeks) if weeks > 0 else None
