"""Regulation, cases and sheets of the demo company, day by day.

Whoever acts does so with their own rights and at their own time. Facts are those of the
service's story; what people say about them is written down here.
"""

import base64
import heapq
from datetime import datetime, time, timedelta
from itertools import count

from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tools import file_open

from odoo.addons.aftersales_service.demo.diary import ZONE
from odoo.addons.aftersales_service.demo.travel import time_travel

from .words import (
    ANSWERS,
    APPEALS,
    CLAUSES,
    MADE_KNOWN,
    SOURCES,
    WAIVED,
    Manual,
    words,
)

#: The regulation holds from so many days before the installation on, or a little longer
IN_FORCE = 110
#: Days of the story on which something was proposed, at the least
FIRST, RECENT = 70, 3
#: Days from a proposal to the end of the slowest case
SLOWEST = 12
#: Who has a sheet to sign on the day of installation
WAITING = "technician"
#: The day of the month on which HR settles the month before
SETTLED_ON = 12


class Story:
    """Lets the people of the demo do what the regulation asks of them.

    :param demo: ``aftersales.demo``, in the language of the story
    :param now: the moment of installation, naive UTC
    """

    def __init__(self, demo, now):
        self.demo, self.env, self.now = demo, demo.env, now
        self.company = demo._demo("company")
        self.today = self.company._service_date(now)
        self.plan, self.numbers, self.cases = [], count(), count()
        self.appealed = False
        self.regulation = self.env["aftersales.regulation"].search(
            [("company_id", "=", self.company.id), ("code", "=", "PENALTY")],
            order="version desc",
            limit=1,
        )

    def live(self):
        """All that was planned up to now, each at its moment."""
        self._plan_regulation()
        self._plan_proposals()
        self._plan_reports()
        self._plan_sheets()
        with time_travel(self.env) as travel:
            while self.plan:
                at, _number, act, arguments = heapq.heappop(self.plan)
                if at <= self.now:
                    travel(at)
                    act(*arguments)
                    # and note what has changed, at that moment
                    self.env.cr.flush()
            travel(self.now)
            self._make(self.today.replace(day=1))
            self.env.cr.flush()

    # When

    def _on(self, days, clock, act, *arguments):
        """Plan an act for so many days before today; a clock of None: right now."""
        day = self.today - timedelta(days=days)
        at = self._moment(day, clock) if clock else self.now
        heapq.heappush(self.plan, (at, next(self.numbers), act, arguments))

    @staticmethod
    def _moment(day, clock):
        """Naive UTC of a time in Shanghai."""
        local = datetime.combine(day, time.fromisoformat(clock), ZONE)
        return (local - local.utcoffset()).replace(tzinfo=None)

    # Who

    def _desk(self, who):
        """The environment of somebody at their desk."""
        return self.demo._desk(who, self.company)

    def _as(self, record, who):
        return record.with_env(self._desk(who))

    def _as_employee(self, case):
        user = case.sudo().employee_id.user_id
        return case.with_env(self.demo._at_work(user, self.company))

    def _decider(self, case):
        """The service manager; for the manager's own cases the one above."""
        manager = self.demo._demo("user_manager")
        own = case.sudo().employee_id.user_id
        return "branch" if manager in own | case.reporter_id else "manager"

    # The regulation

    def _plan_regulation(self):
        first = self.today - timedelta(days=IN_FORCE)
        self.valid_from = first.replace(day=1)
        ago = (self.today - self.valid_from).days
        self._on(ago + 35, "10:05", self._draft)
        self._on(ago + 14, "16:30", self._publish)
        employees = self.env["hr.employee"].search(
            [("company_id", "=", self.company.id), ("user_id", "!=", False)]
        )
        for number, employee in enumerate(employees.sorted("id")):
            self._on(
                ago + 13 - number // 5,
                f"08:{20 + number}",
                self._acknowledge,
                employee,
            )

    def _draft(self):
        """HR adds what the profile left open: amounts, and clauses of the company."""
        regulation = self._as(self.regulation, "hr")
        # left open by the profile: the least that the company asks for elsewhere
        regulation.rule_ids.filtered("is_amount_missing").amount = 30
        regulation.rule_ids = [Command.create(dict(values)) for values in CLAUSES]
        wages = self._desk("hr")["aftersales.minimum.wage"].search([])
        for wage in wages:
            city = wage.region_id.name
            wage.source = SOURCES.format(city, wage.date_from.year, wage.date_from)
        region = self.env.ref("aftersales_penalty.wage_region_shanghai")
        self._as(region.wage_ids, "hr").action_confirm()
        self.company.write(
            {
                "aftersales_penalty_on": True,
                "aftersales_region_id": region.id,
                # the loss of this story is decided by the manager alone
                "aftersales_penalty_approval_limit": 3000,
            }
        )

    def _publish(self):
        regulation = self._as(self.regulation, "hr")
        regulation.write(
            {
                "adopted_on": self.valid_from - timedelta(days=21),
                "adopted_how": MADE_KNOWN,
                "published_on": self.valid_from - timedelta(days=14),
                "valid_from": self.valid_from,
                "change_note": "首次发布。由人力资源部组织全员培训。",
            }
        )
        regulation.action_publish()
        regulation.action_ask_acknowledgement()

    def _acknowledge(self, employee):
        self.regulation.with_env(
            self.demo._at_work(employee.user_id, self.company)
        ).action_acknowledge()

    # What the system proposes

    def _plan_proposals(self):
        for days in range(FIRST, SLOWEST, -7):
            self._on(days, "09:05", self._sweep, days, self._course)
        self._on(RECENT, "09:05", self._sweep, RECENT, self._begin)
        self._on(0, None, self._sweep, 0, None)

    def _sweep(self, days, course):
        cases = self.env["aftersales.penalty"].sweep()
        for case in cases.sorted("id"):
            if course:
                course(case, days, next(self.cases))

    def _course(self, case, days, number):
        """A case from its notice to its decision."""
        if case.is_reward:
            self._on(days - 1, "10:10", self._confirm, case, CLAUSES[0]["text"])
            self._on(days - 2, "08:10", self._read, case)
        elif number % 4 == 3:
            self._on(days - 1, "10:40", self._waive, case, words(WAIVED, case))
        else:
            self._on(days - 1, "09:30", self._notify, case)
            self._on(
                days - 2, "12:40", self._answer, case, words(ANSWERS, case, number)
            )
            self._on(days - 5, "15:10", self._confirm, case)
            self._on(days - 6, "08:10", self._read, case)
            if not self.appealed:
                self.appealed = True
                self._on(days - 8, "12:15", self._appeal, case)
                self._on(days - 11, "16:20", self._reduce, case)
                self._on(days - 12, "08:10", self._read, case)

    def _begin(self, case, days, number):
        """A case of these days: some have been told, some have answered."""
        if case.is_reward or number % 4 == 3:
            return
        self._on(days - 1, "09:30", self._notify, case)
        if number % 2:
            self._on(
                days - 2, "12:40", self._answer, case, words(ANSWERS, case, number)
            )

    # What people do with it

    def _notify(self, case):
        self._as(case, self._decider(case)).action_notify()

    def _answer(self, case, statement):
        self._as_employee(case).action_state(statement)

    def _confirm(self, case, reason=None):
        self._as(case, self._decider(case)).action_confirm(reason)

    def _read(self, case):
        """The employee has read what was decided."""
        self._as_employee(case)._done_for_employee()

    def _waive(self, case, reason):
        self._as(case, self._decider(case)).action_waive(reason)

    def _appeal(self, case):
        self._as_employee(case).action_appeal(words(APPEALS, case))

    def _reduce(self, case):
        """The one above looks at it again; a third is taken off."""
        reason = words(APPEALS, case, 1)
        self._as(case, "branch").action_reduce(reason, round(case.amount * 2 / 3))

    # What people report

    def _plan_reports(self):
        for manual in Manual:
            row = manual.value
            self._on(row.days, "14:25", self._report, row)

    def _report(self, row):
        """The manager reports what the system can't know; another one decides."""
        desk = self._desk("manager")
        case = desk["aftersales.penalty"].create(
            {
                "company_id": self.company.id,
                "employee_id": self.demo._demo(f"employee_{row.who}").id,
                "rule_id": self.regulation.rule_ids.filtered(
                    lambda rule: rule.code == row.code
                ).id,
                "happened_at": self._moment(
                    self.today - timedelta(days=row.days + 1), "10:30"
                ),
                "description": row.text,
                "loss": row.loss,
            }
        )
        if row.paper:
            desk["ir.attachment"].create(
                {
                    "name": row.paper,
                    "raw": row.text.encode(),
                    "res_model": case._name,
                    "res_id": case.id,
                }
            )
        if case.is_reward:
            # a decision of the day of installation: on the sheet of this month
            self._on(0, None, self._confirm, case, row.reason)
            return
        self._on(row.days, "16:00", self._notify, case)
        if row.answer:
            self._on(row.days - 1, "12:20", self._answer, case, row.answer)
        if row.reason:
            self._on(row.days - 4, "15:30", self._confirm, case, row.reason)
            self._on(row.days - 5, "08:10", self._read, case)

    # The month's sheets

    def _plan_sheets(self):
        settled = self._moment(self.today.replace(day=SETTLED_ON), "09:00")
        late = settled + timedelta(hours=9) <= self.now
        ago = self.today.day - SETTLED_ON
        # before that day the month is settled at once
        self._on(*((ago, "09:00") if late else (0, None)), self._present)
        self._on(*((ago, "11:20") if late else (0, None)), self._sign)
        self._on(*((ago, "16:40") if late else (0, None)), self._lock)

    def _make(self, month):
        return self._desk("hr")["aftersales.penalty.sheet"].make(month)

    def _present(self):
        month = self.today.replace(day=1) - relativedelta(months=1)
        self.sheets = self._make(month).sorted("id")
        self.sheets.action_present()

    def _sign(self):
        """Everybody but one draws their name."""
        waiting = self.demo._demo(f"employee_{WAITING}")
        self.signed = self.sheets.filtered(lambda one: one.employee_id != waiting)
        with file_open("aftersales_service/demo/signature_demo.png", "rb") as stream:
            picture = base64.b64encode(stream.read())
        for sheet in self.signed:
            user = sheet.sudo().employee_id.user_id
            own = sheet.with_env(self.demo._at_work(user, self.company))
            own.action_sign(picture)

    def _lock(self):
        """HR locks half of what is signed; the other half waits on the desk."""
        self.signed[: (len(self.signed) + 1) // 2].action_lock()
