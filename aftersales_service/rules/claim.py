"""Claims on suppliers (二次索赔, PRT-9): whose fault, how much, until when.

Plain functions: facts in, answer and reason out. Money is in the company's currency.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

# What is claimed
PART = "part"
LABOUR = "labour"
TRAVEL = "travel"
FREIGHT = "freight"
OTHER = "other"
#: Kind of a cost of a request → what it is on a claim; parts come from their use
CHARGE_OF = {
    "labour": LABOUR,
    "travel": TRAVEL,
    "freight": FREIGHT,
    "packing": FREIGHT,
    "compensation": OTHER,
}

# A claim's life

DRAFT = "draft"
CHECKED = "checked"
SUBMITTED = "submitted"
ANSWERED = "answered"
SETTLED = "settled"
CLOSED = "closed"
CANCELLED = "cancelled"

#: Not sent yet: the window still runs
UNSENT = frozenset({DRAFT, CHECKED})
#: Nothing is left to do
ENDED = frozenset({CLOSED, CANCELLED})

CHECK = "check"
REDO = "redo"
SUBMIT = "submit"
SEND_PARTS = "send_parts"
IMPORT = "import"
ANSWER = "answer"
DEEM = "deem"
SETTLE = "settle"
CLOSE = "close"
CANCEL = "cancel"

#: state → {step: next state}. What isn't listed is refused.
TRANSITIONS = {
    DRAFT: {CHECK: CHECKED, CANCEL: CANCELLED},
    CHECKED: {SUBMIT: SUBMITTED, REDO: DRAFT, CANCEL: CANCELLED},
    SUBMITTED: {
        SEND_PARTS: SUBMITTED,
        IMPORT: SUBMITTED,
        ANSWER: ANSWERED,
        DEEM: ANSWERED,
    },
    ANSWERED: {SEND_PARTS: ANSWERED, SETTLE: SETTLED},
    SETTLED: {SEND_PARTS: SETTLED, CLOSE: CLOSED},
    CLOSED: {},
    CANCELLED: {},
}
#: step → roles that take it; superusers and nobody else besides
ROLES = {
    CHECK: {"quality"},
    REDO: {"buyer", "quality"},
    SUBMIT: {"buyer"},
    SEND_PARTS: {"buyer", "keeper"},
    IMPORT: {"buyer"},
    ANSWER: {"buyer"},
    DEEM: {"buyer"},
    SETTLE: {"finance"},
    CLOSE: {"finance"},
    CANCEL: {"buyer", "manager"},
}
#: Part of the document → roles that fill it in, and the states in which it is open
SECTIONS = {
    "note": ({"buyer", "quality", "manager"}, {DRAFT, CHECKED}),
    "claimed": ({"buyer"}, {DRAFT}),
    "answer": ({"buyer"}, {SUBMITTED}),
    "reference": ({"buyer", "finance"}, {SUBMITTED, ANSWERED}),
    "difference": ({"buyer", "manager"}, {ANSWERED, SETTLED}),
}

# What becomes of what the supplier doesn't pay
GOODWILL = "goodwill"
COMPANY = "company"
DISPUTE = "dispute"
RESUBMIT = "resubmit"
#: It costs us money: a manager decides
COSTLY = frozenset({GOODWILL, COMPANY})


def fits(state: str, step: str) -> bool:
    return step in TRANSITIONS[state]


def may_take(step: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may take a step."""
    return bool(ROLES[step] & set(roles))


def may_write(section: str, state: str, roles: Collection[str]) -> bool:
    """Whether somebody with these roles may fill in a part in this state."""
    who, states = SECTIONS[section]
    return state in states and bool(who & set(roles))


# Whose part it was

#: From the old part's own receipt, the new one's, the vendor list, or somebody's word
REMOVED = "removed"
INSTALLED = "installed"
LISTED = "listed"
PERSON = "person"
DECIDED = "decided"

