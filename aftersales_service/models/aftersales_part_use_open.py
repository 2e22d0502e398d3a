from collections import defaultdict

from odoo import api, models

from ..rules import part as rules


class AftersalesPartUse(models.Model):
    """How parts come to be written off, and lie reserved until then.

    All of it as the system: signatures and shipments open these rows, nobody by hand.
    """

    _inherit = "aftersales.part.use"

    @api.model
    def _open_for(self, visits):
        """Book what signed reports say was installed from accounts (PRT-2)."""
        parts = visits.part_ids.filtered("holder_id")
        booked = self.search(
            [("visit_part_id", "in", parts.ids), ("state", "in", ("open", "posted"))]
        ).visit_part_id
        vals_list = []
        for part in parts - booked:
            causes = part.visit_id.part_ids.filtered("holder_id")
            vals_list.append(
                {
                    "purpose": rules.INSTALL,
                    "company_id": part.company_id.id,
                    "ticket_id": part.visit_id.ticket_id.id,
                    "visit_id": part.visit_id.id,
                    "visit_part_id": part.id,
                    "holder_id": part.holder_id.id,
                    "product_id": part.product_id.id,
                    "quantity": part.quantity,
                    "lot_id": part.lot_id.id,
                    "serial_removed": part.serial_removed,
                    "fault_id": part.fault_id.id,
                    "is_main_cause": part.is_main_cause or len(causes) == 1,
                    "reason": part.reason,
                }
            )
        return self._open(vals_list)

    @api.model
    def _open_posted(self, lines):
        """Book what was posted to customers, from the account of what is on the road.

        :param lines: ``aftersales.part.request.line`` whose goods have left (PRT-3)
        """
        booked = self.search([("request_line_id", "in", lines.ids)])
        taken = defaultdict(float)
        for use in booked:
            taken[use.request_line_id, use.lot_id] += use.quantity
        vals_list = []
        for move_line in lines.move_ids.filtered(
            lambda move: (
                move.state == "done" and move.aftersales_to_id.kind == rules.POST
            )
        ).move_line_ids:
            line = move_line.move_id.aftersales_request_line_id
            key = (line, move_line.lot_id)
            quantity = move_line.quantity_product_uom
            known = min(taken[key], quantity)
            taken[key] -= known
            if quantity - known <= 0:
                continue
            request = line.request_id
            vals_list.append(
                {
                    "purpose": rules.POST_TO_CUSTOMER,
                    "company_id": request.company_id.id,
                    "ticket_id": request.ticket_id.id,
                    "request_line_id": line.id,
                    "holder_id": move_line.move_id.aftersales_to_id.id,
                    "product_id": line.product_id.id,
                    "quantity": quantity - known,
                    "lot_id": move_line.lot_id.id,
                    "fault_id": request.ticket_id.fault_id.id,
                    "is_main_cause": len(lines) == 1,
                    "reason": line.reason,
                }
            )
        return self._open(vals_list)

    @api.model
    def _open(self, vals_list):
        for vals in vals_list:
            sequence = self.env["ir.sequence"].with_company(vals["company_id"])
            vals["name"] = sequence.next_by_code("aftersales.part.use")
        uses = self.create(vals_list)
        uses._set_bearers()
        uses._reserve()
        uses._after_open()
        return uses

    def _after_open(self):
        """For what follows from a booked part: old parts, suppliers …"""

    def _set_bearers(self):
        """Who bears a part, as far as facts tell; a manager may decide otherwise."""
        for use in self.filtered(lambda use: not use.bearer):
            bearer, reason = use._propose_bearer()
            use.write({"bearer": bearer, "bearer_reason": reason})

    def _propose_bearer(self):
        """:return: one of ``rules.part.BEARERS``, and why in a sentence."""
        self.ensure_one()
        verdict = self.ticket_id.warranty_verdict
        if verdict == "paid" or self.ticket_id.cause_class == "human":
            return rules.CUSTOMER, self.env._("Outside the warranty")
        if verdict == "goodwill":
            return rules.GOODWILL, self.env._("Goodwill by the verdict")
        return rules.COMPANY, self.env._("Inside the warranty")

    # Reserving

    def _reserve(self):
        """Keep the piece for this use: one transfer for each account and report."""
        ours = self.filtered(
            lambda use: use.state == "open" and use.holder_id.location_id
        )
        made = ours.filtered("move_ids")
        key = ("holder_id", "visit_id", "request_line_id")
        groups = defaultdict(self.browse)
        for use in ours - made:
            groups[tuple(use[name] for name in key)] |= use
        for uses in groups.values():
            uses._make_reservation()
        moves = ours.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        moves.filtered(lambda move: move.state != "assigned")._action_assign()
        for use in ours:
            # which piece it was is a fact, not a choice of the stock
            use._pick_piece()

    def _make_reservation(self):
        """A confirmed transfer from the account to who bears it."""
        first = self[:1]
        target = first.company_id._part_bearer_location(first.bearer)
        picking = first.holder_id._make_picking(
            first.holder_id.location_id,
            target,
            [
                {
                    "product_id": use.product_id.id,
                    "product_uom_qty": use.quantity,
                    "location_dest_id": use._bearer_location().id,
                    "aftersales_use_id": use.id,
                    "aftersales_purpose": use.purpose,
                    "aftersales_request_line_id": use.request_line_id.id,
                    "restrict_partner_id": False,
                }
                for use in self
            ],
            f"{first.visit_id.name or first.request_line_id.request_id.name} "
            f"{first.ticket_id.number}",
            partner_id=first.ticket_id.partner_id.id,
        )
        return picking

    def _bearer_location(self):
        self.ensure_one()
        return self.company_id._part_bearer_location(self.bearer)

    def _pick_piece(self):
        """Reserve the very piece that the report names."""
        self.ensure_one()
        move = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        if not self.lot_id or not move or move.move_line_ids.lot_id == self.lot_id:
            return
        move._do_unreserve()
        move._update_reserved_quantity(
            self.quantity, move.location_id, lot_id=self.lot_id, strict=True
        )
        move._recompute_state()

    def _is_reserved(self):
        """Does the piece lie ready on the account, as far as we keep its stock?"""
        self.ensure_one()
        if self.holder_id.owner == "station":
            return True
        moves = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        return bool(moves) and all(move.state == "assigned" for move in moves)

    def _void(self):
        """The report was returned: nothing was installed yet."""
        for use in self:
            use.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )._action_cancel()
        self.write({"state": "void"})
        self._after_void()

    def _after_void(self):
        """For what followed from a booked part that isn't one."""
