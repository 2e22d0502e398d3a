"""The papers that each type of request needs (INT-8)."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestTicketDocuments(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proof = cls._kind("proof", "Proof of purchase")
        cls.photos = cls._kind("photos", "Photos", cls.repair, hint="Rating plate")
        cls.box = cls._kind("box", "Box and accessories", cls.consultation)
        cls.extra = cls._kind("extra", "Drawing", cls.repair, required=False)

    @classmethod
    def _kind(cls, code, name, types=None, company=None, **values):
        return cls.env["aftersales.document.kind"].create(
            {
                "code": code,
                "name": name,
                "type_ids": [(6, 0, types.ids if types else [])],
                "company_id": (company or cls.company).id,
                **values,
            }
        )

    def _file(self, user, **values):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "p.txt", "raw": b"x", **values})
        )

    def document(self, ticket, kind):
        return ticket.document_ids.filtered(lambda document: document.kind_id == kind)

    def test_int8_each_type_has_its_papers(self):
        """INT-8: created by type; what is required and not here is missing."""
        ticket = self._create_ticket()
        kinds = self.proof + self.photos + self.extra
        self.assertEqual(ticket.document_ids.kind_id, kinds)
        self.assertEqual(ticket._missing_documents().kind_id, self.proof + self.photos)
        self.assertEqual(ticket.missing_document_count, 2)
        self.assertIn("Photos", ticket.missing_document_names)
        company = self.repair.with_company(self.company)
        self.assertEqual(company.document_kind_ids, kinds)
        tickets = self.env["helpdesk.ticket"].search(
            [("missing_document_count", ">", 0)]
        )
        self.assertIn(ticket, tickets)

    def test_int8_other_type_other_papers_but_none_received_is_lost(self):
        ticket = self._create_ticket()
        self.document(ticket, self.photos).received = True
        ticket.type_id = self.consultation
        self.assertEqual(
            ticket.document_ids.kind_id, self.proof + self.photos + self.box
        )
        ticket.type_id = self.repair
        self.assertEqual(
            ticket.document_ids.kind_id, self.proof + self.photos + self.extra
        )
        self.assertTrue(self.document(ticket, self.photos).received)

    def test_int8_papers_are_the_company_s(self):
        self._kind("foreign", "Foreign", company=self.other_company)
        ticket = self._create_ticket()
        self.assertEqual(ticket.document_ids.kind_id.company_id, self.company)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._kind("proof", "Again")

    def test_int8_receipt_keeps_who_and_when(self):
        ticket = self._create_ticket()
        document = self.document(ticket, self.proof).with_user(self.clerk)
        self.move(5)
        document.write(
            {
                "received": True,
                "received_at": "2020-01-01 00:00:00",
                "received_by_id": self.manager.id,
            }
        )
        receipt = [{"received_at": self.minute(5), "received_by_id": self.clerk.id}]
        self.assertRecordValues(document, receipt)
        self.move(10)
        document.with_user(self.manager).write({"received": True, "note": "copy"})
        self.assertRecordValues(document, receipt)
        document.received = False
        self.assertRecordValues(
            document, [{"received_at": False, "received_by_id": False}]
        )

    def test_inf1_defaults_of_the_context_receive_nothing(self):
        """INF-1: nor do values that come along with a request of a clerk."""
        forged = {
            "default_received": True,
            "default_received_at": "2020-01-01 00:00:00",
            "default_received_by_id": self.manager.id,
            "default_note": "Forged",
        }
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        ticket = tickets.with_context(**forged).create(
            {"name": "x", "description": "x", "type_id": self.repair.id}
        )
        self.assertEqual(ticket.missing_document_count, 2)
        nothing = {"received_at": False, "received_by_id": False, "note": False}
        self.assertRecordValues(ticket.document_ids, [nothing] * 3)
        added = (
            ticket.document_ids.with_user(self.clerk)
            .with_context(**forged)
            .create({"ticket_id": ticket.id, "kind_id": self.box.id})
        )
        self.assertRecordValues(
            added, [{**nothing, "received": False, "note": "Forged"}]
        )

    def test_int8_received_paper_stays(self):
        ticket = self._create_ticket()
        document = self.document(ticket, self.proof).with_user(self.clerk)
        document.received = True
        with self.refused(UserError, "was received and stays"):
            document.unlink()
        with self.refused(UserError, "belongs to request"):
            document.ticket_id = self._create_ticket()
        self.document(ticket, self.photos).with_user(self.clerk).unlink()

    def test_int8_files_follow_the_request_s_rights(self):
        ticket = self._create_ticket()
        document = self.document(ticket, self.proof)
        file = self._file(self.clerk, res_model="aftersales.ticket.document")
        document.with_user(self.clerk)._receive(file)
        self.assertTrue(document.received)
        self.assertRecordValues(
            file, [{"res_model": "helpdesk.ticket", "res_id": ticket.id}]
        )
        self.assertEqual(file.with_user(self.owner).raw, b"x")
        with self.assertRaises(AccessError):
            file.with_user(self.stranger).read(["raw"])

    def test_inf1_naming_a_foreign_file_opens_nothing(self):
        ticket = self._create_ticket()
        secret = self._file(self.manager)
        document = self.document(ticket, self.proof).with_user(self.clerk)
        try:
            document.attachment_ids = [(4, secret.id)]
        except AccessError:
            return
        self.env.invalidate_all()
        self.assertFalse(secret.res_id)
        with self.assertRaises(AccessError):
            secret.with_user(self.clerk).read(["raw"])

    def test_int8_customer_hands_in_through_the_portal(self):
        ticket = self._create_ticket()
        document = self.document(ticket, self.photos)
        file = self._file(self.env.user, res_model=ticket._name, res_id=ticket.id)
        document.with_user(self.owner).sudo()._receive(file)
        self.assertRecordValues(
            document,
            [{"received_by_id": self.owner.id, "attachment_ids": file.ids}],
        )

    def test_int8_customer_is_asked_in_their_language(self):
        """INT-8: what is missing is asked for at once, in a message that is kept."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.photos.with_context(lang="zh_CN").name = "现场照片"
        self.owner.partner_id.lang = "zh_CN"
        ticket = self._create_ticket()
        self.document(ticket, self.proof).received = True
        ticket.with_user(self.clerk).action_ask_documents()
        message = ticket.message_ids.sorted("id")[-1:]
        self.assertIn("现场照片", message.body)
        self.assertNotIn("Proof of purchase", message.body)
        self.assertIn(self.owner.partner_id, message.notified_partner_ids)
        self.assertFalse(message.is_internal)
        self.assertEqual(ticket.documents_asked_at, NOW)

    def test_int8_nothing_to_ask(self):
        ticket = self._create_ticket()
        ticket.document_ids.received = True
        with self.refused(UserError, "Nothing is missing"):
            ticket.with_user(self.clerk).action_ask_documents()
        lonely = self._create_ticket(partner_id=False)
        with self.refused(UserError, "no customer yet"):
            lonely.with_user(self.clerk).action_ask_documents()

    def test_inf1_rights_on_papers(self):
        ticket = self._create_ticket()
        document = self.document(ticket, self.proof)
        self._create_visit(ticket)
        self.assertTrue(document.with_user(self.technician).read(["received"]))
        users = (self.other_technician, self.owner, self.nobody, self.foreign_clerk)
        for user in users:
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.with_user(user).read(["received"])
        for user in (self.technician, *users):
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.with_user(user).write({"received": True})
            with self.subTest(user.login), self.assertRaises(AccessError):
                ticket.with_user(user).action_ask_documents()

    def test_int8_papers_on_the_form(self):
        ticket = self._create_ticket()
        form = Form(ticket.with_user(self.clerk))
        with form.document_ids.edit(0) as line:
            line.received = True
        form.save()
        self.assertEqual(len(ticket._missing_documents()), 1)
