"""What profiles bring: the areas of S6-2, their counts and clauses, in own words."""

import csv
import re

from odoo.tests import tagged

from odoo.addons.aftersales_service.models.aftersales_profile import ROOT
from odoo.addons.aftersales_service.tests.common import AftersalesCommon

from ..hooks import post_init_hook, uninstall_hook
from ..models.aftersales_profile import FOLDER, GENERAL
from .source_lines import SOURCE, fingerprint

#: Kind → number of items, chapter of the source (S6-2)
DEALER = {
    "workshop": (25, "一"),
    "tool_cart": (8, "二"),
    "trolley": (5, "三"),
    "tool_room": (11, "四"),
    "sheet_metal_tool_room": (6, "五"),
    "equipment": (8, "七"),
    "car_wash": (5, "八"),
    "safety": (40, "九"),
    "reception": (13, "十"),
    "office": (12, "十一"),
}
#: Groups of the safety list, in their order
SAFETY = {
    "Manuals": 1,
    "Lighting and power": 1,
    "Fire": 8,
    "Lift": 13,
    "Moving cars in the shop": 8,
    "Test drives": 8,
    "Power off": 1,
}
NOTHING = {"created": 0, "taken": 0, "added": [], "differences": []}


@tagged("post_install", "-at_install")
class TestProfiles6s(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.profiles = cls.env["aftersales.profile"]
        cls.dealer = cls._make_company("Dealer")
        cls.profiles.load("dealer", cls.dealer)

    def of(self, model, company=None):
        """Records of a company, in their order."""
        company = company or self.dealer
        return self.env[model].search([("company_id", "=", company.id)])

    def items_of(self, kind, company=None):
        kinds = self.of("aftersales.6s.kind", company)
        kind = kinds.filtered(lambda one: one.code == kind)
        return (
            self.of("aftersales.6s.checklist", company)
            .filtered(lambda one: one.kind_id == kind)
            .item_ids.sorted("sequence")
        )

    def test_s6_2_dealer_has_the_ten_kinds_of_area(self):
        codes = self.of("aftersales.6s.kind").mapped("code")
        self.assertEqual(codes, list(DEALER))

    def test_s6_2_items_per_area_with_their_clauses(self):
        for kind, (number, chapter) in DEALER.items():
            with self.subTest(kind):
                items = self.items_of(kind)
                self.assertEqual(len(items), number)
                clauses = items.mapped("clause")
                if kind != "safety":
                    wanted = [f"A2 四.{chapter}.{n}" for n in range(1, number + 1)]
                    self.assertEqual(clauses, wanted)

    def test_s6_2_safety_has_seven_groups(self):
        items = self.items_of("safety")
        groups = items.grouped("section")
        self.assertEqual({name: len(own) for name, own in groups.items()}, SAFETY)
        circled = "①②③④⑤⑥⑦⑧"
        self.assertEqual(
            items.mapped("clause"),
            [
                "A2 四.九.1",
                "A2 四.九.2",
                *(f"A2 四.九.3{n}" for n in circled),
                *(f"A2 四.九.4.{n}" for n in range(1, 14)),
                *(f"A2 四.九.5{n}" for n in circled),
                *(f"A2 四.九.6{n}" for n in circled),
                "A2 四.九.7",
            ],
        )

    def test_figures_of_the_source_are_kept(self):
        for kind, clause, figures in (
            ("workshop", "A2 四.一.9", ("8:50", "8:50")),
            ("trolley", "A2 四.三.3", ("two small boxes", "两个小盒")),
            ("safety", "A2 四.九.4.1", ("four posts", "四柱")),
            ("safety", "A2 四.九.4.4", ("5,500 kg", "5500 kg")),
            ("safety", "A2 四.九.5④", ("5 km/h", "5 km/h")),
            ("reception", "A2 四.十.10", ("six covers", "六件套")),
        ):
            with self.subTest(clause):
                item = self.items_of(kind).filtered(
                    lambda one, c=clause: one.clause == c
                )
                for lang, figure in zip(("en_US", "zh_CN"), figures, strict=True):
                    self.assertIn(figure, item.with_context(lang=lang).name)

    def test_s6_3_rhythm_of_the_items(self):
        for kind, number, rhythm in (
            ("workshop", 9, "daily"),
            ("workshop", 25, "cleanup"),
            ("tool_cart", 6, "month_end"),
            ("sheet_metal_tool_room", 5, "month_end"),
            ("equipment", 2, "twice_daily"),
            ("equipment", 3, "month_end"),
            ("office", 7, "weekly"),
            ("office", 8, "half_monthly"),
            ("office", 11, "twice_daily"),
        ):
            with self.subTest(kind, number=number):
                self.assertEqual(self.items_of(kind)[number - 1].rhythm, rhythm)
        self.assertEqual(self.items_of("safety")[-18:-17].rhythm, "month_end")

    def test_lift_fire_and_electricity_are_critical_and_damage_locks(self):
        groups = self.items_of("safety").grouped("section")
        for name in ("Lighting and power", "Fire", "Lift", "Power off"):
            with self.subTest(name):
                self.assertEqual(set(groups[name].mapped("severity")), {"critical"})
        locking = [
            item.clause.removeprefix("A2 四.")
            for kind in DEALER
            for item in self.items_of(kind)
            if item.is_locking
        ]
        self.assertEqual(
            locking, ["七.7", "九.2", "九.3⑥", "九.4.6", "九.4.12", "九.4.13"]
        )

    def test_s6_3_dealer_brings_its_rhythm(self):
        plans = {plan.code: plan for plan in self.of("aftersales.6s.plan")}
        self.assertEqual(
            {code: (plan.rhythm, plan.check) for code, plan in plans.items()},
            {
                "DAILY": ("daily", "self"),
                "TWICE": ("twice_daily", "self"),
                "WEEKLY": ("weekly", "self"),
                "HALF": ("half_monthly", "self"),
                "MONTH": ("month_end", "self"),
                "CLEANUP": ("cleanup", "cleanup"),
            },
        )
        self.assertEqual(plans["DAILY"]._rule().spans[0][1], 8 * 60 + 50)
        self.assertEqual(plans["CLEANUP"]._rule().spans[0][0], 18 * 60)
        self.assertFalse(plans["CLEANUP"].kind_ids)
        self.assertIn("equipment", plans["TWICE"].kind_ids.mapped("code"))

    def test_every_item_is_asked_by_a_plan(self):
        """An item that no round asks would be looked at by chance only."""
        for profile in ("dealer", GENERAL):
            company = self._make_company(f"Company {profile}")
            self.profiles.load(profile, company)
            plans = self.of("aftersales.6s.plan", company)
            for item in self.of("aftersales.6s.item", company):
                kind = item.checklist_id.kind_id
                asking = {
                    plan.rhythm
                    for plan in plans
                    if not plan.kind_ids or kind in plan.kind_ids
                }
                with self.subTest(item.code, profile=profile):
                    if item.rhythm == "always":
                        self.assertTrue(asking)
                    elif item.rhythm != "half_monthly" or profile == "dealer":
                        self.assertIn(item.rhythm, asking)

    def test_a_company_that_loads_a_profile_may_inspect_right_away(self):
        checklists = self.of("aftersales.6s.checklist")
        self.assertEqual(set(checklists.mapped("state")), {"published"})
        today = self.dealer._service_date(self.env.cr.now())
        found = checklists._in_force(checklists.kind_id.ids, checklists[0].valid_from)
        self.assertEqual(set(found.values()), set(checklists))
        self.assertLessEqual(checklists[0].valid_from, today)

    def test_loading_twice_changes_nothing(self):
        self.assertEqual(self.profiles.load("dealer", self.dealer), NOTHING)
        self.assertEqual(set(self.of("aftersales.6s.checklist").mapped("version")), {1})

    def test_service_manager_may_load(self):
        self.manager.company_ids |= self.dealer
        profiles = self.profiles.with_user(self.manager)
        self.assertEqual(profiles.load("dealer", self.dealer.id), NOTHING)

    def test_what_a_profile_changed_is_told_and_taken_into_a_draft(self):
        item = self.items_of("trolley")[2]
        item.sudo().name = "Three boxes, as we like it"
        found = self.profiles.load("dealer", self.dealer)["differences"]
        name = "sixs_item_tr_03"
        self.assertEqual(
            [(one["name"], one["column"], one["cause"]) for one in found],
            [(name, "name", "edited")],
        )
        self.profiles.load("dealer", self.dealer, [(name, "name")])
        self.assertEqual(item.name, "Three boxes, as we like it")
        draft = item.checklist_id._next_draft()
        self.assertEqual((draft.version, draft.state), (2, "draft"))
        self.assertIn("two small boxes", draft.item_ids.sorted("sequence")[2].name)
        self.assertEqual(item.checklist_id.state, "published")

    def test_a_new_item_of_a_profile_goes_into_a_draft(self):
        gone = self.items_of("trolley")[4]
        checklist = gone.checklist_id
        self.env.cr.execute("DELETE FROM aftersales_6s_item WHERE id = %s", [gone.id])
        self.env.invalidate_all()
        outcome = self.profiles.load("dealer", self.dealer)
        self.assertEqual(outcome["created"], 1)
        self.assertEqual(len(checklist.item_ids), 4)
        draft = checklist._line()[-1]
        self.assertEqual((draft.state, len(draft.item_ids)), ("draft", 5))

    def test_another_set_stays_a_draft_beside_the_one_in_force(self):
        self.profiles.load(GENERAL, self.dealer)
        checklists = self.of("aftersales.6s.checklist").filtered(
            lambda one: one.kind_id.code == "workshop"
        )
        states = {one.state: len(one.item_ids) for one in checklists}
        self.assertEqual(states, {"published": 25, "draft": 9})
        # and each stays what it is when both are loaded again
        for code in (GENERAL, "dealer"):
            self.profiles.load(code, self.dealer)
        self.assertEqual({one.state: len(one.item_ids) for one in checklists}, states)

    def test_all_other_profiles_get_the_general_set(self):
        for code in sorted(folder.name for folder in ROOT.iterdir()):
            if code == "dealer":
                continue
            with self.subTest(code):
                company = self._make_company(f"Company {code}")
                self.profiles.load(code, company)
                kinds = self.of("aftersales.6s.kind", company).mapped("code")
                self.assertEqual(
                    kinds,
                    [
                        "workshop",
                        "tool_room",
                        "store",
                        "office",
                        "reception",
                        "safety",
                    ],
                )
                for kind in kinds:
                    items = self.items_of(kind, company)
                    self.assertTrue(6 <= len(items) <= 10, kind)
                    self.assertEqual(items.checklist_id.state, "published")
                rhythms = self.of("aftersales.6s.plan", company).mapped("rhythm")
                self.assertEqual(rhythms, ["daily", "weekly", "month_end"])

    def test_a_legal_regime_says_nothing_about_6s(self):
        models = {model for model, _path in self.profiles._files("family_cars")}
        self.assertFalse({model for model in models if ".6s." in model})

    def test_companies_that_run_by_a_profile_get_it_when_the_addon_comes(self):
        company = self._make_company("Mall")
        company.aftersales_profile = "mall"
        post_init_hook(self.env)
        self.assertEqual(len(self.of("aftersales.6s.checklist", company)), 6)

    def test_names_are_forgotten_when_the_addon_goes(self):
        own = [("model", "=like", "aftersales.6s.%")]
        named = [("name", "like", f"company_{self.dealer.id}_sixs"), *own]
        self.assertTrue(self.env["ir.model.data"].search(named))
        uninstall_hook(self.env)
        self.assertFalse(self.env["ir.model.data"].search(named))
        self.assertFalse(self.env["aftersales.profile.line"].search(own))
        self.assertTrue(
            self.env["aftersales.profile.line"].search(
                [("company_id", "=", self.dealer.id)]
            )
        )

    # Words

    def rows(self, model):
        for path in sorted(FOLDER.glob(f"*/{model}.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    yield path.parent.name, row

    def test_no_item_is_word_for_word_from_the_source(self):
        for profile, row in self.rows("aftersales.6s.item"):
            for head in ("name@zh_CN", "name"):
                for part in (row[head], *re.split("[；;，,]", row[head])):
                    with self.subTest(row["code"], profile=profile):
                        self.assertNotIn(fingerprint(part), SOURCE)

    def test_the_comparison_with_the_source_would_find_a_copy(self):
        self.assertIn(fingerprint("1. 必须遵守打卡制度。"), SOURCE)
        self.assertIn(fingerprint("下班必须锁好门"), SOURCE)

    def test_every_text_is_there_in_both_languages_and_once(self):
        for model in (
            "aftersales.6s.kind",
            "aftersales.6s.checklist",
            "aftersales.6s.item",
            "aftersales.6s.plan",
        ):
            seen = {}
            for profile, row in self.rows(model):
                with self.subTest(row["id"], profile=profile):
                    self.assertTrue(row["name"].isascii() or "“" in row["name"])
                    self.assertRegex(row["name@zh_CN"], "[\u4e00-\u9fff]")
                    for head in ("id", "name", "name@zh_CN"):
                        key = (profile, head, row[head])
                        self.assertNotIn(key, seen)
                        seen[key] = row

    def test_names_of_records_are_unique_over_all_sets(self):
        ids = [
            row["id"]
            for model in ("kind", "checklist", "item", "plan")
            for _profile, row in self.rows(f"aftersales.6s.{model}")
        ]
        self.assertEqual(len(ids), len(set(ids)))

    def test_items_speak_chinese(self):
        item = self.items_of("office")[6].with_context(lang="zh_CN")
        self.assertIn("抽屉", item.name)
        self.assertIn(
            "安全",
            item.checklist_id.browse(self.items_of("safety").checklist_id.id)
            .with_context(lang="zh_CN")
            .name,
        )
