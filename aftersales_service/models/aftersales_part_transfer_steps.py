from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import part
from ..rules import transfer as rules


class AftersalesPartTransfer(models.Model):
    """Steps of a movement: each asks the rules, moves goods, and tells who waits."""

    _inherit = "aftersales.part.transfer"

    def _put(self, vals):
        """Write what follows from a step whose right has been checked."""
        return self.sudo().write(vals)

    def action_submit(self):
        """Ask for the movement; what is to leave the account is set aside."""
        self._check_step(rules.SUBMIT)
        for one in self:
            one._check_complete()
            one._put(
                {
                    "state": rules.SUBMITTED,
                    "submitted_at": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                }
            )
            # the right to the step has been checked; holders are no stock users
            one.sudo()._set_aside()
            one._ask_to_confirm()

    def action_receive(self):
        """The goods are here: move what really came."""
        self._check_step(rules.RECEIVE)
        for one in self:
            one._check_moves_something()
            one._finish()

    def action_approve(self):
        """The loss is accepted: written off, or charged to an employee (PRT-5)."""
        self._check_step(rules.APPROVE)
        for one in self:
            one._check_decided()
            one._finish()

    def _finish(self):
        self.ensure_one()
        # the right to the step has been checked; keepers are no stock users
        self.sudo()._move_goods()
        self._put(
            {
                "state": rules.DONE,
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self.sudo()._after_done()

    def _after_done(self):
        """Hook: the goods have moved. As superuser, after the rights were checked."""

    def action_refuse(self, reason=None):
        """It isn't as it was announced: back to who asked, with the reason."""
        self._end(rules.REFUSE, reason)

    def action_cancel(self, reason=None):
        """Call the movement off before anything moved."""
        self._end(rules.CANCEL, reason)

    def _end(self, step, reason):
        self._check_step(step)
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why movement %(name)s doesn't take place.",
                    name=", ".join(self.mapped("name")),
                )
            )
        for one in self:
            # the right to the step has been checked; the goods are free again
            one.sudo().picking_ids.filtered(
                lambda picking: picking.state != "done"
            ).action_cancel()
            state = rules.next_state(one.state, step, one._facts())
            one._put({"state": state, "reason": reason.strip()})
            one.sudo().activity_unlink(["mail.mail_activity_data_todo"])
            one.sudo().message_post(body=reason.strip())

    def action_redraft(self):
        """Correct a refused movement and ask again."""
        self._check_step(rules.REDRAFT)
        for one in self:
            one._put({"state": rules.DRAFT, "submitted_at": False})
            # what was counted the first time is counted anew
            for line in one.sudo().line_ids:
                line.done_quantity = line.quantity

    # Checks

    def _check_complete(self):
        """What must be there before anybody is asked to confirm."""
        self.ensure_one()
        one = self.sudo()
        if not rules.places_fit(
            self.kind, one.from_id.kind or None, one.to_id.kind or None
        ):
            raise UserError(self._why_places())
        if not self.line_ids:
            raise UserError(
                self.env._("Movement %(name)s moves nothing yet.", name=self.name)
            )
        archived = (one.from_id | one.to_id).filtered(lambda h: not h.active)
        if archived:
            raise UserError(
                self.env._(
                    "Account %(account)s is archived; nothing moves there.",
                    account=archived[0].name,
                )
            )
        for line in self.line_ids:
            if line._missing_serial():
                raise UserError(
                    self.env._(
                        "%(product)s has serial or lot numbers: say in movement "
                        "%(name)s which one moves.",
                        product=line.product_id.display_name,
                        name=self.name,
                    )
                )
        doubled = [
            lot
            for lot, lines in self.line_ids.grouped("lot_id").items()
            if lot.product_id.tracking == "serial" and len(lines) > 1
        ]
        if doubled:
            raise UserError(
                self.env._(
                    "Serial %(serial)s stands in movement %(name)s twice.",
                    serial=doubled[0].name,
                    name=self.name,
                )
            )

    def _check_moves_something(self):
        for one in self:
            if not any(one.line_ids.mapped("done_quantity")):
                raise UserError(
                    self.env._(
                        "Nothing of movement %(name)s came. Refuse it with the reason.",
                        name=one.name,
                    )
                )

    def _check_decided(self):
        """A loss is decided with its outcome and the reason, not over oneself."""
        for one in self:
            if not one.outcome or not (one.outcome_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Decide on loss %(name)s first: written off or charged, and "
                        "why.",
                        name=one.name,
                    )
                )
            if one.outcome != "charged":
                continue
            charged = one.sudo().charge_employee_id
            if not charged:
                raise UserError(
                    self.env._(
                        "Say to whom loss %(name)s is charged.",
                        name=one.name,
                    )
                )
            if charged.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "Loss %(name)s is charged to yourself; another manager "
                        "decides on it.",
                        name=one.name,
                    )
                )

    # Who waits for it

    def _ask_to_confirm(self):
        """An activity for who is to confirm; who that is may be several: then none."""
        self.ensure_one()
        user = self._confirmer()
        if user:
            # who asks need not be allowed to give the other one activities
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_user(user).env._(
                    "Confirm movement %(name)s", name=self.name
                ),
                user_id=user.id,
            )

    def _confirmer(self):
        self.ensure_one()
        one = self.sudo()
        if self.kind == rules.LOSS:
            return one.from_id.employee_id.parent_id.user_id.filtered(
                lambda user: user.has_group(
                    "aftersales_service.group_aftersales_manager"
                )
            )
        if one.to_id.kind == part.TECHNICIAN and self.kind == rules.TRANSFER:
            return one.to_id.employee_id.user_id
        depot = one.to_id if one.to_id.kind == part.DEPOT else one.from_id
        return depot.keeper_id
