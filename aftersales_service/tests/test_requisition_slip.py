"""The slip on paper, opened and read again (PRT-1)."""

import io

from pypdf import PdfReader

from odoo.tests import tagged

from .request_common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequisitionSlip(RequestCommon):
    def pages(self, request, lang="en_US"):
        report = self.env["ir.actions.report"].with_context(
            lang=lang, force_report_rendering=True
        )
        content, _kind = report._render_qweb_pdf(
            "aftersales_service.aftersales_part_request_report", request.ids
        )
        return PdfReader(io.BytesIO(content)).pages

    def test_prt1_slip_shows_numbers_parts_serials_and_people(self):
        request = self.approved((self.board, 1), (self.fuse, 3))
        board, fuse = request.line_ids
        request = self.issue(request, [(board, 1, self.boards[0]), (fuse, 2, None)])
        (page,) = self.pages(request)
        text = " ".join(page.extract_text().split())
        for said in (
            request.name,
            self.ticket.number,
            "Main depot",
            "BOARD",
            "B-1",
            self.manager.name,
            self.keeper.name,
            self.technician.name,
        ):
            with self.subTest(said):
                self.assertIn(said, text)
        self.assertTrue(page.images, "the number to be scanned")
