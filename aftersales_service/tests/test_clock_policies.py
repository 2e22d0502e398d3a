"""Which limits a request has: type, filter, company, days, version (T-01 … T-26)."""

from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, AftersalesCommon


@tagged("post_install", "-at_install")
class TestClockPolicies(AftersalesCommon):
    def codes(self, ticket):
        running = ticket.clock_ids.filtered(lambda clock: clock.state != "cancelled")
        return sorted(running.policy_id.mapped("code"))

    def test_limit_of_a_type_is_for_this_type_only(self):
        self.assertEqual(self.codes(self._create_ticket()), ["T-02", "T-03", "T-04"])
        ticket = self._create_ticket(type_id=self.consultation.id)
        self.assertEqual(self.codes(ticket), ["T-02", "T-03"])
        ticket = self._create_ticket(type_id=False)
        self.assertEqual(self.codes(ticket), ["T-02", "T-03"])

    def test_limit_of_a_company_is_for_this_company_only(self):
        ticket = self._create_ticket(
            company_id=self.other_company.id,
            type_id=False,
            lot_id=False,
            accountable_id=False,
        )
        self.assertFalse(ticket.clock_ids)

    def test_limit_with_a_filter_is_for_what_fits_it(self):
        policy = self._make_policy(
            "T-90", "decided", 1, domain="[('priority', '=', '3')]"
        )
        ticket = self._create_ticket()
        self.assertNotIn("T-90", self.codes(ticket))
        ticket.priority = "3"
        self.assertIn("T-90", self.codes(ticket))
        ticket.priority = "0"
        self.assertEqual(self.clock(ticket, policy).state, "cancelled")

    def test_limit_with_a_filter_follows_every_field_that_it_names(self):
        channel = self.env.ref("aftersales_service.channel_hotline")
        self._make_policy(
            "T-90", "decided", 1, domain=f"[('channel_id', '=', {channel.id})]"
        )
        ticket = self._create_ticket()
        self.assertNotIn("T-90", self.codes(ticket))
        ticket.channel_id = channel
        self.assertIn("T-90", self.codes(ticket))

    def test_filter_that_no_request_can_be_held_against_is_refused(self):
        """Else nobody could register a request any more."""
        for domain in ("[('nonsense', '=', 1)]", "[('name', '=', ", "'name'", "[1, 2]"):
            with self.subTest(domain), self.assertRaises(UserError):
                policy = self._make_policy("T-90", "decided", 1, domain=domain)
                self.env.flush_all()
                policy.unlink()

    def test_changing_the_type_starts_and_cancels_clocks(self):
        ticket = self._create_ticket(type_id=self.consultation.id)
        self.move(60)
        ticket.with_user(self.clerk).type_id = self.repair
        clock = self.clock(ticket, self.t04)
        self.assertRecordValues(clock, [{"state": "running", "started_at": NOW}])
        self.move(90)
        ticket.with_user(self.clerk).type_id = self.consultation
        self.assertRecordValues(
            clock, [{"state": "cancelled", "stopped_at": self.minute(90)}]
        )
        ticket.with_user(self.clerk).type_id = self.repair
        self.assertRecordValues(clock, [{"state": "running", "stopped_at": False}])

    def test_limit_is_valid_on_the_day_of_registration(self):
        day = NOW.date()
        for valid_from, valid_to, fits in (
            (False, False, True),
            (day, day, True),
            (day, False, True),
            (False, day, True),
            (date(2026, 3, 3), False, False),
            (False, date(2026, 3, 1), False),
        ):
            with self.subTest(valid_from=valid_from, valid_to=valid_to):
                policy = self._make_policy(
                    "T-90", "decided", 1, valid_from=valid_from, valid_to=valid_to
                )
                self.assertEqual("T-90" in self.codes(self._create_ticket()), fits)
                self.env["aftersales.clock"].search(
                    [("policy_id", "=", policy.id)]
                ).unlink()
                policy.unlink()

    def test_days_are_counted_in_the_zone_of_the_company(self):
        """17:00 UTC on 1 March is 01:00 on 2 March in Shanghai."""
        self._make_policy("T-90", "decided", 1, valid_from=date(2026, 3, 2))
        self._make_policy("T-91", "decided", 1, valid_to=date(2026, 3, 1))
        self.move(to=datetime(2026, 3, 1, 17, 0))
        codes = self.codes(self._create_ticket())
        self.assertIn("T-90", codes)
        self.assertNotIn("T-91", codes)

    def test_newest_valid_version_counts(self):
        newer = self._make_policy("T-02", "responded", 1, version=2)
        self._make_policy(
            "T-02", "responded", 2, version=3, valid_from=date(2026, 3, 3)
        )
        ticket = self._create_ticket()
        self.assertEqual(self.codes(ticket), ["T-02", "T-03", "T-04"])
        self.assertEqual(self.clock(ticket, newer).due_at, self.minute(60))

    def test_running_clock_keeps_its_version(self):
        ticket = self._create_ticket()
        self._make_policy("T-02", "responded", 1, version=2)
        self.move(120)
        ticket.with_user(self.clerk).record_event("responded")
        self.assertEqual(self.clock(ticket, self.t02).state, "met")
        self.assertEqual(self.codes(ticket), ["T-02", "T-03", "T-04"])

    def test_reopened_request_keeps_the_version_it_was_registered_under(self):
        ticket = self._create_ticket()
        self._make_policy("T-02", "responded", 1, version=2)
        self.move(10)
        ticket.with_user(self.clerk).action_close()
        ticket.with_user(self.clerk).action_reopen()
        self.assertEqual(self.clock(ticket, self.t02).state, "running")
        self.assertEqual(len(ticket.clock_ids), 3)

    def test_archived_limit_starts_nothing(self):
        self.t02.active = False
        self.assertNotIn("T-02", self.codes(self._create_ticket()))

    def test_archiving_a_limit_leaves_alone_what_was_judged(self):
        met, missed = self._create_ticket(), self._create_ticket()
        met.with_user(self.clerk).record_event("responded")
        self.move(200)
        missed.with_user(self.clerk).record_event("responded")
        self.t02.active = False
        (met + missed).with_user(self.clerk).record_event("help_asked")
        self.assertEqual(self.clock(met, self.t02).state, "met")
        self.assertEqual(self.clock(missed, self.t02).state, "missed")

    def test_limit_that_clocks_run_by_changes_in_a_new_version_only(self):
        ticket = self._create_ticket()
        self.move(120)
        ticket.with_user(self.clerk).record_event("responded")
        policy = self.t02.with_user(self.manager)
        for vals in (
            {"limit_value": 1},
            {"limit_unit": "minute"},
            {"start_event": "decided"},
            {"stop_event": "decided"},
        ):
            with self.subTest(vals), self.refused(UserError, "New Version"):
                policy.write(vals)
        policy.write({"name": "First answer", "limit_value": 3})
        self.assertEqual(self.clock(ticket, self.t02).state, "met")

    def test_unused_limit_may_be_changed(self):
        self.t02.with_user(self.manager).limit_value = 1
        self.assertEqual(
            self.clock(self._create_ticket(), self.t02).due_at, self.minute(60)
        )

    def test_new_version_counts_from_then_on(self):
        before = self._create_ticket()
        action = self.t02.with_user(self.manager).action_new_version()
        newer = self.t02.browse(action["res_id"])
        self.assertRecordValues(
            newer, [{"code": "T-02", "version": 2, "active": True, "limit_value": 3}]
        )
        self.assertFalse(self.t02.active)
        newer.with_user(self.manager).limit_value = 1
        after = self._create_ticket()
        self.move(100)
        (before + after).with_user(self.clerk).record_event("responded")
        self.assertEqual(self.clock(before, self.t02).state, "met")
        self.assertEqual(self.clock(after, newer).state, "missed")
        self.assertEqual((len(before.clock_ids), len(after.clock_ids)), (3, 3))
        self.assertEqual(newer.browse(newer.action_new_version()["res_id"]).version, 3)

    def test_limit_in_minutes(self):
        policy = self._make_policy("T-01", "responded", 30, limit_unit="minute")
        self.assertEqual(
            self.clock(self._create_ticket(), policy).due_at, self.minute(30)
        )

    def test_limit_can_start_from_any_fact(self):
        policy = self._make_policy("T-12", "decided", 2, start_event="decision_asked")
        ticket = self._create_ticket()
        self.assertNotIn("T-12", self.codes(ticket))
        self.move(30)
        ticket.with_user(self.clerk).record_event("decision_asked")
        self.assertEqual(self.clock(ticket, policy).due_at, self.minute(150))

    def test_senseless_limits_are_refused_by_the_database(self):
        for values in (
            {"limit_value": 0},
            {"limit_value": -1},
            {"stop_event": "registered"},
            {"valid_from": date(2026, 3, 2), "valid_to": date(2026, 3, 1)},
            {"code": "T-02"},
        ):
            with self.subTest(values), mute_logger("odoo.sql_db"):
                vals = {"code": "T-90", "stop_event": "decided", "hours": 1, **values}
                with self.assertRaises(IntegrityError):
                    self._make_policy(
                        vals.pop("code"),
                        vals.pop("stop_event"),
                        vals.pop("hours"),
                        **vals,
                    )

    def test_limit_takes_types_of_its_company_only(self):
        foreign = self.env["helpdesk.ticket.type"].create(
            {"name": "Foreign", "company_id": self.other_company.id}
        )
        with self.assertRaises(UserError):
            self.t02.type_ids = foreign

    def test_limit_is_named_by_its_code(self):
        self.assertEqual(self.t02.display_name, "T-02 Limit T-02")
