"""Calls of a worker about spare parts: ledger, month, workbook and posting."""

import hashlib

from odoo.api import SUPERUSER_ID
from odoo.fields import Date

import ledger
import posting
import workbook


class PartCalls:
    """To be mixed into the worker; each method is a call."""

    # The ledger

    def movements(self, number):
        """Fill in so many movements of spare parts; they stay."""
        with self._transaction(SUPERUSER_ID) as env:
            self.month = ledger.fill(env, self.values, number)
            env.cr.commit()

    def ledger(self, side, what):
        """Read the ledger of last month.

        :param side: ``bare`` SQL, or ``ours`` through the ORM
        :param what: ``page``, ``accounts``, ``rows`` or ``dicts``
        """
        with self._transaction() as env:
            read = getattr(ledger, f"{side}_{what}")
            with self._measured(env) as result:
                found = read(env, self.month)
            found = sorted(repr(row) for row in found)
            text = "\n".join(found).encode()
            return {
                **result,
                "rows": len(found),
                "digest": hashlib.md5(text).hexdigest(),
            }

    # The month

    def close(self):
        """Close the month before, by all its steps; what it takes to check the last.

        :return: result of the check of last month
        """
        with self._transaction(SUPERUSER_ID) as env:
            months = env["aftersales.month"]
            earlier = Date.subtract(self.month, months=1)
            before, last = months.create(
                [{"date_from": earlier}, {"date_from": self.month}]
            )
            for month in (before, last):
                month.action_close_stock()
            before.action_check()
            assert not before.break_ids, before.break_ids[:9].mapped("name")
            before.action_close()
            env.cr.flush()
            with self._measured(env) as result:
                last.action_check()
            assert not last.break_ids, last.break_ids[:9].mapped("name")
            self.month_id = last.id
            env.cr.commit()
            return result

    # Its workbook

    def record(self):
        """Make the workbook once, and keep what it read and wrote."""
        with self._transaction(SUPERUSER_ID) as env:
            month = env["aftersales.month"].browse(self.month_id)
            self.recorded = workbook.Recorded(env, month)
        return self.recorded.size

    def workbook(self, side):
        """Write the workbook from what was read, the ``bare`` way or ``ours``."""
        write = {"bare": self.recorded.write_bare, "ours": self.recorded.write}[side]
        with self._transaction(SUPERUSER_ID) as env:
            month = env["aftersales.month"].browse(self.month_id)
            with self._measured(env) as result:
                content = write(env, month)
            return {**result, "size": len(content), "digest": workbook.digest(content)}

    def facts(self):
        """Read all that the workbook is made of, and write nothing."""
        with self._transaction(SUPERUSER_ID) as env:
            month = env["aftersales.month"].browse(self.month_id)
            with self._measured(env) as result:
                rows = workbook.read(env, month)
            return {**result, "rows": rows}

    # Posting

    def reports(self, sizes):
        """Make reports with so many parts, and plain moves; they stay."""
        with self._transaction(SUPERUSER_ID) as env:
            self.unposted = posting.fill(env, self.values, sizes)
            env.cr.commit()

    def post(self, side, size):
        """Write parts off, have the same moves done, or as many plain ones."""
        ids = self.unposted[size]
        with self._transaction(SUPERUSER_ID) as env:
            uses = env["aftersales.part.use"].browse(ids["uses"])
            moves = uses.move_ids if side == "moves" else env["stock.move"]
            if side == "plain":
                moves = moves.browse(ids["moves"])
            act, records = posting.done, moves
            if side == "ours":
                act, records = posting.post, uses
            assert len(records) == size
            with self._measured(env) as result:
                act(records)
            states = set(records.mapped("state"))
            assert states == {"posted" if side == "ours" else "done"}, states
            return result
