"""A month of 6S with two hundred findings for each of thousands of people.

Each person answers for four areas and is found by two versions of checklists, one of
which counts a fifth breach for all of the month. One finding in fifty was of a big
clean-up, one in forty was annulled; some items have points of their own. All of them
were scored when they were found, as it goes.
"""

from datetime import timedelta

from odoo.fields import Command, Date, Datetime
from odoo.tools import SQL, date_utils

from odoo.addons.aftersales_6s.models.aftersales_6s_finding_score import COLUMNS
from odoo.addons.aftersales_6s.rules import ranking
from odoo.addons.aftersales_6s.rules import scoring as rules

import bulk_insert
from copies import copy
from penalties import make_people

EACH = 200
AREAS, ITEMS = 4, 25
PILLARS = ("sort", "set_in_order", "shine", "standardise", "sustain", "safety")


class Findings:
    """A company with so many findings in a month, and few of them in another one."""

    def __init__(self, env, few, people):
        person, self.first = make_people(env, people)
        company = env.company
        today = company._service_date(Datetime.now())
        self.company = company.id
        self.months = {
            people: date_utils.start_of(Date.subtract(today, months=1), "month"),
            few: date_utils.start_of(Date.subtract(today, months=2), "month"),
        }
        areas, checklists = self._make_areas(env)
        for number, month in self.months.items():
            self._fill(env, person, month, number, areas, checklists)
            self._decide_weeks(env, company, month)
            env["aftersales.6s.month"]._month_of(company, month)
        env.flush_all()

    @staticmethod
    def _make_areas(env):
        kind = env["aftersales.6s.kind"].create({"name": "Bay", "code": "bay"})
        areas = env["aftersales.6s.area"].create(
            [{"name": f"Bay {n}", "kind_id": kind.id} for n in range(AREAS)]
        )
        checklists = env["aftersales.6s.checklist"].create(
            [
                {
                    "name": f"Bay, version {version}",
                    "kind_id": kind.id,
                    "version": version,
                    "repeat_mode": mode,
                    "item_ids": [
                        Command.create(
                            {
                                "code": f"B-{n}",
                                "name": f"Thing {n}",
                                "pillar": PILLARS[n % len(PILLARS)],
                                "points": 3 if n % 10 == 0 else 0,
                            }
                        )
                        for n in range(ITEMS)
                    ],
                }
                for version, mode in ((1, "from_nth"), (2, "all"))
            ]
        )
        checklists.state = "published"
        return areas, checklists

    def _fill(self, env, person, month, people, areas, checklists):
        """Findings of one person, scored, and as many of each of the others."""
        start = Datetime.to_datetime(month)
        values = []
        for n in range(EACH):
            checklist = checklists[n % 3 == 0]
            item = checklist.item_ids[n % ITEMS]
            at = start + timedelta(hours=3 * n + 1)
            values.append(
                {
                    "name": f"BM{n}",
                    "area_id": areas[n % AREAS].id,
                    "employee_id": person.id,
                    "checklist_id": checklist.id,
                    "item_id": item.id,
                    "pillar": item.pillar,
                    "is_cleanup": n % 50 == 7,
                    "state": "annulled" if n % 40 == 11 else "closed",
                    "found_at": at,
                    "found_on": at.date(),
                }
            )
        findings = env["aftersales.6s.finding"].create(values)
        findings._score({(person.id, month)})
        env.flush_all()
        copy(
            env,
            findings,
            people,
            employee_id=SQL("%s + n", self.first),
            # no two people were found at the same second
            found_at=SQL("found_at + n * interval '1 second'"),
        )
        # the person who was copied is none of them
        env.cr.execute(
            "UPDATE aftersales_6s_finding SET employee_id = NULL WHERE id = ANY(%s)",
            [findings.ids],
        )
        env.invalidate_all()

    @staticmethod
    def _decide_weeks(env, company, month):
        for friday in ranking.fridays(month):
            week = env["aftersales.6s.week"]._week_of(company, friday)
            week.action_cancel("Not measured")


