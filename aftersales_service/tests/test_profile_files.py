"""The shipped profiles: the figures of the regulations, in English and in Chinese."""

import csv
from collections import defaultdict
from datetime import date

from odoo.tests import tagged

from ..models.aftersales_profile import REGIMES, ROOT
from ..models.aftersales_profile_loading import MODELS
from ..rules import cost as cost_rules
from .common import AftersalesCommon

#: profile | kind of cost | what is known | who bears what
BEARERS = (
    ("machinery", "travel", {"staff": "branch"}, {"branch": 100}),
    ("machinery", "travel", {"staff": "manufacturing"}, {"company": 100}),
    ("machinery", "travel", {"staff": "other"}, {"company": 100}),
    ("machinery", "labour", {"staff": "branch"}, {"manufacturing": 100}),
    ("machinery", "part", {"entitlement": "free"}, {"manufacturing": 100}),
    ("machinery", "freight", {}, {"manufacturing": 100}),
    ("machinery", "packing", {}, {"manufacturing": 100}),
    ("machinery", "part", {"cause": "human"}, {"customer": 100}),
    ("machinery", "travel", {"entitlement": "paid"}, {"customer": 100}),
    ("machinery", "part", {"supplier": True}, {"supplier": 100}),
    ("furnace", "part", {"over_promise": True}, {"seller": 50, "company": 50}),
    ("furnace", "travel", {"over_promise": True}, {"seller": 50, "company": 50}),
    ("furnace", "part", {"entitlement": "free"}, {"company": 100}),
    ("furnace", "part", {"entitlement": "paid"}, {"customer": 100}),
    ("furnace", "part", {"entitlement": "goodwill"}, {"goodwill": 100}),
    ("general", "labour", {}, {"company": 100}),
    ("general", "part", {"cause": "human"}, {"customer": 100}),
    ("general", "part", {"over_promise": True}, {"company": 100}),
    ("general", "freight", {"supplier": True}, {"supplier": 100}),
)
#: profile → code: clause, from, to, limit, unit, whose clock
LIMITS = {
    "furnace": {
        "T-02": ("2.1", "registered", "responded", "3", "hour", "accountable"),
        "T-03": ("2.2", "registered", "solution_proposed", "6", "hour", "accountable"),
        "T-04": ("2.3", "registered", "arrived", "72", "hour", "leader"),
        "T-05": ("2.4", "dispatched", "ticket_booked", "", "hour", "booker"),
        "T-11": (
            "2.12",
            "goods_received",
            "return_reported",
            "3",
            "day",
            "accountable",
        ),
        "T-12": ("2.13", "decision_asked", "decided", "2", "hour", "asked"),
        "T-13": ("2.14", "manager_called", "manager_reached", "2", "hour", "asked"),
        "T-14": (
            "2.19",
            "payment_received",
            "parts_shipped",
            "4",
            "hour",
            "accountable",
        ),
        "T-15": ("2.20", "parts_approved", "parts_packed", "4", "hour", "accountable"),
        "T-15S": (
            "2.20",
            "parts_approved",
            "parts_shipped",
            "8",
            "hour",
            "accountable",
        ),
        "T-16": ("2.21", "unblocked", "finished", "2", "hour", "leader"),
        "T-17": ("3.0", "help_asked", "help_done", "2", "hour", "asked"),
    },
    "coach": {
        "T-06": ("3.2.2", "registered", "arrived", "24", "hour", "leader"),
        "T-07": ("3.2.2", "registered", "responded", "12", "hour", "accountable"),
        "T-08": (
            "3.2.3",
            "registered",
            "supplier_contacted",
            "12",
            "hour",
            "accountable",
        ),
    },
    "general": {
        "T-01": ("1", "registered", "responded", "30", "minute", "accountable"),
        "T-10": ("4", "registered", "customer_told", "24", "hour", "accountable"),
        "T-10S": ("4", "registered", "closed", "48", "hour", "accountable"),
        "T-20": (
            "3.3",
            "return_asked",
            "return_reviewed",
            "2",
            "workday",
            "accountable",
        ),
        "T-21": ("3.3", "return_accepted", "picked_up", "1", "workday", "accountable"),
        "T-22": ("3.3", "refunded", "customer_told", "2", "workday", "accountable"),
        "T-22X": (
            "3.3",
            "replacement_shipped",
            "customer_told",
            "2",
            "workday",
            "accountable",
        ),
        "T-18": ("6.3", "expense_incurred", "expense_claimed", "3", "workday", "asked"),
        "T-19": ("3.3", "delivered", "return_asked", "7", "workday", "customer"),
    },
    "equipment": {
        "T-09": ("3.4", "registered", "responded", "24", "hour", "accountable"),
        "T-09V": ("3.4", "visit_agreed", "arrived", "", "hour", "leader"),
    },
}
FROM_GENERAL = {
    "dealer": ("T-01", "T-10", "T-10S", "T-18"),
    "machinery": (
        *("T-10", "T-10S", "T-18", "T-19"),
        *("T-20", "T-21", "T-22", "T-22X"),
    ),
    "phone": ("T-19", "T-20", "T-22"),
    "mall": ("T-10S", "T-19", "T-20", "T-21", "T-22", "T-22X"),
}
#: The template for any company serves these as well (source D)
LIMITS |= {
    profile: {code: LIMITS["general"][code] for code in codes}
    for profile, codes in FROM_GENERAL.items()
}
LIMITS["dealer"]["T-25"] = (
    *("4(7)", "delivered", "followed_up"),
    *("3", "day", "accountable"),
)
LIMITS["phone"]["T-23"] = (
    *("1", "goods_received", "replacement_shipped"),
    *("3", "day", "accountable"),
)
LIMITS["mall"]["T-24"] = ("6", "registered", "accepted", "24", "hour", "accountable")
LIMITS["mall"]["T-26"] = (
    *("14", "repair_promised", "compensation_decided"),
    *("", "hour", "accountable"),
)
LIMIT_COLUMNS = (
    "clause",
    "start_event",
    "stop_event",
    "limit_value",
    "limit_unit",
    "accountable_role",
)
#: Codes of the topmost faults, by which limits choose requests
ROOTS = {
    "furnace": {
        "burner",
        "heating",
        "control",
        "lining",
        "mechanical",
        "hydraulics",
        "cooling",
        "electrical",
    },
    "coach": {"body", "chassis", "engine", "electrical", "aircon"},
}
#: INT-2
KINDS = {
    "repair",
    "complaint",
    "return",
    "installation",
    "consultation",
    "visit",
    "parts",
    "incident",
}
CAUSES = {"own", "company", "customer", "force_majeure", "supplier"}


