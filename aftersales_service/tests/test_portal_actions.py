"""What the customer does on the page of a request: close, reopen, answer, read."""

from datetime import timedelta

from lxml import html

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesHttpCommon


class PortalActions(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.ticket = cls._create_ticket()

    def login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def post(self, path, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(path, data=data, allow_redirects=False)
        self.assertLess(answer.status_code, 500)
        self.env.invalidate_all()
        return answer

    def page(self, ticket=None, path=""):
        ticket = ticket or self.ticket
        return html.fromstring(self.url_open(f"/my/ticket/{ticket.id}{path}").content)

    def alert(self):
        texts = self.page().xpath("//*[contains(@class, 'alert-danger')]/text()")
        return " ".join(texts).strip()

    def event(self, code):
        return self.ticket.event_ids.filtered(lambda event: event.code == code)

    def as_customer(self, user=None):
        """The request as the pages hold it: superuser, but who is logged in acts."""
        return self.ticket.with_user(user or self.owner).sudo()


@tagged("post_install", "-at_install")
class TestPortalReopen(PortalActions):
    def setUp(self):
        super().setUp()
        self.login(self.owner)
        self.ticket.with_user(self.clerk).action_close()

    def reopen(self, reason="Broke again"):
        return self.post(f"/my/ticket/{self.ticket.id}/reopen", reason=reason)

    def test_reopening_is_a_fact_with_reason_and_author(self):
        self.move(60)
        answer = self.reopen("  Broke again  ")
        self.assertTrue(answer.headers["Location"].endswith(str(self.ticket.id)))
        self.assertFalse(self.ticket.closed)
        self.assertRecordValues(
            self.event("reopened"),
            [
                {
                    "note": "Broke again",
                    "recorded_by_id": self.owner.id,
                    "source_ref": "portal",
                    "at": self.minute(60),
                }
            ],
        )
        activity = self.ticket.activity_ids
        self.assertEqual(activity.user_id, self.clerk)
        self.assertIn(self.ticket.number, activity.summary)
        self.assertIn("Broke again", activity.note)

    def test_progress_begins_anew(self):
        self.reopen()
        reached = [step["reached"] for step in self.ticket._portal_progress()]
        self.assertEqual(reached, [True] + [False] * 5)

    def test_reason_is_required(self):
        for reason in ("", "   ", "\n"):
            with self.subTest(reason):
                self.reopen(reason)
                self.assertTrue(self.ticket.closed)
                self.assertIn("say why", self.alert())
        self.assertFalse(self.alert(), "shown once")

    def test_within_the_days_that_the_company_gives(self):
        self.move(to=NOW + timedelta(days=31))
        self.assertFalse(self.page().xpath("//textarea[@name='reason']"))
        self.reopen()
        self.assertTrue(self.ticket.closed)
        self.assertIn("too long ago", self.alert())
        self.move(to=NOW + timedelta(days=30))
        self.assertTrue(self.page().xpath("//textarea[@name='reason']"))
        self.company.aftersales_reopen_days = 0
        self.assertFalse(self.page().xpath("//textarea[@name='reason']"))
        self.reopen()
        self.assertTrue(self.ticket.closed)
        self.company.aftersales_reopen_days = 30
        self.reopen()
        self.assertFalse(self.ticket.closed)

    def test_days_cannot_be_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            self.company.aftersales_reopen_days = -1
            self.env.flush_all()

    def test_sent_twice_is_one_fact(self):
        self.reopen()
        self.reopen()
        self.assertEqual(len(self.event("reopened")), 1)

    def test_only_the_customer_reopens(self):
        for user in (
            self.stranger,
            self.nobody,
            self.technician,
            self.foreign_clerk,
            self.clerk,
        ):
            with self.subTest(user.login):
                self.login(user)
                self.reopen()
                self.assertTrue(self.ticket.closed)
        self.login(None)
        self.assertIn("/web/login", self.reopen().headers["Location"])
        self.assertTrue(self.ticket.closed)
        self.login(self._make_portal_user("as_colleague", self.customer))
        self.reopen()
        self.assertFalse(self.ticket.closed)

    def test_model_refuses_whoever_is_not_the_customer(self):
        for user in (self.stranger, self.clerk, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.as_customer(user)._portal_reopen("x")

    def test_get_and_forged_forms_are_refused(self):
        path = f"/my/ticket/{self.ticket.id}/reopen"
        with mute_logger("odoo.http"):
            self.url_open(f"{path}?reason=x")  # shows the page, at most
            answer = self.url_open(path, data={"reason": "x"})
        self.assertEqual(answer.status_code, 400)
        self.env.invalidate_all()
        self.assertTrue(self.ticket.closed)

    def test_bad_addresses_do_no_harm(self):
        for number in ("0", "9" * 9, "9" * 30):
            with self.subTest(number):
                self.post(f"/my/ticket/{number}/reopen", reason="x")
                self.post(f"/my/ticket/{number}/appointment", answer="agree")


@tagged("post_install", "-at_install")
class TestPortalClose(PortalActions):
    def test_closing_is_a_fact_of_the_customer(self):
        self.login(self.owner)
        form = self.page().xpath("//form[@action='/ticket/close']")
        self.assertTrue(form)
        self.post("/ticket/close", ticket_id=self.ticket.id, stage_id=self.done.id)
        self.assertEqual(self.ticket.stage_id, self.done)
        self.assertRecordValues(
            self.event("closed"),
            [{"recorded_by_id": self.owner.id, "source_ref": "portal"}],
        )
        self.post("/ticket/close", ticket_id=self.ticket.id, stage_id=self.done.id)
        self.assertEqual(len(self.event("closed")), 1)
        self.assertFalse(self.page().xpath("//form[@action='/ticket/close']"))

    def test_technician_of_the_visit_cannot_close_by_this_door(self):
        self._create_visit(self.ticket)
        self.login(self.technician)
        self.post("/ticket/close", ticket_id=self.ticket.id, stage_id=self.done.id)
        self.assertFalse(self.ticket.closed)

    def test_token_shows_but_doesnt_act(self):
        token = self.ticket._portal_ensure_token()
        self.login(self.stranger)
        page = self.page(path=f"?access_token={token}")
        self.assertTrue(page.xpath("//*[@id='aftersales_progress']"))
        self.assertFalse(page.xpath("//form[@action='/ticket/close']"))


@tagged("post_install", "-at_install")
class TestPortalAppointment(PortalActions):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit(cls.ticket)

    def setUp(self):
        super().setUp()
        self.login(self.owner)
        self.visit.with_user(self.clerk).action_dispatch()

    def answer(self, answer="agree", wish="", visit=None):
        return self.post(
            f"/my/ticket/{self.ticket.id}/appointment",
            visit_id=(visit or self.visit).id,
            answer=answer,
            wish=wish,
        )

    def test_page_names_day_time_and_engineer(self):
        text = self.page().xpath("string(//*[@id='aftersales_visits'])")
        self.assertIn("2026-03-02 12:00", text)
        self.assertIn(self.engineer.name, text)

    def test_agreeing_is_a_fact(self):
        self.answer()
        self.assertRecordValues(
            self.event("visit_agreed"),
            [
                {
                    "recorded_by_id": self.owner.id,
                    "promised_at": self.visit.planned_at,
                    "visit_id": self.visit.id,
                    "source_ref": "portal",
                }
            ],
        )
        self.assertFalse(self.page().xpath("//button[@value='agree']"))
        self.answer()
        self.assertEqual(len(self.event("visit_agreed")), 1)

    def test_moved_visit_is_agreed_to_anew(self):
        self.answer()
        self.visit.with_user(self.clerk).planned_at = NOW + timedelta(days=1)
        self.assertTrue(self.page().xpath("//button[@value='agree']"))
        self.answer()
        self.assertEqual(len(self.event("visit_agreed")), 2)

    def test_another_time_goes_to_the_clerk(self):
        before = self.ticket.message_ids
        self.answer("other", "Tuesday <b>after</b> lunch")
        message = self.ticket.message_ids - before
        self.assertEqual(message.author_id, self.owner.partner_id)
        self.assertIn("Tuesday &lt;b&gt;after", message.body)
        self.assertEqual(self.ticket.activity_ids.user_id, self.clerk)
        self.assertEqual(self.visit.planned_at, NOW + timedelta(hours=2))
        self.answer("other", " ")
        self.assertIn("which time", self.alert())

    def test_only_before_the_engineer_leaves(self):
        self.visit.with_user(self.technician).action_depart()
        self.answer()
        self.assertFalse(self.event("visit_agreed"))
        self.assertIn("can't be changed here", self.alert())

    def test_visit_of_another_request_is_refused(self):
        other = self._create_visit(
            self._create_ticket(partner_id=self.stranger.partner_id.id)
        )
        other.with_user(self.clerk).action_dispatch()
        self.answer(visit=other)
        self.assertFalse(other.ticket_id.event_ids.filtered("promised_at"))

    def test_only_the_customer_answers(self):
        for user in (self.stranger, self.nobody, self.technician, self.clerk):
            with self.subTest(user.login):
                self.login(user)
                self.answer()
                self.assertFalse(self.event("visit_agreed"))


@tagged("post_install", "-at_install")
class TestPortalPapers(PortalActions):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["aftersales.document.kind"].create(
            {
                "code": "proof",
                "name": "Proof of purchase",
                "hint": "Invoice or receipt",
                "company_id": cls.company.id,
            }
        )
        cls.ticket = cls._create_ticket()
        cls.paper = cls.ticket.document_ids

    def setUp(self):
        super().setUp()
        self.login(self.owner)

    def hand_in(self, content=b"%PDF-1.7 x", paper=None, name="proof.pdf"):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                f"/my/ticket/{self.ticket.id}/paper",
                data={
                    "document_id": (paper or self.paper).id,
                    "csrf_token": http.Request.csrf_token(self),
                },
                files=[("files", (name, content))],
                allow_redirects=False,
            )
        self.assertLess(answer.status_code, 500)
        self.env.invalidate_all()

    def test_int8_missing_papers_are_asked_for_and_handed_in(self):
        text = self.page().xpath("string(//*[@id='aftersales_papers'])")
        self.assertIn("Proof of purchase", text)
        self.assertIn("Invoice or receipt", text)
        self.hand_in()
        self.assertTrue(self.paper.received)
        self.assertEqual(self.paper.received_by_id, self.owner)
        self.assertEqual(self.paper.attachment_ids.name, "proof.pdf")
        page = self.page()
        self.assertFalse(page.xpath("//*[@id='aftersales_papers']"))
        self.assertIn("proof.pdf", page.text_content())

    def test_int8_bad_files_are_refused(self):
        for content, text in ((b"MZ", "no picture"), (b"", "is empty")):
            with self.subTest(text):
                self.hand_in(content, name="x.exe")
                self.assertFalse(self.paper.received)
                self.assertIn(text, self.alert())

    def test_int8_only_ones_own_papers(self):
        other = self._create_ticket(partner_id=self.stranger.partner_id.id)
        self.hand_in(paper=other.document_ids)
        self.assertFalse(other.document_ids.received)
        for user in (self.stranger, self.nobody, self.clerk, None):
            with self.subTest(user=user and user.login):
                self.login(user)
                self.hand_in()
                self.assertFalse(self.paper.received)


@tagged("post_install", "-at_install")
class TestPortalList(PortalActions):
    def setUp(self):
        super().setUp()
        self.login(self.owner)

    def numbers(self, query=""):
        page = html.fromstring(self.url_open(f"/my/tickets{query}").content)
        return page.xpath("string(//*[@id='aftersales_requests'])")

    def test_card_has_type_product_serial_step_and_promise(self):
        text = self.numbers()
        for part in (
            self.ticket.number,
            "Repair",
            "Furnace RX-45",
            "RX45-0001",
            "Limit T-02",
            "2026-03-02 13:00",
        ):
            self.assertIn(part, text)

    def test_filters_open_and_closed(self):
        closed = self._create_ticket()
        closed.with_user(self.clerk).action_close()
        for query, shown in (
            ("", (True, False)),
            ("?filterby=open", (True, False)),
            ("?filterby=closed", (False, True)),
            ("?filterby=all", (True, True)),
            ("?filterby=nonsense", (True, False)),
            ("/page/99?filterby=all", (True, True)),
        ):
            with self.subTest(query):
                text = self.numbers(query)
                found = self.ticket.number in text, closed.number in text
                self.assertEqual(found, shown)

    def test_search_by_number_and_serial(self):
        other = self._create_ticket(lot_id=False, stated_serial="TYPED-9")
        strange = self._create_ticket(partner_id=self.stranger.partner_id.id)
        for words, shown in (
            (self.ticket.number, (True, False)),
            ("RX45-0001", (True, False)),
            ("rx45", (True, False)),
            ("typed", (False, True)),
            ("%", (False, False)),
            ("nothing like it", (False, False)),
        ):
            with self.subTest(words):
                text = self.numbers(f"?search={words.replace('%', '%25')}")
                found = self.ticket.number in text, other.number in text
                if words != "%":
                    self.assertEqual(found, shown)
                self.assertNotIn(strange.number, text)

    def test_counter_on_the_home_page(self):
        self._create_ticket().with_user(self.clerk).action_close()
        page = html.fromstring(self.url_open("/my").content)
        (card,) = page.xpath("//a[@href='/my/tickets'][contains(@class, 'rounded')]")
        self.assertIn("1", card.text_content())

    def test_promises_that_are_none_to_customers(self):
        self.t02.is_public = False
        names = [promise["name"] for promise in self.ticket._portal_promises()]
        self.assertEqual(names, ["Limit T-03", "Limit T-04"])

    def test_number_of_queries_of_the_list(self):
        def count(size):
            tickets = self.env["helpdesk.ticket"].concat(
                *(self._create_ticket() for _i in range(size))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for ticket in tickets:
                ticket._portal_step()
                ticket._portal_next_promise()
                ticket._portal_product()
            return self.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(20), count(5) + 1)


@tagged("post_install", "-at_install")
class TestPortalPause(PortalActions):
    def test_paused_promise_says_why_and_that_time_moves(self):
        reason = self.env["aftersales.pause.reason"].create(
            {
                "name": "Customer not there",
                "code": "absent",
                "cause": "customer",
                "needs_approval": False,
                "company_id": self.company.id,
            }
        )
        self.env["res.lang"]._activate_lang("en_US")
        ticket = self.ticket.with_context(lang="en_US")
        ticket.with_user(self.clerk).record_event(
            "blocked", note="SECRET", reason=reason
        )
        promise = ticket._portal_promises()[0]
        self.assertEqual(promise["state"], "paused")
        self.assertIn("we wait for you", promise["moved"])
        self.assertNotIn("SECRET", str(promise))
        self.move(90)
        ticket.with_user(self.clerk).record_event("unblocked")
        promise = ticket._portal_promises()[0]
        self.assertEqual(promise["state"], "running")
        self.assertIn("1 h 30 min", promise["moved"])
        self.assertEqual(promise["at"], self.minute(180 + 90))


@tagged("post_install", "-at_install")
class TestPortalPromises(PortalActions):
    """INF-3: policies and promises are public to customers."""

    def published(self, query=""):
        self.login(None)
        page = html.fromstring(self.url_open(f"/aftersales/promises{query}").content)
        return page.xpath("string(//*[@id='aftersales_public_promises'])")

    def of_company(self):
        return self.published(f"?company={self.company.id}")

    def test_inf3_promises_in_words_without_a_login(self):
        text = self.of_company()
        for part in ("Limit T-02", "3", "Limit T-04", "72", "Repair"):
            self.assertIn(part, text)

    def test_inf3_only_public_active_valid_limits(self):
        self.t02.is_public = False
        self.t03.active = False
        self.t04.valid_to = "2026-03-01"
        self._make_policy("T-90", "closed", 9)
        text = self.of_company()
        for name in ("Limit T-02", "Limit T-03", "Limit T-04"):
            self.assertNotIn(name, text)
        self.assertIn("Limit T-90", text)

    def test_inf3_company_may_keep_them_to_itself(self):
        self.company.aftersales_publish_promises = False
        self.assertNotIn("Limit T-02", self.of_company())

    def test_bad_addresses_do_no_harm(self):
        for company in ("0", "abc", "-1", "9" * 30, ""):
            with self.subTest(company):
                answer = self.url_open(f"/aftersales/promises?company={company}")
                self.assertEqual(answer.status_code, 200)


@tagged("post_install", "-at_install")
class TestPortalErrors(PortalActions):
    def test_messages_name_the_request(self):
        self.ticket.with_user(self.clerk).action_close()
        for reason in ("", None):
            with self.refused(UserError, self.ticket.number):
                self.as_customer()._portal_reopen(reason)
