"""Clauses of the furnace maker, from the fact to the proposal (PEN-01 … PEN-27).

Each has its twin: the same, but nobody is to blame, and nothing is proposed.
"""

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.return_common import ReturnCommon

from .clause_common import ClauseCommon, D, H
from .common import PenaltyCommon


@tagged("post_install", "-at_install")
class TestLimitClauses(ClauseCommon):
    """Clauses that go by a limit: met in its minute, missed one minute later."""

    profile = "furnace"

    def two(self, kind="repair", start=None, **values):
        """Two requests whose limit runs from now on."""
        both = self.ticket(kind), self.ticket(kind)
        if start:
            for ticket in both:
                ticket.record_event(start, **values)
        return both

    def stopped(self, both, stop, limit):
        """One is stopped in the due minute, the other one a minute later."""
        for late, ticket in enumerate(both):
            self.move(limit + late)
            ticket.record_event(stop, note="Done")

    def test_pen01_answer_after_three_hours(self):
        """T-02: 30 for whoever is in charge."""
        timely, late = both = self.two()
        self.stopped(both, "responded", 3 * H)
        case = self.assert_proposed("PEN-01", (late, self.clerk_employee), amount=30)
        clock = late.clock_ids.filtered(lambda c: c.policy_id.code == "T-02")
        self.assertRecordValues(
            case,
            [
                {
                    "clock_id": clock.id,
                    "source_ref": f"aftersales.clock,{clock.id}",
                    "happened_at": self.minute(3 * H),
                    "money_type": "performance",
                }
            ],
        )
        for text in (late.number, "T-02", "13:00", "13:01"):  # Shanghai
            self.assertIn(text, case.facts_html)

    def test_pen01_never_answered(self):
        ticket = self.ticket()
        self.move(2 * H)
        self.assertFalse(self.proposed("PEN-01"), "there is time left")
        self.move(D)
        self.assert_proposed("PEN-01", (ticket, self.clerk_employee))

    def test_pen02_solution_after_six_hours(self):
        timely, late = both = self.two()
        self.stopped(both, "solution_proposed", 6 * H)
        self.assert_proposed("PEN-02", (late, self.clerk_employee), amount=30)

    def test_pen03_on_site_after_72_hours(self):
        """T-04 is the leader's, whoever is in charge of the request."""
        timely, late = self.visit(), self.visit(accountable_id=self.manager_employee.id)
        for minutes, visit in enumerate((timely, late), 72 * H):
            self.move()
            self.travel(visit, minutes)
        self.assert_proposed("PEN-03", (late.ticket_id, self.engineer), amount=30)

    def test_pen03_company_s_cause_takes_the_blame_away(self):
        """B 2: an hour without a colleague moves the limit by an hour."""
        excused, refused = self.visit(), self.visit()
        self.stop(excused.ticket_id, "staff", at=60, until=120)
        self.stop(refused.ticket_id, "staff", at=60, until=120, approved=False)
        pauses = refused.ticket_id.clock_ids.pause_ids
        for visit in (excused, refused):
            self.move(130)
            self.travel(visit, 73 * H, departure=140)
        self.assertFalse(self.proposed("PEN-03"), "one still waits for an answer")
        pauses.with_user(self.manager).action_refuse()
        self.assert_proposed("PEN-03", (refused.ticket_id, self.engineer))

    def test_pen04_ticket_that_arrives_too_late(self):
        """T-05: whoever was asked to buy it."""
        visits = self.visit(), self.visit()
        for late, visit in enumerate(visits):
            visit.buyer_id = self.sales_employee
            self.move()
            visit.with_user(self.clerk).action_dispatch()
            self.move(60)
            visit.with_user(self.clerk).book_ticket(
                arrival_at=self.minute(72 * H + late),
                departure_at=self.minute(5 * H),
                booker=self.sales_employee,
                carrier="Railway",
            )
        self.move(73 * H)
        self.assert_proposed(
            "PEN-04", (visits[1].ticket_id, self.sales_employee), amount=30
        )

    def test_pen05_late_for_want_of_tools(self):
        unready, slow, timely = self.visit(), self.visit(), self.visit()
        for visit in (unready, timely):
            self.stop(visit.ticket_id, "preparation", 60, 120, approved=False)
        for visit, hours in ((timely, 71), (unready, 73), (slow, 73)):
            self.move(130)
            self.travel(visit, hours * H, departure=140)
        (case,) = self.assert_proposed(
            "PEN-05", (unready.ticket_id, self.engineer), amount=30
        )
        reason = self._of("aftersales.pause.reason", "preparation")
        self.assertIn(reason.name.partition(":")[0], case.facts_html)

    def test_pen05_stop_after_the_limit_made_nothing_late(self):
        visit = self.visit()
        self.stop(visit.ticket_id, "preparation", 73 * H, 74 * H, approved=False)
        self.assertFalse(self.proposed("PEN-05"))

    def test_pen12_return_report_after_three_days(self):
        timely, late = self.two("return", "goods_received")
        self.move(D)
        timely.record_event("return_reported")
        self.move(5 * D)
        self.assert_proposed("PEN-12", (late, self.clerk_employee), amount=30)

    def test_pen13_late_decision_that_did_harm(self):
        """T-12: the manager who was asked, if the customer suffered from it."""
        asked = {"start": "decision_asked", "asked": self.manager_employee}
        decided, late = both = self.two("complaint", **asked)
        harmless, _other = no_harm = self.two("repair", **asked)
        self.stopped(both, "decided", 2 * H)
        for ticket in no_harm:
            self.move(2 * H + 1)
            ticket.record_event("decided", note="Done")
        self.assert_proposed("PEN-13", (late, self.manager_employee), amount=30)

    def test_pen14_manager_not_reached_and_harm_followed(self):
        asked = {"start": "manager_called", "asked": self.manager_employee}
        reached, late = both = self.two("complaint", **asked)
        self.stopped(both, "manager_reached", 2 * H)
        self.two("repair", **asked)
        self.move(3 * D)
        self.assert_proposed("PEN-14", (late, self.manager_employee), amount=30)

    def test_pen14_bad_rating_is_harm(self):
        visit = self.visit()
        visit.ticket_id.record_event("manager_called", asked=self.manager_employee)
        self.live(visit, "finished")
        self.assertFalse(self.proposed("PEN-14"))
        self.rate(visit, 2)
        self.assert_proposed("PEN-14", (visit.ticket_id, self.manager_employee))

    def test_pen19_paid_parts_after_four_hours(self):
        timely, late = both = self.two("parts", "payment_received")
        self.stopped(both, "parts_shipped", 4 * H)
        self.assert_proposed("PEN-19", (late, self.clerk_employee), amount=30)

    def test_pen20_free_parts_packed_and_shipped(self):
        """Packed after four hours, shipped after eight: each is a breach."""
        timely, late = both = self.two("parts", "parts_approved")
        self.stopped(both, "parts_packed", 4 * H)
        self.stopped(both, "parts_shipped", 8 * H)
        self.frozen.tick(60)
        cases = self.propose().filtered(lambda case: case.rule_code == "PEN-20")
        self.assertEqual(cases.ticket_id, late)
        self.assertEqual(
            sorted(cases.clock_id.policy_id.mapped("code")), ["T-15", "T-15S"]
        )
        self.assertEqual(cases.mapped("amount"), [30, 30])

    def test_pen21_service_not_resumed(self):
        """T-16: two hours after the outside cause has ended."""
        resumed, late = self.visit(), self.visit()
        for minutes, visit in ((149, resumed), (151, late)):
            self.stop(visit.ticket_id, "site", 10, 30)
            visit.with_user(self.clerk).action_dispatch()
            self.move(minutes)
            visit.with_user(self.technician).record_event("arrived")
        self.assert_proposed("PEN-21", (late.ticket_id, self.engineer), amount=30)

    def test_pen23_help_after_two_hours(self):
        """T-17: whoever was asked, of any department."""
        helped, late = both = self.two(
            start="help_asked", asked=self.sales_employee, note="Drawing"
        )
        self.stopped(both, "help_done", 2 * H)
        self.assert_proposed("PEN-23", (late, self.sales_employee), amount=30)

    # When nobody is to blame whatever happened

    def test_nothing_before_the_regulation_was_in_force(self):
        self.move(to="2025-12-31 11:00:00")  # 19:00 in Shanghai; due at 22:00
        self.ticket()
        self.move(to="2025-12-31 13:30:00")  # due on the first day
        second = self.ticket()
        self.move(to="2026-01-02 02:00:00")
        self.assert_proposed("PEN-01", (second, self.clerk_employee))

    def test_nothing_for_whoever_had_not_signed(self):
        _user, newcomer = self._make_user("newcomer", "clerk")
        for day in (0, 2):
            self.move(day * D)
            ticket = self.ticket(accountable_id=newcomer.id)
            if not day:
                self.move(D)
                self.assertFalse(self.proposed("PEN-01"))
                self._acknowledge(self.regulation, newcomer, "2026-03-03")
        self.move(3 * D)
        self.assert_proposed("PEN-01", (ticket, newcomer))

    def test_nothing_while_it_is_switched_off(self):
        self.ticket()
        self.move(D)
        self.company.aftersales_penalty_on = False
        with self.refused(UserError, "switched off"):
            self.propose()
        self.env["aftersales.penalty"].sweep()
        self.assertFalse(self.env["aftersales.penalty"].search_count([]))


