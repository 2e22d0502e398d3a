"""A case from the report to the revocation, and who may take which step."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PenaltyCommon


@tagged("post_install", "-at_install")
class TestCases(PenaltyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_manager, cls.other_manager_employee = cls._make_user(
            "other_manager", "manager"
        )
        cls._acknowledge(cls.regulation, cls.other_manager_employee)
        cls.general_manager, _employee = cls._make_user(
            "general_manager", "general_manager"
        )
        cls.rule = cls._make_rule(text="Whoever promises loosely pays.")
        cls.dismissal = cls._make_rule("T-9", consequence="dismissal", amount=0)
        cls.reward = cls._make_rule("T-8", consequence="reward", amount=100)

    def report(self, **values):
        """A case that the manager reports about the technician."""
        case = (
            self.env["aftersales.penalty"]
            .with_user(self.manager)
            .create(
                {
                    "employee_id": self.engineer.id,
                    "rule_id": self.rule.id,
                    "description": "Promised the customer a new furnace",
                    **values,
                }
            )
        )
        self.attach(case)
        return case

    def attach(self, case):
        return self.env["ir.attachment"].create(
            {
                "name": "chat.txt",
                "raw": b"We give you a new one",
                "res_model": case._name,
                "res_id": case.id,
            }
        )

    def heard(self, **values):
        """The same, after the technician has answered."""
        case = self.report(**values)
        case.action_notify()
        case.with_user(self.technician).action_state("The customer misunderstood me")
        return case

    def confirmed(self, **values):
        case = self.heard(**values)
        case.with_user(self.other_manager).action_confirm()
        return case

    def review(self, case, method="validate_tier"):
        """The general manager approves or rejects; the window asks for a comment."""
        window = getattr(case.with_user(self.general_manager), method)()
        model = self.env[window["res_model"]].with_user(self.general_manager)
        model = model.with_context(**window["context"])
        model.create({"comment": "So be it"}).add_comment()
        case.invalidate_recordset()

    # The way of a case

    def test_report_notice_answer_decision(self):
        case = self.report()
        self.assertEqual(
            (case.state, case.amount, case.reporter_id),
            ("proposed", 30, self.manager),
        )
        self.assertRegex(case.name, r"^CF\d{6}$")
        case.action_notify()
        self.assertEqual(case.state, "notified")
        self.assertIn(self.technician, case.activity_ids.user_id)
        own = case.with_user(self.technician)
        own.action_receive()
        self.assertEqual(
            (case.served_how, str(case.hearing_due)), ("odoo", "2026-03-05")
        )
        own.action_state("The customer misunderstood me")
        self.assertEqual(case.state, "heard")
        self.assertNotIn(self.technician, case.sudo().activity_ids.user_id)
        case.with_user(self.other_manager).action_confirm()
        self.assertEqual(
            (case.state, case.decision, case.decided_by_id),
            ("confirmed", "as_proposed", self.other_manager),
        )
        self.assertEqual(str(case.appeal_until), "2026-03-12")
        self.assertEqual(
            case.sudo().log_ids.mapped("state"),
            ["proposed", "notified", "notified", "heard", "confirmed"],
        )

    def test_answer_is_due_on_workdays(self):
        case = self.report()
        self.move(4 * 24 * 60)  # Friday
        case.action_notify()
        case.with_user(self.technician).action_receive()
        self.assertEqual(str(case.hearing_due), "2026-03-11", "Wednesday")

    def test_silence_closes_the_hearing_only_after_the_last_day(self):
        case = self.report()
        case.action_notify()
        with self.refused(UserError, "hasn't been received"):
            case.action_close_hearing()
        case.with_user(self.technician).action_receive()
        with self.refused(UserError, "until 2026-03-05"):
            case.action_close_hearing()
        self.move(4 * 24 * 60)
        case.action_close_hearing()
        self.assertEqual(case.state, "heard")
        self.assertFalse(case.statement)

    def test_served_on_paper_needs_proof(self):
        case = self.report()
        case.action_notify()
        with self.refused(UserError, "Attach what proves"):
            case.action_serve("posted")
        proof = self.env["ir.attachment"].create({"name": "ems.pdf", "raw": b"EMS"})
        case.action_serve("posted", proof)
        self.assertEqual((case.served_how, proof.res_id), ("posted", case.id))
        case.action_hear("On the phone: it was a misunderstanding")
        self.assertEqual(case.state, "heard")

    def test_milder_yes_harsher_no(self):
        case = self.heard()
        judge = case.with_user(self.other_manager)
        with self.refused(UserError, "may be lowered"):
            judge.action_confirm("He did it twice", 60)
        with self.refused(UserError, "Give the reasons"):
            judge.action_confirm(None, 20)
        with self.refused(UserError, "waive case"):
            judge.action_confirm("First time", 0)
        judge.action_confirm("First time", 20)
        self.assertEqual(
            (case.amount, case.proposed_amount, case.decision), (20, 30, "changed")
        )

    def test_waived_with_a_reason(self):
        case = self.report()
        judge = case.with_user(self.other_manager)
        with self.refused(UserError, "Say why"):
            judge.action_waive(" ")
        judge.action_waive("The customer takes it back")
        self.assertEqual((case.state, case.decision), ("waived", "waived"))

    def test_reward_needs_no_hearing(self):
        case = self.report(rule_id=self.reward.id)
        with self.refused(UserError, "Give the reasons"):
            case.with_user(self.other_manager).action_confirm()
        case.with_user(self.other_manager).action_confirm("A letter of praise")
        self.assertEqual((case.state, case.amount), ("confirmed", 100))

    def test_appeal_is_decided_by_a_third_person(self):
        case = self.confirmed()
        own = case.with_user(self.technician)
        own.action_appeal("I was on leave on that day")
        self.assertEqual(case.state, "appealed")
        with self.refused(AccessError, "Somebody else decides"):
            case.with_user(self.other_manager).action_uphold("No")
        with self.refused(AccessError, "Somebody else decides"):
            case.with_user(self.manager).action_uphold("No")
        case.with_user(self.hr).action_reduce("On leave in the afternoon", 10)
        self.assertEqual(
            (case.state, case.appeal_outcome, case.amount), ("confirmed", "changed", 10)
        )
        with self.refused(UserError, "has been decided"):
            own.action_appeal("Once more")

    def test_appeal_granted(self):
        case = self.confirmed()
        case.with_user(self.technician).action_appeal("It wasn't me")
        case.with_user(self.branch_manager).action_grant("Indeed")
        self.assertEqual((case.state, case.appeal_outcome), ("waived", "granted"))

    def test_appeal_until_the_last_day(self):
        case = self.confirmed()
        self.move(10 * 24 * 60)
        self.assertFalse(case._is_final())
        self.move(11 * 24 * 60)
        self.assertTrue(case._is_final())
        with self.refused(UserError, "ended on 2026-03-12"):
            case.with_user(self.technician).action_appeal("Too late")

    def test_revoked_by_hr_with_a_reason(self):
        case = self.confirmed()
        with self.refused(AccessError, "HR or a branch manager"):
            case.with_user(self.other_manager).action_revoke("A mistake")
        with self.refused(UserError, "Say why"):
            case.with_user(self.hr).action_revoke("")
        case.with_user(self.hr).action_revoke("The customer was mistaken")
        self.assertEqual(case.state, "revoked")

    def test_dismissal_tells_the_union_first(self):
        case = self.heard(rule_id=self.dismissal.id)
        judge = case.with_user(self.other_manager)
        with self.refused(UserError, "(?s)documents.*union"):
            judge.action_confirm("Serious")
        judge.write({"documents_ready": True, "union_told_on": "2026-03-02"})
        judge.action_confirm("Serious")
        self.assertEqual(case.state, "heard", "the general manager approves it first")
        self.review(case)
        self.assertEqual(case.state, "confirmed")
        self.assertEqual(case.decided_by_id, self.other_manager)
        self.assertEqual(str(case.act_by), "2026-08-02")

    def test_large_amounts_are_approved_by_the_general_manager(self):
        rule = self._make_rule("T-7", amount=500.01)
        case = self.heard(rule_id=rule.id)
        judge = case.with_user(self.other_manager)
        judge.action_confirm("As the clause says", 500)
        self.assertEqual(case.state, "confirmed", "up to the limit the decider's word")
        case = self.heard(rule_id=rule.id)
        judge = case.with_user(self.other_manager)
        judge.action_confirm("As the clause says")
        self.assertEqual((case.state, case._approval()), ("heard", "pending"))
        for user in (self.manager, self.other_manager, self.hr, self.technician):
            with self.assertRaises(UserError, msg=user.login):
                case.with_user(user).review_ids.write({"status": "approved"})
        self.review(case, "reject_tier")
        self.assertEqual((case.state, case._approval()), ("heard", "rejected"))
        judge.restart_validation()
        self.assertFalse(case.decided_by_id)
        judge.action_confirm("First time", 100)
        self.assertEqual((case.state, case.amount), ("confirmed", 100))

    def test_too_late_to_act(self):
        case = self.heard()
        self.assertEqual(str(case.act_by), "2027-03-02")
        self.move(to=self.minute(366 * 24 * 60))
        with self.refused(UserError, "time to act has passed"):
            case.with_user(self.other_manager).action_confirm()

    def test_deciders_are_warned_once(self):
        case = self.report()
        cases = self.env["aftersales.penalty"]
        told = self.env["mail.message"].sudo()
        mine = [("res_id", "=", case.id), ("model", "=", case._name)]
        mine.append(("notified_partner_ids", "in", self.other_manager.partner_id.ids))
        self.move(to=self.minute(91 * 24 * 60))
        cases._remind()
        self.assertFalse(told.search(mine))
        self.move(to=self.minute(92 * 24 * 60))
        cases._remind()
        cases._remind()
        self.assertEqual(len(told.search(mine)), 1)

    def test_nothing_without_evidence_or_acknowledgement(self):
        case = self.heard()
        case.sudo().attachment_ids.unlink()
        with self.refused(UserError, "no evidence"):
            case.with_user(self.other_manager).action_confirm()
        self.attach(case)
        newcomer_user, newcomer = self._make_user("newcomer", "technician")
        case = self.report(employee_id=newcomer.id)
        case.action_notify()
        case.with_user(newcomer_user).action_state("I didn't know")
        with self.refused(UserError, "hadn't acknowledged"):
            case.with_user(self.other_manager).action_confirm()

    # Rights

    def test_nobody_decides_what_they_reported(self):
        case = self.heard()
        self.assertFalse(case.can_decide)
        with self.refused(AccessError, "Somebody else decides"):
            case.with_user(self.manager).action_confirm()
        with self.refused(AccessError, "Somebody else decides"):
            case.with_user(self.manager).action_waive("Never mind")

    def test_nobody_decides_their_own(self):
        case = self.report(employee_id=self.other_manager_employee.id)
        case.action_notify()
        own = case.with_user(self.other_manager)
        own.action_state("I didn't")
        for step in (
            lambda: own.action_confirm(),
            lambda: own.action_waive("Never mind"),
            lambda: own.action_hear("x"),
        ):
            with self.assertRaises(AccessError):
                step()

    def test_a_proposed_case_is_hidden_from_the_person(self):
        case = self.report()
        found = self.env["aftersales.penalty"].with_user(self.technician).search([])
        self.assertNotIn(case, found)
        case.action_notify()
        found = self.env["aftersales.penalty"].with_user(self.technician).search([])
        self.assertIn(case, found)

    def test_colleagues_and_other_companies_see_nothing(self):
        case = self.confirmed()
        foreign, _employee = self._make_user(
            "foreign_manager", "manager", self.other_company
        )
        for user in (
            self.other_technician,
            self.clerk,
            self.sales,
            foreign,
            self.nobody,
        ):
            cases = self.env["aftersales.penalty"].with_user(user)
            self.assertFalse(cases.search([]), user.login)
            with self.assertRaises(AccessError, msg=user.login):
                case.with_user(user).read(["amount"])
            for step in ("action_notify", "action_receive"):
                with self.assertRaises(AccessError, msg=f"{user.login} {step}"):
                    getattr(case.with_user(user), step)()
        for user in (self.owner, self.stranger):
            with self.assertRaises(AccessError):
                case.with_user(user).read(["amount"])

    def test_other_people_do_not_answer_or_appeal(self):
        case = self.report()
        case.action_notify()
        for user in (self.manager, self.hr, self.other_manager):
            for step in (
                lambda one: one.action_receive(),
                lambda one: one.action_state("For him"),
                lambda one: one.action_appeal("For him"),
            ):
                with self.assertRaises(AccessError):
                    step(case.with_user(user))

    def test_the_person_takes_no_step_of_the_company(self):
        case = self.report()
        case.action_notify()
        own = case.with_user(self.technician)
        for step in (
            lambda: own.action_notify(),
            lambda: own.action_serve("signed", self.attach(case)),
            lambda: own.action_hear("x"),
            lambda: own.action_close_hearing(),
            lambda: own.action_confirm(),
            lambda: own.action_waive("x"),
            lambda: own.action_revoke("x"),
            lambda: own.write({"description": "x"}),
            lambda: own.unlink(),
        ):
            with self.assertRaises(AccessError):
                step()

    def test_hearing_cannot_be_skipped(self):
        case = self.report()
        judge = case.with_user(self.other_manager)
        with self.refused(UserError, "hasn't been (received|served)"):
            judge.action_confirm()
        case.action_notify()
        with self.refused(UserError, "hasn't been (received|served|heard)"):
            judge.action_confirm()

    def test_state_and_amount_are_written_by_steps_only(self):
        case = self.heard()
        for user in (self.manager, self.other_manager, self.hr):
            for values in (
                {"state": "confirmed"},
                {"amount": 1},
                {"decided_by_id": user.id},
                {"served_at": "2026-03-02"},
                {"statement": "I confess"},
                {"source_ref": "x,1"},
                {"act_by": "2030-01-01"},
                {"consequence": "dismissal"},
            ):
                with self.assertRaises(UserError, msg=values):
                    case.with_user(user).write(values)

    def test_decided_cases_are_frozen(self):
        case = self.confirmed()
        for values in ({"description": "x"}, {"loss": 3}, {"documents_ready": True}):
            with self.refused(UserError, "has been decided"):
                case.with_user(self.other_manager).write(values)
        with self.refused(UserError, "can't be deleted"):
            case.with_user(self.other_manager).unlink()
        with self.refused(UserError, "history"):
            case.log_ids.with_user(self.hr).write({"note": "x"})

    def test_forged_values_of_a_report_are_refused(self):
        for values in (
            {"decided_by_id": self.other_manager.id},
            {"amount": 500},
            {"served_at": "2026-03-01"},
            {"source_ref": "aftersales.clock,1"},
        ):
            with self.assertRaises(UserError, msg=values):
                self.report(**values)
        self.assertEqual(self.report(state="confirmed").state, "proposed")
        with self.assertRaises(AccessError):
            self.env["aftersales.penalty"].with_user(self.clerk).create(
                {"employee_id": self.engineer.id, "rule_id": self.rule.id}
            )

    def test_reporter_takes_back_a_mistake(self):
        case = self.report()
        with self.refused(UserError, "can't be deleted"):
            case.with_user(self.other_manager).unlink()
        case.unlink()
        self.assertFalse(case.exists())

    def test_windows_take_the_steps(self):
        case = self.report()
        case.action_notify()
        windows = self.env["aftersales.penalty.step"]
        own = windows.with_user(self.technician).create(
            {"penalty_id": case.id, "step": "state", "text": "It wasn't me"}
        )
        own.action_take()
        self.assertEqual(case.statement, "It wasn't me")
        judge = windows.with_user(self.other_manager).create(
            {"penalty_id": case.id, "step": "confirm", "text": "Mild", "amount": 5}
        )
        judge.action_take()
        self.assertEqual((case.state, case.amount), ("confirmed", 5))
        with self.assertRaises(AccessError):
            windows.with_user(self.technician).create(
                {"penalty_id": case.id, "step": "revoke", "text": "Please"}
            ).action_take()


@tagged("post_install", "-at_install")
class TestRegulation(PenaltyCommon):
    def draft(self, **values):
        return (
            self.env["aftersales.regulation"]
            .with_user(self.hr)
            .create({"name": "Conduct", "code": "CONDUCT", **values})
        )

    def test_published_in_the_right_order_of_days(self):
        one = self.draft(adopted_on="2026-02-01", published_on="2026-02-10")
        with self.refused(UserError, "In Force from"):
            one.action_publish()
        one.valid_from = "2026-02-05"
        with self.refused(UserError, "in this order"):
            one.action_publish()
        one.valid_from = "2026-03-01"
        one.action_publish()
        self.assertEqual(one.state, "published")

    def test_published_is_frozen_with_its_clauses(self):
        rule = self._make_rule()
        rule_by_hr = rule.with_user(self.hr)
        for change in (
            lambda: rule_by_hr.write({"amount": 500}),
            lambda: rule_by_hr.unlink(),
            lambda: self.regulation.with_user(self.hr).write({"name": "Other"}),
            lambda: self.regulation.with_user(self.hr).write({"state": "draft"}),
            lambda: self.regulation.with_user(self.hr).unlink(),
            lambda: (
                self.env["aftersales.penalty.rule"]
                .with_user(self.hr)
                .create({"regulation_id": self.regulation.id, "code": "X", "name": "X"})
            ),
            lambda: (
                self.env["aftersales.penalty.rule.step"]
                .with_user(self.hr)
                .create({"rule_id": rule.id, "times": 2})
            ),
        ):
            with self.refused(UserError, "has been published"):
                change()

    def test_new_version_follows_the_day_before(self):
        self._make_rule()
        action = self.regulation.with_user(self.hr).action_new_version()
        second = self.env["aftersales.regulation"].browse(action["res_id"])
        self.assertEqual((second.version, second.state), (2, "draft"))
        self.assertEqual(second.rule_ids.mapped("code"), ["T-1"])
        self.assertFalse(second.acknowledgement_ids)
        again = self.regulation.with_user(self.hr).action_new_version()
        self.assertEqual(again["res_id"], second.id, "one draft at a time")
        second.with_user(self.hr).write(
            {
                "adopted_on": "2026-02-01",
                "published_on": "2026-02-02",
                "valid_from": "2026-04-01",
            }
        )
        second.with_user(self.hr).action_publish()
        self.assertEqual(
            (self.regulation.state, str(self.regulation.valid_to)),
            ("replaced", "2026-03-31"),
        )

    def test_employee_acknowledges_in_their_own_name_only(self):
        one = self.draft(
            adopted_on="2026-02-01", published_on="2026-02-02", valid_from="2026-02-02"
        )
        with self.assertRaises(AccessError):
            one.with_user(self.technician).action_acknowledge()
        one.action_publish()
        one.with_user(self.technician).action_acknowledge()
        one.with_user(self.technician).action_acknowledge()
        signed = one.sudo().acknowledgement_ids
        self.assertEqual((signed.employee_id, signed.how), (self.engineer, "odoo"))
        with self.assertRaises(AccessError):
            self.env["aftersales.regulation.acknowledgement"].with_user(
                self.technician
            ).create({"regulation_id": one.id, "employee_id": self.other_engineer.id})
        by_hr = self.env["aftersales.regulation.acknowledgement"].with_user(self.hr)
        values = {"regulation_id": one.id, "employee_id": self.other_engineer.id}
        with self.refused(UserError, "Attach the page"):
            by_hr.create({**values, "how": "odoo"})
        by_hr.create({**values, "paper": "eA=="})
        with self.refused(UserError, "stays as it was"):
            signed.with_user(self.hr).write({"signed_on": "2026-01-01"})
        with self.refused(UserError, "on record"):
            signed.with_user(self.hr).unlink()

    def test_employees_see_no_drafts(self):
        one = self.draft()
        found = self.env["aftersales.regulation"].with_user(self.technician).search([])
        self.assertNotIn(one, found)
        self.assertIn(self.regulation, found)
