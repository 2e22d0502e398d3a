"""A company whose spare parts are valued at once, by three cost methods.

Two depots, three technicians, two stations. Parts move by real pickings, are bought by
real orders, and Odoo's own valuation makes the entries.
"""

from datetime import date, datetime
from decimal import Decimal

from odoo import Command

from odoo.addons.aftersales_service.rules import ledger as rules
from odoo.addons.aftersales_service.rules import part as part_rules

from .common import AftersalesCommon
from .part_common import make_bearer_accounts
from .return_common import ReturnCommon

#: The month of the tests, and a day after it on which it can be closed
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
AFTER_MARCH = datetime(2026, 4, 3, 2, 0)
AFTER_APRIL = datetime(2026, 5, 4, 2, 0)
ROW = (
    "opening_qty",
    *(f"{column}_qty" for column in part_rules.COLUMNS),
    "closing_qty",
)


class LedgerCommon(ReturnCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_books()
        cls._make_holders()
        cls._make_parts()
        cls.other_manager, _employee = cls._make_user("other_manager", "manager")

    @classmethod
    def _make_account(cls, code, name, account_type="expense"):
        return cls.env["account.account"].create(
            {
                "code": code,
                "name": name,
                "account_type": account_type,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def _make_books(cls):
        """Accounts of bearers, and categories by which Odoo values parts at once."""
        cls.accounts = make_bearer_accounts(cls.env, cls.company)
        cls.provision = cls.accounts["provision"]
        cls.stock_account = cls._make_account("914030", "Parts", "asset_current")
        cls.variation = cls._make_account("960010", "Stock variation")
        cls.stock_account.account_stock_variation_id = cls.variation
        if not cls.company.account_stock_journal_id:
            cls.company.account_stock_journal_id = cls.env["account.journal"].create(
                {
                    "name": "Stock",
                    "code": "STK9",
                    "type": "general",
                    "company_id": cls.company.id,
                }
            )
        cls.company.account_stock_valuation_id = cls.stock_account
        cls.categories = {
            method: cls.env["product.category"]
            .with_company(cls.company)
            .create(
                {
                    "name": f"Parts {method}",
                    "property_cost_method": method,
                    "property_valuation": "real_time",
                    "property_stock_valuation_account_id": cls.stock_account.id,
                    "property_stock_journal": cls.company.account_stock_journal_id.id,
                }
            )
            for method in ("average", "fifo", "standard")
        }
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Contactor Works", "is_company": True}
        )

    @classmethod
    def _make_holders(cls):
        holders = cls.env["aftersales.part.holder"].with_company(cls.company)
        cls.depot, cls.branch_depot = holders.create(
            [
                {"name": name, "kind": "depot", "company_id": cls.company.id}
                for name in ("Main depot", "Branch depot")
            ]
        )
        cls.mine = holders._of_employee(cls.engineer, cls.company)
        cls.others = holders._of_employee(cls.other_engineer, cls.company)
        cls.third = holders._of_employee(cls.clerk_employee, cls.company)
        cls.station_partner, cls.other_station_partner = cls.env["res.partner"].create(
            [{"name": f"Station {name}", "is_company": True} for name in ("A", "B")]
        )
        cls.station, cls.other_station = holders.create(
            [
                {
                    "kind": "station",
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                }
                for partner in (cls.station_partner, cls.other_station_partner)
            ]
        )
        cls.holders = (
            cls.depot
            | cls.branch_depot
            | cls.mine
            | cls.others
            | cls.third
            | cls.station
            | cls.other_station
        )

    @classmethod
    def _make_parts(cls):
        cls.average = cls._make_part("Contactor K2", 40)
        cls.fifo = cls._make_part("Thermocouple", 10, method="fifo")
        cls.by_lot = cls._make_part(
            "Control module", 500, tracking="serial", lot_valuated=True
        )
        cls.parts = cls.average | cls.fifo | cls.by_lot

    @classmethod
    def _make_part(cls, name, cost, tracking="none", method="average", **values):
        return (
            cls.env["product.product"]
            .with_company(cls.company)
            .create(
                {
                    "name": name,
                    "type": "consu",
                    "is_storable": True,
                    "tracking": tracking,
                    "categ_id": cls.categories[method].id,
                    "standard_price": cost,
                    "company_id": cls.company.id,
                    **values,
                }
            )
        )

    @classmethod
    def _make_lots(cls, product, *names):
        return cls.env["stock.lot"].create(
            [
                {
                    "name": name,
                    "product_id": product.id,
                    "company_id": cls.company.id,
                }
                for name in names
            ]
        )

    # Movements

    @classmethod
    def move_parts(cls, source, target, product, quantity=1, lot=None, **values):
        """One real picking of one part; returns its done move."""
        picking = cls.env["aftersales.part.holder"]._make_picking(
            source,
            target,
            [{"product_id": product.id, "product_uom_qty": quantity, **values}],
            "test",
        )
        move = picking.move_ids
        move.quantity = quantity
        if lot:
            move.move_line_ids.lot_id = lot
        move.picked = True
        move._action_done()
        return move

    @classmethod
    def buy(cls, holder, product, quantity=1, price=10, lots=None, bill=False):
        """An order at a supplier, received on an account; returns the order."""
        order = (
            cls.env["purchase.order"]
            .with_company(cls.company)
            .create(
                {
                    "partner_id": cls.supplier.id,
                    "company_id": cls.company.id,
                    "picking_type_id": cls.warehouse.in_type_id.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "product_qty": quantity,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        order.button_confirm()
        picking = order.picking_ids
        picking.location_dest_id = holder.location_id
        move = picking.move_ids
        move.location_dest_id = holder.location_id
        if lots:
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": product.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                        "picking_id": picking.id,
                        "location_id": picking.location_id.id,
                        "location_dest_id": holder.location_id.id,
                    }
                )
                for lot in lots
            ]
        else:
            move.quantity = quantity
        move.move_line_ids.location_dest_id = holder.location_id
        move.picked = True
        picking._action_done()
        if bill:
            cls.bill(order, price)
        return order

    @classmethod
    def bill(cls, order, price):
        """The supplier's bill, at its own price."""
        order.action_create_invoice()
        bill = order.invoice_ids.filtered(lambda move: move.state == "draft")
        bill.invoice_date = bill.date = cls.company._service_date(datetime.now())
        bill.invoice_line_ids.price_unit = price
        bill.action_post()
        return bill

    @classmethod
    def give(cls, source, target, product, quantity=1, lot=None):
        """Parts go from one account to another."""
        return cls.move_parts(
            source.location_id, target.location_id, product, quantity, lot
        )

    @classmethod
    def install(cls, holder, product, quantity=1, lot=None, bearer="company", **values):
        """Parts are written off to who bears them."""
        target = cls.company._part_bearer_location(bearer)
        return cls.move_parts(
            holder.location_id,
            target,
            product,
            quantity,
            lot,
            aftersales_purpose=values.pop("purpose", "install"),
            **values,
        )

    @classmethod
    def take_back(cls, move, **values):
        """A write-off is reversed by a return of its move."""
        return cls.move_parts(
            move.location_dest_id,
            move.location_id,
            move.product_id,
            move.quantity,
            move.move_line_ids.lot_id,
            origin_returned_move_id=move.id,
            aftersales_purpose=move.aftersales_purpose,
            to_refund=False,
            **values,
        )

    @classmethod
    def count(cls, holder, product, found, lot=None):
        """A count on an account finds another quantity."""
        quants = cls.env["stock.quant"].with_context(inventory_mode=True)
        quant = quants.search(
            [
                ("location_id", "=", holder.location_id.id),
                ("product_id", "=", product.id),
                ("lot_id", "=", lot.id if lot else False),
            ]
        ) or quants.create(
            {
                "location_id": holder.location_id.id,
                "product_id": product.id,
                "lot_id": lot.id if lot else False,
            }
        )
        quant.inventory_quantity = found
        quant.action_apply_inventory()

    @classmethod
    def lose(cls, holder, product, quantity=1, lot=None):
        """Lost parts are written off."""
        return cls.install(
            holder, product, quantity, lot, bearer="loss", purpose="write_off"
        )

    # Uses

    def use_part(self, holder, product, quantity=1, lot=None, state="posted", **values):
        """A part that a visit used, as signature and write-off would leave it.

        The document is written as the system does; goods move by a real picking.
        """
        visit = values.pop("visit", None) or self.signed_visit()
        part = self.env["aftersales.visit.part"].search(
            [("visit_id", "=", visit.id)], limit=1
        )
        use = (
            self.env["aftersales.part.use"]
            .sudo()
            .create(
                {
                    "name": f"U{visit.id}",
                    "company_id": self.company.id,
                    "ticket_id": visit.ticket_id.id,
                    "visit_id": visit.id,
                    "visit_part_id": part.id,
                    "holder_id": holder.id,
                    "product_id": product.id,
                    "quantity": quantity,
                    "lot_id": lot.id if lot else False,
                    "bearer": "company",
                    **values,
                }
            )
        )
        if state == "posted":
            self.install(holder, product, quantity, lot, aftersales_use_id=use.id)
            use.write({"state": "posted", "posted_at": datetime.now()})
        return use

    def signed_visit(self, until="approved", quantity=1):
        """A visit that was signed and approved on the 2nd, with one part on its report.

        The clock goes back for that, and then to where it was.
        """
        now = datetime.now()
        visit = self._create_visit()
        self.fill_report(visit)
        self.env["aftersales.visit.part"].create(
            {
                "visit_id": visit.id,
                "name": "Part",
                "reason": "Burnt",
                "quantity": quantity,
            }
        )
        AftersalesCommon.live(self, visit, until)
        self.move(to=now)
        return visit

    # Months

    @classmethod
    def make_month(cls, day=MARCH):
        return cls.env["aftersales.month"].create(
            {"company_id": cls.company.id, "date_from": day}
        )

    def check(self, month):
        """Check a month by finance; returns codes of what doesn't hold."""
        month.with_user(self.finance).action_check()
        self.env.invalidate_all()
        return [one.code for one in month.check_ids if one.state != "ok"]

    def close(self, month):
        """The whole closing: Odoo's entry, the check, the lock."""
        try:
            month.with_user(self.finance).action_close_stock()
        except Exception as error:
            if "correctly closed" not in str(error):
                raise
        broken = self.check(month)
        self.assertEqual(
            broken, [], [(b.name, b.expected, b.found) for b in month.break_ids]
        )
        month.with_user(self.manager).action_close()
        self.env.invalidate_all()
        return month

    # What must agree

    def ledger(self, day=MARCH, holder=None, product=None):
        """Rows of the ledger."""
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("month", "=", day), ("company_id", "=", self.company.id)]
        if holder is not None:
            domain.append(("holder_id", "=", holder.id))
        if product is not None:
            domain.append(("product_id", "=", product.id))
        ledger = self.env["aftersales.part.ledger"].with_context(
            allowed_company_ids=self.company.ids
        )
        return ledger.search(domain)

    def on_hand(self, holder, product):
        """What the quants say lies on an account."""
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "child_of", holder.location_id.id),
                ("product_id", "=", product.id),
            ]
        )
        return sum(quants.mapped("quantity"))

    def assert_adds_up(self, rows):
        """opening + in - out = closing, in quantity and value, row by row."""
        for row in rows:
            for kind in ("qty", "value"):
                columns = {
                    column: Decimal(str(round(row[f"{column}_{kind}"], 6)))
                    for column in part_rules.COLUMNS
                }
                opening = Decimal(str(round(row[f"opening_{kind}"], 6)))
                expected = rules.closing(opening, columns)
                if kind == "value":
                    expected += Decimal(str(row.revalued_value))
                closing = Decimal(str(round(row[f"closing_{kind}"], 6)))
                self.assertEqual(
                    closing, expected, (row.holder_id.name, row.product_id.name, kind)
                )
            self.assertEqual(
                row.old_due_qty,
                row.old_received_qty + row.old_waived_qty + row.old_outstanding_qty,
            )

    def assert_ledger_agrees(self, day=MARCH, closed=False):
        """Ledger, quants and, once the month is closed, Odoo's valuation agree."""
        rows = self.ledger(day)
        self.assert_adds_up(rows)
        for holder in self.holders:
            for product in self.parts:
                row = rows.filtered(
                    lambda r, h=holder, p=product: (
                        r.holder_id == h and r.product_id == p
                    )
                )
                self.assertEqual(
                    round(row.closing_qty, 6) if row else 0,
                    self.on_hand(holder, product),
                    (holder.name, product.name),
                )
        if closed:
            for product in self.parts:
                own = rows.filtered(lambda r, p=product: r.product_id == p)
                self.assertEqual(
                    round(sum(own.mapped("closing_value")), 2),
                    round(product.with_company(self.company).total_value, 2),
                    product.name,
                )
        return rows

    def trial_balance(self, account, until):
        """Posted balance of an account."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "=", account.id),
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", until),
            ]
        )
        return round(sum(lines.mapped("balance")), 2)

    @classmethod
    def tick(cls, moment):
        """Set the clock, before there is a test."""
        cls.env.flush_all()
        cls.frozen.move_to(moment)
        cls.env.invalidate_all()

    @classmethod
    def stir(cls):
        """Movements of every kind in March, by all three cost methods."""
        for day, price in ((2, 40), (9, 43.37), (16, 38.01)):
            cls.tick(datetime(2026, 3, day, 2, 0))
            cls.buy(cls.depot, cls.average, 7, price)
            cls.buy(cls.branch_depot, cls.fifo, 11, price / 3)
        cls.lots = cls._make_lots(cls.by_lot, *(f"CM-{n}" for n in range(1, 5)))
        for number, lot in enumerate(cls.lots):
            cls.buy(cls.depot, cls.by_lot, 1, 500 + 33.33 * number, lots=lot)
        cls.tick(datetime(2026, 3, 17, 2, 0))
        cls.give(cls.depot, cls.mine, cls.average, 5)
        cls.give(cls.branch_depot, cls.others, cls.fifo, 12)
        cls.give(cls.depot, cls.station, cls.by_lot, 1, cls.lots[1])
        cls.give(cls.depot, cls.mine, cls.by_lot, 1, cls.lots[0])
        cls.tick(datetime(2026, 3, 18, 2, 0))
        cls.give(cls.mine, cls.third, cls.average, 2)
        used = cls.install(cls.mine, cls.average, 2)
        cls.install(cls.others, cls.fifo, 5)
        cls.install(cls.mine, cls.by_lot, 1, cls.lots[0])
        cls.install(cls.others, cls.fifo, 1, purpose="post")
        cls.tick(datetime(2026, 3, 19, 2, 0))
        cls.buy(cls.depot, cls.average, 3, 47.77)
        cls.lose(cls.others, cls.fifo, 1)
        cls.give(cls.others, cls.depot, cls.fifo, 2)
        cls.take_back(used)
        cls.count(cls.third, cls.average, 3)
        cls.tick(datetime(2026, 3, 20, 2, 0))
