"""Calls of a worker about 6S: the month's sheet made of its findings."""

from odoo.api import SUPERUSER_ID

import sixs


class SixsCalls:
    """To be mixed into the worker; each method is a call."""

    def findings(self, few, people):
        """Fill in the findings of so many people, and of few in another month."""
        with self._transaction(SUPERUSER_ID) as env:
            self.found = sixs.Findings(env, few, people)
            env.cr.commit()

    def sixs_month(self, size):
        """Compute the month in which so many people had findings."""
        with self._transaction() as env:
            months = env["aftersales.6s.month"]
            month = months._month_of(env.company, self.found.months[size])
            with self._measured(env) as result:
                month.action_compute()
            return {
                **result,
                "made": month.breaches,
                "written": sixs.written(env.cr),
            }

    def bare_sixs_month(self, size):
        """The least it takes: one read, the rule on facts in memory, one insert."""
        with self._transaction(SUPERUSER_ID) as env:
            memory = sixs.Memory(env, self.found, size)
            assert len(memory.departments) == size
            parts = {}
            with self._measured(env) as result:
                with self._timed(parts, "read"):
                    sixs.bare_read(env.cr, memory)
                with self._timed(parts, "rule"):
                    sums, by_person = memory.rule()
                with self._timed(parts, "insert"):
                    sixs.bare_insert(env, memory, sums, by_person)
            return {
                **result,
                **parts,
                "made": sum(one.breaches for one in by_person.values()),
                "written": sixs.written(env.cr),
            }
