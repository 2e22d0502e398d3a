from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules import board as rules


class Aftersales6sArea(models.Model):
    """Where it is hot: the six S across, areas down (S6-1, S6-2)."""

    _inherit = "aftersales.6s.area"

    @api.model
    def heat_map_data(self, period=rules.MONTH):
        """Findings, points and items looked at, by area and S, in a few queries.

        :param period: one of ``rules.PERIODS``
        :return: dict that goes to the browser
        :raise AccessError: the user is neither an inspector nor a manager
        :raise UserError: there is no such period
        """
        self._check_board()
        if period not in rules.PERIODS:
            raise UserError(
                self.env._("Choose a week or a month; “%s” is neither.", period)
            )
        company = self.env.company
        today = company._service_date(fields.Datetime.now())
        first, last = rules.days_of(period, today)
        cells = {}
        for area, pillar, findings, points in self._heat_findings(company, first, last):
            cells.setdefault(area, {})[pillar] = {
                "findings": findings,
                "points": points,
            }
        for area, pillar, items in self._heat_items(company, first, last):
            cells.setdefault(area, {}).setdefault(pillar, {})["items"] = items
        # what was found in an area that is out of use by now was found all the same
        areas = self.with_context(active_test=False).search_fetch(
            [("id", "in", list(cells))], ["complete_name"]
        )
        pillars = self.env["aftersales.6s.item"]._fields["pillar"]
        return {
            "date_from": first.isoformat(),
            "date_to": last.isoformat(),
            "pillars": [
                {"key": key, "label": label}
                for key, label in pillars._description_selection(self.env)
            ],
            "areas": [
                {
                    "id": area.id,
                    "name": area.complete_name,
                    "cells": {
                        pillar: _cell(**numbers)
                        for pillar, numbers in cells[area.id].items()
                    },
                }
                for area in areas
            ],
        }

    @api.model
    def _heat_findings(self, company, first, last):
        """(area id, S, findings, points) of those that weren't annulled."""
        groups = self.env["aftersales.6s.finding"]._read_group(
            [
                ("company_id", "=", company.id),
                ("found_on", ">=", first),
                ("found_on", "<=", last),
                ("state", "!=", "annulled"),
            ],
            ["area_id", "pillar"],
            ["__count", "points:sum"],
        )
        for area, pillar, findings, points in groups:
            yield area.id, pillar, findings, round(points, 1)

    @api.model
    def _heat_items(self, company, first, last):
        """(area id, S, number) of items that applied, of inspections that were done."""
        lines = self.env["aftersales.6s.inspection.line"]
        query = lines._search(
            [
                ("company_id", "=", company.id),
                ("result", "in", ("pass", "fail")),
                ("inspection_id.state", "=", "done"),
                ("inspection_id.day", ">=", first),
                ("inspection_id.day", "<=", last),
            ]
        )
        lines.flush_model(["inspection_id", "item_id"])
        self.env["aftersales.6s.inspection"].flush_model(["area_id"])
        self.env["aftersales.6s.item"].flush_model(["pillar"])
        # not by read_group: it would join each of the two tables with all its rules
        return self.env.execute_query(
            SQL(
                """SELECT inspection.area_id, item.pillar, count(*)
                FROM aftersales_6s_inspection_line line
                JOIN aftersales_6s_inspection inspection
                    ON inspection.id = line.inspection_id
                JOIN aftersales_6s_item item ON item.id = line.item_id
                WHERE line.id IN %s GROUP BY inspection.area_id, item.pillar""",
                query.subselect(),
            )
        )


def _cell(findings=0, points=0.0, items=0):
    return {
        "findings": findings,
        "points": points,
        "items": items,
        "rate": rules.rate(findings, items),
    }
