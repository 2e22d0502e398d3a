"""The page on which the customer reads the report and signs (VIS-4)."""

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, AftersalesHttpCommon


@tagged("post_install", "-at_install")
class TestPortalVisit(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()

    def setUp(self):
        super().setUp()
        self.visit = self.live(self._create_visit(self.ticket), "finished")
        self.token = self.visit._portal_ensure_token()

    def login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def open(self, path):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(path, allow_redirects=False)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def sign(self, visit=None, token=None, name="Mr. Wang", signature=None):
        params = {"access_token": token, "name": name, "signature": signature}
        if signature is None:
            params["signature"] = SIGNATURE.decode()
        path = f"/my/visit/{self.visit.id if visit is None else visit}/sign"
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.make_jsonrpc_request(path, params)
        self.env.invalidate_all()
        return answer

    def doors(self):
        """Who, with which token, gets in."""
        wrong = self.token[:-1] + ("0" if self.token[-1] != "0" else "1")
        ticket_token = self.ticket._portal_ensure_token()
        other_token = self._create_visit(self.ticket)._portal_ensure_token()
        return (
            (None, None, False),
            (None, wrong, False),
            (None, ticket_token, False),
            (None, other_token, False),
            (None, self.token, True),
            (self.owner, None, False),
            (self.owner, self.token, True),
            (self.stranger, None, False),
            (self.stranger, wrong, False),
            (self.stranger, self.token, True),
            (self.foreign_clerk, None, False),
            (self.nobody, None, False),
            (self.other_technician, None, False),
            (self.technician, None, True),
            (self.clerk, None, True),
        )

    def test_inf1_who_may_open_the_page_and_its_pdf(self):
        for user, token, shown in self.doors():
            self.login(user)
            query = f"&access_token={token}" if token else ""
            for report_type in ("", "pdf"):
                with self.subTest(
                    user=user and user.login, token=token, pdf=report_type
                ):
                    answer = self.open(
                        f"/my/visit/{self.visit.id}?report_type={report_type}{query}"
                    )
                    self.assertEqual(answer.status_code, 200 if shown else 303)
                    self.assertEqual("Contactor K2 burnt" in answer.text, shown)
                    kind = answer.headers["Content-Type"]
                    if shown:
                        self.assertEqual("application/pdf" in kind, bool(report_type))

    def test_vis4_who_may_sign(self):
        for user, token, allowed in self.doors():
            with self.subTest(user=user and user.login, token=token):
                self.login(user)
                savepoint = self.cr.savepoint()
                answer = self.sign(token=token)
                self.assertEqual("error" not in answer, allowed, answer)
                self.assertEqual(self.visit.state, "signed" if allowed else "finished")
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_vis4_signing_keeps_name_minute_and_origin(self):
        self.login(None)
        self.move(260)
        answer = self.sign(token=self.token, name="Mr. Wang")
        self.assertIn(f"/my/visit/{self.visit.id}", answer["redirect_url"])
        self.assertRecordValues(
            self.visit,
            [
                {
                    "state": "signed",
                    "signed_by": "Mr. Wang",
                    "signed_at": self.minute(260),
                }
            ],
        )
        self.assertRegex(self.visit.signed_from, r"^127\.0\.0\.1 - \S+")
        event = self.visit.event_ids.filtered(lambda e: e.code == "signed")
        self.assertEqual(event.note, "Mr. Wang")
        self.assertTrue(event.recorded_by_id._is_public())

    def test_vis4_what_a_guest_does_stands_under_the_customers_name(self):
        before = self.visit.message_ids
        self.login(None)
        self.sign(token=self.token)
        told = self.visit.message_ids - before
        self.assertEqual(told.author_id, self.visit.partner_id)

    def test_vis4_signing_on_the_technicians_phone_says_so(self):
        self.login(self.technician)
        self.sign()
        self.assertIn(f" {self.technician.login} ", self.visit.signed_from)

    def test_vis4_token_may_stand_in_the_address(self):
        """The form of the portal sends it there."""
        self.login(None)
        answer = self.make_jsonrpc_request(
            f"/my/visit/{self.visit.id}/sign?access_token={self.token}",
            {"name": "Mr. Wang", "signature": SIGNATURE.decode()},
        )
        self.assertNotIn("error", answer)

    def test_vis4_signing_needs_name_and_picture(self):
        self.login(None)
        for bad in (
            {"name": ""},
            {"name": None},
            {"name": "  "},
            {"signature": ""},
            {"signature": "nonsense"},
            {"signature": "PGI+bm88L2I+"},
        ):
            with self.subTest(bad):
                self.assertIn("error", self.sign(token=self.token, **bad))
                self.assertEqual(self.visit.state, "finished")
                self.assertFalse(self.visit.signature)

    def test_vis4_senseless_values_are_answered_with_an_error(self):
        self.login(None)
        for bad in (
            {"name": 7},
            {"name": ["x"]},
            {"name": {"x": 1}},
            {"signature": 7},
            {"signature": {"x": 1}},
            {"token": 7},
        ):
            with self.subTest(bad):
                try:
                    answer = self.sign(**{"token": self.token, **bad})
                except JsonRpcException as error:
                    self.fail(f"traceback instead of an answer: {error}")
                self.assertIn("error", answer)
                self.assertEqual(self.visit.state, "finished")

    def test_vis4_no_signing_before_the_end_nor_twice(self):
        self.login(None)
        self.move()
        early = self.live(self._create_visit(self.ticket), "arrived")
        token = early._portal_ensure_token()
        self.assertIn("error", self.sign(early.id, token))
        self.assertEqual(early.state, "on_site")
        self.live(self.visit, "signed")
        self.assertIn("error", self.sign(token=self.token, name="Somebody else"))
        self.assertEqual(self.visit.signed_by, "Mr. Wang")

    def test_vis6_incomplete_report_cannot_be_signed(self):
        self.login(None)
        self.visit.cause = False
        page = self.open(f"/my/visit/{self.visit.id}?access_token={self.token}")
        self.assertNotIn('id="sign"', page.text)
        self.assertIn("error", self.sign(token=self.token))
        self.assertEqual(self.visit.state, "finished")

    def test_page_offers_to_sign_only_when_it_is_time(self):
        self.login(None)
        path = f"/my/visit/{self.visit.id}?access_token={self.token}"
        self.assertIn('id="sign"', self.open(path).text)
        self.live(self.visit, "signed")
        page = self.open(path).text
        self.assertNotIn('id="sign"', page)
        self.assertIn('id="signed"', page)

    def test_vis4_customer_reads_the_minutes_of_the_companys_zone(self):
        """A visitor without a login has no zone of their own."""
        path = f"/my/visit/{self.visit.id}?access_token={self.token}"
        for user in (None, self.owner, self.technician):
            with self.subTest(user and user.login):
                self.login(user)
                self.assertIn("2026-03-02 12:00", self.open(path).text)  # arrived

    def test_way_back_is_for_staff_only(self):
        path = f"/my/visit/{self.visit.id}?access_token={self.token}"
        for user, shown in (
            (None, False),
            (self.owner, False),
            (self.technician, True),
        ):
            with self.subTest(user and user.login):
                self.login(user)
                self.assertEqual("/odoo/my-visits/" in self.open(path).text, shown)

    def test_technicians_button_leads_to_the_page(self):
        action = self.visit.with_user(self.technician).action_sign()
        self.login(self.technician)
        self.assertEqual(self.open(action["url"]).status_code, 200)

    def test_bad_addresses_do_no_harm(self):
        self.login(None)
        for number in ("0", "-1", "abc", "9" * 9, "9" * 12, "9" * 30):
            with self.subTest(number):
                for path in (
                    f"/my/visit/{number}",
                    f"/my/visit/{number}?report_type=pdf",
                ):
                    self.assertIn(self.open(path).status_code, (303, 400, 404))
        for number in (0, 9**9, 9**30):
            with self.subTest(sign=number):
                self.assertIn("error", self.sign(number, "x"))

    def test_unknown_report_type_shows_the_page(self):
        self.login(None)
        answer = self.open(
            f"/my/visit/{self.visit.id}?report_type=exe&access_token={self.token}"
        )
        self.assertEqual(answer.status_code, 200)
