"""Repair episodes of a product (order 43, Art. 21, 24, 40; WAR-7)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestRepair(AftersalesCommon):
    def repair_lot(self, begin, end=None, user=None, **values):
        """A repair so many days before NOW."""
        return (
            self.env["aftersales.repair"]
            .with_user(user or self.clerk)
            .create(
                {
                    "lot_id": self.lot.id,
                    "started_at": NOW - timedelta(days=begin),
                    "ended_at": end is not None and NOW - timedelta(days=end),
                    **values,
                }
            )
        )

    def test_war7_days_in_the_workshop(self):
        repair = self.repair_lot(30, 25)
        self.assertEqual(repair.days, 5)
        repair.ended_at += timedelta(hours=1)
        self.assertEqual(repair.days, 6)
        repair.write({"excluded_hours": 2, "excluded_reason": "battery"})
        self.assertEqual(repair.days, 5)
        running = self.repair_lot(3)
        self.assertEqual(running.days, 3)
        self.move(1)
        self.assertEqual(running.days, 4)
        self.assertTrue(self.lot.is_in_repair)
        found = self.env["stock.lot"].search([("is_in_repair", "=", True)])
        self.assertEqual(found, self.lot)
        running.ended_at = self.minute(1)
        self.assertFalse(self.lot.is_in_repair)

    def test_war7_excluded_hours_need_a_reason(self):
        for values, text in (
            ({"excluded_hours": 2}, "Say why 2.0 hours.*RX45-0001"),
            ({"excluded_hours": 2, "excluded_reason": "other"}, "Say why"),
            (
                {"excluded_hours": 121, "excluded_reason": "rescue"},
                "121.0 hours.*lasted 120.0",
            ),
        ):
            with self.subTest(values), self.refused(ValidationError, text):
                self.repair_lot(30, 25, **values)
        self.repair_lot(
            30,
            25,
            excluded_hours=2,
            excluded_reason="other",
            excluded_note="Strike at the port",
        )

    def test_war7_repairs_do_not_overlap(self):
        self.repair_lot(30, 25)
        self.repair_lot(25, 24)
        for begin, end in ((31, 29), (29, 28), (40, 1), (26, None)):
            with (
                self.subTest(begin=begin),
                self.refused(ValidationError, "RX45-0001 is in repair twice"),
            ):
                self.repair_lot(begin, end)
        self.repair_lot(1)
        with self.refused(ValidationError, "twice"):
            self.repair_lot(0)
        with self.refused(ValidationError, "future"):
            self.repair_lot(-1)
        other = self.lot.copy({"name": "RX45-0002"})
        self.repair_lot(30, 25, lot_id=other.id)

    def test_war7_visit_makes_its_repair_when_signed(self):
        fault = self.env["aftersales.fault"].create(
            {
                "code": "burner",
                "name": "Burner",
                "is_safety": True,
                "company_id": self.company.id,
            }
        )
        burner = self.env["aftersales.component"].create(
            {"code": "burner", "name": "Burner", "company_id": self.company.id}
        )
        fault.component_id = burner
        ticket = self._create_ticket(fault_id=fault.id)
        visit = self.live(self._create_visit(ticket), "finished")
        self.env["aftersales.visit.part"].create(
            {
                "visit_id": visit.id,
                "name": "Burner",
                "reason": "Burnt",
                "component_id": burner.id,
            }
        )
        self.assertFalse(visit.repair_ids)
        self.live(visit, "signed")
        repair = ticket.repair_ids
        self.assertEqual(repair.visit_id, visit)
        self.assertEqual(repair.started_at, visit.arrived_at)
        self.assertEqual(repair.ended_at, visit.finished_at)
        self.assertEqual(repair.fault_id, fault)
        self.assertTrue(repair.is_quality)
        self.assertTrue(repair.is_safety)
        self.assertEqual(repair.component_id, burner)
        self.assertEqual(repair.replaced_ids, burner)
        self.assertEqual(repair.days, 1)
        self.assertEqual(repair.note, visit.action_taken)

    def test_war7_consultation_is_no_repair_unless_a_part_is_replaced(self):
        for parts, made in ((False, 0), (True, 1)):
            ticket = self._create_ticket(type_id=self.consultation.id)
            visit = self.live(self._create_visit(ticket), "finished")
            if parts:
                self.env["aftersales.visit.part"].create(
                    {"visit_id": visit.id, "name": "Fuse", "reason": "Blown"}
                )
            self.live(visit, "signed")
            with self.subTest(parts=parts):
                self.assertEqual(len(ticket.repair_ids), made)

    def test_war7_two_teams_at_once_are_one_repair_time(self):
        """A visit while the product is in repair counts as repair, but no day twice."""
        self.repair_lot(1)
        visit = self.live(self._create_visit(), "signed")
        repair = visit.repair_ids
        self.assertEqual(repair.started_at, repair.ended_at)
        self.assertEqual(repair.days, 0)

    def test_war7_returned_report_rewrites_its_repair(self):
        visit = self.live(self._create_visit(), "signed")
        repair = visit.repair_ids
        self.env["aftersales.visit.return"].with_user(self.manager).create(
            {"visit_id": visit.id, "reason": "Wrong text"}
        ).action_confirm()
        visit.with_user(self.technician).action_taken = "Fuse replaced"
        self.move(260)
        self._step(visit, "signed")
        self.assertEqual(visit.repair_ids, repair)
        self.assertEqual(repair.note, "Fuse replaced")

    def test_war7_signed_times_are_not_changed_by_hand(self):
        visit = self.live(self._create_visit(), "signed")
        repair = visit.repair_ids
        for user in (self.clerk, self.manager):
            mine = repair.with_user(user)
            for values in (
                {"started_at": NOW},
                {"ended_at": False},
                {"lot_id": self.lot.id},
                {"visit_id": False},
            ):
                with self.subTest(values), self.refused(UserError, visit.name):
                    mine.write(values)
        with self.refused(UserError, visit.name):
            repair.with_user(self.manager).unlink()
        # the judgement of it is the clerk's
        repair.with_user(self.clerk).is_quality = False
        self.assertFalse(repair.is_quality)

    def test_war7_nobody_forges_the_repair_of_a_visit(self):
        visit = self.live(self._create_visit(), "arrived")
        with self.refused(UserError, "by itself"):
            self.repair_lot(5, 4, visit_id=visit.id)
        repairs = self.env["aftersales.repair"].with_user(self.clerk)
        repair = repairs.with_context(default_visit_id=visit.id).create(
            {"lot_id": self.lot.id, "started_at": NOW - timedelta(days=1)}
        )
        self.assertFalse(repair.visit_id)
        with self.refused(UserError, "by itself"):
            repair.visit_id = visit
        other = self._create_ticket(lot_id=False)
        with self.refused(ValidationError, "isn't about serial RX45-0001"):
            repair.ticket_id = other

    def test_war7_import_of_repairs_before(self):
        lot = self.lot.export_data(["id"])["datas"][0][0]
        names = ["lot_id/id", "started_at", "ended_at", "is_quality", "note"]
        rows = [
            [lot, "2025-06-01 08:00:00", "2025-06-06 09:00:00", "1", "Engine"],
            [lot, "2025-08-01 08:00:00", "2025-08-02 08:00:00", "0", "Dent"],
        ]
        repairs = self.env["aftersales.repair"].with_user(self.clerk)
        result = repairs.load(names, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(
            self.lot.repair_ids.sorted("started_at").mapped("days"), [6, 1]
        )
        result = repairs.load(names, rows[:1])
        self.assertIn("in repair twice", str(result["messages"]))

    def test_war7_form_of_the_clerk(self):
        form = Form(self.env["aftersales.repair"].with_user(self.clerk))
        form.lot_id = self.lot
        form.started_at = NOW - timedelta(days=2)
        form.ended_at = NOW
        repair = form.save()
        self.assertEqual(repair.company_id, self.company)
        self.assertEqual(repair.display_name, "RX45-0001 · 2026-02-28")
        with self.assertRaises(AccessError):
            repair.with_user(self.technician).is_quality = False
        with self.assertRaises(AccessError):
            repair.with_user(self.clerk).unlink()
        repair.with_user(self.manager).unlink()
