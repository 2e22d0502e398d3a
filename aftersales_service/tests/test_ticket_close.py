"""/ticket/close and /submitted/ticket: only one's own, only from a form of the site."""

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesHttpCommon


@tagged("post_install", "-at_install")
class TestTicketClose(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stage = "helpdesk_mgmt.helpdesk_ticket_stage_"
        cls.new = cls.env.ref(f"{stage}new")
        cls.done = cls.env.ref(f"{stage}done")
        cls.awaiting = cls.env.ref(f"{stage}awaiting")
        cls.ticket = cls._create_ticket()

    def login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def close(self, csrf=True, **fields):
        data = {"ticket_id": self.ticket.id, "stage_id": self.done.id, **fields}
        if csrf:
            data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open("/ticket/close", data=data, allow_redirects=False)
        self.assertLess(answer.status_code, 500, fields)
        self.env.invalidate_all()
        return answer

    def test_owner_closes_the_request(self):
        self.login(self.owner)
        answer = self.close()
        self.assertTrue(
            answer.headers["Location"].endswith(f"/my/ticket/{self.ticket.id}")
        )
        self.assertEqual(self.ticket.stage_id, self.done)
        event = self.ticket.event_ids.filtered(lambda e: e.code == "closed")
        self.assertEqual(event.recorded_by_id, self.owner)
        self.assertEqual(set(self.ticket.clock_ids.mapped("state")), {"cancelled"})

    def test_colleague_of_the_owner_closes_the_request(self):
        self.login(self._make_portal_user("as_colleague", self.customer))
        self.close()
        self.assertTrue(self.ticket.closed)

    def test_nobody_else_closes_it(self):
        """helpdesk_mgmt closes any request for anybody who is logged in."""
        for user in (
            self.stranger,
            self.nobody,
            self.foreign_clerk,
            self.other_technician,
        ):
            with self.subTest(user.login):
                self.login(user)
                answer = self.close()
                self.assertEqual(answer.headers["Location"].rpartition("/")[2], "my")
                self.assertEqual(self.ticket.stage_id, self.new)
        self.assertEqual(self.ticket.event_ids.mapped("code"), ["registered"])

    def test_anonymous_is_sent_to_log_in(self):
        self.login(None)
        self.assertIn("/web/login", self.close().headers["Location"])
        self.assertFalse(self.ticket.closed)

    def test_get_is_refused(self):
        """A link or a picture in a mail must not close anything."""
        self.login(self.owner)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/ticket/close?ticket_id={self.ticket.id}&stage_id={self.done.id}"
            )
        self.assertEqual(answer.status_code, 405)
        self.env.invalidate_all()
        self.assertFalse(self.ticket.closed)

    def test_form_without_the_token_of_the_site_is_refused(self):
        self.login(self.owner)
        for fields in ({}, {"csrf_token": "forged"}):
            with self.subTest(fields):
                self.assertEqual(self.close(csrf=False, **fields).status_code, 400)
                self.assertFalse(self.ticket.closed)

    def test_only_stages_that_customers_may_choose(self):
        self.login(self.owner)
        kept = self.env["helpdesk.ticket.stage"].create(
            [
                {"name": "Closed inside", "closed": True, "company_id": False},
                {"name": "Not closed", "close_from_portal": True, "company_id": False},
                {
                    "name": "Of another company",
                    "closed": True,
                    "close_from_portal": True,
                    "company_id": self.other_company.id,
                },
                {
                    "name": "Of another team",
                    "closed": True,
                    "close_from_portal": True,
                    "company_id": False,
                    "team_ids": [
                        (0, 0, {"name": "West", "company_id": self.company.id})
                    ],
                },
            ]
        )
        for stage in kept + self.awaiting:
            with self.subTest(stage.name):
                self.close(stage_id=stage.id)
                self.assertEqual(self.ticket.stage_id, self.new)

    def test_bad_ids_do_no_harm(self):
        self.login(self.owner)
        gone = self._create_ticket().id + 100
        for bad in ("", "abc", "0", "-1", "1.5", "１", str(gone), "9" * 12, "9" * 30):
            with self.subTest(ticket=bad):
                self.close(ticket_id=bad)
            with self.subTest(stage=bad):
                self.close(stage_id=bad)
        self.assertEqual(self.ticket.stage_id, self.new)

    def test_missing_ids_do_no_harm(self):
        self.login(self.owner)
        data = {"csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open("/ticket/close", data=data, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_form_on_the_page_closes(self):
        """The page's own form has all that the route asks for."""
        self.login(self.owner)
        page = self.url_open(f"/my/ticket/{self.ticket.id}").text
        form = page[page.index('action="/ticket/close"') - 200 :][:900]
        self.assertIn('method="POST"', form)
        self.assertIn('name="csrf_token"', form)

    def test_new_request_comes_from_a_form_of_the_site(self):
        self.login(self.owner)
        count = self.env["helpdesk.ticket"].search_count([])
        fields = {"subject": "Cold again", "description": "No heat", "category": ""}
        with mute_logger("odoo.http"):
            answer = self.url_open("/submitted/ticket?subject=x&description=x")
            self.assertEqual(answer.status_code, 405)
            answer = self.url_open("/submitted/ticket", data=fields)
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), count)

    def test_int1_request_of_the_portal_is_registered(self):
        self.login(self.owner)
        self.owner.partner_id.phone = "138-0000"
        answer = self.url_open(
            "/submitted/ticket",
            data={
                "subject": "Cold again",
                "description": "No heat",
                "type": self.consultation.id,
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        ticket = self.env["helpdesk.ticket"].search([("name", "=", "Cold again")])
        self.assertRecordValues(
            ticket,
            [
                {
                    "partner_id": self.owner.partner_id.id,
                    "company_id": self.company.id,
                    "customer_phone": "138-0000",
                    "channel_id": self.env.ref(
                        "helpdesk_mgmt.helpdesk_ticket_channel_web"
                    ).id,
                }
            ],
        )
        self.assertEqual(ticket.event_ids.recorded_by_id, self.owner)
        self.assertEqual(
            sorted(ticket.clock_ids.policy_id.mapped("code")), ["T-02", "T-03"]
        )
