"""The life of an inspection: started, answered, signed, frozen (S6-3, S6-4)."""

import json

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from . import pictures
from .common import photo
from .inspection_common import InspectionCommon, b64


@tagged("post_install", "-at_install")
class TestInspections(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.safety = cls.checklist.item_ids.sorted("sequence")

    def test_s6_4_inspector_comes_without_notice(self):
        inspection = self.start()
        self.assertRecordValues(
            inspection,
            [
                {
                    "state": "running",
                    "check": "inspector",
                    "is_unannounced": True,
                    "inspector_id": self.inspector_employee.id,
                    "owner_id": self.engineer.id,
                    "checklist_id": self.checklist.id,
                    "started_at": self.minute(0),
                }
            ],
        )
        self.assertRegex(inspection.name, r"^SI\d{6}$")
        self.assertEqual(inspection.people_ids, self.engineer)

    def test_s6_4_starting_twice_goes_on_with_the_same(self):
        self.assertEqual(self.start(), self.start())

    def test_s6_4_area_without_a_checklist_says_the_way_out(self):
        with self.refused(UserError, "nothing to look at in Office.*publishes one"):
            self.start(self.office)

    def test_s6_3_state_table(self):
        """Which step fits which state."""
        for state, steps in (
            ("planned", {"start", "cancel"}),
            ("running", {"start", "sign", "cancel"}),
            ("missed", {"start", "cancel"}),
            ("done", set()),
            ("cancelled", set()),
        ):
            for step in ("start", "sign", "cancel"):
                inspection = self._plan(state=state, started_at=self.minute(0))
                if state == "running":
                    self.complete(inspection.with_user(self.inspector))
                with self.subTest(state=state, step=step):
                    if step in steps:
                        self._take(inspection, step)
                        continue
                    with self.refused(UserError, "is in state"):
                        self._take(inspection, step)
                    self.assertEqual(inspection.state, state)

    def _take(self, inspection, step):
        if step == "start":
            inspection.with_user(self.inspector).action_start()
        elif step == "sign":
            self.sign(inspection.with_user(self.inspector))
        else:
            inspection.with_user(self.manager).action_cancel("Bay closed")

    def test_s6_3_not_before_its_time(self):
        round_ = self._plan(from_at=self.minute(20), due_at=self.minute(50))
        # printed in the zone of the company
        with self.refused(UserError, "from 2026-03-02 10:20 on"):
            round_.with_user(self.inspector).action_start()
        self.move(20)
        round_.with_user(self.inspector).action_start()
        self.assertEqual(round_.state, "running")

    def test_s6_3_missed_round_is_made_late_and_stays_late(self):
        round_ = self._plan(due_at=self.minute(-10), state="missed", is_late=True)
        round_ = round_.with_user(self.inspector)
        round_.action_start()
        self.complete(round_)
        self.sign(round_)
        self.assertRecordValues(round_, [{"state": "done", "is_late": True}])

    def test_s6_4_signing_says_what_is_missing(self):
        inspection = self.start()
        with self.refused(UserError, "2 items .* no answer yet.*Thing 1"):
            self.sign(inspection)
        inspection.record([self.answer(self.first), self.answer(self.safety, "fail")])
        with self.refused(UserError, "1 failed items .* need a photo.*Thing 2"):
            self.sign(inspection)
        inspection.record([self.answer(self.safety, "fail", photos=[self.picture()])])
        for nothing in (False, None, ""):
            with self.refused(UserError, "Sign inspection"):
                inspection.action_sign(nothing)
        with self.refused(UserError, "signature isn't a photo"):
            inspection.action_sign(b64(b"<svg/>"))
        self.sign(inspection)
        self.assertEqual(inspection.state, "done")

    def test_s6_4_nothing_that_applies_is_no_inspection(self):
        inspection = self.start()
        inspection.record(
            [self.answer(self.first, "na"), self.answer(self.safety, "na")]
        )
        with self.refused(UserError, "Nothing of inspection"):
            self.sign(inspection)

    def test_s6_4_score_and_safety_are_frozen_with_the_signature(self):
        inspection = self.start()
        self.complete(inspection, failing=self.safety)
        self.move(15)
        summary = self.sign(inspection)
        self.assertRecordValues(
            inspection,
            [
                {
                    "state": "done",
                    "score": 50,
                    "is_unsafe": True,
                    "is_late": False,
                    "finished_at": self.minute(15),
                    "signed_at": self.minute(15),
                    "signed_by_id": self.inspector.id,
                }
            ],
        )
        self.assertTrue(inspection.signature)
        self.assertEqual(
            (summary["passed"], summary["failed"], summary["na"]), (1, 1, 0)
        )
        self.assertEqual(summary["findings"][0]["employee"], "Technician")

    def test_s6_4_failure_that_is_no_safety_is_averaged(self):
        inspection = self.start()
        self.complete(inspection, failing=self.first)
        self.sign(inspection)
        self.assertRecordValues(inspection, [{"score": 50, "is_unsafe": False}])

    def test_signature_may_be_what_the_pad_of_odoo_gives(self):
        inspection = self.start()
        self.complete(inspection)
        pad = pictures.plain("PNG", colour=(0, 0, 0, 0), mode="RGBA")
        inspection.action_sign("data:image/png;base64," + b64(pad))
        self.assertEqual(inspection.state, "done")

    def test_checklist_stays_the_one_of_the_start(self):
        inspection = self.start()
        self.checklist.write({"state": "replaced", "valid_to": "2026-03-01"})
        self._make_checklist(
            self.workshop_kind, items=5, version=2, valid_from="2026-03-02"
        )
        self.assertEqual(inspection._items(), self.checklist.item_ids)
        self.complete(inspection)
        self.sign(inspection)
        self.assertEqual(inspection.checklist_id, self.checklist)

    def test_cancelling_needs_a_reason(self):
        inspection = self.start().with_user(self.manager)
        for nothing in ("", "  ", None, 5):
            with self.refused(UserError, "Say why"):
                inspection.action_cancel(nothing)
        wizard = Form(
            self.env["aftersales.6s.inspection.cancel"]
            .with_user(self.manager)
            .with_context(active_id=inspection.id)
        )
        wizard.reason = "Repainting"
        wizard.save().action_cancel()
        self.assertRecordValues(
            inspection, [{"state": "cancelled", "cancel_reason": "Repainting"}]
        )

    def test_managers_plan_by_hand(self):
        with Form(self.env["aftersales.6s.inspection"].with_user(self.manager)) as form:
            form.area_id = self.workshop
            form.due_at = self.minute(60)
        planned = form.record
        self.assertRecordValues(
            planned,
            [
                {
                    "state": "planned",
                    "owner_id": self.engineer.id,
                    "checklist_id": self.checklist.id,
                }
            ],
        )
        planned.unlink()

    def test_next_round_is_the_next_that_is_mine(self):
        inspection = self.start()
        mine = self._plan(self.cart, check="self", due_at=self.minute(10))
        next_ = self._plan(check="cleanup", due_at=self.minute(30))
        later = self._plan(
            check="cleanup", from_at=self.minute(20), due_at=self.minute(25)
        )
        self.complete(inspection)
        self.sign(inspection)
        action = inspection.action_next_round()
        self.assertEqual(action["params"]["inspection_id"], next_.id)
        (mine + next_ + later).write({"state": "cancelled"})
        self.assertEqual(
            inspection.action_next_round()["res_model"], "aftersales.6s.inspection"
        )

    def test_paper_shows_answers_and_photos(self):
        inspection = self.start()
        inspection.record(
            [
                self.answer(self.first, "fail", note="锈", photos=[self.picture()]),
                self.answer(self.safety),
            ]
        )
        self.sign(inspection)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "aftersales_6s.report_inspection", inspection.ids
        )
        text = html.decode()
        for part in (inspection.name, "Workshop", "Thing 1", "锈", ">50<"):
            self.assertIn(part, text)
        self.assertEqual(text.count("data:image/jp"), 2)


