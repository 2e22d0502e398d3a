"""The warranty verdict on the customer's page: what is final, what to do (WAR-3, INT-8)."""

import base64

from lxml import html

from odoo import Command, http
from odoo.tests import tagged

from .common import SIGNATURE
from .test_portal_product import ProductHttpCommon

PNG = base64.b64decode(SIGNATURE)


@tagged("post_install", "-at_install")
class TestPortalVerdict(ProductHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket(fault_id=cls.fault.id)
        cls.path = f"/my/ticket/{cls.ticket.id}"

    def told(self, user=None):
        """Words of the verdict's section."""
        page = self.page(self.path, user)
        text = page.xpath("string(//*[@id='aftersales_verdict'])")
        return " ".join(text.split())

    def ask_for_invoice(self, **values):
        kind = self.env["aftersales.document.kind"].create(
            {
                "code": "invoice_copy",
                "name": "Copy of the invoice",
                "required": False,
                "company_id": self.company.id,
                "type_ids": [Command.link(self.consultation.id)],
                **values,
            }
        )
        self.policy.document_kind_ids = kind
        return kind

    def test_war3_without_a_verdict_nothing_is_said(self):
        self.assertEqual(self.told(), "")

    def test_war3_proposed_is_being_checked_and_no_promise(self):
        verdict = self.ticket.make_verdict()
        self.assertEqual(verdict.entitlement, "repair")
        told = self.told()
        self.assertIn("We are checking", told)
        for word in ("free of charge", "PDF", "Decided"):
            with self.subTest(word):
                self.assertNotIn(word, told)
        answer = self.open(self.owner, f"{self.path}/verdict")
        self.assertEqual(answer.status_code, 303)

    def test_war3_confirmed_names_the_rule_and_until_when(self):
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.clerk).action_confirm()
        told = self.told()
        for word in ("The repair is free of charge.", "Furnace", "2026-06-10", "PDF"):
            with self.subTest(word):
                self.assertIn(word, told)
        self.assertNotIn("We are checking", told)
        self.assertNotIn(self.clerk.name, told)

    def test_war3_paid_names_what_ended(self):
        self.lot.commissioned_date = "2024-06-10"
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.clerk).action_confirm()
        told = self.told()
        self.assertIn("doesn't cover this", told)
        self.assertIn("2025-06-10", told)

    def test_war3_override_tells_the_reason(self):
        self.lot.commissioned_date = "2024-06-10"
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.manager)._override(
            "goodwill", "Good customer\n<b>since 1998</b>", self.evidence(self.manager)
        )
        answer = self.open(self.owner, self.path)
        told = self.told()
        self.assertIn("free of charge this time", told)
        self.assertIn("Good customer", told)
        self.assertNotIn("<b>since 1998", answer.text)
        self.assertNotIn("photo.png", told)

    def test_war3_a_newer_verdict_is_open_again(self):
        verdict = self.ticket.make_verdict()
        verdict.with_user(self.clerk).action_confirm()
        self.ticket.component_id = self.seal
        self.ticket.make_verdict()
        self.assertIn("We are checking", self.told())

    def test_int8_missing_paper_is_handed_in_and_judged_again(self):
        """Even one that isn't on the list of the type."""
        self.ask_for_invoice()
        first = self.ticket.make_verdict()
        self.assertEqual(first.entitlement, "undetermined")
        page = self.page(self.path)
        self.assertIn("Copy of the invoice", self.told())
        forms = page.xpath("//form[contains(@class, 'o_aftersales_paper')]")
        form = next(
            one for one in forms if "Copy of the invoice" in html.tostring(one).decode()
        )
        data = {
            name: form.xpath(f".//input[@name='{name}']/@value")[0]
            for name in ("document_id", "kind_id")
        }
        self.url_open(
            f"{self.path}/paper",
            data={**data, "csrf_token": self.csrf()},
            files={"files": ("invoice.png", PNG, "image/png")},
            allow_redirects=False,
        )
        self.env.invalidate_all()
        paper = self.ticket.document_ids.filtered(
            lambda line: line.kind_id.code == "invoice_copy"
        )
        self.assertTrue(paper.received)
        self.assertEqual(self.ticket.verdict_id.entitlement, "repair")
        self.assertFalse(first.is_current)
        self.assertNotIn("Copy of the invoice", self.told())

    def csrf(self):
        self.authenticate(self.owner.login, self.owner.login)
        return http.Request.csrf_token(self)

    def test_int8_nobody_hands_in_what_isnt_asked_for(self):
        kind = self.ask_for_invoice()
        self.ticket.make_verdict()
        other = kind.copy({"code": "x", "name": "Other"})
        for user, number in (
            (self.owner, other.id),
            (self.owner, 0),
            (self.stranger, kind.id),
            (self.former, kind.id),
        ):
            with self.subTest(user=user.login, kind=number):
                self.authenticate(user.login, user.login)
                data = {
                    "csrf_token": http.Request.csrf_token(self),
                    "kind_id": str(number),
                }
                self.url_open(
                    f"{self.path}/paper",
                    data=data,
                    files={"files": ("a.png", PNG, "image/png")},
                    allow_redirects=False,
                )
                self.env.invalidate_all()
                self.assertFalse(self.ticket.document_ids.filtered("received"))

    def test_inf5_pdf_for_every_visitor(self):
        self.ticket.make_verdict().with_user(self.clerk).action_confirm()
        token = self.ticket._portal_ensure_token()
        wrong = token[:-1] + ("0" if token[-1] != "0" else "1")
        for user, key, shown in (
            (None, None, False),
            (None, wrong, False),
            (None, token, True),
            (self.owner, None, True),
            (self.colleague, None, True),
            (self.stranger, None, False),
            (self.stranger, wrong, False),
            (self.former, None, False),
            (self.abroad, None, False),
            (self.foreign_clerk, None, False),
            (self.nobody, None, False),
        ):
            with self.subTest(user=user and user.login, token=key):
                query = f"?access_token={key}" if key else ""
                answer = self.open(user, f"{self.path}/verdict{query}")
                self.assertEqual(answer.status_code, 200 if shown else 303)
                self.assertEqual("RX45-0001" in answer.text, shown)
