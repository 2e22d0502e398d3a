from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import old_part as rules


class AftersalesOldPartCharge(models.Model):
    """Decided by a second person; amounts never change."""

    _inherit = "aftersales.old.part.charge"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Charges are proposed on the old part that is overdue.")
            )
        # what was withdrawn just now stands in nobody's way
        self.flush_model(["state"])
        charges = super().create(vals_list)
        for one in charges:
            sequence = self.env["ir.sequence"].with_company(one.company_id)
            one.name = sequence.next_by_code("aftersales.old.part.charge")
        return charges

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            self._check_writable(vals)
            if "decision_note" in vals:
                self._check_step_role("decide")
                self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "Charge %(name)s is on record and can't be deleted. Decide it.",
                name=", ".join(self.mapped("name")),
            )
        )

    def _check_open(self):
        for one in self:
            if one.state != "proposed":
                raise UserError(
                    self.env._(
                        "Charge %(name)s has been decided already.", name=one.name
                    )
                )

    def _is_second_person(self):
        self.ensure_one()
        return self.env.su or rules.may_decide(
            self.env.uid, self.proposed_by_id.id, self.old_part_id._owing_users().ids
        )

    def action_confirm(self):
        """A named person charges it."""
        return self._decide("confirmed")

    def action_refuse(self):
        """A named person doesn't charge it, and says why."""
        for one in self:
            if not (one.decision_note or "").strip():
                raise UserError(
                    self.env._("Say why %(name)s isn't charged.", name=one.name)
                )
        return self._decide("refused")

    def _decide(self, state):
        self._check_step_role("decide")
        self._lock_rows()
        self._check_open()
        for one in self:
            if not one._is_second_person():
                raise AccessError(
                    self.env._(
                        "You proposed %(name)s or owe the old part yourself. Another "
                        "manager decides.",
                        name=one.name,
                    )
                )
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        return True
