from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import deduction as rules
from .aftersales_penalty_steps import HR


class AftersalesWageRegion(models.Model):
    """A city with a minimum wage of its own, and with its own law on fines."""

    _name = "aftersales.wage.region"
    _description = "Region of Minimum Wages"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    state_id = fields.Many2one(
        comodel_name="res.country.state", string="Province", ondelete="restrict"
    )
    active = fields.Boolean(default=True)
    wage_ids = fields.One2many(
        comodel_name="aftersales.minimum.wage",
        inverse_name="region_id",
        string="Minimum Wages",
    )


class AftersalesMinimumWage(models.Model):
    """The minimum wage of a month in a region, from a day on (最低工资标准).

    What is left of a wage after deductions is never less (WPR 16). The figures that
    come with this addon are a start: the company confirms each before it locks a sheet
    by it.
    """

    _name = "aftersales.minimum.wage"
    _description = "Minimum Wage"
    _order = "region_id, date_from desc, id"
    _rec_name = "region_id"

    region_id = fields.Many2one(
        comodel_name="aftersales.wage.region",
        required=True,
        ondelete="restrict",
        index=True,
    )
    date_from = fields.Date(string="From", required=True)
    amount = fields.Monetary(string="Per Month", required=True)
    currency_id = fields.Many2one(
        comodel_name="res.currency",
        required=True,
        default=lambda self: (
            self.env.ref("base.CNY", raise_if_not_found=False)
            or self.env.company.currency_id
        ),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Only for this company, such as by a collective agreement. Empty: all.",
    )
    source = fields.Char(
        translate=True, help="Where the figure is from: the notice and its number."
    )
    is_to_confirm = fields.Boolean(
        string="To Be Confirmed",
        help="Nobody has compared it with the notice of the local government yet.",
    )

    _once = models.UniqueIndex(
        "(region_id, date_from, COALESCE(company_id, 0))",
        "This region already has a minimum wage from that day on.",
    )
    _positive = models.Constraint(
        "CHECK(amount > 0)", "A minimum wage is more than nothing."
    )

    @api.depends("region_id", "date_from")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "%(region)s from %(day)s",
                region=one.region_id.name,
                day=fields.Date.to_string(one.date_from) or "–",
            )

    def action_confirm(self):
        """Somebody has compared it with the notice.

        :raise AccessError: the user isn't in human resources
        """
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(HR)):
            raise AccessError(
                self.env._("Minimum wages are confirmed by human resources.")
            )
        self.is_to_confirm = False
        return True

    @api.model
    def _in_force(self, company, day):
        """The minimum wages of a company on a day, by region; one query.

        A figure of the company goes before one for all.
        """
        found = {}
        # what a sheet goes by doesn't depend on who makes it
        every = self.sudo().search_fetch(
            [("company_id", "in", [company.id, False]), ("date_from", "<=", day)],
            ["region_id", "amount", "company_id", "date_from", "is_to_confirm"],
            order="date_from desc, id desc",
        )
        for one in every.sorted(lambda one: not one.company_id):
            found.setdefault(one.region_id.id, one)
        return found


class ResCompany(models.Model):
    """Where the company's employees work, unless their file says another region."""

    _inherit = "res.company"

    aftersales_region_id = fields.Many2one(
        comodel_name="aftersales.wage.region",
        string="Region of Minimum Wage",
        ondelete="restrict",
        help="Of employees whose file names no other region.",
    )


class HrEmployee(models.Model):
    """What a month's sheet must know of an employee."""

    _inherit = "hr.employee"

    aftersales_region_id = fields.Many2one(
        comodel_name="aftersales.wage.region",
        string="Region of Minimum Wage",
        ondelete="restrict",
        groups="hr.group_hr_user",
        help="Where the employee works. Empty: as the company says.",
    )
    aftersales_variable_pay = fields.Monetary(
        string="Variable Pay per Month",
        groups="hr.group_hr_user",
        help="Agreed performance pay, on top of the wage. The month's sheet begins "
        "with it, and HR enters what it was in that month.",
    )

    def _month_wages(self, first, last):
        """Fixed wage of a month by the versions of the contract; one query.

        Each wage counts for the days on which it held. Days before the first version
        count by it, unless the contract began later; days after the end count nothing.

        :return: dict of employee id → Decimal
        """
        # wages are read for the sheet, whose rights decide who sees them
        versions = self.env["hr.version"].sudo()
        fetched = ["employee_id", "date_version", "wage", "departure_date"]
        found = versions.search_fetch(
            [("employee_id", "in", self.ids), ("date_version", "<=", last)],
            [*fetched, "contract_date_start", "contract_date_end"],
            order="employee_id, date_version, id",
        )
        if len(found.employee_id) < len(set(self.ids)):
            # files that were made after the month
            found |= versions.search(
                [("employee_id", "in", (self.sudo() - found.employee_id).ids)],
                order="employee_id, date_version, id",
            )
        wages = dict.fromkeys(self.ids, rules.NOTHING)
        for employee, own in found.grouped("employee_id").items():
            wages[employee.id] = rules.month_wage(own._wage_spans(), first, last)
        return wages


class HrVersion(models.Model):
    """The days on which a wage held."""

    _inherit = "hr.version"

    def _wage_spans(self):
        """(from, to, wage) of the versions of one employee, in their order."""
        spans = []
        for place, one in enumerate(self):
            begins = [one.date_version if place else fields.Date.to_date("1900-01-01")]
            ends = [one.contract_date_end, one.departure_date]
            if one.contract_date_start:
                begins.append(one.contract_date_start)
            if place + 1 < len(self):
                ends.append(fields.Date.subtract(self[place + 1].date_version, days=1))
            end = min(filter(None, ends), default=None)
            spans.append((max(begins), end, one._get_contract_wage()))
        return spans
