"""An employee's own page: cases, answer, appeal; strangers find nothing."""

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PenaltyCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")


@tagged("post_install", "-at_install")
class TestPortalPenalty(PenaltyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.rule = cls._make_rule(text="Whoever promises loosely pays.")
        cls.portal_technician = new_test_user(
            cls.env,
            "as_portal_technician",
            groups="base.group_portal",
            company_id=cls.company.id,
            lang="en_US",
        )
        cls.portal_employee = cls.env["hr.employee"].create(
            {
                "name": "Station technician",
                "user_id": cls.portal_technician.id,
                "company_id": cls.company.id,
            }
        )
        cls._acknowledge(cls.regulation, cls.portal_employee)
        cls.case = (
            cls.env["aftersales.penalty"]
            .with_user(cls.manager)
            .create(
                {
                    "employee_id": cls.portal_employee.id,
                    "rule_id": cls.rule.id,
                    "description": "Promised a new furnace",
                }
            )
        )
        cls.paper = cls.env["ir.attachment"].create(
            {
                "name": "chat.txt",
                "raw": b"We give you a new one",
                "res_model": "aftersales.penalty",
                "res_id": cls.case.id,
            }
        )
        cls.url = f"/my/penalties/{cls.case.id}"

    def _login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def _get(self, path):
        with mute_logger(*QUIET):
            answer = self.url_open(path, allow_redirects=False)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def _post(self, step, **values):
        return self.url_open(
            f"{self.url}/{step}",
            data={"csrf_token": http.Request.csrf_token(self), **values},
            allow_redirects=False,
        )

    def test_proposed_case_is_not_there_yet(self):
        self._login(self.portal_technician)
        self.assertNotIn(self.case.name, self._get("/my/penalties").text)
        self.assertEqual(self._get(self.url).status_code, 303)

    def test_employee_reads_answers_and_appeals(self):
        self.case.action_notify()
        self._login(self.portal_technician)
        self.assertIn("Clause T-1", self._get("/my/penalties").text)
        page = self._get(self.url).text
        for text in ("Whoever promises loosely pays.", "Promised a new furnace"):
            self.assertIn(text, page)
        paper = self._get(f"{self.url}/evidence/{self.paper.id}")
        self.assertEqual(paper.content, b"We give you a new one")
        self._post("receive")
        self.assertEqual(self.case.served_how, "odoo")
        self._post("state", text=" ")
        self.assertEqual(self.case.state, "notified")
        self.assertIn("what you have to say", self._get(self.url).text)
        self._post("state", text="He asked for it")
        self.assertEqual(
            (self.case.state, self.case.statement), ("heard", "He asked for it")
        )
        self.case.with_user(self.hr).action_confirm()
        self._post("appeal", text="I was off duty")
        self.assertEqual(
            (self.case.state, self.case.appeal), ("appealed", "I was off duty")
        )

    def test_notice_is_a_pdf(self):
        self.case.action_notify()
        self._login(self.portal_technician)
        answer = self._get(f"{self.url}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        # tests get the page that is printed
        for text in (self.case.name, "Whoever promises loosely pays.", "Your rights"):
            self.assertIn(text, answer.text)

    def test_matrix_of_strangers(self):
        self.case.action_notify()
        other = self.env["ir.attachment"].create({"name": "secret", "raw": b"secret"})
        for user in (
            None,
            self.owner,
            self.stranger,
            self.technician,
            self.foreign_clerk,
        ):
            self._login(user)
            for path in ("", "/pdf", f"/evidence/{self.paper.id}"):
                answer = self._get(f"{self.url}{path}")
                self.assertEqual(answer.status_code, 303, (user and user.login, path))
            self.assertNotIn(self.case.name, self._get("/my/penalties").text)
            if user:
                self._post("state", text="In his name")
                self._post("receive")
        self.assertEqual((self.case.state, self.case.served_at), ("notified", False))
        self._login(self.portal_technician)
        answer = self._get(f"{self.url}/evidence/{other.id}")
        self.assertEqual(answer.status_code, 303, "a file of something else")
