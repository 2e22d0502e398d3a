"""A changed limit gets a new version; running clocks keep theirs unless re-rated."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestRerate(AftersalesCommon):
    def setUp(self):
        super().setUp()
        self.ticket = self._create_ticket()
        self.other = self._create_ticket()
        self.running = self.clock(self.ticket, self.t02)
        action = self.t02.with_user(self.manager).action_new_version()
        self.newer = self.env["aftersales.clock.policy"].browse(action["res_id"])
        self.newer.limit_value = 5

    def window(self, user=None):
        return (
            self.env["aftersales.clock.rerate"]
            .with_user(user or self.manager)
            .create({"policy_id": self.newer.id})
        )

    def test_preview_shows_what_would_change_and_changes_nothing(self):
        window = self.window()
        line = window.line_ids.filtered(lambda ln: ln.clock_id == self.running)
        self.assertRecordValues(
            line,
            [
                {
                    "due_at": self.minute(180),
                    "new_due_at": self.minute(300),
                    "new_state": "running",
                }
            ],
        )
        self.assertEqual(self.running.policy_id, self.t02)

    def test_only_what_was_ticked_is_rated_anew(self):
        window = self.window()
        window.reason = "Agreed with the works council"
        window.line_ids.filtered(
            lambda ln: ln.clock_id != self.running
        ).is_chosen = False
        window.action_rerate()
        self.assertRecordValues(
            self.running, [{"policy_id": self.newer.id, "due_at": self.minute(300)}]
        )
        self.assertEqual(self.clock(self.other, self.t02).due_at, self.minute(180))
        self.assertIn("works council", self.ticket.message_ids[0].body)

    def test_preview_tells_of_misses(self):
        self.newer.limit_value = 1
        self.move(100)
        line = self.window().line_ids.filtered(lambda ln: ln.clock_id == self.running)
        self.assertEqual(line.new_state, "missed")

    def test_ended_clocks_are_not_offered(self):
        self.ticket.with_user(self.clerk).record_event("responded")
        self.assertNotIn(self.running, self.window().line_ids.clock_id)

    def test_reason_is_needed_and_clerks_may_not(self):
        with self.refused(UserError, "T-02"):
            self.window().action_rerate()
        with self.assertRaises(AccessError):
            self.window(self.clerk)
        with self.assertRaises(AccessError):
            self.newer.with_user(self.clerk)._rerate(self.running, "x")

    def test_re_rating_twice_changes_nothing(self):
        for _turn in range(2):
            window = self.window()
            window.reason = "New regulation"
            window.action_rerate()
        self.assertEqual(len(self.ticket.clock_ids), 3)

    def test_nobody_goes_back_to_an_older_version(self):
        """T-02: an older version may be more generous; it has had its time."""
        ticket = self._create_ticket()
        clock = self.clock(ticket, self.newer)
        window = self.env["aftersales.clock.rerate"].with_user(self.manager)
        old = window.create({"policy_id": self.t02.id, "reason": "x"})
        with self.refused(UserError, "T-02.*version 2"):
            old.action_rerate()
        self.assertEqual(clock.policy_id, self.newer)
