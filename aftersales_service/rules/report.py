"""What a service report must contain, and what exactly was signed (VIS-3 … VIS-6)."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry of the report: a fixed field or an item of the checklist."""

    label: str
    required: bool
    filled: bool


def missing(answers: Iterable[Answer]) -> list[str]:
    """Labels of the required entries that are still empty, in their order."""
    return [answer.label for answer in answers if answer.required and not answer.filled]


def is_number(text: str) -> bool:
    """Can a person calculate with this answer?"""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def canonical(data: object) -> str:
    """The one text that stands for these data, whoever writes them down and when.

    JSON with sorted keys and no blanks. Moments are UTC, cut to the minute, as the
    report shows them; texts lose what nobody sees on paper: carriage returns, and
    blanks at the end of lines. Empty values are all the same.

    :param data: mappings, lists, texts, numbers, booleans, naive UTC datetimes
    :raise TypeError: for anything else
    """
    return json.dumps(
        _plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%MZ")
    if isinstance(value, str):
        lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).rstrip("\n") or None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        # 2 and 2.0 are the same quantity; digits beyond a millionth are noise
        number = round(float(value), 6)
        return int(number) if number.is_integer() else number
    if value is None:
        return None
    raise TypeError(f"{type(value).__name__} has no canonical form")


def moment(text: str | None) -> datetime | None:
    """The naive UTC moment behind its canonical form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ") if text else None


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def alterations(
    content: str, signed_digest: str, today: Mapping[str, object]
) -> list[str]:
    """What differs from what was signed: names of entries, in their order (VIS-4).

    :param content: the canonical text that was signed, an object with ``facts``
    :param signed_digest: its digest, taken at signing
    :param today: the same facts, gathered today
    :return: keys of the facts that changed; ``content`` when the signed text itself did
    """
    if digest(content) != signed_digest:
        return ["content"]
    signed = json.loads(content)["facts"]
    now = json.loads(canonical(today))
    return sorted(
        key for key in signed.keys() | now.keys() if signed.get(key) != now.get(key)
    )
