"""Who gets in by which door: every route, every kind of visitor, and RPC (INF-5)."""

import base64

from odoo import http
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import SIGNATURE, AftersalesHttpCommon

QUIET = (
    "odoo.http",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.models",
)
PNG = base64.b64decode(SIGNATURE)
#: Models behind a request that no customer reads by RPC, not even of their own
INTERNAL = (
    "aftersales.event",
    "aftersales.clock",
    "aftersales.clock.pause",
    "aftersales.clock.policy",
    "aftersales.visit",
    "aftersales.visit.line",
    "aftersales.notice",
    "aftersales.report.item",
    "aftersales.service.record",
    "aftersales.ticket.document",
    "aftersales.document.kind",
    "stock.lot",
    "hr.employee",
)


@tagged("post_install", "-at_install")
class TestPortalMatrix(AftersalesHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._make_portal_user("as_colleague", cls.customer)
        cls.abroad = cls._make_portal_user(
            "as_abroad",
            cls.env["res.partner"].create({"name": "Abroad", "is_company": True}),
        )
        cls.abroad.write(
            {
                "company_ids": [(6, 0, cls.other_company.ids)],
                "company_id": cls.other_company.id,
            }
        )
        cls.ticket = cls._create_ticket(name="TICKET-NAME")
        cls.visit = cls._create_visit(cls.ticket)
        cls.photo = cls._add_file("photo.png", "mail.mt_comment")
        cls.secret = cls._add_file("secret.png", "mail.mt_note")

    @classmethod
    def _add_file(cls, name, subtype):
        message = cls.ticket.message_post(
            body=name,
            attachments=[(name, PNG)],
            message_type="comment",
            subtype_xmlid=subtype,
        )
        return message.attachment_ids

    def setUp(self):
        super().setUp()
        self.live(self.visit, "finished")
        token = self.ticket._portal_ensure_token()
        self.wrong = token[:-1] + ("0" if token[-1] != "0" else "1")

    def visitors(self):
        """Who, with which token → do they see the request?"""
        token = self.ticket.access_token
        return (
            (None, None, False),
            (None, self.wrong, False),
            (None, token, True),
            (self.owner, None, True),
            (self.colleague, None, True),
            (self.stranger, None, False),
            (self.stranger, self.wrong, False),
            (self.abroad, None, False),
            (self.foreign_clerk, None, False),
            (self.nobody, None, False),
        )

    def login(self, user):
        self.authenticate(user and user.login, user and user.login)

    def get(self, path):
        with mute_logger(*QUIET):
            answer = self.url_open(path, allow_redirects=False)
        self.assertLess(answer.status_code, 500, path)
        return answer

    def rpc(self, model, method, *args, **kwargs):
        with mute_logger(*QUIET):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": args, "kwargs": kwargs},
            )

    def rpc_refused(self, *args, **kwargs):
        with self.assertRaises(JsonRpcException):
            self.rpc(*args, **kwargs)

    def test_inf5_page_and_list(self):
        for user, token, shown in self.visitors():
            with self.subTest(user=user and user.login, token=token):
                self.login(user)
                query = f"?access_token={token}" if token else ""
                answer = self.get(f"/my/ticket/{self.ticket.id}{query}")
                self.assertEqual("TICKET-NAME" in answer.text, shown)
                answer = self.get("/my/tickets?filterby=all")
                self.assertEqual(
                    "TICKET-NAME" in answer.text, shown and user is not None
                )
                answer = self.get(f"/my/tickets?search={self.ticket.number}")
                self.assertEqual(
                    "TICKET-NAME" in answer.text, shown and user is not None
                )

    def test_inf5_photos_and_internal_files(self):
        """Nobody but staff opens a file by its number, not even the customer."""
        files = self.photo | self.secret
        for user, _token, _shown in self.visitors():
            self.login(user)
            for file in files:
                for path in ("/web/content", "/web/image"):
                    with self.subTest(user=user and user.login, path=path):
                        self.assertNotEqual(self.get(f"{path}/{file.id}").content, PNG)
        self.login(self.clerk)
        for file in files:
            self.assertEqual(self.get(f"/web/content/{file.id}").content, PNG)

    def test_inf5_page_shows_and_links_open_files_only(self):
        self.login(self.owner)
        text = self.get(f"/my/ticket/{self.ticket.id}").text
        self.assertIn("photo.png", text)
        self.assertNotIn("secret.png", text)
        # with the token of the file the link works without a login
        self.env.invalidate_all()
        token = self.photo.access_token
        self.login(None)
        path = f"/web/content/{self.photo.id}?access_token="
        self.assertEqual(self.get(path + token).content, PNG)
        self.assertNotEqual(self.get(path + token[::-1]).content, PNG)

    def test_inf5_files_by_rpc(self):
        files = (self.photo | self.secret).ids
        for user in (self.owner, self.colleague, self.stranger):
            with self.subTest(user.login):
                self.login(user)
                found = self.rpc(
                    "ir.attachment", "search_read", [("id", "in", files)], ["name"]
                )
                self.assertFalse(found)
                for file in (self.photo, self.secret):
                    self.rpc_refused("ir.attachment", "read", [file.id], ["datas"])
                    self.rpc_refused(
                        "ir.attachment", "write", [file.id], {"name": "hacked"}
                    )
                    self.rpc_refused("ir.attachment", "unlink", [file.id])

    def test_inf5_report_and_its_signing(self):
        other = self.live(self._create_visit(self.ticket), "finished")
        for token in (
            None,
            "",
            self.wrong,
            self.ticket.access_token,
            other._portal_ensure_token(),
        ):
            for user in (None, self.stranger, self.abroad, self.nobody):
                with self.subTest(user=user and user.login, token=token):
                    self.login(user)
                    query = f"access_token={token}" if token is not None else ""
                    for kind in ("", "&report_type=pdf"):
                        answer = self.get(f"/my/visit/{self.visit.id}?{query}{kind}")
                        self.assertEqual(answer.status_code, 303)
                    answer = self.make_jsonrpc_request(
                        f"/my/visit/{self.visit.id}/sign",
                        {
                            "access_token": token,
                            "name": "x",
                            "signature": SIGNATURE.decode(),
                        },
                    )
                    self.assertIn("error", answer)
                    self.env.invalidate_all()
                    self.assertEqual(self.visit.state, "finished")

    def test_inf5_owner_signs_from_the_page(self):
        self.login(self.owner)
        text = self.get(f"/my/ticket/{self.ticket.id}").text
        link = self.visit.get_portal_url()
        self.assertIn(link, text.replace("&amp;", "&"))
        answer = self.make_jsonrpc_request(
            f"/my/visit/{self.visit.id}/sign",
            {
                "access_token": self.visit.access_token,
                "name": "Mr. Wang",
                "signature": SIGNATURE.decode(),
            },
        )
        self.assertNotIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(self.visit.state, "signed")
        event = self.ticket.event_ids.filtered(lambda e: e.code == "signed")
        self.assertEqual(event.recorded_by_id, self.owner)

    def test_inf5_forms_of_others(self):
        """POST routes: strangers change nothing, wherever they knock."""
        self.ticket.with_user(self.clerk).action_close()
        facts = len(self.ticket.event_ids)
        for user in (None, self.stranger, self.abroad, self.nobody, self.foreign_clerk):
            self.login(user)
            for path, data in (
                (f"/my/ticket/{self.ticket.id}/reopen", {"reason": "x"}),
                (
                    f"/my/ticket/{self.ticket.id}/appointment",
                    {"visit_id": self.visit.id, "answer": "agree"},
                ),
                ("/ticket/close", {"ticket_id": self.ticket.id, "stage_id": 4}),
            ):
                with self.subTest(user=user and user.login, path=path):
                    data["csrf_token"] = http.Request.csrf_token(self)
                    data["access_token"] = self.ticket.access_token
                    with mute_logger(*QUIET):
                        self.url_open(path, data=data, allow_redirects=False)
                    self.env.invalidate_all()
                    self.assertEqual(len(self.ticket.event_ids), facts)

    def test_inf5_rpc_reads_own_requests_only(self):
        for user, shown in (
            (self.owner, True),
            (self.colleague, True),
            (self.stranger, False),
            (self.abroad, False),
        ):
            with self.subTest(user.login):
                self.login(user)
                found = self.rpc(
                    "helpdesk.ticket",
                    "search_read",
                    [("id", "=", self.ticket.id)],
                    ["number"],
                )
                self.assertEqual(bool(found), shown)

    def test_inf5_rpc_changes_nothing(self):
        ticket, done = (
            self.ticket,
            self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done"),
        )
        for user in (self.owner, self.stranger, self.abroad):
            self.login(user)
            for method, args in (
                ("write", [[ticket.id], {"name": "hacked"}]),
                ("write", [[ticket.id], {"stage_id": done.id}]),
                ("create", [{"name": "x", "description": "x"}]),
                ("unlink", [[ticket.id]]),
                ("copy", [[ticket.id]]),
                ("record_event", [[ticket.id], "closed"]),
                ("record_event", [[ticket.id], "responded"]),
                ("action_close", [[ticket.id]]),
                ("action_reopen", [[ticket.id]]),
                ("action_respond", [[ticket.id]]),
                ("action_dispatch", [[ticket.id]]),
                ("action_link_stated_serial", [[ticket.id]]),
                ("_portal_reopen", [[ticket.id], "x"]),
                ("_portal_close", [[ticket.id], done.id]),
                ("_append_events", [[{"ticket_id": ticket.id, "code": "closed"}]]),
            ):
                with self.subTest(user=user.login, method=method):
                    refused = False
                    try:
                        self.rpc("helpdesk.ticket", method, *args)
                    except JsonRpcException:
                        refused = True
                    # reopening what isn't closed does nothing
                    self.assertTrue(refused or method == "action_reopen")
                    self.env.invalidate_all()
                    self.assertFalse(ticket.closed)
                    self.assertEqual(ticket.name, "TICKET-NAME")

    def test_inf5_rpc_opens_no_internal_model(self):
        for user in (self.owner, self.stranger, self.abroad):
            self.login(user)
            for model in INTERNAL:
                records = self.env[model].search([], limit=1)
                with self.subTest(user=user.login, model=model):
                    self.rpc_refused(model, "search_read", [], ["id"])
                    if records:
                        self.rpc_refused(model, "read", records.ids, ["id"])
                        self.rpc_refused(model, "unlink", records.ids)
                    self.rpc_refused(model, "create", {})

    def test_inf5_rpc_reads_no_internal_field_of_the_own_request(self):
        self.login(self.owner)
        for name in (
            "event_ids",
            "clock_ids",
            "visit_ids",
            "late_reason",
            "accountable_id",
            "submission_key",
        ):
            with self.subTest(name):
                self.rpc_refused("helpdesk.ticket", "read", [self.ticket.id], [name])

    def test_inf5_internal_notes_stay_internal(self):
        self.login(self.owner)
        bodies = [
            message["body"]
            for message in self.rpc(
                "mail.message",
                "search_read",
                [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)],
                ["body"],
            )
        ]
        self.assertTrue([body for body in bodies if "photo.png" in body])
        self.assertFalse([body for body in bodies if "secret.png" in body])

    def test_inf5_visit_methods_by_rpc(self):
        for user in (self.owner, self.stranger):
            self.login(user)
            for method, args in (
                ("action_sign", []),
                ("action_approve", []),
                ("action_cancel", []),
                ("record_event", ["signed"]),
                ("get_portal_url", []),
                ("_sign", ["x", SIGNATURE.decode()]),
            ):
                with self.subTest(user=user.login, method=method):
                    self.rpc_refused("aftersales.visit", method, [self.visit.id], *args)
            self.rpc_refused(
                "aftersales.visit.link", "create", {"visit_id": self.visit.id}
            )
        self.env.invalidate_all()
        self.assertEqual(self.visit.state, "finished")
