"""The pure rule of repairs that the customer pays (WAR-4)."""

from odoo.tests import BaseCase, tagged

from ..rules import paid as rules
from .paid_cases import OBSTACLES, RECEIVED


@tagged("post_install", "-at_install")
class TestPaidRules(BaseCase):
    def test_war4_table_of_obstacles(self):
        for entitlement, first, quotations, let_go, expected in OBSTACLES:
            with self.subTest(
                entitlement=entitlement, first=first, quotations=quotations, go=let_go
            ):
                found = rules.obstacle(entitlement, first, quotations, let_go)
                self.assertEqual(found, expected)
                self.assertIn(found, ("", *rules.OBSTACLES))

    def test_war4_table_of_money_received(self):
        for online, invoices, expected in RECEIVED:
            with self.subTest(online=online, invoices=invoices):
                self.assertAlmostEqual(rules.received(online, invoices), expected)

    def test_war4_payment_first_never_lets_more_go(self):
        for entitlement, _first, quotations, let_go, _expected in OBSTACLES:
            strict = rules.obstacle(entitlement, True, quotations, let_go)
            if not strict:
                self.assertFalse(rules.obstacle(entitlement, False, quotations, let_go))
