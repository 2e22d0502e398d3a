"""A table full of running clocks, made by SQL from one real request."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tools import SQL

from copies import copy

#: So long before, no clock of the table had run out
BEFORE_ALL = timedelta(days=2)


def fill(env, ticket, running, missed):
    """Copy a request with its facts and clocks until so many clocks run.

    Whatever columns the rows have are copied with them; only keys and times differ.

    :param ticket: a request with one fact and running clocks
    :param running: number of clocks in the end, the missed ones among them
    :param missed: number of clocks whose limit has passed, scattered over the table
    :return: the moment for which that holds, naive UTC, a full minute
    """
    now = Datetime.now().replace(second=0)
    event, clocks = ticket.event_ids, ticket.clock_ids
    tickets, rest = divmod(running, len(clocks))
    assert len(event) == 1 and not rest and not running % missed
    moments = {"now": now, "every": running // missed}
    due_at = SQL(
        # one of every so many, never the same clock of its request twice in a row
        """CASE WHEN place %% %(every)s = (place / %(every)s) %% %(every)s
        THEN %(now)s::timestamp - make_interval(mins => (5 + place %% 55)::int)
        ELSE %(now)s::timestamp + make_interval(mins => (60 + place %% 9973)::int)
        END""",
        **moments,
    )
    first_ticket = copy(
        env, ticket, tickets, number=SQL("'BM' || place"), access_token=SQL("NULL")
    )
    first_event = copy(env, event, tickets, ticket_id=SQL("%s + n", first_ticket))
    copy(
        env,
        clocks,
        tickets,
        ticket_id=SQL("%s + n", first_ticket),
        start_event_id=SQL("%s + n", first_event),
        started_at=SQL("%s::timestamp - interval '1 day'", now),
        due_at=due_at,
    )
    # the request that was copied leaves no clock of its own
    env.cr.execute("DELETE FROM aftersales_clock WHERE id = ANY(%s)", [clocks.ids])
    return now


def bare_update(cr, now):
    """Mark the same clocks as missed by nothing but SQL; returns their ids."""
    cr.execute(
        """UPDATE aftersales_clock SET state = 'missed'
        WHERE state = 'running' AND due_at < %s RETURNING id""",
        [now],
    )
    return [row[0] for row in cr.fetchall()]
