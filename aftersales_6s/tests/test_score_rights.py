"""Who sees and changes which points: everybody the best, only managers the worst."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .score_common import MARCH, ScoreCommon, shanghai

FRIDAY, THURSDAY = date(2026, 3, 6), date(2026, 3, 5)
SECRET = (
    "worst_id",
    "worst_note",
    "proposed_best_id",
    "proposed_best_reason",
    "proposed_worst_id",
    "proposed_worst_by",
    "proposed_worst_reason",
    "late_note",
)


@tagged("post_install", "-at_install")
class TestScoreRights(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.frozen.move_to(datetime(2026, 3, 6, 9, 0))

    def setUp(self):
        super().setUp()
        self.move(to=datetime(2026, 3, 6, 9, 0))
        self.inspect(self.engineer, THURSDAY)
        self.inspect(self.other_engineer, THURSDAY, area=self.cart)
        self.find_many(self.engineer, 2, at=shanghai(THURSDAY))
        self.week = self.env["aftersales.6s.week"]._week_of(self.company, FRIDAY)
        self.week.with_user(self.manager).action_compute()
        self.month = self.env["aftersales.6s.month"]._month_of(self.company, MARCH)
        self.month.with_user(self.manager).action_compute()

    def everybody_else(self):
        return (self.technician, self.clerk, self.inspector, self.hr, self.nobody)

    @mute_logger("odoo.models")
    def test_s6_7_worst_is_for_managers_only_through_every_door(self):
        self.week.with_user(self.manager).action_confirm()
        for user in self.everybody_else():
            week = self.week.with_user(user)
            self.assertEqual(week.best_id, self.other_engineer, user.login)
            fields = week.fields_get()
            for name in SECRET:
                self.assertNotIn(name, fields)
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    week.read([name])
            for name in ("worst_id", "proposed_worst_id"):
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    week.search([(name, "=", self.engineer.id)])
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    week.formatted_read_group([], [name], ["__count"])
                with self.assertRaises(AccessError, msg=f"{user.login} {name}"):
                    week.search([], order=name)
        for user in (self.manager, self.branch_manager):
            week = self.week.with_user(user)
            self.assertEqual(week.worst_id, self.engineer)
            self.assertTrue(week.proposed_worst_reason)

    def test_s6_7_worst_is_in_no_message_and_no_tracked_value(self):
        self.week.with_user(self.manager).action_confirm()
        self.env.flush_all()
        messages = self.week.sudo().message_ids
        tracked = messages.tracking_value_ids
        self.assertNotIn("worst_id", tracked.field_id.mapped("name"))
        for message in messages:
            self.assertNotIn(self.engineer.name, message.body)

    def test_best_isnt_told_before_it_is_confirmed(self):
        self.assertFalse(self.week.with_user(self.clerk).best_id)
        form = self.week.with_user(self.clerk).get_view(view_type="form")["arch"]
        for name in SECRET:
            self.assertNotIn(f'name="{name}"', form)
        form = self.week.with_user(self.manager).get_view(view_type="form")["arch"]
        self.assertIn('name="proposed_worst_id"', form)

    def test_forms_open_for_whoever_may_read_them(self):
        person = self.month.person_ids
        for record, users in (
            (self.week, (self.manager, self.branch_manager, *self.everybody_else())),
            (self.month, (self.manager, self.branch_manager, self.hr)),
            (person, (self.manager, self.hr, self.technician)),
        ):
            for user in users:
                with self.subTest(record=record._name, user=user.login):
                    form = Form(record.with_user(user))
                    self.assertEqual(form.display_name, record.display_name)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_everybody_sees_their_own_line_of_a_week_and_managers_all(self):
        lines = self.week.line_ids
        own = lines.with_user(self.technician).search([("week_id", "=", self.week.id)])
        self.assertEqual(own.employee_id, self.engineer)
        for user in (self.clerk, self.inspector, self.hr, self.nobody):
            self.assertFalse(lines.with_user(user).search([]), user.login)
            with self.assertRaises(AccessError, msg=user.login):
                lines.with_user(user).read(["points"])
        for user in (self.manager, self.branch_manager):
            self.assertEqual(
                lines.with_user(user).search([("week_id", "=", self.week.id)]), lines
            )
        groups = lines.with_user(self.technician)._read_group(
            [], ["employee_id"], ["points:sum"]
        )
        self.assertEqual(groups, [(self.engineer, 4)])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_employees_see_their_own_month_and_managers_and_hr_all(self):
        self.find(self.other_engineer, shanghai(THURSDAY), area=self.cart)
        self.month.with_user(self.manager).action_compute()
        for model in ("aftersales.6s.month.person", "aftersales.6s.month.line"):
            rows = self.env[model].search([("month_id", "=", self.month.id)])
            self.assertEqual(len(rows), 2)
            own = rows.with_user(self.technician).search([])
            self.assertEqual(own.employee_id, self.engineer)
            with self.assertRaises(AccessError):
                (rows - own).with_user(self.technician).read(["points"])
            for user in (self.clerk, self.inspector, self.nobody):
                self.assertFalse(rows.with_user(user).search([]), user.login)
            for user in (self.manager, self.branch_manager, self.hr):
                found = rows.with_user(user).search([("month_id", "=", self.month.id)])
                self.assertEqual(found, rows, user.login)
        own = self.month.person_ids.with_user(self.technician).search([])
        self.assertEqual((own.points, own.points_now, own.state), (4, 4, "open"))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_months_are_for_managers_and_hr(self):
        for user in (self.technician, self.clerk, self.inspector, self.nobody):
            with self.assertRaises(AccessError, msg=user.login):
                self.month.with_user(user).read(["points"])
        for user in (self.manager, self.branch_manager, self.hr):
            self.assertEqual(self.month.with_user(user).points, 4)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_nobody_writes_or_deletes_what_is_derived(self):
        person, line = self.month.person_ids, self.month.line_ids
        for user in (self.manager, self.branch_manager, self.hr, self.technician):
            for record, vals in (
                (self.week, {"state": "confirmed"}),
                (self.week, {"best_id": self.engineer.id}),
                (self.week.line_ids[1], {"points": 0}),
                (self.month, {"state": "confirmed"}),
                (person, {"money": 0}),
                (line, {"points": 0}),
            ):
                with self.assertRaises(UserError, msg=user.login):
                    record.with_user(user).write(vals)
                with self.assertRaises(UserError, msg=user.login):
                    record.with_user(user).unlink()
                with self.assertRaises(UserError, msg=user.login):
                    record.with_user(user).copy()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_portal_users_and_other_companies_see_nothing(self):
        records = (
            self.week,
            self.week.line_ids,
            self.month.person_ids,
            self.month.line_ids,
        )
        for record in records:
            with self.assertRaises(AccessError):
                record.with_user(self.owner).read(["display_name"])
            foreign = record.with_user(self.foreign_clerk)
            self.assertFalse(foreign.search([]))
            with self.assertRaises(AccessError):
                foreign.read(["display_name"])
        with self.assertRaises(AccessError):
            self.month.with_user(self.owner).read(["points"])
        foreign_manager = self._make_user(
            "foreign_manager", "manager", self.other_company
        )[0]
        with self.assertRaises(AccessError):
            self.week.with_user(foreign_manager).action_confirm()
        with self.assertRaises(AccessError):
            self.month.with_user(foreign_manager).action_compute()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_windows_of_managers_are_closed_to_others(self):
        for user in self.everybody_else():
            for model, values in (
                ("aftersales.6s.week.confirm", {"week_id": self.week.id}),
                ("aftersales.6s.score.reason", {"step": "cancel", "reason": "x"}),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    self.env[model].with_user(user).create(values)

    def test_settings_are_for_service_managers(self):
        settings = self.env["aftersales.settings"].with_company(self.company)
        with self.assertRaises(AccessError):
            settings.with_user(self.clerk).create({"aftersales_6s_week_hour": 12})
        settings.with_user(self.manager).create(
            {"aftersales_6s_week_hour": 12, "aftersales_6s_week_mode": "voted"}
        )
        self.assertEqual(self.company.aftersales_6s_week_hour, 12)
        self.assertEqual(self.company.aftersales_6s_week_mode, "voted")

    def test_scheduled_actions_are_not_for_rpc(self):
        for model in ("aftersales.6s.week", "aftersales.6s.month"):
            self.assertTrue(self.env.registry[model].sweep._api_private)
