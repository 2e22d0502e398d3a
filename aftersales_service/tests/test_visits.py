"""The life of a visit, step by step (VIS-1, VIS-3 … VIS-6)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LIFE, NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisits(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._create_ticket()
        cls.visit = cls._create_visit(cls.ticket)

    def test_vis1_order_tells_who_goes_where_and_when(self):
        visit = (
            self.env["aftersales.visit"]
            .with_user(self.clerk)
            .create(
                {
                    "ticket_id": self.ticket.id,
                    "leader_id": self.engineer.id,
                    "employee_ids": [(4, self.other_engineer.id)],
                    "planned_at": self.minute(300),
                }
            )
        )
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "draft",
                    "company_id": self.company.id,
                    "partner_id": self.owner.partner_id.id,
                    "product_id": self.product.id,
                    "lot_id": self.lot.id,
                    "service_address": self.ticket.service_address,
                    "dispatched_at": False,
                }
            ],
        )
        self.assertEqual(visit.employee_ids, self.engineer + self.other_engineer)
        self.assertRegex(visit.name, r"^SV\d{4}-\d{4}$")

    def test_vis1_every_visit_has_its_own_number(self):
        visits = self.env["aftersales.visit"].create(
            [
                {"ticket_id": self.ticket.id, "leader_id": self.engineer.id}
                for _number in range(3)
            ]
        )
        self.assertEqual(len(set(visits.mapped("name"))), 3)
        self.assertNotIn("/", visits.mapped("name"))

    def test_vis1_dispatch_tells_every_technician(self):
        self.visit.employee_ids += self.other_engineer
        self.visit.with_user(self.clerk).action_dispatch()
        self.assertEqual(
            self.visit.activity_ids.user_id, self.technician + self.other_technician
        )
        deadlines = set(self.visit.activity_ids.mapped("date_deadline"))
        self.assertEqual(deadlines, {NOW.date()})

    def test_vis1_leader_is_one_of_those_who_go(self):
        self.visit.employee_ids = self.other_engineer
        self.visit.with_user(self.clerk).action_dispatch()
        self.assertIn(self.engineer, self.visit.employee_ids)

    def test_whole_life_of_a_visit(self):
        """Every fact to the minute, and the state that follows from it."""
        self.fill_report(self.visit)
        states = [
            "dispatched",
            "dispatched",
            "on_site",
            "finished",
            "signed",
            "approved",
        ]
        stamps = [f"{code}_at" for code, _minutes in LIFE]
        expected = dict.fromkeys(stamps, False)
        for (code, minutes), state in zip(LIFE, states, strict=True):
            self.move(minutes)
            self._step(self.visit, code)
            expected[f"{code}_at"] = self.minute(minutes)
            with self.subTest(code):
                self.assertRecordValues(self.visit, [{"state": state, **expected}])
        self.assertEqual(self.visit.approved_by_id, self.manager)
        self.assertFalse(self.visit.activity_ids)

    def test_facts_of_a_visit_are_facts_of_the_request(self):
        self.live(self.visit, "approved")
        events = self.visit.event_ids.sorted("id")
        self.assertEqual(events.mapped("code"), [code for code, _minutes in LIFE])
        self.assertEqual(events.ticket_id, self.ticket)
        self.assertEqual(
            [event.employee_id for event in events],
            [
                self.clerk_employee,
                self.engineer,  # the leader goes, whoever pressed the button
                self.engineer,
                self.engineer,
                self.env["hr.employee"],  # the customer signs
                self.manager_employee,
            ],
        )
        self.assertEqual(
            [event.recorded_by_id for event in events],
            [
                self.clerk,
                self.technician,
                self.technician,
                self.technician,
                self.env.user,
                self.manager,
            ],
        )

    def test_fact_belongs_to_the_technician_who_recorded_it(self):
        self.visit.employee_ids += self.other_engineer
        self.visit.with_user(self.clerk).action_dispatch()
        event = self.visit.with_user(self.other_technician).record_event("departed")
        self.assertEqual(event.employee_id, self.other_engineer)

    def test_buttons_of_the_technician_record_their_facts(self):
        self.fill_report(self.visit)
        self.visit.with_user(self.clerk).action_dispatch()
        visit = self.visit.with_user(self.technician)
        for button, code in (
            ("action_depart", "departed"),
            ("action_arrive", "arrived"),
            ("action_call_hq", "hq_called"),
            ("action_finish", "finished"),
            ("action_leave", "left"),
        ):
            getattr(visit, button)()
            self.assertEqual(self.visit.event_ids.sorted("id")[-1:].code, code)

    def test_next_step_is_the_one_big_button(self):
        steps = [self.visit.next_step]
        self.fill_report(self.visit)
        for code, minutes in LIFE:
            self.move(minutes)
            self._step(self.visit, code)
            steps.append(self.visit.next_step)
        self.assertEqual(
            steps,
            [False, "departed", "arrived", "finished", "signed", False, False],
        )

    def test_steps_that_do_not_fit_the_state_are_refused(self):
        for until, code in (
            (None, "arrived"),
            (None, "finished"),
            ("dispatched", "finished"),
            ("dispatched", "hq_called"),
            ("departed", "departed"),
            ("arrived", "arrived"),
            ("arrived", "left"),
            ("finished", "arrived"),
            ("signed", "finished"),
            ("approved", "hq_called"),
        ):
            with self.subTest(until=until, code=code):
                self.move()
                visit = self._create_visit(self.ticket)
                if until:
                    self.live(visit, until)
                state = visit.state
                with self.refused(UserError, visit.name):
                    visit.with_user(self.clerk).record_event(code)
                self.assertEqual(visit.state, state)

    def test_facts_of_a_visit_keep_their_order_in_time(self):
        self.live(self.visit, "arrived")
        self.move(600)
        with self.refused(UserError, "earlier than “Arrived on site”"):
            self.visit.with_user(self.manager).record_event(
                "finished", at=self.minute(119), note="From the paper report"
            )
        self.visit.with_user(self.manager).record_event(
            "finished", at=self.minute(120), note="From the paper report"
        )
        self.assertEqual(self.visit.finished_at, self.minute(120))

    def test_vis5_call_to_headquarters_is_recorded_and_may_be_repeated(self):
        self.live(self.visit, "arrived")
        for minutes in (130, 140):
            self.move(minutes)
            self.visit.with_user(self.technician).action_call_hq()
        self.assertEqual(self.visit.hq_called_at, self.minute(140))
        self.assertEqual(self.visit.event_ids.mapped("code").count("hq_called"), 2)
        self.assertEqual(self.visit.state, "on_site")

    def test_cancel_before_anybody_arrived(self):
        self.visit.with_user(self.clerk).action_cancel("Heat is back")
        self.assertEqual(self.visit.state, "cancelled")
        second = self.live(self._create_visit(self.ticket), "departed")
        second.with_user(self.clerk).action_cancel("Heat is back")
        self.assertEqual(second.state, "cancelled")
        self.assertFalse(second.activity_ids)

    def test_no_cancelling_once_work_has_begun(self):
        for until in ("arrived", "finished", "signed", "approved"):
            with self.subTest(until):
                self.move()
                visit = self.live(self._create_visit(self.ticket), until)
                with self.refused(UserError, "begun"):
                    visit.with_user(self.manager).action_cancel("Heat is back")

    def test_cancelled_visit_takes_no_more_facts(self):
        self.visit.with_user(self.clerk).action_cancel("Heat is back")
        for button in ("action_dispatch", "action_arrive", "action_cancel"):
            with self.subTest(button), self.assertRaises(UserError):
                getattr(self.visit.with_user(self.clerk), button)()

    def test_visit_with_facts_cannot_be_deleted(self):
        self.live(self.visit, "dispatched")
        with self.refused(UserError, "Cancel it"):
            self.visit.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self.visit.sudo().unlink()

    def test_draft_may_be_deleted_by_a_clerk(self):
        self.visit.with_user(self.clerk).unlink()
        self.assertFalse(self.visit.exists())

    def test_copy_is_a_new_draft(self):
        self.live(self.visit, "approved")
        copy = self.visit.with_user(self.clerk).copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "draft",
                    "signature": False,
                    "signed_by": False,
                    "signed_at": False,
                    "arrived_at": False,
                    "approved_by_id": False,
                }
            ],
        )
        self.assertNotEqual(copy.name, self.visit.name)
