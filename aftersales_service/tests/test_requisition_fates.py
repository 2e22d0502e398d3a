"""What became of the parts of a line: from done movements alone (PRT-1, PRT-8)."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .request_common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequisitionFates(RequestCommon):
    def move_parts(self, source, target, quantity, purpose=False, part=None, lot=None):
        """A done movement, as other documents of ours make it."""
        part = part or self.fuse
        picking = self.holders._make_picking(
            source,
            target,
            [
                {
                    "product_id": part.id,
                    "product_uom_qty": quantity,
                    "aftersales_purpose": purpose,
                }
            ],
            "Test",
        )
        picking.action_assign()
        if lot:
            picking.move_ids.move_line_ids.lot_id = lot
        picking.move_ids.picked = True
        picking._action_done()
        self.env.flush_all()
        self.env.invalidate_all()
        return picking

    def test_prt1_used_given_back_and_lost_of_what_was_issued(self):
        first = self.issue(self.approved((self.fuse, 2)))
        second = self.issue(self.approved((self.fuse, 3)))
        account, depot = self.holder.location_id, self.main.location_id
        bearer = self.company._part_bearer_location("company")
        self.move_parts(account, bearer, 3)
        self.move_parts(account, depot, 1)
        self.move_parts(account, self.company._part_bearer_location("loss"), 1)
        self.assertRecordValues(
            first.line_ids | second.line_ids,
            [
                {
                    "issued_qty": 2,
                    "installed_qty": 2,
                    "returned_qty": 0,
                    "lost_qty": 0,
                    "held_qty": 0,
                },
                {
                    "issued_qty": 3,
                    "installed_qty": 1,
                    "returned_qty": 1,
                    "lost_qty": 1,
                    "held_qty": 0,
                },
            ],
        )

    def test_prt8_lines_and_account_agree(self):
        """What lines still hold is what lies on the account, if nothing else came."""
        requests = [self.issue(self.approved((self.fuse, n))) for n in (1, 2)]
        self.move_parts(self.holder.location_id, self.main.location_id, 1)
        held = sum(request.line_ids.held_qty for request in requests)
        self.assertEqual(held, self.lies(self.fuse, self.holder))

    def test_prt1_colleague_s_movements_are_not_mine(self):
        mine = self.issue(self.approved((self.fuse, 2)))
        other = self.ask(
            (self.fuse, 2), user=self.clerk, holder_id=self.other_holder.id
        )
        other = self.issue(self.approve(self.submit(other)))
        bearer = self.company._part_bearer_location("company")
        self.move_parts(self.other_holder.location_id, bearer, 2)
        self.assertEqual(mine.line_ids.installed_qty, 0)
        self.assertEqual(other.line_ids.installed_qty, 2)

    def test_prt1_cancelled_transfer_is_no_issue(self):
        request = self.pack(self.approved((self.fuse, 2), delivery="ship"))
        self.assertRecordValues(request.line_ids, [{"issued_qty": 0, "packed_qty": 2}])
        request.with_user(self.keeper).action_unpack("No")
        self.assertRecordValues(
            self.fresh(request).line_ids, [{"issued_qty": 0, "packed_qty": 0}]
        )

    @contextmanager
    def queries(self):
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query.code if isinstance(query, SQL) else query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            yield seen

    def test_prt1_many_lines_take_no_more_queries(self):
        names = (
            "depot_available",
            "other_depots",
            "issued_qty",
            "open_qty",
            "held_qty",
            "packed_qty",
        )
        parts = [self._make_part(f"P{n}", 1) for n in range(20)]
        for part in parts:
            self.put(part, 1)
        self.company.aftersales_part_approval_limit = 0
        few = self.issue(self.approved(*((part, 1) for part in parts[:2])))
        many = self.issue(self.approved(*((part, 1) for part in parts[2:])))
        found = []
        for request in (few, few, many):
            with self.queries() as seen:
                request.line_ids.read(names)
            found.append(len(seen))
        self.assertEqual(found[1], found[2])