@tagged("post_install", "-at_install")
class TestInspectionFrozen(InspectionCommon, HttpCase):
    """A signed inspection through every door that the web client has."""

    def _call(self, model, method, *arguments):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": arguments,
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_s6_4_signed_is_frozen_by_rpc(self):
        inspection = self.start()
        self.complete(inspection, failing=self.checklist.item_ids[0])
        shown = inspection.sudo().line_ids.photo_ids
        self.sign(inspection)
        before = inspection.read(["state", "score", "signed_at", "inspector_id"])
        model, line, picture = (
            "aftersales.6s.inspection",
            "aftersales.6s.inspection.line",
            "aftersales.6s.photo",
        )
        ids = inspection.ids
        line_id = inspection.line_ids[0].id
        forged = [
            (model, "write", ids, {"state": "running"}),
            (model, "write", ids, {"score": 100}),
            (model, "write", ids, {"signature": False}),
            (model, "write", ids, {"area_id": self.cart.id}),
            (model, "write", ids, {"line_ids": [(1, line_id, {"result": "pass"})]}),
            (model, "web_save", ids, {"due_at": "2026-03-09 00:00:00"}, {}),
            (model, "unlink", ids),
            (model, "action_start", ids),
            (model, "action_sign", ids, photo().decode()),
            (model, "_start", ids, self.inspector_employee.id),
            (model, "create", {"area_id": self.workshop.id, "score": 100}),
            (line, "write", [line_id], {"result": "pass"}),
            (line, "unlink", [line_id]),
            (line, "create", {"inspection_id": ids[0], "item_id": 1}),
            (picture, "write", shown.ids, {"finding_id": False}),
            (picture, "unlink", shown.ids),
            (picture, "create", {"line_id": line_id, "image": photo().decode()}),
        ]
        for user in (self.inspector, self.manager):
            with freeze_time(self.minute(0)):
                self.authenticate(user.login, user.login)
                for model_name, method, *arguments in forged:
                    with (
                        self.subTest(user.login, door=(model_name, method, arguments)),
                        mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
                    ):
                        said = self._call(model_name, method, *arguments)
                        self.assertIn("error", said)
        self.env.invalidate_all()
        self.assertEqual(
            inspection.read(["state", "score", "signed_at", "inspector_id"]), before
        )
        self.assertTrue(shown.exists().image)

    def test_s6_4_running_moves_by_its_steps_only(self):
        inspection = self.start()
        for values in (
            {"state": "done"},
            {"is_late": False, "score": 100},
            {"inspector_id": self.manager_employee.id},
            {"started_at": "2026-01-01 00:00:00"},
            {"checklist_id": False},
        ):
            for user in (self.inspector, self.manager):
                with self.subTest(values, user=user.login):
                    with self.assertRaises(UserError):
                        inspection.with_user(user).write(values)
