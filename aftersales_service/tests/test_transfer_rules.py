"""Who moves spare parts, and from where to where (PRT-1, PRT-4, PRT-5, PRT-8)."""

from datetime import date
from itertools import product

from odoo.tests import BaseCase, tagged

from ..rules import count
from ..rules import transfer as rules
from ..rules.part import DEPOT, POST, STATION, TECHNICIAN

KINDS_OF_ACCOUNT = (TECHNICIAN, STATION, DEPOT, POST)
#: Kind → all pairs of places that fit it
PAIRS = {
    rules.RETURN: {(TECHNICIAN, DEPOT), (STATION, DEPOT), (POST, DEPOT)},
    rules.TRANSFER: {
        (TECHNICIAN, TECHNICIAN),
        (TECHNICIAN, STATION),
        (STATION, TECHNICIAN),
        (STATION, STATION),
        (DEPOT, DEPOT),
    },
    rules.LOSS: {(kind, None) for kind in KINDS_OF_ACCOUNT},
    rules.VOUCHER: {(None, TECHNICIAN), (None, STATION), (None, DEPOT)},
    rules.SETTLE: {(TECHNICIAN, None), (STATION, None), (DEPOT, None)},
    rules.TRIP: {(None, DEPOT)},
}
#: Kind, state → steps that fit
STEPS = {
    rules.DRAFT: {rules.SUBMIT, rules.CANCEL},
    rules.SUBMITTED: {rules.RECEIVE, rules.REFUSE, rules.CANCEL},
    rules.REFUSED: {rules.REDRAFT, rules.CANCEL},
    rules.DONE: {rules.REVERSE},
    rules.CANCELLED: set(),
}


@tagged("post_install", "-at_install")
class TestTransferRules(BaseCase):
    def test_prt5_a_movement_goes_where_its_kind_goes_and_nowhere_else(self):
        places = (None, *KINDS_OF_ACCOUNT)
        for kind in rules.KINDS:
            found = {
                pair
                for pair in product(places, places)
                if rules.places_fit(kind, *pair)
            }
            self.assertEqual(found, PAIRS[kind], kind)

    def test_prt1_parts_leave_a_depot_for_people_by_requisition_only(self):
        for target in (TECHNICIAN, STATION):
            self.assertFalse(rules.places_fit(rules.TRANSFER, DEPOT, target))

    def test_prt5_each_state_has_its_steps(self):
        for kind, state in product(rules.KINDS, rules.STATES):
            expected = STEPS[state]
            if kind == rules.LOSS and state == rules.SUBMITTED:
                expected = expected - {rules.RECEIVE} | {rules.APPROVE}
            self.assertEqual(
                rules.allowed(state, rules.Facts(kind)), expected, (kind, state)
            )

    def test_prt5_what_was_taken_back_is_not_taken_back_again(self):
        for facts in (
            rules.Facts(rules.RETURN, reversed=True),
            rules.Facts(rules.RETURN, reversal=True),
        ):
            self.assertEqual(rules.allowed(rules.DONE, facts), set())
            with self.assertRaises(KeyError):
                rules.next_state(rules.DONE, rules.REVERSE, facts)

    def test_prt5_who_confirms(self):
        cases = [
            (rules.RETURN, {"keeper"}, True),
            (rules.RETURN, {"holder", "technician"}, False),
            (rules.TRANSFER, {"receiver"}, True),
            (rules.TRANSFER, {"keeper", "manager"}, False),
            (rules.VOUCHER, {"receiver"}, False),
            (rules.TRIP, {"technician", "author"}, False),
            (rules.TRIP, {"keeper"}, True),
        ]
        for kind, roles, may in cases:
            self.assertEqual(
                rules.may_take(rules.RECEIVE, kind, roles), may, (kind, roles)
            )

    def test_prt5_nobody_decides_on_their_own_loss_or_one_they_reported(self):
        for step in (rules.APPROVE, rules.REVERSE):
            self.assertTrue(rules.may_take(step, rules.LOSS, {"manager"}))
            for own in ("holder", "author"):
                self.assertFalse(rules.may_take(step, rules.LOSS, {"manager", own}))
            self.assertFalse(rules.may_take(step, rules.LOSS, {"keeper"}))

    def test_prt4_ageing_of_vouchers(self):
        cases = {
            0: "d30",
            30: "d30",
            31: "d60",
            60: "d60",
            61: "d90",
            90: "d90",
            91: "over",
        }
        self.assertEqual({days: rules.ageing(days) for days in cases}, cases)

    # Counts

    def test_prt8_a_count_is_decided_by_who_neither_counted_nor_holds(self):
        for step in (count.APPROVE, count.RECOUNT):
            self.assertTrue(count.may_take(step, {"manager"}))
            for own in ("counter", "holder"):
                self.assertFalse(count.may_take(step, {"manager", own}))
        self.assertFalse(count.may_take(count.SUBMIT, {"keeper", "manager"}))

    def test_prt8_what_a_counted_line_lacks(self):
        cases = [
            (count.Line(3, 3), count.NOT_COUNTED),
            (count.Line(3, 3, 3), None),
            (count.Line(3, 3, 2), count.NO_REASON),
            (count.Line(3, 3, 2, "Broken"), None),
            (count.Line(0, 0, 0), None),
        ]
        for line, lack in cases:
            self.assertEqual(count.lacks(line), lack, line)
        self.assertTrue(count.moved(count.Line(3, 2, 3)))
        self.assertFalse(count.moved(count.Line(3, 3, 2)))

    def test_prt8_next_count_over_a_leap_day_and_the_end_of_a_year(self):
        cases = [
            (date(2028, 2, 28), 1, date(2028, 3, 6)),
            (date(2026, 12, 28), 1, date(2027, 1, 4)),
            (date(2026, 3, 2), 4, date(2026, 3, 30)),
            (date(2026, 3, 2), 0, None),
        ]
        for last, weeks, due in cases:
            self.assertEqual(count.due_on(last, weeks), due, last)
