from odoo import Command, models
from odoo.exceptions import UserError

from ..rules import part
from ..rules import transfer as rules


class AftersalesPartTransfer(models.Model):
    """The goods of a movement, moved by Odoo's own pickings (PRT-5).

    Everything here runs as superuser after the step's right was checked: technicians
    and keepers move parts without being users of the stock.
    """

    _inherit = "aftersales.part.transfer"

    def _leaves_account(self):
        """Whether goods leave an account by this movement."""
        self.ensure_one()
        return bool(self.from_id) and not (
            self.kind == rules.SETTLE and self.settlement == "kept"
        )

    def _set_aside(self):
        """Reserve what is to leave the account, or refuse (PRT-5)."""
        self.ensure_one()
        if self._leaves_account() and not self._replacement_comes():
            self._make_out_picking()

    def _replacement_comes(self):
        """Whether a replacement arrives with this settlement, before it is given on."""
        self.ensure_one()
        return self.kind == rules.SETTLE and bool(self.replacement_partner_id)

    def _make_out_picking(self):
        """A picking out of the account, its pieces reserved one by one."""
        self.ensure_one()
        picking = self._picking(
            self.from_id.location_id, self._out_location(), self.line_ids
        )
        self._reserve(picking)
        return picking

    def _out_location(self):
        """Where goods of this movement go."""
        company = self.company_id
        if self.kind == rules.LOSS:
            # until it is decided; a charged loss is moved to the employees' place then
            return company._part_bearer_location(part.LOSS)
        if self.kind == rules.SETTLE:
            return company._part_borrowed_location()
        return self.to_id.location_id

    def _in_location(self):
        """Where goods come from that were on no account before."""
        company = self.company_id
        if self.kind == rules.TRIP:
            return company._part_trip_location()
        if self.kind == rules.SETTLE:
            # a replacement is bought or given: Odoo's own place of suppliers
            return self.env.ref("stock.stock_location_suppliers")
        return company._part_borrowed_location()

    def _purpose(self):
        return part.WRITE_OFF if self.kind == rules.LOSS else False

    def _picking(self, source, target, lines, **values):
        self.ensure_one()
        partner = self.partner_id
        if self.kind == rules.SETTLE:
            partner = self.voucher_id.partner_id
        return self.env["aftersales.part.holder"]._make_picking(
            source,
            target,
            [
                {
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.quantity,
                    "aftersales_purpose": self._purpose(),
                    "aftersales_transfer_line_id": line.id,
                }
                for line in lines
            ],
            self.name,
            **{
                "partner_id": partner.id,
                "aftersales_transfer_id": self.id,
                **values,
            },
        )

    def _reserve(self, picking):
        """Reserve exactly the pieces of the lines, from below the account's place.

        :raise UserError: names what isn't there, and what is
        """
        picking.do_unreserve()
        for move in picking.move_ids:
            line = move.aftersales_transfer_line_id
            self._reserve_piece(move, line.lot_id, line.done_quantity)

    def _reserve_piece(self, move, lot, quantity):
        if not quantity:
            return
        uom = move.product_id.uom_id
        taken = move._update_reserved_quantity(
            quantity, move.location_id, lot_id=lot, strict=False
        )
        if uom.compare(taken, quantity) < 0:
            raise UserError(self._why_not_there(move, lot, quantity, taken))

    def _why_not_there(self, move, lot, quantity, taken):
        account = self.from_id or self.to_id
        values = {
            "name": self.name,
            "account": account.name,
            "product": move.product_id.display_name,
            "serial": lot.name,
            "asked": f"{quantity:g}",
            "free": f"{taken:g}",
            "unit": move.product_id.uom_id.name,
        }
        if lot:
            return self.env._(
                "Serial or lot %(serial)s of %(product)s isn't free on account "
                "%(account)s: movement %(name)s asks for %(asked)s %(unit)s, %(free)s "
                "are free.",
                **values,
            )
        return self.env._(
            "Movement %(name)s asks for %(asked)s %(unit)s of %(product)s; only "
            "%(free)s are free on account %(account)s. Take less, or see which open "
            "movement or write-off holds the rest.",
            **values,
        )

    # Moving

    def _move_goods(self):
        """Move what was confirmed. A settlement may take in and give out."""
        self.ensure_one()
        if self.kind in (rules.VOUCHER, rules.TRIP) or self._replacement_comes():
            self._take_in()
        if not self._leaves_account():
            return
        picking = self.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        if not picking:
            picking = self._make_out_picking()
        if self.kind == rules.LOSS and self.outcome == "charged":
            self._redirect(
                picking, self.company_id._part_bearer_location(part.EMPLOYEE)
            )
        # as much as came, exactly these pieces, whatever happened meanwhile
        self.env["stock.quant"].sudo()._lock_parts(
            picking.move_ids.product_id, self.from_id.location_id
        )
        self._reserve(picking)
        self._validate(picking)

    def _redirect(self, picking, place):
        picking.location_dest_id = place
        for goods in (picking.move_ids, picking.move_line_ids):
            goods.location_dest_id = place

    def _take_in(self):
        """Goods that were on no account before come to one, at their price."""
        self.ensure_one()
        account = self.to_id or self.from_id
        lines = self.line_ids.filtered("done_quantity")
        sender = self.replacement_partner_id or self.partner_id
        # not written afterwards: Odoo would set the places by the partner anew
        picking = self._picking(
            self._in_location(), account.location_id, lines, partner_id=sender.id
        )
        for move in picking.move_ids:
            line = move.aftersales_transfer_line_id
            lot = line._lot()
            self._check_not_here(line, lot)
            self._lines_of(move, [(lot, line.done_quantity)])
        self._validate(picking)

    def _lines_of(self, move, pieces):
        """Replace what Odoo proposes by these pieces: pairs of lot and quantity."""
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "picking_id": move.picking_id.id,
                    "product_id": move.product_id.id,
                    "product_uom_id": move.product_uom.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "company_id": move.company_id.id,
                }
            )
            for lot, quantity in pieces
        ]

    def _check_not_here(self, line, lot):
        """A serial number that lies in our stock can't come in once more."""
        if line.product_id.tracking != "serial":
            return
        quant = self.env["stock.quant"].search(
            [
                ("lot_id", "=", lot.id),
                ("quantity", ">", 0),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            limit=1,
        )
        if quant:
            raise UserError(
                self.env._(
                    "Serial %(serial)s lies at %(place)s already, so it can't come in "
                    "with movement %(name)s. Check the number.",
                    serial=lot.name,
                    place=quant.location_id.display_name,
                    name=self.name,
                )
            )

    def _validate(self, picking):
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=True)._action_done()


class AftersalesPartTransferLine(models.Model):
    _inherit = "aftersales.part.transfer.line"

    def _lot(self):
        """The serial or lot that comes in; a new one is made."""
        self.ensure_one()
        if not self.lot_id and self.lot_name and self.product_id.tracking != "none":
            lots = self.env["stock.lot"]
            domain = [
                ("name", "=", self.lot_name.strip()),
                ("product_id", "=", self.product_id.id),
                ("company_id", "in", (False, self.company_id.id)),
            ]
            self.lot_id = lots.search(domain, limit=1) or lots.create(
                {
                    "name": self.lot_name.strip(),
                    "product_id": self.product_id.id,
                    "company_id": self.company_id.id,
                }
            )
        return self.lot_id
