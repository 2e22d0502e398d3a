from odoo import Command, models
from odoo.exceptions import UserError


class AftersalesOldPartDisposalLine(models.Model):
    """Refurbished old parts are counted, and worth nothing in the books.

    What belongs to another owner isn't valued by Odoo. So a refurbished part comes into
    a location of its own with an owner: the customer, or a contact that stands for the
    company. The company itself as owner would be valued like what it bought.
    """

    _inherit = "aftersales.old.part.disposal.line"

    def _take_refurbished_in(self):
        """Move refurbished parts into their location, where the company counts them."""
        for company, ours in self.grouped("company_id").items():
            if company.aftersales_old_part_refurbish:
                for owner, lines in ours.grouped(lambda line: line._owner()).items():
                    lines._move_in(company, owner)

    def _owner(self):
        """Whose the refurbished part is."""
        self.ensure_one()
        company = self.company_id
        customer = self.old_part_id.ticket_id.partner_id.commercial_partner_id
        if company.aftersales_old_part_owner == "customer" and customer:
            return customer
        return company._memo_owner()

    def _move_in(self, company, owner):
        """One transfer for one owner; superuser."""
        target = company._refurbished_location()
        kind = company._part_warehouse().in_type_id
        source = self.env.ref("stock.stock_location_customers")
        pickings = self.env["stock.picking"].with_company(company)
        for disposal, lines in self.grouped("disposal_id").items():
            picking = pickings.create(
                {
                    "picking_type_id": kind.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "partner_id": owner.id,
                    "owner_id": owner.id,
                    "origin": disposal.name,
                    "company_id": company.id,
                    "move_ids": [
                        Command.create(line._prepare_refurbished_vals(source, target))
                        for line in lines
                    ],
                }
            )
            picking.action_confirm()
            for line, move in zip(lines, picking.move_ids, strict=True):
                line._fill_refurbished(move, owner)
            picking.move_ids.picked = True
            picking.move_ids._action_done()

    def _refurbished_product(self):
        self.ensure_one()
        return self.refurbished_product_id or self.product_id

    def _prepare_refurbished_vals(self, source, target):
        self.ensure_one()
        product = self._refurbished_product()
        return {
            "product_id": product.id,
            "product_uom_qty": self.quantity,
            "product_uom": product.uom_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }

    def _fill_refurbished(self, move, owner):
        """What is moved, whose it is, and under which serial number."""
        self.ensure_one()
        product = self._refurbished_product()
        move.quantity = self.quantity
        move.move_line_ids.owner_id = owner
        self.move_id = move
        if product.tracking == "none":
            return
        if not self.refurbished_serial:
            raise UserError(
                self.env._(
                    "%(product)s has serial or lot numbers: say under which one old "
                    "part %(tag)s goes on.",
                    product=product.display_name,
                    tag=self.old_part_id.name,
                )
            )
        lots = self.env["stock.lot"]
        lot = lots.search(
            [
                ("product_id", "=", product.id),
                ("name", "=", self.refurbished_serial),
                ("company_id", "in", (self.company_id.id, False)),
            ],
            limit=1,
        ) or lots.create(
            {
                "product_id": product.id,
                "name": self.refurbished_serial,
                "company_id": self.company_id.id,
            }
        )
        move.move_line_ids.lot_id = lot
