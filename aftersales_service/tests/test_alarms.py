"""Warnings at so many percent, misses to the leader and the leader's leader (T-02)."""

from odoo.tests import new_test_user, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestAlarms(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = new_test_user(
            cls.env,
            "as_director",
            groups="base.group_user,aftersales_service.group_aftersales_manager",
            company_id=cls.company.id,
        )
        cls.director_employee = cls.env["hr.employee"].create(
            {
                "name": "Director",
                "user_id": cls.director.id,
                "company_id": cls.company.id,
            }
        )
        cls.manager_employee.parent_id = cls.director_employee
        cls.clerk_employee.parent_id = cls.manager_employee
        cls.t02.warn_percent = 50
        (cls.t03 | cls.t04).action_archive()

    def alarms(self):
        clocks = self.env["aftersales.clock"]
        clocks.sweep()
        clocks.raise_alarms()
        return {
            (activity.activity_type_id.name, activity.user_id)
            for activity in self.ticket.activity_ids
        }

    def setUp(self):
        super().setUp()
        self.ticket = self._create_ticket()

    def test_warning_goes_to_the_person_and_the_leader(self):
        self.move(89)
        self.assertFalse(self.alarms())
        self.move(90)
        self.assertEqual(
            self.alarms(),
            {("Clock Runs Out", self.clerk), ("Clock Runs Out", self.manager)},
        )

    def test_miss_goes_to_the_leader_and_the_leaders_leader(self):
        self.move(181)
        self.assertEqual(
            self.alarms(),
            {("Clock Missed", self.manager), ("Clock Missed", self.director)},
        )

    def test_each_alarm_is_raised_once(self):
        self.move(90)
        self.alarms()
        count = len(self.ticket.activity_ids)
        self.alarms()
        self.assertEqual(len(self.ticket.activity_ids), count)

    def test_warning_is_withdrawn_when_the_clock_is_met(self):
        self.move(90)
        self.alarms()
        self.ticket.with_user(self.clerk).record_event("responded")
        self.assertFalse(self.ticket.activity_ids)

    def test_nobody_is_warned_of_a_paused_clock(self):
        reason = self.env["aftersales.pause.reason"].create(
            {
                "name": "Road closed",
                "code": "road",
                "cause": "force_majeure",
                "needs_approval": False,
                "company_id": self.company.id,
            }
        )
        self.ticket.record_event("blocked", note="Snow", reason=reason)
        self.move(600)
        self.assertFalse(self.alarms())

    def test_history_alarms_nobody(self):
        self.move(200)
        self.ticket.with_user(self.clerk).record_event("responded")
        self.move(3 * 24 * 60)
        self.assertFalse(self.alarms())

    def test_leader_without_a_role_gets_a_message(self):
        outsider = new_test_user(
            self.env, "as_owner_director", groups="base.group_user"
        )
        self.director_employee.user_id = outsider
        self.move(181)
        self.assertEqual(self.alarms(), {("Clock Missed", self.manager)})
        notified = self.env["mail.message"].search(
            [
                ("model", "=", "helpdesk.ticket"),
                ("res_id", "=", self.ticket.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(outsider.partner_id, notified.partner_ids)

    def test_text_is_in_the_language_of_who_reads_it(self):
        self.move(181)
        self.alarms()
        self.assertIn("T-02", self.ticket.activity_ids[0].summary)

    def test_policy_that_warns_nobody(self):
        self.t02.warn_percent = 0
        self.ticket = self._create_ticket()
        self.move(179)
        self.assertFalse(self.alarms())
