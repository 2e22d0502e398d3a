"""The judgement of supplier claims, by tables of cases (PRT-9, A4 3.8)."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..rules import claim as rules

DAY = date(2026, 3, 2)
A, B, C = 1, 2, 3


@tagged("post_install", "-at_install")
class TestClaimRules(BaseCase):
    def test_prt9_whose_part_it_was(self):
        """removed, installed, listed, chosen, decided → supplier, source, held"""
        no = frozenset()
        one, two, both = frozenset({A}), frozenset({B}), frozenset({A, B})
        for known, expected in (
            ((one, two, two, None, None), (A, rules.REMOVED, None)),
            ((one, no, no, A, None), (A, rules.REMOVED, None)),
            ((one, no, two, B, None), (None, None, rules.MISMATCH)),
            ((no, one, two, None, None), (A, rules.INSTALLED, None)),
            ((no, no, one, None, None), (A, rules.LISTED, None)),
            ((no, no, both, None, None), (None, None, rules.UNKNOWN)),
            ((no, no, both, B, None), (B, rules.PERSON, None)),
            ((no, no, both, C, None), (None, None, rules.MISMATCH)),
            ((both, no, one, None, None), (None, None, rules.UNKNOWN)),
            ((no, no, no, C, None), (C, rules.PERSON, None)),
            ((no, no, no, None, None), (None, None, rules.UNKNOWN)),
            ((one, no, no, B, B), (B, rules.DECIDED, None)),
        ):
            with self.subTest(known):
                found = rules.supplier_of(rules.Origin(*known))
                self.assertEqual((found.id, found.source, found.held), expected)

    def test_prt9_what_is_claimed(self):
        terms = rules.Terms(
            rates={rules.PART: 1.2, rules.LABOUR: 1.5, rules.TRAVEL: 0.5},
            labour_rate=80,
        )
        for charge, cost, hours, expected in (
            (rules.PART, 100, 0, 120),
            (rules.LABOUR, 100, 2, 240),
            (rules.LABOUR, 100, 0, 150),
            (rules.TRAVEL, 100, 0, 50),
            (rules.FREIGHT, 100, 0, 0),
            (rules.OTHER, 100, 0, 0),
        ):
            with self.subTest(charge):
                found = rules.claimed(terms, charge, cost, hours)
                self.assertAlmostEqual(found, expected)
        self.assertEqual(rules.claimed(rules.Terms(), rules.TRAVEL, 7), 7)

    def test_prt9_hours_of_work(self):
        start = datetime(2026, 3, 2, 8)
        stays = [
            (start, start + timedelta(hours=2), 2),
            (start, None, 3),
            (None, start, 3),
            (start, start - timedelta(hours=1), 1),
            (start, start + timedelta(minutes=30), 1),
        ]
        self.assertEqual(rules.work_hours(stays), 4.5)

    def test_prt9_agreement_of_the_day_and_the_part(self):
        general = rules.Agreement(1, A, date(2026, 1, 1), date(2026, 6, 30))
        later = rules.Agreement(2, A, date(2026, 7, 1))
        special = rules.Agreement(3, A, date(2026, 3, 1), None, frozenset({9}))
        book = [general, later, special, rules.Agreement(4, B)]
        for partner, product, day, expected in (
            (A, 5, date(2026, 1, 1), 1),
            (A, 5, date(2026, 6, 30), 1),
            (A, 5, date(2026, 7, 1), 2),
            (A, 9, date(2026, 2, 28), 1),
            (A, 9, date(2026, 3, 1), 3),
            (A, 5, date(2025, 12, 31), None),
            (B, 9, date(2020, 2, 29), 4),
            (C, 9, date(2026, 3, 1), None),
        ):
            with self.subTest((partner, product, day)):
                found = rules.agreement_for(book, partner, product, day)
                self.assertEqual(found and found.id, expected)

    def test_prt9_window_is_the_earlier_end(self):
        for repair, posted, days_repair, days_posted, expected in (
            (DAY, DAY, 7, None, date(2026, 3, 9)),
            (DAY, date(2026, 3, 20), 30, 3, date(2026, 3, 23)),
            (DAY, None, None, 3, None),
            (date(2028, 2, 28), None, 1, None, date(2028, 2, 29)),
            (date(2026, 1, 31), None, 30, None, date(2026, 3, 2)),
            (DAY, DAY, None, None, None),
        ):
            with self.subTest((repair, posted)):
                terms = rules.Terms(days_repair=days_repair, days_posted=days_posted)
                self.assertEqual(rules.deadline(terms, repair, posted), expected)
        self.assertEqual(rules.days_left(DAY, DAY), 0)
        self.assertEqual(rules.days_left(DAY, date(2026, 3, 3)), -1)
        self.assertIsNone(rules.days_left(None, DAY))

    def test_prt9_at_whose_desk_it_lay(self):
        for posted, held, claim, expected in (
            (False, None, None, "holder"),
            (False, rules.MISMATCH, None, "holder"),
            (True, rules.MISMATCH, None, "buyer"),
            (True, rules.MILEAGE, None, "quality"),
            (True, None, None, "buyer"),
            (True, None, rules.DRAFT, "quality"),
            (True, None, rules.CHECKED, "buyer"),
        ):
            with self.subTest((posted, held, claim)):
                found = rules.accountable(rules.Progress(posted, held, claim))
                self.assertEqual(found, expected)

    def claimed(self, **values):
        known = {
            "ref": "new",
            "ticket": 1,
            "machine": 7,
            "product": 8,
            "fault": 9,
            "day": DAY,
        }
        return rules.Claimed(**{**known, **values})

    def test_prt9_same_fault_within_the_days(self):
        new = self.claimed()
        for values, expected in (
            ({"ticket": 2}, True),
            ({"ticket": 2, "day": date(2025, 12, 2)}, True),
            ({"ticket": 2, "day": date(2025, 12, 1)}, False),
            ({"ticket": 2, "fault": 1}, False),
            ({"ticket": 2, "machine": 1}, False),
            ({"ticket": 2, "product": 1}, False),
            ({"ticket": 1}, False),
        ):
            with self.subTest(values):
                earlier = self.claimed(ref="old", **values)
                found = rules.duplicate(new, [earlier], 90)
                self.assertEqual(found, earlier if expected else None)
        nameless = self.claimed(machine=None)
        again = self.claimed(machine=None, ticket=2)
        self.assertIsNone(rules.duplicate(nameless, [again], 90))

    def test_prt9_one_piece_fails_once(self):
        new = self.claimed(removed=" sn-1 ")
        other = self.claimed(ticket=2, machine=1, fault=1, removed="SN-1")
        self.assertEqual(rules.same_old_part(new, [other]), other)
        for values in ({"removed": "SN-2"}, {"removed": None}, {"product": 1}):
            different = self.claimed(**{"removed": "SN-1", **values})
            self.assertIsNone(rules.same_old_part(new, [different]), values)
        self.assertIsNone(rules.same_old_part(self.claimed(), [self.claimed()]))

    def test_prt9_mileage_falls(self):
        def at(day, km, replaced=False):
            return rules.Mileage(datetime(2026, 3, day), km, replaced)

        self.assertIsNone(rules.falling([at(1, 100), at(2, 100), at(3, 200)]))
        self.assertIsNone(rules.falling([at(1, 100), at(2, 5, True), at(3, 6)]))
        self.assertIsNone(rules.falling([at(1, 100), at(2, 0), at(3, 101)]))
        fall = (at(2, 90), at(3, 80))
        self.assertEqual(rules.falling([at(3, 80), at(1, 50), at(2, 90)]), fall)

    def test_prt9_serial_numbers(self):
        seen, no = frozenset({A}), frozenset()
        for serial, expected in (
            (None, None),
            (rules.Serial(seen, left=True), None),
            (rules.Serial(no, left=False), None),
            (rules.Serial(seen, left=False), rules.NEVER_INSTALLED),
            (rules.Serial(seen, left=True, here=True), rules.NEVER_INSTALLED),
            (rules.Serial(frozenset({B}), left=True), rules.NOT_THEIRS),
        ):
            with self.subTest(serial):
                self.assertEqual(rules.serial_fault(serial, A), expected)

    def test_prt9_old_parts_that_must_be_here(self):
        for mode, received, photos, lacks in (
            (rules.ALL, True, False, False),
            (rules.ALL, False, True, True),
            (rules.PHOTO, False, True, False),
            (rules.PHOTO, True, False, False),
            (rules.PHOTO, False, False, True),
            (rules.NONE, False, False, False),
        ):
            with self.subTest((mode, received, photos)):
                found = rules.lacks_old_part(mode, received, photos)
                self.assertEqual(found, lacks)

    def test_prt9_answer(self):
        self.assertEqual(rules.outcome(100, 100), "all")
        self.assertEqual(rules.outcome(100, 99.99), "less")
        self.assertEqual(rules.outcome(100, 0), "none")
        self.assertEqual(rules.answer_due(date(2028, 2, 28), 2), date(2028, 3, 1))
        self.assertIsNone(rules.answer_due(DAY, 0))
        self.assertEqual(rules.unrecovered(10000, 6000), 4000)
        self.assertEqual(rules.unrecovered(10000, 12000), 0)

    def test_prt9_month_before(self):
        for today, first, last in (
            (date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
            (date(2028, 3, 31), date(2028, 2, 1), date(2028, 2, 29)),
            (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        ):
            self.assertEqual(rules.month_before(today), (first, last))

    def test_prt9_every_state_ends_and_every_step_has_a_role(self):
        steps = {step for own in rules.TRANSITIONS.values() for step in own}
        self.assertEqual(steps, set(rules.ROLES))
        for state in rules.TRANSITIONS:
            reached, todo = set(), [state]
            while todo:
                one = todo.pop()
                if one not in reached:
                    reached.add(one)
                    todo += rules.TRANSITIONS[one].values()
            self.assertTrue(reached & rules.ENDED, state)
        self.assertTrue(rules.may_close([]))
        self.assertTrue(rules.may_close([rules.GOODWILL, rules.RESUBMIT]))
        self.assertFalse(rules.may_close([rules.GOODWILL, None]))
        self.assertFalse(rules.may_close([rules.DISPUTE]))

    def test_prt9_parts_of_the_document_are_open_to_their_roles(self):
        for part, state, roles, may in (
            ("claimed", rules.DRAFT, {"buyer"}, True),
            ("claimed", rules.CHECKED, {"buyer"}, False),
            ("claimed", rules.DRAFT, {"quality"}, False),
            ("answer", rules.SUBMITTED, {"buyer"}, True),
            ("answer", rules.ANSWERED, {"buyer"}, False),
            ("difference", rules.SETTLED, {"manager"}, True),
            ("difference", rules.CLOSED, {"manager"}, False),
        ):
            with self.subTest((part, state)):
                self.assertEqual(rules.may_write(part, state, roles), may)
