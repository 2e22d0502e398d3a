"""Answers by tables of cases (S6-3, S6-4); no database."""

import unittest
from datetime import datetime, timedelta

from odoo.tests import tagged

from ..rules import inspection as rules

NOW = datetime(2026, 3, 2, 2, 0)
STARTED = NOW - timedelta(minutes=30)


def minutes(number):
    return NOW + timedelta(minutes=number)


def sent(**values):
    return {
        "uid": "a1",
        "item_id": 7,
        "result": "pass",
        "at": "2026-03-02T01:59:00Z",
        **values,
    }


@tagged("post_install", "-at_install")
class TestInspectionRules(unittest.TestCase):
    def test_moments_in_every_form_are_utc(self):
        for text in (
            "2026-03-02 02:00:00",
            "2026-03-02T02:00:00Z",
            "2026-03-02T02:00:00+00:00",
            "2026-03-02T10:00:00+08:00",
        ):
            with self.subTest(text):
                self.assertEqual(rules.moment(text), NOW)

    def test_answer_is_read_whole(self):
        found = rules.answer(
            sent(
                note="  Oil on the floor \n",
                employee_id=3,
                photos=[
                    {"uid": "p", "data": "data:image/jpeg;base64,AAAA"},
                    {"uid": "q"},
                ],
            )
        )
        self.assertEqual(found.note, "Oil on the floor")
        self.assertEqual(found.at, minutes(-1))
        self.assertEqual([one.data for one in found.photos], ["AAAA", ""])
        self.assertIsNone(rules.answer(sent(result=False)).result)

    def test_what_no_phone_sends_is_malformed(self):
        for wrong in (
            None,
            [],
            sent(uid=""),
            sent(uid="x" * 65),
            sent(uid=5),
            sent(item_id="7"),
            sent(item_id=True),
            sent(item_id=-1),
            sent(result="perfect"),
            sent(at="yesterday"),
            sent(at=None),
            sent(note={"a": 1}),
            sent(employee_id="Wang"),
            sent(photos="p"),
            sent(photos=["p"]),
            sent(photos=[{"uid": "p", "data": 5}]),
        ):
            with self.subTest(wrong=wrong), self.assertRaises(rules.Malformed):
                rules.answer(wrong)

    def test_time_of_a_tap(self):
        hour = timedelta(hours=1)
        cases = (
            # at, phone's clock at sending, expected
            ("as it was", minutes(-5), NOW, minutes(-5)),
            ("no clock told", minutes(-5), None, minutes(-5)),
            ("a minute fast: believed", minutes(-5), minutes(1), minutes(-5)),
            ("an hour fast", minutes(-5) + hour, NOW + hour, minutes(-5)),
            ("an hour slow", minutes(-5) - hour, NOW - hour, minutes(-5)),
            ("in the future", minutes(3), NOW, NOW),
            ("before the start", minutes(-90), NOW, STARTED),
        )
        for name, at, phone, expected in cases:
            with self.subTest(name):
                behind = rules.shift(phone, NOW)
                self.assertEqual(rules.when(at, behind, STARTED, NOW), expected)

    def test_day_begins_in_the_zone_of_the_company(self):
        self.assertEqual(
            rules.midnight(NOW.date(), "Asia/Shanghai"), datetime(2026, 3, 1, 16, 0)
        )

    def test_last_answer_of_an_item_counts(self):
        first = rules.answer(sent(uid="a", result="fail", at="2026-03-02T01:50:00Z"))
        second = rules.answer(sent(uid="b", at="2026-03-02T01:51:00Z"))
        same = rules.answer(sent(uid="c", result="na", at="2026-03-02T01:51:00Z"))
        other = rules.answer(sent(uid="d", item_id=8))
        self.assertEqual(rules.newest([first, second, other]), [second, other])
        self.assertEqual(rules.newest([second, first]), [second])
        self.assertEqual(rules.newest([second, same]), [same])

    def test_score_is_of_what_applies(self):
        for results, expected in (
            (["pass"] * 3 + ["fail"], 75),
            (["pass", "na", "na"], 100),
            (["fail", "na"], 0),
            (["pass", "pass", "fail"], 66.67),
            (["na"], None),
            ([], None),
            (["pass", False], 100),
        ):
            with self.subTest(results):
                self.assertEqual(rules.score(results), expected)

    def test_late_is_after_the_time(self):
        self.assertFalse(rules.is_late(NOW, NOW))
        self.assertTrue(rules.is_late(NOW + timedelta(seconds=1), NOW))
        self.assertFalse(rules.is_late(NOW, None))

    def test_s6_4_who_may_inspect(self):
        for check, is_theirs, is_inspector, expected in (
            ("self", True, False, True),
            ("self", True, True, True),
            ("self", False, True, False),
            ("self", False, False, False),
            ("inspector", False, True, True),
            ("inspector", True, True, False),
            ("inspector", True, False, False),
            ("inspector", False, False, False),
            ("cleanup", False, True, True),
            ("cleanup", True, True, False),
        ):
            with self.subTest(check=check, theirs=is_theirs, inspector=is_inspector):
                found = rules.may_inspect(
                    check, is_theirs=is_theirs, is_inspector=is_inspector
                )
                self.assertEqual(found, expected)
