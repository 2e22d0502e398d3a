"""Parts borrowed on a voucher, and those bought on a trip (PRT-4, VIS-11)."""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestVouchers(TransferCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owed = cls.env["account.account"].create(
            {
                "name": "Owed for borrowed parts",
                "code": "224199",
                "account_type": "liability_current",
                "company_ids": [Command.link(cls.company.id)],
            }
        )
        cls.borrowed = cls.company._part_borrowed_location()
        cls.borrowed.valuation_account_id = cls.owed

    def borrow(self, lines, **values):
        return self.done(
            "voucher",
            self.keeper,
            lines,
            self.keeper,
            **{
                "to_id": self.depot.id,
                "partner_id": self.garage.id,
                "voucher_number": "JT-17",
                **values,
            },
        )

    def settle(self, voucher, lines, **values):
        one = self.movement(
            "settle",
            self.keeper,
            lines,
            from_id=self.depot.id,
            voucher_id=voucher.id,
            **values,
        )
        one.action_submit()
        one.action_receive()
        self.env.invalidate_all()
        return one.sudo()

    def owes(self):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.owed.id), ("parent_state", "=", "posted")]
        )
        return -sum(lines.mapped("balance"))

    def test_prt4_a_borrowed_part_is_entered_and_owed(self):
        voucher = self.borrow([{"product_id": self.belt.id, "quantity": 3}])
        self.assertEqual(self.columns(voucher), [(False, "issued", 3)])
        self.assertEqual(voucher.value, 30, "at our own cost, unless a price is known")
        self.assertEqual(self.owes(), 30)
        self.assertEqual(voucher.line_ids.open_quantity, 3)

    def test_prt4_a_borrowed_part_at_its_own_price(self):
        voucher = self.borrow(
            [{"product_id": self.fuse.id, "quantity": 4, "unit_cost": 2.5}]
        )
        self.assertEqual(voucher.value, 10)
        self.assertEqual(self.owes(), 10)
        self.assertEqual(self.fuse.standard_price, 2.5)

    def test_prt4_a_new_serial_is_made_when_it_comes(self):
        voucher = self.borrow(
            [{"product_id": self.board.id, "quantity": 1, "lot_name": "B-77"}],
            to_id=self.depot.id,
        )
        self.assertEqual(voucher.line_ids.lot_id.name, "B-77")
        self.assertEqual(self.on_hand(self.depot, self.board), 1)
        again = self.movement(
            "voucher",
            self.keeper,
            [{"product_id": self.board.id, "quantity": 1, "lot_name": "B-77"}],
            to_id=self.second_depot.id,
            partner_id=self.garage.id,
            voucher_number="JT-18",
        )
        again.action_submit()
        with self.refused(UserError, "B-77 lies at .* already"):
            again.action_receive()

    def test_prt4_a_technician_borrows_on_the_road_and_the_keeper_confirms(self):
        one = self.movement(
            "voucher",
            self.technician,
            [(self.belt, 1)],
            to_id=self.mine.id,
            partner_id=self.garage.id,
        )
        with self.refused(UserError, "the number of the voucher"):
            one.action_submit()
        one.voucher_number = "JT-19"
        one.action_submit()
        with self.refused(AccessError, "Ask a spare-part keeper"):
            one.action_receive()
        one.with_user(self.keeper).action_receive()
        self.assertEqual(self.on_hand(self.mine, self.belt), 1)

    def test_prt4_the_replacement_arrives_and_goes_to_the_lender(self):
        """The case of the regulation: entered, used, and entered again."""
        voucher = self.borrow([(self.belt, 2)])
        self.done(
            "transfer",
            self.keeper,
            [(self.belt, 2)],
            self.keeper,
            from_id=self.depot.id,
            to_id=self.second_depot.id,
        )
        maker = self.env["res.partner"].create({"name": "Maker"})
        one = self.settle(
            voucher,
            [
                {
                    "product_id": self.belt.id,
                    "quantity": 2,
                    "voucher_line_id": voucher.line_ids.id,
                }
            ],
            replacement_partner_id=maker.id,
        )
        self.assertEqual(
            self.columns(one), [(False, "issued", 2), ("returned", False, 2)]
        )
        self.assertEqual(
            one.picking_ids.sorted("id").mapped("partner_id"), maker | self.garage
        )
        self.assertEqual(voucher.line_ids.open_quantity, 0)
        self.assertEqual(self.owes(), 0)
        self.assertEqual(self.on_hand(self.depot, self.belt), 0)

    def test_prt4_given_back_from_stock_bit_by_bit_and_never_too_much(self):
        voucher = self.borrow([(self.belt, 3)])
        line = voucher.line_ids

        def back(quantity):
            return [
                {
                    "product_id": self.belt.id,
                    "quantity": quantity,
                    "voucher_line_id": line.id,
                }
            ]

        first = self.settle(voucher, back(1))
        self.assertEqual(line.open_quantity, 2)
        with self.refused(UserError, "Only 2 of .*Belt are open on voucher"):
            self.settle(voucher, back(3))
        self.settle(voucher, back(2))
        self.assertEqual(line.open_quantity, 0)
        self.assertEqual(self.owes(), 0)
        with self.refused(UserError, "has been settled by"):
            voucher.with_user(self.keeper).action_reverse("Wrong")
        first.with_user(self.keeper).action_reverse("Wrong piece")
        self.assertEqual(line.open_quantity, 1)
        self.assertEqual(self.owes(), 10)

    def test_prt4_two_settlements_asked_for_at_once(self):
        voucher = self.borrow([(self.belt, 1)])
        self.put(self.depot, self.belt, 5)
        both = [
            self.movement(
                "settle",
                self.keeper,
                [
                    {
                        "product_id": self.belt.id,
                        "quantity": 1,
                        "voucher_line_id": voucher.line_ids.id,
                    }
                ],
                from_id=self.depot.id,
                voucher_id=voucher.id,
            )
            for _number in range(2)
        ]
        for one in both:
            one.action_submit()
        both[0].action_receive()
        with self.refused(UserError, "Only 0 of"):
            both[1].action_receive()

    def test_prt4_kept_and_paid_moves_nothing(self):
        voucher = self.borrow(
            [{"product_id": self.board.id, "quantity": 1, "lot_name": "B-78"}]
        )
        one = self.settle(
            voucher,
            [
                {
                    "product_id": self.board.id,
                    "quantity": 1,
                    "voucher_line_id": voucher.line_ids.id,
                }
            ],
            settlement="kept",
        )
        self.assertFalse(one.picking_ids)
        self.assertEqual(voucher.line_ids.open_quantity, 0)
        self.assertEqual(self.on_hand(self.depot, self.board), 1)
        self.assertEqual(self.owes(), 300, "until the lender's bill clears it")

    def test_prt4_a_settlement_names_its_voucher(self):
        voucher = self.borrow([(self.belt, 1)])
        other = self.borrow([(self.belt, 1)], voucher_number="JT-20")
        with self.refused(UserError, "wasn't borrowed on voucher"):
            self.settle(
                voucher,
                [
                    {
                        "product_id": self.belt.id,
                        "quantity": 1,
                        "voucher_line_id": other.line_ids.id,
                    }
                ],
            )

    def test_prt4_open_vouchers_by_age(self):
        voucher = self.borrow([(self.belt, 1)], due_date=date(2026, 3, 20))
        lines = self.env["aftersales.part.transfer.line"].with_user(self.keeper)
        for days, age in (
            (0, "d30"),
            (30, "d30"),
            (31, "d60"),
            (90, "d90"),
            (91, "over"),
        ):
            self.move(minutes=days * 24 * 60)
            found = lines.search([("open_quantity", ">", 0), ("age", "=", age)])
            self.assertEqual(found.sudo(), voucher.line_ids, days)
            self.assertRecordValues(found, [{"age": age, "age_days": days}])
            for other in {"d30", "d60", "d90", "over"} - {age}:
                self.assertFalse(lines.search([("age", "=", other)]), (days, other))

    def test_prt4_the_day_is_the_companys(self):
        """Borrowed at 23:30 in Shanghai is borrowed that day, not the next one."""
        self.move(minutes=13 * 60 + 30)
        voucher = self.borrow([(self.belt, 1)])
        self.move(minutes=14 * 60 + 5)
        self.assertEqual(voucher.line_ids.age_days, 1)

    def test_prt4_the_window_of_a_settlement(self):
        voucher = self.borrow([(self.belt, 3)])
        context = voucher.with_user(self.keeper).action_settle()["context"]
        self.assertEqual(context["default_voucher_id"], voucher.id)
        self.assertEqual(context["default_line_ids"][0][2]["quantity"], 3)


