"""Thousands of employees who missed limits, and the least it takes to propose cases.

They have all signed a regulation with a clause on each of the five limits. Two of these
have steps for repeated breaches, one is shared with the manager; another clause holds
the manager to account for harm that came of any limit. One request in fifty was a
repeat of the one before it.
"""

import json

from odoo.fields import Command, Date, Datetime
from odoo.tools import SQL

from odoo.addons.aftersales_penalty.rules import case as case_rules
from odoo.addons.aftersales_penalty.rules import proposal as rules

import bulk_insert
from copies import copy

DEPARTMENTS = 100
SECONDS = 503
"""Between two requests: a prime, so that no two limits ran out at once."""
CLAUSES = (
    ("BM-1", {"amount": 30}),
    ("BM-2", {"amount": 50, "steps": [(3, 3, "fine", 100)]}),
    ("BM-4", {"amount": 100, "shares": [("person", 70), ("manager", 30)]}),
    (
        "BM-8",
        {
            "consequence": "points",
            "points": 2,
            "steps": [(3, 6, "criticism", 0), (9, 12, "warning", 0)],
        },
    ),
    ("BM-24", {"consequence": "criticism"}),
)
"""Limit, and what the clause on it says."""


def make_people(env, number):
    """So many employees in departments that are led by one of them.

    :return: the employee that they were copied from, and the id before the first copy
    """
    departments = env["hr.department"].create(
        [{"name": f"Department {place}"} for place in range(DEPARTMENTS)]
    )
    person = env["hr.employee"].create(
        {"name": "Worker", "department_id": departments[0].id}
    )
    person.version_id.date_version = Date.subtract(Date.today(), years=2)
    env.flush_all()
    resource = copy(env, person.resource_id, number)
    first = copy(
        env,
        person,
        number,
        resource_id=SQL("%s + n", resource),
        work_contact_id=SQL("NULL"),
        aftersales_variable_pay=SQL("1000 + 10 * (n %% 100)"),
    )
    copy(
        env,
        person.version_id,
        number,
        employee_id=SQL("%s + n", first),
        department_id=SQL("(%s::int[])[1 + n %% %s]", departments.ids, DEPARTMENTS),
        wage=SQL("3000 + 50 * (n %% 100)"),
    )
    env.cr.execute(
        """UPDATE hr_employee SET current_version_id = version.id
        FROM hr_version AS version
        WHERE version.employee_id = hr_employee.id AND hr_employee.id > %s""",
        [first],
    )
    env.cr.execute(
        """UPDATE hr_department SET manager_id = (
            SELECT min(employee_id) FROM hr_version
            WHERE department_id = hr_department.id AND employee_id > %s
        ) WHERE id = ANY(%s)""",
        [first, departments.ids],
    )
    env.invalidate_all()
    return person, first


def adopt(env, code, clauses):
    """A regulation that has been in force for eight months.

    :param clauses: values of ``aftersales.penalty.rule``
    """
    today = Date.today()
    regulation = env["aftersales.regulation"].create(
        {
            "name": f"Regulation {code}",
            "code": code,
            "adopted_on": Date.subtract(today, months=9),
            "published_on": Date.subtract(today, months=9),
            "valid_from": Date.subtract(today, months=8),
            "rule_ids": [Command.create(vals) for vals in clauses],
        }
    )
    regulation.action_publish()
    return regulation


def _clauses():
    for limit, values in CLAUSES:
        own = dict(values)
        steps, shares = own.pop("steps", ()), own.pop("shares", ())
        yield {
            "code": f"P-{limit}",
            "name": f"Limit {limit} was missed",
            "trigger": rules.CLOCK,
            "trigger_codes": limit,
            "step_ids": [
                Command.create(
                    {
                        "times": times,
                        "months": months,
                        "consequence": consequence,
                        "amount": amount,
                    }
                )
                for times, months, consequence, amount in steps
            ],
            "share_ids": [
                Command.create({"role": role, "percent": percent})
                for role, percent in shares
            ],
            **own,
        }
    yield {
        "code": "P-BM-harm",
        "name": "Harm came of a missed limit",
        "trigger": rules.CLOCK,
        "accountable_role": rules.MANAGER,
        "needs_harm": True,
        "amount": 20,
    }


