"""Every limit of the profiles, in working order: T-01 … T-26 by the minute.

For each a request of a company that loaded the profile starts it, meets it in the due
minute, and misses it one minute later.
"""

from datetime import datetime, timedelta

from odoo.tests import tagged

from ..models.aftersales_profile import ROOT
from .common import NOW, AftersalesCommon

H = 60
#: profile, limit, type, fault, further values, fact that starts it (-: registering),
#: fact that stops it, how long, whose clock it is
TABLE = """
general   T-01  repair       - - - responded 30min in_charge
general   T-01  complaint    - - - responded 30min in_charge
general   T-10  complaint    - - - customer_told 24h in_charge
general   T-10S complaint    - - - closed 48h in_charge
furnace   T-02  consultation - - - responded 3h in_charge
furnace   T-03  repair       - - - solution_proposed 6h in_charge
furnace   T-04  repair       - - - arrived 72h leader
furnace   T-12  repair       - - decision_asked decided 2h asked
furnace   T-13  repair       - - manager_called manager_reached 2h asked
furnace   T-14  parts        - - payment_received parts_shipped 4h in_charge
furnace   T-15  parts        - - parts_approved parts_packed 4h in_charge
furnace   T-15S parts        - - parts_approved parts_shipped 8h in_charge
furnace   T-17  repair       - - help_asked help_done 2h asked
coach     T-06  repair       body_door distance_km=1 - arrived 24h leader
coach     T-06  repair       body distance_km=100 - arrived 24h leader
coach     T-07  repair       body distance_km=101 - responded 12h in_charge
coach     T-07  repair       - supplier_needed=1 - responded 12h in_charge
coach     T-08  repair       chassis_brake - - supplier_contacted 12h in_charge
coach     T-08  repair       engine distance_km=500 - supplier_contacted 12h in_charge
equipment T-09  complaint    - - - responded 24h in_charge
mall      T-24  complaint    - - - accepted 24h in_charge
mall      T-24  complaint    - - - refused 24h in_charge
mall      T-10S complaint    - - - closed 48h in_charge
dealer    T-01  repair       - - - responded 30min in_charge
machinery T-10  complaint    - - - customer_told 24h in_charge
"""


def cases():
    """The lines of the table; in_charge is who the request belongs to."""
    for line in TABLE.strip().splitlines():
        profile, code, kind, fault, values, start, stop, limit, role = (
            None if cell == "-" else cell for cell in line.split()
        )
        given = dict(pair.split("=") for pair in (values or "").split(",") if pair)
        minutes = int(limit[:-1]) * H if limit.endswith("h") else int(limit[:-3])
        yield (
            *(profile, code, kind, fault),
            {name: int(value) for name, value in given.items()},
            *(start, stop, minutes),
            "accountable" if role == "in_charge" else role,
        )


CASES = tuple(cases())
#: A request of the coach profile that has no such limit
NONE = (
    ("T-06", "body", {"distance_km": 0}),
    ("T-06", "body", {"distance_km": 101}),
    ("T-06", "engine", {"distance_km": 80}),
    ("T-07", "body", {"distance_km": 100}),
    ("T-07", "body", {"distance_km": 0}),
    ("T-08", "body", {"distance_km": 80}),
)
#: Starts at which a month, a year or a holiday passes under the clock, UTC
MOMENTS = (
    NOW,
    datetime(2026, 1, 31, 15, 59, 59),  # the last minute of a month in Shanghai
    datetime(2026, 12, 31, 15, 30),
    datetime(2028, 2, 28, 16, 30),  # leap day, half past midnight
    datetime(2026, 9, 30, 18, 0),  # night before the National Day week
)


