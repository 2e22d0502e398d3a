"""The customer's products in the portal: who sees which, what they read (issue 4, 8)."""

from unittest.mock import patch

import qrcode
from lxml import html

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesHttpCommon
from .test_warranty_verdict import WarrantyCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule")


class ProductHttpCommon(WarrantyCommon, AftersalesHttpCommon):
    """A furnace that was sold, in warranty until 2026-06-10, and its visitors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.colleague = cls._make_portal_user("as_colleague", cls.customer)
        cls.former = cls._make_portal_user(
            "as_former", partners.create({"name": "Former", "is_company": True})
        )
        # of the same customer, but dealing with another company of the group
        cls.abroad = cls._make_portal_user("as_abroad", cls.customer)
        cls.abroad.write(
            {
                "company_ids": [Command.set(cls.other_company.ids)],
                "company_id": cls.other_company.id,
            }
        )
        cls.lot.aftersales_partner_id = cls.former.partner_id
        cls.lot.aftersales_partner_id = cls.customer
        cls.lot.write({"sale_price": 987654.32, "note": "<p>SECRET NOTE</p>"})

    def open(self, user, path, **kwargs):
        self.authenticate(user and user.login, user and user.login)
        with mute_logger(*QUIET):
            answer = self.url_open(path, allow_redirects=False, **kwargs)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def page(self, path, user=None):
        answer = self.open(user or self.owner, path)
        self.assertEqual(answer.status_code, 200, path)
        return html.fromstring(answer.content)

    def visitors(self):
        """Who → do they see the product?"""
        return (
            (None, False),
            (self.owner, True),
            (self.colleague, True),
            (self.stranger, False),
            (self.former, False),
            (self.abroad, False),
            (self.nobody, False),
            (self.foreign_clerk, False),
        )


@tagged("post_install", "-at_install")
class TestPortalProduct(ProductHttpCommon):
    def test_inf5_every_route_for_every_visitor(self):
        for user, shown in self.visitors():
            for path in (
                "/my/products",
                "/my/products?search=RX45",
                "/my/products?sortby=ends",
                f"/my/products/{self.lot.id}",
                f"/my/products/{self.lot.id}/card",
            ):
                with self.subTest(user=user and user.login, path=path):
                    answer = self.open(user, path)
                    self.assertEqual("RX45-0001" in answer.text, shown)
                    if path.startswith(f"/my/products/{self.lot.id}"):
                        self.assertEqual(answer.status_code, 200 if shown else 303)

    def test_inf5_new_owner_takes_the_product_along_but_not_the_requests(self):
        ticket = self._create_ticket(name="OLD STORY")
        self.lot.aftersales_partner_id = self.stranger.partner_id
        self.assertEqual(
            self.open(self.owner, f"/my/products/{self.lot.id}").status_code, 303
        )
        text = self.open(self.stranger, f"/my/products/{self.lot.id}").text
        self.assertIn("RX45-0001", text)
        self.assertNotIn("OLD STORY", text)
        self.assertNotIn(ticket.number, text)

    def test_bad_addresses_do_no_harm(self):
        for number in ("0", "-1", "abc", "9" * 9, "9" * 12, "9" * 30):
            with self.subTest(number):
                answer = self.open(self.owner, f"/my/products/{number}")
                self.assertIn(answer.status_code, (303, 404))
        for query in ("?sortby=x", "?search=%25", "?search=" + "x" * 500):
            with self.subTest(query):
                self.page(f"/my/products{query}")

    def test_page_shows_nothing_internal(self):
        promise = self.env["aftersales.warranty.promise"].create(
            {
                "lot_id": self.lot.id,
                "kind": "contract",
                "reference": "C-77",
                "months": 24,
                "seller_id": self.nobody.id,
                "attachment_ids": self.evidence(self.env.user).ids,
            }
        )
        text = self.open(self.owner, f"/my/products/{self.lot.id}").text
        self.assertIn("C-77", text)
        self.assertIn("2027-06-10", text)
        for secret in ("987,654", "987654", "SECRET NOTE", self.nobody.name):
            with self.subTest(secret):
                self.assertNotIn(secret, text)
        self.assertTrue(promise.seller_id)

    def test_page_tells_what_is_covered_until_when(self):
        page = self.page(f"/my/products/{self.lot.id}")
        periods = page.xpath("string(//*[@id='aftersales_periods'])")
        self.assertIn("2026-06-10", periods)
        self.assertIn("100 days left", periods)
        bar = page.xpath("//*[@id='aftersales_periods']//*[@role='progressbar']")
        self.assertEqual([one.get("aria-valuenow") for one in bar[:1]], ["72"])
        covers = page.xpath("string(//*[@id='aftersales_covers'])")
        self.assertIn("12 months", covers)
        self.assertIn("Wear parts", covers.partition("Not covered:")[2])
        self.assertIn(
            "Run against the manual",
            page.xpath("string(//*[@id='aftersales_exclusions'])"),
        )

    def test_page_tells_readings_and_repairs(self):
        self.policy.line_ids[:1].hours = 2000
        self.env["aftersales.reading"].create(
            {"lot_id": self.lot.id, "at": "2026-02-01 02:00:00", "hours": 500}
        )
        self.env["aftersales.repair"].create(
            {
                "lot_id": self.lot.id,
                "started_at": "2026-01-05 02:00:00",
                "ended_at": "2026-01-07 03:00:00",
                "fault_id": self.fault.id,
                "replaced_ids": [Command.link(self.burner.id)],
                "note": "SECRET NOTE",
            }
        )
        page = self.page(f"/my/products/{self.lot.id}")
        self.assertIn(
            "500 of 2,000 h", page.xpath("string(//*[@id='aftersales_periods'])")
        )
        repairs = page.xpath("string(//*[@id='aftersales_product_repairs'])")
        for word in ("2026-01-05", "3 days", "Stays cold", "Burner"):
            with self.subTest(word):
                self.assertIn(word, " ".join(repairs.split()))

    def test_unknown_start_is_never_shown_as_ended(self):
        """WAR-3: what nobody knows is said so, with what is missing."""
        self.lot.commissioned_date = False
        page = self.page(f"/my/products/{self.lot.id}")
        periods = page.xpath("string(//*[@id='aftersales_periods'])")
        self.assertIn("To be settled", periods)
        self.assertIn("Installation completed", periods)
        self.assertNotIn("Warranty ended", periods)

    def test_product_without_a_policy_has_no_card(self):
        bare = self.lot.copy({"name": "BARE-1", "aftersales_partner_id": False})
        bare.aftersales_partner_id = self.customer
        self.policy.active = False
        text = self.open(self.owner, f"/my/products/{bare.id}").text
        self.assertIn("No warranty recorded", text)
        self.assertEqual(
            self.open(self.owner, f"/my/products/{bare.id}/card").status_code, 303
        )
        self.assertIn("BARE-1", self.open(self.owner, f"/my/products/{bare.id}").text)

    def test_home_page_counts_products(self):
        page = self.page("/my")
        (card,) = page.xpath("//a[@href='/my/products']")
        self.assertEqual(" ".join(card.text_content().split())[:1], "1")

    def test_list_finds_by_word_and_says_when_nothing_fits(self):
        self.lot.plate = "苏A12345"
        for search, found in (
            ("RX45", True),
            ("furnace", True),
            ("12345", True),
            ("RX45 furnace", True),
            ("RX45 lorry", False),
        ):
            with self.subTest(search):
                text = self.open(self.owner, f"/my/products?search={search}").text
                self.assertEqual("RX45-0001" in text, found)
                self.assertEqual("Nothing found" in text, not found)
        self.assertIn(
            "No product is registered", self.open(self.stranger, "/my/products").text
        )

    def test_queries_of_the_list_dont_grow_with_products(self):
        lots = self.env["stock.lot"].with_user(self.owner)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = lots.sudo().search(lots._portal_domain())
            told = found._told_covers()
            for lot in found:
                told[lot.id].periods()
                self.assertTrue(lot.product_id.display_name)
            return len(found), self.env.cr.sql_log_count - before

        count()
        one = count()
        for number in range(12):
            self.lot.copy({"name": f"MORE-{number}"}).write(
                {
                    "aftersales_partner_id": self.customer.id,
                    "commissioned_date": "2025-07-01",
                }
            )
        many = count()
        self.assertEqual((one[0], many[0]), (1, 13))
        self.assertLessEqual(many[1], one[1])

    # A claim from the product

    def test_int8_claim_from_the_product_is_prefilled_and_judged(self):
        self.repair.write({"judges_warranty": True, "show_in_portal": True})
        link = f"/new/ticket?lot={self.lot.id}"
        page = self.page(f"/my/products/{self.lot.id}")
        self.assertTrue(page.xpath(f"//a[@href='{link}']"))
        form = self.page(link)
        chosen = "//select[@id='%s']/option[@selected]/@value"
        self.assertEqual(form.xpath(chosen % "lot"), [str(self.lot.id)])
        self.assertEqual(form.xpath(chosen % "type"), [str(self.repair.id)])
        data = {
            "csrf_token": form.xpath("//input[@name='csrf_token']/@value")[0],
            "key": form.xpath("//input[@name='key']/@value")[0],
            "type": str(self.repair.id),
            "lot": str(self.lot.id),
            "description": "Stays cold since Monday",
        }
        self.url_open("/submitted/ticket", data=data, allow_redirects=False)
        ticket = self.env["helpdesk.ticket"].search(
            [("lot_id", "=", self.lot.id)], order="id desc", limit=1
        )
        self.assertEqual(ticket.partner_id, self.owner.partner_id)
        self.assertTrue(ticket.verdict_id)
        self.assertEqual(ticket.verdict_id.lot_id, self.lot)

    def test_claim_names_no_product_of_somebody_else(self):
        form = self.page(f"/new/ticket?lot={self.lot.id}", self.stranger)
        self.assertFalse(form.xpath("//select[@id='lot']/option[@selected]/@value"))
        self.assertNotIn("RX45-0001", html.tostring(form, encoding=str))

    # The code on the card

    def test_war8_code_opens_product_and_periods_for_whoever_holds_it(self):
        token = self.lot._card_token()
        for user, _shown in self.visitors():
            with self.subTest(user=user and user.login):
                answer = self.open(user, f"/aftersales/card/{token}")
                self.assertEqual(answer.status_code, 200)
                self.assertIn("noindex", answer.headers["X-Robots-Tag"])
                for word in ("RX45-0001", "Furnace RX-45", "2026-06-10"):
                    self.assertIn(word, answer.text)
        text = self.open(None, f"/aftersales/card/{token}").text
        for secret in ("Forge", "as_owner", "0510-8000", "Steel Road", "987,654"):
            with self.subTest(secret):
                self.assertNotIn(secret, text)

    def test_war8_wrong_codes_open_nothing(self):
        token = self.lot._card_token()
        other = self.lot.copy({"name": "OTHER-1"})
        number, _dash, sign = token.partition("-")
        for wrong in (
            token[:-1] + ("0" if token[-1] != "0" else "1"),
            f"{other.id}-{sign}",
            number,
            f"{number}-",
            f"-{sign}",
            f"{number}-{sign.upper()}",
            f"0{token}",
            "x",
            "9" * 40,
            "²-" + sign,
            "%00",
            "..",
        ):
            with self.subTest(wrong):
                answer = self.open(None, f"/aftersales/card/{wrong}")
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("RX45-0001", answer.text)

    def test_war8_revoked_code_opens_nothing_and_a_new_card_does(self):
        token = self.lot._card_token()
        self.lot.with_user(self.clerk).action_revoke_card()
        self.assertEqual(self.open(None, f"/aftersales/card/{token}").status_code, 404)
        fresh = self.lot._card_token()
        self.assertNotEqual(fresh, token)
        self.assertEqual(self.open(None, f"/aftersales/card/{fresh}").status_code, 200)

    def test_card_of_the_portal_holds_its_own_code(self):
        with patch("qrcode.make", wraps=qrcode.make) as make:
            answer = self.open(self.owner, f"/my/products/{self.lot.id}/card")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(make.call_args.args, (self.lot._card_url(),))
        path = self.lot._card_url().removeprefix(self.lot.get_base_url())
        self.assertEqual(self.open(None, path).status_code, 200)

    def test_page_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        line = self.policy.line_ids[:1].with_context(lang="zh_CN")
        line.name = "整机"
        self.authenticate(self.owner.login, self.owner.login)
        text = self.url_open(f"/my/products/{self.lot.id}").text
        self.assertIn("整机", text)
