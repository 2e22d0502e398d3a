"""What phones send, late, twice and wrong; nothing of it is lost (S6-4)."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged, users, warmup

from . import pictures
from .inspection_common import InspectionCommon, b64


@tagged("post_install", "-at_install")
class TestInspectionAnswers(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.safety = cls.checklist.item_ids.sorted("sequence")

    def test_s6_4_answers_are_kept_with_when_and_by_whom(self):
        inspection = self.start()
        self.move(10)
        outcome = inspection.record(
            [
                self.answer(self.first, minutes=4),
                self.answer(
                    self.safety,
                    "fail",
                    minutes=5,
                    note="Cable bare",
                    employee_id=self.other_engineer.id,
                    photos=[self.picture(), self.picture()],
                ),
            ]
        )
        self.assertEqual(list(outcome.values()), [{"ok": True}] * 2)
        self.assertRecordValues(
            inspection.line_ids,
            [
                {
                    "item_id": self.first.id,
                    "result": "pass",
                    "note": False,
                    "answered_at": self.minute(4),
                    "answered_by_id": self.inspector_employee.id,
                },
                {
                    "item_id": self.safety.id,
                    "result": "fail",
                    "note": "Cable bare",
                    "answered_at": self.minute(5),
                    "answered_by_id": self.inspector_employee.id,
                },
            ],
        )
        line = self.line(inspection, self.safety)
        self.assertEqual(line.photo_ids.mapped("kind"), ["before"] * 2)
        self.assertEqual(line.photo_ids.mapped("taken_at"), [self.minute(5)] * 2)
        self.assertEqual(line.photo_ids.create_uid, self.inspector)

    def test_s6_4_failed_item_becomes_a_finding_of_the_owner(self):
        inspection = self.start()
        inspection.record(
            [self.answer(self.first, "fail", photos=[self.picture()], note="Dusty")]
        )
        line = self.line(inspection, self.first)
        self.assertRecordValues(
            line.finding_id,
            [
                {
                    "area_id": self.workshop.id,
                    "inspection_id": inspection.id,
                    "item_id": self.first.id,
                    "pillar": "shine",
                    "severity": "minor",
                    "employee_id": self.engineer.id,
                    "finder_id": self.inspector_employee.id,
                    "state": "open",
                }
            ],
        )
        self.assertEqual(line.photo_ids.finding_id, line.finding_id)

    def test_s6_4_finding_is_of_who_was_named(self):
        inspection = self.start()
        inspection.record(
            [self.answer(self.first, "fail", employee_id=self.clerk_employee.id)]
        )
        finding = self.line(inspection, self.first).finding_id
        self.assertEqual(finding.employee_id, self.clerk_employee)

    def test_s6_4_sent_twice_is_there_once(self):
        inspection = self.start()
        answers = [
            self.answer(self.first),
            self.answer(self.safety, "fail", photos=[self.picture()]),
        ]
        again = [inspection.record(answers) for _time in range(3)]
        self.assertEqual(again[0], again[2])
        self.assertEqual(len(inspection.line_ids), 2)
        self.assertEqual(len(inspection.line_ids.photo_ids), 1)
        self.assertEqual(len(inspection.finding_ids), 1)

    def test_s6_4_photo_that_is_sent_again_without_data_stays(self):
        inspection = self.start()
        shown = self.picture()
        inspection.record([self.answer(self.first, "fail", photos=[shown])])
        kept = self.line(inspection, self.first).photo_ids
        known = {"uid": shown["uid"], "name": "x"}
        outcome = inspection.record(
            [self.answer(self.first, "fail", note="Now with words", photos=[known])]
        )
        self.assertEqual(list(outcome.values()), [{"ok": True}])
        line = self.line(inspection, self.first)
        self.assertEqual(line.photo_ids, kept)
        self.assertEqual(line.note, "Now with words")
        self.assertEqual(line.photo_ids.finding_id, line.finding_id)
        self.assertEqual(line.finding_id.description, "Now with words")
        self.assertEqual(len(inspection.finding_ids), 1)

    def test_s6_4_changed_mind_takes_the_finding_back(self):
        inspection = self.start()
        self.move(10)
        shown = [self.picture()]
        inspection.record([self.answer(self.first, "fail", 1, photos=shown)])
        self.assertEqual(len(inspection.finding_ids), 1)
        inspection.record([self.answer(self.first, "pass", 2)])
        line = self.line(inspection, self.first)
        self.assertEqual(line.result, "pass")
        self.assertFalse(inspection.finding_ids)
        self.assertFalse(line.photo_ids)
        outcome = inspection.record(
            [self.answer(self.first, "fail", 3, photos=[self.picture()])]
        )
        self.assertEqual(list(outcome.values()), [{"ok": True}])
        self.assertEqual(len(inspection.finding_ids), 1)

    def test_s6_4_answer_can_be_taken_back(self):
        inspection = self.start()
        self.move(10)
        inspection.record([self.answer(self.first, "fail", 1)])
        inspection.record([self.answer(self.first, None, 2)])
        self.assertFalse(self.line(inspection, self.first).result)
        self.assertFalse(inspection.finding_ids)
        with self.refused(UserError, "2 items of inspection .* no answer"):
            self.sign(inspection)

    def test_s6_4_older_answer_that_comes_late_is_ignored(self):
        inspection = self.start()
        self.move(10)
        inspection.record([self.answer(self.first, "na", 5)])
        outcome = inspection.record([self.answer(self.first, "fail", 3)])
        self.assertEqual(list(outcome.values()), [{"ok": True}])
        self.assertEqual(self.line(inspection, self.first).result, "na")
        self.assertFalse(inspection.finding_ids)

    def test_s6_4_one_batch_keeps_the_last_of_an_item(self):
        inspection = self.start()
        self.move(10)
        outcome = inspection.record(
            [
                self.answer(self.first, "pass", 3),
                self.answer(self.first, "fail", 1),
                self.answer(self.safety, "pass", 3),
                self.answer(self.safety, "na", 3),
            ]
        )
        self.assertEqual(list(outcome.values()), [{"ok": True}] * 4)
        self.assertEqual(inspection.line_ids.mapped("result"), ["pass", "na"])
        self.assertFalse(inspection.finding_ids)

    def test_s6_4_wrong_clock_of_a_phone_is_corrected(self):
        inspection = self.start()
        self.move(10)
        hour = fields.Datetime.to_string(self.minute(70))
        inspection.record([self.answer(self.first, minutes=65)], hour)
        self.assertEqual(self.line(inspection, self.first).answered_at, self.minute(5))
        inspection.record([self.answer(self.safety, minutes=600)])
        self.assertEqual(
            self.line(inspection, self.safety).answered_at, self.minute(10)
        )

    def test_s6_4_one_bad_photo_loses_nothing_else(self):
        inspection = self.start()
        good, bad = self.picture(), self.picture("IMG_1.HEIC", pictures.heic())
        answers = [
            self.answer(self.first, "fail", note="Dust", photos=[good, bad]),
            self.answer(self.safety, "fail", photos=[self.picture()]),
        ]
        outcome = inspection.record(answers)
        self.assertEqual(outcome[answers[1]["uid"]], {"ok": True})
        said = outcome[answers[0]["uid"]]
        self.assertTrue(said["ok"])
        self.assertEqual(list(said["photos"]), [bad["uid"]])
        self.assertIn("IMG_1.HEIC is a HEIC picture", said["photos"][bad["uid"]])
        self.assertEqual(
            self.line(inspection, self.first).photo_ids.mapped("uid"), [good["uid"]]
        )
        self.assertEqual(len(inspection.finding_ids), 2)
        # the photo is taken anew, or left out: either way the answer stands
        new = self.picture()
        retry = self.answer(self.first, "fail", note="Dust", photos=[good, new])
        self.assertEqual(inspection.record([retry]), {retry["uid"]: {"ok": True}})
        self.assertEqual(len(self.line(inspection, self.first).photo_ids), 2)

    def test_s6_4_more_photos_than_allowed_are_refused_each(self):
        self.company.aftersales_6s_photo_max = 2
        inspection = self.start()
        sent = self.answer(
            self.first, "fail", photos=[self.picture() for _photo in range(3)]
        )
        outcome = inspection.record([sent])[sent["uid"]]
        self.assertEqual(list(outcome["photos"]), [sent["photos"][2]["uid"]])
        self.assertEqual(len(self.line(inspection, self.first).photo_ids), 2)

    def test_s6_4_photo_of_another_answer_cannot_be_claimed(self):
        inspection = self.start()
        shown = self.picture()
        inspection.record([self.answer(self.first, "fail", photos=[shown])])
        sent = self.answer(self.safety, "fail", photos=[{"uid": shown["uid"]}])
        self.assertIn("photos", inspection.record([sent])[sent["uid"]])
        self.assertTrue(self.line(inspection, self.first).photo_ids)
        self.assertFalse(self.line(inspection, self.safety).photo_ids)

    def test_s6_4_wrong_answers_are_named_and_the_others_kept(self):
        foreign = self._make_checklist(self.cart_kind).item_ids[0]
        inspection = self.start()
        answers = [
            self.answer(self.first),
            self.answer(foreign),
            self.answer(self.safety, "perfect"),
            self.answer(self.safety, "fail", employee_id=self.foreign_employee.id),
        ]
        outcome = inspection.record([*answers, "nonsense"])
        said = [outcome[one["uid"]] for one in answers]
        self.assertEqual(said[0], {"ok": True})
        self.assertRegex(said[1]["error"], "isn't part of inspection")
        self.assertRegex(said[2]["error"], "can't be read")
        self.assertRegex(said[3]["error"], "Only employees of")
        self.assertEqual(inspection.line_ids.item_id, self.first)

    def test_s6_4_finding_that_was_worked_on_keeps_its_answer(self):
        inspection = self.start()
        self.move(10)
        inspection.record(
            [self.answer(self.first, "fail", 1), self.answer(self.safety, "fail", 1)]
        )
        finding = self.line(inspection, self.first).finding_id
        finding.state = "corrected"
        first, second = (
            self.answer(self.first, "pass", 2),
            self.answer(self.safety, "pass", 2),
        )
        outcome = inspection.record([first, second])
        self.assertIn(finding.display_name, outcome[first["uid"]]["error"])
        self.assertEqual(outcome[second["uid"]], {"ok": True})
        self.assertEqual(self.line(inspection, self.first).result, "fail")
        self.assertEqual(self.line(inspection, self.first).finding_id, finding)
        self.assertEqual(self.line(inspection, self.safety).result, "pass")

    def test_s6_4_answers_after_the_signature_are_refused_one_by_one(self):
        inspection = self.start()
        self.complete(inspection)
        kept = self.line(inspection, self.first)
        self.sign(inspection)
        late = self.answer(self.safety, "fail")
        again = self.answer(self.first, uid=kept.answer_uid)
        outcome = inspection.record([late, again])
        self.assertRegex(outcome[late["uid"]]["error"], "signed or cancelled before")
        self.assertEqual(outcome[again["uid"]], {"ok": True})
        self.assertEqual(inspection.line_ids.mapped("result"), ["pass", "pass"])

    def test_s6_3_first_answer_starts_a_planned_round_when_it_was_tapped(self):
        round_ = self._plan(check="self").with_user(self.technician)
        self.move(30)
        round_.record([self.answer(self.first, minutes=12)])
        self.assertEqual(round_.state, "running")
        self.assertEqual(round_.started_at, self.minute(12))
        self.assertEqual(round_.inspector_id, self.engineer)

    def test_photos_of_a_broken_transfer_are_asked_for_again(self):
        inspection = self.start()
        sent = self.answer(
            self.first,
            "fail",
            photos=[{"uid": "never-seen"}, {"uid": "x", "data": "%%%"}],
        )
        refused = inspection.record([sent])[sent["uid"]]["photos"]
        self.assertRegex(refused["never-seen"], "hasn't arrived")
        self.assertRegex(refused["x"], "isn't a photo")

    def _queries(self, inspection, number):
        items = inspection._items()[:number]
        sent = [
            self.answer(
                item,
                "fail" if place < 20 else "pass",
                note="Dust",
                photos=[
                    {
                        "uid": f"q{number}-{place}",
                        "data": b64(pictures.plain(size=(8, 8))),
                    }
                ]
                if place < 20
                else [],
            )
            for place, item in enumerate(items)
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        outcome = inspection.record(sent)
        self.env.flush_all()
        self.assertEqual(list(outcome.values()), [{"ok": True}] * number)
        return self.env.cr.sql_log_count - before

    @users("as_inspector")
    @warmup
    def test_s6_4_as_many_queries_for_200_answers_as_for_25(self):
        self.checklist.sudo().state = "replaced"
        self.checklist.sudo().valid_to = "2026-02-28"
        self._make_checklist(
            self.workshop_kind, items=200, version=2, valid_from="2026-03-01"
        )
        warm, small, large = (
            self.start(
                self._make_area(f"Bay {number}", self.workshop_kind, self.engineer)
            )
            for number in range(3)
        )
        self._queries(warm, 30)
        few = self._queries(small, 25)
        many = self._queries(large, 200)
        self.assertLessEqual(many, few + 4)
        self.assertLess(many, 160)

    def test_phone_gets_all_it_needs_at_once(self):
        inspection = self.start()
        inspection.record(
            [self.answer(self.first, "fail", note="Dust", photos=[self.picture()])]
        )
        loaded = inspection.phone_load()
        self.assertEqual(loaded["area"]["name"], "Workshop")
        self.assertEqual([item["code"] for item in loaded["items"]], ["T-01", "T-02"])
        self.assertEqual(loaded["employees"][0], (self.engineer.id, "Technician"))
        self.assertEqual(loaded["items"][0]["deadline"], "Put right within 7 days")
        self.assertEqual(loaded["items"][1]["deadline"], "Put right at once")
        kept = loaded["answers"][str(self.first.id)]
        self.assertEqual((kept["result"], kept["note"]), ("fail", "Dust"))
        self.assertEqual(len(kept["photos"]), 1)
        self.assertEqual(loaded["items"][0]["phrases"], ["Dust"])
