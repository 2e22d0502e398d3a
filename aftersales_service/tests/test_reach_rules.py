"""How far a cover reaches and how much of it is used (WAR-1, WAR-8): plain cases."""

from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..rules import reach as cover
from ..rules.cover import ends
from ..rules.period import Limits, Start
from ..rules.remedy import Repair
from ..rules.warranty_facts import Facts, Line, Policy, Promise

AT = datetime(2026, 3, 2, 10)
SOLD = date(2025, 3, 1)
WHOLE = Line("whole", limits=Limits(months=24, km=50000))
#: name → (lines, promises, used, mandatory) → state, last day, missing event, bars
CASES = {
    "nothing is known": ((), (), {}, False, ("none", None, "", ())),
    "time and distance run": (
        (WHOLE,),
        (),
        {"km": 12500},
        False,
        (
            "covered",
            date(2027, 3, 1),
            "",
            (("time", 50, "covered"), ("km", 25, "covered")),
        ),
    ),
    "distance not read yet": (
        (WHOLE,),
        (),
        {"km": None},
        False,
        (
            "covered",
            date(2027, 3, 1),
            "",
            (("time", 50, "covered"), ("km", 0, "covered")),
        ),
    ),
    "the last kilometre is still covered": (
        (WHOLE,),
        (),
        {"km": 50000},
        False,
        (
            "covered",
            date(2027, 3, 1),
            "",
            (("time", 50, "covered"), ("km", 100, "near")),
        ),
    ),
    "one kilometre more ends it": (
        (WHOLE,),
        (),
        {"km": 50001},
        False,
        (
            "ended",
            date(2027, 3, 1),
            "",
            (("time", 50, "covered"), ("km", 100, "ended")),
        ),
    ),
    "the last day is covered": (
        (Line("whole", limits=Limits(days=366)),),
        (),
        {},
        False,
        ("covered", date(2026, 3, 2), "", (("time", 100, "near"),)),
    ),
    "the day after it isn't": (
        (Line("whole", limits=Limits(months=12)),),
        (),
        {},
        False,
        ("ended", date(2026, 3, 1), "", (("time", 100, "ended"),)),
    ),
    "a start that nobody knows": (
        (Line("whole", limits=Limits(months=12), start=Start("installation")),),
        (),
        {},
        False,
        ("unknown", None, "installation", ()),
    ),
    "a longer promise counts": (
        (Line("whole", limits=Limits(months=12)),),
        (Promise(1, "card", Limits(months=36)),),
        {},
        True,
        ("covered", date(2028, 3, 1), "", (("time", 33, "covered"),)),
    ),
    "a shorter promise takes nothing from the law": (
        (Line("whole", limits=Limits(months=24)),),
        (Promise(1, "card", Limits(months=6)),),
        {},
        True,
        ("covered", date(2027, 3, 1), "", (("time", 50, "covered"),)),
    ),
    "a contract takes the place of the company's own policy": (
        (Line("whole", limits=Limits(months=24)),),
        (Promise(1, "contract", Limits(months=6)),),
        {},
        False,
        ("ended", date(2025, 9, 1), "", (("time", 100, "ended"),)),
    ),
    "an unproven promise doesn't count": (
        (Line("whole", limits=Limits(months=24)),),
        (Promise(1, "card", Limits(months=60), shown=False),),
        {},
        True,
        ("covered", date(2027, 3, 1), "", (("time", 50, "covered"),)),
    ),
    "a period that isn't stated is unknown, not endless": (
        (Line("whole"),),
        (),
        {},
        False,
        ("unknown", None, "", ()),
    ),
    "distance alone has no last day": (
        (Line("whole", limits=Limits(km=1000)),),
        (),
        {"km": 950},
        False,
        ("covered", None, "", (("km", 95, "near"),)),
    ),
}


@tagged("post_install", "-at_install")
class TestCoverRules(BaseCase):
    def facts(self, promises=(), **values):
        return Facts(at=AT, dates={"delivery": SOLD}, promises=promises, **values)

    def test_war1_state_and_bars_of_a_period(self):
        for name, (lines, promises, used, mandatory, expected) in CASES.items():
            with self.subTest(name):
                policy = Policy(1, lines, mandatory=mandatory)
                facts = self.facts(promises)
                found = cover.whole(policy, facts, "repair")
                period = cover.period(found, AT.date(), used)
                bars = tuple((b.what, b.percent, b.state) for b in period.bars)
                self.assertEqual(
                    (period.state, period.end, period.event, bars), expected
                )

    def test_war1_last_day_is_that_of_the_product_file(self):
        """The page tells the same end as the stored one, for every case."""
        for name, (lines, promises, used, mandatory, _expected) in CASES.items():
            with self.subTest(name):
                policy = Policy(1, lines, mandatory=mandatory)
                facts = self.facts(promises)
                found = cover.whole(policy, facts, "repair")
                period = cover.period(found, AT.date(), used)
                self.assertEqual(period.end, ends(policy, facts, "repair")[0])

    def test_war1_days_in_repair_move_the_end(self):
        policy = Policy(1, (WHOLE,), pause_for_repair=True)
        repair = Repair(request=1, days=10, done=date(2025, 6, 20))
        facts = self.facts(repairs=(repair,))
        (line,) = cover.covers(policy, facts)
        self.assertEqual(line.end, date(2027, 3, 11))

    def test_war1_each_line_begins_with_its_own_event(self):
        installed = Line("pump", limits=Limits(months=6), start=Start("installation"))
        policy = Policy(1, (WHOLE, installed))
        first, second = cover.covers(policy, self.facts())
        self.assertEqual((first.end, first.waits), (date(2027, 3, 1), False))
        self.assertEqual(
            (second.end, second.event, second.waits), (None, "installation", True)
        )

    def test_war1_work_is_warranted_after_each_repair(self):
        work = Line("work", "workmanship", limits=Limits(days=30))
        (line,) = cover.covers(Policy(1, (work,)), self.facts())
        self.assertEqual((line.event, line.end, line.waits), ("repair", None, True))

    def test_war1_without_a_policy_a_promise_stands_alone(self):
        until = Promise(1, "card", Limits(until=date(2026, 12, 31)))
        facts = self.facts((until,))
        period = cover.period(cover.whole(None, facts, "repair"), AT.date(), {})
        self.assertEqual((period.state, period.end), ("covered", date(2026, 12, 31)))
        self.assertEqual(cover.whole(None, facts, "remedy"), [])
