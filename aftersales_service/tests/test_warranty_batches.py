"""Verdicts and covers of thousands at once (WAR-1, WAR-3)."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged

from .test_warranty_verdict import WarrantyCommon

MANY = "odoo.addons.aftersales_service.models.stock_lot_warranty.PREFETCH_MAX"


@tagged("post_install", "-at_install")
class TestWarrantyBatches(WarrantyCommon):
    def make_lots(self, number):
        return self.env["stock.lot"].create(
            [
                {
                    "name": f"RX45-{number}-{i}",
                    "product_id": self.product.id,
                    "company_id": self.company.id,
                    "aftersales_partner_id": self.env["res.partner"]
                    .create({"name": f"Customer {i}"})
                    .id,
                    "commissioned_date": "2025-06-10",
                }
                for i in range(number)
            ]
        )

    def queries_of_refresh(self, months):
        """Queries until all covers follow a changed line."""
        self.policy.line_ids[0].months = months
        before = self.env.cr.sql_log_count
        with patch(MANY, 5):
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_war1_covers_of_all_products_follow_a_policy_at_once(self):
        counts = []
        for number, months in ((10, 24), (60, 60)):
            lots = self.make_lots(number)
            self.env.flush_all()
            counts.append(self.queries_of_refresh(months))
            self.assertEqual(
                set(lots.mapped("repair_end_date")), {date(2025 + months // 12, 6, 10)}
            )
        few, many = counts
        self.assertLessEqual(many, few)

    def test_war1_at_once_is_as_one_by_one(self):
        self.lot.warranty_end_date = "2030-01-01"
        lots = self.make_lots(8) | self.lot
        lots[0].write({"commissioned_date": False, "delivery_date": "2025-01-31"})
        lots[1].write({"commissioned_date": False, "aftersales_partner_id": False})
        self.env["aftersales.repair"].create(
            [
                {
                    "lot_id": lots[2].id,
                    "fault_id": self.fault.id,
                    "started_at": f"2025-0{month}-01 01:00:00",
                    "ended_at": f"2025-0{month}-02 01:00:00",
                }
                for month in (7, 8)
            ]
        )
        self.policy.line_ids[0].months = 30
        self.env.flush_all()
        names = [
            "warranty_policy_id",
            "repair_end_date",
            "remedy_end_date",
            "warranty_counters",
            "warranty_alert",
        ]
        one_by_one = lots.read(names)
        self.assertIn("near", lots.mapped("warranty_alert"))
        # whatever they hold, they are reckoned anew
        self.env.cr.execute(
            """UPDATE stock_lot SET repair_end_date = NULL, warranty_alert = 'reached',
                warranty_counters = NULL WHERE id = ANY(%s)""",
            [lots.ids],
        )
        self.env.invalidate_all()
        with patch(MANY, 5):
            self.company._refresh_warranties()
            self.env.flush_all()
        self.assertEqual(lots.read(names), one_by_one)

    def test_war3_context_forges_no_decision(self):
        """What an RPC caller puts into the context doesn't get into a verdict."""
        ticket = self._create_ticket(fault_id=self.fault.id)
        verdict = (
            ticket.with_user(self.clerk)
            .with_context(
                default_decided_at="2026-01-01 00:00:00",
                default_decided_by_id=self.manager.id,
                default_override_reason="Forged",
                default_done_due="2030-01-01",
            )
            .make_verdict()
        )
        self.assertRecordValues(
            verdict,
            [
                {
                    "state": "proposed",
                    "decided_at": False,
                    "decided_by_id": False,
                    "override_reason": False,
                    "done_due": False,
                    "made_by_id": self.clerk.id,
                }
            ],
        )
