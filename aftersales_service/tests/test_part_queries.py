"""Writing off many parts at once: what we add to Odoo's own doesn't grow."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .part_common import PartCommon

#: Odoo writes a hundred rows with one statement; ours are more
FEW, MANY = 5, 105


@tagged("post_install", "-at_install")
class TestPartQueries(PartCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supply(cls.depot, cls.part, 500)
        cls.give(cls.depot, cls.mine, cls.part, 400)

    @contextmanager
    def _queries(self):
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query.code if isinstance(query, SQL) else query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            yield seen
            self.env.flush_all()
            # messages on what has changed come last
            self.env.cr.precommit.run()

    def _uses(self, size):
        """So many parts of one report, ready to be written off."""
        parts = [
            {"product_id": self.part.id, "is_main_cause": not number}
            for number in range(size)
        ]
        uses = self.uses(self.visit_with(*parts, until="approved"))
        uses.old_part_ids.sudo().state = "received"
        return uses

    def _count(self, act, size):
        uses = self._uses(size)
        with self._queries() as seen:
            act(uses)
        return seen

    def test_prt2_posting_many_takes_the_queries_of_odoos_own_moves(self):
        """The conditions, the locks, the costs take as many for 5 as for 105."""
        tracked = {"tracking_disable": False, "mail_notrack": False}

        def ours(uses):
            uses.with_user(self.keeper).with_context(**tracked).action_post()

        def odoos(uses):
            # what the bare stock does with the same moves
            moves = uses.sudo().move_ids
            moves.picked = True
            moves._action_done()

        self._count(ours, 2)
        self._count(odoos, 2)
        few, many = (len(self._count(ours, size)) for size in (FEW, MANY))
        few_bare, many_bare = (len(self._count(odoos, size)) for size in (FEW, MANY))
        added_few, added_many = few - few_bare, many - many_bare
        self.assertEqual(added_many, added_few)
        self.assertLessEqual(added_few, 60)
