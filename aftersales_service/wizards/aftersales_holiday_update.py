import base64
import csv
import io
from datetime import date

from chinese_calendar.constants import holidays, workdays

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = ("holiday", "workday")
#: Names as the State Council's notices call them
IN_CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


class AftersalesHolidayUpdate(models.TransientModel):
    """Bring a company's holidays and worked weekends up to date.

    The published Chinese calendar comes with the library ``chinesecalendar``, which
    follows each year's notice of the State Council. Other countries, and a notice newer
    than the library, come from a file.
    """

    _name = "aftersales.holiday.update"
    _description = "Update of Holidays"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    source = fields.Selection(
        selection=[("china", "Published Chinese calendar"), ("file", "File")],
        required=True,
        default="china",
    )
    file = fields.Binary(
        string="CSV File",
        help="Columns date (2026-02-14), kind (holiday or workday) and name.",
    )
    filename = fields.Char()
    known_until = fields.Date(compute="_compute_known_until")
    outcome = fields.Text(readonly=True)

    @api.depends("source")
    def _compute_known_until(self):
        for wizard in self:
            wizard.known_until = date(self._last_year(), 12, 31)

    @api.model
    def _last_year(self):
        return max(holidays).year

    def action_update(self):
        """Add what is missing, follow what the source changed, keep hand-made days."""
        self.ensure_one()
        if self.source == "file":
            published = self._read_file()
        else:
            published = self._chinese_days(self.company_id)
        result = self.env["aftersales.calendar.day"]._publish(
            self.company_id, published
        )
        self.outcome = self.env._(
            "Added: %(added)s. Changed: %(changed)s. Changed by hand before, and kept: "
            "%(kept)s.",
            **result,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Update Holidays"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _chinese_days(self, company):
        """Published days from the year before this one on: dict of date → values."""
        first = company._service_date(fields.Datetime.now()).year - 1
        chinese = (company.partner_id.lang or self.env.lang or "").startswith("zh")
        found = {}
        for kind, days in (("holiday", holidays), ("workday", workdays)):
            for day, name in days.items():
                if day.year >= first:
                    name = IN_CHINESE.get(name, name) if chinese else name
                    found[day] = {"kind": kind, "name": name}
        return found

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose the file with the holidays first."))
        text = base64.b64decode(self.file).decode("utf-8-sig", errors="replace")
        found = {}
        for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
            try:
                day = date.fromisoformat((row["date"] or "").strip())
                kind, name = row["kind"].strip(), row["name"].strip()
            except (KeyError, AttributeError, ValueError) as error:
                raise UserError(self._line_error(number)) from error
            if kind not in KINDS or not name:
                raise UserError(self._line_error(number))
            found[day] = {"kind": kind, "name": name}
        if not found:
            raise UserError(self._line_error(2))
        return found

    def _line_error(self, number):
        return self.env._(
            "Line %(line)s of file %(file)s can't be read. It takes a date such as "
            "2026-02-14, “holiday” or “workday”, and a name, under the headings date, "
            "kind and name. Nothing was changed.",
            line=number,
            file=self.filename or "",
        )


class AftersalesCalendarDay(models.Model):
    """Taking over published days."""

    _inherit = "aftersales.calendar.day"

    @api.model
    def _publish(self, company, published):
        """Bring a company's days in line with what was published.

        :param published: dict of date → values ``kind`` and ``name``
        :return: numbers ``added``, ``changed`` and ``kept``
        """
        days = self.search([("company_id", "=", company.id)])
        held = {day.date: day for day in days}
        missing, kept, changed = [], 0, 0
        for day, values in sorted(published.items()):
            current = held.get(day)
            if not current:
                missing.append(
                    dict(values, date=day, company_id=company.id, is_published=True)
                )
            elif current.kind == values["kind"]:
                continue
            elif current.is_published:
                changed += 1
                current.write(dict(values, is_published=True))
            else:
                kept += 1
        self.create(missing)
        return {"added": len(missing), "changed": changed, "kept": kept}

    @api.model
    def _load_for(self, company):
        """Give a Chinese company its published days; others choose a file."""
        if company.country_id.code == "CN":
            wizard = self.env["aftersales.holiday.update"]
            self._publish(company, wizard._chinese_days(company))
