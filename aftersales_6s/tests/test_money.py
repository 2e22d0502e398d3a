"""Points become money by a person's decision only: once, with evidence (S6-5, S6-7)."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import photo
from .score_common import MARCH, ScoreCommon

FRIDAYS = [date(2026, 3, day) for day in (6, 13, 20, 27)]
APRIL_1 = datetime(2026, 4, 1, 2, 0)


@tagged("post_install", "-at_install")
class TestMoney(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.points_rule = cls._make_rule("S6-5", trigger="sixs_points", amount=0)
        cls.best_rule = cls._make_rule(
            "S6-7B", trigger="sixs_best", consequence="reward", amount=100
        )
        cls.worst_rule = cls._make_rule("S6-7W", trigger="sixs_worst", amount=100)

    def confirmed(self, best=None, worst=None, number=6):
        """March, in which the technician had six breaches: 18 points, 36 CNY."""
        self.findings = self.find_many(self.engineer, number)
        for friday in FRIDAYS:
            week = self.env["aftersales.6s.week"]._week_of(self.company, friday)
            week.sudo().write(
                {
                    "state": "confirmed",
                    "best_id": best and best.id,
                    "worst_id": worst and worst.id,
                }
            )
        self.move(to=APRIL_1)
        month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)
        month = month.with_user(self.manager)
        month.action_confirm()
        return month

    def cases(self):
        return self.env["aftersales.penalty"].search(
            [("company_id", "=", self.company.id)], order="rule_code"
        )

    def test_s6_5_points_of_a_confirmed_month_are_proposed_at_their_value(self):
        month = self.confirmed()
        case = self.propose()
        self.assertRecordValues(
            case,
            [
                {
                    "employee_id": self.engineer.id,
                    "rule_id": self.points_rule.id,
                    "state": "proposed",
                    "consequence": "fine",
                    "money_type": "performance",
                    "amount": 36,
                    "proposed_amount": 36,
                    "points": 18,
                    "happened_at": datetime(2026, 3, 31, 15, 59, 59),
                    "happened_on": date(2026, 3, 31),
                    "source_ref": f"aftersales.6s.month.person,{month.person_ids.id}",
                }
            ],
        )
        self.assertFalse(case.reporter_id)
        self.assertFalse(case.decided_by_id, "a person decides")

    def test_nothing_is_proposed_of_an_open_month(self):
        self.find_many(self.engineer, 6)
        self.move(to=APRIL_1)
        month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)
        month.sudo().action_compute()
        self.assertFalse(self.propose())

    def test_nothing_is_proposed_of_a_month_without_points(self):
        self.confirmed(number=1)
        self.annul(self.findings)
        month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)
        month.with_user(self.manager).action_reopen("Objection granted")
        month.with_user(self.manager).action_confirm()
        self.assertTrue(month.person_ids)
        self.assertFalse(self.propose())

    def test_exactly_once(self):
        month = self.confirmed()
        self.assertEqual(len(self.propose()), 1)
        self.assertFalse(self.propose())
        self.env["aftersales.penalty"].sweep()
        month.action_reopen("To look again")
        month.action_compute()
        month.action_confirm()
        self.assertFalse(self.propose())
        self.assertEqual(len(self.cases()), 1)

    def test_s6_7_best_and_worst_of_the_month(self):
        self.confirmed(best=self.other_engineer, worst=self.engineer)
        cases = self.propose().sorted("rule_code")
        self.assertRecordValues(
            cases,
            [
                {
                    "employee_id": self.engineer.id,
                    "rule_code": "S6-5",
                    "is_reward": False,
                    "amount": 36,
                },
                {
                    "employee_id": self.other_engineer.id,
                    "rule_code": "S6-7B",
                    "is_reward": True,
                    "amount": 100,
                },
                {
                    "employee_id": self.engineer.id,
                    "rule_code": "S6-7W",
                    "is_reward": False,
                    "amount": 100,
                },
            ],
        )
        for case in cases[1:]:
            self.assertIn("2026-03-06, 2026-03-13, 2026-03-20", case.facts_html)
        self.assertFalse(self.propose())

    def test_no_penalty_for_who_has_not_acknowledged_the_regulation(self):
        newcomer = self._make_user("newcomer", "technician")[1]
        self.find_many(newcomer, 3)
        self.confirmed(best=newcomer, worst=newcomer)
        cases = self.propose()
        self.assertEqual(
            cases.filtered(lambda one: one.employee_id == newcomer).rule_id,
            self.best_rule,
            "a reward needs no signature",
        )
        self._acknowledge(self.regulation, newcomer, signed_on=date(2026, 4, 1))
        self.assertFalse(self.propose(), "signing afterwards doesn't reach back")

    def test_no_penalty_for_who_acknowledged_it_after_the_first_breach(self):
        late, early = (
            self._make_user(name, "technician")[1] for name in ("late", "early")
        )
        for employee in (late, early):
            self.find_many(employee, 3, at=datetime(2026, 3, 10, 2, 0))
        self.confirmed()
        for employee, day in ((late, 11), (early, 10)):
            self._acknowledge(self.regulation, employee, signed_on=date(2026, 3, day))
        self.assertEqual(self.propose().employee_id, self.engineer | early)

    def test_master_switch(self):
        month = self.confirmed()
        self.company.aftersales_penalty_on = False
        with self.refused(UserError, "switched off"):
            month.action_propose()
        self.env["aftersales.penalty"].sweep()
        self.assertFalse(self.cases())

    def test_propose_button_of_the_month(self):
        month = self.confirmed()
        action = month.action_propose()
        self.assertEqual(
            self.env["aftersales.penalty"].search(action["domain"]), self.cases()
        )
        self.assertEqual(month.case_count, 1)
        with self.refused(UserError, "confirm it first"):
            april = self.env["aftersales.6s.month"]._month_of(
                self.company, date(2026, 4, 1)
            )
            april.with_user(self.manager).action_propose()

    def test_clause_without_an_amount_is_complete(self):
        self.assertFalse(self.points_rule.is_amount_missing)
        self.worst_rule.sudo().amount = 0
        self.assertTrue(self.worst_rule.is_amount_missing)
        self.confirmed(worst=self.engineer)
        self.assertEqual(self.propose().rule_id, self.points_rule)

    def test_findings_are_the_evidence(self):
        self.findings = self.find(
            self.engineer, item_id=False, description="Oil on the floor"
        )
        self.env["aftersales.6s.photo"].create(
            {
                "finding_id": self.findings.id,
                "company_id": self.company.id,
                "image": photo(),
            }
        )
        shot = self.findings.photo_ids
        self.confirmed(number=2)
        case = self.propose()
        self.assertEqual(len(case.facts["findings"]), 3)
        html = case.facts_html
        for text in ("2026-03-02", "Workshop", "Thing 1", "Oil on the floor", "12.00"):
            self.assertIn(text, html)
        self.assertIn(f"/web/image/aftersales.6s.photo/{shot.id}/thumbnail", html)
        notice = "\n".join(case._facts_text())
        self.assertIn("Oil on the floor", notice)
        self.assertNotIn("<", notice)

    def test_text_of_a_finding_is_no_markup(self):
        self.find(self.engineer, item_id=False, description="<script>x</script>")
        self.confirmed(number=1)
        self.assertNotIn("<script>", self.propose().facts_html)

    def test_loss_that_is_entered_leaves_the_amount(self):
        self.confirmed()
        case = self.propose()
        case.with_user(self.manager).loss = 5
        self.assertEqual((case.amount, case.points), (36, 18))

    def test_sheet_says_what_was_proposed_and_what_became_of_it(self):
        month = self.confirmed()
        case = self.propose()
        person = month.person_ids
        self.env.invalidate_all()
        self.assertEqual(person.case_ids, case)
        for text in (case.name, "36", "Proposed"):
            self.assertIn(text, person.case_state)
        case.with_user(self.hr).action_waive("First month")
        self.env.invalidate_all()
        self.assertIn("Waived", person.case_state)

    def activities(self, case):
        return self.env["mail.activity"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id)]
        )

    def test_annulled_after_the_proposal_the_decider_is_told(self):
        month = self.confirmed()
        case = self.propose()
        self.annul(self.findings[0])
        self.env.invalidate_all()
        self.assertEqual(month.person_ids.difference, -5)
        activity = self.activities(case)
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("26", activity.note)
        self.assertTrue(
            case.message_ids.filtered(lambda one: "have changed" in one.body)
        )
        self.annul(self.findings[1])
        self.assertEqual(len(self.activities(case)), 1)
        self.assertIn("16", self.activities(case).note)
        self.assertEqual(case.amount, 36, "only a person changes it")

    def test_who_lost_the_only_finding_to_somebody_else_is_told_of_too(self):
        self.confirmed(number=1)
        case = self.propose()
        self.findings.sudo().employee_id = self.other_engineer
        self.env["aftersales.6s.finding"]._score(
            {(self.engineer.id, MARCH), (self.other_engineer.id, MARCH)}
        )
        self.assertEqual(self.activities(case).user_id, self.manager)

    def test_nobody_is_told_of_cases_that_are_void(self):
        self.confirmed()
        case = self.propose()
        case.with_user(self.hr).action_waive("First month")
        before = self.activities(case)
        self.annul(self.findings[0])
        self.assertEqual(self.activities(case), before)

    def test_month_whose_case_was_decided_stays_confirmed(self):
        month = self.confirmed()
        case = self.propose()
        case.with_user(self.hr).action_waive("First month")
        with self.refused(UserError, case.name):
            month.action_reopen("Too late")
        self.assertEqual(month.state, "confirmed")

    def test_opened_again_and_confirmed_for_another_sum(self):
        month = self.confirmed()
        case = self.propose()
        month.action_reopen("Objection granted")
        self.annul(self.findings[0])
        self.assertFalse(self.activities(case))
        month.action_confirm()
        self.assertFalse(self.propose())
        self.assertEqual(self.activities(case).user_id, self.manager)

    def test_queries_do_not_grow_with_the_people(self):
        counts = []
        penalties = self.env["aftersales.penalty"]
        rules = (self.points_rule | self.best_rule | self.worst_rule)._rules()
        since, until = datetime(2026, 3, 1), datetime(2026, 4, 2)
        month = self.confirmed()
        for number in (2, 20):
            people = self.env["hr.employee"].create(
                [
                    {"name": f"Worker {n}", "company_id": self.company.id}
                    for n in range(number)
                ]
            )
            month.sudo().state = "open"
            for employee in people:
                self.find(employee)
            month.action_compute()
            month.sudo().state = "confirmed"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            _infos, facts = penalties._facts(self.company, since, until, rules)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(facts), 1 + 2 + 20)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestClausesOf6sProfiles(ScoreCommon):
    def load(self, profile):
        self.env["res.lang"]._activate_lang("zh_CN")
        company = self._make_company(f"6S of {profile}")
        self.env["aftersales.profile"].load(profile, company)
        return self.env["aftersales.regulation"].search(
            [("company_id", "=", company.id), ("code", "=", "6S")]
        )

    def test_s6_5_and_s6_7_of_a_car_dealer(self):
        regulation = self.load("dealer")
        self.assertEqual(regulation.state, "draft", "the company adopts it first")
        self.assertRecordValues(
            regulation.rule_ids.sorted("sequence"),
            [
                {
                    "code": code,
                    "clause": clause,
                    "trigger": trigger,
                    "consequence": consequence,
                    "amount": amount,
                    "money_type": "performance",
                    "is_amount_missing": False,
                }
                for code, clause, trigger, consequence, amount in (
                    ("S6-5", "A2 十二", "sixs_points", "fine", 0),
                    ("S6-7B", "A2 十二.2", "sixs_best", "reward", 100),
                    ("S6-7W", "A2 十二.3", "sixs_worst", "fine", 100),
                )
            ],
        )
        for rule in regulation.rule_ids:
            chinese = rule.with_context(lang="zh_CN")
            for field in ("name", "text"):
                self.assertTrue(rule[field].isascii())
                self.assertRegex(chinese[field], "[\u4e00-\u9fff]")

    def test_other_profiles_say_themselves_what_best_and_worst_are_worth(self):
        for profile in ("furnace", "mall", "phone"):
            regulation = self.load(profile)
            self.assertEqual(
                regulation.rule_ids.filtered("is_amount_missing").mapped("code"),
                ["S6-7B", "S6-7W"],
            )

    def test_legal_regimes_bring_no_clauses(self):
        self.assertFalse(self.load("consumer_law"))
