from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from odoo.addons.aftersales_service.models import bulk

from ..rules import case as case_rules
from ..rules import deduction as rules
from .aftersales_penalty_sheet import DRAFT, LOCKED

#: Field of a sheet → property of ``rules.Result``
TOTALS = {
    "earned": "earned",
    "cap": "cap",
    "gross": "gross",
    "deducted": "deducted",
    "rewards": "rewards",
    "given_back": "given_back",
    "carried_out": "carried",
    "lapsed": "lapsed",
    "net": "net",
}
LINE_VALUES = (
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


class AftersalesPenaltySheet(models.Model):
    """From cases to the month's sheets, for all employees at once."""

    _inherit = "aftersales.penalty.sheet"

    @api.model
    def make(self, month, employees=None):
        """Make the sheets of a month, or bring its drafts up to date.

        Every employee of the user's company gets one who has a final case that isn't
        settled, a balance of the months before, or something to be given back. As often
        as one likes: what hasn't changed stays, and sheets that were presented or
        locked aren't touched. Once a sheet is locked, earlier months are over for that
        employee: late cases go onto the next sheet.

        :param month: any day of the month
        :param employees: ``hr.employee`` records, or their ids; default: all
        :return: the drafts
        :raise AccessError: the user isn't in human resources
        :raise UserError: the month hasn't begun, or somebody else is making sheets
        """
        self._check_hr()
        company = self.env.company
        first = fields.Date.to_date(month).replace(day=1)
        if first > company._service_date(fields.Datetime.now()):
            raise UserError(
                self.env._("The month %s hasn't begun yet.", f"{first:%Y-%m}")
            )
        self._lock_making(company)
        # the system gathers the facts; what comes of it only HR and the person see
        system = self.sudo()
        own = Domain("company_id", "=", company.id)
        if employees is not None:
            asked = employees.ids if isinstance(employees, models.Model) else employees
            own &= Domain("employee_id", "in", list(asked))
        items = system._open_items(company, first, own)
        known = system.search_fetch(
            own & Domain("month", ">=", first), ["employee_id", "month", "state"]
        )
        here = known.filtered(lambda sheet: sheet.month == first)
        over = known.filtered(lambda sheet: sheet.state == LOCKED)
        drafts = here.filtered(lambda sheet: sheet.state == DRAFT)
        stale = drafts.filtered(lambda sheet: sheet.employee_id.id not in items)
        missing = set(items).difference((here | over).employee_id.ids)
        drafts -= stale
        stale.unlink()
        drafts._reckon(items)
        drafts |= system._make_new(company, first, sorted(missing), items)
        return drafts.sudo(self.env.su)

    @api.model
    def _lock_making(self, company):
        """Two servers don't make sheets of one company at once.

        :raise UserError: somebody is at it
        """
        if not company._lock_penalties(self._table):
            raise UserError(
                self.env._(
                    "Sheets of %s are being made at this moment. Look again in a "
                    "minute.",
                    company.name,
                )
            )

    @api.model
    def _make_new(self, company, first, employee_ids, items):
        """New drafts with their lines: a few statements, however many there are."""
        if not employee_ids:
            return self.browse()
        employees = self.env["hr.employee"].browse(employee_ids)
        last = date_utils.end_of(first, "month")
        departments = employees._departments_on((id_, last) for id_ in employee_ids)
        wages = self._wage_values(company, first, employees)
        names = ["id", "name", "aftersales_variable_pay"]
        rows, results = [], []
        for id_, name, pay in bulk.rows(employees, [("id", "in", employee_ids)], names):
            held, variable = wages[id_], pay or 0
            wage = held["wage_reckoned"]
            floor = held["minimum_wage"] if held["is_floor_known"] else None
            result = self._deduct(wage, variable, floor, items[id_])
            results.append((result, items[id_]))
            rows.append(
                {
                    "name": name,
                    "state": DRAFT,
                    "company_id": company.id,
                    "employee_id": id_,
                    "department_id": departments.get((id_, last)),
                    "month": first,
                    "period": f"{first:%Y-%m}",
                    "wage_source": "contract",
                    "wage": wage,
                    "variable_pay": variable,
                    **held,
                    "region_id": held["region_id"] or None,
                    "minimum_wage_id": held["minimum_wage_id"] or None,
                    **self._totals(*results[-1]),
                }
            )
        sheets = self._insert_rows(rows)
        self._insert_lines(
            (id_, row, self._line_values(*result))
            for id_, row, result in zip(sheets.ids, rows, results, strict=True)
        )
        return sheets

    # What is open

    @api.model
    def _open_items(self, company, first, own=None):
        """What is open of the cases before the sheets of a month are made.

        Sheets of earlier months count whether they are locked or not: they will be
        before this month's are.

        :param own: ``Domain`` on company and employees
        :return: dict of employee id → list of (``rules.Item``, case, carried: on a
            sheet before)
        """
        own = Domain("company_id", "=", company.id) if own is None else own
        last = date_utils.end_of(first, "month")
        today = company._service_date(fields.Datetime.now())
        domain = (
            own
            & Domain("amount", ">", 0)
            & Domain("consequence", "in", list(case_rules.MONEY))
            & Domain.OR(
                [
                    self.env["aftersales.penalty"]._final_domain(
                        today, before=company._service_day_bounds(last)[1]
                    ),
                    Domain("state", "in", list(case_rules.VOID))
                    & Domain("sheet_line_ids", "!=", False),
                ]
            )
        )
        cases = [
            OpenCase(*row)
            for row in bulk.rows(
                self.env["aftersales.penalty"],
                domain,
                OpenCase._fields,
                order="decided_at, id",
            )
        ]
        before = {
            case.id: sums
            for case, *sums in self.env["aftersales.penalty.sheet.line"]._read_group(
                [
                    ("penalty_id", "in", [one.id for one in cases]),
                    ("month", "<", first),
                ],
                ["penalty_id"],
                ["deducted:sum", "paid:sum", "lapsed:sum"],
            )
        }
        people = self.env["hr.employee"].browse({one.employee_id for one in cases})
        bases = self.env["aftersales.legal.basis"]._in_force(company, first, last)
        spans = {
            employee: bases.get(region, ())
            for employee, region in people._wage_regions(company).items()
        }
        found = {}
        for case in cases:
            item = case.item(before.get(case.id), spans[case.employee_id])
            if item:
                rows = found.setdefault(case.employee_id, [])
                rows.append((item, case, case.id in before))
        gone = people._gone_before(first)
        return {
            employee: rows
            for employee, rows in found.items()
            if any(self._is_news(*row, employee in gone) for row in rows)
        }

    @staticmethod
    def _is_news(item, _case, carried, gone):
        """Is there anything to tell? Not of what is carried and can't move.

        Fines without a legal basis, and what people owe who have left, are told once
        and stay open. What is theirs is always given back.
        """
        moves = item.allowed and not gone
        return not carried or item.kind == rules.GIVE_BACK or moves

    # What it comes to

    def _reckon(self, items=None):
        """Bring drafts up to date: wage, floor, lines and totals.

        :param items: as ``_open_items`` returns them; default: read them
        """
        system = self.sudo()  # who may change the wage need not see all it rests on
        for (company, first), sheets in system.grouped(
            lambda one: (one.company_id, one.month)
        ).items():
            found = items
            if found is None:
                own = Domain("company_id", "=", company.id)
                own &= Domain("employee_id", "in", sheets.employee_id.ids)
                found = system._open_items(company, first, own)
            sheets._take_wages(company, first)
            results = {sheet: sheet._result(found) for sheet in sheets}
            self._write_rows(
                {
                    sheet: sheet._differing(sheet._totals(*results[sheet]))
                    for sheet in sheets
                }
            )
            sheets._take_lines(results)

    def _take_wages(self, company, first):
        """Wage by contract, region and minimum wage, as of this month."""
        wages = self._wage_values(company, first, self.employee_id)
        self._write_rows(
            {sheet: sheet._differing(wages[sheet.employee_id.id]) for sheet in self}
        )

    @api.model
    def _wage_values(self, company, first, employees):
        """By employee id: wage by contract, region and minimum wage of a month."""
        last = date_utils.end_of(first, "month")
        wages = employees._month_wages(first, last)
        floors = {
            region: (floor.id, floor.amount)
            for region, floor in self.env["aftersales.minimum.wage"]
            ._in_force(company, last)
            .items()
        }
        values = {}
        for employee, region in employees._wage_regions(company).items():
            floor, amount = floors.get(region, (False, 0))
            values[employee] = {
                "wage_reckoned": float(wages[employee]),
                "region_id": region,
                "minimum_wage_id": floor,
                "minimum_wage": amount,
                "is_floor_known": bool(floor),
            }
        return values

    def _result(self, items):
        """What the rules make of this sheet; its (item, case, carried) beside."""
        self.ensure_one()
        rows = items.get(self.employee_id.id, [])
        floor = self.minimum_wage if self.is_floor_known else None
        return self._deduct(self.wage, self.variable_pay, floor, rows), rows

    @staticmethod
    def _deduct(wage, variable, floor, rows):
        """What the rules make of a month.

        :param floor: the minimum wage, None if it isn't known
        :param rows: of (item, case, carried)
        """
        return rules.deduct(
            rules.Facts(
                wage=rules.cents(wage),
                variable=rules.cents(variable),
                floor=None if floor is None else rules.cents(floor),
                fines_allowed=True,  # said of each fine, by the day of its fact
                items=tuple(item for item, _case, _carried in rows),
            )
        )

    def _totals(self, result, rows):
        values = {name: float(getattr(result, of)) for name, of in TOTALS.items()}
        owed = [
            item.amount
            for item, _case, carried in rows
            if carried and item.kind in (rules.PENALTY, rules.TAKE_BACK)
        ]
        return {**values, "carried_in": float(sum(owed))}

    def _line_values(self, result, rows):
        """Values of the lines, in their order."""
        return [
            {
                "penalty_id": case.id,
                "sequence": place,
                "kind": self._kind(line.item, carried),
                "money_type": case.money_type,
                "amount": float(line.item.amount),
                "deducted": float(line.deducted),
                "paid": float(line.paid),
                "carried_out": float(line.carried),
                "lapsed": float(line.lapsed),
                "reason": line.reason,
            }
            for place, (line, (_item, case, carried)) in enumerate(
                zip(result.lines, rows, strict=True)
            )
        ]

    @staticmethod
    def _kind(item, carried):
        if item.kind in (rules.GIVE_BACK, rules.TAKE_BACK):
            return "correction"
        if item.kind == rules.REWARD:
            return "reward"
        return "carry" if carried else "penalty"

    def _take_lines(self, results):
        """Replace the lines of those sheets whose lines have changed."""
        changed = {}
        for sheet in self:
            wanted = sheet._line_values(*results[sheet])
            if sheet._lines_as_values() != wanted:
                changed[sheet] = wanted
        self.browse(sheet.id for sheet in changed).line_ids.unlink()
        self._insert_lines(
            (
                sheet.id,
                {
                    "company_id": sheet.company_id.id,
                    "employee_id": sheet.employee_id.id,
                    "month": sheet.month,
                },
                wanted,
            )
            for sheet, wanted in changed.items()
        )

    @api.model
    def _insert_lines(self, lines):
        """Add lines to sheets with one statement.

        :param lines: of (sheet id, values of the sheet, list of values of lines)
        """
        rows = [
            {
                "sheet_id": id_,
                "company_id": sheet["company_id"],
                "employee_id": sheet["employee_id"],
                "month": sheet["month"],
                **line,
            }
            for id_, sheet, wanted in lines
            for line in wanted
        ]
        if rows:
            self.env["aftersales.penalty.sheet.line"]._insert_rows(rows)

    def _lines_as_values(self):
        return [
            {
                **{name: line[name] for name in LINE_VALUES},
                "penalty_id": line.penalty_id.id,
                "money_type": line.money_type or None,
            }
            for line in self.line_ids.sorted("sequence")
        ]

    def _is_up_to_date(self):
        """Would the sheet come out the same if it were made now?"""
        self.ensure_one()
        own = Domain("company_id", "=", self.company_id.id)
        own &= Domain("employee_id", "=", self.employee_id.id)
        items = self._open_items(self.company_id, self.month, own)
        found = self._result(items)
        return not self._differing(self._totals(*found)) and (
            self._lines_as_values() == self._line_values(*found)
        )


class AftersalesPenalty(models.Model):
    """A case as the month's sheet sees it."""

    _inherit = "aftersales.penalty"

    @api.model
    def _final_domain(self, today: date, before):
        """Cases that may go onto a sheet, as ``_is_final`` says of each.

        :param before: naive UTC; only those decided before it
        """
        return (
            Domain("state", "=", case_rules.CONFIRMED)
            & Domain("decided_at", "<", before)
            & Domain.OR(
                [
                    Domain("is_reward", "=", True),
                    Domain("appeal_outcome", "!=", False),
                    Domain("appeal_until", "<", today),
                ]
            )
        )


class OpenCase(NamedTuple):
    """A case as it is read for the sheets; amounts as Decimals."""

    id: int
    employee_id: int
    state: str
    is_reward: bool
    money_type: str | None
    amount: Decimal
    decided_at: datetime
    happened_on: date

    def item(self, before, spans):
        """What is open of this case, or None.

        :param before: (deducted, paid, lapsed) on earlier sheets, or None
        :param spans: (from, to) in which fines have a legal basis
        """
        deducted, paid, lapsed = before or (0, 0, 0)
        due = 0 if self.state in case_rules.VOID else self.amount
        taken = paid - deducted if self.is_reward else deducted - paid
        open_ = rules.open_of(due, taken, lapsed, self.is_reward)
        if not open_:
            return None
        kind, amount = open_
        is_fine = kind == rules.PENALTY and self.money_type == rules.FINE
        return rules.Item(
            ref=self.id,
            amount=amount,
            money_type=self.money_type or rules.PERFORMANCE,
            order=(self.decided_at, self.id),
            kind=kind,
            allowed=not is_fine
            or any(
                begin <= self.happened_on and not (end and self.happened_on > end)
                for begin, end in spans
            ),
        )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _gone_before(self, day):
        """Ids of those who had left before that day; two queries."""
        current = dict(
            bulk.rows(self, [("id", "in", self.ids)], ["current_version_id", "id"])
        )
        ends = bulk.rows(
            self.env["hr.version"],
            [("id", "in", list(current))],
            ["id", "departure_date", "contract_date_end"],
        )
        return {
            current[id_]
            for id_, departure, end in ends
            if (departure or end or day) < day
        }

    def _wage_regions(self, company):
        """Whose minimum wages count for these employees; one query.

        :return: dict of employee id → region id, False if there is none
        """
        # which region it is doesn't depend on who asks
        system, default = self.sudo(), company.sudo().aftersales_region_id.id
        return {
            id_: region or default
            for id_, region in bulk.rows(
                system, [("id", "in", self.ids)], ["id", "aftersales_region_id"]
            )
        }
