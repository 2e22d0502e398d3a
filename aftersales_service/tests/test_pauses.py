"""Pauses: reason, evidence and approver; only outside causes stop clocks (B 2)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestPauses(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reasons = {
            cause: cls.env["aftersales.pause.reason"].create(
                {
                    "name": cause.title(),
                    "code": cause,
                    "cause": cause,
                    "company_id": cls.company.id,
                }
            )
            for cause in ("own", "company", "customer", "force_majeure", "supplier")
        }
        cls.ticket = cls._create_ticket()

    def t02_clock(self):
        return self.clock(self.ticket, self.t02)

    def block(self, cause="customer", user=None, **told):
        return self.ticket.with_user(user or self.clerk).record_event(
            "blocked",
            note=told.pop("note", "Gate is locked"),
            reason=self.reasons[cause],
            **told,
        )

    def pause(self, event=None):
        pauses = self.t02_clock().pause_ids
        return pauses.filtered(lambda p: p.event_id == event) if event else pauses

    def test_pause_counts_from_its_approval_on_back_to_its_start(self):
        """T-02: 30 minutes of an approved pause move 3 h to 3 h 30 min."""
        self.move(60)
        event = self.block()
        self.assertEqual(self.t02_clock().state, "running", "nobody has approved it")
        self.assertEqual(self.pause().state, "asked")
        self.move(70)
        self.pause().with_user(self.manager).action_approve()
        clock = self.t02_clock()
        self.assertEqual((clock.state, clock.due_at), ("paused", self.minute(180)))
        self.assertFalse(self.ticket.next_due_at and clock.due_at == 0)
        self.move(90)
        self.ticket.with_user(self.clerk).action_resume()
        self.assertRecordValues(
            self.t02_clock(), [{"state": "running", "due_at": self.minute(210)}]
        )
        self.assertRecordValues(
            self.pause(event),
            [
                {
                    "start_at": self.minute(60),
                    "end_at": self.minute(90),
                    "minutes": 30,
                    "state": "approved",
                    "approved_by_id": self.manager.id,
                    "cause": "customer",
                }
            ],
        )

    def test_own_cause_stops_no_clock_and_starts_no_t16(self):
        """B 2: one's own cause is recorded, and no more."""
        t16 = self._make_policy("T-16", "finished", 2, start_event="unblocked")
        self.block("own")
        self.assertEqual(self.pause().state, "own")
        self.move(30)
        self.ticket.with_user(self.clerk).action_resume()
        self.assertEqual(self.t02_clock().due_at, self.minute(180))
        self.assertNotIn(t16, self.ticket.clock_ids.policy_id)

    def test_t16_starts_when_the_outside_cause_is_gone(self):
        """T-16: two hours from the end of the pause."""
        t16 = self._make_policy("T-16", "finished", 2, start_event="unblocked")
        self.block("supplier")
        self.move(45)
        self.ticket.with_user(self.clerk).action_resume()
        self.assertEqual(self.clock(self.ticket, t16).due_at, self.minute(165))

    def test_refused_pause_gives_the_time_back_to_the_clock(self):
        self.block()
        self.pause().with_user(self.manager).action_approve()
        self.move(30)
        self.assertEqual(self.t02_clock().state, "paused")
        self.pause().with_user(self.manager).action_refuse()
        clock = self.t02_clock()
        self.assertEqual((clock.state, clock.paused_minutes), ("running", 0))

    def test_reason_without_approval_counts_until_it_is_refused(self):
        self.reasons["force_majeure"].needs_approval = False
        self.block("force_majeure")
        self.assertEqual(self.t02_clock().state, "paused")
        self.pause().with_user(self.manager).action_refuse()
        self.assertEqual(self.t02_clock().state, "running")

    def test_late_approval_takes_a_miss_back(self):
        """The sweep saw a miss; the pause that explains it was approved later."""
        self.move(60)
        self.block()
        self.move(240)
        self.env["aftersales.clock"].sweep()
        self.assertEqual(self.t02_clock().state, "missed")
        self.pause().with_user(self.manager).action_approve()
        self.assertEqual(self.t02_clock().state, "paused")

    def test_paused_clock_is_not_missed_by_the_sweep(self):
        self.block()
        self.pause().with_user(self.manager).action_approve()
        self.move(24 * 60)
        self.env["aftersales.clock"].sweep()
        self.assertEqual(self.t02_clock().state, "paused")
        self.assertTrue(self.ticket.is_paused)
        self.assertIn(
            self.ticket, self.env["helpdesk.ticket"].search([("is_paused", "=", True)])
        )

    def test_only_managers_decide_and_never_their_own(self):
        self.block()
        for user in (self.clerk, self.technician, self.foreign_clerk):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.pause().with_user(user).action_approve()
        self.ticket.with_user(self.clerk).action_resume()
        mine = self.block(user=self.manager)
        with self.refused(UserError, self.ticket.number):
            self.pause(mine).with_user(self.manager).action_approve()

    def test_policy_that_no_pause_stops(self):
        t12 = self._make_policy(
            "T-12", "decided", 2, start_event="decision_asked", pausable=False
        )
        self.ticket.with_user(self.clerk).record_event("decision_asked")
        self.block()
        self.pause().with_user(self.manager).action_approve()
        self.assertEqual(self.clock(self.ticket, t12).state, "running")

    def test_window_takes_evidence_and_asks_for_it(self):
        self.reasons["customer"].needs_evidence = True
        values = {
            "ticket_id": self.ticket.id,
            "reason_id": self.reasons["customer"].id,
            "note": "Gate is locked",
        }
        windows = self.env["aftersales.pause"].with_user(self.clerk)
        window = windows.create(values)
        self.assertEqual(
            set(window.clock_ids.policy_id.mapped("code")), {"T-02", "T-03", "T-04"}
        )
        with self.refused(UserError, "evidence"):
            window.action_pause()
        self.assertFalse(self.ticket.is_blocked, "nothing half done")
        photo = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create({"name": "gate.jpg", "raw": b"x", "res_model": "aftersales.pause"})
        )
        windows.create({**values, "attachment_ids": photo.ids}).action_pause()
        event = self.ticket.event_ids.filtered(lambda e: e.code == "blocked")
        self.assertEqual(event.attachment_ids.mapped("name"), ["gate.jpg"])
        self.assertTrue(self.ticket.is_blocked)

    def test_files_of_others_are_no_evidence(self):
        hidden = self.env["ir.attachment"].create(
            {
                "name": "salary.xlsx",
                "raw": b"x",
                "res_model": "hr.employee",
                "res_id": self.engineer.id,
            }
        )
        event = self.block()
        with self.assertRaises(AccessError):
            event.with_user(self.clerk)._attach(hidden.with_user(self.clerk))
        with self.assertRaises(AccessError):
            event.with_user(self.manager)._attach(hidden)

    def test_pause_is_written_by_nobody(self):
        self.block()
        for user in (self.technician, self.clerk, self.manager):
            pauses = self.env["aftersales.clock.pause"].with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                pauses.browse(self.pause().id).write({"minutes": 600})
            with self.subTest(user.login), self.assertRaises(AccessError):
                pauses.create(
                    {
                        "clock_id": self.t02_clock().id,
                        "event_id": self.ticket.event_ids[0].id,
                        "start_at": self.minute(0),
                    }
                )

    def test_following_twice_changes_nothing(self):
        self.block()
        self.pause().with_user(self.manager).action_approve()
        self.move(30)
        self.ticket.with_user(self.clerk).action_resume()
        before = self.pause().read() + self.ticket.clock_ids.read(["due_at", "state"])
        self.env["aftersales.clock"]._follow(self.ticket)
        after = self.pause().read() + self.ticket.clock_ids.read(["due_at", "state"])
        self.assertEqual(after, before)
