"""What helpdesk_mgmt leaves open, and this addon closes.

Closing somebody else's request is in test_ticket_close, the date that a reopened
request forgets in test_event_stages.
"""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .common import AftersalesCommon

INDEXED = {
    "helpdesk_ticket": {
        "partner_id",
        "commercial_partner_id",
        "category_id",
        "company_id",
        "closed_date",
        "type_id",
        "lot_id",
        "product_id",
        "accountable_id",
        "registered_at",
        "next_due_at",
    },
    "helpdesk_ticket_team": {"company_id"},
    "aftersales_event": {"ticket_id", "company_id", "visit_id", "employee_id"},
    "aftersales_clock": {
        "ticket_id",
        "company_id",
        "policy_id",
        "employee_id",
        "state",
    },
    "aftersales_visit": {"ticket_id", "company_id", "leader_id", "partner_id", "state"},
    "aftersales_visit_line": {"visit_id"},
}


@tagged("post_install", "-at_install")
class TestHelpdeskHoles(AftersalesCommon):
    def indexes(self, table):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table]
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def test_columns_that_are_searched_have_an_index(self):
        for table, columns in INDEXED.items():
            indexes = self.indexes(table)
            for column in columns:
                with self.subTest(table=table, column=column):
                    leading = f"({column}"
                    self.assertTrue([i for i in indexes if leading in i])

    def test_number_is_found_by_a_part_of_it(self):
        number = self.env["helpdesk.ticket"]._fields["number"]
        self.assertEqual(number.index, "trigram")
        if self.registry.has_trigram:  # else the server lacks pg_trgm
            trigrams = [i for i in self.indexes("helpdesk_ticket") if "gin" in i]
            self.assertTrue([i for i in trigrams if "number" in i])

    def test_indexes_that_rules_stand_on(self):
        clocks = self.indexes("aftersales_clock")
        unique = [
            i for i in clocks if "UNIQUE" in i and "(start_event_id, policy_id)" in i
        ]
        self.assertTrue(unique, "a clock can't double")
        self.assertTrue([i for i in clocks if "(due_at)" in i and "WHERE" in i])
        events = self.indexes("aftersales_event")
        self.assertTrue([i for i in events if "(ticket_id, code, at)" in i])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_visitors_change_no_stage(self):
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        for user in (
            self.env.ref("base.public_user"),
            self.owner,
            self.nobody,
            self.clerk,
        ):
            for vals in ({"name": "Hacked"}, {"closed": True}, {"active": False}):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(AccessError):
                        stage.with_user(user).write(vals)
        self.assertTrue(
            stage.with_user(self.env.ref("base.public_user")).read(["name"])
        )

    def test_reopened_request_has_no_closing_date(self):
        ticket = self._create_ticket()
        done = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        awaiting = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        for reopen in (
            ticket.action_reopen,
            lambda: ticket.write({"stage_id": awaiting.id}),
        ):
            ticket.stage_id = done
            self.assertTrue(ticket.closed_date)
            reopen()
            self.assertFalse(ticket.closed_date)

    def test_types_of_another_company_are_not_seen(self):
        foreign = self.env["helpdesk.ticket.type"].create(
            [
                {"name": "Foreign", "company_id": self.other_company.id},
                {"name": "Shared", "company_id": False},
            ]
        )
        types = self.env["helpdesk.ticket.type"].with_user(self.clerk)
        seen = types.search([("id", "in", foreign.ids)])
        self.assertEqual(seen.mapped("name"), ["Shared"])

    def test_menu_of_helpdesk_makes_room_for_ours(self):
        menu = self.env.ref("helpdesk_mgmt.helpdesk_ticket_main_menu")
        self.assertFalse(menu.active)
        uninstall_hook(self.env)
        self.assertTrue(menu.active)
