from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """The goods or their replacement go to the customer (RET-2, T-23, WAR-6)."""

    _inherit = "aftersales.return"

    def action_ship(self):
        """A replacement goes to the customer, in exchange or for scrap (T-23, WAR-6).

        :raise UserError: no replacement is chosen, it isn't in stock, or the customer
            who bears the cost hasn't paid
        """
        self._check_step(rules.SHIP)
        for one in self:
            one._check_filled("new_lot_id", self.env._("which serial is sent"))
            one._check_paid()
            one._ship()
            if one.decision == "scrap":
                one._scrap()
            one._step(
                rules.SHIP,
                "replacement_shipped",
                note=one.new_lot_id.name,
                done_at=fields.Datetime.now(),
            )
        return True

    def _check_paid(self):
        """What the customer pays comes before the replacement goes (RET-3)."""
        self.ensure_one()
        facts = self.ticket_id.sudo().event_ids.filtered("is_in_force")
        paid = facts.filtered(
            lambda fact: fact.code == "payment_received" and fact.at >= self.decided_at
        )
        if (self.cost_bearer == "customer" or self.usage_fee) and not paid:
            raise UserError(
                self.env._(
                    "The customer has to pay for return %(name)s first. Record on "
                    "request %(number)s that the payment was received, then ship.",
                    name=self.name,
                    number=self.ticket_id.sudo().number,
                )
            )

    def _ship(self):
        self.ensure_one()
        new, old = self.new_lot_id.sudo(), self._goods().sudo()
        stock = self._stock_of(new)
        receipt = self.sudo().receipt_id.move_ids
        same = new.product_id == self.product_id
        picking = self._make_picking(
            self.company_id.sudo()._return_warehouse().out_type_id,
            stock,
            self._customer_location(),
            new.product_id,
            # of the same sale, but nothing more is sold by it
            origin_returned_move_id=receipt.id if same else False,
            sale_line_id=receipt.sale_line_id.id if same else False,
        )
        self._finish(picking, new)
        self._put({"delivery_id": picking.id})
        # all periods begin anew with the exchange, also those that count from the
        # invoice: the law has it stamped with that day (order 43 Art. 29)
        new.write(
            {
                "aftersales_partner_id": self.partner_id.id,
                "delivery_date": self._today(),
                "purchase_date": self._today(),
                "replaces_lot_id": old.id,
                "commissioned_date": False,
                "returned_date": False,
                **{
                    name: old._fields[name].convert_to_write(old[name], old)
                    for name in (
                        "sale_line_id",
                        "sale_price",
                        "seller_id",
                        "invoice_id",
                    )
                },
            }
        )
        old.aftersales_partner_id = False

    def _today(self):
        return self.company_id._service_date(fields.Datetime.now())

    def _stock_of(self, lot):
        """The place in stock from which a serial number can be sent."""
        place = self.company_id.sudo()._return_location()
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", lot.id),
                    ("company_id", "=", self.company_id.id),
                    ("location_id.usage", "=", "internal"),
                    "!",
                    ("location_id", "child_of", place.id),
                ]
            )
        )
        free = quants.filtered(lambda q: q.quantity - q.reserved_quantity >= 1)
        if not free:
            raise UserError(
                self.env._(
                    "Serial %(serial)s isn't in stock, or is reserved for another "
                    "order. Choose another replacement for return %(name)s.",
                    serial=lot.name,
                    name=self.name,
                )
            )
        return free[:1].location_id

    def action_send_back(self):
        """The same goods go back to the customer, with the reason (RET-2)."""
        self._check_step(rules.SEND_BACK)
        for one in self:
            receipt = one.sudo().receipt_id.move_ids
            picking = one._make_picking(
                one.company_id.sudo()._return_warehouse().out_type_id,
                receipt.location_dest_id,
                one._customer_location(),
                one.product_id,
                origin_returned_move_id=receipt.id,
                sale_line_id=receipt.sale_line_id.id,
            )
            one._finish(picking, one._goods())
            one._goods().sudo().returned_date = False
            one._step(
                rules.SEND_BACK,
                "return_sent_back",
                note=one.decision_reason,
                delivery_id=picking.id,
                done_at=fields.Datetime.now(),
            )
        return True

    def _scrap(self):
        """What is beyond repair leaves the stock (WAR-6)."""
        self.ensure_one()
        receipt = self.sudo().receipt_id
        scrap = self._system("stock.scrap").create(
            {
                "product_id": self.product_id.id,
                "product_uom_id": self.product_id.uom_id.id,
                "scrap_qty": self.quantity,
                "lot_id": self._goods().id,
                "location_id": receipt.location_dest_id.id,
                "picking_id": receipt.id,
                "origin": self.name,
                "company_id": self.company_id.id,
            }
        )
        scrap.do_scrap()
        self._put({"scrap_id": scrap.id})
