"""Answers of an inspection: which one counts, when it was given, what it comes to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PASS, FAIL, NA = "pass", "fail", "na"
RESULTS = (PASS, FAIL, NA)
#: A phone's clock that differs by less is believed
TOLERANCE = timedelta(minutes=2)
#: Longest note, name of a photo and uid, in characters
MAX_NOTE = 2000
MAX_NAME = 120
MAX_UID = 64

# States and what may be done in them
PLANNED, RUNNING, DONE, MISSED, CANCELLED = (
    "planned",
    "running",
    "done",
    "missed",
    "cancelled",
)
STARTABLE = frozenset({PLANNED, MISSED})
CANCELLABLE = frozenset({PLANNED, MISSED, RUNNING})

SELF = "self"


class Malformed(ValueError):
    """An answer that no phone of ours has sent."""


@dataclass(frozen=True)
class SentPhoto:
    """A photo by the uid that the phone gave it; no data: it was sent before."""

    uid: str
    name: str = ""
    data: str = ""


@dataclass(frozen=True)
class Answer:
    """One tap, as it was sent. No result: the answer was taken back."""

    uid: str
    item_id: int
    result: str | None
    at: datetime
    note: str = ""
    employee_id: int | None = None
    photos: tuple = field(default=())


def answer(sent):
    """Read what a phone has sent.

    :param sent: dict of uid, item_id, result, note, employee_id, at, photos
    :return: an ``Answer``; its moment is that of the phone's clock
    :raise Malformed: it isn't one
    """
    if not isinstance(sent, dict):
        raise Malformed("answer")
    result = sent.get("result") or None
    if result is not None and result not in RESULTS:
        raise Malformed("result")
    return Answer(
        uid=_uid(sent.get("uid")),
        item_id=_id(sent.get("item_id")),
        result=result,
        at=moment(sent.get("at")),
        note=_text(sent.get("note"), MAX_NOTE),
        employee_id=_id(sent["employee_id"]) if sent.get("employee_id") else None,
        photos=tuple(_photo(photo) for photo in _list(sent.get("photos"))),
    )


def moment(text):
    """A moment in UTC, naive, of ``2026-03-02T02:00:00.123Z`` or Odoo's own form.

    :raise Malformed: it isn't a moment
    """
    if not isinstance(text, str):
        raise Malformed("at")
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Malformed("at") from error
    offset = found.utcoffset()
    return found.replace(tzinfo=None) - (offset or timedelta())


def _uid(value):
    if not isinstance(value, str) or not value or len(value) > MAX_UID:
        raise Malformed("uid")
    return value


def _id(value):
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise Malformed("id")
    return value


def _text(value, longest):
    if not value:
        return ""
    if not isinstance(value, str):
        raise Malformed("text")
    return value.strip()[:longest]


def _list(value):
    if not value:
        return ()
    if not isinstance(value, list | tuple):
        raise Malformed("photos")
    return value


def _photo(sent):
    if not isinstance(sent, dict):
        raise Malformed("photo")
    data = sent.get("data") or ""
    if not isinstance(data, str):
        raise Malformed("photo")
    # browsers send "data:image/jpeg;base64,…"
    data = data.partition(",")[2] if data.startswith("data:") else data
    return SentPhoto(_uid(sent.get("uid")), _text(sent.get("name"), MAX_NAME), data)


def shift(phone_now, now):
    """By how much a phone's clock is behind ours; what is little isn't corrected."""
    if phone_now is None or abs(now - phone_now) <= TOLERANCE:
        return timedelta()
    return now - phone_now


def when(at, behind, started, now):
    """When a tap happened, by our clock: not before the start, never in the future.

    :param at: by the phone's clock
    :param behind: timedelta from ``shift``
    """
    return max(min(at + behind, now), started).replace(microsecond=0)


def midnight(day, zone):
    """When a day begins in a zone; naive UTC."""
    begins = datetime.combine(day, time.min, ZoneInfo(zone))
    return begins.astimezone(UTC).replace(tzinfo=None)


def newest(answers):
    """The answers that count: of each item the last one, the later sent in a tie."""
    last = {}
    for one in answers:
        held = last.get(one.item_id)
        if held is None or one.at >= held.at:
            last[one.item_id] = one
    return list(last.values())


def score(results):
    """Percent of what applies that has passed, to a hundredth.

    :param results: results of all answers
    :return: None if nothing applies
    """
    counted = [result for result in results if result in (PASS, FAIL)]
    if not counted:
        return None
    return round(100 * counted.count(PASS) / len(counted), 2)


def is_late(finished, due):
    """Whether it was finished after its time; without a time it never is."""
    return bool(due and finished > due)


def may_inspect(check, *, is_theirs, is_inspector):
    """Who judges an area on a day (S6-3, S6-4).

    :param check: ``self``, ``inspector`` or ``cleanup``
    :param is_theirs: owns or deputises the area on that day
    :param is_inspector: has a role that inspects
    """
    return is_theirs if check == SELF else is_inspector and not is_theirs
