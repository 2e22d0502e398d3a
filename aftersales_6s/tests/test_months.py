"""The month's sheet per person and area, confirmed once it is over (S6-5 … S6-7)."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .score_common import MARCH, ScoreCommon, shanghai

FRIDAYS = [date(2026, 3, day) for day in (6, 13, 20, 27)]
APRIL_1 = datetime(2026, 4, 1, 2, 0)


@tagged("post_install", "-at_install")
class TestMonths(ScoreCommon):
    def month(self, first=MARCH):
        return self.env["aftersales.6s.month"]._month_of(self.company, first)

    def computed(self, first=MARCH):
        month = self.month(first).with_user(self.manager)
        month.action_compute()
        return month

    def decide_weeks(self, fridays=FRIDAYS, best=None, worst=None):
        """Confirmed weeks that named these two."""
        weeks = self.env["aftersales.6s.week"]
        for friday in fridays:
            week = weeks._week_of(self.company, friday)
            week.sudo().write(
                {
                    "state": "confirmed",
                    "best_id": best and best.id,
                    "worst_id": worst and worst.id,
                }
            )

    def person(self, month, employee):
        return month.person_ids.filtered(lambda one: one.employee_id == employee)

    def test_s6_5_sheet_per_person_and_area(self):
        self.find_many(self.engineer, 4, area=self.workshop)
        self.find_many(self.engineer, 2, area=self.cart, at=self.minute(60))
        self.find(self.other_engineer, area=self.cart, pillar="safety")
        month = self.computed()
        self.assertRecordValues(
            month,
            [{"people": 2, "breaches": 7, "safety": 1, "points": 20, "money": 40}],
        )
        self.assertRecordValues(
            month.person_ids.sorted("points", reverse=True),
            [
                {"employee_id": self.engineer.id, "breaches": 6, "money": 36},
                {"employee_id": self.other_engineer.id, "breaches": 1, "money": 4},
            ],
        )
        self.assertRecordValues(
            month.line_ids.filtered(
                lambda one: one.employee_id == self.engineer
            ).sorted("points"),
            [
                {"area_id": self.workshop.id, "breaches": 4, "points": 8},
                {"area_id": self.cart.id, "breaches": 2, "points": 10},
            ],
        )

    def test_computed_anew_people_stay_and_what_changed_is_written(self):
        findings = self.find_many(self.engineer, 5)
        self.find(self.other_engineer)
        month = self.computed()
        before = month.person_ids
        self.annul(findings[0])
        self.find(self.clerk_employee, area=self.office)
        month.action_compute()
        self.assertLess(before, month.person_ids)
        self.assertEqual(self.person(month, self.engineer).points, 8)
        self.assertEqual(month.line_ids.employee_id, month.person_ids.employee_id)
        self.annul(findings)
        month.action_compute()
        self.assertEqual(
            (
                self.person(month, self.engineer).points,
                len(self.person(month, self.engineer).line_ids),
            ),
            (0, 0),
        )

    def test_points_that_were_not_scored_are_scored_by_the_month(self):
        findings = self.env["aftersales.6s.finding"]
        for minute in range(5):
            findings |= self.find(self.engineer, self.minute(minute), score=False)
        self.unscore(findings)
        self.assertEqual(set(findings.mapped("points")), {0})
        month = self.computed()
        self.assertEqual(month.points, 13)
        self.assertEqual(findings.mapped("points"), [2, 2, 2, 2, 5])

    def test_month_changes_at_midnight_in_shanghai(self):
        self.find(self.engineer, datetime(2026, 2, 28, 15, 59, 59))
        self.find(self.engineer, datetime(2026, 2, 28, 16, 0, 0))
        self.find(self.engineer, datetime(2026, 3, 31, 15, 59, 59))
        self.find(self.engineer, datetime(2026, 3, 31, 16, 0, 0))
        self.move(to=APRIL_1)
        self.assertEqual(
            [self.computed(date(2026, month, 1)).breaches for month in (2, 3, 4)],
            [1, 2, 1],
        )

    def test_other_companies_have_their_own(self):
        self.find(self.engineer)
        other = self.env["aftersales.6s.month"]._month_of(self.other_company, MARCH)
        other.sudo().action_compute()
        self.assertFalse(other.person_ids)

    def test_department_is_that_of_the_months_end(self):
        departments = self.env["hr.department"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Before", "After")
            ]
        )
        self.engineer.version_id.write(
            {"date_version": "2026-01-01", "department_id": departments[0].id}
        )
        self.engineer.create_version(
            {"date_version": "2026-03-20", "department_id": departments[1].id}
        )
        self.find(self.engineer)
        self.assertEqual(self.computed().person_ids.department_id, departments[1])

    def test_s6_7_four_times_best_and_four_times_worst(self):
        self.decide_weeks(FRIDAYS[:3], self.engineer, self.other_engineer)
        self.move(to=APRIL_1)
        month = self.computed()
        self.assertFalse(self.person(month, self.engineer).is_rewarded)
        self.decide_weeks(FRIDAYS, self.engineer, self.other_engineer)
        month.action_compute()
        self.assertRecordValues(
            self.person(month, self.engineer) | self.person(month, self.other_engineer),
            [
                {
                    "bests": 4,
                    "worsts": 0,
                    "is_rewarded": True,
                    "is_penalised": False,
                },
                {
                    "bests": 0,
                    "worsts": 4,
                    "is_rewarded": False,
                    "is_penalised": True,
                },
            ],
        )
        self.assertFalse(month.breaches, "who was named needs no breach to be on it")

    def test_s6_7_months_with_five_fridays(self):
        may = date(2026, 5, 1)
        fridays = [date(2026, 5, day) for day in (1, 8, 15, 22, 29)]
        self.move(to=datetime(2026, 6, 1, 2, 0))
        self.decide_weeks(fridays[:4], self.engineer)
        self.decide_weeks(fridays[4:], self.other_engineer)
        month = self.computed(may)
        self.assertEqual(month.needed, 4)
        self.assertTrue(self.person(month, self.engineer).is_rewarded)
        self.company.aftersales_6s_five_fridays = "all"
        month.action_compute()
        self.assertEqual(month.needed, 5)
        self.assertFalse(self.person(month, self.engineer).is_rewarded)
        self.decide_weeks(fridays, self.engineer)
        month.action_compute()
        self.assertTrue(self.person(month, self.engineer).is_rewarded)

    def test_how_often_is_a_setting(self):
        self.company.aftersales_6s_month_times = 2
        self.decide_weeks(FRIDAYS[:2], self.engineer)
        self.assertTrue(self.computed().person_ids.is_rewarded)

    # Confirming

    def test_confirmed_after_its_end_with_all_weeks_decided(self):
        self.find_many(self.engineer, 5)
        month = self.computed()
        with self.refused(UserError, "from 2026-04-01 on"):
            month.action_confirm()
        self.move(to=datetime(2026, 3, 31, 15, 59))
        with self.refused(UserError, "from 2026-04-01 on"):
            month.action_confirm()
        self.move(to=datetime(2026, 3, 31, 16, 0))
        self.decide_weeks(FRIDAYS[:2])
        with self.refused(UserError, "2026-03-20, 2026-03-27"):
            month.action_confirm()
        month.action_compute()
        self.assertEqual(
            month.week_ids.mapped("state"),
            ["confirmed", "confirmed", "proposed", "proposed"],
        )
        with self.refused(UserError, "2026-03-20, 2026-03-27"):
            month.action_confirm()
        month.week_ids[2].with_user(self.manager).action_confirm()
        month.week_ids[3].with_user(self.manager).action_cancel("Holiday")
        month.action_confirm()
        self.assertRecordValues(
            month,
            [{"state": "confirmed", "confirmed_by_id": self.manager.id, "points": 13}],
        )

    def test_confirming_computes_a_last_time(self):
        self.find(self.engineer)
        month = self.computed()
        self.find(self.engineer, self.minute(5))
        self.decide_weeks()
        self.move(to=APRIL_1)
        month.action_confirm()
        self.assertEqual(month.points, 4)

    def confirmed(self):
        self.findings = self.find_many(self.engineer, 5)
        self.decide_weeks()
        self.move(to=APRIL_1)
        month = self.computed()
        month.action_confirm()
        return month

    def test_confirmed_sheet_stays_and_shows_the_difference(self):
        month = self.confirmed()
        with self.refused(UserError, "stays as it is"):
            month.action_compute()
        self.assertFalse(month.changed_count)
        self.annul(self.findings[:2])
        self.env.invalidate_all()
        self.assertRecordValues(
            month.person_ids,
            [{"points": 13, "points_now": 6, "difference": -7, "is_changed": True}],
        )
        self.assertEqual(month.changed_count, 1)
        self.env["aftersales.6s.month"].sweep()
        self.assertEqual(month.points, 13)

    def test_opened_again_with_a_reason(self):
        month = self.confirmed()
        with self.refused(UserError, "say why"):
            month.action_reopen(" ")
        self.annul(self.findings[0])
        month.action_reopen("Objection granted late")
        self.assertEqual(month.state, "open")
        with self.refused(UserError, "isn't confirmed"):
            month.action_reopen("Again")
        month.action_confirm()
        self.assertEqual(month.points, 8)

    def test_reopen_window(self):
        month = self.confirmed()
        windows = self.env["aftersales.6s.score.reason"].with_user(self.manager)
        windows.create(
            {"step": "reopen", "month_id": month.id, "reason": "Miscounted"}
        ).action_take()
        self.assertEqual((month.state, month.reopen_reason), ("open", "Miscounted"))

    def test_only_managers_compute_confirm_and_reopen(self):
        month = self.confirmed()
        for user in (self.technician, self.clerk, self.inspector, self.hr):
            own = month.with_user(user)
            for step in (
                own.action_compute,
                own.action_confirm,
                own.action_propose,
                lambda own=own: own.action_reopen("Why"),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step()

    # By itself

    def test_each_night_the_open_months(self):
        self.find(self.engineer)
        months = self.env["aftersales.6s.month"].sweep()
        month = months.filtered(lambda one: one.company_id == self.company)
        self.assertEqual((month.month, month.points), (MARCH, 2))
        self.move(to=APRIL_1)
        self.find(self.engineer, shanghai(date(2026, 3, 31)))
        self.find(self.engineer, shanghai(date(2026, 4, 1)))
        months = self.env["aftersales.6s.month"].sweep()
        own = months.filtered(lambda one: one.company_id == self.company)
        self.assertEqual({one.month.month: one.points for one in own}, {3: 4, 4: 2})

    def test_second_server_leaves_it_to_the_first(self):
        month = self.month().with_user(self.manager)
        with self.registry.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtext('aftersales_6s_month'), %s)",
                [self.company.id],
            )
            with self.refused(UserError, "at this moment"):
                month.action_compute()
            found = self.env["aftersales.6s.month"].sweep()
            self.assertNotIn(month, found)
        month.action_compute()

    def test_this_month_button(self):
        self.find(self.engineer)
        months = self.env["aftersales.6s.month"].with_user(self.manager)
        action = months.with_company(self.company).action_open_current()
        month = months.browse(action["res_id"])
        self.assertEqual((month.month, month.points), (MARCH, 2))

    def test_month_that_has_not_begun(self):
        with self.refused(UserError, "hasn't begun"):
            self.computed(date(2026, 4, 1))

    def test_queries_do_not_grow_with_the_people(self):
        self.computed()
        counts = []
        for number in (2, 20):
            people = self.env["hr.employee"].create(
                [
                    {"name": f"Worker {n}", "company_id": self.company.id}
                    for n in range(number)
                ]
            )
            for employee in people:
                self.find(employee)
            month = self.month()
            month.sudo().person_ids.unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            month.with_user(self.manager).action_compute()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
