"""What can't be typed can't be slipped in as a default of the context either."""

from datetime import datetime

from odoo.tests import tagged

from .common import photo
from .finding_common import FindingCommon

#: What somebody who wants to get around the guards would say
FORGED = {
    "default_name": "FORGED",
    "default_state": "closed",
    "default_points": -50,
    "default_out_at": datetime(2020, 1, 1),
    "default_found_at": datetime(2020, 1, 1),
    "default_score": 100,
    "default_note": "slipped in",
}


@tagged("post_install", "-at_install")
class TestGuarded(FindingCommon):
    def forge(self, model, user, **values):
        forged = self.env[model].with_user(user).with_context(**FORGED)
        return forged.create(values).sudo()

    def test_s6_4_a_finding_is_open_and_of_today(self):
        finding = self.forge(
            "aftersales.6s.finding",
            self.other_technician,
            area_id=self.workshop.id,
            pillar="shine",
            description="Oil",
            photo_ids=[(0, 0, {"image": photo()})],
        )
        self.assertEqual((finding.state, finding.points), ("open", 2))
        self.assertEqual(finding.found_at.year, 2026)
        self.assertNotEqual(finding.name, "FORGED")

    def test_s6_8_a_test_drive_begins_now(self):
        drive = self.forge(
            "aftersales.6s.test.drive",
            self.technician,
            plate="浙A12345",
            reason="Noise",
            out_km=1000,
            is_outside_checked=True,
            is_wheel_cover_off=True,
            is_roof_sign_off=True,
        )
        self.assertEqual((drive.state, drive.out_at.year), ("out", 2026))
        self.assertFalse(drive.note)

    def test_s6_4_an_inspection_has_neither_score_nor_end(self):
        inspection = self.forge(
            "aftersales.6s.inspection", self.inspector, area_id=self.workshop.id
        )
        self.assertEqual((inspection.state, inspection.score), ("planned", 0))

    def test_s6_4_a_red_tag_is_open(self):
        tag = self.forge(
            "aftersales.6s.red.tag",
            self.technician,
            thing="Tyre",
            area_id=self.workshop.id,
            reason="Old",
            image=photo(),
        )
        self.assertEqual(tag.state, "open")
