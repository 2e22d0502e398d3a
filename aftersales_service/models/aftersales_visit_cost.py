from odoo import models

from ..rules import cost as rules
from ..rules import pause as pause_rules

#: Causes of interruptions in which nobody works for us
NOT_OURS = {"customer", "force_majeure", "supplier"}


class AftersalesVisit(models.Model):
    """What the work of an approved visit costs (CST-1)."""

    _inherit = "aftersales.visit"

    def _record(self, kind, at=None, employee=None, note=None, **values):
        events = super()._record(kind, at=at, employee=employee, note=note, **values)
        if kind.code == "approved":
            # managers who approve don't write costs
            self.sudo()._make_labour_costs()
        return events

    def _make_labour_costs(self):
        """Hours of each technician at their rate, once for each visit and person.

        Without a rate of that day there is no cost yet; it follows with the rate.
        """
        book = self.env["aftersales.labour.rate"]._of_companies(self.company_id)
        breaks = self._breaks()
        rows = []
        for visit in self:
            hours = rules.worked_hours(
                visit.arrived_at or None,
                visit.finished_at or None,
                breaks[visit.ticket_id.id],
            )
            if not hours:
                continue
            day = visit.company_id._service_date(visit.finished_at)
            for employee in visit.employee_ids:
                rate = rules.rate_on(
                    book.get(visit.company_id.id, ()), employee.category_ids.ids, day
                )
                if rate:
                    rows.append(visit._labour_cost(employee, hours, rate))
        return self.env["aftersales.cost.line"]._append(rows)

    def _labour_cost(self, employee, hours, rate):
        self.ensure_one()
        return {
            "ticket_id": self.ticket_id.id,
            "kind": rules.LABOUR,
            "amount": self.company_id.currency_id.round(hours * rate.amount),
            "hours": hours,
            "rate_id": rate.ref,
            "visit_id": self.id,
            "employee_id": employee.id,
            "name": employee.name,
            "source_ref": self.name,
            "source_key": f"aftersales.visit,{self.id}/hr.employee,{employee.id}",
        }

    def _breaks(self):
        """Dict of request id → approved interruptions that aren't ours: from, to."""
        tickets = self.ticket_id
        events = self.env["aftersales.event"].sudo()
        facts = events._search_rows([("ticket_id", "in", tickets.ids)])._facts()
        found = {}
        for ticket in tickets:
            own = facts.get(ticket.id, [])
            causes = {fact.id: fact.cause for fact in own}
            found[ticket.id] = [
                (pause.start_at, pause.end_at)
                for pause in pause_rules.pauses(own)
                if pause.counts and causes[pause.event_id] in NOT_OURS
            ]
        return found
