"""Which limit a request gets: distance, fault, promise; the most specific one wins."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestClockChoice(AftersalesCommon):
    def codes(self, ticket, states=("running", "met", "missed")):
        return {
            clock.policy_id.code for clock in ticket.clock_ids if clock.state in states
        }

    def test_more_specific_limit_of_the_same_span_wins(self):
        """T-07 beats T-02 for the requests that it is for, and says why."""
        t07 = self._make_policy(
            "T-07", "responded", 12, domain="[('priority', '=', '3')]"
        )
        self.assertIn("T-02", self.codes(self._create_ticket()))
        urgent = self._create_ticket(priority="3")
        self.assertEqual(self.codes(urgent), {"T-07", "T-03", "T-04"})
        why = self.clock(urgent, t07).why
        self.assertIn("priority", why)
        self.assertIn("T-02", why)

    def test_limits_that_are_equally_specific_all_run(self):
        self._make_policy("T-01", "responded", 30, limit_unit="minute")
        self.assertGreaterEqual(self.codes(self._create_ticket()), {"T-01", "T-02"})

    def test_request_that_turns_out_special_changes_over(self):
        """T-06 … T-08: distance and fault are often known only after the call."""
        self._make_policy("T-07", "responded", 12, domain="[('priority', '=', '3')]")
        ticket = self._create_ticket()
        ticket.priority = "3"
        self.assertEqual(self.codes(ticket), {"T-07", "T-03", "T-04"})
        ticket.priority = "0"
        self.assertEqual(self.codes(ticket), {"T-02", "T-03", "T-04"})

    def test_what_was_met_is_not_judged_by_a_second_limit(self):
        self._make_policy("T-07", "responded", 12, domain="[('priority', '=', '3')]")
        ticket = self._create_ticket()
        ticket.record_event("responded")
        ticket.priority = "3"
        self.assertEqual(self.codes(ticket), {"T-02", "T-03", "T-04"})

    def test_limit_made_later_doesnt_take_a_running_clock_over(self):
        ticket = self._create_ticket()
        self.env.flush_all()
        later = self._make_policy(
            "T-07", "responded", 1, domain="[('priority', '=', '0')]"
        )
        self.env.cr.execute(
            "UPDATE aftersales_clock_policy SET create_date = create_date "
            "+ interval '1 hour' WHERE id = %s",
            [later.id],
        )
        self.env.invalidate_all()
        ticket.record_event("solution_proposed")
        self.assertIn("T-02", self.codes(ticket))
        self.assertNotIn("T-07", self.codes(ticket))

    def test_t09_is_due_at_the_promised_moment(self):
        """T-09: on site at the time agreed with the customer."""
        t09 = self._make_policy(
            "T-09", "arrived", 0, start_event="visit_agreed", limit_kind="promised"
        )
        ticket = self._create_ticket()
        agreed = ticket.with_user(self.clerk).record_event(
            "visit_agreed", promised_at=self.minute(600)
        )
        self.assertEqual(agreed.promised_at, self.minute(600))
        self.assertEqual(self.clock(ticket, t09).due_at, self.minute(600))
        self.move(30)
        ticket.with_user(self.clerk).record_event(
            "visit_agreed", promised_at=self.minute(900)
        )
        self.assertEqual(
            ticket.clock_ids.filtered(lambda c: c.policy_id == t09)
            .sorted("due_at")
            .mapped(lambda c: (c.state, c.due_at)),
            [("cancelled", self.minute(600)), ("running", self.minute(900))],
        )

    def test_promise_lies_after_its_making(self):
        ticket = self._create_ticket()
        with self.refused(UserError, ticket.number):
            ticket.record_event("visit_agreed", promised_at=self.minute(-10))

    def test_t05_ticket_must_arrive_inside_t04(self):
        """T-05: booked in time isn't enough, the ticket must arrive in time."""
        t05 = self._make_policy(
            "T-05",
            "ticket_booked",
            0,
            start_event="dispatched",
            limit_kind="within",
            within_code="T-04",
        )
        for arrival, state in ((71, "met"), (72, "met"), (73, "missed")):
            ticket = self._create_ticket()
            ticket.sudo().record_event("dispatched")
            clock = self.clock(ticket, t05)
            self.assertEqual(clock.due_at, self.minute(72 * 60))
            ticket.sudo().record_event(
                "ticket_booked", promised_at=self.minute(arrival * 60)
            )
            with self.subTest(arrival):
                self.assertEqual(clock.state, state)

    def test_t05_belongs_to_who_must_buy_the_ticket(self):
        t05 = self._make_policy(
            "T-05",
            "ticket_booked",
            0,
            start_event="dispatched",
            limit_kind="within",
            within_code="T-04",
            accountable_role="booker",
        )
        visit = self._create_visit()
        self.assertEqual(visit.buyer_id, self.clerk_employee)
        visit.with_user(self.clerk).buyer_id = self.manager_employee
        visit.with_user(self.clerk).action_dispatch()
        clock = self.clock(visit.ticket_id, t05)
        self.assertEqual(clock.employee_id, self.manager_employee)

    def test_t12_and_t17_belong_to_who_was_asked(self):
        """T-12, T-13, T-17: the clock is the manager's or the helper's."""
        t12 = self._make_policy(
            "T-12", "decided", 2, start_event="decision_asked", accountable_role="asked"
        )
        ticket = self._create_ticket()
        ticket.with_user(self.clerk).record_event(
            "decision_asked", asked=self.manager_employee
        )
        self.assertEqual(self.clock(ticket, t12).employee_id, self.manager_employee)

    def test_further_facts_may_stop_a_clock(self):
        policy = self._make_policy("X", "finished", 2, other_stop_codes="decided")
        ticket = self._create_ticket()
        ticket.record_event("decided")
        self.assertEqual(self.clock(ticket, policy).state, "met")
