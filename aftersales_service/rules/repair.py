"""Repair episodes: how long a product was away, and how often (order 43, Art. 24, 40).

An episode runs from the agreed hand-over to completion. Times are naive UTC, counted to
the minute; days are of 24 hours and don't follow the calendar.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from .clock import minutes_between

MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Episode:
    """One stay in repair; ``ended_at`` None: still there.

    ``request`` names what was repaired at once: visits of one request share it.
    """

    id: Hashable
    started_at: datetime
    ended_at: datetime | None = None
    excluded_minutes: int = 0
    request: Hashable | None = None


def days(episode: Episode, at: datetime) -> int:
    """Days of one repair up to a moment (Art. 40).

    Each 24 hours are a day and a remainder is a whole one. What Art. 24 excludes, such
    as the transport of a traction battery, doesn't count.
    """
    end = min(episode.ended_at or at, at)
    counted = minutes_between(episode.started_at, end) - episode.excluded_minutes
    return max(0, -(-counted // MINUTES_OF_DAY))


def total_days(episodes: Iterable[Episode], at: datetime) -> int:
    """Days of all repairs up to a moment: the sum of the single ones (Art. 40)."""
    return sum(days(episode, at) for episode in episodes)


def count(episodes: Iterable[Episode]) -> int:
    """How often a product was repaired: once for each request, however many visits.

    An episode without a request, such as of history, counts by itself.
    """
    return len({(e.request is None, e.request or e.id) for e in episodes})


def overlap(episodes: Iterable[Episode]) -> tuple[Episode, Episode] | None:
    """Two episodes of one product that share some time, the earlier first; or None.

    One may begin in the minute in which another ends.
    """
    lasting = [e for e in episodes if e.ended_at is None or e.ended_at > e.started_at]
    for first, second in pairwise(sorted(lasting, key=lambda e: e.started_at)):
        if first.ended_at is None or first.ended_at > second.started_at:
            return first, second
    return None


def free_span(
    start: datetime, end: datetime, others: Iterable[Episode]
) -> tuple[datetime, datetime]:
    """The longest part of a span that other episodes don't cover yet.

    Two teams at one product at the same time are one repair time. If all is covered,
    the span at its end lasts nothing: the repair counts, its days are counted already.
    """
    free, begin = [(end, end)], start
    for other in sorted(others, key=lambda e: e.started_at):
        until = min(other.started_at, end)
        if until > begin:
            free.append((begin, until))
        begin = max(begin, other.ended_at or end)
    if begin < end:
        free.append((begin, end))
    return max(free, key=lambda span: span[1] - span[0])
