"""Counting accounts: books equal goods, by who didn't count (PRT-8)."""

from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestCounts(TransferCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put(cls.mine, cls.belt, 5)
        cls.put(cls.mine, cls.fuse, 10)
        cls.put(cls.mine, cls.board, lot=cls.board_1)

    def start(self, holder=None, user=None, **values):
        count = (
            self.env["aftersales.part.count"]
            .with_user(self.keeper)
            .create({"holder_id": (holder or self.mine).id, **values})
        )
        count.with_user(user or self.keeper).action_start()
        return count.with_user(user or self.keeper)

    def found(self, count, **quantities):
        """Write what was found, by name of the part; ``board`` counts B-1."""
        for line in count.line_ids:
            name = line.product_id.name.lower()
            if name in quantities:
                line.write({"counted_qty": quantities[name], "counted": True})
        return count

    def of(self, count, part):
        return count.line_ids.filtered(lambda line: line.product_id == part)

    def test_prt8_what_differs_becomes_an_adjustment_of_this_account_alone(self):
        self.put(self.depot, self.belt, 7)
        count = self.found(self.start(), belt=4, fuse=12, board=1)
        with self.refused(UserError, "why these differ .*Belt"):
            count.action_submit()
        self.of(count, self.belt).reason = "Torn, thrown away"
        self.of(count, self.fuse).reason = "Two more in the box"
        count.action_submit()
        self.assertRecordValues(
            count.sudo(),
            [{"state": "submitted", "difference_count": 2, "difference_value": -6}],
        )
        count.with_user(self.manager).action_approve()
        self.env.invalidate_all()
        self.assertRecordValues(
            count.sudo(), [{"state": "done", "approved_by_id": self.manager.id}]
        )
        self.assertEqual(self.on_hand(self.mine, self.belt), 4)
        self.assertEqual(self.on_hand(self.mine, self.fuse), 12)
        self.assertEqual(self.on_hand(self.depot, self.belt), 7)
        moves = self.env["stock.move"].search([("inventory_name", "=", count.name)])
        self.assertEqual(
            sorted(
                (
                    move.aftersales_from_column or "",
                    move.aftersales_to_column or "",
                    move.aftersales_qty,
                    move.value,
                )
                for move in moves
            ),
            [("", "counted", 2, 4), ("counted", "", 1, 10)],
        )
        for part in (self.belt, self.fuse, self.board):
            self.assertEqual(
                self.ledger(self.mine, part), self.on_hand(self.mine, part)
            )

    def test_prt8_everything_is_counted_and_nothing_found_is_ticked(self):
        count = self.found(self.start(), belt=5, fuse=10)
        with self.refused(UserError, "Not counted yet .*B-1"):
            count.action_submit()
        self.of(count, self.board).write({"counted": True, "reason": "Stolen"})
        count.action_submit()
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.on_hand(self.mine, self.board), 0)

    def test_prt8_a_blind_count_tells_nothing_before_it_is_handed_in(self):
        count = self.start()
        belt = self.of(count, self.belt)
        self.assertEqual(belt.expected_qty, 0)
        with self.assertRaises(AccessError):
            belt.read(["book_qty"])
        belt.counted_qty = 3
        self.assertEqual(belt.difference, 0)
        seeing = self.start(self.others, blind=False)
        self.found(seeing)
        self.found(count, belt=5, fuse=10, board=1)
        count.action_submit()
        self.assertEqual(belt.expected_qty, 5)

    def test_prt8_an_open_count_shows_the_books(self):
        count = self.start(blind=False)
        self.assertEqual(self.of(count, self.belt).expected_qty, 5)

    def test_prt8_approved_by_who_neither_counted_nor_holds(self):
        count = self.start(user=self.manager)
        self.found(count, belt=5, fuse=10, board=1).action_submit()
        with self.refused(AccessError, "neither counted"):
            count.action_approve()
        for user in (self.keeper, self.technician, self.clerk, self.finance):
            with self.refused(AccessError, "neither counted"):
                count.with_user(user).action_approve()
        count.with_user(self.other_manager).action_approve()
        self.assertEqual(count.state, "done")

    def test_prt8_only_the_counter_writes_and_hands_in(self):
        count = self.start()
        for user in (self.technician, self.finance, self.manager):
            with self.refused(AccessError, "handed in by who counts"):
                count.with_user(user).line_ids[0].counted_qty = 1
            with self.refused(AccessError, "handed in by who counts"):
                count.with_user(user).action_submit()

    def test_prt8_who_holds_an_account_may_count_it_but_not_another(self):
        count = self.start(user=self.technician)
        self.assertEqual(count.sudo().counter_id, self.technician)
        other = self.env["aftersales.part.count"].create({"holder_id": self.others.id})
        with self.assertRaises(AccessError):
            other.with_user(self.technician).action_start()

    def test_prt8_what_moved_meanwhile_is_counted_again(self):
        count = self.found(self.start(), belt=5, fuse=10, board=1)
        self.done(
            "return",
            self.technician,
            [(self.belt, 2)],
            self.keeper,
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        self.put(self.mine, self.board, lot=self.board_2)
        notice = count.action_submit()
        self.assertIn("Belt", notice["params"]["message"])
        self.assertIn("B-2", notice["params"]["message"])
        self.assertEqual(count.state, "counting")
        belt = self.of(count, self.belt)
        self.assertRecordValues(
            belt, [{"counted": False, "counted_qty": 0, "recount_number": 1}]
        )
        self.assertEqual(len(self.of(count, self.board)), 2)
        self.found(count, belt=3, board=1).action_submit()
        self.assertEqual(count.state, "submitted")

    def test_prt8_what_moved_before_the_approval_is_counted_again(self):
        count = self.found(self.start(), belt=5, fuse=10, board=1)
        count.action_submit()
        self.put(self.mine, self.belt, 1)
        notice = count.with_user(self.manager).action_approve()
        self.assertIn("Belt", notice["params"]["message"])
        self.assertEqual(count.state, "counting")
        self.assertEqual(self.on_hand(self.mine, self.belt), 6)

    def test_prt8_sent_back_to_be_counted_again(self):
        count = self.found(self.start(), belt=1, fuse=10, board=1)
        self.of(count, self.belt).reason = "?"
        count.action_submit()
        with self.refused(UserError, "Say why"):
            count.with_user(self.manager).action_recount()
        count.with_user(self.manager).action_recount("Look behind the seat")
        self.assertEqual(count.state, "counting")
        self.assertFalse(self.of(count, self.belt).counted)
        self.assertTrue(self.of(count, self.fuse).counted, "what agreed stays")

    def test_prt8_what_nobody_booked_is_added(self):
        count = self.found(self.start(), belt=5, fuse=10, board=1)
        count.line_ids = [
            Command.create(
                {
                    "product_id": self.board.id,
                    "lot_id": self.board_3.id,
                    "counted_qty": 1,
                    "reason": "Never booked",
                }
            )
        ]
        count.action_submit()
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.on_hand(self.mine, self.board), 2)

    def test_prt8_a_serial_that_lies_elsewhere_is_transferred_not_counted_in(self):
        self.put(self.others, self.board, lot=self.board_2)
        count = self.found(self.start(), belt=5, fuse=10, board=1)
        count.line_ids = [
            Command.create(
                {
                    "product_id": self.board.id,
                    "lot_id": self.board_2.id,
                    "counted_qty": 1,
                    "reason": "Found",
                }
            )
        ]
        count.action_submit()
        with self.refused(UserError, "B-2 was found .* by the books it lies at"):
            count.with_user(self.manager).action_approve()

    def test_prt8_scanned_one_by_one(self):
        self.belt.barcode = "6901234567892"
        count = self.start()
        form = Form(count, "aftersales_service.aftersales_part_count_view_form")
        for code in ("6901234567892", "FUSE", "FUSE", "B-1", "B-1", "B-3"):
            form._barcode_scanned = code
        form.save()
        self.assertEqual(
            {
                (line.product_id.name, line.lot_id.name): line.counted_qty
                for line in count.line_ids
            },
            {
                ("Belt", False): 1,
                ("Fuse", False): 2,
                ("Board", "B-1"): 1,
                ("Board", "B-3"): 1,
            },
        )
        self.assertTrue(all(count.line_ids.mapped("counted")))
        self.assertIn("warning", count.on_barcode_scanned("nothing"))

    def test_prt8_one_open_count_of_an_account(self):
        self.start()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.start()

    def test_prt8_set_aside_parts_are_freed_when_they_are_not_there(self):
        one = self.movement(
            "return",
            self.technician,
            [(self.belt, 5)],
            from_id=self.mine.id,
            to_id=self.depot.id,
        )
        one.action_submit()
        count = self.found(self.start(), belt=2, fuse=10, board=1)
        self.of(count, self.belt).reason = "Lost"
        count.action_submit()
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.on_hand(self.mine, self.belt), 2)
        with self.refused(UserError, "only 2 are free"):
            one.with_user(self.keeper).action_receive()

    def test_prt8_books_of_shelves_and_of_accounts_below_the_depot(self):
        shelf = self.depot.location_id.copy(
            {"name": "Shelf", "location_id": self.depot.location_id.id}
        )
        inner = self.holders.create(
            {"kind": "depot", "name": "Cage", "company_id": self.company.id}
        )
        inner.location_id.location_id = self.depot.location_id
        self.put(self.depot, self.fuse, 1)
        self.put(inner, self.fuse, 2)
        self.env["stock.quant"]._update_available_quantity(self.fuse, shelf, 4)
        count = self.start(self.depot, blind=False)
        self.assertEqual(sorted(count.line_ids.mapped("expected_qty")), [1, 4])
        count.line_ids.filtered(lambda line: line.expected_qty == 1).write(
            {"counted_qty": 1}
        )
        count.line_ids.filtered(lambda line: line.expected_qty == 4).write(
            {"counted_qty": 3, "reason": "Broken"}
        )
        count.action_submit()
        count.with_user(self.manager).action_approve()
        self.assertEqual(self.on_hand(inner, self.fuse), 2)
        quant = self.env["stock.quant"].search([("location_id", "=", shelf.id)])
        self.assertEqual(quant.quantity, 3)

    # Plan

    def plan(self):
        counts = self.env["aftersales.part.count"]
        counts._plan_all()
        return counts.search([("company_id", "=", self.company.id)])

    def test_prt8_counts_are_planned_by_kind_of_account(self):
        self.assertFalse(self.plan(), "none is planned unless the company says so")
        self.company.aftersales_count_weeks_technician = 4
        self.depot.keeper_id = self.keeper
        self.company.aftersales_count_weeks_depot = 1
        # the accounts were opened on the second of March
        self.env.cr.execute("UPDATE aftersales_part_holder SET create_date = now()")
        self.env.cr.execute(
            "UPDATE aftersales_part_holder SET create_date = '2026-03-02 02:00:00'"
        )
        self.env.invalidate_all()
        made = self.plan()
        self.assertEqual(made.holder_id, self.depot | self.second_depot)
        self.assertEqual(set(made.mapped("due_date")), {date(2026, 3, 9)})
        self.assertEqual(made.activity_ids.user_id, self.keeper)
        self.assertEqual(self.plan(), made, "running twice makes none")
        self.move(minutes=21 * 24 * 60)
        made = self.plan()
        self.assertEqual(
            made.filtered(lambda count: count.kind == "technician").holder_id,
            self.mine | self.others,
        )

    def test_prt8_the_next_count_goes_by_the_last_one(self):
        self.company.aftersales_count_weeks_technician = 2
        count = self.found(self.start(), belt=5, fuse=10, board=1)
        count.action_submit()
        count.with_user(self.manager).action_approve()
        self.env.cr.execute(
            "UPDATE aftersales_part_holder SET create_date = '2026-03-02 02:00:00'"
        )
        self.move(minutes=6 * 24 * 60)
        self.assertFalse(self.plan() - count)
        self.move(minutes=7 * 24 * 60)
        due = (self.plan() - count).filtered(lambda one: one.holder_id == self.mine)
        self.assertEqual(due.due_date, date(2026, 3, 16))

    def test_prt8_a_count_follows_from_its_steps(self):
        counts = self.env["aftersales.part.count"].with_user(self.keeper)
        with self.refused(UserError, "can't be set"):
            counts.create({"holder_id": self.mine.id, "state": "done"})
        count = counts.with_context(default_state="done").create(
            {"holder_id": self.mine.id}
        )
        self.assertEqual(count.state, "draft")
        for vals in ({"state": "done"}, {"counter_id": self.keeper.id}):
            with self.refused(UserError, "can't be written"):
                count.write(vals)
        count.action_start()
        line = count.line_ids[0]
        for vals in ({"book_qty": 0}, {"location_id": False}, {"recount_number": 0}):
            with self.assertRaises(UserError):
                line.write(vals)
        with self.refused(UserError, "can't be taken out"):
            line.unlink()
        with self.refused(UserError, "What the books say of a count stays"):
            line.product_id = self.fuse
        with self.refused(UserError, "is on record"):
            count.sudo().unlink()
