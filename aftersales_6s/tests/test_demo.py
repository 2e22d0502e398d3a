"""The demo's workshop: every kind of thing happens in it, whenever it is installed.

The story is lived through by the real methods and with everybody's own rights; so these
tests walk through the whole addon. Each of them takes a while: there is one for each
awkward moment, and what must hold is checked at all of them.
"""

from datetime import date, datetime

from odoo.modules import Manifest
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file, mute_logger

MODULE = "aftersales_6s"
#: In Shanghai: twenty past midnight on a Monday, the first of a month
MONDAY_THE_FIRST = datetime(2026, 5, 31, 16, 20)
#: Half past seven in the evening, after the week was confirmed
FRIDAY_EVENING = datetime(2026, 4, 10, 11, 30)
#: Twenty to midnight, and the next day is the first of a week of holidays
LAST_OF_MONTH = datetime(2026, 9, 30, 15, 40)
#: The profile has been there since before all of them
BEFORE = datetime(2025, 10, 1, 2, 0)

INSPECTION = "aftersales.6s.inspection"
FINDING = "aftersales.6s.finding"
TAG = "aftersales.6s.red.tag"
LOAN = "aftersales.6s.tool.loan"
DRIVE = "aftersales.6s.test.drive"
NIGHT = "aftersales.6s.night.car"
VALUABLE = "aftersales.6s.valuable"
WEEK = "aftersales.6s.week"
MONTH = "aftersales.6s.month"
OWNER = "aftersales.6s.area.owner"
CASE = "aftersales.penalty"
SHEET = "aftersales.penalty.sheet"
#: What the story must hold: words, model, domain, at least so many
KINDS = (
    ("areas", "aftersales.6s.area", [], 20),
    ("owners", OWNER, [], 20),
    ("owners who left", OWNER, [("date_to", "!=", False)], 2),
    ("deputies", OWNER, [("deputy_ids", "!=", False)], 8),
    *(
        (f"inspections {state}", INSPECTION, [("state", "=", state)], least)
        for state, least in (("done", 100), ("missed", 3), ("planned", 2))
    ),
    ("own checks", INSPECTION, [("check", "=", "self"), ("state", "=", "done")], 50),
    ("clean-ups", INSPECTION, [("check", "=", "cleanup"), ("state", "=", "done")], 4),
    ("without notice", INSPECTION, [("is_unannounced", "=", True)], 25),
    *(
        (f"findings {state}", FINDING, [("state", "=", state)], least)
        for state, least in (
            ("open", 5),
            ("corrected", 1),
            ("closed", 20),
            ("annulled", 1),
        )
    ),
    *(
        (f"objections {state}", FINDING, [("objection_state", "=", state)], 1)
        for state in ("asked", "granted", "upheld")
    ),
    ("sent back", FINDING, [("recheck_failed", "=", 1), ("state", "=", "open")], 1),
    ("escalated", FINDING, [("escalation", "=", 2), ("state", "=", "closed")], 1),
    ("overdue", FINDING, [("is_overdue", "=", True)], 1),
    ("locked", FINDING, [("is_locked", "=", True)], 1),
    ("cleared", FINDING, [("cleared_at", "!=", False)], 1),
    ("clean-up not to standard", FINDING, [("points", "=", 10)], 1),
    ("examples", FINDING, [("is_example", "=", True)], 3),
    ("of a register", FINDING, [("tool_loan_id", "!=", False)], 1),
    ("from the fifth on", FINDING, [("points", "=", 5)], 1),
    *(
        (f"red tags {state}", TAG, [("state", "=", state)], 1)
        for state in ("open", "decided", "done", "kept")
    ),
    ("red tags overdue", TAG, [("is_overdue", "=", True)], 1),
    ("loans overdue", LOAN, [("is_overdue", "=", True)], 1),
    ("loans back", LOAN, [("state", "=", "back")], 4),
    ("drives out", DRIVE, [("state", "=", "out")], 1),
    ("drives back", DRIVE, [("state", "=", "back")], 4),
    ("last night's cars", NIGHT, [("state", "=", "checked")], 1),
    ("valuables handed over", VALUABLE, [("state", "=", "handed")], 1),
    ("valuables open", VALUABLE, [("state", "=", "told")], 1),
    ("weeks confirmed", WEEK, [("state", "=", "confirmed")], 7),
    ("months confirmed", MONTH, [("state", "=", "confirmed")], 2),
    ("months running", MONTH, [("state", "=", "open")], 1),
    ("cases confirmed", CASE, [("state", "in", ("confirmed", "applied"))], 2),
    ("cases of last month", CASE, [("state", "in", ("proposed", "notified"))], 2),
    ("sheets", SHEET, [], 2),
)


