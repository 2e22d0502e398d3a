from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, date_utils

from ..rules import ranking
from ..rules import scoring as rules
from . import aftersales_6s_week as week
from .aftersales_6s_month import OPEN


class Aftersales6sMonth(models.Model):
    """From a month's findings to its sheet: one read, the rule, one insert each."""

    _inherit = "aftersales.6s.month"

    def action_compute(self):
        """Bring open months up to date; weeks that are missing are made and computed.

        :raise AccessError: the user is no manager
        :raise UserError: the month is confirmed or hasn't begun, or somebody else is
            computing it
        """
        self.check_access("read")
        self._check_score_manager()
        for month in self:
            month._check_open()
            if month.month > month.company_id._service_date(fields.Datetime.now()):
                raise UserError(self.env._("%s hasn't begun yet.", month.display_name))
            if not month.company_id._lock_penalties(month._table):
                raise UserError(
                    self.env._(
                        "6S months of %s are being computed at this moment. Look again "
                        "in a minute.",
                        month.company_id.name,
                    )
                )
        # the sheet rests on more than whoever computes it may write
        self.sudo()._take_weeks()
        self.sudo()._take_scores()
        return True

    @api.private
    @api.model
    def sweep(self, now=None):
        """Scheduled, each night: the running month, and earlier ones that are open.

        :param now: naive UTC; default: the current time
        :return: the months that were computed
        """
        now = now or fields.Datetime.now()
        months = self.browse()
        system = self.sudo()  # the scheduled action is the system's
        for company in self._score_companies():
            if not company._lock_penalties(self._table):
                continue  # another server is at it
            system._month_of(company, company._service_date(now))
            own = system.search([("company_id", "=", company.id), ("state", "=", OPEN)])
            own._take_scores()
            months |= own
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1)
        return months

    @api.model
    def _month_of(self, company, day):
        """The month of a day, made if it isn't there yet."""
        first = day.replace(day=1)
        month = self.search([("company_id", "=", company.id), ("month", "=", first)])
        if not month:
            # months are made by the system, whoever asks for one
            month = self.sudo().create({"company_id": company.id, "month": first})
        return month.sudo(self.env.su)

    def action_open_current(self):
        """The running month of the user's company, computed; whatever is selected."""
        self._check_score_manager()
        company = self.env.company
        month = self._month_of(company, company._service_date(fields.Datetime.now()))
        if month.state == OPEN:
            month.action_compute()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": month.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _check_open(self):
        for month in self:
            if month.state != OPEN:
                raise UserError(
                    self.env._(
                        "%s is confirmed and stays as it is. What was annulled since "
                        "shows as a difference; opening it again takes a reason.",
                        month.display_name,
                    )
                )

    def _take_weeks(self):
        """Make and compute the weeks whose Friday is over and that aren't there."""
        weeks = self.env["aftersales.6s.week"]
        now = fields.Datetime.now()
        for month in self:
            known = set(month.week_ids.mapped("friday"))
            for friday in ranking.fridays(month.month):
                if friday in known:
                    continue
                if friday <= month.company_id._service_date(now):
                    weeks |= weeks._week_of(month.company_id, friday)
        weeks._take_order()
        self.invalidate_recordset(["week_ids"])

    def _take_scores(self):
        """Derive people, lines and totals of these months anew."""
        findings = self.env["aftersales.6s.finding"]
        for month in self:
            company = month.company_id
            sums, changes = findings._month_scores(
                month.month, [("company_id", "=", company.id)]
            )
            if changes:  # such as of findings that two servers made at once
                findings._take_scores(changes)
            people = month._take_people(rules.by_person(sums))
            month._take_lines(sums, people)
            totals = [sum(column) for column in zip(*sums.values(), strict=True)]
            breaches, safety, points, money = totals or (0, 0, 0.0, 0.0)
            month.write(
                {
                    "people": len({employee for employee, _area in sums}),
                    "breaches": breaches,
                    "safety": safety,
                    "points": round(points, 1),
                    "money": round(money, 2),
                    "needed": month._needed(),
                    "computed_at": fields.Datetime.now(),
                }
            )

    def _needed(self):
        """How often somebody has to be named in this month."""
        company = self.company_id
        return ranking.needed(
            self.month,
            company.aftersales_6s_month_times,
            company.aftersales_6s_five_fridays,
        )

    def _take_people(self, sums):
        """Update the rows that are there, and add those that aren't.

        :param sums: employee id → ``rules.Sum``
        :return: employee id → id of the row
        """
        bests, worsts = self._named("best_id"), self._named("worst_id")
        held = self.person_ids._search_rows([("month_id", "=", self.id)])
        there = {person.employee_id.id: person for person in held}
        ids = sums.keys() | bests.keys() | worsts.keys() | there.keys()
        last = date_utils.end_of(self.month, "month")
        departments = self.env["hr.employee"]._departments_on(
            (id_, last) for id_ in ids
        )
        needed = self._needed()
        values = {}
        for id_ in sorted(ids):
            breaches, safety, points, money = sums.get(id_, rules.NOTHING)
            values[id_] = {
                "department_id": departments.get((id_, last)) or None,
                "breaches": breaches,
                "safety": safety,
                "points": points,
                "money": money,
                "bests": bests[id_],
                "worsts": worsts[id_],
                "is_rewarded": bests[id_] >= needed,
                "is_penalised": worsts[id_] >= needed,
            }
        changed = {
            person: person._differing(
                {**values[id_], "department_id": values[id_]["department_id"] or False}
            )
            for id_, person in there.items()
        }
        held._write_rows(changed)
        new = [id_ for id_ in values if id_ not in there]
        rows = [
            {
                "month_id": self.id,
                "company_id": self.company_id.id,
                "month": self.month,
                "employee_id": id_,
                **values[id_],
            }
            for id_ in new
        ]
        made = held._insert_rows(rows).ids if rows else ()
        found = {id_: person.id for id_, person in there.items()}
        return found | dict(zip(new, made, strict=True))

    def _named(self, name):
        """How often each employee was named in the confirmed weeks of the month."""
        groups = self.env["aftersales.6s.week"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("month", "=", self.month),
                ("state", "=", week.CONFIRMED),
                (name, "!=", False),
            ],
            [name],
            ["__count"],
        )
        return Counter({employee.id: count for employee, count in groups})

    def _take_lines(self, sums, people):
        """Lines are derived, and nothing refers to them: they are made anew."""
        lines = self.line_ids
        lines.env.flush_all()
        self.env.execute_query(
            SQL(
                "DELETE FROM %s WHERE month_id = %s RETURNING id",
                SQL.identifier(lines._table),
                self.id,
            )
        )
        lines.invalidate_model()
        self.invalidate_recordset(["line_ids"])
        self.person_ids.invalidate_model(["line_ids"])
        rows = [
            {
                "month_id": self.id,
                "person_id": people[employee],
                "company_id": self.company_id.id,
                "month": self.month,
                "employee_id": employee,
                "area_id": area,
                "breaches": breaches,
                "safety": safety,
                "points": points,
                "money": money,
            }
            for (employee, area), (breaches, safety, points, money) in sums.items()
        ]
        if rows:
            lines._insert_rows(rows)
