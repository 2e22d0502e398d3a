"""The same rights through the network: what a forged request can't do (INF-1)."""

from xmlrpc.client import Fault

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import NOW, SIGNATURE, AftersalesHttpCommon

LOGGERS = ("odoo.http", "odoo.addons.rpc.controllers.xmlrpc")
REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")


@tagged("post_install", "-at_install")
class TestRpc(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def login(self, user):
        self.authenticate(user.login, user.login)

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def assert_refused(self, model, method, *args, **kwargs):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            with mute_logger("odoo.addons.base.models.ir_model"):
                with self.assertRaises(JsonRpcException) as caught:
                    self.call(model, method, *args, **kwargs)
        self.assertIn(str(caught.exception), REFUSED)

    def text(self, moment):
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    def test_nobody_alters_a_fact(self):
        event = self.ticket.event_ids
        vals = {"at": self.text(self.minute(-600))}
        forged = {
            "ticket_id": self.ticket.id,
            "code": "responded",
            "at": self.text(NOW),
            "recorded_at": self.text(NOW),
            "company_id": self.company.id,
        }
        for user in (self.owner, self.technician, self.clerk, self.manager):
            with self.subTest(user.login):
                self.login(user)
                self.assert_refused("aftersales.event", "write", event.ids, vals)
                self.assert_refused(
                    "aftersales.event", "web_save", event.ids, vals, specification={}
                )
                self.assert_refused("aftersales.event", "unlink", event.ids)
                self.assert_refused("aftersales.event", "create", [forged])
                self.assert_refused("aftersales.event", "copy", event.ids)
        self.env.invalidate_all()
        self.assertRecordValues(
            self.ticket.event_ids, [{"code": "registered", "at": NOW}]
        )

    def test_nobody_alters_a_clock(self):
        clock = self.clock(self.ticket, self.t02)
        vals = {"state": "met", "due_at": self.text(self.minute(9999))}
        for user in (self.owner, self.technician, self.clerk, self.manager):
            with self.subTest(user.login):
                self.login(user)
                self.assert_refused("aftersales.clock", "write", clock.ids, vals)
                self.assert_refused("aftersales.clock", "unlink", clock.ids)
                self.assert_refused(
                    "helpdesk.ticket",
                    "write",
                    self.ticket.ids,
                    {"clock_ids": [[1, clock.id, vals]]},
                )
        self.env.invalidate_all()
        self.assertEqual((clock.state, clock.due_at), ("running", self.minute(180)))

    def test_customer_does_nothing_to_a_request_but_by_the_portal(self):
        self.login(self.owner)
        ids = self.ticket.ids
        for method, args in (
            ("write", [{"priority": "3"}]),
            ("unlink", []),
            ("record_event", ["responded"]),
            ("action_respond", []),
            ("action_close", []),
        ):
            with self.subTest(method):
                self.assert_refused("helpdesk.ticket", method, ids, *args)
        self.assert_refused(
            "helpdesk.ticket", "create", [{"name": "x", "description": "x"}]
        )
        self.env.invalidate_all()
        self.assertEqual(self.ticket.event_ids.mapped("code"), ["registered"])

    def test_stranger_sees_nothing_of_the_request(self):
        for user in (self.stranger, self.other_technician, self.foreign_clerk):
            with self.subTest(user.login):
                self.login(user)
                domain = [["id", "=", self.ticket.id]]
                found = self.call(
                    "helpdesk.ticket", "search_read", domain, fields=["number"]
                )
                self.assertEqual(found, [])
                self.assert_refused(
                    "helpdesk.ticket", "read", self.ticket.ids, ["number"]
                )
                self.assert_refused(
                    "helpdesk.ticket", "record_event", self.ticket.ids, "responded"
                )

    def test_customer_reads_no_internal_model(self):
        self.login(self.owner)
        for model in (
            "aftersales.event",
            "aftersales.clock",
            "aftersales.visit",
            "aftersales.visit.line",
            "aftersales.clock.policy",
            "aftersales.service.record",
        ):
            with self.subTest(model):
                self.assert_refused(model, "search_read", [], fields=["id"])

    def test_vis4_signed_report_stays_what_it_is(self):
        self.live(self.visit, "signed")
        line = self.visit.line_ids[0]
        before = self.visit.read(["cause", "signature", "signed_by", "state"])
        for user in (self.owner, self.technician, self.clerk, self.manager):
            self.login(user)
            for vals in (
                {"cause": "other"},
                {"line_ids": [[1, line.id, {"done": False}]]},
                {"line_ids": [[2, line.id, 0]]},
                {"signature": False},
                {"signed_by": "Somebody"},
                {"state": "finished"},
                {"event_ids": [[5, 0, 0]]},
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assert_refused(
                        "aftersales.visit", "write", self.visit.ids, vals
                    )
            with self.subTest(user=user.login):
                self.assert_refused(
                    "aftersales.visit.line", "write", line.ids, {"done": False}
                )
                self.assert_refused("aftersales.visit", "unlink", self.visit.ids)
        self.env.invalidate_all()
        self.assertEqual(self.visit.read(list(before[0])), before)

    def test_vis4_signature_and_state_cannot_be_forged(self):
        self.live(self.visit, "finished")
        for user in (self.technician, self.clerk, self.manager):
            self.login(user)
            for vals in (
                {"state": "signed"},
                {"signature": SIGNATURE.decode(), "signed_by": "Mr. Wang"},
                {"signed_by": "Mr. Wang"},
                {"signed_from": "10.0.0.7"},
                {"name": "SV-1"},
            ):
                with self.subTest(user=user.login, vals=vals):
                    self.assert_refused(
                        "aftersales.visit", "write", self.visit.ids, vals
                    )
                    self.assert_refused(
                        "aftersales.visit",
                        "web_save",
                        self.visit.ids,
                        vals,
                        specification={},
                    )
        self.env.invalidate_all()
        self.assertRecordValues(
            self.visit, [{"state": "finished", "signature": False, "signed_by": False}]
        )

    def test_vis6_visit_cannot_be_made_as_already_approved(self):
        vals = {"ticket_id": self.ticket.id, "leader_id": self.engineer.id}
        for user in (self.technician, self.clerk, self.manager):
            self.login(user)
            for forged in (
                {"state": "approved"},
                {"state": "signed", "signature": SIGNATURE.decode()},
                {"signed_by": "Mr. Wang"},
            ):
                with self.subTest(user=user.login, forged=forged):
                    self.assert_refused(
                        "aftersales.visit", "create", [{**vals, **forged}]
                    )

    def test_vis6_defaults_of_the_context_forge_nothing(self):
        """``default_state`` in the context is a door of its own."""
        self.login(self.clerk)
        context = {
            "default_state": "approved",
            "default_signed_by": "Mr. Wang",
            "default_signature": SIGNATURE.decode(),
            "default_name": "SV-1",
        }
        vals = {"ticket_id": self.ticket.id, "leader_id": self.engineer.id}
        try:
            with mute_logger("odoo.http"):
                (made,) = self.call(
                    "aftersales.visit", "create", [vals], context=context
                )
        except JsonRpcException as error:
            self.assertIn(str(error), REFUSED)
        else:
            self.env.invalidate_all()
            self.assertRecordValues(
                self.visit.browse(made),
                [{"state": "draft", "signature": False, "signed_by": False}],
            )

    def test_private_methods_cannot_be_called(self):
        self.login(self.manager)
        visit, ticket = "aftersales.visit", "helpdesk.ticket"
        for model, method, args in (
            (visit, "_sign", [self.visit.ids, "Mr. Wang", SIGNATURE.decode()]),
            (visit, "_record", [self.visit.ids, "signed"]),
            (visit, "_return", [self.visit.ids, "x"]),
            (ticket, "_append_events", [self.ticket.ids, []]),
            ("aftersales.clock", "_follow", [[], []]),
        ):
            with self.subTest(method):
                self.assert_refused(model, method, *args)

    def test_facts_are_recorded_in_the_name_of_the_session(self):
        self.login(self.clerk)
        ids = self.call("helpdesk.ticket", "record_event", self.ticket.ids, "responded")
        self.env.invalidate_all()
        self.assertRecordValues(
            self.env["aftersales.event"].browse(ids),
            [
                {
                    "code": "responded",
                    "recorded_by_id": self.clerk.id,
                    "employee_id": self.clerk_employee.id,
                }
            ],
        )
        self.assert_refused(
            "helpdesk.ticket",
            "record_event",
            self.ticket.ids,
            "solution_proposed",
            at=self.text(self.minute(-60)),
            note="Earlier",
        )

    def test_t02_nobody_sweeps_the_clocks_of_another_moment(self):
        """XML-RPC carries a datetime, so ``now`` could be any moment."""
        for user in (self.owner, self.technician, self.clerk, self.nobody):
            with self.subTest(user.login), mute_logger(*LOGGERS):
                with self.assertRaises(Fault):
                    self.xmlrpc_object.execute_kw(
                        self.cr.dbname,
                        user.id,
                        user.login,
                        "aftersales.clock",
                        "sweep",
                        [self.minute(99999)],
                    )
        self.env.invalidate_all()
        self.assertEqual(self.clock(self.ticket, self.t02).state, "running")
