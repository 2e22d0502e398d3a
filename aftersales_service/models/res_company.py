from odoo import fields, models

from .helpdesk_ticket_events import MANAGER


class ResCompany(models.Model):
    _inherit = "res.company"

    def _service_tz(self):
        """Name of the zone in which this company counts days and prints times."""
        self.ensure_one()
        zone = self.resource_calendar_id.tz or self.partner_id.tz
        return zone or self.env.user.tz or "UTC"

    def _service_date(self, moment):
        """The day of a moment (naive UTC) in the zone of this company."""
        record = self.with_context(tz=self._service_tz())
        return fields.Datetime.context_timestamp(record, moment).date()

    def _service_managers(self):
        """Users who manage the after-sales of this company, wherever they are now."""
        self.ensure_one()
        # who manages is known to the system, not to everybody it tells them of
        managers = self.env.ref(MANAGER).sudo().all_user_ids
        return managers.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        )

    def _rejudge_clocks(self):
        """Open clocks follow a changed calendar; those that have ended don't.

        Clocks that already count as missed are looked at again: a holiday that was
        entered late gives the time back.
        """
        clocks = self.env["aftersales.clock"].sudo()
        for company in self:
            running = clocks.search(
                [("company_id", "=", company.id), ("stopped_at", "=", False)]
            )
            clocks._follow(running.ticket_id)
