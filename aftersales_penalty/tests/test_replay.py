"""Changed clauses and limits are tried on the past; nothing is written by it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PenaltyCommon

HOUR = 60


@tagged("post_install", "-at_install")
class TestReplay(PenaltyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._make_rule("PEN-01", trigger="clock", trigger_codes="T-02")

    def replay(self, user=None, **values):
        window = (
            self.env["aftersales.penalty.replay"]
            .with_user(user or self.manager)
            .create({"date_from": "2026-03-01", "date_to": "2026-03-31", **values})
        )
        window.action_run()
        return {
            line.employee_id: (
                line.cases_before,
                line.amount_before,
                line.cases_after,
                line.amount_after,
                line.difference,
            )
            for line in window.line_ids
        }

    def miss(self, hours, **values):
        """A request that is answered after so many hours."""
        ticket = self._create_ticket(**values)
        self.move(hours * HOUR)
        ticket.with_user(self.clerk).record_event("responded")
        self.move(hours * HOUR + 1)
        return ticket

    def test_changed_amount_of_a_draft(self):
        self.miss(4)
        case = self.propose()
        draft = self.regulation.browse(self.regulation.action_new_version()["res_id"])
        draft.rule_ids.amount = 50
        found = self.replay(regulation_id=draft.id)
        self.assertEqual(found, {self.clerk_employee: (1, 30, 1, 50, 20)})
        self.assertEqual((case.amount, case.state), (30, "proposed"))
        self.assertEqual(draft.state, "draft")

    def test_clause_that_is_dropped(self):
        self.miss(4)
        draft = self.regulation.browse(self.regulation.action_new_version()["res_id"])
        draft.rule_ids.unlink()
        found = self.replay(regulation_id=draft.id)
        self.assertEqual(found, {self.clerk_employee: (1, 30, 0, 0, -30)})

    def test_longer_limit_forgives_and_shorter_one_does_not(self):
        self.miss(4)
        for hours, expected in ((5, (1, 30, 0, 0, -30)), (1, (1, 30, 1, 30, 0))):
            other = self.t02.copy({"version": hours + 1, "limit_value": hours})
            found = self.replay(policy_ids=[(6, 0, other.ids)])
            self.assertEqual(found, {self.clerk_employee: expected}, hours)
        self.assertEqual(
            self.env["aftersales.clock"].search_count(
                [("policy_id", "!=", self.t02.id), ("policy_id.code", "=", "T-02")]
            ),
            0,
            "no clock has been touched",
        )

    def test_shorter_limit_finds_what_was_in_time(self):
        self.miss(2)
        other = self.t02.copy({"version": 2, "limit_value": 1})
        found = self.replay(policy_ids=[(6, 0, other.ids)])
        self.assertEqual(found, {self.clerk_employee: (0, 0, 1, 30, 30)})

    def test_other_working_hours(self):
        calendar = self.company.resource_calendar_id
        self.move(9 * HOUR)  # 19:00 in Shanghai, when nobody works
        ticket = self._create_ticket()
        self.move(13 * HOUR)
        ticket.with_user(self.clerk).record_event("responded")
        self.move(13 * HOUR + 1)
        other = self.t02.copy({"version": 2, "calendar_id": calendar.id})
        found = self.replay(policy_ids=[(6, 0, other.ids)])
        self.assertEqual(found, {self.clerk_employee: (1, 30, 0, 0, -30)})

    def test_only_who_decides_and_only_forward(self):
        with self.assertRaises(AccessError):
            self.replay(self.technician)
        with self.refused(UserError, "before the first"):
            self.replay(date_to="2026-02-01")
