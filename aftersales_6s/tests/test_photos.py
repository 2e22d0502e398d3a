"""Photos as they are stored: clean, once, and evidence (S6-4)."""

import base64
import io

from PIL import Image
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import pictures
from .inspection_common import InspectionCommon, b64


@tagged("post_install", "-at_install")
class TestPhotos(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.checklist.item_ids[0]
        cls.photos = cls.env["aftersales.6s.photo"]

    def running(self):
        inspection = self.start()
        inspection.record([self.answer(self.item, "fail")])
        return inspection, inspection.line_ids

    def add(self, line, user=None, content=None, **values):
        return self.photos.with_user(user or self.inspector).create(
            {
                "line_id": line.id,
                "image": b64(content or pictures.tracked()),
                **values,
            }
        )

    def files(self, shown):
        """What lies on the disk for a photo: the picture and the small one."""
        found = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.photos._name),
                ("res_id", "in", shown.ids),
                ("res_field", "!=", False),
            ]
        )
        return {one.res_field: one.raw for one in found}

    def test_s6_4_place_is_gone_in_what_is_stored(self):
        _inspection, line = self.running()
        for form in ("JPEG", "PNG", "WEBP"):
            with self.subTest(form=form):
                shown = self.add(line, content=pictures.tracked(form))
                files = self.files(shown)
                self.assertEqual(set(files), {"image", "thumbnail"})
                self.assertEqual(base64.b64decode(shown.image), files["image"])
                for content in files.values():
                    opened = Image.open(io.BytesIO(content))
                    self.assertEqual(opened.format, "JPEG")
                    self.assertFalse(opened.getexif())
                    for trace in (b"Exif", b"Locator", b"GPS"):
                        self.assertNotIn(trace, content)

    def test_s6_4_place_is_gone_in_what_phones_send(self):
        inspection, _line = self.running()
        sent = self.answer(self.item, "fail", 1, photos=[self.picture()])
        inspection.record([sent])
        files = self.files(inspection.line_ids.photo_ids)
        self.assertEqual(set(files), {"image", "thumbnail"})
        for content in files.values():
            self.assertFalse(Image.open(io.BytesIO(content)).getexif())
            self.assertNotIn(b"Locator", content)

    def test_s6_4_refusals_say_what_to_do(self):
        _inspection, line = self.running()
        self.company.aftersales_6s_photo_mb = 1
        noise = Image.effect_noise((1200, 1200), 90).convert("RGB")
        for content, message in (
            (pictures.heic(), "x.jpg is a HEIC picture.*Most Compatible"),
            (pictures.plain("GIF"), "x.jpg isn't a photo. Choose a JPEG, PNG or WebP"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "isn't a photo"),
            (b"%PDF-1.7", "isn't a photo"),
            (b"<html></html>", "isn't a photo"),
            (pictures.encoded(noise, "PNG"), "larger than 1 MB"),
            (pictures.bomb(), "more than 50 million pixels"),
            (pictures.tracked()[:300], "damaged or cut off"),
        ):
            with self.subTest(message), self.refused(UserError, message):
                self.add(line, content=content, name="x.jpg")
        with self.refused(UserError, "x.jpg is empty"):
            self.photos.with_user(self.inspector).create(
                {"line_id": line.id, "image": "", "name": "x.jpg"}
            )
        self.assertFalse(line.photo_ids)

    def test_s6_4_clean_is_one_function_for_everybody(self):
        found = self.photos._clean(b64(pictures.tracked()), "x.jpg")
        self.assertNotIn(b"Locator", base64.b64decode(found))
        with self.refused(UserError, "y.heic is a HEIC"):
            self.photos._clean(b64(pictures.heic()), "y.heic")

    def test_s6_4_photo_is_never_exchanged(self):
        _inspection, line = self.running()
        shown = self.add(line)
        for user in (self.inspector, self.manager):
            for values in (
                {"image": b64(pictures.plain())},
                {"kind": "after"},
                {"line_id": False},
                {"taken_at": "2026-01-01 00:00:00"},
            ):
                with self.subTest(user=user.login, values=list(values)):
                    with self.assertRaises(UserError):
                        shown.with_user(user).write(values)
        with self.refused(UserError, "evidence"):
            shown.sudo().image = b64(pictures.plain())

    def test_s6_4_only_who_took_it_deletes_it_while_it_runs(self):
        inspection, line = self.running()
        mine, other = self.add(line), self.add(line, self.manager)
        for user, shown in ((self.manager, mine), (self.inspector, other)):
            with self.subTest(user.login), self.refused(UserError, "Only who took it"):
                shown.with_user(user).unlink()
        other.with_user(self.manager).unlink()
        self.complete(inspection, failing=self.item)
        kept = inspection.line_ids.photo_ids
        self.sign(inspection)
        with self.refused(UserError, "until the inspection is signed"):
            kept.with_user(self.inspector).unlink()

    @mute_logger("odoo.sql_db")
    def test_s6_4_photo_sent_twice_is_there_once(self):
        _inspection, line = self.running()
        self.add(line, uid="one")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.add(line, uid="one")
        self.assertEqual(len(line.photo_ids), 1)

    def test_s6_4_number_is_limited(self):
        self.company.aftersales_6s_photo_max = 2
        _inspection, line = self.running()
        self.add(line)
        self.add(line)
        with self.refused(UserError, "would have 3 photos; 2 are allowed"):
            self.add(line)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_s6_4_who_adds_photos_to_an_answer(self):
        inspection, line = self.running()
        for user in (self.technician, self.other_technician, self.hr):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.add(line, user)
        with self.refused(UserError, "belongs to an answer or a finding"):
            self.photos.with_user(self.technician).create(
                {"image": b64(pictures.plain())}
            )
        self.complete(inspection, failing=self.item)
        self.sign(inspection)
        with self.refused(UserError, "is in state"):
            self.add(line)

    def test_s6_4_moment_and_company_cannot_be_claimed(self):
        _inspection, line = self.running()
        shown = self.add(
            line, taken_at="2020-01-01 00:00:00", company_id=self.other_company.id
        )
        self.assertEqual(shown.taken_at, self.minute(0))
        self.assertEqual(shown.company_id, self.company)

    def test_settings_of_photos(self):
        settings = self.env["aftersales.settings"].with_user(self.manager).create({})
        settings.aftersales_6s_photo_mb = 5
        self.assertEqual(self.company.aftersales_6s_photo_mb, 5)
