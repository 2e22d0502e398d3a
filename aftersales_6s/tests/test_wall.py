"""The wall screen, the managers' board, the heat map, the gallery (S6-4, S6-7)."""

import json
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .board_common import FRIDAY, LAST_FRIDAY, TODAY, BoardCommon


@tagged("post_install", "-at_install")
class TestWall(BoardCommon):
    def wall(self, user=None, **given):
        self.env.flush_all()
        return self.as_user(user or self.inspector).wall_data(**given)

    def area(self, area, user=None):
        [found] = [one for one in self.wall(user)["areas"] if one["id"] == area.id]
        return found

    def test_score_of_the_week_is_the_average_of_inspections_by_others(self):
        self.inspect(self.engineer, TODAY, score=90)
        self.inspect(self.engineer, TODAY, score=81.5)
        self.inspect(self.engineer, LAST_FRIDAY, score=100)
        self.inspect(self.engineer, TODAY, check="self", score=3)
        self.inspect(self.engineer, TODAY, state="running", score=0)
        shown = self.area(self.workshop)
        self.assertEqual((shown["score"], shown["grade"]), (85.8, "fair"))
        self.assertEqual(
            [week["score"] for week in shown["trend"]], [None] * 6 + [100.0, 85.8]
        )
        data = self.wall()
        self.assertEqual(data["fridays"][-2:], ["2026-02-27", "2026-03-06"])
        self.assertEqual((data["score"], data["time"]), (85.8, "10:00"))

    def test_an_area_nobody_has_inspected_has_no_score_rather_than_none_at_all(self):
        shown = self.area(self.cart)
        self.assertIsNone(shown["score"])
        self.assertEqual(shown["grade"], "none")

    def test_findings_are_counted_by_what_is_still_to_do(self):
        late = self.find(self.engineer)
        late.due_at = self.minute(-1)
        self.find(self.engineer, due_at=self.minute(60))
        self.find(self.engineer).state = "corrected"
        self.find(self.engineer, pillar="safety", severity="critical")
        self.annul(self.find(self.engineer))
        self.close(self.find(self.engineer))
        self.env["aftersales.6s.finding"].search(
            [("severity", "=", "critical")]
        ).due_at = self.minute(60)
        shown = self.area(self.workshop)
        self.assertEqual(
            [shown[name] for name in ("open", "overdue", "critical")], [4, 1, 1]
        )
        data = self.wall()
        self.assertEqual((data["open"], data["overdue"]), (4, 1))

    def test_a_locked_area_is_told_at_the_top_and_so_are_its_parts(self):
        bay = self._make_area(
            "Bay 1", self.workshop_kind, self.engineer, parent_id=self.workshop.id
        )
        self.find(self.engineer, is_locking=True)
        self.assertTrue(self.area(self.workshop)["locked"])
        self.assertTrue(self.area(bay)["locked"])
        self.assertFalse(self.area(self.cart)["locked"])
        self.assertEqual(
            {lock["name"] for lock in self.wall()["locked"]}, {"Workshop", "Bay 1"}
        )

    def test_locked_equipment_is_named_and_its_area_stays_open(self):
        self.find(self.engineer, is_locking=True, equipment="Lift 3")
        shown = self.area(self.workshop)
        self.assertEqual((shown["locked"], shown["equipment"]), (False, "Lift 3"))
        self.assertEqual(
            self.wall()["locked"], [{"name": "Workshop", "equipment": "Lift 3"}]
        )

    def test_s6_3_rounds_of_today_are_done_missed_or_wait(self):
        for state in ("done", "missed", "missed", "planned", "running", "cancelled"):
            self.plan(self.workshop, state)
        self.plan(self.workshop, "missed", TODAY - timedelta(days=1))
        self.plan(self.workshop, "done", is_unannounced=True)
        self.assertEqual(
            self.area(self.workshop)["rounds"], {"done": 1, "missed": 2, "waiting": 2}
        )
        self.assertEqual(self.wall()["rounds"], {"done": 1, "missed": 2, "waiting": 2})

    def test_what_only_holds_other_areas_isnt_on_the_wall(self):
        site = self._make_area("Site", self.workshop_kind)
        self.workshop.parent_id = site
        names = [area["name"] for area in self.wall()["areas"]]
        self.assertNotIn("Site", names)
        self.assertIn("Workshop", names)
        self.assertEqual(self.area(self.workshop)["place"], "Site")

    def test_s6_7_best_of_the_last_confirmed_week_is_named(self):
        self.name_week(LAST_FRIDAY, self.other_engineer, self.engineer)
        self.name_week(FRIDAY, self.engineer, state="proposed")
        best = self.wall()["best"]
        self.assertEqual(
            (best["name"], best["friday"]), (self.other_engineer.name, "2026-02-27")
        )
        self.assertIn(str(self.other_engineer.id), best["image"])

    def test_nobody_is_named_before_somebody_has_confirmed(self):
        self.name_week(LAST_FRIDAY, self.other_engineer, state="proposed")
        self.assertFalse(self.wall()["best"])

    def test_pipl_25_worst_is_sent_to_managers_only_and_never_to_the_wall(self):
        self.name_week(LAST_FRIDAY, self.other_engineer, self.engineer)
        for user in (self.inspector, self.manager, self.branch_manager):
            with self.subTest(user.login):
                self.assertNotIn("worst", self.wall(user))
        self.assertNotIn("worst", self.wall(self.inspector, dashboard=True))
        self.assertNotIn("todo", self.wall(self.inspector, dashboard=True))
        for user in (self.manager, self.branch_manager):
            data = self.wall(user, dashboard=True)
            self.assertEqual(data["worst"]["name"], self.engineer.name)

    def test_pipl_25_nobody_who_has_a_finding_is_named_on_the_wall(self):
        self.name_week(LAST_FRIDAY, self.other_engineer, self.engineer)
        self.inspect(self.engineer, TODAY, score=50)
        self.find_many(self.engineer, 3)
        self.close(self.find(self.clerk_employee, area=self.office), is_example=True)
        sent = json.dumps(self.wall(), default=str)
        self.assertIn(self.other_engineer.name, sent)
        for employee in (
            self.engineer,
            self.clerk_employee,
            self.inspector_employee,
            self.manager_employee,
        ):
            self.assertNotIn(employee.name, sent)

    def test_what_waits_for_a_manager(self):
        self.name_week(LAST_FRIDAY, state="proposed")
        self.find(self.engineer).state = "corrected"
        self.find(self.engineer).sudo().write({"objection_state": "asked"})
        self.assertEqual(
            self.wall(self.manager, dashboard=True)["todo"],
            {"weeks": 1, "objections": 1, "rechecks": 1},
        )

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_inspectors_and_managers_open_boards(self):
        for user in self.outsiders:
            with self.subTest(user.login):
                for ask in ("wall_data", "heat_map_data"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(user), ask)()

    def test_other_companies_see_nothing(self):
        self.inspect(self.engineer, TODAY)
        self.find(self.engineer)
        self.close(self.find(self.engineer), is_example=True)
        self.name_week(LAST_FRIDAY, self.other_engineer, self.engineer)
        data = self.wall(self.foreign_manager, dashboard=True)
        self.assertEqual(data["company"], self.other_company.name)
        for name in ("areas", "gallery", "locked", "best", "worst", "open"):
            self.assertFalse(data[name], name)
        self.assertFalse(self.as_user(self.foreign_manager).heat_map_data()["areas"])

    def test_the_wall_asks_the_same_for_5_and_for_60_areas(self):
        counts = []
        for number in (2, 5, 60):
            self.furnish(number)
            counts.append(len(self.queries(self.wall)))
        _warm, few, many = counts
        self.assertEqual(few, many)
        self.assertEqual(len(self.wall()["areas"]), 3 + 67)

    # Heat map

    def heat(self, user=None, **given):
        self.env.flush_all()
        data = self.as_user(user or self.inspector).heat_map_data(**given)
        return {area["id"]: area["cells"] for area in data["areas"]}

    def test_heat_map_counts_findings_points_and_items_by_area_and_s(self):
        self.inspect(
            self.engineer,
            TODAY,
            line_ids=[
                (0, 0, {"item_id": item.id, "result": result})
                for item, result in zip(
                    self.checklist.item_ids, ("fail", "pass"), strict=True
                )
            ],
        )
        self.find_many(self.engineer, 5)
        self.find(self.engineer, pillar="sort", area=self.cart)
        self.annul(self.find(self.engineer, pillar="sort"))
        self.find(self.engineer, self.minute(0) - timedelta(days=3))
        self.assertEqual(
            self.heat(),
            {
                self.workshop.id: {
                    "shine": {"findings": 5, "points": 16, "items": 1, "rate": 500.0},
                    "safety": {"findings": 0, "points": 0.0, "items": 1, "rate": 0.0},
                },
                self.cart.id: {
                    "sort": {"findings": 1, "points": 2, "items": 0, "rate": None}
                },
            },
        )

    def test_heat_map_of_other_days(self):
        self.find(self.engineer, self.minute(0) - timedelta(days=3))
        self.assertFalse(self.heat(period="week"))
        self.assertFalse(self.heat(period="month"))
        for period in ("four_weeks", "last_month", "quarter"):
            with self.subTest(period):
                [cells] = self.heat(period=period).values()
                self.assertEqual(cells["shine"]["findings"], 1)

    def test_heat_map_of_days_that_arent_any(self):
        with self.assertRaisesRegex(UserError, "year"):
            self.heat(period="year")

    def test_the_heat_map_asks_the_same_for_5_and_for_60_areas(self):
        counts = []
        for number in (2, 5, 60):
            self.furnish(number)
            counts.append(len(self.queries(self.heat)))
        _warm, few, many = counts
        self.assertEqual(few, many)


