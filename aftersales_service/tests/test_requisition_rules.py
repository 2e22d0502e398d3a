"""Tables and properties of ``rules.requisition``: no database."""

import itertools
import unittest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..rules import part
from ..rules import requisition as rules
from ..rules.requisition import Depot, Facts, Movement

#: state → steps that fit it, for what is handed out and what is shipped
STEPS = {
    rules.DRAFT: ({"submit", "cancel"}, {"submit", "cancel"}),
    rules.SUBMITTED: (
        {"approve", "reject", "withdraw", "cancel"},
        {"approve", "reject", "withdraw", "cancel"},
    ),
    rules.APPROVED: ({"issue", "cancel"}, {"pack", "cancel"}),
    rules.PACKED: ({"check", "unpack"}, {"check", "unpack"}),
    rules.ISSUED: ({"issue", "finish"}, {"pack", "finish"}),
    rules.REJECTED: ({"redraft"}, {"redraft"}),
    rules.DONE: (set(), set()),
    rules.CANCELLED: (set(), set()),
}
#: amount, limit, another manager → who approves
APPROVERS = [
    (0, 5000, True, rules.BY_MANAGER),
    (5000, 5000, True, rules.BY_MANAGER),
    (5000.01, 5000, True, rules.BY_GENERAL_MANAGER),
    (99999, 0, True, rules.BY_MANAGER),
    (1, 5000, False, rules.BY_GENERAL_MANAGER),
]
#: wanted, stock of depots 1 and 2, usual → depot
DEPOTS = [
    ({"a": 1}, [], None, None),
    ({}, [{}], None, 1),
    ({}, [{}, {}], None, None),
    ({}, [{}, {}], 2, 2),
    ({}, [{}, {}], 9, None),
    ({"a": 2}, [{"a": 1}, {"a": 2}], None, 2),
    ({"a": 2}, [{"a": 2}, {"a": 9}], None, 2),
    ({"a": 2}, [{"a": 2}, {"a": 9}], 1, 1),
    ({"a": 2, "b": 1}, [{"a": 2}, {"b": 1}], 2, 1),
    ({"a": 2}, [{"a": -5}, {}], None, 1),
]
IN, OUT = True, False
#: movements (quantity, comes, column, line) → line → column → quantity
FATES = [
    ([(2, IN, "issued", 1)], {1: {"issued": 2}}),
    (
        # the oldest first, a half of it
        [(2, IN, "issued", 1), (2, IN, "issued", 2), (3, OUT, "installed", None)],
        {1: {"issued": 2, "installed": 2}, 2: {"issued": 2, "installed": 1}},
    ),
    (
        # which line it was is said
        [(2, IN, "issued", 1), (2, IN, "issued", 2), (1, OUT, "returned", 2)],
        {1: {"issued": 2}, 2: {"issued": 2, "returned": 1}},
    ),
    (
        # what lay there before, and what was transferred in, is nobody's line
        [
            (1, IN, "counted", None),
            (2, IN, "issued", 1),
            (1, IN, "transferred_in", None),
            (2, OUT, "installed", None),
            (2, OUT, "written_off", None),
        ],
        {1: {"issued": 2, "installed": 1, "written_off": 1}},
    ),
    (
        # an installation taken back may be given back to the depot
        [
            (2, IN, "issued", 1),
            (2, OUT, "installed", None),
            (1, IN, "installed", None),
            (1, OUT, "returned", None),
        ],
        {1: {"issued": 2, "installed": 1, "returned": 1}},
    ),
    (
        # more leaves than came: the rest is nobody's
        [(1, IN, "issued", 1), (3, OUT, "installed", None)],
        {1: {"issued": 1, "installed": 1}},
    ),
    (
        # what comes back and never left by a line
        [(1, IN, "installed", None), (1, OUT, "returned", None)],
        {},
    ),
]
#: A busy machine is no reason to fail
always = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow],
)
movements = st.lists(
    st.builds(
        Movement,
        quantity=st.integers(1, 5),
        comes=st.booleans(),
        column=st.sampled_from(part.COLUMNS),
        line=st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=30,
)


class TestRequisitionRules(unittest.TestCase):
    def test_prt1_steps_of_every_state(self):
        for state, (by_hand, shipped) in STEPS.items():
            with self.subTest(state):
                self.assertEqual(rules.allowed(state, Facts()), by_hand)
                for delivery in (rules.TO_HOLDER, rules.TO_CUSTOMER):
                    self.assertEqual(
                        rules.allowed(state, Facts(delivery=delivery)), shipped
                    )

    def test_prt10_shipped_only_after_the_check(self):
        checked = Facts(delivery=rules.TO_HOLDER, checked=True)
        self.assertEqual(rules.allowed(rules.PACKED, checked), {"ship", "unpack"})

    def test_prt1_next_states(self):
        part_, whole = Facts(), Facts(complete=True)
        for state, step, facts, expected in (
            (rules.APPROVED, rules.ISSUE, part_, rules.ISSUED),
            (rules.APPROVED, rules.ISSUE, whole, rules.DONE),
            (rules.PACKED, rules.SHIP, part_, rules.ISSUED),
            (rules.PACKED, rules.SHIP, whole, rules.DONE),
            (rules.PACKED, rules.UNPACK, part_, rules.APPROVED),
            (rules.PACKED, rules.UNPACK, Facts(issued=True), rules.ISSUED),
            (rules.DONE, rules.ISSUE, part_, None),
            (rules.SUBMITTED, rules.ISSUE, part_, None),
        ):
            with self.subTest(f"{state} {step}"):
                self.assertEqual(rules.next_state(state, step, facts), expected)

    def test_prt1_no_other_state_hides_in_the_word_cancelled(self):
        """base_tier_validation asks ``state in "cancelled"``."""
        hidden = [state for state in rules.TRANSITIONS if state in rules.CANCELLED]
        self.assertEqual(hidden, [rules.CANCELLED])

    def test_prt1_every_step_but_approval_has_its_roles(self):
        steps = set(itertools.chain(*rules.TRANSITIONS.values()))
        self.assertEqual(steps - rules.ROLES.keys(), {rules.APPROVE, rules.REJECT})
        self.assertFalse(rules.may_take(rules.APPROVE, {"manager", "keeper"}))

    def test_prt1_who_approves(self):
        for amount, limit, other, expected in APPROVERS:
            with self.subTest(amount=amount, limit=limit, other=other):
                self.assertEqual(rules.approver(amount, limit, other), expected)

    def test_prt10_which_depot(self):
        for wanted, stocks, usual, expected in DEPOTS:
            depots = [Depot(n, stock) for n, stock in enumerate(stocks, 1)]
            with self.subTest(wanted=wanted, stocks=stocks, usual=usual):
                self.assertEqual(rules.best_depot(wanted, depots, usual), expected)

    def test_prt1_what_became_of_the_parts(self):
        for rows, expected in FATES:
            found = rules.fates(Movement(*row) for row in rows)
            some = {
                line: {column: number for column, number in own.items() if number}
                for line, own in found.items()
            }
            with self.subTest(rows=rows):
                self.assertEqual(some, expected)

    @always
    @given(movements)
    def test_prt1_a_line_never_loses_more_than_it_brought(self, moves):
        for line, fate in rules.fates(moves).items():
            brought = sum(
                m.quantity
                for m in moves
                if m.comes and m.line == line and m.column not in part.OUT
            )
            gone = {c: q for c, q in fate.items() if c != part.ISSUED}
            self.assertTrue(all(number >= 0 for number in gone.values()), fate)
            self.assertLessEqual(sum(gone.values()), brought)

    @always
    @given(movements)
    def test_prt1_no_more_is_told_than_has_left(self, moves):
        for column in part.COLUMNS:
            left = sum(m.quantity for m in moves if not m.comes and m.column == column)
            told = sum(
                fate.get(column, 0)
                for fate in rules.fates(moves).values()
                if column != part.ISSUED
            )
            self.assertLessEqual(told, left)
