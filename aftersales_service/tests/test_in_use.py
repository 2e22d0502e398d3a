"""What requests use is archived, never deleted; the error names it (INT-2, T-02)."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestInUse(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id}
        cls.group = cls.env["aftersales.fault"].create(
            {"code": "body", "name": "Body", **company}
        )
        cls.fault = cls.env["aftersales.fault"].create(
            {"code": "door", "name": "Door", "parent_id": cls.group.id, **company}
        )
        cls.t06 = cls._make_policy(
            "T-06",
            "arrived",
            24,
            domain="[('fault_group', '=', 'body'), ('distance_km', '>', 0), "
            "('distance_km', '<=', 100)]",
        )
        cls.paper = cls.env["aftersales.document.kind"].create(
            {"code": "invoice", "name": "Invoice", **company}
        )
        cls.reason = cls.env["aftersales.pause.reason"].create(
            {"code": "gate", "name": "Gate locked", **company}
        )
        cls.ticket = cls._create_ticket(fault_id=cls.fault.id, distance_km=80)
        cls.ticket.record_event("blocked", reason=cls.reason)
        cls.visit = cls._create_visit(cls.ticket)

    def used(self):
        return (
            (self.repair, "Repair"),
            (self.fault, "Door"),
            (self.group, "Body"),
            (self.paper, "Invoice"),
            (self.reason, "Gate locked"),
            (self.items[0], "Power cut off"),
            (self.t02, "T-02"),
        )

    def test_what_is_used_is_not_deleted_and_the_error_says_what_to_do(self):
        for record, name in self.used():
            with self.subTest(record._name, name=name), mute_logger("odoo.sql_db"):
                with self.refused(UserError, f"{name}.*[Aa]rchive"):
                    with self.cr.savepoint():
                        record.with_user(self.manager).unlink()
                        self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(self.ticket.type_id, self.repair)
        self.assertEqual(self.ticket.fault_id, self.fault)

    def test_archiving_what_is_used_changes_no_clock(self):
        before = [(c.policy_id, c.state, c.due_at) for c in self.ticket.clock_ids]
        for record, name in self.used():
            with self.subTest(record._name, name=name):
                record.with_user(self.manager).action_archive()
        self.env.invalidate_all()
        self.env["aftersales.clock"]._follow(self.ticket)
        after = [(c.policy_id, c.state, c.due_at) for c in self.ticket.clock_ids]
        self.assertEqual(after, before)
        self.assertEqual(self.ticket.type_id, self.repair)

    def test_what_nobody_uses_may_be_deleted(self):
        company = {"company_id": self.company.id, "code": "unused", "name": "Unused"}
        for model in (
            "helpdesk.ticket.type",
            "aftersales.fault",
            "aftersales.document.kind",
            "aftersales.pause.reason",
            "aftersales.report.item",
        ):
            record = self.env[model].create(company)
            with self.subTest(model):
                record.with_user(self.manager).unlink()
                self.assertFalse(record.exists())

    def test_one_code_for_two_is_told_clearly(self):
        """PRT-10, CST-2: what two of a company's settings may not share."""
        for model, values in (
            ("aftersales.packing.item", {"name": "Seal"}),
            ("aftersales.bearer.rule", {"name": "Warranty", "bearer": "company"}),
        ):
            records = self.env[model].with_user(self.manager)
            first = records.create({"code": "one", **values})
            with self.subTest(model), mute_logger("odoo.sql_db"):
                with self.assertRaises(UniqueViolation) as found, self.cr.savepoint():
                    records.create({"code": "one", **values})
                # as it is shown to whoever did it
                told = records._sql_error_to_message(found.exception)
                self.assertRegex(told, "has this code.* another code")
            there = records.sudo().create(
                {"code": "one", "company_id": self.other_company.id, **values}
            )
            self.assertEqual(there.code, first.code)
            self.assertNotEqual(first.copy().code, first.code)

    def test_many_at_once_get_a_number_each(self):
        items = self.env["aftersales.packing.item"].with_user(self.manager)
        found = items.create([{"name": name} for name in ("Foam", "Box", "Seal")])
        self.assertEqual(len(set(found.mapped("code"))), 3)
        there = items.sudo().create(
            [{"name": "Foam", "company_id": self.other_company.id} for _n in "ab"]
        )
        self.assertEqual(there.mapped("code"), ["001", "002"])
