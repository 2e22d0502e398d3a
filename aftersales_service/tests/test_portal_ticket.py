"""What a customer sees of a request in the portal, and who sees it (INF-1)."""

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesHttpCommon


@tagged("post_install", "-at_install")
class TestPortalTicket(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)
        cls.token = cls.ticket._portal_ensure_token()

    def open(self, user, path):
        self.authenticate(user and user.login, user and user.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(path, allow_redirects=False)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def page(self, user=None):
        answer = self.open(user or self.owner, f"/my/ticket/{self.ticket.id}")
        return html.fromstring(answer.content)

    def test_inf1_who_may_open_the_page(self):
        colleague = self._make_portal_user("as_colleague", self.customer)
        wrong = self.token[:-1] + ("0" if self.token[-1] != "0" else "1")
        for user, token, shown in (
            (None, None, False),
            (None, "", False),
            (None, wrong, False),
            (None, "x", False),
            (None, self.token, True),
            (self.owner, None, True),
            (self.owner, wrong, True),
            (colleague, None, True),
            (self.stranger, None, False),
            (self.stranger, wrong, False),
            (self.stranger, self.token, True),
            (self.foreign_clerk, None, False),
            (self.nobody, None, False),
            (self.other_technician, None, False),
            (self.technician, None, True),
            (self.clerk, None, True),
            (self.manager, None, True),
        ):
            with self.subTest(user=user and user.login, token=token):
                path = f"/my/ticket/{self.ticket.id}"
                for address in (
                    f"{path}?access_token={token}" if token is not None else path,
                    f"{path}/{token}" if token else path,
                ):
                    answer = self.open(user, address)
                    self.assertEqual(answer.status_code, 200 if shown else 303)
                    self.assertEqual("aftersales_progress" in answer.text, shown)
                    if not shown:
                        self.assertNotIn(self.ticket.number, answer.text)

    def test_token_of_one_request_opens_no_other(self):
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        other._portal_ensure_token()
        answer = self.open(None, f"/my/ticket/{other.id}?access_token={self.token}")
        self.assertEqual(answer.status_code, 303)

    def test_bad_addresses_do_no_harm(self):
        for user in (None, self.owner):
            for number in ("0", "-1", "abc", "9" * 9, "9" * 12, "9" * 30):
                with self.subTest(user=user and user.login, number=number):
                    answer = self.open(user, f"/my/ticket/{number}")
                    self.assertIn(answer.status_code, (303, 400, 404))

    def test_list_shows_ones_own_requests_only(self):
        strange = self._create_ticket(partner_id=self.stranger.partner_id.id)
        answer = self.open(self.owner, "/my/tickets")
        self.assertIn(self.ticket.number, answer.text)
        self.assertNotIn(strange.number, answer.text)

    def test_progress_line_goes_with_the_facts(self):
        for until, reached in (
            (None, 1),
            ("dispatched", 2),
            ("departed", 3),
            ("arrived", 4),
            ("finished", 5),
            ("signed", 6),
        ):
            with self.subTest(until):
                if until:
                    self.live(self.visit, until)
                steps = self.page().xpath("//*[@id='aftersales_progress']/div")
                marks = [bool(step.xpath(".//i")) for step in steps]
                self.assertEqual(marks, [True] * reached + [False] * (6 - reached))

    def test_progress_shows_the_minute_of_the_first_fact(self):
        self.move(15)
        self.ticket.with_user(self.clerk).record_event("responded")
        self.move(30)
        self.ticket.with_user(self.clerk).record_event("solution_proposed")
        steps = self.ticket._portal_progress()
        self.assertEqual(steps[1]["at"], self.minute(15))
        self.assertEqual(
            [step["reached"] for step in steps], [True, True] + [False] * 4
        )

    def test_skipped_step_counts_as_reached(self):
        """Somebody who is on site was on the way, whoever forgot to say so."""
        self.live(self.visit, "dispatched")
        self.visit.with_user(self.technician).action_arrive()
        steps = self.ticket._portal_progress()
        self.assertEqual([step["reached"] for step in steps], [True] * 4 + [False] * 2)
        self.assertFalse(steps[2]["at"])

    def test_promises_show_what_was_kept_and_what_was_not(self):
        self.move(200)
        self.ticket.with_user(self.clerk).record_event("responded")
        self.ticket.with_user(self.clerk).record_event("solution_proposed")
        states = {
            promise["name"]: promise["state"]
            for promise in self.ticket._portal_promises()
        }
        self.assertEqual(
            states,
            {"Limit T-02": "missed", "Limit T-03": "met", "Limit T-04": "running"},
        )
        self.ticket.with_user(self.clerk).action_close()
        names = [promise["name"] for promise in self.ticket._portal_promises()]
        self.assertNotIn("Limit T-04", names)  # cancelled: no promise any more

    def test_page_shows_no_internal_note_of_a_fact(self):
        self.ticket.with_user(self.clerk).record_event(
            "help_asked", note="Customer is difficult"
        )
        self.assertNotIn(
            "Customer is difficult", html.tostring(self.page(), encoding=str)
        )

    def test_customer_knows_of_visits_from_dispatch_on(self):
        link = "//*[@id='aftersales_visits']//a/@href"
        self.assertFalse(self.page().xpath("//*[@id='aftersales_visits']"))
        self.live(self.visit, "dispatched")
        self.assertTrue(self.page().xpath("//*[@id='aftersales_visits']"))
        self.assertFalse(self.page().xpath(link))
        self.live(self.visit, "finished")
        (sign,) = self.page().xpath(link)
        self.assertEqual(self.open(self.owner, sign).status_code, 200)
        self.live(self.visit, "signed")
        (report,) = self.page().xpath(link)
        self.assertIn("report_type=pdf", report)
        self.assertEqual(self.open(self.owner, report).status_code, 200)

    def test_customer_sees_no_cancelled_visit(self):
        self.visit.with_user(self.clerk).action_dispatch()
        self.visit.with_user(self.clerk).action_cancel("Heat is back")
        self.assertFalse(self.page().xpath("//*[@id='aftersales_visits']"))

    def test_page_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.owner.lang = "zh_CN"
        self.authenticate(self.owner.login, self.owner.login)
        page = self.url_open(f"/my/ticket/{self.ticket.id}")  # by way of /zh_CN
        text = html.fromstring(page.content).xpath(
            "string(//*[@id='aftersales_progress'])"
        )
        self.assertIn("已受理", text)
