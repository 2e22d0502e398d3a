"""The demo's cases and sheets: every kind happens, by everybody's own rights."""

from odoo.modules import Manifest
from odoo.tests import freeze_time, tagged
from odoo.tools import convert_file

from odoo.addons.aftersales_service.tests.test_demo import NOW, DemoCase

from ..hooks import post_init_hook
from ..rules import case as rules

CASE = "aftersales.penalty"
SHEET = "aftersales.penalty.sheet"
REGULATION = "aftersales.regulation"
SIGNED = "aftersales.regulation.acknowledgement"
#: What the story must hold: words, model, domain, at least so many
KINDS = (
    *(
        (f"cases {state}", CASE, [("state", "=", state)], 1)
        for state in (
            rules.PROPOSED,
            rules.NOTIFIED,
            rules.HEARD,
            rules.CONFIRMED,
            rules.APPLIED,
            rules.WAIVED,
        )
    ),
    ("appeals", CASE, [("appeal_outcome", "=", "changed")], 1),
    ("rewards", CASE, [("is_reward", "=", True), ("decided_at", "!=", False)], 2),
    ("reports", CASE, [("reporter_id", "!=", False)], 3),
    ("losses", CASE, [("money_type", "=", "loss")], 1),
    ("statements", CASE, [("statement_at", "!=", False)], 4),
    *(
        (f"sheets {state}", SHEET, [("state", "=", state)], 1)
        for state in ("draft", "presented", "locked")
    ),
    ("carried", SHEET, [("carried_out", ">", 0)], 1),
    ("signed", SHEET, [("signed_at", "!=", False)], 2),
)


@tagged("post_install", "-at_install")
class TestPenaltyDemo(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        for path in Manifest.for_addon("aftersales_penalty")["demo"][:-1]:
            convert_file(
                cls.env, "aftersales_penalty", path, {}, mode="init", noupdate=True
            )
        cls.company = cls.env.ref("aftersales_service.company_demo")
        cls.live(NOW)
        last = cls.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        cls.env["aftersales.demo"]._load_penalty_story(NOW)
        cls.mails = cls.env["mail.mail"].search([("id", ">", last)])

    def test_story_holds(self):
        for words, model, domain, least in KINDS:
            found = len(self.found(model, domain))
            self.assertGreaterEqual(found, least, words)

    def test_regulation_is_made_known_before_anything_happened(self):
        regulation = self.found(
            REGULATION,
            [("company_id", "=", self.company.id), ("code", "=", "PENALTY")],
        )
        self.assertEqual((len(regulation), regulation.state), (1, "published"))
        self.assertFalse(regulation.missing_count)
        signed = self.found(SIGNED, [("regulation_id", "=", regulation.id)])
        people = self.env["hr.employee"].search(
            [("company_id", "=", self.company.id), ("user_id", "!=", False)]
        )
        self.assertEqual(signed.employee_id, people)
        self.assertLess(max(signed.mapped("signed_on")), regulation.valid_from)
        self.assertFalse(regulation.activity_ids)
        first = min(self.found(CASE, []).mapped("happened_on"))
        self.assertGreater(first, regulation.valid_from)

    def test_nobody_decides_on_their_own_or_on_what_they_reported(self):
        for case in self.found(CASE, [("decided_by_id", "!=", False)]):
            self.assertNotEqual(case.decided_by_id, case.reporter_id, case.name)
            self.assertNotEqual(case.decided_by_id, case.employee_id.user_id)
            self.assertNotEqual(case.decided_by_id, case.appeal_decided_by_id)

    def test_proposals_tell_their_facts_and_reports_their_words(self):
        for case in self.found(CASE, []):
            self.assertEqual(bool(case.facts_html), not case.reporter_id, case.name)
            self.assertEqual(bool(case.description), bool(case.reporter_id), case.name)

    def test_everything_lies_in_the_days_of_the_story(self):
        for case in self.found(CASE, []):
            times = [case.notified_at, case.served_at, case.statement_at]
            times += [case.decided_at, case.appealed_at, case.appeal_decided_at]
            times = [one for one in times if one]
            self.assertEqual(times, sorted(times), case.name)
            self.assertLessEqual(max(times, default=NOW), NOW)
            self.assertLessEqual(case.known_on, NOW.date())

    def test_one_technician_has_something_to_answer_and_to_sign(self):
        """What the guide shows on a phone."""
        mine = [("employee_id.user_id.login", "=", "technician")]
        self.assertTrue(
            self.found(CASE, [*mine, ("state", "=", "notified")]).filtered(
                lambda case: not case.statement
            )
        )
        sheets = self.found(SHEET, [*mine, ("state", "=", "presented")])
        self.assertFalse(sheets.signed_at)
        self.assertTrue(sheets)

    def test_nothing_is_sent(self):
        self.assertFalse(self.mails.filtered(lambda mail: mail.state == "outgoing"))

    def test_hook_and_story_twice_change_nothing(self):
        """Demo data is loaded before the hook of the installation, or after it."""
        counts = [len(self.found(model, [])) for model in (REGULATION, CASE, SHEET)]
        clauses = self.found("aftersales.penalty.rule", [])
        post_init_hook(self.env)
        self.env["aftersales.demo"]._load_penalty_story(NOW)
        again = [len(self.found(model, [])) for model in (REGULATION, CASE, SHEET)]
        self.assertEqual(again, counts)
        self.assertEqual(self.found("aftersales.penalty.rule", []), clauses)

    def test_master_switch_of_the_other_company_stays_off(self):
        coach = self.env.ref("aftersales_service.company_coach_demo")
        self.assertFalse(coach.aftersales_penalty_on)
        self.assertFalse(self.found(CASE, [("company_id", "=", coach.id)]))
        drafts = self.found(REGULATION, [("company_id", "=", coach.id)])
        self.assertEqual(set(drafts.mapped("state")), {"draft"})
