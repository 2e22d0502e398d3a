"""From facts to proposals: once, in the open, in few queries, by nobody's mood."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PenaltyCommon

HOUR = 60


@tagged("post_install", "-at_install")
class TestPropose(PenaltyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._make_rule("PEN-01", trigger="clock", trigger_codes="T-02")

    def miss(self, number=1, **values):
        """Requests whose first answer comes too late."""
        tickets = self.env["helpdesk.ticket"].concat(
            *(self._create_ticket(**values) for _one in range(number))
        )
        self.move(4 * HOUR)
        return tickets

    def cases(self):
        return self.env["aftersales.penalty"].search(
            [("company_id", "=", self.company.id)]
        )

    def test_missed_limit_with_its_evidence(self):
        ticket = self.miss()
        case = self.propose()
        self.assertEqual(
            (case.employee_id, case.rule_id, case.amount, case.state),
            (self.clerk_employee, self.rule, 30, "proposed"),
        )
        self.assertEqual(case.ticket_id, ticket)
        self.assertEqual(case.clock_id, self.clock(ticket, self.t02))
        self.assertFalse(case.reporter_id)
        self.assertEqual(case.happened_at, self.minute(3 * HOUR))
        for text in (ticket.number, "T-02", "2026-03-02 13:00"):
            self.assertIn(text, case.facts_html)
        self.assertEqual(case.log_ids.mapped("state"), ["proposed"])
        self.assertRegex(case.name, r"^CF\d{6}$")
        self.assertIn("hasn't been received", case.lacks.replace("served", "received"))

    def test_clause_on_any_limit_beside_one_that_names_its_own(self):
        self.rule.trigger_codes = "T-99"
        anything = self._make_rule("PEN-99", trigger="clock")
        self.miss()
        self.assertIn(anything, self.propose().rule_id)

    def test_number_of_the_millionth_case(self):
        self.env.cr.execute("SELECT setval('aftersales_penalty_id_seq', 1234566)")
        self.miss()
        case = self.propose()
        self.assertEqual((case.id, case.name), (1234567, "CF1234567"))

    def test_as_often_as_one_likes(self):
        self.miss(3)
        self.assertEqual(len(self.propose()), 3)
        self.assertFalse(self.propose())
        self.cases()[:1].with_user(self.manager).action_waive("Telephone was down")
        self.assertFalse(self.propose(), "what was waived isn't proposed again")
        self.assertEqual(len(self.cases()), 3)

    def test_dry_run_writes_nothing(self):
        self.miss()
        self.company.aftersales_penalty_on = False
        penalties = self.env["aftersales.penalty"].with_user(self.manager)
        self.env["aftersales.clock"].sweep()
        with self.refused(UserError, "switched off"):
            penalties.propose()
        (found,) = penalties.propose(dry_run=True)
        self.assertEqual((found.employee, found.amount), (self.clerk_employee.id, 30))
        self.assertFalse(self.cases())
        penalties.sudo().sweep()
        self.assertFalse(self.cases(), "the scheduled action heeds the switch, too")

    def test_scheduled_action_proposes_and_tells_the_managers_once(self):
        self.miss(2)
        self.env["aftersales.clock"].sweep()
        cases = self.env["aftersales.penalty"].sweep()
        self.assertEqual(len(cases), 2)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "aftersales.penalty"),
                ("notified_partner_ids", "in", self.manager.partner_id.ids),
            ]
        )
        self.assertEqual(len(told), 1)
        self.env["aftersales.penalty"].sweep()
        self.assertEqual(len(self.cases()), 2)

    def test_only_deciders_propose(self):
        for user in (self.technician, self.clerk, self.sales, self.nobody):
            with self.assertRaises(AccessError, msg=user.login):
                self.env["aftersales.penalty"].with_user(user).propose()

    def test_pause_by_the_company_takes_the_blame_away(self):
        reason = self.env["aftersales.pause.reason"].create(
            {
                "name": "No vehicle",
                "code": "vehicle",
                "cause": "company",
                "company_id": self.company.id,
            }
        )
        ticket = self._create_ticket()
        self.move(HOUR)
        ticket.with_user(self.clerk).record_event(
            "blocked", reason=reason, note="The car is being repaired"
        )
        self.move(10 * HOUR)
        self.assertFalse(self.propose(), "as long as nobody has answered to the pause")
        pauses = self.clock(ticket, self.t02).pause_ids
        pauses.with_user(self.manager).action_approve()
        self.assertFalse(self.propose())

    def test_refused_pause_was_their_own_cause(self):
        reason = self.env["aftersales.pause.reason"].create(
            {
                "name": "No vehicle",
                "code": "vehicle",
                "cause": "company",
                "company_id": self.company.id,
            }
        )
        ticket = self._create_ticket()
        self.move(HOUR)
        ticket.with_user(self.clerk).record_event("blocked", reason=reason, note="?")
        self.move(10 * HOUR)
        self.clock(ticket, self.t02).pause_ids.with_user(self.manager).action_refuse()
        self.assertEqual(self.propose().employee_id, self.clerk_employee)

    def test_nothing_of_the_time_before_the_clause(self):
        self.regulation.write({"valid_from": "2026-03-03"})
        self.miss()
        self.assertFalse(self.propose())

    def test_nothing_against_who_has_not_signed(self):
        newcomer = self._make_user("newcomer", "clerk")[1]
        self.miss(accountable_id=newcomer.id)
        self.assertFalse(self.propose())

    def test_manager_of_that_day(self):
        departments = self.env["hr.department"].create(
            [
                {
                    "name": name,
                    "company_id": self.company.id,
                    "manager_id": boss.id,
                }
                for name, boss in (
                    ("Before", self.manager_employee),
                    ("After", self.hr_employee),
                )
            ]
        )
        self.rule.sudo().write({"accountable_role": "manager"})
        employee = self.clerk_employee
        employee.version_id.write(
            {"date_version": "2026-01-01", "department_id": departments[0].id}
        )
        employee.create_version(
            {"date_version": "2026-03-05", "department_id": departments[1].id}
        )
        self.miss()
        case = self.propose()
        self.assertEqual(case.employee_id, self.manager_employee)
        self.move(to=self.minute(5 * 24 * HOUR))
        self._create_ticket()
        self.move(to=self.minute(5 * 24 * HOUR + 4 * HOUR))
        self.assertEqual(self.propose(self.hr).employee_id, self.hr_employee)

    def test_department_of_that_day_is_kept(self):
        department = self.env["hr.department"].create(
            {"name": "Desk", "company_id": self.company.id}
        )
        self.clerk_employee.version_id.write(
            {"date_version": "2026-01-01", "department_id": department.id}
        )
        self.miss()
        self.assertEqual(self.propose().department_id, department)

    def test_escalates_with_the_third_time(self):
        self.env["aftersales.penalty.rule.step"].create(
            {
                "rule_id": self.rule.id,
                "times": 3,
                "months": 12,
                "consequence": "fine",
                "amount": 100,
            }
        )
        self.miss(3)
        found = self.propose().sorted("id")
        self.assertEqual(found.mapped("amount"), [30, 30, 100])
        self.assertEqual(found.mapped("times"), [1, 2, 3])

    def test_other_companies_are_left_alone(self):
        self.miss()
        self.env["aftersales.clock"].sweep()
        other = self.env["aftersales.penalty"].with_company(self.other_company)
        self.other_company.aftersales_penalty_on = True
        self.assertFalse(other.propose())
        self.assertEqual(len(self.propose()), 1)

    def test_second_server_leaves_it_to_the_first(self):
        self.miss()
        self.env["aftersales.clock"].sweep()
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtext('aftersales_penalty'), %s)",
                [self.company.id],
            )
            with self.refused(UserError, "being proposed at this moment"):
                self.env["aftersales.penalty"].with_user(self.manager).propose()
            self.assertFalse(self.env["aftersales.penalty"].sweep())
        self.assertEqual(len(self.propose()), 1)

    def test_crash_in_the_middle_leaves_nothing_half(self):
        self.miss(2)
        self.env["aftersales.clock"].sweep()
        penalties = self.env["aftersales.penalty"]
        log = self.registry["aftersales.penalty.log"]
        with (
            patch.object(log, "_insert_rows", side_effect=RuntimeError("power cut")),
            self.assertRaises(RuntimeError),
            self.cr.savepoint(),
        ):
            penalties.sweep()
        self.env.invalidate_all()
        self.assertFalse(self.cases())
        self.assertEqual(len(penalties.sweep()), 2)

    def test_queries_do_not_grow_with_the_facts(self):
        counts = []
        for number in (2, 20):
            self.miss(number)
            self.env["aftersales.clock"].sweep()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.env["aftersales.penalty"].propose()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(found), number)
            self.move()
        self.assertLessEqual(counts[1], counts[0])

    def test_trial_shows_and_then_proposes(self):
        self.miss()
        self.env["aftersales.clock"].sweep()
        trial = self.env["aftersales.penalty.trial"].with_user(self.manager)
        trial = trial.create({"date_from": "2026-03-02", "date_to": "2026-03-02"})
        self.assertEqual(trial.line_ids.employee_id, self.clerk_employee)
        self.assertEqual(trial.amount, 30)
        self.assertFalse(self.cases())
        shown = trial.action_propose()["params"]["next"]
        self.assertEqual(len(self.cases()), 1)
        self.assertEqual(shown["domain"], [("id", "in", self.cases().ids)])
        with self.refused(UserError, "before the first"):
            self.env["aftersales.penalty.trial"].with_user(self.manager).create(
                {"date_from": "2026-03-03", "date_to": "2026-03-02"}
            ).action_propose()
