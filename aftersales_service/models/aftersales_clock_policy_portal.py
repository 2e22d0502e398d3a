from odoo import api, fields, models

from ..rules import clock as rules


class AftersalesClockPolicy(models.Model):
    """Limits as customers read them (INF-3)."""

    _inherit = "aftersales.clock.policy"

    @api.model
    def _published(self, company):
        """The promises of a company that anybody may read, in force today.

        Limits inside another limit bind colleagues among themselves: no promise.
        """
        if not company.aftersales_publish_promises:
            return self.browse()
        today = company._service_date(fields.Datetime.now())
        return self.search(
            [
                ("company_id", "=", company.id),
                ("is_public", "=", True),
                ("limit_kind", "!=", rules.WITHIN),
                "|",
                ("valid_from", "=", False),
                ("valid_from", "<=", today),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", today),
            ]
        )

    def _portal_words(self):
        """How long this limit is and from when it counts, in plain words."""
        self.ensure_one()
        events = dict(self._fields["start_event"]._description_selection(self.env))
        values = {"count": self.limit_value, "start": events[self.start_event]}
        if self.limit_kind == rules.PROMISED:
            return self.env._("at the time that we agree with you")
        return {
            "minute": self.env._(
                "within %(count)s minutes after “%(start)s”", **values
            ),
            "hour": self.env._("within %(count)s hours after “%(start)s”", **values),
            "day": self.env._("within %(count)s days after “%(start)s”", **values),
            "workday": self.env._(
                "within %(count)s workdays after “%(start)s”", **values
            ),
        }[self.limit_unit]
