"""Policies, parts and usual facts that the cases of the 三包 verdict go by."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from ..rules.calendar import Calendar
from ..rules.choice import merged
from ..rules.period import Limits, Start, Usage
from ..rules.remedy import Remedy, Repair, Tree
from ..rules.warranty_facts import Facts, Line, Policy, Promise

WEEK = (((9 * 60, 18 * 60),),) * 5 + ((),) * 2
#: Spring festival 2026 and the national day's week, with the worked weekend days
CALENDAR = Calendar(
    tz="Asia/Shanghai",
    hours=WEEK,
    holidays=frozenset(
        [date(2026, 2, day) for day in range(15, 24)]
        + [date(2025, 10, day) for day in range(1, 9)]
    ),
    workdays={date(2026, 2, 14): None, date(2026, 2, 28): None},
)

# What can break

ENGINE, GEARBOX, BATTERY, MOTOR, STEERING, BRAKES, BODY = range(1, 8)
PISTON, CRANK, SPARK_PLUG, VALVE = 11, 12, 13, 14
CYLINDER, PADS, RADIO, WHEEL = 61, 62, 71, 72
HOST, CELL, EARPHONE, SCREEN, CASE_GIFT = 81, 82, 83, 84, 85
BURNER, FIREBRICK = 91, 92
GROUPS = {
    PISTON: ENGINE,
    CRANK: ENGINE,
    SPARK_PLUG: ENGINE,
    VALVE: GEARBOX,
    CYLINDER: BRAKES,
    PADS: BRAKES,
}
CLASSES = {
    **dict.fromkeys((ENGINE, GEARBOX, BATTERY, MOTOR), "main_assembly"),
    **dict.fromkeys((STEERING, BRAKES, BODY), "system"),
    **dict.fromkeys((PISTON, CRANK, VALVE, CYLINDER), "main_part"),
    **dict.fromkeys((SPARK_PLUG, PADS, FIREBRICK), "wear_part"),
    RADIO: "special_part",
    HOST: "main_assembly",
    CELL: "special_part",
    EARPHONE: "accessory",
    CASE_GIFT: "gift",
    BURNER: "main_assembly",
}
TREE = Tree(
    {part: (part, *filter(None, [GROUPS.get(part)])) for part in CLASSES}, CLASSES
)
STEERING_FAILS, BRAKES_FAIL, BODY_CRACKS, FUEL_LEAKS, BATTERY_BURNS = range(101, 106)
NOISE, STALLS, NO_LIGHT = 110, 111, 112

# Policies

FOUR = frozenset({ENGINE, GEARBOX, BATTERY, MOTOR})
TEN = FOUR | {STEERING, BRAKES, BODY}
LISTED = frozenset(range(101, 106))
BILL = ("invoice_paper", "card")
EARLY = Limits(days=60, km=3000)


def refund(code, trigger, threshold=1, operator=">=", **more):
    """A row of order 43 that gives a refund, or another car."""
    more.setdefault("papers", BILL)
    article = code.removeprefix("A43-")
    return Remedy(
        code,
        "refund",
        trigger,
        operator,
        threshold,
        alternative="exchange",
        article=article,
        **more,
    )


IN_TERM = {"within": "remedy", "fee": "km", "fee_rate": 0.5}
CAR = Policy(
    1,
    lines=(
        Line("A43-18-repair", limits=Limits(months=36, km=60000), article="18"),
        Line(
            "A43-18-remedy",
            period="remedy",
            limits=Limits(months=24, km=50000),
            article="18",
        ),
        Line("A43-19", "wear_part", limits=Limits(months=6, km=10000), article="19"),
    ),
    remedies=(
        Remedy(
            "A43-20",
            "benefit",
            window=EARLY,
            components=FOUR,
            component_class="main_part",
        ),
        Remedy("A43-21", "benefit", "days_of_this_repair", ">", 5, within="repair"),
        refund(
            "A43-22-assembly",
            "needs_replacement",
            window=Limits(days=7),
            components=FOUR,
            component_class="main_assembly",
        ),
        refund(
            "A43-22-part",
            "needs_replacement",
            window=Limits(days=7),
            components=FOUR,
            component_class="main_part",
        ),
        refund("A43-23", "defect", window=EARLY, faults=LISTED),
        refund("A43-24-1", "safety_repairs", 2, **IN_TERM),
        refund(
            "A43-24-2",
            "replacements",
            2,
            components=FOUR,
            component_class="main_assembly",
            **IN_TERM,
        ),
        refund(
            "A43-24-3",
            "replacements",
            2,
            components=TEN,
            component_class="main_part",
            **IN_TERM,
        ),
        refund("A43-24-4-days", "days_in_repair", 30, ">", **IN_TERM),
        refund("A43-24-4-times", "same_fault_repairs", 4, ">", **IN_TERM),
    ),
    mandatory=True,
    papers=("card",),
    exclusions={
        "known_defect": "32(1)",
        "misuse": "32(2)",
        "modified": "32(3)",
        "wrong_handling": "32(4)",
        "force_majeure": "32(5)",
    },
)
GOODS = Policy(
    2,
    lines=(
        Line("P95-whole", limits=Limits(months=12), start=Start("invoice")),
        Line("P95-main", "main_assembly", limits=Limits(months=36)),
    ),
    remedies=(
        Remedy("P95-9", "refund", window=Limits(days=7)),
        Remedy("P95-10", "exchange", window=Limits(days=15)),
        Remedy("P95-11", "exchange", "repairs", threshold=2, within="repair"),
        Remedy(
            "P95-12",
            "exchange",
            "days_of_this_repair",
            ">",
            90,
            within="repair",
            conditions=("no_parts",),
        ),
        Remedy(
            "P95-13",
            "refund",
            "repairs",
            threshold=2,
            within="repair",
            conditions=("none_in_stock",),
            fee="day",
            fee_rate=0.1,
        ),
    ),
    start=Start("invoice"),
    mandatory=True,
    pause_for_repair=True,
)
PHONE = Policy(
    3,
    lines=(
        Line("PHN-host", limits=Limits(months=12)),
        Line("PHN-battery", component=CELL, limits=Limits(months=6)),
        Line("PHN-earphone", component=EARPHONE, limits=Limits(months=3)),
        Line("C5-screen", component=SCREEN, excluded=True),
        Line("C5-gift", "gift", excluded=True),
    ),
    remedies=(
        Remedy("PHN-7", "refund", window=Limits(days=7), papers=("invoice_paper",)),
        Remedy("PHN-15", "exchange", window=Limits(days=15), conditions=("intact",)),
        Remedy("PHN-2", "exchange", "repairs", threshold=2, within="repair"),
    ),
    start=Start("invoice"),
    mandatory=True,
    exclusions={"opened": "C5", "water": "C5"},
)
FURNACE = Policy(
    4,
    lines=(
        Line("contract", limits=Limits(months=12)),
        Line("lining", "wear_part", excluded=True),
    ),
    # 12 months, and 18 from the factory at the most
    start=Start("installation", cap_months=6),
)
COACH = Policy(
    5,
    lines=(
        Line("C1-whole", limits=Limits(months=12, km=60000)),
        Line("C1-assembly", "main_assembly", limits=Limits(months=24, km=200000)),
        Line(
            "C1-engine",
            component=ENGINE,
            limits=Limits(months=36, km=300000, hours=9e3),
        ),
        Line("C1-wear", "wear_part", limits=Limits(months=3, km=10000)),
        Line(
            "C1-body",
            "system",
            limits=Limits(months=24),
            replacement="own",
            own=Limits(months=3),
        ),
        Line(
            "C1-special",
            "special_part",
            limits=Limits(months=12),
            replacement="longer",
            own=Limits(months=6, km=20000),
        ),
        Line("C1-spare", "sold_spare", limits=Limits(months=3), start=Start("invoice")),
    ),
    start=Start("registration", cap_months=6),
)
TRACTOR = Policy(
    6,
    lines=(
        Line("AGR-whole", limits=Limits(months=12, hours=1000)),
        Line("AGR-main", "main_assembly", limits=Limits(months=24, hours=2000)),
    ),
    remedies=(
        Remedy(
            "AGR-part",
            "benefit",
            "same_fault_repairs",
            ">=",
            2,
            within="repair",
            components=frozenset({ENGINE}),
        ),
        Remedy("AGR-30", "exchange", "days_of_this_repair", ">", 30, within="repair"),
        Remedy("AGR-again", "exchange", "replacements", threshold=1, within="repair"),
    ),
    start=Start("invoice"),
    mandatory=True,
)
WORKSHOP = Policy(
    7,
    lines=(
        Line(
            "REP-whole",
            "workmanship",
            component=ENGINE,
            limits=Limits(days=100, km=20000),
        ),
        Line("REP-minor", "workmanship", limits=Limits(days=10, km=2000)),
    ),
)
#: Zhejiang: 35 days or 2 repairs, without a fee for the use so far
ZHEJIANG = merged(
    GOODS,
    replace(
        GOODS,
        id=8,
        lines=(),
        remedies=(
            Remedy("P95-13", "refund", "repairs", threshold=2, within="repair"),
            Remedy("ZJC-35", "refund", "days_in_repair", ">", 35, within="repair"),
        ),
    ),
)

# Facts


def moment(text):
    return datetime.fromisoformat(text)


def day(text):
    return date.fromisoformat(text)


def days(**named):
    return {event: day(text) for event, text in named.items() if text}


def facts(at, dates, **more):
    more.setdefault("tree", TREE)
    if "fault" in more:
        more["faults"] = (more.pop("fault"),)
    return Facts(moment(at), dates, **more)


def car(at, km=1000.0, delivery="2024-03-15", invoice="2024-03-15", **more):
    """A family car with all its papers; nothing in it broken twice."""
    more.setdefault("papers", {"card": True, "invoice_paper": True})
    more.setdefault("price", 150000.0)
    more.setdefault("fault", NOISE)
    more.setdefault("component", RADIO)
    more.setdefault("is_safety", False)
    more.setdefault("needs_replacement", False)
    dates = days(delivery=delivery, invoice=invoice)
    return facts(at, dates, usage=Usage(km), **more)


def goods(at, invoice="2024-03-15", **more):
    more.setdefault("component", RADIO)
    more.setdefault("fault", NOISE)
    more.setdefault("price", 1000.0)
    more.setdefault("conditions", {"no_parts": False, "none_in_stock": False})
    return facts(at, days(invoice=invoice), **more)


def phone(at, invoice="2024-03-15", **more):
    more.setdefault("component", HOST)
    more.setdefault("papers", {"invoice_paper": True})
    more.setdefault("conditions", {"intact": True})
    return facts(at, days(invoice=invoice), **more)


def furnace(at, installation="2024-03-15", ex_factory="2024-01-10", **more):
    more.setdefault("component", BURNER)
    dates = days(
        installation=installation,
        ex_factory=ex_factory,
        delivery=more.pop("delivery", ""),
    )
    return facts(at, dates, **more)


def coach(at, km=1000.0, hours=100.0, **more):
    dates = days(
        registration=more.pop("registration", "2024-03-15"),
        ex_factory=more.pop("ex_factory", "2024-02-01"),
        invoice=more.pop("invoice", "2024-03-01"),
    )
    more.setdefault("fault", NOISE)
    return facts(at, dates, usage=Usage(km, hours), **more)


def tractor(at, hours=100.0, **more):
    more.setdefault("fault", NOISE)
    dates = days(invoice=more.pop("invoice", "2024-03-15"))
    return facts(at, dates, usage=Usage(hours=hours), **more)


def workshop(at, repairs, **more):
    more.setdefault("component", RADIO)
    return facts(at, {}, repairs=tuple(repairs), **more)


def done(text, request=1, **more):
    """One repair, done on this day."""
    more["replaced"] = frozenset(more.get("replaced", ()))
    return Repair(request, done=day(text), **more)


def times(count, **more):
    """So many repairs in different requests, one a month from April 2024 on."""
    return tuple(
        done(f"2024-{4 + n:02}-01", request=n + 1, **more) for n in range(count)
    )


def now(request=99, **more):
    """The repair of the request that is judged."""
    more["replaced"] = frozenset(more.get("replaced", ()))
    return Repair(request, current=True, **more)


def promise(kind="contract", shown=True, seller="Li", **more):
    start = more.pop("start", None)
    component = more.pop("component", None)
    return Promise(
        7, kind, Limits(**more), start, component, shown=shown, seller=seller
    )


EXPECTED = {"remedy", "fee", "pending", "missing", "rights", "over"}


def case(clause, title, policy, known, entitlement, **expected):
    """A row of the table; what is expected beyond the entitlement is optional."""
    return clause, title, policy, known, entitlement, expected


def rows(policy, make):
    """Two builders of rows for a policy and its usual facts.

    The one makes a row for a moment; the other two for a period, at its last minute
    and at the first minute after. What isn't expected goes into the facts.
    """

    def is_(clause, title, entitlement, *known, **more):
        expected = {name: more.pop(name) for name in EXPECTED & more.keys()}
        return case(
            clause, title, policy, make(*known, **more), entitlement, **expected
        )

    def until(clause, title, last, inside, outside, *known, **more):
        plain = {k: v for k, v in more.items() if k not in EXPECTED}
        after = (day(last) + timedelta(days=1)).isoformat()
        return (
            is_(
                clause,
                f"{title}, last minute",
                inside,
                f"{last} 23:59",
                *known,
                **plain,
            ),
            is_(
                clause,
                f"{title}, first minute after",
                outside,
                f"{after} 00:00",
                *known,
                **more,
            ),
        )

    return is_, until


def cracked(at, km=1000.0, **more):
    return car(at, km, fault=BODY_CRACKS, component=BODY, is_safety=True, **more)


def new_engine(at, component=ENGINE, **more):
    return car(at, component=component, needs_replacement=True, **more)


car_is, car_until = rows(CAR, car)
cracked_is, cracked_until = rows(CAR, cracked)
engine_is, engine_until = rows(CAR, new_engine)
goods_is, goods_until = rows(GOODS, goods)
phone_is, phone_until = rows(PHONE, phone)
furnace_is, furnace_until = rows(FURNACE, furnace)
coach_is, coach_until = rows(COACH, coach)
tractor_is, tractor_until = rows(TRACTOR, tractor)
workshop_is, workshop_until = rows(WORKSHOP, workshop)
FOUR_YEARS = replace(GOODS, lines=(Line("x", limits=Limits(months=48)),), remedies=())
FROM_FACTORY = replace(FURNACE, start=Start("ex_factory"))
four_years_is, four_years_until = rows(FOUR_YEARS, goods)


def twice(part):
    """A part replaced in two repairs."""
    return (
        done("2024-05-01", 1, replaced=[part]),
        done("2024-06-01", 2, replaced=[part]),
    )


ENGINE_DONE = (done("2024-03-15", replaced=[ENGINE], km=100),)
NOISE_DONE = (done("2024-03-15", fault=NOISE, km=100),)
SAFE = times(2, is_safety=True, fault=BRAKES_FAIL)
