"""What a month's sheet takes and gives: a table of cases, and what always holds."""

import doctest
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..rules import deduction as rules

LOSS, PERF, FINE = rules.LOSS, rules.PERFORMANCE, rules.FINE
#: Minimum wages of two cities
SHANGHAI, SUZHOU = 2740, 2490


def month(wage, variable=0, floor=SHANGHAI, fines=False):
    """What is known of a month, without its items."""
    return {"wage": wage, "variable": variable, "floor": floor, "fines_allowed": fines}


def loss(amount, **more):
    return {"money_type": LOSS, "amount": amount, **more}


def perf(amount, **more):
    return {"money_type": PERF, "amount": amount, **more}


def fine(amount, **more):
    return {"money_type": FINE, "amount": amount, **more}


def reward(amount):
    return {"kind": rules.REWARD, "amount": amount}


def back(amount, money_type=PERF):
    return {"kind": rules.GIVE_BACK, "amount": amount, "money_type": money_type}


def again(amount):
    return {"kind": rules.TAKE_BACK, "amount": amount}


#: what | the month | its items | of each: deducted, paid, carried, lapsed, why
TABLE = (
    # Losses: 20 %, and the minimum wage remains
    ("below the cap", month(5000), [loss(300)], [(300, 0, 0, 0, "full")]),
    ("just the cap", month(5000), [loss(1000)], [(1000, 0, 0, 0, "full")]),
    ("a cent over it", month(5000), [loss(1000.01)], [(1000, 0, 0.01, 0, "cap")]),
    ("far over it", month(5000), [loss(9000)], [(1000, 0, 8000, 0, "cap")]),
    ("a cent", month(5000), [loss(0.01)], [(0.01, 0, 0, 0, "full")]),
    (
        "both limits are the same",
        month(3425),
        [loss(700)],
        [(685, 0, 15, 0, "floor")],
    ),
    ("the floor is nearer", month(3000), [loss(500)], [(260, 0, 240, 0, "floor")]),
    ("a cent over the floor", month(2740.01), [loss(9)], [(0.01, 0, 8.99, 0, "floor")]),
    ("just the floor", month(2740), [loss(500)], [(0, 0, 500, 0, "floor")]),
    ("a cent under it", month(2739.99), [loss(500)], [(0, 0, 500, 0, "floor")]),
    ("far under it", month(1000), [loss(500)], [(0, 0, 500, 0, "floor")]),
    ("no wage", month(0), [loss(500)], [(0, 0, 500, 0, "floor")]),
    ("no wage, no floor", month(0, floor=0), [loss(5)], [(0, 0, 5, 0, "floor")]),
    ("a negative wage", month(-100), [loss(500)], [(0, 0, 500, 0, "floor")]),
    (
        "no minimum wage",
        month(5000, floor=0),
        [loss(2000)],
        [(1000, 0, 1000, 0, "cap")],
    ),
    (
        "the cap is rounded down",
        month(5000.03, floor=0),
        [loss(2000)],
        [(1000, 0, 1000, 0, "cap")],
    ),
    # One cap for all losses, the oldest first
    (
        "two fit",
        month(5000),
        [loss(400), loss(600)],
        [(400, 0, 0, 0, "full"), (600, 0, 0, 0, "full")],
    ),
    (
        "the second one only in part",
        month(5000),
        [loss(400), loss(700)],
        [(400, 0, 0, 0, "full"), (600, 0, 100, 0, "cap")],
    ),
    (
        "the second one not at all",
        month(5000),
        [loss(1000), loss(700)],
        [(1000, 0, 0, 0, "full"), (0, 0, 700, 0, "cap")],
    ),
    (
        "the older one is first, wherever it stands",
        month(5000),
        [loss(700, order=(2,)), loss(400, order=(1,))],
        [(600, 0, 100, 0, "cap"), (400, 0, 0, 0, "full")],
    ),
    (
        "of the same day, the lower number is first",
        month(5000),
        [
            loss(900, order=(date(2026, 3, 2), 8)),
            loss(900, order=(date(2026, 3, 2), 7)),
        ],
        [(100, 0, 800, 0, "cap"), (900, 0, 0, 0, "full")],
    ),
    (
        "three share it",
        month(6000),
        [loss(500), loss(500), loss(500)],
        [
            (500, 0, 0, 0, "full"),
            (500, 0, 0, 0, "full"),
            (200, 0, 300, 0, "cap"),
        ],
    ),
    # Two cities
    ("Shanghai", month(3000, floor=SHANGHAI), [loss(900)], [(260, 0, 640, 0, "floor")]),
    ("Suzhou", month(3000, floor=SUZHOU), [loss(900)], [(510, 0, 390, 0, "floor")]),
    # No minimum wage is known
    ("loss", month(5000, floor=None), [loss(500)], [(0, 0, 500, 0, "no_floor")]),
    ("pay", month(5000, 900, None), [perf(50)], [(0, 0, 0, 50, "no_floor")]),
    ("no pay", month(5000, 0, None), [perf(50)], [(0, 0, 0, 50, "no_floor")]),
    ("fine", month(5000, 0, None, True), [fine(5)], [(0, 0, 5, 0, "no_floor")]),
    ("reward", month(5000, floor=None), [reward(50)], [(0, 50, 0, 0, "paid")]),
    ("give back", month(5000, floor=None), [back(50)], [(0, 50, 0, 0, "given_back")]),
    ("take back", month(500, 500, None), [again(50)], [(0, 0, 50, 0, "no_floor")]),
    # Performance pay: only this month's, and it lapses
    ("fits", month(5000, 500), [perf(30)], [(30, 0, 0, 0, "full")]),
    ("all of it", month(5000, 500), [perf(500)], [(500, 0, 0, 0, "full")]),
    ("more than it", month(5000, 500), [perf(501)], [(500, 0, 0, 1, "variable")]),
    ("there is none", month(5000), [perf(30)], [(0, 0, 0, 30, "no_variable")]),
    ("a negative one", month(5000, -5), [perf(30)], [(0, 0, 0, 30, "no_variable")]),
    (
        "the second one lapses",
        month(5000, 40),
        [perf(30), perf(30)],
        [(30, 0, 0, 0, "full"), (10, 0, 0, 20, "variable")],
    ),
    (
        "the older one is first",
        month(5000, 40),
        [perf(30, order=(2,)), perf(30, order=(1,))],
        [(10, 0, 0, 20, "variable"), (30, 0, 0, 0, "full")],
    ),
    (
        "the floor remains",
        month(2600, 500),
        [perf(500)],
        [(360, 0, 0, 140, "floor")],
    ),
    ("under the floor", month(2000, 500), [perf(30)], [(0, 0, 0, 30, "floor")]),
    ("just the floor", month(2240, 500), [perf(30)], [(0, 0, 0, 30, "floor")]),
    ("a cent over it", month(2240.01, 500), [perf(30)], [(0.01, 0, 0, 29.99, "floor")]),
    ("more than 20 %", month(3000, 3000), [perf(3000)], [(3000, 0, 0, 0, "full")]),
    ("no wage but variable pay", month(0, 4000), [perf(99)], [(99, 0, 0, 0, "full")]),
    # Fines
    ("no basis", month(5000), [fine(30)], [(0, 0, 30, 0, "no_basis")]),
    ("no basis, much pay", month(9000, 9000), [fine(30)], [(0, 0, 30, 0, "no_basis")]),
    ("a basis", month(5000, fines=True), [fine(30)], [(30, 0, 0, 0, "full")]),
    (
        "a basis, but not on that day",
        month(5000, fines=True),
        [fine(30, allowed=False)],
        [(0, 0, 30, 0, "no_basis")],
    ),
    ("over the cap", month(5000, fines=True), [fine(1200)], [(1000, 0, 200, 0, "cap")]),
    ("the floor", month(2750, fines=True), [fine(30)], [(10, 0, 20, 0, "floor")]),
    (
        "losses are first, even later ones",
        month(5000, fines=True),
        [fine(300, order=(1,)), loss(900, order=(2,))],
        [(100, 0, 200, 0, "cap"), (900, 0, 0, 0, "full")],
    ),
    (
        "losses leave nothing",
        month(5000, fines=True),
        [loss(1000), fine(300)],
        [(1000, 0, 0, 0, "full"), (0, 0, 300, 0, "cap")],
    ),
    # Several types in one month
    (
        "each against its own",
        month(5000, 500),
        [perf(30), loss(200), fine(30)],
        [(30, 0, 0, 0, "full"), (200, 0, 0, 0, "full"), (0, 0, 30, 0, "no_basis")],
    ),
    (
        "variable pay counts for the cap",
        month(5000, 1000),
        [loss(5000)],
        [(1200, 0, 3800, 0, "cap")],
    ),
    (
        "what of it wasn't earned doesn't",
        month(5000, 1000),
        [loss(5000), perf(500)],
        [(1100, 0, 3900, 0, "cap"), (500, 0, 0, 0, "full")],
    ),
    (
        "both stop at the floor together",
        month(2600, 500),
        [perf(300), loss(500)],
        [(300, 0, 0, 0, "full"), (60, 0, 440, 0, "floor")],
    ),
    (
        "a low fixed wage and much variable pay",
        month(2000, 4000),
        [loss(2000)],
        [(1200, 0, 800, 0, "cap")],
    ),
    (
        "all three over their limits",
        month(5000, 100, fines=True),
        [fine(500), loss(800), perf(150)],
        [
            (200, 0, 300, 0, "cap"),
            (800, 0, 0, 0, "full"),
            (100, 0, 0, 50, "variable"),
        ],
    ),
    # Rewards
    ("alone", month(5000), [reward(200)], [(0, 200, 0, 0, "paid")]),
    ("without any wage", month(0), [reward(200)], [(0, 200, 0, 0, "paid")]),
    (
        "they don't raise the cap",
        month(5000),
        [reward(5000), loss(3000)],
        [(0, 5000, 0, 0, "paid"), (1000, 0, 2000, 0, "cap")],
    ),
    (
        "they are no variable pay",
        month(5000),
        [reward(100), perf(30)],
        [(0, 100, 0, 0, "paid"), (0, 0, 0, 30, "no_variable")],
    ),
    # Reversal after deduction
    ("a loss", month(5000), [back(400, LOSS)], [(0, 400, 0, 0, "given_back")]),
    ("with no wage", month(0), [back(400)], [(0, 400, 0, 0, "given_back")]),
    (
        "it makes no room for others",
        month(5000),
        [back(400, LOSS), loss(2000)],
        [(0, 400, 0, 0, "given_back"), (1000, 0, 1000, 0, "cap")],
    ),
    ("a reward", month(5000, 500), [again(200)], [(200, 0, 0, 0, "full")]),
    ("more than pay", month(5000, 50), [again(200)], [(50, 0, 150, 0, "variable")]),
    ("no pay", month(5000), [again(200)], [(0, 0, 200, 0, "no_variable")]),
    ("the floor", month(2700, 100), [again(200)], [(60, 0, 140, 0, "floor")]),
    (
        "after what wasn't earned",
        month(5000, 100),
        [again(200), perf(70)],
        [(30, 0, 170, 0, "variable"), (70, 0, 0, 0, "full")],
    ),
    (
        "nothing of the pay is left",
        month(5000, 70),
        [again(200), perf(70)],
        [(0, 0, 200, 0, "variable"), (70, 0, 0, 0, "full")],
    ),
    (
        "losses and it stop at the floor together",
        month(2640, 200),
        [again(90), loss(60)],
        [(40, 0, 50, 0, "floor"), (60, 0, 0, 0, "full")],
    ),
    ("an empty month", month(5000), [], []),
)

