"""rules/warranty.py: verdicts by a table of cases, each with its clause (WAR-1 … 7)."""

from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase

from ..rules import choice, cover, period, remedy, warranty, warranty_facts
from ..rules.period import Limits, Start, Usage
from .warranty_cases import CASES
from .warranty_policies import (
    CALENDAR,
    CAR,
    CRANK,
    ENGINE,
    FURNACE,
    GOODS,
    NOISE,
    PHONE,
    PISTON,
    RADIO,
    TREE,
    ZHEJIANG,
    car,
    done,
    furnace,
    goods,
    now,
    phone,
    promise,
    times,
)


def seen(verdict, name):
    """What a row of the table says about a verdict."""
    if name == "remedy":
        return verdict.remedy and verdict.remedy.code
    if name == "rights":
        return [right.code for right in verdict.rights]
    if name == "over":
        return verdict.over_promise and verdict.over_promise.ref
    return getattr(verdict, name)


class TestWarrantyRules(BaseCase):
    def test_war_3_every_case_of_the_table(self):
        for clause, title, policy, known, entitlement, expected in CASES:
            with self.subTest(clause=clause, title=title):
                verdict = warranty.judge(policy, known)
                self.assertEqual(verdict.entitlement, entitlement)
                for name, value in expected.items():
                    self.assertEqual(seen(verdict, name), value, name)

    def test_table_is_as_large_as_it_must_be_and_names_each_clause(self):
        self.assertGreaterEqual(len(CASES), 140)
        titles = [(clause, title) for clause, title, *_rest in CASES]
        self.assertEqual(len(set(titles)), len(titles))
        self.assertTrue(all(clause and title for clause, title in titles))

    def test_war_3_whoever_can_supply_a_missing_fact_is_known(self):
        for _clause, title, policy, known, *_rest in CASES:
            verdict = warranty.judge(policy, known)
            with self.subTest(title):
                self.assertLessEqual(
                    {fact for fact, _detail in verdict.missing},
                    set(warranty.SUPPLIERS),
                )
                if verdict.entitlement == warranty.UNDETERMINED:
                    self.assertTrue(verdict.missing)

    def test_war_3_a_verdict_shows_each_clause_with_the_fact_it_used(self):
        verdict = warranty.judge(CAR, car("2025-01-01", 12000.0))
        cover = next(group for group in verdict.groups if group.kind == "cover")
        self.assertEqual((cover.code, cover.article), ("A43-18-repair", "18"))
        time, km = cover.clauses
        self.assertEqual((time.result, time.fact), ("passed", "delivery"))
        self.assertEqual(
            time.values,
            {
                "event": "delivery",
                "start": date(2024, 3, 15),
                "end": date(2027, 3, 15),
                "months": 36,
                "days": 0,
                "extra": 0,
            },
        )
        self.assertEqual((km.code, km.result, km.fact), ("km", "passed", "km"))
        self.assertEqual(km.values, {"limit": 60000, "value": 12000.0})

    def test_paid_always_tells_why(self):
        for _clause, title, policy, known, entitlement, _expected in CASES:
            if entitlement == warranty.PAID:
                verdict = warranty.judge(policy, known)
                against = {
                    clause.code
                    for group in verdict.groups
                    for clause in group.clauses
                    if clause.result == "failed" or group.kind == "exclusion"
                }
                with self.subTest(title):
                    self.assertTrue(against)

    def test_int_7_over_promise_names_its_seller(self):
        known = furnace("2026-01-01", promises=(promise(months=24, seller="Wang"),))
        verdict = warranty.judge(FURNACE, known)
        self.assertEqual(verdict.over_promise.seller, "Wang")

    def test_pause_shows_the_days_that_do_not_count(self):
        known = goods("2025-03-20", repairs=times(2, days=4))
        group = warranty.judge(GOODS, known).groups[2]
        self.assertEqual(group.clauses[0].values["extra"], 8)
        self.assertEqual(group.clauses[0].values["end"], date(2025, 3, 23))

    # Ends

    def test_ends_of_a_car(self):
        known = car("2025-01-01")
        self.assertEqual(
            cover.ends(CAR, known, "repair"), (date(2027, 3, 15), 60000, None)
        )
        self.assertEqual(
            cover.ends(CAR, known, "remedy"), (date(2026, 3, 15), 50000, None)
        )
        unknown = car("2025-01-01", delivery="")
        self.assertEqual(cover.ends(CAR, unknown, "repair"), (None, 60000, None))

    def test_ends_go_by_what_lasts_most(self):
        known = car("2025-01-01", promises=(promise("card", months=24, km=100000),))
        self.assertEqual(
            cover.ends(CAR, known, "repair"), (date(2027, 3, 15), 60000, None)
        )
        known = car("2025-01-01", promises=(promise("card", months=60),))
        self.assertEqual(
            cover.ends(CAR, known, "repair"), (date(2029, 3, 15), None, None)
        )
        hidden = car("2025-01-01", promises=(promise(shown=False, months=60),))
        self.assertEqual(
            cover.ends(CAR, hidden, "repair"), (date(2027, 3, 15), 60000, None)
        )
        only = car("2025-01-01", promises=(promise(component=RADIO, months=60),))
        self.assertEqual(
            cover.ends(CAR, only, "repair"), (date(2027, 3, 15), 60000, None)
        )

    def test_ends_without_a_mandatory_policy_are_those_of_the_contract(self):
        shorter = furnace("2025-01-01", promises=(promise(months=6),))
        self.assertEqual(cover.ends(FURNACE, shorter, "repair")[0], date(2024, 9, 15))
        self.assertEqual(cover.ends(FURNACE, shorter, "remedy")[0], date(2025, 3, 15))
        printed = furnace("2025-01-01", promises=(promise(until=date(2030, 1, 1)),))
        self.assertEqual(cover.ends(None, printed, "repair")[0], date(2030, 1, 1))
        self.assertEqual(cover.ends(None, furnace("2025-01-01"), "repair"), (None,) * 3)

    def test_ends_move_with_repairs_and_holidays(self):
        known = goods("2025-01-01", repairs=times(1, days=20))
        self.assertEqual(cover.ends(GOODS, known, "repair")[0], date(2025, 4, 4))
        known = phone("2026-01-01", "2025-02-17", calendar=CALENDAR)
        self.assertEqual(cover.ends(PHONE, known, "repair")[0], date(2026, 2, 24))

    def test_ends_at_the_end_of_time(self):
        known = goods("9999-12-31", "9999-12-30", calendar=CALENDAR)
        self.assertEqual(cover.ends(GOODS, known, "repair")[0], date.max)
        self.assertEqual(warranty.judge(GOODS, known).entitlement, "refund")

    # Counters of early warning

    def test_counters(self):
        row = {right.trigger: right for right in CAR.remedies}
        repairs = (
            done("2024-05-01", 1, fault=NOISE, days=3, replaced=[PISTON]),
            done("2024-06-01", 2, fault=NOISE, days=4, replaced=[PISTON, CRANK]),
            done("2024-07-01", 3, is_safety=True, days=2, whole_days=9),
            now(fault=NOISE, days=1, replaced=[ENGINE, PISTON]),
        )

        def count(trigger):
            return remedy.counter(row[trigger], repairs, TREE)

        self.assertEqual(count("days_in_repair"), 10)
        self.assertEqual(count("days_of_this_repair"), 9)
        self.assertEqual(count("same_fault_repairs"), 3)
        self.assertEqual(count("safety_repairs"), 1)
        self.assertEqual(count("replacements"), 2)
        self.assertEqual(count("defect"), 0)
        twice = remedy.Remedy("x", "exchange", "repairs", threshold=2)
        self.assertEqual(remedy.counter(twice, repairs, TREE), 4)

    # Starts

    def test_start_is_a_span_as_long_as_a_date_is_missing(self):
        left, sold = date(2024, 1, 10), date(2024, 2, 1)
        for event, earlier in period.START_EVENTS.items():
            span = Start(event).span({})
            self.assertEqual((span.first, span.last), (None, None))
            if "invoice" in earlier:
                span = Start(event).span({"invoice": sold, "ex_factory": left})
                self.assertEqual((span.first, span.last), (sold, None))
            span = Start(event).span({event: sold})
            self.assertEqual((span.day, span.event), (sold, event))
        capped = Start("installation", 18)
        span = capped.span({"ex_factory": left})
        self.assertEqual((span.first, span.last), (left, date(2025, 7, 10)))
        span = capped.span({"installation": sold})
        self.assertEqual(span.day, sold)

    def test_pauses_count_if_they_begin_in_the_period(self):
        begin, limits = date(2024, 3, 1), Limits(days=10)
        for pauses, last in (
            ([(date(2024, 3, 11), 4)], date(2024, 3, 15)),
            ([(date(2024, 3, 12), 4)], date(2024, 3, 11)),
            ([(date(2024, 3, 11), 4), (date(2024, 3, 15), 2)], date(2024, 3, 17)),
            ([(None, 3)], date(2024, 3, 14)),
        ):
            with self.subTest(pauses):
                self.assertEqual(period.last_day(begin, limits, None, pauses), last)

    def test_war_3_a_trigger_shows_what_was_counted(self):
        known = car("2025-01-01", repairs=times(1, days=12))
        groups = {group.code: group for group in warranty.judge(CAR, known).groups}
        self.assertEqual(
            groups["A43-24-4-days"].clauses[-3].values,
            {
                "trigger": "days_in_repair",
                "value": 12,
                "operator": ">",
                "threshold": 30,
            },
        )

    def test_ends_of_what_is_excluded_and_of_remedies(self):
        whole = replace(GOODS.lines[0], excluded=True)
        promised = goods("2025-01-01", promises=(promise(months=24),))
        excluded = replace(GOODS, lines=(whole,))
        self.assertEqual(cover.ends(excluded, promised, "repair"), (None,) * 3)
        self.assertEqual(cover.ends(None, promised, "remedy"), (None,) * 3)
        self.assertEqual(cover.ends(GOODS, promised, "remedy")[0], date(2025, 3, 15))

    def test_usage_since_a_repair(self):
        self.assertEqual(Usage(500, None).since(200, 3), Usage(300, None))
        self.assertEqual(Usage(500, 9.5).since(None, 3), Usage(None, 6.5))


