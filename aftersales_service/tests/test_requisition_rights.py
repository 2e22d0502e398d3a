"""Who may ask, approve and issue, and what nobody may forge (INF-1, INF-5, PRT-1)."""

from contextlib import suppress

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .request_common import RequestCommon

RULES = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestRequisitionRights(RequestCommon):
    def call(self, user, model, method, *args, **kwargs):
        """As the network calls it."""
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[model]
        with self.cr.savepoint(), mute_logger(*RULES, "odoo.sql_db"):
            result = call_kw(target, method, list(args), kwargs)
            self.env.flush_all()
        return result

    def refused_call(self, user, model, method, *args, **kwargs):
        with self.assertRaises(UserError):  # AccessError is one
            self.call(user, model, method, *args, **kwargs)

    def test_prt1_technician_asks_for_no_colleague(self):
        for user, holder, may in (
            (self.technician, self.holder, True),
            (self.technician, self.other_holder, False),
            (self.other_technician, self.holder, False),
            (self.clerk, self.holder, True),
            (self.keeper, self.other_holder, True),
            (self.manager, self.holder, True),
            (self.buyer, self.holder, False),
            (self.finance, self.holder, False),
            (self.nobody, self.holder, False),
        ):
            with self.subTest(user.login, holder=holder.name):
                values = {
                    "holder_id": holder.id,
                    "company_id": self.company.id,
                    "line_ids": [(0, 0, {"product_id": self.fuse.id})],
                }
                if may:
                    self.assertTrue(
                        self.call(user, "aftersales.part.request", "create", values)
                    )
                else:
                    self.refused_call(user, "aftersales.part.request", "create", values)

    def test_prt3_technician_sends_parts_to_their_own_customer_only(self):
        values = {
            "delivery": "post",
            "ticket_id": self.ticket.id,
            "company_id": self.company.id,
            "line_ids": [(0, 0, {"product_id": self.fuse.id})],
        }
        model = "aftersales.part.request"
        self.assertTrue(self.call(self.technician, model, "create", values))
        self.refused_call(self.other_technician, model, "create", values)

    def test_prt1_technician_sees_their_own(self):
        request = self.submit(self.ask((self.fuse, 1), user=self.clerk))
        for user, seen in (
            (self.technician, True),
            (self.other_technician, False),
            (self.keeper, True),
            (self.buyer, True),
            (self.general_manager, True),
            (self.foreign_clerk, False),
        ):
            with self.subTest(user.login):
                for record in (request, request.line_ids):
                    mine = record.with_user(user)
                    found = mine.search([("id", "=", record.id)])
                    self.assertEqual(bool(found), seen)
                    if seen:
                        self.assertTrue(mine.read(["display_name", "state"]))

    def test_prt1_nothing_of_a_new_one_is_forged(self):
        for forged in (
            {"state": "approved"},
            {"approved_by_id": self.manager.id},
            {"requester_id": self.manager.id},
            {"name": "PR0000"},
            {"amount": 1},
            {"validation_status": "validated"},
            {"parcel_ids": [Command.create({})]},
            {"picking_ids": [Command.set([1])]},
            {"line_ids": [(0, 0, {"product_id": self.fuse.id, "unit_cost": 0.01})]},
            {
                "line_ids": [
                    (0, 0, {"product_id": self.fuse.id, "move_ids": [[6, 0, []]]})
                ]
            },
        ):
            with self.subTest(forged):
                self.refused_call(
                    self.technician,
                    "aftersales.part.request",
                    "create",
                    {"holder_id": self.holder.id, **forged},
                )

    def test_prt1_defaults_of_the_context_forge_nothing(self):
        ids = self.call(
            self.technician,
            "aftersales.part.request",
            "create",
            [{"holder_id": self.holder.id, "company_id": self.company.id}],
            context={"default_state": "approved", "default_approved_by_id": 1},
        )
        request = self.env["aftersales.part.request"].browse(ids)
        self.assertEqual((request.state, request.approved_by_id.id), ("draft", False))

    def test_prt1_no_state_by_writing(self):
        request = self.submit(self.ask((self.fuse, 1)))
        for user in (self.technician, self.clerk, self.keeper, self.manager):
            for forged in (
                {"state": "approved"},
                {"approved_at": "2026-03-02 02:00:00"},
                {"review_ids": [(5,)]},
                {"reason": "x"},
                {"company_id": self.other_company.id},
            ):
                with self.subTest(user.login, **forged):
                    self.refused_call(
                        user,
                        "aftersales.part.request",
                        "write",
                        request.ids,
                        forged,
                    )

    def test_prt1_given_away_after_it_was_asked(self):
        request = self.ask((self.fuse, 1))
        self.refused_call(
            self.technician,
            "aftersales.part.request",
            "write",
            request.ids,
            {"holder_id": self.other_holder.id},
        )

    def test_prt1_nobody_else_writes_or_makes_a_review(self):
        request = self.submit(self.ask((self.fuse, 1)))
        review = request.review_ids
        yes = {"status": "approved", "done_by": self.manager.id}
        for user in (self.technician, self.clerk, self.keeper, self.general_manager):
            with self.subTest(user.login):
                self.refused_call(user, "tier.review", "write", review.ids, yes)
                self.refused_call(user, "tier.review", "unlink", review.ids)
                self.refused_call(
                    user,
                    "tier.review",
                    "create",
                    {
                        "model": "aftersales.part.request",
                        "res_id": request.id,
                        "definition_id": review.definition_id.id,
                        "status": "approved",
                    },
                )
        self.assertEqual(self.fresh(request).state, "submitted")

    def test_prt1_approval_methods_do_nothing_for_others(self):
        request = self.submit(self.ask((self.fuse, 1)))
        for user in (self.technician, self.clerk, self.keeper, self.general_manager):
            for method in ("validate_tier", "request_validation", "restart_validation"):
                with self.subTest(user.login, method=method):
                    with suppress(UserError):
                        self.call(user, "aftersales.part.request", method, request.ids)
                    self.assertEqual(self.fresh(request).state, "submitted")

    def test_prt1_no_step_by_who_may_not(self):
        request = self.approved((self.fuse, 1))
        steps = (
            "action_issue",
            "action_pack",
            "action_check_packing",
            "action_ship",
            "action_unpack",
            "action_finish",
        )
        for user in (self.technician, self.buyer, self.finance, self.general_manager):
            for step in steps:
                with self.subTest(user.login, step=step):
                    self.refused_call(
                        user, "aftersales.part.request", step, request.ids
                    )
        self.assertEqual(self.fresh(request).state, "approved")

    def test_prt10_parcels_follow_from_steps(self):
        request = self.pack(self.approved((self.fuse, 1), delivery="ship"))
        parcel = request.parcel_ids
        for user in (self.keeper, self.clerk, self.technician):
            for forged in (
                {"state": "shipped"},
                {"checked_at": "2026-03-02 02:00:00"},
                {"checked_by_id": self.clerk.id},
                {"packed_by_id": self.clerk.id},
                {"item_ids": [(5,)]},
            ):
                with self.subTest(user.login, **forged):
                    self.refused_call(
                        user, "aftersales.part.parcel", "write", parcel.ids, forged
                    )
            self.refused_call(user, "aftersales.part.parcel", "unlink", parcel.ids)
        self.call(
            self.keeper,
            "aftersales.part.parcel",
            "write",
            parcel.ids,
            {"carrier": "SF"},
        )
        self.refused_call(
            self.technician,
            "aftersales.part.parcel",
            "write",
            parcel.ids,
            {"carrier": "Me"},
        )

    def test_prt10_minimum_stock_is_set_by_keeper_and_buyer(self):
        values = {
            "aftersales_depot_id": self.east.id,
            "product_id": self.fuse.id,
            "product_min_qty": 8,
            "product_max_qty": 20,
        }
        model = "stock.warehouse.orderpoint"
        for user in (self.technician, self.clerk, self.finance, self.nobody):
            with self.subTest(user.login):
                self.refused_call(user, model, "create", values)
        for user, part in ((self.keeper, self.fuse), (self.buyer, self.oil)):
            with self.subTest(user.login):
                self.call(user, model, "create", {**values, "product_id": part.id})
        self.refused_call(
            self.keeper, model, "create", {**values, "aftersales_depot_id": False}
        )
        self.refused_call(
            self.keeper,
            model,
            "create",
            {**values, "location_id": self.warehouse.view_location_id.id},
        )

    def test_inf1_windows_show_nothing_foreign(self):
        request = self.approved((self.fuse, 1))
        for user in (self.technician, self.clerk, self.buyer, self.foreign_clerk):
            with self.subTest(user.login):
                self.refused_call(
                    user,
                    "aftersales.part.issue",
                    "create",
                    {"request_id": request.id, "depot_id": self.main.id},
                )
