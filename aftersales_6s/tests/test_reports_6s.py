"""What the analysis adds up is what the records say (S6-3 … S6-6)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import ranking
from .board_common import FRIDAY, TODAY, BoardCommon


@tagged("post_install", "-at_install")
class TestReports(BoardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["aftersales.6s.report"]

    def rows(self, groupby, aggregates, domain=(), user=None):
        self.env.flush_all()
        report = self.as_user(user or self.manager, "aftersales.6s.report")
        return report._read_group(
            [("company_id", "=", self.company.id), *domain], groupby, aggregates
        )

    def test_s6_5_points_and_findings_are_those_of_the_records(self):
        self.find_many(self.engineer, 6)
        self.find(self.other_engineer, area=self.cart, pillar="sort")
        self.annul(self.find(self.engineer, self.minute(30)))
        self.close(self.find(self.other_engineer, self.minute(5), area=self.cart))
        findings = self.env["aftersales.6s.finding"].search(
            [("company_id", "=", self.company.id)]
        )
        counted = findings.filtered(lambda one: one.state != "annulled")
        for area, count, points, waiting in self.rows(
            ["area_id"], ["finding_count:sum", "points:sum", "open_count:sum"]
        ):
            own = counted.filtered(lambda one, area=area: one.area_id == area)
            self.assertEqual(count, len(own))
            self.assertAlmostEqual(points, sum(own.mapped("points")))
            self.assertEqual(
                waiting, len(own.filtered(lambda one: one.state == "open"))
            )
        [(total,)] = self.rows([], ["points:sum"])
        self.assertAlmostEqual(total, 4 * 2 + 2 * 5 + 2 + 2)

    def test_score_is_the_average_of_inspections_and_no_finding_changes_it(self):
        for score in (100, 70):
            self.inspect(self.engineer, TODAY, score=score)
        self.inspect(self.other_engineer, TODAY, area=self.cart, score=50)
        self.find_many(self.engineer, 3)
        scores = {area: score for area, score in self.rows(["area_id"], ["score:avg"])}
        self.assertEqual(scores[self.workshop], 85)
        self.assertEqual(scores[self.cart], 50)

    def test_s6_3_rounds_that_were_missed_or_late(self):
        self.plan(self.workshop, "missed")
        self.plan(self.workshop, "done", is_late=True, score=100)
        self.plan(self.workshop, "done", score=80, is_unsafe=True)
        self.plan(self.workshop, "cancelled")
        self.plan(self.workshop, "planned")
        [counts] = self.rows(
            [],
            [
                "done_count:sum",
                "late_count:sum",
                "missed_count:sum",
                "unsafe_count:sum",
                "score:avg",
            ],
        )
        self.assertEqual(counts, (2, 1, 1, 1, 90))

    def test_overdue_goes_by_the_moment_of_asking(self):
        self.find(self.engineer).due_at = self.minute(60)
        late = self.rows([], ["overdue_count:sum"])
        self.move(61)
        later = self.rows([], ["overdue_count:sum"])
        self.assertEqual((late, later), ([(0,)], [(1,)]))

    def test_safety_that_isnt_closed_counts_as_critical(self):
        self.find(self.engineer, pillar="safety", severity="minor")
        self.find(self.engineer, severity="critical")
        self.find(self.engineer)
        self.close(self.find(self.engineer, pillar="safety"))
        self.assertEqual(self.rows([], ["critical_count:sum"]), [(2,)])

    def test_s6_7_weeks_run_from_saturday_to_friday_as_those_of_the_best_do(self):
        for number in range(14):
            self.inspect(self.engineer, TODAY + timedelta(days=number))
        self.env.flush_all()
        for row in self.report.search([("company_id", "=", self.company.id)]):
            self.assertEqual(row.friday, ranking.friday_of(row.day))
        weeks = dict(self.rows(["friday:day"], ["done_count:sum"]))
        self.assertEqual(weeks[FRIDAY], 5)
        self.assertEqual(sum(weeks.values()), 14)

    def test_ids_are_stable_and_lead_back_to_the_records(self):
        inspection = self.inspect(self.engineer, TODAY)
        finding = self.find(self.engineer, inspection_id=inspection.id)
        self.env.flush_all()
        rows = self.report.search([("company_id", "=", self.company.id)])
        self.assertEqual(set(rows.ids), {inspection.id, -finding.id})
        self.assertEqual(rows.finding_id, finding)
        self.assertEqual(rows.mapped("check"), ["inspector"] * 2)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_employees_hr_and_customers_read_no_analysis(self):
        self.find(self.engineer)
        for user in self.outsiders:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.as_user(user, "aftersales.6s.report").search([])

    def test_other_companies_read_nothing(self):
        self.find(self.engineer)
        self.assertFalse(self.rows(["area_id"], ["__count"], user=self.foreign_manager))

    def test_pipl_25_only_managers_see_points_by_person(self):
        self.find(self.engineer)
        [(whose, _points)] = self.rows(["employee_id"], ["points:sum"])
        self.assertEqual(whose, self.engineer)
        with self.assertRaises(AccessError):
            self.rows(["employee_id"], ["points:sum"], user=self.inspector)
        with self.assertRaises(AccessError):
            self.rows(
                [], ["points:sum"], [("employee_id", "!=", False)], user=self.inspector
            )

    def test_menus_of_reports_are_for_inspectors_and_the_board_for_managers(self):
        menus = {
            name: self.env.ref(f"aftersales_6s.aftersales_6s_{name}_menu")
            for name in ("wall", "heat_map", "gallery", "report_scores", "dashboard")
        }
        for user, hidden in (
            (self.inspector, {"dashboard"}),
            (self.manager, set()),
            (self.technician, set(menus)),
        ):
            shown = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            self.assertEqual(
                {name for name, menu in menus.items() if menu.id not in shown},
                hidden,
                user.login,
            )