@tagged("post_install", "-at_install")
class TestProfileClocks(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.companies, cls.people = {}, {}
        for code in sorted(path.name for path in ROOT.iterdir()):
            company = cls._make_company(f"Profile {code}")
            cls.env["aftersales.profile"].load(code, company)
            cls.companies[code] = company
            cls.people[code] = cls.env["hr.employee"].create(
                [
                    {"name": f"{name} of {code}", "company_id": company.id}
                    for name in ("accountable", "leader", "asked")
                ]
            )

    def of(self, code, model, name):
        return self.env[model].search(
            [("company_id", "=", self.companies[code].id), ("code", "=", name)]
        )

    def request(self, profile, kind, fault=None, **values):
        return self._create_ticket(
            company_id=self.companies[profile].id,
            type_id=self.of(profile, "helpdesk.ticket.type", kind).id,
            fault_id=fault and self.of(profile, "aftersales.fault", fault).id,
            lot_id=False,
            accountable_id=self.people[profile][0].id,
            **values,
        )

    def clock_of(self, ticket, code):
        return ticket.clock_ids.filtered(lambda c: c.policy_id.code == code)

    def start(self, case, at):
        profile, code, kind, fault, values, starts, stops, _minutes, _whose = case
        self.move(to=at)
        ticket = self.request(profile, kind, fault, **values)
        if "leader" in case:
            self.env["aftersales.visit"].create(
                {
                    "ticket_id": ticket.id,
                    "leader_id": self.people[profile][1].id,
                    "planned_at": at,
                }
            )
        if starts:
            asked = self.people[profile][2].id
            ticket.record_event(starts, asked=asked if "asked" in case else None)
        return ticket

    def test_each_limit_is_met_in_its_minute_and_missed_in_the_next(self):
        for case in CASES:
            profile, code, kind, _fault, _values, _starts, stops, minutes, whose = case
            for at in MOMENTS:
                with self.subTest(profile=profile, code=code, kind=kind, at=at):
                    ticket = self.start(case, at)
                    clock = self.clock_of(ticket, code)
                    due = at + timedelta(minutes=minutes)
                    self.assertRecordValues(
                        clock, [{"state": "running", "due_at": due}]
                    )
                    self.assertFalse(clock.policy_id.calendar_id, "around the clock")
                    person = self.people[profile][
                        ("accountable", "leader", "asked").index(whose)
                    ]
                    self.assertEqual(clock.employee_id, person)
                    for late, state in ((0, "met"), (1, "missed")):
                        savepoint = self.cr.savepoint()
                        self.move(to=due + timedelta(minutes=late))
                        self.env["aftersales.clock"].sweep()
                        ticket.record_event(stops, note="x")
                        self.assertRecordValues(
                            clock, [{"state": state, "overdue_minutes": late}]
                        )
                        savepoint.close(rollback=True)
                        self.env.invalidate_all()

    def test_requests_of_other_distance_or_fault_have_no_such_limit(self):
        """T-06 … T-08: a distance of 0 is unknown, neither near nor far."""
        for code, fault, values in NONE:
            with self.subTest(code, fault=fault, **values):
                ticket = self.request("coach", "repair", fault, **values)
                self.assertFalse(self.clock_of(ticket, code))

    def test_t06_distance_that_becomes_known_counts_from_the_registration(self):
        ticket = self.request("coach", "repair", "body")
        self.move(60)
        ticket.distance_km = 80
        clock = self.clock_of(ticket, "T-06")
        self.assertEqual(clock.due_at, self.minute(24 * H))
        self.move(120)
        ticket.distance_km = 200
        self.assertEqual(self.clock_of(ticket, "T-06").state, "cancelled")
        self.assertEqual(self.clock_of(ticket, "T-07").due_at, self.minute(12 * H))

    def test_t07_ended_clock_stays_when_distance_and_supplier_change(self):
        ticket = self.request("coach", "repair", "body", distance_km=150)
        self.move(13 * H)
        self.env["aftersales.clock"].sweep()
        ticket.write({"distance_km": 0, "supplier_needed": False, "fault_id": False})
        self.assertEqual(self.clock_of(ticket, "T-07").state, "missed")

    def test_t09_on_site_at_the_agreed_minute(self):
        for late, state in ((0, "met"), (1, "missed")):
            self.move()
            ticket = self.request("equipment", "repair")
            ticket.record_event("visit_agreed", promised_at=self.minute(90))
            self.move(90 + late)
            ticket.record_event("arrived")
            clock = self.clock_of(ticket, "T-09V")
            self.assertRecordValues(
                clock, [{"state": state, "due_at": self.minute(90)}]
            )

    def test_t11_return_report_in_three_days_to_the_end_of_the_last(self):
        """Days don't count the day they start on (民法典 201)."""
        for at, due in (
            (datetime(2026, 1, 29, 2, 0), datetime(2026, 2, 1, 16, 0)),
            (datetime(2028, 2, 26, 2, 0), datetime(2028, 2, 29, 16, 0)),
            (datetime(2026, 12, 30, 15, 59), datetime(2027, 1, 2, 16, 0)),
            (datetime(2026, 12, 30, 16, 0), datetime(2027, 1, 3, 16, 0)),
        ):
            with self.subTest(at=at):
                self.move(to=at)
                ticket = self.request("furnace", "return")
                ticket.record_event("goods_received")
                clock = self.clock_of(ticket, "T-11")
                self.assertEqual(clock.due_at, due)

    def test_t16_service_goes_on_two_hours_after_an_outside_cause(self):
        reason = self.of("furnace", "aftersales.pause.reason", "site")
        for late, state in ((0, "met"), (1, "missed")):
            self.move()
            ticket = self.request("furnace", "repair")
            ticket.record_event("blocked", reason=reason, note="x")
            self.move(30)
            ticket.record_event("unblocked")
            self.move(150 + late)
            ticket.record_event("arrived")
            self.assertEqual(self.clock_of(ticket, "T-16").state, state)

    def test_closing_while_blocked_and_reopening(self):
        """T-03: what runs is cancelled, and runs on when the closing is taken back."""
        reason = self.of("furnace", "aftersales.pause.reason", "site")
        ticket = self.request("furnace", "repair")
        self.move(10)
        ticket.record_event("blocked", reason=reason, note="x")
        self.move(20)
        ticket.record_event("closed")
        self.assertEqual(self.clock_of(ticket, "T-03").state, "cancelled")
        self.move(30)
        ticket.record_event("reopened")
        self.assertEqual(self.clock_of(ticket, "T-03").state, "running")
        self.assertEqual(self.clock_of(ticket, "T-03").due_at, self.minute(6 * H))

    def started(self, profile, kind, start, at, **values):
        """A request with the fact that starts a limit."""
        self.move(to=at)
        ticket = self.request(profile, kind)
        # a request for a return asks for it by itself
        if start not in ticket.event_ids.mapped("code"):
            ticket.record_event(start, **values)
        return ticket

    def ends(self, ticket, code, stop, due):
        """Met by the fact in the due minute, missed by it one minute later."""
        clock = self.clock_of(ticket, code)
        self.assertRecordValues(clock, [{"state": "running", "due_at": due}])
        for late, state in ((0, "met"), (1, "missed")):
            savepoint = self.cr.savepoint()
            self.move(to=due + timedelta(minutes=late))
            self.env["aftersales.clock"].sweep()
            ticket.record_event(stop)
            self.assertRecordValues(clock, [{"state": state, "overdue_minutes": late}])
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return clock

    def test_t23_and_t25_end_with_the_third_day(self):
        """Days don't count the day they start on (民法典 201); 24:00 in Shanghai."""
        for at, due in (
            (datetime(2026, 3, 2, 2, 0), datetime(2026, 3, 5, 16, 0)),
            (datetime(2028, 2, 26, 2, 0), datetime(2028, 2, 29, 16, 0)),
            (datetime(2026, 9, 30, 15, 59), datetime(2026, 10, 3, 16, 0)),
        ):
            with self.subTest(at=at):
                ticket = self.started("phone", "return", "goods_received", at)
                self.ends(ticket, "T-23", "replacement_shipped", due)
                ticket = self.started("dealer", "repair", "delivered", at)
                self.ends(ticket, "T-25", "followed_up", due)

    def test_workday_limits_end_at_close_of_business(self):
        """T-18 … T-22, over a weekend, at the hours of each profile."""
        friday = datetime(2026, 3, 6, 2, 0)  # 10:00 in Shanghai
        for profile, code, kind, start, stop, due in (
            ("general", "T-18", "repair", "expense_incurred", "expense_claimed", 11),
            ("general", "T-19", "return", "delivered", "return_asked", 17),
            ("general", "T-20", "return", "return_asked", "return_reviewed", 10),
            ("general", "T-21", "return", "return_accepted", "picked_up", 9),
            ("general", "T-22", "return", "refunded", "customer_told", 10),
            ("general", "T-22X", "return", "replacement_shipped", "customer_told", 10),
        ):
            with self.subTest(code):
                ticket = self.started(profile, kind, start, friday)
                close = datetime(2026, 3, due, 10, 0)
                self.ends(ticket, code, stop, close)
        for profile, code, due in (
            ("mall", "T-20", datetime(2026, 3, 8, 9, 30)),  # Sunday, open every day
            ("phone", "T-20", datetime(2026, 3, 8, 10, 0)),
            ("machinery", "T-20", datetime(2026, 3, 9, 9, 0)),  # Saturday is a workday
        ):
            with self.subTest(profile):
                ticket = self.started(profile, "return", "return_asked", friday)
                self.ends(ticket, code, "return_reviewed", due)

    def test_t18_belongs_to_who_spent_the_money(self):
        self.move()
        ticket = self.request("general", "repair")
        spender = self.people["general"][2]
        ticket.record_event("expense_incurred", asked=spender.id)
        self.assertEqual(self.clock_of(ticket, "T-18").employee_id, spender)

    def test_t19_missed_by_the_customer_is_nobody_s_fault(self):
        ticket = self.started("general", "return", "delivered", datetime(2026, 3, 6, 2))
        clock = self.clock_of(ticket, "T-19")
        self.move(to=datetime(2026, 3, 18))
        self.env["aftersales.clock"].sweep()
        self.env["aftersales.clock"].raise_alarms()
        self.assertEqual(clock.state, "missed")
        self.assertFalse(clock.employee_id)
        self.assertFalse(clock._alarmed_users())
        activities = self.env["mail.activity"].search(
            [("aftersales_clock_id", "=", clock.id)]
        )
        self.assertFalse(activities)

    def test_t19_the_day_of_delivery_is_told_afterwards(self):
        """The window of the customer ends with the request for the return."""
        friday = datetime(2026, 3, 6, 2)
        for at, state in (
            (datetime(2026, 3, 17, 10, 0), "met"),
            (datetime(2026, 3, 17, 10, 1), "missed"),
        ):
            with self.subTest(at=at):
                self.move(to=at)
                ticket = self.request("general", "return")
                if "return_asked" not in ticket.event_ids.mapped("code"):
                    ticket.record_event("return_asked")
                ticket.record_event("delivered", at=friday)
                self.assertEqual(self.clock_of(ticket, "T-19").state, state)

    def test_t26_compensation_is_decided_as_soon_as_the_agreed_time_passes(self):
        for stop in ("compensation_decided", "finished", "delivered"):
            for late, state in ((0, "met"), (1, "missed")):
                with self.subTest(stop=stop, late=late):
                    self.move()
                    ticket = self.request("mall", "repair")
                    agreed = self.minute(90)
                    ticket.record_event("repair_promised", promised_at=agreed)
                    self.move(90 + late)
                    self.env["aftersales.clock"].sweep()
                    ticket.record_event(stop)
                    clock = self.clock_of(ticket, "T-26")
                    self.assertRecordValues(clock, [{"state": state, "due_at": agreed}])
