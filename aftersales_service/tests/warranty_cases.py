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

CAR_CASES = (
    # Art. 18 and 19: free repair, 3 years or 60,000 km
    *car_until("A43-18", "3 years", "2027-03-15", "repair", "paid"),
    car_is("A43-18", "just delivered", "repair", "2024-03-15 10:00"),
    car_is("A43-18", "60,000 km", "repair", "2025-01-01", 60000.0),
    car_is("A43-18", "60,001 km", "paid", "2025-01-01", 60001.0),
    car_is("A43-18", "both over", "paid", "2028-01-01", 90000.0),
    car_is("A43-18", "km over, date missing", "paid", "2025-01-01", 60001.0, "", ""),
    *car_until(
        "A43-18",
        "delivered after the invoice: from delivery",
        "2027-05-20",
        "repair",
        "paid",
        delivery="2024-05-20",
    ),
    *car_until(
        "A43-18",
        "delivered before the invoice: from delivery",
        "2027-02-20",
        "repair",
        "paid",
        delivery="2024-02-20",
    ),
    *car_until(
        "A43-18 WAR-3",
        "delivery not known: the invoice counts, after it nobody can tell",
        "2027-03-15",
        "repair",
        "undetermined",
        delivery="",
        missing=[("delivery", "")],
        pending=["repair"],
    ),
    car_is(
        "WAR-3",
        "no date at all",
        "undetermined",
        "2025-01-01",
        delivery="",
        invoice="",
        missing=[("delivery", "")],
    ),
    car_is(
        "WAR-3",
        "reading missing",
        "undetermined",
        "2025-01-01",
        km=None,
        missing=[("km", "")],
        pending=["repair"],
    ),
    car_is("WAR-3", "reading missing, time is over", "paid", "2028-01-01", None),
    car_is("A43-19", "card open", "undetermined", "2025-01-01", papers={}),
    car_is(
        "A43-19 WAR-2",
        "card not received yet",
        "undetermined",
        "2025-01-01",
        papers={"card": None},
        missing=[("paper", "card")],
    ),
    car_is("A43-19", "card can't be had", "paid", "2025-01-01", papers={"card": False}),
    *car_until(
        "A43-19", "brake pads, 6 months", "2024-09-15", "repair", "paid", component=PADS
    ),
    car_is(
        "A43-19",
        "spark plug at 10,001 km",
        "paid",
        "2024-05-01",
        10001.0,
        component=SPARK_PLUG,
    ),
    car_is(
        "A43-19",
        "spark plug at 10,000 km",
        "repair",
        "2024-05-01",
        10000.0,
        component=SPARK_PLUG,
    ),
    car_is(
        "A43-18",
        "unknown component is the car's",
        "repair",
        "2025-01-01",
        component=999,
    ),
    car_is(
        "A43-18",
        "component not known, car in its period",
        "repair",
        "2025-01-01",
        component=None,
    ),
    car_is(
        "A43-18",
        "component not known, nothing lasts longer",
        "paid",
        "2027-03-16",
        component=None,
    ),
    car_is("A43-30", "a second owner changes nothing", "repair", "2026-12-01"),
    car_is(
        "A43-29",
        "replaced car: from its own delivery",
        "repair",
        "2028-06-01",
        delivery="2025-06-01",
        invoice="2024-03-15",
    ),
    car_is(
        "A43-29",
        "replaced car, the day after",
        "paid",
        "2028-06-02",
        delivery="2025-06-01",
        invoice="2024-03-15",
    ),
    # Art. 20: a new assembly
    car_is(
        "A43-20",
        "piston on day 60",
        "repair",
        "2024-05-14 23:59",
        component=PISTON,
        rights=["A43-20"],
    ),
    car_is(
        "A43-20",
        "piston on day 61",
        "repair",
        "2024-05-15 00:00",
        component=PISTON,
        rights=[],
    ),
    car_is(
        "A43-20",
        "piston at 3,000 km",
        "repair",
        "2024-04-01",
        3000.0,
        component=PISTON,
        rights=["A43-20"],
    ),
    car_is(
        "A43-20",
        "piston at 3,001 km",
        "repair",
        "2024-04-01",
        3001.0,
        component=PISTON,
        rights=[],
    ),
    car_is(
        "A43-20",
        "a brake cylinder isn't in it",
        "repair",
        "2024-04-01",
        component=CYLINDER,
        rights=[],
    ),
    car_is(
        "A43-20",
        "nor is what wears in the engine",
        "repair",
        "2024-04-01",
        component=SPARK_PLUG,
        rights=[],
    ),
    # Art. 21: another car from day 6 on
    car_is(
        "A43-21", "5 days", "repair", "2025-01-01", repairs=(now(days=5),), rights=[]
    ),
    car_is(
        "A43-21",
        "5 days and an hour are 6 days",
        "repair",
        "2025-01-01",
        repairs=(now(days=6),),
        rights=["A43-21"],
    ),
    car_is(
        "A43-21",
        "6 days of an earlier repair",
        "repair",
        "2025-01-01",
        repairs=times(1, days=6),
        rights=[],
    ),
    car_is(
        "A43-21",
        "waiting for special parts counts here",
        "repair",
        "2025-01-01",
        repairs=(now(days=2, whole_days=9),),
        rights=["A43-21"],
    ),
    # Art. 22: 7 days, engine or its main part must be replaced
    *engine_until("A43-22", "engine", "2024-03-22", "refund", "repair", rights=[]),
    engine_is(
        "A43-22 A43-27",
        "no fee",
        "refund",
        "2024-03-22 23:59",
        remedy="A43-22-assembly",
        fee=0.0,
    ),
    engine_is("A43-22", "no test of km", "refund", "2024-03-20", km=5000.0),
    engine_is(
        "A43-22",
        "piston must be replaced",
        "refund",
        "2024-03-20",
        PISTON,
        remedy="A43-22-part",
    ),
    engine_is(
        "A43-22", "spark plug isn't a main part", "repair", "2024-03-20", SPARK_PLUG
    ),
    engine_is(
        "A43-22", "steering isn't one of the four", "repair", "2024-03-20", STEERING
    ),
    car_is(
        "A43-22", "engine can be repaired", "repair", "2024-03-20", component=ENGINE
    ),
    car_is(
        "A43-22 WAR-3",
        "not known whether it must be replaced",
        "repair",
        "2024-03-20",
        component=ENGINE,
        needs_replacement=None,
        pending=["refund"],
        missing=[("needs_replacement", "")],
    ),
    engine_is(
        "A43-22 WAR-2",
        "invoice not received",
        "repair",
        "2024-03-20",
        papers={"card": True},
        pending=["refund"],
        missing=[("paper", "invoice_paper")],
    ),
    engine_is(
        "A43-22 WAR-2",
        "invoice can't be had",
        "repair",
        "2024-03-20",
        papers={"card": True, "invoice_paper": False},
        pending=[],
    ),
    engine_is(
        "A43-22",
        "component not known",
        "repair",
        "2024-03-20",
        None,
        pending=["refund"],
        missing=[("component", "")],
    ),
    # Art. 23: 60 days or 3,000 km, five failures
    *cracked_until("A43-23", "body cracks", "2024-05-14", "refund", "repair"),
    cracked_is("A43-23", "at 3,000 km", "refund", "2024-04-01", 3000.0, fee=0.0),
    cracked_is("A43-23", "at 3,001 km", "repair", "2024-04-01", 3001.0),
    *(
        car_is("A43-23", f"listed fault {fault}", "refund", "2024-04-01", fault=fault)
        for fault in sorted(LISTED)
    ),
    car_is("A43-23", "stalling isn't listed", "repair", "2024-04-01", fault=STALLS),
    case(
        "A43-23",
        "fault not known",
        CAR,
        replace(car("2024-04-01"), faults=()),
        "repair",
        pending=["refund"],
        missing=[("fault", "")],
    ),
    cracked_is(
        "A43-23",
        "reading missing",
        "undetermined",
        "2024-04-01",
        None,
        pending=["refund", "repair"],
    ),
    # Art. 24 (1): two repairs of safety faults
    car_is(
        "A43-24(1)",
        "the same again",
        "refund",
        "2025-01-01",
        fault=BRAKES_FAIL,
        is_safety=True,
        repairs=SAFE,
        remedy="A43-24-1",
    ),
    car_is(
        "A43-24(1)",
        "a new safety fault",
        "refund",
        "2025-01-01",
        fault=STALLS,
        is_safety=True,
        repairs=SAFE,
    ),
    car_is("A43-24(1)", "no safety fault now", "repair", "2025-01-01", repairs=SAFE),
    car_is(
        "A43-24(1)",
        "one repair so far",
        "repair",
        "2025-01-01",
        is_safety=True,
        repairs=SAFE[:1],
    ),
    car_is(
        "A43-24(1)",
        "the second one is under way",
        "repair",
        "2025-01-01",
        is_safety=True,
        repairs=(*SAFE[:1], now(is_safety=True)),
    ),
    car_is(
        "A43-24(1)",
        "two visits for one request",
        "repair",
        "2025-01-01",
        is_safety=True,
        repairs=(SAFE[0], SAFE[0]),
    ),
    car_is(
        "A43-24(1)",
        "nobody knows whether it is one",
        "repair",
        "2025-01-01",
        is_safety=None,
        repairs=SAFE,
        pending=["refund"],
        missing=[("fault", "")],
    ),
    # Art. 24 (2) and (3): two replacements
    car_is(
        "A43-24(2)",
        "engine replaced twice, fails",
        "refund",
        "2025-01-01",
        component=ENGINE,
        repairs=twice(ENGINE),
        remedy="A43-24-2",
    ),
    car_is(
        "A43-24(2)",
        "engine replaced twice, its piston fails",
        "refund",
        "2025-01-01",
        component=PISTON,
        repairs=twice(ENGINE),
    ),
    car_is(
        "A43-24(2)",
        "engine replaced twice, radio fails",
        "repair",
        "2025-01-01",
        repairs=twice(ENGINE),
    ),
    car_is(
        "A43-24(2)",
        "replaced once",
        "repair",
        "2025-01-01",
        component=ENGINE,
        repairs=twice(ENGINE)[:1],
    ),
    car_is(
        "A43-24(2)",
        "engine once, gearbox once",
        "repair",
        "2025-01-01",
        component=ENGINE,
        repairs=(twice(ENGINE)[0], done("2024-07-01", 3, replaced=[GEARBOX])),
    ),
    car_is(
        "A43-24(2)",
        "the second replacement is of this request",
        "repair",
        "2025-01-01",
        component=ENGINE,
        repairs=(twice(ENGINE)[0], now(replaced=[ENGINE])),
    ),
    car_is(
        "A43-24(2)",
        "component not known",
        "repair",
        "2025-01-01",
        component=None,
        repairs=twice(ENGINE),
        pending=["refund"],
    ),
    car_is(
        "A43-24(2)",
        "steering replaced twice isn't in it",
        "repair",
        "2025-01-01",
        component=STEERING,
        repairs=twice(STEERING),
    ),
    car_is(
        "A43-24(3)",
        "piston replaced twice",
        "refund",
        "2025-01-01",
        component=PISTON,
        repairs=twice(PISTON),
        remedy="A43-24-3",
    ),
    car_is(
        "A43-24(3)",
        "brake cylinder replaced twice",
        "refund",
        "2025-01-01",
        component=CYLINDER,
        repairs=twice(CYLINDER),
    ),
    car_is(
        "A43-24(3)",
        "two different main parts",
        "repair",
        "2025-01-01",
        component=PISTON,
        repairs=(twice(PISTON)[0], done("2024-07-01", 3, replaced=[CRANK])),
    ),
    car_is(
        "A43-24(3)",
        "wear parts don't count",
        "paid",
        "2025-01-01",
        component=SPARK_PLUG,
        repairs=twice(SPARK_PLUG),
    ),
    car_is(
        "A43-24(3)",
        "of the engine, maybe the piston",
        "repair",
        "2025-01-01",
        component=ENGINE,
        repairs=twice(PISTON),
        pending=["refund"],
        missing=[("component", "")],
    ),
    car_is(
        "A43-24 no double count",
        "piston came with the engine",
        "repair",
        "2025-01-01",
        component=PISTON,
        repairs=(twice(PISTON)[0], done("2024-07-01", 3, replaced=[ENGINE, PISTON])),
    ),
    # Art. 24 (4): more than 30 days, more than 4 times
    car_is(
        "A43-24(4) A43-40",
        "30 days",
        "repair",
        "2025-01-01",
        repairs=(done("2024-05-01", days=20), now(days=10)),
    ),
    car_is(
        "A43-24(4) A43-40",
        "30 days and an hour are 31 days",
        "refund",
        "2025-01-01",
        repairs=(done("2024-05-01", days=20), now(days=11)),
        remedy="A43-24-4-days",
    ),
    car_is(
        "A43-24(4)",
        "31 repairs of part of a day",
        "refund",
        "2025-01-01",
        repairs=tuple(done("2024-05-01", n, days=1) for n in range(31)),
    ),
    car_is(
        "A43-24(4)",
        "waiting for special parts doesn't count",
        "repair",
        "2025-01-01",
        repairs=(done("2024-05-01", days=30, whole_days=45),),
    ),
    car_is(
        "A43-24(4)",
        "the same fault for the 4th time",
        "repair",
        "2025-01-01",
        repairs=(*times(3, fault=NOISE), now(fault=NOISE)),
    ),
    car_is(
        "A43-24(4)",
        "the same fault for the 5th time",
        "refund",
        "2025-01-01",
        repairs=(*times(4, fault=NOISE), now(fault=NOISE)),
        remedy="A43-24-4-times",
    ),
    car_is(
        "A43-24(4)",
        "4 times, the 5th is asked for",
        "repair",
        "2025-01-01",
        repairs=times(4, fault=NOISE),
        pending=[],
    ),
    car_is(
        "A43-24(4)",
        "5 times different faults",
        "repair",
        "2025-01-01",
        repairs=(*times(4, fault=STALLS), now(fault=NOISE)),
    ),
    car_is(
        "A43-24(4)",
        "5 visits, 4 requests",
        "repair",
        "2025-01-01",
        repairs=(*times(3, fault=NOISE), now(fault=NOISE), now(fault=NOISE)),
    ),
    car_is(
        "A43-24(4)",
        "of one repair the fault isn't known",
        "repair",
        "2025-01-01",
        repairs=(*times(3, fault=NOISE), done("2024-10-01", 9), now(fault=NOISE)),
        pending=["refund"],
        missing=[("fault", "")],
    ),
    *car_until(
        "A43-24(4) A43-18",
        "2 years",
        "2026-03-15",
        "refund",
        "repair",
        repairs=times(1, days=31),
    ),
    car_is(
        "A43-24(4) A43-18",
        "50,000 km",
        "refund",
        "2025-01-01",
        50000.0,
        repairs=times(1, days=31),
        fee=37500.0,
    ),
    car_is(
        "A43-24(4) A43-18",
        "50,001 km",
        "repair",
        "2025-01-01",
        50001.0,
        repairs=times(1, days=31),
    ),
    # Art. 27: what the use so far costs
    car_is(
        "A43-27",
        "150,000 CNY, 12,000 km, 0.5 %",
        "refund",
        "2025-01-01",
        12000.0,
        repairs=times(1, days=31),
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
    car_is(
        "A43-27",
        "to the fen",
        "refund",
        "2025-01-01",
        12345.0,
        price=149999.99,
        repairs=times(1, days=31),
        fee=9258.75,
    ),
    engine_is(
        "A43-27",
        "7 days and more than 30 days in repair: free",
        "refund",
        "2024-03-20",
        km=2000.0,
        repairs=times(1, days=31),
        remedy="A43-22-assembly",
        fee=0.0,
    ),
    cracked_is(
        "A43-27",
        "60 days and a case of 24(4): free",
        "refund",
        "2024-05-01",
        2000.0,
        repairs=times(1, days=31),
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
    car_is(
        "A43-27",
        "price missing",
        "refund",
        "2025-01-01",
        12000.0,
        price=None,
        repairs=times(1, days=31),
        fee=None,
        missing=[("price", "")],
    ),
    # Art. 32: exclusions and who shows them
    car_is(
        "A43-32(2)", "misuse shown", "paid", "2025-01-01", exclusions={"misuse": True}
    ),
    car_is(
        "A43-32(2)",
        "misuse claimed",
        "undetermined",
        "2025-01-01",
        exclusions={"misuse": False},
        missing=[("exclusion", "misuse")],
    ),
    engine_is(
        "A43-32",
        "shown: no refund either",
        "paid",
        "2024-03-20",
        exclusions={"modified": True},
    ),
    engine_is(
        "A43-32",
        "claimed: refund open",
        "undetermined",
        "2024-03-20",
        exclusions={"modified": False},
        pending=["refund", "repair"],
    ),
    car_is(
        "A43-32",
        "one claimed, one shown",
        "paid",
        "2025-01-01",
        exclusions={"misuse": False, "force_majeure": True},
    ),
    car_is(
        "A43-32",
        "serviced elsewhere is no exclusion",
        "repair",
        "2025-01-01",
        exclusions={"serviced_elsewhere": True},
    ),
    car_is(
        "A43-32",
        "claimed, but its period is over",
        "paid",
        "2028-01-01",
        exclusions={"misuse": False},
    ),
)

PERIOD_CASES = (
    # 民法典 201: the first day isn't counted; 202: the corresponding day
    *car_until(
        "CIV-202",
        "from a leap day",
        "2027-02-28",
        "repair",
        "paid",
        delivery="2024-02-29",
    ),
    *phone_until(
        "CIV-202", "into a leap year", "2024-02-28", "repair", "paid", "2023-02-28"
    ),
    *four_years_until(
        "CIV-202", "leap day to leap day", "2028-02-29", "repair", "paid", "2024-02-29"
    ),
    *phone_until(
        "CIV-202",
        "31 August and 6 months",
        "2024-02-29",
        "repair",
        "paid",
        "2023-08-31",
        component=CELL,
    ),
    *phone_until(
        "CIV-202",
        "30 November and 3 months",
        "2023-02-28",
        "repair",
        "paid",
        "2022-11-30",
        component=EARPHONE,
    ),
    *phone_until(
        "CIV-202",
        "28 February isn't the month's end afterwards",
        "2023-05-28",
        "repair",
        "paid",
        "2023-02-28",
        component=EARPHONE,
    ),
    *phone_until(
        "CIV-201",
        "7 days over a leap day",
        "2024-03-04",
        "refund",
        "exchange",
        "2024-02-26",
    ),
    # 民法典 203: an end on a day off moves
    *phone_until(
        "CIV-203",
        "12 months end in the spring festival",
        "2026-02-24",
        "repair",
        "paid",
        "2025-02-17",
        calendar=CALENDAR,
    ),
    *phone_until(
        "CIV-203",
        "end on a Saturday",
        "2026-01-12",
        "repair",
        "paid",
        "2025-01-10",
        calendar=CALENDAR,
    ),
    *phone_until(
        "CIV-203",
        "end on a Saturday that is worked",
        "2026-02-14",
        "repair",
        "paid",
        "2025-02-14",
        calendar=CALENDAR,
    ),
    *phone_until(
        "CIV-203",
        "7 days end in the national week",
        "2025-10-09",
        "refund",
        "exchange",
        "2025-09-25",
        calendar=CALENDAR,
    ),
    *furnace_until(
        "CIV-203",
        "a day that is printed doesn't move",
        "2026-02-17",
        "repair",
        "paid",
        calendar=CALENDAR,
        promises=(promise(until=date(2026, 2, 17)),),
    ),
    phone_is(
        "CIV-203",
        "calendar without any workday",
        "refund",
        "2024-03-22",
        calendar=Calendar("Asia/Shanghai", ((),) * 7),
    ),
)

GOODS_CASES = (
    *goods_until(
        "P95-9", "7 days", "2024-03-22", "refund", "exchange", remedy="P95-10"
    ),
    *goods_until("P95-10", "15 days", "2024-03-30", "exchange", "repair"),
    *goods_until("P95-8", "12 months", "2025-03-15", "repair", "paid"),
    *goods_until(
        "P95-8",
        "main part, 36 months",
        "2027-03-15",
        "repair",
        "paid",
        component=ENGINE,
    ),
    goods_is(
        "P95-8 WAR-3",
        "over for the whole, not for main parts: what is it?",
        "undetermined",
        "2026-01-01",
        component=None,
        missing=[("component", "")],
    ),
    goods_is("P95-8", "over for all", "paid", "2027-03-16", component=None),
    goods_is("P95-11", "2 repairs", "exchange", "2024-12-01", repairs=times(2)),
    goods_is("P95-11", "1 repair", "repair", "2024-12-01", repairs=times(1)),
    goods_is(
        "P95-11",
        "2 visits for one request",
        "repair",
        "2024-12-01",
        repairs=(done("2024-05-01", 4), done("2024-05-09", 4)),
    ),
    goods_is(
        "P95-11",
        "the second is this one",
        "repair",
        "2024-12-01",
        repairs=(*times(1), now()),
    ),
    goods_is(
        "P95-12",
        "90 days without parts",
        "repair",
        "2024-12-01",
        repairs=(now(days=90),),
        conditions={"no_parts": True},
    ),
    goods_is(
        "P95-12",
        "91 days without parts",
        "exchange",
        "2024-12-01",
        repairs=(now(days=91),),
        conditions={"no_parts": True},
    ),
    goods_is(
        "P95-12",
        "91 days, parts were there",
        "repair",
        "2024-12-01",
        repairs=(now(days=91),),
        pending=[],
    ),
    goods_is(
        "P95-12",
        "91 days, nobody knows why",
        "repair",
        "2024-12-01",
        repairs=(now(days=91),),
        conditions={},
        pending=["exchange"],
        missing=[("condition", "no_parts")],
    ),
    goods_is(
        "P95-13",
        "none to exchange: money less 0.1 % a day",
        "refund",
        "2024-06-23",
        repairs=times(2),
        conditions={"none_in_stock": True},
        fee=100.0,
    ),
    goods_is(
        "P95-13",
        "days in repair aren't charged",
        "refund",
        "2024-06-23",
        repairs=times(2, days=5),
        conditions={"none_in_stock": True},
        fee=90.0,
    ),
    goods_is(
        "P95-13",
        "days of the repair under way come later",
        "refund",
        "2024-06-23",
        repairs=(*times(2), now(days=30)),
        conditions={"none_in_stock": True},
        fee=100.0,
    ),
    goods_is(
        "P95-13",
        "price missing",
        "refund",
        "2024-06-23",
        price=None,
        repairs=times(2),
        conditions={"none_in_stock": True},
        fee=None,
        missing=[("price", "")],
    ),
    # Days in repair don't count
    *goods_until(
        "P95-8 pause",
        "20 days in repair",
        "2025-04-04",
        "repair",
        "paid",
        repairs=times(1, days=20),
    ),
    *goods_until(
        "P95-8 pause",
        "waiting for parts too",
        "2025-04-04",
        "repair",
        "paid",
        repairs=times(1, days=3, whole_days=20),
    ),
    goods_is(
        "P95-8 pause",
        "a repair after the end gives nothing back",
        "paid",
        "2025-09-01",
        repairs=(
            done("2025-08-01", days=200, whole_days=20),
            done("2025-08-20", days=20),
        ),
    ),
    goods_is(
        "P95-8 pause",
        "nor does the one that is asked for now",
        "paid",
        "2025-03-16",
        repairs=(now(days=9),),
    ),
    car_is(
        "P95-8 pause",
        "a car's period doesn't pause",
        "paid",
        "2027-03-16",
        repairs=times(1, days=20),
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
    goods_is(
        "ZJC", "36 days elsewhere", "repair", "2024-06-23", repairs=times(1, days=36)
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
    *phone_until("PHN C5", "7 days", "2024-03-22", "refund", "exchange"),
    *phone_until("PHN C5", "15 days", "2024-03-30", "exchange", "repair"),
    *phone_until("PHN", "12 months", "2025-03-15", "repair", "paid"),
    *phone_until(
        "PHN", "battery 6 months", "2024-09-15", "repair", "paid", component=CELL
    ),
    *phone_until(
        "PHN", "earphone 3 months", "2024-06-15", "repair", "paid", component=EARPHONE
    ),
    phone_is("WAR-1 C5", "screen is excluded", "paid", "2024-06-01", component=SCREEN),
    phone_is(
        "WAR-1 C5", "screen in the first 7 days", "paid", "2024-03-20", component=SCREEN
    ),
    phone_is(
        "WAR-1 C5", "gift in the phone's box", "paid", "2024-03-20", component=CASE_GIFT
    ),
    phone_is(
        "WAR-1 C5",
        "the product itself is a gift",
        "paid",
        "2024-03-20",
        component=None,
        component_class="gift",
    ),
    phone_is(
        "WAR-2",
        "not intact",
        "repair",
        "2024-03-25",
        conditions={"intact": False},
        pending=[],
    ),
    phone_is(
        "WAR-2",
        "nobody looked whether it is intact",
        "repair",
        "2024-03-25",
        conditions={"intact": None},
        pending=["exchange"],
        missing=[("condition", "intact")],
    ),
    phone_is(
        "WAR-2",
        "no invoice: exchange only",
        "exchange",
        "2024-03-20",
        papers={"invoice_paper": False},
        pending=[],
    ),
    phone_is(
        "WAR-2",
        "invoice not shown yet",
        "exchange",
        "2024-03-20",
        papers={},
        pending=["refund"],
    ),
    phone_is(
        "WAR-3",
        "no invoice date",
        "undetermined",
        "2024-03-20",
        "",
        pending=["refund", "exchange", "repair"],
        missing=[("invoice", "")],
    ),
    phone_is(
        "WAR-2",
        "opened by others, shown",
        "paid",
        "2024-03-20",
        exclusions={"opened": True},
    ),
    phone_is(
        "WAR-2",
        "in the water, not shown",
        "undetermined",
        "2024-06-20",
        exclusions={"water": False},
    ),
    # Cards: more than the law counts, less doesn't
    *phone_until(
        "WAR-1 card",
        "24 months printed",
        "2026-03-15",
        "repair",
        "paid",
        promises=(promise("card", months=24),),
    ),
    phone_is(
        "WAR-1 card",
        "6 months printed: the law's 12 stay",
        "repair",
        "2025-03-15",
        promises=(promise("card", months=6),),
        over=None,
    ),
    phone_is(
        "WAR-1 card",
        "end date printed, last day",
        "repair",
        "2025-12-31",
        promises=(promise("card", until=date(2025, 12, 31)),),
        over=7,
    ),
    phone_is(
        "WAR-1 card",
        "end date printed, the day after",
        "paid",
        "2026-01-01",
        promises=(promise("card", until=date(2025, 12, 31)),),
    ),
    phone_is(
        "WAR-1 card",
        "the card isn't there",
        "undetermined",
        "2025-12-31",
        promises=(promise("card", shown=False, months=24),),
        missing=[("promise", "")],
    ),
    phone_is(
        "WAR-1 card",
        "the card isn't there and would be over",
        "paid",
        "2026-12-31",
        promises=(promise("card", shown=False, months=24),),
    ),
    phone_is(
        "WAR-1 card",
        "for the battery only: the phone",
        "paid",
        "2025-06-01",
        promises=(promise("card", component=CELL, months=24),),
    ),
    phone_is(
        "WAR-1 card",
        "for the battery only: the battery",
        "repair",
        "2025-06-01",
        component=CELL,
        promises=(promise("card", component=CELL, months=24),),
        over=7,
    ),
    phone_is(
        "WAR-1 card",
        "for the battery only: what is broken?",
        "undetermined",
        "2025-06-01",
        component=None,
        promises=(promise("card", component=CELL, months=24),),
        missing=[("component", "")],
    ),
    phone_is(
        "WAR-1 card",
        "for the phone: not what is excluded",
        "paid",
        "2024-06-01",
        component=SCREEN,
        promises=(promise("card", months=24),),
    ),
    phone_is(
        "WAR-1 card",
        "for the screen that is excluded",
        "repair",
        "2024-06-01",
        component=SCREEN,
        promises=(promise("card", component=SCREEN, months=24),),
        over=7,
    ),
)

CONTRACT_CASES = (
    *furnace_until(
        "contract", "12 months from commissioning", "2025-03-15", "repair", "paid"
    ),
    *furnace_until(
        "contract cap",
        "commissioned late: 18 months from the factory",
        "2025-07-10",
        "repair",
        "paid",
        "2025-12-01",
        "2024-01-10",
    ),
    furnace_is(
        "contract cap WAR-3",
        "not commissioned, 18 months aren't over",
        "undetermined",
        "2025-06-01",
        "",
        "2024-01-10",
        missing=[("installation", "")],
    ),
    *furnace_until(
        "contract cap WAR-3",
        "not commissioned, cap is the latest",
        "2025-07-10",
        "undetermined",
        "paid",
        "",
        "2024-01-10",
    ),
    furnace_is(
        "contract cap WAR-3",
        "not commissioned, delivered 3 months ago",
        "repair",
        "2024-06-01",
        "",
        delivery="2024-03-01",
    ),
    furnace_is(
        "contract cap WAR-3",
        "nobody can show when it left the factory: no cap",
        "repair",
        "2025-03-15 23:59",
        ex_factory="",
    ),
    furnace_is(
        "contract cap WAR-3",
        "the same, 12 months are over anyway",
        "paid",
        "2025-03-16",
        ex_factory="",
    ),
    *rows(FROM_FACTORY, furnace)[1](
        "contract", "from the factory", "2025-01-10", "repair", "paid"
    ),
    rows(FROM_FACTORY, furnace)[0](
        "contract WAR-3",
        "from the factory, day not known",
        "undetermined",
        "2025-01-10",
        ex_factory="",
        missing=[("ex_factory", "")],
    ),
    furnace_is("contract", "lining wears", "paid", "2024-06-01", component=FIREBRICK),
    furnace_is(
        "contract WAR-3",
        "no date at all",
        "undetermined",
        "2024-06-01",
        "",
        "",
        missing=[("installation", "")],
    ),
    # INT-7: what a seller promised beyond the handbook
    *furnace_until(
        "INT-7",
        "24 months promised",
        "2026-03-15",
        "repair",
        "paid",
        promises=(promise(months=24),),
    ),
    furnace_is(
        "INT-7",
        "marked with who promised it",
        "repair",
        "2026-01-01",
        promises=(promise(months=24, seller="Wang"),),
        over=7,
    ),
    furnace_is(
        "INT-7",
        "within the handbook nobody is marked",
        "repair",
        "2025-01-01",
        promises=(promise(months=24),),
        over=None,
    ),
    furnace_is(
        "INT-7",
        "its document is missing",
        "undetermined",
        "2026-01-01",
        promises=(promise(months=24, shown=False),),
        over=None,
        missing=[("promise", "")],
    ),
    furnace_is(
        "WAR-1 contract",
        "6 months agreed, handbook isn't law",
        "paid",
        "2025-01-01",
        promises=(promise(months=6),),
    ),
    furnace_is(
        "WAR-1 contract",
        "6 months agreed, no document",
        "repair",
        "2025-01-01",
        promises=(promise(months=6, shown=False),),
    ),
    furnace_is(
        "WAR-1 contract",
        "promised from another start, which isn't known",
        "undetermined",
        "2025-01-01",
        promises=(promise(months=6, start=Start("delivery")),),
        missing=[("delivery", "")],
    ),
    furnace_is(
        "WAR-1 contract",
        "6 months agreed, then 24",
        "repair",
        "2026-01-01",
        promises=(promise(months=6), promise(months=24)),
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
    *coach_until(
        "C1 whole", "12 months", "2025-03-15", "repair", "paid", component=WHEEL
    ),
    *coach_until(
        "C1 assembly", "24 months", "2026-03-15", "repair", "paid", component=GEARBOX
    ),
    *coach_until(
        "C1 engine", "36 months", "2027-03-15", "repair", "paid", component=ENGINE
    ),
    *coach_until(
        "C1 engine",
        "its crankshaft too",
        "2027-03-15",
        "repair",
        "paid",
        component=CRANK,
    ),
    *coach_until(
        "C1 wear",
        "its spark plug not",
        "2024-06-15",
        "repair",
        "paid",
        component=SPARK_PLUG,
    ),
    coach_is("C1 engine", "300,000 km", "repair", "2026-01-01", 3e5, component=ENGINE),
    coach_is(
        "C1 engine", "300,001 km", "paid", "2026-01-01", 300001.0, component=ENGINE
    ),
    coach_is(
        "C1 engine",
        "9,000 hours",
        "repair",
        "2026-01-01",
        2e5,
        9000.0,
        component=ENGINE,
    ),
    coach_is(
        "C1 engine",
        "9,000.5 hours come first",
        "paid",
        "2026-01-01",
        2e5,
        9000.5,
        component=ENGINE,
    ),
    coach_is(
        "C1 engine WAR-3",
        "hours missing",
        "undetermined",
        "2026-01-01",
        2e5,
        None,
        component=ENGINE,
        missing=[("hours", "")],
    ),
    coach_is(
        "C1 engine WAR-3",
        "hours missing, km over",
        "paid",
        "2026-01-01",
        3e5 + 1,
        None,
        component=ENGINE,
    ),
    coach_is(
        "C1 WAR-3",
        "hours don't matter for the gearbox",
        "repair",
        "2025-01-01",
        2e5,
        None,
        component=GEARBOX,
    ),
    coach_is(
        "C1 WAR-3",
        "registration missing: invoice is before it",
        "repair",
        "2025-02-28",
        component=WHEEL,
        registration="",
    ),
    coach_is(
        "C1 WAR-3",
        "registration missing, cap decides",
        "paid",
        "2025-08-02",
        component=WHEEL,
        registration="",
    ),
    coach_is(
        "C1 WAR-3",
        "registration missing, between the two",
        "undetermined",
        "2025-08-01",
        component=WHEEL,
        registration="",
        missing=[("registration", "")],
    ),
    coach_is(
        "C1 spare",
        "sold spare: from its invoice",
        "repair",
        "2024-06-01",
        component=None,
        component_class="sold_spare",
    ),
    coach_is(
        "C1 spare",
        "sold spare, 3 months over",
        "paid",
        "2024-06-02",
        component=None,
        component_class="sold_spare",
    ),
    coach_is(
        "C1 spare WAR-3",
        "sold spare, no invoice date",
        "undetermined",
        "2024-06-02",
        component=None,
        component_class="sold_spare",
        invoice="",
        ex_factory="",
        missing=[("invoice", "")],
    ),
    # What a replaced part gets
    coach_is(
        "rest",
        "gearbox replaced in month 23: the rest",
        "paid",
        "2026-03-16",
        component=GEARBOX,
        repairs=(done("2026-02-10", km=900, replaced=[GEARBOX]),),
    ),
    *coach_until(
        "own",
        "body replaced: 3 months of its own",
        "2026-05-10",
        "repair",
        "paid",
        component=BODY,
        repairs=(done("2026-02-10", replaced=[BODY]),),
    ),
    coach_is(
        "own",
        "less than the rest",
        "paid",
        "2024-09-01",
        component=BODY,
        repairs=(done("2024-05-10", replaced=[BODY]),),
    ),
    coach_is(
        "own",
        "another part was replaced",
        "repair",
        "2024-09-01",
        component=BODY,
        repairs=(done("2024-05-10", replaced=[ENGINE]),),
    ),
    coach_is(
        "own",
        "replaced in this request",
        "repair",
        "2024-09-01",
        component=BODY,
        repairs=(now(done=day("2024-09-01"), replaced=[BODY]),),
    ),
    coach_is(
        "longer",
        "the rest is longer",
        "repair",
        "2025-03-15",
        component=RADIO,
        repairs=(done("2024-05-10", km=500, replaced=[RADIO]),),
    ),
    *coach_until(
        "longer",
        "its own is longer",
        "2025-08-10",
        "repair",
        "paid",
        component=RADIO,
        repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
    ),
    coach_is(
        "longer",
        "its own 20,000 km are driven",
        "paid",
        "2025-06-10",
        20501.0,
        component=RADIO,
        repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
    ),
    coach_is(
        "longer",
        "its own 20,000 km to the last",
        "repair",
        "2025-06-10",
        20500.0,
        component=RADIO,
        repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
    ),
    coach_is(
        "longer WAR-3",
        "reading at the repair missing",
        "undetermined",
        "2025-06-10",
        20500.0,
        component=RADIO,
        repairs=(done("2025-02-10", replaced=[RADIO]),),
        missing=[("km", "")],
    ),
    coach_is(
        "longer WAR-3",
        "component not known",
        "undetermined",
        "2027-06-10",
        component=None,
        repairs=(done("2027-05-10", km=500, replaced=[RADIO]),),
        missing=[("component", "")],
    ),
    # A contract for the whole coach and the lines of its parts
    coach_is(
        "WAR-1 contract",
        "30 months for the coach: the gearbox too",
        "repair",
        "2026-09-15",
        component=GEARBOX,
        promises=(promise(months=30),),
        over=7,
    ),
    coach_is(
        "WAR-1 contract",
        "24 months for the coach: the engine keeps its 36",
        "repair",
        "2027-03-15",
        component=ENGINE,
        promises=(promise(months=24),),
        over=None,
    ),
    coach_is(
        "WAR-1 contract",
        "24 months for the coach: what is broken?",
        "undetermined",
        "2026-06-01",
        component=None,
        promises=(promise(months=24),),
    ),
    coach_is(
        "WAR-1 contract",
        "24 months for the engine by name",
        "paid",
        "2026-06-01",
        component=ENGINE,
        promises=(promise(component=ENGINE, months=24),),
    ),
    coach_is(
        "WAR-1 contract",
        "24 months for the coach: not what wears",
        "paid",
        "2024-09-01",
        component=SPARK_PLUG,
        promises=(promise(months=24),),
    ),
    coach_is(
        "WAR-1 contract",
        "nor for the engine",
        "paid",
        "2024-09-01",
        component=SPARK_PLUG,
        promises=(promise(component=ENGINE, months=24),),
    ),
    coach_is(
        "WAR-1 contract",
        "what wears, by name",
        "repair",
        "2024-09-01",
        component=SPARK_PLUG,
        promises=(promise(component=SPARK_PLUG, months=24),),
        over=7,
    ),
    coach_is(
        "longer",
        "a promise for less takes nothing from it",
        "repair",
        "2025-06-10",
        component=RADIO,
        promises=(promise(months=12),),
        repairs=(done("2025-02-10", km=500, replaced=[RADIO]),),
    ),
)

MACHINE_CASES = (
    *tractor_until("AGR", "12 months", "2025-03-15", "repair", "paid", component=WHEEL),
    *tractor_until(
        "AGR", "main part 24 months", "2026-03-15", "repair", "paid", component=ENGINE
    ),
    tractor_is("AGR", "1,000 hours", "repair", "2024-09-01", 1000.0, component=WHEEL),
    tractor_is("AGR", "1,000.1 hours", "paid", "2024-09-01", 1000.1, component=WHEEL),
    tractor_is(
        "AGR",
        "30 days in repair",
        "repair",
        "2024-09-01",
        component=WHEEL,
        repairs=(now(days=30),),
    ),
    tractor_is(
        "AGR",
        "31 days in repair",
        "exchange",
        "2024-09-01",
        component=WHEEL,
        repairs=(now(days=31),),
    ),
    tractor_is(
        "AGR",
        "engine failed the same way twice: new main part",
        "repair",
        "2024-09-01",
        component=ENGINE,
        repairs=times(2, fault=NOISE),
        rights=["AGR-part"],
    ),
    tractor_is(
        "AGR",
        "the same for a wheel: not in the row",
        "repair",
        "2024-09-01",
        component=WHEEL,
        repairs=times(2, fault=NOISE),
        rights=[],
    ),
    tractor_is(
        "AGR",
        "replaced, and it fails again",
        "exchange",
        "2024-09-01",
        component=ENGINE,
        repairs=(done("2024-08-01", replaced=[ENGINE]),),
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
    *workshop_until(
        "REP",
        "engine, 100 days",
        "2024-06-23",
        "repair",
        "paid",
        ENGINE_DONE,
        component=ENGINE,
        usage=Usage(200),
    ),
    workshop_is(
        "REP",
        "engine, 20,000 km",
        "repair",
        "2024-05-01",
        ENGINE_DONE,
        component=ENGINE,
        usage=Usage(20100),
    ),
    workshop_is(
        "REP",
        "engine, 20,001 km",
        "paid",
        "2024-05-01",
        ENGINE_DONE,
        component=ENGINE,
        usage=Usage(20101),
    ),
    workshop_is(
        "REP",
        "its crankshaft, which came with it",
        "repair",
        "2024-05-01",
        ENGINE_DONE,
        component=CRANK,
        usage=Usage(200),
    ),
    *workshop_until(
        "REP",
        "minor repair, 10 days",
        "2024-03-25",
        "repair",
        "paid",
        NOISE_DONE,
        fault=NOISE,
        usage=Usage(200),
    ),
    workshop_is(
        "REP",
        "another fault",
        "paid",
        "2024-03-20",
        NOISE_DONE,
        fault=STALLS,
        usage=Usage(200),
    ),
    workshop_is(
        "REP WAR-3",
        "fault not known yet",
        "undetermined",
        "2024-03-20",
        NOISE_DONE,
        usage=Usage(200),
        missing=[("fault", "")],
    ),
    workshop_is(
        "REP WAR-3",
        "fault of the repair not recorded",
        "undetermined",
        "2024-03-20",
        [done("2024-03-15", km=100)],
        fault=NOISE,
        usage=Usage(200),
        missing=[("fault", "")],
    ),
    workshop_is(
        "REP",
        "fault not known, 10 days are over",
        "paid",
        "2024-03-26",
        NOISE_DONE,
        usage=Usage(200),
    ),
    workshop_is(
        "REP WAR-3",
        "reading missing",
        "undetermined",
        "2024-03-20",
        NOISE_DONE,
        fault=NOISE,
        missing=[("km", "")],
    ),
    workshop_is(
        "REP WAR-3",
        "completion not recorded",
        "undetermined",
        "2024-03-20",
        [Repair(1, fault=NOISE, km=100)],
        fault=NOISE,
        usage=Usage(200),
        missing=[("repair", "")],
    ),
    workshop_is(
        "REP",
        "done after this request",
        "paid",
        "2024-03-14",
        NOISE_DONE,
        fault=NOISE,
        usage=Usage(200),
    ),
    workshop_is("REP", "no repair before", "paid", "2024-03-14", [], fault=NOISE),
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
