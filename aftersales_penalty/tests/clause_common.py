"""A company that goes by a profile: its limits, its types and its clauses."""

from odoo.tests import Form

from .common import PenaltyCommon

#: Minutes of an hour and of a day
H, D = 60, 24 * 60
#: What the company of the tests says where the regulations leave the amount to it
OWN_AMOUNT = 80


class ClauseCommon(PenaltyCommon):
    #: Name of the profile's folder
    profile = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager_employee.parent_id = False
        for employee in cls.engineer | cls.clerk_employee:
            employee.parent_id = cls.manager_employee

    @classmethod
    def _make_rules(cls):
        cls.env["aftersales.profile"].load(cls.profile, cls.company)
        cls.repair = cls._of("helpdesk.ticket.type", "repair")
        cls.fault = cls.env["aftersales.fault"].search(
            [
                ("company_id", "=", cls.company.id),
                ("parent_id", "!=", False),
                ("component_id.component_class", "!=", "wear_part"),
            ],
            limit=1,
        )

    @classmethod
    def _make_customer(cls):
        found = super()._make_customer()
        # in warranty: nobody waits for a quotation
        cls.lot.write(
            {
                "aftersales_partner_id": cls.customer.id,
                "delivery_date": "2025-11-02",
                "commissioned_date": "2025-11-10",
            }
        )
        return found

    @classmethod
    def _make_regulation(cls, **values):
        regulation = cls._of("aftersales.regulation", "PENALTY")
        blank = regulation.rule_ids.filtered("is_amount_missing")
        blank.write({"amount": OWN_AMOUNT})
        return cls._publish(regulation)

    @classmethod
    def _of(cls, model, code):
        """The record of the company that has this code."""
        domain = [("company_id", "=", cls.company.id), ("code", "=", code)]
        return cls.env[model].search(domain)

    def rule(self, code):
        return self._of("aftersales.penalty.rule", code)

    # Facts

    def ticket(self, kind="repair", **values):
        """A request that somebody registers now."""
        return self._create_ticket(
            type_id=self._of("helpdesk.ticket.type", kind).id,
            **{"fault_id": self.fault.id, **values},
        )

    def visit(self, kind="repair", **values):
        """A visit on a request of its own, still to be lived."""
        return self._create_visit(self.ticket(kind, **values))

    def travel(self, visit, arrival, departure=30):
        """Dispatched now, on site after so many minutes from NOW."""
        visit.with_user(self.clerk).action_dispatch()
        for code, minutes in (("departed", departure), ("arrived", arrival)):
            self.move(minutes)
            visit.with_user(self.technician).record_event(code)

    def stop(self, ticket, reason, at, until, approved=True):
        """Service stands still from one minute to another, for a reason."""
        self.move(at)
        reason = self._of("aftersales.pause.reason", reason)
        event = ticket.with_user(self.clerk).record_event(
            "blocked", reason=reason, note="As told"
        )
        if approved:
            pauses = ticket.clock_ids.pause_ids.filtered(lambda p: p.event_id == event)
            pauses.with_user(self.manager).action_approve()
        self.move(until)
        ticket.with_user(self.clerk).action_resume()

    def rate(self, visit, score):
        visit._answer_satisfaction(str(score), "As it was")
        return visit

    # Proposals

    def proposed(self, code):
        """New cases by a clause, one minute from now."""
        self.frozen.tick(60)
        return self.propose().filtered(lambda case: case.rule_code == code)

    def assert_proposed(self, code, *expected, **values):
        """Exactly these people are charged by the clause, each for this request.

        :param expected: (request, employee)
        :param values: what each case says besides
        """
        cases = self.proposed(code)
        self.assertEqual(
            {(case.ticket_id, case.employee_id) for case in cases}, set(expected), code
        )
        self.assertEqual(len(cases), len(expected), "once for each")
        rule = self.rule(code)
        self.assertRecordValues(
            cases,
            [
                {
                    "state": "proposed",
                    "rule_id": rule.id,
                    "rule_version": 1,
                    "consequence": rule.consequence,
                    "amount": rule.amount,
                    "reporter_id": False,
                    **values,
                }
            ]
            * len(cases),
        )
        for case in cases:
            self.assertTrue(case.facts_html, "it says why")
        self.assertFalse(self.proposed(code), "and only once")
        return cases

    # Reports

    def report(self, code, employee=None, user=None, **values):
        """A manager reports a case on the form."""
        form = Form(self.env["aftersales.penalty"].with_user(user or self.manager))
        form.employee_id = employee or self.engineer
        form.rule_id = self.rule(code)
        form.description = "The customer told us so on the phone"
        for name, value in values.items():
            form[name] = value
        return form.save()

    def assert_reported(self, code, employee=None, **values):
        """Nobody but a person proposes it, and it says what the clause says.

        Of a day before the regulation was in force it can't be confirmed.
        """
        employee = employee or self.engineer
        rule = self.rule(code)
        self.assertEqual(rule.trigger, "manual")
        self.assertFalse(self.proposed(code), "no fact proposes it")
        expected = {
            "employee_id": employee.id,
            "rule_code": code,
            "state": "proposed",
            "consequence": rule.consequence,
            "amount": rule.amount,
            "reporter_id": self.manager.id,
            **values.pop("expected", {}),
        }
        case = self.report(code, employee, **values)
        self.assertRecordValues(case, [expected])
        self.assertNotIn("in force", case.lacks)
        early = self.report(code, employee, happened_at="2025-12-31 02:00", **values)
        self.assertIn("wasn't in force", early.lacks)
        return case
