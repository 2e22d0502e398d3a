"""What becomes of old parts, month by month (PRT-6)."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .old_part_common import OldPartCommon


@tagged("post_install", "-at_install")
class TestOldPartDisposal(OldPartCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls.env["res.partner"].create({"name": "Green Metals"})
        cls.supplier = cls.env["res.partner"].create({"name": "Contactor Works"})

    def here(self, **values):
        old = self.owe(**values)
        self.receive(old)
        return old

    def batch(self, *olds, **line):
        batch = self.new_batch()
        batch.action_collect()
        mine = batch.line_ids.filtered(lambda one: one.old_part_id in olds)
        mine.write(line)
        return batch

    def carry_out(self, batch):
        batch.with_user(self.keeper).action_submit()
        batch.with_user(self.manager).action_approve()
        batch.with_user(self.keeper).action_done()
        self.env.invalidate_all()

    def test_prt6_what_came_in_is_collected_once(self):
        owed, old = self.owe(), self.here()
        batch = self.batch()
        self.assertRegex(batch.name, r"^OD2603-\d{3}$")
        self.assertEqual(str(batch.month), "2026-03-01")
        self.assertIn(old, batch.line_ids.old_part_id)
        self.assertNotIn(owed, batch.line_ids.old_part_id)
        again = self.batch()
        self.assertFalse(again.line_ids)
        batch.action_cancel()
        again.action_collect()
        self.assertIn(old, again.line_ids.old_part_id)

    def test_prt6_submitted_approved_by_another_and_done(self):
        old = self.here()
        batch = self.batch(old, fate="scrap", recipient_id=self.collector.id)
        both = self.manager
        both.group_ids = [
            Command.link(self.env.ref("aftersales_service.group_aftersales_keeper").id)
        ]
        batch.with_user(both).action_submit()
        with self.refused(AccessError, "Another manager approves"):
            batch.with_user(both).action_approve()
        batch.with_user(self.other_manager).action_approve()
        self.assertEqual((old.state, old.fate), ("received", "scrap"))
        batch.with_user(self.keeper).action_done()
        self.assertRecordValues(
            old,
            [
                {
                    "state": "disposed",
                    "fate": "scrap",
                    "recipient_id": self.collector.id,
                    "disposed_at": self.moment(),
                }
            ],
        )

    def test_prt6_given_back_is_changed_by_the_keeper(self):
        old = self.here()
        batch = self.batch(old, fate="scrap")
        batch.action_submit()
        with self.refused(UserError, "“Submitted”"):
            batch.line_ids.write({"fate": "refurbish"})
        batch.with_user(self.manager).action_give_back()
        batch.line_ids.write({"fate": "refurbish"})

    def test_prt6_hazardous_waste_leaves_through_a_licensed_chain(self):
        self.part.aftersales_hazard = "lead_battery"
        old = self.here()
        batch = self.batch(old, fate="customer")
        line = batch.line_ids.filtered(lambda one: one.old_part_id == old)
        for values, text in (
            ({}, "can't be given to the customer"),
            ({"fate": "scrap", "recipient_id": False}, "Say who gets"),
            ({"recipient_id": self.collector.id}, "no valid licence"),
        ):
            line.write(values)
            with self.refused(UserError, text):
                batch.action_submit()
        self.collector.write(
            {
                "aftersales_waste_license": "HW08-2025-17",
                "aftersales_waste_license_until": "2026-03-01",
            }
        )
        with self.refused(UserError, "no valid licence"):
            batch.action_submit()
        self.collector.aftersales_waste_license_until = "2026-03-02"
        with self.refused(UserError, "transfer document"):
            batch.action_submit()
        line.document_number = "TD-0815"
        self.carry_out(batch)
        self.assertEqual((old.state, old.recipient_reference), ("disposed", "TD-0815"))

    def test_prt6_a_licence_that_ran_out_meanwhile_stops_it(self):
        self.part.aftersales_hazard = "oil_filter"
        old = self.here()
        self.collector.write(
            {
                "aftersales_waste_license": "HW08-2025-17",
                "aftersales_waste_license_until": "2026-03-02",
            }
        )
        batch = self.batch(
            old,
            fate="scrap",
            recipient_id=self.collector.id,
            document_number="TD-0815",
        )
        batch.action_submit()
        batch.with_user(self.manager).action_approve()
        self.move(2 * 24 * 60)
        with self.refused(UserError, "no valid licence"):
            batch.with_user(self.keeper).action_done()
        self.assertEqual(old.state, "received")

    def test_prt6_the_customer_gets_it_if_they_want_it(self):
        old = self.here()
        batch = self.batch(old, fate="customer")
        line = batch.line_ids.filtered(lambda one: one.old_part_id == old)
        self.assertEqual(line.recipient_id, old.ticket_id.partner_id)
        self.carry_out(batch)
        self.assertEqual((old.state, old.fate), ("disposed", "customer"))

    # Suppliers

    def test_prt9_suppliers_parts_are_offered_to_their_claim(self):
        old = self.here()
        old.part_line_id.with_user(self.manager).supplier_id = self.supplier
        batch = self.batch()
        line = batch.line_ids.filtered(lambda one: one.old_part_id == old)
        self.assertEqual((line.fate, line.recipient_id), ("supplier", self.supplier))
        self.carry_out(batch)
        offered = self.env["aftersales.old.part"].search(
            [("state", "=", "received"), ("fate", "=", "supplier")]
        )
        self.assertIn(old, offered)
        old.sudo()._send_to_supplier(self.supplier, "SC2603-001")
        self.assertRecordValues(
            old,
            [
                {
                    "state": "sent_to_supplier",
                    "recipient_id": self.supplier.id,
                    "recipient_reference": "SC2603-001",
                }
            ],
        )
        self.assertTrue(old.part_line_id._old_part_settled())

    def test_prt9_what_goes_with_a_paper_of_its_own_is_sent_at_once(self):
        old = self.here()
        batch = self.batch(
            old,
            fate="supplier",
            recipient_id=self.supplier.id,
            document_number="SF-99",
        )
        self.carry_out(batch)
        self.assertEqual(
            (old.state, old.recipient_reference), ("sent_to_supplier", "SF-99")
        )

    def test_prt9_what_isnt_here_isnt_sent(self):
        old = self.owe()
        with self.refused(UserError, f"{old.name}.*can't be sent to Contactor"):
            old.sudo()._send_to_supplier(self.supplier, "SC2603-001")

    # Refurbished, at zero value

    def _values(self):
        """What the stock and the books say, before and after."""
        products = (self.part | self.module).with_company(self.company)
        lines = self.env["account.move.line"].search(
            [("account_id", "in", [acc.id for acc in self.accounts.values()])]
        )
        return (
            products.mapped("total_value"),
            products.mapped("standard_price"),
            len(lines),
            sum(lines.mapped("balance")),
        )

    def _refurbish(self, old, **line):
        self.company.aftersales_old_part_refurbish = True
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._values()
        self.carry_out(self.batch(old, fate="refurbish", **line))
        self.assertEqual(self._values(), before)
        return old.env["aftersales.old.part.disposal.line"].search(
            [("old_part_id", "=", old.id)]
        )

    def test_prt6_refurbished_parts_are_counted_and_worth_nothing(self):
        for owner in ("company", "customer"):
            with self.subTest(owner):
                self.company.aftersales_old_part_owner = owner
                old = self.here(quantity=2)
                line = self._refurbish(old)
                place = self.company.aftersales_refurbished_location_id
                whose = (
                    self.company.aftersales_memo_owner_id
                    if owner == "company"
                    else self.customer
                )
                quant = self.env["stock.quant"].search(
                    [("location_id", "=", place.id), ("owner_id", "=", whose.id)]
                )
                self.assertEqual((quant.product_id, quant.quantity), (self.part, 2))
                self.assertEqual(quant.value, 0)
                self.assertEqual(line.move_id.value, 0)
                self.assertFalse(line.move_id.account_move_id)
                # no account of spare parts is touched, the ledger doesn't see it
                self.assertFalse(
                    line.move_id.aftersales_to_id or line.move_id.aftersales_from_id
                )

    def test_prt6_a_refurbished_serial_goes_on_under_its_number(self):
        old = self.owe_module("CM-0")
        self.receive(old)
        line = self._refurbish(old)
        self.assertEqual(line.move_id.move_line_ids.lot_id.name, "CM-0")
        self.assertNotEqual(line.move_id.move_line_ids.lot_id, self.modules[0])

    def test_prt6_a_refurbished_part_may_be_another_product(self):
        other = self._make_part("Contactor K2, refurbished", 0)
        line = self._refurbish(self.here(), refurbished_product_id=other.id)
        self.assertEqual(line.move_id.product_id, other)

    def test_prt6_refurbished_parts_arent_counted_unless_the_company_wants_it(self):
        old = self.here()
        self.carry_out(self.batch(old, fate="refurbish"))
        self.assertEqual((old.state, old.fate), ("disposed", "refurbish"))
        self.assertFalse(self.company.aftersales_refurbished_location_id)

    # Frozen

    @mute_logger("odoo.sql_db")
    def test_prt6_one_old_part_is_in_one_batch(self):
        old = self.here()
        self.batch()
        other = self.new_batch()
        lines = self.env["aftersales.old.part.disposal.line"].with_user(self.keeper)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            lines.create({"disposal_id": other.id, "old_part_id": old.id})

    def test_prt6_a_receipt_of_what_has_left_stands(self):
        old = self.here()
        self.carry_out(self.batch(old, fate="scrap"))
        with self.refused(UserError, "has left already"):
            old.receipt_ids.with_user(self.keeper)._correct("Read the wrong tag")

    def test_prt6_nothing_of_a_batch_is_deleted(self):
        batch = self.batch()
        with self.refused(UserError, "can't be deleted"):
            batch.sudo().unlink()
