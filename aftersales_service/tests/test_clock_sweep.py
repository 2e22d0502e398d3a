"""The sweep notices what runs out: once, and to the minute (T-02)."""

from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestClockSweep(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()

    def sweep(self, **kw):
        """Ids of the missed clocks of our own requests."""
        missed = self.env["aftersales.clock"].sweep(**kw)
        mine = self.env["aftersales.clock"].browse(missed)
        return mine.filtered(lambda clock: clock.company_id == self.company)

    def test_t02_is_missed_in_the_minute_after_the_due_minute(self):
        clock = self.clock(self.ticket, self.t02)
        for minutes, seconds, state in (
            (179, 0, "running"),
            (180, 0, "running"),
            (180, 59, "running"),
            (181, 0, "missed"),
        ):
            with self.subTest(minutes=minutes, seconds=seconds):
                self.move(minutes, seconds)
                self.sweep()
                self.assertEqual(clock.state, state)
        self.assertEqual(clock.overdue_minutes, 1)
        self.assertFalse(clock.stopped_at)

    def test_seconds_of_the_start_change_nothing(self):
        self.move(0, seconds=40)
        clock = self.clock(self._create_ticket(), self.t02)
        self.assertFalse(self.sweep(now=self.minute(180)) & clock)
        self.assertTrue(self.sweep(now=self.minute(181)) & clock)

    def test_moment_may_be_given(self):
        self.assertFalse(self.sweep(now=self.minute(180)))
        self.assertEqual(self.sweep(now=self.minute(181)).policy_id, self.t02)
        self.assertEqual(self.sweep(now=self.minute(361)).policy_id, self.t03)

    def test_sweeping_twice_changes_nothing(self):
        self.move(200)
        self.assertEqual(len(self.sweep()), 1)
        before = self.ticket.clock_ids.read()
        self.assertFalse(self.sweep())
        self.env.invalidate_all()
        self.assertEqual(self.ticket.clock_ids.read(), before)

    def test_minutes_are_read_anew_after_a_sweep(self):
        clock = self.clock(self.ticket, self.t02)
        self.move(200)
        self.assertEqual((clock.overdue_minutes, self.ticket.missed_count), (0, 0))
        self.sweep()
        self.assertEqual((clock.overdue_minutes, self.ticket.missed_count), (20, 1))

    def test_sweep_leaves_ended_clocks_alone(self):
        answered, closed = self._create_ticket(), self._create_ticket()
        answered.with_user(self.clerk).record_event("responded")
        closed.with_user(self.clerk).action_close()
        self.move(999)
        missed = self.sweep()
        self.assertNotIn(self.clock(answered, self.t02), missed)
        self.assertFalse(missed & closed.clock_ids)
        self.assertEqual(self.clock(answered, self.t02).state, "met")

    def test_sweep_and_facts_agree(self):
        """What the sweep calls missed, the next fact finds missed, and ends."""
        self.move(200)
        self.sweep()
        self.ticket.with_user(self.clerk).record_event("responded")
        self.assertRecordValues(
            self.clock(self.ticket, self.t02),
            [
                {
                    "state": "missed",
                    "stopped_at": self.minute(200),
                    "overdue_minutes": 20,
                }
            ],
        )

    def test_missed_by_the_sweep_is_met_if_the_answer_was_in_time(self):
        self.move(200)
        self.sweep()
        self.ticket.with_user(self.manager).record_event(
            "responded", at=self.minute(100), note="Written down on paper"
        )
        self.assertEqual(self.clock(self.ticket, self.t02).state, "met")

    def test_batches_take_all(self):
        tickets = self.ticket
        for _number in range(4):
            tickets += self._create_ticket()
        missed = self.sweep(now=self.minute(181), batch=2)
        self.assertEqual(missed.ticket_id, tickets)
        self.assertEqual(set(missed.mapped("state")), {"missed"})

    def test_scheduled_action_sweeps_every_minute(self):
        cron = self.env.ref("aftersales_service.ir_cron_sweep")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "minutes"))
        self.move(181)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.clock(self.ticket, self.t02).state, "missed")
