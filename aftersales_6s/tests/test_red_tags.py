"""A red tag hangs on what nobody needs, until somebody has decided and done it."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import photo
from .finding_common import FindingCommon


@tagged("post_install", "-at_install")
class TestRedTags(FindingCommon):
    def hang(self, user=None, **values):
        return (
            self.env["aftersales.6s.red.tag"]
            .with_user(user or self.other_technician)
            .create(
                {
                    "thing": "Broken jack",
                    "area_id": self.workshop.id,
                    "reason": "Leaks",
                    "image": photo(),
                    "due_date": date(2026, 3, 6),
                    **values,
                }
            )
            .sudo()
        )

    def decide(self, tag, fate="scrap", due=date(2026, 3, 10), **values):
        return tag.with_user(self.manager).action_decide(fate, due, **values)

    def test_everybody_hangs_a_tag(self):
        tag = self.hang()
        self.assertRecordValues(
            tag,
            [
                {
                    "name": f"RT-{tag.id:06d}",
                    "state": "open",
                    "fate": "undecided",
                    "tagged_on": date(2026, 3, 2),
                    "tagged_by_id": self.other_technician.id,
                    "company_id": self.company.id,
                    "is_open": True,
                }
            ],
        )

    def test_the_form(self):
        form = Form(self.env["aftersales.6s.red.tag"].with_user(self.technician))
        form.thing, form.area_id, form.reason = "Tyre", self.workshop, "Old"
        form.image = photo()
        self.assertEqual(form.save().state, "open")

    def test_every_fate_leads_to_its_state(self):
        for fate, state in (
            ("keep", "kept"),
            ("move", "decided"),
            ("store", "decided"),
            ("sell", "decided"),
            ("scrap", "decided"),
        ):
            with self.subTest(fate):
                tag = self.hang()
                target = self.cart.id if fate == "move" else None
                self.decide(tag, fate, target_area_id=target, note="So be it")
                self.assertRecordValues(
                    tag,
                    [
                        {
                            "state": state,
                            "fate": fate,
                            "decided_by_id": self.manager.id,
                            "decision_note": "So be it",
                            "target_area_id": target or False,
                            "due_date": date(2026, 3, 10),
                        }
                    ],
                )

    def test_only_managers_decide(self):
        tag = self.hang(self.inspector)
        for user in (self.inspector, self.technician):
            with self.refused(AccessError, "is decided by a manager"):
                tag.with_user(user).action_decide("scrap", "2026-03-10")
        tag.with_user(self.branch_manager).action_decide("scrap", "2026-03-10")

    def test_a_decision_names_fate_day_and_area(self):
        tag = self.hang()
        with self.refused(UserError, "Choose what becomes"):
            self.decide(tag, "undecided")
        with self.refused(UserError, "Give a day"):
            self.decide(tag, due=None)
        with self.refused(UserError, "Choose the area"):
            self.decide(tag, "move")

    def test_done_takes_a_decision_a_photo_and_the_right_person(self):
        tag = self.hang()
        with self.refused(UserError, "this step doesn't fit"):
            tag.with_user(self.technician).action_done(photo())
        self.decide(tag)
        with self.refused(UserError, "Take a photo"):
            tag.with_user(self.technician).action_done()
        with self.refused(AccessError, "is seen to by who answers"):
            tag.with_user(self.clerk).action_done(photo())
        self.move(24 * 60)
        tag.with_user(self.technician).action_done(photo())
        self.assertRecordValues(
            tag,
            [
                {
                    "state": "done",
                    "done_on": date(2026, 3, 3),
                    "done_by_id": self.technician.id,
                    "is_open": False,
                }
            ],
        )
        self.assertTrue(tag.done_image)

    def test_a_decided_tag_is_frozen(self):
        tag = self.hang()
        tag.with_user(self.other_technician).write({"thing": "Jack"})
        with self.refused(UserError, "by who hung it up"):
            tag.with_user(self.technician).write({"thing": "Jack"})
        with self.refused(UserError, "can't be set here"):
            tag.with_user(self.manager).write({"state": "done"})
        self.decide(tag)
        with self.refused(UserError, "has been decided"):
            tag.with_user(self.manager).write({"thing": "Else"})
        with self.refused(UserError, "on record"):
            tag.unlink()

    def test_a_new_tag_sets_no_fate(self):
        with self.refused(UserError, "can't be set here"):
            self.hang(decided_by_id=self.other_technician.id)
        self.assertEqual(self.hang(state="kept", fate="keep").state, "open")

    def test_a_finding_with_an_open_tag_is_not_closed(self):
        finding = self.found()
        tag = self.hang(finding_id=finding.id)
        self.correct(finding)
        with self.refused(UserError, f"red tag {tag.name} is open"):
            finding.with_user(self.inspector).action_accept()
        self.decide(tag, "keep")
        finding.with_user(self.inspector).action_accept()
        self.assertEqual(finding.state, "closed")

    def test_a_tagged_finding_is_not_taken_back(self):
        finding = self.found()
        self.hang(finding_id=finding.id)
        with self.refused(UserError, "stays"):
            finding._take_back()

    def test_an_area_with_an_open_tag_is_not_archived(self):
        tag = self.hang()
        with self.refused(UserError, f"red tag {tag.name} there is open"):
            self.workshop.active = False
        self.decide(tag, "keep")
        self.workshop.active = False

    def test_managers_are_told_once_of_what_is_overdue(self):
        tag = self.hang()
        tags = self.env["aftersales.6s.red.tag"]
        self.move(to=datetime(2026, 3, 6, 15, 59))
        self.assertNotIn(tag, tags.sweep())
        self.assertFalse(tag.is_overdue)
        self.move(to=datetime(2026, 3, 6, 16, 0))
        self.assertTrue(tag.is_overdue)
        self.assertIn(
            tag,
            tags.with_company(self.company).search([("is_overdue", "=", True)]),
        )
        self.assertIn(tag, tags.sweep())
        self.assertNotIn(tag, tags.sweep())
        self.assertIn(self.manager, tag.activity_ids.user_id)
        # with a decision there is a new day, and a new word when it passes
        self.decide(tag, due=date(2026, 3, 8))
        self.move(to=datetime(2026, 3, 9, 2, 0))
        self.assertIn(tag, tags.sweep())

    def test_the_label_opens_the_tag(self):
        tag = self.hang()
        html = str(
            self.env["ir.actions.report"]._render_qweb_html(
                "aftersales_6s.report_red_tag", tag.ids
            )[0],
            "utf-8",
        )
        self.assertIn(tag.name, html)
        self.assertIn("Broken jack", html)
        self.assertIn("data:image/png;base64,", html)
        self.assertTrue(tag._label_url().endswith(f"red-tags/{tag.id}"))

    def test_the_window_decides_and_ends(self):
        tag = self.hang()
        windows = self.env["aftersales.6s.red.tag.step"].with_context(active_id=tag.id)
        windows.with_user(self.manager).create(
            {"step": "decide", "fate": "sell", "due_date": "2026-03-12"}
        ).action_take()
        self.assertEqual(tag.state, "decided")
        windows.with_user(self.technician).create(
            {"step": "done", "photo": photo()}
        ).action_take()
        self.assertEqual(tag.state, "done")
