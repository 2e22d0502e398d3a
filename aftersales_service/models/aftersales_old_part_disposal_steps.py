from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import old_part as rules


class AftersalesOldPartDisposal(models.Model):
    """Collected, submitted, approved by another, carried out."""

    _inherit = "aftersales.old.part.disposal"

    def action_collect(self):
        """Put in all old parts that came in and are in no disposal yet."""
        self._check_step_role("dispose")
        self._check_state("draft")
        lines = self.env["aftersales.old.part.disposal.line"]
        for one in self:
            taken = lines.sudo().search(
                [("state", "!=", "cancelled"), ("company_id", "=", one.company_id.id)]
            )
            here = self.env["aftersales.old.part"].search(
                [
                    ("company_id", "=", one.company_id.id),
                    ("state", "=", rules.RECEIVED),
                    ("wanted", "=", rules.RETURN),
                    ("id", "not in", taken.old_part_id.ids),
                ]
            )
            lines.create(
                [
                    {"disposal_id": one.id, "old_part_id": old.id, "fate": old._fate()}
                    for old in here
                ]
            )
        return True

    def action_submit(self):
        """Put it up for approval.

        :raise UserError: names the first old part that lacks something, and what
        """
        self._check_step_role("dispose")
        self._lock_rows()
        self._check_state("draft")
        for one in self:
            if not one.line_ids:
                raise UserError(
                    self.env._(
                        "Disposal %(name)s is empty. Collect old parts first.",
                        name=one.name,
                    )
                )
            one.line_ids._check_complete()
        self.sudo().write({"state": "submitted", "submitted_by_id": self.env.uid})
        return True

    def action_approve(self):
        """A manager who didn't submit it agrees.

        What goes back to a supplier is offered to its claim from now on.
        """
        self._check_step_role("decide")
        self._lock_rows()
        self._check_state("submitted")
        for one in self:
            if one.submitted_by_id == self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "You submitted disposal %(name)s. Another manager approves it.",
                        name=one.name,
                    )
                )
            one.line_ids._check_complete()
        batches = self.sudo()  # the role was checked
        batches.write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )
        for line in batches.line_ids:
            line.old_part_id.fate = line.fate
        return True

    def action_give_back(self):
        """Not like this: the keeper changes it."""
        self._check_step_role("decide")
        self._check_state("submitted")
        self.sudo().write({"state": "draft", "submitted_by_id": False})
        return True

    def action_done(self):
        """It has happened."""
        self._check_step_role("dispose")
        self._lock_rows()
        self._check_state("approved")
        batches = self.sudo()  # the role was checked
        batches.line_ids._carry_out()
        batches.write({"state": "done", "done_at": fields.Datetime.now()})
        return True

    def action_cancel(self):
        """Nothing becomes of it; its old parts are free for another batch."""
        self._check_step_role("dispose")
        self._check_state("draft")
        self.sudo().write({"state": "cancelled"})
        return True


class AftersalesOldPart(models.Model):
    _inherit = "aftersales.old.part"

    def _fate(self):
        """What probably becomes of it."""
        self.ensure_one()
        if self.sudo().supplier_id:
            return rules.SUPPLIER
        return rules.SCRAP

    def _leave(self, line):
        self.ensure_one()
        if line.fate == rules.SUPPLIER:
            self._send_to_supplier(line.recipient_id, line.document_number)
            return
        self.write(
            {
                "state": rules.DISPOSED,
                "disposed_at": fields.Datetime.now(),
                "fate": line.fate,
                "recipient_id": line.recipient_id.id,
                "recipient_reference": line.document_number,
            }
        )

    def _send_to_supplier(self, partner, reference):
        """These old parts went to the supplier with a claim; as the system.

        :param partner: ``res.partner`` that gets them
        :param reference: number of the claim, its picking or another paper
        :raise UserError: names the first that isn't here
        """
        for old in self:
            if old.state != rules.RECEIVED:
                labels = dict(old._fields["state"]._description_selection(old.env))
                raise UserError(
                    self.env._(
                        "Old part %(tag)s is “%(state)s” and can't be sent to "
                        "%(partner)s.",
                        tag=old.name,
                        state=labels[old.state],
                        partner=partner.display_name,
                    )
                )
        self.write(
            {
                "state": rules.SENT,
                "fate": rules.SUPPLIER,
                "disposed_at": fields.Datetime.now(),
                "recipient_id": partner.id,
                "recipient_reference": reference,
            }
        )
