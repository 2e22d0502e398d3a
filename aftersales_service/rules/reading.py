"""Readings of one meter of one product, over time: mileage or running hours (WAR-2).

A meter doesn't run backwards. A reading that falls is either explained (the earlier one
was a guess, the meter was replaced) or wrong. Values are kilometres or hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What a meter showed; ``replaced``: it is the first reading of a new meter."""

    at: datetime
    value: float
    explained: bool = False
    replaced: bool = False


def conflict(readings: Iterable[Reading], new: Reading) -> Reading | None:
    """The reading that a new one contradicts, or None.

    That is an earlier one (or of the same moment) that shows more, or a later one that
    shows less and isn't explained itself. Its neighbours are enough: the others were
    compared with those. A new reading that is explained contradicts nothing.

    :param readings: the product's other readings of this meter, in any order
    """
    if new.explained:
        return None
    before = after = None
    for reading in sorted(readings, key=lambda r: r.at):
        if reading.at <= new.at:
            before = reading
        elif after is None:
            after = reading
    if before and before.value > new.value:
        return before
    if after and after.value < new.value and not after.explained:
        return after
    return None


def reading_at(readings: Iterable[Reading], at: datetime) -> Reading | None:
    """The latest reading at or before a moment, or None: nothing is estimated."""
    return max((r for r in readings if r.at <= at), key=lambda r: r.at, default=None)


def counted_at(readings: Iterable[Reading], at: datetime) -> float | None:
    """How much the product had run at a moment, over replaced meters; None: not read.

    A new meter starts at nothing, so what it shows adds to what the old one showed
    last. A fall without a new meter means that the earlier reading was too high.
    """
    known = sorted((r for r in readings if r.at <= at), key=lambda r: r.at)
    if not known:
        return None
    before = sum(
        old.value for old, new in zip(known, known[1:], strict=False) if new.replaced
    )
    return before + known[-1].value
