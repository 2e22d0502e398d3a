"""A requisition's life: who takes which step from which state (PRT-1, PRT-10).

What is handed out is issued at once. What is shipped or posted is packed first, its
packing is checked, and it leaves the depot when the carrier takes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import part

DRAFT = "draft"
SUBMITTED = "submitted"
APPROVED = "approved"
PACKED = "packed"
ISSUED = "issued"
DONE = "done"
REJECTED = "rejected"
# base_tier_validation looks for other states *in* this word: none is a part of it
CANCELLED = "cancelled"

#: Nothing is left to do
ENDED = frozenset({DONE, REJECTED, CANCELLED})
#: Approved, and something of it is still in the depot
TO_ISSUE = frozenset({APPROVED, PACKED, ISSUED})

SUBMIT = "submit"
WITHDRAW = "withdraw"
APPROVE = "approve"
REJECT = "reject"
ISSUE = "issue"
PACK = "pack"
CHECK = "check"
UNPACK = "unpack"
SHIP = "ship"
FINISH = "finish"
CANCEL = "cancel"
REDRAFT = "redraft"

# How the parts get there
HAND = "hand"
TO_HOLDER = "ship"
TO_CUSTOMER = "post"

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    DRAFT: {SUBMIT: SUBMITTED, CANCEL: CANCELLED},
    SUBMITTED: {
        APPROVE: APPROVED,
        REJECT: REJECTED,
        WITHDRAW: DRAFT,
        CANCEL: CANCELLED,
    },
    APPROVED: {ISSUE: ISSUED, PACK: PACKED, CANCEL: CANCELLED},
    PACKED: {CHECK: PACKED, UNPACK: APPROVED, SHIP: ISSUED},
    ISSUED: {ISSUE: ISSUED, PACK: PACKED, FINISH: DONE},
    REJECTED: {REDRAFT: DRAFT},
    DONE: {},
    CANCELLED: {},
}
#: step → roles that take it; superusers and nobody else besides. ``holder``: whom the
#: parts are for, ``requester``: who asked for them. Approving is the work of whom the
#: company's approvals name.
ROLES = {
    SUBMIT: {"holder", "requester", "clerk", "keeper"},
    WITHDRAW: {"holder", "requester", "clerk"},
    ISSUE: {"keeper"},
    PACK: {"keeper"},
    CHECK: {"keeper", "clerk"},
    UNPACK: {"keeper"},
    SHIP: {"keeper"},
    FINISH: {"keeper", "manager"},
    CANCEL: {"holder", "requester", "clerk"},
    REDRAFT: {"holder", "requester", "clerk"},
}
#: Steps that take back what others were told: they need a reason
NEED_REASON = frozenset({WITHDRAW, CANCEL, FINISH, UNPACK})

#: Part of the document → roles that fill it in, and the states in which it is open
SECTIONS = {
    "asked": ({"holder", "requester", "clerk", "keeper"}, {DRAFT}),
    "depot": ({"requester", "clerk", "keeper"}, {DRAFT, SUBMITTED, APPROVED, ISSUED}),
    "urgency": ({"clerk", "keeper"}, {DRAFT, SUBMITTED, APPROVED, PACKED, ISSUED}),
}

# Whose approval is needed
BY_MANAGER = "manager"
BY_GENERAL_MANAGER = "general_manager"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a requisition beside its state.

    :param delivery: ``HAND``, ``TO_HOLDER`` or ``TO_CUSTOMER``
    :param issued: something of it has left the depot
    :param complete: nothing more is to be issued
    :param checked: the packing of the parcel that stands ready was checked
    """

    delivery: str = HAND
    issued: bool = False
    complete: bool = False
    checked: bool = False


def fits(state: str, step: str, facts: Facts) -> bool:
    """Whether a step of the table fits the facts, too."""
    if step not in TRANSITIONS[state]:
        return False
    if step == ISSUE:
        return facts.delivery == HAND
    if step == PACK:
        return facts.delivery != HAND
    if step == CHECK:
        return not facts.checked
    if step == SHIP:
        return facts.checked
    return True


def allowed(state: str, facts: Facts) -> set[str]:
    """Steps that fit a requisition in this state."""
    return {step for step in TRANSITIONS[state] if fits(state, step, facts)}


def next_state(state: str, step: str, facts: Facts) -> str | None:
    """State after a step that fitted; None: no such step from this state.

    :param facts: as they are after the step: whether all of it is out now
    """
    if step not in TRANSITIONS[state]:
        return None
    if step in (ISSUE, SHIP) and facts.complete:
        return DONE
    if step == UNPACK and facts.issued:
        return ISSUED
    return TRANSITIONS[state][step]


