"""Batches: the number of queries doesn't grow with the number of records."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

from .common import NOW, AftersalesCommon

FEW, MANY = 10, 50
#: As many as ``make benchmark`` takes, and three times as many
DAY, WEEK = 50, 150
#: What a day's work may add to plain helpdesk_mgmt, which asks ten times per ticket
MOST = 40


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
        # whether an environment still knows its user's time zone is chance
        (self.env.user | self.clerk).mapped("tz")
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
        self.assertLessEqual(added, 20)

    def _make_five_limits(self):
        """Two more limits, each of its own span: five clocks on every request."""
        self._make_policy("T-15", "decided", 24)
        self._make_policy("T-16", "dispatched", 48)

    @contextmanager
    def bare(self):
        """Requests without what we hang on them: facts, clocks, papers, messages."""
        tickets = self.registry["helpdesk.ticket"]
        notices = self.registry["aftersales.notice"]
        with (
            patch.object(tickets, "_append_events", lambda *_args: None),
            patch.object(tickets, "_follow_documents", lambda *_args: None),
            patch.object(notices, "_queue", lambda *_args: None),
        ):
            yield

    def added(self, act):
        """What we add to plain requests: for a day's work, and for a week's.

        Plain ones ask ten times each, and are written in statements of 100 rows.
        """
        found = []
        for size in (2, DAY, WEEK):
            with self.bare():
                without = len(self.count(act, size))
            found.append(len(self.count(act, size)) - without)
        return found[1:]

    def test_registering_with_five_limits(self):
        """At most 40 queries more than without, for 150 requests as for 50."""
        self._make_five_limits()
        self.assertEqual(len(self._tickets(1).clock_ids), 5)
        day, week = self.added(self._tickets)
        self.assertLessEqual(day, MOST)
        self.assertEqual(week, day)

    def test_registering_with_papers(self):
        """Papers and messages of each request are written at once, too."""
        self._make_five_limits()
        self.company.aftersales_tell_received = True
        self.env["aftersales.document.kind"].create(
            [
                {"name": name, "code": name, "company_id": self.company.id}
                for name in ("photo", "invoice")
            ]
        )
        ticket = self._tickets(1)
        self.assertEqual(len(ticket.document_ids), 2)
        day, week = self.added(self._tickets)
        self.assertLessEqual(day, MOST)
        self.assertEqual(week, day)

    def test_recording_with_five_limits(self):
        """At most 40 queries to stop the clocks, for 150 requests as for 50.

        The answer stops one clock of each request, closing stops all others.
        """
        self._make_five_limits()
        for code in ("responded", "closed"):

            def act(size, code=code):
                tickets = self.made.pop()
                self.assertEqual(len(tickets), size)
                requests = tickets.with_user(self.clerk)
                # moving the stages posts a message each, as without us
                requests.with_context(tracking_disable=True).record_event(code)

            # each number of requests without us and with us, as ``added`` takes them
            sizes = [size for size in (2, DAY, WEEK) for _both in range(2)]
            self.made = [self._tickets(size) for size in reversed(sizes)]
            last = self.made[0]
            self.move(30)
            with self.subTest(code=code):
                day, week = self.added(act)
                self.assertLessEqual(day, MOST)
                self.assertEqual(week, day)
        self.assertFalse(last.clock_ids.filtered(lambda c: not c.stopped_at))

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
        self.assertLessEqual(len(many), 30)

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

        act(2)
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

    def test_board_with_many_visits(self):
        """The dispatcher's board: certificates of all crews in one query (VIS-10)."""
        self._require_certificate()
        names = ["crew_warning", "planned_day", "leader_id", "employee_ids", "state"]
        visits = {size: self._visits(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: visits[size].with_user(self.clerk).read(names)
        )
        self.assertLessEqual(len(many), len(few) + 1)

    def test_table_of_many_technicians(self):
        """Certificates and load of all candidates, however many they are (VIS-10)."""
        self._require_certificate()
        visit = self._visits(1).with_user(self.clerk)
        few = len(self.count(lambda _size: visit._candidates(), FEW))
        few = len(self.count(lambda _size: visit._candidates(), FEW))
        self.env["hr.employee"].create(
            [
                {
                    "name": f"Technician {number}",
                    "company_id": self.company.id,
                    "is_technician": True,
                }
                for number in range(MANY)
            ]
        )
        many = len(self.count(lambda _size: visit._candidates(), MANY))
        self.assertGreater(len(visit._candidates()), MANY)
        self.assertLessEqual(many, few + 1)

    def test_repeats_among_many_requests(self):
        """One search for the earlier work on all serials (VIS-8)."""
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: tickets[size].write({"lot_id": self.lot.id})
        )
        self.assertLessEqual(len(many), len(few) + 2)

    def _visits(self, size):
        return self.env["aftersales.visit"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "leader_id": self.engineer.id,
                    "planned_at": NOW,
                }
                for ticket in self._tickets(size)
            ]
        )

    def _require_certificate(self):
        kind = self.env["hr.skill.type"].create(
            {
                "name": "Certificates",
                "is_certification": True,
                "skill_ids": [(0, 0, {"name": "Electrician"})],
                "skill_level_ids": [(0, 0, {"name": "Passed", "level_progress": 100})],
            }
        )
        self.repair.skill_ids = kind.skill_ids

    def test_reading_the_service_record_table(self):
        records = self.env["aftersales.service.record"].with_user(self.clerk)
        tickets = {size: self._tickets(size) for size in (2, FEW, MANY)}
        few, many = self.few_and_many(
            lambda size: records.search([("ticket_id", "in", tickets[size].ids)]).read()
        )
        self.assertEqual(len(many), len(few))
