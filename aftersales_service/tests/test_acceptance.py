"""The branch manager accepts or refuses a request (INT-6)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GROUP, NOW, AftersalesCommon, AftersalesHttpCommon

WHY = "The furnace was rebuilt by somebody else.\nPlease ask them."


@tagged("post_install", "-at_install")
class TestAcceptance(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, cls.boss_employee = cls._make_user("boss", "branch_manager")
        cls.complaint = cls.repair.copy(
            {"name": "Complaint", "code": "complaint", "needs_acceptance": True}
        )
        cls.company.aftersales_tell_closed = True
        cls.ticket = cls._create_ticket(type_id=cls.complaint.id)
        cls.notices = cls.env["aftersales.notice"]
        cls.notices.search([]).unlink()

    def codes(self, ticket=None):
        ticket = ticket or self.ticket
        return ticket.event_ids.sorted("id").mapped("code")

    def test_int6_types_say_what_must_be_accepted(self):
        self.assertEqual(self.ticket.acceptance, "waiting")
        self.assertFalse(self._create_ticket().acceptance)

    def test_int6_branch_manager_accepts(self):
        self.move(5)
        self.ticket.with_user(self.boss).action_accept()
        self.assertRecordValues(
            self.ticket,
            [
                {
                    "acceptance": "accepted",
                    "acceptance_reason": False,
                    "accepted_by_id": self.boss.id,
                    "accepted_at": self.minute(5),
                }
            ],
        )
        self.assertEqual(self.codes(), ["registered", "accepted"])
        self.assertFalse(self.notices.search([]))

    def test_int6_general_manager_is_a_branch_manager(self):
        user, _employee = self._make_user("general", "general_manager")
        self.ticket.with_user(user).action_accept()
        self.assertEqual(self.ticket.accepted_by_id, user)

    def test_int6_refusal_closes_and_tells_the_customer_why(self):
        window = (
            self.env["aftersales.refusal"]
            .with_user(self.boss)
            .with_context(active_id=self.ticket.id)
            .create({"reason": WHY})
        )
        window.action_refuse()
        self.assertEqual(self.ticket.acceptance, "refused")
        self.assertEqual(self.ticket.acceptance_reason, WHY)
        self.assertTrue(self.ticket.closed)
        self.assertEqual(self.codes(), ["registered", "refused", "closed"])
        # one message, not one more for the closing
        self.assertEqual(self.notices.search([]).mapped("kind"), ["refused"])
        before = self.ticket.message_ids
        self.notices.send_due()
        message = self.ticket.message_ids - before
        self.assertIn("rebuilt by somebody else", message.body)
        self.assertIn(self.owner.partner_id, message.notified_partner_ids)

    def test_int6_refusal_is_told_whatever_is_switched_off(self):
        self.company.aftersales_tell_closed = False
        self.ticket.with_user(self.boss).action_refuse(WHY)
        self.assertEqual(self.notices.search([]).mapped("kind"), ["refused"])

    def test_int6_refusal_needs_a_reason(self):
        mine = self.ticket.with_user(self.boss)
        for act in (
            mine.action_refuse,
            lambda: mine.action_refuse("  "),
            lambda: mine.record_event("refused"),
        ):
            with self.refused(UserError, f"reason|{self.ticket.number}"):
                act()
        self.assertEqual(self.ticket.acceptance, "waiting")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_int6_nobody_else_decides(self):
        """Neither clerks nor service managers, by no door."""
        windows = self.env["aftersales.refusal"]
        for user in (self.technician, self.clerk, self.manager, self.owner):
            mine = self.ticket.with_user(user)
            for act in (
                mine.action_accept,
                lambda ticket=mine: ticket.action_refuse(WHY),
                lambda ticket=mine: ticket.record_event("accepted"),
                lambda ticket=mine: ticket.write({"acceptance": "accepted"}),
                lambda user=user: (
                    windows.with_user(user)
                    .create({"ticket_id": self.ticket.id, "reason": WHY})
                    .action_refuse()
                ),
            ):
                with self.subTest(user.login), self.assertRaises(UserError):
                    act()
        self.assertEqual(self.codes(), ["registered"])

    def test_int6_branch_manager_of_another_company_decides_nothing(self):
        user, _employee = self._make_user(
            "foreign_boss", "branch_manager", self.other_company
        )
        with self.assertRaises(AccessError):
            self.ticket.with_user(user).action_accept()

    def test_int6_no_request_is_registered_as_accepted(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk)
        values = {
            "name": "x",
            "description": "x",
            "company_id": self.company.id,
            "type_id": self.complaint.id,
        }
        for forged in (
            tickets.create({**values, "acceptance": "accepted"}),
            tickets.with_context(default_acceptance="accepted").create(values),
        ):
            self.assertEqual(forged.acceptance, "waiting")

    def test_int6_decided_anew_by_another_fact(self):
        mine = self.ticket.with_user(self.boss)
        mine.action_refuse(WHY)
        self.move(10)
        mine.action_accept()
        self.assertEqual(self.ticket.acceptance, "accepted")
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.codes()[-2:], ["reopened", "accepted"])
        # what was refused meanwhile is no news any more
        before = self.ticket.message_ids
        self.notices.send_due()
        told = (self.ticket.message_ids - before).mapped("body")
        self.assertFalse([body for body in told if "take it on" in body])
        self.move(20)
        mine.action_refuse("After all, no")
        self.assertEqual(self.ticket.acceptance_reason, "After all, no")
        self.assertTrue(self.ticket.closed)

    def test_int6_decision_that_never_happened_is_taken_back(self):
        self.boss.group_ids += self.env.ref(f"{GROUP}backdate")
        mine = self.ticket.with_user(self.boss)
        mine.action_accept()
        fact = mine.event_ids.filtered(lambda event: event.code == "accepted")
        fact.correct("Wrong request", is_void=True)
        self.assertEqual(self.ticket.acceptance, "waiting")

    def test_int6_nobody_is_dispatched_before(self):
        visit = self._create_visit(self.ticket)
        mine = visit.with_user(self.clerk)
        for act in (
            mine.action_dispatch,
            lambda: mine.record_event("dispatched"),
            lambda: self.ticket.with_user(self.clerk).record_event("dispatched"),
        ):
            with self.refused(UserError, f"{self.ticket.number}.*accepted it yet"):
                act()
        self.assertEqual(visit.state, "draft")
        self.ticket.with_user(self.boss).action_accept()
        mine.action_dispatch()
        self.assertEqual(visit.state, "dispatched")

    def test_int6_nobody_is_dispatched_for_a_refused_request(self):
        visit = self._create_visit(self.ticket)
        self.ticket.with_user(self.boss).action_refuse(WHY)
        with self.refused(UserError, "refused it"):
            visit.with_user(self.clerk).action_dispatch()

    def test_int6_branch_manager_finds_what_waits(self):
        action = self.env.ref("aftersales_service.helpdesk_ticket_action_to_accept")
        self.assertIn("search_default_to_accept", action.context)
        domain = [("acceptance", "=", "waiting"), ("stage_id.closed", "=", False)]
        tickets = self.env["helpdesk.ticket"].with_user(self.boss)
        self.assertIn(self.ticket, tickets.search(domain))
        self.ticket.with_user(self.boss).action_refuse(WHY)
        self.assertNotIn(self.ticket, tickets.search(domain))

    def test_t24_complaint_is_accepted_within_its_limit(self):
        policy = self._make_policy("T-24", "accepted", 24, type_ids=self.complaint.ids)
        ticket = self._create_ticket(type_id=self.complaint.id)
        self.move(60)
        ticket.with_user(self.boss).action_accept()
        self.assertEqual(self.clock(ticket, policy).state, "met")

    def test_t26_compensation_is_decided_when_the_agreed_time_passes(self):
        """A promise with its moment; who decides on compensation is a manager."""
        mine = self.ticket.with_user(self.clerk)
        mine.record_event("repair_promised", promised_at=self.minute(60))
        with self.assertRaises(AccessError):
            mine.record_event("compensation_decided")
        fact = self.ticket.with_user(self.boss).record_event("compensation_decided")
        self.assertEqual(fact.at, NOW)

    def test_t25_delivery_is_recorded_by_technician_or_clerk(self):
        self._create_visit(self.ticket)
        for user in (self.technician, self.clerk):
            self.assertTrue(self.ticket.with_user(user).record_event("delivered"))


@tagged("post_install", "-at_install")
class TestAcceptancePage(AftersalesHttpCommon):
    def test_int6_customer_reads_the_decision(self):
        boss, _employee = self._make_user("boss", "branch_manager")
        self.repair.needs_acceptance = True
        ticket = self._create_ticket()
        self.authenticate("as_owner", "as_owner")
        url = f"/my/ticket/{ticket.id}"
        self.assertIn("We are examining your request", self.url_open(url).text)
        ticket.with_user(boss).action_refuse("Rebuilt <b>elsewhere</b>")
        page = self.url_open(url).text
        self.assertIn("Rebuilt &lt;b&gt;elsewhere&lt;/b&gt;", page)
        ticket.with_user(boss).action_accept()
        self.assertIn("We take on your request", self.url_open(url).text)
