from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models


class ResCompany(models.Model):
    """What a company asks of its visits."""

    _inherit = "res.company"

    aftersales_repeat_days = fields.Integer(
        string="Repeat Service Within",
        default=90,
        help="Days from the end of a service within which the same fault of the same "
        "serial counts as a repeat.",
    )
    aftersales_skill_ids = fields.Many2many(
        comodel_name="hr.skill",
        relation="res_company_aftersales_skill_rel",
        string="Certificates for Every Visit",
        domain="[('skill_type_id.is_certification', '=', True)]",
        help="Nobody is dispatched without these, whatever the request is about.",
    )

    _repeat_days_not_negative = models.Constraint(
        "CHECK(aftersales_repeat_days >= 0)",
        "The days for repeat service can't be negative.",
    )

    def _service_moment(self, day, like):
        """The same time of day as ``like`` on another day, naive UTC.

        :param day: date in the zone of this company
        :param like: naive UTC
        """
        self.ensure_one()
        zone = ZoneInfo(self._service_tz())
        clock = like.replace(tzinfo=UTC).astimezone(zone).time()
        return self._to_utc(datetime.combine(day, clock, zone))

    def _service_day_bounds(self, day):
        """First moment of a day of this company, and of the next; naive UTC."""
        self.ensure_one()
        zone = ZoneInfo(self._service_tz())
        return tuple(
            self._to_utc(datetime.combine(day + timedelta(days=number), time(), zone))
            for number in (0, 1)
        )

    @staticmethod
    def _to_utc(moment):
        return moment.astimezone(UTC).replace(tzinfo=None)