@tagged("post_install", "-at_install")
class TestTrips(TransferCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category, cls.plain = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "type": "service",
                    "can_be_expensed": True,
                    "aftersales_receipt_first": first,
                }
                for name, first in (("Parts and tools bought", True), ("Meals", False))
            ]
        )
        cls.approver, _employee = cls._make_user("approver", "finance")
        cls.approver.group_ids += cls.env.ref("hr_expense.group_hr_expense_manager")
        # without one, who files a claim approves it by filing
        cls.engineer.expense_manager_id = cls.approver

    def claim(self, amount=100, category=None):
        expense = self.env["hr.expense"].create(
            {
                "name": "Torque wrench",
                "employee_id": self.engineer.id,
                "product_id": (category or self.category).id,
                "total_amount_currency": amount,
                "company_id": self.company.id,
                "tax_ids": [Command.clear()],
            }
        )
        expense.with_user(self.technician).action_submit()
        return expense

    def buy(self, expense, price=100, quantity=1, receive=True):
        one = self.movement(
            "trip",
            self.technician,
            [
                {
                    "product_id": self.belt.id,
                    "quantity": quantity,
                    "unit_cost": price,
                    "expense_id": expense.id,
                }
            ],
            to_id=self.depot.id,
        )
        one.action_submit()
        if receive:
            one.with_user(self.keeper).action_receive()
            self.env.invalidate_all()
        return one.sudo()

    def approve(self, expense):
        expense.with_user(self.approver)._do_approve()

    def test_vis11_no_claim_for_tools_is_approved_before_they_are_received(self):
        expense = self.claim()
        with self.refused(ValidationError, "worth .*100.* came into the warehouse"):
            self.approve(expense)
        self.buy(expense, receive=False)
        with self.refused(ValidationError, "came into the warehouse"):
            self.approve(expense)
        self.assertEqual(expense.state, "submitted")

    def test_vis11_a_received_claim_is_approved(self):
        expense = self.claim()
        one = self.buy(expense)
        self.assertEqual(self.columns(one), [(False, "issued", 1)])
        self.assertEqual(one.value, 100)
        self.assertEqual(expense.aftersales_received_value, 100)
        self.approve(expense)
        self.assertEqual(expense.state, "approved")

    def test_vis11_a_screw_received_pays_for_no_wrench(self):
        expense = self.claim()
        self.buy(expense, price=60)
        with self.refused(ValidationError, "60.* of them came"):
            self.approve(expense)
        self.buy(expense, price=20, quantity=2)
        self.approve(expense)
        self.assertEqual(expense.state, "approved")

    def test_vis11_other_claims_need_no_receipt(self):
        expense = self.claim(category=self.plain)
        self.approve(expense)
        self.assertEqual(expense.state, "approved")

    def test_vis11_by_no_other_door(self):
        expense = self.claim()
        with self.refused(ValidationError, "came into the warehouse"):
            expense.sudo().approval_state = "approved"
        other = self.claim(category=self.plain)
        self.approve(other)
        with self.refused(ValidationError, "came into the warehouse"):
            other.sudo().product_id = self.category
        with self.refused(ValidationError, "for a claim that isn't approved"):
            self.buy(other)

    def test_vis11_a_receipt_that_was_paid_for_is_not_taken_back(self):
        expense = self.claim()
        one = self.buy(expense)
        self.approve(expense)
        with self.refused(UserError, "has been approved for what"):
            one.with_user(self.keeper).action_reverse("Wrong")

    def test_vis11_a_receipt_taken_back_counts_no_more(self):
        expense = self.claim()
        one = self.buy(expense)
        one.with_user(self.keeper).action_reverse("Wrong depot")
        self.assertEqual(expense.aftersales_received_value, 0)
        with self.refused(ValidationError, "came into the warehouse"):
            self.approve(expense)

    def test_vis11_the_keeper_confirms_and_the_price_is_said(self):
        expense = self.claim()
        one = self.buy(expense, receive=False)
        with self.refused(AccessError, "Ask a spare-part keeper"):
            one.with_user(self.technician).action_receive()
        free = self.movement(
            "trip", self.technician, [(self.belt, 1)], to_id=self.depot.id
        )
        with self.refused(UserError, "what .*Belt cost"):
            free.action_submit()

    def test_vis11_nobody_links_a_claim_of_somebody_else(self):
        expense = self.claim()
        with self.assertRaises(AccessError):
            self.movement(
                "trip",
                self.other_technician,
                [
                    {
                        "product_id": self.belt.id,
                        "quantity": 1,
                        "unit_cost": 1,
                        "expense_id": expense.id,
                    }
                ],
                to_id=self.depot.id,
            )

    def test_vis11_the_claim_clears_what_the_receipt_credited(self):
        place = self.company._part_trip_location()
        account = self.env["account.account"].create(
            {
                "name": "Bought on trips",
                "code": "220299",
                "account_type": "liability_current",
                "company_ids": [Command.link(self.company.id)],
            }
        )
        place.valuation_account_id = account
        expense = self.claim()
        self.assertEqual(expense.account_id, account)
        entry = self.buy(expense).picking_ids.move_ids.account_move_id
        credit = entry.line_ids.filtered(lambda line: line.account_id == account)
        self.assertEqual(credit.balance, -100)
