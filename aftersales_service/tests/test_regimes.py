"""Legal regimes as data (WAR-7): every number with its article, loaded on their own."""

from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import BaseCase, Form, tagged

from ..rules import choice, warranty
from ..rules.period import Limits, Start, Usage
from ..rules.remedy import Repair, Tree
from ..rules.warranty_facts import Facts, Line, Policy
from .test_profile import ProfileCase
from .test_profile_files import SETS, all_rows, rows

COVERS = "aftersales.warranty.policy.line"
REMEDIES = "aftersales.warranty.policy.remedy"
#: Order 43: code of the remedy, article, entitlement, days, km, trigger, operator,
#: threshold, fee, rate, papers
ORDER_43 = """
assembly_60     20    repair  60 3000 defect              -  -  -  -   1
transport_day_6 21    benefit -  -    days_of_this_repair >  5  -  -   0
refund_7        22    refund  7  -    needs_replacement   >= 1  -  -   2
refund_60       23    refund  60 3000 defect              -  -  -  -   2
safety_twice    24(1) refund  -  -    safety_repairs      >= 2  km 0.5 2
assembly_twice  24(2) refund  -  -    replacements        >= 2  km 0.5 2
main_part_twice 24(3) refund  -  -    replacements        >= 2  km 0.5 2
days_30         24(4) refund  -  -    days_in_repair      >  30 km 0.5 2
repairs_4       24(4) refund  -  -    same_fault_repairs  >  4  km 0.5 2
"""
ORDER_43_COLUMNS = (
    *("entitlement", "days", "km", "trigger", "operator", "threshold"),
    *("fee", "fee_rate"),
)
#: Policy: code of the cover, months, days, km (domain.md 1.2, 1.3)
PERIODS = {
    "warranty_family_cars": {
        "repair": ("36", "", "60000"),
        "remedy": ("24", "", "50000"),
    },
    "warranty_consumer": {"whole": ("24", "", "")},
    "warranty_goods1995": {
        "whole": ("12", "", ""),
        "bicycle_main": ("24", "", ""),
        "colour_tv_main": ("36", "", ""),
        "bw_tv_main": ("36", "", ""),
        "vcr_main": ("12", "", ""),
        "aircon_main": ("36", "", ""),
        "work": ("", "30", ""),
    },
    "warranty_phones": {
        "whole": ("12", "", ""),
        "battery": ("6", "", ""),
        "charger": ("12", "", ""),
        "earphone": ("3", "", ""),
        "data_card": ("12", "", ""),
        "work": ("", "30", ""),
    },
    "warranty_computers": {
        "whole": ("12", "", ""),
        "main_part": ("24", "", ""),
        "work": ("", "30", ""),
    },
    "warranty_repair_work": {
        "work_overhaul": ("", "100", "20000"),
        "work_service2": ("", "30", "5000"),
        "work_minor": ("", "10", "2000"),
    },
    "warranty_farm": {"whole": ("12", "", ""), "main_part": ("24", "", "")},
    "warranty_tractor": {"whole": ("12", "", ""), "main_part": ("24", "", "")},
    "warranty_small_tractor": {"whole": ("9", "", ""), "main_part": ("18", "", "")},
    "warranty_combine": {"whole": ("12", "", ""), "main_part": ("24", "", "")},
    "warranty_diesel_multi": {"whole": ("12", "", ""), "main_part": ("24", "", "")},
    "warranty_diesel_single": {"whole": ("9", "", ""), "main_part": ("18", "", "")},
    "warranty_petrol_2": {"whole": ("3", "", ""), "main_part": ("6", "", "")},
    "warranty_petrol_4": {"whole": ("6", "", ""), "main_part": ("12", "", "")},
    "warranty_contract": {"whole": ("12", "", ""), "sold_spare": ("3", "", "")},
}
#: Set: code of the remedy, days or threshold (domain.md 1.2)
NUMBERS = {
    "consumer_law": {"refund_7": "7", "no_reason_7": "7"},
    "goods1995": {
        "refund_7": "7",
        "exchange_15": "15",
        "exchange_twice": "2",
        "refund_no_model": "2",
        "exchange_90": "90",
        "exchange_30": "30",
        "refund_choice": "2",
    },
    "phones": {
        "refund_7": "7",
        "exchange_15": "15",
        "exchange_twice": "2",
        "refund_accessory": "2",
        "spare_phone": "7",
        "exchange_60": "60",
        "exchange_30": "30",
        "refund_no_model": "2",
        "refund_choice": "2",
    },
    "computers": {
        "refund_7": "7",
        "exchange_15": "15",
        "exchange_twice": "2",
        "refund_no_model": "2",
    },
    "farm_machinery": {
        "exchange_30": "30",
        "main_part_twice": "2",
        "exchange_again": "1",
    },
    "zhejiang": {
        "refund_7": "7",
        "exchange_15": "15",
        "refund_choice": "2",
        "refund_35": "35",
        "loan_5": "5",
    },
}
DAY_RATES = {
    "warranty_bicycle": "0.05",
    "warranty_colour_tv": "0.1",
    "warranty_bw_tv": "0.05",
    "warranty_vcr": "0.1",
    "warranty_phones": "0.5",
}
#: Policies that somebody must confirm at the source before customers are told
TO_CONFIRM = {
    "warranty_bicycle",
    "warranty_bw_tv",
    "warranty_coach",
    "warranty_colour_tv",
    "warranty_combine",
    "warranty_computers",
    "warranty_consumer",
    "warranty_contract",
    "warranty_dealer_cars",
    "warranty_diesel_multi",
    "warranty_diesel_single",
    "warranty_family_cars",
    "warranty_farm",
    "warranty_goods1995",
    "warranty_petrol_2",
    "warranty_petrol_4",
    "warranty_phone_shop",
    "warranty_phones",
    "warranty_repair_work",
    "warranty_small_tractor",
    "warranty_tractor",
    "warranty_vcr",
}


