"""Who sees wages: human resources and the employee. And locked is locked."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.aftersales_service.tests.common import SIGNATURE

from .sheet_common import FEBRUARY, JANUARY, SheetCommon


@tagged("post_install", "-at_install")
class TestSheetRights(SheetCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = (
            "general_manager",
            "keeper",
            "buyer",
            "quality",
            "finance",
            "inspector",
        )
        for role in roles:
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.foreign_hr, _employee = cls._make_user(
            "foreign_hr", "hr", cls.other_company
        )
        cls.others = {
            role: getattr(cls, role)
            for role in (
                *roles,
                "manager",
                "branch_manager",
                "clerk",
                "sales",
                "other_technician",
                "nobody",
                "foreign_hr",
                "foreign_clerk",
                "owner",
            )
        }
        cls._case(cls.loss, 300)

    def setUp(self):
        super().setUp()
        self.draft = self.sheet()

    def _seen(self, user):
        """What a user finds, each sheet and each line."""
        found = []
        for model in ("aftersales.penalty.sheet", "aftersales.penalty.sheet.line"):
            records = self.env[model].with_user(user)
            own = [("employee_id", "=", self.engineer.id)]
            try:
                found.append(len(records.search(own)))
            except AccessError:
                found.append(0)
        return found

    def test_nobody_else_sees_a_sheet(self):
        for state in ("draft", "presented", "locked"):
            self._bring_to(state)
            for role, user in self.others.items():
                with self.subTest(role=role, state=state):
                    self.assertEqual(self._seen(user), [0, 0])
                    with self.assertRaises(AccessError):
                        self.draft.with_user(user).read(["wage"])
                    with self.assertRaises(AccessError):
                        self.draft.line_ids.with_user(user).read(["deducted"])

    def _bring_to(self, state):
        if state == "presented":
            self.present(self.draft)
        elif state == "locked":
            self.lock(self.draft)

    def test_hr_sees_all_of_the_company(self):
        self.assertEqual(self._seen(self.hr), [1, 1])

    def test_employees_see_their_own_once_it_is_presented(self):
        self.assertEqual(self._seen(self.technician), [0, 0])
        self.present(self.draft)
        self.assertEqual(self._seen(self.technician), [1, 1])
        own = self.draft.with_user(self.technician)
        self.assertEqual(own.read(["wage", "net"])[0]["net"], -300)
        self.assertTrue(own.is_mine)
        self.assertFalse(own.with_user(self.hr).is_mine)
        mine = self.sheets.with_user(self.technician).search([("is_mine", "=", True)])
        self.assertEqual(mine, own)
        self.assertFalse(self.sheets.search([("is_mine", "=", True)]))

    def test_the_form_of_the_employee_opens(self):
        self.present(self.draft)
        with Form(self.draft.with_user(self.technician)) as form:
            self.assertEqual(form.deducted, 300)

    def test_only_hr_makes_sheets(self):
        for role, user in {**self.others, "technician": self.technician}.items():
            if role == "foreign_hr":
                continue
            with self.subTest(role=role), self.refused(AccessError, "human resources"):
                self.sheets.with_user(user).make(JANUARY)

    def test_hr_of_another_company_makes_none_of_ours(self):
        self._case(self.loss, 300, self.other_engineer)
        self.sheets.with_user(self.foreign_hr).make(JANUARY)
        self.assertEqual(self.sheets.search_count([]), 1)

    def test_only_hr_takes_the_steps(self):
        for role, user in {**self.others, "technician": self.technician}.items():
            for step in ("action_present", "action_redraft", "action_lock"):
                with self.subTest(role=role, step=step), self.assertRaises(AccessError):
                    getattr(self.draft.with_user(user), step)()

    def test_nobody_locks_their_own_sheet(self):
        self._case(self.loss, 300, self.hr_employee)
        sheet = self.sign(self.present(self.sheet(employee=self.hr_employee)))
        with self.refused(AccessError, "is your own"):
            sheet.with_user(self.hr).action_lock()
        self.assertEqual(sheet.state, "presented")

    def test_nobody_signs_for_somebody_else(self):
        self.present(self.draft)
        for user in (*self.others.values(), self.hr, self.hr_manager):
            with self.assertRaises(AccessError):
                self.draft.with_user(user).action_sign(SIGNATURE)
            windows = self.env["aftersales.penalty.sheet.sign"].with_user(user)
            with self.assertRaises(AccessError):
                windows.create(
                    {"sheet_id": self.draft.id, "signature": SIGNATURE}
                ).action_sign()
        self.assertFalse(self.draft.signed_at)

    def test_employees_write_nothing_on_their_sheet(self):
        self.present(self.draft)
        own = self.draft.with_user(self.technician)
        for vals in ({"wage_entered": 9}, {"note": "x"}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                own.write(vals)
        with self.assertRaises(AccessError):
            own.unlink()

    def test_hr_writes_only_what_is_entered(self):
        for name, value in (
            ("deducted", 0),
            ("cap", 9999),
            ("state", "locked"),
            ("wage", 1),
            ("wage_reckoned", 1),
            ("minimum_wage", 1),
            ("employee_id", self.other_engineer.id),
            ("month", "2026-02-01"),
            ("signature", SIGNATURE),
            ("line_ids", [(5,)]),
            ("unsigned_reason", "too early"),
        ):
            with self.subTest(name), self.refused(UserError, "can't be set here"):
                self.draft.with_user(self.hr).write({name: value})

    def test_hr_changes_no_wage_of_a_presented_sheet(self):
        self.present(self.draft)
        with self.refused(UserError, "can't be set here"):
            self.draft.with_user(self.hr).variable_pay = 5
        with self.refused(UserError, "can't be deleted"):
            self.draft.with_user(self.hr).unlink()

    def test_hr_deletes_a_draft(self):
        self.draft.with_user(self.hr).unlink()
        self.assertFalse(self.draft.exists())

    def test_a_locked_sheet_refuses_form_rpc_and_import(self):
        sheet = self.lock(self.draft).with_user(self.hr)
        for name, value in (
            ("note", "x"),
            ("variable_pay", 5),
            ("wage_entered", 5),
            ("unsigned_reason", "x"),
            ("state", "draft"),
        ):
            with self.subTest(name), self.refused(UserError, "is locked"):
                sheet.write({name: value})
        with self.refused(UserError, "is locked"):
            sheet.web_save({"variable_pay": 7}, {"variable_pay": {}})
        done = sheet.load([".id", "variable_pay"], [[str(sheet.id), "7"]])
        self.assertFalse(done["ids"])
        self.assertIn("is locked", str(done["messages"]))
        with self.refused(UserError, "can't be deleted"):
            sheet.unlink()
        self.assertEqual(sheet.variable_pay, 0)

    def test_nobody_writes_lines(self):
        line = self.draft.line_ids
        for user in (self.hr, self.hr_manager, self.technician):
            lines = line.with_user(user)
            with self.refused(UserError, "come from the cases"):
                lines.write({"deducted": 0})
            with self.refused(UserError, "come from the cases"):
                lines.create({"sheet_id": self.draft.id})
            with self.assertRaises(AccessError):
                lines.unlink()

    def test_nobody_creates_a_sheet_by_hand(self):
        vals = {
            "name": "x",
            "employee_id": self.other_engineer.id,
            "company_id": self.company.id,
            "month": FEBRUARY,
        }
        for user in (self.hr, self.hr_manager, self.technician):
            with self.refused(UserError, "made from the cases"):
                self.sheets.with_user(user).create(vals)
        done = self.sheets.with_user(self.hr).load(["name"], [["x"]])
        self.assertFalse(done["ids"])

    def test_what_became_of_a_case_is_for_hr_only(self):
        case = self.draft.line_ids.penalty_id
        self.assertIn("sheet_line_ids", case.with_user(self.hr).fields_get())
        self.assertNotIn("sheet_line_ids", case.with_user(self.manager).fields_get())

    def test_region_and_variable_pay_of_an_employee_are_for_hr_officers(self):
        for user in (self.technician, self.manager, self.branch_manager):
            with self.assertRaises(AccessError):
                self.engineer.with_user(user).read(["aftersales_variable_pay"])

    # Minimum wages and legal bases

    def test_only_hr_changes_minimum_wages(self):
        self.floor.is_to_confirm = True
        for role in ("manager", "technician", "finance", "branch_manager"):
            user = getattr(self, role)
            self.assertEqual(self.floor.with_user(user).amount, 2740)
            with self.assertRaises(AccessError):
                self.floor.with_user(user).amount = 1
            with self.assertRaises(AccessError):
                self.floor.with_user(user).action_confirm()
        self.floor.with_user(self.hr).action_confirm()
        self.assertFalse(self.floor.is_to_confirm)

    def test_only_hr_managers_record_a_legal_basis(self):
        # human resources without the right, and the right without human resources
        self.manager.group_ids += self.env.ref("hr.group_hr_manager")
        for role in ("hr", "manager", "technician", "branch_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._basis(getattr(self, role))
        basis = self._basis()
        self.assertEqual(basis.recorded_by_id, self.hr_manager)

    def test_a_legal_basis_needs_a_document(self):
        with self.refused(UserError, "Attach"):
            self._basis(paper=False)

    def test_a_legal_basis_only_ends(self):
        basis = self._basis(recorded_by_id=self.manager.id)
        self.assertEqual(basis.recorded_by_id, self.hr_manager)
        for vals in ({"article": "1"}, {"valid_from": "2020-01-01"}, {"paper": False}):
            with self.refused(UserError, "stays as it is"):
                basis.write(vals)
        with self.assertRaises(AccessError):
            basis.with_user(self.hr).valid_to = "2026-12-31"
        basis.valid_to = "2026-12-31"
        with self.assertRaises(AccessError):
            basis.unlink()
        with self.refused(UserError, "so it stays"):
            basis.sudo().unlink()
