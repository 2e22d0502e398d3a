"""Profiles: a company loads its regulations as its own data, and keeps its changes."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..models import aftersales_profile
from .common import AftersalesCommon, AftersalesHttpCommon

#: Models of which the furnace profile has records, with what it includes
MODELS = (
    "resource.calendar",
    "helpdesk.ticket.type",
    "aftersales.component",
    "aftersales.fault",
    "aftersales.document.kind",
    "aftersales.pause.reason",
    "aftersales.clock.policy",
    "aftersales.report.item",
    "aftersales.warranty.condition",
    "aftersales.warranty.policy",
    "aftersales.warranty.policy.line",
)
#: What a load that finds nothing to do answers
NOTHING = {"created": 0, "taken": 0, "added": [], "differences": []}
POLICIES = "aftersales.clock.policy.csv"


class ProfileCase(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls._make_company("Fresh Furnaces")
        cls.profiles = cls.env["aftersales.profile"]
        for lang in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(lang)

    def load(self, company=None, code="furnace", take=()):
        return self.profiles.load(code, company or self.fresh, take=take)

    def loaded(self, model, company=None):
        company = company or self.fresh
        return self.env[model].search([("company_id", "=", company.id)])

    def record(self, name, company=None):
        company = company or self.fresh
        return self.env.ref(f"aftersales_service.company_{company.id}_{name}")

    def languages(self, *codes):
        """Only these languages are in use."""
        langs = type(self.env["res.lang"])
        installed = [(code, code) for code in codes]
        return patch.object(langs, "get_installed", lambda _langs: installed)

    @contextmanager
    def shipped(self, *changes):
        """The furnace profile with changes: file, text, its replacement."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            shutil.copytree(aftersales_profile.ROOT / "furnace", root / "furnace")
            for name, text, replacement in changes:
                path = root / "furnace" / name
                before = path.read_text(encoding="utf-8")
                self.assertIn(text, before)
                path.write_text(before.replace(text, replacement), encoding="utf-8")
            with patch.object(aftersales_profile, "ROOT", root):
                yield