@tagged("post_install", "-at_install")
class TestRegimeFiles(ProfileCase):
    def test_war7_every_number_carries_its_article(self):
        for code in SETS:
            for model in (COVERS, REMEDIES, "aftersales.warranty.condition"):
                for row in rows(code, model):
                    with self.subTest(code=code, row=row["id"]):
                        self.assertTrue(row["article"])
            for row in rows(code, "aftersales.warranty.policy"):
                with self.subTest(code=code, row=row["id"]):
                    self.assertTrue(row["legal_basis"])

    def test_war7_order_43(self):
        found = {row["code"]: row for row in rows("family_cars", REMEDIES)}
        table = [line.split() for line in ORDER_43.strip().splitlines()]
        self.assertEqual(found.keys(), {line[0] for line in table})
        for code, article, *cells, papers in table:
            with self.subTest(code):
                row = found[code]
                self.assertEqual(row["article"], f"Order 43, Art. {article}")
                expected = tuple("" if cell == "-" else cell for cell in cells)
                self.assertEqual(
                    tuple(row[column] for column in ORDER_43_COLUMNS), expected
                )
                named = [one for one in row["document_kind_ids:id"].split(",") if one]
                self.assertEqual(len(named), int(papers))
                refund = row["entitlement"] == "refund"
                self.assertEqual(row["alternative"], "exchange" if refund else "")
                self.assertEqual(
                    (row["reply_workdays"], row["done_workdays"]),
                    ("10", "20") if refund else ("", ""),
                    "Art. 28",
                )
                # within the 三包有效期; Art. 21 within the 包修期
                within = "remedy" if row["fee"] else ""
                if code == "transport_day_6":
                    within = "repair"
                self.assertEqual(row["within"], within)

    def test_war7_order_43_early_warnings(self):
        found = {row["code"]: row["warn_at"] for row in rows("family_cars", REMEDIES)}
        self.assertEqual(
            {code: at for code, at in found.items() if at},
            {
                "transport_day_6": "4",
                "safety_twice": "1",
                "assembly_twice": "1",
                "main_part_twice": "1",
                "days_30": "25",
                "repairs_4": "3",
            },
        )

    def test_war7_order_43_parts_faults_and_exclusions(self):
        parts = all_rows("family_cars", "aftersales.component")
        assemblies = {
            name
            for name, row in parts.items()
            if row["component_class"] == "main_assembly"
        }
        four = {
            f"component_car_{one}" for one in "engine gearbox battery motor".split()
        }
        self.assertEqual(assemblies, four)
        found = {row["code"]: row for row in rows("family_cars", REMEDIES)}
        for code in ("assembly_60", "refund_7", "assembly_twice"):
            self.assertEqual(set(found[code]["component_ids:id"].split(",")), four)
        ten = set(found["main_part_twice"]["component_ids:id"].split(","))
        systems = "steering brake suspension driveline emission body".split()
        self.assertEqual(ten - four, {f"component_car_{one}" for one in systems})
        for group in ten:
            with self.subTest(group):
                self.assertTrue(
                    [row for row in parts.values() if row["parent_id:id"] == group]
                )
        faults = all_rows("family_cars", "aftersales.fault")
        named = found["refund_60"]["fault_ids:id"].split(",")
        self.assertEqual(len(named), 5)
        for name in named:
            self.assertEqual(faults[name]["is_safety"], "1")
            self.assertTrue(faults[name]["component_id:id"])
        (policy,) = rows("family_cars", "aftersales.warranty.policy")
        conditions = all_rows("family_cars", "aftersales.warranty.condition")
        self.assertEqual(
            [
                conditions[one]["article"]
                for one in policy["exclusion_ids:id"].split(",")
            ],
            [f"Order 43, Art. 32({number})" for number in range(1, 6)],
        )
        self.assertEqual(
            (policy["start_event"], policy["is_mandatory"]), ("delivery", "1")
        )

    def test_war7_periods_of_every_regime(self):
        found = {}
        for code in SETS:
            for row in rows(code, COVERS):
                limits = tuple(row.get(name, "") for name in ("months", "days", "km"))
                found.setdefault(row["policy_id:id"], {})[row["code"]] = limits
        for policy, expected in PERIODS.items():
            for code, limits in expected.items():
                with self.subTest(policy=policy, code=code):
                    self.assertEqual(found[policy][code], limits)

    def test_war7_windows_and_counts_of_every_regime(self):
        for code, expected in NUMBERS.items():
            found = {}
            for row in rows(code, REMEDIES):
                number = row.get("threshold") or row["days"]
                self.assertEqual(found.setdefault(row["code"], number), number)
            with self.subTest(code):
                self.assertEqual(found, expected)

    def test_war7_day_rates(self):
        found = {
            row["policy_id:id"]: row["fee_rate"]
            for code in SETS
            for row in rows(code, REMEDIES)
            if row.get("fee") == "day"
        }
        self.assertEqual(found, DAY_RATES)

    def test_war7_what_is_unsure_is_marked(self):
        found = {
            row["id"]
            for code in SETS
            for row in rows(code, "aftersales.warranty.policy")
            if row.get("to_confirm")
        }
        self.assertEqual(found, TO_CONFIRM)

    def test_war1_contract_starts_with_the_installation(self):
        (policy,) = rows("contract", "aftersales.warranty.policy")
        self.assertEqual(
            [policy[c] for c in ("customer_type", "start_event", "cap_months")],
            ["business", "installation", "6"],
        )
        self.assertNotEqual(policy["is_mandatory"], "1")

    def test_war1_coach_has_45_parts_of_their_own(self):
        covers = [r for r in rows("contract_coach", COVERS) if r["component_id:id"]]
        parts = {row["component_id:id"] for row in covers}
        self.assertGreaterEqual(len(parts), 45)
        self.assertLessEqual({"12", "6", "3", "2"}, {row["months"] for row in covers})
        wear = [row for row in covers if row["component_class"] == "wear_part"]
        self.assertTrue(wear)
        self.assertEqual({row["is_excluded"] for row in wear}, {"1"})

    def test_every_cover_ends(self):
        """Only what a card must say has no period: it is undetermined until then."""
        for code in SETS:
            for row in rows(code, COVERS):
                if row["id"] == "cover_car_wear":
                    continue
                ends = [row.get(one) for one in ("months", "days", "km", "is_excluded")]
                with self.subTest(code=code, row=row["id"]):
                    self.assertTrue(any(ends))

    def test_faults_name_what_is_broken(self):
        for code in ("coach", "dealer", "equipment", "furnace", "machinery", "phone"):
            faults = rows(code, "aftersales.fault")
            named = [row for row in faults if row["component_id:id"]]
            with self.subTest(code):
                self.assertGreater(len(named), len(faults) / 2)


