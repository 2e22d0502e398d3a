"""Movements of spare parts between accounts: who takes which step (PRT-4, PRT-5).

The tables are the only place that says what comes next: buttons, writing and calls from
outside all ask them.
"""

from dataclasses import dataclass

from .part import DEPOT, POST, STATION, TECHNICIAN

# Kinds of movement
RETURN = "return"
TRANSFER = "transfer"
LOSS = "loss"
VOUCHER = "voucher"
SETTLE = "settle"
TRIP = "trip"
KINDS = (RETURN, TRANSFER, LOSS, VOUCHER, SETTLE, TRIP)

DRAFT = "draft"
SUBMITTED = "submitted"
DONE = "done"
REFUSED = "refused"
CANCELLED = "cancelled"
STATES = (DRAFT, SUBMITTED, DONE, REFUSED, CANCELLED)
#: Nothing is left to do
ENDED = frozenset({DONE, CANCELLED})

SUBMIT = "submit"
RECEIVE = "receive"
APPROVE = "approve"
REFUSE = "refuse"
CANCEL = "cancel"
REDRAFT = "redraft"
REVERSE = "reverse"
STEPS = (SUBMIT, RECEIVE, APPROVE, REFUSE, CANCEL, REDRAFT, REVERSE)

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    DRAFT: {SUBMIT: SUBMITTED, CANCEL: CANCELLED},
    SUBMITTED: {
        RECEIVE: DONE,
        APPROVE: DONE,
        REFUSE: REFUSED,
        CANCEL: CANCELLED,
    },
    REFUSED: {REDRAFT: DRAFT, CANCEL: CANCELLED},
    # what is done is never edited: a movement back makes up for it
    DONE: {REVERSE: DONE},
    CANCELLED: {},
}

#: Kind → kinds of account that parts leave, and that they come to; empty: none
PLACES = {
    RETURN: ({TECHNICIAN, STATION, POST}, {DEPOT}),
    TRANSFER: ({TECHNICIAN, STATION, DEPOT}, {TECHNICIAN, STATION, DEPOT}),
    LOSS: ({TECHNICIAN, STATION, DEPOT, POST}, set()),
    VOUCHER: (set(), {TECHNICIAN, STATION, DEPOT}),
    SETTLE: ({TECHNICIAN, STATION, DEPOT}, set()),
    TRIP: (set(), {DEPOT}),
}

# Roles beside those of the company. ``holder``: answers for the account that parts
# leave; ``receiver``: for the one that they come to; ``author``: wrote the movement
HOLDER, RECEIVER, AUTHOR = "holder", "receiver", "author"
#: Who asks for a movement
ASKS = {
    RETURN: {HOLDER, "clerk", "keeper"},
    TRANSFER: {HOLDER, "clerk", "keeper"},
    LOSS: {HOLDER, "clerk", "keeper"},
    VOUCHER: {RECEIVER, "keeper"},
    SETTLE: {"keeper"},
    TRIP: {"technician", "keeper"},
}
#: Who says that the goods are here, or that they are lost
ENDS = {
    RETURN: {"keeper"},
    TRANSFER: {RECEIVER},
    LOSS: {"manager"},
    VOUCHER: {"keeper"},
    SETTLE: {"keeper"},
    TRIP: {"keeper"},
}
#: Who takes a done movement back
REVERSES = {kind: {"keeper", "manager"} for kind in KINDS} | {LOSS: {"manager"}}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a movement beside its state.

    :param kind: one of ``KINDS``
    :param reversed: a movement back has been made
    :param reversal: it is such a movement back
    """

    kind: str
    reversed: bool = False
    reversal: bool = False


def fits(state: str, step: str, facts: Facts) -> bool:
    """Whether a step of the table fits the facts, too."""
    if step not in TRANSITIONS[state]:
        return False
    if step in (RECEIVE, APPROVE):
        # a loss is nobody's to receive, and nothing else is a manager's to approve
        return (step == APPROVE) == (facts.kind == LOSS)
    if step == REVERSE:
        return not facts.reversed and not facts.reversal
    return True


def allowed(state: str, facts: Facts) -> set[str]:
    """Steps that fit a movement in this state."""
    return {step for step in TRANSITIONS[state] if fits(state, step, facts)}


def next_state(state: str, step: str, facts: Facts) -> str:
    """State after a step; raises KeyError for a step that doesn't fit."""
    if not fits(state, step, facts):
        raise KeyError(step)
    return TRANSITIONS[state][step]


def roles(step: str, kind: str) -> set[str]:
    """Roles that take a step on movements of a kind."""
    if step in (RECEIVE, APPROVE, REFUSE):
        return ENDS[kind]
    if step == REVERSE:
        return REVERSES[kind]
    if step == CANCEL:
        return ASKS[kind] | {AUTHOR, "manager"}
    if step == REDRAFT:
        return ASKS[kind] | {AUTHOR}
    return ASKS[kind]


def may_take(step: str, kind: str, mine: set[str]) -> bool:
    """Whether somebody with these roles may take a step.

    Nobody decides on their own loss, nor on one that they reported.
    """
    if kind == LOSS and step in (APPROVE, REVERSE) and mine & {HOLDER, AUTHOR}:
        return False
    return bool(roles(step, kind) & mine)


def places_fit(kind: str, source: str | None, target: str | None) -> bool:
    """Whether a movement of this kind goes from the one kind of account to the other.

    Parts come from a depot to people by requisition only, and back by a return only
    (PRT-1, PRT-5): a transfer goes from depot to depot, or from people to people.
    """
    leaves, comes = PLACES[kind]
    if bool(leaves) != bool(source) or bool(comes) != bool(target):
        return False
    if source and source not in leaves or target and target not in comes:
        return False
    if kind == TRANSFER:
        return (source == DEPOT) == (target == DEPOT)
    return True


def ageing(days: int) -> str:
    """Which class of age something open lies in, by whole days (30/60/90)."""
    for limit in (30, 60, 90):
        if days <= limit:
            return f"d{limit}"
    return "over"
