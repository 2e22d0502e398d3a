"""Working hours, public holidays and worked weekends (调休) of a company."""

import base64
from datetime import date, datetime

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import AftersalesCommon

#: Friday 2026-02-13 16:50 in Shanghai, the day before the Spring Festival's first
#: worked Saturday
FRIDAY = datetime(2026, 2, 13, 8, 50)
LOCAL = "%Y-%m-%d %H:%M"


@tagged("post_install", "-at_install")
class TestHolidays(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.cn")
        cls.env["aftersales.calendar.day"]._load_for(cls.company)
        cls.hours = cls.env["resource.calendar"].create(
            {
                "name": "Nine to six",
                "company_id": cls.company.id,
                "tz": "Asia/Shanghai",
                "attendance_ids": [(5,)]
                + [
                    (
                        0,
                        0,
                        {
                            "name": f"{day} {start}",
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": end,
                            "day_period": "morning" if start < 12 else "afternoon",
                        },
                    )
                    for day in range(5)
                    for start, end in ((9, 12), (13, 18))
                ],
            }
        )

    def due(self, value, unit, calendar=True, at=FRIDAY, **values):
        """Local minute at which a limit is due."""
        policy = self._make_policy(
            f"X-{value}-{unit}-{bool(calendar)}-{len(values)}-{at:%d%H%M}",
            "followed_up",
            value,
            limit_unit=unit,
            calendar_id=calendar and self.hours.id,
            **values,
        )
        self.move(to=at)
        ticket = self._create_ticket(registered_at=at)
        due = self.clock(ticket, policy).due_at
        record = self.env.user.with_context(tz="Asia/Shanghai")
        return fields.Datetime.context_timestamp(record, due).strftime(LOCAL)

    def test_spring_festival_scenario_on_real_records(self):
        """T-01 … T-20, Friday 2026-02-13 16:50: holidays 15–23, worked 14 and 28."""
        cases = [
            (30, "minute", False, "2026-02-13 17:20"),
            (3, "hour", False, "2026-02-13 19:50"),
            (6, "hour", False, "2026-02-13 22:50"),
            (24, "hour", False, "2026-02-14 16:50"),
            (72, "hour", False, "2026-02-16 16:50"),
            (3, "day", False, "2026-02-17 00:00"),
            (2, "workday", False, "2026-02-25 00:00"),
            (30, "minute", True, "2026-02-13 17:20"),
            (3, "hour", True, "2026-02-14 10:50"),
            (6, "hour", True, "2026-02-14 14:50"),
            (12, "hour", True, "2026-02-24 11:50"),
            (24, "hour", True, "2026-02-25 16:50"),
            (72, "hour", True, "2026-03-04 16:50"),
            (1, "workday", True, "2026-02-14 18:00"),
            (2, "workday", True, "2026-02-24 18:00"),
            (3, "workday", True, "2026-02-25 18:00"),
        ]
        for value, unit, working, expected in cases:
            with self.subTest(value=value, unit=unit, working=working):
                self.assertEqual(self.due(value, unit, working), expected)

    def test_rolling_over_a_holiday_is_a_setting(self):
        """民法典 203."""
        self.assertEqual(self.due(3, "day"), "2026-02-17 00:00")
        self.assertEqual(self.due(3, "day", roll_over=True), "2026-02-24 18:00")
        self.assertEqual(
            self.due(3, "day", False, roll_over=True, warn_percent=0),
            "2026-02-25 00:00",
        )

    def test_calendar_that_works_on_holidays(self):
        self.hours.aftersales_holidays = False
        self.assertEqual(self.due(3, "hour"), "2026-02-16 10:50")

    def test_worked_weekend_has_the_hours_of_a_chosen_day(self):
        day = self.env["aftersales.calendar.day"].search(
            [("company_id", "=", self.company.id), ("date", "=", "2026-02-14")]
        )
        self.hours.attendance_ids.filtered(
            lambda a: a.dayofweek == "4" and a.hour_from == 9
        ).unlink()
        self.assertEqual(self.due(3, "hour"), "2026-02-14 10:50")
        day.hours_like = "4"
        self.assertEqual(self.due(3, "hour", warn_percent=0), "2026-02-14 14:50")

    def test_odoos_own_public_holidays_are_honoured(self):
        # Time Off, where it is installed, takes them in the user's zone
        self.env.user.tz = self.hours.tz
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Stock-taking",
                "company_id": self.company.id,
                "calendar_id": self.hours.id,
                "date_from": datetime(2026, 2, 14, 1, 0),
                "date_to": datetime(2026, 2, 14, 2, 0),
            }
        )
        self.assertEqual(self.due(3, "hour"), "2026-02-14 11:50")

    def test_holiday_entered_late_moves_what_runs_and_not_what_ended(self):
        at = datetime(2026, 3, 2, 2, 0)
        policy = self._make_policy(
            "X-1", "responded", 1, limit_unit="workday", calendar_id=self.hours.id
        )
        open_one, ended = self._create_ticket(), self._create_ticket()
        ended.record_event("responded")
        before = self.clock(ended, policy).due_at
        self.assertEqual(before, datetime(2026, 3, 3, 10, 0))
        self.env["aftersales.calendar.day"].with_user(self.manager).create(
            {"date": "2026-03-03", "name": "Works party", "company_id": self.company.id}
        )
        self.assertEqual(self.clock(open_one, policy).due_at, datetime(2026, 3, 4, 10))
        self.assertEqual(self.clock(ended, policy).due_at, before)
        self.assertEqual(at, self.minute(0))

    def test_update_twice_adds_nothing_and_keeps_hands_off(self):
        days = self.env["aftersales.calendar.day"]
        found = days.search([("company_id", "=", self.company.id)])
        moved = found.filtered(lambda d: d.date == date(2026, 2, 28))
        moved.with_user(self.manager).kind = "holiday"
        self.assertFalse(moved.is_published)
        window = (
            self.env["aftersales.holiday.update"]
            .with_user(self.manager)
            .create({"company_id": self.company.id, "source": "china"})
        )
        window.action_update()
        self.assertEqual(days.search([("company_id", "=", self.company.id)]), found)
        self.assertEqual(moved.kind, "holiday")
        self.assertIn("1", window.outcome)

    def file(self, text):
        return (
            self.env["aftersales.holiday.update"]
            .with_user(self.manager)
            .create(
                {
                    "company_id": self.company.id,
                    "source": "file",
                    "filename": "2027.csv",
                    "file": base64.b64encode(text.encode()),
                }
            )
        )

    def test_holidays_from_a_file(self):
        self.file(
            "date,kind,name\n2027-02-05,holiday,除夕\n2027-02-07,workday,调休\n"
        ).action_update()
        found = self.env["aftersales.calendar.day"].search(
            [("company_id", "=", self.company.id), ("date", ">=", "2027-01-01")]
        )
        self.assertEqual(found.sorted("date").mapped("kind"), ["holiday", "workday"])

    def test_file_with_a_mistake_changes_nothing_and_names_the_line(self):
        for row in (
            "2027-02-30,holiday,x",
            "2027-02-05,feast,x",
            "2027-02-05,holiday,",
        ):
            with self.subTest(row), self.refused(UserError, "Line 3 of file 2027.csv"):
                self.file(
                    f"date,kind,name\n2027-01-01,holiday,元旦\n{row}\n"
                ).action_update()
        self.assertFalse(
            self.env["aftersales.calendar.day"].search([("date", ">", "2026-12-31")])
        )

    def test_clerks_read_and_managers_write(self):
        days = self.env["aftersales.calendar.day"]
        self.assertTrue(days.with_user(self.clerk).search([]))
        with self.assertRaises(AccessError):
            days.with_user(self.clerk).create({"date": "2027-01-01", "name": "x"})
        with self.assertRaises(AccessError):
            self.env["aftersales.holiday.update"].with_user(self.clerk).create({})

    def test_managers_are_reminded_of_a_year_without_holidays(self):
        messages = self.env["mail.message"]
        about = [("subject", "=", "Holidays of 2027")]
        self.move(to=datetime(2026, 11, 29))
        self.env["aftersales.calendar.day"]._remind_of_next_year()
        self.assertFalse(messages.search(about))
        self.move(to=datetime(2026, 12, 6))
        self.env["aftersales.calendar.day"]._remind_of_next_year()
        found = messages.search(about)
        self.assertIn(self.manager.partner_id, found.partner_ids)
        self.assertNotIn(self.foreign_clerk.partner_id, found.partner_ids)

    def test_limit_names_facts_that_exist(self):
        with self.refused(ValidationError, "nonsense"):
            self._make_policy("X", "responded", 1, other_stop_codes="arrived, nonsense")
        with self.refused(ValidationError, "itself"):
            self._make_policy("X", "responded", 1, within_code="X")
