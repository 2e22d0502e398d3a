"""The calls of a worker: what is measured on the database that it holds open.

What is measured is rolled back, so each repetition meets the same database.
"""

import gc
import time
from contextlib import contextmanager

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.service.server import load_server_wide_modules

import clocks
import verdicts
from part_calls import PartCalls
from penalty_calls import PenaltyCalls
from sides import LOGIN, SIDES
from sixs_calls import SixsCalls


class Calls(PartCalls, PenaltyCalls, SixsCalls):
    """Each call is a method."""

    def __init__(self, database, side):
        load_server_wide_modules()
        self.registry = Registry(database)
        self.side = SIDES[side]()
        with self._transaction(SUPERUSER_ID) as env:
            self.values = self.side.set_up(env)
            self.user = env["res.users"].search([("login", "=", LOGIN)]).id
            env.cr.commit()

    @contextmanager
    def _transaction(self, user=None):
        """An environment of its own, undone at the end."""
        with self.registry.cursor() as cursor:
            yield Environment(cursor, user or self.user, {})
            cursor.rollback()

    @contextmanager
    def _measured(self, env):
        """Seconds and queries of a block and of all it leaves for the commit."""
        env.cr.flush()
        env.invalidate_all()
        gc.collect()
        result = {}
        queries, started = env.cr.sql_log_count, time.perf_counter()
        yield result
        env.cr.flush()
        result["seconds"] = time.perf_counter() - started
        result["queries"] = env.cr.sql_log_count - queries

    def tickets(self, size):
        """Create so many tickets, then move all of them on at once."""
        with self._transaction() as env:
            with self._measured(env) as created:
                tickets = env["helpdesk.ticket"].create(
                    [
                        {**self.values, "name": f"Call {number}", "description": "x"}
                        for number in range(size)
                    ]
                )
            self.side.check(tickets, moved=False)
            with self._measured(env) as moved:
                self.side.move_on(tickets)
            self.side.check(tickets, moved=True)
        return {"create": created, "move on": moved}

    def fill(self, running, missed):
        """Fill the table of clocks; what is filled stays."""
        with self._transaction() as env:
            template = env["helpdesk.ticket"].create(
                {**self.values, "name": "Call", "description": "x"}
            )
            env.cr.flush()
            self.now = clocks.fill(env, template, running, missed)
            env.cr.commit()

    def update(self):
        """The bare UPDATE that a sweep comes down to."""
        with self._transaction(SUPERUSER_ID) as env:
            with self._measured(env) as result:
                found = clocks.bare_update(env.cr, self.now)
            return {**result, "found": sorted(found)}

    def sweep(self):
        """The sweep itself."""
        return self._sweep(self.now)

    def idle(self):
        """A sweep that finds nothing."""
        return self._sweep(self.now - clocks.BEFORE_ALL)

    def _sweep(self, now):
        with self._transaction(SUPERUSER_ID) as env:
            with self._measured(env) as result:
                found = env["aftersales.clock"].sweep(now)
            return {**result, "found": sorted(found)}

    def requests(self, number):
        """Make requests to be judged; they stay."""
        with self._transaction(SUPERUSER_ID) as env:
            self.unjudged = verdicts.fill(env, self.values, number)
            env.cr.commit()

    def judge(self, size):
        """Judge so many requests at once."""
        with self._transaction() as env:
            tickets = env["helpdesk.ticket"].browse(self.unjudged[:size])
            with self._measured(env) as result:
                tickets.make_verdict()
            return {**result, "written": verdicts.written(env.cr)}

    def bare(self, size):
        """The least that it takes: rule on facts in memory, one read, one insert."""
        with self._transaction(SUPERUSER_ID) as env:
            ids = self.unjudged[:size]
            cases = env["helpdesk.ticket"].browse(ids)._warranty_cases()
            parts = {}
            with self._measured(env) as result:
                with self._timed(parts, "read"):
                    verdicts.bare_read(env.cr, ids)
                with self._timed(parts, "rule"):
                    rows = [case.row() for case in cases]
                with self._timed(parts, "insert"):
                    verdicts.bare_insert(env, rows)
            return {**result, **parts, "written": verdicts.written(env.cr)}

    @contextmanager
    def _timed(self, parts, name):
        started = time.perf_counter()
        yield
        parts[name] = time.perf_counter() - started
