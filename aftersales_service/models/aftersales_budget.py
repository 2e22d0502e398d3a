from odoo import api, fields, models

from .aftersales_cost_line import KIND
from .stock_location import BEARER


class AftersalesBudget(models.Model):
    """What a month may cost, by kind and by who bears it (CST-3)."""

    _name = "aftersales.budget"
    _description = "Budget of Request Costs"
    _order = "month desc, kind, bearer, id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of the month; its first day is kept.",
    )
    kind = fields.Selection(selection=KIND, help="Empty: of all kinds together.")
    bearer = fields.Selection(
        selection=BEARER, string="Borne by", help="Empty: whoever bears it."
    )
    amount = fields.Monetary(string="Budget", required=True)
    note = fields.Char()

    _once = models.UniqueIndex(
        "(company_id, month, COALESCE(kind, ''), COALESCE(bearer, ''))",
        "There is a budget for this month, kind and bearer already.",
    )
    _not_negative = models.Constraint(
        "CHECK(amount >= 0)", "A budget can't be less than nothing."
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)",
        "A budget is kept by the first day of its month.",
    )

    @api.depends("month", "kind", "bearer")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("kind", "bearer")
        }
        for budget in self:
            parts = (
                budget.month and budget.month.strftime("%Y-%m"),
                labels["kind"].get(budget.kind),
                labels["bearer"].get(budget.bearer),
            )
            budget.display_name = " · ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._first_of_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._first_of_month(vals))

    def copy_data(self, default=None):
        """A copy is for the month after."""
        vals_list = super().copy_data(default)
        if not (default or {}).get("month"):
            for budget, vals in zip(self, vals_list, strict=True):
                vals["month"] = fields.Date.add(budget.month, months=1)
        return vals_list

    @api.model
    def _first_of_month(self, vals):
        vals = dict(vals)
        if vals.get("month"):
            vals["month"] = fields.Date.to_date(vals["month"]).replace(day=1)
        return vals
