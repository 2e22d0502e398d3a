"""What isn't safe is locked until another person has seen that it is (S6-4)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import photo
from .finding_common import FindingCommon


@tagged("post_install", "-at_install")
class TestLocks(FindingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.safety.is_locking = True
        cls.lift = cls._make_area(
            "Lift 3", cls.workshop_kind, cls.engineer, parent_id=cls.workshop.id
        )

    def notes(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    def test_a_failed_item_of_safety_locks_the_area_and_its_parts(self):
        self.assertFalse(self.workshop.is_locked)
        finding = self.found(self.safety)
        self.assertTrue(finding.is_locked)
        self.assertTrue(self.workshop.is_locked)
        self.assertTrue(self.lift.is_locked)
        self.assertFalse(self.cart.is_locked)
        locked = self.env["aftersales.6s.area"].search(
            [("is_locked", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(locked, self.workshop | self.lift)
        self.assertIn("is locked by", self.notes(self.workshop))
        self.assertIn(finding.name, self.notes(self.workshop))

    def test_everybody_sees_that_it_is_locked(self):
        self.found(self.safety)
        self.assertTrue(self.workshop.with_user(self.clerk).is_locked)

    def test_a_part_does_not_lock_what_it_belongs_to(self):
        self.found(self.safety, area=self.lift)
        self.assertTrue(self.lift.is_locked)
        self.assertFalse(self.workshop.is_locked)

    def test_another_person_clears_it(self):
        finding = self.found(self.safety)
        self.correct(finding)
        self.assertTrue(self.workshop.is_locked)
        for user in (self.technician, self.sales):
            with self.refused(AccessError, "is rechecked by an inspector"):
                finding.with_user(user).action_accept()
        self.move(20)
        finding.with_user(self.inspector).action_accept()
        self.assertFalse(self.workshop.is_locked)
        self.assertRecordValues(
            finding,
            [
                {
                    "cleared_at": self.minute(20),
                    "cleared_by_id": self.inspector.id,
                    "is_locked": False,
                }
            ],
        )
        self.assertIn("is free again", self.notes(self.workshop))

    def test_a_failed_recheck_keeps_the_lock(self):
        finding = self.correct(self.found(self.safety))
        finding.with_user(self.inspector).action_return("Still loose")
        self.assertTrue(self.workshop.is_locked)

    def test_two_locks_are_cleared_one_by_one(self):
        one, other = self.found(self.safety), self.found(self.safety)
        self.correct(one).with_user(self.inspector).action_accept()
        self.assertTrue(self.workshop.is_locked)
        self.correct(other).with_user(self.inspector).action_accept()
        self.assertFalse(self.workshop.is_locked)

    def test_annulling_does_not_clear_a_lock(self):
        finding = self.found(self.safety)
        finding.with_user(self.manager).action_annul("It was the supplier")
        self.assertTrue(self.workshop.is_locked)
        with self.refused(AccessError, "is rechecked by an inspector"):
            finding.with_user(self.technician).action_clear("Looks fine")
        with self.refused(UserError, "Write what you have seen"):
            finding.with_user(self.inspector).action_clear("")
        finding.with_user(self.inspector).action_clear("Bolt is tight")
        self.assertFalse(self.workshop.is_locked)
        self.assertIn("Bolt is tight", self.notes(finding))

    def test_an_open_finding_is_not_cleared_past_its_steps(self):
        finding = self.found(self.safety)
        with self.refused(UserError, "is cleared by accepting it"):
            finding.with_user(self.inspector).action_clear("Fine")

    def test_an_inspector_locks_what_a_person_has_reported(self):
        finding = self.report(equipment="Hoist")
        with self.refused(AccessError, "is handled by an inspector"):
            finding.with_user(self.other_technician).action_lock("Looks bad")
        with self.refused(UserError, "Write why"):
            finding.with_user(self.inspector).action_lock("")
        finding.with_user(self.inspector).action_lock("The chain is worn")
        self.assertFalse(self.workshop.is_locked)
        self.assertEqual(self.workshop.locked_equipment, "Hoist")
        self.assertIn("The chain is worn", self.notes(self.workshop))
        with self.refused(UserError, "locks already"):
            finding.with_user(self.inspector).action_lock("Again")

    def test_a_lock_on_a_tool_leaves_the_area_open(self):
        tool = self.env["aftersales.6s.tool"].create(
            {
                "name": "Puller",
                "code": "T-1",
                "area_id": self.workshop.id,
                "company_id": self.company.id,
            }
        )
        finding = self.report(self.inspector, tool_id=tool.id, is_locking=True)
        self.assertTrue(tool.is_locked)
        self.assertFalse(self.workshop.is_locked)
        with self.refused(UserError, "Puller is locked"):
            tool._check_unlocked()
        self.correct(finding).with_user(self.other_inspector).action_accept()
        tool.invalidate_recordset()
        self.assertFalse(tool.is_locked)

    def test_a_locked_area_is_still_inspected(self):
        self.found(self.safety)
        self.assertTrue(self.found(self.shine))

    def test_taking_back_unlocks(self):
        finding = self.found(self.safety)
        self.assertTrue(self.workshop.is_locked)
        finding._take_back()
        self.assertFalse(self.workshop.is_locked)

    def test_locked_findings_are_found(self):
        locking, other = self.found(self.safety), self.found(self.shine)
        ours = [("id", "in", (locking | other).ids)]
        found = self.findings.search([*ours, ("is_locked", "=", True)])
        self.assertEqual(found, locking)
        found = self.findings.search([*ours, ("is_locked", "=", False)])
        self.assertEqual(found, other)

    def test_no_query_for_each_area(self):
        areas = self.workshop | self.lift | self.cart | self.office
        self.found(self.safety)
        self.env.flush_all()
        self.env.invalidate_all()
        areas.mapped("parent_path")
        with self.assertQueryCount(1):
            areas.mapped("is_locked")

    def test_the_windows_lock_and_clear(self):
        finding = self.report()
        windows = self.env["aftersales.6s.finding.step"].with_context(
            active_id=finding.id
        )
        windows.with_user(self.inspector).create(
            {"step": "lock", "text": "Loose"}
        ).action_take()
        self.assertTrue(self.workshop.is_locked)
        windows.with_user(self.inspector).create(
            {"step": "photo", "kind": "after", "photo": photo()}
        ).action_take()
        self.assertTrue(finding.after_photo_ids)
        finding.with_user(self.manager).action_annul("Nobody's")
        windows.with_user(self.inspector).create(
            {"step": "clear", "text": "Tight"}
        ).action_take()
        self.assertFalse(self.workshop.is_locked)
