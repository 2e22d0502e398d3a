from odoo import Command, models
from odoo.exceptions import AccessError, UserError

from ..rules import count as rules


class AftersalesPartCount(models.Model):
    """What the books say of an account, scanned goods, and the adjustment (PRT-8)."""

    _inherit = "aftersales.part.count"

    def _check_counting(self):
        """Whether this user counts this account now."""
        for one in self:
            if one.counter_id != self.env.user:
                raise AccessError(one._why_not_mine(rules.SUBMIT))
            if one.state != rules.COUNTING:
                raise UserError(
                    self.env._(
                        "Count %(name)s is in state “%(state)s”: nothing can be "
                        "counted now.",
                        name=one.name,
                        state=one._label_of("state"),
                    )
                )

    def _books(self):
        """What the quants say: (place, part, lot) → quantity. As superuser.

        Places below the account's are counted where they are; those of another account
        are that one's.
        """
        self.ensure_one()
        rows = self.env["stock.quant"]._read_group(
            [("location_id", "child_of", self.holder_id.location_id.id)],
            ["location_id", "product_id", "lot_id"],
            ["quantity:sum"],
        )
        places = self.env["stock.location"].browse(row[0].id for row in rows)
        owners = places._part_holders()
        return {
            (place.id, product.id, lot.id): quantity
            for place, product, lot, quantity in rows
            if owners[place.id] == self.holder_id
            and not product.uom_id.is_zero(quantity)
        }

    def _count_moved_again(self):
        """Parts that moved since their line was made: counted anew. As superuser.

        :return: lines to be counted again
        """
        self.ensure_one()
        books = self._books()
        moved = self.line_ids.filtered(
            lambda line: rules.moved(line._facts(books.get(line._key(), 0)))
        )
        known = {line._key() for line in self.line_ids}
        self._count_again(moved)
        new = self.env["aftersales.part.count.line"].create(
            [
                {
                    "count_id": self.id,
                    "location_id": place,
                    "product_id": product,
                    "lot_id": lot,
                    "book_qty": quantity,
                    "recount_number": 1,
                }
                for (place, product, lot), quantity in books.items()
                if (place, product, lot) not in known
            ]
        )
        if moved | new:
            self.message_post(
                body=self.env._(
                    "Moved while it was counted, to be counted again: %(parts)s",
                    parts=", ".join(line._told() for line in moved | new),
                )
            )
        return moved | new

    def _count_again(self, lines):
        """Forget what was found on these lines, and take the books of now."""
        books = self._books()
        for line in lines:
            line.write(
                {
                    "book_qty": books.get(line._key(), 0),
                    "counted": False,
                    "counted_qty": 0,
                    "reason": False,
                    "recount_number": line.recount_number + 1,
                }
            )

    # Scanning

    def on_barcode_scanned(self, barcode):
        """One more piece of what was scanned: a serial, a lot or a part."""
        self.ensure_one()
        product, lot = self._scanned(barcode)
        if not product:
            return {
                "warning": {
                    "title": self.env._("Not known"),
                    "message": self.env._(
                        "Nothing has the code %(code)s. Add the part by hand.",
                        code=barcode,
                    ),
                }
            }
        line = self.line_ids.filtered(
            lambda line: (
                line.product_id._origin == product and line.lot_id._origin == lot
            )
        )[:1]
        if not line:
            self.line_ids = [
                Command.create(
                    {"product_id": product.id, "lot_id": lot.id, "counted_qty": 1}
                )
            ]
        elif product.tracking == "serial":
            # the same piece scanned twice is one piece
            line.counted_qty = 1
            line.counted = True
        else:
            line.counted_qty += 1
            line.counted = True
        return None

    def _scanned(self, code):
        """Part and lot that a code stands for."""
        code = (code or "").strip()
        lot = self.env["stock.lot"].search(
            [
                ("name", "=", code),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )
        if lot:
            return lot.product_id, lot
        products = self.env["product.product"]
        product = products.search(
            ["|", ("barcode", "=", code), ("default_code", "=", code)], limit=1
        )
        return product, lot

    # Adjusting

    def _adjust(self):
        """Odoo's own inventory adjustments, of the differing lines alone.

        As superuser, after the manager's right was checked.
        """
        self.ensure_one()
        quants = self.env["stock.quant"].with_context(
            inventory_mode=True, inventory_name=self.name
        )
        touched = quants.browse()
        for line in self.line_ids.filtered("difference"):
            self._check_serial_elsewhere(line)
            touched |= self._set_found(quants, line)
        if touched:
            touched._apply_inventory()

    def _set_found(self, quants, line):
        """Quants of a line with what was found; shortage is taken from each in turn."""
        found = quants._gather(
            line.product_id, line.location_id, lot_id=line.lot_id, strict=True
        ) or quants.create(
            {
                "product_id": line.product_id.id,
                "location_id": line.location_id.id,
                "lot_id": line.lot_id.id,
            }
        )
        rest, touched = line.difference, quants.browse()
        for quant in found.sorted("quantity", reverse=True):
            change = rest if rest > 0 else -min(-rest, max(quant.quantity, 0))
            if line.uom_id.is_zero(change):
                continue
            quant.inventory_quantity = quant.quantity + change
            touched |= quant
            rest -= change
            if line.uom_id.is_zero(rest):
                break
        return touched.with_context(inventory_mode=True, inventory_name=self.name)

    def _check_serial_elsewhere(self, line):
        """A serial number found here lies by the books on another account: say so."""
        if line.product_id.tracking != "serial" or line.difference < 0:
            return
        quant = self.env["stock.quant"].search(
            [
                ("lot_id", "=", line.lot_id.id),
                ("quantity", ">", 0),
                ("location_id.usage", "in", ("internal", "transit")),
            ],
            limit=1,
        )
        if quant:
            raise UserError(
                self.env._(
                    "Serial %(serial)s was found by count %(name)s, but by the books "
                    "it lies at %(place)s. Transfer it from there first, then count "
                    "again.",
                    serial=line.lot_id.name or "–",
                    name=self.name,
                    place=quant.location_id.display_name,
                )
            )
