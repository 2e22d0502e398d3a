"""Rules of the ledger and its month, by tables and properties (PRT-8)."""

from datetime import date

from hypothesis import given, strategies

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_service.rules import ledger as rules
from odoo.addons.aftersales_service.rules import part

QUANTITIES = strategies.dictionaries(
    strategies.integers(1, 9), strategies.integers(0, 50), min_size=1
)


@tagged("post_install", "-at_install")
class TestLedgerRules(BaseCase):
    def test_prt8_months_begin_and_end(self):
        for day, first, last, following in (
            (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)),
            (
                date(2026, 12, 31),
                date(2026, 12, 1),
                date(2026, 12, 31),
                date(2027, 1, 1),
            ),
            (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), date(2028, 3, 1)),
            (date(2026, 1, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)),
        ):
            with self.subTest(day):
                self.assertEqual(rules.first_day(day), first)
                self.assertEqual(rules.last_day(day), last)
                self.assertEqual(rules.next_month(day), following)

    def test_cst4_steps_of_a_month(self):
        for state, step, expected in (
            ("open", "check", "checking"),
            ("checking", "check", "checking"),
            ("checking", "close", "closed"),
            ("closed", "reopen", "open"),
            ("open", "close", None),
            ("open", "reopen", None),
            ("closed", "check", None),
            ("closed", "close", None),
        ):
            with self.subTest(state=state, step=step):
                self.assertEqual(rules.next_state(state, step), expected)

    def test_prt8_what_a_movement_does_to_its_column(self):
        for column, side, expected in (
            ("issued", 1, 5),
            ("issued", -1, -5),
            ("installed", -1, 5),
            ("installed", 1, -5),
            ("counted", 1, 5),
            ("counted", -1, -5),
            ("returned", -1, 5),
        ):
            with self.subTest(column=column, side=side):
                self.assertEqual(rules.effect(column, side, 5), expected)

    @given(
        strategies.lists(
            strategies.tuples(
                strategies.sampled_from(part.COLUMNS),
                strategies.sampled_from((-1, 1)),
                strategies.integers(0, 100),
            )
        ),
        strategies.integers(-50, 50),
    )
    def test_prt8_opening_plus_in_minus_out_is_closing(self, movements, opening):
        """Whatever moves, in whichever column."""
        sums = dict.fromkeys(part.COLUMNS, 0)
        balance = opening
        for column, side, amount in movements:
            sums[column] += rules.effect(column, side, amount)
            balance += side * amount
        self.assertEqual(rules.closing(opening, sums), balance)

    @given(strategies.integers(0, 10**7), QUANTITIES)
    def test_prt8_accounts_are_worth_what_odoo_says_to_the_cent(self, total, held):
        found = rules.targets(total, held)
        self.assertEqual(set(found), set(held))
        self.assertEqual(sum(found.values()), total)
        whole = sum(held.values())
        for key, quantity in held.items():
            if whole:
                self.assertLess(abs(found[key] - total * quantity / whole), 1)

    def test_prt8_negative_holdings_are_worth_less_than_nothing(self):
        self.assertEqual(rules.targets(300, {1: 4, 2: -1}), {1: 400, 2: -100})
        self.assertEqual(rules.targets(0, {1: 1, 2: -1}), {1: 0, 2: 0})

    @given(
        strategies.dictionaries(strategies.integers(1, 9), strategies.integers()),
        strategies.dictionaries(strategies.integers(1, 9), strategies.integers()),
    )
    def test_prt8_revalued_accounts_carry_what_they_are_worth(self, carried, wanted):
        found = rules.revaluations(carried, wanted)
        self.assertNotIn(0, found.values())
        for key in carried.keys() | wanted.keys():
            self.assertEqual(
                carried.get(key, 0) + found.get(key, 0), wanted.get(key, 0)
            )

    def test_prt8_what_explains_a_value(self):
        for label, facts, expected in (
            ("nothing changed", (100, 100, 0), 0),
            ("movements", (100, 170, 70, 1), 0),
            ("rounding", (100, 172, 70, 2), 0),
            ("more than rounding", (100, 173, 70, 2), 3),
            ("less, too", (100, 167, 70, 2), -3),
            ("a cost that was set", (100, 600, 0, 0, 500), 0),
            ("more than was set", (100, 600, 0, 0, 400), 100),
            ("a bill for what was used", (0, 400, 1000, 2, 0, -600), 0),
            ("half of it used", (0, 700, 1000, 2, 0, -600), 0),
            ("more than the bill", (0, 300, 1000, 2, 0, -600), -100),
            ("the wrong way", (0, 1100, 1000, 2, 0, -600), 100),
        ):
            with self.subTest(label):
                self.assertEqual(rules.Valuation(*facts).unexplained, expected)

    def test_prt8_a_value_that_a_part_never_had(self):
        for cost, quantity, units, expected in (
            (200, 2, [90, 110], False),
            (180, 2, [90, 110], False),
            (177, 2, [90, 110], True),
            (223, 2, [90, 110], True),
            (179, 2, [90, 110], False),
            (5, 1, [], False),
        ):
            with self.subTest(cost=cost):
                self.assertEqual(rules.beyond(cost, quantity, units), expected)
