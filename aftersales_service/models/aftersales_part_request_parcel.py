from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import requisition as rules
from .aftersales_part_parcel import PACKED, SHIPPED, UNPACKED


class AftersalesPartRequest(models.Model):
    """What is shipped or posted: packed, checked by another, given to a carrier."""

    _inherit = "aftersales.part.request"

    parcel_ids = fields.One2many(
        comodel_name="aftersales.part.parcel",
        inverse_name="request_id",
        string="Parcels",
        copy=False,
    )

    def _open_parcel(self):
        """The parcel that stands ready, as superuser; empty if there is none."""
        self.ensure_one()
        return self.sudo().parcel_ids.filtered(lambda parcel: parcel.state == PACKED)

    def action_pack(self, issued=None, depot=None):
        """Pack parts: from now on these pieces are reserved, and still in the depot.

        Parameters and errors as of ``action_issue``.
        """
        for request in self:
            request._take_turns()
            request._check_step(rules.PACK)
            request._check_paid()
            depot_ = request._issuing_depot(depot)
            request._hold(depot_)
            picking = request._reserve(request._to_issue(issued, depot_), depot_)
            things = self.env["aftersales.packing.item"]._of(request.company_id)
            # superuser: parcels are made by this step only
            self.env["aftersales.part.parcel"].sudo().create(
                {
                    "request_id": request.id,
                    "picking_id": picking.id,
                    "packed_by_id": self.env.uid,
                    "item_ids": [(0, 0, {"item_id": thing.id}) for thing in things],
                }
            )
            request._step(rules.PACK)
            request._follow_activities()
        return True

    def action_check_packing(self):
        """The packing is as prescribed (T-15 stops): by somebody else, where wanted.

        :raise UserError: something of the packing list isn't ticked off
        """
        for request in self:
            request._take_turns()
            request._check_step(rules.CHECK)
            parcel = request._open_parcel()
            if (
                request.company_id.sudo().aftersales_packing_four_eyes
                and parcel.packed_by_id == self.env.user
            ):
                raise UserError(
                    self.env._(
                        "You packed the parcel of %(name)s. Somebody else checks it.",
                        name=request.name,
                    )
                )
            parcel._check_ticked()
            parcel.write(
                {"checked_at": fields.Datetime.now(), "checked_by_id": self.env.uid}
            )
            request._step(rules.CHECK)
            request._record_packed()
        return True

    def action_unpack(self, reason=None):
        """The parcel doesn't go: its pieces are free again.

        :param reason: why, for who packed it
        """
        for request in self:
            request._take_turns()
            request._check_step(rules.UNPACK, reason)
            parcel = request._open_parcel()
            self.env["stock.quant"].sudo()._lock_parts(
                request.line_ids.product_id, parcel.picking_id.location_id
            )
            parcel.picking_id.action_cancel()
            if parcel.checked_at:
                request._void_packed(parcel, reason)
            parcel.state = UNPACKED
            request.line_ids.invalidate_recordset()
            request._step(rules.UNPACK, reason=reason)
            request._follow_activities()
        return True

    def _void_packed(self, parcel, reason):
        """It was told to be packed, and isn't any more: T-15 runs on."""
        # superuser: the right to unpack was checked, and it is a fact of this document
        facts = self.ticket_id.sudo().event_ids.filtered(
            lambda fact: (
                fact.code in ("parts_packed", "parts_packed_in_part")
                and fact.source_ref == self.name
                and fact.is_in_force
                and fact.at >= parcel.checked_at
            )
        )
        for fact in facts:
            fact.correct(f"{self.name}: {reason}", is_void=True)

    def action_ship(self):
        """The carrier has it: the parts leave the depot (T-14, T-15).

        :raise UserError: the carrier or the number is missing
        """
        for request in self:
            request._take_turns()
            request._check_step(rules.SHIP)
            request._check_paid()
            parcel = request._open_parcel()
            for name in ("carrier", "tracking_number"):
                if not (parcel[name] or "").strip():
                    raise UserError(
                        self.env._(
                            "The parcel of %(name)s needs “%(field)s”. Enter it on "
                            "the page “Parcels”.",
                            name=request.name,
                            field=parcel._fields[name]._description_string(self.env),
                        )
                    )
            request._hand_to_carrier(parcel)
        return True

    def _hand_to_carrier(self, parcel):
        self.ensure_one()
        picking = parcel.picking_id
        if picking.state == "cancel":
            raise UserError(
                self.env._(
                    "%(transfer)s of requisition %(name)s was cancelled in the stock. "
                    "Unpack the parcel, and pack it anew.",
                    transfer=picking.name,
                    name=self.name,
                )
            )
        if picking.state != "done":
            picking._action_done()
        parcel.write(
            {
                "state": SHIPPED,
                "shipped_at": fields.Datetime.now(),
                "shipped_by_id": self.env.uid,
            }
        )
        depot = picking.location_id._part_holders()[picking.location_id.id]
        self._after_issue(
            rules.SHIP, picking, depot, f"{parcel.carrier} {parcel.tracking_number}"
        )
        if self.delivery == rules.TO_CUSTOMER:
            self._open_uses(picking.move_ids.aftersales_request_line_id)

    def _open_uses(self, lines):
        """What was posted is to be written off, with its freight (PRT-3).

        As superuser: shipping is the step, whose right has been checked.
        """
        self.env["aftersales.part.use"].sudo()._open_posted(lines.sudo())


class StockPicking(models.Model):
    _inherit = "stock.picking"

    aftersales_parcel_ids = fields.One2many(
        comodel_name="aftersales.part.parcel",
        inverse_name="picking_id",
        string="Parcel of Parts",
    )
