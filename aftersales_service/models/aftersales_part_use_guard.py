from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context

from .helpdesk_ticket_events import MANAGER

#: What a manager decides while a part isn't written off
DECIDED = {"bearer", "bearer_reason", "supplier_id", "freight_amount"}
#: Odoo's own fields of messages and activities
FREE = {
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
    "activity_ids",
}


class AftersalesPartUse(models.Model):
    """Nobody writes what follows from a signature, a shipment or a movement."""

    _inherit = "aftersales.part.use"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Parts are booked by the customer's signature on a report or by a "
                    "shipment, not by hand."
                )
            )
        # a default in the context may forge no more than a value may
        context = clean_context(self.env.context)
        plain = self.with_context(context)  # pylint: disable=context-overridden
        return super(AftersalesPartUse, plain).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals)
        result = super().write(vals)
        if "bearer" in vals and not self.env.su:
            self._told_bearer()
        return result

    def _check_written(self, vals):
        self.check_access("write")
        forged = vals.keys() - DECIDED - FREE
        if forged:
            raise UserError(
                self.env._(
                    "“%(field)s” of %(name)s follows from what happened and can't be "
                    "written.",
                    field=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(forged)
                        if name in self._fields
                    ),
                    name=", ".join(self.mapped("name")),
                )
            )
        if vals.keys() - FREE:
            self._check_role(MANAGER)
            closed = self.filtered(lambda use: use.state != "open")
            if closed:
                raise UserError(
                    self.env._(
                        "%(name)s is written off or void; who bears it can't change "
                        "here any more. Take the write-off back first.",
                        name=", ".join(closed.mapped("name")),
                    )
                )
        if "bearer" in vals and not (vals.get("bearer_reason") or "").strip():
            raise UserError(
                self.env._(
                    "Say why %(name)s is borne by somebody else.",
                    name=", ".join(self.mapped("name")),
                )
            )

    def _told_bearer(self):
        """Whose turn it is to pay is a decision that stays readable."""
        for use in self:
            use.message_post(
                body=self.env._(
                    "Borne by “%(bearer)s”: %(reason)s",
                    bearer=dict(
                        use._fields["bearer"]._description_selection(use.env)
                    ).get(use.bearer, "/"),
                    reason=use.bearer_reason or "/",
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "%(name)s is a fact of its request; it is void or taken back, not "
                "deleted.",
                name=", ".join(self.mapped("name")),
            )
        )
