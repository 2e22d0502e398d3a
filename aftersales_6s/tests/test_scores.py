"""Number and points of findings follow from the month they belong to (S6-5, S6-6)."""

from datetime import date, datetime

from odoo.tests import tagged

from .score_common import MARCH, ScoreCommon


@tagged("post_install", "-at_install")
class TestScores(ScoreCommon):
    def points(self, findings):
        return findings.sorted("found_at").mapped("points")

    def test_s6_5_fifth_breach_costs_five(self):
        findings = self.find_many(self.engineer, 6)
        self.assertEqual(self.points(findings), [2, 2, 2, 2, 5, 5])
        self.assertEqual(
            findings.sorted("found_at").mapped("number_in_month"), [1, 2, 3, 4, 5, 6]
        )

    def test_s6_5_annulled_breach_gives_its_points_back_and_later_ones_move_up(self):
        findings = self.find_many(self.engineer, 6)
        self.annul(findings[1])
        self.assertEqual(self.points(findings), [2, 0, 2, 2, 2, 5])
        self.assertEqual(findings.mapped("number_in_month"), [1, 0, 2, 3, 4, 5])
        self.annul(findings[0])
        self.assertEqual(self.points(findings), [0, 0, 2, 2, 2, 2])

    def test_s6_6_failed_cleanup_costs_ten_and_counts(self):
        findings = self.find_many(self.engineer, 4)
        cleanup = self.find(
            self.engineer, self.minute(10), is_cleanup=True, source="cleanup"
        )
        after = self.find(self.engineer, self.minute(20))
        self.assertEqual(self.points(findings), [2, 2, 2, 2])
        self.assertEqual((cleanup.points, cleanup.number_in_month), (10, 5))
        self.assertEqual((after.points, after.number_in_month), (5, 6))

    def test_s6_5_month_begins_anew_at_midnight_in_shanghai(self):
        self.find_many(self.engineer, 4, at=datetime(2026, 3, 31, 12, 0))
        last = self.find(self.engineer, datetime(2026, 3, 31, 15, 59, 59))
        first = self.find(self.engineer, datetime(2026, 3, 31, 16, 0, 0))
        self.assertEqual((last.found_on, last.points), (date(2026, 3, 31), 5))
        self.assertEqual((first.found_on, first.points), (date(2026, 4, 1), 2))

    def test_found_at_is_a_day_of_the_company_when_nobody_says_which(self):
        for moment, day in (
            (datetime(2026, 3, 31, 15, 59, 59), date(2026, 3, 31)),
            (datetime(2026, 3, 31, 16, 0, 0), date(2026, 4, 1)),
        ):
            self.move(to=moment)
            finding = (
                self.env["aftersales.6s.finding"]
                .with_company(self.company)
                .create({"area_id": self.workshop.id, "pillar": "sort"})
            )
            self.assertEqual(finding.found_on, day)

    def test_s6_5_all_of_the_month_if_the_checklist_says_so(self):
        self.checklist.sudo().repeat_mode = "all"
        findings = self.find_many(self.engineer, 4)
        self.assertEqual(self.points(findings), [2, 2, 2, 2])
        findings |= self.find(self.engineer, self.minute(30))
        self.assertEqual(self.points(findings), [5] * 5)
        self.annul(findings[2])
        self.assertEqual(self.points(findings), [2, 2, 0, 2, 2])

    def test_s6_5_finding_keeps_the_numbers_of_the_version_it_was_found_by(self):
        strict = self._make_checklist(
            self.cart_kind, points_breach=3, repeat_from=3, points_repeat=8
        )
        old = self.find_many(self.engineer, 2)
        new = self.find_many(
            self.engineer,
            2,
            at=self.minute(60),
            area=self.cart,
            checklist_id=strict.id,
            item_id=strict.item_ids[0].id,
        )
        self.assertEqual((self.points(old), self.points(new)), ([2, 2], [8, 8]))

    def test_points_of_the_item_stand_for_a_first_breach(self):
        self.checklist.item_ids[0].sudo().points = 4
        self.assertEqual(self.points(self.find_many(self.engineer, 5)), [4, 4, 4, 4, 5])

    def test_two_areas_of_one_owner_count_together(self):
        self.find_many(self.engineer, 4, area=self.workshop)
        other = self.find(self.engineer, self.minute(30), area=self.office)
        self.assertEqual(other.points, 5)

    def test_moved_to_another_person_both_months_are_right(self):
        findings = self.find_many(self.engineer, 5)
        self.find_many(self.other_engineer, 4, at=self.minute(60))
        moved = findings[0]
        moved.sudo().employee_id = self.other_engineer
        self.env["aftersales.6s.finding"]._score(
            {(self.engineer.id, MARCH), (self.other_engineer.id, MARCH)}
        )
        self.assertEqual(self.points(findings - moved), [2, 2, 2, 2])
        # it was found before those of the other one
        self.assertEqual((moved.number_in_month, moved.points), (1, 2))
        last = self.env["aftersales.6s.finding"].search(
            [("employee_id", "=", self.other_engineer.id)], order="found_at desc"
        )[:1]
        self.assertEqual((last.number_in_month, last.points), (5, 5))

    def test_only_what_differs_is_written(self):
        findings = self.find_many(self.engineer, 5)
        self.assertFalse(self.score(findings))
        self.annul(findings[4])
        self.assertEqual(self.points(findings), [2, 2, 2, 2, 0])
        findings[4].sudo().state = "open"
        self.assertEqual(self.score(findings), findings[4])

    def test_nobody_and_nothing(self):
        nobody = self.env["aftersales.6s.finding"].create(
            {"area_id": self.workshop.id, "pillar": "sort"}
        )
        self.unscore(nobody, employee_id=False)
        nobody._score({(False, MARCH)})
        nobody._score(set())
        self.assertFalse(nobody.points)

    def test_queries_do_not_grow_with_the_people(self):
        people = self.env["hr.employee"].create(
            [{"name": f"Worker {n}", "company_id": self.company.id} for n in range(20)]
        )
        for employee in people:
            for minute in range(3):
                self.find(employee, self.minute(minute), score=False)
        counts = []
        for some in (people[:2], people[2:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            changed = self.env["aftersales.6s.finding"]._score(
                {(employee.id, MARCH) for employee in some}
            )
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(changed), 3 * len(some))
        self.assertEqual(counts[0], counts[1])
