"""Who may do what with areas, checklists and plans, role by role."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common import NOW

from .common import SixsCommon

MODELS = (
    "aftersales.6s.kind",
    "aftersales.6s.area",
    "aftersales.6s.area.owner",
    "aftersales.6s.checklist",
    "aftersales.6s.item",
    "aftersales.6s.plan",
)
LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


@tagged("post_install", "-at_install")
class TestAreaRights(SixsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["aftersales.6s.plan"].create(
            {"name": "Daily", "code": "DAILY", "company_id": cls.company.id}
        )
        cls.draft = cls.checklist._next_draft()
        cls.records = {
            "aftersales.6s.kind": cls.cart_kind,
            "aftersales.6s.area": cls.cart,
            "aftersales.6s.area.owner": cls.cart.owner_ids,
            "aftersales.6s.checklist": cls.draft,
            "aftersales.6s.item": cls.draft.item_ids[0],
            "aftersales.6s.plan": cls.plan,
        }
        cls.new = {
            "aftersales.6s.kind": {"name": "Lift", "code": "lift"},
            "aftersales.6s.area": {"name": "Lift 1", "kind_id": cls.cart_kind.id},
            "aftersales.6s.area.owner": {
                "area_id": cls.cart.id,
                "employee_id": cls.engineer.id,
                "date_from": "2020-01-01",
                "date_to": "2020-01-31",
            },
            "aftersales.6s.checklist": {"name": "New", "kind_id": cls.cart_kind.id},
            "aftersales.6s.item": {
                "checklist_id": cls.draft.id,
                "code": "T-77",
                "name": "New",
                "pillar": "sort",
            },
            "aftersales.6s.plan": {"name": "New", "code": "NEW"},
        }

    def users(self, *names):
        for name in names:
            with self.subTest(name):
                yield getattr(self, name)

    def test_employees_of_the_company_read_all_of_it(self):
        for user in self.users("technician", "clerk", "inspector", "manager", "hr"):
            for model, record in self.records.items():
                with self.subTest(model):
                    self.assertTrue(record.with_user(user).read())

    def test_those_who_do_not_manage_change_nothing(self):
        for user in self.users("technician", "clerk", "inspector", "sales", "hr"):
            for model, record in self.records.items():
                own = record.with_user(user)
                for what, act in (
                    ("write", lambda own=own: own.write({"create_uid": own.env.uid})),
                    ("create", lambda m=model, own=own: own.create(self.new[m])),
                    ("unlink", own.unlink),
                ):
                    with (
                        self.subTest(model, what=what),
                        mute_logger(*LOGGERS),
                        self.assertRaises(AccessError),
                    ):
                        act()

    def test_managers_and_branch_managers_run_it(self):
        for user in self.users("manager", "branch_manager"):
            for model in MODELS:
                with self.subTest(model), self.env.cr.savepoint() as savepoint:
                    record = self.env[model].with_user(user).create(self.new[model])
                    self.assertTrue(record)
                    record.unlink()
                    savepoint.rollback()

    def test_buttons_ask_for_the_right_to_write(self):
        handover = {
            "area_ids": [Command.set(self.cart.ids)],
            "employee_id": self.engineer.id,
        }
        for user in self.users("technician", "inspector", "hr"):
            for what, act in (
                ("publish", lambda u=user: self.draft.with_user(u).action_publish()),
                (
                    "new version",
                    lambda u=user: (
                        self._make_checklist(self.office_kind)
                        .with_user(u)
                        .action_new_version()
                    ),
                ),
                ("new code", lambda u=user: self.cart.with_user(u).action_new_token()),
                ("plan now", lambda u=user: self.plan.with_user(u).action_plan_now()),
                (
                    "hand over",
                    lambda u=user: (
                        self.env["aftersales.6s.handover"]
                        .with_user(u)
                        .create(handover)
                        .action_hand_over()
                    ),
                ),
            ):
                with (
                    self.subTest(what),
                    mute_logger(*LOGGERS),
                    self.assertRaises(AccessError),
                    self.env.cr.savepoint(),
                ):
                    act()

    def test_scheduled_work_is_not_called_through_the_network(self):
        rounds = self.env["aftersales.6s.inspection"]
        with self.assertRaises(AccessError):
            get_public_method(rounds, "sweep_rounds")

    def test_screens_open_for_everybody_who_has_their_menu(self):
        """Owners and deputies are shown to people without a right to HR."""
        self.cart.owner_ids.deputy_ids = self.engineer
        self._make_checklist(self.office_kind)
        self.env["aftersales.6s.inspection"]._plan_rounds(self.company, NOW)
        for user, actions in (
            ("technician", ("area", "my_round")),
            ("clerk", ("area", "my_round")),
            ("inspector", ("area", "my_round", "round", "missed")),
            (
                "manager",
                ("area", "round", "missed", "kind", "checklist", "plan", "my_round"),
            ),
        ):
            for name in actions:
                action = self.env.ref(f"aftersales_6s.aftersales_6s_{name}_action")
                with self.subTest(user, action=name):
                    self.assertTrue(self._open(action, getattr(self, user)))

    def _open(self, action, user):
        """Read what the views of an action show, as the web client does."""
        model = self.env[action.res_model].with_user(user)
        self.env.flush_all()
        self.env.invalidate_all()
        seen = 0
        for view, mode in action.views:
            found = model.get_views([(view, mode)])
            names = found["models"][model._name]["fields"]
            arch = etree.fromstring(found["views"][mode]["arch"])
            shown = {node.get("name") for node in arch.iter("field")} & set(names)
            rows = model.web_search_read(
                [("company_id", "=", self.company.id)],
                {
                    name: (
                        {"fields": {"display_name": {}}}
                        if names[name]["type"] in ("many2one", "many2many")
                        else {}
                    )
                    for name in shown
                },
            )
            seen += rows["length"]
        return seen

    def test_portal_sees_nothing(self):
        for user in self.users("owner"):
            for model, record in self.records.items():
                with (
                    self.subTest(model),
                    mute_logger(*LOGGERS),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).read(["id", "display_name"])
            self.assertFalse(
                self.env["aftersales.6s.area"]
                .with_user(user)
                ._by_token(self.cart.token)
            )

    def test_other_companies_see_nothing(self):
        foreign = self._make_user("foreign_manager", "manager", self.other_company)[0]
        for user in (self.foreign_clerk, foreign):
            for model, record in self.records.items():
                with self.subTest(model, user=user.login):
                    found = self.env[model].with_user(user).search([])
                    self.assertNotIn(record, found)
                    with mute_logger(*LOGGERS), self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])
            areas = self.env["aftersales.6s.area"].with_user(user)
            self.assertFalse(areas._by_token(self.cart.token))

    def test_a_manager_hands_over_no_area_of_another_company(self):
        foreign = self._make_user("foreign_manager", "manager", self.other_company)[0]
        wizard = self.env["aftersales.6s.handover"].create(
            {
                "area_ids": [Command.set(self.cart.ids)],
                "employee_id": self.foreign_employee.id,
            }
        )
        wizard.create_uid = foreign
        self.env.invalidate_all()
        # they can't even see it in the window
        with mute_logger(*LOGGERS), self.refused(UserError, "choose the areas"):
            wizard.with_user(foreign).action_hand_over()
        self.assertEqual(self.cart.owner_id, self.other_engineer)
