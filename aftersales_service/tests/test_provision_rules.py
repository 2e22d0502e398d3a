"""Provision of the month: tables (CST-6)."""

from datetime import date

from odoo.tests import BaseCase, tagged

from ..rules import provision as rules

D = date
#: day → first and last day of its month
MONTHS = [
    (D(2026, 1, 31), D(2026, 1, 1), D(2026, 1, 31)),
    (D(2026, 2, 1), D(2026, 2, 1), D(2026, 2, 28)),
    (D(2028, 2, 29), D(2028, 2, 1), D(2028, 2, 29)),
    (D(2100, 2, 3), D(2100, 2, 1), D(2100, 2, 28)),
    (D(2026, 4, 15), D(2026, 4, 1), D(2026, 4, 30)),
    (D(2026, 12, 31), D(2026, 12, 1), D(2026, 12, 31)),
]
#: day, months before → first day of that month
BEFORE = [
    (D(2026, 3, 2), 1, D(2026, 2, 1)),
    (D(2026, 1, 31), 1, D(2025, 12, 1)),
    (D(2028, 2, 29), 12, D(2027, 2, 1)),
    (D(2026, 12, 31), 11, D(2026, 1, 1)),
    (D(2026, 12, 31), 12, D(2025, 12, 1)),
    (D(2026, 5, 5), 0, D(2026, 5, 1)),
]
#: all / furnaces / furnaces of one kind
RATES = [
    rules.Rate(1, 10, D(2026, 1, 1), 1.0),
    rules.Rate(2, 20, D(2026, 1, 1), 2.0),
    rules.Rate(3, 20, D(2026, 2, 15), 3.0),
    rules.Rate(4, 10, D(2026, 3, 1), 0.0),
]
#: path of categories, day → rate
CHOSEN = [
    ((10,), D(2025, 12, 31), None),
    ((10,), D(2026, 1, 1), 1),
    ((20, 10), D(2026, 1, 1), 2),
    ((20, 10), D(2026, 2, 14), 2),
    ((20, 10), D(2026, 2, 15), 3),
    ((30, 20, 10), D(2026, 2, 15), 3),
    ((30, 10), D(2026, 2, 28), 1),
    ((30, 10), D(2026, 3, 1), 4),
    ((99,), D(2026, 3, 1), None),
    ((), D(2026, 3, 1), None),
]
#: closing, use of the last year, months of history → due within a year
DUE = [
    (1000, 300, 12, 300),
    (1000, 1300, 12, 1000),
    (1000, 300, 11, 1000),
    (1000, -5, 12, 0),
    (0, 300, 12, 0),
    (-20, 300, 12, 0),
    (-20, 300, 3, 0),
]


@tagged("post_install", "-at_install")
class TestProvisionRules(BaseCase):
    def test_cst6_months_end_on_their_last_day(self):
        for day, first, last in MONTHS:
            self.assertEqual(rules.first_day(day), first)
            self.assertEqual(rules.last_day(day), last)

    def test_cst6_months_before(self):
        for day, months, first in BEFORE:
            self.assertEqual(rules.month_before(day, months), first)

    def test_cst6_nearest_category_and_latest_version(self):
        for path, day, expected in CHOSEN:
            with self.subTest(path=path, day=day):
                rate = rules.rate_at(RATES, path, day)
                self.assertEqual(rate and rate.id, expected)

    def test_cst6_sales_by_rate_and_month_less_credit_notes(self):
        sales = [
            rules.Sale((20, 10), D(2026, 2, 14), 100),
            rules.Sale((20, 10), D(2026, 2, 15), 200),
            rules.Sale((20, 10), D(2026, 2, 28), -50),
            rules.Sale((20, 10), D(2026, 3, 1), 7),
            rules.Sale((99,), D(2026, 2, 1), 1000),
        ]
        self.assertEqual(
            rules.bases(RATES, sales),
            {
                (2, D(2026, 2, 1)): 100,
                (3, D(2026, 2, 1)): 150,
                (3, D(2026, 3, 1)): 7,
            },
        )

    def test_cst6_what_was_counted_is_not_counted_again(self):
        january, february = D(2026, 1, 1), D(2026, 2, 1)
        now = {(1, january): 150.0, (1, february): 80.0, (2, january): 5.0}
        accrued = {(1, january): 100.0, (2, january): 5.0, (3, january): 20.0}
        self.assertEqual(
            rules.owed(now, accrued, lambda amount: round(amount, 2)),
            {(1, january): 50, (1, february): 80, (3, january): -20},
        )

    def test_cst6_use_beyond_the_provision_is_cost(self):
        self.assertEqual(rules.excess(100, 50, 150), 0)
        self.assertEqual(rules.excess(100, 50, 149.99), 0)
        self.assertAlmostEqual(rules.excess(100, 50, 150.01), 0.01)
        self.assertEqual(rules.excess(-20, 0, 0), 20)

    def test_cst6_history_rate(self):
        self.assertEqual(rules.history_rate(15, 1000), 1.5)
        self.assertEqual(rules.history_rate(15, 0), 0)
        self.assertEqual(rules.history_rate(15, -10), 0)

    def test_cst6_due_within_a_year(self):
        for left, used, months, expected in DUE:
            with self.subTest(left=left, used=used, months=months):
                self.assertEqual(rules.due_within_year(left, used, months), expected)
