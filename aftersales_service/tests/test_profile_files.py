"""The shipped profiles: the figures of the regulations, in English and in Chinese."""

import csv

from odoo.tests import tagged

from ..models.aftersales_profile import ROOT
from ..models.aftersales_profile_loading import MODELS
from .common import AftersalesCommon

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
        "T-21": ("3.3", "return_reviewed", "picked_up", "1", "workday", "accountable"),
        "T-22": ("3.3", "refunded", "customer_told", "2", "workday", "accountable"),
    },
    "equipment": {
        "T-09": ("3.4", "registered", "responded", "24", "hour", "accountable"),
        "T-09V": ("3.4", "visit_agreed", "arrived", "", "hour", "leader"),
    },
}
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


def rows(profile, model):
    with (ROOT / profile / f"{model}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def limits(profile):
    return {row["code"]: row for row in rows(profile, "aftersales.clock.policy")}


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
                types = rows(profile, "helpdesk.ticket.type")
                self.assertEqual({row["kind"] for row in types}, KINDS)

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
        for path in ROOT.glob("*/*.csv"):
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
                            self.assertTrue(row[chinese])
                            self.assertFalse(row[chinese].isascii())

    def test_every_file_is_of_a_known_model(self):
        known = {*MODELS, "profile"}
        self.assertEqual({path.stem for path in ROOT.glob("*/*.csv")}, known)

    def test_every_profile_loads_whole_and_twice(self):
        for lang in ("en_US", "zh_CN"):
            self.env["res.lang"]._activate_lang(lang)
        for profile in LIMITS:
            company = self._make_company(f"Loaded {profile}")
            with self.subTest(profile):
                shipped = sum(len(rows(profile, model)) for model in MODELS)
                outcome = self.env["aftersales.profile"].load(profile, company)
                self.assertEqual(outcome["created"], shipped)
                self.assertEqual(outcome["differences"], [])
                outcome = self.env["aftersales.profile"].load(profile, company)
                self.assertEqual(
                    outcome,
                    {"created": 0, "taken": 0, "added": [], "differences": []},
                )
