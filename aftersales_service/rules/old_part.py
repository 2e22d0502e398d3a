"""Old parts (旧件): which are owed, until when, what settles them (PRT-2, PRT-6).

An old part is worth nothing in the books. What counts is that each one owed ends in one
of three ways: it came in, a second person waived it, or the part it was owed for turns
out never to have been installed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from . import period

# What a company wants back
RETURN = "return"
PHOTO = "photo"
NONE = "none"

# States
DUE = "due"
OVERDUE = "overdue"
RECEIVED = "received"
WAIVED = "waived"
DISPOSED = "disposed"
SENT = "sent_to_supplier"
VOID = "void"
#: Somebody still owes it
OWED = frozenset({DUE, OVERDUE})
#: A part may be written off
SETTLED = frozenset({RECEIVED, WAIVED, DISPOSED, SENT, VOID})

# In which condition it came
GOOD = "good"
DAMAGED = "damaged"
NO_TAG = "no_tag"
WRONG = "wrong"
MISSING = "missing"
ON_PHOTO = "photo"

# What becomes of it
SCRAP = "scrap"
REFURBISH = "refurbish"
SUPPLIER = "supplier"
CUSTOMER = "customer"
FATES = (SCRAP, REFURBISH, SUPPLIER, CUSTOMER)

#: Thresholds at which people are told, each once
SOON, LATE, VERY_LATE = 1, 2, 3

#: Step → roles that take it, beside the system
ROLES = {
    "receive": frozenset({"keeper", "manager"}),
    "pack": frozenset({"technician", "keeper"}),
    "ask": frozenset({"technician", "keeper"}),
    "decide": frozenset({"manager"}),
    "charge": frozenset({"keeper", "manager"}),
    "dispose": frozenset({"keeper"}),
}


def wanted(*policies: str | None) -> str:
    """What is wanted back: the nearest setting that says something.

    :param policies: of the product, its category, the category above …, the company

    >>> wanted(None, "photo", "return")
    'photo'
    >>> wanted(None, None)
    'return'
    """
    return next((policy for policy in policies if policy), RETURN)


def due_date(opened: date, days: int, calendar=None) -> date:
    """The last day on which an old part is in time.

    The day of the installation isn't counted; an end on a day off moves to the next
    workday (民法典 201, 203).

    :param opened: day of the installation or the posting, in the company's zone
    :param days: not negative
    """
    return period.last_day(opened, period.Limits(days=days), calendar) or opened


def stage(due: date, today: date, before: int, after: int) -> int:
    """Which threshold an old part that is owed has reached; 0: none yet.

    :param before: so many days before the end people are reminded; 0: on that day
    :param after: it is very late when more than so many days have passed
    """
    left = (due - today).days
    if left < -after:
        return VERY_LATE
    if left < 0:
        return LATE
    return SOON if left <= before else 0


def bucket(due: date, today: date) -> str:
    """How old a debt is: not yet due, or up to 30, 60, 90 days late, or more."""
    late = (today - due).days
    for limit in (0, 30, 60, 90):
        if late <= limit:
            return f"d{limit}"
    return "d91"


def counts(wants: str, condition: str, deduction_counts: bool = True) -> bool:
    """Does what arrived settle what is owed?

    :param wants: ``RETURN`` or ``PHOTO``
    :param deduction_counts: the reason of the deduction leaves it a received part
    """
    if condition in (WRONG, MISSING) or not deduction_counts:
        return False
    return wants == PHOTO if condition == ON_PHOTO else True


def same_serial(expected: str | None, found: str | None) -> bool:
    """Whether a serial number is the one that was written down.

    Blanks, hyphens and case differ between a plate and a form; where one side says
    nothing, nothing contradicts.

    >>> same_serial("cm-0 12", "CM012")
    True
    >>> same_serial("CM-1", "CM-2")
    False
    """
    plain = [
        "".join(char for char in (text or "").upper() if char.isalnum())
        for text in (expected, found)
    ]
    return not all(plain) or plain[0] == plain[1]


def state_after(state: str, late: bool, outstanding: float, received: float) -> str:
    """State of an old part after something came in, was waived or was put right.

    :param late: its day has passed
    :param outstanding: quantity still owed
    :param received: quantity that is here
    """
    if state not in OWED | {RECEIVED, WAIVED}:
        return state
    if outstanding > 0:
        return OVERDUE if late else DUE
    return RECEIVED if received > 0 else WAIVED


def may_decide(decider: int, asker: int | None, owing: Iterable[int]) -> bool:
    """A second person decides: neither who asks nor who owes."""
    return decider != asker and decider not in set(owing)


def charge(unit_cents: int, share: float, quantity: float) -> int:
    """What is proposed for old parts that didn't come, in cents.

    :param unit_cents: value of one new part
    :param share: percent of it that the company asks for
    """
    return round(unit_cents * share * quantity / 100)


def counter(charged_cents: int, quantity: float, outstanding: float, back: int) -> int:
    """What is given back of a charge when old parts come late, in cents; 0: nothing.

    :param charged_cents: the charge, for so many parts
    :param quantity: for how many it was
    :param outstanding: how many of them are still owed
    :param back: cents of it that were given back before

    >>> counter(10000, 4, 1, 0)
    7500
    >>> counter(10000, 4, 0, 7500)
    2500
    """
    if quantity <= 0:
        return 0
    kept = round(charged_cents * min(max(outstanding, 0), quantity) / quantity)
    return max(charged_cents - kept - back, 0)


@dataclass(frozen=True, slots=True)
class Disposal:
    """What is known of one line of a monthly disposal.

    :param hazardous: it belongs to a licensed chain (lead batteries, oil filters …)
    :param recipient: somebody is named who gets it
    :param licensed: with a licence for such waste that is valid
    :param document: number of the paper that goes with it
    """

    fate: str | None
    hazardous: bool = False
    recipient: bool = False
    licensed: bool = False
    document: bool = False


#: What a disposal may lack, in the order in which it is told
NO_FATE = "no_fate"
NOT_TO_CUSTOMER = "not_to_customer"
NO_RECIPIENT = "no_recipient"
UNLICENSED = "unlicensed"
NO_DOCUMENT = "no_document"


def lacking(facts: Disposal) -> tuple[str, ...]:
    """What a line of a disposal lacks before it may be approved."""
    if not facts.fate:
        return (NO_FATE,)
    found = []
    leaves = facts.hazardous and facts.fate in (SCRAP, SUPPLIER)
    if facts.hazardous and facts.fate == CUSTOMER:
        found.append(NOT_TO_CUSTOMER)
    if (leaves or facts.fate in (SUPPLIER, CUSTOMER)) and not facts.recipient:
        found.append(NO_RECIPIENT)
    if facts.hazardous and facts.fate == SCRAP and not facts.licensed:
        found.append(UNLICENSED)
    if leaves and not facts.document:
        found.append(NO_DOCUMENT)
    return tuple(found)


def scanned(code: str | None) -> str:
    """The tag number in what a scanner read: the code itself, or the link in a QR code.

    >>> scanned("https://x.test/odoo/aftersales-old-parts/7?tag=OP2603-00001")
    'OP2603-00001'
    >>> scanned(" op2603-00001 ")
    'OP2603-00001'
    """
    text = (code or "").strip()
    if "://" in text:
        try:
            text = parse_qs(urlsplit(text).query).get("tag", [""])[0]
        except ValueError:
            text = ""
    return text.strip().upper()
