"""The stage follows the facts, and a moved stage is a fact."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestEventStages(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stage = "helpdesk_mgmt.helpdesk_ticket_stage_"
        cls.new = cls.env.ref(f"{stage}new")
        cls.in_progress = cls.env.ref(f"{stage}in_progress")
        cls.awaiting = cls.env.ref(f"{stage}awaiting")
        cls.done = cls.env.ref(f"{stage}done")
        cls.ticket = cls._create_ticket()

    def codes(self):
        return self.ticket.event_ids.sorted("id").mapped("code")

    def test_answering_moves_the_request_on(self):
        self.assertEqual(self.ticket.stage_id, self.new)
        self.ticket.with_user(self.clerk).action_respond()
        self.assertEqual(self.ticket.stage_id, self.in_progress)

    def test_a_fact_never_moves_a_request_back(self):
        self.ticket.stage_id = self.awaiting
        self.ticket.with_user(self.clerk).action_propose_solution()
        self.assertEqual(self.ticket.stage_id, self.awaiting)

    def test_a_fact_leaves_a_closed_request_closed(self):
        self.ticket.with_user(self.clerk).action_close()
        self.ticket.with_user(self.clerk).record_event("responded")
        self.assertTrue(self.ticket.closed)

    def test_technician_moves_the_stage_without_editing_the_request(self):
        visit = self._create_visit(self.ticket)
        visit.with_user(self.clerk).action_dispatch()
        self.ticket.stage_id = self.new
        visit.with_user(self.technician).action_arrive()
        self.assertEqual(self.ticket.stage_id, self.in_progress)

    def test_closing_and_reopening_by_buttons(self):
        self.move(30)
        self.ticket.with_user(self.clerk).action_close()
        self.assertRecordValues(
            self.ticket,
            [
                {
                    "stage_id": self.done.id,
                    "closed": True,
                    "closed_date": self.minute(30),
                }
            ],
        )
        self.move(60)
        self.ticket.with_user(self.clerk).action_reopen()
        self.assertRecordValues(
            self.ticket,
            [{"stage_id": self.in_progress.id, "closed": False, "closed_date": False}],
        )
        self.assertEqual(self.codes(), ["registered", "closed", "reopened"])

    def test_closing_a_closed_request_records_nothing(self):
        for _again in range(2):
            self.ticket.with_user(self.clerk).action_close()
        self.ticket.with_user(self.clerk).action_reopen()
        self.ticket.with_user(self.clerk).action_reopen()
        self.assertEqual(self.codes(), ["registered", "closed", "reopened"])

    def test_moving_the_stage_by_hand_is_recorded(self):
        ticket = self.ticket.with_user(self.clerk)
        ticket.stage_id = self.done
        ticket.stage_id = self.awaiting
        self.assertEqual(self.codes(), ["registered", "closed", "reopened"])
        moved = self.ticket.event_ids.filtered(lambda event: event.code != "registered")
        self.assertEqual(moved.recorded_by_id, self.clerk)

    def test_moving_between_open_stages_is_no_fact(self):
        self.ticket.with_user(self.clerk).stage_id = self.awaiting
        self.assertEqual(self.codes(), ["registered"])

    def test_moving_between_closed_stages_is_no_second_closing(self):
        ticket = self.ticket.with_user(self.clerk)
        ticket.stage_id = self.done
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        self.assertEqual(self.codes(), ["registered", "closed"])

    def test_many_requests_are_closed_by_one_drag(self):
        tickets = self.ticket + self._create_ticket()
        tickets.with_user(self.clerk).stage_id = self.done
        for ticket in tickets:
            self.assertIn("closed", ticket.event_ids.mapped("code"))

    def test_vis7_closing_told_later_has_the_minute_in_which_it_happened(self):
        self.move(120)
        self.ticket.with_user(self.manager).record_event(
            "closed", at=self.minute(60), note="Customer called, PC was down"
        )
        self.assertEqual(self.ticket.closed_date, self.minute(60))

    def test_another_team_that_reopens_a_request_makes_it_a_fact(self):
        """The stage is computed from the team: that moves a request as well."""
        teams = self.env["helpdesk.ticket.team"].create(
            [{"name": name, "company_id": self.company.id} for name in ("East", "West")]
        )
        east_done = self.env["helpdesk.ticket.stage"].create(
            {
                "name": "East done",
                "closed": True,
                "team_ids": [(6, 0, teams[0].ids)],
                "company_id": self.company.id,
            }
        )
        self.ticket.write({"team_id": teams[0].id})
        self.ticket.stage_id = east_done
        self.assertEqual(self.codes(), ["registered", "closed"])
        self.ticket.team_id = teams[1]
        self.env.flush_all()
        self.assertFalse(self.ticket.closed)
        self.assertEqual(self.codes(), ["registered", "closed", "reopened"])
        self.assertFalse(self.ticket.closed_date)

    def test_team_without_a_closing_stage_is_named(self):
        stages = self.env["helpdesk.ticket.stage"].search([("closed", "=", True)])
        stages.active = False
        self.ticket.team_id = self.env["helpdesk.ticket.team"].create(
            {"name": "Night shift", "company_id": self.company.id}
        )
        with self.refused(UserError, "Night shift"):
            self.ticket.with_user(self.clerk).action_close()

    def test_first_facts_of_older_tickets(self):
        """What was there before the addon gets its history at installation."""
        closed = self._create_ticket(name="Old")
        closed.stage_id = self.done
        closed.closed_date = self.minute(-30)
        tickets = self.ticket + closed
        self.env.flush_all()
        for table in ("aftersales_clock", "aftersales_event"):
            self.env.cr.execute(
                f"DELETE FROM {table} WHERE ticket_id IN %s", [tuple(tickets.ids)]
            )
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET create_date = %s WHERE id IN %s",
            [self.minute(-60), tuple(tickets.ids)],
        )
        self.env.invalidate_all()
        tickets._record_history()
        self.assertEqual(self.ticket.event_ids.mapped("code"), ["registered"])
        self.assertEqual(self.ticket.registered_at, self.minute(-60))
        self.assertRecordValues(
            closed.event_ids.sorted("at"),
            [
                {"code": "registered", "at": self.minute(-60), "recorded_at": NOW},
                {"code": "closed", "at": self.minute(-30), "recorded_at": NOW},
            ],
        )
        self.assertEqual(self.clock(closed, self.t02).state, "cancelled")