@tagged("post_install", "-at_install")
class TestGallery(BoardCommon):
    def pair(self):
        return self.close(self.find(self.engineer))

    def examples(self, user=None):
        self.env.flush_all()
        data = self.as_user(user or self.inspector).wall_data()
        return [pair["id"] for pair in data["gallery"]]

    def test_only_what_somebody_chose_is_shown(self):
        pair = self.pair()
        self.assertFalse(self.examples())
        pair.with_user(self.inspector).action_show_example()
        self.assertEqual(self.examples(), pair.ids)
        pair.with_user(self.manager).action_hide_example()
        self.assertFalse(self.examples())

    def test_pictures_are_those_before_and_after(self):
        pair = self.pair()
        pair.with_user(self.inspector).action_show_example()
        self.env.flush_all()
        [shown] = self.as_user(self.inspector).wall_data()["gallery"]
        self.assertIn(f"/{pair.before_photo_id.id}/", shown["before"])
        self.assertIn(f"/{pair.after_photo_id.id}/", shown["after"])
        self.assertEqual((shown["area"], shown["pillar"]), ("Workshop", "Shine"))
        self.assertFalse(set(shown) & {"employee", "employee_id", "finder"})

    def test_what_is_open_or_has_no_second_photo_cant_be_shown(self):
        still_open = self.find(self.engineer)
        half = self.close(self.find(self.engineer))
        half.after_photo_ids.sudo().unlink()
        half._forget_photos()
        for finding in (still_open, half):
            with self.assertRaisesRegex(UserError, finding.name):
                finding.with_user(self.inspector).action_show_example()

    def test_what_is_annulled_later_isnt_shown_any_more(self):
        pair = self.pair()
        pair.with_user(self.inspector).action_show_example()
        self.annul(pair)
        self.assertFalse(self.examples())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_owners_and_strangers_choose_nothing(self):
        pair = self.pair()
        for user in (self.technician, self.clerk, self.foreign_manager):
            with self.assertRaises(AccessError):
                pair.with_user(user).action_show_example()
        with self.assertRaises(UserError):
            pair.with_user(self.manager).write({"is_example": True})
        self.assertFalse(pair.is_example)

    def test_the_gallery_finds_pairs(self):
        pair, _open = self.pair(), self.find(self.engineer)
        findings = self.env["aftersales.6s.finding"]
        own = [("area_id", "=", self.workshop.id)]
        self.assertEqual(findings.search([*own, ("has_pair", "=", True)]), pair)
        self.assertEqual(findings.search([*own, ("has_pair", "=", False)]), _open)
        self.assertEqual((pair | _open).mapped("has_pair"), [True, False])
