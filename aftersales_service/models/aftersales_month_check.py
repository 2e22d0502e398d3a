from odoo import api, fields, models

from .aftersales_month_check_books import find_costs, find_ledger_accounts
from .aftersales_month_check_conditions import find_unconditional
from .aftersales_month_check_drafts import find_drafts
from .aftersales_month_check_frozen import find_forged_months
from .aftersales_month_check_quantities import find_quantities
from .aftersales_month_check_stock import find_stock
from .aftersales_month_check_value import find_values

#: Code of a check → function: month, its values → list of dicts of a break
CHECKS = {
    "quantities": find_quantities,
    "stock": find_stock,
    "value": find_values,
    "books": find_ledger_accounts,
    "costs": find_costs,
    "conditions": find_unconditional,
    "drafts": find_drafts,
    "frozen": find_forged_months,
}
CODE = [
    ("quantities", "Report = Movement = Claim"),
    ("stock", "Ledger = Goods on Hand"),
    ("value", "Ledger = Odoo's Valuation"),
    ("books", "Valuation = General Ledger"),
    ("costs", "Costs = Journal Items"),
    ("conditions", "Written Off with All Conditions"),
    ("drafts", "Nothing Left Undone"),
    ("frozen", "Earlier Months Unchanged"),
]
RESULT = [("ok", "Agrees"), ("broken", "Doesn't Agree")]


class AftersalesMonthCheck(models.Model):
    """Result of one check of a month; made anew each time it is checked."""

    _name = "aftersales.month.check"
    _description = "Check of a Month"
    _order = "month_id desc, sequence, id"
    _check_company_auto = True

    month_id = fields.Many2one(
        comodel_name="aftersales.month",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="month_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(readonly=True)
    code = fields.Selection(selection=CODE, required=True, readonly=True)
    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        selection=RESULT, string="Result", required=True, readonly=True
    )
    checked_at = fields.Datetime(string="Checked", readonly=True)
    break_ids = fields.One2many(
        comodel_name="aftersales.month.break", inverse_name="check_id", readonly=True
    )
    break_count = fields.Integer(string="Breaks", readonly=True)

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for check in self:
            check.name = labels.get(check.code)

    def action_view_breaks(self):
        """What this check found."""
        self.ensure_one()
        return self.month_id._window(
            "aftersales_month_break_action", [("check_id", "=", self.id)]
        )


class AftersalesMonthBreak(models.Model):
    """One thing that doesn't agree: which, by how much, and the way out."""

    _name = "aftersales.month.break"
    _description = "Break Found by a Check"
    _order = "check_id, id"
    _check_company_auto = True

    check_id = fields.Many2one(
        comodel_name="aftersales.month.check",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    month_id = fields.Many2one(
        related="check_id.month_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, index=True, precompute=True
    )
    code = fields.Selection(
        related="check_id.code", store=True, precompute=True, string="Kind of Check"
    )
    name = fields.Char(string="What", required=True, readonly=True)
    way_out = fields.Char(readonly=True)
    expected = fields.Float(string="Ought to Be", readonly=True)
    found = fields.Float(readonly=True)
    difference = fields.Float(compute="_compute_difference", store=True)
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Account",
        readonly=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        readonly=True,
        ondelete="cascade",
    )
    res_model = fields.Char(string="Kind of Record", readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", readonly=True
    )

    @api.depends("expected", "found")
    def _compute_difference(self):
        for one in self:
            one.difference = one.found - one.expected

    def action_open(self):
        """Open the record, by the rights of who opens it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


class AftersalesMonth(models.Model):
    _inherit = "aftersales.month"

    @api.model
    def _checks(self):
        """Code → function of the checks, in their order. Override for more."""
        return CHECKS

    def _run_checks(self, values):
        """Run all checks; their results stand in place of the earlier ones.

        :param values: the month's ``MonthValues``
        """
        self.ensure_one()
        self.check_ids.unlink()
        now = fields.Datetime.now()
        found = {code: find(self, values) for code, find in self._checks().items()}
        checks = self.env["aftersales.month.check"].create(
            [
                {
                    "month_id": self.id,
                    "sequence": place,
                    "code": code,
                    "state": "broken" if breaks else "ok",
                    "break_count": len(breaks),
                    "checked_at": now,
                }
                for place, (code, breaks) in enumerate(found.items(), start=1)
            ]
        )
        self.env["aftersales.month.break"].create(
            [
                {"check_id": check.id, **one}
                for check in checks
                for one in found[check.code]
            ]
        )
        return checks
