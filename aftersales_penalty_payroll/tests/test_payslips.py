"""What the month's sheets take and give is on one payslip, once."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.aftersales_penalty.tests.sheet_common import (
    FEBRUARY,
    JANUARY,
    SheetCommon,
)

LAST = {JANUARY: date(2026, 1, 31), FEBRUARY: date(2026, 2, 28)}


@tagged("post_install", "-at_install")
class TestPayslips(SheetCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["hr.salary.rule"]
        own = "aftersales_penalty_payroll.hr_salary_rule_"
        category = cls.env.ref(f"{own}category")
        cls.basic = rules.create(
            {
                "name": "Basic",
                "code": "BASIC",
                "sequence": 1,
                "category_id": category.id,
                "amount_select": "code",
                "amount_python_compute": "result = contract.wage",
            }
        )
        cls.penalties = cls.env.ref(f"{own}penalties")
        cls.rewards = cls.env.ref(f"{own}rewards")
        cls.structure = cls.env["hr.payroll.structure"].create(
            {
                "name": "Field staff",
                "code": "FIELD",
                "company_id": cls.company.id,
                "parent_id": False,
                "rule_ids": [(6, 0, (cls.basic + cls.penalties + cls.rewards).ids)],
            }
        )
        cls.engineer.version_id.write(
            {"contract_date_start": "2025-01-01", "struct_id": cls.structure.id}
        )
        cls.payroll = new_test_user(
            cls.env,
            "as_payroll",
            groups="base.group_user,payroll.group_payroll_manager,hr.group_hr_manager",
            company_id=cls.company.id,
            lang="en_US",
        )

    def slip(self, month=JANUARY, **values):
        """A payslip as the payroll clerk makes it."""
        slip = (
            self.env["hr.payslip"]
            .with_user(self.payroll)
            .create(
                {
                    "name": "Payslip",
                    "employee_id": self.engineer.id,
                    "date_from": month,
                    "date_to": LAST[month],
                    "struct_id": self.structure.id,
                    "contract_id": self.engineer.version_id.id,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )
        slip.compute_sheet()
        return slip

    def totals(self, slip):
        found = {}
        for line in slip.line_ids:
            found[line.code] = found.get(line.code, 0) + line.total
        return found

    def test_a_locked_sheet_is_on_the_payslip(self):
        self._case(self.loss, 300)
        self._case(self.reward, 80)
        sheet = self.settle()
        self.assertEqual(sheet.payroll_state, "waiting")
        slip = self.slip()
        self.assertEqual(self.totals(slip), {"BASIC": 5000, "AFPEN": -300, "AFREW": 80})
        slip.action_payslip_done()
        self.assertEqual((sheet.payslip_id.id, sheet.payroll_state), (slip.id, "done"))
        self.assertEqual(self.totals(slip)["AFPEN"], -300)

    def test_an_open_sheet_is_not(self):
        self._case(self.loss, 300)
        sheet = self.present(self.sheet())
        slip = self.slip()
        self.assertEqual(self.totals(slip)["AFPEN"], 0)
        self.lock(sheet)
        slip.compute_sheet()
        self.assertEqual(self.totals(slip)["AFPEN"], -300)

    def test_several_cases_are_one_input(self):
        self._case(self.loss, 120)
        self._case(self.loss, 80)
        self.settle()
        slip = self.slip()
        lines = slip.input_line_ids.filtered(lambda one: one.code == "AFPEN")
        self.assertEqual(lines.mapped("amount"), [200])
        self.assertEqual(self.totals(slip)["AFPEN"], -200)

    def test_the_inputs_of_a_new_payslip(self):
        self._case(self.loss, 120)
        self.settle()
        slip = self.slip()
        inputs = slip.get_inputs(self.engineer.version_id, JANUARY, LAST[JANUARY])
        self.assertEqual(
            {one["code"]: one["amount"] for one in inputs}, {"AFPEN": 120, "AFREW": 0}
        )

    def test_never_on_two_payslips(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        first, second = self.slip(), self.slip()
        first.action_payslip_done()
        second.action_payslip_done()
        self.assertEqual(self.totals(second)["AFPEN"], 0)
        self.assertEqual(sheet.payslip_id.id, first.id)

    def test_a_second_payslip_that_is_not_computed_again_is_refused(self):
        self._case(self.loss, 300)
        self.settle()
        first, second = self.slip(), self.slip()
        first.action_payslip_done()
        with self.refused(UserError, "compute the payslip again"):
            second.with_context(without_compute_sheet=True).action_payslip_done()

    def test_computing_and_confirming_again_changes_nothing(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        slip = self.slip()
        for _time in range(3):
            slip.compute_sheet()
            slip.action_payslip_done()
        self.assertEqual(self.totals(slip)["AFPEN"], -300)
        self.assertEqual(sheet.payslip_id.id, slip.id)
        self.assertEqual(len(slip.input_line_ids), 2)

    def test_two_versions_in_a_month_are_deducted_once(self):
        self._raise(self.engineer, 6000, "2026-01-16")
        self._case(self.loss, 300)
        sheet = self.settle()
        slip = self.slip(contract_id=False)
        contracts = self.engineer.version_ids
        self.assertEqual(len(contracts), 2)
        # whether payroll takes one version or both, it is one deduction
        for both in (slip._get_employee_contracts(), contracts):
            inputs = slip.get_inputs(both, JANUARY, LAST[JANUARY])
            sums = [one["amount"] for one in inputs if one["code"] == "AFPEN"]
            self.assertEqual(sum(sums), 300)
        versions = self.registry["hr.payslip"]
        self.patch(versions, "_get_employee_contracts", lambda _slip: contracts)
        slip.input_line_ids.unlink()
        for one in slip.get_inputs(contracts, JANUARY, LAST[JANUARY]):
            slip.input_line_ids.create({**one, "payslip_id": slip.id})
        slip.compute_sheet()
        self.assertEqual(self.totals(slip)["AFPEN"], -300)
        self.assertEqual(
            len(slip.line_ids.filtered(lambda one: one.code == "BASIC")), 2
        )
        slip.action_payslip_done()
        self.assertEqual(sheet.payslip_id.id, slip.id)

    def test_a_refund_gives_it_back_and_frees_the_sheet(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        slip = self.slip()
        slip.action_payslip_done()
        slip.refund_sheet()
        refund = slip.refunded_id
        self.assertTrue(refund.credit_note)
        self.assertEqual(self.totals(refund)["AFPEN"], -300)
        self.assertEqual(sheet.payroll_state, "waiting")
        again = self.slip()
        again.action_payslip_done()
        self.assertEqual(self.totals(again)["AFPEN"], -300)
        self.assertEqual(sheet.payslip_id.id, again.id)

    def test_a_refund_takes_no_sheet(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        refund = self.slip(credit_note=True)
        refund.action_payslip_done()
        self.assertFalse(sheet.payslip_id)

    def test_a_payslip_that_is_taken_back_frees_the_sheet(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        slip = self.slip()
        slip.action_payslip_done()
        slip.action_payslip_draft()
        self.assertEqual(sheet.payroll_state, "waiting")

    def test_each_month_is_on_its_own_payslip(self):
        self._case(self.loss, 1500)
        january, february = self.settle(), self.settle(FEBRUARY)
        slip = self.slip(FEBRUARY)
        self.assertEqual(self.totals(slip)["AFPEN"], -500)
        slip.action_payslip_done()
        self.assertEqual(
            (january.payroll_state, february.payroll_state), ("waiting", "done")
        )

    def test_a_structure_without_these_rules_leaves_the_sheet_alone(self):
        self._case(self.loss, 300)
        sheet = self.settle()
        self.structure.rule_ids = self.basic
        slip = self.slip()
        slip.action_payslip_done()
        self.assertEqual(self.totals(slip), {"BASIC": 5000})
        self.assertEqual(sheet.payroll_state, "waiting")

    def test_a_structure_with_half_of_them_is_refused(self):
        self._case(self.loss, 300)
        self._case(self.reward, 80)
        self.settle()
        self.structure.rule_ids = self.basic + self.penalties
        slip = self.slip()
        with self.refused(UserError, "AFREW"):
            slip.action_payslip_done()

    def test_sheets_of_others_and_of_other_companies_stay(self):
        self._case(self.loss, 300, self.other_engineer)
        self._pay(self.other_engineer, 5000)
        self.lock(self.sheet(employee=self.other_engineer))
        self.assertEqual(self.totals(self.slip())["AFPEN"], 0)
