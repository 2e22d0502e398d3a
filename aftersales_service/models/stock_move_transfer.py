from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Pickings that belong to a movement of spare parts."""

    _inherit = "stock.picking"

    aftersales_transfer_id = fields.Many2one(
        comodel_name="aftersales.part.transfer",
        string="Parts Movement",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )


class StockMove(models.Model):
    """Moves that belong to a line of a movement: confirmed there, priced there."""

    _inherit = "stock.move"

    aftersales_transfer_line_id = fields.Many2one(
        comodel_name="aftersales.part.transfer.line",
        string="Part of a Movement",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # two lines of one part stay two: each has its own serial and its own purpose
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "aftersales_transfer_line_id",
            "aftersales_purpose",
        ]

    def _action_done(self, cancel_backorder=False):
        self._check_by_movement()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _action_cancel(self):
        self._check_by_movement()
        return super()._action_cancel()

    def _check_by_movement(self):
        """Stock users neither confirm nor cancel what a movement has to say.

        Its own steps move goods as superuser, once they have checked the rights.
        """
        if self.env.su:
            return
        lines = self.sudo().aftersales_transfer_line_id
        for one in lines.transfer_id.filtered(lambda one: one.state == "submitted"):
            raise UserError(
                self.env._(
                    "These goods belong to movement %(name)s of spare parts. Confirm, "
                    "refuse or cancel it there.",
                    name=one.name,
                )
            )

    def _get_value_from_quotation(self, quantity, at_date=None):
        """What was written down as the price, unless an order says more."""
        data = super()._get_value_from_quotation(quantity, at_date)
        price = self.sudo().aftersales_transfer_line_id.unit_cost
        if data["quantity"] or not price or self.origin_returned_move_id:
            return data
        return {
            "value": price * quantity,
            "quantity": quantity,
            "description": self.env._(
                "At the price of movement %(name)s",
                name=self.sudo().aftersales_transfer_line_id.transfer_id.name,
            ),
        }
