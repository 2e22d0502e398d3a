"""Service record table (VIS-7): the view tells the same as the records."""

from contextlib import suppress

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..report.aftersales_service_record import VISIT_TIMES
from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestServiceRecord(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alone = cls._create_ticket(name="Not visited")
        cls.once = cls._create_ticket(name="Visited once")
        cls.twice = cls._create_ticket(name="Visited twice")
        cls.tickets = cls.alone + cls.once + cls.twice

    def setUp(self):
        super().setUp()
        self.visits = self.live(self._create_visit(self.once), "approved")
        self.move()
        self.visits += self.live(self._create_visit(self.twice), "finished")
        self.move()
        self.visits += self._create_visit(self.twice, leader_id=self.other_engineer.id)

    def rows(self, user=None, tickets=None):
        self.env.flush_all()
        self.env.invalidate_all()
        records = self.env["aftersales.service.record"].with_user(user or self.clerk)
        return records.search([("ticket_id", "in", (tickets or self.tickets).ids)])

    def test_vis7_one_row_a_visit_and_one_for_a_request_without(self):
        rows = self.rows()
        self.assertEqual(sorted(rows.ids), sorted([-self.alone.id, *self.visits.ids]))
        alone = rows.filtered(lambda row: row.ticket_id == self.alone)
        self.assertFalse(alone.visit_id)
        self.assertFalse(alone.state)

    def test_vis7_rows_say_what_the_records_say(self):
        self.move(20)
        self.tickets.with_user(self.clerk).record_event("responded")
        self.move(400)
        self.twice.with_user(self.clerk).record_event("solution_proposed")
        self.env["aftersales.clock"].sweep()
        for row in self.rows():
            ticket, visit = row.ticket_id, row.visit_id
            with self.subTest(ticket=ticket.name, visit=visit.name):
                self.assertRecordValues(row, [self.expected(ticket, visit)])

    def expected(self, ticket, visit):
        return {
            "number": ticket.number,
            "visit_name": visit.name,
            "company_id": ticket.company_id.id,
            "type_id": ticket.type_id.id,
            "stage_id": ticket.stage_id.id,
            "partner_id": ticket.partner_id.id,
            "product_id": ticket.product_id.id,
            "lot_id": ticket.lot_id.id,
            "accountable_id": ticket.accountable_id.id,
            "leader_id": visit.leader_id.id,
            "state": visit.state,
            "registered_at": ticket.registered_at,
            "responded_at": self.first(ticket, "responded"),
            "solution_at": self.first(ticket, "solution_proposed"),
            "closed_at": ticket.closed_date,
            "cause": visit.cause,
            "action_taken": visit.action_taken,
            "missed_count": ticket.missed_count,
            **{name: visit[name] for name in VISIT_TIMES},
        }

    def first(self, ticket, code):
        times = ticket.event_ids.filtered(lambda e: e.code == code).mapped("at")
        return min(times, default=False)

    def test_vis7_minutes_are_those_between_the_times_on_paper(self):
        self.move(0, seconds=50)
        ticket = self._create_ticket()
        visit = self._create_visit(ticket)
        visit.with_user(self.clerk).action_dispatch()
        self.move(20, seconds=10)
        ticket.with_user(self.clerk).record_event("responded")
        self.move(90, seconds=0)
        visit.with_user(self.technician).action_arrive()
        self.assertRecordValues(
            self.rows(tickets=ticket),
            [{"minutes_to_response": 20, "minutes_to_arrival": 90}],
        )

    def test_vis7_first_answer_counts(self):
        for minutes in (15, 45):
            self.move(minutes)
            self.alone.with_user(self.clerk).record_event("responded")
        self.assertEqual(self.rows(tickets=self.alone).responded_at, self.minute(15))

    def test_vis7_cancelled_visit_is_no_service(self):
        visit = self._create_visit(self.alone)
        visit.with_user(self.clerk).action_cancel("Heat is back")
        self.assertEqual(self.rows(tickets=self.alone).ids, [-self.alone.id])

    def test_vis7_archived_request_is_left_out(self):
        self.alone.active = False
        self.assertFalse(self.rows(tickets=self.alone))

    def test_vis7_closing_time_is_that_of_the_fact(self):
        """Nobody writes it: neither by the clock of the machine nor by hand."""
        self.move(500)
        self.alone.with_user(self.manager).record_event(
            "closed", at=self.minute(450), note="Told by phone"
        )
        self.assertEqual(self.rows(tickets=self.alone).closed_at, self.minute(450))
        with suppress(UserError):
            self.alone.with_user(self.clerk).closed_date = self.minute(1)
        self.assertEqual(self.rows(tickets=self.alone).closed_at, self.minute(450))

    def test_vis7_reopened_request_is_not_closed(self):
        self.alone.with_user(self.clerk).action_close()
        self.assertEqual(self.rows(tickets=self.alone).closed_at, self.minute(0))
        self.alone.with_user(self.clerk).action_reopen()
        self.assertFalse(self.rows(tickets=self.alone).closed_at)

    def test_vis7_sums_and_averages_by_leader(self):
        self.move(400)
        self.env["aftersales.clock"].sweep()
        self.env.flush_all()
        found = self.env["aftersales.service.record"]._read_group(
            [
                ("ticket_id", "in", self.tickets.ids),
                ("leader_id", "=", self.engineer.id),
            ],
            ["leader_id"],
            ["minutes_to_arrival:avg", "missed_count:sum", "__count"],
        )
        rows = self.rows().filtered(lambda row: row.leader_id == self.engineer)
        minutes = rows.mapped("minutes_to_arrival")
        self.assertEqual(
            found,
            [
                (
                    self.engineer,
                    sum(minutes) / len(minutes),
                    sum(rows.mapped("missed_count")),
                    len(rows),
                )
            ],
        )

    def test_inf1_technician_reads_the_rows_of_their_own_visits(self):
        rows = self.rows(self.other_technician)
        self.assertEqual(rows.visit_id, self.visits[2])
        self.assertFalse(self.rows(self.foreign_clerk))

    def test_row_opens_its_request(self):
        row = self.rows(tickets=self.alone)
        action = row.action_open_request()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("helpdesk.ticket", self.alone.id)
        )