@tagged("post_install", "-at_install")
class TestSixsDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env.ref(f"{MODULE}.company_dealer_demo", raise_if_not_found=False):
            cls.skipTest(cls, "this database has the demo already")
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env.ref("base.CNY").active = True
        cls._stand_in()
        for path in Manifest.for_addon(MODULE)["demo"][:-1]:
            convert_file(cls.env, MODULE, path, {}, mode="init", noupdate=True)
        cls.company = cls.env.ref(f"{MODULE}.company_dealer_demo")
        with freeze_time(BEFORE):
            # a profile takes seconds, and the story finds it loaded
            cls.env["aftersales.profile"].load("dealer", cls.company)

    @classmethod
    def _stand_in(cls):
        """Those of the other addons' demo who work in this one's company, too.

        Their whole demo would take longer than all the tests here.
        """
        roles = {
            "aftersales_service.user_director_demo": "general_manager",
            "aftersales_service.user_branch_demo": "branch_manager",
            "aftersales_penalty.user_hr_demo": "hr",
        }
        for xml_id, role in roles.items():
            if cls.env.ref(xml_id, raise_if_not_found=False):
                continue
            groups = cls.env.ref(f"aftersales_service.group_aftersales_{role}")
            if role == "hr":
                groups |= cls.env.ref("hr.group_hr_manager")
            user = cls.env["res.users"].create(
                {
                    "name": role,
                    "login": f"demo_{role}",
                    "group_ids": [(6, 0, groups.ids)],
                }
            )
            cls.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xml_id, "record": user}]
            )

    def live(self, now):
        """The whole story up to now."""
        with mute_logger("odoo.models.unlink"):
            self.env["aftersales.demo"]._load_sixs_story(now)
        self.env.flush_all()
        self.env.invalidate_all()

    def found(self, model, domain=()):
        # overdue is what is overdue for who works there
        records = self.env[model].with_company(self.company)
        return records.search([("company_id", "=", self.company.id), *domain])

    def user(self, who):
        return self.env.ref(f"{MODULE}.user_dealer_{who}_demo")

    # At each moment

    def check_holds(self, now):
        mails = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        with freeze_time(now):
            self.live(now)
            for words, model, domain, least in KINDS:
                with self.subTest(words):
                    self.assertGreaterEqual(len(self.found(model, domain)), least)
            self._check_times(now)
            self._check_nobody_judges_themselves()
            self._check_owners_of_findings()
            self._check_scores()
            self._check_visitors()
        new = self.env["mail.mail"].search([("id", ">", mails)])
        self.assertFalse(new.filtered(lambda mail: mail.state == "outgoing"))

    def _check_times(self, now):
        """All lies in the days of the story, one step after the other."""
        for one in self.found(INSPECTION, [("state", "=", "done")]):
            times = [one.started_at, one.finished_at]
            self.assertEqual(times, sorted(times), one.name)
            self.assertLessEqual(one.finished_at, now, one.name)
            self.assertEqual(self.company._service_date(one.finished_at), one.day)
        for one in self.found(FINDING):
            times = [one.found_at, one.objected_at, one.objection_decided_at]
            self._check_order(times, now, one.name)
            self._check_order([one.found_at, one.corrected_at, one.closed_at], now)
            self.assertEqual(one.found_on, self.company._service_date(one.found_at))
        for photo in self.found("aftersales.6s.photo"):
            self.assertLessEqual(photo.taken_at, now)
        for model, names in (
            (DRIVE, ("out_at", "back_at")),
            (LOAN, ("lent_at", "returned_at")),
            (NIGHT, ("checked_at", "handed_at")),
            (VALUABLE, ("found_at", "told_at", "handed_at")),
        ):
            for one in self.found(model):
                self._check_order([one[name] for name in names], now, one.name)
        messages = self.env["mail.message"].search(
            [("model", "=like", "aftersales.6s.%"), ("date", ">", now)]
        )
        self.assertFalse(messages)

    def _check_order(self, times, now, words=None):
        times = [moment for moment in times if moment]
        self.assertEqual(times, sorted(times), words)
        self.assertLessEqual(max(times, default=now), now, words)

    def _check_nobody_judges_themselves(self):
        for one in self.found(INSPECTION, [("state", "=", "done")]):
            theirs = one.signed_by_id in one.people_ids.user_id
            self.assertEqual(theirs, one.check == "self", one.name)
        for one in self.found(FINDING):
            person = one.employee_id.user_id
            self.assertNotIn(one.closed_by_id, person | one.corrected_by_id, one.name)
            self.assertNotEqual(one.objection_decided_by_id, one.finder_id.user_id)
        for week in self.found(WEEK, [("state", "=", "confirmed")]):
            named = week.best_id | week.worst_id
            self.assertNotIn(week.decided_by_id, named.user_id)
            self.assertNotEqual(week.best_id, week.worst_id)
        for case in self.found(CASE, [("decided_by_id", "!=", False)]):
            self.assertNotEqual(case.decided_by_id, case.employee_id.user_id)
        for loan in self.found(LOAN, [("taken_in_by_id", "!=", False)]):
            self.assertNotEqual(loan.taken_in_by_id, loan.borrower_id.user_id)

    def _check_owners_of_findings(self):
        """Each is of who answered for the area on its day."""
        findings = self.found(FINDING)
        owners = self.env["aftersales.6s.area"]._owners_on(
            {(one.area_id.id, one.found_on) for one in findings}
        )
        for one in findings:
            owner, *_rest = owners[one.area_id.id, one.found_on]
            # who borrowed a tool answers for it, not who keeps the room
            owner = one.tool_loan_id.borrower_id.id or owner
            self.assertEqual(one.employee_id.id, owner, one.name)
            self.assertTrue(one.before_photo_id, one.name)
            self.assertTrue(one.after_photo_id or one.state in ("open", "annulled"))

    def _check_scores(self):
        """Deriving the points anew changes nothing, and cases ask for these sums."""
        for month in self.found(MONTH):
            _sums, changes = self.env[FINDING]._month_scores(
                month.month, [("company_id", "=", self.company.id)]
            )
            self.assertFalse(changes, month.month)
        people = self.found(
            f"{MONTH}.person",
            [("month_id.state", "=", "confirmed"), ("points", ">", 0)],
        )
        cases = self.found(CASE, [("rule_id.trigger", "=", "sixs_points")])
        sums = {case.source_ref: case.amount for case in cases}
        self.assertEqual(sums, {f"{one._name},{one.id}": one.money for one in people})
        regulation = cases.rule_id.regulation_id
        signed = regulation.acknowledgement_ids
        self.assertEqual(len(signed), 13)
        self.assertLess(max(signed.mapped("signed_on")), regulation.valid_from)

    def _check_visitors(self):
        """The technician and the inspector can begin on the phone at once."""
        for who, check in (("worker", "self"), ("inspector", "inspector")):
            rounds = self.env[INSPECTION].with_user(self.user(who))
            mine = rounds.search(
                [
                    ("state", "=", "planned"),
                    ("plan_id", "=", False),
                    ("check", "=", check),
                    ("is_mine", "=", True),
                ]
            )
            self.assertEqual(len(mine), 1)
            self.assertTrue(mine.can_inspect)
            self.assertGreaterEqual(len(mine.sudo()._items()), 25)
            self.assertGreater(mine.due_at, mine.create_date)
            mine.action_start()
            self.assertEqual(mine.state, "running")

    # Moments

    def test_s6_story_on_a_monday_the_first(self):
        self.check_holds(MONDAY_THE_FIRST)
        last = self.found(MONTH, [("month", "=", date(2026, 5, 1))])
        self.assertEqual(last.state, "confirmed")

    def test_s6_story_on_a_friday_evening(self):
        self.check_holds(FRIDAY_EVENING)
        week = self.found(WEEK, [("friday", "=", date(2026, 4, 10))])
        self.assertEqual(week.state, "confirmed")
        self._check_rewarded()
        self._check_told_once()

    def _check_rewarded(self):
        """S6-7: who was the best four times got the reward, once."""
        cases = self.found(CASE, [("rule_id.trigger", "=", "sixs_best")])
        people = self.found(f"{MONTH}.person", [("is_rewarded", "=", True)])
        self.assertTrue(people)
        self.assertEqual(cases.employee_id, people.employee_id)
        self.assertTrue(all(case.is_reward and case.amount == 100 for case in cases))

    def _check_told_once(self):
        """Demo data is loaded before the hook of the installation, or after it."""
        models = (INSPECTION, FINDING, CASE, "aftersales.6s.checklist")
        before = [self.found(model) for model in models]
        self.env["aftersales.profile"].load("dealer", self.company)
        self.live(FRIDAY_EVENING)
        self.assertEqual([self.found(model) for model in models], before)

    def test_s6_story_on_the_last_day_of_a_month(self):
        self.check_holds(LAST_OF_MONTH)
        running = self.found(MONTH, [("state", "=", "open")])
        self.assertEqual(running.month, date(2026, 9, 1))