@tagged("post_install", "-at_install")
class TestFactClauses(ClauseCommon):
    """Clauses that go by what happened on visits, returns and contracts."""

    profile = "furnace"

    def test_pen07_customer_refuses_to_sign(self):
        """What was signed after all is no refusal any more."""
        refused, signed = self.visit(), self.visit()
        for visit in (refused, signed):
            self.live(visit, "finished")
            visit.with_user(self.technician).action_signature_refused("Still cold")
        self.live(signed, "signed")
        (case,) = self.assert_proposed(
            "PEN-07", (refused.ticket_id, self.engineer), amount=30
        )
        self.assertEqual(case.visit_id, refused)
        self.assertIn("Still cold", case.facts_html)

    def again(self, day, **values):
        """The fault comes back, days after the first work was finished."""
        self.move(240 + day * D)
        return self.ticket(**values)

    def test_pen10_same_fault_comes_back(self):
        """Whoever did the work before; not when the customer broke it."""
        visit = self.visit()
        self.live(visit, "finished")
        broken = self.again(5, cause_class="human")
        again = self.again(10, accountable_id=self.manager_employee.id)
        other = self.lot.copy({"name": "RX45-0002"})
        self.again(11, lot_id=other.id)
        self.assertEqual((again | broken).repeat_of_id, visit.ticket_id)
        (case,) = self.assert_proposed("PEN-10", (again, self.engineer), amount=30)
        self.assertIn(visit.ticket_id.number, case.facts_html)

    def test_pen17_very_dissatisfied_after_commissioning(self):
        """The lowest score, and of commissioning only."""
        worst, bad, other = (
            self.visit("installation"),
            self.visit("installation"),
            self.visit("repair"),
        )
        for visit, score in ((worst, 1), (bad, 2), (other, 1)):
            self.rate(self.live(visit, "finished"), score)
        self.assert_proposed("PEN-17", (worst.ticket_id, self.engineer), amount=30)

    def test_pen22_report_that_was_returned(self):
        """VIS-6: not the manager who found it, but the leader of the visit."""
        incomplete, complete = self.visit(), self.visit()
        for visit in (incomplete, complete):
            self.live(visit, "signed")
        incomplete.with_user(self.manager)._return("Which contactor?")
        complete.with_user(self.manager).action_approve()
        (case,) = self.assert_proposed(
            "PEN-22", (incomplete.ticket_id, self.engineer), amount=30
        )
        self.assertIn("Which contactor?", case.facts_html)

    def test_pen25_dissatisfied_customers_each(self):
        """50 for each, up to two of five; three is no complaint."""
        visits = [self.visit() for _score in range(4)]
        for visit, score in zip(visits, (1, 2, 3, 5), strict=True):
            self.rate(self.live(visit, "finished"), score)
        self.assert_proposed(
            "PEN-25",
            *((visit.ticket_id, self.engineer) for visit in visits[:2]),
            amount=50,
        )

    def test_pen27_promise_beyond_the_handbook(self):
        """Half of what it cost, once the request is closed; the seller pays."""
        closed, still_open = self.over_promised(2)
        newer = {"name": "RX45-0002", "commissioned_date": "2025-11-10"}
        in_handbook = self.ticket(lot_id=self.lot.copy(newer).id)
        self.assertFalse(in_handbook.make_verdict().over_promise_id)
        for ticket in (closed, still_open, in_handbook):
            self.env["aftersales.cost.line"]._append(
                [
                    {
                        "ticket_id": ticket.id,
                        "kind": "travel",
                        "amount": amount,
                        "source_key": f"test,{ticket.id},{amount}",
                    }
                    for amount in (100.01, 20)
                ]
            )
        for ticket in (closed, in_handbook):
            ticket.record_event("closed")
        self.assert_proposed(
            "PEN-27",
            (closed, self.sales_employee),
            amount=60.01,
            loss=120.01,
            money_type="loss",
        )

    def over_promised(self, number):
        """Requests that are in warranty only by a promise of the seller."""
        self.lot.write(
            {"delivery_date": "2024-06-02", "commissioned_date": "2024-06-10"}
        )
        paper = self.env["ir.attachment"].create(
            {"name": "contract.pdf", "datas": base64.b64encode(b"%PDF")}
        )
        promise = self.env["aftersales.warranty.promise"].create(
            {
                "lot_id": self.lot.id,
                "months": 24,
                "kind": "contract",
                "seller_id": self.sales.id,
                "attachment_ids": paper.ids,
            }
        )
        tickets = self.env["helpdesk.ticket"]
        for _number in range(number):
            tickets |= self.ticket()
        for ticket in tickets:
            self.assertEqual(ticket.make_verdict().over_promise_id, promise)
        return tickets


