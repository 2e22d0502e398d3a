from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of warranty provisions stay; only a reversal takes them back."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """A reversal, made here or by an accountant, takes the provision back."""
        posted = super()._post(soft=soft)
        reversals = posted.filtered("reversed_entry_id")
        if reversals:
            for provision in reversals.reversed_entry_id._provisions("move_id"):
                provision._mark_reversed(
                    reversals.filtered(
                        lambda move, p=provision: move.reversed_entry_id == p.move_id
                    )[:1]
                )
        return posted

    def button_draft(self):
        """What is frozen doesn't become a draft again."""
        for field in ("move_id", "reversal_move_id"):
            for provision in self._provisions(field, ("posted", "reversed"))[:1]:
                raise UserError(
                    self.env._(
                        "Entry %(entry)s belongs to the warranty provision of "
                        "%(month)s. Take that back by a reversing entry.",
                        entry=provision[field].name,
                        month=provision.name,
                    )
                )
        return super().button_draft()

    def _provisions(self, field, states=("posted",)):
        """Provisions of these entries; as superuser, for accountants keep none."""
        if not self.ids:
            return self.env["aftersales.warranty.provision"]
        return (
            self.env["aftersales.warranty.provision"]
            .sudo()
            .search([(field, "in", self.ids), ("state", "in", list(states))])
        )