#: due | taken | lapsed | a reward | what is open
OPEN = (
    (100, 0, 0, False, ("penalty", 100)),
    (100, 30, 0, False, ("penalty", 70)),
    (100, 100, 0, False, None),
    (100, 30, 70, False, None),
    (100, 0, 100, False, None),
    (50, 30, 70, False, None),
    (0, 0, 0, False, None),
    (0, 0, 70, False, None),
    (0, 30, 70, False, ("give_back", 30)),
    (20, 30, 0, False, ("give_back", 10)),
    (100, 0, 0, True, ("reward", 100)),
    (100, 100, 0, True, None),
    (0, 100, 0, True, ("take_back", 100)),
    (0, 40, 0, True, ("take_back", 40)),
    (0, 0, 0, True, None),
    (0.3, 0.1 + 0.2, 0, False, None),
)

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
#: versions of the contract | wage of June 2026
WAGES = (
    ([(date(2026, 1, 1), None, 4500)], 4500),
    ([], 0),
    ([(date(2026, 6, 16), None, 6000)], 3000),
    ([(date(2026, 1, 1), date(2026, 6, 10), 6000)], 2000),
    ([(date(2026, 6, 30), None, 6000)], 200),
    ([(date(2026, 7, 1), None, 6000)], 0),
    ([(date(2026, 1, 1), date(2026, 5, 31), 6000)], 0),
    (
        [(date(2026, 1, 1), date(2026, 6, 15), 4000), (date(2026, 6, 16), None, 6000)],
        5000,
    ),
    (
        [
            (date(2026, 1, 1), date(2026, 6, 1), 3000),
            (date(2026, 6, 2), date(2026, 6, 2), 6000),
            (date(2026, 6, 3), None, 3001),
        ],
        3100.93,
    ),
    ([(date(2026, 1, 1), None, None)], 0),
)

