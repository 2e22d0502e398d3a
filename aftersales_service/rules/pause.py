"""Pauses: interruptions of a request, told by facts.

``blocked`` begins one, with the reason and its cause; ``unblocked`` ends it, or all
that last if it names none; ``pause_approved`` and ``pause_refused`` answer it.
"""

from collections.abc import Iterable
from dataclasses import replace

from .clock import BLOCKED, OWN, UNBLOCKED, Fact, Pause

APPROVED = "pause_approved"
REFUSED = "pause_refused"


def _end_of(block: Fact, facts: list[Fact]) -> Fact | None:
    later = (f for f in facts if f.code == UNBLOCKED and f.order > block.order)
    return next((f for f in later if f.subject_id in (None, block.id)), None)


def is_approved(block: Fact, facts: Iterable[Fact]) -> bool | None:
    """The last answer to a block; None while nobody has decided.

    A reason that needs no approval is approved until somebody refuses it.
    """
    answers = [f for f in facts if f.subject_id == block.id]
    decided = [f.code == APPROVED for f in answers if f.code in (APPROVED, REFUSED)]
    if decided:
        return decided[-1]
    return None if block.needs_approval else True


def pauses(facts: Iterable[Fact]) -> list[Pause]:
    """Interruptions of one request.

    One counts, so that clocks stop, when it was approved and isn't one's own cause; a
    block that names no cause counts for nothing (B 2).
    """
    facts = sorted(facts, key=lambda fact: fact.order)
    found = []
    for block in (f for f in facts if f.code == BLOCKED):
        end = _end_of(block, facts)
        outside = block.cause not in (None, OWN)
        found.append(
            Pause(
                event_id=block.id,
                start_at=block.at,
                end_at=end.at if end else None,
                counts=outside and bool(is_approved(block, facts)),
            )
        )
    return found


def with_causes(facts: Iterable[Fact]) -> list[Fact]:
    """The same facts; each ``unblocked`` has the cause of the block that it ended."""
    facts = sorted(facts, key=lambda fact: fact.order)
    causes = {}
    for block in (f for f in facts if f.code == BLOCKED):
        end = _end_of(block, facts)
        # several blocks may end at once: an outside cause among them is enough
        if end and causes.get(end.id) in (None, OWN):
            causes[end.id] = block.cause
    return [
        replace(fact, cause=causes.get(fact.id)) if fact.code == UNBLOCKED else fact
        for fact in facts
    ]
