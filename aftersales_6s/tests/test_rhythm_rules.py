"""When rounds are (S6-3), as tables: holidays, worked weekends, month ends, zones."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from odoo.tests import BaseCase, tagged

from odoo.addons.aftersales_service.rules.calendar import ALWAYS, Calendar

from ..rules import rhythm as rules

SHIFTS = ((8 * 60 + 30, 12 * 60), (13 * 60, 17 * 60 + 30))
#: Monday to Friday; National Day of 2026 with its worked weekends
OFFICE = Calendar(
    tz="Asia/Shanghai",
    hours=(SHIFTS,) * 5 + ((),) * 2,
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays={date(2026, 9, 20): None, date(2026, 10, 10): None},
)
SHOP = Calendar(tz="Asia/Shanghai", hours=(SHIFTS,) * 7)
MORNING = ((7 * 60, 8 * 60 + 50),)
EVENING = ((18 * 60, 20 * 60),)


def days(text):
    """``2026-10-09 12`` → that day and the 12th."""
    first, *more = text.split()
    first = date.fromisoformat(first)
    return [first, *(first.replace(day=int(day)) for day in more)]


@tagged("post_install", "-at_install")
class TestRhythmRules(BaseCase):
    def planned(self, first, last, calendar=OFFICE, spans=MORNING, **plan):
        found = rules.slots(
            rules.Plan(spans=spans, **plan),
            calendar,
            date.fromisoformat(first),
            date.fromisoformat(last),
        )
        return found

    def keys(self, *args, **plan):
        return [(slot.key, slot.day) for slot in self.planned(*args, **plan)]

    def test_s6_3_daily_rounds_are_on_workdays(self):
        for first, last, off_day, expected in (
            ("2026-03-02", "2026-03-08", "before", "2026-03-02 3 4 5 6"),
            ("2026-03-02", "2026-03-08", "skip", "2026-03-02 3 4 5 6"),
            ("2026-03-02", "2026-03-08", "same", "2026-03-02 3 4 5 6 7 8"),
            # the holiday is left out, the worked Saturday is in
            ("2026-10-01", "2026-10-11", "before", "2026-10-08 9 10"),
            ("2026-09-19", "2026-09-21", "before", "2026-09-20 21"),
            # leap day
            ("2028-02-28", "2028-02-29", "before", "2028-02-28 29"),
        ):
            with self.subTest(first, off_day=off_day):
                found = self.keys(first, last, rhythm="daily", off_day=off_day)
                self.assertEqual(
                    found, [(day.isoformat(), day) for day in days(expected)]
                )

    def test_s6_3_own_area_is_due_at_8_50_in_the_company_s_zone(self):
        (slot,) = self.planned("2026-03-02", "2026-03-02", rhythm="daily")
        self.assertEqual(slot.start, datetime(2026, 3, 1, 23, 0))
        self.assertEqual(slot.due, datetime(2026, 3, 2, 0, 50))

    def test_times_are_those_of_the_clock_when_it_changes(self):
        berlin = Calendar(tz="Europe/Berlin", hours=(SHIFTS,) * 7)
        found = self.planned(
            "2026-03-28", "2026-03-30", calendar=berlin, rhythm="daily"
        )
        self.assertEqual(
            [slot.due.time() for slot in found], [time(7, 50), time(6, 50), time(6, 50)]
        )

    def test_s6_3_equipment_twice_a_day(self):
        spans = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
        found = self.planned(
            "2026-03-02", "2026-03-03", rhythm="twice_daily", spans=spans
        )
        self.assertEqual(
            [(slot.key, slot.due) for slot in found],
            [
                ("2026-03-02#1", datetime(2026, 3, 2, 4)),
                ("2026-03-02#2", datetime(2026, 3, 2, 10)),
                ("2026-03-03#1", datetime(2026, 3, 3, 4)),
                ("2026-03-03#2", datetime(2026, 3, 3, 10)),
            ],
        )

    def test_each_shift_is_a_block_of_working_hours(self):
        found = self.planned("2026-03-06", "2026-03-07", rhythm="shift")
        self.assertEqual(
            [(slot.key, slot.start, slot.due) for slot in found],
            [
                (
                    "2026-03-06#1",
                    datetime(2026, 3, 6, 0, 30),
                    datetime(2026, 3, 6, 4),
                ),
                (
                    "2026-03-06#2",
                    datetime(2026, 3, 6, 5),
                    datetime(2026, 3, 6, 9, 30),
                ),
            ],
        )

    def test_an_end_before_the_beginning_is_on_the_next_day(self):
        (slot,) = self.planned(
            "2026-03-02", "2026-03-02", rhythm="daily", spans=((22 * 60, 2 * 60),)
        )
        self.assertEqual(slot.day, date(2026, 3, 2))
        self.assertEqual(slot.due - slot.start, timedelta(hours=4))

    def test_s6_3_weekly_falls_back_to_the_workday_before(self):
        for first, last, weekday, off_day, expected in (
            ("2026-03-02", "2026-03-15", 4, "before", "2026-03-06 13"),
            # Friday 2 October is a holiday: Wednesday the 30th is the last workday
            ("2026-09-28", "2026-10-04", 4, "before", "2026-09-30"),
            ("2026-09-28", "2026-10-04", 4, "skip", ""),
            ("2026-09-28", "2026-10-04", 4, "same", "2026-10-02"),
            # nothing before it in the week: the first workday after
            ("2026-10-05", "2026-10-11", 0, "before", "2026-10-08"),
            # Sunday isn't worked, but the Saturday before is, this once
            ("2026-10-05", "2026-10-11", 6, "before", "2026-10-10"),
        ):
            with self.subTest(first, weekday=weekday, off_day=off_day):
                found = self.planned(
                    first, last, rhythm="weekly", weekday=weekday, off_day=off_day
                )
                wanted = days(expected) if expected else []
                self.assertEqual([slot.day for slot in found], wanted)

    def test_a_week_without_work_has_no_weekly_round(self):
        closed = Calendar(
            tz="Asia/Shanghai",
            hours=(SHIFTS,) * 7,
            holidays=frozenset(date(2026, 2, day) for day in range(16, 23)),
        )
        found = self.keys("2026-02-16", "2026-02-22", calendar=closed, rhythm="weekly")
        self.assertEqual(found, [])

    def test_s6_3_half_monthly_and_month_end_are_last_workdays(self):
        for rhythm, month, last, expected in (
            # 15 March 2026 is a Sunday, 31 March a Tuesday
            ("half_monthly", "2026-03", 31, "2026-03-13 31"),
            ("month_end", "2026-03", 31, "2026-03-31"),
            # 31 January is a Saturday
            ("half_monthly", "2026-01", 31, "2026-01-15 30"),
            ("month_end", "2026-01", 31, "2026-01-30"),
            # leap year: 29 February 2028 is a Tuesday
            ("half_monthly", "2028-02", 29, "2028-02-15 29"),
            ("month_end", "2028-02", 29, "2028-02-29"),
            ("month_end", "2026-02", 28, "2026-02-27"),
            # holidays at the beginning don't matter to the 15th
            ("half_monthly", "2026-10", 31, "2026-10-15 30"),
        ):
            with self.subTest(month, rhythm=rhythm):
                found = self.planned(f"{month}-01", f"{month}-{last}", rhythm=rhythm)
                self.assertEqual([slot.day for slot in found], days(expected))

    def test_a_period_keeps_its_name_when_its_day_moves(self):
        """A holiday that is entered later doesn't ask twice for the same week."""
        holiday = Calendar(
            tz="Asia/Shanghai",
            hours=OFFICE.hours,
            holidays=frozenset({date(2026, 3, 6), date(2026, 3, 31)}),
        )
        for rhythm, first, last, moved in (
            ("weekly", "2026-03-02", "2026-03-08", date(2026, 3, 5)),
            ("half_monthly", "2026-03-16", "2026-03-31", date(2026, 3, 30)),
            ("month_end", "2026-03-01", "2026-03-31", date(2026, 3, 30)),
        ):
            with self.subTest(rhythm):
                plan = {"rhythm": rhythm, "weekday": 4}
                ((key, _day),) = self.keys(first, last, **plan)
                self.assertEqual(
                    self.keys(first, last, calendar=holiday, **plan), [(key, moved)]
                )

    def test_s6_3_clean_up_days_follow_the_setting(self):
        for calendar, cleanup, expected in (
            (SHOP, "thursday", "2026-03-05"),
            (SHOP, "weekend", "2026-03-08"),
            (SHOP, "both", "2026-03-05 8"),
            (SHOP, "none", ""),
            # who works five days has the end of the week on Friday
            (OFFICE, "both", "2026-03-05 6"),
        ):
            with self.subTest(cleanup):
                found = self.planned(
                    "2026-03-02",
                    "2026-03-08",
                    calendar=calendar,
                    rhythm="cleanup",
                    spans=EVENING,
                    cleanup=cleanup,
                )
                wanted = days(expected) if expected else []
                self.assertEqual([slot.day for slot in found], wanted)

    def test_s6_3_clean_up_is_on_thursday_after_work_and_at_18_at_the_weekend(self):
        thursday, weekend = self.planned(
            "2026-03-02", "2026-03-08", calendar=SHOP, rhythm="cleanup", spans=EVENING
        )
        # work ends at 17:30
        self.assertEqual(thursday.start, datetime(2026, 3, 5, 9, 30))
        self.assertEqual(thursday.due, datetime(2026, 3, 5, 11, 30))
        self.assertEqual(weekend.start, datetime(2026, 3, 8, 10))
        self.assertEqual(weekend.due, datetime(2026, 3, 8, 12))

    def test_a_company_without_hours_cleans_up_at_the_plan_s_time(self):
        thursday, _sunday = self.planned(
            "2026-03-02", "2026-03-08", calendar=ALWAYS, rhythm="cleanup", spans=EVENING
        )
        self.assertEqual(thursday.start, datetime(2026, 3, 5, 18))

    def test_two_clean_ups_on_one_day_are_one(self):
        """In a week that ends on Wednesday, Thursday and weekend fall together."""
        found = self.keys("2026-09-28", "2026-10-04", rhythm="cleanup", spans=EVENING)
        self.assertEqual(found, [("2026-W40.4", date(2026, 9, 30))])

    def test_valid_days_of_the_plan_limit_it(self):
        found = self.planned(
            "2026-03-02",
            "2026-03-31",
            rhythm="daily",
            valid_from=date(2026, 3, 5),
            valid_to=date(2026, 3, 6),
        )
        self.assertEqual([slot.day for slot in found], days("2026-03-05 6"))
        self.assertEqual(
            self.keys(
                "2026-03-02", "2026-03-03", rhythm="daily", valid_from=date(2026, 4, 1)
            ),
            [],
        )

    def test_windows_side_by_side_plan_what_one_window_does(self):
        """Whether it looks a week ahead each day, or a year ahead once."""
        first, last = date(2026, 1, 1), date(2026, 12, 31)
        cuts = [first + timedelta(days=7 * n) for n in range(53)]
        cuts.append(last + timedelta(days=1))
        for rhythm in rules.MAKERS:
            plan = rules.Plan(rhythm, spans=((60, 120), (180, 240)))
            with self.subTest(rhythm):
                pieces = [
                    slot
                    for begin, end in pairwise(cuts)
                    for slot in rules.slots(
                        plan, OFFICE, begin, end - timedelta(days=1)
                    )
                ]
                whole = rules.slots(plan, OFFICE, first, last)
                self.assertEqual(pieces, whole)
                keys = [slot.key for slot in whole]
                self.assertEqual(len(keys), len(set(keys)))

    def test_a_round_asks_the_items_of_its_rhythm(self):
        for of_round, of_item, pillar, asked in (
            ("daily", "daily", "shine", True),
            ("daily", "always", "safety", True),
            ("daily", "weekly", "shine", False),
            ("weekly", "weekly", "sort", True),
            ("weekly", "daily", "sort", False),
            ("month_end", "always", "standardise", True),
            ("cleanup", "cleanup", "sustain", True),
            # the place is cleaned, whenever it is looked at otherwise …
            ("cleanup", "weekly", "shine", True),
            ("cleanup", "month_end", "set_in_order", True),
            # … but nobody's behaviour
            ("cleanup", "daily", "sustain", False),
            ("cleanup", "daily", "safety", False),
        ):
            with self.subTest(of_round, item=of_item, pillar=pillar):
                self.assertEqual(rules.asks(of_round, of_item, pillar), asked)
