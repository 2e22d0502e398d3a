from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import board as rules
from ..rules import ranking

#: Pairs of pictures that take turns
EXAMPLES = 12
PHOTO = "/web/image/aftersales.6s.photo/{0}/image/960x720?unique={0}"
FACE = "/web/image/hr.employee.public/{0}/avatar_256"


class Aftersales6sArea(models.Model):
    """What hangs in the workshop: areas, their scores and what is open in them.

    Everybody who passes sees it. So it says nothing of who was at fault, and who was
    the worst isn't even sent (PIPL 25); managers have a board of their own.
    """

    _inherit = "aftersales.6s.area"

    @api.model
    def wall_data(self, dashboard=False):
        """All that the wall screen shows of the user's company, in a few queries.

        :param dashboard: the managers' board; others get the wall's data anyway
        :return: dict that goes to the browser; days are ISO strings
        :raise AccessError: the user is neither an inspector nor a manager
        """
        self._check_board()
        company = self.env.company
        now = fields.Datetime.now()
        today = company._service_date(now)
        fridays = rules.trend_fridays(ranking.friday_of(today))
        areas = self._wall_areas(company, today, fridays)
        findings = self.env["aftersales.6s.finding"]
        data = {
            "company": company.name,
            "today": today.isoformat(),
            "time": f"{rules.local(now, company._service_tz()):%H:%M}",
            "fridays": [day.isoformat() for day in fridays],
            "areas": areas,
            "score": self._wall_score(company, fridays[-1]),
            "open": sum(area["open"] for area in areas),
            "overdue": sum(area["overdue"] for area in areas),
            "critical": sum(area["critical"] for area in areas),
            "locked": [
                {"name": area["name"], "equipment": area["equipment"]}
                for area in areas
                if area["locked"] or area["equipment"]
            ],
            "rounds": {
                state: sum(area["rounds"][state] for area in areas)
                for state in ("done", "missed", "waiting")
            },
            "best": self._wall_named(company, "best_id"),
            "gallery": findings._examples(company, EXAMPLES)._for_everybody(),
        }
        if dashboard and findings._is_manager():
            data["worst"] = self._wall_named(company, "worst_id")
            data["todo"] = self._wall_todo(company)
        return data

    @api.model
    def _check_board(self):
        """Boards are opened by those who see all areas.

        :raise AccessError: the user doesn't
        """
        if not self.env["aftersales.6s.finding"]._is_judge():
            raise AccessError(
                self.env._(
                    "The 6S boards are opened by inspectors and managers. What "
                    "concerns you is under Findings and Rounds."
                )
            )

    @api.model
    def _wall_areas(self, company, today, fridays):
        """Areas that somebody answers for, or in which there is something."""
        scores = self._wall_scores(company, fridays)
        findings = self._wall_findings(company)
        rounds = self._wall_rounds(company, today)
        areas = self.search_fetch(
            [("company_id", "=", company.id)], ["name", "complete_name", "parent_path"]
        )
        owned = {
            area for area, _day in self._owners_on((id_, today) for id_ in areas.ids)
        }
        shown = []
        for area in areas:
            trend = [scores.get((area.id, day)) for day in fridays]
            open_, overdue, critical = findings.get(area.id, (0, 0, 0))
            turns = rounds.get(area.id, {})
            equipment = area.locked_equipment or ""
            if not (
                area.id in owned
                or open_
                or turns
                or area.is_locked
                or equipment
                or any(score is not None for score in trend)
            ):
                continue  # a site, or a floor: only there to hold other areas
            shown.append(
                {
                    "id": area.id,
                    "name": area.name,
                    "place": area.complete_name.removesuffix(area.name).strip(" /"),
                    "score": trend[-1],
                    "grade": rules.grade(trend[-1]),
                    "trend": [
                        {"score": score, "grade": rules.grade(score)} for score in trend
                    ],
                    "open": open_,
                    "overdue": overdue,
                    "critical": critical,
                    "locked": area.is_locked,
                    "equipment": equipment,
                    "rounds": {
                        state: turns.get(state, 0)
                        for state in ("done", "missed", "waiting")
                    },
                }
            )
        return shown

    @api.model
    def _wall_scores(self, company, fridays):
        """Average score of inspections by others: (area id, Friday) → percent."""
        groups = self.env["aftersales.6s.report"]._read_group(
            [
                ("company_id", "=", company.id),
                ("friday", "in", fridays),
                ("inspection_state", "=", "done"),
                ("check", "!=", "self"),
            ],
            ["area_id", "friday:day"],
            ["score:avg"],
        )
        return {(area.id, day): round(score, 1) for area, day, score in groups}

    @api.model
    def _wall_score(self, company, friday):
        """Average score of the company's inspections by others in a week, or None."""
        [(score,)] = self.env["aftersales.6s.report"]._read_group(
            [
                ("company_id", "=", company.id),
                ("friday", "=", friday),
                ("inspection_state", "=", "done"),
                ("check", "!=", "self"),
            ],
            aggregates=["score:avg"],
        )
        return None if score is None else round(score, 1)

    @api.model
    def _wall_findings(self, company):
        """What isn't closed: area id → (all, overdue, critical or of safety)."""
        groups = self.env["aftersales.6s.report"]._read_group(
            [("company_id", "=", company.id), ("open_count", ">", 0)],
            ["area_id"],
            ["open_count:sum", "overdue_count:sum", "critical_count:sum"],
        )
        return {area.id: tuple(counts) for area, *counts in groups}

    @api.model
    def _wall_rounds(self, company, today):
        """Today's planned rounds: area id → state as the wall says it → number."""
        found = {}
        for area, state, number in self.env["aftersales.6s.inspection"]._read_group(
            [
                ("company_id", "=", company.id),
                ("day", "=", today),
                ("is_unannounced", "=", False),
                ("state", "!=", "cancelled"),
            ],
            ["area_id", "state"],
            ["__count"],
        ):
            turns = found.setdefault(area.id, {})
            told = state if state in ("done", "missed") else "waiting"
            turns[told] = turns.get(told, 0) + number
        return found

    @api.model
    def _wall_named(self, company, name):
        """Whom the last confirmed week names, or False."""
        week = self.env["aftersales.6s.week"].search(
            [("company_id", "=", company.id), ("state", "=", "confirmed")],
            order="friday desc",
            limit=1,
        )
        # the name only: inspectors may not read employees' files
        employee = week[name].sudo()
        return employee and {
            "name": employee.name,
            "image": FACE.format(employee.id),
            "friday": week.friday.isoformat(),
        }

    @api.model
    def _wall_todo(self, company):
        """What waits for a manager: weeks, objections, rechecks."""
        own = [("company_id", "=", company.id)]
        finding, week = (
            self.env["aftersales.6s.finding"],
            self.env["aftersales.6s.week"],
        )
        return {
            "weeks": week.search_count([*own, ("state", "=", "proposed")]),
            "objections": finding.search_count(
                [*own, ("objection_state", "=", "asked")]
            ),
            "rechecks": finding.search_count([*own, ("state", "=", "corrected")]),
        }
