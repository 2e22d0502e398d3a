"""Corrections point back, and clocks follow the corrected fact (INT-1, T-02)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestCorrections(AftersalesCommon):
    def setUp(self):
        super().setUp()
        self.ticket = self._create_ticket()
        self.move(200)
        self.answer = self.ticket.with_user(self.clerk).record_event("responded")

    def correct(self, event=None, user=None, **told):
        event = (event or self.answer).with_user(user or self.manager)
        return event.correct(told.pop("note", "Called back from the car"), **told)

    def t02_clock(self):
        return self.clock(self.ticket, self.t02)

    def test_clock_follows_the_corrected_fact(self):
        """T-02: an answer recorded at 200 min, given at 170 min, meets 180 min."""
        clock = self.t02_clock()
        self.assertEqual(clock.state, "missed")
        event = self.correct(at=self.minute(170))
        self.assertEqual(event.correction_of_id, self.answer)
        self.assertRecordValues(
            self.t02_clock(),
            [{"id": clock.id, "state": "met", "stopped_at": self.minute(170)}],
        )
        self.assertRecordValues(
            self.answer | event, [{"is_in_force": False}, {"is_in_force": True}]
        )

    def test_first_record_stays_as_it_was(self):
        before = self.answer.read(["at", "recorded_at", "recorded_by_id", "note"])
        self.correct(at=self.minute(170))
        self.assertEqual(
            self.answer.read(["at", "recorded_at", "recorded_by_id", "note"]), before
        )

    def test_registration_corrected_moves_all_clocks_that_start_from_it(self):
        registered = self.ticket.event_ids.filtered(lambda e: e.code == "registered")
        clocks = self.ticket.clock_ids
        self.correct(registered, at=self.minute(-60), note="The call came at nine")
        self.assertEqual(self.ticket.registered_at, self.minute(-60))
        self.assertEqual(self.ticket.clock_ids, clocks, "no second clock")
        self.assertEqual(self.t02_clock().due_at, self.minute(120))

    def test_fact_that_never_happened_is_taken_back(self):
        self.correct(is_void=True, note="It was another customer")
        self.assertEqual(self.t02_clock().stopped_at, False)
        self.assertNotIn("responded", self.ticket.event_codes)

    def test_corrections_of_corrections(self):
        first = self.correct(at=self.minute(170))
        with self.refused(UserError, "corrected already"):
            self.correct(at=self.minute(160))
        second = self.correct(first, at=self.minute(190))
        self.assertEqual(second.root_id, self.answer)
        self.assertEqual(self.t02_clock().state, "missed")

    def test_who_may_correct(self):
        for user in (self.clerk, self.technician):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.correct(user=user, at=self.minute(170))

    def test_correction_needs_a_reason_and_no_future(self):
        with self.refused(UserError, "Say why"):
            self.correct(at=self.minute(170), note=" ")
        with self.refused(UserError, "future"):
            self.correct(at=self.minute(999))

    def test_signed_times_stand_until_the_report_is_returned(self):
        """VIS-4: what the customer signed can't be altered."""
        visit = self._create_visit(self.ticket)
        self.move(0)
        self.live(visit, "signed")
        arrived = visit.event_ids.filtered(lambda e: e.code == "arrived")
        with self.refused(UserError, visit.name):
            self.correct(arrived, at=self.minute(110))

    def test_visit_times_follow_before_the_signature(self):
        visit = self._create_visit(self.ticket)
        self.move(0)
        self.live(visit, "arrived")
        arrived = visit.event_ids.filtered(lambda e: e.code == "arrived")
        self.correct(arrived, at=self.minute(115))
        self.assertEqual(visit.arrived_at, self.minute(115))
        with self.refused(UserError, "taken back"):
            self.correct(
                visit.event_ids.filtered(
                    lambda e: e.code == "arrived" and e.is_in_force
                ),
                is_void=True,
            )

    def test_window(self):
        window = (
            self.env["aftersales.event.correct"]
            .with_user(self.manager)
            .create({"event_id": self.answer.id, "note": "Called from the car"})
        )
        window.at = self.minute(100)
        window.action_correct()
        self.assertEqual(self.t02_clock().state, "met")
