"""rules/warranty.py: what holds for all facts, searched for by hypothesis (WAR-3)."""

from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase

from ..rules import cover, period, remedy, warranty, warranty_facts
from ..rules.calendar import Calendar
from ..rules.choice import merged
from ..rules.period import Limits, Start, Usage
from .warranty_policies import (
    CALENDAR,
    CAR,
    COACH,
    FURNACE,
    GOODS,
    PHONE,
    TRACTOR,
    TREE,
)

try:
    from hypothesis import given, settings
    from hypothesis import strategies as st
except ImportError:  # only the project's own test environment brings it
    given = None

BEGIN = date(2024, 2, 1)
PARTS = [*TREE.classes, 998, 999]
KINDS = ["whole", "main_assembly", "main_part", "wear_part", "gift", "sold_spare"]
FAULTS = [101, 110, 111]
IDLE = Calendar("Asia/Shanghai", ((),) * 7)
FAR = [date.min, date(4, 2, 29), date(2000, 2, 29), date(9999, 12, 30), date.max]


def rank(entitlement):
    return warranty.RANK[entitlement]


def worth(verdict):
    """What the customer gets for sure: entitlement, and further rights."""
    return rank(verdict.entitlement), {right.code for right in verdict.rights}


if given:
    always = settings(deadline=None, derandomize=True, database=None, max_examples=60)
    some_days = st.integers(0, 800).map(lambda n: BEGIN + timedelta(days=n))
    # one draw for many fields keeps the search quick
    limits = st.sampled_from(
        [
            Limits(months, days, km, hours, until)
            for months, days in ((0, 0), (3, 0), (12, 0), (36, 0), (0, 7), (1, 60))
            for km, hours in ((0, 0), (3000, 0), (0, 1000), (60000, 1000))
            for until in (None, date(2024, 9, 1))
        ]
    )
    starts = st.sampled_from(
        [Start(event, cap) for event in period.START_EVENTS for cap in (0, 6, 18)]
    )
    maybe = st.sampled_from([None, True, False])
    parts = st.sampled_from([None, *PARTS])

    @st.composite
    def lines(draw):
        return warranty_facts.Line(
            code=f"L{draw(st.integers(0, 99))}",
            component_class=draw(st.sampled_from([*KINDS, "whole", "workmanship"])),
            component=draw(st.sampled_from([None] * 9 + PARTS)),
            period=draw(st.sampled_from(["repair", "repair", "remedy"])),
            limits=draw(limits),
            start=draw(st.none() | starts),
            excluded=draw(st.integers(0, 9)) == 0,
            replacement=draw(st.sampled_from(["rest", "longer", "own"])),
            own=draw(limits),
        )

    @st.composite
    def remedies(draw):
        return remedy.Remedy(
            code=f"R{draw(st.integers(0, 99))}",
            entitlement=draw(
                st.sampled_from(["refund", "exchange", "repair", "benefit"])
            ),
            trigger=draw(st.sampled_from(sorted(remedy.TRIGGERS))),
            operator=draw(st.sampled_from([">", ">="])),
            threshold=draw(st.integers(0, 4)),
            window=draw(limits),
            within=draw(st.sampled_from(["", "repair", "remedy"])),
            components=draw(st.frozensets(st.sampled_from(PARTS), max_size=2)),
            component_class=draw(st.sampled_from(["", "", "main_part", "gift"])),
            faults=draw(st.frozensets(st.sampled_from(FAULTS), max_size=1)),
            papers=draw(st.sampled_from([(), ("card",)])),
            conditions=draw(st.sampled_from([(), ("intact",)])),
            fee=draw(st.sampled_from(["", "km", "day"])),
            fee_rate=draw(st.sampled_from([0, 0.3, 0.8])),
        )

    made_up = st.builds(
        warranty_facts.Policy,
        id=st.just(1),
        lines=st.lists(lines(), max_size=4).map(tuple),
        remedies=st.lists(remedies(), max_size=3).map(tuple),
        start=starts,
        mandatory=st.booleans(),
        papers=st.sampled_from([(), ("card",)]),
        exclusions=st.sampled_from([{}, {"misuse": "32(2)"}]),
        pause_for_repair=st.booleans(),
    )
    real = st.sampled_from([CAR, GOODS, PHONE, FURNACE, COACH, TRACTOR])
    policies = real | made_up
    readings = st.sampled_from([None, 0.0, 900.0, 2999.5, 3001.0, 60000.5])
    repairs = st.builds(
        remedy.Repair,
        request=st.none() | st.integers(1, 4),
        days=st.sampled_from([0, 1, 6, 31]),
        fault=st.none() | st.sampled_from(FAULTS),
        is_safety=st.booleans(),
        replaced=st.frozensets(st.sampled_from(PARTS), max_size=3),
        done=st.none() | some_days,
        km=readings,
        hours=readings,
        current=st.booleans(),
        whole_days=st.none() | st.sampled_from([0, 31, 40]),
    )
    promises = st.builds(
        warranty_facts.Promise,
        ref=st.integers(1, 5),
        kind=st.sampled_from(["card", "contract"]),
        limits=limits,
        start=st.none() | starts,
        component=parts,
        shown=st.booleans(),
    )

    @st.composite
    def known_facts(draw, day=some_days, **given_facts):
        names = st.sampled_from(sorted(period.START_EVENTS))
        fields = {
            "at": draw(day).strftime("%Y-%m-%d"),
            "dates": draw(st.dictionaries(names, day)),
            "usage": Usage(draw(readings), draw(readings)),
            "component": draw(parts),
            "component_class": draw(st.sampled_from(["whole", *KINDS])),
            "faults": draw(st.sampled_from([(), (110,), (101, 100), (7,)])),
            "is_safety": draw(maybe),
            "needs_replacement": draw(maybe),
            "repairs": tuple(draw(st.lists(repairs, max_size=4))),
            "papers": draw(st.dictionaries(st.sampled_from(["card", "x"]), maybe)),
            "exclusions": draw(
                st.sampled_from([{}, {}, {"misuse": True}, {"misuse": False}])
            ),
            "conditions": draw(st.sampled_from([{}, {"intact": True}])),
            "promises": tuple(draw(st.lists(promises, max_size=2))),
            "price": draw(st.sampled_from([None, 150000.0])),
            "tree": draw(st.sampled_from([TREE, remedy.Tree(), remedy.Tree({82: ()})])),
            "calendar": draw(st.sampled_from([None, CALENDAR, IDLE])),
        }
        fields.update(given_facts)
        day_of_request = date.fromisoformat(fields["at"].zfill(10))
        fields["at"] = datetime.combine(day_of_request, datetime.min.time())
        return warranty_facts.Facts(**fields)

    facts = known_facts()
    seeds = st.randoms(use_true_random=False)

    def hide(known, chance):
        """The same facts, some of them not known."""

        def lose():
            return chance.random() < 0.5

        hidden = {}
        if lose():
            hidden["dates"] = {k: v for k, v in known.dates.items() if lose()}
        if lose():
            hidden["usage"] = Usage(
                None if lose() else known.usage.km,
                None if lose() else known.usage.hours,
            )
        if lose() and known.component is not None:
            hidden.update(component=None, component_class="whole")
        if lose():
            hidden["faults"] = ()
        if lose():
            hidden["is_safety"] = hidden["needs_replacement"] = None
        if lose():
            hidden["papers"] = {k: None for k in known.papers if lose()}
            hidden["papers"] = {**known.papers, **hidden["papers"]}
        if lose():
            hidden["conditions"] = {}
        if lose():
            hidden["exclusions"] = {code: False for code in known.exclusions}
        hidden["promises"] = tuple(
            replace(p, shown=False) if lose() else p for p in known.promises
        )
        hidden["repairs"] = tuple(
            replace(
                r,
                fault=None if lose() else r.fault,
                km=None if lose() else r.km,
                done=None if lose() else r.done,
            )
            for r in known.repairs
        )
        return replace(known, **hidden)

    def longer(limit, more):
        """Limits that go further in each respect."""
        return Limits(
            months=limit.months and limit.months + more,
            days=limit.days and limit.days + more,
            km=limit.km and limit.km + more * 1000,
            hours=limit.hours and limit.hours + more * 100,
            until=limit.until and limit.until + timedelta(days=more),
        )

    class TestWarrantyProperties(BaseCase):
        def assertNotWorse(self, better, before):
            self.assertGreaterEqual(rank(better.entitlement), rank(before.entitlement))
            self.assertLessEqual(worth(before)[1], worth(better)[1])

        @always
        @given(
            st.none() | policies,
            facts | known_facts(st.sampled_from(FAR)),
        )
        def test_no_facts_make_it_crash_nor_change(self, policy, known):
            # a calendar keeps the days that it has worked out
            before = deepcopy((policy, replace(known, calendar=None)))
            first = warranty.judge(policy, known)
            self.assertEqual(warranty.judge(policy, known), first)
            for name in ("repair", "remedy"):
                cover.ends(policy, known, name)
            self.assertEqual((policy, replace(known, calendar=None)), before)

        @settings(always, max_examples=300)
        @given(policies, facts, seeds)
        def test_war_3_unknown_never_yields_paid(self, policy, known, chance):
            hidden = hide(known, chance)
            if warranty.judge(policy, hidden).entitlement == warranty.PAID:
                self.assertEqual(
                    warranty.judge(policy, known).entitlement, warranty.PAID
                )

        @always
        @given(policies, facts, seeds)
        def test_war_3_a_fee_is_never_owed_for_a_missing_fact(
            self, policy, known, chance
        ):
            free = replace(
                policy,
                remedies=(
                    remedy.Remedy("sure", "refund", fee="km", fee_rate=0.5),
                    *policy.remedies,
                ),
            )
            hidden = warranty.judge(free, hide(known, chance))
            full = warranty.judge(free, known)
            if hidden.fee and full.fee == 0 and hidden.entitlement == "refund":
                self.assertNotEqual(full.entitlement, "refund")

        @always
        @given(policies, facts, st.integers(0, 40))
        def test_longer_limits_never_make_it_worse(self, policy, known, more):
            wider = replace(
                policy,
                lines=tuple(
                    replace(
                        line,
                        limits=longer(line.limits, more),
                        own=longer(line.own, more),
                    )
                    for line in policy.lines
                ),
                remedies=tuple(
                    replace(row, window=longer(row.window, more))
                    for row in policy.remedies
                ),
            )
            before = warranty.judge(policy, known)
            self.assertNotWorse(warranty.judge(wider, known), before)
            promised = replace(
                known,
                promises=tuple(
                    replace(p, limits=longer(p.limits, more)) for p in known.promises
                ),
            )
            self.assertNotWorse(warranty.judge(policy, promised), before)

        @always
        @given(policies, facts)
        def test_time_alone_is_never_worse_than_time_and_distance(self, policy, known):
            free = replace(
                policy,
                lines=tuple(
                    replace(line, limits=replace(line.limits, km=0, hours=0))
                    if line.limits.months or line.limits.days
                    else line
                    for line in policy.lines
                ),
            )
            self.assertNotWorse(
                warranty.judge(free, known), warranty.judge(policy, known)
            )

        @always
        @given(policies, facts, remedies())
        def test_a_further_remedy_never_makes_it_worse(self, policy, known, row):
            more = replace(policy, remedies=(*policy.remedies, row))
            self.assertNotWorse(
                warranty.judge(more, known), warranty.judge(policy, known)
            )

        @always
        @given(policies, facts, promises)
        def test_a_promise_beyond_the_law_never_makes_it_worse(
            self, policy, known, extra
        ):
            policy = replace(policy, mandatory=True)
            more = replace(known, promises=(*known.promises, extra))
            self.assertNotWorse(
                warranty.judge(policy, more), warranty.judge(policy, known)
            )

        @always
        @given(policies, facts, st.integers(0, 40))
        def test_a_promise_longer_than_the_handbook_never_makes_it_worse(
            self, policy, known, more
        ):
            policy = replace(policy, mandatory=False)
            line = cover.line_of(policy, known, "repair")
            if line and not line.excluded:
                extra = warranty_facts.Promise(
                    9, "contract", longer(line.limits, more), line.start
                )
                better = replace(known, promises=(extra, *known.promises))
                self.assertNotWorse(
                    warranty.judge(policy, better), warranty.judge(policy, known)
                )

        @always
        @given(policies, facts)
        def test_longer_of_both_is_never_worse_than_either(self, policy, known):
            def with_replacement(kind):
                lines = (replace(line, replacement=kind) for line in policy.lines)
                return warranty.judge(replace(policy, lines=tuple(lines)), known)

            longer_one = with_replacement("longer")
            self.assertNotWorse(longer_one, with_replacement("own"))
            self.assertNotWorse(longer_one, with_replacement("rest"))

        @always
        @given(policies, facts)
        def test_what_is_no_longer_excluded_is_never_worse(self, policy, known):
            lines = tuple(replace(line, excluded=False) for line in policy.lines)
            open_one = replace(policy, lines=lines, exclusions={}, mandatory=True)
            self.assertNotWorse(
                warranty.judge(open_one, known),
                warranty.judge(replace(policy, mandatory=True), known),
            )

        @always
        @given(policies, facts, repairs)
        def test_more_repairs_never_make_it_worse(self, policy, known, extra):
            lines = (
                replace(line, replacement=line.replacement.replace("own", "longer"))
                for line in policy.lines
            )
            policy = replace(policy, lines=tuple(lines))
            more = replace(known, repairs=(*known.repairs, extra))
            self.assertNotWorse(
                warranty.judge(policy, more), warranty.judge(policy, known)
            )

        @always
        @given(policies, facts)
        def test_an_earlier_request_is_never_worse_for_the_cover(self, policy, known):
            policy = replace(policy, remedies=())
            known = replace(known, repairs=())
            earlier = replace(known, at=known.at - timedelta(days=30))
            self.assertNotWorse(
                warranty.judge(policy, earlier), warranty.judge(policy, known)
            )

        @settings(always, max_examples=120)
        @given(policies, facts)
        def test_an_entitlement_has_a_rule_that_passed(self, policy, known):
            verdict = warranty.judge(policy, known)
            kinds = {g.kind for g in verdict.groups if g.result == "passed"}
            covers = {"cover", "workmanship", "promise"}
            if verdict.remedy:
                self.assertIn(verdict.remedy, verdict.rights)
                self.assertEqual(verdict.remedy.entitlement, verdict.entitlement)
                self.assertIn("remedy", kinds)
            elif verdict.entitlement == warranty.REPAIR:
                self.assertTrue(kinds & covers)
            else:
                self.assertIn(
                    verdict.entitlement, (warranty.PAID, warranty.UNDETERMINED)
                )
                self.assertEqual(verdict.fee, 0)
            self.assertEqual(
                verdict.entitlement == warranty.UNDETERMINED,
                rank(verdict.entitlement) < rank(warranty.REPAIR)
                and bool(verdict.pending),
            )

        @settings(always, max_examples=120)
        @given(policies, facts)
        def test_war_3_what_is_open_tells_what_is_missing(self, policy, known):
            verdict = warranty.judge(policy, known)
            for group in verdict.groups:
                results = [clause.result for clause in group.clauses]
                if group.result == "unknown":
                    self.assertIn("unknown", results)
                    for clause in group.clauses:
                        if clause.result == "unknown" and verdict.pending:
                            detail = clause.values.get("code", "")
                            self.assertIn((clause.fact, detail), verdict.missing)
            facts_missing = {fact for fact, _detail in verdict.missing}
            self.assertLessEqual(facts_missing, set(warranty.SUPPLIERS))
            if verdict.fee is None:
                self.assertTrue(verdict.missing)
            self.assertEqual(len(set(verdict.missing)), len(verdict.missing))
            for what in verdict.pending:
                self.assertGreater(rank(what), rank(verdict.entitlement))

        @always
        @given(policies, known_facts(component=None, component_class="whole"))
        def test_ends_agree_with_the_verdict(self, policy, known):
            policy = replace(policy, papers=(), exclusions={}, remedies=())
            repaired = (r for r in known.repairs if r.done and not r.current)
            known = replace(known, repairs=tuple(repaired))
            end, km, hours = cover.ends(policy, known, "repair")
            if end is None or end < BEGIN:
                return
            usage = Usage(km or 0.0, hours or 0.0)
            inside = replace(
                known, at=datetime.combine(end, datetime.max.time()), usage=usage
            )
            self.assertEqual(warranty.judge(policy, inside).entitlement, "repair")

        @always
        @given(policies, policies, facts)
        def test_region_without_rows_is_its_base(self, base, own, known):
            own = replace(own, lines=(), remedies=(), papers=(), exclusions={})
            both = merged(base, own)
            same = replace(
                base,
                id=own.id,
                start=own.start,
                mandatory=own.mandatory,
                pause_for_repair=own.pause_for_repair,
            )
            self.assertEqual(warranty.judge(both, known), warranty.judge(same, known))

        @always
        @given(some_days, limits, st.integers(0, 60))
        def test_civ_201_to_203_later_start_never_ends_earlier(self, day, limit, wait):
            later = day + timedelta(days=wait)
            for calendar in (None, CALENDAR):
                first = period.last_day(day, limit, calendar)
                second = period.last_day(later, limit, calendar)
                self.assertEqual(first is None, second is None)
                if first:
                    self.assertLessEqual(first, second)