class TestWarrantyChoice(BaseCase):
    CASE = choice.Case(
        date(2024, 3, 15),
        customer_type="consumer",
        state=33,
        partners=(5, 50),
        categories=(7, 70),
        product=9,
    )
    #: the more specific, the later
    RANKED = (
        {},
        {"customer_type": "consumer"},
        {"states": frozenset({33})},
        {"states": frozenset({33}), "customer_type": "consumer"},
        {"categories": frozenset({70})},
        {"categories": frozenset({7})},
        {"products": frozenset({9})},
        {"products": frozenset({9}), "categories": frozenset({70})},
        {"partners": frozenset({50})},
        {"partners": frozenset({50}), "products": frozenset({9})},
    )

    @classmethod
    def scope(cls, number=0, **fields):
        return choice.Scope(replace(GOODS, id=number), **fields)

    def chosen(self, *scopes, case=None):
        found = choice.choose(scopes, case or self.CASE)
        return found and found.policy.id

    def test_war_1_the_more_specific_policy_holds(self):
        for n, fields in enumerate(self.RANKED):
            for less in self.RANKED[:n]:
                with self.subTest(more=fields, less=less):
                    one, other = self.scope(1, **fields), self.scope(2, **less)
                    self.assertEqual(self.chosen(one, other), 1)
                    self.assertEqual(self.chosen(other, one), 1)

    def test_war_1_what_does_not_fit_never_holds(self):
        for fields in (
            {"customer_type": "business"},
            {"states": frozenset({11})},
            {"partners": frozenset({6})},
            {"categories": frozenset({8})},
            {"products": frozenset({10})},
            {"valid_from": date(2024, 3, 16)},
            {"valid_to": date(2024, 3, 14)},
        ):
            with self.subTest(fields):
                self.assertIsNone(self.chosen(self.scope(1, **fields)))
                self.assertEqual(self.chosen(self.scope(1, **fields), self.scope(2)), 2)

    def test_war_1_who_is_not_known_gets_what_holds_for_all(self):
        unknown = choice.Case(date(2024, 3, 15))
        scopes = [self.scope(n, **fields) for n, fields in enumerate(self.RANKED)]
        self.assertEqual(self.chosen(*scopes, case=unknown), 0)

    def test_versions_by_the_day_of_the_sale(self):
        old = self.scope(1, version=1, valid_to=date(2021, 12, 31))
        new = self.scope(2, version=2, valid_from=date(2022, 1, 1))
        for day, expected in (
            (date(2021, 12, 31), 1),
            (date(2022, 1, 1), 2),
            (date(2026, 1, 1), 2),
        ):
            case = replace(self.CASE, day=day)
            self.assertEqual(self.chosen(old, new, case=case), expected)
            self.assertEqual(self.chosen(new, old, case=case), expected)

    def test_of_equal_ones_the_first_in_sequence_then_the_newest(self):
        first, second = self.scope(1, sequence=5), self.scope(2, sequence=10, version=9)
        self.assertEqual(self.chosen(second, first), 1)
        older, newer = self.scope(1, version=1), self.scope(2, version=2)
        self.assertEqual(self.chosen(older, newer), 2)
        self.assertIsNone(self.chosen())

    def test_region_adds_to_its_base_and_replaces_rows_of_the_same_code(self):
        codes = [row.code for row in ZHEJIANG.remedies]
        self.assertEqual(len(codes), len(set(codes)))
        self.assertEqual(set(codes), {r.code for r in GOODS.remedies} | {"ZJC-35"})
        self.assertEqual(ZHEJIANG.lines, GOODS.lines)
        self.assertEqual(ZHEJIANG.id, 8)
        own = replace(
            GOODS,
            lines=(warranty_facts.Line("P95-whole", limits=Limits(months=18)),),
            papers=("card",),
            exclusions={"misuse": "ZJC"},
        )
        both = choice.merged(replace(GOODS, papers=("invoice",)), own)
        self.assertEqual(both.papers, ("invoice", "card"))
        self.assertEqual(both.exclusions, {"misuse": "ZJC"})
        ends = cover.ends(both, goods("2024-03-20"), "repair")
        self.assertEqual(ends[0], date(2025, 9, 15))
