from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import transfer as rules


class AftersalesPartTransfer(models.Model):
    """A done movement is never edited: a movement back makes up for it."""

    _inherit = "aftersales.part.transfer"

    def action_reverse(self, reason=None):
        """Take a done movement back by one of its own, now, with the reason.

        :return: the movements back
        """
        self._check_step(rules.REVERSE)
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why movement %(name)s is taken back.",
                    name=", ".join(self.mapped("name")),
                )
            )
        back = self.browse()
        for one in self:
            # the right to the step has been checked; keepers are no stock users
            one.sudo()._check_reversible()
            back |= one.sudo()._reverse(reason.strip(), self.env.uid)
        return back.with_env(self.env)

    def _check_reversible(self):
        """Hook: whether anything that followed keeps it from being taken back."""
        self.ensure_one()

    def _reverse(self, reason, user_id):
        self.ensure_one()
        back = self.create(
            {
                "kind": self.kind,
                "company_id": self.company_id.id,
                "from_id": self.to_id.id,
                "to_id": self.from_id.id,
                "partner_id": self.partner_id.id,
                "voucher_id": self.voucher_id.id,
                "settlement": self.settlement,
                "reversal_of_id": self.id,
                "reason": reason,
                "submitted_at": fields.Datetime.now(),
                "submitted_by_id": user_id,
                "done_at": fields.Datetime.now(),
                "done_by_id": user_id,
            }
        )
        # the last that moved goes back first
        done = self.picking_ids.filtered(lambda picking: picking.state == "done")
        lines = self._back_lines(back)
        for picking in done.sorted("id", reverse=True):
            back._move_back(picking, lines)
        back.state = rules.DONE
        note = self.env._("Taken back by %(name)s: %(reason)s")
        self.message_post(body=note % {"name": back.name, "reason": reason})
        return back

    def _back_lines(self, back):
        """Lines of the movement back, by those they take back."""
        moved = self.line_ids.filtered("done_quantity")
        made = self.env["aftersales.part.transfer.line"].create(
            [
                {
                    "transfer_id": back.id,
                    "product_id": line.product_id.id,
                    "lot_id": line.lot_id.id,
                    "quantity": line.done_quantity,
                    "unit_cost": line.unit_cost,
                }
                for line in moved
            ]
        )
        return dict(zip(moved, made, strict=True))

    def _move_back(self, picking, lines):
        """Move the pieces of a done picking back to where they came from."""
        self.ensure_one()
        moves = picking.move_ids.filtered(lambda move: move.state == "done")
        source, target = picking.location_dest_id, picking.location_id
        back = self.env["aftersales.part.holder"]._make_picking(
            source,
            target,
            [
                {
                    "product_id": move.product_id.id,
                    "product_uom_qty": move.product_uom._compute_quantity(
                        move.quantity, move.product_id.uom_id
                    ),
                    "aftersales_purpose": move.aftersales_purpose,
                    "aftersales_transfer_line_id": lines[
                        move.aftersales_transfer_line_id
                    ].id,
                    "origin_returned_move_id": move.id,
                    # where it went to may be where nothing is reserved
                    "to_refund": False,
                }
                for move in moves
            ],
            self.name,
            aftersales_transfer_id=self.id,
            partner_id=picking.partner_id.id,
        )
        back.do_unreserve()
        for move in back.move_ids:
            pieces = [
                (line.lot_id, line.quantity_product_uom)
                for line in move.origin_returned_move_id.move_line_ids
            ]
            if move._should_bypass_reservation():
                self._lines_of(move, pieces)
                continue
            for lot, quantity in pieces:
                self._reserve_piece(move, lot, quantity)
        self._validate(back)
