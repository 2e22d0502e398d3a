"""The chain of owners: 三包 follows the product (order 43, Art. 30; WAR-7)."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestLotOwner(AftersalesCommon):
    def chain(self):
        self.lot.invalidate_recordset()
        return [
            (owner.partner_id.name, owner.date_from, owner.date_to)
            for owner in self.lot.owner_ids.sorted("date_from")
        ]

    def test_war7_change_of_customer_makes_a_link(self):
        lot = self.lot.with_user(self.clerk)
        lot.delivery_date = "2026-02-01"
        lot.aftersales_partner_id = self.customer
        first = (self.customer.name, date(2026, 2, 1))
        self.assertEqual(self.chain(), [(*first, False)])
        buyer, slip = self.env["res.partner"].create(
            [{"name": "Buyer"}, {"name": "Slip"}]
        )
        lot.aftersales_partner_id = slip
        lot.aftersales_partner_id = buyer
        self.assertEqual(
            self.chain(),
            [(*first, date(2026, 3, 1)), ("Buyer", date(2026, 3, 2), False)],
        )
        self.move(60 * 24)
        lot.aftersales_partner_id = False
        self.assertEqual(self.chain()[-1], (False, date(2026, 3, 3), False))
        mine = [("owner_ids.partner_id", "=", self.customer.id)]
        self.assertEqual(self.env["stock.lot"].search(mine), self.lot)

    def test_war7_clerk_corrects_the_chain_and_the_customer_follows(self):
        self.lot.aftersales_partner_id = self.customer
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        form = Form(
            self.lot.with_user(self.clerk), "aftersales_service.stock_lot_view_form"
        )
        with form.owner_ids.edit(0) as line:
            line.date_from = "2025-05-05"
        with form.owner_ids.new() as line:
            line.partner_id = buyer
            line.date_from = "2026-02-02"
            line.note = "Transfer of 2 February"
        form.save()
        self.assertEqual(self.lot.aftersales_partner_id, buyer)
        self.assertEqual(self.chain()[0][2], date(2026, 2, 1))
        with self.refused(ValidationError, "RX45-0001 since a day"):
            self.lot.owner_ids[:1].date_from = "2026-03-03"
        with self.assertRaises(AccessError):
            self.lot.owner_ids[:1].with_user(self.clerk).unlink()
        self.lot.owner_ids.filtered(lambda o: o.partner_id == buyer).with_user(
            self.manager
        ).unlink()
        self.assertEqual(self.lot.aftersales_partner_id, self.customer)

    def test_war7_file_older_than_its_chain(self):
        self.lot.aftersales_partner_id = self.customer
        self.env.flush_all()
        self.cr.execute("DELETE FROM aftersales_lot_owner")
        self.cr.execute("UPDATE stock_lot SET create_date = '2026-01-01'")
        self.env.invalidate_all()
        buyer = self.env["res.partner"].create({"name": "Buyer"})
        self.lot.aftersales_partner_id = buyer
        self.assertEqual(
            self.chain(),
            [
                (self.customer.name, date(2026, 1, 1), date(2026, 3, 1)),
                ("Buyer", date(2026, 3, 2), False),
            ],
        )
