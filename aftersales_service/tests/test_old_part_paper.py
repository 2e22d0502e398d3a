"""Tags and box lists as paper: what is on them, and that they can be read (PRT-6)."""

import io
import unicodedata

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import OdooPdfFileReader

from .old_part_common import OldPartCommon

LABEL = "aftersales_service.aftersales_old_part_tag_report"
SHEET = "aftersales_service.aftersales_old_part_sheet_report"
BOX = "aftersales_service.aftersales_old_part_box_report"
#: One millimetre in the points of a PDF
MM = 72 / 25.4


@tagged("post_install", "-at_install")
class TestOldPartPaper(OldPartCommon):
    def owed(self):
        self.lot.write({"vin": "LFV2A21K8A3000001", "purchase_date": "2025-11-20"})
        self.part.default_code = "K2-220V"
        supplier = self.env["res.partner"].create({"name": "Contactor Works"})
        fault = self.env["aftersales.fault"].create(
            {"code": "burnt", "name": "Burnt coil", "company_id": self.company.id}
        )
        ticket = self._create_ticket(lot_id=self.lot.id)
        line = {
            "product_id": self.part.id,
            "quantity": 2,
            "serial_removed": "K2-0815",
            "fault_id": fault.id,
        }
        visit = self.visit_with(line, ticket=ticket, reading_km=12345)
        use = self.uses(visit)
        use.with_user(self.manager).supplier_id = supplier
        return use.old_part_ids

    def pdf(self, report, records, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.technician
        reports = self.env["ir.actions.report"].with_user(user)
        reports = reports.with_context(force_report_rendering=True, lang=user.lang)
        with self.allow_pdf_render():
            pdf, kind = reports._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        return OdooPdfFileReader(io.BytesIO(pdf)).pages

    def text(self, pages):
        text = "".join(page.extract_text() for page in pages)
        return "".join(unicodedata.normalize("NFKC", text).split())

    def test_prt6_the_tag_says_all_that_the_store_asks(self):
        old = self.owed()
        text = self.text(self.pdf(LABEL, old))
        for word in (
            old.name,
            old.ticket_id.number,
            old.visit_id.name,
            "K2-220V",
            "ContactorK2",
            "2Units",
            "K2-0815",
            "ContactorWorks",
            "Burntcoil",
            "LFV2A21K8A3000001",
            "12345",
            "2025-11-20",
            "2026-03-02",
            self.mine.name.replace(" ", ""),
            self.engineer.name.replace(" ", ""),
            "2026-03-17",
        ):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_prt6_one_label_of_label_size_for_each_part(self):
        olds = self.owe() | self.owe() | self.owe()
        pages = self.pdf(LABEL, olds)
        self.assertEqual(len(pages), 3)
        for page, old in zip(pages, olds.sorted("id"), strict=True):
            self.assertAlmostEqual(float(page.mediabox.width) / MM, 100, delta=1)
            self.assertAlmostEqual(float(page.mediabox.height) / MM, 70, delta=1)
            self.assertIn(old.name, self.text([page]))

    def test_prt6_the_longest_tag_fits_on_its_label(self):
        self.part.name = "Contactor K2 with auxiliary contacts, plate and cover"
        self.part.aftersales_hazard = "other"
        old = self.owed()
        pages = self.pdf(LABEL, old)
        self.assertEqual(len(pages), 1)
        self.assertIn("Hazardous", self.text(pages))

    def test_prt6_a_sheet_holds_several_tags(self):
        olds = self.owe() | self.owe() | self.owe()
        pages = self.pdf(SHEET, olds)
        self.assertEqual(len(pages), 1)
        self.assertAlmostEqual(float(pages[0].mediabox.width) / MM, 210, delta=1)
        text = self.text(pages)
        for old in olds:
            self.assertEqual(text.count(old.name), 1)

    def test_prt6_the_code_opens_the_old_part_and_holds_its_tag(self):
        old = self.owe()
        self.assertEqual(
            old._tag_url(),
            f"{old.get_base_url()}/odoo/aftersales-old-parts/{old.id}?tag={old.name}",
        )
        action = self.env.ref("aftersales_service.aftersales_old_part_action")
        self.assertEqual(action.path, "aftersales-old-parts")
        self.assertRegex(old._tag_qr(), "^data:image/png;base64,")

    def test_prt6_chinese_paper_is_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.technician.lang = "zh_CN"
        self.part.with_context(lang="zh_CN").name = "接触器"
        self.mine.name = "张师傅"
        text = self.text(self.pdf(LABEL, self.owed()))
        for word in ("接触器", "张师傅"):
            with self.subTest(word):
                self.assertIn(word, text)

    def test_prt6_tags_are_printed_at_the_visit(self):
        visit = self.visit_with({"product_id": self.part.id}, until="finished")
        mine = visit.with_user(self.technician)
        with self.refused(UserError, "No old parts are owed"):
            mine.action_print_old_part_tags()
        self.assertEqual(visit.old_part_count, 0)
        self.live_visit(visit, "signed")
        self.env.invalidate_all()
        self.assertEqual(visit.old_part_count, 1)
        action = mine.action_print_old_part_tags()
        old = self.uses(visit).old_part_ids
        self.assertEqual(
            action["report_name"], "aftersales_service.report_old_part_tag"
        )
        self.assertEqual(action["context"]["active_ids"], old.ids)
        shown = mine.action_view_old_parts()["domain"]
        self.assertEqual(old.search(shown), old)

    def test_inf5_nobody_prints_a_foreign_tag(self):
        old = self.owe()
        with self.assertRaises(AccessError):
            old.with_user(self.other_technician)._for_tag()
        with self.assertRaises(AccessError):
            old.with_user(self.other_technician).action_print_tags()

    def test_prt6_the_box_list_counts_ought_came_and_missing(self):
        first, second = self.owe(2), self.owe()
        box = self.env["aftersales.old.part.box"].create(
            {
                "holder_id": self.mine.id,
                "carrier": "SF",
                "freight_number": "SF-77",
                "line_ids": [
                    Command.create({"old_part_id": old.id}) for old in (first, second)
                ],
            }
        )
        box.with_user(self.technician).action_send()
        before = self.text(self.pdf(BOX, box))
        for word in (box.name, first.name, second.name, "SF-77"):
            self.assertIn(word, before)
        self.receive(first, box=box, quantity=1, condition="no_tag")
        keeper = box.with_user(self.keeper)
        keeper.write(
            {"packaging_state": "opened", "cards_state": "some", "list_state": "none"}
        )
        keeper.action_receive()
        after = self.text(self.pdf(BOX, box, self.keeper))
        for word in (
            "1/2",
            "Openedontheway",
            "Somearemissing",
            "Camewithoutitstag",
            self.keeper.name.replace(" ", ""),
        ):
            with self.subTest(word):
                self.assertIn(word, after)