class Missed:
    """A company whose people missed so many limits, and what is proposed of it."""

    def __init__(self, env, values, missed, employees):
        env.company.aftersales_penalty_on = True
        person, self.first = make_people(env, employees)
        self.employees = employees
        self.regulation_id = self._adopt(env, person).id
        self._fill(env, values, missed)
        env.invalidate_all()

    def _adopt(self, env, person):
        regulation = adopt(env, "limits", _clauses())
        signed = env["aftersales.regulation.acknowledgement"].create(
            {
                "regulation_id": regulation.id,
                "employee_id": person.id,
                "signed_on": regulation.valid_from,
                "how": "odoo",
            }
        )
        env.flush_all()
        copy(env, signed, self.employees, employee_id=SQL("%s + n", self.first))
        return regulation

    def _fill(self, env, values, missed):
        """Copy a request with its five limits, all of them missed."""
        ticket = env["helpdesk.ticket"].create(
            {**values, "name": "Call", "description": "x"}
        )
        env.flush_all()
        event, clocks = ticket.event_ids, ticket.clock_ids
        times, rest = divmod(missed, len(clocks))
        assert len(event) == 1 and len(clocks) == len(CLAUSES) and not rest
        self.until = Datetime.now().replace(second=0)
        employee = SQL("%s + 1 + n %% %s", self.first, self.employees)
        started = SQL(
            """%s::timestamp - interval '9 days'
            - make_interval(secs => (n * %s)::int)""",
            self.until,
            SECONDS,
        )
        due = SQL("%s + (due_at - started_at)", started)
        first_ticket = copy(
            env,
            ticket,
            times,
            number=SQL("'BMP' || place"),
            access_token=SQL("NULL"),
            accountable_id=employee,
            registered_at=started,
        )
        env.cr.execute(
            """UPDATE helpdesk_ticket SET repeat_of_id = id - 1
            WHERE id > %s + 1 AND id %% 50 = 0""",
            [first_ticket],
        )
        first_event = copy(
            env, event, times, ticket_id=SQL("%s + n", first_ticket), at=started
        )
        copy(
            env,
            clocks,
            times,
            ticket_id=SQL("%s + n", first_ticket),
            start_event_id=SQL("%s + n", first_event),
            employee_id=employee,
            started_at=started,
            due_at=due,
            stopped_at=SQL("%s + interval '40 minutes'", due),
            state=SQL("'missed'"),
        )
        env.cr.execute("DELETE FROM aftersales_clock WHERE id = ANY(%s)", [clocks.ids])

    def since(self, cr, number):
        """From when on so many limits have been missed, naive UTC."""
        cr.execute(
            """SELECT due_at FROM aftersales_clock WHERE state = 'missed'
            ORDER BY due_at DESC OFFSET %s LIMIT 1""",
            [number - 1],
        )
        return cr.fetchone()[0]


class Memory:
    """The facts in memory, and all else that rows of cases need."""

    def __init__(self, env, missed, since):
        company = env.company
        regulation = env["aftersales.regulation"].browse(missed.regulation_id)
        self.parameters = {
            "company": company.id,
            "regulation": regulation.id,
            "since": since,
            "until": missed.until,
        }
        self.version = regulation.version
        self.clauses = regulation.rule_ids._rules()
        self.money_types = {rule.id: rule.money_type for rule in regulation.rule_ids}
        self.infos, self.facts = env["aftersales.penalty"]._facts(
            company, since, missed.until, self.clauses
        )
        self.acknowledged = regulation._acknowledged()
        self.today = company._service_date(Datetime.now())
        self.act_by = {
            step: case_rules.months_after(self.today, company._penalty_months(step))
            for step in ("fine", "points", "criticism", "warning")
        }
        self.departments = env["hr.employee"]._departments_on(
            {(one.employee, one.fact.day) for one in self.rule()}
        )

    def rule(self):
        """The pure rule on the facts."""
        return rules.proposals(self.facts, self.clauses, self.acknowledged)

    def rows(self, found):
        """Cases of proposals, as their columns take them."""
        company = self.parameters["company"]
        for one in found:
            fact, rule = one.fact, one.rule
            info = self.infos[fact.trigger, fact.ref]
            money = one.consequence in case_rules.MONEY
            yield (
                case_rules.PROPOSED,
                company,
                one.employee,
                self.departments.get((one.employee, fact.day)),
                rule.id,
                rule.code,
                self.version,
                rule.is_reward,
                one.consequence,
                self.money_types[rule.id] if money else None,
                one.share,
                one.times,
                fact.loss,
                one.amount,
                one.amount,
                one.points,
                fact.at,
                fact.day,
                json.dumps({"trigger": fact.trigger, **info.told}),
                fact.ref,
                info.ticket,
                info.visit,
                info.clock,
                self.today,
                self.act_by[one.consequence],
            )