def folder(code):
    """Folder of a profile or of a regime."""
    return ROOT / code if (ROOT / code).exists() else REGIMES / code


def rows(code, model):
    """The rows of one file; none if the set has no such file."""
    path = folder(code) / f"{model}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parts(code):
    """A set with those that it includes, they first."""
    (about,) = rows(code, "profile")
    included = [
        part for one in about["includes"].split(",") if one for part in parts(one)
    ]
    return [*dict.fromkeys(included), code]


def all_rows(code, model):
    """Name → row, of a set with those that it includes."""
    return {row["id"]: row for part in parts(code) for row in rows(part, model)}


def limits(profile):
    return {row["code"]: row for row in rows(profile, "aftersales.clock.policy")}


SETS = sorted(path.name for root in (ROOT, REGIMES) for path in root.iterdir())


@tagged("post_install", "-at_install")
class TestProfileFiles(AftersalesCommon):
    def test_limits_of_the_regulations(self):
        for profile, expected in LIMITS.items():
            found = {
                code: tuple(row[column] for column in LIMIT_COLUMNS)
                for code, row in limits(profile).items()
            }
            with self.subTest(profile):
                self.assertEqual(found, expected)

    def test_t05_is_judged_inside_t04(self):
        row = limits("furnace")["T-05"]
        self.assertEqual((row["limit_kind"], row["within_code"]), ("within", "T-04"))

    def test_t06_t07_t08_choose_by_fault_distance_and_supplier(self):
        domains = {code: row["domain"] for code, row in limits("coach").items()}
        self.assertEqual(
            domains["T-06"],
            "[('fault_group', '=', 'body'), ('distance_km', '>', 0), "
            "('distance_km', '<=', 100)]",
        )
        self.assertEqual(
            domains["T-07"],
            "['|', ('distance_km', '>', 100), ('supplier_needed', '=', True)]",
        )
        self.assertEqual(
            domains["T-08"], "[('fault_group', 'in', ['chassis', 'engine'])]"
        )

    def test_t09_counts_to_the_agreed_time(self):
        self.assertEqual(limits("equipment")["T-09V"]["limit_kind"], "promised")

    def test_t16_work_begun_in_time_is_enough(self):
        self.assertEqual(limits("furnace")["T-16"]["other_stop_codes"], "arrived")

    def test_int2_every_profile_knows_every_type(self):
        for profile in LIMITS:
            with self.subTest(profile):
                types = all_rows(profile, "helpdesk.ticket.type").values()
                self.assertEqual({row["kind"] for row in types}, KINDS)

    def test_war3_repairs_complaints_and_returns_are_judged(self):
        for profile in LIMITS:
            with self.subTest(profile):
                types = rows("basics", "helpdesk.ticket.type")
                self.assertIn("basics", parts(profile))
                self.assertEqual(
                    {row["kind"] for row in types if row["judges_warranty"] == "1"},
                    {"repair", "complaint", "return"},
                )

    def test_seven_profiles_and_a_general_one(self):
        self.assertEqual({path.name for path in ROOT.iterdir()}, LIMITS.keys())
        self.assertEqual(len(LIMITS), 8)

    def test_t19_is_the_customer_s_time_and_no_promise(self):
        row = limits("general")["T-19"]
        self.assertEqual((row["accountable_role"], row["is_public"]), ("customer", "0"))

    def test_t26_counts_to_the_agreed_time(self):
        row = limits("mall")["T-26"]
        self.assertEqual(row["limit_kind"], "promised")
        self.assertEqual(row["other_stop_codes"], "finished,delivered,closed")

    def test_mall_keeps_office_hours_every_day(self):
        (row,) = rows("mall", "resource.calendar")
        self.assertEqual(row["attendance_ids:hours"], "1-7 08:30-17:30")

    def test_names_are_unique_over_all_sets(self):
        """A row of an included set may only be repeated as it is, with more columns."""
        for code in SETS:
            found = defaultdict(dict)
            for part in parts(code):
                for model in MODELS:
                    here = rows(part, model)
                    self.assertEqual(len(here), len({row["id"] for row in here}))
                    for row in here:
                        with self.subTest(code=code, part=part, name=row["id"]):
                            known = found[row["id"]]
                            self.assertEqual(known.setdefault("model", model), model)
                            shared = known.keys() & row.keys()
                            self.assertEqual(
                                {head: known[head] for head in shared},
                                {head: row[head] for head in shared},
                            )
                            known.update(row)

    def test_regimes_share_no_names(self):
        names = defaultdict(list)
        for path in REGIMES.iterdir():
            for model in MODELS:
                for row in rows(path.name, model):
                    names[row["id"]].append(path.name)
        self.assertFalse({name: w for name, w in names.items() if len(w) > 1})

    def test_faults_have_the_groups_that_limits_name(self):
        for profile, expected in ROOTS.items():
            faults = rows(profile, "aftersales.fault")
            roots = {row["code"] for row in faults if not row["parent_id:id"]}
            with self.subTest(profile):
                self.assertEqual(roots, expected)

    def test_pauses_know_every_cause(self):
        for profile in LIMITS:
            with self.subTest(profile):
                reasons = rows(profile, "aftersales.pause.reason")
                self.assertEqual({row["cause"] for row in reasons}, CAUSES)

    def test_every_text_has_its_chinese(self):
        for path in (*ROOT.glob("*/*.csv"), *REGIMES.glob("*/*.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                reader = csv.DictReader(stream)
                pairs = [
                    (head, f"{head}@zh_CN")
                    for head in reader.fieldnames
                    if f"{head}@zh_CN" in reader.fieldnames
                ]
                self.assertTrue(pairs, path)
                for row in reader:
                    for english, chinese in pairs:
                        with self.subTest(path=path.name, row=reader.line_num):
                            self.assertTrue(
                                row[english].isascii() or "°" in row[english]
                            )
                            self.assertEqual(bool(row[english]), bool(row[chinese]))
                            if row[chinese]:
                                self.assertFalse(row[chinese].isascii())

    def test_every_file_is_of_a_known_model(self):
        known = {*MODELS, "profile"}
        files = (*ROOT.glob("*/*.csv"), *REGIMES.glob("*/*.csv"))
        self.assertEqual({path.stem for path in files}, known)

    def test_every_set_loads_whole_and_twice(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        profiles = self.env["aftersales.profile"]
        for code in SETS:
            company = self._make_company(f"Loaded {code}")
            with self.subTest(code):
                # product categories are there once, for all companies; other addons
                # bring files of their own
                models = {*MODELS} - {"product.category"}
                shipped = sum(len(all_rows(code, model)) for model in models)
                outcome = profiles.load(code, company)
                added = [one for one in outcome["added"] if one["model"] in models]
                self.assertEqual(len(added), shipped)
                self.assertEqual(outcome["differences"], [])
                self.assertEqual(profiles._parts(code), parts(code))
                outcome = profiles.load(code, company)
                self.assertEqual(
                    outcome,
                    {"created": 0, "taken": 0, "added": [], "differences": []},
                )
                self.assertEqual(profiles.compare(code, company), outcome)

    def test_cst2_who_bears_what_in_the_regulations(self):
        """Machinery A3 9 and 5.2, furnace B 1, asked as the rules are asked."""
        day = date(2026, 3, 2)
        for profile, kind, known, expected in BEARERS:
            book = [
                cost_rules.Rule(
                    ref=number,
                    bearer=row["bearer"],
                    share=float(row.get("share") or 100),
                    kind=row.get("kind") or None,
                    cause=row.get("cause_class") or None,
                    entitlement=row.get("entitlement") or None,
                    staff=row.get("staff") or None,
                    over_promise=row.get("over_promise") == "1",
                    supplier=row.get("supplier") == "1",
                )
                for number, row in enumerate(
                    sorted(
                        rows(profile, "aftersales.bearer.rule"),
                        key=lambda row: int(row["sequence"]),
                    )
                )
            ]
            with self.subTest(profile=profile, kind=kind, known=known):
                self.assertTrue(book)
                found = cost_rules.split(book, cost_rules.Facts(kind, **known), day)
                self.assertEqual({s.bearer: s.percent for s in found}, expected)
