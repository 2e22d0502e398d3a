"""Readings of a product over time (WAR-2): from requests, reports, hands and files."""

from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestReading(AftersalesCommon):
    def read_meter(self, days=0, km=0, user=None, **values):
        return (
            self.env["aftersales.reading"]
            .with_user(user or self.clerk)
            .create(
                {
                    "lot_id": self.lot.id,
                    "at": NOW - timedelta(days=days),
                    "km": km,
                    **values,
                }
            )
        )

    def kms(self):
        found = self.lot.reading_ids.filtered("is_in_force")
        return found.sorted("at").mapped("km")

    def test_war2_falling_reading_names_serial_reading_and_date(self):
        self.read_meter(10, 5000)
        with self.refused(ValidationError, "RX45-0001: 4999.*5000.*2026-02-20"):
            self.read_meter(5, 4999)
        with self.refused(ValidationError, "RX45-0001: 5001.*later reading 5000"):
            self.read_meter(20, 5001)
        self.read_meter(20, 4000)
        reading = self.read_meter(5, 30, explanation="Speedometer replaced")
        self.assertEqual(self.kms(), [4000, 5000, 30])
        self.assertEqual(self.lot.latest_km, 30)
        self.assertEqual(self.lot.latest_reading_at, reading.at)
        self.assertEqual(reading.recorded_by_id, self.clerk)

    def test_war2_hours_and_kilometres_are_two_meters(self):
        self.read_meter(10, 5000, hours=100)
        self.read_meter(5, 5100)
        self.read_meter(4, 0, hours=101)
        with self.refused(ValidationError, "Working Hours.*100.5.*101.0"):
            self.read_meter(3, 5200, hours=100.5)
        self.assertEqual(self.lot.latest_km, 5100)
        self.assertEqual(self.lot.latest_hours, 101)

    def test_war2_new_meter_adds_to_the_old_one(self):
        self.read_meter(10, 9000)
        self.read_meter(9, 5, meter_replaced=True, explanation="Replaced at 9000")
        self.read_meter(1, 65)
        self.assertEqual(self.lot.latest_km, 65)
        counted = self.lot._counted_at(NOW)[self.lot.id]
        self.assertEqual(counted, {"km": 9065, "hours": None})

    def test_war2_empty_future_or_foreign_reading_is_refused(self):
        with self.refused(ValidationError, "Write the mileage"):
            self.read_meter(1)
        other = self.env["stock.lot"].create(
            {
                "name": "THEIRS",
                "product_id": self.product.id,
                "company_id": self.other_company.id,
            }
        )
        with self.assertRaises(AccessError):
            self.read_meter(1, 5, lot_id=other.id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.read_meter(-1, 5)
            self.env.flush_all()

    def test_war2_request_leaves_its_reading(self):
        ticket = self._create_ticket(reading_km=1200, reading_hours=7.5)
        reading = ticket.reading_ids
        self.assertEqual((reading.km, reading.hours), (1200, 7.5))
        self.assertEqual(reading.at, ticket.registered_at)
        self.assertEqual(reading.lot_id, self.lot)
        self.move(60)
        ticket.with_user(self.clerk).write({"name": "Other", "reading_km": 1200})
        self.assertEqual(ticket.reading_ids, reading)
        ticket.with_user(self.clerk).reading_km = 120
        self.assertEqual(self.kms(), [120])
        self.assertEqual(ticket.reading_ids.filtered("is_in_force").at, reading.at)
        self.assertFalse(reading.is_in_force)
        ticket.write({"reading_km": 0, "reading_hours": 0})
        self.assertEqual(self.kms(), [])
        ticket.reading_km = 130
        self.assertEqual(self.kms(), [130])
        self.assertEqual(ticket.copy().reading_km, 0)

    def test_war2_request_moves_its_reading_to_another_serial(self):
        other = self.lot.copy({"name": "RX45-0002"})
        ticket = self._create_ticket(reading_km=1200)
        ticket.lot_id = other
        self.assertEqual(self.kms(), [])
        self.assertEqual(other.latest_km, 1200)
        ticket.lot_id = False
        self.assertEqual(other.latest_km, 0)
        ticket.lot_id = self.lot
        self.assertEqual(self.kms(), [1200])

    def test_war2_clerk_explains_in_the_form_of_the_request(self):
        self.read_meter(10, 5000)
        with self.refused(ValidationError, "5000"):
            self._create_ticket(reading_km=40)
        ticket = self._create_ticket()
        form = Form(ticket.with_user(self.clerk))
        form.reading_km = 40
        with self.refused(ValidationError, "5000"):
            form.save()
        form.reading_explanation = "New meter"
        form.save()
        self.assertEqual(ticket.reading_ids.explanation, "New meter")

    def test_war2_signed_report_leaves_its_reading(self):
        self.read_meter(10, 5000)
        visit = self._create_visit()
        self.live(visit, "arrived")
        technician = visit.with_user(self.technician)
        with self.refused(ValidationError, "RX45-0001: 4000"):
            technician.reading_km = 4000
        technician.write({"reading_km": 5100, "reading_hours": 9})
        self.assertFalse(visit.reading_ids)
        self.live(visit, "signed")
        self.assertEqual((visit.reading_ids.km, visit.reading_ids.hours), (5100, 9))
        self.assertEqual(visit.reading_ids.at, visit.arrived_at)
        with self.assertRaises(UserError):
            technician.reading_explanation = "Later thought"

    def test_war2_returned_report_corrects_its_reading(self):
        visit = self.live(self._create_visit(), "finished")
        visit.reading_km = 51000
        self.live(visit, "signed")
        wrong = visit.reading_ids
        self.env["aftersales.visit.return"].with_user(self.manager).create(
            {"visit_id": visit.id, "reason": "Mileage"}
        ).action_confirm()
        visit.with_user(self.technician).reading_km = 5100
        self.move(260)
        self._step(visit, "signed")
        self.assertFalse(wrong.is_in_force)
        self.assertEqual(self.kms(), [5100])
        self.assertEqual(
            visit.reading_ids.filtered("is_in_force").correction_of_id, wrong
        )

    def test_war2_correction_by_hand_needs_a_reason(self):
        wrong = self.read_meter(10, 50000)
        action = wrong.with_user(self.clerk).action_correct()
        readings = self.env[action["res_model"]].with_user(self.clerk)
        form = Form(readings.with_context(**action["context"]))
        form.km = 5000
        form.explanation = "One nought too many"
        right = form.save()
        self.assertEqual(right.correction_of_id, wrong)
        self.assertFalse(wrong.is_in_force)
        self.assertEqual(self.kms(), [5000])
        with self.refused(ValidationError, "last record"):
            self.read_meter(1, 9, correction_of_id=wrong.id, explanation="Again")
        with self.refused(ValidationError, "Explain why"):
            self.read_meter(10, 5001, correction_of_id=right.id)

    def test_war2_readings_are_frozen_through_every_door(self):
        reading = self.read_meter(10, 5000)
        for user in (self.clerk, self.manager, self.env.user):
            mine = reading.with_user(user)
            for act in (
                lambda mine=mine: mine.write({"km": 1}),
                lambda mine=mine: mine.write({"is_in_force": False}),
                mine.unlink,
            ):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    act()
        with self.assertRaises(UserError):
            reading.sudo().km = 1
        with self.assertRaises(UserError):
            self.lot.write({"reading_ids": [(1, reading.id, {"km": 1})]})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.lot.unlink()
        rows = [[reading.with_env(self.env).export_data(["id"])["datas"][0][0], "1"]]
        result = self.env["aftersales.reading"].load(["id", "km"], rows)
        self.assertIn("can't be changed", str(result["messages"]))
        self.assertEqual(reading.km, 5000)

    def test_war2_nobody_forges_who_recorded_it(self):
        ticket = self._create_ticket(lot_id=False)
        forged = {
            "recorded_by_id": self.manager.id,
            "recorded_at": "2020-01-01 00:00:00",
            "is_in_force": False,
            "company_id": self.other_company.id,
        }
        values = {"lot_id": self.lot.id, "km": 1, "at": "2026-01-01 00:00:00"}
        for given, context in (
            ({**values, **forged}, {}),
            (
                values,
                {
                    f"default_{name}": value
                    for name, value in {**forged, "ticket_id": ticket.id}.items()
                },
            ),
        ):
            (id_,) = call_kw(
                self.env(user=self.clerk)["aftersales.reading"],
                "create",
                [[given]],
                {"context": context},
            )
            reading = self.env["aftersales.reading"].browse(id_)
            self.assertEqual(reading.recorded_by_id, self.clerk)
            self.assertEqual(reading.recorded_at, NOW)
            self.assertTrue(reading.is_in_force)
            self.assertEqual(reading.company_id, self.company)
            self.assertFalse(reading.ticket_id)
        with self.refused(UserError, "on the request"):
            self.read_meter(1, 9, ticket_id=ticket.id)

    def test_war2_import_of_earlier_readings(self):
        lot = self.lot.export_data(["id"])["datas"][0][0]
        names = ["lot_id/id", "at", "km", "hours", "explanation"]
        rows = [
            [lot, "2025-06-01 08:00:00", "5000", "50", ""],
            [lot, "2025-01-01 08:00:00", "100", "0", ""],
            [lot, "2025-09-01 08:00:00", "20", "60", "New meter"],
        ]
        readings = self.env["aftersales.reading"].with_user(self.clerk)
        result = readings.load(names, rows)
        self.assertFalse(result["messages"])
        self.assertEqual(self.kms(), [100, 5000, 20])
        rows = [[lot, "2025-10-01 08:00:00", "19", "61", ""]]
        result = readings.load(names, rows)
        self.assertIn("RX45-0001", str(result["messages"]))
        at = datetime(2025, 7, 1)
        self.assertEqual(self.lot._counted_at(at)[self.lot.id]["km"], 5000)

    def test_war2_page_of_the_product(self):
        form = Form(
            self.lot.with_user(self.clerk), "aftersales_service.stock_lot_view_form"
        )
        with form.reading_ids.new() as line:
            line.km = 77
        form.save()
        self.assertEqual(self.kms(), [77])
        with self.assertRaises(AccessError):
            self.read_meter(1, 99, user=self.technician)
