"""Who bears a cost, how many hours count, from where a bill is: tables of cases."""

from datetime import date, datetime, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..rules import cost as rules
from ..rules import expense

DAY = date(2026, 3, 31)
NOON = datetime(2026, 2, 28, 12)


def rule(number, bearer, **when):
    return rules.Rule(ref=number, bearer=bearer, **when)


#: A furnace maker: the seller bears half of what was promised beyond the handbook
FURNACE = (
    rule(1, "customer", entitlement="paid"),
    rule(2, "goodwill", entitlement="goodwill"),
    rule(3, "customer", cause="human"),
    rule(4, "seller", share=50, over_promise=True),
    rule(5, "supplier", supplier=True),
)
#: A machinery maker: branch travel, everything else of a repair is manufacturing's
MACHINERY = (
    *(one for one in FURNACE if one.ref != 4),
    rule(6, "branch", kind="travel", staff="branch"),
    rule(7, "company", kind="travel"),
    *(
        rule(8 + place, "manufacturing", kind=kind)
        for place, kind in enumerate(("labour", "part", "freight", "packing"))
    ),
)
#: rules | kind | what is known | who bears what
SPLITS = (
    ((), "part", {}, {"company": 100}),
    ((), "part", {"entitlement": "free"}, {"company": 100}),
    ((), "part", {"entitlement": "open"}, {"company": 100}),
    ((), "part", {"entitlement": "paid"}, {"customer": 100}),
    ((), "part", {"entitlement": "goodwill"}, {"goodwill": 100}),
    ((), "part", {"cause": "human"}, {"customer": 100}),
    ((), "part", {"cause": "human", "entitlement": "goodwill"}, {"goodwill": 100}),
    ((), "part", {"cause": "quality"}, {"company": 100}),
    ((), "part", {"supplier": True}, {"company": 100}),
    ((), "labour", {"over_promise": True}, {"company": 100}),
    (FURNACE, "part", {"entitlement": "free"}, {"company": 100}),
    (FURNACE, "part", {"entitlement": "paid"}, {"customer": 100}),
    (FURNACE, "travel", {"entitlement": "paid"}, {"customer": 100}),
    (FURNACE, "part", {"entitlement": "goodwill"}, {"goodwill": 100}),
    (FURNACE, "part", {"cause": "human"}, {"customer": 100}),
    (FURNACE, "part", {"cause": "other"}, {"company": 100}),
    (FURNACE, "part", {"over_promise": True}, {"seller": 50, "company": 50}),
    (FURNACE, "labour", {"over_promise": True}, {"seller": 50, "company": 50}),
    (
        FURNACE,
        "part",
        {"over_promise": True, "supplier": True},
        {"seller": 50, "supplier": 50},
    ),
    (
        FURNACE,
        "part",
        {"over_promise": True, "entitlement": "goodwill"},
        {"goodwill": 100},
    ),
    (FURNACE, "part", {"over_promise": True, "cause": "human"}, {"customer": 100}),
    (FURNACE, "part", {"supplier": True}, {"supplier": 100}),
    (FURNACE, "part", {"supplier": True, "entitlement": "paid"}, {"customer": 100}),
    (FURNACE, "compensation", {}, {"company": 100}),
    (MACHINERY, "travel", {"staff": "branch"}, {"branch": 100}),
    (MACHINERY, "travel", {"staff": "manufacturing"}, {"company": 100}),
    (MACHINERY, "travel", {"staff": "other"}, {"company": 100}),
    (MACHINERY, "travel", {}, {"company": 100}),
    (MACHINERY, "labour", {"staff": "branch"}, {"manufacturing": 100}),
    (MACHINERY, "part", {}, {"manufacturing": 100}),
    (MACHINERY, "freight", {}, {"manufacturing": 100}),
    (MACHINERY, "packing", {}, {"manufacturing": 100}),
    (MACHINERY, "compensation", {}, {"company": 100}),
    (MACHINERY, "part", {"supplier": True}, {"supplier": 100}),
    (MACHINERY, "part", {"entitlement": "paid"}, {"customer": 100}),
    (
        MACHINERY,
        "travel",
        {"staff": "branch", "entitlement": "paid"},
        {"customer": 100},
    ),
    (MACHINERY, "part", {"over_promise": True}, {"manufacturing": 100}),
    # shares of the same bearer are one, and none passes 100 %
    (
        (rule(1, "seller", share=30), rule(2, "seller", share=30)),
        "part",
        {},
        {"seller": 60, "company": 40},
    ),
    (
        (rule(1, "seller", share=80), rule(2, "branch", share=80)),
        "part",
        {},
        {"seller": 80, "branch": 20},
    ),
    ((rule(1, "company", share=30),), "part", {}, {"company": 100}),
    # a rule holds on its days only
    ((rule(1, "branch", valid_from=date(2026, 3, 31)),), "part", {}, {"branch": 100}),
    ((rule(1, "branch", valid_from=date(2026, 4, 1)),), "part", {}, {"company": 100}),
    ((rule(1, "branch", valid_to=date(2026, 3, 31)),), "part", {}, {"branch": 100}),
    ((rule(1, "branch", valid_to=date(2026, 3, 30)),), "part", {}, {"company": 100}),
)
#: bill | city | province | address | outcome
PLACES = (
    ("无锡", "无锡市", "江苏省", "江苏省无锡市新吴区长江路8号", "same"),
    ("江苏省无锡市", "无锡", "江苏", None, "same"),
    ("无锡市新吴区", "无锡市", "江苏省", None, "same"),
    ("江苏", "无锡", "江苏省", None, "other"),
    ("南京", "上海", "上海", "上海市南京路100号", "other"),
    ("上海", "上海", "上海市", None, "same"),
    ("上海虹桥", "上海市", None, None, "same"),
    ("北京市朝阳区", "北京市", "北京市", "北京市海淀区中关村大街1号", "same"),
    ("广州天河", "广州市", "广东省", None, "same"),
    ("苏州", "无锡", "江苏", "江苏省苏州市吴中区", "same"),
    ("无锡", "无锡", "江苏", "江苏省苏州市吴中区", "other"),
    ("宜兴", "无锡市", "江苏省", "江苏省无锡市宜兴市丁蜀镇", "same"),
    ("上海→无锡", "无锡", "江苏", None, "same"),
    ("上海、苏州", "无锡", "江苏", None, "other"),
    ("乌鲁木齐", "乌鲁木齐市", "新疆维吾尔自治区", None, "same"),
    ("新疆", "乌鲁木齐市", "新疆维吾尔自治区", None, "other"),
    ("吉林", "吉林市", "吉林省", None, "same"),
    ("长春", "吉林市", "吉林省", None, "other"),
    ("张家口", "张家港", None, None, "other"),
    ("无", "无锡", None, None, "other"),
    ("香港特别行政区", "香港", None, None, "same"),
    ("Wuxi City", "Wuxi", "Jiangsu", None, "same"),
    ("  WUXI ", "wuxi", None, "8 Steel Road, Wuxi", "same"),
    ("ｗｕｘｉ", "Wuxi", None, None, "same"),
    ("Wuxi, Jiangsu", "Wuxi", "Jiangsu", None, "same"),
    ("Jiangsu", "Wuxi", "Jiangsu", None, "other"),
    ("Nanjing", "Wuxi", "Jiangsu", "8 Nanjing Road", "other"),
    ("Wu", "Wuxi", None, None, "other"),
    ("", "无锡", None, None, "unknown"),
    (None, "无锡", None, None, "unknown"),
    ("   ", "无锡", None, None, "unknown"),
    ("无锡", None, None, None, "unknown"),
    ("无锡", None, None, "8号", "unknown"),
)
#: interruptions in minutes from noon: from, to | hours of three
BREAKS = (
    ((), 3),
    (((60, 90),), 2.5),
    (((-60, 30),), 2.5),
    (((150, 600),), 2.5),
    (((150, None),), 2.5),
    (((30, 60), (90, 120)), 2),
    (((30, 90), (60, 120)), 1.5),
    (((30, 120), (60, 90)), 1.5),
    (((-30, -10),), 3),
    (((300, None),), 3),
    (((-10, None),), 0),
    (((0, 180),), 0),
)


