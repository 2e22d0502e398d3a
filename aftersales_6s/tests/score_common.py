"""Findings and inspections of whole weeks, without tapping them one by one."""

from datetime import UTC, datetime, timedelta

from .common import SixsCommon

MARCH = datetime(2026, 3, 1).date()


class ScoreCommon(SixsCommon):
    """Helpers; moments are naive UTC, days those of Shanghai."""

    def find(self, employee, at=None, area=None, score=True, **values):
        """A finding of a person, scored like those that come from an inspection."""
        area = area or self.workshop
        at = at or self.minute(0)
        found_on = self.company._service_date(at)
        finding = self.env["aftersales.6s.finding"].create(
            {
                "area_id": area.id,
                "employee_id": employee.id,
                "checklist_id": self.checklist.id,
                "item_id": self.checklist.item_ids[0].id,
                "pillar": "shine",
                "found_at": at,
                "found_on": found_on,
                **values,
            }
        )
        if score:
            self.score(finding)
        else:
            self.unscore(finding)
        return finding

    @staticmethod
    def unscore(findings, **values):
        """As if nobody had scored them yet, whoever does so when they are found."""
        findings._write_rows(
            {one: {"points": 0, "number_in_month": 0, **values} for one in findings}
        )

    def find_many(self, employee, number, **values):
        """So many, a minute apart."""
        at = values.pop("at", None) or self.minute(0)
        findings = self.env["aftersales.6s.finding"]
        for place in range(number):
            findings |= self.find(
                employee, at + timedelta(minutes=place), score=False, **values
            )
        self.score(findings)
        return findings

    def score(self, findings):
        return findings._score(
            {(one.employee_id.id, one.found_on.replace(day=1)) for one in findings}
        )

    def annul(self, findings):
        """As a granted objection does."""
        findings.sudo().write({"state": "annulled"})
        self.score(findings)

    def inspect(self, owner, day, area=None, by=None, **values):
        """A finished inspection of a person's area by somebody else."""
        by = self.inspector_employee if by is None else by
        return self.env["aftersales.6s.inspection"].create(
            {
                "area_id": (area or self.workshop).id,
                "checklist_id": self.checklist.id,
                "owner_id": owner.id,
                "inspector_id": by.id,
                "day": day,
                "state": "done",
                "score": 100,
                **values,
            }
        )


def shanghai(day, hour=10, minute=0):
    """A moment of a day in Shanghai, naive UTC."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return (start + timedelta(hours=hour - 8, minutes=minute)).replace(tzinfo=None)
