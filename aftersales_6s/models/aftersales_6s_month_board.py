from odoo import models
from odoo.tools import date_utils

from ..rules import board as rules
from ..rules import ranking
from .aftersales_6s_item import PILLAR

#: The six S as every workshop in China knows them, whatever language is spoken
HAN = {
    "sort": "整理",
    "set_in_order": "整顿",
    "shine": "清扫",
    "standardise": "清洁",
    "sustain": "素养",
    "safety": "安全",
}
COLOURS = {
    "sort": "#c0392b",
    "set_in_order": "#d35400",
    "shine": "#b7950b",
    "standardise": "#1e8449",
    "sustain": "#2471a3",
    "safety": "#6c3483",
}
#: Open findings of an area that its notice names
NAMED = 10


class Aftersales6sMonth(models.Model):
    """A month for the notice board: poster of the company, a page for each area.

    It is read by everybody: no names but those of the best (PIPL 25).
    """

    _inherit = "aftersales.6s.month"

    def _poster(self):
        """What the poster of this month shows.

        :raise AccessError: the user is neither an inspector nor a manager
        """
        self.ensure_one()
        self.env["aftersales.6s.area"]._check_board()
        examples = self.env["aftersales.6s.finding"]._examples
        until = date_utils.end_of(self.month, "month")
        # those of the month, or the last ones before it
        pairs = examples(self.company_id, 2, [("found_on", "<=", until)])
        return {
            "pillars": self._poster_pillars(),
            "fridays": ranking.fridays(self.month),
            "areas": self._board_areas(),
            "bests": [
                # the name only: not everybody may read employees' files
                {"friday": week.friday, "name": week.best_id.sudo().name}
                for week in self.week_ids
                if week.state == "confirmed" and week.best_id
            ],
            "pairs": pairs,
        }

    def _poster_pillars(self):
        """The six S with one line each, in the user's language."""
        lines = {
            "sort": self.env._("Keep what the work needs; red-tag the rest."),
            "set_in_order": self.env._(
                "A place for each thing, each thing in its place."
            ),
            "shine": self.env._("Clean it, and see what is worn or leaking."),
            "standardise": self.env._("The standard hangs where the work is done."),
            "sustain": self.env._("Done the same way when nobody looks."),
            "safety": self.env._("Not safe? Stop, lock it, tell somebody."),
        }
        field = self.env["aftersales.6s.item"]._fields["pillar"]
        labels = dict(field._description_selection(self.env))
        return [
            {
                "han": HAN[key],
                "label": "" if labels[key] == HAN[key] else labels[key],
                "line": lines[key],
                "colour": COLOURS[key],
            }
            for key, _label in PILLAR
        ]

    def _notices(self):
        """One dict for each area that had rounds, inspections or findings.

        :raise AccessError: the user is neither an inspector nor a manager
        """
        self.ensure_one()
        self.env["aftersales.6s.area"]._check_board()
        notices = self._board_areas()
        waiting = self._waiting()
        examples = self.env["aftersales.6s.finding"]._examples(
            self.company_id,
            None,
            [("area_id", "in", [one["area"].id for one in notices])],
        )
        by_area = examples.grouped("area_id")
        for notice in notices:
            # the first one is the newest
            notice["pairs"] = by_area.get(notice["area"], examples.browse())[:1]
            notice["waiting"] = waiting.get(notice["area"], [])[:NAMED]
        return notices

    def _waiting(self):
        """What isn't closed of this month, by area: until when, but never whose."""
        findings = self.env["aftersales.6s.finding"].search(
            [
                *self._board_domain("found_on"),
                ("state", "in", ("open", "corrected")),
            ],
            order="due_at, id",
        )
        pillars = dict(findings._fields["pillar"]._description_selection(self.env))
        zone = {"tz": self.company_id._service_tz()}
        waiting = {}
        for one in findings.with_context(**zone):
            due = one.due_at
            waiting.setdefault(one.area_id, []).append(
                {
                    "name": one.name,
                    "pillar": pillars[one.pillar],
                    "item": one.item_id.name or one.equipment or "",
                    "due": due and self.company_id._service_date(due),
                    "overdue": one.is_overdue,
                    "corrected": one.state == "corrected",
                }
            )
        return waiting

    def _board_domain(self, day):
        """Domain of what belongs to this month of the company."""
        return [
            ("company_id", "=", self.company_id.id),
            (day, ">=", self.month),
            (day, "<=", date_utils.end_of(self.month, "month")),
        ]

    def _board_areas(self):
        """Scores, rounds and findings of each area in the month, in a few queries."""
        report = self.env["aftersales.6s.report"]
        month = self._board_domain("day")
        judged = [("inspection_state", "=", "done"), ("check", "!=", "self")]
        fridays = ranking.fridays(self.month)
        weeks = {
            (area, day): round(score, 1)
            for area, day, score in report._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("friday", "in", fridays),
                    *judged,
                ],
                ["area_id", "friday:day"],
                ["score:avg"],
            )
        }
        scores = {
            area: round(score, 1)
            for area, score in report._read_group(
                [*month, *judged], ["area_id"], ["score:avg"]
            )
        }
        found = {
            (area, pillar): {"findings": findings, "open": waiting}
            for area, pillar, findings, waiting in report._read_group(
                [*month, ("finding_count", ">", 0)],
                ["area_id", "pillar"],
                ["finding_count:sum", "open_count:sum"],
            )
        }
        pillars = dict(report._fields["pillar"]._description_selection(self.env))
        return [
            {
                "area": area,
                "name": area.complete_name,
                "score": scores.get(area),
                "grade": rules.grade(scores.get(area)),
                "weeks": [
                    {"friday": day, "score": weeks.get((area, day))} for day in fridays
                ],
                "done": done,
                "late": late,
                "missed": missed,
                "findings": findings,
                "open": waiting,
                "pillars": [
                    {
                        "label": label,
                        **found.get((area, key), {"findings": 0, "open": 0}),
                    }
                    for key, label in pillars.items()
                ],
            }
            for area, done, late, missed, findings, waiting in report._read_group(
                month,
                ["area_id"],
                [
                    "done_count:sum",
                    "late_count:sum",
                    "missed_count:sum",
                    "finding_count:sum",
                    "open_count:sum",
                ],
                order="area_id",
            )
            if done or missed or findings
        ]
