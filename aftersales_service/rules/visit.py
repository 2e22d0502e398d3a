"""A visit's life: which fact leads from which state to which (VIS-1 … VIS-6)."""

from datetime import datetime

from .clock import to_minute

DRAFT = "draft"
DISPATCHED = "dispatched"
ON_SITE = "on_site"
FINISHED = "finished"
SIGNED = "signed"
APPROVED = "approved"
ARCHIVED = "archived"
CANCELLED = "cancelled"

#: state → {event code: next state}. What isn't listed is refused.
TRANSITIONS = {
    DRAFT: {"dispatched": DISPATCHED, "visit_cancelled": CANCELLED},
    DISPATCHED: {
        "ticket_booked": DISPATCHED,
        "departed": DISPATCHED,
        "arrived": ON_SITE,
        "visit_cancelled": CANCELLED,
    },
    ON_SITE: {"finished": FINISHED, "hq_called": ON_SITE},
    FINISHED: {"signed": SIGNED, "hq_called": FINISHED, "left": FINISHED},
    SIGNED: {
        "approved": APPROVED,
        "report_returned": FINISHED,
        "hq_called": SIGNED,
        "left": SIGNED,
    },
    APPROVED: {},
    ARCHIVED: {},
    CANCELLED: {},
}
#: From here on the report is what the customer signed: nothing in it may change.
FROZEN = frozenset({SIGNED, APPROVED, ARCHIVED, CANCELLED})
#: Until work begins the order may still change: who goes, and when.
PLANNED = frozenset({DRAFT, DISPATCHED})
#: Facts that happen once a visit although the state alone would allow them again.
ONCE = frozenset({"departed", "left"})
#: Fact → the fact after which it comes too late although the state would allow it: who
#: is on the way books no ticket any more.
UNTIL = {"ticket_booked": "departed"}
#: Codes of all facts that belong to a visit.
CODES = frozenset(code for steps in TRANSITIONS.values() for code in steps)


def allowed_events(state: str, recorded: frozenset[str] | set[str]) -> set[str]:
    """Event codes that may be recorded on a visit in this state.

    :param recorded: codes that the visit already has
    """
    return {
        code
        for code in TRANSITIONS[state]
        if (code not in ONCE or code not in recorded)
        and UNTIL.get(code) not in recorded
    }


def next_state(state: str, code: str) -> str:
    """State after a fact; raises KeyError for a fact the state doesn't allow."""
    return TRANSITIONS[state][code]


def out_of_order(code: str, at: datetime, times: dict[str, datetime]) -> str | None:
    """Code of a recorded fact that must not be later than this one, if any is.

    The facts of a visit happen in the order of the list; ``times`` maps the codes
    recorded so far to their moments.
    """
    order = ["dispatched", "departed", "arrived", "finished", "signed", "approved"]
    if code not in order:
        return None
    earlier = order[: order.index(code)]
    minute = to_minute(at)
    late = [c for c in earlier if c in times and to_minute(times[c]) > minute]
    return late[-1] if late else None