# Why a part isn't claimed yet
UNKNOWN = "unknown"
MISMATCH = "mismatch"
NO_MAIN = "no_main"
MAIN_NOT_SUPPLIER = "main_not_supplier"
SAME_OLD_PART = "same_old_part"
DUPLICATE = "duplicate"
MILEAGE = "mileage"
WRONG_SERIAL = "wrong_serial"
#: Quality may let these pass with a reason; the others are mended at their source
RELEASABLE = frozenset({DUPLICATE, MILEAGE, WRONG_SERIAL})
#: A buyer or quality says whose it was
DECIDABLE = frozenset({UNKNOWN, MISMATCH})


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of who supplied a part. Suppliers are ids.

    :param removed: vendors from whom the removed serial or lot was received
    :param installed: vendors from whom the installed serial or lot was received
    :param listed: vendors of the part on the day on which the removed one was built in
    :param chosen: whom a person named on the part used
    :param decided: whom a buyer or quality decided on, with a reason
    """

    removed: frozenset[int] = frozenset()
    installed: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()
    chosen: int | None = None
    decided: int | None = None


@dataclass(frozen=True, slots=True)
class Supplier:
    """The answer: whose it was and by what, or why it is held."""

    id: int | None
    source: str | None = None
    held: str | None = None


def supplier_of(origin: Origin) -> Supplier:
    """Who supplied a part, or why nobody can say (PRT-9).

    The strongest evidence that there is counts: the receipt of the removed piece, that
    of the installed one, the vendor list. What a person named must be among it.
    """
    if origin.decided:
        return Supplier(origin.decided, DECIDED)
    for source, known in (
        (REMOVED, origin.removed),
        (INSTALLED, origin.installed),
        (LISTED, origin.listed),
    ):
        if not known:
            continue
        if origin.chosen:
            if origin.chosen not in known:
                return Supplier(None, None, MISMATCH)
            return Supplier(origin.chosen, source if len(known) == 1 else PERSON)
        if len(known) == 1:
            return Supplier(next(iter(known)), source)
        return Supplier(None, None, UNKNOWN)
    if origin.chosen:
        return Supplier(origin.chosen, PERSON)
    return Supplier(None, None, UNKNOWN)


# What was agreed


@dataclass(frozen=True, slots=True)
class Terms:
    """What a supplier pays, as agreed; the defaults are the law's: what it cost.

    :param rates: charge type → share that the supplier pays; others aren't paid
    :param labour_rate: agreed amount of an hour of work; None: what it cost us
    :param fee: management fee, as a share of parts and labour
    :param days_repair: days after the repair in which a claim must be in
    :param days_posted: days after the write-off; the earlier end counts
    """

    rates: dict[str, float] = field(
        default_factory=lambda: dict.fromkeys(
            (PART, LABOUR, TRAVEL, FREIGHT, OTHER), 1.0
        )
    )
    labour_rate: float | None = None
    fee: float = 0.0
    days_repair: int | None = None
    days_posted: int | None = None


def claimed(terms: Terms, charge: str, cost: float, hours: float = 0.0) -> float:
    """What is claimed for one charge; nothing where it isn't covered."""
    rate = terms.rates.get(charge)
    if not rate:
        return 0.0
    if charge == LABOUR and terms.labour_rate is not None and hours:
        return hours * terms.labour_rate * rate
    return cost * rate


