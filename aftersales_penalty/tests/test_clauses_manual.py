"""Clauses that only a person proposes, on the form of a case (PEN-05 … PEN-38)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .clause_common import OWN_AMOUNT, ClauseCommon


@tagged("post_install", "-at_install")
class TestFurnaceReports(ClauseCommon):
    profile = "furnace"

    def test_pen05_parts_lost_on_the_way(self):
        self.assert_reported("PEN-05M", expected={"amount": 30})

    def test_pen06_need_of_the_customer_misunderstood(self):
        self.assert_reported("PEN-06", self.clerk_employee, expected={"amount": 30})

    def test_pen08_buyer_late_with_parts(self):
        _user, buyer = self._make_user("buyer", "buyer")
        self._acknowledge(self.regulation, buyer)
        self.assert_reported("PEN-08", buyer, expected={"amount": 30})

    def test_pen09_field_staff_late_or_inaccurate(self):
        self.assert_reported("PEN-09", self.sales_employee, expected={"amount": 30})

    def test_pen12_report_without_responsibility(self):
        self.assert_reported("PEN-12M", self.clerk_employee, expected={"amount": 30})

    def test_pen15_training_not_given(self):
        ticket = self.ticket("installation")
        case = self.assert_reported("PEN-15", ticket_id=ticket)
        self.assertEqual(case.ticket_id, ticket)

    def test_pen16_loose_promises(self):
        self.assert_reported("PEN-16", expected={"amount": 30})

    def test_pen18_manager_did_not_solve_it(self):
        """A manager isn't above the rules: HR reports it, another person decides."""
        case = self.report("PEN-18", self.manager_employee, user=self.hr)
        self.assertRecordValues(
            case,
            [
                {
                    "employee_id": self.manager_employee.id,
                    "amount": 30,
                    "reporter_id": self.hr.id,
                    "state": "proposed",
                }
            ],
        )
        self.assertFalse(case.with_user(self.manager).can_decide, "it is their own")
        self.assertFalse(case.with_user(self.hr).can_decide, "they reported it")
        self.assertTrue(case.with_user(self.branch_manager).can_decide)

    def test_pen19_parts_packed_wrongly(self):
        self.assert_reported("PEN-19M", self.clerk_employee, expected={"amount": 30})

    def test_pen24_seller_leaves_a_conflict_open(self):
        self.assert_reported("PEN-24", self.sales_employee, expected={"amount": 30})

    def test_pen26_fraud_costs_the_same_whatever_the_case(self):
        self.assert_reported("PEN-26", expected={"amount": 50})
        case = self.report("PEN-26", self.clerk_employee)
        self.assertEqual(case.amount, 50)
        with self.refused(UserError, "Amount"):
            case.amount = 500

    def test_pen27_other_loss_by_a_promise(self):
        """Half of the loss that was proven; without a loss it can't be confirmed."""
        case = self.assert_reported(
            "PEN-27M",
            self.sales_employee,
            loss=1000.01,
            expected={"amount": 500.01, "money_type": "loss", "loss": 1000.01},
        )
        self.assertNotIn("no proven loss", case.lacks)
        case = self.report("PEN-27M", self.sales_employee)
        self.assertEqual(case.amount, 0)
        self.assertIn("no proven loss", case.lacks)

    # Who reports, and what they may say

    def test_only_deciders_report(self):
        for user in (self.technician, self.clerk, self.sales):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.report("PEN-06", self.clerk_employee, user=user)

    def test_nobody_who_has_not_signed_can_be_charged(self):
        _user, newcomer = self._make_user("newcomer", "technician")
        case = self.report("PEN-16", newcomer)
        self.assertIn("hadn't acknowledged", case.lacks)

    def test_reporter_corrects_the_report_while_it_is_open(self):
        case = self.report("PEN-06")
        with Form(case) as form:
            form.rule_id = self.rule("PEN-26")
        self.assertRecordValues(case, [{"rule_code": "PEN-26", "amount": 50}])


@tagged("post_install", "-at_install")
class TestEquipmentReports(ClauseCommon):
    profile = "equipment"

    def test_pen28_quarrel_or_asking_for_goods(self):
        ticket = self.ticket("complaint")
        self.assert_reported(
            "PEN-28M",
            ticket_id=ticket,
            expected={"consequence": "major_demerit", "money_type": False, "amount": 0},
        )

    def test_pen32_disobeys_headquarters(self):
        self.assert_reported("PEN-32", expected={"amount": OWN_AMOUNT})

    def test_pen33_complaint_on_manner(self):
        """Criticism or the bonus; what is graver is a dismissal case and an amount."""
        for code, consequence, amount in (
            ("PEN-33", "criticism", 0),
            ("PEN-33B", "bonus_withheld", OWN_AMOUNT),
            ("PEN-33D", "dismissal", 0),
            ("PEN-33F", "fine", OWN_AMOUNT),
        ):
            with self.subTest(code):
                expected = {"consequence": consequence, "amount": amount}
                case = self.assert_reported(code, expected=expected)
        dismissal = self.report("PEN-33D")
        self.assertIn("union", dismissal.lacks)
        self.assertNotIn("union", case.lacks)

    def test_pen36_false_bills_by_their_gravity(self):
        for code, consequence in (
            ("PEN-36", "demerit"),
            ("PEN-36E", "expense_refused"),
            ("PEN-36G", "major_demerit"),
            ("PEN-36D", "dismissal"),
        ):
            with self.subTest(code):
                self.assert_reported(
                    code, expected={"consequence": consequence, "amount": 0}
                )


@tagged("post_install", "-at_install")
class TestCoachReports(ClauseCommon):
    profile = "coach"

    def test_pen34_forged_signature_found_otherwise(self):
        self.assert_reported("PEN-34M", expected={"consequence": "dismissal"})

    def test_pen35_charging_customers(self):
        case = self.assert_reported("PEN-35", expected={"consequence": "dismissal"})
        for lack in ("union", "documents", "served", "heard"):
            self.assertIn(lack, case.lacks)


@tagged("post_install", "-at_install")
class TestGeneralReports(ClauseCommon):
    profile = "general"

    def test_pen37_breach_of_confidentiality(self):
        self.assert_by_gravity("PEN-37")

    def test_pen38_misuse_of_fees_or_breach_of_flow(self):
        self.assert_by_gravity("PEN-38")

    def assert_by_gravity(self, code):
        for suffix, consequence, amount in (
            ("", "warning", 0),
            ("F", "fine", OWN_AMOUNT),
            ("D", "dismissal", 0),
        ):
            with self.subTest(code + suffix):
                expected = {"consequence": consequence, "amount": amount}
                self.assert_reported(code + suffix, expected=expected)

    def test_rew1_outstanding_service_needs_no_signed_regulation(self):
        """Good news need neither hearing nor acknowledgement."""
        _user, newcomer = self._make_user("newcomer", "technician")
        case = self.report("REW-1M", newcomer)
        self.assertRecordValues(
            case,
            [{"is_reward": True, "consequence": "reward", "amount": OWN_AMOUNT}],
        )
        self.assertNotIn("acknowledged", case.lacks or "")


@tagged("post_install", "-at_install")
class TestMallReports(ClauseCommon):
    profile = "mall"

    def test_rew1_outstanding_service_in_the_mall(self):
        case = self.report("REW-1M")
        self.assertRecordValues(case, [{"is_reward": True, "amount": OWN_AMOUNT}])
