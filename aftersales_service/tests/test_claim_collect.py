"""What is collected, for whom, and what is held or refused on entry (PRT-9)."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rules import claim as rules
from .claim_common import ClaimCommon
from .common import NOW


@tagged("post_install", "-at_install")
class TestClaimCollect(ClaimCommon):
    # Whose it is

    def test_prt9_supplier_from_the_receipt_of_the_removed_piece(self):
        self.built_in("OLD-1", self.denso)
        new = self.receive("NEW-1", self.bosch)
        use = self.make_use(
            product=self.injector, lot=new, serial_removed="OLD-1", post=False
        )
        use._derive_claims()
        self.assertRecordValues(
            use,
            [
                {
                    "claim_state": "open",
                    "claim_partner_id": self.denso.id,
                    "claim_source": "removed",
                }
            ],
        )

    def test_prt9_supplier_from_the_receipt_of_the_new_piece(self):
        new = self.receive("NEW-1", self.denso)
        use = self.make_use(
            product=self.injector, lot=new, serial_removed="unknown", post=False
        )
        use._derive_claims()
        self.assertEqual(use.claim_partner_id, self.denso)
        self.assertEqual(use.claim_source, "installed")

    def test_prt9_supplier_from_the_vendor_list_of_that_day(self):
        infos = self.seal.seller_ids
        infos.date_end = "2026-01-31"
        infos.copy(
            {
                "partner_id": self.denso.id,
                "date_start": "2026-02-01",
                "date_end": False,
            }
        )
        use = self.make_use()
        self.assertEqual(use.claim_partner_id, self.denso)
        self.lot.delivery_date = "2026-01-31"
        use._derive_claims()
        self.assertEqual(use.claim_partner_id, self.bosch)
        self.assertEqual(use.claim_source, "listed")

    def test_prt9_two_vendors_on_the_list_are_in_doubt(self):
        self.seal.seller_ids.copy({"partner_id": self.denso.id})
        use = self.make_use()
        self.assertEqual((use.claim_state, use.claim_hold), ("held", "unknown"))
        self.assertIn("Pump Works", use.claim_hold_text)
        use.supplier_id = self.denso
        self.assertEqual(use.claim_partner_id, self.denso)
        self.assertEqual(use.claim_source, "person")

    def test_prt9_mismatch_is_held_until_somebody_decides(self):
        use = self.make_use(supplier_id=self.denso.id)
        self.assertEqual((use.claim_state, use.claim_hold), ("held", "mismatch"))
        self.assertIn("Injector Works", use.claim_hold_text)
        self.assertFalse(self.collect())
        with self.refused(UserError, "Say why"):
            use.with_user(self.buyer).action_decide_supplier(self.denso.id, " ")
        use.with_user(self.buyer).action_decide_supplier(self.denso.id, "Marking P")
        self.assertRecordValues(
            use,
            [
                {
                    "claim_state": "open",
                    "claim_partner_id": self.denso.id,
                    "claim_source": "decided",
                    "claim_decided_by_id": self.buyer.id,
                }
            ],
        )
        self.assertEqual(self.collect().partner_id, self.denso)
        with self.refused(UserError, "isn't in doubt"):
            use.with_user(self.buyer).action_decide_supplier(self.bosch.id, "x")

    def test_prt9_only_what_a_supplier_is_to_pay(self):
        for bearer in ("company", "goodwill", "customer"):
            use = self.make_use(bearer=bearer, post=False)
            use._derive_claims()
            self.assertEqual(use.claim_state, "none", bearer)
        use.bearer = "supplier"
        self.assertEqual(use.claim_state, "open")

    def test_prt9_report_that_names_the_supplier(self):
        ticket = self._create_ticket()
        use = self.make_use(ticket, bearer=False, post=False)
        use._derive_claims()
        self.assertEqual(use.claim_state, "none")
        self.env["aftersales.return"].create({"ticket_id": ticket.id})._put(
            {"responsibility": "supplier"}
        )
        use._derive_claims()
        self.assertEqual(use.claim_state, "open")

    # Main cause and what follows from it

    def test_prt9_consequential_damage_goes_with_the_main_cause(self):
        self.built_in("OLD-1", self.denso)
        new = self.receive("NEW-1", self.bosch)
        ticket = self._create_ticket()
        damage = self.make_use(ticket, is_main_cause=False, name="PU-damage")
        self.assertEqual((damage.claim_state, damage.claim_hold), ("held", "no_main"))
        main = self.make_use(
            ticket, product=self.injector, lot=new, serial_removed="OLD-1"
        )
        claim = self.collect()
        self.assertEqual(claim.partner_id, self.denso)
        self.assertRecordValues(
            claim.line_ids,
            [
                {"use_id": main.id, "main_use_id": False, "number": 1},
                {"use_id": damage.id, "main_use_id": main.id, "number": 2},
            ],
        )

    def test_prt9_damage_of_a_main_cause_that_we_bear_is_held(self):
        ticket = self._create_ticket()
        self.make_use(ticket, bearer="company", name="PU-main")
        damage = self.make_use(ticket, is_main_cause=False)
        self.assertEqual(damage.claim_hold, "main_not_supplier")
        self.assertIn("PU-main", damage.claim_hold_text)

    # Lines

    def test_prt9_lines_by_charge_with_coefficients(self):
        self.agreement.write(
            {"labour_rate": 1.5, "travel_rate": 0.5, "covers_freight": False}
        )
        ticket = self._create_ticket()
        self.make_use(ticket)
        for kind, amount in (
            ("labour", 200),
            ("labour", -50),
            ("travel", 300),
            ("freight", 40),
            ("packing", 10),
            ("compensation", 70),
        ):
            self.add_cost(ticket, kind, amount)
        self.add_cost(ticket, "travel", 1000, bearer="company")
        claim = self.collect()
        self.assertRecordValues(
            claim.line_ids.sorted("charge"),
            [
                {"charge": "labour", "cost": 150, "rate": 1.5, "claimed": 225},
                {"charge": "other", "cost": 70, "rate": 1, "claimed": 70},
                {"charge": "part", "cost": 10, "rate": 1.2, "claimed": 12},
                {"charge": "travel", "cost": 300, "rate": 0.5, "claimed": 150},
            ],
        )
        self.assertRecordValues(
            claim,
            [{"amount_cost": 530, "amount_claimed": 457, "buyer_id": self.buyer.id}],
        )

    def test_prt9_agreed_price_of_an_hour_by_the_hours_on_site(self):
        self.agreement.labour_price = 90
        visit = self._create_visit()
        self.live(visit, "finished")
        self.make_use(visit.ticket_id, visit_id=visit.id)
        self.add_cost(visit.ticket_id, "labour", 1)
        line = self.collect().line_ids.filtered(lambda line: line.charge == "labour")
        # arrived after 120 minutes, finished after 240; one technician
        self.assertRecordValues(line, [{"hours": 2, "claimed": 180, "cost": 1}])

    def test_prt9_management_fee_is_one_line_that_follows_the_others(self):
        self.agreement.fee_percent = 10
        self.make_use()
        claim = self.collect()
        fee = claim.line_ids.filtered(lambda line: not line.use_id)
        self.assertRecordValues(fee, [{"charge": "other", "claimed": 1.2, "cost": 0}])
        line = claim.line_ids - fee
        line.with_user(self.buyer).claimed = 100
        claim.with_user(self.quality).action_check()
        self.assertEqual(fee.claimed, 10)

    def test_prt9_without_an_agreement_all_that_it_cost(self):
        self.agreement.active = False
        self.make_use()
        claim = self.collect()
        self.assertRecordValues(
            claim.line_ids,
            [{"claimed": 10, "deadline": False, "agreement_id": False}],
        )
        self.assertFalse(claim.deadline)

    def test_prt9_each_supplier_its_own_claim(self):
        self.make_use()
        self.built_in("OLD-1", self.denso)
        self.make_use(
            product=self.injector,
            lot=self.receive("NEW-1"),
            serial_removed="OLD-1",
        )
        self.assertEqual(self.collect().partner_id, self.bosch + self.denso)

    def test_prt9_only_the_supplier_and_the_days_asked_for(self):
        use = self.make_use()
        use.posted_at = "2026-02-28 16:30:00"  # the 1st of March in Shanghai
        for partner, start, end, found in (
            (self.denso, None, "2026-03-31", False),
            (self.bosch, None, "2026-02-28", False),
            (self.bosch, "2026-03-02", "2026-03-31", False),
            (self.bosch, "2026-03-01", "2026-03-01", True),
        ):
            with self.subTest((partner.name, start, end)):
                claims = self.collect(partner=partner, date_from=start, date_to=end)
                self.assertEqual(bool(claims), found)

    # Once is once

    def test_prt9_collecting_twice_adds_nothing(self):
        ticket = self._create_ticket()
        use = self.make_use(ticket)
        self.add_cost(ticket, "labour", 100)
        claim = self.collect()
        self.assertEqual(use.claim_state, "claimed")
        self.assertFalse(self.collect())
        self.assertFalse(self.collect(date_from="2026-03-01"))
        self.add_cost(ticket, "travel", 50)
        self.assertEqual(self.collect(), claim)
        self.assertEqual(
            claim.line_ids.sorted("number").mapped("charge"),
            ["part", "labour", "travel"],
        )
        self.assertEqual(claim.line_ids.mapped("number"), [1, 2, 3])
        self.live_claim(claim, "closed")
        self.assertFalse(self.collect())

    def test_prt9_the_database_itself_refuses_a_second_line(self):
        self.make_use()
        claim = self.collect()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.cr.savepoint():
                claim.line_ids.copy({"number": 9})
                self.env.flush_all()

    def test_prt9_a_line_taken_off_is_to_be_claimed_again(self):
        use = self.make_use()
        claim = self.collect()
        claim.line_ids.with_user(self.buyer).unlink()
        self.assertEqual(use.claim_state, "open")
        self.assertEqual(self.collect(), claim)
        self.live_claim(claim, "checked")
        with self.refused(UserError, "can't be changed now"):
            claim.line_ids.with_user(self.buyer).unlink()

    def test_prt9_a_cancelled_claim_is_to_be_claimed_again(self):
        use = self.make_use()
        claim = self.collect()
        claim.with_user(self.buyer).action_cancel()
        self.assertEqual(use.claim_state, "open")
        self.assertNotEqual(self.collect(), claim)

    def test_prt9_month_is_collected_by_itself_once(self):
        use = self.make_use()
        self.move(to=NOW.replace(month=4, day=1))
        claims = self.env["aftersales.supplier.claim"]
        for _run in range(2):
            claims._collect_month()
        claim = use.claim_line_ids.claim_id
        self.assertRecordValues(
            claim,
            [
                {
                    "date_from": NOW.date().replace(day=1),
                    "date_to": NOW.date().replace(day=31),
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(len(claim.activity_ids), 1)
        self.assertEqual(claim.activity_ids.user_id, self.quality)

    # Refused on entry

    def claim_of(self, **values):
        """A part of the same machine on a claim that went out."""
        use = self.make_use(self._create_ticket(), name="PU-first", **values)
        self.live_claim(self.collect(), "submitted")
        return use

    def test_prt9_duplicate_is_held_until_quality_says_why(self):
        self.claim_of()
        again = self.make_use(self._create_ticket(), name="PU-again")
        self.assertEqual((again.claim_state, again.claim_hold), ("held", "duplicate"))
        self.assertIn("PU-first", again.claim_hold_text)
        self.assertFalse(self.collect())
        with self.refused(AccessError, "Quality"):
            again.with_user(self.buyer).action_release_claim("Broke again")
        again.with_user(self.quality).action_release_claim("New part broke again")
        self.assertEqual(again.claim_released_by_id, self.quality)
        self.assertEqual(self.collect().line_ids.use_id, again)

    def test_prt9_duplicate_after_the_days_or_of_another_machine(self):
        self.claim_of()
        other = self.lot.copy({"name": "RX45-0002"})
        use = self.make_use(self._create_ticket(lot_id=other.id), name="PU-2")
        self.assertEqual(use.claim_state, "open")
        self.days(91)
        use = self.make_use(self._create_ticket(), name="PU-3")
        self.assertEqual(use.claim_state, "open")

    def test_prt9_two_of_a_kind_on_one_machine_are_no_duplicate(self):
        ticket = self._create_ticket()
        self.make_use(ticket)
        self.make_use(ticket, is_main_cause=False, name="PU-2")
        self.assertEqual(len(self.collect().line_ids), 2)

    def test_prt9_one_old_piece_is_claimed_once_whoever_asks(self):
        self.built_in("OLD-1")
        self.claim_of(
            product=self.injector, lot=self.receive("NEW-1"), serial_removed="OLD-1"
        )
        self.days(200)
        again = self.make_use(
            self._create_ticket(),
            product=self.injector,
            lot=self.receive("NEW-2"),
            serial_removed="OLD-1",
            name="PU-again",
        )
        self.assertEqual(again.claim_hold, "same_old_part")
        with self.refused(UserError, "one piece fails once"):
            again.with_user(self.quality).action_release_claim("All the same")
        self.assertFalse(self.collect())

    def test_prt9_falling_mileage_is_held(self):
        readings = self.env["aftersales.reading"]
        for minutes, km in ((-20, 12000), (-10, 9000)):
            readings.create(
                {
                    "lot_id": self.lot.id,
                    "company_id": self.company.id,
                    "at": NOW + timedelta(minutes=minutes),
                    "km": km,
                    "explanation": "Typing error" if km == 9000 else False,
                }
            )
        use = self.make_use()
        self.assertEqual(use.claim_hold, "mileage")
        self.assertIn("12000 km → 9000 km", use.claim_hold_text)
        use.with_user(self.quality).action_release_claim("Photo of the meter")
        self.assertEqual(use.claim_state, "open")

    def test_prt9_new_meter_is_no_falling_mileage(self):
        readings = self.env["aftersales.reading"]
        for minutes, km, replaced in ((-20, 12000, False), (-10, 5, True)):
            readings.create(
                {
                    "lot_id": self.lot.id,
                    "company_id": self.company.id,
                    "at": NOW + timedelta(minutes=minutes),
                    "km": km,
                    "meter_replaced": replaced,
                    "explanation": "New meter" if replaced else False,
                }
            )
        self.assertEqual(self.make_use().claim_state, "open")

    def test_prt9_serial_that_was_never_installed(self):
        self.receive("OLD-1")  # lies in our stock
        use = self.make_use(
            product=self.injector, lot=self.receive("NEW-1"), serial_removed="OLD-1"
        )
        self.assertEqual(use.claim_hold, "wrong_serial")
        self.assertIn("OLD-1", use.claim_hold_text)
        use.with_user(self.quality).action_release_claim("Counted wrongly")
        self.assertEqual(use.claim_state, "open")

    def test_prt9_serial_of_another_supplier_than_decided(self):
        self.built_in("OLD-1", self.denso)
        use = self.make_use(
            product=self.injector,
            lot=self.receive("NEW-1"),
            serial_removed="OLD-1",
            supplier_id=self.bosch.id,
        )
        self.assertEqual(use.claim_hold, "mismatch")
        use.with_user(self.buyer).action_decide_supplier(self.bosch.id, "Their label")
        self.assertEqual(use.claim_hold, "wrong_serial")
        use.with_user(self.quality).action_release_claim("Looked at the label")
        self.assertEqual(self.collect().partner_id, self.bosch)

    # Agreements

    def test_prt9_agreements_of_the_same_days_are_refused(self):
        with self.refused(ValidationError, "same days"):
            self._make_agreement(name="Second")
        self._make_agreement(
            name="For injectors", product_ids=[Command.set(self.injector.ids)]
        )
        self._make_agreement(name="Pumps", partner_id=self.denso.id)

    def test_prt9_terms_of_a_claim_that_went_out_stay(self):
        self.make_use()
        claim = self.collect()
        self.agreement.with_user(self.buyer).part_rate = 1.3
        self.live_claim(claim, "checked")
        with self.refused(UserError, "Make a new version"):
            self.agreement.with_user(self.buyer).part_rate = 2
        with self.refused(UserError, "Make a new version"):
            self.agreement.with_user(self.manager).write(
                {"column_ids": [Command.create({"content": "serial"})]}
            )
        self.agreement.with_user(self.buyer).warn_days = 3
        self.agreement.with_user(self.buyer).action_new_version()
        successor = self.agreement.search([("previous_id", "=", self.agreement.id)])
        self.assertRecordValues(
            self.agreement + successor,
            [
                {"version": 1, "date_to": NOW.date() - timedelta(days=1)},
                {"version": 2, "date_to": False},
            ],
        )
        successor.with_user(self.buyer).part_rate = 2

    def test_prt9_agreement_of_a_part_goes_first(self):
        special = self._make_agreement(
            name="Seals", product_ids=[Command.set(self.seal.ids)], part_rate=3
        )
        use = self.make_use()
        self.assertEqual(use.claim_agreement_id, special)
        self.assertEqual(self.collect().line_ids.claimed, 30)

    def test_prt9_roles_of_the_rules_have_groups(self):
        roles = set().union(*rules.ROLES.values())
        known = {"buyer", "quality", "finance", "keeper", "manager"}
        self.assertEqual(roles, known)
