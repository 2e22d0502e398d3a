"""Intake through the network: what a forged request can't do (INF-1, INT-1, INT-8)."""

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import AftersalesHttpCommon

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")


@tagged("post_install", "-at_install")
class TestIntakeRpc(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["aftersales.document.kind"].create(
            {"code": "proof", "name": "Proof", "company_id": cls.company.id}
        )
        cls.ticket = cls._create_ticket()

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def assert_refused(self, model, method, *args, **kwargs):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            with mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(JsonRpcException) as caught:
                    self.call(model, method, *args, **kwargs)
        self.assertIn(str(caught.exception), REFUSED)

    def test_int8_nobody_hands_in_for_others(self):
        document = self.ticket.document_ids
        for user in (self.owner, self.stranger, self.nobody, self.technician):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                received = {"received": True}
                self.assert_refused(document._name, "write", document.ids, received)
                self.assert_refused(document._name, "_receive", document.ids, [])
                self.assert_refused(
                    document._name, "create", [{"ticket_id": self.ticket.id}]
                )
                self.assert_refused(
                    self.ticket._name, "action_ask_documents", self.ticket.ids
                )
        self.env.invalidate_all()
        self.assertFalse(document.received)

    def test_int1_customers_don_t_search_customers(self):
        """INT-1: phones, plates and files of others are nothing for the portal."""
        for user in (self.owner, self.nobody):
            with self.subTest(user.login):
                self.authenticate(user.login, user.login)
                self.assert_refused("aftersales.intake", "create", [{"query": "0510"}])
                self.assert_refused(
                    "aftersales.intake", "onchange", [], {"query": "0510"}, [], {}
                )
                self.assert_refused("stock.lot", "search_read", [], ["plate"])
                self.assert_refused("aftersales.fault", "search_read", [], ["name"])
                self.assert_refused(
                    "res.partner", "search_read", [("phone_digits", "like", "0510")]
                )

    def test_int9_customers_report_no_delay(self):
        self.authenticate(self.owner.login, self.owner.login)
        values = {"ticket_id": self.ticket.id, "reason": "x"}
        self.assert_refused("aftersales.delay.report", "create", [values])
        self.assert_refused(self.ticket._name, "_report_delay", self.ticket.ids)
