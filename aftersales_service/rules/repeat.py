"""Repeat service: the same fault of the same machine comes back (VIS-8).

Days are counted in the company's zone, from the day on which the earlier work was
finished to the day on which the new request was registered.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Service:
    """Finished work: the latest finish of one request."""

    request: int
    key: Hashable
    finished_at: datetime
    finished_on: date


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be a repeat; ``key`` is machine and fault, None if unknown."""

    id: int
    key: Hashable | None
    registered_at: datetime
    registered_on: date


def repeats(
    requests: Iterable[Request], services: Iterable[Service], days: int
) -> dict[int, int | None]:
    """The earlier request that each request repeats, or None.

    The last work before the registration counts. Work that was finished after the new
    request came in doesn't: then the customer reminded, and nothing was repaired yet.

    :param days: days within which a fault counts as repeated; 0: the same day only
    """
    done: dict[Hashable, list[Service]] = {}
    for service in sorted(services, key=lambda s: (s.finished_at, s.request)):
        done.setdefault(service.key, []).append(service)
    return {
        request.id: next(
            (
                service.request
                for service in reversed(done.get(request.key, []))
                if service.request != request.id
                and service.finished_at <= request.registered_at
                and (request.registered_on - service.finished_on).days <= days
            ),
            None,
        )
        if request.key is not None
        else None
        for request in requests
    }
