"""Photos are evidence (VIS-3, VIS-4); parts replaced, and satisfaction (VIS-10)."""

import base64
import io

from PIL import Image
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, AftersalesCommon


def picture(colour="red"):
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG")
    return base64.b64encode(stream.getvalue())


@tagged("post_install", "-at_install")
class TestVisitPhotos(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def photo(self, user=None, visit=None, **values):
        return (
            self.env["aftersales.visit.photo"]
            .with_user(user or self.technician)
            .create(
                {
                    "visit_id": (visit or self.visit).id,
                    "kind": "before",
                    "image": picture(),
                    **values,
                }
            )
        )

    def test_vis3_technician_adds_photos_until_the_signature(self):
        self.live(self.visit, "arrived")
        wrong = self.photo()
        self.photo(kind="after")
        self.assertEqual(self.visit.photo_ids.mapped("added_later"), [False, False])
        self.assertTrue(wrong.thumbnail)
        wrong.unlink()
        self.assertEqual(len(self.visit.photo_ids), 1)

    def test_vis4_photo_is_never_exchanged(self):
        self.live(self.visit, "arrived")
        photo = self.photo()
        for user in (self.technician, self.clerk, self.manager):
            for vals in ({"image": picture("blue")}, {"kind": "after"}, {"name": "x"}):
                with self.subTest(user=user.login, vals=list(vals)):
                    with self.assertRaises(UserError):
                        photo.with_user(user).write(vals)
        with self.assertRaises(UserError):
            photo.sudo().image = picture("blue")
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", photo._name),
                    ("res_id", "=", photo.id),
                    ("res_field", "=", "image"),
                ]
            )
        )
        self.assertTrue(files)
        with self.assertRaises(UserError):
            files.with_user(self.manager).write({"raw": b"forged"})

    def test_vis4_photo_after_the_signature_is_marked(self):
        self.live(self.visit, "signed")
        photo = self.photo(added_later=False)
        self.assertTrue(photo.added_later)
        with self.assertRaises(UserError):
            photo.unlink()
        self.assertEqual(self.visit.signature_check, "valid")
        self.move(0)
        early = self._create_visit()
        self.assertFalse(self.photo(visit=early, added_later=True).added_later)

    def test_vis4_closed_visits_take_no_photos(self):
        self.visit.with_user(self.clerk).action_cancel("Heat is back")
        with self.refused(UserError, "takes no more photos"):
            self.photo()

    def test_vis3_only_pictures(self):
        for content in (b"", b"no picture", b"<svg onload='x'/>", b"%PDF-1.4"):
            with self.subTest(content), self.refused(UserError, "photo"):
                self.photo(image=base64.b64encode(content))
        with self.refused(UserError, "photo"):
            self.photo(image="%%%")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_inf1_photos_of_others_are_out_of_reach(self):
        photo = self.photo()
        with self.assertRaises(AccessError):
            self.photo(self.other_technician)
        with self.assertRaises(AccessError):
            photo.with_user(self.other_technician).read(["image"])
        with self.assertRaises(AccessError):
            photo.with_user(self.foreign_clerk).read(["image"])