class Memory:
    """The month's numbers in memory, and all else that rows of its sheet need."""

    def __init__(self, env, findings, people):
        company = env.company
        self.month = findings.months[people]
        last = date_utils.end_of(self.month, "month")
        self.company = company.id
        self.parameters = {
            "company": company.id,
            "first": self.month,
            "last": last,
        }
        sheet = env["aftersales.6s.month"]._month_of(company, self.month)
        self.month_id, self.needed = sheet.id, sheet._needed()
        self.rows = bare_read(env.cr, self)
        self.tariffs, self.items = env["aftersales.6s.finding"]._score_numbers(
            self.rows
        )
        employees = {row[1] for row in self.rows}
        found = env["hr.employee"]._departments_on((id_, last) for id_ in employees)
        self.departments = {id_: found.get((id_, last)) for id_ in employees}

    def rule(self):
        """The pure rule on the facts."""
        sums, changes = rules.month_scores(self.rows, self.tariffs, self.items)
        assert not changes
        return sums, rules.by_person(sums)

    def people(self, by_person):
        """Rows of people, as their columns take them."""
        for employee, (breaches, safety, points, money) in by_person.items():
            yield (
                self.month_id,
                self.company,
                self.month,
                employee,
                self.departments[employee],
                breaches,
                safety,
                points,
                money,
                0,
                0,
                False,
                False,
            )

    def lines(self, sums):
        """Rows of people and areas."""
        for (employee, area), (breaches, safety, points, money) in sums.items():
            yield (
                self.month_id,
                self.company,
                self.month,
                employee,
                area,
                breaches,
                safety,
                points,
                money,
            )


PERSON = (
    "month_id",
    "company_id",
    "month",
    "employee_id",
    "department_id",
    "breaches",
    "safety",
    "points",
    "money",
    "bests",
    "worsts",
    "is_rewarded",
    "is_penalised",
)
LINE = (
    "month_id",
    "company_id",
    "month",
    "employee_id",
    "area_id",
    "breaches",
    "safety",
    "points",
    "money",
)
"""What they hold, beside who made them."""

READ = f"""
    SELECT {", ".join(COLUMNS)} FROM aftersales_6s_finding
    WHERE company_id = %(company)s AND employee_id IS NOT NULL
    AND found_on >= %(first)s AND found_on <= %(last)s
    ORDER BY found_at, id
"""


def bare_read(cr, memory):
    """Read the same columns of the same rows with a single statement, as tuples."""
    cr.execute(READ, memory.parameters)
    return cr.fetchall()


INSERT = """
    WITH people AS (
        INSERT INTO aftersales_6s_month_person ({log}, {person})
        SELECT {made}, {person} FROM {people} RETURNING id, employee_id
    )
    INSERT INTO aftersales_6s_month_line (person_id, {log}, {line})
    SELECT people.id, {made}, {line} FROM {lines} JOIN people USING (employee_id)
"""


def bare_insert(env, memory, sums, by_person):
    """Write the same people and lines with a single statement."""
    months = env["aftersales.6s.month"]
    people, values = bulk_insert.unnested(
        months.person_ids, PERSON, memory.people(by_person), "person_"
    )
    lines, more = bulk_insert.unnested(months.line_ids, LINE, memory.lines(sums))
    env.cr.execute(
        INSERT.format(
            people=people,
            lines=lines,
            person=", ".join(PERSON),
            line=", ".join(LINE),
            log=bulk_insert.LOG,
            made=bulk_insert.MADE,
        ),
        {**values, **more, "now": Datetime.now(), "uid": env.uid},
    )


def written(cr):
    """People and lines, to be compared: sums, and fingerprints of both."""
    cr.execute(
        """SELECT count(*), sum(breaches), sum(points)::float, sum(money)::float
        FROM aftersales_6s_month_person"""
    )
    return [
        *cr.fetchall(),
        bulk_insert.fingerprint(
            cr, f"SELECT {', '.join(PERSON)} FROM aftersales_6s_month_person"
        ),
        bulk_insert.fingerprint(
            cr,
            f"""SELECT {", ".join(f"line.{name}" for name in LINE)},
                person.employee_id AS whose
            FROM aftersales_6s_month_line AS line
            JOIN aftersales_6s_month_person AS person ON person.id = line.person_id""",
        ),
    ]
