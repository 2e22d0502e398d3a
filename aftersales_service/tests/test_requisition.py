"""A requisition from the wish to the account (PRT-1, PRT-10, T-14, T-15)."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .request_common import RequestCommon


@tagged("post_install", "-at_install")
class TestRequisition(RequestCommon):
    # Asked

    def test_prt1_numbered_by_year_and_month(self):
        self.assertRegex(self.ask((self.fuse, 1)).name, r"^PR2603-\d{4}$")

    def test_prt1_visit_fills_in_account_and_what_is_taken_along(self):
        self.visit.with_user(self.clerk).take_ids = [
            (0, 0, {"kind": "part", "product_id": self.fuse.id, "quantity": 2}),
            (0, 0, {"kind": "tool", "name": "Ladder"}),
        ]
        window = self.visit.with_user(self.clerk).action_request_parts()
        requests = self.env["aftersales.part.request"].with_user(self.clerk)
        with Form(requests.with_context(**window["context"])) as form:
            self.assertEqual(form.holder_id, self.holder)
        request = form.record
        self.assertRecordValues(
            request,
            [
                {
                    "ticket_id": self.ticket.id,
                    "visit_id": self.visit.id,
                    "requester_id": self.clerk.id,
                    "holder_id": self.holder.id,
                }
            ],
        )
        self.assertRecordValues(
            request.line_ids, [{"product_id": self.fuse.id, "quantity": 2}]
        )

    def test_prt1_request_fills_in_what_is_quoted(self):
        self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "aftersales_ticket_id": self.ticket.id,
                "order_line": [
                    (0, 0, {"product_id": self.board.id, "product_uom_qty": 1})
                ],
            }
        )
        window = self.ticket.with_user(self.clerk).action_request_parts()
        self.assertEqual(
            [line[2] for line in window["context"]["default_line_ids"]],
            [{"product_id": self.board.id, "quantity": 1}],
        )

    def test_prt1_technician_s_own_account_is_filled_in(self):
        requests = self.env["aftersales.part.request"].with_user(self.technician)
        self.assertEqual(Form(requests).holder_id, self.holder)

    def test_prt1_depot_that_has_the_parts(self):
        for part, quantity, depot in (
            (self.fuse, 6, self.east),
            (self.fuse, 1, self.east),
            (self.board, 1, self.main),
        ):
            with self.subTest(part=part.name, quantity=quantity):
                request = self.ask((part, quantity), depot_id=False)
                # an empty choice is filled in when the parts are known
                request.sudo()._compute_depot_id()
                self.assertEqual(request.depot_id, depot)

    def test_prt10_usual_depot_comes_first_if_it_has_all(self):
        self.company.aftersales_part_depot_id = self.east
        request = self.ask((self.fuse, 3), depot_id=False)
        request.sudo()._compute_depot_id()
        self.assertEqual(request.depot_id, self.east)

    def test_prt1_where_the_parts_lie(self):
        request = self.ask((self.fuse, 6), (self.board, 1))
        fuse, board = request.line_ids
        self.assertRecordValues(
            fuse | board,
            [
                {
                    "depot_available": 5,
                    "all_available": 12,
                    "other_depots": "East depot 7",
                },
                {"depot_available": 3, "all_available": 3, "other_depots": ""},
            ],
        )

    def test_prt1_reserved_pieces_are_not_available(self):
        picking = self.holders._make_picking(
            self.main.location_id,
            self.other_holder.location_id,
            [{"product_id": self.fuse.id, "product_uom_qty": 4}],
            "X",
        )
        picking.action_assign()
        self.assertEqual(self.ask((self.fuse, 1)).line_ids.depot_available, 1)

    def test_prt1_nothing_to_ask_for_is_refused(self):
        for values, text in (
            ({"line_ids": []}, "asks for nothing"),
            ({"delivery": "post", "ticket_id": False}, "for which request"),
        ):
            with self.subTest(values), self.refused(UserError, text):
                self.ask((self.fuse, 1), user=self.clerk, **values).action_submit()

    def test_prt1_depot_asks_no_parts_from_itself(self):
        request = self.ask((self.fuse, 1), user=self.keeper, holder_id=self.main.id)
        with self.refused(UserError, "to itself"):
            request.action_submit()

    # Approved

    def test_prt1_approved_by_service_manager_up_to_the_amount(self):
        self.company.aftersales_part_approval_limit = 3000
        request = self.submit(self.ask((self.board, 1)))
        self.assertEqual((request.state, request.amount), ("submitted", 3000))
        self.assertEqual(request.review_ids.reviewer_ids & self.manager, self.manager)
        self.assertNotIn(self.general_manager, request.review_ids.reviewer_ids)
        request = self.approve(request)
        self.assertRecordValues(
            request, [{"state": "approved", "approved_by_id": self.manager.id}]
        )

    def test_prt1_approved_by_general_manager_above(self):
        self.company.aftersales_part_approval_limit = 2999.99
        request = self.submit(self.ask((self.board, 1)))
        self.assertEqual(request.review_ids.reviewer_ids, self.general_manager)
        self.assertEqual(self.approve(request, self.general_manager).state, "approved")

    def test_prt1_nobody_approves_their_own(self):
        request = self.submit(self.ask((self.fuse, 1), user=self.manager))
        self.assertEqual(request.state, "submitted")
        self.assertNotIn(self.manager, request.review_ids.reviewer_ids)
        request.with_user(self.manager)._validate_tier()
        self.assertEqual(self.fresh(request).state, "submitted")

    def test_prt1_who_gets_the_parts_does_not_approve_them(self):
        self.env.ref(
            "aftersales_service.group_aftersales_manager"
        ).user_ids += self.technician
        request = self.submit(self.ask((self.fuse, 1), user=self.clerk))
        self.assertNotIn(self.technician, request.review_ids.reviewer_ids)

    def test_prt1_only_manager_s_own_wish_goes_to_the_general_manager(self):
        group = self.env.ref("aftersales_service.group_aftersales_manager")
        group.user_ids = self.manager
        request = self.submit(self.ask((self.fuse, 1), user=self.manager))
        self.assertEqual(request.review_ids.reviewer_ids, self.general_manager)

    def test_prt1_rejected_with_reason_asked_again(self):
        request = self.reject(self.submit(self.ask((self.fuse, 1))))
        self.assertRecordValues(request, [{"state": "rejected", "reason": "As agreed"}])
        told = self.told(request, self.technician)
        self.assertIn("was rejected: As agreed", str(told.mapped("body")))
        self.assertIn(self.technician.partner_id, told.notified_partner_ids)
        request.with_user(self.technician).action_redraft()
        request.with_user(self.technician).line_ids.quantity = 2
        self.assertEqual(self.approve(self.submit(request)).state, "approved")

    def test_prt1_desks_of_who_is_next(self):
        request = self.submit(self.ask((self.fuse, 1)))
        self.assertIn(self.manager, request.activity_ids.user_id)
        request = self.approve(request)
        self.assertEqual(request.activity_ids.user_id, self.keeper)
        self.assertFalse(self.issue(request).activity_ids)

    def test_prt1_taken_back_with_a_reason(self):
        request = self.submit(self.ask((self.fuse, 1)))
        mine = request.with_user(self.technician)
        with self.refused(UserError, "Say why"):
            mine.action_withdraw()
        mine.action_withdraw("Wrong part")
        self.assertRecordValues(
            self.fresh(request), [{"state": "draft", "reason": "Wrong part"}]
        )
        self.assertFalse(request.review_ids)

    def test_prt1_lines_are_frozen_after_submission(self):
        request = self.submit(self.ask((self.fuse, 1)))
        mine = request.with_user(self.technician)
        line = {"product_id": self.fuse.id, "quantity": 9}
        for act in (
            lambda: mine.line_ids.write({"quantity": 9}),
            lambda: mine.line_ids.unlink(),
            lambda: mine.write({"line_ids": [(0, 0, line)]}),
            lambda: mine.line_ids.create({**line, "request_id": request.id}),
            lambda: mine.write({"holder_id": self.other_holder.id}),
        ):
            with self.refused(UserError, "can't be changed now"):
                act()

    # Issued by hand

    def test_prt1_issued_onto_the_technician_s_account(self):
        request = self.issue(self.approved((self.fuse, 2)))
        self.assertEqual(request.state, "done")
        self.assertEqual(self.lies(self.fuse, self.holder), 2)
        self.assertEqual(self.lies(self.fuse, self.main), 3)
        move = request.line_ids.move_ids
        self.assertRecordValues(
            move,
            [
                {
                    "state": "done",
                    "aftersales_from_id": self.main.id,
                    "aftersales_to_id": self.holder.id,
                    "aftersales_to_column": "issued",
                }
            ],
        )
        self.assertEqual(request.picking_ids, move.picking_id)

    def test_prt1_stock_for_an_account_without_a_request(self):
        request = self.issue(self.approved((self.fuse, 2), ticket_id=False))
        self.assertEqual(request.state, "done")
        self.assertNotIn("parts_approved", self.facts())

    def test_prt1_not_issued_before_approval(self):
        request = self.submit(self.ask((self.fuse, 1)))
        with self.refused(UserError, "waits for approval"):
            self.issue(request)

    def test_prt1_serial_is_the_one_that_is_scanned(self):
        request = self.approved((self.board, 1))
        with self.refused(UserError, "has serial or lot numbers"):
            self.issue(request, [(request.line_ids, 1, None)])
        request = self.issue(request, [(request.line_ids, 1, self.boards[1])])
        self.assertEqual(self.lies(self.board, self.holder, self.boards[1]), 1)
        self.assertEqual(self.lies(self.board, self.main, self.boards[1]), 0)

    def test_prt1_lots_in_the_quantities_that_are_given(self):
        request = self.approved((self.oil, 6))
        line = request.line_ids
        self.issue(request, [(line, 4, self.oils[0]), (line, 2, self.oils[1])])
        self.assertEqual(self.lies(self.oil, self.holder, self.oils[0]), 4)
        self.assertEqual(self.lies(self.oil, self.holder, self.oils[1]), 2)

    def test_prt1_part_now_rest_on_back_order(self):
        request = self.approved((self.fuse, 8))
        request = self.issue(request)
        self.assertEqual(request.state, "issued")
        self.assertRecordValues(
            request.line_ids, [{"issued_qty": 5, "open_qty": 3, "held_qty": 5}]
        )
        back_order = request._back_orders()
        self.assertEqual(back_order.move_ids.product_uom_qty, 3)
        self.assertEqual(back_order.backorder_id, request.picking_ids - back_order)
        self.put(self.fuse, 3)
        request = self.issue(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(back_order.state, "cancel")
        self.assertEqual(self.lies(self.fuse, self.holder), 8)

    def test_prt1_back_order_s_own_pieces_may_be_issued(self):
        request = self.approved((self.fuse, 4))
        request = self.issue(request, [(request.line_ids, 1, None)])
        self.assertEqual(request._back_orders().state, "assigned")
        self.assertEqual(self.issue(request).state, "done")
        self.assertEqual(self.lies(self.fuse, self.main), 1)

    def test_prt1_rest_from_another_depot(self):
        request = self.issue(self.approved((self.fuse, 8)))
        request = self.issue(request, depot=self.east)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.lies(self.fuse, self.east), 4)

    def test_prt1_rest_is_not_needed(self):
        request = self.issue(self.approved((self.fuse, 8)))
        request.with_user(self.keeper).action_finish("Repaired without")
        request = self.fresh(request)
        self.assertEqual(request.state, "done")
        self.assertFalse(request._back_orders())
        self.assertEqual(request.line_ids.open_qty, 0)

    def test_prt1_more_than_approved_is_refused(self):
        request = self.approved((self.fuse, 2))
        with self.refused(UserError, "more than is still open"):
            self.issue(request, [(request.line_ids, 3, None)])
        self.issue(request, [(request.line_ids, 1, None)])
        with self.refused(UserError, r"2 of .*Fuse is more than is still open \(1\)"):
            self.issue(request, [(request.line_ids, 2, None)])

    def test_prt1_what_is_not_there_says_where_it_is(self):
        request = self.approved((self.fuse, 9))
        with self.refused(UserError, r"5 free in Main depot.*East depot 7"):
            self.issue(request, [(request.line_ids, 9, None)])
        self.assertEqual(self.lies(self.fuse, self.main), 5)

    def test_prt1_line_of_another_requisition_is_refused(self):
        request, other = self.approved((self.fuse, 1)), self.approved((self.fuse, 1))
        with self.refused(UserError, "isn't on requisition"):
            self.issue(request, [(other.line_ids, 1, None)])

    def test_prt1_customer_s_own_piece_is_not_issued(self):
        self.env["stock.quant"]._update_available_quantity(
            self.fuse, self.main.location_id, 20, owner_id=self.customer
        )
        request = self.approved((self.fuse, 9))
        with self.refused(UserError, "5 free"):
            self.issue(request, [(request.line_ids, 9, None)])

    def test_prt1_cancelled_before_issue_only(self):
        request = self.approved((self.fuse, 2))
        request.with_user(self.technician).action_cancel("Customer sold it")
        self.assertEqual(self.fresh(request).state, "cancelled")
        self.assertNotIn("parts_approved", self.facts())
        request = self.issue(self.approved((self.fuse, 8)))
        with self.refused(UserError, "doesn't fit"):
            request.with_user(self.technician).action_cancel("Too late")

    # Paid and free parts

    def test_t15_clock_runs_from_approval_to_packing(self):
        policy = self._make_policy(
            "T-15", "parts_packed", 4, start_event="parts_approved"
        )
        request = self.approved((self.fuse, 1), delivery="ship")
        self.move(60)
        self.pack(request)
        self.assertEqual(self.clock(self.ticket, policy).state, "running")
        self.move(120)
        self.check(request)
        self.assertEqual(self.clock(self.ticket, policy).state, "met")

    def test_t15_other_requisition_of_the_request_is_still_owed(self):
        first = self.approved((self.fuse, 1))
        second = self.approved((self.fuse, 1))
        self.issue(first)
        self.assertIn("parts_shipped_in_part", self.facts())
        self.assertNotIn("parts_shipped", self.facts())
        self.issue(second)
        self.assertIn("parts_shipped", self.facts())

    def test_t14_paid_parts_wait_for_the_money(self):
        self.repair.payment_first = True
        request = self.ask((self.fuse, 1), user=self.clerk)
        with patch.object(
            self.registry["helpdesk.ticket"],
            "_paid_obstacle_text",
            lambda ticket: "The customer pays first.",
        ):
            request = self.approve(self.submit(request))
            with self.refused(UserError, "can't be issued yet. The customer pays"):
                self.issue(request)
        self.assertEqual(self.issue(request).state, "done")

    def test_t14_paid_parts_are_no_free_ones(self):
        self.ticket.sudo().warranty_verdict = "paid"
        with patch.object(
            self.registry["aftersales.part.request"], "_is_free", lambda request: False
        ):
            self.approved((self.fuse, 1))
        self.assertNotIn("parts_approved", self.facts())

    # Shipped and posted

    def test_prt10_packed_checked_shipped(self):
        request = self.approved((self.fuse, 2), delivery="ship")
        with self.refused(UserError, "is shipped: pack it"):
            self.issue(request)
        request = self.pack(request)
        self.assertEqual(request.state, "packed")
        self.assertEqual(self.lies(self.fuse, self.main), 5)
        self.assertRecordValues(
            request.line_ids, [{"packed_qty": 2, "open_qty": 0, "depot_available": 3}]
        )
        with self.refused(UserError, "hasn't been checked yet"):
            request.with_user(self.keeper).action_ship()
        request = self.check(request)
        self.assertEqual(self.facts()[-2:], ["parts_approved", "parts_packed"])
        with self.refused(UserError, "needs “Carrier”"):
            request.with_user(self.keeper).action_ship()
        request = self.ship(request)
        self.assertEqual(request.state, "done")
        self.assertEqual(self.lies(self.fuse, self.holder), 2)
        fact = self.ticket.event_ids.filtered(lambda e: e.code == "parts_shipped")
        self.assertRecordValues(fact, [{"note": "SF SF1", "source_ref": request.name}])

    def test_prt10_packing_list_is_ticked_off(self):
        request = self.pack(self.approved((self.fuse, 2), delivery="ship"))
        with self.refused(UserError, "Padding.*Manual"):
            request.with_user(self.other_keeper).action_check_packing()
        first, second = request.parcel_ids.item_ids.with_user(self.keeper)
        first.done = True
        second.note = "No manual for fuses"
        request.with_user(self.other_keeper).action_check_packing()
        with self.refused(UserError, "was checked and can't change"):
            first.done = False

    def test_prt10_checked_by_another_person_where_wanted(self):
        for wanted in (True, False):
            self.company.aftersales_packing_four_eyes = wanted
            request = self.pack(self.approved((self.fuse, 1), delivery="ship"))
            with self.subTest(wanted=wanted):
                if wanted:
                    with self.refused(UserError, "Somebody else checks it"):
                        self.check(request, self.keeper)
                else:
                    self.assertTrue(
                        self.check(request, self.keeper).parcel_ids.checked_at
                    )

    def test_prt10_unpacked_pieces_are_free_again(self):
        request = self.check(self.pack(self.approved((self.fuse, 2), delivery="ship")))
        request.with_user(self.keeper).action_unpack("Wrong address")
        request = self.fresh(request)
        self.assertEqual(
            (request.state, request.parcel_ids.state), ("approved", "unpacked")
        )
        self.assertEqual(request.line_ids.depot_available, 5)
        self.assertNotIn("parts_packed", self.facts())

    def test_prt10_shipped_in_part_then_the_rest(self):
        request = self.approved((self.fuse, 8), delivery="ship")
        request = self.ship(self.check(self.pack(request)))
        self.assertEqual(request.state, "issued")
        self.assertIn("parts_shipped_in_part", self.facts())
        self.assertNotIn("parts_packed", self.facts())
        self.put(self.fuse, 3)
        request = self.ship(self.check(self.pack(request)))
        self.assertEqual(request.state, "done")
        self.assertEqual(self.facts()[-2:], ["parts_packed", "parts_shipped"])

    def test_prt3_posted_to_the_customer_opens_what_is_written_off(self):
        opened = []
        request = self.approved((self.fuse, 2), delivery="post", holder_id=False)
        with patch.object(
            self.registry["aftersales.part.use"],
            "_open_posted",
            lambda _model, lines: opened.append(lines),
            create=True,
        ):
            request = self.ship(self.check(self.pack(request)))
        self.assertEqual(opened, [request.line_ids])
        post = self.holders._of_post(self.company)
        self.assertEqual(self.lies(self.fuse, post), 2)
        self.assertIn("Forge", request.address)

    def test_prt3_customer_s_parcel_is_on_nobody_s_account(self):
        request = self.ask(
            (self.fuse, 2), delivery="post", holder_id=False, user=self.clerk
        )
        self.assertFalse(request.holder_id)

    def test_prt1_wrong_user_takes_no_step(self):
        request = self.approved((self.fuse, 1))
        for user in (self.technician, self.clerk, self.manager, self.buyer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).action_issue()
