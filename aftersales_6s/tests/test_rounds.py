"""Rounds: planned once, kept up with changes, missed when nobody comes (S6-3)."""

from ast import literal_eval
from datetime import date, datetime, timedelta
from unittest.mock import patch

from lxml import etree
from psycopg2 import IntegrityError

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.aftersales_service.tests.common import NOW

from .common import SixsCommon

TODAY = NOW.date()
DAY = timedelta(days=1)
#: The workdays from Monday on, within the horizon
WORKDAYS = [date(2026, 3, day) for day in (2, 3, 4, 5, 6, 9)]


@tagged("post_install", "-at_install")
class TestRounds(SixsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rounds = cls.env["aftersales.6s.inspection"]
        cls.plan = cls._make_plan()

    @classmethod
    def _make_plan(cls, code="DAILY", **values):
        return cls.env["aftersales.6s.plan"].create(
            {
                "name": f"Plan {code}",
                "code": code,
                "company_id": cls.company.id,
                "time_from": 9,
                "time_due": 17,
                **values,
            }
        )

    def plan_now(self, now=None):
        """The new rounds of our company."""
        found = self.rounds._plan_rounds(self.company, now or NOW)
        self.env.flush_all()
        self.env.invalidate_all()
        return found

    def all(self, **values):
        domain = [("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.rounds.search(domain, order="due_at, area_id")

    def sweep(self, minutes):
        """The scheduled action at so many minutes after NOW."""
        self.move(minutes)
        missed = self.rounds.sweep_rounds()
        return missed.filtered(lambda one: one.company_id == self.company)

    # Planning

    def test_s6_3_rounds_are_planned_for_the_days_to_come(self):
        found = self.plan_now()
        self.assertEqual(found.mapped("day"), WORKDAYS)
        self.assertRecordValues(
            found[:1],
            [
                {
                    "area_id": self.workshop.id,
                    "company_id": self.company.id,
                    "plan_id": self.plan.id,
                    "slot": "2026-03-02",
                    "from_at": datetime(2026, 3, 2, 1),
                    "due_at": datetime(2026, 3, 2, 9),
                    "check": "self",
                    "rhythm": "daily",
                    "checklist_id": self.checklist.id,
                    "owner_id": self.engineer.id,
                    "inspector_id": self.engineer.id,
                    "state": "planned",
                    "is_late": False,
                    "is_unannounced": False,
                }
            ],
        )
        self.assertEqual(len(set(found.mapped("name"))), len(found))

    def test_s6_3_a_calendar_shows_area_and_time(self):
        one = self.plan_now()[:1]
        self.assertEqual(one.display_name, one.name)
        shown = one.with_context(aftersales_6s_by_time=True)
        self.assertEqual(shown.display_name, f"17:00 {self.workshop.name}")

    def test_horizon_is_a_setting(self):
        for days, number in ((0, 1), (1, 2), (14, 11)):
            with self.subTest(days):
                self.company.aftersales_6s_horizon = days
                self.plan_now()
                self.assertEqual(len(self.all()), number)

    def test_holidays_and_worked_weekends_count(self):
        self.env["aftersales.calendar.day"].create(
            [
                {
                    "date": day,
                    "name": "Moved",
                    "kind": kind,
                    "company_id": self.company.id,
                }
                for day, kind in (
                    (date(2026, 3, 4), "holiday"),
                    (date(2026, 3, 7), "workday"),
                )
            ]
        )
        days = self.plan_now().mapped("day")
        self.assertNotIn(date(2026, 3, 4), days)
        self.assertIn(date(2026, 3, 7), days)

    def test_only_where_a_checklist_is_in_force_and_asks_something(self):
        self.assertEqual(self.plan_now().area_id, self.workshop)
        carts = self._make_checklist(self.cart_kind)
        carts.item_ids.rhythm = "weekly"
        self.assertFalse(self.plan_now())
        carts.item_ids[0].rhythm = "daily"
        self.assertEqual(self.plan_now().area_id, self.cart)

    def test_nobody_is_asked_for_an_area_without_owner(self):
        self._make_area("Bay 3", self.workshop_kind)
        self.assertEqual(self.plan_now().area_id, self.workshop)

    def test_an_inspector_comes_to_areas_without_owner_too(self):
        bay = self._make_area("Bay 3", self.workshop_kind)
        self.plan.check = "inspector"
        self.assertEqual(self.plan_now().area_id, self.workshop | bay)

    def test_plan_names_kinds_and_areas(self):
        self._make_checklist(self.cart_kind)
        self._make_checklist(self.office_kind)
        bay = self._make_area("Bay 3", self.workshop_kind, self.engineer)
        for values, expected in (
            ({}, self.workshop | self.cart | self.office | bay),
            ({"kind_ids": self.workshop_kind}, self.workshop | bay),
            ({"area_ids": self.cart}, self.cart),
            (
                {"kind_ids": self.workshop_kind, "area_ids": self.cart},
                self.workshop | self.cart | bay,
            ),
        ):
            with self.subTest(sorted(values)):
                self.plan.write(
                    {
                        name: [(6, 0, values[name].ids if name in values else [])]
                        for name in ("kind_ids", "area_ids")
                    }
                )
                self.plan_now()
                self.assertEqual(self.all().area_id, expected)

    def test_version_is_the_one_in_force_on_the_day(self):
        draft = self.checklist._next_draft()
        draft.valid_from = date(2026, 3, 5)
        draft.action_publish()
        self.plan_now()
        self.assertEqual(
            [one.checklist_id.version for one in self.all()], [1, 1, 1, 2, 2, 2]
        )

    def test_what_is_over_is_not_planned_afterwards(self):
        """A plan made at noon doesn't ask for the morning."""
        self.plan.write({"time_from": 7, "time_due": 8.8333})
        self.assertEqual(self.plan_now().mapped("day"), WORKDAYS[1:])

    # Once is once

    def test_planning_twice_plans_once(self):
        self.assertEqual(len(self.plan_now()), len(WORKDAYS))
        self.assertFalse(self.plan_now())
        self.assertFalse(self.plan_now(NOW + timedelta(hours=1)))
        self.assertEqual(len(self.all()), len(WORKDAYS))

    def test_done_early_in_the_week_is_done_for_the_week(self):
        self.plan.write({"rhythm": "weekly", "weekday": "4", "time_from": 0})
        self.checklist.item_ids.rhythm = "weekly"
        (one,) = self.plan_now()
        self.assertEqual((one.slot, one.day), ("2026-W10", date(2026, 3, 6)))
        one.state = "done"
        self.plan.weekday = "3"
        self.assertFalse(self.plan_now())
        self.assertEqual(one.day, date(2026, 3, 6))

    @mute_logger("odoo.sql_db")
    def test_a_round_is_there_once_by_its_index(self):
        (one, *_more) = self.plan_now()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.rounds._insert_planned(
                [
                    {
                        name: one[name].id if name.endswith("_id") else one[name]
                        for name in (
                            "plan_id",
                            "area_id",
                            "company_id",
                            "slot",
                            "day",
                            "check",
                        )
                    }
                ]
            )

    def test_another_server_that_plans_is_left_alone(self):
        other = db_connect(self.env.cr.dbname).cursor()
        try:
            other.execute(
                SQL(
                    "SELECT pg_advisory_xact_lock(hashtext(%s), %s)",
                    self.rounds._table,
                    self.company.id,
                )
            )
            self.assertFalse(self.plan_now())
        finally:
            other.close()
        self.assertEqual(len(self.plan_now()), len(WORKDAYS))

    def test_a_crash_in_the_middle_leaves_nothing_half_done(self):
        self.plan_now()
        self.workshop.owner_ids.employee_id = self.clerk_employee
        self._make_plan("SECOND")
        before = self.all().mapped("owner_id")
        with (
            self.assertRaises(ZeroDivisionError),
            self.env.cr.savepoint(),
            patch.object(
                type(self.rounds), "_insert_planned", side_effect=ZeroDivisionError
            ),
        ):
            self.plan_now()
        self.env.invalidate_all()
        self.assertEqual(self.all().mapped("owner_id"), before)
        self.plan_now()
        self.assertEqual(self.all().owner_id, self.clerk_employee)
        self.assertEqual(len(self.all()), 2 * len(WORKDAYS))

    # Following changes

    def test_a_new_owner_gets_the_rounds_from_their_first_day_on(self):
        self.plan_now()
        self.workshop.owner_ids.date_to = date(2026, 3, 4)
        self._own(self.workshop, self.clerk_employee, date(2026, 3, 5))
        self.plan_now()
        self.assertEqual(
            [one.inspector_id for one in self.all()],
            [self.engineer] * 3 + [self.clerk_employee] * 3,
        )
        self.assertEqual(self.all().mapped("owner_id"), self.all().inspector_id)

    def test_what_has_begun_stays_as_it_was(self):
        running, done, planned, *_more = self.plan_now()
        running.state, done.state = "running", "done"
        self.workshop.owner_ids.employee_id = self.clerk_employee
        self.plan.time_due = 18
        self.plan_now()
        self.assertEqual((running | done).owner_id, self.engineer)
        self.assertEqual(running.due_at, datetime(2026, 3, 2, 9))
        self.assertEqual(planned.owner_id, self.clerk_employee)
        self.assertEqual(planned.due_at, datetime(2026, 3, 4, 10))

    def test_rounds_of_an_archived_area_or_plan_are_taken_back(self):
        second = self._make_plan("SECOND")
        first, *_more = self.plan_now()
        first.state = "done"
        second.active = False
        self.plan_now()
        self.assertFalse(self.all(plan_id=second.id))
        self.assertEqual(len(self.all()), len(WORKDAYS))
        self.workshop.action_archive()
        self.plan_now()
        self.assertEqual(self.all(), first)

    def test_a_deleted_plan_leaves_what_was_done(self):
        first, *_more = self.plan_now()
        first.state = "done"
        self.plan.unlink()
        self.assertEqual(self.all(), first)

    def test_a_cancelled_round_stays_cancelled(self):
        first, *_more = self.plan_now()
        first.state = "cancelled"
        self.assertFalse(self.plan_now())
        self.assertEqual(first.state, "cancelled")

    def test_changes_wake_the_scheduled_action(self):
        cron = self.env.ref("aftersales_6s.ir_cron_rounds")
        for what, act in (
            ("owner", lambda: self._own(self.workshop.copy(), self.engineer)),
            ("plan", lambda: self.plan.write({"time_due": 18})),
            ("area", lambda: self.office.action_archive()),
            (
                "clean-up",
                lambda: self.company.write({"aftersales_6s_cleanup": "none"}),
            ),
        ):
            with self.subTest(what):
                before = self.env["ir.cron.trigger"].search_count(
                    [("cron_id", "=", cron.id)]
                )
                act()
                self.assertGreater(
                    self.env["ir.cron.trigger"].search_count(
                        [("cron_id", "=", cron.id)]
                    ),
                    before,
                )

    def test_service_manager_plans_at_once(self):
        self.plan.with_user(self.manager).action_plan_now()
        self.assertEqual(len(self.all()), len(WORKDAYS))
        self.assertEqual(self.plan.round_count, len(WORKDAYS))

    # What is asked

    def test_a_round_asks_the_items_of_its_rhythm(self):
        first, second = self.checklist.item_ids
        first.rhythm, second.rhythm = "daily", "weekly"
        (one, *_more) = self.plan_now()
        self.assertEqual(one._items(), first)
        one.check = "inspector"
        self.assertEqual(one._items(), first | second)
        unannounced = self.rounds.create(
            {"area_id": self.workshop.id, "checklist_id": self.checklist.id}
        )
        self.assertEqual(unannounced._items(), first | second)

    # Who

    def test_no_inspector_is_sent_to_an_area_of_their_own(self):
        self._own(self._make_area("Bay 3", self.workshop_kind), self.inspector_employee)
        deputy = self._make_area("Bay 4", self.workshop_kind, self.engineer)
        deputy.owner_ids.deputy_ids = self.inspector_employee
        self.plan.write(
            {"check": "inspector", "inspector_id": self.inspector_employee.id}
        )
        self.plan_now()
        sent = {
            area.name: own.inspector_id
            for area, own in self.all().grouped("area_id").items()
        }
        nobody = self.env["hr.employee"]
        self.assertEqual(
            sent,
            {
                "Workshop": self.inspector_employee,
                "Bay 3": nobody,
                "Bay 4": nobody,
            },
        )

    def test_my_rounds(self):
        inspecting = self._make_plan("INSPECT", check="inspector")
        self.workshop.owner_ids.deputy_ids = self.clerk_employee
        self.plan_now()
        own, open_ones = self.all(plan_id=self.plan.id), self.all(plan_id=inspecting.id)
        for user, expected in (
            (self.technician, own),
            (self.clerk, own),
            (self.other_technician, self.rounds),
            (self.inspector, open_ones),
        ):
            with self.subTest(user.login):
                rounds = self.rounds.with_user(user)
                found = rounds.search([("is_mine", "=", True)])
                self.assertEqual(found.sorted("id"), expected.sorted("id"))
                mine = self.all().with_user(user).filtered("is_mine")
                self.assertEqual(mine.sorted("id"), expected.sorted("id"))

    def test_an_inspector_s_own_area_is_not_theirs_to_inspect(self):
        self.workshop.owner_ids.employee_id = self.inspector_employee
        self.plan.check = "inspector"
        self.plan_now()
        rounds = self.rounds.with_user(self.inspector)
        self.assertFalse(rounds.search([("is_mine", "=", True)]))

    def test_to_do_shows_today_and_what_was_missed_lately(self):
        old, recent, today = self.plan_now()[:3]
        old.write({"state": "missed", "day": TODAY - 30 * DAY})
        recent.write({"state": "missed", "day": TODAY - DAY})
        today.day = TODAY
        view = self.env.ref("aftersales_6s.aftersales_6s_round_view_search")
        domains = {
            node.get("name"): literal_eval(node.get("domain"))
            for node in etree.fromstring(view.arch).iter("filter")
            if node.get("domain")
        }
        ours = [("company_id", "=", self.company.id)]
        found = self.rounds.search(ours + domains["todo"] + domains["until_today"])
        self.assertEqual(found, today | recent)
        self.assertEqual(self.rounds.search(ours + domains["missed"]), recent | old)

    # Missed

    def test_what_nobody_came_to_is_missed_when_its_time_is_over(self):
        first, *more = self.plan_now()
        self.assertFalse(self.sweep(6 * 60 + 59))
        self.assertEqual(self.sweep(7 * 60), first)
        self.assertRecordValues(first, [{"state": "missed", "is_late": True}])
        self.assertEqual({one.state for one in more}, {"planned"})
        self.assertFalse(self.sweep(7 * 60 + 1))

    def test_a_round_that_has_begun_is_not_missed(self):
        first, *_more = self.plan_now()
        first.state = "running"
        self.assertFalse(self.sweep(7 * 60))

    def test_missed_rounds_are_marked_in_batches(self):
        for number in range(5):
            self._make_area(f"Bay {number}", self.workshop_kind, self.engineer)
        self.plan_now()
        self.move(7 * 60)
        missed = self.rounds.sweep_rounds(batch=2)
        self.assertEqual(len(missed & self.all()), 6)

    def test_owner_and_inspector_are_told_once_per_area(self):
        self.plan.write(
            {"check": "inspector", "inspector_id": self.inspector_employee.id}
        )
        first, second, *_more = self.plan_now()
        self.sweep(7 * 60)
        self.assertEqual(first.activity_ids.user_id, self.technician | self.inspector)
        self.assertIn("Workshop", first.activity_ids[0].summary)
        # the next day's takes its place: a month of mornings is one thing to do
        self.sweep(24 * 60 + 7 * 60)
        self.assertFalse(first.activity_ids)
        self.assertEqual(second.activity_ids.user_id, self.technician | self.inspector)
        second.state = "done"
        self.assertFalse(second.activity_ids)

    def test_managers_are_told_where_nobody_has_a_login(self):
        self.engineer.user_id = False
        first, *_more = self.plan_now()
        self.sweep(7 * 60)
        self.assertIn(self.manager, first.activity_ids.user_id)

    def test_every_company_is_planned_by_the_scheduled_action(self):
        kind = self.env["aftersales.6s.kind"].create(
            {"name": "Yard", "code": "yard", "company_id": self.other_company.id}
        )
        yard = self._make_area("Yard", kind, self.foreign_employee)
        self._make_checklist(kind)
        self.env["aftersales.6s.plan"].create(
            {"name": "Daily", "code": "D", "company_id": self.other_company.id}
        )
        self.rounds.sweep_rounds()
        found = self.rounds.search([("plan_id", "!=", False)])
        self.assertIn(yard, found.area_id)
        self.assertIn(self.workshop, found.area_id)

    # Plans

    def test_a_dealer_s_first_day(self):
        """Profile, one owner, and the rounds of S6-3 are there."""
        company = self._make_company("Dealer")
        self.env["aftersales.profile"].load("dealer", company)
        kinds = self.env["aftersales.6s.kind"].search([("company_id", "=", company.id)])
        owner = self.env["hr.employee"].create(
            {"name": "Owner", "company_id": company.id}
        )
        for kind in kinds:
            self._make_area(kind.name, kind, owner)
        rounds = self.rounds._plan_rounds(company, NOW)
        by_plan = {
            plan.code: set(own.area_id.kind_id.mapped("code"))
            for plan, own in rounds.grouped("plan_id").items()
        }
        self.assertEqual(
            by_plan,
            {
                "DAILY": set(kinds.mapped("code")) - {"equipment"},
                "TWICE": {"equipment", "office"},
                "WEEKLY": {"tool_cart", "office", "safety"},
                "CLEANUP": set(kinds.mapped("code")),
            },
        )
        morning = min(
            (one for one in rounds if one.plan_id.code == "DAILY"),
            key=lambda one: one.due_at,
        )
        # 8:50 of Tuesday; on Monday it is 10 o'clock already
        self.assertEqual(morning.due_at, datetime(2026, 3, 3, 0, 50))
        cleanups = rounds.filtered(lambda one: one.plan_id.code == "CLEANUP")
        self.assertEqual(
            set(cleanups.mapped("day")), {date(2026, 3, 5), date(2026, 3, 6)}
        )

    @mute_logger("odoo.sql_db")
    def test_times_of_a_plan_are_times_of_a_day(self):
        for values in ({"time_due": 25}, {"time_from": -1}, {"second_due": 24.5}):
            with self.subTest(values), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.plan.write(values)
                    self.env.flush_all()

    # Batches

    def queries(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_planning_takes_the_same_queries_for_many_areas(self):
        def make(number):
            areas = self.env["aftersales.6s.area"].create(
                [
                    {
                        "name": f"Bay {number}-{n}",
                        "kind_id": self.workshop_kind.id,
                        "company_id": self.company.id,
                    }
                    for n in range(number)
                ]
            )
            for area in areas:
                self._own(area, self.engineer)

        counts = []
        for number in (3, 5, 120):
            make(number)
            counts.append(
                self.queries(lambda: self.rounds._plan_rounds(self.company, NOW))
            )
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 40)
        self.assertEqual(len(self.all()), 129 * len(WORKDAYS))
        # and when all of them get a new owner
        changed = []
        for employee, areas in (
            (self.clerk_employee, 5),
            (self.other_engineer, 100),
        ):
            self.env["aftersales.6s.area.owner"].search(
                [("employee_id", "=", self.engineer.id)], limit=areas
            ).employee_id = employee
            changed.append(
                self.queries(lambda: self.rounds._plan_rounds(self.company, NOW))
            )
        self.assertEqual(changed[0], changed[1])
