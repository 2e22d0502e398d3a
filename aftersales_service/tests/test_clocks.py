"""Clocks of a request follow its facts (T-02, T-03, T-04)."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestClocks(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()

    def record(self, code, minutes, **kw):
        self.move(minutes)
        return self.ticket.with_user(self.clerk).record_event(code, **kw)

    def test_clocks_start_when_the_request_is_registered(self):
        self.assertRecordValues(
            self.ticket.clock_ids.sorted("due_at"),
            [
                {
                    "policy_id": policy.id,
                    "started_at": NOW,
                    "due_at": self.minute(hours * 60),
                    "stopped_at": False,
                    "state": "running",
                    "remaining_minutes": hours * 60,
                    "overdue_minutes": 0,
                    "start_event_id": self.ticket.event_ids.id,
                    "company_id": self.company.id,
                }
                for policy, hours in ((self.t02, 3), (self.t03, 6), (self.t04, 72))
            ],
        )
        self.assertEqual(self.ticket.next_due_at, self.minute(180))

    def test_t02_answer_after_180_minutes_is_met(self):
        event = self.record("responded", 180)
        self.assertRecordValues(
            self.clock(self.ticket, self.t02),
            [
                {
                    "state": "met",
                    "stopped_at": self.minute(180),
                    "stop_event_id": event.id,
                    "overdue_minutes": 0,
                    "remaining_minutes": 0,
                }
            ],
        )

    def test_t02_answer_after_181_minutes_misses_by_one(self):
        self.record("responded", 181)
        clock = self.clock(self.ticket, self.t02)
        self.assertRecordValues(clock, [{"state": "missed", "overdue_minutes": 1}])
        self.move(600)  # it doesn't grow any more
        self.assertEqual(clock.overdue_minutes, 1)
        self.assertEqual(self.ticket.missed_count, 1)

    def test_t02_answer_in_the_last_second_of_the_due_minute_is_met(self):
        self.move(180, seconds=59)
        self.ticket.with_user(self.clerk).record_event("responded")
        self.assertEqual(self.clock(self.ticket, self.t02).state, "met")

    def test_t02_answer_that_was_given_in_time_and_recorded_late_is_met(self):
        self.move(300)
        self.ticket.with_user(self.manager).record_event(
            "responded", at=self.minute(170), note="PC was down"
        )
        self.assertRecordValues(
            self.clock(self.ticket, self.t02),
            [{"state": "met", "stopped_at": self.minute(170)}],
        )

    def test_t03_solution_after_360_and_361_minutes(self):
        late = self._create_ticket()
        self.record("solution_proposed", 360)
        self.assertEqual(self.clock(self.ticket, self.t03).state, "met")
        self.move(361)
        late.with_user(self.clerk).record_event("solution_proposed")
        self.assertRecordValues(
            self.clock(late, self.t03), [{"state": "missed", "overdue_minutes": 1}]
        )

    def test_t03_runs_on_after_the_answer(self):
        self.record("responded", 10)
        self.assertEqual(self.clock(self.ticket, self.t03).state, "running")
        self.assertEqual(self.ticket.next_due_at, self.minute(360))

    def test_t04_arrival_after_72_hours_and_one_minute_later(self):
        for minutes, state, overdue in (
            (72 * 60, "met", 0),
            (72 * 60 + 1, "missed", 1),
        ):
            with self.subTest(minutes=minutes):
                self.move()
                visit = self._create_visit(self._create_ticket())
                visit.with_user(self.clerk).action_dispatch()
                self.move(minutes)
                visit.with_user(self.technician).action_arrive()
                self.assertRecordValues(
                    self.clock(visit.ticket_id, self.t04),
                    [{"state": state, "overdue_minutes": overdue}],
                )

    def test_t04_is_stopped_by_the_first_of_two_visits(self):
        first, second = self._create_visit(self.ticket), self._create_visit(self.ticket)
        (first + second).with_user(self.clerk).action_dispatch()
        self.move(100)
        first.with_user(self.technician).action_arrive()
        self.move(72 * 60 + 500)
        second.with_user(self.technician).action_arrive()
        self.assertRecordValues(
            self.clock(self.ticket, self.t04),
            [{"state": "met", "stopped_at": self.minute(100)}],
        )

    def test_closing_cancels_what_runs_and_keeps_what_was_missed(self):
        self.record("closed", 200)
        self.assertRecordValues(
            self.ticket.clock_ids.sorted("due_at"),
            [
                {
                    "state": "missed",
                    "stopped_at": self.minute(200),
                    "overdue_minutes": 20,
                },
                {
                    "state": "cancelled",
                    "stopped_at": self.minute(200),
                    "overdue_minutes": 0,
                },
                {
                    "state": "cancelled",
                    "stopped_at": self.minute(200),
                    "overdue_minutes": 0,
                },
            ],
        )
        self.assertFalse(self.ticket.next_due_at)

    def test_reopening_takes_the_closing_back(self):
        self.record("closed", 60)
        self.record("reopened", 90)
        self.assertRecordValues(
            self.clock(self.ticket, self.t02),
            [{"state": "running", "stopped_at": False, "remaining_minutes": 90}],
        )
        self.assertEqual(self.ticket.next_due_at, self.minute(180))

    def test_closing_by_the_stage_stops_the_clocks_too(self):
        self.ticket.with_user(self.clerk).stage_id = self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_stage_done"
        )
        self.assertEqual(set(self.ticket.clock_ids.mapped("state")), {"cancelled"})

    def test_following_twice_changes_nothing(self):
        self.record("responded", 200)
        before = self.ticket.clock_ids.read()
        self.env["aftersales.clock"]._follow(self.ticket)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.ticket.clock_ids.read(), before)

    def test_remaining_minutes_go_down_to_nothing(self):
        clock = self.clock(self.ticket, self.t02)
        for minutes, remaining in ((0, 180), (1, 179), (179, 1), (180, 0), (999, 0)):
            with self.subTest(minutes=minutes):
                self.move(minutes)
                self.assertEqual(clock.remaining_minutes, remaining)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_clock_is_written_by_nobody(self):
        clock = self.clock(self.ticket, self.t02)
        for user in (self.technician, self.clerk, self.manager, self.owner):
            with self.subTest(user.login):
                for vals in ({"state": "met"}, {"due_at": self.minute(999)}):
                    with self.assertRaises(AccessError):
                        clock.with_user(user).write(vals)
                    with self.assertRaises(AccessError):
                        self.ticket.with_user(user).write(
                            {"clock_ids": [(1, clock.id, vals)]}
                        )
                with self.assertRaises(AccessError):
                    clock.with_user(user).unlink()

    # Whose clock it is

    def test_t02_is_the_clock_of_the_person_in_charge(self):
        clock = self.clock(self.ticket, self.t02)
        self.assertEqual(clock.employee_id, self.clerk_employee)
        self.ticket.accountable_id = self.manager_employee
        self.assertEqual(clock.employee_id, self.manager_employee)

    def test_t04_is_the_clock_of_the_leader(self):
        clock = self.clock(self.ticket, self.t04)
        self.assertFalse(clock.employee_id)
        visit = self._create_visit(self.ticket)
        self.assertEqual(clock.employee_id, self.engineer)
        visit.leader_id = self.other_engineer
        self.assertEqual(clock.employee_id, self.other_engineer)
        visit.with_user(self.clerk).action_cancel("Heat is back")
        self.assertFalse(clock.employee_id)

    def test_t02_ended_clock_stays_with_whom_it_belonged_to(self):
        self.record("responded", 181)
        self.ticket.accountable_id = self.manager_employee
        self.assertEqual(
            self.clock(self.ticket, self.t02).employee_id, self.clerk_employee
        )
        self.assertEqual(
            self.clock(self.ticket, self.t03).employee_id, self.manager_employee
        )

    def test_t04_second_visit_leaves_the_first_arrival_with_its_leader(self):
        first = self.live(self._create_visit(self.ticket), "arrived")
        self._create_visit(
            self.ticket,
            leader_id=self.other_engineer.id,
            planned_at=self.minute(9999),
        )
        self.assertEqual(self.clock(self.ticket, self.t04).state, "met")
        self.assertEqual(self.clock(self.ticket, self.t04).employee_id, first.leader_id)
