"""Windows: warned once, missed once, and at whose desk it lay (PRT-9, CMP-7)."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon
from .common import NOW

TODAY = NOW.date()


@tagged("post_install", "-at_install")
class TestClaimWindows(ClaimCommon):
    def watch(self, times=1):
        for _time in range(times):
            self.env["aftersales.part.use"]._watch_claim_windows()
            self.env.flush_all()
            self.env.invalidate_all()

    def missed(self):
        return self.env["aftersales.claim.missed"].search([])

    def warnings(self, ticket):
        return ticket.activity_ids.filtered(lambda one: "must be in" in one.summary)

    def test_prt9_deadline_is_the_earlier_window(self):
        self.agreement.days_repair = 7
        use = self.make_use()
        self.assertEqual(use.claim_deadline, TODAY + timedelta(days=7))
        self.assertEqual(use.claim_days_left, 7)
        claim = self.collect()
        self.assertEqual((claim.deadline, claim.days_left), (use.claim_deadline, 7))
        for domain, found in (
            ([("days_left", "<=", 7)], True),
            ([("days_left", "<", 7)], False),
            ([("days_left", "=", 7)], True),
            ([("days_left", ">", 7)], False),
        ):
            with self.subTest(domain):
                self.assertEqual(bool(claim.search(domain)), found)
        uses = self.env["aftersales.part.use"]
        self.assertIn(use, uses.search([("claim_days_left", "<=", 7)]))
        self.assertNotIn(use, uses.search([("claim_days_left", ">", 7)]))
        self.live_claim(claim, "submitted")
        self.assertFalse(claim.search([("days_left", "<=", 7)]))

    def test_prt9_days_are_the_companys(self):
        """Half past midnight in Shanghai it is the next day."""
        self.move(to=NOW.replace(day=31, hour=16, minute=30))
        use = self.make_use()
        self.assertEqual(use.claim_deadline, date(2026, 5, 1))

    def test_prt9_buyer_is_warned_once(self):
        use = self.make_use()
        self.watch()
        self.assertFalse(self.warnings(use.ticket_id))
        self.days(25)
        self.watch(2)
        warning = self.warnings(use.ticket_id)
        self.assertEqual(len(warning), 1)
        self.assertEqual(warning.user_id, self.buyer)
        self.assertIn("Injector Works", warning.summary)
        self.assertEqual(warning.date_deadline, use.claim_deadline)
        self.assertFalse(self.missed())

    def test_prt9_missed_window_shows_who_and_what_was_lost(self):
        use = self.make_use()
        self.add_cost(use.ticket_id, "travel", 300)
        self.days(30)
        self.watch()
        self.assertFalse(self.missed(), "the last day counts")
        self.days(31)
        self.watch(2)
        self.assertRecordValues(
            self.missed(),
            [
                {
                    "use_id": use.id,
                    "partner_id": self.bosch.id,
                    "deadline": TODAY + timedelta(days=30),
                    "role": "buyer",
                    "employee_id": self.buyer_employee.id,
                    "stood": "Not collected",
                    "amount": 312,
                    "claim_id": False,
                }
            ],
        )
        self.assertEqual(use.claim_state, "missed")
        fact = use.ticket_id.event_ids.filtered(
            lambda event: event.code == "claim_window_missed"
        )
        self.assertRecordValues(
            fact,
            [
                {
                    "employee_id": self.buyer_employee.id,
                    "source_ref": use.name,
                    "note": "Not collected",
                }
            ],
        )

    def test_prt9_missed_with_the_technician_before_the_write_off(self):
        self.agreement.write({"days_posted": 0, "days_repair": 5})
        use = self.make_use(post=False)
        use._derive_claims()
        self.days(6)
        self.watch()
        self.assertRecordValues(
            self.missed(),
            [
                {
                    "role": "holder",
                    "employee_id": self.engineer.id,
                    "stood": "Not written off yet",
                    "amount": 12,
                }
            ],
        )
        self.assertEqual(use.claim_state, "missed")

    def test_prt9_missed_with_quality_while_it_was_a_draft(self):
        self.make_use()
        claim = self.collect()
        self.days(31)
        self.watch()
        self.assertRecordValues(
            self.missed(),
            [
                {
                    "role": "quality",
                    "employee_id": self.quality_employee.id,
                    "claim_id": claim.id,
                }
            ],
        )
        self.assertIn(claim.name, self.missed().stood)

    def test_prt9_what_was_handed_in_in_time_is_not_missed(self):
        self.make_use()
        self.live_claim(self.collect(), "submitted")
        self.days(90)
        self.watch()
        self.assertFalse(self.missed())

    def test_prt9_missed_parts_are_collected_only_when_asked_for(self):
        use = self.make_use()
        self.days(31)
        self.watch()
        self.assertFalse(self.collect())
        claim = self.collect(late=True)
        self.assertEqual(claim.line_ids.use_id, use)
        self.assertEqual(use.claim_state, "claimed")
        self.watch()
        self.assertEqual(len(self.missed()), 1, "it stays on record, once")

    def test_prt9_a_lost_window_is_a_fact(self):
        self.make_use()
        self.days(31)
        self.watch()
        missed = self.missed()
        mine = missed.with_user(self.manager)
        mine.explanation = "Nobody looked"
        for name, value in (("amount", 0), ("employee_id", False), ("role", "buyer")):
            with self.subTest(name), self.refused(UserError, "only its explanation"):
                mine.write({name: value})
        with self.refused(UserError, "stays there"):
            missed.unlink()

    def test_cmp7_purchasing_hears_of_a_suspected_part_once(self):
        use = self.make_use(post=False)
        use._after_open()
        found = use.ticket_id.activity_ids
        self.assertEqual(len(found), 1)
        self.assertEqual(found.user_id, self.buyer)
        self.assertIn("Suspected fault of a bought-in part: ", found.summary)
        self.assertIn("Injector Works", found.summary)
        other = self.make_use(bearer="company", post=False)
        other._after_open()
        self.assertFalse(other.ticket_id.activity_ids)

    def test_prt9_the_parts_own_steps_derive_its_claim(self):
        use = self.make_use(post=False)
        use._after_open()
        self.assertEqual(use.claim_state, "open")
        self.assertFalse(use.claim_deadline)
        use.write({"state": "posted", "posted_at": NOW})
        use._after_post()
        self.assertEqual(use.claim_deadline, TODAY + timedelta(days=30))
