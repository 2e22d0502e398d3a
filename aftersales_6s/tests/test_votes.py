"""Secret votes for the best of the week, until Friday's hour (S6-7)."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .score_common import ScoreCommon, shanghai

FRIDAY, THURSDAY = date(2026, 3, 6), date(2026, 3, 5)
FIVE = datetime(2026, 3, 6, 9, 0)


@tagged("post_install", "-at_install")
class TestVotes(ScoreCommon):
    def setUp(self):
        super().setUp()
        self.company.aftersales_6s_week_mode = "voted"
        self.week = self.env["aftersales.6s.week"]._week_of(self.company, FRIDAY)

    def vote(self, user, employee):
        return self.week.with_user(user).action_vote(employee.id)

    def inspected(self):
        for employee, area in (
            (self.engineer, self.workshop),
            (self.other_engineer, self.cart),
            (self.clerk_employee, self.office),
        ):
            self.inspect(employee, THURSDAY, area=area)

    def test_most_votes_are_the_best_whatever_the_points(self):
        self.inspected()
        self.find(self.engineer, shanghai(THURSDAY))
        self.find(self.clerk_employee, shanghai(THURSDAY), pillar="safety")
        for user in (self.clerk, self.inspector, self.hr):
            self.vote(user, self.engineer)
        self.vote(self.technician, self.other_engineer)
        self.assertEqual(self.week.vote_count, 4)
        self.week.with_user(self.manager).action_compute()
        self.assertEqual(self.week.proposed_best_id, self.engineer)
        self.assertEqual(self.week.proposed_best_by, "votes")
        self.assertEqual(
            {line.employee_id: line.votes for line in self.week.line_ids},
            {self.engineer: 3, self.other_engineer: 1, self.clerk_employee: 0},
        )
        # the worst comes out of the points, and isn't whom people voted for
        self.assertEqual(self.week.proposed_worst_id, self.clerk_employee)

    def test_points_decide_among_equals(self):
        self.inspected()
        self.find(self.engineer, shanghai(THURSDAY))
        self.vote(self.technician, self.other_engineer)
        self.vote(self.clerk, self.engineer)
        self.week.with_user(self.manager).action_compute()
        self.assertEqual(self.week.proposed_best_id, self.other_engineer)
        self.assertEqual(self.week.proposed_best_by, "points")

    def test_one_vote_each_which_may_be_changed(self):
        self.vote(self.clerk, self.engineer)
        self.vote(self.clerk, self.other_engineer)
        self.assertEqual(self.week.vote_count, 1)
        own = self.week.with_user(self.clerk)
        self.assertEqual(own.my_vote_id, self.other_engineer)

    def test_nobody_votes_for_themselves_or_for_who_owns_nothing(self):
        with self.refused(UserError, "for themselves"):
            self.vote(self.technician, self.engineer)
        for employee in (self.hr_employee, self.foreign_employee):
            with self.refused(UserError, "answers for no area"):
                self.vote(self.technician, employee)

    def test_candidates_are_the_owners_of_the_week(self):
        bay = self._make_area("Bay", self.workshop_kind)
        self._own(bay, self.hr_employee, date(2025, 1, 1), date(2026, 2, 27))
        self._own(bay, self.sales_employee, date(2026, 3, 6), date(2026, 3, 8))
        own = self.week.with_user(self.technician)
        self.assertEqual(
            own.candidate_ids,
            self.other_engineer | self.clerk_employee | self.sales_employee,
        )

    def test_vote_ends_on_friday_at_the_hour(self):
        self.assertEqual(self.week.vote_until, FIVE)
        self.move(to=datetime(2026, 3, 6, 8, 59, 59))
        self.assertTrue(self.week.with_user(self.clerk).can_vote)
        self.vote(self.clerk, self.engineer)
        self.move(to=FIVE)
        self.assertFalse(self.week.with_user(self.clerk).can_vote)
        with self.refused(UserError, "no vote for you now"):
            self.vote(self.clerk, self.other_engineer)

    def test_no_vote_before_the_week_nor_after_it_was_computed(self):
        later = self.env["aftersales.6s.week"]._week_of(self.company, date(2026, 3, 20))
        self.assertFalse(later.with_user(self.clerk).can_vote)
        self.week.with_user(self.manager).action_compute()
        with self.refused(UserError, "no vote for you now"):
            self.vote(self.clerk, self.engineer)

    def test_no_vote_where_the_points_decide_and_for_who_is_no_employee(self):
        with self.refused(UserError, "no vote for you now"):
            self.vote(self.nobody, self.engineer)
        self.company.aftersales_6s_week_mode = "computed"
        other = self.env["aftersales.6s.week"]._week_of(self.company, date(2026, 2, 27))
        self.move(to=datetime(2026, 2, 25))
        self.assertFalse(other.with_user(self.clerk).can_vote)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_votes_are_secret(self):
        self.vote(self.clerk, self.engineer)
        votes = self.env["aftersales.6s.vote"]
        cast = votes.search([("week_id", "=", self.week.id)])
        for user in (self.manager, self.branch_manager, self.hr, self.technician):
            own = votes.with_user(user)
            self.assertFalse(own.search([("week_id", "=", self.week.id)]), user.login)
            self.assertFalse(own._read_group([], ["employee_id"], ["__count"]))
            with self.assertRaises(AccessError, msg=user.login):
                cast.with_user(user).read(["employee_id"])
        self.assertEqual(cast.with_user(self.clerk).employee_id, self.engineer)
        self.assertFalse(self.week.with_user(self.manager).my_vote_id)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_votes_are_cast_by_the_button_only(self):
        values = {
            "week_id": self.week.id,
            "voter_id": self.engineer.id,
            "employee_id": self.clerk_employee.id,
        }
        for user in (self.clerk, self.manager):
            with self.assertRaises(UserError):
                self.env["aftersales.6s.vote"].with_user(user).create(values)
        self.vote(self.clerk, self.engineer)
        cast = self.env["aftersales.6s.vote"].search([("week_id", "=", self.week.id)])
        for user in (self.clerk, self.manager):
            with self.assertRaises(AccessError):
                cast.with_user(user).write({"employee_id": self.other_engineer.id})
            with self.assertRaises(AccessError):
                cast.with_user(user).unlink()

    def test_vote_window_keeps_nothing(self):
        windows = self.env["aftersales.6s.week.vote"].with_user(self.clerk)
        window = windows.with_context(active_id=self.week.id).create(
            {"employee_id": self.engineer.id}
        )
        self.assertIn(self.engineer, window.sudo().candidate_ids)
        window.action_vote()
        self.assertFalse(window.exists())
        self.assertEqual(self.week.with_user(self.clerk).my_vote_id, self.engineer)
