from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..rules import cost as rules

#: What costs were reckoned by
JUDGED_BY = {"company_id", "category_id", "valid_from", "amount"}


class AftersalesLabourRate(models.Model):
    """What an hour of a technician costs from a day on (CST-1).

    A rate that costs were reckoned by doesn't change: another one follows it from a
    later day on.
    """

    _name = "aftersales.labour.rate"
    _description = "Hourly Rate of Labour"
    _order = "valid_from desc, category_id, id desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        comodel_name="hr.employee.category",
        string="Employee Tag",
        ondelete="restrict",
        help="Employees with this tag, such as senior technicians; of several tags the "
        "dearest counts. Empty: everybody else.",
    )
    valid_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Work that is finished on this day or later, until another rate follows.",
    )
    amount = fields.Monetary(string="Cost of an Hour", required=True)
    note = fields.Char()

    _not_negative = models.Constraint(
        "CHECK(amount >= 0)", "An hour can't cost less than nothing."
    )
    _once_a_day = models.UniqueIndex(
        "(company_id, COALESCE(category_id, 0), valid_from)",
        "There is a rate from this day on already.",
    )

    @api.depends("category_id", "valid_from", "amount")
    def _compute_display_name(self):
        for rate in self:
            parts = (
                # who reads rates need not read employees' tags
                rate.sudo().category_id.name,
                rate.currency_id.format(rate.amount) if rate.currency_id else "",
                format_date(self.env, rate.valid_from),
            )
            rate.display_name = " · ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._cost_visits()
        return rates

    def write(self, vals):
        if JUDGED_BY & vals.keys():
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        used = (
            self.env["aftersales.cost.line"]
            .sudo()
            .search([("rate_id", "in", self.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "Costs of request %(number)s were reckoned by rate %(rate)s; it "
                    "stays. Add another rate from a later day on.",
                    number=used.ticket_id.number,
                    rate=used.rate_id.display_name,
                )
            )

    def _cost_visits(self):
        """Visits that were approved before there was a rate get their costs now.

        As superuser: who sets rates need not see all visits.
        """
        visits = self.env["aftersales.visit"].sudo()
        for company, rates in self.grouped("company_id").items():
            first, _end = company._service_day_bounds(min(rates.mapped("valid_from")))
            visits.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", ("approved", "archived")),
                    ("finished_at", ">=", first),
                ]
            )._make_labour_costs()

    @api.model
    def _of_companies(self, companies):
        """Dict of company id → its rates, as the rule knows them; one query."""
        book = {}
        for rate in self.sudo().search([("company_id", "in", companies.ids)]):
            book.setdefault(rate.company_id.id, []).append(
                rules.Rate(
                    rate.id, rate.valid_from, rate.amount, rate.category_id.id or None
                )
            )
        return book
