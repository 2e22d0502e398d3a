from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

from ..rules import old_part as rules

#: What who asks fills in
GIVEN = frozenset(
    {"old_part_id", "kind", "reason_code", "reason", "photo", "quantity", "until"}
)


class AftersalesOldPartWaiver(models.Model):
    """What may be asked, and that nobody brings the decision along."""

    _inherit = "aftersales.old.part.waiver"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_step_role("ask")
            for vals in vals_list:
                self._check_writable({name: None for name in vals if name not in GIVEN})
        # what was decided just now stands in nobody's way
        self.flush_model(["state"])
        asked = super(AftersalesOldPartWaiver, self._plain()).create(vals_list)
        asked = asked.with_env(self.env)
        asked.old_part_id.check_access("read")
        for one in asked:
            one._check_asked()
        asked._tell_deciders()
        return asked

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
                "“%(name)s” is on record and can't be deleted. It is decided or "
                "withdrawn.",
                name=", ".join(self.mapped("display_name")),
            )
        )

    def _check_asked(self):
        """What is asked for makes sense."""
        self.ensure_one()
        old = self.old_part_id
        old._check_owed()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why, for old part %(tag)s.", tag=old.name))
        if self.kind == "waive":
            if not 0 < self.quantity <= old.outstanding_quantity:
                raise UserError(
                    self.env._(
                        "Of old part %(tag)s, %(owed)s are owed; %(asked)s can't be "
                        "waived.",
                        tag=old.name,
                        owed=old.outstanding_quantity,
                        asked=self.quantity,
                    )
                )
            return
        company = self.company_id.sudo()
        if len(old._extensions()) >= company.aftersales_old_part_extensions:
            raise UserError(
                self.env._(
                    "Old part %(tag)s has been given more time %(number)s times, as "
                    "often as the company does. Ask for a waiver, or send it.",
                    tag=old.name,
                    number=len(old._extensions()),
                )
            )
        longest = old.due_date + timedelta(
            days=company.aftersales_old_part_extension_days
        )
        if not self.until or not old.due_date < self.until <= longest:
            raise UserError(
                self.env._(
                    "The new last day of old part %(tag)s lies after %(due)s, and not "
                    "after %(longest)s.",
                    tag=old.name,
                    due=old.due_date,
                    longest=longest,
                )
            )

    def _check_open(self):
        for one in self:
            if one.state != "asked":
                raise UserError(
                    self.env._(
                        "“%(name)s” has been decided. Ask anew if it is needed.",
                        name=one.display_name,
                    )
                )

    def _is_second_person(self):
        self.ensure_one()
        return self.env.su or rules.may_decide(
            self.env.uid, self.asked_by_id.id, self.old_part_id._owing_users().ids
        )

    def _tell_deciders(self):
        for one in self:
            managers = one.company_id._service_managers() - one.asked_by_id
            one.sudo().message_notify(
                partner_ids=managers.partner_id.ids,
                subject=one.display_name,
                body=one.reason,
            )
