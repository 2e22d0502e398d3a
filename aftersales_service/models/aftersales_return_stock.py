from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """The goods of a return, moved by Odoo's own pickings (RET-2, WAR-6).

    Everything here runs as superuser after the step's right was checked: the roles
    receive and send goods of returns without being users of the whole stock.
    """

    _inherit = "aftersales.return"

    receipt_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    delivery_id = fields.Many2one(
        comodel_name="stock.picking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="By which the goods or their replacement went to the customer.",
    )
    scrap_id = fields.Many2one(comodel_name="stock.scrap", readonly=True, copy=False)
    received_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial That Came",
        copy=False,
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        help="Empty: the serial number that was asked for.",
    )
    takes_other_serial = fields.Boolean(
        string="Take It All the Same",
        copy=False,
        help="Another serial number than the one asked for came, and is taken in.",
    )
    new_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Replacement",
        copy=False,
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Serial number from stock that the customer gets.",
    )

    @api.constrains("new_lot_id", "received_lot_id", "lot_id")
    def _check_new_lot(self):
        for one in self:
            if one.new_lot_id and one.new_lot_id in one.lot_id | one.received_lot_id:
                raise ValidationError(
                    self.env._(
                        "Serial %(serial)s is what came back with return %(name)s. "
                        "Choose another one as replacement.",
                        serial=one.new_lot_id.name,
                        name=one.name,
                    )
                )

    def _goods(self):
        """The serial number that is here, or that is expected."""
        self.ensure_one()
        return self.received_lot_id or self.lot_id

    # Goods come

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

    # Goods go

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
        # all periods begin anew with the exchange (order 43 Art. 29)
        new.write(
            {
                "aftersales_partner_id": self.partner_id.id,
                "delivery_date": self._today(),
                "replaces_lot_id": old.id,
                "commissioned_date": False,
                "returned_date": False,
                **{
                    name: old._fields[name].convert_to_write(old[name], old)
                    for name in (
                        "purchase_date",
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

    # Pickings

    def _make_picking(self, kind, source, target, product, scheduled=None, **move):
        """A confirmed picking of the goods of this return."""
        self.ensure_one()
        values = {
            "picking_type_id": kind.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "partner_id": self.partner_id.id,
            "origin": f"{self.name} {self.ticket_id.sudo().number}",
            "user_id": False,
            "move_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": self.quantity,
                        "product_uom": product.uom_id.id,
                        "location_id": source.id,
                        "location_dest_id": target.id,
                        "company_id": self.company_id.id,
                        "picking_type_id": kind.id,
                        "procure_method": "make_to_stock",
                        **move,
                    }
                )
            ],
        }
        if scheduled:
            values["scheduled_date"] = scheduled
        picking = self._system("stock.picking").create(values)
        picking.action_confirm()
        return picking

    def _finish(self, picking, lot):
        """Validate a picking for the serial number that was moved."""
        if picking.state == "done":
            # a stock user was quicker; what they moved must be what is here
            moved = picking.move_line_ids.lot_id
            if moved == lot:
                return
            raise UserError(
                self.env._(
                    "%(picking)s of return %(name)s was validated with serial "
                    "%(moved)s instead of %(serial)s. Correct the stock first.",
                    picking=picking.name,
                    name=self.name,
                    moved=", ".join(moved.mapped("name")) or "–",
                    serial=lot.name or "–",
                )
            )
        move = picking.move_ids
        if move.product_id.tracking != "none" and not lot:
            raise UserError(
                self.env._(
                    "%(product)s has serial numbers. Enter the one that came with "
                    "return %(name)s.",
                    product=move.product_id.display_name,
                    name=self.name,
                )
            )
        if picking == self.sudo().receipt_id:
            self._check_not_in_stock(lot)
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "picking_id": picking.id,
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_uom.id,
                    "lot_id": lot.id,
                    "quantity": self.quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "company_id": self.company_id.id,
                }
            )
        ]
        move.picked = True
        picking.with_context(cancel_backorder=True)._action_done()

    def _check_not_in_stock(self, lot):
        """What lies in our stock can't come back: it would be there twice."""
        if lot.product_id.tracking != "serial":
            return
        quant = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", lot.id),
                    ("quantity", ">", 0),
                    ("location_id.usage", "in", ("internal", "transit")),
                ],
                limit=1,
            )
        )
        if quant:
            raise UserError(
                self.env._(
                    "Serial %(serial)s lies in our stock at %(place)s, so it can't "
                    "come back with return %(name)s. Check the serial number, or "
                    "correct the stock.",
                    serial=lot.name,
                    place=quant.location_id.display_name,
                    name=self.name,
                )
            )
