"""Movements in any order add up, and many accounts cost as many queries as few."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import test_query_counts
from .transfer_common import TransferCommon

#: Step of a random life of an account
STEPS = ("return", "transfer", "give", "loss", "found", "voucher", "settle", "count")
LIVES = st.lists(
    st.tuples(
        st.sampled_from(STEPS),
        st.sampled_from(("belt", "fuse", "board")),
        st.integers(1, 4),
    ),
    min_size=3,
    max_size=9,
)


@tagged("post_install", "-at_install")
class TestAccountLives(TransferCommon):
    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(life=LIVES)
    def test_prt8_opening_plus_in_less_out_is_closing(self, life):
        """By the columns on the moves, in quantity; and quants are never negative."""
        with self.cr.savepoint() as savepoint:
            self.put(self.mine, self.belt, 6)
            self.put(self.mine, self.fuse, 6)
            for lot in (self.board_1, self.board_2):
                self.put(self.mine, self.board, lot=lot)
            self.done_movements, self.lots = [], [self.board_1, self.board_2]
            for step, name, quantity in life:
                part = getattr(self, name)
                try:
                    with self.cr.savepoint():
                        getattr(self, f"_step_{step}")(part, quantity)
                        self.env.flush_all()
                except UserError:
                    # more than there is: refused, and nothing has moved
                    self.env.invalidate_all()
                self._check_balance()
            savepoint.rollback()
        self.env.invalidate_all()

    def _check_balance(self):
        self.env.invalidate_all()
        for holder in (self.mine, self.others, self.depot, self.second_depot):
            for part in (self.belt, self.fuse, self.board):
                closing = self.on_hand(holder, part)
                self.assertEqual(
                    self.ledger(holder, part), closing, (holder.name, part.name)
                )
                self.assertGreaterEqual(closing, 0)
                rows = self.env["aftersales.part.movement"].search(
                    [("holder_id", "=", holder.id), ("product_id", "=", part.id)]
                )
                self.assertEqual(sum(rows.mapped("quantity")), closing)
        # what the company's books carry is what its moves are worth
        for part in (self.belt, self.fuse, self.board):
            moves = self.env["stock.move"].search(
                [("product_id", "=", part.id), ("state", "=", "done")]
            )
            inward = sum(moves.filtered("is_in").mapped("value"))
            outward = sum(moves.filtered("is_out").mapped("value"))
            self.assertAlmostEqual(inward - outward, part.total_value, 2)

    def _lines(self, part, quantity):
        if part == self.board:
            return [(part, 1, lot) for lot in self.lots[: min(quantity, 2)]]
        return [(part, quantity)]

    def _step_return(self, part, quantity):
        self.done_movements.append(
            self.done(
                "return",
                self.technician,
                self._lines(part, quantity),
                self.keeper,
                from_id=self.mine.id,
                to_id=self.depot.id,
            )
        )

    def _step_transfer(self, part, quantity):
        self.done_movements.append(
            self.done(
                "transfer",
                self.technician,
                self._lines(part, quantity),
                self.other_technician,
                from_id=self.mine.id,
                to_id=self.others.id,
            )
        )

    def _step_give(self, part, quantity):
        self.done_movements.append(
            self.done(
                "transfer",
                self.keeper,
                self._lines(part, quantity),
                self.keeper,
                from_id=self.depot.id,
                to_id=self.second_depot.id,
            )
        )

    def _step_loss(self, part, quantity):
        one = self.movement(
            "loss", self.technician, self._lines(part, quantity), from_id=self.mine.id
        )
        one.action_submit()
        one.with_user(self.manager).write(
            {"outcome": "written_off", "outcome_reason": "Lost"}
        )
        one.with_user(self.manager).action_approve()
        self.done_movements.append(one.sudo())

    def _step_found(self, _part, quantity):
        """Whatever was done is taken back, if it still can be."""
        if self.done_movements:
            one = self.done_movements[-min(quantity, len(self.done_movements))]
            one.with_user(self.manager).action_reverse("Wrong")

    def _step_voucher(self, part, quantity):
        if part == self.board:
            return
        self.done_movements.append(
            self.done(
                "voucher",
                self.keeper,
                [
                    {
                        "product_id": part.id,
                        "quantity": quantity,
                        "unit_cost": 3 * quantity,
                    }
                ],
                self.keeper,
                to_id=self.mine.id,
                partner_id=self.garage.id,
                voucher_number="1",
            )
        )

    def _step_settle(self, part, quantity):
        vouchers = [
            one
            for one in self.done_movements
            if one.kind == "voucher" and one.line_ids.open_quantity
        ]
        if vouchers:
            line = vouchers[0].line_ids
            self.done_movements.append(
                self.done(
                    "settle",
                    self.keeper,
                    [
                        {
                            "product_id": line.product_id.id,
                            "quantity": quantity,
                            "voucher_line_id": line.id,
                        }
                    ],
                    self.keeper,
                    from_id=self.mine.id,
                    voucher_id=vouchers[0].id,
                )
            )

    def _step_count(self, part, quantity):
        count = (
            self.env["aftersales.part.count"]
            .with_user(self.keeper)
            .create({"holder_id": self.mine.id})
        )
        count.action_start()
        for line in count.line_ids:
            found = line.sudo().book_qty
            if line.product_id == part and part != self.board:
                found = quantity
            line.write({"counted_qty": found, "counted": True, "reason": "Seen"})
        count.action_submit()
        count.with_user(self.manager).action_approve()


@tagged("post_install", "-at_install")
class TestAccountQueries(TransferCommon):
    queries = test_query_counts.TestQueryCounts.queries

    def count(self, act):
        with self.queries() as seen:
            act()
        return len(seen)

    def _accounts(self, size):
        staff = self.env["hr.employee"].create(
            [
                {"name": f"T{number}", "company_id": self.company.id}
                for number in range(size)
            ]
        )
        accounts = self.holders.create(
            [
                {
                    "kind": "technician",
                    "employee_id": one.id,
                    "company_id": self.company.id,
                }
                for one in staff
            ]
        )
        for account in accounts:
            self.put(account, self.belt, 1)
        return accounts

    def test_prt7_the_list_of_accounts(self):
        names = [
            "name",
            "kind",
            "stock_quantity",
            "stock_value",
            "movement_count",
            "request_count",
            "old_part_count",
            "open_transfer_count",
        ]
        accounts = self._accounts(12).with_user(self.keeper)

        def read(some):
            return lambda: some.read(names)

        self.count(read(accounts[:2]))
        few, many = self.count(read(accounts[:3])), self.count(read(accounts))
        self.assertEqual(few, many)
        self.assertLessEqual(many, 15)

    def test_prt8_planning_many_counts(self):
        accounts = self._accounts(12)
        counts = self.env["aftersales.part.count"]

        def plan(some):
            return lambda: counts._last_counts(some)

        self.count(plan(accounts[:2]))
        self.assertEqual(self.count(plan(accounts[:3])), self.count(plan(accounts)))

    def test_prt8_a_count_of_many_parts_is_started_with_as_many_queries(self):
        parts = [self._make_part(f"P{number}", "standard", 1) for number in range(12)]
        for part in parts[:3]:
            self.put(self.mine, part, 1)
        for part in parts:
            self.put(self.others, part, 1)
        few, many = self.env["aftersales.part.count"].create(
            [{"holder_id": self.mine.id}, {"holder_id": self.others.id}]
        )
        warm = self.env["aftersales.part.count"].create({"holder_id": self.depot.id})
        self.put(self.depot, parts[0], 1)
        self.count(warm.action_start)
        first = self.count(few.action_start)
        second = self.count(many.action_start)
        self.assertEqual(len(many.line_ids), 12)
        self.assertLessEqual(second, first + 1)
