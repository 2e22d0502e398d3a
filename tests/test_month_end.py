"""A month of spare parts, from the suppliers' bills to the lock, told once in full.

More than two hundred movements of every kind: two depots, four technicians, two
stations, three suppliers, three cost methods, serial numbers and bulk; write-offs that
are taken back, a visit that is called off, a month that is opened again. At the end
ledger, goods on hand, Odoo's valuation and the trial balance agree to the cent.
"""

from datetime import datetime, timedelta
from itertools import product
from random import Random

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.aftersales_service.rules import part as part_rules
from odoo.addons.aftersales_service.tests.common import AftersalesCommon
from odoo.addons.aftersales_service.tests.ledger_common import (
    AFTER_MARCH,
    MARCH,
    LedgerCommon,
)

LAST = datetime(2026, 3, 31, 15, 59).date()


@tagged("post_install", "-at_install")
class TestMonthEnd(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(20260301)
        cls.fourth, _employee = cls._make_user("fourth_technician", "technician")
        cls.fourth_holder = cls.env["aftersales.part.holder"]._of_employee(
            _employee, cls.company
        )
        cls.holders |= cls.fourth_holder
        cls.suppliers = cls.supplier | cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Probe AG", "Board Co.")]
        )
        cls.crew = {cls.engineer: cls.mine, cls.other_engineer: cls.others}

    # The story

    def live_month(self):
        """All of March; every step by whose step it is."""
        self._buy_all_month()
        self._hand_out()
        self._serve()
        self._move_about()
        self.move(to=AFTER_MARCH)

    def _on(self, day, hour=2):
        self.move(to=datetime(2026, 3, day, hour, 0))

    def _buy_all_month(self):
        """Three suppliers, prices that change, bills at other prices than ordered."""
        self.lots = self._make_lots(self.by_lot, *(f"CM-{n:02}" for n in range(1, 25)))
        for day in (2, 3, 4, 5):
            self._on(day)
            for depot in (self.depot, self.branch_depot):
                type(self).supplier = self.suppliers[day % 3]
                price = 40 + self.random.randint(-500, 500) / 100
                self.buy(depot, self.average, 60, price, bill=day % 2 == 0)
                self.buy(depot, self.fifo, 60, price / 4, bill=day % 2 == 1)
        self._on(6)
        for number, lot in enumerate(self.lots):
            depot = (self.depot, self.branch_depot)[number % 2]
            self.buy(depot, self.by_lot, 1, 500 + 7.77 * number, lots=lot)

    def _hand_out(self):
        """From the depots to those who go out, twice a week."""
        takers = self.mine | self.others | self.third | self.fourth_holder
        takers |= self.station | self.other_station
        for day in (7, 8, 9, 11, 13):
            self._on(day)
            for number, holder in enumerate(takers):
                depot = (self.depot, self.branch_depot)[number % 2]
                self.give(depot, holder, self.average, self.random.randint(4, 6))
                self.give(depot, holder, self.fifo, self.random.randint(4, 6))
        self._on(14)
        for number, lot in enumerate(self.lots[:12]):
            depot = (self.depot, self.branch_depot)[number % 2]
            holder = (self.mine, self.others)[number % 2]
            self.give(depot, holder, self.by_lot, 1, lot)

    def _serve(self):
        """Visits with parts, signed, approved, written off; two taken back."""
        self.posted = self.env["aftersales.part.use"]
        for number, day in enumerate(range(15, 27)):
            engineer = (self.engineer, self.other_engineer)[number % 2]
            visit = self._visit(day, engineer, self.lots[number])
            uses = self.env["aftersales.part.use"].search(
                [("visit_id", "=", visit.id), ("state", "=", "open")]
            )
            self._settle(uses)
            uses.with_user(self.keeper).action_post()
            self.posted |= uses
        for use in self.posted[3], self.posted[7]:
            use.with_user(self.manager).action_reverse("It wasn't the cause")
        ticket = self._create_ticket()
        called_off = self._create_visit(ticket)
        called_off.with_user(self.clerk).action_dispatch()
        called_off.with_user(self.clerk).action_cancel("Customer found the fuse")

    def _visit(self, day, engineer, lot):
        self._on(day, 0)
        visit = self._create_visit(
            leader_id=engineer.id, planned_at=datetime(2026, 3, day, 4, 0)
        )
        self.fill_report(visit)
        holder = self.crew[engineer]
        self.env["aftersales.visit.part"].create(
            [
                {
                    "visit_id": visit.id,
                    "product_id": part.id,
                    "holder_id": holder.id,
                    "lot_id": piece and piece.id,
                    "reason": "Burnt",
                    "is_main_cause": part == self.average,
                }
                for part, piece in (
                    (self.average, False),
                    (self.fifo, False),
                    (self.by_lot, lot),
                )
            ]
        )
        technician = engineer.user_id
        for minutes, code in enumerate(
            ("dispatched", "departed", "arrived", "finished"), start=1
        ):
            self.move(to=datetime(2026, 3, day, 0, minutes * 10))
            if code == "dispatched":
                visit.with_user(self.clerk).action_dispatch()
            else:
                visit.with_user(technician).record_event(code)
        for code in ("signed", "approved"):
            AftersalesCommon._step(self, visit, code)
        return visit

    def _settle(self, uses):
        """The keeper receives the old parts."""
        olds = uses.old_part_ids.with_user(self.keeper)
        owed = olds.filtered(lambda old: old.state in ("due", "overdue"))
        owed._receive({old: {"serial": old.serial_removed} for old in owed})

    def _move_about(self):
        """What else happens: between accounts, back, lost, posted, counted."""
        for day, hour in product((27, 28), (2, 4, 6, 8)):
            self._on(day, hour)
            self.give(self.mine, self.third, self.average)
            self.give(self.others, self.fourth_holder, self.fifo)
            self.give(self.third, self.depot, self.average)
            self.give(self.station, self.branch_depot, self.fifo)
            self.give(self.depot, self.branch_depot, self.average, 3)
            self.lose(self.fourth_holder, self.fifo)
            self.lose(self.third, self.average)
        self._on(29)
        for holder in (self.mine, self.station, self.other_station):
            self.count(holder, self.average, self.on_hand(holder, self.average) + 1)
            self.count(holder, self.fifo, self.on_hand(holder, self.fifo) - 1)

    # What must be so

    def _kinds(self):
        moves = self.env["stock.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("aftersales_month", "=", MARCH),
                ("state", "=", "done"),
            ]
        )
        columns = moves.mapped("aftersales_from_column")
        columns += moves.mapped("aftersales_to_column")
        return moves, set(filter(None, columns))

    def test_prt8_cst4_a_month_that_closes_to_the_cent(self):
        self.live_month()
        moves, kinds = self._kinds()
        self.assertGreaterEqual(len(moves), 200)
        self.assertEqual(kinds, set(part_rules.COLUMNS) - {part_rules.POSTED})
        self.assert_ledger_agrees()

        month = self.make_month()
        self.close(month)
        rows = self.assert_ledger_agrees(closed=True)
        # beside the parts one furnace lies in stock, which is on no account
        furnace = self.product.with_company(self.company).total_value
        value = round(sum(rows.mapped("closing_value")) + furnace, 2)
        self.assertEqual(value, self.trial_balance(self.stock_account, LAST))

        # closed is closed: what comes late belongs to April
        self._on(30)
        with self.refused(UserError, "closed"):
            self.give(self.depot, self.mine, self.average)
        self.move(to=AFTER_MARCH)
        with self.refused(UserError, "Say why"):
            month.with_user(self.branch_manager).action_reopen(" ")
        month.with_user(self.branch_manager).action_reopen("A bill was late")
        self._on(30)
        self.give(self.depot, self.mine, self.average)
        self.move(to=AFTER_MARCH + timedelta(hours=1))
        self.close(month)
        self.assert_ledger_agrees(closed=True)
