from datetime import timedelta

from odoo import models

from ..rules import board as rules
from .workbook import DAY, FIRST, MOMENT, NUMBER, TEXT, Book, Elsewhere

#: Columns of the sheet of the findings, in their order
PLACES = (
    "name",
    "day",
    "area",
    "place",
    "pillar",
    "item",
    "severity",
    "whose",
    "employee",
    "breach",
    "points",
    "state",
    "due",
    "closed",
    "late",
    "counts",
)


class Aftersales6sMonthXlsx(models.AbstractModel):
    """A 6S month as a workbook: summary, people, areas, findings, weeks.

    What adds up does so by formulas on the sheet of the findings, with the values
    beside them for readers that don't calculate.
    """

    _name = "report.aftersales_6s.month_xlsx"
    _description = "Workbook of a 6S Month"
    _inherit = "report.report_xlsx.abstract"

    def get_workbook_options(self):
        # What users typed is text, never a formula or a link
        return {
            **super().get_workbook_options(),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }

    def generate_xlsx_report(self, workbook, data, objs):
        """Write the sheets; several months follow each other."""
        objs.check_access("read")
        book = Book(workbook, self.env._("Total"))
        manages = self.env["aftersales.6s.finding"]._is_manager()
        for month in objs.sorted("month"):
            # who may read a month may read what its sums are made of
            self._write_month(book, month.sudo(), len(objs) > 1, manages)

    def _write_month(self, book, month, many, manages):
        suffix = f" {month.month:%Y-%m}" if many else ""
        names = {
            "summary": self.env._("Summary") + suffix,
            "areas": self.env._("Areas") + suffix,
            "findings": self.env._("Findings") + suffix,
            "weeks": self.env._("Weeks") + suffix,
        }
        findings = self._findings_of(month)
        there = Elsewhere(names["findings"], PLACES, len(findings))
        sheets = {
            "summary": self._people(month, there, findings),
            "areas": self._areas(month, there, findings),
            "findings": self._findings(month, findings),
            "weeks": self._weeks(month, manages),
        }
        for key, (columns, rows, summed) in sheets.items():
            title = f"{month.company_id.name} {month.display_name} {names[key]}"
            sheet = book.add(title, names[key], columns, rows, summed)
            if key == "findings":
                sheet.autofilter(1, 0, FIRST - 2 + len(rows), len(columns) - 1)

    # Sheets: columns, rows, and the places of the columns that are added up

    def _people(self, month, there, findings):
        """A row for each person: what the sheet says, and what the findings say now."""
        columns = [
            (self.env._("Employee"), TEXT),
            (self.env._("Number"), TEXT),
            (self.env._("Department"), TEXT),
            (self.env._("Breaches"), NUMBER),
            (self.env._("Of Safety"), NUMBER),
            (self.env._("Points"), NUMBER),
            (self.env._("Worth"), NUMBER),
            (self.env._("Points of the Findings"), NUMBER),
            (self.env._("Difference"), NUMBER),
            (self.env._("Times Best"), NUMBER),
            (self.env._("Times Worst"), NUMBER),
            (self.env._("Reward"), TEXT),
            (self.env._("Penalty"), TEXT),
            (self.env._("Cases"), TEXT),
        ]
        yes = self.env._("Yes")
        now = _sums(findings, lambda one: one.employee_id)
        rows = []
        for number, person in enumerate(month.person_ids, FIRST):
            points_now = now.get(person.employee_id, 0.0)
            rows.append(
                [
                    person.employee_id.name,
                    _number("E", person.employee_id),
                    person.department_id.display_name or "",
                    person.breaches,
                    person.safety,
                    person.points,
                    person.money,
                    (there.sum_if("points", "employee", f"B{number}"), points_now),
                    (f"=H{number}-F{number}", round(points_now - person.points, 1)),
                    person.bests,
                    person.worsts,
                    yes if person.is_rewarded else "",
                    yes if person.is_penalised else "",
                    person.case_state or "",
                ]
            )
        return columns, rows, {3, 4, 5, 6, 7, 8, 9, 10}

    def _areas(self, month, there, findings):
        """A row for each area, by its name."""
        columns = [
            (self.env._("Area"), TEXT),
            (self.env._("Number"), TEXT),
            (self.env._("Score"), NUMBER),
            (self.env._("Inspections Done"), NUMBER),
            (self.env._("Done Late"), NUMBER),
            (self.env._("Rounds Missed"), NUMBER),
            (self.env._("Findings"), NUMBER),
            (self.env._("Points"), NUMBER),
            (self.env._("Not Closed"), NUMBER),
        ]
        points = _sums(findings, lambda one: one.area_id)
        rows = []
        for number, one in enumerate(month._board_areas(), FIRST):
            cell = f"B{number}"
            rows.append(
                [
                    one["name"],
                    _number("A", one["area"]),
                    one["score"],
                    one["done"],
                    one["late"],
                    one["missed"],
                    (there.sum_if("counts", "place", cell), one["findings"]),
                    (
                        there.sum_if("points", "place", cell),
                        points.get(one["area"], 0.0),
                    ),
                    one["open"],
                ]
            )
        return columns, rows, {3, 4, 5, 6, 7, 8}

    def _findings_of(self, month):
        """Findings of the month, those that were annulled among them."""
        return (
            self.env["aftersales.6s.finding"]
            .sudo()
            .search(month._board_domain("found_on"), order="found_at, id")
        )

    def _findings(self, month, findings):
        """A row for each finding, annulled ones without points."""
        columns = [(label, kind) for _key, label, kind in self._finding_columns()]
        selections = {
            key: dict(findings._fields[key]._description_selection(self.env))
            for key in ("pillar", "severity", "state")
        }
        company = month.company_id
        zone = company._service_tz()
        rows = []
        for number, one in enumerate(findings, FIRST):
            closed = one.closed_at and company._service_date(one.closed_at)
            rows.append(
                [
                    one.name,
                    one.found_on,
                    one.area_id.complete_name,
                    _number("A", one.area_id),
                    selections["pillar"][one.pillar],
                    one.item_id.name or one.description or "",
                    selections["severity"][one.severity],
                    one.employee_id.name or "",
                    _number("E", one.employee_id),
                    one.number_in_month,
                    0.0 if one.state == "annulled" else one.points,
                    selections["state"][one.state],
                    one.due_at and rules.local(one.due_at, zone),
                    closed or None,
                    (
                        f'=IF(OR(M{number}="",N{number}=""),0,'
                        f"MAX(0,N{number}-INT(M{number}-0.5/86400)))",
                        _days_late(one, closed, company),
                    ),
                    int(one.state != "annulled"),
                ]
            )
        return columns, rows, {10, 15}

    def _finding_columns(self):
        """(key, label, kind) of the sheet of the findings; the keys are ``PLACES``."""
        labels = {
            "name": (self.env._("Number"), TEXT),
            "day": (self.env._("Day"), DAY),
            "area": (self.env._("Area"), TEXT),
            "place": (self.env._("Area Number"), TEXT),
            "pillar": (self.env._("S"), TEXT),
            "item": (self.env._("Item"), TEXT),
            "severity": (self.env._("Severity"), TEXT),
            "whose": (self.env._("Whose"), TEXT),
            "employee": (self.env._("Employee Number"), TEXT),
            "breach": (self.env._("Breach No. of the Month"), NUMBER),
            "points": (self.env._("Points"), NUMBER),
            "state": (self.env._("State"), TEXT),
            "due": (self.env._("Put Right by"), MOMENT),
            "closed": (self.env._("Closed"), DAY),
            "late": (self.env._("Days Late"), NUMBER),
            "counts": (self.env._("Counts"), NUMBER),
        }
        return [(key, *labels[key]) for key in PLACES]

    def _weeks(self, month, manages):
        """Who was named; the worst is for managers only."""
        columns = [
            (self.env._("Week to"), DAY),
            (self.env._("State"), TEXT),
            (self.env._("Best of the Week"), TEXT),
            (self.env._("Worst of the Week"), TEXT),
            (self.env._("Took Part"), NUMBER),
        ]
        if not manages:
            del columns[3]
        states = dict(month.week_ids._fields["state"]._description_selection(self.env))
        rows = []
        for week in month.week_ids:
            row = [
                week.friday,
                states[week.state],
                week.best_id.name or "",
                week.worst_id.name or "",
                week.line_count,
            ]
            if not manages:
                del row[3]
            rows.append(row)
        return columns, rows, set()


def _number(letter, record):
    """What tells people, or areas, of one name apart."""
    return f"{letter}{record.id:05d}" if record else ""


def _sums(findings, key):
    """Points of findings that count, by whose or where they are."""
    return {
        group: round(sum(one.points for one in own if one.state != "annulled"), 1)
        for group, own in findings.grouped(key).items()
    }


def _days_late(finding, closed, company):
    """Whole days from the last day in time to the one on which it was closed."""
    if not finding.due_at or not closed:
        return 0
    # due at midnight: the day before was the last one
    last = company._service_date(finding.due_at - timedelta(seconds=1))
    return max(0, (closed - last).days)