@tagged("post_install", "-at_install")
class TestCostRules(BaseCase):
    def test_cst2_who_bears_what(self):
        for number, (book, kind, known, expected) in enumerate(SPLITS):
            with self.subTest(number, kind=kind, known=known):
                found = rules.split(book, rules.Facts(kind, **known), DAY)
                self.assertEqual({s.bearer: s.percent for s in found}, expected)

    def test_cst2_a_share_names_the_rule_that_says_so(self):
        facts = rules.Facts("part", over_promise=True)
        found = rules.split(FURNACE, facts, DAY)
        self.assertEqual(
            [(s.bearer, s.ref) for s in found], [("seller", 4), ("company", None)]
        )

    def test_cst2_what_verdicts_say(self):
        for verdict, expected in (
            ("refund", "free"),
            ("exchange", "free"),
            ("repair", "free"),
            ("paid", "paid"),
            ("goodwill", "goodwill"),
            ("undetermined", "open"),
            (None, "open"),
        ):
            with self.subTest(verdict):
                self.assertEqual(rules.entitlement(verdict), expected)

    def test_cst1_hours_leave_out_what_is_not_ours(self):
        for breaks, hours in BREAKS:
            with self.subTest(breaks):
                found = rules.worked_hours(
                    NOON,
                    NOON + timedelta(hours=3),
                    [
                        tuple(
                            None if m is None else NOON + timedelta(minutes=m)
                            for m in pair
                        )
                        for pair in breaks
                    ],
                )
                self.assertAlmostEqual(found, hours)

    def test_cst1_no_arrival_no_hours(self):
        for start, end in ((None, NOON), (NOON, None), (NOON, NOON), (None, None)):
            self.assertEqual(rules.worked_hours(start, end), 0)
        self.assertEqual(rules.worked_hours(NOON, NOON - timedelta(hours=1)), 0)

    def test_cst1_rate_of_the_day(self):
        rates = (
            rules.Rate(1, date(2026, 1, 1), 80),
            rules.Rate(2, date(2026, 3, 1), 90),
            rules.Rate(3, date(2026, 1, 1), 120, category=7),
            rules.Rate(4, date(2026, 1, 1), 150, category=8),
            rules.Rate(5, date(2028, 2, 29), 99),
        )
        for categories, day, ref in (
            ((), date(2025, 12, 31), None),
            ((), date(2026, 1, 1), 1),
            ((), date(2026, 2, 28), 1),
            ((), date(2026, 3, 1), 2),
            ((), date(2028, 2, 28), 2),
            ((), date(2028, 2, 29), 5),
            ((7,), date(2026, 3, 1), 3),
            ((7, 8), date(2026, 3, 1), 4),
            ((9,), date(2026, 3, 1), 2),
            ((7,), date(2025, 12, 31), None),
        ):
            with self.subTest(categories=categories, day=day):
                found = rules.rate_on(rates, categories, day)
                self.assertEqual(found and found.ref, ref)

    def test_cst5_place_of_the_bill(self):
        for bill, city, province, address, expected in PLACES:
            with self.subTest(bill=bill, city=city, address=address):
                found = expense.place(bill, city, province, address)
                self.assertEqual(found, expected)
