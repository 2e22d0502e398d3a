"""Thousands of employees with final cases, and the least it takes to make sheets.

Each of them has twenty cases that are final: of performance pay that wasn't earned, of
losses, fines with a legal basis, and rewards. Wages and variable pay differ, so for
some of them all is deducted, for others much is carried or lapses.
"""

from collections import defaultdict

from odoo.fields import Date, Datetime
from odoo.tools import SQL, date_utils

from odoo.addons.aftersales_penalty.models.aftersales_penalty_sheet_make import TOTALS
from odoo.addons.aftersales_penalty.rules import case as case_rules
from odoo.addons.aftersales_penalty.rules import deduction as rules

import bulk_insert
from copies import copy
from parts import SIGNATURE
from penalties import adopt, make_people

CLAUSES = {
    "pay": {"consequence": "fine", "money_type": "performance", "amount": 60},
    "bonus": {"consequence": "bonus_withheld", "money_type": "performance"},
    "loss": {"consequence": "loss_share", "money_type": "loss", "percent": 50},
    "fine": {"consequence": "fine", "money_type": "fine", "amount": 100},
    "reward": {"consequence": "reward", "amount": 80},
}
CASES = (
    *(["pay", 60 + 20 * place] for place in range(7)),
    *(["bonus", 150 + 50 * place] for place in range(2)),
    *(["loss", 120 + 60 * place] for place in range(5)),
    *(["fine", 50 + 25 * place] for place in range(2)),
    *(["reward", 80 + 10 * place] for place in range(4)),
)
"""Clause and amount of the cases of an employee; copies' amounts differ a bit."""


class Final:
    """A company in which so many employees have twenty final cases each."""

    def __init__(self, env, employees):
        person, self.first = make_people(env, employees)
        company = env.company
        company.aftersales_region_id = env.ref(
            "aftersales_penalty.wage_region_shanghai"
        )
        today = company._service_date(Datetime.now())
        self.month = date_utils.start_of(Date.subtract(today, months=1), "month")
        env["aftersales.legal.basis"].create(
            {
                "name": "Regulation on the payment of wages",
                "article": "34",
                "region_id": company.aftersales_region_id.id,
                "valid_from": Date.subtract(today, years=1),
                "paper": SIGNATURE,
            }
        )
        cases = self._decide(env, person)
        env.flush_all()
        copy(
            env,
            cases,
            employees,
            name=SQL("'BMS' || place"),
            employee_id=SQL("%s + n", self.first),
            amount=SQL("amount + n %% 9"),
            proposed_amount=SQL("amount + n %% 9"),
            loss=SQL("CASE WHEN loss > 0 THEN 2 * (amount + n %% 9) ELSE 0 END"),
        )
        # the employee who was copied gets no sheet
        env.cr.execute(
            "UPDATE aftersales_penalty SET state = 'waived' WHERE id = ANY(%s)",
            [cases.ids],
        )
        env.invalidate_all()

    def _decide(self, env, person):
        """Cases that happened, and were decided, in the month."""
        regulation = adopt(
            env,
            "cases",
            [
                {"code": f"S-{code}", "name": code, "amount": 100, **values}
                for code, values in CLAUSES.items()
            ],
        )
        clauses = {rule.name: rule for rule in regulation.rule_ids}
        start = Datetime.to_datetime(self.month)
        cases = env["aftersales.penalty"].create(
            [
                {
                    "employee_id": person.id,
                    "rule_id": clauses[code].id,
                    "happened_at": Datetime.add(start, days=1, hours=place),
                    "description": "It happened",
                    "loss": 2 * amount if code == "loss" else 0,
                    "amount": amount,
                }
                for place, (code, amount) in enumerate(CASES)
            ]
        )
        for place, case in enumerate(cases):
            case.write(
                {
                    "state": case_rules.CONFIRMED,
                    "decided_at": Datetime.add(start, days=9, minutes=place),
                    "decided_by_id": env.uid,
                    "appeal_until": Date.add(self.month, days=20),
                }
            )
        return cases

    def employees(self, number):
        """Ids of so many of those who have cases."""
        return [self.first + place for place in range(1, number + 1)]