@tagged("post_install", "-at_install")
class TestProfile(ProfileCase):
    def test_loading_makes_records_of_every_file(self):
        outcome = self.load()
        self.assertEqual(outcome["created"], len(outcome["added"]))
        self.assertEqual(outcome["differences"], [])
        for model in MODELS:
            with self.subTest(model):
                added = [one for one in outcome["added"] if one["model"] == model]
                labels = self.loaded(model).mapped("display_name")
                self.assertTrue(added)
                self.assertLessEqual({one["record"] for one in added}, set(labels))

    def test_loaded_limits_are_those_of_the_file(self):
        self.load()
        policy = self.record("clock_t04")
        self.assertRecordValues(
            policy,
            [
                {
                    "code": "T-04",
                    "clause": "2.3",
                    "start_event": "registered",
                    "stop_event": "arrived",
                    "limit_value": 72,
                    "limit_unit": "hour",
                    "accountable_role": "leader",
                    "domain": "[]",
                }
            ],
        )
        self.assertEqual(policy.type_ids, self.record("type_repair"))
        self.assertFalse(self.record("clock_t02").type_ids)

    def test_loaded_limits_start_clocks(self):
        self.load()
        ticket = self._create_ticket(
            company_id=self.fresh.id,
            type_id=self.record("type_repair").id,
            lot_id=False,
            accountable_id=False,
        )
        self.assertEqual(
            sorted(ticket.clock_ids.policy_id.mapped("code")), ["T-02", "T-03", "T-04"]
        )

    def test_working_hours_become_a_calendar(self):
        self.load()
        calendar = self.record("calendar_service")
        self.assertEqual(
            (calendar.tz, calendar.company_id), ("Asia/Shanghai", self.fresh)
        )
        self.assertEqual(calendar.hours_per_week, 40)
        self.assertEqual(set(calendar.attendance_ids.mapped("dayofweek")), set("01234"))
        self.load(code="coach", company=self.other_company)
        coach = self.record("calendar_service", self.other_company)
        self.assertEqual(coach.hours_per_week, 48)
        self.assertIn("5", coach.attendance_ids.mapped("dayofweek"))

    def test_changed_working_hours_are_told(self):
        self.load()
        self.record("calendar_service").attendance_ids[:1].hour_from = 8.5
        (difference,) = self.load()["differences"]
        self.assertEqual(difference["shipped"], "1-5 08:00-12:00 13:00-17:00")
        self.assertEqual(
            difference["current"],
            "1 08:30-12:00 13:00-17:00; 2-5 08:00-12:00 13:00-17:00",
        )

    def test_company_keeps_which_profile_it_loaded(self):
        self.assertFalse(self.fresh.aftersales_profile)
        self.load()
        self.assertEqual(self.fresh.aftersales_profile, "furnace")
        self.assertEqual(
            self.fresh.aftersales_profile_version,
            self.profiles._version("furnace"),
        )

    def test_loading_twice_creates_nothing(self):
        self.load()
        before = [self.loaded(model).ids for model in MODELS]
        self.assertEqual(self.load(), NOTHING)
        self.assertEqual([self.loaded(model).ids for model in MODELS], before)

    def test_record_of_the_same_code_is_adopted(self):
        """The company had made its own T-02 before it loaded the profile."""
        own = self.env["aftersales.clock.policy"].create(
            {
                "name": "Ours",
                "code": "T-02",
                "stop_event": "responded",
                "limit_value": 5,
                "company_id": self.fresh.id,
            }
        )
        outcome = self.load()
        self.assertEqual(self.record("clock_t02"), own)
        self.assertEqual((own.name, own.limit_value), ("Ours", 5))
        told = {
            d["column"]: d["cause"]
            for d in outcome["differences"]
            if d["record"] == "T-02 Ours"
        }
        self.assertLessEqual({"name", "limit_value", "clause"}, told.keys())
        self.assertEqual(set(told.values()), {"own"})

    def test_edited_record_is_kept_and_told(self):
        self.load()
        self.record("clock_t02").limit_value = 2
        self.record("clock_t04").type_ids += self.record("type_complaint")
        self.record("item_cleaned").required = True
        self.record("type_repair").name = "Mending"
        outcome = self.load()
        self.assertEqual(outcome["created"], 0)
        self.assertEqual(
            {(d["name"], d["column"]) for d in outcome["differences"]},
            {
                ("clock_t02", "limit_value"),
                ("clock_t04", "type_ids:id"),
                ("item_cleaned", "required"),
                ("type_repair", "name"),
            },
        )
        self.assertEqual({d["cause"] for d in outcome["differences"]}, {"edited"})
        (limit,) = (d for d in outcome["differences"] if d["column"] == "limit_value")
        self.assertEqual((limit["shipped"], limit["current"]), ("3", "2"))
        self.assertIn("T-02", limit["record"])
        self.assertEqual(self.record("clock_t02").limit_value, 2)
        (types,) = (d for d in outcome["differences"] if d["name"] == "clock_t04")
        self.assertEqual(types["shipped"], "Mending")
        self.assertIn("Complaint", types["current"])

    def test_what_the_profile_changed_since_is_told_apart(self):
        self.load()
        self.record("clock_t03").limit_value = 5
        self.record("clock_t04").limit_value = 48
        with self.shipped(
            (POLICIES, "responded,,duration,,3,", "responded,,duration,,1,"),
            (POLICIES, "arrived,,duration,,72,", "arrived,,duration,,24,"),
        ):
            for _again in range(2):
                differences = self.load()["differences"]
                self.assertEqual(
                    {(d["name"], d["cause"]) for d in differences},
                    {
                        ("clock_t02", "shipped"),
                        ("clock_t03", "edited"),
                        ("clock_t04", "both"),
                    },
                )
        self.assertEqual(self.record("clock_t02").limit_value, 3)

    def test_value_of_the_profile_is_taken_over_only_where_ticked(self):
        self.load()
        self.record("clock_t02").limit_value = 2
        self.record("clock_t02").clause = "ours"
        self.record("clock_t03").limit_value = 5
        outcome = self.load(take=[["clock_t02", "limit_value"]])
        self.assertEqual(outcome["taken"], 1)
        self.assertEqual(
            {(d["name"], d["column"]) for d in outcome["differences"]},
            {("clock_t02", "clause"), ("clock_t03", "limit_value")},
        )
        self.assertEqual(self.record("clock_t02").limit_value, 3)
        self.assertEqual(self.record("clock_t02").clause, "ours")
        self.assertEqual(self.record("clock_t03").limit_value, 5)

    def test_relations_and_translations_are_taken_over(self):
        self.load()
        self.record("clock_t04").type_ids = False
        name = self.record("type_repair").with_context(lang="zh_CN")
        name.name = "修理"
        found = {(d["name"], d["column"]): d for d in self.load()["differences"]}
        self.assertEqual(
            found.keys(), {("clock_t04", "type_ids:id"), ("type_repair", "name@zh_CN")}
        )
        self.assertEqual(found["type_repair", "name@zh_CN"]["current"], "修理")
        self.assertEqual(self.load(take=list(found))["differences"], [])
        self.assertEqual(self.record("clock_t04").type_ids, self.record("type_repair"))
        self.assertEqual(name.name, "报修")
        self.assertEqual(self.record("type_repair").name, "Repair")

    def test_where_nobody_works_in_english_a_name_is_told_once(self):
        chinese = self.profiles.with_context(lang="zh_CN")
        with self.languages("zh_CN"):
            chinese.load("furnace", self.fresh)
            name = self.record("type_repair")
            name.name = name.with_context(lang="zh_CN").name = "修理"
            (difference,) = chinese.load("furnace", self.fresh)["differences"]
        self.assertEqual(difference["column"], "name@zh_CN")
        self.assertEqual(difference["shipped"], "报修")

    def test_limit_with_clocks_gets_a_new_version(self):
        self.load()
        ticket = self._create_ticket(
            company_id=self.fresh.id,
            type_id=self.record("type_repair").id,
            lot_id=False,
            accountable_id=False,
        )
        old = self.record("clock_t02")
        change = (POLICIES, "responded,,duration,,3,", "responded,,duration,,1,")
        with self.shipped(change):
            self.load(take=[("clock_t02", "limit_value")])
            self.assertEqual(self.load()["differences"], [])
        self.assertEqual((old.limit_value, old.active), (3, False))
        self.assertIn(old, ticket.clock_ids.policy_id)
        newest = self.loaded("aftersales.clock.policy").filtered(
            lambda policy: policy.code == "T-02"
        )
        self.assertEqual((newest.limit_value, newest.version), (1, 2))

    def test_comparing_changes_nothing(self):
        expected = self.profiles.compare("furnace", self.fresh)
        self.assertTrue(expected["created"])
        names = f"company_{self.fresh.id}_%"
        self.assertFalse(self.env["ir.model.data"].search([("name", "=like", names)]))
        self.assertFalse(self.loaded("helpdesk.ticket.type"))
        self.assertFalse(self.fresh.aftersales_profile)
        self.assertEqual(self.load(), expected)
        self.record("clock_t02").limit_value = 2
        told = self.profiles.compare("furnace", self.fresh)
        self.assertEqual([d["name"] for d in told["differences"]], ["clock_t02"])

    def test_second_profile_adds_what_the_first_has_not(self):
        self.load()
        outcome = self.load(code="coach")
        self.assertTrue(outcome["created"])
        self.assertEqual(self.fresh.aftersales_profile, "coach")
        self.assertEqual({d["cause"] for d in outcome["differences"]}, {"own"})
        self.assertEqual(self.load(), NOTHING)

    def test_deleted_record_comes_back_and_archived_one_stays_archived(self):
        self.load()
        self.record("item_cleaned").unlink()
        self.record("item_trained").active = False
        self.assertEqual(self.load()["created"], 1)
        self.assertTrue(self.record("item_cleaned"))
        self.assertFalse(self.record("item_trained").active)

    def test_upgrade_of_the_addon_leaves_loaded_records_alone(self):
        created = self.load()["created"]
        names = self.env["ir.model.data"].search(
            [("name", "=like", f"company_{self.fresh.id}_%")]
        )
        self.assertEqual(len(names), created)
        self.assertEqual(set(names.mapped("noupdate")), {True})

    def test_every_company_gets_its_own_records(self):
        created = self.load()["created"]
        second = self._make_company("Second Furnaces")
        self.assertEqual(self.load(second)["created"], created)
        self.record("clock_t02").limit_value = 2
        self.assertEqual(self.record("clock_t02", second).limit_value, 3)
        types = self.record("clock_t04", second).type_ids
        self.assertEqual(types.company_id, second)
        self.assertEqual(self.load(second), NOTHING)

    def test_chinese_terms_come_with_it(self):
        self.load()
        for name, english, chinese in (
            ("type_repair", "Repair", "报修"),
            ("clock_t02", "First response to the customer", "首次响应客户"),
        ):
            with self.subTest(name):
                record = self.record(name)
                self.assertEqual(record.with_context(lang="en_US").name, english)
                self.assertEqual(record.with_context(lang="zh_CN").name, chinese)

    def test_loading_in_chinese_keeps_both_languages(self):
        chinese = self.profiles.with_context(lang="zh_CN")
        chinese.load("furnace", self.fresh)
        self.assertEqual(
            self.record("type_repair").with_context(lang="en_US").name, "Repair"
        )
        # a calendar has one name only
        self.assertEqual(self.record("calendar_service").name[:4], "售后工作")
        self.assertEqual(chinese.load("furnace", self.fresh), NOTHING)
        self.assertEqual(self.load(), NOTHING)

    def test_name_without_translations_speaks_the_company_s_language(self):
        self.fresh.partner_id.lang = "en_US"
        self.load()
        self.assertEqual(self.record("calendar_service").name[:7], "Service")
        chinese = self.profiles.with_context(lang="zh_CN")
        self.assertEqual(chinese.load("furnace", self.fresh), NOTHING)
        second = self._make_company("Second Furnaces")
        second.partner_id.lang = "zh_CN"
        self.load(second)
        self.assertEqual(self.record("calendar_service", second).name[:4], "售后工作")

    def test_chinese_added_later_is_filled_in(self):
        with self.languages("en_US"):
            self.load()
        name = self.record("type_repair").with_context(lang="zh_CN")
        self.assertEqual(name.name, "Repair")
        self.assertEqual(self.load(), NOTHING)
        self.assertEqual(
            self.record("type_repair").with_context(lang="zh_CN").name, "报修"
        )

    def test_unknown_profile_names_those_there_are(self):
        for code in ("nonsense", "../profiles/furnace", "", "."):
            for method in (self.profiles.load, self.profiles.compare):
                with self.subTest(code), self.refused(UserError, "furnace"):
                    method(code, self.fresh)

    def test_bad_cell_is_named_with_file_row_and_column(self):
        for file, text, replacement, told in (
            (POLICIES, ",72,hour", ",soon,hour", "row 4, column limit_value: “soon”"),
            (POLICIES, ",72,hour", ",72,week", "row 4, column limit_unit: “week”.*day"),
            (
                POLICIES,
                "type_repair,",
                "type_x,",
                "row 4, column type_ids:id: “type_x”",
            ),
            (POLICIES, "clock_t03,", "clock_t02,", "row 3, column id: “clock_t02”"),
            (POLICIES, "clock_t03,", ",", "row 3, column id"),
            (POLICIES, "clause,", "clausula,", "row 1, column clausula"),
            (POLICIES, "id,code", "ref,code", "row 1, column id"),
            (
                "aftersales.report.item.csv",
                "number,1",
                "number,x",
                "row 2, column required: “x”",
            ),
            (
                "resource.calendar.csv",
                "1-5",
                "Mon-Fri",
                "row 2, column attendance_ids:hours.*1-5 08:00",
            ),
            (
                "aftersales.report.item.csv",
                "更换件及原因（未更换填“无”）,type_repair",
                "更换件,type_repair,more",
                "row 6.*more",
            ),
            (
                POLICIES,
                "type_repair,,registered",
                'type_repair,"[(""nonsense"", ""="", 1)]",registered',
                f"{POLICIES}.*T-04",
            ),
        ):
            with self.subTest(told), self.shipped((file, text, replacement)):
                with self.refused(UserError, f"(?s){file}.*{told}|{told}"):
                    self.load()

    def test_unreadable_profile_loads_nothing(self):
        with self.shipped((POLICIES, ",72,hour", ",soon,hour")):
            with self.refused(UserError, "soon"), self.cr.savepoint():
                self.load()
        self.assertFalse(self.loaded("helpdesk.ticket.type"))

    def test_only_managers_load_and_only_into_their_companies(self):
        for user in (self.technician, self.clerk, self.owner, self.nobody):
            profile = self.profiles.with_user(user)
            for method in (profile.load, profile.compare):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    method("furnace", self.company.id)
        manager, _employee = self._make_user("fresh_manager", "manager", self.fresh)
        profile = self.profiles.with_user(manager)
        for method in (profile.load, profile.compare):
            with self.assertRaises(AccessError):
                method("furnace", self.other_company.id)
        profile.load("furnace", self.fresh.id)
        self.assertTrue(self.loaded("aftersales.clock.policy"))

    def test_queries_of_a_second_look_do_not_grow_with_the_rows(self):
        item = "aftersales.report.item.csv"
        last = "item_cleaned,cleaned,70,check,0,Work place cleaned up,作业现场已清理,"
        more = "\n".join(
            last.replace("cleaned", f"cleaned{number}") for number in range(20)
        )
        counts = []
        self.load()
        for change in ((), ((item, last, more),)):
            with self.shipped(*change):
                self.load()
                self.env.invalidate_all()
                start = self.cr.sql_log_count
                self.load()
                counts.append(self.cr.sql_log_count - start)
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestProfileWindow(ProfileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, _employee = cls._make_user("fresh_manager", "manager", cls.fresh)

    def window(self, profile="furnace"):
        form = Form(self.env["aftersales.profile.load"].with_user(self.boss))
        if profile:
            form.profile = profile
        return form.save()

    def test_preview_says_what_will_be_added(self):
        window = self.window()
        self.assertEqual(window.company_id, self.fresh)
        window.action_compare()
        self.assertEqual(window.state, "compared")
        self.assertIn("T-02 First response to the customer", window.outcome)
        self.assertFalse(window.line_ids)
        self.assertFalse(self.loaded("aftersales.clock.policy"))
        window.action_load()
        self.assertEqual(window.state, "loaded")
        self.assertIn("Records added", window.outcome)
        self.assertTrue(self.loaded("aftersales.clock.policy"))

    def test_ticks_decide_and_are_off_at_first(self):
        self.window().action_load()
        self.record("clock_t02").limit_value = 2
        self.record("clock_t03").limit_value = 5
        window = self.window(profile=None)
        self.assertEqual(window.profile, "furnace")
        window.action_compare()
        self.assertEqual(window.line_ids.mapped("take"), [False, False])
        self.assertEqual(window.line_ids.mapped("cause"), ["edited", "edited"])
        with Form(window) as form, form.line_ids.edit(0) as line:
            line.take = True
        window.action_load()
        self.assertEqual(self.record("clock_t02").limit_value, 3)
        self.assertEqual(self.record("clock_t03").limit_value, 5)
        self.assertEqual(len(window.line_ids), 1)
        self.assertIn("T-03", window.line_ids.record)

    def test_window_cannot_load_for_a_clerk(self):
        window = self.window()
        for user in (self.clerk, self.technician):
            with self.subTest(user.login), self.assertRaises(AccessError):
                window.with_user(user).action_load()


@tagged("post_install", "-at_install")
class TestProfileRpc(AftersalesHttpCommon):
    def call(self, method, *args):
        params = {
            "model": "aftersales.profile",
            "method": method,
            "args": args,
            "kwargs": {},
        }
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def test_clerk_loads_nothing_through_the_network(self):
        for user in (self.clerk, self.technician, self.owner):
            for method in ("load", "compare"):
                with self.subTest(user.login), mute_logger("odoo.http"):
                    self.authenticate(user.login, user.login)
                    with self.assertRaises(JsonRpcException) as caught:
                        self.call(method, "furnace", self.company.id)
                    self.assertIn("AccessError", str(caught.exception))
        self.env.invalidate_all()
        count = self.env["aftersales.clock.policy"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(count, 3)

    def test_answer_travels_over_the_network(self):
        self.authenticate(self.manager.login, self.manager.login)
        preview = self.call("compare", "furnace", self.company.id)
        loaded = self.call("load", "furnace", self.company.id)
        self.assertEqual(preview, loaded)
        self.assertEqual(self.call("load", "furnace", self.company.id)["created"], 0)
