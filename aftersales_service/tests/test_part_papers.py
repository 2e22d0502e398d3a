"""Receiving note in two copies, movement note, count sheet: opened and read (PRT-4)."""

import io

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestPartPapers(TransferCommon):
    def pages(self, report, records, user=None):
        """Text of each page of a report, printed by a user."""
        reports = self.env["ir.actions.report"]
        if user:
            reports = reports.with_user(user)
        # a test renders HTML unless it is told to go all the way
        reports = reports.with_context(force_report_rendering=True)
        content, kind = reports._render_qweb_pdf(
            f"aftersales_service.{report}", records.ids
        )
        self.assertEqual(kind, "pdf")
        pages = PdfReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_prt4_a_receiving_note_has_two_pages_each_with_its_copy(self):
        partner = self.env["res.partner"].create({"name": "Maker Ltd."})
        picking = self.holders._make_picking(
            self.env.ref("stock.stock_location_suppliers"),
            self.depot.location_id,
            [
                {"product_id": self.belt.id, "product_uom_qty": 3},
                {"product_id": self.board.id, "product_uom_qty": 1},
            ],
            "PO-1",
            partner_id=partner.id,
        )
        transfers = self.env["aftersales.part.transfer"]
        for move in picking.move_ids:
            lot = self.board_1 if move.product_id == self.board else self.board_1[:0]
            transfers._lines_of(move, [(lot, move.product_uom_qty)])
        picking.move_ids.picked = True
        picking._action_done()
        action = picking.action_print_receiving()
        self.assertEqual(action["type"], "ir.actions.report")
        pages = self.pages("stock_picking_receiving_report", picking)
        self.assertEqual(len(pages), 2)
        for page, copy, other in zip(
            pages, ("Warehouse", "Finance"), ("Finance", "Warehouse"), strict=True
        ):
            self.assertRegex(page, f"Copy [12]: {copy}")
            self.assertNotRegex(page, f"Copy [12]: {other}")
            for text in (picking.name, "Maker Ltd.", "PO-1", "BELT", "B-1", "3"):
                self.assertIn(text, page)

    def test_prt4_what_goes_out_has_no_receiving_note(self):
        self.put(self.depot, self.belt, 3)
        picking = self.holders._make_picking(
            self.depot.location_id,
            self.env.ref("stock.stock_location_customers"),
            [{"product_id": self.belt.id, "product_uom_qty": 3}],
            "SO-1",
        )
        with self.refused(UserError, "brings nothing into stock"):
            picking.action_print_receiving()

    def test_prt4_our_movements_have_the_note_for_who_may_read_them(self):
        one = self.done(
            "voucher",
            self.technician,
            [{"product_id": self.board.id, "quantity": 1, "lot_name": "B-9"}],
            self.keeper,
            to_id=self.mine.id,
            partner_id=self.garage.id,
            voucher_number="JT-17",
        )
        with self.refused(UserError, "is for what came"):
            self.movement(
                "return", self.technician, [], from_id=self.mine.id
            ).action_print_receiving()
        one.with_user(self.technician).action_print_receiving()
        pages = self.pages(
            "aftersales_part_transfer_receiving_report", one, self.technician
        )
        self.assertEqual(len(pages), 2)
        for page in pages:
            for text in (one.name, "JT-17", "Garage Ltd.", "BOARD", "B-9"):
                self.assertIn(text, page)

    def test_prt5_the_note_of_a_loss(self):
        self.put(self.mine, self.belt, 3)
        one = self.movement(
            "loss", self.technician, [(self.belt, 2)], from_id=self.mine.id
        )
        one.action_submit()
        one.with_user(self.manager).write(
            {
                "outcome": "charged",
                "charge_employee_id": self.engineer.id,
                "outcome_reason": "Left in the open car",
            }
        )
        one.with_user(self.manager).action_approve()
        one.action_print_note()
        (page,) = self.pages("aftersales_part_transfer_report", one, self.technician)
        for text in (one.name, "BELT", "Left in the open car", "Charged", "Manager"):
            self.assertIn(text, page)

    def test_prt8_a_blind_sheet_tells_no_books(self):
        self.put(self.mine, self.belt, 77)
        counts = self.env["aftersales.part.count"].with_user(self.keeper)
        for blind in (True, False):
            count = counts.create({"holder_id": self.mine.id, "blind": blind})
            count.action_start()
            count.action_print_sheet()
            (page,) = self.pages("aftersales_part_count_report", count, self.keeper)
            self.assertIn("BELT", page)
            self.assertEqual("77" in page, not blind)
            count.action_cancel("Next one")