class Memory:
    """The facts in memory: what was read of each employee and of their cases."""

    def __init__(self, env, final):
        company, self.month = env.company, final.month
        last = date_utils.end_of(final.month, "month")
        self.company, self.region = company.id, company.aftersales_region_id.id
        self.parameters = {
            "company": company.id,
            "month": final.month,
            "last": last,
            "end": company._service_day_bounds(last)[1],
            "today": company._service_date(Datetime.now()),
            "money": list(case_rules.MONEY),
        }
        floors = env["aftersales.minimum.wage"]._in_force(company, last)
        self.floor_id = floors[self.region].id
        self.floor = rules.cents(floors[self.region].amount)
        bases = env["aftersales.legal.basis"]._in_force(company, final.month, last)
        ((self.basis_from, _to),) = bases[self.region]
        self.people, self.cases = {}, defaultdict(list)
        for row in bare_read(env.cr, self):
            employee, name, department, wage, variable, *case = row[:-3]
            assert row[-3:] == (None, None, None)  # there was no sheet before
            self.people[employee] = (name, department, rules.cents(wage), variable)
            self.cases[employee].append(case)

    def rule(self):
        """The pure rule on the facts: employee → its result."""
        return {
            employee: rules.deduct(
                rules.Facts(
                    wage=wage,
                    variable=variable,
                    floor=self.floor,
                    fines_allowed=True,
                    items=tuple(self._items(self.cases[employee])),
                )
            )
            for employee, (_name, _department, wage, variable) in self.people.items()
        }

    def _items(self, cases):
        for id_, is_reward, money_type, amount, decided_at, day in cases:
            kind, open_ = rules.open_of(amount, 0, 0, is_reward)
            yield rules.Item(
                ref=id_,
                amount=open_,
                money_type=money_type,
                order=(decided_at, id_),
                kind=kind,
                allowed=money_type != rules.FINE or self.basis_from <= day,
            )

    def sheets(self, results):
        """Rows of sheets, as their columns take them."""
        for employee, result in results.items():
            name, department, wage, variable = self.people[employee]
            yield (
                name,
                "draft",
                self.company,
                employee,
                department,
                self.month,
                f"{self.month:%Y-%m}",
                wage,
                "contract",
                wage,
                variable,
                self.region,
                self.floor_id,
                self.floor,
                True,
                0,
                *(getattr(result, name) for name in TOTALS.values()),
            )

    def lines(self, results):
        """Rows of their lines."""
        for employee, result in results.items():
            for place, line in enumerate(result.lines):
                item = line.item
                yield (
                    self.company,
                    employee,
                    self.month,
                    item.ref,
                    place,
                    item.kind,
                    item.money_type,
                    item.amount,
                    line.deducted,
                    line.paid,
                    line.carried,
                    line.lapsed,
                    line.reason,
                )


SHEET = (
    "name",
    "state",
    "company_id",
    "employee_id",
    "department_id",
    "month",
    "period",
    "wage_reckoned",
    "wage_source",
    "wage",
    "variable_pay",
    "region_id",
    "minimum_wage_id",
    "minimum_wage",
    "is_floor_known",
    "carried_in",
    *TOTALS,
)
LINE = (
    "company_id",
    "employee_id",
    "month",
    "penalty_id",
    "sequence",
    "kind",
    "money_type",
    "amount",
    "deducted",
    "paid",
    "carried_out",
    "lapsed",
    "reason",
)
"""What they hold, beside who made them."""

