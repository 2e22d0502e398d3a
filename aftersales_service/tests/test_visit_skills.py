"""Only certified technicians are dispatched (VIS-10), and the board that shows them."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from ..rules import skill as rules
from .common import AftersalesCommon

DAY = date(2026, 3, 2)
#: valid from, valid to, state on DAY
CASES = (
    (None, None, "valid"),
    (date(2026, 3, 2), None, "valid"),
    (date(2026, 3, 3), None, "missing"),
    (None, date(2026, 3, 1), "missing"),
    (None, date(2026, 3, 2), "expiring"),
    (None, date(2026, 4, 1), "expiring"),
    (None, date(2026, 4, 2), "valid"),
    (date(2025, 1, 1), date(2027, 1, 1), "valid"),
)


class TestSkillRules(BaseCase):
    def test_vis10_certificate_on_the_day(self):
        for begin, end, state in CASES:
            with self.subTest(begin=begin, end=end):
                held = [rules.Certificate(7, begin, end)]
                self.assertEqual(rules.standing([7], held, DAY), {7: state})

    def test_vis10_another_certificate_does_not_help(self):
        held = [rules.Certificate(8, None, None)]
        self.assertEqual(rules.standing([7, 8], held, DAY), {7: "missing", 8: "valid"})

    def test_vis10_renewed_certificate_is_valid(self):
        held = [rules.Certificate(7, None, DAY), rules.Certificate(7, DAY, None)]
        self.assertEqual(rules.standing([7], held, DAY), {7: "valid"})

    def test_vis10_worst_of_all(self):
        for states, worst in (
            ((), "valid"),
            (("valid", "expiring"), "expiring"),
            (("expiring", "missing", "valid"), "missing"),
        ):
            with self.subTest(states):
                self.assertEqual(rules.worst(states), worst)


@tagged("post_install", "-at_install")
class TestVisitSkills(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env["hr.skill.type"].create(
            {
                "name": "Certificates",
                "is_certification": True,
                "skill_ids": [(0, 0, {"name": "Electrician"}), (0, 0, {"name": "Gas"})],
                "skill_level_ids": [(0, 0, {"name": "Passed", "level_progress": 100})],
            }
        )
        cls.electrician, cls.gas = kind.skill_ids.sorted("name")
        cls.level = kind.skill_level_ids
        cls.repair.skill_ids = cls.electrician
        cls.visit = cls._create_visit()

    def certify(self, employee, skill=None, **values):
        skill = skill or self.electrician
        return self.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_id": skill.id,
                "skill_type_id": skill.skill_type_id.id,
                "skill_level_id": self.level.id,
                "valid_from": date(2026, 1, 1),
                **values,
            }
        )

    def test_vis10_nobody_goes_without_the_certificate(self):
        visit = self.visit.with_user(self.clerk)
        text = f"{self.engineer.name} can't go.*Electrician.*2026.03.02"
        with self.refused(UserError, text):
            visit.action_dispatch()
        with self.refused(UserError, text):
            visit.record_event("dispatched")
        self.assertEqual(self.visit.state, "draft")
        self.certify(self.engineer)
        visit.action_dispatch()
        self.assertEqual(self.visit.state, "dispatched")

    def test_vis10_certificate_counts_on_the_planned_day_of_the_company(self):
        """23:30 UTC of the 2nd is the 3rd in Shanghai."""
        self.certify(self.engineer, valid_to=date(2026, 3, 2))
        visit = self.visit.with_user(self.clerk)
        visit.planned_at = "2026-03-02 15:59:00"
        for moment in ("2026-03-02 16:00:00", "2026-03-02 23:30:00"):
            with self.refused(UserError, "2026.03.03"):
                visit.planned_at = moment
        visit.action_dispatch()
        self.assertIn("Electrician", visit.crew_warning)

    def test_vis10_every_technician_needs_it(self):
        self.certify(self.engineer)
        visit = self.visit.with_user(self.clerk)
        with self.refused(UserError, self.other_engineer.name):
            visit.employee_ids = [(4, self.other_engineer.id)]
        self.certify(self.other_engineer)
        visit.employee_ids = [(4, self.other_engineer.id)]
        visit.action_dispatch()

    def test_vis10_company_may_ask_for_a_certificate_of_all(self):
        self.repair.skill_ids = False
        self.company.aftersales_skill_ids = self.gas
        with self.refused(UserError, "Gas"):
            self.visit.with_user(self.clerk).action_dispatch()
        self.certify(self.engineer, self.gas)
        self.visit.with_user(self.clerk).action_dispatch()

    def test_vis10_certificate_withdrawn_before_dispatch(self):
        held = self.certify(self.engineer)
        self.env.flush_all()
        held.unlink()
        with self.refused(UserError, "Electrician"):
            self.visit.with_user(self.clerk).action_dispatch()

    def test_vis10_changing_a_dispatched_crew_is_checked_too(self):
        self.certify(self.engineer)
        visit = self.visit.with_user(self.clerk)
        visit.action_dispatch()
        for vals in (
            {"leader_id": self.other_engineer.id},
            {"employee_ids": [(4, self.other_engineer.id)]},
        ):
            with self.subTest(vals), self.refused(UserError, "Electrician"):
                visit.write(vals)

    def test_vis10_table_shows_certificates_and_load(self):
        self.certify(self.engineer, valid_to=date(2026, 3, 9))
        self.certify(self.other_engineer)
        busy = self._create_visit(leader_id=self.other_engineer.id)
        self._create_visit(
            leader_id=self.other_engineer.id, planned_at="2026-03-02 16:00:00"
        )
        action = self.visit.with_user(self.clerk).action_choose_crew()
        table = self.env[action["res_model"]].browse(action["res_id"])
        rows = {line.employee_id: line for line in table.line_ids}
        self.assertNotIn(self.clerk_employee, rows)
        self.assertNotIn(self.foreign_employee, rows)
        self.assertRecordValues(
            rows[self.engineer] + rows[self.other_engineer],
            [
                {
                    "certificates": "expiring",
                    "certificate_note": "Electrician",
                    "load": 0,
                    "goes": True,
                    "leads": True,
                },
                {
                    "certificates": "valid",
                    "certificate_note": "",
                    "load": 1,
                    "goes": False,
                    "leads": False,
                },
            ],
        )
        self.assertEqual(rows[self.other_engineer].load_note, busy.name)
        self.manager_employee.is_technician = True
        self.assertIn(
            self.manager_employee.id,
            [row["employee_id"] for row in self.visit._candidates()],
        )

    def test_vis10_choice_from_the_table(self):
        self.certify(self.engineer)
        self.certify(self.other_engineer)
        action = self.visit.with_user(self.clerk).action_choose_crew()
        table = (
            self.env[action["res_model"]].with_user(self.clerk).browse(action["res_id"])
        )
        rows = {line.employee_id: line for line in table.line_ids}
        rows[self.other_engineer].write({"goes": True, "leads": True})
        with self.refused(UserError, "one leader"):
            table.action_confirm()
        rows[self.engineer].leads = False
        table.action_confirm()
        self.assertEqual(self.visit.leader_id, self.other_engineer)
        self.assertEqual(self.visit.employee_ids, self.engineer + self.other_engineer)
        rows[self.engineer].write({"goes": False})
        table.action_confirm()
        self.assertEqual(self.visit.employee_ids, self.other_engineer)

    def test_vis10_only_clerks_choose(self):
        with self.assertRaises(AccessError):
            self.visit.with_user(self.technician).action_choose_crew()


@tagged("post_install", "-at_install")
class TestVisitBoard(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit = cls._create_visit()

    def test_vis1_drawn_to_another_day_the_time_of_day_stays(self):
        self.assertEqual(self.visit.planned_day, "2026-03-02")
        self.visit.with_user(self.clerk).planned_day = "2026-03-05"
        self.assertEqual(str(self.visit.planned_at), "2026-03-05 04:00:00")
        self.visit.planned_at = "2026-03-05 16:30:00"
        self.assertEqual(self.visit.planned_day, "2026-03-06")

    def test_vis1_nonsense_is_no_day(self):
        for day in ("tomorrow", "2026-02-30", "", False):
            with self.subTest(day=day), self.refused(UserError, "is no day"):
                self.visit.with_user(self.clerk).planned_day = day

    def test_vis1_drawn_to_another_technician_who_goes_instead(self):
        self.visit.with_user(self.clerk).leader_id = self.other_engineer
        self.assertEqual(self.visit.employee_ids, self.other_engineer)

    def test_vis1_technicians_draw_nothing(self):
        for vals in ({"planned_day": "2026-03-05"}, {"planned_hours": 1}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.visit.with_user(self.technician).write(vals)

    def test_vis1_board_shows_the_week_and_everybody(self):
        visits = self.env["aftersales.visit"].with_user(self.clerk)
        visits = visits.with_context(read_group_expand=True)
        days = visits.web_read_group([], ["planned_day"])["groups"]
        names = [group["planned_day"] for group in days]
        self.assertIn("2026-03-08", names)
        leaders = visits.web_read_group([], ["leader_id"])["groups"]
        ids = [group["leader_id"][0] for group in leaders if group["leader_id"]]
        self.assertIn(self.other_engineer.id, ids)
        self.assertNotIn(self.foreign_employee.id, ids)

    def test_vis1_requests_that_nobody_visits_wait(self):
        view = self.env.ref("aftersales_service.helpdesk_ticket_view_search_dispatch")
        self.assertIn("unplanned", view.arch)
        domain = [
            ("stage_id.closed", "=", False),
            ("visit_ids", "not any", [("state", "!=", "cancelled")]),
        ]
        waiting = self._create_ticket()
        off = self._create_visit(self._create_ticket())
        off.with_user(self.clerk).action_cancel("Heat is back")
        tickets = self.env["helpdesk.ticket"].with_user(self.clerk).search(domain)
        self.assertIn(waiting, tickets)
        self.assertIn(off.ticket_id, tickets)
        self.assertNotIn(self.visit.ticket_id, tickets)
