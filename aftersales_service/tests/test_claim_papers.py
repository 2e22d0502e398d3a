"""Sheet and letter in the supplier's layout, and its answer read back (PRT-9)."""

import base64
import io
import unicodedata

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon

#: Columns of the supplier, and what it calls them
COLUMNS = (
    ("serial", "VIN"),
    ("product_code", "Part number"),
    ("removed", "Failed serial"),
    ("charge", "Kind"),
    ("claimed", "Amount"),
    ("accepted", "OK amount"),
    ("reason", "Code"),
)
#: Row of the titles, as Excel counts
TITLES = 6


@tagged("post_install", "-at_install")
class TestClaimPapers(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.agreement.column_ids = [
            Command.create({"content": content, "title": title, "sequence": place})
            for place, (content, title) in enumerate(COLUMNS)
        ]
        cls.use = cls.make_use(serial_removed="F-9")
        cls.add_cost(cls.use.ticket_id, "labour", 100)
        cls.claim = cls.env["aftersales.supplier.claim"]._collect(
            cls.company, None, None, cls.use._claim_posted_on()
        )

    def submit(self):
        claim = self.claim.with_context(force_report_rendering=True)
        self.live_claim(claim, "checked")
        with self.allow_pdf_render():
            claim.with_user(self.buyer).action_submit()
        self.env.flush_all()
        self.env.invalidate_all()
        return {one.name.rpartition(".")[2]: one for one in self.claim.paper_ids}

    def mails(self):
        """What was mailed to the supplier; colleagues get activities."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", self.claim._name),
                ("res_id", "=", self.claim.id),
                ("recipient_ids", "in", self.bosch.ids),
            ]
        )

    def book(self, attachment):
        return load_workbook(io.BytesIO(attachment.raw))

    def text(self, attachment):
        pages = PdfReader(io.BytesIO(attachment.raw)).pages
        text = "".join(page.extract_text() for page in pages)
        return "".join(unicodedata.normalize("NFKC", text).split())

    def test_prt9_sheet_has_the_suppliers_columns(self):
        sheet = self.book(self.submit()["xlsx"]).active
        titles = [cell.value for cell in sheet[TITLES]]
        self.assertEqual(
            titles,
            ["Line No.", *(title for _c, title in COLUMNS), "Supplier's Note"],
        )
        rows = [[cell.value for cell in row] for row in sheet[TITLES + 1 : TITLES + 2]]
        self.assertEqual(
            rows,
            [
                [1, "RX45-0001", "SL-1", "F-9", "Part", 12, None, None, None],
                [2, "RX45-0001", "SL-1", None, "Labour", 100, None, None, None],
            ],
        )
        total = sheet.cell(TITLES + 3, 6)
        self.assertEqual(total.value, f"=SUM(F{TITLES + 1}:F{TITLES + 2})")
        self.assertIn(self.claim.name, sheet["A1"].value)

    def test_prt9_letter_names_what_is_claimed_and_until_when(self):
        text = self.text(self.submit()["pdf"])
        for word in (
            self.claim.name,
            "InjectorWorks",
            "Partnumber",
            "F-9",
            "112.00",
            "countsasaccepted",
            "Quality",
        ):
            self.assertIn(word, text)
        self.assertNotIn("OKamount", text, "not answered yet")

    def test_prt9_papers_speak_the_suppliers_language(self):
        self.bosch.lang = "zh_CN"
        self.agreement.column_ids.unlink()
        names = dict(self.claim.with_context(lang="zh_CN")._layout())
        titles = self.env["aftersales.supplier.agreement.column"]._fields["content"]
        labels = titles._description_selection(self.env(context={"lang": "zh_CN"}))
        self.assertEqual(names["serial"], dict(labels)["serial"])
        self.assertEqual(self.claim._paper_lang(), "zh_CN")
        self.bosch.lang = False
        self.assertIn(self.claim._paper_lang(), ("en_US", "zh_CN"))

    def test_prt9_papers_are_mailed_and_kept(self):
        papers = self.submit()
        self.assertEqual(set(papers), {"xlsx", "pdf"})
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertIn(self.claim.name, mail.subject)
        self.assertEqual(mail.recipient_ids, self.bosch)
        self.assertLessEqual(
            set(self.claim.paper_ids.mapped("name")),
            set(mail.attachment_ids.mapped("name")),
        )

    def test_prt9_supplier_without_an_address_is_named(self):
        self.bosch.email = False
        self.submit()
        self.assertFalse(self.mails())
        bodies = " ".join(self.claim.message_ids.mapped("body"))
        self.assertIn("has no e-mail address", bodies)

    def test_prt9_text_is_never_a_formula(self):
        self.use.write({"serial_removed": "=1+1"})
        self.claim.line_ids.filtered(
            lambda line: line.charge == "part"
        ).serial_removed = "=1+1"
        cell = self.book(self.submit()["xlsx"]).active.cell(TITLES + 1, 4)
        self.assertEqual((cell.value, cell.data_type), ("=1+1", "s"))

    # The answer

    def take(self, book, user=None):
        raw = book if isinstance(book, bytes) else self.saved(book)
        wizard = (
            self.env["aftersales.claim.answer"]
            .with_user(user or self.buyer)
            .create(
                {
                    "claim_id": self.claim.id,
                    "file": base64.b64encode(raw),
                    "file_name": "answer.xlsx",
                }
            )
        )
        wizard.action_import()
        self.env.flush_all()
        self.env.invalidate_all()

    @staticmethod
    def saved(book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def filled(self, *answers):
        """The sheet that was handed in, with amount, code and note in each row."""
        book = self.book(self.submit()["xlsx"])
        for row, answer in enumerate(answers, TITLES + 1):
            for column, value in enumerate(answer, 7):
                book.active.cell(row, column).value = value
        return book

    def test_prt9_answer_is_read_from_the_sheet(self):
        book = self.filled((12, None, None), ("40.50", "elh", "Two hours do"))
        book.active.insert_rows(1, 2)  # the supplier's own head
        self.take(book)
        self.assertRecordValues(
            self.claim.line_ids,
            [
                {"decision": "all", "accepted": 12, "refused": 0, "note": False},
                {
                    "decision": "less",
                    "accepted": 40.5,
                    "refused": 59.5,
                    "note": "Two hours do",
                },
            ],
        )
        self.assertEqual(self.claim.line_ids[1].reason_id.code, "ELH")
        self.assertEqual(self.claim.state, "submitted", "a person finishes it")
        self.assertIn("answer.xlsx", self.claim.paper_ids.mapped("name"))
        self.claim.with_user(self.buyer).action_answer()
        self.assertEqual(self.claim.amount_accepted, 52.5)

    def test_prt9_wrong_rows_are_named_and_nothing_is_written(self):
        book = self.filled((12, None, None), (100, None, None))
        cases = (
            ((12, None), (200, "ELH"), "row 8.*between nothing"),
            ((12, None), ("lots", "ELH"), "row 8.*is no amount"),
            ((12, None), (50, None), "row 8.*reason code is missing"),
            ((12, None), (50, "XYZ"), "row 8.*no reason “XYZ”"),
            ((-1, "ELH"), (50, "ELH"), "row 7"),
            ((None, None), (None, None), "No line has an accepted amount"),
        )
        for one, two, message in cases:
            for row, values in ((TITLES + 1, one), (TITLES + 2, two)):
                for column, value in enumerate(values, 7):
                    book.active.cell(row, column).value = value
            with self.subTest(message), self.refused(UserError, message):
                self.take(book)
        self.assertFalse(any(self.claim.line_ids.mapped("decision")))

    def test_prt9_other_lines_and_other_files_are_refused(self):
        book = self.filled((12, None, None), (100, None, None))
        book.active.cell(TITLES + 1, 1).value = 99
        with self.refused(UserError, "there is no line 99"):
            self.take(book)
        book.active.cell(TITLES + 1, 1).value = 2
        book.active.cell(TITLES + 1, 8).value = "ELH"
        with self.refused(UserError, "stands there twice"):
            self.take(book)
        book.active.cell(TITLES, 7).value = "Something else"
        with self.refused(UserError, "No sheet of the file has the columns"):
            self.take(book)
        for raw in (b"no workbook", b"PK\x03\x04broken"):
            with self.refused(UserError, "isn't an Excel workbook"):
                self.take(raw)

    def test_prt9_only_agreed_reasons_are_taken(self):
        allowed = self.env.ref("aftersales_service.claim_reason_trv")
        self.agreement.reason_ids = allowed
        book = self.filled((12, None, None), (50, "ELH", None))
        with self.refused(UserError, "no reason “ELH”"):
            self.take(book)

    def test_prt9_answers_are_read_by_buyers_while_it_is_out(self):
        book = self.filled((12, None, None), (100, None, None))
        with self.assertRaises(AccessError):
            self.take(book, self.quality)
        self.take(book)
        self.claim.with_user(self.buyer).action_answer()
        with self.refused(UserError, "doesn't fit"):
            self.take(book)

    def test_prt9_packing_list_names_the_old_parts(self):
        old = self.add_old_part(self.use)
        self.submit()
        claim = self.claim.with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            claim.with_user(self.keeper).action_send_old_parts()
        paper = self.claim.paper_ids.filtered(lambda one: "Packing" in one.name)
        text = self.text(paper)
        for word in (old.name, "F-9", "SL-1", self.claim.name):
            self.assertIn(word, text)
