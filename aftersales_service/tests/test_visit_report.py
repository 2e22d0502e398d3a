"""What a service report holds, and what it still needs (VIS-3, VIS-6)."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestVisitReport(AftersalesCommon):
    def names(self, visit):
        return visit.line_ids.sorted("sequence").mapped("item_id.name")

    def test_vis3_checklist_is_the_one_of_the_type(self):
        repair = ["Power cut off", "Running hours", "Parts replaced", "Opened before"]
        advice = ["Power cut off", "Running hours", "Brochure handed out"]
        for type_, names in (
            (self.repair, repair),
            (self.consultation, advice),
            (self.repair.browse(), repair[:2]),
        ):
            with self.subTest(type_.name):
                ticket = self._create_ticket(type_id=type_.id)
                self.assertEqual(self.names(self._create_visit(ticket)), names)

    def test_vis3_checklist_is_the_one_of_the_company(self):
        ticket = self._create_ticket(
            company_id=self.other_company.id,
            type_id=False,
            lot_id=False,
            accountable_id=False,
        )
        visit = self._create_visit(ticket, leader_id=self.foreign_employee.id)
        self.assertFalse(visit.line_ids)

    def test_vis3_archived_items_are_left_out(self):
        self.items[0].active = False
        self.assertNotIn("Power cut off", self.names(self._create_visit()))

    def test_vis3_visits_made_together_get_their_own_lines(self):
        tickets = self._create_ticket() + self._create_ticket(
            type_id=self.consultation.id
        )
        visits = self.env["aftersales.visit"].create(
            [
                {"ticket_id": ticket.id, "leader_id": self.engineer.id}
                for ticket in tickets
            ]
        )
        self.assertEqual([len(visit.line_ids) for visit in visits], [4, 3])

    def test_vis3_technician_writes_the_report(self):
        visit = self.live(self._create_visit(), "arrived").with_user(self.technician)
        visit.write(
            {
                "findings": "No heat",
                "customer_opinion": "Quick",
                "line_ids": [(1, visit.line_ids[0].id, {"done": True})],
            }
        )
        self.assertEqual(visit.findings, "No heat")

    def test_vis3_number_takes_a_number(self):
        line = self._create_visit().line_ids.filtered(lambda ln: ln.kind == "number")
        for value in ("4711", "3.5", "-7", " 12 ", ""):
            with self.subTest(value):
                line.value = value
        for value in ("many", "1,2,3", "12 h"):
            with self.subTest(value), self.refused(UserError, "Running hours"):
                line.value = value
        for value in ("nan", "inf"):
            with self.subTest(value), self.assertRaises(UserError):
                line.value = value

    def test_vis6_missing_names_every_empty_entry_in_order(self):
        visit = self._create_visit()
        every = [
            "Findings",
            "Cause",
            "Work Done",
            "Customer's Opinion",
            "Power cut off",
            "Running hours",
            "Parts replaced",
        ]
        self.assertEqual(visit.missing.split("\n"), every)
        visit.cause = "Contactor burnt"
        visit.findings = "  \n "
        self.assertEqual(visit.missing.split("\n"), [e for e in every if e != "Cause"])
        self.fill_report(visit)
        self.assertFalse(visit.missing)

    def test_vis6_optional_line_may_stay_empty(self):
        visit = self.fill_report(self._create_visit())
        visit.line_ids.filtered(lambda line: not line.required).value = False
        self.assertFalse(visit.missing)

    def test_vis6_incomplete_report_cannot_be_signed(self):
        visit = self.live(self._create_visit(), "finished")
        visit.write({"cause": False})
        visit.line_ids.filtered(lambda line: line.kind == "check").done = False
        for act in (
            visit.with_user(self.technician).action_sign,
            lambda: visit._sign("Mr. Wang", False),
        ):
            with self.refused(UserError, "Cause.*Power cut off"):
                act()
        self.assertEqual(visit.state, "finished")

    def test_vis6_incomplete_report_cannot_be_approved(self):
        """A report that got incomplete by another road is refused as well."""
        visit = self.live(self._create_visit(), "signed")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE aftersales_visit SET cause = NULL WHERE id = %s", [visit.id]
        )
        self.env.invalidate_all()
        with self.refused(UserError, "incomplete: Cause"):
            visit.with_user(self.manager).action_approve()

    def test_vis6_required_line_cannot_be_taken_out_of_the_checklist(self):
        visit = self.live(self._create_visit(), "finished")
        required = visit.line_ids.filtered("required")[:1]
        for user in (self.technician, self.clerk, self.manager):
            with self.subTest(user.login), self.assertRaises(UserError):
                required.with_user(user).unlink()

    def test_item_code_is_unique_in_a_company(self):
        foreign = self.items[0].copy({"company_id": self.other_company.id})
        self.assertEqual(foreign.code, self.items[0].code)