@tagged("post_install", "-at_install")
class TestExchangeClause(PenaltyCommon, ReturnCommon):
    """A shop that exchanges goods, by a clause like the furnace maker's."""

    @classmethod
    def _make_user(cls, name, group, company=None):
        known = getattr(cls, f"{name}_employee", None)
        return (
            (known.user_id, known)
            if known
            else super()._make_user(name, group, company)
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clause = cls._make_rule(
            "PEN-11", "exchange", accountable_role="in_charge", amount=30
        )

    def test_pen11_exchanged_goods_fail_again(self):
        """The second failure is a breach; the first one isn't."""
        first = self.live(self.ask(), "decided", decision="exchange")
        first.with_user(self.keeper).new_lot_id = self.new_lot
        first.with_user(self.keeper).action_ship()
        self.frozen.tick(60)
        self.assertFalse(self.propose())
        second = self.live(self.ask(lot_id=self.new_lot.id), "decided")
        self.frozen.tick(60)
        self.assertRecordValues(
            self.propose(),
            [
                {
                    "rule_code": "PEN-11",
                    "ticket_id": second.ticket_id.id,
                    "employee_id": self.clerk_employee.id,
                    "amount": 30,
                    "source_ref": f"aftersales.return,{second.id}",
                }
            ],
        )
        self.assertFalse(self.propose())
