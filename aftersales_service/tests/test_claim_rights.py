"""Who may do what with claims: roles, companies, forged calls (INF-1, INF-5)."""

import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import claim as rules
from .claim_common import ROLES, ClaimCommon

LOGGERS = (
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.sql_db",
)
#: step → method
METHODS = {
    rules.CHECK: "action_check",
    rules.REDO: "action_redo",
    rules.SUBMIT: "action_submit",
    rules.SEND_PARTS: "action_send_old_parts",
    rules.ANSWER: "action_answer",
    rules.DEEM: "action_deem",
    rules.SETTLE: "action_settle",
    rules.CLOSE: "action_close",
    rules.CANCEL: "action_cancel",
}
READERS = dict.fromkeys(("quality", "finance", "keeper", "branch_manager"), "r")
#: model → role → what it may do with the records of the scene: read, write, create,
#: unlink. Roles that aren't named may do nothing.
MATRIX = {
    # a claim as a draft: what each role fills in when is a matter of the tests below
    "aftersales.supplier.claim": {
        **READERS,
        "buyer": "rw",
        "quality": "rw",
        "manager": "rw",
    },
    "aftersales.supplier.claim.line": {**READERS, "buyer": "rwu", "manager": "r"},
    "aftersales.supplier.agreement": {**READERS, "buyer": "rwc", "manager": "rwcu"},
    "aftersales.supplier.agreement.column": {
        **READERS,
        "buyer": "rwcu",
        "manager": "rwcu",
    },
    "aftersales.claim.reason": {**READERS, "buyer": "rwc", "manager": "rwcu"},
    "aftersales.claim.missed": {
        **dict.fromkeys(("buyer", "quality", "finance", "branch_manager"), "r"),
        "manager": "rw",
    },
    "aftersales.claim.collect": {"buyer": "c"},
    "aftersales.claim.answer": {"buyer": "c"},
    "aftersales.claim.hold": {"buyer": "c", "quality": "c"},
}
#: Fields that follow from steps → a forged value
FORGED = {
    "state": "settled",
    "name": "SC",
    "partner_id": 1,
    "company_id": 1,
    "date_to": "2026-01-01",
    "checked_by_id": 1,
    "submitted_at": "2026-03-02 00:00:00",
    "answer_due": "2026-03-02",
    "refund_id": False,
    "is_deemed": True,
    "paper_ids": [Command.clear()],
    "amount_accepted": 5,
    "previous_id": False,
    "agreement_id": False,
}
FORGED_LINE = {
    "cost": 1,
    "charge": "labour",
    "use_id": False,
    "is_current": False,
    "bearer": "goodwill",
    "received": 5,
    "deadline": "2030-01-01",
    "claim_id": 1,
    "number": 9,
}


