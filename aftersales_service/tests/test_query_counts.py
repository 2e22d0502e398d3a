"""Batches: the number of queries doesn't grow with the number of records."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .common import NOW, AftersalesCommon

FEW, MANY = 10, 50


@tagged("post_install", "-at_install")
class TestQueryCounts(AftersalesCommon):
    @contextmanager
    def queries(self):
        """The queries that a block makes, with what it leaves to be flushed."""
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query.code if isinstance(query, SQL) else query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            yield seen
            self.env.flush_all()

    def count(self, act, size):
        with self.queries() as seen:
            act(size)
        return seen

    def few_and_many(self, act):
        """Queries for few records and for many, after a first run fills the caches."""
        self.count(act, 2)
        return self.count(act, FEW), self.count(act, MANY)

    def _tickets(self, size):
        return self.env["helpdesk.ticket"].create(
            [
                {
                    "name": f"Call {number}",
                    "description": "x",
                    "company_id": self.company.id,
                    "type_id": self.repair.id,
                    "partner_id": self.customer.id,
                    "accountable_id": self.clerk_employee.id,
                }
                for number in range(size)
            ]
        )

    def test_registering_many_requests(self):
        """Facts and clocks add the same for 10 and for 50 requests.

        helpdesk_mgmt by itself looks for a number and a stage for each of them.
        """
        few, many = map(len, self.few_and_many(self._tickets))
        tickets = self.registry["helpdesk.ticket"]
        with patch.object(tickets, "_append_events", lambda *_args: None):
            few_without, many_without = map(len, self.few_and_many(self._tickets))
        added = few - few_without
        self.assertLessEqual(many - many_without, added + 2)
        self.assertLessEqual(added, 14)

    def test_int8_papers_of_many_requests(self):
        """INT-8, INT-1: papers, fault and class add the same for 10 and for 50."""
        self.env["aftersales.document.kind"].create(
            [
                {"code": code, "name": code, "company_id": self.company.id}
                for code in ("proof", "photos")
            ]
        )
        few, many = map(len, self.few_and_many(self._tickets))
        tickets = self.registry["helpdesk.ticket"]
        with patch.object(tickets, "_follow_documents", lambda *_args: None):
            few_without, many_without = map(len, self.few_and_many(self._tickets))
        self.assertLessEqual(many - many_without, few - few_without + 2)
        self.assertLessEqual(few - few_without, 8)

    def test_int1_showing_many_requests(self):
        """What lists and cards show: phone, papers, another open request."""
        names = [
            "phone_masked",
            "plate",
            "missing_document_count",
            "missing_document_names",
            "open_request_id",
        ]
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        for size, some in tickets.items():
            some.lot_id = self.env["stock.lot"].create(
                {
                    "name": f"LOT-{size}",
                    "product_id": self.product.id,
                    "company_id": self.company.id,
                }
            )
        few, many = self.few_and_many(
            lambda size: tickets[size].with_user(self.clerk).read(names)
        )
        self.assertLessEqual(len(many), len(few))

    def test_recording_a_fact_on_many_requests(self):
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        self.move(200)
        few, many = self.few_and_many(
            lambda size: tickets[size].with_user(self.clerk).record_event("responded")
        )
        self.assertLessEqual(len(many), len(few) + 2)
        self.assertLessEqual(len(many), 24)

    def test_closing_and_reopening_many_requests(self):
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}

        def act(size):
            tickets[size].with_user(self.clerk).action_close()
            tickets[size].with_user(self.clerk).action_reopen()

        few, many = self.few_and_many(act)
        self.assertLessEqual(len(many), len(few) + 4)

    def test_changing_the_type_of_many_requests(self):
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: tickets[size].write({"type_id": self.consultation.id})
        )
        self.assertLessEqual(len(many), len(few) + 2)

    def test_sweeping_many_clocks(self):
        def act(size):
            tickets = self._tickets(size)
            with self.queries() as seen:
                self.env["aftersales.clock"].sweep(now=self.minute(181))
            self.assertEqual(set(tickets.mapped("missed_count")), {1})
            return len(seen)

        self.assertEqual(act(MANY), act(FEW))

    def test_listing_many_requests(self):
        """What a list shows: next due, missed, codes, visits."""
        names = ["next_due_at", "missed_count", "event_codes", "visit_count"]
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: tickets[size].with_user(self.clerk).read(names)
        )
        self.assertEqual(len(many), len(few))

    def test_listing_many_visits(self):
        names = ["missing", "can_record", "next_step", "arrived_at", "missing"]
        visits = {
            size: self.env["aftersales.visit"].create(
                [
                    {
                        "ticket_id": ticket.id,
                        "leader_id": self.engineer.id,
                        "planned_at": NOW,
                    }
                    for ticket in self._tickets(size)
                ]
            )
            for size in (2, FEW, MANY)
        }
        few, many = self.few_and_many(
            lambda size: visits[size].with_user(self.technician).read(names)
        )
        self.assertLessEqual(len(many), len(few) + 1)

    def test_reading_the_service_record_table(self):
        records = self.env["aftersales.service.record"].with_user(self.clerk)
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: records.search([("ticket_id", "in", tickets[size].ids)]).read()
        )
        self.assertEqual(len(many), len(few))
