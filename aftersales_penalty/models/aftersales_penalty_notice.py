from odoo import fields, models


class AftersalesPenalty(models.Model):
    """The printed notice: clause, facts, amount, rights, in the reader's language."""

    _inherit = "aftersales.penalty"

    def _for_notice(self):
        """The case as the notice prints it.

        :raise AccessError: the reader may not see the case
        """
        self.check_access("read")
        # superuser: names of employees and departments, which not everybody may read
        return self.sudo().with_context(tz=self.company_id._service_tz())

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Notice %s", self.name)

    def _local(self, moment):
        """A moment in the company's zone, to the minute."""
        self.ensure_one()
        if not moment:
            return ""
        here = self.with_context(tz=self.company_id._service_tz())
        return fields.Datetime.context_timestamp(here, moment).strftime(
            "%Y-%m-%d %H:%M"
        )