@tagged("post_install", "-at_install")
class TestRegimeLoading(ProfileCase):
    def policy(self, name="warranty_family_cars"):
        return self.record(name)

    def verdict(self, policy):
        """A verdict that names this policy, so that it doesn't change any more."""
        consumer = self.env["res.partner"].create({"name": "Consumer"})
        ticket = self._create_ticket(
            company_id=self.fresh.id,
            partner_id=consumer.id,
            type_id=self.record("type_repair").id,
            lot_id=False,
            accountable_id=False,
        )
        (verdict,) = ticket._make_verdicts()
        self.assertEqual(verdict.policy_id, policy)
        return verdict

    def test_regime_leaves_the_company_s_profile_alone(self):
        self.load()
        before = self.fresh.aftersales_profile_version
        self.load(code="family_cars")
        self.assertEqual(self.fresh.aftersales_profile, "furnace")
        self.assertEqual(self.fresh.aftersales_profile_version, before)
        self.assertTrue(self.policy())

    def test_window_offers_regimes_apart_from_profiles(self):
        profiles = self.env["aftersales.profile"]
        self.assertIn("family_cars", dict(profiles._regimes()))
        self.assertNotIn("family_cars", dict(profiles._selection()))
        self.assertNotIn("dealer", dict(profiles._regimes()))
        boss, _employee = self._make_user("fresh_manager", "manager", self.fresh)
        form = Form(self.env["aftersales.profile.load"].with_user(boss))
        form.kind = "regime"
        form.regime = "phones"
        window = form.save()
        window.action_compare()
        self.assertFalse(
            self.env["aftersales.warranty.policy"].search_count(
                [("company_id", "=", self.fresh.id)]
            )
        )
        self.assertIn("Mobile phones (2001)", window.outcome)
        window.action_load()
        self.assertTrue(self.record("warranty_phones"))

    def test_version_rises_with_every_included_set(self):
        profiles = self.env["aftersales.profile"]
        whole = int(profiles._version("dealer"))
        included = sum(
            int(profiles._about(one)["version"]) for one in profiles._parts("dealer")
        )
        self.assertEqual(whole, included)
        self.assertGreater(whole, int(profiles._version("family_cars")))

    def test_set_that_includes_itself_is_refused(self):
        change = ("profile.csv", ",contract", ",furnace")
        with self.shipped(change), self.refused(UserError, "includes “furnace”"):
            self.load()
        change = ("profile.csv", ",contract", ",nonsense")
        with self.shipped(change), self.refused(UserError, "includes “nonsense”"):
            self.load()

    def test_profile_completes_a_row_of_what_it_includes(self):
        """WAR-4: only the general regulations ask payment before a repair."""
        self.load(code="general")
        self.assertTrue(self.record("type_repair").payment_first)
        self.assertTrue(self.record("type_repair").judges_warranty)
        self.load(company=self.other_company)
        self.assertFalse(self.record("type_repair", self.other_company).payment_first)

    def test_region_is_named_by_another_addon(self):
        self.load(code="zhejiang")
        policy = self.record("warranty_zj_phones")
        self.assertEqual(policy.state_ids, self.env.ref("base.state_cn_ZJ"))
        self.assertEqual(policy.parent_id, self.record("warranty_phones"))

    def test_categories_are_adopted_and_never_doubled(self):
        self.load(code="phones")
        category = self.record("category_phone")
        self.assertIn(category.name, ("Mobile phones", "移动电话机"))
        second = self._make_company("Second Shop")
        second.partner_id.lang = "zh_CN"
        outcome = self.load(second, code="phones")
        self.assertEqual(self.record("category_phone", second), category)
        self.assertNotIn("product.category", {o["model"] for o in outcome["added"]})
        self.assertEqual(self.record("warranty_phones", second).category_ids, category)

    def test_subcategory_of_the_same_name_elsewhere_is_another_one(self):
        other = self.env["product.category"].create({"name": "Toys"})
        toy = self.env["product.category"].create(
            {"name": "Bicycles", "parent_id": other.id}
        )
        self.load(code="goods1995")
        self.assertNotEqual(self.record("category_bicycle"), toy)

    def test_policy_of_the_same_code_is_adopted_with_its_rows(self):
        own = self.env["aftersales.warranty.policy"].create(
            {
                "name": "Ours",
                "code": "order43",
                "company_id": self.fresh.id,
                "line_ids": [
                    (0, 0, {"code": "repair", "name": "Car", "months": 60}),
                ],
            }
        )
        outcome = self.load(code="family_cars")
        self.assertEqual(self.policy(), own)
        self.assertEqual(self.record("cover_car_repair"), own.line_ids[0])
        self.assertEqual(own.line_ids[0].months, 60)
        told = {(d["name"], d["column"]) for d in outcome["differences"]}
        self.assertIn(("cover_car_repair", "months"), told)
        self.assertEqual(len(own.line_ids), 3)
        self.assertEqual(self.load(code="family_cars")["created"], 0)

    def test_edited_period_is_kept_told_and_taken_over(self):
        self.load(code="family_cars")
        line = self.record("cover_car_repair")
        line.months = 60
        (difference,) = self.load(code="family_cars")["differences"]
        self.assertEqual((difference["shipped"], difference["current"]), ("36", "60"))
        self.assertEqual(difference["cause"], "edited")
        self.load(code="family_cars", take=[("cover_car_repair", "months")])
        self.assertEqual(line.months, 36)
        self.assertEqual(self.policy().version, 1)

    def test_value_for_a_policy_in_use_makes_a_new_version(self):
        self.load(code="consumer_law")
        old = self.policy("warranty_consumer")
        verdict = self.verdict(old)
        line = self.record("cover_consumer_whole")
        # changed before any verdict was made by it
        self.env.cr.execute(
            "UPDATE aftersales_warranty_policy_line SET months = 6 WHERE id = %s",
            [line.id],
        )
        line.invalidate_recordset()
        (difference,) = self.load(code="consumer_law")["differences"]
        self.assertEqual(difference["name"], "cover_consumer_whole")
        self.load(code="consumer_law", take=[("cover_consumer_whole", "months")])
        self.assertEqual((line.months, old.active, old.version), (6, False, 1))
        newer = self.env["aftersales.warranty.policy"].search(
            [("company_id", "=", self.fresh.id), ("code", "=", "consumer_law")]
        )
        self.assertEqual((newer.version, newer.line_ids.months), (2, 24))
        self.assertEqual(len(newer.remedy_ids), len(old.remedy_ids))
        self.assertEqual(verdict.policy_id, old)
        self.assertEqual(
            self.load(code="consumer_law"),
            {"created": 0, "taken": 0, "added": [], "differences": []},
        )

    def test_row_missing_in_a_policy_in_use_makes_a_new_version(self):
        self.load(code="consumer_law")
        self.record("remedy_consumer_distance").unlink()
        self.verdict(self.policy("warranty_consumer"))
        outcome = self.load(code="consumer_law")
        self.assertEqual(outcome["created"], 1)
        newer = self.env["aftersales.warranty.policy"].search(
            [("company_id", "=", self.fresh.id), ("code", "=", "consumer_law")]
        )
        self.assertEqual((newer.version, len(newer.remedy_ids)), (2, 2))
        self.assertEqual(self.load(code="consumer_law")["created"], 0)

    def test_rows_follow_a_new_version_that_a_person_made(self):
        self.load(code="family_cars")
        policy = self.policy()
        newer = policy.browse(policy.action_new_version()["res_id"])
        line = newer.line_ids.filtered(lambda row: row.code == "repair")
        line.months = 48
        newer.line_ids.filtered(lambda row: row.code == "wear_part").unlink()
        outcome = self.load(code="family_cars")
        (difference,) = outcome["differences"]
        self.assertEqual(
            (difference["name"], difference["current"]),
            (
                "cover_car_repair",
                "48",
            ),
        )
        self.assertEqual(
            [one["model"] for one in outcome["added"]], [COVERS], "what was dropped"
        )
        self.assertIn("wear_part", newer.line_ids.mapped("code"))
        self.assertEqual(len(policy.line_ids), 3)