@tagged("post_install", "-at_install")
class TestClaimRights(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.use = cls.make_use()
        cls.claim = cls.env["aftersales.supplier.claim"]._collect(
            cls.company, None, None, cls.use._claim_posted_on()
        )
        cls.held = cls.make_use(supplier_id=cls.denso.id, name="PU-held")

    def users(self):
        names = ("technician", "clerk", "manager", *ROLES, "nobody", "owner")
        return {name: getattr(self, name) for name in (*names, "foreign_buyer")}

    def call(self, user, method, record, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[record._name]
        with self.cr.savepoint(), mute_logger(*LOGGERS):
            result = call_kw(target, method, [record.ids, *args], kwargs)
            self.env.flush_all()
        return result

    def may(self, user, method, record, *args):
        """Whether a call works; what it did is undone."""
        savepoint = self.cr.savepoint()
        try:
            self.call(user, method, record, *args)
            return True
        except UserError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def scene(self):
        """model → a record, values to write, values to create."""
        company = {"company_id": self.company.id}
        reasons = self.env["aftersales.claim.reason"]
        agreement = self._make_agreement(partner_id=self.denso.id)
        column = {"agreement_id": agreement.id}
        claim = {"partner_id": self.denso.id, "date_to": "2026-01-01", **company}
        line = {"claim_id": self.claim.id, "number": 9, "charge": "other"}
        missed = {
            "use_id": self.held.id,
            "deadline": "2026-03-01",
            "role": "buyer",
        }
        wizards = self.env["aftersales.claim.collect"]
        answer = {"claim_id": self.claim.id, "file": base64.b64encode(b"x")}
        hold = {"use_id": self.held.id, "reason": "x"}
        return {
            "aftersales.supplier.claim": (self.claim, {"note": "x"}, claim),
            "aftersales.supplier.claim.line": (
                self.claim.line_ids,
                {"claimed": 5},
                line,
            ),
            "aftersales.supplier.agreement": (
                agreement,
                {"name": "x"},
                {"name": "x", "partner_id": self.customer.id, **company},
            ),
            "aftersales.supplier.agreement.column": (
                self.env["aftersales.supplier.agreement.column"].create(
                    {"content": "serial", **column}
                ),
                {"title": "x"},
                {"content": "charge", **column},
            ),
            "aftersales.claim.reason": (
                reasons.create({"code": "own", "name": "Own", **company}),
                {"name": "x"},
                {"code": "new", "name": "x", **company},
            ),
            "aftersales.claim.missed": (
                self.env["aftersales.claim.missed"].create(missed),
                {"explanation": "x"},
                {**missed, "use_id": self.use.id},
            ),
            "aftersales.claim.collect": (wizards, None, {"date_to": "2026-03-31"}),
            "aftersales.claim.answer": (self.env["aftersales.claim.answer"], 0, answer),
            "aftersales.claim.hold": (self.env["aftersales.claim.hold"], 0, hold),
        }

    def test_inf5_matrix_of_roles_and_models(self):
        found = {}
        for model, (record, write, create) in self.scene().items():
            for name, user in self.users().items():
                powers = ""
                if record:
                    powers += "r" * self.may(user, "read", record, ["display_name"])
                    powers += "w" * self.may(user, "write", record, write)
                given = {**create}
                if name == "foreign_buyer":
                    # of its own company it may; here it is about this one
                    given["company_id"] = self.company.id
                if "company_id" in self.env[model]._fields or name != "foreign_buyer":
                    created = self.may_create(user, model, given)
                    powers += "c" * created
                if record:
                    powers += "u" * self.may(user, "unlink", record)
                if powers:
                    found.setdefault(model, {})[name] = powers
        for model in ("aftersales.claim.collect", "aftersales.claim.reason"):
            # its own window, and settings of its own
            found[model].pop("foreign_buyer", None)
        self.maxDiff = None
        self.assertEqual(found, MATRIX)

    def may_create(self, user, model, values):
        savepoint = self.cr.savepoint()
        try:
            with mute_logger(*LOGGERS):
                target = self.env(user=user, su=False)[model]
                call_kw(target, "create", [values], {})
                self.env.flush_all()
            return True
        except UserError:
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_inf5_reasons_of_all_companies_are_changed_by_nobody(self):
        shared = self.env.ref("aftersales_service.claim_reason_nff")
        for user in (self.buyer, self.manager):
            self.assertTrue(self.may(user, "read", shared, ["name"]))
            self.assertFalse(self.may(user, "write", shared, {"name": "x"}))
            self.assertFalse(self.may(user, "unlink", shared))

    def test_inf5_steps_are_refused_to_all_other_roles(self):
        for name, user in self.users().items():
            roles = self.claim.with_user(user)._roles() & {name, "manager"}
            for step, method in METHODS.items():
                if rules.may_take(step, roles):
                    continue
                with self.subTest(name, step=step), self.assertRaises(AccessError):
                    self.call(user, method, self.claim)
        self.assertEqual(self.claim.state, "draft")

    def test_inf5_collecting_is_the_buyers(self):
        for name, user in self.users().items():
            target = self.env(user=user, su=False)["aftersales.supplier.claim"]
            with self.subTest(name), mute_logger(*LOGGERS):
                if name in ("buyer", "foreign_buyer"):
                    found = call_kw(target, "collect", [], {})
                    self.assertFalse(found, "nothing is left, or it is another's")
                    continue
                with self.assertRaises(AccessError):
                    call_kw(target, "collect", [], {})

    def test_prt9_nothing_that_follows_from_steps_is_written(self):
        for user in (self.buyer, self.quality, self.finance, self.manager):
            for name, value in FORGED.items():
                with self.subTest(name, user=user.login):
                    with self.assertRaises(UserError):
                        self.call(user, "write", self.claim, {name: value})
        for name, value in FORGED_LINE.items():
            for user in (self.buyer, self.manager):
                with self.subTest(name, user=user.login):
                    with self.assertRaises(UserError):
                        self.call(user, "write", self.claim.line_ids, {name: value})
                    with self.assertRaises(UserError):
                        command = Command.update(self.claim.line_ids.id, {name: value})
                        self.call(user, "write", self.claim, {"line_ids": [command]})

    def test_prt9_lines_are_neither_added_nor_moved(self):
        for command in (
            Command.create({"number": 9, "charge": "other", "claimed": 1000}),
            Command.link(self.claim.line_ids.id),
        ):
            for user in (self.quality, self.manager, self.finance):
                before = self.claim.line_ids
                self.may(user, "write", self.claim, {"line_ids": [command]})
                self.assertEqual(self.claim.line_ids, before)
        with self.refused(AccessError, "are collected"):
            self.call(
                self.buyer,
                "write",
                self.claim,
                {"line_ids": [Command.create({"number": 9, "charge": "other"})]},
            )

    def test_prt9_claim_facts_of_parts_are_derived_only(self):
        for name, value in (
            ("claim_state", "open"),
            ("claim_partner_id", self.denso.id),
            ("claim_deadline", "2030-01-01"),
            ("claim_released", ",duplicate,"),
            ("claim_decided_partner_id", self.denso.id),
        ):
            with self.subTest(name), self.refused(UserError, "follows from facts"):
                self.call(self.manager, "write", self.held, {name: value})
        with self.assertRaises(UserError):
            self.call(self.buyer, "write", self.held, {"claim_state": "open"})

    def test_prt9_no_default_from_outside_forges_a_claim(self):
        self.claim.with_user(self.buyer).action_cancel()
        forged = {
            "default_state": "settled",
            "default_refund_id": 1,
            "default_decision": "all",
            "default_bearer": "goodwill",
            "default_is_current": False,
            "default_previous_id": self.claim.id,
            "default_public": True,
        }
        claims = self.env["aftersales.supplier.claim"].with_user(self.buyer)
        claim = claims.with_context(**forged).collect().sudo()
        self.assertRecordValues(
            claim, [{"state": "draft", "refund_id": False, "previous_id": False}]
        )
        self.assertRecordValues(
            claim.line_ids, [{"decision": False, "is_current": True}]
        )
        for user, step in (
            (self.quality, "action_check"),
            (self.buyer, "action_submit"),
        ):
            getattr(claim.with_user(user).with_context(**forged), step)()
        self.assertFalse(any(claim.paper_ids.mapped("public")))
        self.live_claim(claim, "settled", accept="none")
        lines = claim.line_ids.with_user(self.buyer)
        lines.difference = "resubmit"
        claim.with_user(self.finance).with_context(**forged).action_close()
        self.assertRecordValues(
            claim.next_ids, [{"state": "draft", "refund_id": False}]
        )

    def test_prt9_held_parts_are_decided_by_their_roles(self):
        for name, user in self.users().items():
            calls = (
                ("action_decide_supplier", {"buyer", "quality"}, [self.denso.id, "x"]),
                ("action_release_claim", {"quality"}, ["x"]),
            )
            for method, roles, args in calls:
                if name in roles:
                    continue
                with self.subTest(name, method=method):
                    with self.assertRaises(AccessError):
                        self.call(user, method, self.held, *args)
        with self.refused(UserError, "came from Injector Works"):
            # a mismatch isn't let pass, it is decided
            self.call(self.quality, "action_release_claim", self.held, "x")

    def test_prt9_parts_of_the_document_by_role_and_state(self):
        line = self.claim.line_ids
        for user in (self.quality, self.finance, self.keeper, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.call(user, "write", line, {"claimed": 1})
        with self.refused(UserError, "can't be changed now"):
            self.call(self.buyer, "write", line, {"decision": "all"})
        self.live_claim(self.claim, "checked")
        with self.refused(UserError, "can't be changed now"):
            self.call(self.buyer, "write", line, {"claimed": 1})
        self.live_claim(self.claim, "submitted")
        with self.assertRaises(AccessError):
            self.call(self.finance, "write", line, {"decision": "all"})
        self.live_claim(self.claim, "closed")
        for user, values in (
            (self.buyer, {"decision": "none"}),
            (self.buyer, {"accepted": 1}),
            (self.manager, {"difference": "goodwill"}),
        ):
            with self.subTest(values), self.refused(UserError, "can't be changed now"):
                self.call(user, "write", line, values)

    def test_prt9_accepted_never_exceeds_what_was_claimed(self):
        self.live_claim(self.claim, "submitted")
        self.call(
            self.buyer,
            "write",
            self.claim.line_ids,
            {"decision": "less", "accepted": 5},
        )
        for wrong in (-1, 12.01):
            with self.subTest(wrong), self.assertRaises(Exception) as caught:
                self.call(self.buyer, "write", self.claim.line_ids, {"accepted": wrong})
            self.assertIn("accepted_within", str(caught.exception))

    def test_inf1_another_company_sees_and_does_nothing(self):
        methods = (*METHODS.values(), "action_import_answer", "action_print_letter")
        for method in (*methods, "action_print_sheet", "read"):
            if method == "action_import_answer":
                continue  # opens a window, which checks
            with self.subTest(method), self.assertRaises(AccessError):
                self.call(self.foreign_buyer, method, self.claim)
        for record in (self.claim, self.claim.line_ids, self.agreement):
            mine = record.with_user(self.foreign_buyer)
            self.assertFalse(mine.search([("id", "in", record.ids)]))
        wizards = self.env["aftersales.claim.answer"].with_user(self.foreign_buyer)
        self.live_claim(self.claim, "submitted")
        wizard = wizards.create(
            {"claim_id": self.claim.id, "file": base64.b64encode(b"x")}
        )
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            wizard.action_import()

    def test_inf1_a_held_part_of_another_company_tells_nothing(self):
        wizard = (
            self.env["aftersales.claim.hold"]
            .with_user(self.foreign_buyer)
            .create({"use_id": self.held.id, "reason": "x"})
        )
        for name in ("hold_text", "is_supplier"):
            with self.subTest(name), mute_logger(*LOGGERS):
                with self.assertRaises(AccessError):
                    wizard.invalidate_recordset()
                    wizard.read([name])
        with self.assertRaises(AccessError), mute_logger(*LOGGERS):
            wizard.action_decide()
