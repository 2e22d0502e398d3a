from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """The goods come: picked up, received, ticked off by a checklist (RET-2)."""

    _inherit = "aftersales.return"

    def action_pick_up(self):
        """A carrier has taken the goods at the customer's: they are expected (T-21)."""
        self._check_step(rules.PICK_UP)
        for one in self:
            one._order_receipt()
            one._step(
                rules.PICK_UP,
                "picked_up",
                note=" ".join(filter(None, [one.carrier, one.tracking_number])),
                picked_up_at=fields.Datetime.now(),
            )
        return True

    def action_receive(self):
        """The goods are here: by the checklist, and by the serial number (RET-2).

        :raise UserError: the checklist isn't filled in, or another serial number came
        """
        self._check_step(rules.RECEIVE)
        for one in self:
            one._check_received()
            one._order_receipt()
            one._finish(one.sudo().receipt_id, one._goods())
            one._step(
                rules.RECEIVE,
                "goods_received",
                note=one._received_note(),
                received_at=fields.Datetime.now(),
            )
        return True

    def _check_received(self):
        self.ensure_one()
        open_ = self.item_ids.filtered(lambda item: not item.came)
        if open_:
            raise UserError(
                self.env._(
                    "The checklist of return %(name)s doesn't say yet what came: "
                    "%(things)s.",
                    name=self.name,
                    things=", ".join(open_.mapped("display_name")),
                )
            )
        came, asked = self.received_lot_id, self.lot_id
        if came and asked and came != asked and not self.takes_other_serial:
            raise UserError(
                self.env._(
                    "Serial %(came)s came, but return %(name)s asks for %(asked)s. Ask "
                    "the customer; tick “Take It All the Same” to take it in.",
                    came=came.name,
                    name=self.name,
                    asked=asked.name,
                )
            )

    def _received_note(self):
        """What is missing or damaged, in one line."""
        wrong = self.item_ids.filtered(lambda item: item.came != "yes")
        labels = dict(wrong._fields["came"]._description_selection(self.env))
        told = [f"{item.display_name}: {labels[item.came]}" for item in wrong]
        if self.received_lot_id and self.received_lot_id != self.lot_id:
            told.append(self.received_lot_id.name)
        return " · ".join(told)

    def _order_receipt(self):
        """The incoming picking, made when the goods are first known to come."""
        self.ensure_one()
        if self.receipt_id:
            return
        if not self.product_id:
            raise UserError(
                self.env._(
                    "Return %(name)s doesn't say which product comes back. Choose it, "
                    "and its serial number.",
                    name=self.name,
                )
            )
        company = self.company_id.sudo()
        sold = self._last_delivery(self._goods())
        picking = self._make_picking(
            company._return_warehouse().in_type_id,
            self._customer_location(),
            company._return_location(),
            self.product_id,
            scheduled=self.expected_on,
            # by it Odoo values the goods at what they had cost
            origin_returned_move_id=sold.id,
            sale_line_id=sold.sale_line_id.id,
        )
        self._put({"receipt_id": picking.id})

    def _last_delivery(self, lot):
        """The done move by which a serial number last went to a customer, if known."""
        lines = self.env["stock.move.line"].sudo()
        if not lot:
            return lines.move_id
        return lines.search(
            [
                ("lot_id", "=", lot.id),
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
                ("location_dest_id.usage", "=", "customer"),
            ],
            order="date desc, id desc",
            limit=1,
        ).move_id

    def _customer_location(self):
        partner = self.partner_id.sudo().with_company(self.company_id)
        return partner.property_stock_customer or self.env.ref(
            "stock.stock_location_customers"
        )
