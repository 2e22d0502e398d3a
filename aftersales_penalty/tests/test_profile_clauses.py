"""The clauses of the profiles: figures of the regulations, in English and Chinese."""

import csv

from odoo.tests import tagged

from odoo.addons.aftersales_service.tests.common import AftersalesCommon

from ..models.aftersales_profile import FOLDER

#: Rule, profile, clause of the source, what proposes it, by which limits or facts (or
#: kinds of request), what follows, amount (0: set by the company), percent
TABLE = """
PEN-01 | furnace | 2.1 | clock | T-02 | fine | 30 | 0
PEN-02 | furnace | 2.2 | clock | T-03 | fine | 30 | 0
PEN-03 | furnace | 2.3 | clock | T-04 | fine | 30 | 0
PEN-04 | furnace | 2.4 | clock | T-05 | fine | 30 | 0
PEN-05 | furnace | 2.5 | unprepared | T-04 | fine | 30 | 0
PEN-05M | furnace | 2.5 | manual | | fine | 30 | 0
PEN-06 | furnace | 2.6 | manual | | fine | 30 | 0
PEN-07 | furnace | 2.7 | refused | | fine | 30 | 0
PEN-08 | furnace | 2.8 | manual | | fine | 30 | 0
PEN-09 | furnace | 2.9 | manual | | fine | 30 | 0
PEN-10 | furnace | 2.10 | repeat | | fine | 30 | 0
PEN-11 | furnace | 2.11 | exchange | | fine | 30 | 0
PEN-12 | furnace | 2.12 | clock | T-11 | fine | 30 | 0
PEN-12M | furnace | 2.12 | manual | | fine | 30 | 0
PEN-13 | furnace | 2.13 | clock | T-12 | fine | 30 | 0
PEN-14 | furnace | 2.14 | clock | T-13 | fine | 30 | 0
PEN-15 | furnace | 2.15 | manual | | fine | 30 | 0
PEN-16 | furnace | 2.16 | manual | | fine | 30 | 0
PEN-17 | furnace | 2.17 | rating | installation | fine | 30 | 0
PEN-18 | furnace | 2.18 | manual | | fine | 30 | 0
PEN-19 | furnace | 2.19 | clock | T-14 | fine | 30 | 0
PEN-19M | furnace | 2.19 | manual | | fine | 30 | 0
PEN-20 | furnace | 2.20 | clock | T-15,T-15S | fine | 30 | 0
PEN-21 | furnace | 2.21 | clock | T-16 | fine | 30 | 0
PEN-22 | furnace | 2.22 | incomplete | | fine | 30 | 0
PEN-23 | furnace | 3.0 | clock | T-17 | fine | 30 | 0
PEN-24 | furnace | 4.0 | manual | | fine | 30 | 0
PEN-25 | furnace | 2 | rating | | fine | 50 | 0
PEN-26 | furnace | 7.0 | manual | | fine | 50 | 0
PEN-27 | furnace | 1 | over_promise | | loss_share | 0 | 50
PEN-27M | furnace | 1 | manual | | loss_share | 0 | 50
PEN-28 | equipment | 4.2 | clock | T-09,T-09V | major_demerit | 0 | 0
PEN-28R | equipment | 4.2 | repeat | | major_demerit | 0 | 0
PEN-28M | equipment | 4.2 | manual | | major_demerit | 0 | 0
PEN-29 | equipment | 4.4 | no_call | | fine | 0 | 0
PEN-30 | equipment | 4.5 | clock | T-09V | fine | 0 | 0
PEN-31 | equipment | 4.6 | incomplete | | fine | 0 | 0
PEN-32 | equipment | 4.7 | manual | | fine | 0 | 0
PEN-33 | equipment | 1.6 | manual | | criticism | 0 | 0
PEN-33B | equipment | 1.6 | manual | | bonus_withheld | 0 | 0
PEN-33D | equipment | 6 | manual | | dismissal | 0 | 0
PEN-33F | equipment | 6 | manual | | fine | 0 | 0
PEN-36 | equipment | 4.3 | manual | | demerit | 0 | 0
PEN-36E | equipment | 4.3 | manual | | expense_refused | 0 | 0
PEN-36G | equipment | 4.3 | manual | | major_demerit | 0 | 0
PEN-36D | equipment | 4.3 | manual | | dismissal | 0 | 0
PEN-34 | coach | 3.3.2 | event | report_altered | dismissal | 0 | 0
PEN-34M | coach | 3.3.2 | manual | | dismissal | 0 | 0
PEN-35 | coach | 3.3.4 | manual | | dismissal | 0 | 0
PEN-37 | general | 5.3 | manual | | warning | 0 | 0
PEN-37F | general | 5.3 | manual | | fine | 0 | 0
PEN-37D | general | 5.3 | manual | | dismissal | 0 | 0
PEN-38 | general | 6, 3.2 | manual | | warning | 0 | 0
PEN-38F | general | 6, 3.2 | manual | | fine | 0 | 0
PEN-38D | general | 6, 3.2 | manual | | dismissal | 0 | 0
PEN-39 | general | 6.3 | clock | T-18 | expense_refused | 0 | 0
REW-1 | general | 2.3, 4.2 | praise | | reward | 0 | 0
REW-1M | general | 2.3, 4.2 | manual | | reward | 0 | 0
PEN-40 | mall | 15 | unreported | | fine | 0 | 0
REW-1 | mall | 11 | praise | | reward | 0 | 0
REW-1M | mall | 11 | manual | | reward | 0 | 0
"""
CASES = tuple(
    tuple(cell.strip() for cell in line.split("|"))
    for line in TABLE.strip().splitlines()
)
PROFILES = ("furnace", "equipment", "coach", "general", "mall")
#: Clauses whose amount the company has to say, by profile
BLANK = {"furnace": 0, "equipment": 6, "coach": 0, "general": 4, "mall": 3}
#: What a load that finds nothing to do answers
NOTHING = {"created": 0, "taken": 0, "added": [], "differences": []}


