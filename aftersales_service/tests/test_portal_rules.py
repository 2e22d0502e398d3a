"""What customers are shown and may do: the rules by tables of cases."""

from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..rules import portal as rules

START = datetime(2026, 3, 2, 2, 0)
ALL = ["received", "answered", "on_the_way", "on_site", "done", "signed"]
SHORT = ["received", "answered", "closed"]


def facts(text):
    """``"registered dispatched@1 arrived@1"`` → facts, one a minute."""
    found = []
    for minute, word in enumerate(text.split()):
        code, _at, visit = word.partition("@")
        at = START + timedelta(minutes=minute)
        found.append(rules.Fact(code, at, int(visit) if visit else None))
    return found


@tagged("post_install", "-at_install")
class TestPortalRules(BaseCase):
    def test_inf1_progress_line(self):
        cases = (
            ("registered", False, 1, ALL),
            ("registered responded", False, 2, ALL),
            ("registered dispatched@1", False, 2, ALL),
            ("registered dispatched@1 departed@1", False, 3, ALL),
            # skipped: who is on site was on the way
            ("registered dispatched@1 arrived@1", False, 4, ALL),
            ("registered dispatched@1 finished@1", False, 5, ALL),
            ("registered dispatched@1 finished@1 signed@1", False, 6, ALL),
            # a signature that was given back is none
            (
                "registered dispatched@1 finished@1 signed@1 report_returned@1",
                False,
                5,
                ALL,
            ),
            (
                "registered dispatched@1 finished@1 signed@1 report_returned@1 "
                "signed@1",
                False,
                6,
                ALL,
            ),
            # a second visit begins the steps of a visit anew
            (
                "registered dispatched@1 finished@1 signed@1 dispatched@2",
                False,
                2,
                ALL,
            ),
            (
                "registered dispatched@1 arrived@1 dispatched@2 departed@2 finished@1",
                False,
                3,
                ALL,
            ),
            # recorded by a clerk, without a visit
            ("registered arrived", False, 4, ALL),
            # closing
            ("registered responded closed", True, 3, SHORT),
            ("registered closed", True, 3, SHORT),
            ("registered dispatched@1 finished@1 closed", True, 5, ALL),
            # reopening begins anew
            ("registered responded closed reopened", False, 1, ALL),
            ("registered responded closed reopened responded", False, 2, ALL),
            ("registered closed reopened closed", True, 3, SHORT),
            # a return goes its own way, unless somebody is sent
            ("registered return_asked", False, 1, SHORT),
            ("registered return_asked return_reviewed", False, 2, SHORT),
            ("registered return_asked return_reviewed closed", True, 3, SHORT),
            ("registered return_asked closed reopened", False, 1, SHORT),
            ("registered return_asked dispatched@1", False, 2, ALL),
            # nothing known at all
            ("", False, 1, ALL),
        )
        for text, closed, reached, codes in cases:
            with self.subTest(text):
                steps = rules.progress(facts(text), closed)
                self.assertEqual([step.code for step in steps], codes)
                marks = [step.reached for step in steps]
                self.assertEqual(
                    marks, [True] * reached + [False] * (len(codes) - reached)
                )

    def test_step_has_the_minute_of_its_first_fact(self):
        steps = rules.progress(facts("registered responded solution_proposed"))
        self.assertEqual(steps[0].at, START)
        self.assertEqual(steps[1].at, START + timedelta(minutes=1))
        self.assertIsNone(steps[2].at)

    def test_reopening_within_days(self):
        closed = date(2026, 3, 2)
        for days, later, allowed in (
            (30, 0, True),
            (30, 30, True),
            (30, 31, False),
            (1, 1, True),
            (1, 2, False),
            (0, 0, False),
            (-1, 0, False),
        ):
            with self.subTest(days=days, later=later):
                today = closed + timedelta(days=later)
                self.assertEqual(rules.may_reopen(closed, today, days), allowed)

    def test_files_are_known_by_how_they_begin(self):
        for content, found in (
            (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"GIF89a", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            (b"%PDF-1.7", "application/pdf"),
            (b"\0\0\0\x18ftypmp42", "video/mp4"),
            (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
            (b"\0\0\0\x18ftypheic", "image/heic"),
            (b"\x1a\x45\xdf\xa3\x01", "video/webm"),
            (b"<svg onload='x'>", None),
            (b"<html>", None),
            (b"PK\x03\x04", None),
            (b"MZ\x90", None),
            (b"", None),
        ):
            with self.subTest(content):
                self.assertEqual(rules.mimetype(content), found)

    def test_refused_files(self):
        jpeg = b"\xff\xd8\xff"
        large = jpeg + b"\0" * rules.MAX_SIZE["image"]
        for content, reason in (
            (b"", "empty"),
            (b"MZ", "type"),
            (jpeg, None),
            (large, "size"),
            (large[: rules.MAX_SIZE["image"]], None),
            (b"%PDF-" + large, "size"),
            (b"\0\0\0\x18ftypmp42" + large, None),
        ):
            with self.subTest(content[:8], size=len(content)):
                self.assertEqual(rules.refusal(content), reason)
