from odoo import api, models
from odoo.exceptions import LockError, UserError

from odoo.addons.payroll.models.base_browsable import InputLine

#: Codes of the inputs: what is deducted, what is paid
PENALTIES, REWARDS = "AFPEN", "AFREW"
CODES = (PENALTIES, REWARDS)


class HrPayslip(models.Model):
    """What the month's sheet takes and gives, once and on one contract only.

    A payslip takes the locked sheet of the month whose first day is in its period, and
    no other: two sheets together could take more than one month's cap. Amounts are
    brought up to date whenever the payslip is computed.
    """

    _inherit = "hr.payslip"

    # Amounts

    def _penalty_sheets(self):
        """Locked sheets that this payslip takes: nobody else has, and not refunds."""
        self.ensure_one()
        # who makes payslips need not see the sheets, only their sums
        sheets = self.env["aftersales.penalty.sheet"].sudo()
        if self.credit_note:
            return sheets
        return self._penalty_sheets_of(self.employee_id, self.date_from, self.date_to)

    def _penalty_sheets_of(self, employee, date_from, date_to):
        sheets = self.env["aftersales.penalty.sheet"].sudo()  # see above
        return sheets.search(
            [
                ("employee_id", "=", employee.id),
                ("company_id", "=", employee.company_id.id),
                ("state", "=", "locked"),
                ("month", ">=", date_from),
                ("month", "<=", date_to),
                ("payslip_id", "in", [False, *self.ids]),
            ]
        )

    @api.model
    def _penalty_amounts(self, sheets):
        """Code of an input → sum of these sheets; both positive."""
        return {
            PENALTIES: sum(sheets.mapped("deducted")),
            REWARDS: sum(sheets.mapped("rewards")) + sum(sheets.mapped("given_back")),
        }

    @api.model
    def get_inputs(self, contracts, date_from, date_to):
        """Fill in what the sheets say, on the first contract of each employee."""
        inputs = super().get_inputs(contracts, date_from, date_to)
        if not any(one["code"] in CODES for one in inputs):
            return inputs
        versions = self.env["hr.version"]
        first = {own[:1].id for own in contracts.grouped("employee_id").values()}
        amounts = {}
        if not self[:1].credit_note:
            for version in versions.browse(first):
                amounts[version.id] = self._penalty_amounts(
                    self._penalty_sheets_of(version.employee_id, date_from, date_to)
                )
        filled = set()
        for one in inputs:
            place = one["contract_id"], one["code"]
            if one["code"] in CODES and place not in filled:
                filled.add(place)  # a second input of this code would count as well
                one["amount"] = amounts.get(place[0], {}).get(place[1], 0)
        return inputs

    def compute_sheet(self):
        """Bring the amounts up to date first: sheets may have been locked since."""
        for slip in self.filtered(lambda one: not one.credit_note):
            slip._refresh_penalty_inputs()
        return super().compute_sheet()

    def _refresh_penalty_inputs(self):
        """One input of each code that the structure asks for, on one contract."""
        self.ensure_one()
        asked = self._get_salary_rules().input_ids
        amounts = self._penalty_amounts(self._penalty_sheets())
        contract = self.contract_id or self._get_employee_contracts()[:1]
        for code in CODES:
            lines = self.input_line_ids.filtered(
                lambda one, code=code: one.code == code
            )
            wanted = asked.filtered(lambda one, code=code: one.code == code)[:1]
            if lines:
                lines[1:].amount = 0
                lines[:1].amount = amounts[code]
            elif wanted and contract:
                self.env["hr.payslip.input"].create(
                    {
                        "name": wanted.name,
                        "code": code,
                        "payslip_id": self.id,
                        "contract_id": contract.id,
                        "amount": amounts[code],
                    }
                )

    def _get_baselocaldict(self, contracts):
        """Of several inputs of one code the rules see the last: let it be ours."""
        found = super()._get_baselocaldict(contracts)
        for line in self.input_line_ids.filtered(lambda one: one.code in CODES):
            shown = found["inputs"].dict[line.code]
            if line.amount and not shown.amount:
                found["inputs"].dict[line.code] = line
        return found

    def _compute_payslip_line(self, rule, localdict, lines_dict):
        """Rules are computed for each contract; an input counts for its own one."""
        every = localdict["inputs"]
        contract = localdict["contract"]
        own = dict(every.dict)
        for code in CODES:
            line = own.get(code)
            if line and line.contract_id != contract:
                own[code] = line.new({"code": code, "amount": 0}, origin=None)
        localdict["inputs"] = InputLine(every.employee_id, own, every.env)
        localdict, lines_dict = super()._compute_payslip_line(
            rule, localdict, lines_dict
        )
        localdict["inputs"] = every
        return localdict, lines_dict

    # Which payslip has taken a sheet

    def write(self, vals):
        """Payslips that are done take their sheets; others let go of them."""
        if "state" not in vals:
            return super().write(vals)
        if vals["state"] != "done":
            self._free_penalty_sheets()
            return super().write(vals)
        fresh = self.filtered(lambda one: one.state != "done" and not one.credit_note)
        done = super().write(vals)
        for slip in fresh:
            slip._take_penalty_sheets()
        return done

    def _take_penalty_sheets(self):
        """Mark the sheets whose amounts are on this payslip.

        :raise UserError: the amounts are others, or somebody else is taking them
        """
        lines = self.input_line_ids.filtered(lambda one: one.code in CODES)
        if not lines:
            return  # this structure doesn't go by sheets; they wait
        sheets = self._penalty_sheets()
        try:
            sheets.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is working on the month's sheet of %s at this moment. "
                    "Try again.",
                    self.employee_id.name,
                )
            ) from error
        for code, amount in self._penalty_amounts(sheets).items():
            found = sum(
                lines.filtered(lambda one, code=code: one.code == code).mapped("amount")
            )
            if self.company_id.currency_id.compare_amounts(found, amount):
                raise UserError(
                    self.env._(
                        "Payslip %(slip)s: the month's sheet of %(employee)s says "
                        "%(wanted)s for %(code)s, the payslip %(found)s. Add the input "
                        "to the salary structure, and compute the payslip again.",
                        slip=self.display_name,
                        employee=self.employee_id.name,
                        wanted=amount,
                        code=code,
                        found=found,
                    )
                )
        sheets.payslip_id = self

    def _free_penalty_sheets(self):
        """Another payslip may take what was on these."""
        if self.ids:
            # who makes payslips need not see the sheets
            sheets = self.env["aftersales.penalty.sheet"].sudo()
            sheets.search([("payslip_id", "in", self.ids)]).payslip_id = False

    def refund_sheet(self):
        """What is refunded may be taken by a new payslip."""
        action = super().refund_sheet()
        self._free_penalty_sheets()
        return action
