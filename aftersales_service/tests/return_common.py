"""A shop that sold one furnace: invoice, delivery, stock, and who handles returns."""

from odoo import Command

from .common import AftersalesCommon

ROLES = (
    "keeper",
    "quality",
    "finance",
    "branch_manager",
    "general_manager",
    "buyer",
    "sales",
    "hr",
)


class ReturnCommon(AftersalesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ROLES:
            user, _employee = cls._make_user(role, role)
            setattr(cls, role, user)
        cls.env["account.chart.template"].try_loading(
            "generic_coa", cls.company, install_demo=False
        )
        cls.return_type = cls.env["helpdesk.ticket.type"].create(
            {
                "name": "Return",
                "code": "return",
                "kind": "return",
                "company_id": cls.company.id,
            }
        )
        cls.things = cls.env["aftersales.return.thing"].create(
            [
                {"code": code, "name": code.title(), "company_id": cls.company.id}
                for code in ("goods", "invoice", "box")
            ]
        )
        cls.warehouse = cls.company._return_warehouse()
        cls.product.standard_price = 600
        cls.new_lot = cls.lot.copy({"name": "RX45-0002"})
        for lot in cls.lot | cls.new_lot:
            cls._stock_up(lot)
        cls._sell()

    @classmethod
    def _stock_up(cls, lot):
        quants = cls.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            {
                "product_id": lot.product_id.id,
                "lot_id": lot.id,
                "location_id": cls.warehouse.lot_stock_id.id,
                "inventory_quantity": 1,
            }
        ).action_apply_inventory()

    @classmethod
    def _sell(cls):
        """One furnace for 1000: ordered, delivered, invoiced; paid by the tests."""
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_uom_qty": 1,
                            "price_unit": 1000,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        cls.product.invoice_policy = "delivery"
        cls.order.action_confirm()
        picking = cls.order.picking_ids
        picking.action_assign()
        picking.move_ids.move_line_ids.lot_id = cls.lot
        picking.move_ids.picked = True
        picking._action_done()
        cls.invoice = cls.order._create_invoices()
        cls.invoice.invoice_date = cls.env.cr.now().date()
        cls.invoice.action_post()
        cls.lot.write(
            {
                "aftersales_partner_id": cls.customer.id,
                "sale_line_id": cls.order.order_line.id,
                "invoice_id": cls.invoice.id,
                "delivery_date": "2026-03-02",
                "purchase_date": "2026-03-02",
                "sale_price": 1000,
            }
        )

    @classmethod
    def _pay(cls, move):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({})._create_payments()

    # Steps

    def ask(self, **values):
        """A request for a return, registered by the clerk; its document."""
        ticket = self._create_ticket(
            type_id=self.return_type.id,
            **{"partner_id": self.customer.id, **values},
        )
        return ticket.return_ids

    def live(self, one, until, finding="quality", decision="refund", **decided):
        """Live a return up to a state, each step by whose step it is."""
        steps = {
            "reviewed": lambda: one.with_user(self.clerk).action_accept(),
            "picked_up": lambda: self._pick_up(one),
            "received": lambda: self._receive(one),
            "inspected": lambda: self._inspect(one, finding),
            "reported": lambda: self._report(one),
            "decided": lambda: self._decide(one, decision, **decided),
        }
        for state, step in steps.items():
            step()
            self.env.invalidate_all()
            if state == until:
                break
        return one

    def _pick_up(self, one):
        mine = one.with_user(self.clerk)
        mine.write({"carrier": "SF", "tracking_number": "SF1"})
        mine.action_pick_up()

    def _receive(self, one):
        mine = one.with_user(self.keeper)
        mine.write(
            {"item_ids": [Command.update(i.id, {"came": "yes"}) for i in one.item_ids]}
        )
        mine.action_receive()

    def _inspect(self, one, finding="quality"):
        mine = one.with_user(self.keeper)
        mine.write({"finding": finding, "test_report": "Heated to 900 degrees"})
        mine.action_inspect()

    def _report(self, one):
        mine = one.with_user(self.quality)
        mine.write({"report_text": "Contactor K2", "responsibility": "supplier"})
        mine.action_report()

    def _decide(self, one, decision, approve=True, **values):
        mine = one.with_user(self.manager)
        mine.write({"decision": decision, "decision_reason": "As tested", **values})
        mine.action_decide()
        if one._approval() == "pending" and approve:
            self.approve(one)

    def approve(self, one, comment="Do it"):
        return self._review(
            one.with_user(self.general_manager).validate_tier(), comment
        )

    def reject(self, one, comment="Not our fault"):
        return self._review(one.with_user(self.general_manager).reject_tier(), comment)

    def _review(self, window, comment):
        """The general manager's window asks for a comment."""
        wizard = self.env["comment.wizard"].with_user(self.general_manager)
        wizard.with_context(**window["context"]).create(
            {"comment": comment}
        ).add_comment()
        self.env.invalidate_all()

    # What must balance

    def stock_of(self, lot):
        """Location → quantity, where there is any, as the quants say."""
        return {
            quant.location_id: quant.quantity
            for quant in lot.quant_ids
            if quant.quantity > 0
        }

    def assert_stock_balances(self, lots):
        """Quants are what the done moves add up to."""
        for lot in lots:
            sums = {}
            lines = self.env["stock.move.line"].search(
                [("lot_id", "=", lot.id), ("state", "=", "done")]
            )
            for line in lines:
                for place, sign in ((line.location_dest_id, 1), (line.location_id, -1)):
                    sums[place] = sums.get(place, 0) + sign * line.quantity
            self.assertEqual(
                {place: number for place, number in sums.items() if number},
                {q.location_id: q.quantity for q in lot.quant_ids if q.quantity},
                lot.name,
            )
            inside = [n for place, n in sums.items() if place.usage == "internal"]
            self.assertIn(sum(inside), (0, 1), lot.name)

    def assert_accounts_balance(self):
        moves = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("state", "=", "posted")]
        )
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0, 2)

    def receivable(self):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum(lines.mapped("balance"))
