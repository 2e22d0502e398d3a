from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules


class AftersalesOldPart(models.Model):
    """Taking in what arrived: what counts, what doesn't, who must know (PRT-6)."""

    _inherit = "aftersales.old.part"

    def _receive(self, rows, box=None):
        """Take in what arrived for these old parts (PRT-6).

        :param rows: dict of old part → dict: ``condition``, and if need be
            ``quantity``, ``deduction``, ``serial``, ``photo``, ``note``
        :param box: the ``aftersales.old.part.box`` it came in
        :raise AccessError: keepers and managers receive
        :raise UserError: names the part that can't be received, and why
        :return: the receipts
        """
        self._check_step_role("receive")
        olds = self.sudo()  # the role was checked; what follows is the system's
        olds._lock_rows()
        vals_list = []
        for old in olds:
            row = rows[self.browse(old.id)]
            vals_list.append(
                {**old._prepare_receipt_vals(row), "box_id": box.id if box else False}
            )
        receipts = olds.env["aftersales.old.part.receipt"].create(vals_list)
        olds._after_receipt(receipts)
        return receipts.sudo(self.env.su)

    def _prepare_receipt_vals(self, row):
        self.ensure_one()
        self._check_owed()
        condition = row.get("condition") or rules.GOOD
        quantity = row.get("quantity") or self.outstanding_quantity
        if not 0 < quantity <= self.outstanding_quantity:
            raise UserError(
                self.env._(
                    "%(quantity)s can't be received for %(tag)s: %(owed)s are owed.",
                    quantity=quantity,
                    tag=self.name,
                    owed=self.outstanding_quantity,
                )
            )
        mismatch = not rules.same_serial(self.serial_removed, row.get("serial"))
        if mismatch:
            condition = rules.WRONG
        if condition == rules.ON_PHOTO and not (row.get("photo") or self.photo):
            raise UserError(
                self.env._(
                    "There is no photo of old part %(tag)s to accept. Add one first.",
                    tag=self.name,
                )
            )
        if condition == rules.ON_PHOTO and self.wanted != rules.PHOTO:
            raise UserError(
                self.env._(
                    "Old part %(tag)s itself is wanted, a photo isn't enough. A "
                    "manager may waive it.",
                    tag=self.name,
                )
            )
        deductions = self.env["aftersales.old.part.deduction"]
        deduction = row.get("deduction") or deductions._proposed(
            condition, self.company_id
        )
        return {
            "old_part_id": self.id,
            "quantity": quantity,
            "condition": condition,
            "counts": rules.counts(
                self.wanted, condition, deduction.counts if deduction else True
            ),
            "deduction_id": deduction.id,
            "serial_received": row.get("serial"),
            "serial_mismatch": mismatch,
            "photo": row.get("photo"),
            "note": row.get("note"),
        }

    def _after_receipt(self, receipts):
        """States, times and word to those who must know."""
        here = receipts.filtered("counts").old_part_id
        here.write({"received_at": fields.Datetime.now()})
        self._follow_quantities()
        for receipt in receipts.filtered("serial_mismatch"):
            old = receipt.old_part_id
            old._tell_managers(
                self.env._(
                    "Wrong serial number on old part %(tag)s: %(found)s came, "
                    "%(expected)s was removed by the report. It stays owed; if the "
                    "report is wrong, a manager waives it.",
                    tag=old.name,
                    found=receipt.serial_received,
                    expected=old.serial_removed,
                )
            )

    def _tell_managers(self, text):
        """A message to those who manage the service."""
        for old in self:
            managers = old.company_id._service_managers()
            old.message_notify(
                partner_ids=managers.partner_id.ids, subject=old.name, body=text
            )

    def action_receive(self):
        """Open the scan with these old parts in it."""
        self._check_step_role("receive")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive Old Parts"),
            "res_model": "aftersales.old.part.scan",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_old_part_ids": self.ids,
                "dialog_size": "extra-large",
            },
        }
