from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Days that the board shows although nothing is planned on them yet
AHEAD = 7


class AftersalesVisit(models.Model):
    """The dispatcher's board: by technician and by day, to be drawn with the mouse."""

    _inherit = "aftersales.visit"

    planned_hours = fields.Float(
        string="Planned Duration",
        default=2.0,
        help="Hours on site, for the calendar.",
    )
    planned_day = fields.Char(
        compute="_compute_planned_day",
        inverse="_inverse_planned_day",
        store=True,
        group_expand="_group_expand_planned_day",
        help="The planned day in the company's zone, as year-month-day.",
    )

    _planned_hours_positive = models.Constraint(
        "CHECK(planned_hours > 0)", "A visit must be planned for more than no time."
    )

    @api.depends("planned_at", "company_id")
    def _compute_planned_day(self):
        for visit in self:
            visit.planned_day = visit.planned_at and fields.Date.to_string(
                visit._planned_date()
            )

    def _inverse_planned_day(self):
        """Another day, the same time of day."""
        for visit in self:
            try:
                day = fields.Date.to_date(visit.planned_day)
            except ValueError:
                day = None
            if not day:
                raise UserError(
                    self.env._(
                        "“%(day)s” is no day for visit %(name)s. Write it as "
                        "year-month-day, such as 2026-03-02.",
                        day=visit.planned_day or "",
                        name=visit.name,
                    )
                )
            visit.planned_at = visit.company_id._service_moment(day, visit.planned_at)

    @api.model
    def _group_expand_planned_day(self, days, _domain):
        """The coming week stands on the board, so that a visit can be drawn to it."""
        today = self.env.company._service_date(fields.Datetime.now())
        week = {
            fields.Date.to_string(today + timedelta(days=number))
            for number in range(AHEAD)
        }
        return sorted(week.union(filter(None, days)))

    @api.model
    def _group_expand_leader(self, leaders, _domain):
        """Every technician has a column, also who has no visit yet."""
        everybody = leaders | self._technicians(self.env.company)
        return everybody.with_env(leaders.env)