amounts = some.decimals(0, 20000, places=2, allow_nan=False, allow_infinity=False)
items = some.builds(
    rules.Item,
    ref=some.integers(1, 9),
    amount=amounts.filter(bool),
    money_type=some.sampled_from((LOSS, PERF, FINE)),
    order=some.tuples(some.integers(1, 5)),
    kind=some.sampled_from(
        (rules.PENALTY, rules.PENALTY, rules.REWARD, rules.GIVE_BACK, rules.TAKE_BACK)
    ),
    allowed=some.booleans(),
)
months = some.builds(
    rules.Facts,
    wage=amounts,
    variable=amounts,
    floor=some.none() | amounts,
    fines_allowed=some.booleans(),
    items=some.lists(items, max_size=8).map(tuple),
)


@tagged("post_install", "-at_install")
class TestDeductionRules(BaseCase):
    def test_table_of_cases(self):
        self.assertGreaterEqual(len(TABLE), 60)
        for what, facts, given_items, expected in TABLE:
            with self.subTest(what, facts=facts, items=given_items):
                found = self._deduct(facts, given_items)
                self.assertEqual(
                    [
                        (one.deducted, one.paid, one.carried, one.lapsed, one.reason)
                        for one in found.lines
                    ],
                    [
                        (*map(rules.cents, numbers), reason)
                        for *numbers, reason in expected
                    ],
                )

    def _deduct(self, facts, given_items):
        found = [rules.Item(ref=place, **one) for place, one in enumerate(given_items)]
        return rules.deduct(rules.Facts(**facts, items=tuple(found)))

    def test_every_reason_is_met_in_the_table(self):
        told = {line[-1] for *_rest, lines in TABLE for line in lines}
        self.assertEqual(told, set(rules.REASONS))

    def test_totals_of_a_month(self):
        found = self._deduct(
            month(5000, 500),
            [loss(1500), perf(600), fine(30), reward(80), back(20), again(10)],
        )
        self.assertEqual(found.earned, Decimal(5000))
        self.assertEqual(found.cap, Decimal(1000))
        self.assertEqual(found.gross, Decimal(2140))
        self.assertEqual(found.deducted, Decimal(1500))
        self.assertEqual(found.carried, Decimal(540))
        self.assertEqual(found.lapsed, Decimal(100))
        self.assertEqual((found.rewards, found.given_back), (80, 20))
        self.assertEqual(found.net, Decimal(-1400))

    def test_a_loss_is_carried_over_three_months(self):
        case, story = 2300, []
        for wage in (5000, 2740, 4000, 9000):
            kind = rules.open_of(2300, 2300 - case)
            items = [loss(kind[1])] if kind else []
            found = self._deduct(month(wage), items)
            case -= found.deducted
            story.append((found.deducted, found.carried))
        self.assertEqual(story, [(1000, 1300), (0, 1300), (800, 500), (500, 0)])

    def test_two_losses_are_carried_each_with_its_own_balance(self):
        open_, story = {1: Decimal(1500), 2: Decimal(800)}, []
        for _month in range(3):
            items = [
                rules.Item(ref, rest, LOSS, (ref,))
                for ref, rest in open_.items()
                if rest
            ]
            facts = rules.Facts(5000, 0, SHANGHAI, items=tuple(items))
            for line in rules.deduct(facts).lines:
                open_[line.item.ref] = line.carried
            story.append(tuple(open_.values()))
        self.assertEqual(story, [(500, 800), (0, 300), (0, 0)])

    def test_leaving_does_not_hasten_what_is_carried(self):
        whole = self._deduct(month(6000), [loss(5000)])
        # left on the 15th: half a month's wage
        wage = rules.month_wage(
            [(date(2026, 1, 1), date(2026, 6, 15), 6000)], FIRST, LAST
        )
        last = self._deduct(month(wage), [loss(whole.carried)])
        self.assertEqual(last.deducted, Decimal(260))
        after = self._deduct(month(0), [loss(last.carried)])
        self.assertEqual((after.deducted, after.carried), (0, last.carried))

    def test_a_raise_in_mid_month_raises_the_cap_by_its_days(self):
        versions = [(date(2026, 1, 1), date(2026, 6, 15), 4000)]
        versions.append((date(2026, 6, 16), None, 6000))
        wage = rules.month_wage(versions, FIRST, LAST)
        self.assertEqual(self._deduct(month(wage), [loss(5000)]).cap, Decimal(1000))

    def test_what_is_open_of_a_case(self):
        for due, taken, lapsed, is_reward, expected in OPEN:
            with self.subTest(due=due, taken=taken, lapsed=lapsed, is_reward=is_reward):
                found = rules.open_of(due, taken, lapsed, is_reward)
                self.assertEqual(found, expected)

    def test_wage_of_a_month(self):
        for versions, expected in WAGES:
            with self.subTest(versions=versions):
                found = rules.month_wage(versions, FIRST, LAST)
                self.assertEqual(found, rules.cents(expected))

    def test_an_item_of_nothing_is_refused(self):
        for amount in (0, -1, 0.004):
            with self.assertRaises(ValueError):
                rules.Item(1, amount)

    def test_examples_in_the_docstrings(self):
        self.assertEqual(doctest.testmod(rules).failed, 0)


