from odoo import api, models
from odoo.exceptions import UserError

from ..rules import transfer as rules


class StockPicking(models.Model):
    """Receiving note in two copies of what comes into stock (备用件接收单, PRT-4)."""

    _inherit = "stock.picking"

    def action_print_receiving(self):
        """The note of incoming goods, one page for the warehouse, one for finance."""
        self.check_access("read")
        for picking in self:
            if picking.picking_type_code != "incoming" or picking.state == "cancel":
                raise UserError(
                    self.env._(
                        "%(name)s brings nothing into stock; a receiving note is for "
                        "what comes in.",
                        name=picking.name,
                    )
                )
        return self.env.ref(
            "aftersales_service.stock_picking_receiving_report"
        ).report_action(self, config=False)

    def _receiving_note(self):
        """What a receiving note tells of this picking."""
        self.ensure_one()
        done = self.state == "done"
        return {
            "number": self.name,
            "origin": self.origin or "",
            "sender": self.partner_id.display_name or "",
            "place": self.location_dest_id.display_name,
            "at": self.date_done if done else self.scheduled_date,
            "done": done,
            "company": self.company_id,
            "lines": self.move_ids.filtered(
                lambda move: move.state != "cancel"
            )._receiving_lines(),
        }


class StockMove(models.Model):
    _inherit = "stock.move"

    def _receiving_lines(self):
        """Lines of a note: specification, unit, quantity and serial numbers."""
        return [
            {
                "code": move.product_id.default_code or "",
                "name": move.product_id.name,
                "spec": move.product_id._receiving_spec(),
                "unit": move.product_uom.name,
                "quantity": move.quantity
                if move.state == "done"
                else move.product_uom_qty,
                "serials": ", ".join(
                    name
                    for line in move.move_line_ids
                    if (name := line.lot_id.name or line.lot_name)
                ),
            }
            for move in self
        ]


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _receiving_spec(self):
        """Specification (规格) of a part: what tells its variants apart."""
        self.ensure_one()
        return ", ".join(self.product_template_attribute_value_ids.mapped("name"))


class AftersalesPartTransfer(models.Model):
    """Papers of a movement: its own note, and the receiving note in two copies."""

    _inherit = "aftersales.part.transfer"

    def action_print_note(self):
        self.check_access("read")
        return self.env.ref(
            "aftersales_service.aftersales_part_transfer_report"
        ).report_action(self, config=False)

    def action_print_receiving(self):
        """The note of what came in, one page for the warehouse, one for finance."""
        self.check_access("read")
        for one in self:
            if one.state != rules.DONE or one.kind == rules.LOSS:
                raise UserError(
                    self.env._(
                        "Nothing has come in with movement %(name)s; a receiving note "
                        "is for what came.",
                        name=one.name,
                    )
                )
        return self.env.ref(
            "aftersales_service.aftersales_part_transfer_receiving_report"
        ).report_action(self, config=False)

    def action_view_pickings(self):
        """Odoo's own pickings of this movement, for users of the stock."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stock Transfers"),
            "res_model": "stock.picking",
            "views": [(False, "list"), (False, "form")],
            "domain": [("aftersales_transfer_id", "in", self.ids)],
            "context": {"create": False},
        }

    def _receiving_note(self):
        """What a receiving note tells of this movement.

        As superuser: who may read the movement need not read the stock.
        """
        self.ensure_one()
        one = self.sudo()
        inward = one.picking_ids.filtered(
            lambda picking: (
                picking.state == "done" and picking.location_dest_id.usage == "internal"
            )
        )
        target = one.to_id or one.from_id
        sender = one.replacement_partner_id or one.partner_id
        return {
            "number": self.name,
            "origin": one.voucher_number or one.voucher_id.name or "",
            "sender": sender.display_name or one.from_id.name or "",
            "place": target.name,
            "at": one.done_at,
            "done": True,
            "company": one.company_id,
            "lines": inward.move_ids.filtered(
                lambda move: move.state == "done"
            )._receiving_lines(),
        }

    def _for_report(self):
        """The record as its paper reads it: in words that its reader may know."""
        self.check_access("read")
        # accounts and people are told by name, as on the screen
        return self.sudo()

    def _get_report_base_filename(self):
        self.ensure_one()
        return f"{self._label_of('kind')} {self.name}"


class AftersalesPartCount(models.Model):
    """The sheet on which an account is counted."""

    _inherit = "aftersales.part.count"

    def action_print_sheet(self):
        self.check_access("read")
        return self.env.ref(
            "aftersales_service.aftersales_part_count_report"
        ).report_action(self, config=False)

    @api.model
    def _sheet_order(self, lines):
        """Lines as somebody walks along the shelves: by place, then by part."""
        return lines.sorted(
            lambda line: (
                line.sudo().location_id.complete_name or "",
                line.product_id.default_code or "",
                line.product_id.display_name,
                line.lot_id.name or "",
            )
        )

    def _books_on_sheet(self):
        """Whether the sheet may say what the books say."""
        self.ensure_one()
        return not self.blind or self.state in ("submitted", "done")
