"""The form of a new request (INT-1, INT-2)."""

import base64
import io
from unittest.mock import patch

from lxml import html
from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import portal as rules
from .common import SIGNATURE, AftersalesHttpCommon

PNG = base64.b64decode(SIGNATURE)


@tagged("post_install", "-at_install")
class TestPortalNew(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.partner_id.phone = "138-0000"
        cls.other_lot = cls.env["stock.lot"].create(
            {
                "name": "RX45-0777",
                "product_id": cls.product.id,
                "company_id": cls.company.id,
            }
        )
        cls.lot.aftersales_partner_id = cls.customer
        cls.other_lot.aftersales_partner_id = cls.stranger.partner_id

    def setUp(self):
        super().setUp()
        self.authenticate(self.owner.login, self.owner.login)
        self.before = self.tickets()

    def tickets(self):
        return self.env["helpdesk.ticket"].search([])

    def page(self):
        return html.fromstring(self.url_open("/new/ticket").content)

    def send(self, files=(), **fields):
        data = {
            "type": self.repair.id,
            "description": "No heat",
            "csrf_token": http.Request.csrf_token(self),
            **fields,
        }
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/submitted/ticket",
                data=data,
                files=[("files", (name, io.BytesIO(c))) for name, c in files],
            )
        self.assertLess(answer.status_code, 500)
        self.env.invalidate_all()
        return answer

    def made(self):
        return self.tickets() - self.before

    def errors(self, answer):
        page = html.fromstring(answer.content)
        texts = page.xpath("//*[contains(@class, 'invalid-feedback')]/text()")
        return [text.strip() for text in texts if text.strip()]

    def test_int1_request_with_all_that_the_form_asks(self):
        answer = self.send(
            files=[("panel.png", PNG), ("proof.pdf", b"%PDF-1.7 x")],
            lot=self.lot.id,
            phone="139-1",
            address="Gate 4",
            preferred_time="after 14:00",
            plate="沪A12345",
        )
        ticket = self.made()
        self.assertIn(f"/my/ticket/{ticket.id}", answer.url)
        self.assertIn(ticket.number, answer.text)
        self.assertRecordValues(
            ticket,
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.owner.partner_id.id,
                    "type_id": self.repair.id,
                    "lot_id": self.lot.id,
                    "product_id": self.product.id,
                    "customer_phone": "139-1",
                    "service_address": "Gate 4",
                    "preferred_time": "after 14:00",
                    "stated_plate": "沪A12345",
                    "registered_at": self.minute(0),
                }
            ],
        )
        self.assertEqual(ticket.event_ids.recorded_by_id, self.owner)
        self.assertIn("Repair", ticket.name)
        self.assertEqual(
            sorted(ticket.attachment_ids.mapped("name")), ["panel.png", "proof.pdf"]
        )
        self.assertIn("panel.png", answer.text)
        self.assertEqual(self.url_open("/my/tickets").text.count(ticket.number), 1)

    def test_int2_types_of_the_company_shown_in_the_portal(self):
        types = self.env["helpdesk.ticket.type"]
        hidden, archived, foreign = types.create(
            [
                {"name": "H", "company_id": self.company.id, "show_in_portal": False},
                {"name": "A", "company_id": self.company.id, "active": False},
                {"name": "F", "company_id": self.other_company.id},
            ]
        )
        offered = self.page().xpath("//select[@id='type']/option/@value")
        wanted = (self.repair | self.consultation).ids
        self.assertEqual(sorted(map(int, filter(None, offered))), sorted(wanted))
        for bad in (*(hidden + archived + foreign).ids, "", "abc", "0", "9" * 11):
            with self.subTest(bad):
                self.assertTrue(self.errors(self.send(type=bad)))
                self.assertFalse(self.made())

    def test_company_without_types_of_its_own_uses_the_common_ones(self):
        (self.repair | self.consultation).show_in_portal = False
        common = self.env["helpdesk.ticket.type"].create(
            {"name": "Common", "company_id": False}
        )
        offered = self.page().xpath("//select[@id='type']/option/@value")
        self.assertIn(str(common.id), offered)

    def test_own_products_only_are_offered(self):
        page = self.page()
        offered = page.xpath("//select[@id='lot']/option/@value")
        self.assertEqual(offered, ["", str(self.lot.id)])
        self.assertNotIn(self.other_lot.name, html.tostring(page, encoding=str))

    def test_product_of_somebody_else_is_refused_like_an_unknown_one(self):
        for bad in (self.other_lot.id, 10**9, "abc"):
            with self.subTest(bad):
                answer = self.send(lot=bad)
                self.assertEqual(
                    self.errors(answer), ["Please choose one of the list."]
                )
                self.assertFalse(self.made())

    def test_typed_serial_tells_nothing(self):
        """Unknown, another customer's or another company's: all look the same."""
        self.env["stock.lot"].create(
            {
                "name": "FOREIGN-1",
                "product_id": self.product.id,
                "company_id": self.other_company.id,
            }
        )
        for serial in (self.other_lot.name, "FOREIGN-1", "NO-SUCH"):
            with self.subTest(serial):
                before = self.tickets()
                answer = self.send(serial=serial, product="Furnace")
                ticket = self.tickets() - before
                self.assertRecordValues(
                    ticket,
                    [
                        {
                            "lot_id": False,
                            "product_id": False,
                            "stated_serial": serial,
                            "stated_product": "Furnace",
                            "name": "Repair",
                        }
                    ],
                )
                self.assertIn(serial, answer.text)
                self.assertNotIn("RX-45", answer.text)

    def test_typed_serial_of_ones_own_is_linked(self):
        self.send(serial=self.lot.name.lower())
        self.assertEqual(self.made().lot_id, self.lot)
        self.assertFalse(self.made().stated_serial)

    def test_clerk_links_the_typed_serial(self):
        ticket = self._create_ticket(lot_id=False, stated_serial=" rx45-0777 ")
        ticket.with_user(self.clerk).action_link_stated_serial()
        self.assertEqual(ticket.lot_id, self.other_lot)
        ticket = self._create_ticket(lot_id=False, stated_serial="NO-SUCH")
        with self.refused(UserError, "NO-SUCH.*Choose the right one"):
            ticket.with_user(self.clerk).action_link_stated_serial()

    def test_pressed_twice_makes_one_request(self):
        (key,) = self.page().xpath("//input[@name='key']/@value")
        first, second = self.send(key=key), self.send(key=key)
        self.assertEqual(len(self.made()), 1)
        self.assertEqual(first.url, second.url)
        self.send(key=self.page().xpath("//input[@name='key']/@value")[0])
        self.assertEqual(len(self.made()), 2)

    def test_key_of_somebody_else_shows_nothing_of_theirs(self):
        self.send(key="abc")
        mine = self.made()
        self.authenticate(self.stranger.login, self.stranger.login)
        answer = self.send(key="abc")
        self.assertEqual(len(self.made()), 2)
        self.assertNotIn(mine.number, answer.text)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_request_of_one_form(self):
        """Two servers at once: the unique index decides, and the second tries again."""
        ticket = self._create_ticket(submission_key="once")
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            ticket.copy({"submission_key": "once"})
        self.assertFalse(ticket.copy().submission_key)

    def test_errors_keep_what_was_typed(self):
        typed = {
            "description": " ",
            "serial": "S-1",
            "product": "Kiln",
            "phone": "139-2",
            "address": "Gate 5",
            "preferred_time": "Monday",
            "key": "k-1",
        }
        answer = self.send(**typed)
        self.assertFalse(self.made())
        self.assertEqual(self.errors(answer), ["Please describe what happened."])
        page = html.fromstring(answer.content)
        for name in ("serial", "product", "phone", "address", "preferred_time", "key"):
            (value,) = page.xpath(f"//input[@name='{name}']/@value")
            self.assertEqual(value, typed[name])
        (chosen,) = page.xpath("//select[@id='type']/option[@selected]/@value")
        self.assertEqual(chosen, str(self.repair.id))

    def test_too_long_texts_are_refused(self):
        for name, size in (("description", 10001), ("serial", 81), ("phone", 41)):
            with self.subTest(name):
                answer = self.send(**{name: "x" * size})
                self.assertRegex(self.errors(answer)[0], "at most [0-9]+ characters")
                self.assertFalse(self.made())

    def test_typed_text_is_shown_as_text(self):
        answer = self.send(description="<script>alert(1)</script>\n<b>x</b>")
        self.assertNotIn("<script>alert(1)", answer.text)
        self.assertIn("&lt;script&gt;", answer.text)

    def test_refused_files_send_nothing(self):
        small = dict.fromkeys(rules.MAX_SIZE, 100)
        for files, text in (
            ([("a.exe", b"MZ\x90")], "a.exe is no picture"),
            ([("x.png", b"<svg onload='alert(1)'/>")], "x.png is no picture"),
            ([("empty.png", b"")], "empty.png is empty"),
            ([("big.png", PNG + b"\0" * 100)], "big.png is too large"),
            ([("a.png", PNG)] * 11, "at most 10 files"),
        ):
            with self.subTest(text), patch.object(rules, "MAX_SIZE", small):
                answer = self.send(files=files, description="Kept")
                self.assertIn(text, " ".join(self.errors(answer)))
                self.assertIn("Kept", answer.text)
                self.assertFalse(self.made())

    def test_files_of_all_kinds_are_taken(self):
        names = {
            "a.jpg": b"\xff\xd8\xff\xe0 JFIF",
            "b.png": PNG,
            "c.pdf": b"%PDF-1.7",
            "d.mp4": b"\0\0\0\x18ftypmp42",
        }
        self.send(files=list(names.items()))
        kept = self.made().attachment_ids
        self.assertEqual(sorted(kept.mapped("name")), sorted(names))

    def test_teams_and_topics_of_another_company_are_refused(self):
        self.company.helpdesk_mgmt_portal_select_team = True
        self.company.helpdesk_mgmt_portal_select_category = True
        team = self.env["helpdesk.ticket.team"].create(
            {
                "name": "Far",
                "company_id": self.other_company.id,
                "show_in_portal": True,
            }
        )
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Far", "company_id": self.other_company.id}
        )
        for fields in ({"team": team.id}, {"category": category.id}, {"team": "x"}):
            with self.subTest(fields):
                self.assertIn("Nothing was sent yet", self.send(**fields).text)
                self.assertFalse(self.made())

    def test_licence_plate_is_asked_where_it_is_wanted(self):
        self.assertFalse(self.page().xpath("//input[@name='plate']"))
        self.company.aftersales_ask_plate = True
        self.assertTrue(self.page().xpath("//input[@name='plate']"))

    def test_anonymous_is_sent_to_log_in(self):
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/new/ticket").url)
        self.assertIn("/web/login", self.send().url)
        self.assertFalse(self.made())
