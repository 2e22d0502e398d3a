from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules import part as rules
from ..rules import requisition, transfer

#: Requisitions that still wait for something
OPEN_REQUESTS = (requisition.SUBMITTED, requisition.APPROVED, requisition.ISSUED)
OLD_PARTS_OWED = ("due", "overdue")


class AftersalesPartHolder(models.Model):
    """What lies on an account, and what is open on it: counted for many at once."""

    _inherit = "aftersales.part.holder"

    currency_id = fields.Many2one(related="company_id.currency_id")
    stock_quantity = fields.Float(
        string="Parts on Account",
        digits="Product Unit",
        compute="_compute_stock",
        help="Pieces of all parts together.",
    )
    stock_value = fields.Monetary(string="Value on Account", compute="_compute_stock")
    movement_count = fields.Integer(string="Movements", compute="_compute_open")
    request_count = fields.Integer(string="Open Requisitions", compute="_compute_open")
    old_part_count = fields.Integer(string="Old Parts Owed", compute="_compute_open")
    open_transfer_count = fields.Integer(
        string="Open Movements", compute="_compute_open"
    )

    # whose stock it is that a user sees, their own rights say
    @api.depends_context("uid")
    def _compute_stock(self):
        sums = self._sums("aftersales.part.stock", [], ["quantity:sum", "value:sum"])
        for holder in self:
            quantity, value = sums.get(holder.id, (0, 0))
            holder.stock_quantity = quantity
            holder.stock_value = value

    @api.depends_context("uid")
    def _compute_open(self):
        moved = self._sums("aftersales.part.movement")
        asked = self._sums("aftersales.part.request", [("state", "in", OPEN_REQUESTS)])
        owed = self._sums("aftersales.old.part", [("state", "in", OLD_PARTS_OWED)])
        sent, coming = (
            self._sums(
                "aftersales.part.transfer",
                [("state", "=", transfer.SUBMITTED)],
                side=side,
            )
            for side in ("from_id", "to_id")
        )
        none = (0,)
        for holder in self:
            id_ = holder.id
            holder.movement_count = moved.get(id_, none)[0]
            holder.request_count = asked.get(id_, none)[0]
            holder.old_part_count = owed.get(id_, none)[0]
            holder.open_transfer_count = sum(
                found.get(id_, none)[0] for found in (sent, coming)
            )

    def _sums(self, model, domain=(), aggregates=("__count",), side="holder_id"):
        """Dict of account id → sums over its rows, as far as the user may see them."""
        rows = self.env[model]
        if not self.ids or not rows.has_access("read"):
            return {}
        return {
            holder.id: sums
            for holder, *sums in rows._read_group(
                [(side, "in", self.ids), *domain], [side], aggregates
            )
        }

    @api.constrains("active")
    def _check_empty(self):
        """An account is closed when nothing lies there and nothing is on its way."""
        gone = self.filtered(lambda holder: not holder.active)
        if not gone:
            return
        # also what the user who archives doesn't see
        everything = gone.sudo()
        stock = everything._sums("aftersales.part.stock")
        for holder in everything:
            if holder.id in stock:
                raise ValidationError(
                    self.env._(
                        "Parts still lie on account %(name)s. Have them returned, "
                        "transferred or written off; then archive it.",
                        name=holder.name,
                    )
                )
            if holder.open_transfer_count or holder.request_count:
                raise ValidationError(
                    self.env._(
                        "Movements or requisitions of account %(name)s are still open. "
                        "Finish or cancel them; then archive it.",
                        name=holder.name,
                    )
                )

    # Windows

    def _window(self, action, domain, **context):
        """A window of the suite on what belongs to these accounts."""
        window = self.env["ir.actions.act_window"]._for_xml_id(
            f"aftersales_service.{action}"
        )
        window["domain"] = domain
        window["context"] = context
        return window

    def action_view_stock(self):
        return self._window(
            "aftersales_part_stock_action", [("holder_id", "in", self.ids)]
        )

    def action_view_movements(self):
        return self._window(
            "aftersales_part_movement_action", [("holder_id", "in", self.ids)]
        )

    def action_view_requests(self):
        return self._rows("aftersales.part.request", self.env._("Requisitions"))

    def action_view_old_parts(self):
        return self._rows("aftersales.old.part", self.env._("Old Parts"))

    def _rows(self, model, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("holder_id", "in", self.ids)],
            "context": {"create": False},
        }

    def action_view_transfers(self):
        return self._window(
            "aftersales_part_transfer_action",
            ["|", ("from_id", "in", self.ids), ("to_id", "in", self.ids)],
        )

    def action_start_transfer(self):
        """Window of a new movement from this account; the button says of which kind."""
        self.ensure_one()
        kind = self.env.context.get("transfer_kind")
        if kind not in transfer.KINDS:
            raise UserError(self.env._("This isn't a movement of spare parts."))
        leaves, _comes = transfer.PLACES[kind]
        window = self._window("aftersales_part_transfer_action", [])
        window["views"] = [(False, "form")]
        window["context"] = {
            "default_kind": kind,
            "default_from_id" if leaves else "default_to_id": self.id,
        }
        return window

    # Depots from a place that is there already

    @api.constrains("location_id", "kind", "company_id")
    def _check_location(self):
        for holder in self:
            place = holder.location_id.sudo()
            if not place:
                continue
            own = place.location_id == holder._parent_location()
            if place.usage != "internal" or (holder.kind != rules.DEPOT and not own):
                raise ValidationError(
                    self.env._(
                        "Account %(name)s can't lie at %(place)s: only a depot lies at "
                        "a place of the warehouse; all others get one of their own.",
                        name=holder.name,
                        place=place.display_name,
                    )
                )
