"""A week in three areas, seen by boards, reports and papers."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tools import SQL

from .common import photo
from .score_common import ScoreCommon

#: The day of the tests, a Monday; its week goes from Saturday to Friday
TODAY = date(2026, 3, 2)
FRIDAY, LAST_FRIDAY = date(2026, 3, 6), date(2026, 2, 27)


class BoardCommon(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_manager, cls.foreign_manager_employee = cls._make_user(
            "foreign_manager", "manager", cls.other_company
        )
        # a name that is no part of another one's
        cls.engineer.name = "Zhao Lei"
        cls.outsiders = cls.hr | cls.nobody | cls.technician | cls.clerk | cls.owner

    def as_user(self, user, model="aftersales.6s.area"):
        return self.env[model].with_user(user).with_company(user.company_id)

    def find(self, employee, at=None, area=None, score=True, **values):
        """As elsewhere; items are those of workshops, so other areas have none."""
        if area and area.kind_id != self.workshop_kind:
            values = {"item_id": False, **values}
        return super().find(employee, at, area, score, **values)

    def close(self, finding, **values):
        """It was put right, with photos before and after, and accepted."""
        photos = self.env["aftersales.6s.photo"]
        for kind, colour in (("before", (90, 60, 40)), ("after", (40, 120, 60))):
            photos.create(
                {
                    "finding_id": finding.id,
                    "kind": kind,
                    "image": photo(colour),
                    "company_id": self.company.id,
                }
            )
        finding._forget_photos()
        finding.write({"state": "closed", "closed_at": self.minute(0), **values})
        return finding

    def name_week(self, friday, best=None, worst=None, state="confirmed"):
        week = self.env["aftersales.6s.week"]._week_of(self.company, friday).sudo()
        week.write(
            {
                "state": state,
                "best_id": best and best.id,
                "worst_id": worst and worst.id,
            }
        )
        return week

    def plan(self, area, state, day=TODAY, **values):
        """A planned round of an area."""
        return self.env["aftersales.6s.inspection"].create(
            {"area_id": area.id, "check": "self", "day": day, "state": state, **values}
        )

    def queries(self, act):
        """The queries that something takes, with nothing in the cache."""
        seen, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            seen.append(query.code if isinstance(query, SQL) else query)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", listen):
            act()
        return seen

    def furnish(self, number):
        """So many more areas, each with a round, a finding and an example."""
        areas = self.env["aftersales.6s.area"]
        for place in range(number):
            area = self._make_area(
                f"Bay {place}",
                self.workshop_kind,
                self.engineer,
                parent_id=self.office.id,
            )
            areas |= area
            self.inspect(self.engineer, TODAY, area=area)
            self.plan(area, "planned")
            self.find(self.engineer, area=area, score=False)
            example = self.find(self.engineer, area=area, score=False)
            self.close(example, is_example=True)
            self.find(
                self.engineer,
                self.minute(0) - timedelta(days=7),
                area=area,
                score=False,
                is_locking=place % 2 == 0,
            )
        return areas
