"""What the customer is shown and may do in the portal: plain judgement on facts.

No times of its own, no database. Moments are naive UTC, days are calendar days in the
zone of the company.
"""

from dataclasses import dataclass
from datetime import date, datetime

#: Steps of the progress line that a visit takes → the facts that reach them
VISIT_STEPS = (
    ("on_the_way", ("departed",)),
    ("on_site", ("arrived",)),
    ("done", ("finished",)),
    ("signed", ("signed",)),
)
ANSWERS = ("responded", "solution_proposed", "dispatched", "return_reviewed")

MEGABYTE = 1024 * 1024
#: Files that a customer may send at once, and their size in bytes by kind
MAX_FILES = 10
MAX_SIZE = {"image": 15 * MEGABYTE, "pdf": 15 * MEGABYTE, "video": 60 * MEGABYTE}
#: All files of one form; Odoo itself refuses a form above 128 MB with a bare page
MAX_TOTAL = 100 * MEGABYTE
#: How files begin: offset, bytes, mimetype. SVG isn't among them: it can hold scripts
SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"mif1")),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
)


@dataclass(frozen=True)
class Fact:
    """One fact in force; ``visit`` is the id of its visit, if it has one."""

    code: str
    at: datetime
    visit: int | None = None


@dataclass(frozen=True)
class Step:
    """One step of the progress line; ``at`` is unknown for a step that was skipped."""

    code: str
    at: datetime | None
    reached: bool


def progress(facts, closed=False):
    """The customer's progress line.

    After a reopening the line begins anew, and each new dispatch begins the steps of
    the visit anew. A report given back takes the signature back. A step that was
    reached makes the ones before it reached too. A request that closes without a visit,
    or is about a return, ends with ``closed`` instead of the steps of a visit.

    :param facts: ``Fact`` list in the order in which they happened; those that were
        corrected or belong to a cancelled visit left out
    :param closed: is the request closed now?
    :return: list of ``Step``
    """
    received = next((fact.at for fact in facts if fact.code == "registered"), None)
    is_return = any(fact.code == "return_asked" for fact in facts)
    facts = _after_last(facts, "reopened")
    times = {"received": received, "answered": _first(facts, ANSWERS)}
    visits = [fact.visit for fact in facts if fact.code == "dispatched"]
    if visits:
        facts = [fact for fact in facts if fact.visit in (visits[-1], None)]
    for step, codes in VISIT_STEPS:
        times[step] = _first(facts, codes)
    if not _first(_after_last(facts, "report_returned"), ("signed",)):
        times["signed"] = None
    visited = any(times[step] for step, _codes in VISIT_STEPS)
    if not visited and (closed or (is_return and not visits)):
        times = {name: times[name] for name in ("received", "answered")}
        times["closed"] = _last(facts, "closed") if closed else None
    last = max(number for number, at in enumerate(times.values()) if at or not number)
    if closed and "closed" in times:
        last = len(times) - 1
    return [
        Step(code, at, number <= last)
        for number, (code, at) in enumerate(times.items())
    ]


def _after_last(facts, code):
    """What happened after the last fact of this kind; all, if there is none."""
    places = [place for place, fact in enumerate(facts) if fact.code == code]
    return facts[places[-1] + 1 :] if places else facts


def _first(facts, codes):
    return next((fact.at for fact in facts if fact.code in codes), None)


def _last(facts, code):
    return next((fact.at for fact in reversed(facts) if fact.code == code), None)


def may_reopen(closed_on: date, today: date, days: int):
    """May the customer still reopen a request that was closed on that day?

    :param days: how many days after closing; 0 or less: never
    """
    return 0 < days and (today - closed_on).days <= days


def mimetype(content: bytes):
    """Mimetype of a photo, PDF or video by how it begins, or None for all else."""
    for offset, start, found in SIGNATURES:
        if content.startswith(start, offset):
            return found
    return None


def refusal(content: bytes):
    """Why a file of a customer isn't taken: ``empty``, ``type``, ``size`` or None."""
    if not content:
        return "empty"
    found = mimetype(content)
    if not found:
        return "type"
    kind = found.partition("/")[0]
    return "size" if len(content) > MAX_SIZE.get(kind, MAX_SIZE["pdf"]) else None
