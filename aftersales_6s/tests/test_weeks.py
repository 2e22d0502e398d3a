"""The best and the worst of a week: found on Friday, named by a manager (S6-7)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .score_common import ScoreCommon, shanghai

FRIDAY = date(2026, 3, 6)
SATURDAY, THURSDAY = date(2026, 2, 28), date(2026, 3, 5)
#: The company's hour on Friday: 17:00 in Shanghai
FIVE = datetime(2026, 3, 6, 9, 0)


@tagged("post_install", "-at_install")
class TestWeeks(ScoreCommon):
    def setUp(self):
        super().setUp()
        self.move(to=FIVE)

    def week(self, friday=FRIDAY):
        return self.env["aftersales.6s.week"]._week_of(self.company, friday)

    def computed(self, friday=FRIDAY):
        week = self.week(friday).with_user(self.manager)
        week.action_compute()
        return week

    def two(self):
        """The technician lost 4 points, the other one none."""
        self.inspect(self.engineer, THURSDAY)
        self.inspect(self.other_engineer, THURSDAY, area=self.cart)
        self.find_many(self.engineer, 2, at=shanghai(THURSDAY))

    def test_s6_7_best_and_worst_come_out_of_the_points(self):
        self.two()
        week = self.computed()
        self.assertEqual(week.state, "proposed")
        self.assertEqual(week.proposed_best_id, self.other_engineer)
        self.assertEqual(week.proposed_worst_id, self.engineer)
        self.assertEqual(week.proposed_best_reason, "Fewest points lost.")
        self.assertRecordValues(
            week.line_ids,
            [
                {"rank": 1, "employee_id": self.other_engineer.id, "points": 0},
                {"rank": 2, "employee_id": self.engineer.id, "points": 4},
            ],
        )
        self.assertFalse(week.best_id, "nobody is named before somebody has confirmed")

    def test_s6_7_tie_is_told_in_words(self):
        self.inspect(self.engineer, THURSDAY, score=90)
        self.inspect(self.other_engineer, THURSDAY, area=self.cart, score=95)
        week = self.computed()
        self.assertEqual(week.proposed_best_id, self.other_engineer)
        self.assertEqual(
            week.proposed_best_reason,
            "Equal with others up to there (1). Highest average score of the "
            "inspections.",
        )
        self.assertFalse(week.proposed_worst_id)
        self.assertFalse(week.proposed_worst_reason)

    def test_week_runs_from_saturday_to_friday(self):
        self.inspect(self.engineer, THURSDAY)
        self.inspect(self.other_engineer, SATURDAY, area=self.cart)
        late_friday = datetime(2026, 3, 6, 15, 59, 59)
        self.find(self.engineer, datetime(2026, 2, 27, 15, 59, 59))
        self.find(self.engineer, datetime(2026, 2, 27, 16, 0, 0))
        self.find(self.engineer, late_friday)
        self.find(self.engineer, late_friday + timedelta(seconds=1))
        week = self.computed()
        line = week.line_ids.filtered(lambda one: one.employee_id == self.engineer)
        self.assertEqual((line.breaches, line.points), (2, 4))

    def test_only_whose_area_somebody_else_has_inspected_takes_part(self):
        self.two()
        self.inspect(self.clerk_employee, THURSDAY, by=self.clerk_employee)
        self.inspect(self.clerk_employee, THURSDAY, check="self")
        self.inspect(self.manager_employee, THURSDAY, state="missed")
        self.inspect(self.hr_employee, FRIDAY + timedelta(days=1))
        self.find(self.clerk_employee, shanghai(THURSDAY))
        week = self.computed()
        self.assertEqual(week.line_ids.employee_id, self.engineer | self.other_engineer)

    def test_score_is_that_of_others_and_rounds_are_ones_own(self):
        self.inspect(self.engineer, THURSDAY, score=80)
        self.inspect(self.engineer, FRIDAY, score=90)
        self.inspect(self.engineer, FRIDAY, check="self", score=100)
        self.inspect(self.engineer, THURSDAY, check="self", is_late=True)
        line = self.computed().line_ids
        self.assertEqual((line.score, line.inspections, line.rounds), (85, 2, 1))

    def test_annulled_findings_and_those_of_safety(self):
        self.two()
        self.find(self.engineer, shanghai(THURSDAY, 12), pillar="safety")
        gone = self.find(self.engineer, shanghai(THURSDAY, 13), pillar="safety")
        self.annul(gone)
        line = self.computed().line_ids[1]
        self.assertEqual((line.breaches, line.safety, line.points), (3, 1, 6))

    def test_alone_without_a_lost_point(self):
        self.inspect(self.engineer, THURSDAY)
        week = self.computed()
        self.assertEqual(week.proposed_best_id, self.engineer)
        self.find(self.engineer, shanghai(THURSDAY))
        week.action_compute()
        self.assertFalse(week.proposed_best_id | week.proposed_worst_id)

    def test_empty_week_names_nobody_and_can_be_confirmed(self):
        week = self.computed()
        week.action_confirm()
        self.assertEqual(week.state, "confirmed")
        self.assertFalse(week.best_id | week.worst_id)

    def test_named_longest_ago_comes_first_among_equals(self):
        for employee, area in ((self.engineer, None), (self.other_engineer, self.cart)):
            self.inspect(employee, THURSDAY, area=area)
        first = self.computed()
        self.assertEqual(first.proposed_best_id, self.engineer)
        first.action_confirm()
        self.move(to=FIVE + timedelta(days=7))
        for employee, area in ((self.engineer, None), (self.other_engineer, self.cart)):
            self.inspect(employee, THURSDAY + timedelta(days=7), area=area)
        second = self.computed(FRIDAY + timedelta(days=7))
        self.assertEqual(second.proposed_best_id, self.other_engineer)
        self.assertEqual(second.proposed_best_by, "named")

    # Confirming

    def test_confirmed_as_proposed(self):
        self.two()
        week = self.computed()
        week.action_confirm()
        self.assertRecordValues(
            week,
            [
                {
                    "state": "confirmed",
                    "best_id": self.other_engineer.id,
                    "worst_id": self.engineer.id,
                    "decided_by_id": self.manager.id,
                    "best_note": False,
                }
            ],
        )
        with self.refused(UserError, "only once"):
            week.action_confirm()
        with self.refused(UserError, "isn't computed again"):
            week.action_compute()
        with self.refused(UserError, "can't be cancelled"):
            week.action_cancel("Why not")

    def test_another_one_takes_a_reason(self):
        self.two()
        self.inspect(self.clerk_employee, THURSDAY, area=self.office)
        week = self.computed()
        with self.refused(UserError, "say why"):
            week.action_confirm(best=self.clerk_employee.id, best_note="  ")
        with self.refused(UserError, "say why"):
            week.action_confirm(worst=False)
        week.action_confirm(
            best=self.clerk_employee.id,
            best_note="Led the clean-up",
            worst=False,
            worst_note="Was new in the workshop",
        )
        self.assertEqual(week.best_id, self.clerk_employee)
        self.assertFalse(week.worst_id)
        self.assertEqual(week.worst_note, "Was new in the workshop")

    def test_only_who_took_part_can_be_named_and_nobody_as_both(self):
        self.two()
        week = self.computed()
        cases = [
            ({"best": self.hr_employee.id}, "no area of"),
            ({"best": self.engineer.id, "worst": self.engineer.id}, "can't be both"),
            (
                {"best": self.engineer.id, "worst": self.other_engineer.id},
                "lost no points",
            ),
        ]
        for values, text in cases:
            with self.subTest(text), self.refused(UserError, text):
                week.action_confirm(best_note="So", worst_note="So", **values)

    def test_nobody_confirms_a_week_that_names_them(self):
        self.two()
        self.office.owner_ids.date_to = date(2026, 2, 28)
        self._own(self.office, self.manager_employee, date(2026, 3, 1))
        self.inspect(self.manager_employee, THURSDAY, area=self.office)
        self.find_many(self.manager_employee, 5, at=shanghai(THURSDAY))
        week = self.computed()
        self.assertEqual(week.proposed_worst_id, self.manager_employee)
        with self.refused(AccessError, "somebody else confirms"):
            week.action_confirm()
        with self.refused(AccessError, "somebody else confirms"):
            week.action_confirm(worst=self.engineer.id, worst_note="Not me")
        with self.refused(AccessError, "somebody else confirms"):
            week.action_confirm(worst=False, worst_note="Nobody")
        week.with_user(self.branch_manager).action_confirm()
        self.assertEqual(week.worst_id, self.manager_employee)

    def test_nobody_names_themselves_the_best(self):
        self.two()
        self.office.owner_ids.date_to = date(2026, 2, 28)
        self._own(self.office, self.manager_employee, date(2026, 3, 1))
        self.inspect(self.manager_employee, THURSDAY, area=self.office, score=50)
        week = self.computed()
        self.assertEqual(week.proposed_best_id, self.other_engineer)
        with self.refused(AccessError, "somebody else confirms"):
            week.action_confirm(best=self.manager_employee.id, best_note="I did well")

    def test_only_managers_compute_confirm_and_cancel(self):
        self.two()
        week = self.computed()
        for user in (self.technician, self.clerk, self.inspector, self.hr):
            own = week.with_user(user)
            for step in (
                own.action_compute,
                own.action_confirm,
                lambda own=own: own.action_cancel("Why"),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step()
        week.with_user(self.branch_manager).action_confirm()

    def test_cancelled_takes_a_reason_and_names_nobody(self):
        self.two()
        week = self.computed()
        with self.refused(UserError, "say why"):
            week.action_cancel("")
        week.action_cancel("Closed for the festival")
        self.assertEqual(week.state, "cancelled")
        self.assertFalse(week.best_id)

    def test_confirmed_week_stays_and_shows_what_changed_since(self):
        self.two()
        week = self.computed()
        week.action_confirm()
        self.assertFalse(week.late_note)
        finding = self.env["aftersales.6s.finding"].search(
            [("employee_id", "=", self.engineer.id)], limit=1
        )
        self.annul(finding)
        week.invalidate_recordset()
        week.line_ids.invalidate_recordset()
        self.assertEqual(
            week.late_note, "Technician: 2 points, 4 when it was confirmed."
        )
        self.assertEqual(week.worst_id, self.engineer)
        self.assertEqual(week.line_ids[1].points, 4)

    def test_confirm_window(self):
        self.two()
        self.inspect(self.clerk_employee, THURSDAY, area=self.office)
        week = self.computed()
        windows = self.env["aftersales.6s.week.confirm"].with_user(self.manager)
        window = windows.with_context(active_id=week.id).create({})
        self.assertEqual(window.best_id, week.proposed_best_id)
        self.assertEqual(window.person_ids, week.line_ids.employee_id)
        window.write({"best_id": self.clerk_employee.id, "best_note": "Helped others"})
        window.action_confirm()
        self.assertEqual(week.best_id, self.clerk_employee)
        self.assertEqual(week.worst_id, self.engineer)

    def test_cancel_window(self):
        week = self.computed()
        windows = self.env["aftersales.6s.score.reason"].with_user(self.manager)
        windows.create(
            {"step": "cancel", "week_id": week.id, "reason": "Stocktaking"}
        ).action_take()
        self.assertEqual(week.cancel_reason, "Stocktaking")

    # By itself

    def sweep(self, moment):
        self.move(to=moment)
        weeks = self.env["aftersales.6s.week"].sweep()
        return weeks.filtered(lambda week: week.company_id == self.company)

    def test_proposed_by_itself_on_friday_at_the_hour_of_the_settings(self):
        self.two()
        self.assertFalse(self.sweep(FIVE - timedelta(minutes=1)))
        self.assertEqual(self.week().state, "draft")
        week = self.sweep(FIVE)
        self.assertEqual((week.friday, week.state), (FRIDAY, "proposed"))
        self.assertFalse(self.sweep(FIVE + timedelta(minutes=30)), "once is once")

    def test_hour_is_a_setting(self):
        self.company.aftersales_6s_week_hour = 18.5
        self.assertFalse(self.sweep(datetime(2026, 3, 6, 10, 29)))
        self.assertTrue(self.sweep(datetime(2026, 3, 6, 10, 30)))

    def test_week_in_which_no_server_ran_on_friday_is_made_up_for(self):
        self.sweep(datetime(2026, 3, 4, 2, 0))
        found = self.sweep(datetime(2026, 3, 9, 2, 0))
        self.assertEqual(found.friday, FRIDAY)

    def test_managers_are_told_and_the_message_names_nobody(self):
        self.two()
        week = self.sweep(FIVE)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "aftersales.6s.week"),
                ("res_id", "=", week.id),
                ("notified_partner_ids", "in", self.manager.partner_id.ids),
            ]
        )
        self.assertEqual(len(told), 1)
        for employee in (self.engineer, self.other_engineer):
            self.assertNotIn(employee.name, told.body)

    def test_second_server_leaves_it_to_the_first(self):
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtext('aftersales_6s_week'), %s)",
                [self.company.id],
            )
            self.assertFalse(self.sweep(FIVE))
        self.assertTrue(self.sweep(FIVE))

    def test_crash_in_the_middle_leaves_nothing_half(self):
        self.two()
        lines = self.registry["aftersales.6s.week.line"]
        with (
            patch.object(lines, "_insert_rows", side_effect=RuntimeError("power cut")),
            self.assertRaises(RuntimeError),
            self.cr.savepoint(),
        ):
            self.sweep(FIVE)
        self.env.invalidate_all()
        self.assertTrue(self.sweep(FIVE).line_ids)

    def test_week_that_has_not_begun(self):
        with self.refused(UserError, "hasn't begun"):
            self.computed(FRIDAY + timedelta(days=14))

    def test_queries_do_not_grow_with_the_people(self):
        self.week()
        counts = []
        for number in (2, 20):
            people = self.env["hr.employee"].create(
                [
                    {"name": f"Worker {n}", "company_id": self.company.id}
                    for n in range(number)
                ]
            )
            for employee in people:
                self.inspect(employee, THURSDAY)
                self.find(employee, shanghai(THURSDAY))
            self.env.flush_all()
            self.env.invalidate_all()
            week = self.week().with_user(self.manager)
            before = self.cr.sql_log_count
            week.action_compute()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # the second one also takes away the lines of the first
        self.assertLessEqual(counts[1], counts[0] + 10)