@tagged("post_install", "-at_install")
class TestRegimeChoice(ProfileCase):
    """WAR-1: the loaded policies, as the rules choose and apply them."""

    def choose(self, category, customer="consumer", state=None):
        nearest = self.record(f"category_{category}") if category else None
        path = nearest.parent_path.split("/")[-2::-1] if nearest else ()
        scope = choice.choose(
            self.env["aftersales.warranty.policy"]._scopes(self.fresh)[self.fresh.id],
            choice.Case(
                day=date(2026, 3, 2),
                customer_type=customer,
                state=state,
                categories=tuple(int(id_) for id_ in path),
            ),
        )
        policy = scope and scope.policy
        code = policy and self.env["aftersales.warranty.policy"].browse(policy.id).code
        return code, policy

    def test_war1_policy_follows_from_category_region_and_customer(self):
        zhejiang = self.env.ref("base.state_cn_ZJ").id
        for profile, cases in {
            "mall": (
                ("colour_tv", "consumer", None, "goods1995_colour_tv"),
                ("aircon", "consumer", None, "goods1995"),
                ("goods1995", "consumer", None, "goods1995"),
                ("colour_tv", "consumer", zhejiang, "zhejiang_goods1995"),
                ("phone", "consumer", None, "phones2001"),
                ("phone", "consumer", zhejiang, "zhejiang_phones"),
                ("computer", "consumer", zhejiang, "zhejiang_computers"),
                (None, "consumer", zhejiang, "consumer_law"),
                ("phone", "business", None, None),
            ),
            "phone": (("phone", "consumer", None, "phone_shop"),),
            "dealer": (
                ("family_car", "consumer", None, "dealer_cars"),
                ("repaired_vehicle", "business", None, "repair_work"),
                ("family_car", "business", None, None),
            ),
            "machinery": (
                ("small_tractor", "farmer", None, "farm126_small_tractor"),
                ("farm", "farmer", None, "farm126"),
                ("farm", "business", None, "contract"),
            ),
            "coach": (
                ("coach", "business", None, "contract_coach"),
                (None, "business", None, "contract"),
            ),
            "furnace": ((None, "business", None, "contract"),),
            "general": (
                (None, "business", None, "contract"),
                (None, "consumer", None, "consumer_law"),
            ),
        }.items():
            self.fresh = self._make_company(f"Choice {profile}")
            self.load(code=profile)
            for category, customer, state, expected in cases:
                with self.subTest(profile=profile, category=category, state=state):
                    self.assertEqual(
                        self.choose(category, customer, state)[0], expected
                    )

    def test_war7_loaded_order_43_judges(self):
        """150,000 CNY × 12,000 km at 0.5 % is 9,000 CNY; nothing in the first days."""
        self.load(code="dealer")
        _code, policy = self.choose("family_car")
        sold = date(2026, 3, 2)
        engine = self.record("component_car_engine")
        brake = self.record("fault_car_brake_failure")
        for day, km, days, repairs, values, expected, fee in (
            (400, 12000, 31, 1, {}, "refund", 9000),
            (400, 12000, 30, 1, {}, "repair", 0),
            (400, 12000, 5, 5, {}, "refund", 9000),
            (400, 12000, 4, 4, {}, "repair", 0),
            (
                *(7, 500, 0, 0, {"component": engine.id, "needs_replacement": True}),
                *("refund", 0),
            ),
            (
                *(8, 500, 0, 0, {"component": engine.id, "needs_replacement": True}),
                *("repair", 0),
            ),
            (60, 3000, 0, 0, {"faults": (brake.id,)}, "refund", 0),
            (60, 3001, 0, 0, {"faults": (brake.id,)}, "repair", 0),
        ):
            done = date(2026, 6, 1)
            facts = Facts(
                at=datetime.combine(sold + timedelta(days=day), datetime.min.time()),
                dates={"delivery": sold, "invoice": sold},
                usage=Usage(km=km),
                **{
                    "component": None,
                    "faults": (99,),
                    "is_safety": False,
                    "needs_replacement": False,
                    **values,
                },
                repairs=tuple(
                    Repair(
                        request=number,
                        days=days // repairs,
                        fault=99,
                        done=done + timedelta(days=number),
                    )
                    for number in range(repairs)
                ),
                papers={"purchase": True, "policy": True},
                price=150000,
                tree=self.env["aftersales.component"]._trees(self.fresh)[self.fresh.id],
            )
            with self.subTest(day=day, km=km, days=days, repairs=repairs):
                verdict = warranty.judge(policy, facts)
                self.assertEqual((verdict.entitlement, verdict.fee), (expected, fee))


