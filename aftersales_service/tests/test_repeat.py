"""Repeat service is found by itself (VIS-8)."""

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..models.helpdesk_ticket_repeat import FAULT_FIELDS
from ..rules import repeat as rules
from .common import NOW, AftersalesCommon

DONE = datetime(2026, 3, 2, 10, 0)


def service(number, at=DONE, key="a"):
    return rules.Service(number, key, at, at.date())


def request(number, at, key="a"):
    return rules.Request(number, key, at, at.date())


class TestRepeatRules(BaseCase):
    def test_vis8_window(self):
        for days, at, expected in (
            (90, DONE, 1),
            (90, DONE - timedelta(minutes=1), None),
            (90, DONE + timedelta(days=90), 1),
            (90, datetime(2026, 5, 31, 23, 59), 1),
            (90, datetime(2026, 6, 1, 0, 0), None),
            (0, datetime(2026, 3, 2, 23, 59), 1),
            (0, datetime(2026, 3, 3, 0, 0), None),
        ):
            with self.subTest(days=days, at=at):
                found = rules.repeats([request(2, at)], [service(1)], days)
                self.assertEqual(found, {2: expected})

    def test_vis8_same_machine_and_fault_only(self):
        later = DONE + timedelta(days=1)
        for key, expected in (("a", 1), ("b", None), (None, None)):
            with self.subTest(key=key):
                found = rules.repeats([request(2, later, key)], [service(1)], 90)
                self.assertEqual(found, {2: expected})

    def test_vis8_last_work_counts_and_never_its_own(self):
        later = DONE + timedelta(days=9)
        done = [
            service(3, DONE + timedelta(days=2)),
            service(1),
            service(2, DONE + timedelta(days=1)),
            service(4, DONE + timedelta(days=3)),
        ]
        self.assertEqual(rules.repeats([request(4, later)], done, 90), {4: 3})

    def test_vis8_unknown_key_repeats_nothing(self):
        found = rules.repeats([request(2, DONE, None)], [service(1, key=None)], 90)
        self.assertEqual(found, {2: None})


@tagged("post_install", "-at_install")
class TestRepeat(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        faults = cls.env[
            cls.env["helpdesk.ticket"]._fields[FAULT_FIELDS[0]].comodel_name
        ]
        cls.cold, cls.noise = faults.create(
            [
                {
                    name: value
                    for name, value in (
                        ("name", text),
                        ("code", text.lower()),
                        ("company_id", cls.company.id),
                    )
                    if name in faults._fields
                }
                for text in ("Cold", "Noise")
            ]
        )
        cls.first = cls.ticket(cls.cold)
        cls.visit = cls._create_visit(cls.first)

    @classmethod
    def ticket(cls, fault, **values):
        return cls._create_ticket(**{FAULT_FIELDS[0]: fault.id}, **values)

    def later(self, days, fault=None, **values):
        self.move(240 + days * 24 * 60)
        return self.ticket(fault or self.cold, **values)

    def test_vis8_same_fault_of_the_same_serial_comes_back(self):
        self.live(self.visit, "finished")
        again = self.later(10)
        self.assertRecordValues(
            again, [{"is_repeat": True, "repeat_of_id": self.first.id}]
        )
        self.assertEqual(self.first.repeat_ids, again)
        self.assertEqual(self.first.repeat_count, 1)
        self.assertFalse(self.first.is_repeat)
        action = self.first.with_user(self.clerk).action_view_repeats()
        self.assertEqual(self.env["helpdesk.ticket"].search(action["domain"]), again)

    def test_vis8_another_fault_serial_company_or_a_late_one_is_new(self):
        self.live(self.visit, "finished")
        other = self.lot.copy({"name": "RX45-0002"})
        self.assertFalse(self.later(1, self.noise).is_repeat)
        self.assertFalse(self.later(1, lot_id=other.id).is_repeat)
        self.assertFalse(self.later(1, lot_id=False).is_repeat)
        self.assertFalse(self.later(91).is_repeat)
        self.company.aftersales_repeat_days = 120
        self.assertTrue(self.later(91).is_repeat)

    def test_vis8_before_the_work_is_finished_nothing_repeats(self):
        self.assertFalse(self.ticket(self.cold).is_repeat)
        self.visit.with_user(self.clerk).action_cancel("Heat is back")
        self.assertFalse(self.later(1).is_repeat)

    def test_vis8_changed_serial_or_fault_is_judged_anew(self):
        self.live(self.visit, "finished")
        again = self.later(10, self.noise)
        again[FAULT_FIELDS[0]] = self.cold
        self.assertEqual(again.repeat_of_id, self.first)
        again.lot_id = self.lot.copy({"name": "RX45-0002"})
        self.assertFalse(again.is_repeat)

    def test_vis8_work_whose_end_is_told_later_counts_too(self):
        self.live(self.visit, "arrived")
        again = self.later(10)
        self.assertFalse(again.is_repeat)
        self.visit.with_user(self.manager).record_event(
            "finished", at=self.minute(240), note="From the paper report"
        )
        self.assertEqual(again.repeat_of_id, self.first)

    def test_vis8_imported_together(self):
        self.live(self.visit, "finished")
        self.move(24 * 60 * 5)
        tickets = self.env["helpdesk.ticket"].create(
            [
                {
                    "name": str(number),
                    "description": "x",
                    "company_id": self.company.id,
                    "lot_id": self.lot.id,
                    FAULT_FIELDS[0]: self.cold.id,
                }
                for number in range(3)
            ]
        )
        self.assertEqual(tickets.repeat_of_id, self.first)
        self.assertEqual(set(tickets.mapped("is_repeat")), {True})
        self.assertLess(NOW, tickets[0].registered_at)
