"""Checklists: versions come into force one after the other, and then never change."""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.aftersales_service.tests.common import NOW

from .common import SINCE, SixsCommon, photo

TODAY = NOW.date()
DAY = timedelta(days=1)
FROZEN = "has been in force and can't be changed. Press “New Version”"


@tagged("post_install", "-at_install")
class TestChecklists(SixsCommon):
    def next(self, checklist=None):
        """The draft after a checklist, opened by the manager."""
        checklist = (checklist or self.checklist).with_user(self.manager)
        action = checklist.action_new_version()
        return checklist.browse(action["res_id"])

    def in_force(self, day=TODAY):
        found = self.env["aftersales.6s.checklist"]._in_force(
            self.workshop_kind.ids, day
        )
        return found.get(self.workshop_kind.id)

    # Coming into force

    def test_a_new_version_is_a_copy_and_there_is_one(self):
        draft = self.next()
        self.assertEqual(self.next(), draft)
        self.assertEqual(draft.version, 2)
        self.assertEqual(draft.state, "draft")
        self.assertEqual(draft.item_ids.mapped("code"), ["T-01", "T-02"])
        self.assertEqual(draft.name, self.checklist.name)
        self.assertFalse(draft.valid_from)

    def test_publishing_ends_the_version_before(self):
        draft = self.next()
        draft.valid_from = TODAY + 5 * DAY
        draft.action_publish()
        self.assertRecordValues(
            self.checklist | draft,
            [
                {
                    "state": "replaced",
                    "valid_from": SINCE,
                    "valid_to": TODAY + 4 * DAY,
                },
                {
                    "state": "published",
                    "valid_from": TODAY + 5 * DAY,
                    "valid_to": False,
                },
            ],
        )
        for day, expected in (
            (SINCE - DAY, None),
            (SINCE, self.checklist),
            (TODAY + 4 * DAY, self.checklist),
            (TODAY + 5 * DAY, draft),
            (TODAY + 500 * DAY, draft),
        ):
            with self.subTest(day):
                self.assertEqual(self.in_force(day), expected)

    def test_without_a_day_it_is_in_force_from_today(self):
        draft = self.next()
        draft.action_publish()
        self.assertEqual(draft.valid_from, TODAY)
        self.assertEqual(self.in_force(), draft)

    def test_not_before_the_version_in_force(self):
        draft = self.next()
        draft.valid_from = SINCE - DAY
        with self.refused(UserError, "can't come into force before .* 2026-01-01"):
            draft.action_publish()
        draft.valid_from = SINCE
        draft.action_publish()
        self.assertEqual(self.in_force(SINCE), draft)

    def test_an_empty_checklist_is_refused(self):
        empty = self._make_checklist(self.cart_kind, items=0, state="draft")
        empty.state = "draft"
        with self.refused(UserError, "has no items yet"):
            empty.with_user(self.manager).action_publish()

    def test_publishing_twice_is_refused(self):
        with self.refused(UserError, FROZEN):
            self.checklist.with_user(self.manager).action_publish()

    def test_drafts_are_not_in_force(self):
        self.next()
        self.assertEqual(self.in_force(), self.checklist)
        self.assertFalse(
            self.env["aftersales.6s.checklist"]._in_force(self.cart_kind.ids, TODAY)
        )

    def test_in_force_on_many_days_is_one_query(self):
        days = [SINCE + n * DAY for n in range(100)]
        kinds = (self.workshop_kind | self.cart_kind).ids
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            found = self.env["aftersales.6s.checklist"]._in_force_on(kinds, days)
        self.assertEqual(len(found), 100)
        self.assertEqual(set(found.values()), {self.checklist})

    def test_numbers_go_on_whoever_copies(self):
        copy = self.checklist.with_user(self.manager).copy()
        draft = self.next()
        self.assertEqual((copy.version, draft.version), (2, 3))
        self.assertNotEqual(copy, draft)

    # Frozen

    def test_what_is_in_force_is_frozen(self):
        checklist = self.checklist.with_user(self.manager)
        item = checklist.item_ids[0]
        new = {
            "checklist_id": checklist.id,
            "code": "T-99",
            "name": "One more",
            "pillar": "sort",
        }
        free = self.next()
        for what, act in (
            ("name", lambda: checklist.write({"name": "Else"})),
            ("number", lambda: checklist.write({"points_breach": 9})),
            ("items by list", lambda: checklist.write({"item_ids": [(5, 0, 0)]})),
            ("item", lambda: item.write({"severity": "critical"})),
            ("item's photo", lambda: item.write({"reference_image": photo()})),
            ("new item", lambda: item.create(new)),
            ("item away", item.unlink),
            ("checklist away", checklist.unlink),
            ("item to a draft", lambda: item.write({"checklist_id": free.id})),
            (
                "item from a draft",
                lambda: free.item_ids[0].write(
                    {"checklist_id": checklist.id, "code": "T-98"}
                ),
            ),
            (
                "translation",
                lambda: item.update_field_translations("name", {"en_US": "Else"}),
            ),
            (
                "its own translation",
                lambda: checklist.update_field_translations("name", {"en_US": "Else"}),
            ),
        ):
            with self.subTest(what), self.refused(UserError, FROZEN):
                act()
        self.assertEqual(len(self.checklist.item_ids), 2)

    def test_even_the_system_deletes_nothing_that_was_in_force(self):
        with self.refused(UserError, FROZEN):
            self.checklist.item_ids[0].unlink()
        self.next().with_user(self.manager).action_publish()
        with self.refused(UserError, FROZEN):
            self.checklist.unlink()

    def test_a_state_is_not_typed(self):
        draft = self.next()
        for values in (
            {"state": "published"},
            {"version": 9},
            {"valid_to": TODAY},
            {"origin_id": False},
        ):
            with self.subTest(values), self.refused(UserError, "set by the buttons"):
                draft.write(values)
        born = draft.create(
            {
                "name": "Born in force",
                "kind_id": self.cart_kind.id,
                "company_id": self.company.id,
                "state": "published",
                "version": 7,
            }
        )
        self.assertEqual((born.state, born.version), ("draft", 1))

    def test_an_import_is_refused_as_well(self):
        xmlid = self.checklist.export_data(["id"])["datas"][0][0]
        checklist = self.checklist.with_user(self.manager)
        result = checklist.load(["id", "name"], [[xmlid, "Imported"]])
        self.assertFalse(result["ids"])
        self.assertIn("New Version", result["messages"][0]["message"])

    def test_a_draft_is_free(self):
        draft = self.next()
        draft.item_ids[0].write({"reference_image": photo(), "severity": "major"})
        draft.write(
            {"item_ids": [(0, 0, {"code": "T-03", "name": "More", "pillar": "sort"})]}
        )
        draft.item_ids[1].unlink()
        self.assertEqual(draft.item_ids.mapped("code"), ["T-01", "T-03"])
        draft.action_publish()
        self.assertEqual(self.checklist.item_ids.mapped("code"), ["T-01", "T-02"])

    def test_the_chatter_goes_on(self):
        self.checklist.with_user(self.manager).message_post(body="Discussed on Monday")
        self.assertIn("Discussed", self.checklist.message_ids[0].body)

    def test_dates_of_versions_never_overlap(self):
        """Whatever days are chosen, a day has one version at most."""
        for shift in (3, 0, 9):
            draft = self.next(self.checklist._line()[-1])
            draft.valid_from = max(self.in_force(date(2030, 1, 1)).valid_from, TODAY)
            draft.valid_from += shift * DAY
            draft.action_publish()
        versions = self.checklist._line()
        self.assertEqual(versions.mapped("version"), [1, 2, 3, 4])
        for day in (SINCE + n * DAY for n in range(120)):
            holding = versions.filtered(
                lambda one, day=day: (
                    one.valid_from <= day and (not one.valid_to or day <= one.valid_to)
                )
            )
            self.assertEqual(len(holding), 1, day)


@tagged("post_install", "-at_install")
class TestChecklistRpc(SixsCommon, HttpCase):
    def test_frozen_through_the_network(self):
        self.authenticate(self.manager.login, self.manager.login)
        item = self.checklist.item_ids[0]
        for model, method, args in (
            ("aftersales.6s.item", "write", [item.ids, {"name": "Forged"}]),
            ("aftersales.6s.item", "unlink", [item.ids]),
            (
                "aftersales.6s.checklist",
                "write",
                [self.checklist.ids, {"repeat_from": 1}],
            ),
            (
                "aftersales.6s.checklist",
                "web_save",
                [self.checklist.ids, {"state": "draft"}, {}],
            ),
        ):
            params = {"model": model, "method": method, "args": args, "kwargs": {}}
            with (
                self.subTest(model, method=method),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException) as caught,
            ):
                self.make_jsonrpc_request("/web/dataset/call_kw", params)
            self.assertEqual(str(caught.exception), "odoo.exceptions.UserError")
        self.assertEqual(item.name, "Thing 1")
