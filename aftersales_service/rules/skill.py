"""Who may be dispatched: certificates that are valid on the day (VIS-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

VALID = "valid"
EXPIRING = "expiring"
MISSING = "missing"

#: A certificate that ends within so many days after the visit is worth a word.
SOON = 30


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of one person; an open end is ``None``."""

    skill: int
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Is it valid on this day, its first and its last day included?"""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


def standing(
    required: Iterable[int], held: Iterable[Certificate], day: date, soon: int = SOON
) -> dict[int, str]:
    """State of each required certificate of one person on a day.

    :param required: skills that the visit asks for
    :param held: the person's certificates, expired ones too
    :param day: the planned day, in the company's zone
    :param soon: days after ``day`` within which an end counts as near
    :return: skill → ``valid``, ``expiring`` or ``missing``, as ordered in ``required``
    """
    valid = [certificate for certificate in held if certificate.holds_on(day)]
    later = day + timedelta(days=soon)
    result = {}
    for skill in required:
        mine = [certificate for certificate in valid if certificate.skill == skill]
        lasting = any(c.valid_to is None or c.valid_to > later for c in mine)
        result[skill] = VALID if lasting else EXPIRING if mine else MISSING
    return result


def worst(states: Iterable[str]) -> str:
    """The state of a person: the worst of their certificates."""
    found = set(states)
    return next((state for state in (MISSING, EXPIRING) if state in found), VALID)
