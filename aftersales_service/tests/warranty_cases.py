"""Cases of the 三包 verdict, reckoned by hand from the text of each clause.

Family cars by order 43 of 2021 (A43), goods by the rules of 1995 (P95), phones (PHN),
farm machinery (AGR), workmanship of a repair (REP), 民法典 (CIV), Zhejiang's rules of
2017 (ZJC), contracts and cards (WAR-1, INT-7).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from ..rules.calendar import Calendar
from ..rules.choice import merged
from ..rules.period import Limits, Start, Usage
from ..rules.remedy import Remedy, Repair, Tree
from ..rules.warranty import Facts, Line, Policy, Promise

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
    start=Start("installation", cap_months=18),
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
        Line(
            "C1-spare",
            "sold_spare",
            limits=Limits(months=3),
            start=Start("invoice"),
        ),
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
    for name in ("replaced",):
        more[name] = frozenset(more.get(name, ()))
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


def case(clause, title, policy, known, entitlement, **expected):
    """A row of the table; expected: remedy, fee, pending, missing, rights, over …"""
    return clause, title, policy, known, entitlement, expected


def last_minute(clause, title, policy, make, last, inside, outside, **more):
    """A period at its last minute, and at the first minute after."""
    after = (day(last) + timedelta(days=1)).isoformat()
    return (
        case(clause, f"{title}, last minute", policy, make(f"{last} 23:59"), inside),
        case(
            clause,
            f"{title}, first minute after",
            policy,
            make(f"{after} 00:00"),
            outside,
            **more,
        ),
    )


def cracked(at, km=1000.0, **more):
    return car(at, km, fault=BODY_CRACKS, component=BODY, is_safety=True, **more)


def new_engine(at, component=ENGINE, **more):
    return car(at, component=component, needs_replacement=True, **more)


SAFE = times(2, is_safety=True, fault=BRAKES_FAIL)
ENGINES = (
    done("2024-05-01", 1, replaced=[ENGINE]),
    done("2024-06-01", 2, replaced=[ENGINE]),
)
PISTONS = (
    done("2024-05-01", 1, replaced=[PISTON]),
    done("2024-06-01", 2, replaced=[PISTON]),
)

CAR_CASES = (
    # Art. 18 and 19: free repair, 3 years or 60,000 km
    *last_minute("A43-18", "3 years", CAR, car, "2027-03-15", "repair", "paid"),
    case("A43-18", "just delivered", CAR, car("2024-03-15 10:00"), "repair"),
    case("A43-18", "60,000 km", CAR, car("2025-01-01", 60000.0), "repair"),
    case("A43-18", "60,001 km", CAR, car("2025-01-01", 60001.0), "paid"),
    case("A43-18", "both over", CAR, car("2028-01-01", 90000.0), "paid"),
    case(
        "A43-18",
        "km over, date missing",
        CAR,
        car("2025-01-01", 60001.0, "", ""),
        "paid",
    ),
    *last_minute(
        "A43-18",
        "delivered after the invoice: from delivery",
        CAR,
        lambda at: car(at, delivery="2024-05-20"),
        "2027-05-20",
        "repair",
        "paid",
    ),
    *last_minute(
        "A43-18",
        "delivered before the invoice: from delivery",
        CAR,
        lambda at: car(at, delivery="2024-02-20"),
        "2027-02-20",
        "repair",
        "paid",
    ),
    *last_minute(
        "A43-18 WAR-3",
        "delivery not known: the invoice counts, after it nobody can tell",
        CAR,
        lambda at: car(at, delivery=""),
        "2027-03-15",
        "repair",
        "undetermined",
        missing=[("delivery", "")],
        pending=["repair"],
    ),
    case(
        "WAR-3",
        "no date at all",
        CAR,
        car("2025-01-01", delivery="", invoice=""),
        "undetermined",
        missing=[("delivery", "")],
    ),
    case(
        "WAR-3",
        "reading missing",
        CAR,
        car("2025-01-01", km=None),
        "undetermined",
        missing=[("km", "")],
        pending=["repair"],
    ),
    case(
        "WAR-3", "reading missing, time is over", CAR, car("2028-01-01", None), "paid"
    ),
    case("A43-19", "card open", CAR, car("2025-01-01", papers={}), "undetermined"),
    case(
        "A43-19 WAR-2",
        "card not received yet",
        CAR,
        car("2025-01-01", papers={"card": None}),
        "undetermined",
        missing=[("paper", "card")],
    ),
    case(
        "A43-19",
        "card can't be had",
        CAR,
        car("2025-01-01", papers={"card": False}),
        "paid",
    ),
    *last_minute(
        "A43-19",
        "brake pads, 6 months",
        CAR,
        lambda at: car(at, component=PADS),
        "2024-09-15",
        "repair",
        "paid",
    ),
    case(
        "A43-19",
        "spark plug at 10,001 km",
        CAR,
        car("2024-05-01", 10001.0, component=SPARK_PLUG),
        "paid",
    ),
    case(
        "A43-19",
        "spark plug at 10,000 km",
        CAR,
        car("2024-05-01", 10000.0, component=SPARK_PLUG),
        "repair",
    ),
    case(
        "A43-18",
        "unknown component is the car's",
        CAR,
        car("2025-01-01", component=999),
        "repair",
    ),
    case(
        "A43-18",
        "component not known, car in its period",
        CAR,
        car("2025-01-01", component=None),
        "repair",
    ),
    case(
        "A43-18",
        "component not known, nothing lasts longer",
        CAR,
        car("2027-03-16", component=None),
        "paid",
    ),
    case("A43-30", "a second owner changes nothing", CAR, car("2026-12-01"), "repair"),
    case(
        "A43-29",
        "replaced car: from its own delivery",
        CAR,
        car("2028-06-01", delivery="2025-06-01", invoice="2024-03-15"),
        "repair",
    ),
    case(
        "A43-29",
        "replaced car, the day after",
        CAR,
        car("2028-06-02", delivery="2025-06-01", invoice="2024-03-15"),
        "paid",
    ),
    # Art. 20: a new assembly
    case(
        "A43-20",
        "piston on day 60",
        CAR,
        car("2024-05-14 23:59", component=PISTON),
        "repair",
        rights=["A43-20"],
    ),
    case(
        "A43-20",
        "piston on day 61",
        CAR,
        car("2024-05-15 00:00", component=PISTON),
        "repair",
        rights=[],
    ),
    case(
        "A43-20",
        "piston at 3,000 km",
        CAR,
        car("2024-04-01", 3000.0, component=PISTON),
        "repair",
        rights=["A43-20"],
    ),
    case(
        "A43-20",
        "piston at 3,001 km",
        CAR,
        car("2024-04-01", 3001.0, component=PISTON),
        "repair",
        rights=[],
    ),
    case(
        "A43-20",
        "a brake cylinder isn't in it",
        CAR,
        car("2024-04-01", component=CYLINDER),
        "repair",
        rights=[],
    ),
    case(
        "A43-20",
        "nor is what wears in the engine",
        CAR,
        car("2024-04-01", component=SPARK_PLUG),
        "repair",
        rights=[],
    ),
    # Art. 21: another car from day 6 on
    case(
        "A43-21",
        "5 days",
        CAR,
        car("2025-01-01", repairs=(now(days=5),)),
        "repair",
        rights=[],
    ),
    case(
        "A43-21",
        "5 days and an hour are 6 days",
        CAR,
        car("2025-01-01", repairs=(now(days=6),)),
        "repair",
        rights=["A43-21"],
    ),
    case(
        "A43-21",
        "6 days of an earlier repair",
        CAR,
        car("2025-01-01", repairs=times(1, days=6)),
        "repair",
        rights=[],
    ),
    case(
        "A43-21",
        "waiting for special parts counts here",
        CAR,
        car("2025-01-01", repairs=(now(days=2, whole_days=9),)),
        "repair",
        rights=["A43-21"],
    ),
    # Art. 22: 7 days, engine or its main part must be replaced
    *last_minute(
        "A43-22", "engine", CAR, new_engine, "2024-03-22", "refund", "repair", rights=[]
    ),
    case(
        "A43-22 A43-27",
        "no fee",
        CAR,
        new_engine("2024-03-22 23:59"),
        "refund",
        remedy="A43-22-assembly",
        fee=0.0,
    ),
    case("A43-22", "no test of km", CAR, new_engine("2024-03-20", km=5000.0), "refund"),
    case(
        "A43-22",
        "piston must be replaced",
        CAR,
        new_engine("2024-03-20", PISTON),
        "refund",
        remedy="A43-22-part",
    ),
    case(
        "A43-22",
        "spark plug isn't a main part",
        CAR,
        new_engine("2024-03-20", SPARK_PLUG),
        "repair",
    ),
    case(
        "A43-22",
        "steering isn't one of the four",
        CAR,
        new_engine("2024-03-20", STEERING),
        "repair",
    ),
    case(
        "A43-22",
        "engine can be repaired",
        CAR,
        car("2024-03-20", component=ENGINE),
        "repair",
    ),
    case(
        "A43-22 WAR-3",
        "not known whether it must be replaced",
        CAR,
        car("2024-03-20", component=ENGINE, needs_replacement=None),
        "repair",
        pending=["refund"],
        missing=[("needs_replacement", "")],
    ),
    case(
        "A43-22 WAR-2",
        "invoice not received",
        CAR,
        new_engine("2024-03-20", papers={"card": True}),
        "repair",
        pending=["refund"],
        missing=[("paper", "invoice_paper")],
    ),
    case(
        "A43-22 WAR-2",
        "invoice can't be had",
        CAR,
        new_engine("2024-03-20", papers={"card": True, "invoice_paper": False}),
        "repair",
        pending=[],
    ),
    case(
        "A43-22",
        "component not known",
        CAR,
        new_engine("2024-03-20", None),
        "repair",
        pending=["refund"],
        missing=[("component", "")],
    ),
    # Art. 23: 60 days or 3,000 km, five failures
    *last_minute(
        "A43-23", "body cracks", CAR, cracked, "2024-05-14", "refund", "repair"
    ),
    case(
        "A43-23", "at 3,000 km", CAR, cracked("2024-04-01", 3000.0), "refund", fee=0.0
    ),
    case("A43-23", "at 3,001 km", CAR, cracked("2024-04-01", 3001.0), "repair"),
    *(
        case(
            "A43-23",
            f"listed fault {fault}",
            CAR,
            car("2024-04-01", fault=fault),
            "refund",
        )
        for fault in sorted(LISTED)
    ),
    case(
        "A43-23",
        "stalling isn't listed",
        CAR,
        car("2024-04-01", fault=STALLS),
        "repair",
    ),
    case(
        "A43-23",
        "fault not known",
        CAR,
        replace(car("2024-04-01"), faults=()),
        "repair",
        pending=["refund"],
        missing=[("fault", "")],
    ),
    case(
        "A43-23",
        "reading missing",
        CAR,
        cracked("2024-04-01", None),
        "undetermined",
        pending=["refund", "repair"],
    ),
    # Art. 24 (1): two repairs of safety faults
    case(
        "A43-24(1)",
        "the same again",
        CAR,
        car("2025-01-01", fault=BRAKES_FAIL, is_safety=True, repairs=SAFE),
        "refund",
        remedy="A43-24-1",
    ),
    case(
        "A43-24(1)",
        "a new safety fault",
        CAR,
        car("2025-01-01", fault=STALLS, is_safety=True, repairs=SAFE),
        "refund",
    ),
    case(
        "A43-24(1)",
        "no safety fault now",
        CAR,
        car("2025-01-01", repairs=SAFE),
        "repair",
    ),
    case(
        "A43-24(1)",
        "one repair so far",
        CAR,
        car("2025-01-01", is_safety=True, repairs=SAFE[:1]),
        "repair",
    ),
    case(
        "A43-24(1)",
        "the second one is under way",
        CAR,
        car("2025-01-01", is_safety=True, repairs=(*SAFE[:1], now(is_safety=True))),
        "repair",
    ),
    case(
        "A43-24(1)",
        "two visits for one request",
        CAR,
        car("2025-01-01", is_safety=True, repairs=(SAFE[0], SAFE[0])),
        "repair",
    ),
    case(
        "A43-24(1)",
        "nobody knows whether it is one",
        CAR,
        car("2025-01-01", is_safety=None, repairs=SAFE),
        "repair",
        pending=["refund"],
        missing=[("fault", "")],
    ),
    # Art. 24 (2) and (3): two replacements
    case(
        "A43-24(2)",
        "engine replaced twice, fails",
        CAR,
        car("2025-01-01", component=ENGINE, repairs=ENGINES),
        "refund",
        remedy="A43-24-2",
    ),
    case(
        "A43-24(2)",
        "engine replaced twice, its piston fails",
        CAR,
        car("2025-01-01", component=PISTON, repairs=ENGINES),
        "refund",
    ),
    case(
        "A43-24(2)",
        "engine replaced twice, radio fails",
        CAR,
        car("2025-01-01", repairs=ENGINES),
        "repair",
    ),
    case(
        "A43-24(2)",
        "replaced once",
        CAR,
        car("2025-01-01", component=ENGINE, repairs=ENGINES[:1]),
        "repair",
    ),
    case(
        "A43-24(2)",
        "engine once, gearbox once",
        CAR,
        car(
            "2025-01-01",
            component=ENGINE,
            repairs=(ENGINES[0], done("2024-07-01", 3, replaced=[GEARBOX])),
        ),
        "repair",
    ),
    case(
        "A43-24(2)",
        "the second replacement is of this request",
        CAR,
        car(
            "2025-01-01", component=ENGINE, repairs=(ENGINES[0], now(replaced=[ENGINE]))
        ),
        "repair",
    ),
    case(
        "A43-24(2)",
        "component not known",
        CAR,
        car("2025-01-01", component=None, repairs=ENGINES),
        "repair",
        pending=["refund"],
    ),
    case(
        "A43-24(2)",
        "steering replaced twice isn't in it",
        CAR,
        car(
            "2025-01-01",
            component=STEERING,
            repairs=(
                done("2024-05-01", 1, replaced=[STEERING]),
                done("2024-06-01", 2, replaced=[STEERING]),
            ),
        ),
        "repair",
    ),
    case(
        "A43-24(3)",
        "piston replaced twice",
        CAR,
        car("2025-01-01", component=PISTON, repairs=PISTONS),
        "refund",
        remedy="A43-24-3",
    ),
    case(
        "A43-24(3)",
        "brake cylinder replaced twice",
        CAR,
        car(
            "2025-01-01",
            component=CYLINDER,
            repairs=(
                done("2024-05-01", 1, replaced=[CYLINDER]),
                done("2024-06-01", 2, replaced=[CYLINDER]),
            ),
        ),
        "refund",
    ),
    case(
        "A43-24(3)",
        "two different main parts",
        CAR,
        car(
            "2025-01-01",
            component=PISTON,
            repairs=(PISTONS[0], done("2024-07-01", 3, replaced=[CRANK])),
        ),
        "repair",
    ),
    case(
        "A43-24(3)",
        "wear parts don't count",
        CAR,
        car(
            "2025-01-01",
            component=SPARK_PLUG,
            repairs=(
                done("2024-05-01", 1, replaced=[SPARK_PLUG]),
                done("2024-06-01", 2, replaced=[SPARK_PLUG]),
            ),
        ),
        "paid",
    ),
    case(
        "A43-24(3)",
        "of the engine, maybe the piston",
        CAR,
        car("2025-01-01", component=ENGINE, repairs=PISTONS),
        "repair",
        pending=["refund"],
        missing=[("component", "")],
    ),
    case(
        "A43-24 no double count",
        "piston came with the engine",
        CAR,
        car(
            "2025-01-01",
            component=PISTON,
            repairs=(PISTONS[0], done("2024-07-01", 3, replaced=[ENGINE, PISTON])),
        ),
        "repair",
    ),
    # Art. 24 (4): more than 30 days, more than 4 times
    case(
        "A43-24(4) A43-40",
        "30 days",
        CAR,
        car("2025-01-01", repairs=(done("2024-05-01", days=20), now(days=10))),
        "repair",
    ),
    case(
        "A43-24(4) A43-40",
        "30 days and an hour are 31 days",
        CAR,
        car("2025-01-01", repairs=(done("2024-05-01", days=20), now(days=11))),
        "refund",
        remedy="A43-24-4-days",
    ),
    case(
        "A43-24(4)",
        "31 repairs of part of a day",
        CAR,
        car(
            "2025-01-01",
            repairs=tuple(done("2024-05-01", n, days=1) for n in range(31)),
        ),
        "refund",
    ),
    case(
        "A43-24(4)",
        "waiting for special parts doesn't count",
        CAR,
        car("2025-01-01", repairs=(done("2024-05-01", days=30, whole_days=45),)),
        "repair",
    ),
    case(
        "A43-24(4)",
        "the same fault for the 4th time",
        CAR,
        car("2025-01-01", repairs=(*times(3, fault=NOISE), now(fault=NOISE))),
        "repair",
    ),
    case(
        "A43-24(4)",
        "the same fault for the 5th time",
        CAR,
        car("2025-01-01", repairs=(*times(4, fault=NOISE), now(fault=NOISE))),
        "refund",
        remedy="A43-24-4-times",
    ),
    case(
        "A43-24(4)",
        "4 times, the 5th is asked for",
        CAR,
        car("2025-01-01", repairs=times(4, fault=NOISE)),
        "repair",
        pending=[],
    ),
    case(
        "A43-24(4)",
        "5 times different faults",
        CAR,
        car("2025-01-01", repairs=(*times(4, fault=STALLS), now(fault=NOISE))),
        "repair",
    ),
    case(
        "A43-24(4)",
        "5 visits, 4 requests",
        CAR,
        car(
            "2025-01-01",
            repairs=(*times(3, fault=NOISE), now(fault=NOISE), now(fault=NOISE)),
        ),
        "repair",
    ),
    case(
        "A43-24(4)",
        "of one repair the fault isn't known",
        CAR,
        car(
            "2025-01-01",
            repairs=(*times(3, fault=NOISE), done("2024-10-01", 9), now(fault=NOISE)),
        ),
        "repair",
        pending=["refund"],
        missing=[("fault", "")],
    ),
    *last_minute(
        "A43-24(4) A43-18",
        "2 years",
        CAR,
        lambda at: car(at, repairs=times(1, days=31)),
        "2026-03-15",
        "refund",
        "repair",
    ),
    case(
        "A43-24(4) A43-18",
        "50,000 km",
        CAR,
        car("2025-01-01", 50000.0, repairs=times(1, days=31)),
        "refund",
        fee=37500.0,
    ),
    case(
        "A43-24(4) A43-18",
        "50,001 km",
        CAR,
        car("2025-01-01", 50001.0, repairs=times(1, days=31)),
        "repair",
    ),
    # Art. 27: what the use so far costs
    case(
        "A43-27",
        "150,000 CNY, 12,000 km, 0.5 %",
        CAR,
        car("2025-01-01", 12000.0, repairs=times(1, days=31)),
        "refund",
        fee=9000.0,
    ),
    case(
        "A43-27",
        "a rate above 0.5 % is cut",
        replace(
            CAR,
            remedies=(
                refund(
                    "A43-24-4-days",
                    "days_in_repair",
                    30,
                    ">",
                    within="remedy",
                    fee="km",
                    fee_rate=0.8,
                ),
            ),
        ),
        car("2025-01-01", 12000.0, repairs=times(1, days=31)),
        "refund",
        fee=9000.0,
    ),
    case(
        "A43-27",
        "a lower rate is the maker's",
        replace(
            CAR,
            remedies=(
                refund(
                    "A43-24-4-days",
                    "days_in_repair",
                    30,
                    ">",
                    within="remedy",
                    fee="km",
                    fee_rate=0.3,
                ),
            ),
        ),
        car("2025-01-01", 12000.0, repairs=times(1, days=31)),
        "refund",
        fee=5400.0,
    ),
    case(
        "A43-27",
        "to the fen",
        CAR,
        car("2025-01-01", 12345.0, price=149999.99, repairs=times(1, days=31)),
        "refund",
        fee=9258.75,
    ),
    case(
        "A43-27",
        "7 days and more than 30 days in repair: free",
        CAR,
        new_engine("2024-03-20", km=2000.0, repairs=times(1, days=31)),
        "refund",
        remedy="A43-22-assembly",
        fee=0.0,
    ),
    case(
        "A43-27",
        "60 days and a case of 24(4): free",
        CAR,
        cracked("2024-05-01", 2000.0, repairs=times(1, days=31)),
        "refund",
        remedy="A43-23",
        fee=0.0,
    ),
    case(
        "A43-27 WAR-3",
        "24(4) for sure, 23 perhaps: no fee yet",
        CAR,
        replace(car("2024-05-01", 2000.0, repairs=times(1, days=31)), faults=()),
        "refund",
        fee=None,
        missing=[("fault", "")],
        pending=[],
    ),
    case(
        "A43-27",
        "price missing",
        CAR,
        car("2025-01-01", 12000.0, price=None, repairs=times(1, days=31)),
        "refund",
        fee=None,
        missing=[("price", "")],
    ),
    # Art. 32: exclusions and who shows them
    case(
        "A43-32(2)",
        "misuse shown",
        CAR,
        car("2025-01-01", exclusions={"misuse": True}),
        "paid",
    ),
    case(
        "A43-32(2)",
        "misuse claimed",
        CAR,
        car("2025-01-01", exclusions={"misuse": False}),
        "undetermined",
        missing=[("exclusion", "misuse")],
    ),
    case(
        "A43-32",
        "shown: no refund either",
        CAR,
        new_engine("2024-03-20", exclusions={"modified": True}),
        "paid",
    ),
    case(
        "A43-32",
        "claimed: refund open",
        CAR,
        new_engine("2024-03-20", exclusions={"modified": False}),
        "undetermined",
        pending=["refund", "repair"],
    ),
    case(
        "A43-32",
        "one claimed, one shown",
        CAR,
        car("2025-01-01", exclusions={"misuse": False, "force_majeure": True}),
        "paid",
    ),
    case(
        "A43-32",
        "serviced elsewhere is no exclusion",
        CAR,
        car("2025-01-01", exclusions={"serviced_elsewhere": True}),
        "repair",
    ),
    case(
        "A43-32",
        "claimed, but its period is over",
        CAR,
        car("2028-01-01", exclusions={"misuse": False}),
        "paid",
    ),
)

PERIOD_CASES = (
    # 民法典 201: the first day isn't counted; 202: the corresponding day
    *last_minute(
        "CIV-202",
        "from a leap day",
        CAR,
        lambda at: car(at, delivery="2024-02-29"),
        "2027-02-28",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-202",
        "into a leap year",
        PHONE,
        lambda at: phone(at, "2023-02-28"),
        "2024-02-28",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-202",
        "leap day to leap day",
        replace(GOODS, lines=(Line("x", limits=Limits(months=48)),), remedies=()),
        lambda at: goods(at, "2024-02-29"),
        "2028-02-29",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-202",
        "31 August and 6 months",
        PHONE,
        lambda at: phone(at, "2023-08-31", component=CELL),
        "2024-02-29",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-202",
        "30 November and 3 months",
        PHONE,
        lambda at: phone(at, "2022-11-30", component=EARPHONE),
        "2023-02-28",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-202",
        "28 February isn't the month's end afterwards",
        PHONE,
        lambda at: phone(at, "2023-02-28", component=EARPHONE),
        "2023-05-28",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-201",
        "7 days over a leap day",
        PHONE,
        lambda at: phone(at, "2024-02-26"),
        "2024-03-04",
        "refund",
        "exchange",
    ),
    # 民法典 203: an end on a day off moves
    *last_minute(
        "CIV-203",
        "12 months end in the spring festival",
        PHONE,
        lambda at: phone(at, "2025-02-17", calendar=CALENDAR),
        "2026-02-24",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-203",
        "end on a Saturday",
        PHONE,
        lambda at: phone(at, "2025-01-10", calendar=CALENDAR),
        "2026-01-12",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-203",
        "end on a Saturday that is worked",
        PHONE,
        lambda at: phone(at, "2025-02-14", calendar=CALENDAR),
        "2026-02-14",
        "repair",
        "paid",
    ),
    *last_minute(
        "CIV-203",
        "7 days end in the national week",
        PHONE,
        lambda at: phone(at, "2025-09-25", calendar=CALENDAR),
        "2025-10-09",
        "refund",
        "exchange",
    ),
    *last_minute(
        "CIV-203",
        "a day that is printed doesn't move",
        replace(FURNACE, lines=()),
        lambda at: furnace(
            at, calendar=CALENDAR, promises=(promise(until=date(2026, 2, 17)),)
        ),
        "2026-02-17",
        "repair",
        "paid",
    ),
    case(
        "CIV-203",
        "calendar without any workday",
        PHONE,
        phone("2024-03-22", calendar=Calendar("Asia/Shanghai", ((),) * 7)),
        "refund",
    ),
)

GOODS_CASES = (
    *last_minute(
        "P95-9",
        "7 days",
        GOODS,
        goods,
        "2024-03-22",
        "refund",
        "exchange",
        remedy="P95-10",
    ),
    *last_minute("P95-10", "15 days", GOODS, goods, "2024-03-30", "exchange", "repair"),
    *last_minute("P95-8", "12 months", GOODS, goods, "2025-03-15", "repair", "paid"),
    *last_minute(
        "P95-8",
        "main part, 36 months",
        GOODS,
        lambda at: goods(at, component=ENGINE),
        "2027-03-15",
        "repair",
        "paid",
    ),
    case(
        "P95-8 WAR-3",
        "over for the whole, not for main parts: what is it?",
        GOODS,
        goods("2026-01-01", component=None),
        "undetermined",
        missing=[("component", "")],
    ),
    case("P95-8", "over for all", GOODS, goods("2027-03-16", component=None), "paid"),
    case(
        "P95-11", "2 repairs", GOODS, goods("2024-12-01", repairs=times(2)), "exchange"
    ),
    case("P95-11", "1 repair", GOODS, goods("2024-12-01", repairs=times(1)), "repair"),
    case(
        "P95-11",
        "2 visits for one request",
        GOODS,
        goods("2024-12-01", repairs=(done("2024-05-01", 4), done("2024-05-09", 4))),
        "repair",
    ),
    case(
        "P95-11",
        "the second is this one",
        GOODS,
        goods("2024-12-01", repairs=(*times(1), now())),
        "repair",
    ),
    case(
        "P95-12",
        "90 days without parts",
        GOODS,
        goods("2024-12-01", repairs=(now(days=90),), conditions={"no_parts": True}),
        "repair",
    ),
    case(
        "P95-12",
        "91 days without parts",
        GOODS,
        goods("2024-12-01", repairs=(now(days=91),), conditions={"no_parts": True}),
        "exchange",
    ),
    case(
        "P95-12",
        "91 days, parts were there",
        GOODS,
        goods("2024-12-01", repairs=(now(days=91),)),
        "repair",
        pending=[],
    ),
    case(
        "P95-12",
        "91 days, nobody knows why",
        GOODS,
        goods("2024-12-01", repairs=(now(days=91),), conditions={}),
        "repair",
        pending=["exchange"],
        missing=[("condition", "no_parts")],
    ),
    case(
        "P95-13",
        "none to exchange: money less 0.1 % a day",
        GOODS,
        goods("2024-06-23", repairs=times(2), conditions={"none_in_stock": True}),
        "refund",
        fee=100.0,
    ),
    case(
        "P95-13",
        "days in repair aren't charged",
        GOODS,
        goods(
            "2024-06-23", repairs=times(2, days=5), conditions={"none_in_stock": True}
        ),
        "refund",
        fee=90.0,
    ),
    case(
        "P95-13",
        "days of the repair under way come later",
        GOODS,
        goods(
            "2024-06-23",
            repairs=(*times(2), now(days=30)),
            conditions={"none_in_stock": True},
        ),
        "refund",
        fee=100.0,
    ),
    case(
        "P95-13",
        "price missing",
        GOODS,
        goods(
            "2024-06-23",
            price=None,
            repairs=times(2),
            conditions={"none_in_stock": True},
        ),
        "refund",
        fee=None,
        missing=[("price", "")],
    ),
    # Days in repair don't count
    *last_minute(
        "P95-8 pause",
        "20 days in repair",
        GOODS,
        lambda at: goods(at, repairs=times(1, days=20)),
        "2025-04-04",
        "repair",
        "paid",
    ),
    *last_minute(
        "P95-8 pause",
        "waiting for parts too",
        GOODS,
        lambda at: goods(at, repairs=times(1, days=3, whole_days=20)),
        "2025-04-04",
        "repair",
        "paid",
    ),
    case(
        "P95-8 pause",
        "a repair after the end gives nothing back",
        GOODS,
        goods(
            "2025-09-01",
            repairs=(
                done("2025-08-01", days=200, whole_days=20),
                done("2025-08-20", days=20),
            ),
        ),
        "paid",
    ),
    case(
        "P95-8 pause",
        "nor does the one that is asked for now",
        GOODS,
        goods("2025-03-16", repairs=(now(days=9),)),
        "paid",
    ),
    case(
        "P95-8 pause",
        "a car's period doesn't pause",
        CAR,
        car("2027-03-16", repairs=times(1, days=20)),
        "paid",
    ),
    # Zhejiang: own rows replace those of the same code, the rest stays
    case(
        "ZJC",
        "2 repairs: money, nothing taken off",
        ZHEJIANG,
        goods("2024-06-23", repairs=times(2)),
        "refund",
        fee=0.0,
    ),
    case(
        "ZJC",
        "36 days",
        ZHEJIANG,
        goods("2024-06-23", repairs=times(1, days=36)),
        "refund",
        remedy="ZJC-35",
    ),
    case(
        "ZJC",
        "35 days",
        ZHEJIANG,
        goods("2024-06-23", repairs=times(1, days=35)),
        "repair",
    ),
    case(
        "ZJC",
        "36 days elsewhere",
        GOODS,
        goods("2024-06-23", repairs=times(1, days=36)),
        "repair",
    ),
    case(
        "ZJC",
        "7 days as everywhere",
        ZHEJIANG,
        goods("2024-03-22"),
        "refund",
        remedy="P95-9",
    ),
    case("ZJC", "12 months as everywhere", ZHEJIANG, goods("2025-03-16"), "paid"),
)

PHONE_CASES = (
    *last_minute("PHN C5", "7 days", PHONE, phone, "2024-03-22", "refund", "exchange"),
    *last_minute("PHN C5", "15 days", PHONE, phone, "2024-03-30", "exchange", "repair"),
    *last_minute("PHN", "12 months", PHONE, phone, "2025-03-15", "repair", "paid"),
    *last_minute(
        "PHN",
        "battery 6 months",
        PHONE,
        lambda at: phone(at, component=CELL),
        "2024-09-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "PHN",
        "earphone 3 months",
        PHONE,
        lambda at: phone(at, component=EARPHONE),
        "2024-06-15",
        "repair",
        "paid",
    ),
    case(
        "WAR-1 C5",
        "screen is excluded",
        PHONE,
        phone("2024-06-01", component=SCREEN),
        "paid",
    ),
    case(
        "WAR-1 C5",
        "screen in the first 7 days",
        PHONE,
        phone("2024-03-20", component=SCREEN),
        "paid",
    ),
    case(
        "WAR-1 C5",
        "gift in the phone's box",
        PHONE,
        phone("2024-03-20", component=CASE_GIFT),
        "paid",
    ),
    case(
        "WAR-1 C5",
        "the product itself is a gift",
        PHONE,
        phone("2024-03-20", component=None, component_class="gift"),
        "paid",
    ),
    case(
        "WAR-2",
        "not intact",
        PHONE,
        phone("2024-03-25", conditions={"intact": False}),
        "repair",
        pending=[],
    ),
    case(
        "WAR-2",
        "nobody looked whether it is intact",
        PHONE,
        phone("2024-03-25", conditions={"intact": None}),
        "repair",
        pending=["exchange"],
        missing=[("condition", "intact")],
    ),
    case(
        "WAR-2",
        "no invoice: exchange only",
        PHONE,
        phone("2024-03-20", papers={"invoice_paper": False}),
        "exchange",
        pending=[],
    ),
    case(
        "WAR-2",
        "invoice not shown yet",
        PHONE,
        phone("2024-03-20", papers={}),
        "exchange",
        pending=["refund"],
    ),
    case(
        "WAR-3",
        "no invoice date",
        PHONE,
        phone("2024-03-20", ""),
        "undetermined",
        pending=["refund", "exchange", "repair"],
        missing=[("invoice", "")],
    ),
    case(
        "WAR-2",
        "opened by others, shown",
        PHONE,
        phone("2024-03-20", exclusions={"opened": True}),
        "paid",
    ),
    case(
        "WAR-2",
        "in the water, not shown",
        PHONE,
        phone("2024-06-20", exclusions={"water": False}),
        "undetermined",
    ),
    # Cards: more than the law counts, less doesn't
    *last_minute(
        "WAR-1 card",
        "24 months printed",
        PHONE,
        lambda at: phone(at, promises=(promise("card", months=24),)),
        "2026-03-15",
        "repair",
        "paid",
    ),
    case(
        "WAR-1 card",
        "6 months printed: the law's 12 stay",
        PHONE,
        phone("2025-03-15", promises=(promise("card", months=6),)),
        "repair",
        over=None,
    ),
    case(
        "WAR-1 card",
        "end date printed, last day",
        PHONE,
        phone("2025-12-31", promises=(promise("card", until=date(2025, 12, 31)),)),
        "repair",
        over=7,
    ),
    case(
        "WAR-1 card",
        "end date printed, the day after",
        PHONE,
        phone("2026-01-01", promises=(promise("card", until=date(2025, 12, 31)),)),
        "paid",
    ),
    case(
        "WAR-1 card",
        "the card isn't there",
        PHONE,
        phone("2025-12-31", promises=(promise("card", shown=False, months=24),)),
        "undetermined",
        missing=[("promise", "")],
    ),
    case(
        "WAR-1 card",
        "the card isn't there and would be over",
        PHONE,
        phone("2026-12-31", promises=(promise("card", shown=False, months=24),)),
        "paid",
    ),
    case(
        "WAR-1 card",
        "for the battery only: the phone",
        PHONE,
        phone("2025-06-01", promises=(promise("card", component=CELL, months=24),)),
        "paid",
    ),
    case(
        "WAR-1 card",
        "for the battery only: the battery",
        PHONE,
        phone(
            "2025-06-01",
            component=CELL,
            promises=(promise("card", component=CELL, months=24),),
        ),
        "repair",
        over=7,
    ),
    case(
        "WAR-1 card",
        "for the battery only: what is broken?",
        PHONE,
        phone(
            "2025-06-01",
            component=None,
            promises=(promise("card", component=CELL, months=24),),
        ),
        "undetermined",
        missing=[("component", "")],
    ),
    case(
        "WAR-1 card",
        "for the phone: not what is excluded",
        PHONE,
        phone("2024-06-01", component=SCREEN, promises=(promise("card", months=24),)),
        "paid",
    ),
    case(
        "WAR-1 card",
        "for the screen that is excluded",
        PHONE,
        phone(
            "2024-06-01",
            component=SCREEN,
            promises=(promise("card", component=SCREEN, months=24),),
        ),
        "repair",
        over=7,
    ),
)

CONTRACT_CASES = (
    *last_minute(
        "contract",
        "12 months from commissioning",
        FURNACE,
        furnace,
        "2025-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "contract cap",
        "commissioned late: from 18 months ex factory",
        FURNACE,
        lambda at: furnace(at, "2025-12-01", "2024-01-10"),
        "2026-07-10",
        "repair",
        "paid",
    ),
    case(
        "contract cap WAR-3",
        "not commissioned, 18 months aren't over",
        FURNACE,
        furnace("2025-06-01", "", "2024-01-10"),
        "undetermined",
        missing=[("installation", "")],
    ),
    *last_minute(
        "contract cap WAR-3",
        "not commissioned, cap is the latest",
        FURNACE,
        lambda at: furnace(at, "", "2024-01-10"),
        "2026-07-10",
        "undetermined",
        "paid",
    ),
    case(
        "contract cap WAR-3",
        "not commissioned, delivered 3 months ago",
        FURNACE,
        furnace("2024-06-01", "", delivery="2024-03-01"),
        "repair",
    ),
    case(
        "contract cap WAR-3",
        "nobody knows when it left the factory",
        FURNACE,
        furnace("2024-06-01", ex_factory=""),
        "undetermined",
        missing=[("ex_factory", "")],
    ),
    case(
        "contract cap WAR-3",
        "the same, 12 months are over anyway",
        FURNACE,
        furnace("2025-03-16", ex_factory=""),
        "paid",
    ),
    case(
        "contract",
        "lining wears",
        FURNACE,
        furnace("2024-06-01", component=FIREBRICK),
        "paid",
    ),
    case(
        "contract WAR-3",
        "no date at all",
        FURNACE,
        furnace("2024-06-01", "", ""),
        "undetermined",
        missing=[("installation", "")],
    ),
    # INT-7: what a seller promised beyond the handbook
    *last_minute(
        "INT-7",
        "24 months promised",
        FURNACE,
        lambda at: furnace(at, promises=(promise(months=24),)),
        "2026-03-15",
        "repair",
        "paid",
    ),
    case(
        "INT-7",
        "marked with who promised it",
        FURNACE,
        furnace("2026-01-01", promises=(promise(months=24, seller="Wang"),)),
        "repair",
        over=7,
    ),
    case(
        "INT-7",
        "within the handbook nobody is marked",
        FURNACE,
        furnace("2025-01-01", promises=(promise(months=24),)),
        "repair",
        over=None,
    ),
    case(
        "INT-7",
        "its document is missing",
        FURNACE,
        furnace("2026-01-01", promises=(promise(months=24, shown=False),)),
        "undetermined",
        over=None,
        missing=[("promise", "")],
    ),
    case(
        "WAR-1 contract",
        "6 months agreed, handbook isn't law",
        FURNACE,
        furnace("2025-01-01", promises=(promise(months=6),)),
        "paid",
    ),
    case(
        "WAR-1 contract",
        "6 months agreed, no document",
        FURNACE,
        furnace("2025-01-01", promises=(promise(months=6, shown=False),)),
        "repair",
    ),
    case(
        "WAR-1 contract",
        "promised from another start, which isn't known",
        FURNACE,
        furnace("2025-01-01", promises=(promise(months=6, start=Start("delivery")),)),
        "undetermined",
        missing=[("delivery", "")],
    ),
    case(
        "WAR-1 contract",
        "6 months agreed, then 24",
        FURNACE,
        furnace("2026-01-01", promises=(promise(months=6), promise(months=24))),
        "repair",
    ),
    case(
        "policy",
        "none holds",
        None,
        furnace("2025-01-01"),
        "undetermined",
        missing=[("policy", "")],
    ),
    case("policy", "one that covers nothing", Policy(9), furnace("2025-01-01"), "paid"),
)

COACH_CASES = (
    *last_minute(
        "C1 whole",
        "12 months",
        COACH,
        lambda at: coach(at, component=WHEEL),
        "2025-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "C1 assembly",
        "24 months",
        COACH,
        lambda at: coach(at, component=GEARBOX),
        "2026-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "C1 engine",
        "36 months",
        COACH,
        lambda at: coach(at, component=ENGINE),
        "2027-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "C1 engine",
        "its crankshaft too",
        COACH,
        lambda at: coach(at, component=CRANK),
        "2027-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "C1 wear",
        "its spark plug not",
        COACH,
        lambda at: coach(at, component=SPARK_PLUG),
        "2024-06-15",
        "repair",
        "paid",
    ),
    case(
        "C1 engine",
        "300,000 km",
        COACH,
        coach("2026-01-01", 3e5, component=ENGINE),
        "repair",
    ),
    case(
        "C1 engine",
        "300,001 km",
        COACH,
        coach("2026-01-01", 300001.0, component=ENGINE),
        "paid",
    ),
    case(
        "C1 engine",
        "9,000 hours",
        COACH,
        coach("2026-01-01", 2e5, 9000.0, component=ENGINE),
        "repair",
    ),
    case(
        "C1 engine",
        "9,000.5 hours come first",
        COACH,
        coach("2026-01-01", 2e5, 9000.5, component=ENGINE),
        "paid",
    ),
    case(
        "C1 engine WAR-3",
        "hours missing",
        COACH,
        coach("2026-01-01", 2e5, None, component=ENGINE),
        "undetermined",
        missing=[("hours", "")],
    ),
    case(
        "C1 engine WAR-3",
        "hours missing, km over",
        COACH,
        coach("2026-01-01", 3e5 + 1, None, component=ENGINE),
        "paid",
    ),
    case(
        "C1 WAR-3",
        "hours don't matter for the gearbox",
        COACH,
        coach("2025-01-01", 2e5, None, component=GEARBOX),
        "repair",
    ),
    case(
        "C1 WAR-3",
        "registration missing: invoice is before it",
        COACH,
        coach("2025-02-28", component=WHEEL, registration=""),
        "repair",
    ),
    case(
        "C1 WAR-3",
        "registration missing, cap decides",
        COACH,
        coach("2025-08-02", component=WHEEL, registration=""),
        "paid",
    ),
    case(
        "C1 WAR-3",
        "registration missing, between the two",
        COACH,
        coach("2025-08-01", component=WHEEL, registration=""),
        "undetermined",
        missing=[("registration", "")],
    ),
    case(
        "C1 spare",
        "sold spare: from its invoice",
        COACH,
        coach("2024-06-01", component=None, component_class="sold_spare"),
        "repair",
    ),
    case(
        "C1 spare",
        "sold spare, 3 months over",
        COACH,
        coach("2024-06-02", component=None, component_class="sold_spare"),
        "paid",
    ),
    case(
        "C1 spare WAR-3",
        "sold spare, no invoice date",
        COACH,
        coach(
            "2024-06-02",
            component=None,
            component_class="sold_spare",
            invoice="",
            ex_factory="",
        ),
        "undetermined",
        missing=[("invoice", "")],
    ),
    # What a replaced part gets
    case(
        "rest",
        "gearbox replaced in month 23: the rest",
        COACH,
        coach(
            "2026-03-16",
            component=GEARBOX,
            repairs=(done("2026-02-10", km=900, replaced=[GEARBOX]),),
        ),
        "paid",
    ),
    *last_minute(
        "own",
        "body replaced: 3 months of its own",
        COACH,
        lambda at: coach(
            at, component=BODY, repairs=(done("2026-02-10", replaced=[BODY]),)
        ),
        "2026-05-10",
        "repair",
        "paid",
    ),
    case(
        "own",
        "less than the rest",
        COACH,
        coach(
            "2024-09-01", component=BODY, repairs=(done("2024-05-10", replaced=[BODY]),)
        ),
        "paid",
    ),
    case(
        "own",
        "another part was replaced",
        COACH,
        coach(
            "2024-09-01",
            component=BODY,
            repairs=(done("2024-05-10", replaced=[ENGINE]),),
        ),
        "repair",
    ),
    case(
        "own",
        "replaced in this request",
        COACH,
        coach(
            "2024-09-01",
            component=BODY,
            repairs=(now(done=day("2024-09-01"), replaced=[BODY]),),
        ),
        "repair",
    ),
    case(
        "longer",
        "the rest is longer",
        COACH,
        coach(
            "2025-03-15",
            component=RADIO,
            repairs=(done("2024-05-10", km=500, replaced=[RADIO]),),
        ),
        "repair",
    ),
    *last_minute(
        "longer",
        "its own is longer",
        COACH,
        lambda at: coach(
            at, component=RADIO, repairs=(done("2025-02-10", km=500, replaced=[RADIO]),)
        ),
        "2025-08-10",
        "repair",
        "paid",
    ),
    case(
        "longer",
        "its own 20,000 km are driven",
        COACH,
        coach(
            "2025-06-10",
            20501.0,
            component=RADIO,
            repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
        ),
        "paid",
    ),
    case(
        "longer",
        "its own 20,000 km to the last",
        COACH,
        coach(
            "2025-06-10",
            20500.0,
            component=RADIO,
            repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
        ),
        "repair",
    ),
    case(
        "longer WAR-3",
        "reading at the repair missing",
        COACH,
        coach(
            "2025-06-10",
            20500.0,
            component=RADIO,
            repairs=(done("2025-02-10", replaced=[RADIO]),),
        ),
        "undetermined",
        missing=[("km", "")],
    ),
    case(
        "longer WAR-3",
        "component not known",
        COACH,
        coach(
            "2027-06-10",
            component=None,
            repairs=(done("2027-05-10", km=500, replaced=[RADIO]),),
        ),
        "undetermined",
        missing=[("component", "")],
    ),
    case(
        "longer",
        "a promise for less takes nothing from it",
        COACH,
        coach(
            "2025-06-10",
            component=RADIO,
            promises=(promise(months=12),),
            repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
        ),
        "repair",
    ),
)

MACHINE_CASES = (
    *last_minute(
        "AGR",
        "12 months",
        TRACTOR,
        lambda at: tractor(at, component=WHEEL),
        "2025-03-15",
        "repair",
        "paid",
    ),
    *last_minute(
        "AGR",
        "main part 24 months",
        TRACTOR,
        lambda at: tractor(at, component=ENGINE),
        "2026-03-15",
        "repair",
        "paid",
    ),
    case(
        "AGR",
        "1,000 hours",
        TRACTOR,
        tractor("2024-09-01", 1000.0, component=WHEEL),
        "repair",
    ),
    case(
        "AGR",
        "1,000.1 hours",
        TRACTOR,
        tractor("2024-09-01", 1000.1, component=WHEEL),
        "paid",
    ),
    case(
        "AGR",
        "30 days in repair",
        TRACTOR,
        tractor("2024-09-01", component=WHEEL, repairs=(now(days=30),)),
        "repair",
    ),
    case(
        "AGR",
        "31 days in repair",
        TRACTOR,
        tractor("2024-09-01", component=WHEEL, repairs=(now(days=31),)),
        "exchange",
    ),
    case(
        "AGR",
        "engine failed the same way twice: new main part",
        TRACTOR,
        tractor("2024-09-01", component=ENGINE, repairs=times(2, fault=NOISE)),
        "repair",
        rights=["AGR-part"],
    ),
    case(
        "AGR",
        "the same for a wheel: not in the row",
        TRACTOR,
        tractor("2024-09-01", component=WHEEL, repairs=times(2, fault=NOISE)),
        "repair",
        rights=[],
    ),
    case(
        "AGR",
        "replaced, and it fails again",
        TRACTOR,
        tractor(
            "2024-09-01",
            component=ENGINE,
            repairs=(done("2024-08-01", replaced=[ENGINE]),),
        ),
        "exchange",
    ),
    case(
        "AGR WAR-3",
        "within a period that the policy doesn't know",
        replace(TRACTOR, lines=()),
        tractor("2024-09-01", component=WHEEL, repairs=(now(days=31),)),
        "undetermined",
        pending=["exchange"],
        missing=[("policy", "")],
    ),
    # 维修质保: from the completion of a repair
    *last_minute(
        "REP",
        "engine, 100 days",
        WORKSHOP,
        lambda at: workshop(
            at,
            [done("2024-03-15", replaced=[ENGINE], km=100)],
            component=ENGINE,
            usage=Usage(200),
        ),
        "2024-06-23",
        "repair",
        "paid",
    ),
    case(
        "REP",
        "engine, 20,000 km",
        WORKSHOP,
        workshop(
            "2024-05-01",
            [done("2024-03-15", replaced=[ENGINE], km=100)],
            component=ENGINE,
            usage=Usage(20100),
        ),
        "repair",
    ),
    case(
        "REP",
        "engine, 20,001 km",
        WORKSHOP,
        workshop(
            "2024-05-01",
            [done("2024-03-15", replaced=[ENGINE], km=100)],
            component=ENGINE,
            usage=Usage(20101),
        ),
        "paid",
    ),
    case(
        "REP",
        "its crankshaft, which came with it",
        WORKSHOP,
        workshop(
            "2024-05-01",
            [done("2024-03-15", replaced=[ENGINE], km=100)],
            component=CRANK,
            usage=Usage(200),
        ),
        "repair",
    ),
    *last_minute(
        "REP",
        "minor repair, 10 days",
        WORKSHOP,
        lambda at: workshop(
            at, [done("2024-03-15", fault=NOISE, km=100)], fault=NOISE, usage=Usage(200)
        ),
        "2024-03-25",
        "repair",
        "paid",
    ),
    case(
        "REP",
        "another fault",
        WORKSHOP,
        workshop(
            "2024-03-20",
            [done("2024-03-15", fault=NOISE, km=100)],
            fault=STALLS,
            usage=Usage(200),
        ),
        "paid",
    ),
    case(
        "REP WAR-3",
        "fault not known yet",
        WORKSHOP,
        workshop(
            "2024-03-20", [done("2024-03-15", fault=NOISE, km=100)], usage=Usage(200)
        ),
        "undetermined",
        missing=[("fault", "")],
    ),
    case(
        "REP WAR-3",
        "fault of the repair not recorded",
        WORKSHOP,
        workshop(
            "2024-03-20", [done("2024-03-15", km=100)], fault=NOISE, usage=Usage(200)
        ),
        "undetermined",
        missing=[("fault", "")],
    ),
    case(
        "REP",
        "fault not known, 10 days are over",
        WORKSHOP,
        workshop(
            "2024-03-26", [done("2024-03-15", fault=NOISE, km=100)], usage=Usage(200)
        ),
        "paid",
    ),
    case(
        "REP WAR-3",
        "reading missing",
        WORKSHOP,
        workshop("2024-03-20", [done("2024-03-15", fault=NOISE, km=100)], fault=NOISE),
        "undetermined",
        missing=[("km", "")],
    ),
    case(
        "REP WAR-3",
        "completion not recorded",
        WORKSHOP,
        workshop(
            "2024-03-20",
            [Repair(1, fault=NOISE, km=100)],
            fault=NOISE,
            usage=Usage(200),
        ),
        "undetermined",
        missing=[("repair", "")],
    ),
    case(
        "REP",
        "done after this request",
        WORKSHOP,
        workshop(
            "2024-03-14",
            [done("2024-03-15", fault=NOISE, km=100)],
            fault=NOISE,
            usage=Usage(200),
        ),
        "paid",
    ),
    case(
        "REP",
        "no repair before",
        WORKSHOP,
        workshop("2024-03-14", [], fault=NOISE),
        "paid",
    ),
)

CASES = (
    *CAR_CASES,
    *PERIOD_CASES,
    *GOODS_CASES,
    *PHONE_CASES,
    *CONTRACT_CASES,
    *COACH_CASES,
    *MACHINE_CASES,
)
