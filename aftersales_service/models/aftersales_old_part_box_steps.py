from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules


class AftersalesOldPartBox(models.Model):
    """Packed, sent, scanned, unpacked."""

    _inherit = "aftersales.old.part.box"

    def action_fill(self):
        """Put everything in that this account owes and that is in no box yet."""
        self._check_step_role("pack")
        self._check_mine()
        self._check_state("packing")
        lines = self.env["aftersales.old.part.box.line"]
        for box in self:
            owed = self.env["aftersales.old.part"].search(
                [
                    ("holder_id", "=", box.holder_id.id),
                    ("state", "in", tuple(rules.OWED)),
                    ("wanted", "=", rules.RETURN),
                ]
            )
            free = owed - owed._boxed()
            lines.create([{"box_id": box.id, "old_part_id": old.id} for old in free])
        return True

    def action_send(self):
        """The box is on its way."""
        self._check_step_role("pack")
        self._check_mine()
        self._check_state("packing")
        for box in self:
            if not box.line_ids:
                raise UserError(
                    self.env._(
                        "Box %(name)s is empty. Put old parts in first.", name=box.name
                    )
                )
        self.sudo().write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "sent_by_id": self.env.uid,
            }
        )
        return True

    def action_scan(self):
        """Scan what is in the box."""
        self.ensure_one()
        self._check_step_role("receive")
        self._check_state("sent")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Receive Old Parts"),
            "res_model": "aftersales.old.part.scan",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_box_id": self.id, "dialog_size": "extra-large"},
        }

    def action_receive(self):
        """The box is unpacked; what wasn't in it stays owed, and the sender is told."""
        self._check_step_role("receive")
        self._check_state("sent")
        for box in self:
            for name in ("packaging_state", "cards_state", "list_state"):
                if not box[name]:
                    raise UserError(
                        self.env._(
                            "Say of box %(name)s: %(field)s.",
                            name=box.name,
                            field=box._fields[name]._description_string(self.env),
                        )
                    )
        self.sudo().write(
            {
                "state": "received",
                "received_at": fields.Datetime.now(),
                "received_by_id": self.env.uid,
            }
        )
        for box in self.sudo():
            if box.missing_quantity:
                box._tell_missing()
        return True

    def _tell_missing(self):
        self.ensure_one()
        short = self.line_ids.filtered("missing_quantity")
        people = self.sent_by_id | self.holder_id.employee_id.user_id
        self.message_post(
            body=self.env._(
                "Not in the box: %(tags)s. They are still owed.",
                tags=", ".join(short.old_part_id.mapped("name")),
            ),
            partner_ids=people.partner_id.ids,
        )

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Box list %(name)s", name=self.name)

    def _for_report(self):
        """This box as its list prints it, names of products and people included."""
        self.ensure_one()
        self.check_access("read")
        # who reads the box reads the names on its list, not the files behind them
        return self.sudo()
