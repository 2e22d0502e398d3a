from odoo import api, models


class HelpdeskTicket(models.Model):
    """Whose a clock is, by the role that its limit names."""

    _inherit = "helpdesk.ticket"

    def _whose_clock(self, role, start=None, stop=None):
        """The employee whose time it is.

        :param role: ``accountable_role`` of the limit
        :param start: the fact that started the clock
        :param stop: the fact that ended it
        :return: ``hr.employee``, empty if it is nobody's
        """
        events = self.env["aftersales.event"]
        return getattr(self, f"_whose_{role}")(start or events, stop or events)

    def _whose_accountable(self, start, stop):
        return self.accountable_id

    def _whose_asked(self, start, stop):
        return start.asked_id or self.accountable_id

    def _whose_leader(self, start, stop):
        """Of the visit that it is about: whose fact ended or started it."""
        visit = stop.visit_id or start.visit_id
        if not visit:
            going = self.visit_ids.filtered(lambda v: v.state != "cancelled")
            visit = going.sorted("planned_at")[:1]
        return visit.leader_id

    def _whose_booker(self, start, stop):
        return start.asked_id or stop.employee_id or self.accountable_id

    def _whose_team_leader(self, start, stop):
        leader = self.team_id.user_id
        return leader._employee_in(self.company_id) or self.accountable_id

    def _whose_customer(self, start, stop):
        """The customer let it pass (T-19): nobody here is to blame."""
        return self.env["hr.employee"]


class AftersalesClock(models.Model):
    _inherit = "aftersales.clock"

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Whose they are, found once for all clocks of a fact that go by the same role.

        A record in memory of each clock would cost more than all else about it.
        """
        # as fields are computed: the system derives clocks for everybody
        env = self.sudo().env
        needed = ("policy_id", "ticket_id", "start_event_id")
        rows = [vals for vals in vals_list if all(map(vals.get, needed))]
        policies, tickets, starts = (
            env[self._fields[name].comodel_name].browse({vals[name] for vals in rows})
            for name in needed
        )
        roles = {policy.id: policy.accountable_role for policy in policies}
        tickets = {ticket.id: ticket for ticket in tickets}
        starts = {event.id: event for event in starts}
        found = {}
        for vals in rows:
            role = roles[vals["policy_id"]]
            start, stop = vals["start_event_id"], vals.get("stop_event_id")
            key = (role, vals["ticket_id"], start, stop)
            if key not in found:
                found[key] = tickets[vals["ticket_id"]]._whose_clock(
                    role, starts[start], stop and env["aftersales.event"].browse(stop)
                )
            vals["employee_id"] = found[key].id
        return super()._add_precomputed_values(vals_list)