@tagged("post_install", "-at_install")
class TestProfileClauses(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.profiles = cls.env["aftersales.profile"]
        cls.regulations = {}
        for profile in PROFILES:
            company = cls._make_company(f"Clauses of {profile}")
            cls.profiles.load(profile, company)
            cls.regulations[profile] = cls.env["aftersales.regulation"].search(
                [("company_id", "=", company.id), ("code", "=", "PENALTY")]
            )

    def rule(self, profile, code):
        rules = self.regulations[profile].rule_ids
        return rules.filtered(lambda rule: rule.code == code)

    def test_every_clause_is_that_of_the_regulations(self):
        for code, profile, clause, trigger, codes, what, amount, percent in CASES:
            with self.subTest(code, profile=profile):
                self.assertRecordValues(
                    self.rule(profile, code),
                    [
                        {
                            "clause": clause,
                            "trigger": trigger,
                            "trigger_codes": codes or False,
                            "consequence": what,
                            "amount": float(amount),
                            "percent": float(percent),
                        }
                    ],
                )

    def test_every_rule_is_there_once_and_no_other(self):
        for profile in PROFILES:
            with self.subTest(profile):
                self.assertEqual(
                    sorted(self.regulations[profile].rule_ids.mapped("code")),
                    sorted(case[0] for case in CASES if case[1] == profile),
                )
        numbers = {case[0].rstrip("BDEFGMR") for case in CASES}
        self.assertEqual(
            numbers, {f"PEN-{number:02}" for number in range(1, 41)} | {"REW-1"}
        )

    def test_each_profile_brings_one_draft(self):
        """It binds nobody before the company adopted and published it (LCL 4)."""
        for profile, regulation in self.regulations.items():
            with self.subTest(profile):
                self.assertRecordValues(
                    regulation,
                    [
                        {
                            "code": "PENALTY",
                            "name": "Penalties and rewards",
                            "state": "draft",
                            "version": 1,
                            "valid_from": False,
                        }
                    ],
                )
                chinese = regulation.with_context(lang="zh_CN")
                self.assertEqual(chinese.name, "奖惩规定")

    def test_amounts_that_the_company_sets_are_told(self):
        for profile, blank in BLANK.items():
            with self.subTest(profile):
                self.assertEqual(self.regulations[profile].missing_count, blank)
        rule = self.rule("equipment", "PEN-29")
        self.assertTrue(rule.is_amount_missing)
        rule.amount = 20
        self.assertEqual(self.regulations["equipment"].missing_count, 5)

    def test_clauses_without_amount_propose_nothing(self):
        ready = self.regulations["equipment"].rule_ids._rules()
        self.assertNotIn("PEN-30", [rule.code for rule in ready])
        self.assertIn("PEN-28", [rule.code for rule in ready])

    def test_no_amount_is_a_fine_in_the_sense_of_the_law(self):
        """No company may fine (domain §4): performance pay, or a proven loss."""
        rules = self.env["aftersales.penalty.rule"].union(
            *(one.rule_ids for one in self.regulations.values())
        )
        kinds = rules.grouped("money_type")
        self.assertEqual(
            set(kinds.get("loss", rules.browse()).mapped("code")),
            {"PEN-27", "PEN-27M"},
        )
        self.assertNotIn("fine", kinds)

    def test_harm_scores_and_who_answers(self):
        for profile, code, values in (
            ("furnace", "PEN-13", {"needs_harm": True, "accountable_role": "person"}),
            ("furnace", "PEN-14", {"needs_harm": True, "accountable_role": "person"}),
            ("furnace", "PEN-17", {"score": 1, "accountable_role": "leader"}),
            ("furnace", "PEN-25", {"score": 2, "accountable_role": "leader"}),
            ("furnace", "PEN-27", {"accountable_role": "seller"}),
            ("furnace", "PEN-03", {"needs_harm": False}),
            ("equipment", "PEN-28", {"needs_harm": True, "validity_months": 12}),
            ("equipment", "PEN-36", {"validity_months": 12}),
            ("equipment", "PEN-30", {"needs_harm": False, "validity_months": 0}),
            ("coach", "PEN-34", {"accountable_role": "leader"}),
            ("general", "PEN-37", {"validity_months": 6}),
            ("general", "REW-1", {"score": 5, "is_reward": True}),
        ):
            with self.subTest(code):
                self.assertRecordValues(self.rule(profile, code), [values])

    def test_limits_and_facts_of_the_clauses_exist(self):
        facts = dict(self.env["aftersales.event.type"]._selection())
        kinds = dict(self.env["helpdesk.ticket.type"]._fields["kind"].selection)
        policies = self.env["aftersales.clock.policy"]
        for profile, regulation in self.regulations.items():
            company = regulation.company_id
            limits = policies.search([("company_id", "=", company.id)]).mapped("code")
            known = {
                "clock": limits,
                "unprepared": limits,
                "event": facts,
                "rating": kinds,
            }
            for rule in regulation.rule_ids:
                with self.subTest(rule.code, profile=profile):
                    self.assertLessEqual(
                        rule._codes(), set(known.get(rule.trigger, ()))
                    )

    def test_chinese_for_every_name_and_text(self):
        for profile, regulation in self.regulations.items():
            for rule in regulation.rule_ids:
                chinese = rule.with_context(lang="zh_CN")
                for field in ("name", "text"):
                    with self.subTest(rule.code, profile=profile, field=field):
                        self.assertTrue(rule[field].isascii())
                        self.assertRegex(chinese[field], "[\u4e00-\u9fff]")
                        self.assertNotIn(rule[field], chinese[field])

    def test_every_cell_is_written_once(self):
        """No text of one clause stands for another one, in either language."""
        for path in sorted(FOLDER.glob("*/aftersales.penalty.rule.csv")):
            with path.open(encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
            for head in ("id", "code", "name", "name@zh_CN", "text", "text@zh_CN"):
                with self.subTest(path.parent.name, head=head):
                    cells = [row[head] for row in rows]
                    self.assertEqual(len(cells), len(set(cells)))

    def test_loading_twice_changes_nothing(self):
        for profile, regulation in self.regulations.items():
            with self.subTest(profile):
                again = self.profiles.load(profile, regulation.company_id)
                self.assertEqual(again, NOTHING)

    def test_company_s_own_amount_stays_and_is_told(self):
        rule = self.rule("furnace", "PEN-01")
        rule.amount = 20
        found = self.profiles.load("furnace", rule.company_id)["differences"]
        self.assertEqual(rule.amount, 20)
        self.assertEqual(
            [(one["name"], one["column"], one["cause"]) for one in found],
            [("penalty_01", "amount", "edited")],
        )