@tagged("post_install", "-at_install")
class TestVisitParts(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def test_vis3_technician_lists_parts_with_their_reason(self):
        self.live(self.visit, "arrived")
        with Form(self.visit.with_user(self.technician)) as form:
            form.reading_hours = 4711.5
            form.opened_before = "no"
            form.warranty_scope = "inside"
            form.customer_satisfied = "yes"
            with form.part_ids.new() as part:
                part.product_id = self.product
                part.serial_removed = "A1"
                part.serial_installed = "A2"
                part.old_part_taken = True
        part = self.visit.part_ids
        self.assertEqual(part.name, self.product.display_name)
        self.assertEqual(self.visit.missing, f"Why {part.name} was replaced")
        part.with_user(self.technician).reason = "Burnt"
        self.assertFalse(self.visit.missing)

    def test_vis6_part_without_a_reason_keeps_the_report_open(self):
        self.live(self.visit, "finished")
        self.visit.part_ids = [(0, 0, {"name": "K2"})]
        with self.refused(UserError, "Why K2 was replaced"):
            self.visit._sign("Mr. Wang", SIGNATURE)

    def test_vis4_parts_of_a_signed_report_are_frozen(self):
        self.visit.part_ids = [(0, 0, {"name": "K2", "reason": "Burnt"})]
        self.live(self.visit, "signed")
        other = self._create_visit()
        other.part_ids = [(0, 0, {"name": "K3", "reason": "Burnt"})]
        for user in (self.technician, self.clerk, self.manager):
            part = self.visit.part_ids.with_user(user)
            for act in (
                lambda part=part: part.write({"quantity": 5}),
                lambda part=part: part.unlink(),
                lambda part=part: part.create({"visit_id": self.visit.id, "name": "x"}),
            ):
                with self.subTest(user.login), self.assertRaises(UserError):
                    act()
        with self.assertRaises(UserError):
            other.part_ids.visit_id = self.visit

    @mute_logger("odoo.sql_db")
    def test_vis3_readings_are_not_negative(self):
        for name in ("reading_hours", "reading_km"):
            with self.subTest(name), self.assertRaises(CheckViolation):
                with self.env.cr.savepoint():
                    self.visit[name] = -1
                    self.env.flush_all()


@tagged("post_install", "-at_install")
class TestVisitSatisfaction(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def sign(self):
        self.live(self.visit, "finished")
        self.move(250)
        self.visit._sign("Mr. Wang", SIGNATURE)

    def enter(self, user=None, **values):
        wizard = (
            self.env["aftersales.visit.satisfaction"]
            .with_user(user or self.clerk)
            .with_context(active_id=self.visit.id)
        )
        wizard.create({"visit_id": self.visit.id, **values}).action_confirm()

    def test_vis10_no_approval_without_the_customers_answer(self):
        self.sign()
        self.assertTrue(self.visit.satisfaction_due)
        with self.refused(UserError, "satisfaction form"):
            self.visit.with_user(self.manager).action_approve()
        self.enter(score="4", text="Quick")
        self.assertRecordValues(
            self.visit,
            [
                {
                    "satisfaction_due": False,
                    "satisfaction_score": "4",
                    "satisfaction_text": "Quick",
                    "satisfaction_source": "paper",
                    "satisfaction_by_id": self.clerk.id,
                }
            ],
        )
        self.assertEqual(self.visit.signature_check, "valid")
        self.visit.with_user(self.manager).action_approve()

    def test_vis10_or_a_reason_why_there_is_none(self):
        self.sign()
        with self.refused(UserError, "Say why"):
            self.enter(answered=False, reason=" ")
        self.enter(answered=False, reason="Nobody answers the phone")
        self.assertFalse(self.visit.satisfaction_due)
        self.visit.with_user(self.manager).action_approve()
        # a late answer of the customer is still welcome
        self.visit._answer_satisfaction(5)
        self.assertFalse(self.visit.no_satisfaction_reason)

    def test_vis10_the_customer_answers_once_with_a_score(self):
        with self.refused(UserError, "after the work"):
            self.visit._answer_satisfaction("5")
        self.sign()
        for score in ("0", "6", None, "", "5 ", []):
            with self.subTest(score=score), self.refused(UserError, "1 to 5"):
                self.visit._answer_satisfaction(score)
        self.visit._answer_satisfaction("1", "Late")
        with self.refused(UserError, "already"):
            self.visit._answer_satisfaction("5")
        with self.refused(UserError, "already"):
            self.enter(answered=False, reason="x")
        self.assertEqual(self.visit.satisfaction_score, "1")

    def test_vis10_technicians_do_not_judge_themselves(self):
        self.sign()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.enter(self.technician, score="5")
        for user in (self.technician, self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.visit.with_user(user).satisfaction_score = "5"
