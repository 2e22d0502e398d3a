"""Areas: whose they are on which day, their labels, and when they go out of use."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common import NOW

from .common import SINCE, SixsCommon

TODAY = NOW.date()
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestAreas(SixsCommon):
    def owners(self, area):
        """(owner, from, until) of an area, the first one first."""
        return [
            (one.employee_id, one.date_from, one.date_to)
            for one in area.owner_ids.sorted("date_from")
        ]

    def hand_over(self, areas, employee, day=TODAY, user=None, **values):
        wizard = (
            self.env["aftersales.6s.handover"]
            .with_user(user or self.manager)
            .create(
                {
                    "area_ids": [Command.set(areas.ids)],
                    "employee_id": employee.id,
                    "date_from": day,
                    **values,
                }
            )
        )
        return wizard.action_hand_over()

    # Tree

    def test_s6_2_areas_are_a_tree(self):
        bay = self._make_area("Bay 3", self.workshop_kind, parent_id=self.workshop.id)
        self.assertEqual(bay.complete_name, "Workshop / Bay 3")
        self.workshop.name = "Hall"
        self.assertEqual(bay.complete_name, "Hall / Bay 3")
        with self.assertRaises(UserError):
            self.workshop.parent_id = bay
        self.assertIn(
            bay,
            self.env["aftersales.6s.area"].search(
                [("parent_id", "child_of", self.workshop.id)]
            ),
        )

    def test_parts_belong_to_the_same_company(self):
        kind = self.env["aftersales.6s.kind"].create(
            {"name": "Yard", "code": "yard", "company_id": self.other_company.id}
        )
        yard = self._make_area("Yard", kind)
        with self.assertRaises(UserError):
            yard.parent_id = self.workshop

    # Owners by dates

    def test_owner_is_today_s(self):
        self.assertEqual(self.workshop.owner_id, self.engineer)
        self.workshop.owner_ids.date_to = TODAY
        self._own(self.workshop, self.clerk_employee, TODAY + DAY)
        self.workshop.invalidate_recordset()
        self.assertEqual(self.workshop.owner_id, self.engineer)
        self.move(24 * 60)
        self.assertEqual(self.workshop.owner_id, self.clerk_employee)

    def test_the_day_is_the_company_s(self):
        """At 00:30 in Shanghai it is the next day, although it isn't in UTC."""
        self.workshop.owner_ids.date_to = TODAY
        self._own(self.workshop, self.clerk_employee, TODAY + DAY)
        self.move(14 * 60 - 1)
        self.assertEqual(self.workshop.owner_id, self.engineer)
        self.move(14 * 60 + 1)
        self.assertEqual(self.workshop.owner_id, self.clerk_employee)

    def test_no_two_owners_on_the_same_day(self):
        for date_from, date_to in (
            (SINCE, False),
            (TODAY, TODAY),
            (date(2025, 1, 1), SINCE),
            (date(2025, 1, 1), False),
        ):
            with (
                self.subTest(date_from=date_from, date_to=date_to),
                self.refused(
                    ValidationError,
                    "Workshop can't have two owners on the same day: Technician from "
                    "2026-01-01, and Clerk from .*Hand Over",
                ),
            ):
                self._own(self.workshop, self.clerk_employee, date_from, date_to)
        self._own(self.workshop, self.clerk_employee, date(2025, 1, 1), SINCE - DAY)
        self.assertEqual(len(self.workshop.owner_ids), 2)

    def test_a_longer_period_is_refused_as_well(self):
        earlier = self._own(
            self.workshop, self.clerk_employee, date(2025, 1, 1), date(2025, 6, 30)
        )
        with self.refused(ValidationError, "two owners on the same day"):
            earlier.date_to = SINCE

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_two_owners_entered_at_once(self):
        """Two managers who don't see each other's row get past the first check."""
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                """INSERT INTO aftersales_6s_area_owner
                (area_id, employee_id, date_from) VALUES (%s, %s, '2026-02-01')""",
                [self.workshop.id, self.clerk_employee.id],
            )

    def test_an_owner_is_not_their_own_deputy(self):
        with self.refused(ValidationError, "Technician owns Workshop"):
            self.workshop.owner_ids.deputy_ids = self.engineer

    def test_team_is_the_owner_s_unless_said(self):
        teams = self.env["hr.department"].create(
            [{"name": n, "company_id": self.company.id} for n in ("Body", "Paint")]
        )
        self.clerk_employee.department_id = teams[0]
        self.hand_over(self.workshop, self.clerk_employee)
        self.assertEqual(self.workshop.department_id, teams[0])
        self.hand_over(self.cart, self.clerk_employee, department_id=teams[1].id)
        self.assertEqual(self.cart.department_id, teams[1])

    def test_owners_on_days_in_one_query(self):
        self.workshop.owner_ids.deputy_ids = self.clerk_employee
        self.cart.owner_ids.date_to = TODAY
        pairs = [
            (self.workshop.id, TODAY),
            (self.cart.id, TODAY),
            (self.cart.id, TODAY + DAY),
            (self.office.id, SINCE - DAY),
        ]
        areas = self.env["aftersales.6s.area"]
        self.env.flush_all()
        with self.assertQueryCount(1):
            found = areas._owners_on(pairs)
        self.assertEqual(
            found,
            {
                pairs[0]: (
                    self.engineer.id,
                    frozenset(self.clerk_employee.ids),
                    False,
                ),
                pairs[1]: (self.other_engineer.id, frozenset(), False),
            },
        )
        with self.assertQueryCount(0):
            self.assertEqual(areas._owners_on([]), {})
            self.assertEqual(areas._owners_on([(False, TODAY), (1, False)]), {})

    def test_list_of_owners_takes_the_same_queries_for_many_areas(self):
        def count(number):
            areas = self.env["aftersales.6s.area"].create(
                [
                    {
                        "name": f"Bay {n}",
                        "kind_id": self.workshop_kind.id,
                        "company_id": self.company.id,
                    }
                    for n in range(number)
                ]
            )
            for area in areas:
                self._own(area, self.engineer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            areas.mapped("owner_id.name")
            areas.mapped("finding_count")
            return self.env.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(3), count(30))

    # Searching and grouping

    def test_search_by_today_s_owner(self):
        areas = self.env["aftersales.6s.area"]
        ours = [("company_id", "=", self.company.id)]
        self.workshop.owner_ids.date_to = TODAY - DAY
        for domain, expected in (
            ([("owner_id", "=", self.other_engineer.id)], self.cart),
            ([("owner_id", "=", self.engineer.id)], areas),
            ([("owner_id", "=", False)], self.workshop),
            ([("owner_id", "!=", False)], self.cart | self.office),
            (
                [("owner_id", "in", (self.clerk_employee.id, False))],
                self.workshop | self.office,
            ),
            ([("owner_id", "ilike", "clerk")], self.office),
            ([("owner_id.name", "=", "Clerk")], self.office),
        ):
            with self.subTest(domain):
                self.assertEqual(areas.search(ours + domain), expected)

    def test_group_by_today_s_owner_and_team(self):
        areas = self.env["aftersales.6s.area"].with_user(self.manager)
        groups = areas._read_group(
            [("company_id", "=", self.company.id)], ["owner_id"], ["__count"]
        )
        self.assertEqual(
            {owner.id: count for owner, count in groups},
            {self.engineer.id: 1, self.other_engineer.id: 1, self.clerk_employee.id: 1},
        )
        fields = areas.fields_get(["owner_id", "department_id"], ["groupable"])
        self.assertTrue(fields["owner_id"]["groupable"])
        self.assertTrue(fields["department_id"]["groupable"])

    def test_mine_are_those_i_own_or_deputise_in(self):
        self.cart.owner_ids.deputy_ids = self.engineer
        areas = self.env["aftersales.6s.area"].with_user(self.technician)
        mine = areas.search([("is_mine", "=", True)])
        self.assertEqual(mine, self.workshop | self.cart)
        self.assertEqual(
            (self.workshop | self.cart | self.office)
            .with_user(self.technician)
            .mapped("is_mine"),
            [True, True, False],
        )

    # Handing over

    def test_handing_over_ends_the_time_of_the_one_before(self):
        self.hand_over(self.workshop | self.cart, self.clerk_employee)
        self.assertEqual(
            self.owners(self.workshop),
            [
                (self.engineer, SINCE, TODAY - DAY),
                (self.clerk_employee, TODAY, False),
            ],
        )
        self.assertEqual(self.cart.owner_id, self.clerk_employee)
        self.assertIn("Clerk", self.workshop.message_ids[0].body)

    def test_handing_over_keeps_who_comes_later(self):
        later = TODAY + 10 * DAY
        self.hand_over(self.workshop, self.clerk_employee, later)
        self.hand_over(self.workshop, self.other_engineer, TODAY)
        self.assertEqual(
            self.owners(self.workshop),
            [
                (self.engineer, SINCE, TODAY - DAY),
                (self.other_engineer, TODAY, later - DAY),
                (self.clerk_employee, later, False),
            ],
        )

    def test_an_area_without_owner_gets_one(self):
        bay = self._make_area("Bay 3", self.workshop_kind)
        self.hand_over(
            bay, self.engineer, deputy_ids=[Command.set(self.clerk_employee.ids)]
        )
        self.assertEqual(bay.owner_id, self.engineer)
        self.assertEqual(bay.deputy_ids, self.clerk_employee)

    def test_handing_over_twice_on_a_day_is_refused(self):
        self.hand_over(self.workshop, self.clerk_employee)
        with self.refused(UserError, "Workshop already goes to Clerk on 2026-03-02"):
            self.hand_over(self.workshop, self.other_engineer)

    def test_the_wizard_takes_the_areas_of_the_list(self):
        wizard = (
            self.env["aftersales.6s.handover"]
            .with_context(active_model="aftersales.6s.area", active_ids=self.cart.ids)
            .create({"employee_id": self.engineer.id})
        )
        self.assertEqual(wizard.area_ids, self.cart)
        self.assertEqual(wizard.date_from, TODAY)

    def test_manager_fills_in_the_forms(self):
        """What the screens offer is enough to set up an area (no right to HR)."""
        with Form(self.env["aftersales.6s.area"].with_user(self.manager)) as form:
            form.name = "Bay 3"
            form.kind_id = self.workshop_kind
            form.parent_id = self.workshop
            with form.owner_ids.new() as line:
                line.employee_id = self.engineer.with_user(self.manager)
                line.deputy_ids.add(self.clerk_employee.with_user(self.manager))
                line.date_from = SINCE
        bay = form.save()
        self.assertEqual(bay.owner_id.id, self.engineer.id)
        self.assertEqual(bay.deputy_ids.ids, self.clerk_employee.ids)
        with Form(
            self.env["aftersales.6s.handover"]
            .with_user(self.manager)
            .with_context(active_model=bay._name, active_ids=bay.ids)
        ) as form:
            form.employee_id = self.other_engineer.with_user(self.manager)
        form.save().action_hand_over()
        self.assertEqual(bay.owner_id.id, self.other_engineer.id)
        for model, values in (
            ("aftersales.6s.kind", {"name": "Lift", "code": "lift"}),
            ("aftersales.6s.plan", {"name": "Shift", "code": "S", "rhythm": "shift"}),
        ):
            with Form(self.env[model].with_user(self.manager)) as form:
                for name, value in values.items():
                    form[name] = value
        draft = self.checklist.with_user(self.manager)._next_draft()
        with Form(draft) as form, form.item_ids.new() as line:
            line.code = "T-03"
            line.name = "One more"
            line.pillar = "sort"
        self.assertEqual(draft.item_count, 3)

    def test_deputies_are_linked_not_made(self):
        with self.refused(AccessError, "takes employees who already exist"):
            self.workshop.owner_ids.with_user(self.manager).write(
                {"deputy_ids": [Command.create({"name": "Forged"})]}
            )

    # Archiving

    def finding(self, area, **values):
        return self.env["aftersales.6s.finding"].create(
            {
                "area_id": area.id,
                "name": "F-1",
                "pillar": "shine",
                "checklist_id": self.checklist.id,
                "employee_id": self.engineer.id,
                **values,
            }
        )

    def test_an_area_goes_out_of_use_when_nothing_is_open(self):
        finding = self.finding(self.workshop)
        with self.refused(UserError, "Workshop has findings that aren't closed"):
            self.workshop.with_user(self.manager).action_archive()
        finding.state = "corrected"
        with self.refused(UserError, "Workshop has findings that aren't closed"):
            self.workshop.with_user(self.manager).active = False
        finding.state = "closed"
        self.workshop.with_user(self.manager).action_archive()
        self.assertFalse(self.workshop.active)

    def test_an_area_being_inspected_stays(self):
        inspection = self.env["aftersales.6s.inspection"].create(
            {
                "area_id": self.cart.id,
                "state": "running",
                "name": "I-7",
                "checklist_id": self.checklist.id,
            }
        )
        with self.refused(UserError, "Somebody is inspecting Cart 1 .I-7."):
            self.cart.action_archive()
        inspection.state = "done"
        self.cart.action_archive()

    def test_parts_go_first_or_together(self):
        bay = self._make_area("Bay 3", self.workshop_kind, parent_id=self.workshop.id)
        with self.refused(UserError, "Workshop still has parts .*Bay 3"):
            self.workshop.action_archive()
        (self.workshop | bay).action_archive()
        self.assertFalse(bay.active)

    def test_counts_show_what_is_open(self):
        self.finding(self.workshop)
        self.finding(self.workshop, state="corrected")
        self.finding(self.workshop, state="closed")
        self.assertEqual(self.workshop.finding_count, 2)
        self.assertEqual(self.workshop.inspection_count, 0)
        action = self.workshop.action_view_findings()
        found = self.env["aftersales.6s.finding"].search(action["domain"])
        self.assertEqual(len(found), 3)

    # Labels

    def test_every_area_has_a_token_of_its_own(self):
        tokens = (self.workshop | self.cart | self.office).mapped("token")
        self.assertEqual(len(set(tokens)), 3)
        self.assertTrue(all(len(token) >= 16 for token in tokens))
        copy = self.workshop.copy()
        self.assertNotEqual(copy.token, self.workshop.token)
        forged = self._make_area("Forged", self.office_kind, token="known")
        self.assertNotEqual(forged.token, "known")

    def test_a_token_is_not_typed(self):
        with self.refused(UserError, "can't be typed"):
            self.workshop.with_user(self.manager).token = "known"

    def test_a_new_code_makes_the_old_label_void(self):
        old = self.workshop.token
        areas = self.env["aftersales.6s.area"].with_user(self.technician)
        self.assertEqual(areas._by_token(old), self.workshop)
        self.workshop.with_user(self.manager).action_new_token()
        self.assertFalse(areas._by_token(old))
        self.assertEqual(areas._by_token(self.workshop.token), self.workshop)

    def test_labels_say_where_and_whose(self):
        bay = self._make_area(
            "Bay 3",
            self.workshop_kind,
            self.engineer,
            parent_id=self.workshop.id,
            code="B3",
        )
        action = (bay | self.cart).with_user(self.technician).action_print_labels()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.technician)
            ._render_qweb_html(action["report_name"], (bay | self.cart).ids)
        )
        html = html.decode()
        for word in ("Bay 3", "B3", "Workshop", "Technician", "Cart 1"):
            self.assertIn(word, html)
        self.assertEqual(html.count("data:image/png;base64,"), 2)
        self.assertTrue(bay._label_url().endswith(f"/6s/a/{bay.token}"))


