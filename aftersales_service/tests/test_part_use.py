"""Parts from accounts: installed, written off under three conditions, taken back."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .part_common import PartCommon


@tagged("post_install", "-at_install")
class TestPartUse(PartCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give(cls.depot, cls.mine, cls.part, 5)
        cls.give(cls.depot, cls.mine, cls.module, 1, cls.modules[0])

    def _part(self, quantity=1, **values):
        return {"product_id": self.part.id, "quantity": quantity, **values}

    def _module(self, lot, **values):
        return {"product_id": self.module.id, "lot_id": lot.id, **values}

    # Where parts come from

    def test_prt2_a_part_comes_from_the_leaders_account(self):
        visit = self.visit_with(self._part(), until="finished")
        self.assertEqual(visit.part_ids.holder_id, self.mine)
        self.assertEqual(visit.part_ids.on_hand, 5)

    def test_prt2_more_than_the_account_holds_is_refused(self):
        with self.refused(ValidationError, r"holds 5.* of .*K2.*not 6"):
            self.visit_with(self._part(6), until="finished")

    def test_prt2_a_piece_on_another_account_is_refused(self):
        with self.refused(ValidationError, "CM-2"):
            self.visit_with(self._module(self.modules[1]), until="finished")

    def test_prt2_a_serial_is_asked_for(self):
        with self.refused(ValidationError, "serial or lot number"):
            self.visit_with({"product_id": self.module.id}, until="finished")

    def test_prt2_two_of_a_serial_are_refused(self):
        with self.refused(ValidationError, "one line for each piece"):
            self.visit_with(self._module(self.modules[0], quantity=2), until="finished")

    def test_prt2_without_an_account_only_where_the_company_allows_it(self):
        spare = {**self._part(), "holder_id": False}
        visit = self.visit_with(spare, until="finished")
        visit.part_ids.holder_id = False
        self.company.aftersales_parts_on_account = True
        with self.refused(ValidationError, "from which account"):
            visit.part_ids.holder_id = self.mine
            visit.part_ids.holder_id = False

    def test_prt9_one_main_cause(self):
        both = [self._part(is_main_cause=True), self._module(self.modules[0])]
        visit = self.visit_with(*both, until="finished")
        with self.refused(ValidationError, "more than one main cause"):
            visit.part_ids.is_main_cause = True
        visit.part_ids.is_main_cause = False
        self.assertIn("main cause", visit.missing)

    # What a signature books

    def test_prt2_the_signature_reserves_the_piece(self):
        visit = self.visit_with(
            self._part(2, is_main_cause=True), self._module(self.modules[0])
        )
        bulk, module = self.uses(visit)
        self.assertEqual(bulk.state, "open")
        self.assertEqual(bulk.quantity, 2)
        self.assertEqual(module.lot_id, self.modules[0])
        self.assertEqual(module.move_ids.move_line_ids.lot_id, self.modules[0])
        self.assertEqual(bulk.move_ids.state, "assigned")
        self.assertEqual(self.on_hand(self.mine, self.part), 5)
        with self.refused(ValidationError, "holds 3"):
            self.visit_with(self._part(4), until="finished")

    def test_prt2_a_returned_report_frees_the_piece(self):
        visit = self.visit_with(self._module(self.modules[0]))
        visit.with_user(self.manager)._return("Name the fuse as well")
        use = self.uses(visit)
        self.assertEqual(use.state, "void")
        self.assertEqual(use.move_ids.state, "cancel")
        self._step(visit, "signed")
        self.assertEqual(self.uses(visit).mapped("state"), ["void", "open"])
        self.assertEqual(self.uses(visit)[1].move_ids.state, "assigned")

    # Writing off

    def test_prt2_each_missing_condition_is_named(self):
        visit = self.visit_with(self._part())
        use = self.uses(visit)
        old = self._owe(use)
        with self.refused(UserError, "approval of SV.*old part"):
            use.with_user(self.keeper).action_post()
        self.live_visit(visit, "approved")
        with self.refused(UserError, f"Missing: the old part {old.name}"):
            use.with_user(self.keeper).action_post()
        self.assertIn(old.name, use.obstacles)
        old.sudo().state = "received"
        self.assertTrue(use.ready)
        use.with_user(self.keeper).action_post()
        self.assertEqual(use.state, "posted")

    def _owe(self, use):
        """An old part is due for what was installed."""
        return use.old_part_ids or self.env["aftersales.old.part"].create(
            {"part_line_id": use.id, "name": "OP-1"}
        )

    def _posted(self, *parts):
        visit = self.visit_with(*parts, until="approved")
        uses = self.uses(visit)
        uses.old_part_ids.sudo().state = "received"
        uses.with_user(self.keeper).action_post()
        return uses

    def test_prt2_written_off_at_odoos_own_cost(self):
        use = self._posted(self._part(2))
        self.assertEqual(use.value, 80)
        self.assertEqual(self.on_hand(self.mine, self.part), 3)
        move = use.move_ids
        self.assertEqual(
            [
                (move.aftersales_from_id, move.aftersales_from_column),
                (move.aftersales_to_id.id, move.aftersales_to_column),
            ],
            [(self.mine, "installed"), (False, False)],
        )
        entry = move.account_move_id
        self.assertEqual(entry.state, "posted")
        debit = entry.line_ids.filtered("debit")
        self.assertEqual(debit.account_id, self.accounts["provision"])
        self.assertEqual(debit.debit, 80)
        credit = entry.line_ids - debit
        self.assertEqual(credit.account_id, self.accounts["stock"])

    def test_prt2_goodwill_goes_to_its_own_account(self):
        visit = self.visit_with(self._part(), until="approved")
        use = self.uses(visit)
        use.old_part_ids.sudo().state = "received"
        use.with_user(self.manager).write(
            {"bearer": "goodwill", "bearer_reason": "Old customer"}
        )
        use.with_user(self.manager).action_post()
        debit = use.move_ids.account_move_id.line_ids.filtered("debit")
        self.assertEqual(debit.account_id, self.accounts["goodwill"])

    def test_prt2_twice_is_refused(self):
        use = self._posted(self._part())
        with self.refused(UserError, "Written Off.* already"):
            use.with_user(self.keeper).action_post()

    def test_prt5_taken_back_at_the_same_value(self):
        use = self._posted(self._module(self.modules[0]))
        with self.refused(UserError, "Say why"):
            use.with_user(self.manager).action_reverse(" ")
        with self.refused(AccessError, "Service Manager"):
            use.with_user(self.keeper).action_reverse("Wrong machine")
        use.with_user(self.manager).action_reverse("Wrong machine")
        self.assertEqual(use.state, "reversed")
        self.assertEqual(use.value, 0)
        self.assertEqual(self.on_hand(self.mine, self.module, self.modules[0]), 1)
        back = use.move_ids.sorted("id")[-1]
        self.assertEqual(back.aftersales_to_column, "installed")
        lines = use.move_ids.account_move_id.line_ids
        provision = lines.filtered(
            lambda line: line.account_id == self.accounts["provision"]
        )
        self.assertEqual(sum(provision.mapped("balance")), 0)

    def test_prt2_nobody_writes_what_follows_from_facts(self):
        use = self.uses(self.visit_with(self._part()))
        for values in (
            {"state": "posted"},
            {"quantity": 9},
            {"approved_by_id": self.manager.id},
            {"freight_handler_id": self.manager.id},
            {"visit_id": False},
        ):
            with self.refused(UserError, "can't be written|not allowed"):
                use.with_user(self.manager).write(values)
        with self.refused(AccessError, "not by hand|not allowed"):
            use.with_user(self.manager).create(
                {
                    "ticket_id": use.ticket_id.id,
                    "holder_id": self.mine.id,
                    "product_id": self.part.id,
                    "quantity": 1,
                    "company_id": self.company.id,
                }
            )
        with self.refused(UserError, "Say why"):
            use.with_user(self.manager).write({"bearer": "goodwill"})
        for user in (self.technician, self.clerk):
            with self.refused(AccessError, "role|not allowed"):
                use.with_user(user).action_post()

    # Stations with parts of their own

    def test_prt7_a_station_is_paid_for_its_own_parts(self):
        own = self.env["aftersales.part.holder"].create(
            {
                "kind": "station",
                "partner_id": self.station_partner.id,
                "owner": "station",
                "company_id": self.company.id,
            }
        )
        self.assertFalse(own.location_id)
        use = self._posted(self._part(3, holder_id=own.id))
        self.assertFalse(use.move_ids)
        bill = use.station_bill_line_id.move_id
        self.assertEqual(bill.partner_id, self.station_partner)
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertEqual(
            use.station_bill_line_id.account_id, self.accounts["provision"]
        )
        self.assertEqual(bill.amount_untaxed, 120)
