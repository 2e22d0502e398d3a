from datetime import timedelta

from odoo import api, fields, models

from ..rules import count as rules
from ..rules import part

#: Kind of account → setting of the company
WEEKS = {
    part.TECHNICIAN: "aftersales_count_weeks_technician",
    part.STATION: "aftersales_count_weeks_station",
    part.DEPOT: "aftersales_count_weeks_depot",
}
#: Planned counts are made so many days before they are due
AHEAD = 7


class ResCompany(models.Model):
    """How often accounts of each kind are counted (PRT-8)."""

    _inherit = "res.company"

    aftersales_count_weeks_technician = fields.Integer(
        string="Count Technicians Every",
        help="Weeks between two counts of a technician's account; 0: none is planned.",
    )
    aftersales_count_weeks_station = fields.Integer(
        string="Count Stations Every",
        help="Weeks between two counts of a station's account; 0: none is planned.",
    )
    aftersales_count_weeks_depot = fields.Integer(
        string="Count Depots Every",
        help="Weeks between two counts of a depot; 0: none is planned.",
    )

    _count_weeks_not_negative = models.Constraint(
        "CHECK(aftersales_count_weeks_technician >= 0 "
        "AND aftersales_count_weeks_station >= 0 "
        "AND aftersales_count_weeks_depot >= 0)",
        "Weeks between two counts can't be negative.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_count_weeks_technician = fields.Integer(
        related="company_id.aftersales_count_weeks_technician", readonly=False
    )
    aftersales_count_weeks_station = fields.Integer(
        related="company_id.aftersales_count_weeks_station", readonly=False
    )
    aftersales_count_weeks_depot = fields.Integer(
        related="company_id.aftersales_count_weeks_depot", readonly=False
    )


class AftersalesPartCount(models.Model):
    """Counts that the plan makes, a week before they are due."""

    _inherit = "aftersales.part.count"

    @api.model
    def _plan_all(self):
        """Make the counts that come due, for each company. Running twice makes none."""
        planned = fields.Domain.OR([[(field, ">", 0)] for field in WEEKS.values()])
        for company in self.env["res.company"].search(planned):
            self.with_company(company)._plan(company)

    @api.model
    def _plan(self, company):
        today = company._service_date(fields.Datetime.now())
        kinds = [kind for kind, field in WEEKS.items() if company[field]]
        accounts = self.env["aftersales.part.holder"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "in", kinds),
                ("owner", "=", "company"),
                ("location_id", "!=", False),
            ]
        )
        last, busy = self._last_counts(accounts)
        due = {}
        for account in accounts - busy:
            since = last.get(account) or account.create_date
            day = rules.due_on(
                company._service_date(since), company[WEEKS[account.kind]]
            )
            if day <= today + timedelta(days=AHEAD):
                due[account] = max(day, today)
        made = self.create(
            [
                {"holder_id": account.id, "due_date": day, "planned": True}
                for account, day in due.items()
            ]
        )
        made._tell_counters()
        return made

    @api.model
    def _last_counts(self, accounts):
        """When each account was last counted, and those that are being counted."""
        rows = self._read_group(
            [
                ("holder_id", "in", accounts.ids),
                ("state", "!=", rules.CANCELLED),
            ],
            ["holder_id", "state"],
            ["approved_at:max"],
        )
        last = {account: at for account, state, at in rows if state == rules.DONE}
        busy = accounts.browse(
            account.id for account, state, _at in rows if state != rules.DONE
        )
        return last, busy

    def _tell_counters(self):
        """An activity for who answers for the account; they know when to meet."""
        for one in self:
            user = one.holder_id.keeper_id or one.holder_id._answers()[:1]
            if user:
                one.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=one.due_date,
                    summary=one.with_user(user).env._(
                        "Count account %(name)s", name=one.holder_id.name
                    ),
                    user_id=user.id,
                )
