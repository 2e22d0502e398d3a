"""Clauses of the other profiles, from the fact to the proposal (PEN-28 … REW-1).

Each has its twin: the same, but nobody is to blame, and nothing is proposed.
"""

from odoo.tests import tagged

from .clause_common import OWN_AMOUNT, ClauseCommon, D, H


@tagged("post_install", "-at_install")
class TestEquipmentClauses(ClauseCommon):
    profile = "equipment"

    def agreed(self, kind, arrival):
        """A visit agreed for 90 minutes from now; on site after so many."""
        self.move()
        visit = self.visit(kind)
        visit.ticket_id.record_event("visit_agreed", promised_at=self.minute(90))
        self.travel(visit, arrival)
        return visit

    def test_pen28_late_by_own_fault_and_the_customer_complained(self):
        """A major demerit for the complaint only; it counts for a year."""
        complaint = self.agreed("complaint", 91)
        self.agreed("complaint", 90)
        self.agreed("repair", 91)
        self.assert_proposed(
            "PEN-28",
            (complaint.ticket_id, self.engineer),
            consequence="major_demerit",
            amount=0,
            money_type=False,
        )
        self.assertEqual(self.rule("PEN-28").validity_months, 12)

    def test_pen28_answer_after_a_day(self):
        """T-09: a complaint that nobody answered in time."""
        timely, late = self.ticket("complaint"), self.ticket("complaint")
        for minutes, ticket in ((D, timely), (D + 1, late)):
            self.move(minutes)
            ticket.record_event("responded", note="Done")
        self.assert_proposed("PEN-28", (late, self.clerk_employee))

    def test_pen28_repeat_that_the_customer_complained_of(self):
        visit = self.visit()
        self.live(visit, "finished")
        self.move(240 + D)
        complaint = self.ticket("complaint")
        self.assertEqual(complaint.repeat_of_id, visit.ticket_id)
        self.ticket("complaint", cause_class="human")
        self.ticket("repair")
        self.assert_proposed(
            "PEN-28R", (complaint, self.engineer), consequence="major_demerit"
        )

    def test_pen29_left_without_a_call(self):
        """VIS-5: the call must come before leaving."""
        silent, called, late = (self.visit() for _visit in range(3))
        for visit in (silent, called, late):
            self.live(visit, "signed")
            for minutes, code, who in (
                (255, "hq_called", [called]),
                (260, "left", [silent, called, late]),
                (265, "hq_called", [late]),
            ):
                self.move(minutes)
                if visit in who:
                    visit.with_user(self.technician).record_event(code)
        self.assert_proposed(
            "PEN-29",
            (silent.ticket_id, self.engineer),
            (late.ticket_id, self.engineer),
            amount=OWN_AMOUNT,
        )

    def test_pen30_late_on_site(self):
        """T-09V; who agreed on another time with the customer isn't late."""
        late = self.agreed("repair", 91)
        self.agreed("repair", 90)
        self.move()
        anew = self.visit()
        anew.ticket_id.record_event("visit_agreed", promised_at=self.minute(90))
        self.move(20)
        anew.ticket_id.record_event("visit_agreed", promised_at=self.minute(120))
        self.travel(anew, 110)
        self.assert_proposed(
            "PEN-30", (late.ticket_id, self.engineer), amount=OWN_AMOUNT
        )

    def test_pen31_report_not_detailed(self):
        returned, approved = self.visit(), self.visit()
        for visit in (returned, approved):
            self.live(visit, "signed")
        returned.with_user(self.manager)._return("Which part?")
        approved.with_user(self.manager).action_approve()
        self.assert_proposed(
            "PEN-31", (returned.ticket_id, self.engineer), amount=OWN_AMOUNT
        )


@tagged("post_install", "-at_install")
class TestCoachClauses(ClauseCommon):
    profile = "coach"

    def test_pen34_signed_report_found_altered(self):
        """VIS-4: altered behind our back; a report as it was signed is nobody's."""
        altered, untouched = self.visit(), self.visit()
        for visit in (altered, untouched):
            self.live(visit, "signed")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_visit SET cause = 'Customer broke it' WHERE id = %s",
            (altered.id,),
        )
        self.env.invalidate_all()
        self.env["aftersales.visit.seal"].check_all()
        case = self.assert_proposed(
            "PEN-34",
            (altered.ticket_id, self.engineer),
            consequence="dismissal",
            amount=0,
        )
        self.assertEqual(str(case.act_by), "2026-08-02", "five months")
        self.assertIn("union", case.lacks)


@tagged("post_install", "-at_install")
class TestMallClauses(ClauseCommon):
    profile = "mall"

    def test_pen40_late_without_a_word_to_the_leader(self):
        """INT-9: a delay reported before the limit was over is no breach."""
        silent, told, told_late, timely = (
            self.ticket("complaint") for _ticket in range(4)
        )
        self.move(2 * H)
        timely.record_event("accepted")
        self.delay(told)
        self.move(25 * H)
        self.delay(told_late)
        self.assert_proposed(
            "PEN-40",
            (silent, self.clerk_employee),
            (told_late, self.clerk_employee),
            amount=OWN_AMOUNT,
        )

    def delay(self, ticket):
        report = self.env["aftersales.delay.report"].with_user(self.clerk)
        report.create(
            {
                "ticket_id": ticket.id,
                "reason": "The shop is closed",
                "promised_at": self.minute(3 * D),
            }
        ).action_report()

    def test_rew1_best_score_in_the_mall(self):
        best, good = self.visit(), self.visit()
        for visit, score in ((best, 5), (good, 4)):
            self.rate(self.live(visit, "finished"), score)
        self.assert_proposed(
            "REW-1",
            (best.ticket_id, self.engineer),
            consequence="reward",
            amount=OWN_AMOUNT,
            is_reward=True,
        )


@tagged("post_install", "-at_install")
class TestGeneralClauses(ClauseCommon):
    profile = "general"

    def test_pen39_expense_claimed_late(self):
        """T-18: whoever spent the money."""
        timely, late = self.ticket(), self.ticket()
        for ticket in (timely, late):
            ticket.record_event("expense_incurred", asked=self.engineer.id)
        self.move(2 * D)
        timely.record_event("expense_claimed")
        self.move(9 * D)
        late.record_event("expense_claimed")
        self.assert_proposed(
            "PEN-39",
            (late, self.engineer),
            consequence="expense_refused",
            amount=0,
        )

    def test_rew1_best_score(self):
        """Rewards need no signed regulation; four of five is no reason yet."""
        self.regulation.sudo().acknowledgement_ids._write({"signed_on": "2026-12-31"})
        best, good = self.visit(), self.visit()
        for visit, score in ((best, 5), (good, 4)):
            self.rate(self.live(visit, "finished"), score)
        self.assert_proposed(
            "REW-1",
            (best.ticket_id, self.engineer),
            consequence="reward",
            amount=OWN_AMOUNT,
            is_reward=True,
        )

    def test_rew1_nothing_while_the_company_says_no_amount(self):
        rule = self.rule("REW-1")
        rule.amount = 0
        self.assertTrue(rule.is_amount_missing)
        self.rate(self.live(self.visit(), "finished"), 5)
        self.assertFalse(self.proposed("REW-1"))
        self.assertEqual(self.regulation.missing_count, 1)
