"""Who may not: roles, other companies, forged calls (RET-3, INF-1, INF-5)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import returns as rules
from .return_common import ROLES, ReturnCommon

#: step → method, and the state in which it fits
METHODS = {
    rules.ACCEPT: "action_accept",
    rules.REFUSE: "action_refuse",
    rules.PICK_UP: "action_pick_up",
    rules.RECEIVE: "action_receive",
    rules.INSPECT: "action_inspect",
    rules.REPORT: "action_report",
    rules.DECIDE: "action_decide",
    rules.REFUND: "action_refund",
    rules.SHIP: "action_ship",
    rules.SEND_BACK: "action_send_back",
    rules.TELL: "action_tell_customer",
    rules.CANCEL: "action_cancel",
}
#: Roles that take steps
OF_STEPS = set().union(*rules.ROLES.values())
#: Fields that follow from steps → a forged value
FORGED = {
    "state": "done",
    "review_result": "accepted",
    "validation_status": "validated",
    "reported_at": "2026-03-02 00:00:00",
    "decided_at": "2026-03-02 00:00:00",
    "decided_by_id": 1,
    "inspected_by_id": 1,
    "is_repeat_exchange": True,
    "asked_at": "2026-01-01 00:00:00",
    "company_id": 1,
    "refund_id": False,
    "refund_amount": 5,
    "receipt_id": False,
    "delivery_id": False,
    "scrap_id": False,
    "ticket_id": 1,
    "name": "RT",
    "review_ids": [Command.clear()],
}


@tagged("post_install", "-at_install")
class TestReturnRights(ReturnCommon):
    def users(self):
        names = ("clerk", "manager", "technician", *ROLES)
        return {name: getattr(self, name) for name in names}

    def call(self, user, method, record, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[record._name]
        with self.cr.savepoint(), mute_logger("odoo.addons.base.models.ir_rule"):
            result = call_kw(target, method, [record.ids, *args], kwargs)
            self.env.flush_all()
        return result

    def test_inf5_steps_are_refused_to_all_other_roles(self):
        one = self.ask()
        for name, user in self.users().items():
            roles = one.with_user(user)._roles()
            self.assertEqual(name in roles, name in OF_STEPS)
            for step, method in METHODS.items():
                if rules.may_take(step, roles):
                    continue
                with self.subTest(name, step=step), self.assertRaises(AccessError):
                    self.call(user, method, one)
        self.assertEqual(one.state, "asked")

    def test_inf5_parts_are_filled_in_by_their_roles_only(self):
        one = self.live(self.ask(), "received")
        for name in ("clerk", "finance", "branch_manager", "sales", "manager"):
            user = getattr(self, name)
            with self.subTest(name), self.assertRaises(AccessError):
                self.call(user, "write", one, {"finding": "none"})
        with self.assertRaises(AccessError):
            self.call(self.quality, "write", one, {"decision": "refund"})
        with self.assertRaises(AccessError):
            self.call(self.keeper, "write", one, {"responsibility": "supplier"})
        with self.assertRaises(AccessError):
            self.call(self.finance, "write", one.item_ids[:1], {"came": "no"})
        with self.refused(UserError, "can't be changed now"):
            self.call(self.keeper, "write", one.item_ids[:1], {"came": "no"})

    def test_ret3_nothing_that_follows_from_steps_is_written(self):
        one = self.live(self.ask(), "reported")
        for name, value in FORGED.items():
            for user in (self.manager, self.general_manager, self.clerk):
                with self.subTest(name, user=user.login), self.assertRaises(UserError):
                    self.call(user, "write", one, {name: value})

    def test_ret3_a_new_return_is_not_decided(self):
        ticket = self._create_ticket()
        returns = self.env["aftersales.return"].with_user(self.manager)
        for name, value in FORGED.items():
            if name in ("ticket_id", "asked_at"):
                continue
            with self.subTest(name), self.assertRaises(UserError):
                returns.create({"ticket_id": ticket.id, name: value})
        forged = {f"default_{name}": value for name, value in FORGED.items()}
        forged.pop("default_ticket_id")
        one = returns.with_context(**forged).create({"ticket_id": ticket.id})
        self.assertEqual((one.state, one.validation_status), ("asked", "no"))
        self.assertFalse(one.decided_at or one.review_result or one.refund_id)

    def test_ret3_reviews_are_written_by_their_reviewer_only(self):
        one = self.live(self.ask(), "reported")
        self._decide(one, "refund", approve=False)
        review = one.review_ids
        approved = {"status": "approved", "done_by": self.general_manager.id}
        for user in (self.manager, self.clerk, self.nobody, self.branch_manager):
            for method, args in (
                ("write", [approved]),
                ("write", [{"res_id": 1}]),
                ("unlink", []),
            ):
                with self.subTest(user.login, method=method):
                    with self.assertRaises(AccessError):
                        self.call(user, method, review, *args)
            with self.assertRaises(AccessError):
                self.env["tier.review"].with_user(user).create(
                    {
                        "model": one._name,
                        "res_id": one.id,
                        "definition_id": review.definition_id.id,
                        "status": "approved",
                    }
                )
        with self.assertRaises(AccessError):
            # not even the general manager signs with another name
            self.call(
                self.general_manager,
                "write",
                review,
                {"status": "approved", "done_by": self.manager.id},
            )
        with self.assertRaises(AccessError):
            self.call(self.clerk, "restart_validation", one)
        # whoever else presses the button approves nothing
        self.call(self.manager, "validate_tier", one)
        self.assertEqual((one.state, one._approval()), ("inspected", "pending"))

    def test_ret3_no_context_opens_the_guard(self):
        one = self.live(self.ask(), "reported")
        self._decide(one, "refund", approve=False)
        forged = {"skip_validation_check": True, "skip_check_state_condition": True}
        with self.refused(UserError, "can't be changed now"):
            self.call(
                self.manager, "write", one, {"decision": "exchange"}, context=forged
            )
        with self.refused(UserError, "follows from its steps"):
            self.call(self.manager, "write", one, {"state": "decided"}, context=forged)
        with self.refused(UserError, "waits for the general manager"):
            self.call(self.manager, "action_decide", one, context=forged)

    def test_ret2_who_tested_does_not_decide(self):
        one = self.live(self.ask(), "received")
        self.manager.group_ids += self.env.ref(
            "aftersales_service.group_aftersales_quality"
        )
        mine = one.with_user(self.manager)
        mine.write({"finding": "quality", "test_report": "Hot"})
        mine.action_inspect()
        self._report(one)
        mine.write({"decision": "sent_back", "decision_reason": "x"})
        with self.refused(AccessError, "Somebody else decides"):
            mine.action_decide()

    def test_inf1_another_company_sees_and_does_nothing(self):
        one = self.ask()
        for user in (self.foreign_clerk, self.owner, self.stranger, self.nobody):
            self.assertFalse(
                one.with_user(user).has_access("read")
                and one.with_user(user)._filtered_access("read"),
                user.login,
            )
            for method in (*METHODS.values(), "action_view_receipt", "read"):
                with self.subTest(user.login, method=method):
                    with self.assertRaises(AccessError):
                        self.call(user, method, one)
        foreign = self.lot.copy({"name": "F-1", "company_id": self.other_company.id})
        with self.assertRaises(UserError):
            one.with_user(self.clerk).lot_id = foreign

    def test_inf1_salespeople_see_their_customers_returns(self):
        one = self.ask()
        mine = self.env["aftersales.return"].with_user(self.sales)
        self.assertNotIn(one, mine.search([]))
        self.customer.user_id = self.sales
        self.assertIn(one, mine.search([]))
        self.assertFalse(self.env["aftersales.return"].with_user(self.buyer).search([]))

    def test_ret2_serials_and_quantities_are_checked(self):
        one = self.ask()
        with self.refused(ValidationError, "exactly one"):
            one.with_user(self.clerk).quantity = 2
        other = self.env["product.product"].create({"name": "Other"})
        with self.refused(ValidationError, "is no Other"):
            one.with_user(self.clerk).product_id = other

    def test_inf1_a_return_stays_on_record(self):
        one = self.ask()
        with self.refused(UserError, "can't be deleted"):
            one.unlink()
        with self.assertRaises(AccessError):
            one.with_user(self.manager).unlink()

    def test_ret3_every_company_asks_its_general_manager(self):
        for company in self.company | self.other_company:
            found = self.env["tier.definition"].search(
                [("model", "=", "aftersales.return"), ("company_id", "=", company.id)]
            )
            self.assertEqual(len(found), 1)
        found.active = False
        self.env["res.company"].ensure_approvals()
        self.assertEqual(
            self.env["tier.definition"].search_count(
                [("model", "=", found.model), ("company_id", "=", found.company_id.id)]
            ),
            0,
        )
