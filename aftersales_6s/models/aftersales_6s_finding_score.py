from collections import defaultdict

from odoo import api, models
from odoo.tools import date_utils

from odoo.addons.aftersales_service.models import bulk

from ..rules import scoring as rules

#: Columns of ``rules.Finding``, in its order
COLUMNS = (
    "id",
    "employee_id",
    "area_id",
    "checklist_id",
    "item_id",
    "is_cleanup",
    "pillar",
    "state",
    "points",
    "number_in_month",
)


class Aftersales6sFinding(models.Model):
    """What findings cost: it follows from all the breaches of a person in a month."""

    _inherit = "aftersales.6s.finding"

    _month_idx = models.Index("(company_id, found_on, employee_id)")

    @api.model
    def _score(self, pairs):
        """Derive number and points of these people's findings of these months anew.

        Called whenever findings come, go, are annulled, or change hands. A few
        statements for each month, however many people; only what differs is written.

        :param pairs: (employee id, first day of the month)
        :return: the findings that have changed
        """
        pairs = {(employee, first) for employee, first in pairs if employee}
        people = defaultdict(set)
        for employee, first in pairs:
            people[first].add(employee)
        # points follow from the findings, whoever causes them to be looked at
        system = self.sudo()
        changed = self.browse()
        for first, employees in sorted(people.items()):
            domain = [("employee_id", "in", list(employees))]
            _sums, changes = system._month_scores(first, domain)
            changed |= system._take_scores(changes)
        # of all of them: who lost a finding to somebody else has none that changed
        system.env["aftersales.6s.month.person"]._tell_of_late_changes(pairs)
        return changed.sudo(self.env.su)

    @api.model
    def _month_scores(self, first, domain):
        """What the rule makes of a month's findings, without writing it.

        :param first: first day of the month
        :param domain: on findings, whose they are to be
        :return: as ``rules.month_scores``
        """
        rows = bulk.rows(
            self,
            [
                *domain,
                ("found_on", ">=", first),
                ("found_on", "<=", date_utils.end_of(first, "month")),
                ("employee_id", "!=", False),
            ],
            COLUMNS,
            order="found_at, id",
        )
        return rules.month_scores(rows, *self._score_numbers(rows))

    @api.model
    def _score_numbers(self, rows):
        """Tariffs of the versions of checklists, and points of items of their own."""
        used = {row[3] for row in rows} - {None}
        checklists = self.env["aftersales.6s.checklist"].browse(used)
        items = bulk.rows(
            self.env["aftersales.6s.item"],
            [("checklist_id", "in", checklists.ids), ("points", "!=", 0)],
            ["id", "points"],
        )
        return checklists._tariffs(), dict(items)

    @api.model
    def _take_scores(self, changes):
        """Write what the rule found to differ; returns these findings."""
        self._write_rows(
            {
                self.browse(one.id): {
                    "number_in_month": one.number,
                    "points": one.points,
                }
                for one in changes
            }
        )
        return self.browse(one.id for one in changes)


class Aftersales6sChecklist(models.Model):
    """The numbers of the points, as the rules know them."""

    _inherit = "aftersales.6s.checklist"

    def _tariffs(self):
        """Dict of id → ``rules.Tariff``, read with one query."""
        rows = bulk.rows(
            self,
            [("id", "in", self.ids)],
            [
                "id",
                "points_breach",
                "repeat_from",
                "points_repeat",
                "repeat_mode",
                "points_cleanup",
                "point_value",
            ],
        )
        return {
            id_: rules.Tariff(
                breach=float(breach or 0),
                repeat_from=repeat_from or 0,
                repeat=float(repeat or 0),
                mode=mode,
                cleanup=float(cleanup or 0),
                value=float(value or 0),
            )
            for id_, breach, repeat_from, repeat, mode, cleanup, value in rows
        }
