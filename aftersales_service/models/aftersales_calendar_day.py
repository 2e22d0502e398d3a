from odoo import api, fields, models

DAY_KIND = [("holiday", "Holiday"), ("workday", "Worked Weekend")]
WEEKDAY = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class AftersalesCalendarDay(models.Model):
    """A public holiday, or a weekend day that is worked instead (调休).

    Odoo's working times know no worked weekends; its own Public Holidays are honoured
    besides these.
    """

    _name = "aftersales.calendar.day"
    _description = "Holiday or Worked Weekend"
    _order = "date desc"
    _rec_name = "name"
    _check_company_auto = True

    date = fields.Date(required=True, index=True)
    weekday = fields.Selection(selection=WEEKDAY, compute="_compute_weekday")
    name = fields.Char(required=True)
    kind = fields.Selection(selection=DAY_KIND, required=True, default="holiday")
    hours_like = fields.Selection(
        selection=WEEKDAY,
        string="Hours of",
        help="Whose working hours a worked weekend has. Empty: those of the first day "
        "of the week that is worked.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    is_published = fields.Boolean(
        string="As Published",
        help="Came from the published calendar and wasn't changed by hand.",
        readonly=True,
    )

    _company_date_uniq = models.Constraint(
        "UNIQUE(company_id, date)", "This day is already in the list."
    )

    @api.depends("date")
    def _compute_weekday(self):
        for day in self:
            day.weekday = str(day.date.weekday()) if day.date else False

    @api.model
    def _of(self, company):
        """Holidays, and dict of worked day → weekday whose hours it has."""
        days = self.sudo().search([("company_id", "=", company.id)])
        holidays = {day.date for day in days if day.kind == "holiday"}
        workdays = {
            day.date: int(day.hours_like) if day.hours_like else None
            for day in days
            if day.kind == "workday"
        }
        return holidays, workdays

    @api.model_create_multi
    def create(self, vals_list):
        days = super().create(vals_list)
        days._rejudge()
        return days

    def write(self, vals):
        if vals.keys() & {"date", "name", "kind", "hours_like"}:
            vals = {"is_published": False, **vals}
        result = super().write(vals)
        self._rejudge()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._rejudge_clocks()
        return result

    @api.model
    def _remind_of_next_year(self):
        """In December, tell managers whose next year has no holidays yet.

        Clocks that run into a year without holidays would be due too early.
        """
        latest = self._read_group([], ["company_id"], ["date:max"])
        for company, last in latest:
            today = company._service_date(fields.Datetime.now())
            if today.month < 12 or last.year > today.year:
                continue
            for lang, users in company._service_managers().grouped("lang").items():
                local = self.with_context(lang=lang)
                company.partner_id.message_notify(
                    partner_ids=users.partner_id.ids,
                    subject=local.env._("Holidays of %(year)s", year=today.year + 1),
                    body=local.env._(
                        "%(company)s has no holidays for %(year)s yet, so its clocks "
                        "count them as working days. Press “Update Holidays” under "
                        "Configuration, Holidays.",
                        company=company.name,
                        year=today.year + 1,
                    ),
                )

    def _rejudge(self):
        self.company_id._rejudge_clocks()
