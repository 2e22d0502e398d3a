"""Verdicts on requests: made, confirmed, decided otherwise, frozen (WAR-3, WAR-5)."""

import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon


class WarrantyCommon(AftersalesCommon):
    """A furnace with 12 months of free repair from its commissioning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id}
        cls.burner = cls.env["aftersales.component"].create(
            {
                "code": "burner",
                "name": "Burner",
                "component_class": "main_assembly",
                **own,
            }
        )
        cls.seal = cls.env["aftersales.component"].create(
            {"code": "seal", "name": "Seal", "component_class": "wear_part", **own}
        )
        cls.fault = cls.env["aftersales.fault"].create(
            {
                "code": "cold",
                "name": "Stays cold",
                "component_id": cls.burner.id,
                **own,
            }
        )
        cls.misuse = cls.env["aftersales.warranty.condition"].create(
            {"code": "misuse", "name": "Run against the manual", **own}
        )
        cls.policy = cls.env["aftersales.warranty.policy"].create(
            {
                "code": "contract",
                "name": "Furnaces by contract",
                "start_event": "installation",
                "cap_months": 18,
                "exclusion_ids": [Command.link(cls.misuse.id)],
                "line_ids": [
                    Command.create({"code": "whole", "name": "Furnace", "months": 12}),
                    Command.create(
                        {
                            "code": "wear",
                            "name": "Wear parts",
                            "component_class": "wear_part",
                            "is_excluded": True,
                        }
                    ),
                ],
                "remedy_ids": [
                    Command.create(
                        {
                            "code": "again",
                            "name": "New furnace after three repairs of one fault",
                            "entitlement": "exchange",
                            "trigger": "same_fault_repairs",
                            "operator": ">",
                            "threshold": 3,
                            "warn_at": 2,
                            "within": "repair",
                        }
                    )
                ],
                **own,
            }
        )
        cls.lot.write(
            {
                "aftersales_partner_id": cls.customer.id,
                "commissioned_date": "2025-06-10",
            }
        )

    def evidence(self, user):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "photo.png", "datas": base64.b64encode(b"seen")})
        )

    def clauses(self, verdict):
        """(group, clause, result) of each clause."""
        return [
            (group["kind"], clause["code"], clause["result"])
            for group in verdict.reasons
            for clause in group["clauses"]
        ]


@tagged("post_install", "-at_install")
class TestWarrantyVerdict(WarrantyCommon):
    def test_war3_free_repair_names_its_clause(self):
        ticket = self._create_ticket(fault_id=self.fault.id)
        verdict = ticket.with_user(self.clerk).make_verdict()
        self.assertRecordValues(
            verdict,
            [
                {
                    "name": f"{ticket.number}-V1",
                    "entitlement": "repair",
                    "policy_id": self.policy.id,
                    "policy_version": 1,
                    "state": "proposed",
                    "is_current": True,
                }
            ],
        )
        self.assertIn(("cover", "time", "passed"), self.clauses(verdict))
        self.assertIn("2026-06-10", verdict.reasons_html)
        self.assertEqual(ticket.warranty_verdict, "repair")
        self.assertEqual(ticket.component_id, self.burner)

    def test_war3_missing_start_is_never_out(self):
        self.lot.commissioned_date = False
        ticket = self._create_ticket(fault_id=self.fault.id)
        verdict = ticket.make_verdict()
        self.assertEqual(verdict.entitlement, "undetermined")
        self.assertIn("Day the installation was completed", verdict.missing_text)

    def test_war3_new_fact_makes_a_new_verdict_and_keeps_the_old_one(self):
        self.lot.commissioned_date = False
        ticket = self._create_ticket(fault_id=self.fault.id)
        first = ticket.make_verdict()
        self.assertEqual(ticket.make_verdict(), first, "nothing new, nothing made")
        self.lot.commissioned_date = "2025-06-10"
        second = ticket.verdict_id
        self.assertRecordValues(
            first | second,
            [
                {"entitlement": "undetermined", "is_current": False},
                {"entitlement": "repair", "is_current": True},
            ],
        )
        self.assertEqual(ticket.verdict_id, second)
        ticket.component_id = self.seal
        self.assertEqual(ticket.warranty_verdict, "paid", "judged again by itself")
        self.assertEqual(len(ticket.verdict_ids), 3)

    def test_war2_exclusion_needs_evidence(self):
        ticket = self._create_ticket(fault_id=self.fault.id)
        ticket.make_verdict()
        finding = self.env["aftersales.warranty.finding"].create(
            {"ticket_id": ticket.id, "condition_id": self.misuse.id}
        )
        self.assertEqual(ticket.warranty_verdict, "undetermined")
        finding.attachment_ids = self.evidence(self.env.user)
        self.assertEqual(ticket.warranty_verdict, "paid")

    def test_war1_printed_period_takes_the_place_of_the_policys(self):
        self.lot.commissioned_date = "2024-06-10"
        promise = self.env["aftersales.warranty.promise"].create(
            {"lot_id": self.lot.id, "months": 24, "kind": "card"}
        )
        ticket = self._create_ticket(fault_id=self.fault.id)
        verdict = ticket.make_verdict()
        self.assertEqual(verdict.entitlement, "undetermined", "the card isn't there")
        promise.attachment_ids = self.evidence(self.env.user)
        self.assertEqual(ticket.warranty_verdict, "repair")

    def test_int7_over_promise_names_its_seller(self):
        self.lot.commissioned_date = "2024-06-10"
        promise = self.env["aftersales.warranty.promise"].create(
            {
                "lot_id": self.lot.id,
                "months": 24,
                "kind": "contract",
                "seller_id": self.nobody.id,
                "attachment_ids": self.evidence(self.env.user).ids,
            }
        )
        ticket = self._create_ticket(fault_id=self.fault.id)
        self.assertRecordValues(
            ticket.make_verdict(),
            [
                {
                    "entitlement": "repair",
                    "over_promise_id": promise.id,
                    "over_promise_seller": self.nobody.name,
                }
            ],
        )

    # Decisions

    def test_war3_clerk_confirms_once(self):
        verdict = self._create_ticket(fault_id=self.fault.id).make_verdict()
        verdict.with_user(self.clerk).action_confirm()
        self.assertRecordValues(
            verdict, [{"state": "confirmed", "decided_by_id": self.clerk.id}]
        )
        with self.refused(UserError, "decided already"):
            verdict.with_user(self.clerk).action_confirm()

    def test_war3_override_takes_manager_reason_and_evidence(self):
        self.lot.commissioned_date = "2024-06-10"
        ticket = self._create_ticket(fault_id=self.fault.id)
        verdict = ticket.make_verdict()
        self.assertEqual(verdict.entitlement, "paid")
        wizard = self.env["aftersales.warranty.override"].with_user(self.manager)
        values = {
            "verdict_id": verdict.id,
            "entitlement": "goodwill",
            "reason": "Loyal",
        }
        with self.refused(UserError, "attach what shows it"):
            wizard.create(values).action_decide()
        proof = self.evidence(self.manager)
        wizard.create({**values, "attachment_ids": proof.ids}).action_decide()
        self.assertRecordValues(
            verdict,
            [
                {
                    "proposed": "paid",
                    "entitlement": "goodwill",
                    "state": "overridden",
                    "decided_by_id": self.manager.id,
                    "override_reason": "Loyal",
                }
            ],
        )
        self.assertEqual(ticket.warranty_verdict, "goodwill")
        with self.refused(AccessError, "Only a service manager"):
            verdict.with_user(self.clerk)._override("repair", "x", proof)

    def test_war5_undetermined_goes_up_and_is_decided(self):
        """T-12 runs from the question to the decision."""
        self._make_policy("T-12", "decided", 2, start_event="decision_asked")
        self.lot.commissioned_date = False
        ticket = self._create_ticket(fault_id=self.fault.id, team_id=False)
        ticket.with_user(self.clerk).action_make_verdict()
        ticket.with_user(self.clerk).action_make_verdict()
        asked = ticket.event_ids.filtered(lambda e: e.code == "decision_asked")
        self.assertEqual(len(asked), 1)
        clock = ticket.clock_ids.filtered(lambda c: c.policy_id.code == "T-12")
        self.assertEqual(clock.state, "running")
        ticket.verdict_id.with_user(self.manager)._override(
            "repair", "The customer's log shows the start", self.evidence(self.manager)
        )
        self.assertEqual(clock.state, "met")

    # Frozen

    def test_verdicts_are_frozen(self):
        verdict = self._create_ticket(fault_id=self.fault.id).make_verdict()
        for user in (self.clerk, self.manager):
            with self.refused(AccessError, "."), mute_logger("odoo.models"):
                verdict.with_user(user).write({"entitlement": "refund"})
            with self.refused(AccessError, "."):
                verdict.with_user(user).unlink()
            with self.refused(AccessError, "."):
                verdict.with_user(user).copy()
        with self.refused(AccessError, "frozen"):
            verdict.sudo().write({"reasons": []})
        with self.refused(UserError, "is kept"):
            verdict.sudo().unlink()

    def test_policy_in_use_takes_a_new_version(self):
        self._create_ticket(fault_id=self.fault.id).make_verdict()
        for change in (
            lambda: self.policy.write({"cap_months": 24}),
            lambda: self.policy.line_ids[0].write({"months": 24}),
            lambda: self.policy.remedy_ids.unlink(),
            lambda: self.policy.write({"line_ids": [Command.clear()]}),
        ):
            with self.refused(UserError, "New Version"):
                change()
        action = self.policy.with_user(self.manager).action_new_version()
        successor = self.policy.browse(action["res_id"])
        self.assertEqual((successor.version, len(successor.line_ids)), (2, 2))
        successor.line_ids[0].months = 24
        self.assertEqual(self.lot.repair_end_date, date(2027, 6, 10))

    def test_war7_regional_policy_goes_on_from_the_new_version_of_its_base(self):
        region = self.env["res.country.state"].search([], limit=1)
        local = self.env["aftersales.warranty.policy"].create(
            {
                "code": "local",
                "name": "Local",
                "parent_id": self.policy.id,
                "state_ids": region.ids,
                "start_event": "installation",
                "company_id": self.company.id,
            }
        )
        self.customer.state_id = region
        self.owner.partner_id.state_id = region
        verdict = self._create_ticket(fault_id=self.fault.id).make_verdict()
        self.assertRecordValues(
            verdict, [{"policy_id": local.id, "entitlement": "repair"}]
        )
        with self.refused(UserError, "New Version"):
            self.policy.line_ids[0].months = 24
        self.policy.action_new_version()
        domain = [("code", "in", ("contract", "local"))]
        base, own = self.policy.search(domain, order="code")
        self.assertEqual((base.version, own.version), (2, 2))
        self.assertEqual(own.parent_id, base)

    # Products

    def test_war1_ends_of_a_product_follow_dates_and_policy(self):
        self.assertEqual(self.lot.warranty_policy_id, self.policy)
        self.assertEqual(self.lot.repair_end_date, date(2026, 6, 10))
        self.policy.line_ids[0].months = 24
        self.assertEqual(self.lot.repair_end_date, date(2027, 6, 10))
        self.lot.commissioned_date = False
        self.assertFalse(self.lot.repair_end_date)

    # Thousands at once

    def test_number_of_queries_doesnt_depend_on_the_number_of_requests(self):
        counts = []
        for number in (10, 200):
            lots = self.env["stock.lot"].create(
                [
                    {
                        "name": f"RX45-{number}-{i}",
                        "product_id": self.product.id,
                        "company_id": self.company.id,
                        "aftersales_partner_id": self.customer.id,
                        "commissioned_date": "2025-06-10",
                    }
                    for i in range(number)
                ]
            )
            tickets = self.env["helpdesk.ticket"].create(
                [
                    {
                        "name": "Recall",
                        "description": "x",
                        "company_id": self.company.id,
                        "partner_id": self.owner.partner_id.id,
                        "type_id": self.repair.id,
                        "lot_id": lot.id,
                    }
                    for lot in lots
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            before = self.env.cr.sql_log_count
            tickets.make_verdict()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(set(tickets.mapped("warranty_verdict")), {"repair"})
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestWarrantyWarning(WarrantyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repairs = cls.env["aftersales.repair"].create(
            [
                {
                    "lot_id": cls.lot.id,
                    "fault_id": cls.fault.id,
                    "started_at": f"2025-0{month}-01 01:00:00",
                    "ended_at": f"2025-0{month}-02 01:00:00",
                }
                for month in (7, 8)
            ]
        )

    def test_managers_are_told_once_before_a_threshold_is_reached(self):
        self.assertEqual(self.lot.warranty_alert, "near")
        lots = self.env["stock.lot"]
        lots._warn_of_thresholds()
        lots._warn_of_thresholds()
        told = self.lot.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(len(told), 1)
        self.assertIn("New furnace after three repairs", told.note)

    def test_near_and_reached_are_told_each(self):
        self.env["stock.lot"]._warn_of_thresholds()
        self.env["aftersales.repair"].create(
            [
                {
                    "lot_id": self.lot.id,
                    "fault_id": self.fault.id,
                    "started_at": f"2025-{month}-01 01:00:00",
                    "ended_at": f"2025-{month}-02 01:00:00",
                }
                for month in (10, 11)
            ]
        )
        self.assertEqual(self.lot.warranty_alert, "reached")
        self.env["stock.lot"]._warn_of_thresholds()
        told = self.lot.activity_ids.filtered(lambda a: a.user_id == self.manager)
        self.assertEqual(len(told), 2)

    def test_only_quality_counts(self):
        self.repairs.is_quality = False
        self.assertFalse(self.lot.warranty_alert)
