"""Old parts from the signature to the receipt, and what settles them (PRT-2, PRT-6)."""

from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .old_part_common import PHOTO, OldPartCommon


@tagged("post_install", "-at_install")
class TestOldPartStories(OldPartCommon):
    # Owed

    def test_prt6_each_installed_part_owes_its_old_one(self):
        old = self.owe_module()
        self.assertRegex(old.name, r"^OP2603-\d{5}$")
        self.assertRecordValues(
            old,
            [
                {
                    "state": "due",
                    "holder_id": self.mine.id,
                    "product_id": self.module.id,
                    "serial_removed": "CM-0",
                    "quantity": 1,
                    "outstanding_quantity": 1,
                    "wanted": "return",
                    "company_id": self.company.id,
                }
            ],
        )
        # finished on Monday 2 March; the fifteenth day after it is a Tuesday
        self.assertEqual(str(old.due_date), "2026-03-17")
        self.assertEqual(old.days_left, 15)

    def test_prt6_the_day_is_the_companys(self):
        """23:30 in Shanghai is the same day there, whatever day it is elsewhere."""
        self.keeper.tz = "Pacific/Auckland"
        due = self.company._old_part_due
        for moment, expected in (
            ("2026-03-02 15:59:00", "2026-03-17"),
            ("2026-03-02 16:00:00", "2026-03-18"),
        ):
            with self.subTest(moment):
                self.assertEqual(str(due(datetime.fromisoformat(moment))), expected)

    def test_prt6_posted_parts_have_longer(self):
        moment = datetime(2026, 3, 2, 2)
        self.assertEqual(str(self.company._old_part_due(moment)), "2026-03-17")
        self.assertEqual(str(self.company._old_part_due(moment, True)), "2026-04-01")
        # never shorter than for installed ones
        self.company.aftersales_old_part_post_days = 1
        self.assertEqual(str(self.company._old_part_due(moment, True)), "2026-03-17")

    def test_prt6_what_product_category_and_company_want(self):
        parent = self.env["product.category"].create({"name": "Electrics"})
        self.part.categ_id.parent_id = parent
        for product, category, above, company, wanted in (
            (False, False, False, "photo", "photo"),
            (False, False, "return", "none", "return"),
            (False, "none", "return", "return", "none"),
            ("photo", "none", "return", "return", "photo"),
        ):
            with self.subTest(product=product, category=category, above=above):
                self.part.aftersales_old_part_policy = product
                self.part.categ_id.aftersales_old_part_policy = category
                parent.aftersales_old_part_policy = above
                self.company.aftersales_old_part_policy = company
                found = self.part._old_part_settings(self.company)
                self.assertEqual(found[self.part.id], (wanted, False))

    def test_prt6_nothing_is_owed_for_what_isnt_wanted(self):
        self.part.aftersales_old_part_policy = "none"
        self.assertFalse(self.owe(until="approved"))
        use = self.env["aftersales.part.use"].search([], limit=1, order="id desc")
        use.with_user(self.keeper).action_post()
        self.assertEqual(use.state, "posted")

    def test_prt6_hazardous_kinds_are_flagged(self):
        self.part.categ_id.aftersales_hazard = "lead_battery"
        self.assertEqual(self.owe().hazard, "lead_battery")
        # a product may say that it is none, whatever its category says
        self.part.aftersales_hazard = "no"
        self.assertFalse(self.owe().hazard)

    def test_prt6_a_returned_report_voids_and_the_tag_lives_on(self):
        visit = self.visit_with({"product_id": self.part.id, "quantity": 2})
        old = self.uses(visit).old_part_ids
        waiver = self.ask(old)
        visit.with_user(self.manager)._return("Name the fuse as well")
        self.assertEqual(old.state, "void")
        self.assertEqual(old.outstanding_quantity, 0)
        self.assertTrue(old.voided_at)
        self.assertEqual(waiver.state, "withdrawn")
        opened, due = old.opened_at, old.due_date
        self.move(60 * 24)
        self._step(visit, "signed")
        use = self.uses(visit)[1]
        self.assertEqual(use.old_part_ids, old)
        self.assertRecordValues(
            old,
            [
                {
                    "state": "due",
                    "opened_at": opened,
                    "due_date": due,
                    "voided_at": False,
                    "outstanding_quantity": 2,
                }
            ],
        )

    def test_prt6_what_came_before_the_report_was_returned_is_here(self):
        visit = self.visit_with({"product_id": self.part.id})
        old = self.uses(visit).old_part_ids
        self.receive(old)
        visit.with_user(self.manager)._return("Name the fuse as well")
        self.assertEqual(old.state, "received")
        self._step(visit, "signed")
        self.assertEqual(self.uses(visit)[1].old_part_ids, old)
        self.assertEqual(old.state, "received")

    def test_prt6_another_part_after_all_gets_another_tag(self):
        visit = self.visit_with({"product_id": self.part.id, "quantity": 2})
        old = self.uses(visit).old_part_ids
        visit.with_user(self.manager)._return("It was one")
        visit.part_ids.quantity = 1
        self._step(visit, "signed")
        new = self.uses(visit)[1].old_part_ids
        self.assertNotEqual(new, old)
        self.assertEqual((new.quantity, old.state), (1, "void"))

    def test_prt6_a_write_off_taken_back_voids(self):
        old = self.owe(until="approved")
        self.ask(old).with_user(self.manager).action_grant()
        use = old.part_line_id
        use.with_user(self.keeper).action_post()
        use.with_user(self.manager).action_reverse("Wrong machine")
        self.assertEqual(old.state, "void")

    # Received

    def test_prt2_an_old_part_that_came_settles_the_condition(self):
        old = self.owe(until="approved")
        use = old.part_line_id
        with self.refused(UserError, f"the old part {old.name}"):
            use.with_user(self.keeper).action_post()
        receipt = self.receive(old)
        self.assertEqual((old.state, old.received_at), ("received", self.moment()))
        self.assertEqual(receipt.received_by_id, self.keeper)
        use.with_user(self.keeper).action_post()
        self.assertEqual(use.state, "posted")

    def test_prt2_half_of_it_settles_nothing(self):
        old = self.owe(4, until="approved")
        self.receive(old, quantity=3)
        self.assertRecordValues(
            old,
            [{"state": "due", "received_quantity": 3, "outstanding_quantity": 1}],
        )
        with self.refused(UserError, "the old part"):
            old.part_line_id.with_user(self.keeper).action_post()
        with self.refused(UserError, "2.* can't be received .*1.* are owed"):
            self.receive(old, quantity=2)
        self.receive(old, quantity=1)
        self.assertEqual((old.state, old.outstanding_quantity), ("received", 0))

    def test_prt6_received_and_waived_add_up_to_what_was_due(self):
        old = self.owe(4)
        self.receive(old, quantity=3)
        self.ask(old, quantity=1).with_user(self.manager).action_grant()
        self.assertRecordValues(
            old,
            [
                {
                    "state": "received",
                    "quantity": 4,
                    "received_quantity": 3,
                    "waived_quantity": 1,
                    "outstanding_quantity": 0,
                }
            ],
        )

    def test_prt6_twice_is_refused(self):
        old = self.owe()
        self.receive(old)
        with self.refused(UserError, f"{old.name} is “Received”"):
            self.receive(old)

    def test_prt6_conditions_bring_their_deduction(self):
        for condition, code, state in (
            ("good", False, "received"),
            ("damaged", "damaged", "received"),
            ("no_tag", "no_tag", "received"),
            ("wrong", "part_code", "due"),
            ("missing", "no_part", "due"),
        ):
            with self.subTest(condition):
                old = self.owe()
                receipt = self.receive(old, condition=condition)
                self.assertEqual(receipt.deduction_id.code, code)
                self.assertEqual(old.state, state)

    def test_prt6_a_deduction_may_leave_it_owed(self):
        fake = self.env.ref("aftersales_service.old_part_deduction_not_genuine")
        old = self.owe()
        receipt = self.receive(old, deduction=fake)
        self.assertFalse(receipt.counts)
        self.assertEqual((old.state, old.received_at), ("due", False))

    def test_prt6_twelve_reasons_come_along(self):
        reasons = self.env["aftersales.old.part.deduction"].search(
            [("company_id", "=", False)]
        )
        ours = reasons.get_external_id().values()
        self.assertEqual(
            len([id_ for id_ in ours if id_.startswith("aftersales_service.")]), 12
        )

    def test_prt6_a_wrong_serial_is_noticed_and_stays_owed(self):
        old = self.owe_module("CM-0")
        receipt = self.receive(old, serial="CM-77")
        self.assertTrue(receipt.serial_mismatch)
        self.assertEqual(receipt.condition, "wrong")
        self.assertEqual(old.state, "due")
        self.assertIn(self.manager.partner_id, self.told(old, "CM-77"))
        self.receive(old, serial="cm 0")
        self.assertEqual(old.state, "received")

    def test_prt6_a_photo_is_enough_where_the_company_says_so(self):
        self.part.aftersales_old_part_policy = "photo"
        old = self.owe()
        with self.refused(UserError, "no photo"):
            self.receive(old, condition="photo")
        old.with_user(self.technician).photo = PHOTO
        self.receive(old, condition="photo")
        self.assertEqual(old.state, "received")
        with self.refused(UserError, "nobody waits for it"):
            old.with_user(self.technician).photo = False

    def test_prt6_a_photo_isnt_the_part(self):
        old = self.owe()
        old.with_user(self.technician).photo = PHOTO
        with self.refused(UserError, "itself is wanted"):
            self.receive(old, condition="photo")

    def test_prt6_a_slip_is_put_right_by_another_row(self):
        old = self.owe()
        receipt = self.receive(old)
        correct = self.env["aftersales.old.part.correct"].with_user(self.keeper)
        correct.create(
            {"receipt_id": receipt.id, "reason": "Read the wrong tag"}
        ).action_correct()
        self.env.invalidate_all()
        self.assertEqual((old.state, old.received_at), ("due", False))
        self.assertEqual(old.receipt_ids.mapped("quantity"), [1, -1])
        with self.refused(UserError, "put right already"):
            receipt.with_user(self.keeper)._correct("Again")
        with self.refused(UserError, "put right already"):
            old.receipt_ids[1].with_user(self.keeper)._correct("Back again")

    def test_prt6_what_was_written_off_isnt_put_right(self):
        old = self.owe(until="approved")
        receipt = self.receive(old)
        old.part_line_id.with_user(self.keeper).action_post()
        with self.refused(UserError, "written off on the strength"):
            receipt.with_user(self.keeper)._correct("Read the wrong tag")

    # Boxes and scans

    def _box(self, *olds, user=None):
        user = user or self.technician
        boxes = self.env["aftersales.old.part.box"].with_user(user)
        box = boxes.create(
            {
                "holder_id": olds[0].holder_id.id,
                "carrier": "SF",
                "freight_number": "SF-77",
                "line_ids": [Command.create({"old_part_id": old.id}) for old in olds],
            }
        )
        return box.with_env(self.env)

    def _scan(self, box, *codes):
        scans = self.env["aftersales.old.part.scan"].with_user(self.keeper)
        form = Form(scans.with_context(default_box_id=box.id if box else False))
        said = []
        for code in codes:
            form.code = code
            said.append(form.message)
        return form, said

    def test_prt6_a_box_is_packed_sent_scanned_and_unpacked(self):
        mine = [self.owe() for _number in range(3)]
        box = self._box(*mine[:2])
        self.assertRegex(box.name, r"^OB2603-\d{4}$")
        box.with_user(self.technician).action_fill()
        self.assertEqual(box.line_ids.old_part_id, sum(mine, self.env[mine[0]._name]))
        box.with_user(self.technician).action_send()
        self.assertEqual(
            (box.state, box.sent_by_id, box.packed_quantity),
            ("sent", self.technician, 3),
        )
        form, said = self._scan(box, mine[0].name, mine[1]._tag_url(), "OP-0")
        self.assertIn("There is no tag OP-0", said[2])
        self.assertEqual((form.scanned_quantity, form.missing_quantity), (2, 1))
        form.save().action_receive()
        keeper = box.with_user(self.keeper)
        with self.refused(UserError, "Packaging"):
            keeper.action_receive()
        keeper.write(
            {
                "packaging_state": "good",
                "cards_state": "some",
                "list_state": "differs",
            }
        )
        keeper.action_receive()
        self.env.invalidate_all()
        self.assertRecordValues(
            box,
            [
                {
                    "state": "received",
                    "packed_quantity": 3,
                    "arrived_quantity": 2,
                    "missing_quantity": 1,
                }
            ],
        )
        self.assertEqual([old.state for old in mine], ["received", "received", "due"])
        self.assertIn(self.technician.partner_id, self.told(box, mine[2].name))

    def test_prt6_scanned_once_more_is_one_more_up_to_what_is_owed(self):
        old = self.owe(2)
        form, said = self._scan(None, old.name, old.name, old.name)
        self.assertIn("has been scanned already", said[2])
        form.save().action_receive()
        self.assertEqual((old.state, old.received_quantity), ("received", 2))

    def test_prt6_a_tag_that_isnt_owed_is_told(self):
        old = self.owe()
        self.receive(old)
        form, said = self._scan(None, old.name)
        self.assertIn("is “Received” already", said[0])
        with self.refused(UserError, "Nothing has been scanned"):
            form.save().action_receive()

    def test_prt6_a_scanner_outside_the_field_counts_as_well(self):
        old = self.owe()
        scan = self.env["aftersales.old.part.scan"].with_user(self.keeper).new()
        scan.on_barcode_scanned(old.name)
        self.assertEqual(scan.line_ids.old_part_id._origin, old)

    def test_prt6_one_old_part_goes_into_one_box(self):
        old = self.owe()
        self._box(old)
        with self.refused(ValidationError, "More of old part"):
            self._box(old)

    def test_prt6_a_box_holds_parts_of_its_account(self):
        mine = self.owe()
        other = self.owe(holder=self.station)
        with self.refused(ValidationError, "goes into a box of that account"):
            self._box(mine, other, user=self.keeper)

    def test_prt6_a_box_on_its_way_stays_as_it_is(self):
        old, other = self.owe(), self.owe()
        box = self._box(old)
        mine = box.with_user(self.technician)
        mine.action_send()
        for values in (
            {"freight_number": "X"},
            {"line_ids": [Command.create({"old_part_id": other.id})]},
            {"line_ids": [Command.delete(box.line_ids.id)]},
        ):
            with self.refused(UserError, "On the Way"):
                mine.write(values)
        with self.refused(UserError, "On the Way"):
            mine.unlink()

    # More time, or let off

    def test_prt2_a_waiver_by_a_second_person_settles_the_condition(self):
        old = self.owe(until="approved")
        waiver = self.ask(old, reason_code="destroyed", photo=PHOTO)
        waiver.with_user(self.manager).action_grant()
        self.assertRecordValues(
            old, [{"state": "waived", "waived_at": self.moment(), "waived_quantity": 1}]
        )
        self.assertEqual(waiver.decided_by_id, self.manager)
        old.part_line_id.with_user(self.keeper).action_post()
        self.assertEqual(old.part_line_id.state, "posted")

    def test_prt2_nobody_decides_on_their_own_request(self):
        old = self.owe()
        waiver = self.ask(old, user=self.manager)
        with self.refused(AccessError, "Another manager decides"):
            waiver.with_user(self.manager).action_grant()
        waiver.with_user(self.other_manager).action_grant()
        self.assertEqual(old.state, "waived")

    def test_prt2_nobody_decides_on_what_they_owe(self):
        self.manager_employee.user_id = False
        self.env.flush_all()
        old = self.owe()
        self.engineer.user_id = self.manager
        waiver = self.ask(old, user=self.keeper)
        self.assertFalse(waiver.with_user(self.manager).can_decide)
        with self.refused(AccessError, "owe the old part yourself"):
            waiver.with_user(self.manager).action_grant()
        self.assertTrue(waiver.with_user(self.other_manager).can_decide)

    def test_prt2_a_refusal_says_why_and_settles_nothing(self):
        old = self.owe()
        waiver = self.ask(old).with_user(self.manager)
        with self.refused(UserError, "Say why"):
            waiver.action_refuse()
        waiver.decision_note = "It stands in the workshop"
        waiver.action_refuse()
        self.assertEqual((waiver.state, old.state), ("refused", "due"))
        with self.refused(UserError, "has been decided"):
            waiver.action_grant()

    def test_prt6_more_time_once(self):
        old = self.owe()
        self.sweep(16)
        self.assertEqual(old.state, "overdue")
        asked = self.ask(old, "extend", until="2026-04-01")
        asked.with_user(self.manager).action_grant()
        self.assertRecordValues(old, [{"state": "due", "reminded": 0}])
        self.assertEqual(str(old.due_date), "2026-04-01")
        with self.refused(UserError, "more time 1 times"):
            self.ask(old, "extend", until="2026-04-05")
        self.company.aftersales_old_part_extensions = 2
        self.ask(old, "extend", until="2026-04-05")

    def test_prt6_not_more_time_than_the_company_gives(self):
        old = self.owe()
        for until in ("2026-03-17", "2026-04-17", False):
            with self.subTest(until), self.refused(UserError, "new last day"):
                self.ask(old, "extend", until=until)
        self.assertEqual(str(self.ask(old, "extend").until), "2026-04-16")

    def test_prt6_one_request_at_a_time_and_who_asked_takes_it_back(self):
        old = self.owe()
        waiver = self.ask(old)
        with self.refused(Exception, "asked for this old part already|unique"):
            self.ask(old)
        with self.refused(AccessError, "can take this request back"):
            waiver.with_user(self.keeper).action_withdraw()
        waiver.with_user(self.technician).action_withdraw()
        self.assertEqual(waiver.state, "withdrawn")
        self.ask(old)
