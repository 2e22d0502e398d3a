from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class AftersalesOldPartWaiver(models.Model):
    """Granted, refused, withdrawn."""

    _inherit = "aftersales.old.part.waiver"

    def action_grant(self):
        """A second person agrees: the day moves, or nobody waits any more."""
        self._check_decision()
        for one in self.sudo():  # the role was checked
            one.old_part_id._lock_rows()
            one._check_asked()
            one._decide("granted", self.env.uid)
            if one.kind == "extend":
                one.old_part_id._extend(one.until)
            else:
                one.old_part_id._waive()
        return True

    def action_refuse(self):
        """A second person refuses, with the reason."""
        self._check_decision()
        for one in self:
            if not (one.decision_note or "").strip():
                raise UserError(
                    self.env._("Say why “%(name)s” is refused.", name=one.display_name)
                )
            one.sudo()._decide("refused", self.env.uid)
        return True

    def action_withdraw(self):
        """Who asked thinks better of it."""
        self.check_access("read")
        self._check_open()
        for one in self:
            if one.asked_by_id != self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "Only %(name)s can take this request back.",
                        name=one.sudo().asked_by_id.name,
                    )
                )
        self.sudo()._withdraw()
        return True

    def _withdraw(self):
        self.write({"state": "withdrawn"})

    def _check_decision(self):
        self._check_step_role("decide")
        self._lock_rows()
        self._check_open()
        for one in self:
            if not one._is_second_person():
                raise AccessError(
                    self.env._(
                        "You asked for “%(name)s” or owe the old part yourself. "
                        "Another manager decides.",
                        name=one.display_name,
                    )
                )

    def _decide(self, state, uid):
        self.ensure_one()
        self.write(
            {
                "state": state,
                "decided_by_id": uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        labels = dict(self._fields["state"]._description_selection(self.env))
        self.old_part_id.message_post(
            body=self.env._(
                "%(what)s: %(result)s. %(reason)s",
                what=self.display_name,
                result=labels[state],
                reason=self.decision_note or self.reason,
            )
        )
        self.message_notify(
            partner_ids=self.asked_by_id.partner_id.ids,
            subject=self.display_name,
            body=labels[state],
        )


class AftersalesOldPart(models.Model):
    _inherit = "aftersales.old.part"

    def _extensions(self):
        """Extensions that were granted; a colleague's request counts as well."""
        return self.sudo().waiver_ids.filtered(
            lambda one: one.kind == "extend" and one.state == "granted"
        )

    def _extend(self, until):
        """More time: reminders start anew."""
        was = self.filtered("reminded")
        self.write({"due_date": until})
        self._follow_quantities()
        was._close_reminders(but=was)
        was.reminded = 0

    def _waive(self):
        """Nobody waits for what was waived."""
        self.write({"waived_at": fields.Datetime.now()})
        self._follow_quantities()

    def _ask(self, kind):
        self.ensure_one()
        self._check_step_role("ask")
        self._check_owed()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for More Time")
            if kind == "extend"
            else self.env._("Ask for a Waiver"),
            "res_model": "aftersales.old.part.waiver",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_old_part_id": self.id, "default_kind": kind},
        }

    def action_ask_waiver(self):
        """Open a request to be let off."""
        return self._ask("waive")

    def action_ask_extension(self):
        """Open a request for more time."""
        return self._ask("extend")