READ = """
    WITH people AS MATERIALIZED (
        SELECT employee.id, employee.name, version.department_id, version.wage,
            employee.aftersales_variable_pay, employee.aftersales_region_id
        FROM hr_employee AS employee
        LEFT JOIN LATERAL (
            SELECT department_id, wage FROM hr_version
            WHERE employee_id = employee.id AND active
            ORDER BY date_version > %(last)s, abs(date_version - %(last)s) LIMIT 1
        ) AS version ON TRUE
        WHERE employee.company_id = %(company)s
    )
    SELECT people.id, people.name, people.department_id, people.wage,
        people.aftersales_variable_pay,
        cases.id, cases.is_reward, cases.money_type, cases.amount, cases.decided_at,
        cases.happened_on, before.deducted, before.paid, before.lapsed
    FROM aftersales_penalty AS cases
    JOIN people ON people.id = cases.employee_id
    LEFT JOIN (
        SELECT penalty_id, SUM(deducted) AS deducted, SUM(paid) AS paid,
            SUM(lapsed) AS lapsed
        FROM aftersales_penalty_sheet_line WHERE month < %(month)s GROUP BY 1
    ) AS before ON before.penalty_id = cases.id
    WHERE cases.company_id = %(company)s AND cases.amount > 0
    AND cases.consequence = ANY(%(money)s) AND (
        cases.state = 'confirmed' AND cases.decided_at < %(end)s AND (
            cases.is_reward OR cases.appeal_outcome IS NOT NULL
            OR cases.appeal_until < %(today)s
        ) OR cases.state IN ('waived', 'revoked') AND before.penalty_id IS NOT NULL
    )
    ORDER BY cases.decided_at, cases.id
"""


def bare_read(cr, memory):
    """Read the same columns of the same rows with a single statement, as tuples."""
    cr.execute(READ, memory.parameters)
    return cr.fetchall()


INSERT = """
    WITH sheets AS (
        INSERT INTO aftersales_penalty_sheet ({log}, {sheet})
        SELECT {made}, {sheet} FROM {sheets} RETURNING id, employee_id
    )
    INSERT INTO aftersales_penalty_sheet_line (sheet_id, {log}, {line})
    SELECT sheets.id, {made}, {line} FROM {lines} JOIN sheets USING (employee_id)
"""


def bare_insert(env, memory, results):
    """Write the same sheets and lines with a single statement."""
    sheet = env["aftersales.penalty.sheet"]
    sheets, values = bulk_insert.unnested(
        sheet, SHEET, memory.sheets(results), "sheet_"
    )
    lines, more = bulk_insert.unnested(sheet.line_ids, LINE, memory.lines(results))
    env.cr.execute(
        INSERT.format(
            sheets=sheets,
            lines=lines,
            sheet=", ".join(SHEET),
            line=", ".join(LINE),
            log=bulk_insert.LOG,
            made=bulk_insert.MADE,
        ),
        {**values, **more, "now": Datetime.now(), "uid": env.uid},
    )


def written(cr):
    """Sheets and lines, to be compared: sums, reasons, and fingerprints of both."""
    cr.execute(
        """SELECT sum(earned)::float, sum(cap)::float, sum(deducted)::float,
            sum(carried_out)::float, sum(lapsed)::float, sum(net)::float
        FROM aftersales_penalty_sheet"""
    )
    sums = cr.fetchall()
    cr.execute(
        """SELECT kind, money_type, reason, count(*)
        FROM aftersales_penalty_sheet_line GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    )
    return [
        *sums,
        *cr.fetchall(),
        bulk_insert.fingerprint(
            cr, f"SELECT {', '.join(SHEET)} FROM aftersales_penalty_sheet"
        ),
        bulk_insert.fingerprint(
            cr,
            f"""SELECT {", ".join(f"line.{name}" for name in LINE)},
                sheet.employee_id AS whose
            FROM aftersales_penalty_sheet_line AS line
            JOIN aftersales_penalty_sheet AS sheet ON sheet.id = line.sheet_id""",
        ),
    ]
