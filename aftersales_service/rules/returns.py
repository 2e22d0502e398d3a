"""A return's life: who takes which step from which state (RET-1 … RET-4, WAR-6).

The table is the only place that says what comes next: buttons, writing and calls from
outside all ask it.
"""

from dataclasses import dataclass

ASKED = "asked"
REVIEWED = "reviewed"
PICKED_UP = "picked_up"
RECEIVED = "received"
INSPECTED = "inspected"
DECIDED = "decided"
DONE = "done"
TOLD = "told"
# base_tier_validation looks for other states *in* this word: none is a part of it
CANCELLED = "cancelled"

#: Nothing is left to do
ENDED = frozenset({TOLD, CANCELLED})
#: Nothing has moved yet: what is asked for may still be written
OPEN_REQUEST = frozenset({ASKED, REVIEWED})

ACCEPT = "accept"
REFUSE = "refuse"
PICK_UP = "pick_up"
RECEIVE = "receive"
INSPECT = "inspect"
REPORT = "report"
DECIDE = "decide"
REFUND = "refund"
SHIP = "ship"
SEND_BACK = "send_back"
TELL = "tell"
CANCEL = "cancel"

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    ASKED: {ACCEPT: REVIEWED, REFUSE: REVIEWED, CANCEL: CANCELLED},
    REVIEWED: {
        PICK_UP: PICKED_UP,
        RECEIVE: RECEIVED,
        TELL: TOLD,
        CANCEL: CANCELLED,
    },
    PICKED_UP: {RECEIVE: RECEIVED, CANCEL: CANCELLED},
    RECEIVED: {INSPECT: INSPECTED},
    INSPECTED: {REPORT: INSPECTED, DECIDE: DECIDED},
    DECIDED: {REFUND: DONE, SHIP: DONE, SEND_BACK: DONE},
    DONE: {TELL: TOLD},
    TOLD: {},
    CANCELLED: {},
}
#: step → roles that take it; superusers and nobody else besides
ROLES = {
    ACCEPT: {"clerk", "quality"},
    REFUSE: {"clerk", "quality"},
    PICK_UP: {"clerk"},
    RECEIVE: {"clerk", "keeper"},
    INSPECT: {"quality", "keeper"},
    REPORT: {"quality"},
    DECIDE: {"manager", "branch_manager"},
    REFUND: {"finance"},
    SHIP: {"keeper"},
    SEND_BACK: {"keeper"},
    TELL: {"clerk"},
    CANCEL: {"clerk"},
}
#: What is decided → the step that does it
DOING = {
    "refund": REFUND,
    "exchange": SHIP,
    "scrap": SHIP,
    "sent_back": SEND_BACK,
}
#: Decisions that cost the company goods or money: the general manager approves (RET-3)
COSTLY = frozenset({"refund", "exchange", "scrap"})

#: Part of the document → roles that fill it in, and the states in which it is open
SECTIONS = {
    "request": ({"clerk"}, {ASKED, REVIEWED}),
    "review": ({"clerk", "quality"}, {ASKED}),
    "transport": ({"clerk"}, {ASKED, REVIEWED, PICKED_UP}),
    "reception": ({"clerk", "keeper"}, {ASKED, REVIEWED, PICKED_UP}),
    "inspection": ({"quality", "keeper"}, {RECEIVED}),
    "report": ({"quality"}, {RECEIVED, INSPECTED}),
    "decision": ({"manager", "branch_manager"}, {INSPECTED}),
    "refund": ({"finance"}, {INSPECTED, DECIDED}),
    "exchange": ({"keeper", "clerk"}, {INSPECTED, DECIDED}),
    "telling": ({"clerk"}, {REVIEWED, DONE}),
}


@dataclass(frozen=True)
class Facts:
    """What is known of a return beside its state.

    :param accepted: whether the review accepted it; None before
    :param finding: ``quality``, ``none`` or ``human``: what the fault test found
    :param reported: a return report that names who is responsible is written (T-11)
    :param decision: what is decided, or proposed: a key of ``DOING``
    :param approval: ``no`` (not asked), ``pending``, ``approved`` or ``rejected``
    :param bearer: who bears the cost: ``company`` or ``customer``
    :param in_window: asked within the customer's window (T-19)
    """

    accepted: bool | None = None
    finding: str | None = None
    reported: bool = False
    decision: str | None = None
    approval: str = "no"
    bearer: str = "company"
    in_window: bool = False


def allowed(state: str, facts: Facts) -> set[str]:
    """Steps that fit a return in this state."""
    return {step for step in TRANSITIONS[state] if fits(state, step, facts)}


def fits(state: str, step: str, facts: Facts) -> bool:
    """Whether a step of the table fits the facts, too."""
    if step not in TRANSITIONS[state]:
        return False
    if state == REVIEWED:
        # a refused return has nothing left but that the customer is told
        return (step == TELL) != bool(facts.accepted)
    if step == REPORT:
        return not facts.reported
    if step == DECIDE:
        # nobody decides on a report that doesn't say who is responsible
        return facts.reported and facts.approval != "pending"
    if state == DECIDED:
        return step == DOING[facts.decision]
    return True


def next_state(state: str, step: str, facts: Facts) -> str:
    """State after a step; raises KeyError for a step that doesn't fit."""
    if not fits(state, step, facts):
        raise KeyError(step)
    return TRANSITIONS[state][step]


def main_step(state: str, facts: Facts) -> str | None:
    """The step that a form puts first."""
    order = (ACCEPT, PICK_UP, RECEIVE, INSPECT, REPORT, DECIDE)
    steps = allowed(state, facts)
    for step in (*order, REFUND, SHIP, SEND_BACK, TELL):
        if step in steps:
            return step
    return None


def may_take(step: str, roles: set[str]) -> bool:
    """Whether somebody with these roles may take a step."""
    return bool(ROLES[step] & roles)


def may_write(section: str, state: str, roles: set[str]) -> bool:
    """Whether somebody with these roles may fill in a part in this state."""
    who, states = SECTIONS[section]
    return state in states and bool(who & roles)


def decisions(facts: Facts) -> set[str]:
    """What may be decided after the fault test (RET-2, RET-3).

    A quality fault gets everything. Without one the goods go back, unless the customer
    is within the window, or pays for an exchange. What the general manager rejected
    goes on only at the customer's cost.
    """
    found = {"sent_back"}
    if facts.finding == "quality":
        found |= COSTLY
    elif facts.in_window and facts.finding == "none":
        found |= {"refund", "exchange"}
    if facts.bearer == "customer":
        # the company gives neither money nor scrap away at the customer's cost
        found = (found | {"exchange"}) - {"refund", "scrap"}
    elif facts.approval == "rejected":
        found = set()
    return found


def needs_approval(facts: Facts) -> bool:
    """Whether the general manager must approve this decision (RET-3)."""
    return facts.decision in COSTLY and facts.bearer != "customer"
