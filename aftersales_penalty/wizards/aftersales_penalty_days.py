from odoo import fields, models
from odoo.exceptions import UserError


class AftersalesPenaltyDays(models.AbstractModel):
    """A window on the facts of some days of the user's company."""

    _name = "aftersales.penalty.days"
    _description = "Days to Look at"
    _months = 1

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.subtract(
            fields.Date.context_today(self), months=self._months
        ),
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: fields.Date.context_today(self)
    )

    def _span(self):
        """Moments (naive UTC) of the first day's beginning and of the last day's end.

        :raise UserError: the days are the wrong way round
        """
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(self.env._("The last day lies before the first one."))
        company = self.company_id
        since, _until = company._service_day_bounds(self.date_from)
        _since, until = company._service_day_bounds(self.date_to)
        return since, until
