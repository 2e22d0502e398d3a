"""Owners see theirs, inspectors and managers their company's, others nothing."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .finding_common import FindingCommon

RULE = "odoo.addons.base.models.ir_rule"
ACCESS = "odoo.addons.base.models.ir_model"


@tagged("post_install", "-at_install")
class TestFindingRights(FindingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign_kind = cls.env["aftersales.6s.kind"].create(
            {"name": "Shop", "code": "shop", "company_id": cls.other_company.id}
        )
        cls.foreign_area = cls._make_area(
            "Their shop", cls.foreign_kind, cls.foreign_employee
        )

    def seen(self, user, findings):
        return self.findings.with_user(user).search([("id", "in", findings.ids)]).sudo()

    @mute_logger(RULE)
    def test_who_sees_a_finding(self):
        finding = self.found()
        # the person, the deputy, inspectors, managers
        for user in (
            self.technician,
            self.sales,
            self.inspector,
            self.other_inspector,
            self.manager,
            self.branch_manager,
        ):
            with self.subTest(user.login):
                self.assertEqual(self.seen(user, finding), finding)
                finding.with_user(user).check_access("read")
        for user in (self.other_technician, self.clerk, self.hr, self.foreign_clerk):
            with self.subTest(user.login):
                self.assertFalse(self.seen(user, finding))
                with self.assertRaises(AccessError):
                    finding.with_user(user).read(["state"])

    def test_who_reported_it_sees_it(self):
        finding = self.report(self.clerk)
        self.assertEqual(self.seen(self.clerk, finding), finding)
        self.assertFalse(self.seen(self.other_technician, finding))

    @mute_logger(RULE)
    def test_an_owner_of_before_sees_only_their_own(self):
        finding = self.found()
        self.workshop.owner_ids.write({"date_to": date(2026, 3, 2)})
        self._own(self.workshop, self.other_engineer, date(2026, 3, 3))
        self.move(24 * 60)
        self.assertEqual(self.seen(self.technician, finding), finding)  # it is theirs
        self.assertEqual(self.seen(self.other_technician, finding), finding)
        self.assertFalse(self.seen(self.sales, finding))  # deputy until yesterday

    @mute_logger(RULE, ACCESS)
    def test_portal_users_see_nothing(self):
        finding = self.found()
        for model in (
            "finding",
            "red.tag",
            "test.drive",
            "tool",
            "tool.loan",
            "night.car",
            "valuable",
            "finding.step",
        ):
            with self.subTest(model):
                with self.assertRaises(AccessError):
                    self.env[f"aftersales.6s.{model}"].with_user(self.owner).search([])
        with self.assertRaises(AccessError):
            finding.with_user(self.owner).action_object("Mine")

    @mute_logger(RULE)
    def test_other_companies_see_and_do_nothing(self):
        finding = self.found()
        foreign_manager, _employee = self._make_user(
            "foreign_manager", "manager", self.other_company
        )
        self.assertFalse(self.seen(foreign_manager, finding))
        for call in (
            lambda one: one.action_annul("No"),
            lambda one: one.action_accept(),
            lambda one: one.action_correct("Yes"),
            lambda one: one.action_lock("Yes"),
            lambda one: one.action_hand_over(self.foreign_employee.id, "x"),
            lambda one: one.write({"description": "x"}),
        ):
            with self.assertRaises(AccessError):
                call(finding.with_user(foreign_manager))
        with self.assertRaises(AccessError):
            self.report(foreign_manager)

    @mute_logger(RULE)
    def test_no_step_without_its_right(self):
        finding = self.found()
        outsider = finding.with_user(self.clerk)
        for call in (
            lambda one: one.action_correct("x"),
            lambda one: one.action_accept(),
            lambda one: one.action_return("x"),
            lambda one: one.action_object("x"),
            lambda one: one.action_decide_objection(True, "x"),
            lambda one: one.action_annul("x"),
            lambda one: one.action_lock("x"),
            lambda one: one.action_clear("x"),
            lambda one: one.action_hand_over(self.clerk_employee.id, "x"),
            lambda one: one._add_photo("after", b""),
        ):
            with self.assertRaises(AccessError):
                call(outsider)

    @mute_logger(RULE)
    def test_a_window_shows_nothing_of_foreign_findings(self):
        finding = self.found()
        finding.description = "Secret"
        windows = self.env["aftersales.6s.finding.step"].with_user(self.clerk)
        window = windows.create({"finding_id": finding.id, "step": "object"})
        window.invalidate_recordset()
        for name in ("description", "objection"):
            with self.subTest(name), self.assertRaises(AccessError):
                window.read([name])
        with self.assertRaises(AccessError):
            windows.onchange(
                {"finding_id": finding.id}, [], {"description": {}, "finding_id": {}}
            )

    @mute_logger(ACCESS)
    def test_the_person_does_not_write_their_finding(self):
        finding = self.found()
        with self.assertRaises(AccessError):
            finding.with_user(self.technician).write({"description": "Nothing"})

    def test_an_inspector_never_judges_an_area_they_own_or_deputise(self):
        for role in ("owner", "deputy"):
            with self.subTest(role):
                area = self._make_area(f"Bay of {role}", self.workshop_kind)
                times = self._own(
                    area,
                    self.inspector_employee if role == "owner" else self.engineer,
                )
                if role == "deputy":
                    times.deputy_ids = self.inspector_employee
                finding = self.found(area=area, by=self.other_inspector_employee)
                finding.sudo().employee_id = self.engineer
                self.correct(finding)
                own = finding.with_user(self.inspector)
                self.assertFalse(own.can_judge)
                with self.refused(AccessError, "is rechecked by an inspector"):
                    own.action_accept()
                with self.refused(AccessError, "is rechecked by an inspector"):
                    own.action_return("No")
                finding.with_user(self.other_inspector).action_accept()

    def test_nobody_accepts_what_they_put_right(self):
        finding = self.found(by=self.other_inspector_employee)
        self.workshop.owner_ids.deputy_ids = self.inspector_employee
        self.correct(finding, self.inspector)
        # no deputy any more: still who has put it right
        self.workshop.owner_ids.deputy_ids = False
        with self.refused(AccessError, "hasn't put it right"):
            finding.with_user(self.inspector).action_accept()

    def test_an_inspector_does_not_hand_over_their_own_finding(self):
        finding = self.found()
        finding.employee_id = self.inspector_employee
        with self.refused(AccessError, "never by the person"):
            finding.with_user(self.inspector).action_hand_over(
                self.engineer.id, "Not mine"
            )
        with self.refused(AccessError, "never by the person"):
            finding.with_user(self.inspector).write({"employee_id": self.engineer.id})

    def test_managers_correct_for_those_without_a_login_only(self):
        nobody = self.env["hr.employee"].create(
            {"name": "Cleaner", "company_id": self.company.id}
        )
        area = self._make_area("Wash", self.workshop_kind, nobody)
        finding = self.found(area=area)
        self.assertFalse(finding.with_user(self.inspector).can_correct)
        self.correct(finding, self.manager)
        self.assertEqual(finding.state, "corrected")
        other = self.found()
        self.assertFalse(other.with_user(self.manager).can_correct)

    def test_mine_and_my_areas_are_found(self):
        mine, foreign = self.found(), self.report(area_id=self.cart.id)
        both = [("id", "in", (mine | foreign).ids)]
        search = self.findings.with_user(self.technician).search
        self.assertEqual(search([*both, ("is_mine", "=", True)]), mine)
        self.assertEqual(search([*both, ("is_my_area", "=", True)]), mine)
        search = self.findings.with_user(self.inspector).search
        self.assertEqual(
            search([*both, ("is_mine", "=", False)]), mine | foreign.sudo()
        )
        self.assertEqual(
            search([*both, ("is_my_area", "=", False)]), mine | foreign.sudo()
        )

    def test_the_number_of_queries_does_not_grow_with_the_findings(self):
        findings = self.findings.union(*(self.found() for _number in range(10)))
        counts = []
        for ours in (findings, findings[:1], findings):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for finding in ours.with_user(self.inspector):
                self.assertTrue(finding.can_judge)
            counts.append(self.env.cr.sql_log_count - before)
        # the first round has filled the caches of groups and fields
        self.assertEqual(counts[1], counts[2])
