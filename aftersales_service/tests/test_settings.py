"""Settings of the company: one window that a service manager can work with."""

from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon, AftersalesHttpCommon


@tagged("post_install", "-at_install")
class TestSettings(AftersalesCommon):
    def window(self, user=None):
        return Form(self.env["aftersales.settings"].with_user(user or self.manager))

    def test_manager_sees_and_saves_what_the_company_has(self):
        self.company.aftersales_repeat_days = 60
        self.assertFalse(self.manager.has_group("base.group_system"))
        with self.window() as form:
            self.assertEqual(form.aftersales_repeat_days, 60)
            form.aftersales_repeat_days = 45
            form.aftersales_reopen_days = 7
            form.helpdesk_mgmt_portal_select_team = True
        self.assertEqual(self.company.aftersales_repeat_days, 45)
        self.assertEqual(self.company.aftersales_reopen_days, 7)
        self.assertTrue(self.company.helpdesk_mgmt_portal_select_team)
        self.assertEqual(self.other_company.aftersales_repeat_days, 90)
        self.assertEqual(
            form.record.action_save()["type"], "ir.actions.act_window_close"
        )

    def test_unchanged_settings_stay(self):
        names = [n for n in self.company._fields if n.startswith("aftersales_")]
        before = self.company.read(names)
        self.window().save()
        self.assertEqual(self.company.read(names), before)

    def test_open_clocks_follow_other_working_hours(self):
        """Five workdays from Monday: Monday next week, or Saturday if it is worked."""
        policy = self._make_policy("T-90", "customer_told", 5, limit_unit="workday")
        clock = self.clock(self._create_ticket(), policy)
        zone = self.company._service_date
        self.assertEqual(zone(clock.due_at - timedelta(minutes=1)), date(2026, 3, 9))
        self.env["aftersales.profile"].load("coach", self.company)
        hours = self.env["resource.calendar"].search(
            [("company_id", "=", self.company.id), ("hours_per_week", "=", 48)]
        )
        with self.window() as form:
            form.resource_calendar_id = hours
        self.assertEqual(self.company.resource_calendar_id, hours)
        self.assertEqual(zone(clock.due_at - timedelta(minutes=1)), date(2026, 3, 7))

    def test_loaded_profile_and_a_newer_version_are_shown(self):
        self.env["aftersales.profile"].load("furnace", self.company)
        self.company.aftersales_profile_version = "0"
        form = self.window()
        self.assertEqual(form.aftersales_profile, "furnace")
        self.assertEqual(form.aftersales_profile_version, "0")
        shipped = self.env["aftersales.profile"]._version("furnace")
        self.assertEqual(form.newest_version, shipped)

    def test_impossible_number_is_refused(self):
        form = self.window()
        form.aftersales_repeat_days = -1
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            form.save()
        self.assertIn("repeat", str(caught.exception).lower())

    def test_only_managers_of_the_company(self):
        settings = self.env["aftersales.settings"]
        for user in (self.clerk, self.technician, self.owner, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                settings.with_user(user).create({"aftersales_repeat_days": 1})
        theirs = settings.with_company(self.other_company).create({})
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).write({"aftersales_repeat_days": 1})

    def test_company_cannot_be_forged(self):
        """Values and defaults of the context name another company: they don't count."""
        settings = self.env["aftersales.settings"].with_user(self.manager)
        other = self.other_company.id
        settings.with_context(default_company_id=other).create(
            {"company_id": other, "aftersales_repeat_days": 1}
        )
        made = settings.create({"aftersales_repeat_days": 33})
        made.write({"company_id": other, "aftersales_repeat_days": 2})
        self.assertEqual(self.other_company.aftersales_repeat_days, 90)
        self.assertEqual(self.company.aftersales_repeat_days, 2)

    def test_nothing_but_the_settings_is_written(self):
        settings = self.env["aftersales.settings"].with_user(self.manager)
        made = settings.create({})
        with self.assertRaises(ValueError):
            made.write({"name": "Taken over"})
        made.write({"aftersales_profile": "coach"})
        self.assertFalse(self.company.aftersales_profile)
        with self.assertRaises(AccessError):
            made.company_id.write({"name": "Taken over"})


@tagged("post_install", "-at_install")
class TestSettingsRpc(AftersalesHttpCommon):
    def test_clerk_changes_no_setting_through_the_network(self):
        for user in (self.clerk, self.technician, self.owner):
            self.authenticate(user.login, user.login)
            with self.subTest(user.login), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException) as caught:
                    self.make_jsonrpc_request(
                        "/web/dataset/call_kw",
                        {
                            "model": "aftersales.settings",
                            "method": "create",
                            "args": [[{"aftersales_repeat_days": 1}]],
                            "kwargs": {},
                        },
                    )
                self.assertIn("AccessError", str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.company.aftersales_repeat_days, 90)
