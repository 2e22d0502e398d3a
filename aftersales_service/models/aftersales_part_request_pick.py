from odoo import Command, models
from odoo.exceptions import UserError

from ..rules import requisition as rules


class AftersalesPartRequest(models.Model):
    """Which pieces are taken, and what is still to come: Odoo's own pickings (PRT-1).

    Everything here runs as superuser after the step's right was checked.
    """

    _inherit = "aftersales.part.request"

    def _hold(self, depot):
        """Nobody else takes these parts from the depot now; our back-order is ours."""
        self.ensure_one()
        self.env["stock.quant"].sudo()._lock_parts(
            self.line_ids.product_id, depot.location_id
        )
        self._drop_back_orders()

    def _reserve(self, rows, depot):
        """A picking of exactly these pieces, reserved for nobody else.

        :param rows: list of (line, lot, quantity)
        :return: the picking, ready to be done
        :raise UserError: a piece isn't free in the depot
        """
        self.ensure_one()
        picked = self._pick(rows, depot)
        target = self._target()
        by_line = {}
        for line, _quant, quantity in picked:
            by_line[line] = by_line.get(line, 0) + quantity
        picking = self.env["aftersales.part.holder"]._make_picking(
            depot.location_id,
            target.location_id,
            [
                {
                    "product_id": line.product_id.id,
                    "product_uom_qty": quantity,
                    "aftersales_request_line_id": line.id,
                }
                for line, quantity in by_line.items()
            ],
            self._origin_text(),
        )
        self._put({"picking_ids": [Command.link(picking.id)]})
        # Odoo has reserved what it liked; these very pieces are handed out
        picking.move_ids.move_line_ids.unlink()
        moves = {move.aftersales_request_line_id: move for move in picking.move_ids}
        self.env["stock.move.line"].sudo().create(
            [
                {
                    "move_id": moves[line].id,
                    "picking_id": picking.id,
                    "product_id": line.product_id.id,
                    "product_uom_id": line.uom_id.id,
                    "lot_id": quant.lot_id.id,
                    "package_id": quant.package_id.id,
                    "quantity": quantity,
                    "location_id": quant.location_id.id,
                    "location_dest_id": target.location_id.id,
                    "company_id": self.company_id.id,
                }
                for line, quant, quantity in picked
            ]
        )
        picking.move_ids.picked = True
        return picking

    def _pick(self, rows, depot):
        """From which quants the pieces are taken: list of (line, quant, quantity)."""
        quants = self.env["stock.quant"].sudo()
        taken, picked = {}, []
        for line, lot, quantity in rows:
            rest = quantity
            for quant, free in quants._free_parts(
                line.product_id.sudo(), depot.location_id, lot
            ):
                some = min(free - taken.get(quant, 0), rest)
                if line.uom_id.compare(some, 0) > 0:
                    picked.append((line, quant, some))
                    taken[quant] = taken.get(quant, 0) + some
                    rest -= some
            if line.uom_id.compare(rest, 0) > 0:
                self._refuse_missing(line, depot, quantity - rest, lot)
        return picked

    def _refuse_missing(self, line, depot, there, lot=None):
        """A colleague was quicker, or it was never there: say so, and where it is."""
        elsewhere = line.other_depots if line else ""
        what = line.product_id.display_name
        if lot:
            what = f"{what} {lot.name}"
        where = (
            self.env._("Elsewhere: %(places)s.", places=elsewhere)
            if elsewhere
            else self.env._("No other depot has any.")
        )
        raise UserError(
            self.env._(
                "%(part)s for requisition %(name)s: %(there)g free in %(depot)s; the "
                "rest was issued or is reserved for others. %(where)s",
                part=what,
                name=self.name,
                there=there,
                depot=depot.name,
                where=where,
            )
        )

    def _origin_text(self):
        self.ensure_one()
        return " ".join(filter(None, [self.name, self.sudo().ticket_id.number]))

    # Back-orders

    def _back_orders(self):
        """Pickings of what is still to come; none of them has moved anything."""
        parcels = self.sudo().parcel_ids.picking_id
        return (
            self.sudo().picking_ids.filtered(
                lambda picking: picking.state not in ("done", "cancel")
            )
            - parcels
        )

    def _drop_back_orders(self):
        """Set free what is reserved for the rest."""
        quants = self.env["stock.quant"].sudo()
        for request in self:
            dropped = request._back_orders()
            for place in dropped.location_id.sorted("id"):
                # else Odoo books the freed pieces beside a quant that somebody holds
                quants._lock_parts(request.line_ids.product_id, place)
            dropped.action_cancel()

    def _order_rest(self, picking, depot):
        """The rest is on back-order: it counts as demand, and keeps what is there."""
        self.ensure_one()
        self.line_ids.invalidate_recordset()
        rest = self.line_ids.filtered("open_qty")
        if self.state == rules.DONE or not rest:
            return
        back_order = self.env["aftersales.part.holder"]._make_picking(
            depot.location_id,
            self._target().location_id,
            [
                {
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.open_qty,
                    "aftersales_request_line_id": line.id,
                }
                for line in rest
            ],
            self._origin_text(),
            backorder_id=picking.id,
        )
        self._put({"picking_ids": [Command.link(back_order.id)]})
