"""Accounts of spare parts: opened, read, closed, each by who may (PRT-7)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .transfer_common import TransferCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestPartAccounts(TransferCommon):
    # Opening

    def test_prt7_opened_in_one_click_from_employees(self):
        new = self.env["hr.employee"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Li Lei", "Han Meimei")
            ]
        )
        staff = new | self.engineer
        window = staff.with_user(self.keeper).action_open_parts_account()
        accounts = self.holders.search(window["domain"])
        self.assertEqual(accounts.employee_id, staff)
        self.assertIn(self.mine, accounts, "who has one keeps it")
        self.assertEqual(len(accounts.location_id), 3)
        li_lei = accounts.filtered(lambda account: account.employee_id == new[0])
        self.assertRecordValues(
            li_lei, [{"name": "Li Lei", "kind": "technician", "owner": "company"}]
        )
        self.assertEqual(li_lei.location_id.name, "Li Lei")
        again = new[0].with_user(self.keeper).action_open_parts_account()
        self.assertEqual(again["res_id"], li_lei.id)

    def test_prt7_opened_in_one_click_from_stations(self):
        other = self.garage.copy({"name": "Workshop"})
        both = self.garage | other
        both.with_user(self.manager).with_company(
            self.company
        ).action_open_parts_account()
        accounts = self.holders.search([("partner_id", "in", both.ids)])
        self.assertEqual(len(accounts), 2)
        self.assertEqual(set(accounts.mapped("kind")), {"station"})

    def test_prt7_an_archived_account_comes_back(self):
        place = self.others.location_id
        self.others.active = False
        self.other_engineer.with_user(self.keeper).action_open_parts_account()
        self.assertTrue(self.others.active)
        self.assertEqual(self.others.location_id, place)

    def test_prt7_a_station_with_our_parts_and_its_own(self):
        own = self.holders.with_user(self.keeper).create(
            {
                "kind": "station",
                "partner_id": self.garage.id,
                "owner": "station",
                "company_id": self.company.id,
            }
        )
        self.assertFalse(own.sudo().location_id)
        self.assertTrue(self.station_account.location_id)
        with self.refused(ValidationError, "Only service stations"):
            self.mine.owner = "station"

    def test_prt7_others_open_no_accounts(self):
        for user in (self.technician, self.clerk, self.finance, self.nobody):
            with self.assertRaises(AccessError), mute_logger(*LOGGERS):
                self.engineer.with_user(user).action_open_parts_account()
            with self.assertRaises(AccessError), mute_logger(*LOGGERS):
                self.garage.with_user(user).action_open_parts_account()

    def test_prt7_the_form_of_an_account(self):
        form = Form(
            self.holders.with_user(self.keeper),
            "aftersales_service.aftersales_part_holder_view_form",
        )
        form.kind = "technician"
        form.employee_id = self.clerk_employee
        account = form.save()
        self.assertEqual(account.name, self.clerk_employee.name)
        form = Form(account, "aftersales_service.aftersales_part_holder_view_form")
        form.name = "Van 3"
        form.save()
        self.assertEqual(account.sudo().location_id.name, "Van 3")

    # Depots at a place that has stock

    def test_prt8_a_depot_at_a_place_with_stock_opens_with_movements(self):
        place = self.depot.location_id.copy(
            {"name": "Old Store", "location_id": self.depot._parent_location().id}
        )
        shelf = place.copy({"name": "Shelf", "location_id": place.id})
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.belt, place, 3)
        quants._update_available_quantity(self.belt, shelf, 4)
        quants._update_available_quantity(self.board, shelf, 1, lot_id=self.board_1)
        depot = self.holders.with_user(self.keeper).create(
            {
                "kind": "depot",
                "name": "Old Store",
                "location_id": place.id,
                "company_id": self.company.id,
            }
        )
        depot = depot.sudo()
        self.assertEqual(depot.location_id, place)
        for part, quantity in ((self.belt, 7), (self.board, 1)):
            self.assertEqual(self.on_hand(depot, part), quantity)
            self.assertEqual(self.ledger(depot, part), quantity)
        moves = self.env["stock.move"].search([("aftersales_to_id", "=", depot.id)])
        self.assertEqual(set(moves.mapped("aftersales_to_column")), {"issued"})
        self.assertFalse(moves.account_move_id, "nothing changes in value")
        on_shelf = quants.search(
            [("location_id", "=", shelf.id), ("product_id", "=", self.belt.id)]
        )
        self.assertEqual(sum(on_shelf.mapped("quantity")), 4, "as it lay")

    def test_prt8_a_place_with_reserved_stock_waits(self):
        place = self.depot.location_id.copy(
            {"name": "Old Store", "location_id": self.depot._parent_location().id}
        )
        self.env["stock.quant"]._update_available_quantity(self.belt, place, 3)
        self.holders._make_picking(
            place,
            self.depot.location_id,
            [{"product_id": self.belt.id, "product_uom_qty": 1}],
            "Order",
        ).action_assign()
        with self.refused(UserError, "are reserved there"):
            self.holders.create(
                {
                    "kind": "depot",
                    "name": "Old Store",
                    "location_id": place.id,
                    "company_id": self.company.id,
                }
            )

    def test_prt7_only_depots_lie_in_the_warehouse_and_accounts_stay(self):
        stock = self.company._part_warehouse().lot_stock_id
        with self.refused(ValidationError, "only a depot lies at"):
            self.holders.create(
                {
                    "kind": "station",
                    "partner_id": self.customer.id,
                    "location_id": stock.id,
                    "company_id": self.company.id,
                }
            )
        with self.refused(UserError, "stays where it is"):
            self.depot.with_user(self.keeper).location_id = stock

    # Closing

    def test_prt7_an_account_is_archived_when_it_is_empty(self):
        self.put(self.mine, self.belt, 1)
        with self.refused(ValidationError, "Parts still lie on account"):
            self.mine.with_user(self.keeper).active = False
        one = self.movement(
            "return",
            self.technician,
            [(self.belt, 1)],
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        one.action_submit()
        with self.refused(ValidationError, "are still open"):
            self.depot.with_user(self.keeper).active = False
        one.with_user(self.keeper).action_receive()
        self.mine.with_user(self.keeper).active = False
        self.assertFalse(self.mine.active)
        with self.refused(UserError, "is archived"):
            self.movement(
                "voucher",
                self.keeper,
                [(self.belt, 1)],
                to_id=self.mine.id,
                partner_id=self.garage.id,
                voucher_number="1",
            ).action_submit()

    # What lies there

    def test_prt7_an_account_is_read_without_being_a_user_of_the_stock(self):
        self.put(self.mine, self.belt, 3)
        self.put(self.mine, self.board, lot=self.board_1)
        self.put(self.others, self.belt, 9)
        self.put(self.depot, self.belt, 50)
        stock = self.env["aftersales.part.stock"].with_user(self.technician)
        rows = stock.search([])
        self.assertEqual(rows.holder_id, self.mine)
        self.assertEqual(
            [(r.product_id, r.lot_id, r.quantity, r.value) for r in rows.sudo()],
            [
                (self.belt, self.env["stock.lot"], 3, 30),
                (self.board, self.board_1, 1, 300),
            ],
        )
        mine = self.mine.with_user(self.technician)
        self.assertRecordValues(mine, [{"stock_quantity": 4, "stock_value": 330}])
        depot = self.depot.with_user(self.technician)
        self.assertEqual(depot.name, "Main Depot", "needed to choose it")
        self.assertEqual(depot.stock_quantity, 0, "not theirs to see")
        self.assertEqual(self.depot.with_user(self.keeper).stock_quantity, 50)

    def test_prt8_movements_of_an_account_add_up_to_what_lies_there(self):
        self.put(self.mine, self.belt, 3)
        self.done(
            "return",
            self.technician,
            [(self.belt, 2)],
            self.keeper,
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        rows = self.env["aftersales.part.movement"].with_user(self.technician)
        rows = rows.search([])
        self.assertEqual(rows.holder_id, self.mine)
        self.assertEqual(rows.mapped("quantity"), [-2, 3])
        self.assertEqual(rows.mapped("value"), [-20, 30])
        self.assertEqual(rows.mapped("column"), ["returned", "issued"])
        self.assertTrue(rows[0].transfer_id)

    def test_prt7_what_belongs_to_others_counts_zero_in_value(self):
        self.env["stock.quant"]._update_available_quantity(
            self.belt, self.mine.location_id, 2, owner_id=self.customer
        )
        self.assertRecordValues(self.mine, [{"stock_quantity": 2, "stock_value": 0}])

    def test_prt7_lots_valued_one_by_one(self):
        self.board.product_tmpl_id.categ_id.with_company(
            self.company
        ).property_cost_method = "average"
        self.board.lot_valuated = True
        for lot, price in ((self.board_1, 100), (self.board_2, 150)):
            self.done(
                "voucher",
                self.keeper,
                [
                    {
                        "product_id": self.board.id,
                        "quantity": 1,
                        "lot_id": lot.id,
                        "unit_cost": price,
                    }
                ],
                self.keeper,
                to_id=self.depot.id,
                partner_id=self.garage.id,
                voucher_number="1",
            )
        rows = self.env["aftersales.part.stock"].search(
            [("holder_id", "=", self.depot.id)]
        )
        self.assertEqual(rows.mapped("value"), [100, 150])

    def test_prt7_nobody_sees_accounts_of_another_company(self):
        foreign, _employee = self._make_user("keeper_2", "keeper", self.other_company)
        self.put(self.mine, self.belt, 3)
        for model in ("holder", "stock", "movement"):
            rows = self.env[f"aftersales.part.{model}"].with_user(foreign).search([])
            self.assertNotIn(self.mine, rows if model == "holder" else rows.holder_id)

    # Through the network

    def call(self, user, model, method, *args, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        target = self.env(user=user, su=False)[model]
        with self.cr.savepoint(), mute_logger(*LOGGERS, "odoo.sql_db"):
            result = call_kw(target, method, list(args), kwargs)
            self.env.flush_all()
        return result

    def test_prt5_no_state_is_forged_through_rpc(self):
        self.put(self.mine, self.belt, 3)
        given = {
            "kind": "return",
            "company_id": self.company.id,
            "from_id": self.mine.id,
            "to_id": self.depot.id,
        }
        model = "aftersales.part.transfer"
        for forged in (
            {"state": "done"},
            {"done_by_id": self.keeper.id},
            {"reversal_of_id": 1},
            {"name": "PM-1"},
        ):
            with self.assertRaises(UserError):
                self.call(self.technician, model, "create", {**given, **forged})
        made = self.call(
            self.technician,
            model,
            "create",
            given,
            context={"default_state": "done", "default_done_by_id": self.keeper.id},
        )
        one = self.env[model].browse(made)
        self.assertRecordValues(one, [{"state": "draft", "done_by_id": False}])
        for forged in (
            {"state": "done"},
            {"submitted_by_id": self.keeper.id},
            {"reason": "x"},
        ):
            for user in (self.technician, self.keeper, self.manager):
                with self.assertRaises(UserError):
                    self.call(user, model, "write", one.ids, forged)
        line = {"transfer_id": one.id, "product_id": self.belt.id, "quantity": 1}
        for forged in ({"state": "done"}, {"open_quantity": 1}):
            with self.assertRaises(UserError):
                self.call(
                    self.technician, f"{model}.line", "create", {**line, **forged}
                )
        lines = self.call(self.technician, f"{model}.line", "create", line)
        self.call(self.technician, model, "action_submit", one.ids)
        for change in ({"quantity": 3}, {"product_id": self.fuse.id}):
            for user in (self.technician, self.keeper, self.manager):
                with self.assertRaises(UserError):
                    self.call(user, f"{model}.line", "write", [lines], change)
        with self.assertRaises(UserError):
            self.call(self.technician, f"{model}.line", "unlink", [lines])
        with self.assertRaises(UserError):
            self.call(
                self.technician, f"{model}.line", "write", [lines], {"done_quantity": 0}
            )
        self.call(self.keeper, model, "action_receive", one.ids)
        for user in (self.keeper, self.manager):
            with self.assertRaises(UserError):
                self.call(user, model, "write", one.ids, {"note": "later"})
            with self.assertRaises(UserError):
                self.call(user, f"{model}.line", "write", [lines], {"done_quantity": 0})
        self.assertEqual(self.on_hand(self.mine, self.belt), 2)

    def test_prt5_nobody_takes_from_a_colleagues_account(self):
        self.put(self.others, self.belt, 3)
        one = self.movement(
            "return",
            self.technician,
            [(self.belt, 1)],
            from_id=self.others.id,
            to_id=self.depot.id,
        )
        with self.refused(AccessError, "may not take this step"):
            self.call(
                self.technician, "aftersales.part.transfer", "action_submit", one.ids
            )
        self.assertEqual(one.line_ids.available_quantity, 0, "and learns nothing")
        theirs = self.movement(
            "return",
            self.other_technician,
            [(self.belt, 1)],
            from_id=self.others.id,
            to_id=self.depot.id,
        )
        for step in ("action_submit", "action_redraft", "action_receive"):
            for user in (self.technician, self.nobody, self.foreign_clerk):
                with self.assertRaises(AccessError):
                    self.call(user, "aftersales.part.transfer", step, theirs.ids)
        for step in ("action_refuse", "action_cancel", "action_reverse"):
            with self.assertRaises(AccessError):
                self.call(
                    self.technician, "aftersales.part.transfer", step, theirs.ids, "x"
                )

    def test_prt5_a_movement_of_two_companies(self):
        foreign = self.holders.create(
            {
                "kind": "depot",
                "name": "Far",
                "company_id": self.other_company.id,
            }
        )
        with self.assertRaises(UserError):
            self.env["aftersales.part.transfer"].create(
                {
                    "kind": "return",
                    "company_id": self.company.id,
                    "from_id": self.mine.id,
                    "to_id": foreign.id,
                    "line_ids": [
                        Command.create({"product_id": self.belt.id, "quantity": 1})
                    ],
                }
            )
