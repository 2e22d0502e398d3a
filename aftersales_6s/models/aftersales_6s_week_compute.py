from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_service.models import bulk

from ..rules import ranking as rules
from ..rules import scoring
from .aftersales_6s_week import CONFIRMED, DRAFT, PROPOSED


class Aftersales6sWeek(models.Model):
    """From findings, inspections and votes to the order of a week."""

    _inherit = "aftersales.6s.week"

    def action_compute(self):
        """Find the best and the worst from what is known by now.

        :raise AccessError: the user is no manager
        :raise UserError: the week was decided already, or hasn't begun
        """
        self.check_access("read")
        self._check_score_manager()
        for week in self:
            if week.state not in (DRAFT, PROPOSED):
                raise UserError(
                    self.env._(
                        "%s was decided and isn't computed again. What has changed "
                        "since shows in it as a note.",
                        week.display_name,
                    )
                )
            if week.date_from > week.company_id._service_date(fields.Datetime.now()):
                raise UserError(self.env._("%s hasn't begun yet.", week.display_name))
        # what the order rests on isn't all shown to everybody who may ask for it
        self.sudo()._take_order()
        return True

    @api.private
    @api.model
    def sweep(self, now=None):
        """Scheduled: begin weeks, and on Friday at the company's hour propose.

        A week that was missed, because no server ran, is made up for.

        :param now: naive UTC; default: the current time
        :return: the weeks that were proposed
        """
        now = now or fields.Datetime.now()
        proposed = self.browse()
        system = self.sudo()  # the scheduled action is the system's
        for company in self._score_companies():
            if not company._lock_penalties(self._table):
                continue  # another server is at it
            current = rules.friday_of(company._service_date(now))
            system._week_of(company, current)
            due = system.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", DRAFT),
                    ("friday", "<=", current),
                ]
            ).filtered(lambda week: week._closes_at() <= now)
            due._take_order()
            due._tell_managers()
            proposed |= due
            if self.env.context.get("ir_cron_progress_id"):
                self.env["ir.cron"]._commit_progress(1)
        return proposed

    def _take_order(self):
        """Write the order of each week and who is proposed."""
        for week in self:
            people, sums, counts = week._people()
            result = rules.rank(people, voted=week.mode == "voted")
            week.line_ids.unlink()
            by_id = {one.employee: one for one in people}
            rows = [
                {
                    "week_id": week.id,
                    "company_id": week.company_id.id,
                    "friday": week.friday,
                    "employee_id": id_,
                    "rank": rank,
                    "breaches": sums.get(id_, (0, 0, 0.0))[0],
                    "points": by_id[id_].points,
                    "safety": by_id[id_].safety,
                    "inspections": counts[id_],
                    "score": by_id[id_].score,
                    "rounds": by_id[id_].rounds,
                    "votes": by_id[id_].votes,
                }
                for rank, id_ in enumerate(result.order, 1)
            ]
            if rows:
                week.line_ids._insert_rows(rows)
            best, worst = result.best, result.worst
            week.write(
                {
                    "state": PROPOSED,
                    "computed_at": fields.Datetime.now(),
                    "proposed_best_id": best and best.employee,
                    "proposed_best_by": best and best.by,
                    "proposed_best_tied": best and best.tied,
                    "proposed_worst_id": worst and worst.employee,
                    "proposed_worst_by": worst and worst.by,
                    "proposed_worst_tied": worst and worst.tied,
                }
            )

    def _people(self):
        """Those who take part, as the rule knows them.

        :return: list of ``rules.Person``; sums of findings by employee; how many
            inspections by others each of them had
        """
        self.ensure_one()
        scores, rounds = defaultdict(list), defaultdict(int)
        for owner, inspector, check, score, is_late in bulk.rows(
            self.env["aftersales.6s.inspection"],
            [
                ("company_id", "=", self.company_id.id),
                ("day", ">=", self.date_from),
                ("day", "<=", self.date_to),
                ("state", "=", "done"),
                ("owner_id", "!=", False),
            ],
            ["owner_id", "inspector_id", "check", "score", "is_late"],
        ):
            if check == "self":
                rounds[owner] += not is_late
            elif inspector != owner:
                scores[owner].append(score or 0.0)
        days = (self.date_from, self.date_to)
        self.env["aftersales.6s.finding"]._score(
            {(id_, day.replace(day=1)) for id_ in scores for day in days}
        )
        sums = self._finding_sums(list(scores))
        best, worst = self._last_named("best_id"), self._last_named("worst_id")
        votes = self._vote_counts()
        people = [
            rules.Person(
                employee=id_,
                points=sums.get(id_, (0, 0, 0.0))[2],
                safety=sums.get(id_, (0, 0, 0.0))[1],
                score=round(sum(own) / len(own), 1),
                rounds=rounds[id_],
                last_best=best.get(id_),
                last_worst=worst.get(id_),
                votes=votes.get(id_, 0),
            )
            for id_, own in scores.items()
        ]
        return people, sums, {id_: len(own) for id_, own in scores.items()}

    def _finding_sums(self, employee_ids):
        """Dict of employee id → (breaches, those of safety, points) of the week."""
        self.ensure_one()
        found = defaultdict(lambda: [0, 0, 0.0])
        # the sums are the system's, whatever findings the reader may see
        for employee, pillar, number, points in (
            self.env["aftersales.6s.finding"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("employee_id", "in", employee_ids),
                    ("found_on", ">=", self.date_from),
                    ("found_on", "<=", self.date_to),
                    ("state", "!=", scoring.ANNULLED),
                ],
                ["employee_id", "pillar"],
                ["__count", "points:sum"],
            )
        ):
            own = found[employee.id]
            own[0] += number
            own[1] += number if pillar == scoring.SAFETY else 0
            own[2] = round(own[2] + points, 1)
        return {id_: tuple(own) for id_, own in found.items()}

    def _last_named(self, name):
        """Dict of employee id → Friday on which they were named before."""
        self.ensure_one()
        groups = self._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", CONFIRMED),
                ("friday", "<", self.friday),
                (name, "!=", False),
            ],
            [name],
            ["friday:max"],
        )
        return {employee.id: friday for employee, friday in groups}

    def _tell_managers(self):
        """One message to those who confirm; it names nobody."""
        for week in self:
            managers = week.company_id._service_managers()
            if managers:
                week.message_notify(
                    partner_ids=managers.partner_id.ids,
                    subject=self.env._("6S: %s", week.display_name),
                    body=self.env._(
                        "The best and the worst of the week have been found. They "
                        "wait for your confirmation under 6S, Weeks."
                    ),
                )
