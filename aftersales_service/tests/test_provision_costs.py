"""A cost under warranty uses the provision once, whichever entry books it (CST-6)."""

from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from ..rules import part
from .common import AftersalesCommon
from .test_provision import ProvisionCommon

FEBRUARY = "2026-02-01"


@tagged("post_install", "-at_install")
class TestProvisionCosts(ProvisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wages = cls.ref("l10n_cn_large_bis_account_6601")
        accounts = cls.settings(cls)
        cls.provision = accounts["provision"]
        cls.absorbed = accounts["absorbed"]
        cls.ticket = cls._create_ticket(partner_id=cls.customer.id)

    def take_from(self, account):
        """Labour is taken from an account by the monthly entry of costs; or isn't."""
        self.company.aftersales_labour_account_id = account

    def book(self, day="2026-02-28"):
        last = fields.Date.to_date(day)
        return self.env["aftersales.cost.line"]._book_month(self.company, last)

    def used(self):
        """What the provision was used for, in the books."""
        return self.balance(self.provision)

    def travel(self, account=None, amount=60):
        """A technician's claim of a visit in February, posted; its cost."""
        with freeze_time("2026-02-10 02:00:00"):
            visit = self._create_visit(self.ticket)
            AftersalesCommon.live(self, visit, "approved")
            product = self.env["product.product"].create(
                {
                    "name": "Trip",
                    "type": "service",
                    "can_be_expensed": True,
                    "standard_price": 0,
                    "property_account_expense_id": (account or self.wages).id,
                }
            )
            claim = self.env["hr.expense"].create(
                {
                    "name": "Train",
                    "employee_id": visit.leader_id.id,
                    "product_id": product.id,
                    "total_amount_currency": amount,
                    "company_id": self.company.id,
                    "date": "2026-02-10",
                    "aftersales_visit_id": visit.id,
                    "aftersales_place": "Wuxi",
                    "tax_ids": [Command.clear()],
                }
            )
            claim.action_submit()
            claim.sudo()._do_approve(check=False)
            claim.sudo()._post_without_wizard()
        cost = self.env["aftersales.cost.line"].search([("expense_id", "=", claim.id)])
        self.assertRecordValues(
            cost, [{"kind": "travel", "amount": amount, "bearer": part.COMPANY}]
        )
        return cost

    def test_cst6_travel_is_booked_once_by_the_provision(self):
        cost = self.travel()
        self.take_from(self.wages)
        self.assertFalse(self.book())
        february = self.post(FEBRUARY)
        self.assertEqual(february.cost_line_ids, cost)
        self.assertFalse(self.book())
        self.assertEqual((february.used_charged, february.excess), (60, 60))
        self.assertEqual(self.balance(self.absorbed), -60)
        march = self.propose("2026-03-01")
        self.assertFalse(march.cost_line_ids)
        self.assertEqual(cost.book_state, "booked")
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_travel_paid_from_the_provision_at_once_is_not_charged_again(self):
        cost = self.travel(self.provision)
        self.assertEqual(self.used(), 60)
        february = self.post(FEBRUARY)
        self.assertFalse(february.cost_line_ids)
        self.assertEqual((february.used_booked, february.used_charged), (60, 0))
        self.assertEqual(self.used(), 0, "the excess was put by")
        entry = cost.account_move_line_id.move_id
        entry.button_draft()
        march = self.propose("2026-03-01")
        self.assertFalse(march.cost_line_ids, "taken back with its entry")

    def test_cst6_labour_of_the_monthly_entry_is_left_to_it(self):
        self.take_from(self.wages)
        cost = self.cost(100, "2026-02-11")
        february = self.propose(FEBRUARY)
        self.assertRecordValues(
            february, [{"used_booked": 0, "used_charged": 0, "awaited": 100}]
        )
        self.assertEqual(self.book().date, february.date_to)
        self.env.invalidate_all()
        self.assertEqual(cost.book_state, "booked")
        february.action_reckon()
        self.env.invalidate_all()
        self.assertRecordValues(
            february, [{"used_booked": 100, "used_charged": 0, "awaited": 0}]
        )
        february.action_post()
        self.assertEqual(self.balance(self.wages), -100)
        self.assertEqual(self.balance(self.absorbed), 0)
        self.assertFalse(self.book())

    def test_cst6_labour_without_an_account_is_taken_over_by_the_provision(self):
        cost = self.cost(100, "2026-02-11")
        self.assertFalse(self.book())
        february = self.post(FEBRUARY)
        self.assertEqual(february.cost_line_ids, cost)
        self.assertEqual(cost.book_state, "charged")
        self.take_from(self.wages)
        self.assertFalse(self.book(), "the provision has it")
        self.assertEqual(self.balance(self.wages), 0)
        self.assertEqual(self.balance(self.absorbed), -100)

    def test_cst6_what_is_decided_otherwise_is_moved_once(self):
        """Charged by the provision, then borne by the customer, by another entry."""
        cost = self.cost(100, "2026-02-11")
        february = self.post(FEBRUARY)
        self.take_from(self.wages)
        cost._correct([(part.CUSTOMER, 100)], "They broke it")
        self.assertTrue(self.book("2026-03-31"))
        customer = self.company._part_bearer_account(part.CUSTOMER)
        self.assertEqual(self.balance(customer), 100)
        self.assertEqual(self.used() + february.excess, 0)
        march = self.propose("2026-03-01")
        self.assertFalse(march.cost_line_ids)
        self.assertEqual(self.trial_balance(), 0)

    def test_cst6_taken_back_it_is_booked_by_the_other_entry(self):
        cost = self.cost(100, "2026-02-11")
        self.post(FEBRUARY).with_user(self.finance).action_reverse("Wrong rate")
        self.assertNotEqual(cost.book_state, "charged")
        self.take_from(self.wages)
        self.assertTrue(self.book())
        self.env.invalidate_all()
        self.assertEqual(cost.book_state, "booked")
        again = self.propose(FEBRUARY)
        self.assertFalse(again.cost_line_ids)
        self.assertEqual((self.used(), again.used_booked), (100, 100))

    def test_cst6_what_others_bear_is_no_use_of_the_provision(self):
        self.take_from(self.wages)
        self.cost(100, "2026-02-11", bearer=part.CUSTOMER)
        self.assertTrue(self.book())
        february = self.post(FEBRUARY)
        self.assertRecordValues(
            february, [{"used_booked": 0, "used_charged": 0, "awaited": 0}]
        )