@tagged("post_install", "-at_install")
class TestDeductionProperties(BaseCase):
    @given(months)
    def test_the_minimum_wage_remains(self, facts):
        found = rules.deduct(facts)
        pay = facts.wage + facts.variable - found.deducted
        if found.deducted:
            self.assertIsNotNone(facts.floor)
            self.assertGreaterEqual(pay, facts.floor)

    @given(months)
    def test_losses_and_fines_keep_to_the_cap(self, facts):
        found = rules.deduct(facts)
        taken = sum(
            one.deducted
            for one in found.lines
            if one.item.kind == rules.PENALTY and one.item.money_type in (LOSS, FINE)
        )
        self.assertLessEqual(taken, found.cap)
        self.assertLessEqual(found.cap * 5, found.earned)
        self.assertLessEqual(found.earned, facts.wage + facts.variable)

    @given(months)
    def test_variable_pay_is_all_that_performance_can_cost(self, facts):
        taken = sum(
            one.deducted
            for one in rules.deduct(facts).lines
            if one.item.kind == rules.TAKE_BACK
            or (one.item.kind == rules.PENALTY and one.item.money_type == PERF)
        )
        self.assertLessEqual(taken, facts.variable)

    @given(months)
    def test_nothing_is_lost_and_nothing_is_negative(self, facts):
        found = rules.deduct(facts)
        self.assertEqual([one.item for one in found.lines], list(facts.items))
        for one in found.lines:
            parts = (one.deducted, one.paid, one.carried, one.lapsed)
            self.assertEqual(sum(parts), one.item.amount)
            self.assertGreaterEqual(min(parts), 0)
            self.assertEqual(one.reason == rules.FULL, one.deducted == one.item.amount)
            if one.lapsed:
                self.assertEqual(one.item.money_type, PERF)
        owed = found.deducted + found.carried + found.lapsed
        self.assertEqual(owed, found.gross)

    @given(months)
    def test_fines_need_a_basis(self, facts):
        for one in rules.deduct(facts).lines:
            fined = one.item.money_type == FINE and one.item.kind == rules.PENALTY
            if fined and not (facts.fines_allowed and one.item.allowed):
                self.assertEqual((one.deducted, one.reason), (0, rules.NO_BASIS))

    @given(amounts.filter(bool), some.lists(some.tuples(amounts, amounts), max_size=9))
    def test_months_together_never_take_more_than_the_case(self, amount, wages):
        taken = Decimal(0)
        for wage, floor in wages:
            rest = rules.open_of(amount, taken)
            items = (rules.Item(1, rest[1], LOSS),) if rest else ()
            taken += rules.deduct(rules.Facts(wage, 0, floor, items=items)).deducted
            self.assertLessEqual(taken, amount)
        # revoked: exactly that comes back, and then it is settled
        back_ = rules.open_of(0, taken)
        self.assertEqual(back_, (rules.GIVE_BACK, taken) if taken else None)
        self.assertIsNone(rules.open_of(0, taken - (back_[1] if back_ else 0)))
