"""Parts come back, change hands, are lost: by real stock moves (PRT-5)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransfers(TransferCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put(cls.mine, cls.belt, 5)
        cls.put(cls.mine, cls.board, lot=cls.board_1)
        cls.put(cls.depot, cls.belt, 20)

    def give_back(self, lines, **values):
        return self.movement(
            "return",
            self.technician,
            lines,
            from_id=self.mine.id,
            to_id=self.depot.id,
            **values,
        )

    # Return

    def test_prt5_unused_parts_come_back_when_the_keeper_has_them(self):
        one = self.give_back([(self.belt, 2), (self.board, 1, self.board_1)])
        one.action_submit()
        self.assertEqual(one.state, "submitted")
        self.assertEqual(self.on_hand(self.mine, self.belt), 5, "still with them")
        one.with_user(self.keeper).action_receive()
        self.assertRecordValues(
            one, [{"state": "done", "done_by_id": self.keeper.id, "value": 320}]
        )
        self.assertEqual(self.on_hand(self.mine, self.belt), 3)
        self.assertEqual(self.on_hand(self.depot, self.belt), 22)
        self.assertEqual(self.on_hand(self.depot, self.board), 1)
        self.assertEqual(
            self.columns(one),
            [("returned", "transferred_in", 2), ("returned", "transferred_in", 1)],
        )

    def test_prt5_what_is_missing_stays_on_the_account(self):
        one = self.give_back([(self.belt, 3), (self.board, 1, self.board_1)])
        one.action_submit()
        mine = one.with_user(self.keeper)
        mine.line_ids[0].done_quantity = 1
        mine.line_ids[1].done_quantity = 0
        mine.action_receive()
        self.assertEqual(self.on_hand(self.mine, self.belt), 4)
        self.assertEqual(self.on_hand(self.mine, self.board), 1)
        self.assertFalse(
            self.env["stock.move.line"].search(
                [
                    ("location_id", "=", self.mine.location_id.id),
                    ("state", "not in", ("done", "cancel")),
                ]
            ),
            "nothing stays set aside",
        )

    def test_prt5_more_than_announced_is_refused(self):
        one = self.give_back([(self.belt, 1)])
        one.action_submit()
        with self.refused(ValidationError, "2 of .*Belt came .* only 1 were announced"):
            one.with_user(self.keeper).line_ids.done_quantity = 2

    def test_prt5_nothing_came(self):
        one = self.give_back([(self.belt, 1)])
        one.action_submit()
        one.with_user(self.keeper).line_ids.done_quantity = 0
        with self.refused(UserError, "Nothing of movement .* came"):
            one.with_user(self.keeper).action_receive()

    def test_prt5_more_than_there_is_is_refused_with_what_there_is(self):
        one = self.give_back([(self.belt, 6)])
        with self.refused(UserError, "asks for 6 .*Belt; only 5 are free"):
            one.action_submit()
        one.line_ids.quantity = 5
        one.action_submit()
        second = self.give_back([(self.belt, 1)])
        with self.refused(UserError, "only 0 are free on account"):
            second.action_submit()

    def test_prt5_a_serial_of_somebody_else_is_refused(self):
        self.put(self.others, self.board, lot=self.board_2)
        one = self.give_back([(self.board, 1, self.board_2)])
        with self.refused(UserError, "B-2 of .*Board isn't free on account"):
            one.action_submit()

    def test_prt5_which_serial_moves_must_be_said_once_and_be_one(self):
        one = self.give_back([(self.board, 1)])
        with self.refused(UserError, "say in movement"):
            one.action_submit()
        twice = self.give_back([(self.board, 1, self.board_1)] * 2)
        with self.refused(UserError, "stands in movement .* twice"):
            twice.action_submit()
        with self.refused(ValidationError, "a line of its own"):
            self.give_back([(self.board, 2, self.board_1)])
        with self.refused(ValidationError, "is no .*Belt"):
            self.give_back([(self.belt, 1, self.board_1)])

    def test_prt5_refused_corrected_and_asked_again(self):
        one = self.give_back([(self.belt, 5)])
        one.action_submit()
        with self.refused(UserError, "Say why"):
            one.with_user(self.keeper).action_refuse(" ")
        one.with_user(self.keeper).action_refuse("Two are used")
        self.assertRecordValues(one, [{"state": "refused", "reason": "Two are used"}])
        one.action_redraft()
        one.line_ids.quantity = 3
        one.action_submit()
        one.with_user(self.keeper).action_receive()
        self.assertEqual(self.on_hand(self.mine, self.belt), 2)

    def test_prt5_a_cancelled_movement_frees_what_was_set_aside(self):
        one = self.give_back([(self.belt, 5)])
        one.action_submit()
        one.action_cancel("Needed after all")
        self.assertEqual(one.state, "cancelled")
        self.assertEqual(one.sudo().picking_ids.state, "cancel")
        again = self.give_back([(self.belt, 5)])
        again.action_submit()
        self.assertEqual(again.state, "submitted")

    def test_prt5_from_a_shelf_below_the_depot(self):
        shelf = self.depot.location_id.copy(
            {"name": "Shelf", "location_id": self.depot.location_id.id}
        )
        self.put(self.depot, self.fuse, 1)
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.fuse, shelf, 4)
        one = self.done(
            "transfer",
            self.keeper,
            [(self.fuse, 5)],
            self.keeper,
            from_id=self.depot.id,
            to_id=self.second_depot.id,
        )
        self.assertEqual(self.columns(one), [("transferred_out", "transferred_in", 5)])
        self.assertEqual(self.on_hand(self.second_depot, self.fuse), 5)

    # Transfer

    def test_prt5_a_colleague_takes_over_what_they_confirm(self):
        one = self.movement(
            "transfer",
            self.technician,
            [(self.belt, 2)],
            from_id=self.mine.id,
            to_employee_id=self.other_engineer.id,
        )
        self.assertEqual(one.sudo().to_id, self.others)
        one.action_submit()
        self.assertEqual(
            one.sudo().activity_ids.user_id, self.other_technician, "is told"
        )
        for user in (self.technician, self.keeper, self.manager):
            with self.refused(AccessError, "confirmed by who gets the parts"):
                one.with_user(user).action_receive()
        one.with_user(self.other_technician).action_receive()
        self.assertEqual(self.on_hand(self.others, self.belt), 2)
        self.assertEqual(self.columns(one), [("transferred_out", "transferred_in", 2)])
        self.assertFalse(one.sudo().activity_ids)

    def test_prt5_a_colleague_without_an_account(self):
        self.others.active = False
        with self.refused(ValidationError, "no spare parts account yet"):
            self.movement(
                "transfer",
                self.technician,
                [(self.belt, 1)],
                from_id=self.mine.id,
                to_employee_id=self.other_engineer.id,
            )

    def test_prt5_managers_confirm_for_who_has_no_user(self):
        mute = self.env["hr.employee"].create(
            {"name": "No Login", "company_id": self.company.id}
        )
        account = self.holders._of_employee(mute, self.company)
        one = self.movement(
            "transfer",
            self.keeper,
            [(self.belt, 1)],
            from_id=self.mine.id,
            to_id=account.id,
        )
        one.action_submit()
        with self.refused(AccessError, "confirmed by who gets"):
            one.action_receive()
        one.with_user(self.manager).action_receive()
        self.assertEqual(self.on_hand(account, self.belt), 1)

    def test_prt7_a_station_hands_over_to_a_technician(self):
        self.put(self.station_account, self.belt, 4)
        one = self.done(
            "transfer",
            self.keeper,
            [(self.belt, 4)],
            self.technician,
            from_id=self.station_account.id,
            to_id=self.mine.id,
        )
        self.assertEqual(one.state, "done")
        self.assertEqual(self.on_hand(self.station_account, self.belt), 0)

    def test_prt7_nothing_moves_on_an_account_of_the_stations_own_parts(self):
        own = self.holders.create(
            {
                "kind": "station",
                "partner_id": self.garage.id,
                "owner": "station",
                "company_id": self.company.id,
            }
        )
        self.assertFalse(own.location_id)
        with self.refused(ValidationError, "the station's own parts"):
            self.movement(
                "transfer",
                self.keeper,
                [(self.belt, 1)],
                from_id=self.mine.id,
                to_id=own.id,
            )

    def test_prt1_from_a_depot_to_people_by_requisition_only(self):
        with self.refused(ValidationError, "by requisition"):
            self.movement(
                "transfer",
                self.keeper,
                [(self.belt, 1)],
                from_id=self.depot.id,
                to_id=self.mine.id,
            )
        with self.refused(ValidationError, "is a return"):
            self.movement(
                "transfer",
                self.keeper,
                [(self.belt, 1)],
                from_id=self.mine.id,
                to_id=self.depot.id,
            )

    def test_prt5_a_movement_without_its_places_or_parts_is_not_submitted(self):
        one = self.movement("return", self.technician, [], from_id=self.mine.id)
        with self.refused(UserError, "Choose other accounts"):
            one.action_submit()
        one.to_id = self.depot
        with self.refused(UserError, "moves nothing yet"):
            one.action_submit()

    # Stock users, and what is done

    def test_prt5_stock_users_neither_confirm_nor_cancel_what_waits(self):
        one = self.give_back([(self.belt, 1)])
        one.action_submit()
        user, _employee = self._make_user("storeman", "keeper")
        user.group_ids += self.env.ref("stock.group_stock_manager")
        picking = one.sudo().picking_ids.with_user(user)
        with self.refused(UserError, "belong to movement"):
            picking.button_validate()
        with self.refused(UserError, "belong to movement"):
            picking.action_cancel()
        self.assertEqual(self.on_hand(self.mine, self.belt), 5)

    def test_prt5_a_done_movement_is_taken_back_by_a_movement_back(self):
        one = self.done(
            "return",
            self.technician,
            [(self.belt, 2), (self.board, 1, self.board_1)],
            self.keeper,
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        with self.refused(AccessError, "may not take this step"):
            one.with_user(self.technician).action_reverse("Wrong")
        with self.refused(UserError, "Say why"):
            one.with_user(self.keeper).action_reverse("")
        back = one.with_user(self.keeper).action_reverse("Not theirs").sudo()
        self.assertRecordValues(
            back,
            [
                {
                    "state": "done",
                    "reversal_of_id": one.id,
                    "reason": "Not theirs",
                    "done_by_id": self.keeper.id,
                }
            ],
        )
        self.assertEqual(self.on_hand(self.mine, self.belt), 5)
        self.assertEqual(self.on_hand(self.mine, self.board), 1)
        self.assertEqual(one.state, "done", "what happened stays")
        with self.refused(UserError, "doesn't fit movement"):
            one.with_user(self.keeper).action_reverse("Again")
        with self.refused(UserError, "doesn't fit movement"):
            back.with_user(self.keeper).action_reverse("And back")

    def test_prt5_what_has_moved_on_is_not_taken_back(self):
        one = self.done(
            "return",
            self.technician,
            [(self.board, 1, self.board_1)],
            self.keeper,
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        self.done(
            "transfer",
            self.keeper,
            [(self.board, 1, self.board_1)],
            self.keeper,
            from_id=self.depot.id,
            to_id=self.second_depot.id,
        )
        with self.refused(UserError, "isn't free on account Main Depot"):
            one.with_user(self.keeper).action_reverse("Wrong")
        self.assertFalse(one.reversal_ids)

    def test_prt5_the_form_of_a_technician(self):
        form = Form(
            self.env["aftersales.part.transfer"].with_user(self.technician),
            "aftersales_service.aftersales_part_transfer_view_form",
        )
        form.kind = "return"
        form.from_id = self.mine
        form.to_id = self.depot
        with form.line_ids.new() as line:
            line.product_id = self.belt
            line.quantity = 2
            self.assertEqual(line.available_quantity, 5)
        one = form.save()
        self.assertIn(",submit,", one.steps)
        one.action_submit()
        self.assertNotIn(",receive,", one.steps)
        self.assertIn(",receive,", one.with_user(self.keeper).steps)

    def test_prt5_the_window_of_a_reason(self):
        one = self.give_back([(self.belt, 1)])
        one.action_submit()
        self.env["aftersales.part.reason"].with_user(self.keeper).create(
            {"transfer_id": one.id, "step": "refuse", "reason": "None came"}
        ).action_confirm()
        self.assertRecordValues(one, [{"state": "refused", "reason": "None came"}])

    # Loss

    def lose(self, user=None, lines=None, **values):
        one = self.movement(
            "loss",
            user or self.technician,
            lines or [(self.belt, 2)],
            from_id=self.mine.id,
            **values,
        )
        one.action_submit()
        return one

    def decide(self, one, user=None, **values):
        mine = one.with_user(user or self.manager)
        mine.write({"outcome": "written_off", "outcome_reason": "Flood", **values})
        mine.action_approve()
        self.env.invalidate_all()

    def test_prt5_a_loss_is_written_off_by_a_manager(self):
        one = self.lose()
        with self.refused(UserError, "Decide on loss"):
            one.with_user(self.manager).action_approve()
        self.decide(one)
        self.assertEqual(self.columns(one), [("written_off", False, 2)])
        self.assertEqual(one.value, 20)
        move = one.sudo().picking_ids.move_ids
        self.assertEqual(move.location_dest_id.aftersales_bearer, "loss")
        self.assertEqual(self.on_hand(self.mine, self.belt), 3)

    def test_prt5_a_loss_is_charged_at_the_actual_cost(self):
        """Domain 4: actual loss only, decided by a person, nothing is withheld here."""
        place = self.company._part_bearer_location("employee")
        account = self.env["account.account"].create(
            {
                "name": "Employees",
                "code": "122199",
                "account_type": "asset_current",
                "company_ids": [Command.link(self.company.id)],
            }
        )
        place.valuation_account_id = account
        one = self.lose(outcome="charged", charge_employee_id=self.engineer.id)
        self.decide(one, outcome="charged", outcome_reason="Left in the open car")
        move = one.sudo().picking_ids.move_ids
        self.assertEqual(move.location_dest_id, place)
        self.assertEqual(one.value, 20)
        self.assertEqual(self.columns(one), [("written_off", False, 2)])
        debit = move.account_move_id.line_ids.filtered(
            lambda line: line.account_id == account
        )
        self.assertEqual(debit.balance, 20)

    def test_prt5_nobody_decides_over_themselves(self):
        own = self.holders._of_employee(self.manager_employee, self.company)
        self.put(own, self.belt, 1)
        one = self.movement("loss", self.keeper, [(self.belt, 1)], from_id=own.id)
        one.action_submit()
        with self.refused(AccessError, "neither answers for"):
            one.with_user(self.manager).action_approve()
        with self.refused(UserError, "can't be changed"):
            one.with_user(self.manager).outcome = "written_off"
        self.decide(one, self.other_manager)
        self.assertEqual(one.state, "done")

        reported = self.lose(self.manager)
        with self.refused(AccessError, "nor reported it"):
            reported.with_user(self.manager).action_approve()

        charged = self.lose(
            lines=[(self.belt, 1)],
        )
        with self.refused(UserError, "charged to yourself"):
            self.decide(
                charged,
                outcome="charged",
                charge_employee_id=self.manager_employee.id,
            )
        with self.refused(UserError, "to whom loss"):
            self.decide(charged, outcome="charged", charge_employee_id=False)

    def test_prt5_keepers_and_technicians_decide_on_no_loss(self):
        one = self.lose()
        for user in (self.technician, self.keeper, self.clerk):
            with self.assertRaises(UserError):
                self.decide(one, user)
        self.assertEqual(one.state, "submitted")

    def test_prt5_a_found_part_comes_back_at_its_cost(self):
        one = self.lose(lines=[(self.board, 1, self.board_1)])
        self.decide(one)
        self.board.standard_price = 500
        with self.refused(AccessError, "is decided by"):
            one.with_user(self.keeper).action_reverse("Found")
        back = one.with_user(self.manager).action_reverse("Found in the van").sudo()
        self.assertEqual(self.on_hand(self.mine, self.board), 1)
        self.assertEqual(self.columns(back), [(False, "written_off", 1)])
        self.assertEqual(back.value, 300, "what it was written off at")