COLUMNS = (
    "state",
    "company_id",
    "employee_id",
    "department_id",
    "rule_id",
    "rule_code",
    "rule_version",
    "is_reward",
    "consequence",
    "money_type",
    "share",
    "times",
    "loss",
    "proposed_amount",
    "amount",
    "points",
    "happened_at",
    "happened_on",
    "facts",
    "source_ref",
    "ticket_id",
    "visit_id",
    "clock_id",
    "known_on",
    "act_by",
)
"""What a new case holds, beside its number and who made it."""

READ = """
    SELECT clock.id, clock.ticket_id, clock.employee_id, clock.started_at, clock.due_at,
        clock.stopped_at, policy.code, ticket.number, ticket.accountable_id,
        version.department_id, CASE
            WHEN department.manager_id <> clock.employee_id THEN department.manager_id
            WHEN above.manager_id <> clock.employee_id THEN above.manager_id
            ELSE NULLIF(employee.parent_id, clock.employee_id) END,
        signed.signed_on, waiting.clock_id, harmed.id
    FROM aftersales_clock AS clock
    JOIN aftersales_clock_policy AS policy ON policy.id = clock.policy_id
    JOIN helpdesk_ticket AS ticket ON ticket.id = clock.ticket_id
    JOIN hr_employee AS employee ON employee.id = clock.employee_id
    LEFT JOIN aftersales_regulation_acknowledgement AS signed
        ON signed.employee_id = clock.employee_id
        AND signed.regulation_id = %(regulation)s
    LEFT JOIN LATERAL (
        SELECT department_id FROM hr_version
        WHERE employee_id = clock.employee_id AND active
        ORDER BY date_version > clock.due_at, abs(date_version - clock.due_at::date)
        LIMIT 1
    ) AS version ON TRUE
    LEFT JOIN hr_department AS department ON department.id = version.department_id
    LEFT JOIN hr_department AS above ON above.id = department.parent_id
    LEFT JOIN (
        SELECT DISTINCT clock_id FROM aftersales_clock_pause WHERE state = 'asked'
    ) AS waiting ON waiting.clock_id = clock.id
    LEFT JOIN (
        SELECT repeat_of_id AS id FROM helpdesk_ticket WHERE repeat_of_id IS NOT NULL
        UNION
        SELECT other.id FROM helpdesk_ticket AS other
        JOIN helpdesk_ticket_type AS kind ON kind.id = other.type_id
        WHERE kind.kind IN ('complaint', 'incident')
        UNION
        SELECT ticket_id FROM aftersales_visit WHERE satisfaction_score IN ('1', '2')
    ) AS harmed ON harmed.id = clock.ticket_id
    WHERE clock.company_id = %(company)s AND clock.state = 'missed'
    AND clock.due_at >= %(since)s AND clock.due_at < %(until)s
"""


def bare_read(cr, memory):
    """Read the same columns of the same rows with a single statement, as tuples."""
    cr.execute(READ, memory.parameters)
    return cr.fetchall()


INSERT = """
    WITH given AS (
        SELECT nextval('aftersales_penalty_id_seq') AS id, * FROM {rows}
    ), cases AS (
        INSERT INTO aftersales_penalty (id, name, {log}, {columns})
        SELECT id, 'CF' || to_char(id, 'FM999000000'), {made}, {columns} FROM given
        RETURNING id, state, amount
    )
    INSERT INTO aftersales_penalty_log (penalty_id, at, state, amount, {log})
    SELECT id, %(now)s, state, amount, {made} FROM cases
"""


def bare_insert(env, memory, found):
    """Write the same cases and their history with a single statement."""
    model = env["aftersales.penalty"]
    rows, values = bulk_insert.unnested(model, COLUMNS, memory.rows(found))
    env.cr.execute(
        INSERT.format(
            rows=rows,
            columns=", ".join(COLUMNS),
            log=bulk_insert.LOG,
            made=bulk_insert.MADE,
        ),
        {**values, "now": Datetime.now(), "uid": env.uid},
    )


def written(cr):
    """What cases there are, to be compared: how many of which, and a fingerprint."""
    cr.execute(
        """SELECT rule_code, consequence, count(*), sum(cases.amount)::float,
            count(log.id), bool_and(cases.name ~ ('^CF0*' || cases.id || '$'))
        FROM aftersales_penalty AS cases
        LEFT JOIN aftersales_penalty_log AS log ON log.penalty_id = cases.id
            AND log.state = cases.state AND log.amount = cases.amount
        WHERE source_ref IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    groups = cr.fetchall()
    columns = ", ".join(COLUMNS)
    query = f"SELECT {columns} FROM aftersales_penalty WHERE source_ref IS NOT NULL"
    return [*groups, bulk_insert.fingerprint(cr, query)]
