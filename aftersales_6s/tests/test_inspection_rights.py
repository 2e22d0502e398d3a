"""Who inspects what, and who sees it: nobody judges an area of their own (S6-4)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import photo
from .inspection_common import InspectionCommon


@tagged("post_install", "-at_install")
class TestInspectionRights(InspectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.checklist.item_ids.sorted("sequence")[0]
        cls._make_checklist(cls.cart_kind)
        cls.foreign_inspector, _employee = cls._make_user(
            "foreign_inspector", "inspector", cls.other_company
        )

    def _doors(self, inspection):
        """Every step of an inspection that a phone calls."""
        return {
            "start": lambda: inspection.action_start(),
            "record": lambda: inspection.record([self.answer(self.first)]),
            "sign": lambda: inspection.action_sign(photo()),
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_s6_4_steps_by_role(self):
        """Check × role: who may; everybody else is refused at every door."""
        may = {
            "self": {self.technician},
            "inspector": {self.inspector, self.manager, self.branch_manager},
            "cleanup": {self.inspector, self.manager, self.branch_manager},
        }
        everybody = (
            self.technician,
            self.other_technician,
            self.clerk,
            self.inspector,
            self.manager,
            self.branch_manager,
            self.hr,
            self.sales,
            self.nobody,
            self.owner,
            self.foreign_clerk,
            self.foreign_inspector,
        )
        for check, allowed in may.items():
            for user in everybody:
                inspection = self._plan(check=check)
                for name, door in self._doors(inspection.with_user(user)).items():
                    if user in allowed and name == "sign":
                        continue  # it isn't complete yet
                    with self.subTest(check=check, user=user.login, door=name):
                        if user in allowed:
                            door()
                            continue
                        with self.assertRaises(AccessError):
                            door()
                        self.assertFalse(inspection.line_ids)

    def test_s6_4_inspector_cannot_judge_an_area_of_their_own(self):
        """As owner, as deputy, and as a manager who owns it; on that day only."""
        own = self._make_area("Bay 9", self.workshop_kind, self.inspector_employee)
        deputised = self._make_area("Bay 8", self.workshop_kind, self.engineer)
        deputised.owner_ids.deputy_ids = self.inspector_employee
        directors = self._make_area("Bay 7", self.workshop_kind, self.manager_employee)
        for area, user in (
            (own, self.inspector),
            (deputised, self.inspector),
            (directors, self.manager),
        ):
            with self.subTest(area.name):
                with self.refused(AccessError, "nobody judges an area of their own"):
                    self.start(area, user)
                planned = self._plan(area, check="cleanup").with_user(user)
                for name, door in self._doors(planned).items():
                    with self.subTest(area.name, door=name):
                        with self.refused(AccessError, "nobody judges"):
                            door()
        self.start(own, self.manager)

    def test_s6_4_who_owned_it_before_may_judge_it_now(self):
        self.workshop.owner_ids.date_to = "2026-02-28"
        self._own(self.workshop, self.inspector_employee, "2026-03-01")
        with self.refused(AccessError, "nobody judges"):
            self.start()
        before, mine = self.workshop.owner_ids.sorted("date_from")
        before.date_to = "2026-01-31"
        mine.write({"date_from": "2026-02-01", "date_to": "2026-03-01"})
        self._own(self.workshop, self.engineer, "2026-03-02")
        self.assertEqual(self.start().owner_id, self.engineer)

    def test_s6_3_deputy_makes_the_check_of_the_owner(self):
        self.workshop.owner_ids.deputy_ids = self.other_engineer
        round_ = self._plan(check="self").with_user(self.other_technician)
        round_.action_start()
        self.complete(round_)
        self.sign(round_)
        self.assertEqual(round_.inspector_id, self.other_engineer)
        self.assertEqual(round_.owner_id, self.engineer)

    def test_s6_4_somebody_else_goes_on(self):
        inspection = self.start()
        inspection.record([self.answer(self.first)])
        other = inspection.with_user(self.manager)
        other.action_start()
        self.complete(other)
        self.sign(other)
        self.assertEqual(inspection.inspector_id, self.manager_employee)
        self.assertTrue(
            inspection.message_ids.filtered(lambda one: "goes on" in (one.body or ""))
        )

    def test_s6_4_user_without_a_file_is_told(self):
        lonely = new_test_user(
            self.env,
            "as_lonely",
            groups="base.group_user,aftersales_service.group_aftersales_inspector",
            company_id=self.company.id,
        )
        with self.refused(UserError, "no employee's file"):
            self.start(user=lonely)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_s6_4_only_managers_cancel(self):
        inspection = self.start()
        for user in (self.inspector, self.technician):
            with self.subTest(user.login), self.assertRaises(AccessError):
                inspection.with_user(user).action_cancel("No time")
        inspection.with_user(self.branch_manager).action_cancel("No time")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_s6_who_sees_inspections_answers_and_photos(self):
        inspection = self.start()
        inspection.record([self.answer(self.first, "fail", photos=[self.picture()])])
        line = inspection.sudo().line_ids
        for user, sees in (
            (self.technician, True),
            (self.inspector, True),
            (self.manager, True),
            (self.branch_manager, True),
            (self.other_technician, False),
            (self.clerk, False),
            (self.hr, False),
            (self.sales, False),
            (self.nobody, False),
            (self.foreign_clerk, False),
            (self.foreign_inspector, False),
        ):
            for record in (inspection, line, line.photo_ids):
                with self.subTest(user=user.login, model=record._name):
                    model = self.env[record._name].with_user(user)
                    found = model.search([("id", "in", record.ids)])
                    self.assertEqual(bool(found), sees)
                    if not sees:
                        with self.assertRaises(AccessError):
                            record.with_user(user).read(["create_date"])
        for record in (inspection, line, line.photo_ids):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                self.env[record._name].with_user(self.owner).search([])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_s6_phone_shows_nothing_to_others(self):
        inspection = self.start()
        for user in (self.other_technician, self.hr, self.foreign_inspector):
            for method in ("phone_load", "action_findings", "action_next_round"):
                with self.subTest(user.login, method=method):
                    with self.assertRaises(AccessError):
                        getattr(inspection.with_user(user), method)()
        self.assertTrue(inspection.with_user(self.technician).phone_load())

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_s6_employees_plan_nothing_and_write_nothing(self):
        inspection = self.start()
        with self.assertRaises(AccessError):
            self._plan().with_user(self.technician).write({"due_at": False})
        with self.assertRaises(AccessError):
            self.env["aftersales.6s.inspection"].with_user(self.technician).create(
                {"area_id": self.workshop.id}
            )
        with self.assertRaises(AccessError):
            self.env["aftersales.6s.inspection.line"].with_user(self.manager).create(
                {"inspection_id": inspection.id, "item_id": self.first.id}
            )
