from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


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
