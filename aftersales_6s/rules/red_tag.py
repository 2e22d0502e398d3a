"""A red tag: what becomes of a thing that nobody needs where it is (S6-1, sort)."""

# States
OPEN = "open"
DECIDED = "decided"
DONE = "done"
KEPT = "kept"
#: Somebody still has to do something
ACTIVE = frozenset({OPEN, DECIDED})

# Fates
UNDECIDED = "undecided"
KEEP = "keep"
MOVE = "move"
STORE = "store"
SELL = "sell"
SCRAP = "scrap"
#: What a manager may decide
FATES = frozenset({KEEP, MOVE, STORE, SELL, SCRAP})

# Steps
DECIDE = "decide"
KEEP_IT = "keep"
FINISH = "finish"
#: Step → states in which it may be taken, and the state it leads to; a decision may be
#: taken anew until the thing is gone
STEPS = {
    DECIDE: ({OPEN, DECIDED}, DECIDED),
    KEEP_IT: ({OPEN, DECIDED}, KEPT),
    FINISH: ({DECIDED}, DONE),
}


def next_state(state: str, step: str) -> str | None:
    """The state a step leads to; None if it can't be taken now.

    >>> next_state(OPEN, DECIDE), next_state(OPEN, FINISH), next_state(DECIDED, FINISH)
    ('decided', None, 'done')
    """
    before, after = STEPS[step]
    return after if state in before else None
