"""What a service report must contain before it can be approved (VIS-3, VIS-6)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass


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
