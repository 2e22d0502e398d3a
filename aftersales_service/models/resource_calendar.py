from odoo import fields, models

from ..rules.calendar import Calendar


def _minute(hour):
    return round(hour * 60)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    aftersales_holidays = fields.Boolean(
        string="Closed on Public Holidays",
        default=True,
        help="Clocks on this calendar don't count public holidays, and do count "
        "weekends that are worked instead.",
    )

    def _clock_calendars(self, company):
        """These calendars as the clocks of a company count by them.

        :return: dict of calendar id → ``rules.calendar.Calendar``; under False the
            company's own days around the clock, for limits without a calendar
        """
        own = company.resource_calendar_id
        calendars = self | own
        days = self.env["aftersales.calendar.day"]._of(company)
        closures = calendars._closures(company)
        found = {
            calendar.id: calendar._clock_calendar(
                company, days, closures.get(calendar.id, [])
            )
            for calendar in calendars
        }
        found[False] = own._clock_calendar(
            company, days, closures.get(own.id, []), always=True
        )
        return found

    def _clock_calendar(self, company, days, closures, always=False):
        # a company without hours works every day around the clock
        hours = self._weekly_hours() if self else ()
        holidays, workdays = days if self.aftersales_holidays else ((), {})
        return Calendar(
            tz=(self.tz if not always else None) or company._service_tz(),
            hours=hours if any(hours) else (((0, 24 * 60),),) * 7,
            holidays=frozenset(holidays),
            workdays=dict(workdays),
            closures=tuple(closures),
            always=always or not any(hours),
        )

    def _weekly_hours(self):
        """Seven lists of hours, Monday first, or fourteen for alternating weeks."""
        self.ensure_one()
        weeks = ("0", "1") if self.two_weeks_calendar else (False,)
        shifts = self.attendance_ids.filtered(
            lambda line: (
                not line.display_type
                and line.day_period != "lunch"
                and line.hour_to > line.hour_from
            )
        ).sorted("hour_from")
        return tuple(
            tuple(
                (_minute(line.hour_from), _minute(line.hour_to))
                for line in shifts
                if line.dayofweek == str(weekday) and week in (False, line.week_type)
            )
            for week in weeks
            for weekday in range(7)
        )

    def _closures(self, company):
        """Dict of calendar id → the times that Odoo's own Public Holidays close it."""
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("time_type", "=", "leave"),
                ("company_id", "in", (company.id, False)),
                ("calendar_id", "in", (*self.ids, False)),
            ]
        )
        closures = {calendar.id: [] for calendar in self}
        for leave in leaves:
            for calendar in leave.calendar_id or self:
                closures[calendar.id].append((leave.date_from, leave.date_to))
        return closures
