from odoo import api, models

from odoo.addons.aftersales_service.models import bulk

from ..rules import proposal as rules


class AftersalesPenalty(models.Model):
    """Work that stood still for one's own cause, and was late for it (PEN-05)."""

    _inherit = "aftersales.penalty"

    @api.model
    def _facts_unprepared(self, company, since, until, codes):
        """Limits that were missed after a stop by the person's own cause (B 2).

        Such a stop gives no time back, so nobody has to approve it. One that began
        after the limit was over made nothing late.
        """
        missed = self._missed(company, since, until, codes, rules.UNPREPARED)
        due = {one.clock: one.at for one in missed}
        stops = {}
        for clock, reason, start in bulk.rows(
            self.env["aftersales.clock.pause"],
            [("clock_id", "in", list(due)), ("state", "=", "own")],
            ["clock_id", "reason_id", "start_at"],
            order="start_at, id",
        ):
            if start < due[clock]:
                stops.setdefault(clock, reason)
        reasons = self.env["aftersales.pause.reason"].browse(set(stops.values()))
        names = {reason.id: reason.name for reason in reasons}
        found = [one for one in missed if one.clock in stops]
        for one in found:
            one.told["note"] = names[stops[one.clock]]
        return found