@tagged("post_install", "-at_install")
class TestAreaLabel(SixsCommon, HttpCase):
    """What a phone sees that reads a label."""

    def scan(self, token, user=None):
        self.authenticate(user and user.login, user and user.login)
        return self.url_open(f"/6s/a/{token}", allow_redirects=False)

    def test_the_label_opens_the_area(self):
        for user in (self.technician, self.inspector, self.manager):
            with self.subTest(user.login):
                answer = self.scan(self.workshop.token, user)
                self.assertIn(answer.status_code, (302, 303))
                self.assertTrue(
                    answer.headers["Location"].endswith(
                        f"/odoo/aftersales-6s-areas/{self.workshop.id}"
                    )
                )

    def test_an_unknown_label_says_nothing_but_the_way_out(self):
        kind = self.env["aftersales.6s.kind"].create(
            {"name": "Yard", "code": "yard", "company_id": self.other_company.id}
        )
        secret = self._make_area("Secret yard", kind)
        archived = self._make_area("Old bay", self.workshop_kind)
        archived.action_archive()
        for what, token, user in (
            ("unknown", "nothing", self.technician),
            ("other company", secret.token, self.manager),
            ("archived", archived.token, self.manager),
            ("portal", self.workshop.token, self.owner),
        ):
            with self.subTest(what):
                answer = self.scan(token, user)
                self.assertEqual(answer.status_code, 404)
                self.assertIn("This label opens no area for you", answer.text)
                for word in ("Secret yard", "Workshop", "Old bay"):
                    self.assertNotIn(word, answer.text)

    def test_who_is_not_logged_in_logs_in_first(self):
        answer = self.scan(self.workshop.token)
        self.assertIn("/web/login", answer.headers["Location"])
