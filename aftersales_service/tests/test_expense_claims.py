"""Expense claims of visits: three days, place of the bill, outcome (CST-5, T-18)."""

from datetime import date, datetime

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import NOW
from .cost_common import CostCommon


@tagged("post_install", "-at_install")
class TestExpenseClaims(CostCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.t18 = cls._make_policy(
            "T-18",
            "expense_claimed",
            3,
            start_event="expense_incurred",
            limit_unit="workday",
            calendar_id=cls.company.resource_calendar_id.id,
            accountable_role="asked",
        )
        cls.visit = cls._create_visit(cls.ticket)

    def facts(self, code):
        return self.ticket.event_ids.filtered(
            lambda fact: fact.code == code and fact.is_in_force
        )

    # T-18

    def test_t18_spent_and_claimed_are_facts_of_the_request(self):
        claim = self.claim(self.visit)
        spent = self.facts("expense_incurred")
        self.assertRecordValues(
            spent,
            [
                {
                    "asked_id": self.engineer.id,
                    "at": NOW,
                    "employee_id": self.engineer.id,
                }
            ],
        )
        self.assertEqual(self.clock(self.ticket, self.t18).employee_id, self.engineer)
        claim.with_user(self.technician).action_submit()
        filed = self.facts("expense_claimed")
        self.assertEqual(filed.subject_id, spent)
        clock = self.clock(self.ticket, self.t18)
        self.assertEqual((clock.state, clock.stop_event_id), ("met", filed))
        self.assertFalse(claim.aftersales_late)

    def test_t18_the_clock_runs_from_the_day_it_was_spent(self):
        """Friday; the third working day is Wednesday, whatever the hour."""
        friday = date(2026, 2, 27)
        claim = self.claim(self.visit, date=friday)
        self.assertEqual(self.facts("expense_incurred").at, datetime(2026, 2, 27, 4))
        due = claim.aftersales_due_at
        self.assertEqual(self.company._service_date(due), date(2026, 3, 4))
        self.move(to=due)
        self.assertFalse(claim.aftersales_late)
        self.move(to=due.replace(hour=23))
        self.assertTrue(claim.aftersales_late)
        search = self.env["hr.expense"].search
        self.assertEqual(search([("aftersales_late", "=", True)]), claim)
        self.assertNotIn(claim, search([("aftersales_late", "=", False)]))
        claim.with_user(self.technician).action_submit()
        self.assertTrue(claim.aftersales_late)
        self.assertEqual(self.clock(self.ticket, self.t18).state, "missed")

    def test_t18_each_claim_stops_its_own_clock_only(self):
        first, second = self.claim(self.visit), self.claim(self.visit, name="Hotel")
        second.with_user(self.technician).action_submit()
        clocks = self.ticket.clock_ids.filtered(lambda c: c.policy_id == self.t18)
        self.assertEqual(
            {c.start_event_id: c.state for c in clocks},
            {
                first.aftersales_incurred_id: "running",
                second.aftersales_incurred_id: "met",
            },
        )

    def test_t18_goes_on_when_the_request_is_closed(self):
        """Who comes back claims in three days, whether the request is open or not."""
        first = self.claim(self.visit)
        self.ticket.with_user(self.manager).record_event("closed")
        second = self.claim(self.visit, name="Hotel")
        clocks = self.ticket.clock_ids.filtered(lambda c: c.policy_id == self.t18)
        self.assertEqual(clocks.mapped("state"), ["running", "running"])
        first.with_user(self.technician).action_submit()
        self.move(to=second.aftersales_due_at.replace(hour=23))
        self.env["aftersales.clock"].sweep(fields.Datetime.now())
        self.assertEqual(
            {clock.start_event_id: clock.state for clock in clocks},
            {
                first.aftersales_incurred_id: "met",
                second.aftersales_incurred_id: "missed",
            },
        )

    def test_t18_a_draft_that_changes_or_goes_takes_its_fact_along(self):
        claim = self.claim(self.visit)
        claim.date = "2026-02-27"
        self.assertEqual(self.facts("expense_incurred").at.date(), date(2026, 2, 27))
        other = self._create_ticket()
        claim.write({"aftersales_visit_id": False, "aftersales_ticket_id": other.id})
        self.assertFalse(self.facts("expense_incurred"))
        self.assertEqual(claim.aftersales_incurred_id.ticket_id, other)
        claim.unlink()
        self.assertFalse(
            other.event_ids.filtered(
                lambda f: f.code == "expense_incurred" and f.is_in_force
            )
        )
        self.assertEqual(self.clock(other, self.t18).state, "cancelled")

    def test_t18_other_expenses_are_nobody_s_facts(self):
        claim = self.claim()
        claim.action_submit()
        self.assertFalse(claim.aftersales_incurred_id | claim.aftersales_claimed_id)
        self.assertFalse(claim.aftersales_late)

    # Whose, when, where

    def test_cst5_who_was_not_there_claims_nothing(self):
        with self.refused(ValidationError, "wasn't on visit"):
            self.claim(self.visit, employee_id=self.other_engineer.id)

    def test_cst5_visit_and_request_belong_together(self):
        with self.refused(ValidationError, "belongs to request"):
            self.claim(self.visit, aftersales_ticket_id=self._create_ticket().id)

    def test_cst5_nothing_is_spent_tomorrow(self):
        with self.refused(ValidationError, "today or earlier"):
            self.claim(self.visit, date="2026-03-03")
        # Shanghai's tomorrow has begun
        self.move(to=datetime(2026, 3, 2, 16, 30))
        self.claim(self.visit, date="2026-03-03")

    def test_cst5_a_stranger_claims_for_no_visit_they_do_not_see(self):
        visit = self._create_visit()
        for user in (self.other_technician, self.nobody):
            employee = user.employee_id or self.env["hr.employee"].create(
                {"name": "N", "user_id": user.id, "company_id": self.company.id}
            )
            with self.subTest(user.login), self.assertRaises(UserError):
                self.env["hr.expense"].with_user(user).create(
                    {
                        "name": "x",
                        "employee_id": employee.id,
                        "product_id": self.travel_product().id,
                        "total_amount_currency": 1,
                        "aftersales_visit_id": visit.id,
                    }
                )

    def test_cst5_a_technician_claims_on_the_form(self):
        self.travel_product()
        mine = self.env["hr.expense"].with_user(self.technician)
        action = self.visit.with_user(self.technician).action_view_expenses()
        with Form(mine.with_context(**action["context"])) as form:
            form.name = "Taxi"
            form.product_id = self.travel_product()
            form.total_amount_currency = 12
            form.aftersales_place = "Wuxi"
        claim = form.record
        self.assertEqual(claim.sudo().aftersales_ticket_id, self.ticket)
        claim.action_submit()
        self.assertTrue(claim.sudo().aftersales_claimed_id)

    def test_cst5_the_place_of_the_bill_is_that_of_the_trip(self):
        claim = self.claim(self.visit, aftersales_place=False)
        mine = claim.with_user(self.technician)
        with self.refused(UserError, "which place"):
            mine.action_submit()
        mine.aftersales_place = "Nanjing"
        self.assertEqual(claim.aftersales_place_check, "other")
        with self.refused(UserError, "(?s)Nanjing.*Steel Road"):
            mine.action_submit()
        mine.aftersales_explanation = "Changed trains there"
        mine.action_submit()
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.aftersales_place_check, "other")
        claim.aftersales_place = "wuxi city"
        self.assertEqual(claim.aftersales_place_check, "same")

    # Outcome

    def test_cst5_agreed(self):
        claim = self.claim(self.visit)
        claim.with_user(self.technician).action_submit()
        claim.with_user(self.manager).action_approve()
        self.assertEqual((claim.state, claim.aftersales_outcome), ("approved", "agree"))
        with self.refused(UserError, "is approved"):
            claim.aftersales_place = "Nanjing"

    def test_cst5_to_be_proven_goes_back_with_the_question(self):
        claim = self.claim(self.visit)
        claim.with_user(self.technician).action_submit()
        filed = claim.aftersales_claimed_id
        self.ask_proof(claim)
        self.assertEqual((claim.state, claim.aftersales_outcome), ("draft", "verify"))
        self.assertEqual(claim.aftersales_question, "The hotel's list?")
        self.assertEqual(claim.activity_ids.user_id, self.technician)
        claim.with_user(self.technician).action_submit()
        # it was filed in time the first time
        self.assertEqual(claim.aftersales_claimed_id, filed)
        self.assertEqual(len(self.facts("expense_claimed")), 1)
        claim.with_user(self.manager).action_approve()
        self.assertEqual(claim.aftersales_outcome, "agree")
        with self.refused(UserError, "nothing to be proven"):
            self.ask_proof(claim)

    def ask_proof(self, claim, user=None):
        claim.with_user(user or self.manager).action_verify()
        self.env["aftersales.expense.question"].with_user(user or self.manager).create(
            {"expense_ids": claim.ids, "question": "The hotel's list?"}
        ).action_ask()

    def refuse(self, claim, user=None, **values):
        self.env["hr.expense.refuse.wizard"].with_user(user or self.manager).create(
            {"expense_ids": claim.ids, "reason": "Copied bill", **values}
        ).action_refuse()

    def test_cst5_refused_with_a_reason_and_a_false_bill_is_a_fact(self):
        claim = self.claim(self.visit)
        claim.with_user(self.technician).action_submit()
        self.refuse(claim, aftersales_false_bill=True)
        self.assertEqual((claim.state, claim.aftersales_outcome), ("refused", "refuse"))
        self.assertTrue(claim.aftersales_false_bill)
        fact = self.facts("false_bill_found")
        self.assertEqual((fact.asked_id, fact.note), (self.engineer, "Copied bill"))
        self.assertFalse(self.costs())

    def test_cst5_refused_without_a_false_bill_is_no_fact(self):
        claim = self.claim(self.visit)
        claim.with_user(self.technician).action_submit()
        self.refuse(claim)
        self.assertEqual(claim.aftersales_outcome, "refuse")
        self.assertFalse(self.facts("false_bill_found"))

    def test_cst5_nobody_decides_on_their_own_claim(self):
        claim = self.claim(self.visit)
        claim.with_user(self.technician).action_submit()
        for user in (self.technician, self.clerk, self.finance):
            mine = claim.with_user(user)
            for act in (mine.action_approve, mine.action_verify):
                with self.subTest(user.login), self.assertRaises(UserError):
                    act()
            for act in (self.ask_proof, self.refuse):
                with self.subTest(user.login), self.assertRaises(UserError):
                    act(claim, user)

    def test_cst5_large_claims_go_to_a_branch_manager(self):
        self.company.aftersales_expense_limit = 100
        for amount, needs in ((100, False), (100.01, True)):
            claim = self.claim(self.visit, amount=amount)
            claim.with_user(self.technician).action_submit()
            with self.subTest(amount):
                if needs:
                    with self.refused(UserError, "branch manager"):
                        claim.with_user(self.manager).action_approve()
                    self.engineer.expense_manager_id = self.branch_manager
                    claim.with_user(self.branch_manager).action_approve()
                else:
                    claim.with_user(self.manager).action_approve()
                self.assertEqual(claim.state, "approved")

    def test_cst5_outcomes_are_not_written_by_hand(self):
        claim = self.claim(self.visit)
        mine = claim.with_user(self.technician)
        for values in (
            {"aftersales_outcome": "agree"},
            {"aftersales_false_bill": True},
            {"aftersales_question": "x"},
            {"aftersales_claimed_id": claim.aftersales_incurred_id.id},
            {"aftersales_incurred_id": False},
        ):
            with self.subTest(values), self.refused(UserError, "follow from its steps"):
                mine.write(values)
            new = {
                "name": "x",
                "product_id": self.travel_product().id,
                "total_amount_currency": 1,
            }
            with self.subTest(values), self.refused(UserError, "follow from its steps"):
                mine.create({**new, **values})
        forged = mine.with_context(default_aftersales_outcome="agree").create(new)
        self.assertFalse(forged.aftersales_outcome)

    def test_cst5_managers_look_over_the_claims_of_visits(self):
        claim, private = self.claim(self.visit), self.claim(name="Mine")
        for role in ("finance", "branch_manager", "general_manager"):
            expenses = self.env["hr.expense"].with_user(getattr(self, role))
            with self.subTest(role):
                found = expenses.search([("id", "in", (claim | private).ids)])
                self.assertEqual(found, claim)
                with self.assertRaises(AccessError):
                    claim.with_user(getattr(self, role)).write({"name": "x"})
        expenses = self.env["hr.expense"].with_user(self.other_technician)
        self.assertFalse(expenses.search([("id", "in", (claim | private).ids)]))

    # Costs

    def test_cst1_a_posted_claim_is_a_cost_with_its_journal_item(self):
        self.rule("branch", kind="travel")
        self.ticket.analytic_distribution = {str(self.analytic.id): 100}
        claim = self.claim(self.visit, amount=60)
        self.assertEqual(claim.analytic_distribution, {str(self.analytic.id): 100})
        move = self.pay(claim)
        (line,) = self.costs()
        self.assertRecordValues(
            line,
            [
                {
                    "kind": "travel",
                    "amount": 60,
                    "bearer": "branch",
                    "expense_id": claim.id,
                    "visit_id": self.visit.id,
                    "employee_id": self.engineer.id,
                    "source_ref": move.name,
                }
            ],
        )
        item = line.account_move_line_id
        self.assertEqual((item.balance, item.account_id), (60, self.wages))
        self.assertEqual(item.analytic_distribution, {str(self.analytic.id): 100})
        self.assertEqual(line._books(), {line.id: (60, 60, "booked")})

    def test_cst1_taxes_of_a_bill_are_no_cost_of_the_request(self):
        tax = self.env["account.tax"].create(
            {
                "name": "VAT 6 %",
                "amount": 6,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "price_include_override": "tax_included",
            }
        )
        claim = self.claim(self.visit, amount=106, tax_ids=[Command.set(tax.ids)])
        self.pay(claim)
        line = self.costs()
        self.assertEqual(line.amount, 100)
        self.assertEqual(line._books()[line.id], (100, 100, "booked"))

    def test_cst1_an_entry_that_is_taken_back_costs_nothing(self):
        claim = self.claim(self.visit)
        move = self.pay(claim)
        move.button_draft()
        self.assertEqual(self.borne(), {})
        self.assertEqual(self.gaps(), [])
        move.action_post()
        self.assertEqual(self.borne(), {"company": 60})
        self.assertEqual(self.gaps(), [])
        self.assertEqual(len(self.costs()), 3)
        move._reverse_moves([{"invoice_date": NOW.date()}], cancel=True)
        self.assertEqual(self.borne(), {})
        self.assertEqual(len(self.costs()), 4)
        self.assertEqual(self.gaps(), [])

    def gaps(self):
        """What the month would find: costs whose journal items say otherwise."""
        return [
            books
            for books in self.costs()._books().values()
            if books[2] == "unposted" or (books[2] == "booked" and books[0] != books[1])
        ]

    def test_cst1_a_corrected_bearer_goes_with_the_entry(self):
        move = self.pay(self.claim(self.visit))
        self.costs()._correct([("employee", 50), ("company", 50)], "Half was private")
        self.assertEqual(self.borne(), {"employee": 30, "company": 30})
        self.assertEqual(self.gaps(), [])
        move.button_draft()
        self.assertEqual(self.borne(), {})
        self.assertEqual(self.gaps(), [])

    def test_cst1_freight_paid_by_a_technician_is_freight(self):
        self.pay(self.claim(self.visit, aftersales_kind="freight", name="Courier"))
        self.assertEqual(self.costs().kind, "freight")

    def test_cst1_other_expenses_cost_no_request_anything(self):
        claim = self.claim(name="Pens")
        self.pay(claim)
        self.assertFalse(
            self.env["aftersales.cost.line"].search([("expense_id", "=", claim.id)])
        )
