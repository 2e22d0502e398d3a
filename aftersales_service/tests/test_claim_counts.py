"""Collecting 200 parts takes no more queries than collecting 10 (PRT-9)."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .claim_common import ClaimCommon

FEW, MANY = 10, 200


@tagged("post_install", "-at_install")
class TestClaimCounts(ClaimCommon):
    @contextmanager
    def queries(self):
        """The queries that a block makes, with what it leaves to be flushed."""
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            yield seen
            self.env.flush_all()

    def uses(self, size):
        """So many parts written off, each with its request and two costs."""
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"M-{size}-{number}",
                    "product_id": self.product.id,
                    "company_id": self.company.id,
                }
                for number in range(size)
            ]
        )
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": "x",
                    "description": "x",
                    "company_id": self.company.id,
                    "type_id": self.repair.id,
                    "lot_id": lot.id,
                    "accountable_id": self.clerk_employee.id,
                }
                for lot in lots
            ]
        )
        self.env["aftersales.cost.line"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "kind": kind,
                    "amount": 50,
                    "bearer": "supplier",
                    "date": fields.Date.today(),
                }
                for ticket in tickets
                for kind in ("labour", "travel")
            ]
        )
        return self.env["aftersales.part.use"].create(
            [
                {
                    "name": f"PU-{ticket.id}",
                    "company_id": self.company.id,
                    "ticket_id": ticket.id,
                    "holder_id": self.holder.id,
                    "product_id": self.seal.id,
                    "quantity": 1,
                    "is_main_cause": True,
                    "bearer": "supplier",
                    "serial_removed": f"OLD-{size}-{ticket.id}",
                    "state": "posted",
                    "posted_at": fields.Datetime.now(),
                }
                for ticket in tickets
            ]
        )

    def collecting(self, size, date_from):
        uses = self.uses(size)
        claims = self.env["aftersales.supplier.claim"].with_user(self.buyer)
        with self.queries() as seen:
            claim = claims.collect(date_from=date_from)
        self.assertEqual(len(claim.line_ids.use_id & uses), size)
        self.assertEqual(len(claim.line_ids), 3 * size)
        return len(seen)

    def test_prt9_collecting_many_parts(self):
        self.collecting(2, "2026-01-01")
        few = self.collecting(FEW, "2026-01-02")
        many = self.collecting(MANY, "2026-01-03")
        self.assertLessEqual(many, few + 3)
        self.assertLessEqual(few, 90)

    def test_prt9_deriving_many_parts(self):
        counts = []
        for size in (2, FEW, MANY):
            uses = self.uses(size)
            with self.queries() as seen:
                uses._derive_claims()
            counts.append(len(seen))
            self.assertEqual(set(uses.mapped("claim_state")), {"open"})
        self.assertLessEqual(counts[2], counts[1] + 3)
