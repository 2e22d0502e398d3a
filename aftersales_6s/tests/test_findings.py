"""Life of a finding: from the answer to the second look (S6-4)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.aftersales_service.tests.common import NOW

from .common import photo
from .finding_common import FindingCommon


@tagged("post_install", "-at_install")
class TestFindings(FindingCommon):
    # From answers

    def test_s6_4_a_failed_answer_becomes_a_finding_of_the_owner(self):
        inspection = self.inspect(self.shine)
        finding = self.from_answers(inspection)
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "open",
                    "source": "inspection",
                    "area_id": self.workshop.id,
                    "company_id": self.company.id,
                    "item_id": self.shine.id,
                    "checklist_id": self.checklist.id,
                    "pillar": "shine",
                    "severity": "minor",
                    "employee_id": self.engineer.id,
                    "finder_id": self.inspector_employee.id,
                    "found_on": date(2026, 3, 2),
                    "due_at": datetime(2026, 3, 9, 16, 0),
                    "object_until": date(2026, 3, 5),
                    "is_cleanup": False,
                }
            ],
        )
        self.assertEqual(finding.name, f"6S-{finding.id:06d}")
        failed = inspection.line_ids.filtered(lambda line: line.result == "fail")
        self.assertEqual(failed.finding_id, finding)
        self.assertFalse((inspection.line_ids - failed).finding_id)

    def test_answers_sent_twice_are_found_once(self):
        inspection = self.inspect()
        first = self.from_answers(inspection)
        self.assertEqual(self.from_answers(inspection), first)
        self.assertEqual(self.findings.search_count([("id", "in", first.ids)]), 2)
        self.assertEqual(
            self.findings.search_count([("inspection_id", "=", inspection.id)]), 2
        )

    def test_a_finding_belongs_to_the_day_on_which_it_was_tapped(self):
        # 23:59 on Monday in Shanghai, sent when the network was back on Tuesday
        self.workshop.owner_ids.date_to = date(2026, 3, 2)
        self._own(self.workshop, self.other_engineer, date(2026, 3, 3))
        inspection = self.inspect(self.shine)
        inspection.line_ids.write({"answered_at": datetime(2026, 3, 2, 15, 59)})
        self.move(to=datetime(2026, 3, 2, 16, 10))
        finding = self.from_answers(inspection)
        self.assertEqual(finding.found_on, date(2026, 3, 2))
        self.assertEqual(finding.employee_id, self.engineer)

    def test_it_is_whose_the_inspector_says_and_found_by_who_answered(self):
        inspection = self.inspect(self.shine)
        inspection.line_ids.sudo().write(
            {
                "employee_id": self.clerk_employee.id,
                "answered_by_id": self.other_inspector_employee.id,
            }
        )
        finding = self.from_answers(inspection)
        self.assertEqual(finding.employee_id, self.clerk_employee)
        self.assertEqual(finding.finder_id, self.other_inspector_employee)

    def test_a_time_in_the_future_is_now(self):
        inspection = self.inspect(self.shine)
        inspection.line_ids.write({"answered_at": NOW + timedelta(days=3)})
        self.assertEqual(self.from_answers(inspection).found_at, NOW)

    def test_s6_6_findings_of_a_clean_up_say_so(self):
        finding = self.from_answers(self.inspect(self.shine, check="cleanup"))
        self.assertTrue(finding.is_cleanup)
        self.assertEqual(finding.source, "cleanup")

    def test_photos_of_the_answer_are_the_finding_s_too_also_when_they_come_later(self):
        inspection = self.inspect(self.shine)
        line = inspection.line_ids.filtered(lambda one: one.result == "fail")
        values = {"line_id": line.id, "kind": "before", "image": photo()}
        photos = self.env["aftersales.6s.photo"]
        first = photos.create(values)
        finding = self.from_answers(inspection)
        self.assertEqual(finding.before_photo_ids, first)
        second = photos.create(values)
        self.from_answers(inspection)
        self.assertEqual(finding.before_photo_ids, first | second)
        self.assertEqual(finding.before_photo_id, first)

    def test_points_are_derived_for_the_person_and_the_month(self):
        with patch.object(type(self.findings), "_score") as score:
            self.found()
        score.assert_called_once_with({(self.engineer.id, date(2026, 3, 1))})

    def test_query_count_does_not_grow_with_the_answers(self):
        counts = {}
        for number in (50, 500):
            checklist = self._make_checklist(
                self.cart_kind, number, version=number, valid_from=date(2026, 1, 1)
            )
            checklist.item_ids.write({"severity": "minor"})
            inspection = self.inspect(area=self.cart, checklist=checklist)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            findings = self.findings._from_answers(inspection.line_ids)
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(len(findings), number)
        self.assertLess(counts[500], 40)
        self.assertLessEqual(counts[500], counts[50] + 2)

    # Taken back

    def test_a_slip_of_the_finger_leaves_no_finding_but_the_photo(self):
        inspection = self.inspect(self.shine)
        line = inspection.line_ids.filtered(lambda one: one.result == "fail")
        shot = self.env["aftersales.6s.photo"].create(
            {"line_id": line.id, "kind": "before", "image": photo()}
        )
        finding = self.from_answers(inspection)
        with patch.object(type(self.findings), "_score") as score:
            finding.with_user(self.inspector)._take_back()
        score.assert_called_once_with({(self.engineer.id, date(2026, 3, 1))})
        self.assertFalse(finding.exists())
        self.assertFalse(line.finding_id)
        self.assertTrue(shot.exists())

    def test_what_somebody_has_seen_to_is_not_taken_back(self):
        finding = self.correct(self.found())
        with self.refused(UserError, "stays"):
            finding._take_back()

    def test_what_was_signed_is_not_taken_back(self):
        inspection = self.inspect(self.shine)
        finding = self.from_answers(inspection)
        inspection.state = "done"
        with self.refused(UserError, "has been signed"):
            finding._take_back()

    # Reported by a person

    def test_everybody_may_report_with_a_photo(self):
        finding = self.report()
        self.assertRecordValues(
            finding.sudo(),
            [
                {
                    "source": "report",
                    "employee_id": self.engineer.id,
                    "finder_id": self.other_engineer.id,
                    "checklist_id": self.checklist.id,
                    "found_at": NOW,
                    "due_at": datetime(2026, 3, 9, 16, 0),
                    "is_locking": False,
                }
            ],
        )

    def test_a_report_without_photo_is_refused(self):
        with self.refused(UserError, "Take a photo of what you found in Workshop"):
            self.report(photo_ids=False)

    def test_an_item_that_needs_no_photo_is_reported_without(self):
        self.shine.is_photo_required = False
        finding = self.report(item_id=self.shine.id, photo_ids=False)
        self.assertFalse(finding.is_photo_required)

    def test_a_report_by_an_item_takes_over_its_severity(self):
        finding = self.findings.with_user(self.other_technician).create(
            {
                "area_id": self.workshop.id,
                "item_id": self.safety.id,
                "photo_ids": [(0, 0, {"kind": "before", "image": photo()})],
            }
        )
        self.assertEqual(finding.severity, "critical")
        self.assertEqual(finding.pillar, "safety")

    def test_an_item_of_another_kind_of_area_is_refused(self):
        with self.refused(UserError, "isn't looked at in areas like Cart 1"):
            self.report(area_id=self.cart.id, item_id=self.shine.id)

    def test_a_report_sets_nothing_that_steps_decide(self):
        for name, value in (
            ("state", "closed"),
            ("points", 0.5),
            ("found_on", "2026-02-01"),
            ("finder_id", self.inspector_employee.id),
            ("is_cleanup", True),
            ("object_until", "2027-01-01"),
        ):
            with self.subTest(name):
                if name in ("state", "found_on"):  # a form sends them: not taken over
                    finding = self.report(**{name: value})
                    self.assertEqual(finding.state, "open")
                    self.assertEqual(finding.found_on, date(2026, 3, 2))
                else:
                    with self.refused(UserError, "can't be set here"):
                        self.report(**{name: value})

    def test_only_inspectors_say_whose_it_is_or_lock(self):
        for name, value in (
            ("employee_id", self.clerk_employee.id),
            ("is_locking", True),
        ):
            with self.subTest(name):
                with self.refused(UserError, "can't be set here"):
                    self.report(**{name: value})
                finding = self.report(self.inspector, **{name: value})
                field = finding.sudo()[name]
                self.assertEqual(getattr(field, "id", field), value)

    def test_the_form_of_a_report(self):
        form = Form(self.findings.with_user(self.inspector))
        form.area_id = self.workshop
        form.item_id = self.shine
        self.assertEqual(form.employee_id, self.engineer)
        with form.before_photo_ids.new() as shot:
            shot.image = photo()
        finding = form.save()
        self.assertEqual(finding.severity, "minor")
        self.assertEqual(len(finding.before_photo_ids), 1)

    # Steps

    def test_the_whole_life(self):
        finding = self.found()
        self.show(finding)
        self.move(60)
        finding.with_user(self.technician).action_correct("Mopped the floor")
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "corrected",
                    "corrected_at": self.minute(60),
                    "corrected_by_id": self.technician.id,
                    "correction": "Mopped the floor",
                }
            ],
        )
        self.move(90)
        finding.with_user(self.inspector).action_accept()
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "closed",
                    "closed_at": self.minute(90),
                    "closed_by_id": self.inspector.id,
                }
            ],
        )
        self.assertFalse(finding.activity_ids)

    def test_deputy_may_correct(self):
        finding = self.correct(self.found(), self.sales)
        self.assertEqual(finding.corrected_by_id, self.sales)

    def test_correcting_takes_a_photo_of_after(self):
        finding = self.found()
        with self.refused(UserError, "needs a photo of how it looks now"):
            finding.with_user(self.technician).action_correct("Done")
        finding.with_user(self.technician)._add_photo("before", photo())
        with self.refused(UserError, "needs a photo of how it looks now"):
            finding.with_user(self.technician).action_correct("Done")

    def test_what_needs_no_photo_is_corrected_without(self):
        self.shine.is_photo_required = False
        finding = self.found()
        finding.with_user(self.technician).action_correct()
        self.assertEqual(finding.state, "corrected")

    def test_after_a_failed_recheck_an_old_photo_does_not_do(self):
        finding = self.correct(self.found())
        finding.with_user(self.inspector).action_return("Still oily")
        with self.refused(UserError, "needs a photo of how it looks now"):
            finding.with_user(self.technician).action_correct("Really")
        self.correct(finding)
        self.assertEqual(finding.state, "corrected")

    def test_steps_that_do_not_fit_are_refused_in_every_state(self):
        finding = self.found()
        judge, owner = (
            finding.with_user(self.inspector),
            finding.with_user(self.technician),
        )
        decider = finding.with_user(self.manager)
        self.show(finding)
        wrong = {
            "open": (judge.action_accept, lambda: judge.action_return("No")),
            "corrected": (lambda: owner.action_correct("Again"),),
            "closed": (
                lambda: owner.action_correct("Again"),
                judge.action_accept,
                lambda: judge.action_return("No"),
            ),
            "annulled": (
                lambda: owner.action_correct("Again"),
                judge.action_accept,
                lambda: judge.action_return("No"),
                lambda: decider.action_annul("Again"),
            ),
        }
        steps = {
            "open": lambda: owner.action_correct("Mopped"),
            "corrected": judge.action_accept,
            "closed": lambda: decider.action_annul("Wrong floor"),
            "annulled": lambda: None,
        }
        for state, calls in wrong.items():
            with self.subTest(state):
                self.assertEqual(finding.state, state)
                for call in calls:
                    with self.refused(UserError, "this step doesn't fit"):
                        call()
                steps[state]()

    def test_a_failed_recheck_gives_a_new_deadline_and_goes_up(self):
        finding = self.correct(self.found())
        self.move(24 * 60)
        finding.with_user(self.inspector).action_return("Still oily")
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "open",
                    "recheck_failed": 1,
                    "escalation": 1,
                    "recheck_reason": "Still oily",
                    "due_at": datetime(2026, 3, 10, 16, 0),
                    "corrected_by_id": False,
                }
            ],
        )
        told = self.activities(finding, "late").user_id
        self.assertIn(self.manager, told)
        self.assertNotIn(self.branch_manager, told)
        self.assertEqual(self.activities(finding, "correct").user_id, self.technician)
        self.correct(finding)
        finding.with_user(self.other_inspector).action_return("Still")
        self.assertEqual((finding.recheck_failed, finding.escalation), (2, 2))
        self.assertLessEqual(
            self.manager | self.branch_manager, self.activities(finding, "late").user_id
        )

    def test_sending_back_takes_a_reason(self):
        finding = self.correct(self.found())
        for reason in (None, "", "  ", 7):
            with self.refused(UserError, "Write what isn't right yet"):
                finding.with_user(self.inspector).action_return(reason)

    def test_annulling_gives_points_back(self):
        finding = self.found()
        with patch.object(type(self.findings), "_score") as score:
            finding.with_user(self.manager).action_annul("It was the neighbour")
        score.assert_called_once_with({(self.engineer.id, date(2026, 3, 1))})
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "annulled",
                    "annul_reason": "It was the neighbour",
                    "annulled_by_id": self.manager.id,
                }
            ],
        )

    # Somebody else's

    def test_points_move_when_it_is_somebody_else_s(self):
        finding = self.found()
        pairs = {
            (self.engineer.id, date(2026, 3, 1)),
            (self.clerk_employee.id, date(2026, 3, 1)),
        }
        with patch.object(type(self.findings), "_score") as score:
            finding.with_user(self.inspector).action_hand_over(
                self.clerk_employee.id, "It was the clerk's coffee"
            )
        score.assert_called_once_with(pairs)
        self.assertEqual(finding.employee_id, self.clerk_employee)

    def test_handing_over_gives_new_time_to_object(self):
        finding = self.found()
        self.move(3 * 24 * 60)
        finding.with_user(self.inspector).action_hand_over(
            self.clerk_employee.id, "The clerk's"
        )
        self.assertEqual(finding.object_until, date(2026, 3, 10))

    def test_handing_over_to_another_company_is_refused(self):
        finding = self.found()
        with self.refused(UserError, "Choose an employee of"):
            finding.with_user(self.inspector).action_hand_over(
                self.foreign_employee.id, "Theirs"
            )

    def test_handing_over_ends_when_it_was_put_right(self):
        finding = self.correct(self.found())
        with self.refused(UserError, "can't be changed any more"):
            finding.with_user(self.inspector).action_hand_over(
                self.clerk_employee.id, "The clerk's"
            )

    # Frozen

    def test_what_is_closed_or_annulled_refuses_change(self):
        closed = self.correct(self.found())
        closed.with_user(self.inspector).action_accept()
        annulled = self.report()
        annulled.with_user(self.manager).action_annul("No")
        for finding in (closed, annulled):
            for user in (self.inspector, self.manager):
                with self.subTest(state=finding.state, user=user.login):
                    with self.refused(UserError, "can't be changed any more"):
                        finding.with_user(user).write({"description": "Else"})
                    with self.refused(UserError, "can't be set here"):
                        finding.with_user(user).write({"state": "open"})

    def test_steps_fields_are_never_written_from_outside(self):
        finding = self.found()
        for name, value in (
            ("state", "closed"),
            ("points", 0),
            ("number_in_month", 1),
            ("recheck_failed", 0),
            ("objection_state", "granted"),
            ("cleared_at", NOW),
            ("found_on", "2026-02-01"),
            ("area_id", self.cart.id),
        ):
            with self.subTest(name):
                with self.refused(UserError, "can't be set here"):
                    finding.with_user(self.manager).write({name: value})

    def test_import_does_not_change_a_closed_finding(self):
        finding = self.correct(self.found())
        finding.with_user(self.inspector).action_accept()
        result = finding.with_user(self.manager).load(
            [".id", "description"], [[str(finding.id), "Else"]]
        )
        self.assertFalse(result["ids"])
        self.assertRegex(result["messages"][0]["message"], "can't be changed any more")

    def test_a_finding_is_never_deleted(self):
        finding = self.found()
        with self.refused(UserError, "is on record"):
            finding.with_user(self.manager).unlink()

    def test_more_severe_means_less_time(self):
        finding = self.found()
        finding.with_user(self.inspector).write({"severity": "major"})
        self.assertEqual(finding.due_at, datetime(2026, 3, 4, 16, 0))

    def test_more_time_is_given_by_a_manager_only(self):
        finding = self.found()
        later = {"due_at": datetime(2026, 4, 1, 16, 0)}
        with self.refused(AccessError, "given by a manager"):
            finding.with_user(self.inspector).write(later)
        finding.with_user(self.manager).write(later)
        self.assertEqual(finding.due_at, later["due_at"])

    # Told

    def test_critical_findings_are_told_at_once(self):
        finding = self.found(self.safety)
        self.assertEqual(finding.due_at, NOW)
        self.assertEqual(self.activities(finding, "correct").user_id, self.technician)
        told = self.notified(finding).notified_partner_ids
        self.assertLessEqual(self.technician.partner_id | self.manager.partner_id, told)

    def test_the_sweep_tells_each_once(self):
        finding = self.found()
        self.assertFalse(finding.activity_ids)
        self.assertIn(finding, self.findings.sweep())
        self.assertEqual(self.activities(finding, "correct").user_id, self.technician)
        self.assertEqual(
            self.activities(finding, "correct").date_deadline, date(2026, 3, 9)
        )
        self.assertNotIn(finding, self.findings.sweep())
        # its time has come: the person
        self.move(to=datetime(2026, 3, 9, 16, 0))
        before = self.notified(finding)
        self.assertIn(finding, self.findings.sweep())
        self.assertEqual(
            (self.notified(finding) - before).notified_partner_ids,
            self.technician.partner_id,
        )
        self.assertNotIn(finding, self.findings.sweep())
        self.assertFalse(self.activities(finding, "late"))
        # a day later: the managers
        self.move(to=datetime(2026, 3, 10, 16, 0))
        self.assertIn(finding, self.findings.sweep())
        self.assertIn(self.manager, self.activities(finding, "late").user_id)
        self.assertNotIn(finding, self.findings.sweep())
        self.assertEqual(len(self.activities(finding, "correct")), 1)

    def test_nobody_is_reminded_of_what_was_put_right(self):
        finding = self.found()
        self.findings.sweep()
        self.correct(finding)
        self.move(to=datetime(2026, 3, 20, 16, 0))
        self.assertNotIn(finding, self.findings.sweep())
        self.assertFalse(self.activities(finding, "correct"))

    def test_the_sweep_works_in_batches(self):
        for item in (self.shine, self.shine, self.shine):
            self.found(item)
        self.assertGreaterEqual(len(self.findings.sweep(batch=1)), 3)

    def test_overdue_is_what_is_open_after_its_time(self):
        open_, corrected = self.found(), self.correct(self.found())
        both = open_ | corrected
        self.move(to=datetime(2026, 3, 9, 16, 1))
        self.assertEqual(both.mapped("is_overdue"), [True, False])
        ours = [("id", "in", both.ids)]
        self.assertEqual(
            self.findings.search([*ours, ("is_overdue", "=", True)]), open_
        )
        self.assertEqual(
            self.findings.search([*ours, ("is_overdue", "=", False)]), corrected
        )

    # The window

    def test_the_window_takes_photo_and_step_together(self):
        finding = self.found()
        window = (
            self.env["aftersales.6s.finding.step"]
            .with_user(self.technician)
            .with_context(active_id=finding.id, default_step="correct")
            .create({"photo": photo(), "text": "Mopped"})
        )
        window.action_take()
        self.assertEqual(finding.state, "corrected")
        self.assertEqual(len(finding.after_photo_ids), 1)

    def test_the_window_hands_over_and_annuls(self):
        finding = self.found()
        windows = self.env["aftersales.6s.finding.step"].with_context(
            active_id=finding.id
        )
        windows.with_user(self.inspector).create(
            {
                "step": "hand_over",
                "employee_id": self.clerk_employee.id,
                "text": "The clerk's",
            }
        ).action_take()
        self.assertEqual(finding.employee_id, self.clerk_employee)
        windows.with_user(self.manager).create(
            {"step": "annul", "text": "Nobody's"}
        ).action_take()
        self.assertEqual(finding.state, "annulled")