def work_hours(stays: Iterable[tuple[datetime | None, datetime | None, int]]) -> float:
    """Hours of work on visits: arrival, end, number of people."""
    return sum(
        (end - start).total_seconds() / 3600 * people
        for start, end, people in stays
        if start and end and end > start
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """When and for what an agreement holds; ``products`` empty: for all parts."""

    id: int
    partner: int
    date_from: date | None = None
    date_to: date | None = None
    products: frozenset[int] = frozenset()


def agreement_for(
    agreements: Iterable[Agreement], partner: int, product: int, day: date
) -> Agreement | None:
    """The agreement by which a part is claimed; its own one before the general one.

    Of two of the same kind the later one counts.
    """
    fitting = [
        one
        for one in agreements
        if one.partner == partner
        and (not one.date_from or one.date_from <= day)
        and (not one.date_to or day <= one.date_to)
        and (not one.products or product in one.products)
    ]
    return max(
        fitting,
        key=lambda one: (bool(one.products), one.date_from or date.min, one.id),
        default=None,
    )


# The window


def deadline(terms: Terms, repaired: date | None, posted: date | None) -> date | None:
    """Last day on which a claim may be handed in; None: no window was agreed."""
    ends = [
        day + timedelta(days=days)
        for day, days in ((repaired, terms.days_repair), (posted, terms.days_posted))
        if day and days is not None
    ]
    return min(ends, default=None)


def days_left(end: date | None, today: date) -> int | None:
    """Days until the window closes, 0 on the last one; None: there is none."""
    return (end - today).days if end else None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a part had come when its window closed.

    :param posted: it was written off
    :param held: why it couldn't be claimed
    :param claim: state of the claim that it was on
    """

    posted: bool
    held: str | None = None
    claim: str | None = None


def accountable(progress: Progress) -> str:
    """Role at whose desk a part lay when its window closed (A4 3.8)."""
    if not progress.posted:
        return "holder"
    if progress.held in DECIDABLE:
        return "buyer"
    if progress.held:
        return "quality"
    if progress.claim == DRAFT:
        return "quality"
    return "buyer"


# Refused on entry


@dataclass(frozen=True, slots=True)
class Claimed:
    """One part of a machine that is, or was, claimed.

    :param ref: number of what it was claimed for, for messages
    :param removed: serial number of the old part, as it was typed
    """

    ref: str
    ticket: int
    machine: int | None
    product: int
    fault: int | None
    day: date
    removed: str | None = None


def same_old_part(new: Claimed, earlier: Iterable[Claimed]) -> Claimed | None:
    """An earlier claim for the very same old part: one piece fails once."""
    if not new.removed:
        return None
    key = new.removed.strip().lower()
    for one in earlier:
        if one.product == new.product and (one.removed or "").strip().lower() == key:
            return one
    return None


def duplicate(new: Claimed, earlier: Iterable[Claimed], days: int) -> Claimed | None:
    """An earlier claim for the same part of the same machine with the same fault."""
    if not new.machine:
        return None
    for one in earlier:
        if one.ticket == new.ticket:
            continue  # two of a kind on one machine may fail together
        same = (one.machine, one.product, one.fault) == (
            new.machine,
            new.product,
            new.fault,
        )
        if same and abs((new.day - one.day).days) <= days:
            return one
    return None


@dataclass(frozen=True, slots=True)
class Mileage:
    """A reading of the machine; ``replaced``: the first one of a new meter."""

    at: datetime
    km: float
    replaced: bool = False


def falling(readings: Iterable[Mileage]) -> tuple[Mileage, Mileage] | None:
    """Two readings of which the later shows less, though no new meter came between.

    An explanation lets a reading in; it doesn't convince a supplier.
    """
    known = sorted((r for r in readings if r.km), key=lambda r: r.at)
    for earlier, later in zip(known, known[1:], strict=False):
        if later.km < earlier.km and not later.replaced:
            return earlier, later
    return None


@dataclass(frozen=True, slots=True)
class Serial:
    """What stock knows of a serial number.

    :param vendors: from whom it was received; empty: it never was
    :param left: it left our stock some day
    :param here: it lies in our stock now
    """

    vendors: frozenset[int] = frozenset()
    left: bool = False
    here: bool = False


NOT_THEIRS = "not_theirs"
NEVER_INSTALLED = "never_installed"


def serial_fault(serial: Serial | None, supplier: int) -> str | None:
    """What is wrong with a serial number on a claim; None: nothing, or unknown."""
    if serial is None:
        return None
    if serial.here or (serial.vendors and not serial.left):
        return NEVER_INSTALLED
    if serial.vendors and supplier not in serial.vendors:
        return NOT_THEIRS
    return None


# Old parts

ALL = "all"
PHOTO = "photo"
NONE = "none"


def lacks_old_part(mode: str, received: bool, photos: bool) -> bool:
    """Whether a claim can't go out yet because nothing proves the old part."""
    if mode == ALL:
        return not received
    return mode == PHOTO and not (received or photos)


# The answer


def outcome(claimed_amount: float, accepted: float) -> str:
    """``all``, ``less`` or ``none`` of what was claimed."""
    if accepted <= 0:
        return "none"
    return "all" if accepted >= claimed_amount else "less"


def answer_due(submitted: date, days: int) -> date | None:
    """Last day of the supplier's answer; None: silence counts as nothing."""
    return submitted + timedelta(days=days) if days else None


def unrecovered(cost_cents: int, accepted_cents: int) -> int:
    """What of a cost the supplier doesn't pay; what they pay above it is no loss."""
    return max(0, cost_cents - max(0, accepted_cents))


def month_before(today: date) -> tuple[date, date]:
    """First and last day of the month before."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def may_close(choices: Sequence[str | None]) -> bool:
    """Whether every difference is decided and none is in dispute."""
    return all(choice and choice != DISPUTE for choice in choices)
