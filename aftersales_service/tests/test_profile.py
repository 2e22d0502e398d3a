"""Profiles: a company loads its regulations as its own data, and keeps its changes."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon

MODELS = ("helpdesk.ticket.type", "aftersales.clock.policy", "aftersales.report.item")


@tagged("post_install", "-at_install")
class TestProfile(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = cls._make_company("Fresh Furnaces")

    def load(self, company=None, code="furnace"):
        return self.env["aftersales.profile"].load(code, company or self.fresh)

    def loaded(self, model, company=None):
        company = company or self.fresh
        return self.env[model].search([("company_id", "=", company.id)])

    def record(self, name, company=None):
        company = company or self.fresh
        return self.env.ref(f"aftersales_service.company_{company.id}_{name}")

    def test_loading_makes_types_limits_and_checklist(self):
        outcome = self.load()
        counts = [len(self.loaded(model)) for model in MODELS]
        self.assertEqual(counts, [6, 3, 7])
        self.assertEqual(outcome, {"created": sum(counts), "differences": []})

    def test_t02_t03_t04_of_the_furnace_maker(self):
        self.load()
        policies = self.loaded("aftersales.clock.policy").sorted("code")
        self.assertRecordValues(
            policies,
            [
                {
                    "code": code,
                    "start_event": "registered",
                    "stop_event": stop,
                    "limit_value": hours,
                    "limit_unit": "hour",
                    "clause": clause,
                    "accountable_role": role,
                }
                for code, stop, hours, clause, role in (
                    ("T-02", "responded", 3, "2.1", "accountable"),
                    ("T-03", "solution_proposed", 6, "2.2", "accountable"),
                    ("T-04", "arrived", 72, "2.3", "leader"),
                )
            ],
        )
        self.assertFalse(policies[0].type_ids)
        self.assertEqual(policies[2].type_ids, self.record("type_repair"))

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

    def test_loading_twice_creates_nothing(self):
        self.load()
        before = [self.loaded(model).ids for model in MODELS]
        self.assertEqual(self.load(), {"created": 0, "differences": []})
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
        outcome = self.env["aftersales.profile"].load("furnace", self.fresh)
        self.assertEqual(len(self.loaded("aftersales.clock.policy")), 3)
        self.assertEqual((own.name, own.limit_value), ("Ours", 5))
        told = {
            d["field"] for d in outcome["differences"] if d["record"] == "T-02 Ours"
        }
        self.assertEqual(told, {"name", "limit_value", "clause"})

    def test_edited_record_is_kept_and_told(self):
        self.load()
        self.record("clock_t02").limit_value = 2
        self.record("clock_t04").type_ids += self.record("type_complaint")
        self.record("item_cleaned").required = True
        self.record("type_repair").name = "Mending"
        outcome = self.load()
        self.assertEqual(outcome["created"], 0)
        self.assertEqual(
            {(d["model"], d["field"]) for d in outcome["differences"]},
            {
                ("aftersales.clock.policy", "limit_value"),
                ("aftersales.clock.policy", "type_ids"),
                ("aftersales.report.item", "required"),
                ("helpdesk.ticket.type", "name"),
            },
        )
        (limit,) = (d for d in outcome["differences"] if d["field"] == "limit_value")
        self.assertEqual((limit["shipped"], limit["current"]), (3, 2))
        self.assertIn("T-02", limit["record"])
        self.assertEqual(self.record("clock_t02").limit_value, 2)

    def test_deleted_record_comes_back_and_archived_one_stays_archived(self):
        self.load()
        self.record("item_cleaned").unlink()
        self.record("item_trained").active = False
        self.assertEqual(self.load()["created"], 1)
        self.assertTrue(self.record("item_cleaned"))
        self.assertFalse(self.record("item_trained").active)

    def test_upgrade_of_the_addon_leaves_loaded_records_alone(self):
        self.load()
        names = self.env["ir.model.data"].search(
            [("name", "=like", f"company_{self.fresh.id}_%")]
        )
        self.assertEqual(len(names), 16)
        self.assertEqual(set(names.mapped("noupdate")), {True})

    def test_every_company_gets_its_own_records(self):
        self.load()
        second = self._make_company("Second Furnaces")
        self.assertEqual(self.load(second)["created"], 16)
        self.record("clock_t02").limit_value = 2
        self.assertEqual(self.record("clock_t02", second).limit_value, 3)
        types = self.record("clock_t04", second).type_ids
        self.assertEqual(types.company_id, second)

    def test_chinese_terms_come_with_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
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
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.env["aftersales.profile"].with_context(lang="zh_CN")
        chinese.load("furnace", self.fresh)
        self.assertEqual(
            self.record("type_repair").with_context(lang="en_US").name, "Repair"
        )
        outcome = chinese.load("furnace", self.fresh)
        self.assertEqual(outcome, {"created": 0, "differences": []})

    def test_unknown_profile_names_those_there_are(self):
        for code in ("nonsense", "../profiles/furnace", "", "."):
            with self.subTest(code), self.refused(UserError, "furnace"):
                self.load(code=code)

    def test_only_managers_load_and_only_into_their_companies(self):
        profile = self.env["aftersales.profile"]
        for user in (self.technician, self.clerk, self.owner, self.nobody):
            with self.subTest(user.login), self.assertRaises(AccessError):
                profile.with_user(user).load("furnace", self.company.id)
        manager, _employee = self._make_user("fresh_manager", "manager", self.fresh)
        with self.assertRaises(AccessError):
            profile.with_user(manager).load("furnace", self.other_company.id)
        profile.with_user(manager).load("furnace", self.fresh.id)
        self.assertEqual(len(self.loaded("aftersales.clock.policy")), 3)

    def test_window_shows_what_was_done(self):
        manager, _employee = self._make_user("fresh_manager", "manager", self.fresh)
        form = Form(self.env["aftersales.profile.load"].with_user(manager))
        form.profile = "furnace"
        wizard = form.save()
        self.assertEqual(wizard.company_id, self.fresh)
        wizard.action_load()
        self.assertIn("16", wizard.outcome)
        self.record("clock_t02").limit_value = 2
        again = wizard.copy({"outcome": False})
        again.action_load()
        self.assertRegex(again.outcome, "T-02.*3.*2")


@tagged("post_install", "-at_install")
class TestProfileRpc(AftersalesCommon, HttpCase):
    def test_clerk_loads_nothing_through_the_network(self):
        for user in (self.clerk, self.technician, self.owner):
            with self.subTest(user.login), mute_logger("odoo.http"):
                self.authenticate(user.login, user.login)
                with self.assertRaises(JsonRpcException) as caught:
                    self.make_jsonrpc_request(
                        "/web/dataset/call_kw",
                        {
                            "model": "aftersales.profile",
                            "method": "load",
                            "args": ["furnace", self.company.id],
                            "kwargs": {},
                        },
                    )
                self.assertIn("AccessError", str(caught.exception))
        self.env.invalidate_all()
        count = self.env["aftersales.clock.policy"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(count, 3)