def may_take(step: str, roles: set[str]) -> bool:
    """Whether somebody with these roles may take a step."""
    return bool(ROLES.get(step, set()) & roles)


def may_write(section: str, state: str, roles: set[str]) -> bool:
    """Whether somebody with these roles may fill in a part in this state."""
    who, states = SECTIONS[section]
    return state in states and bool(who & roles)


def approver(amount: float, limit: float, has_other_manager: bool = True) -> str:
    """Whose approval a requisition of this amount needs (PRT-1).

    :param limit: up to which the service manager approves; 0: whatever it costs
    :param has_other_manager: there is a service manager who didn't ask for it
    """
    within = not limit or amount <= limit
    return BY_MANAGER if within and has_other_manager else BY_GENERAL_MANAGER


# Which depot


@dataclass(frozen=True, slots=True)
class Depot:
    """A depot, and what can be had there.

    :param stock: product → quantity that nobody else has reserved
    """

    id: int
    stock: dict = field(default_factory=dict)


def best_depot(wanted: dict, depots: Sequence[Depot], usual: int | None = None):
    """Depot from which a requisition is asked; None: that isn't clear yet.

    The company's usual one, if it has all; else that which has most of what is wanted.

    :param wanted: product → quantity
    :param usual: the company's setting
    """

    def served(depot):
        return sum(
            min(quantity, max(depot.stock.get(product, 0), 0))
            for product, quantity in wanted.items()
        )

    if not depots:
        return None
    if len(depots) == 1 or not wanted:
        known = usual if usual in {depot.id for depot in depots} else None
        return depots[0].id if len(depots) == 1 else known
    # ties: the usual one, then that with more in stock, then the first

    def rank(depot):
        stock = sum(max(depot.stock.get(product, 0), 0) for product in wanted)
        return served(depot), depot.id == usual, stock

    return max(depots, key=rank).id


# What became of the parts of a line

#: Columns of the ledger that a line shows by themselves
SHOWN = (part.INSTALLED, part.RETURNED, part.POSTED, part.WRITTEN_OFF)


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of one part on one account, in the order in which it was done.

    :param quantity: more than zero
    :param comes: it comes to the account; else it leaves
    :param column: of the ledger of this account
    :param line: line of a requisition it belongs to, if it says so
    """

    quantity: float
    comes: bool
    column: str
    line: int | None = None


def fates(movements: Iterable[Movement]) -> dict[int, dict[str, float]]:
    """What became of the parts that each line brought to one account.

    What leaves the account is taken from the line it names, else from what came first.
    What comes back in a column of what leaves undoes the last of that kind. So the
    sums over all lines never exceed what the lines brought.

    :return: line → column → quantity; ``part.ISSUED`` is what came and stayed issued
    """
    stock: list[list] = []  # [line, quantity], oldest first
    gone: list[list] = []  # [line, column, quantity], oldest first
    result: dict[int, dict[str, float]] = {}
    for move in movements:
        if move.comes and move.column not in part.OUT:
            stock.append([move.line, move.quantity])
            if move.line is not None and move.column == part.ISSUED:
                _add(result, move.line, part.ISSUED, move.quantity)
        elif move.comes:
            _undo(stock, gone, result, move)
        else:
            _take(stock, gone, result, move)
    return result


def _add(result, line, column, quantity):
    of_line = result.setdefault(line, {})
    of_line[column] = of_line.get(column, 0) + quantity


def _take(stock, gone, result, move):
    """Take a quantity from the line that is named, then from the oldest."""
    rest = move.quantity
    named = [heap for heap in stock if move.line is not None and heap[0] == move.line]
    for heap in (*named, *stock):
        taken = min(heap[1], rest)
        if taken <= 0:
            continue
        heap[1] -= taken
        rest -= taken
        gone.append([heap[0], move.column, taken])
        if heap[0] is not None:
            _add(result, heap[0], move.column, taken)
    stock[:] = [heap for heap in stock if heap[1] > 0]


def _undo(stock, gone, result, move):
    """Bring back what left last, of this kind and of the named line first."""
    rest = move.quantity
    same = [entry for entry in gone if entry[1] == move.column][::-1]
    named = [entry for entry in same if move.line is not None and entry[0] == move.line]
    for entry in (*named, *same):
        back = min(entry[2], rest)
        if back <= 0:
            continue
        entry[2] -= back
        rest -= back
        stock.insert(0, [entry[0], back])
        if entry[0] is not None:
            _add(result, entry[0], move.column, -back)
    if rest > 0:
        stock.append([None, rest])
