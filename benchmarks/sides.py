"""The ways to run a helpdesk that are compared, each on its own database.

All are fed alike: the same team, user, customer, working hours and tickets. They differ
in what watches the time limits, and in how a ticket moves on.
"""

STAGE = "helpdesk_mgmt.helpdesk_ticket_stage_in_progress"
LIMIT_HOURS = (1, 2, 4, 8, 24)
STOPS = ("responded", "solution_proposed", "decided", "dispatched", "help_done")
LOGIN = "benchmark"
NAME = "Benchmark"


def working_hours(env):
    """The working hours of the company, which the limits count by."""
    calendar = env.company.resource_calendar_id
    calendar.tz = "Asia/Shanghai"
    return calendar


class Plain:
    """helpdesk_mgmt with helpdesk_type, and no time limits at all."""

    groups = ("helpdesk_mgmt.group_helpdesk_manager",)

    def set_up(self, env):
        """Make what the tickets need."""
        company = env.company
        env["res.users"].create(
            {
                "name": NAME,
                "login": LOGIN,
                "tz": "Asia/Shanghai",
                "group_ids": [(4, env.ref(group).id) for group in self.groups],
            }
        )
        team = env["helpdesk.ticket.team"].create(
            {"name": NAME, "company_id": company.id}
        )
        kind = env["helpdesk.ticket.type"].create({"name": NAME})
        customer = env["res.partner"].create({"name": NAME, "phone": "0510-8000"})
        self.add_limits(env, team)
        return {
            "team_id": team.id,
            "type_id": kind.id,
            "partner_id": customer.id,
            "company_id": company.id,
        }

    def add_limits(self, env, team):
        """Make the limits that hold for each ticket."""

    def move_on(self, tickets):
        """Take the step that fulfils the limits."""
        tickets.write({"stage_id": tickets.env.ref(STAGE).id})

    def check(self, tickets, moved):
        """Fail unless the limits of the tickets are in the state they must be in."""


class Sla(Plain):
    """helpdesk_mgmt_sla: limits are fulfilled by reaching a stage."""

    def add_limits(self, env, team):
        # without a calendar it refuses every ticket of the team
        hours = working_hours(env)
        team.write({"use_sla": True, "resource_calendar_id": hours.id})
        env["helpdesk.sla"].create(
            [
                {
                    "name": f"Limit {hours}",
                    "hours": hours,
                    "team_ids": [(4, team.id)],
                    "stage_id": env.ref(STAGE).id,
                }
                for hours in LIMIT_HOURS
            ]
        )

    def check(self, tickets, moved):
        states = tickets.ticket_sla_ids.mapped("state")
        expected = "accomplished" if moved else "in_progress"
        assert states == [expected] * len(LIMIT_HOURS) * len(tickets), set(states)


class Ours(Plain):
    """aftersales_service: one fact fulfils the limits, and moves the stage as well."""

    groups = (*Plain.groups, "aftersales_service.group_aftersales_manager")

    def set_up(self, env):
        values = super().set_up(env)
        user = env["res.users"].search([("login", "=", LOGIN)])
        env["hr.employee"].create({"name": NAME, "user_id": user.id})
        return values

    def add_limits(self, env, team):
        policies = env["aftersales.clock.policy"]
        common = {"start_event": "registered", "limit_unit": "hour"}
        stops = ["responded"] * len(LIMIT_HOURS)
        if "calendar_id" in policies._fields:
            # the same working hours as the other one plans by
            common["calendar_id"] = working_hours(env).id
        if "other_stop_codes" in policies._fields:
            # of limits with the same start and stop only one would count
            stops, common["other_stop_codes"] = STOPS, "responded"
        policies.create(
            [
                {
                    **common,
                    "code": f"BM-{hours}",
                    "name": f"Limit {hours}",
                    "limit_value": hours,
                    "stop_event": stop,
                }
                for hours, stop in zip(LIMIT_HOURS, stops, strict=True)
            ]
        )

    def move_on(self, tickets):
        tickets.record_event("responded")

    def check(self, tickets, moved):
        states = tickets.clock_ids.mapped("state")
        expected = "met" if moved else "running"
        assert states == [expected] * len(LIMIT_HOURS) * len(tickets), set(states)
        assert not moved or tickets.stage_id == tickets.env.ref(STAGE)


class Penalty(Ours):
    """aftersales_penalty as well: the same limits, and clauses on missing them."""

    groups = (*Ours.groups, "aftersales_service.group_aftersales_hr")


class Sixs(Penalty):
    """aftersales_6s as well."""


SIDES = {
    "plain": Plain,
    "sla": Sla,
    "ours": Ours,
    "penalty": Penalty,
    "sixs": Sixs,
}
