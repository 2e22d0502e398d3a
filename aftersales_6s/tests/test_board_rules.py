"""Days and grades of boards, without a database."""

from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..rules import board, ranking


@tagged("standard", "at_install")
class TestBoardRules(BaseCase):
    def test_every_period_holds_its_day_and_ends_after_it_began(self):
        for day in range(366):
            today = date(2028, 1, 1) + timedelta(days=day)
            for name in board.PERIODS:
                first, last = board.days_of(name, today)
                self.assertLessEqual(first, last)
                if name == board.LAST_MONTH:
                    self.assertEqual(last + timedelta(days=1), today.replace(day=1))
                else:
                    self.assertTrue(first <= today <= last, (name, today))

    def test_a_trend_is_eight_fridays_without_a_gap(self):
        days = board.trend_fridays(date(2026, 1, 2))
        self.assertEqual(len(days), 8)
        self.assertEqual({ranking.friday_of(day) for day in days}, set(days))
        self.assertEqual(
            {later - day for day, later in zip(days, days[1:], strict=False)},
            {timedelta(weeks=1)},
        )

    def test_grades_at_their_limits(self):
        for score, grade in (
            (100, board.GOOD),
            (95, board.GOOD),
            (94.9, board.FAIR),
            (85, board.FAIR),
            (84.9, board.POOR),
            (0, board.POOR),
            (None, board.NONE),
        ):
            with self.subTest(score):
                self.assertEqual(board.grade(score), grade)