class TestWorkmanship(BaseCase):
    """Repair work is warranted by the kind of work that the repair names (维修质保)."""

    OVERHAUL, ENGINE, FAULT = 1, 2, 3

    def judge(self, days, replaced, component=None, km=0):
        policy = Policy(
            id=1,
            lines=(
                Line("overhaul", "workmanship", self.OVERHAUL, limits=Limits(days=100)),
                Line("minor", "workmanship", limits=Limits(days=10)),
            ),
            start=Start("delivery"),
        )
        done = datetime(2026, 3, 2).date()
        facts = Facts(
            at=datetime.fromordinal(done.toordinal() + days),
            dates={"delivery": datetime(2015, 1, 1).date()},
            usage=Usage(km=km),
            component=component,
            faults=(self.FAULT,),
            repairs=(
                Repair(
                    request=1, fault=self.FAULT, replaced=frozenset(replaced), done=done
                ),
            ),
            tree=Tree(
                classes={self.OVERHAUL: "workmanship", self.ENGINE: "main_assembly"}
            ),
        )
        return warranty.judge(policy, facts).entitlement

    def test_overhaul_100_days_anything_else_10(self):
        for days, replaced, expected in (
            (10, (), "repair"),
            (11, (), "paid"),
            (11, (self.ENGINE,), "paid"),
            (11, (self.OVERHAUL, self.ENGINE), "repair"),
            (100, (self.OVERHAUL,), "repair"),
            (101, (self.OVERHAUL,), "paid"),
        ):
            for component in (None, self.ENGINE, self.OVERHAUL):
                with self.subTest(days=days, replaced=replaced, component=component):
                    self.assertEqual(self.judge(days, replaced, component), expected)
