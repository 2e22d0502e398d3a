from collections import defaultdict

from odoo import api, models
from odoo.tools import date_utils

from odoo.addons.aftersales_penalty.models.aftersales_penalty_facts import Found
from odoo.addons.aftersales_service.models import bulk

from ..rules import proposal as rules
from ..rules import ranking, scoring
from . import aftersales_6s_week as week
from .aftersales_6s_month import CONFIRMED


class AftersalesPenalty(models.Model):
    """What confirmed 6S months come to, for the clauses on it (S6-5, S6-7).

    It happened with the last second of the month in the company's zone. A person of a
    month is one fact, which stays the same when the month is computed anew.
    """

    _inherit = "aftersales.penalty"

    @api.model
    def _facts_sixs_points(self, company, since, until, _codes):
        """Points of the month and what they are worth; its findings are the evidence.

        Those of earlier months have their case, which keeps its own; they aren't read.
        """
        people = self._sixs_people(company, since, until, [("points", ">", 0)])
        told = {
            ref
            for (ref,) in bulk.rows(
                self,
                [
                    ("company_id", "=", company.id),
                    ("source_ref", "in", [row[0] for row in people]),
                    ("rule_id.trigger", "=", rules.SIXS_POINTS),
                ],
                ["source_ref"],
            )
        }
        new = {(row[2], row[3]) for row in people if row[0] not in told}
        findings = self._sixs_findings(company, new)
        found = []
        for ref, at, employee, month, breaches, points, money in people:
            own = findings.get((employee, month), [])
            found.append(
                Found(
                    ref=ref,
                    trigger=rules.SIXS_POINTS,
                    at=at,
                    since=own[0]["day"] if own else None,
                    person=employee,
                    amount=money,
                    points=points,
                    told={
                        "month": f"{month:%Y-%m}",
                        "breaches": breaches,
                        "findings": [
                            {**one, "day": one["day"].isoformat()} for one in own
                        ],
                    },
                )
            )
        return found

    @api.model
    def _facts_sixs_best(self, company, since, until, _codes):
        """Who was the best of the week often enough."""
        return self._sixs_named(
            company, since, until, rules.SIXS_BEST, "is_rewarded", "best_id"
        )

    @api.model
    def _facts_sixs_worst(self, company, since, until, _codes):
        """Who was the worst of the week often enough."""
        return self._sixs_named(
            company, since, until, rules.SIXS_WORST, "is_penalised", "worst_id"
        )

    @api.model
    def _sixs_named(self, company, since, until, trigger, flag, name):
        people = self._sixs_people(company, since, until, [(flag, "=", True)])
        fridays = defaultdict(list)
        for employee, month, friday in bulk.rows(
            self.env["aftersales.6s.week"],
            [
                ("company_id", "=", company.id),
                ("state", "=", week.CONFIRMED),
                ("month", "in", list({row[3] for row in people})),
                (name, "!=", False),
            ],
            [name, "month", "friday"],
            order="friday",
        ):
            fridays[employee, month].append(friday)
        found = []
        for ref, at, employee, month, *_sums in people:
            own = fridays[employee, month]
            found.append(
                Found(
                    ref=ref,
                    trigger=trigger,
                    at=at,
                    since=ranking.week_of(own[0])[0] if own else None,
                    person=employee,
                    told={
                        "month": f"{month:%Y-%m}",
                        "named": [friday.isoformat() for friday in own],
                    },
                )
            )
        return found

    @api.model
    def _sixs_people(self, company, since, until, domain):
        """People of confirmed months that ended in this span.

        :return: list of (reference, last second of the month, employee id, first day of
            the month, breaches, points, CNY)
        """
        zone = company._service_tz()
        rows = bulk.rows(
            self.env["aftersales.6s.month.person"],
            [
                ("company_id", "=", company.id),
                ("month_id.state", "=", CONFIRMED),
                ("month", ">=", scoring.month_of(since, zone)),
                ("month", "<=", scoring.month_of(until, zone)),
                *domain,
            ],
            ["id", "employee_id", "month", "breaches", "points", "money"],
        )
        found = []
        for id_, employee, month, breaches, points, money in rows:
            at = scoring.month_end(month, zone)
            if since <= at < until:
                ref = f"aftersales.6s.month.person,{id_}"
                sums = (breaches, float(points), float(money))
                found.append((ref, at, employee, month, *sums))
        return found

    @api.model
    def _sixs_findings(self, company, pairs):
        """Findings that count, as a case keeps them.

        :param pairs: (employee id, first day of the month)
        :return: dict of these pairs → list of dicts, the first one found first
        """
        if not pairs:
            return {}
        months = [month for _employee, month in pairs]
        rows = bulk.rows(
            self.env["aftersales.6s.finding"],
            [
                ("company_id", "=", company.id),
                ("employee_id", "in", list({employee for employee, _m in pairs})),
                ("found_on", ">=", min(months)),
                ("found_on", "<=", date_utils.end_of(max(months), "month")),
                ("state", "!=", scoring.ANNULLED),
            ],
            [
                "id",
                "name",
                "employee_id",
                "found_on",
                "area_id",
                "item_id",
                "points",
                "description",
            ],
            order="found_at, id",
        )
        photos = defaultdict(list)
        for photo, finding in bulk.rows(
            self.env["aftersales.6s.photo"],
            [("finding_id", "in", [row[0] for row in rows])],
            ["id", "finding_id"],
        ):
            photos[finding].append(photo)
        found = defaultdict(list)
        for id_, name, employee, day, area, item, points, words in rows:
            key = (employee, day.replace(day=1))
            if key in pairs:
                found[key].append(
                    {
                        "id": id_,
                        "name": name,
                        "day": day,
                        "area": area,
                        "item": item,
                        "words": words or None,
                        "points": float(points or 0),
                        "photos": photos[id_],
                    }
                )
        return found
