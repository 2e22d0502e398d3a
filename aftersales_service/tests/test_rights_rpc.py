"""The roles of INF-5 through the network: what a forged request can't do (INF-1)."""

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesHttpCommon

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")
ROLES = ("keeper", "buyer", "quality", "finance", "sales", "branch_manager", "hr")


@tagged("post_install", "-at_install")
class TestRightsRpc(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {role: cls._make_user(role, role)[0] for role in ROLES}
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)
        cls.ticket.record_event("parts_approved")
        # a request of which the store, purchasing and sales know nothing
        cls.private = cls._create_ticket()

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def assert_refused(self, model, method, *args, **kwargs):
        loggers = ("odoo.http", "odoo.addons.base.models.ir_rule")
        with mute_logger(*loggers, "odoo.addons.base.models.ir_model"):
            with self.assertRaises(JsonRpcException) as caught:
                self.call(model, method, *args, **kwargs)
        self.assertIn(str(caught.exception), REFUSED)

    def text(self, moment):
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    def everybody(self):
        for role, user in self.users.items():
            self.authenticate(user.login, user.login)
            with self.subTest(role):
                yield role

    def test_inf1_no_role_alters_facts_clocks_or_reports(self):
        self.live(self.visit, "signed")
        event, clock = self.ticket.event_ids[-1:], self.clock(self.ticket, self.t02)
        before = [
            record.read([name])
            for record, name in (
                (event, "at"),
                (clock, "due_at"),
                (self.visit, "cause"),
                (self.ticket, "priority"),
            )
        ]
        forged = {
            "ticket_id": self.ticket.id,
            "code": "decided",
            "at": self.text(NOW),
            "recorded_at": self.text(NOW),
            "company_id": self.company.id,
        }
        for _role in self.everybody():
            for model, method, *args in (
                ("aftersales.event", "write", event.ids, {"at": self.text(NOW)}),
                ("aftersales.event", "unlink", event.ids),
                ("aftersales.event", "create", [forged]),
                ("aftersales.clock", "write", clock.ids, {"state": "met"}),
                ("aftersales.clock", "unlink", clock.ids),
                ("aftersales.visit", "write", self.visit.ids, {"cause": "x"}),
                ("aftersales.visit", "unlink", self.visit.ids),
                ("aftersales.visit", "action_approve", self.visit.ids),
                ("helpdesk.ticket", "write", self.ticket.ids, {"priority": "3"}),
                ("helpdesk.ticket", "action_close", self.ticket.ids),
                ("aftersales.clock.policy", "write", self.t02.ids, {"limit_value": 9}),
                ("aftersales.profile", "load", "furnace", self.company.id),
                ("aftersales.settings", "create", [{"aftersales_repeat_days": 1}]),
            ):
                with self.subTest(model=model, method=method):
                    self.assert_refused(model, method, *args)
        self.env.invalidate_all()
        self.assertEqual(
            before,
            [
                event.read(["at"]),
                clock.read(["due_at"]),
                self.visit.read(["cause"]),
                self.ticket.read(["priority"]),
            ],
        )

    def test_inf1_what_a_role_does_not_see_it_cannot_record_on(self):
        ids = self.private.ids
        for role, code in (
            ("keeper", "parts_shipped"),
            ("buyer", "ticket_booked"),
            ("sales", "responded"),
            ("hr", "responded"),
        ):
            user = self.users[role]
            self.authenticate(user.login, user.login)
            with self.subTest(role):
                self.assert_refused("helpdesk.ticket", "read", ids, ["number"])
                self.assert_refused("helpdesk.ticket", "record_event", ids, code)
                found = self.call(
                    "aftersales.event", "search_count", [["ticket_id", "in", ids]]
                )
                self.assertEqual(found, 0)
                found = self.call(
                    "aftersales.clock", "search_count", [["ticket_id", "in", ids]]
                )
                self.assertEqual(found, 0)
        self.env.invalidate_all()
        self.assertEqual(self.private.event_ids.mapped("code"), ["registered"])

    def test_inf5_a_role_records_its_own_fact_now_and_not_earlier(self):
        user = self.users["keeper"]
        self.authenticate(user.login, user.login)
        ids = self.ticket.ids
        self.call("helpdesk.ticket", "record_event", ids, "parts_packed")
        earlier = {"at": self.text(self.minute(-60)), "note": "Earlier"}
        self.assert_refused(
            "helpdesk.ticket", "record_event", ids, "parts_shipped", **earlier
        )
        self.assert_refused("helpdesk.ticket", "record_event", ids, "decided")
        self.env.invalidate_all()
        packed = self.ticket.event_ids.filtered(lambda e: e.code == "parts_packed")
        self.assertEqual(packed.recorded_by_id, user)

    def test_vis2_buyer_books_the_ticket_of_a_visit(self):
        self.live(self.visit, "dispatched")
        user = self.users["buyer"]
        self.authenticate(user.login, user.login)
        booking = {
            "arrival_at": self.text(self.minute(600)),
            "departure_at": self.text(self.minute(300)),
            "booker": user.employee_ids[:1].id,
            "carrier": "Railway",
        }
        self.call("aftersales.visit", "book_ticket", self.visit.ids, **booking)
        self.env.invalidate_all()
        self.assertIn("ticket_booked", self.visit.event_ids.mapped("code"))
        for role in ("keeper", "quality", "finance", "branch_manager"):
            user = self.users[role]
            self.authenticate(user.login, user.login)
            with self.subTest(role):
                self.assert_refused(
                    "aftersales.visit", "book_ticket", self.visit.ids, **booking
                )
                self.assert_refused(
                    "aftersales.visit", "record_event", self.visit.ids, "departed"
                )
