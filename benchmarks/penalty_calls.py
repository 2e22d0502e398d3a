"""Calls of a worker about penalties: cases proposed, and sheets made of final ones."""

from odoo.api import SUPERUSER_ID

import penalties
import penalty_sheets


class PenaltyCalls:
    """To be mixed into the worker; each method is a call."""

    # Proposals

    def missed(self, number, employees):
        """Let so many employees miss so many limits; it stays."""
        with self._transaction(SUPERUSER_ID) as env:
            self.missed_limits = penalties.Missed(env, self.values, number, employees)
            env.cr.commit()

    def propose(self, size):
        """Propose what the last so many missed limits come to."""
        limits = self.missed_limits
        with self._transaction() as env:
            since = limits.since(env.cr, size)
            with self._measured(env) as result:
                cases = env["aftersales.penalty"].propose(since, limits.until)
            return {
                **result,
                "made": len(cases),
                "written": penalties.written(env.cr),
            }

    def bare_propose(self, size):
        """The least it takes: one read, the rule on facts in memory, one insert."""
        with self._transaction(SUPERUSER_ID) as env:
            since = self.missed_limits.since(env.cr, size)
            memory = penalties.Memory(env, self.missed_limits, since)
            parts = {}
            with self._measured(env) as result:
                with self._timed(parts, "read"):
                    penalties.bare_read(env.cr, memory)
                with self._timed(parts, "rule"):
                    found = memory.rule()
                with self._timed(parts, "insert"):
                    penalties.bare_insert(env, memory, found)
            return {
                **result,
                **parts,
                "made": len(found),
                "written": penalties.written(env.cr),
            }

    # Sheets

    def final(self, employees):
        """Give so many employees twenty final cases each; they stay."""
        with self._transaction(SUPERUSER_ID) as env:
            self.final_cases = penalty_sheets.Final(env, employees)
            env.cr.commit()

    def sheets(self, size):
        """Make the sheets of so many employees."""
        final = self.final_cases
        with self._transaction() as env:
            own = final.employees(size)
            with self._measured(env) as result:
                sheets = env["aftersales.penalty.sheet"].make(final.month, own)
            return {
                **result,
                "made": len(sheets),
                "written": penalty_sheets.written(env.cr),
            }

    def bare_sheets(self, size):
        """The least it takes: one read, the rule on facts in memory, one insert."""
        with self._transaction(SUPERUSER_ID) as env:
            memory = penalty_sheets.Memory(env, self.final_cases)
            assert len(memory.people) == size
            parts = {}
            with self._measured(env) as result:
                with self._timed(parts, "read"):
                    penalty_sheets.bare_read(env.cr, memory)
                with self._timed(parts, "rule"):
                    found = memory.rule()
                with self._timed(parts, "insert"):
                    penalty_sheets.bare_insert(env, memory, found)
            return {
                **result,
                **parts,
                "made": len(found),
                "written": penalty_sheets.written(env.cr),
            }
