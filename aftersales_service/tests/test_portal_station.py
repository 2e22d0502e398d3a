"""A service station's own page: what it sees and answers; nobody else sees it."""

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .ledger_common import AFTER_MARCH, LedgerCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.models")


@tagged("post_install", "-at_install")
class TestPortalStation(LedgerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        cls.buy(cls.depot, cls.average, 10, 40)
        cls.give(cls.depot, cls.station, cls.average, 5)
        cls.give(cls.depot, cls.other_station, cls.average, 2)
        cls.user = cls._station_user("as_station", cls.station_partner)
        cls.other_user = cls._station_user("as_other", cls.other_station_partner)
        cls.month = cls.make_month()
        cls.tick(AFTER_MARCH)
        cls.month.sudo().write({"state": "closed"})
        statements = cls.env["aftersales.part.statement"]
        made = statements.sudo()._for_month(cls.month)
        made.action_send()
        cls.mine = made.filtered(lambda one: one.holder_id == cls.station)
        cls.others = made - cls.mine

    @classmethod
    def _station_user(cls, login, partner):
        person = cls.env["res.partner"].create(
            {"name": login, "parent_id": partner.id, "email": f"{login}@x.test"}
        )
        return new_test_user(
            cls.env,
            login,
            groups="aftersales_service.group_aftersales_station",
            partner_id=person.id,
            company_id=cls.company.id,
            lang="en_US",
        )

    def setUp(self):
        super().setUp()
        self.move(to=AFTER_MARCH)

    def _get(self, path):
        with mute_logger(*QUIET):
            answer = self.url_open(path, allow_redirects=False)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def _answer(self, statement, answer, **values):
        return self.url_open(
            f"/my/station/statements/{statement.id}/{answer}",
            data={"csrf_token": http.Request.csrf_token(self), **values},
            allow_redirects=False,
        )

    def _login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def test_prt7_a_station_sees_its_own_account(self):
        self._login(self.user)
        page = self._get("/my/station").text
        self.assertIn("Contactor K2", page)
        self.assertIn(self.mine.name, page)
        self.assertNotIn(self.others.name, page)
        shown = self._get(f"/my/station/statements/{self.mine.id}").text
        self.assertIn("Contactor K2", shown)
        self.assertIn("This is right", shown)
        self.assertIn("/my/station", self._get("/my").text)

    def test_prt7_nobody_else_does(self):
        path = f"/my/station/statements/{self.mine.id}"
        for user in (None, self.owner, self.other_user, self.technician):
            with self.subTest(user=user and user.login):
                self._login(user)
                for place in (path, f"{path}/pdf"):
                    answer = self._get(place)
                    self.assertIn(answer.status_code, (302, 303))
                    self.assertNotIn("Contactor K2", answer.text)
        self._login(self.owner)
        self.assertIn(self._get("/my/station").status_code, (302, 303))
        self.assertNotIn("/my/station", self._get("/my").text)

    def test_prt7_a_station_confirms(self):
        self._login(self.user)
        self._answer(self.mine, "confirm")
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.state, "confirmed")
        self.assertEqual(self.mine.answered_by_id, self.user.partner_id)
        self._answer(self.mine, "dispute", text="Too late")
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.state, "confirmed")
        page = self._get(f"/my/station/statements/{self.mine.id}").text
        self.assertIn("this step doesn", page)

    def test_prt7_a_station_disputes_with_words(self):
        self._login(self.user)
        self._answer(self.mine, "dispute", text=" ")
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.state, "sent")
        self._answer(self.mine, "dispute", text="Two went back")
        self.mine.invalidate_recordset()
        self.assertEqual(self.mine.state, "disputed")
        self.assertEqual(self.mine.dispute, "Two went back")

    def test_prt7_nobody_answers_for_another_station(self):
        for user in (self.other_user, self.owner):
            with self.subTest(user.login):
                self._login(user)
                self._answer(self.mine, "confirm")
                self.mine.invalidate_recordset()
                self.assertEqual(self.mine.state, "sent")
        self._login(self.user)
        with mute_logger(*QUIET):
            answer = self.url_open(
                f"/my/station/statements/{self.mine.id}/confirm", allow_redirects=False
            )
        self.assertIn(answer.status_code, (404, 405))

    def test_prt7_models_stay_closed_to_stations(self):
        self._login(self.user)
        for model in (
            "aftersales.part.holder",
            "aftersales.part.statement",
            "aftersales.part.ledger",
            "aftersales.old.part",
            "aftersales.part.use",
            "stock.quant",
        ):
            with (
                self.subTest(model),
                mute_logger(*QUIET),
                self.assertRaises(JsonRpcException),
            ):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/search_read",
                    {
                        "model": model,
                        "method": "search_read",
                        "args": [[]],
                        "kwargs": {"fields": ["id"]},
                    },
                )
        statements = self.env["aftersales.part.statement"].with_user(self.user)
        with self.assertRaises(AccessError):
            statements._portal_find(self.others.id)
