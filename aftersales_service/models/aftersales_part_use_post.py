from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import part as rules
from .helpdesk_ticket_events import MANAGER

KEEPER = "aftersales_service.group_aftersales_keeper"
#: Old parts that nobody waits for any more
SETTLED = ("received", "waived", "disposed", "sent_to_supplier", "void")


class AftersalesPartUse(models.Model):
    """Writing off (销账) under three conditions, and taking it back (PRT-2, PRT-3)."""

    _inherit = "aftersales.part.use"

    obstacles = fields.Text(
        string="Still Missing",
        compute="_compute_obstacles",
        compute_sudo=True,
        help="What it takes to write this part off.",
    )
    ready = fields.Boolean(
        string="Ready to Write Off",
        compute="_compute_obstacles",
        search="_search_ready",
        compute_sudo=True,
    )
    is_reserved = fields.Boolean(
        string="Reserved", compute="_compute_obstacles", compute_sudo=True
    )

    @api.depends("state", "visit_id.state", "old_part_ids.state", "approved_by_id")
    def _compute_obstacles(self):
        for use in self:
            missing = use._missing() if use.state == "open" else ()
            use.obstacles = "\n".join(use._missing_text(code) for code in missing)
            use.ready = use.state == "open" and not missing
            use.is_reserved = use._is_reserved()

    @api.model
    def _search_ready(self, operator, value):
        """Those that lack nothing now, of the few that are open."""
        if operator != "in":
            return NotImplemented
        # what is missing is judged by the system, whoever asks
        open_ = self.sudo().search([("state", "=", "open")])
        return [("id", "in", open_.filtered(lambda use: use.ready in value).ids)]

    def _missing(self):
        """Codes of ``rules.part`` that stand in the way of writing this part off."""
        self.ensure_one()
        return rules.missing(
            rules.UseFacts(
                purpose=self.purpose,
                signed=self.visit_id.state in ("signed", "approved", "archived"),
                approved=self._is_approved(),
                freight=(
                    self.freight_handler_id.id or None,
                    self.freight_manager_id.id or None,
                ),
                old_part=bool(self.old_part_ids),
                settled=self._old_part_settled(),
                reserved=self._is_reserved(),
            )
        )

    def _is_approved(self):
        self.ensure_one()
        if self.purpose == rules.INSTALL:
            return self.visit_id.state in ("approved", "archived")
        return bool(self.approved_by_id)

    def _old_part_settled(self):
        """Did the old part come in, or did a second person waive it?"""
        self.ensure_one()
        return all(old.state in SETTLED for old in self.old_part_ids)

    def _missing_text(self, code):
        """What is missing, and the way out."""
        self.ensure_one()
        texts = {
            rules.REPORT_UNSIGNED: self.env._(
                "the customer's signature on report %(report)s",
                report=self.visit_id.name,
            ),
            rules.UNAPPROVED: self.env._(
                "the manager's approval of %(what)s",
                what=self.visit_id.name
                or self.request_line_id.request_id.name
                or self.name,
            ),
            rules.FREIGHT_UNSIGNED: self.env._(
                "the freight, signed by who handled it and by a manager"
            ),
            rules.OLD_PART_OWED: self.env._(
                "the old part %(tag)s, received or waived by a second person",
                tag=", ".join(
                    old.name for old in self.old_part_ids if old.state not in SETTLED
                ),
            ),
            rules.NOT_IN_STOCK: self.env._(
                "the piece itself: it isn't free on account %(account)s",
                account=self.holder_id.name,
            ),
        }
        return texts[code]

    # Posting

    def action_post(self):
        """Write these parts off: stock, costs and journal entries follow (PRT-2).

        :raise AccessError: keepers and service managers write off
        :raise UserError: names the first part that lacks something, and what
        """
        self._check_role(KEEPER, MANAGER)
        uses = self.sudo()  # keepers don't keep the stock of the whole company
        uses._lock_uses()
        for use in uses:
            use._check_postable()
        uses._check_books()
        uses._reprice_targets()
        uses._move_out()
        # who did it, and when, stands on the row: no message of its own for each
        uses.with_context(mail_notrack=True).write(
            {
                "state": "posted",
                "posted_at": fields.Datetime.now(),
                "posted_by_id": self.env.uid,
            }
        )
        uses._after_post()
        return True

    def _after_post(self):
        """For what follows from a part that was written off: costs …"""

    def _check_role(self, *groups):
        self.check_access("read")
        if self.env.su or any(self.env.user.has_group(group) for group in groups):
            return
        names = ", ".join(self.env.ref(group).sudo().name for group in groups)
        raise AccessError(
            self.env._(
                "You may not do this with %(name)s. Ask a colleague with the role "
                "%(roles)s.",
                name=", ".join(self.mapped("name")),
                roles=names,
            )
        )

    def _lock_uses(self):
        """Two who write the same part off: the second is told, nothing doubles."""
        self.flush_recordset()
        self.lock_for_update(allow_referencing=True)
        self.invalidate_recordset(["state"])

    def _check_postable(self):
        self.ensure_one()
        if self.state != "open":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s (%(part)s) is “%(state)s” already.",
                    name=self.name,
                    part=self.product_id.display_name,
                    state=labels[self.state],
                )
            )
        missing = self._missing()
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s (%(part)s) can't be written off yet. Missing: "
                    "%(missing)s.",
                    name=self.name,
                    part=self.product_id.display_name,
                    missing="; ".join(self._missing_text(code) for code in missing),
                )
            )

    def _check_books(self):
        """Refuse to write off what no journal entry would show."""
        for company, uses in self.grouped("company_id").items():
            ours = uses.filtered(lambda use: use.holder_id.owner == "company")
            gaps = company._part_setup_gaps(ours.product_id, set(uses.mapped("bearer")))
            if gaps:
                raise UserError("\n".join(gaps))

    def _reprice_targets(self):
        """Who bears a part may have been decided after it was reserved."""
        for uses in self.grouped(lambda use: (use.company_id, use.bearer)).values():
            target = uses[0]._bearer_location()
            moves = uses.move_ids.filtered(
                lambda move, t=target: (
                    move.state not in ("done", "cancel") and move.location_dest_id != t
                )
            )
            if moves:
                moves.location_dest_id = target
                moves.move_line_ids.location_dest_id = target

    def _move_out(self):
        """Validate what was reserved; Odoo's own valuation makes the entry."""
        for company, uses in self.grouped("company_id").items():
            moves = uses.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
            moves.picked = True
            if moves:
                moves.with_company(company)._action_done()
            uses.filtered(lambda use: use.holder_id.owner == "station")._bill_station()

    # Taking back

    def action_reverse(self, reason):
        """Take a write-off back: the part returns to the account at the same value.

        :param reason: why; it stays with the row
        :raise UserError: it isn't written off, or nobody says why
        """
        self._check_role(MANAGER)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._(
                    "Say why the write-off of %(name)s is taken back.",
                    name=", ".join(self.mapped("name")),
                )
            )
        uses = self.sudo()  # managers don't keep the stock
        uses._lock_uses()
        for use in uses:
            if use.state != "posted":
                raise UserError(
                    self.env._(
                        "%(name)s isn't written off; there is nothing to take back.",
                        name=use.name,
                    )
                )
        uses._move_back()
        uses.write({"state": "reversed"})
        for use in uses:
            use.message_post(
                body=self.env._("Write-off taken back: %(reason)s", reason=reason)
            )
        uses._after_reverse()
        return True

    def _after_reverse(self):
        """For what followed from a part whose write-off was taken back."""

    def _move_back(self):
        for use in self:
            done = use.move_ids.filtered(
                lambda move: move.state == "done" and move.aftersales_from_id
            )
            if not done:
                use._take_bill_back()
                continue
            picking = use.holder_id._make_picking(
                done.location_dest_id,
                use.holder_id.location_id,
                [
                    {
                        "product_id": move.product_id.id,
                        "product_uom_qty": move.aftersales_qty,
                        "origin_returned_move_id": move.id,
                        "aftersales_use_id": use.id,
                        "aftersales_purpose": use.purpose,
                        "to_refund": False,
                    }
                    for move in done
                ],
                use.name,
            )
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
                move.move_line_ids.lot_id = use.lot_id
                move.picked = True
            picking.move_ids._action_done()
