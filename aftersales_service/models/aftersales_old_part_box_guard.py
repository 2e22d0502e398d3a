from odoo import api, models
from odoo.exceptions import AccessError, UserError

#: What the sender fills in, and what the keeper fills in
BY_SENDER = frozenset({"carrier", "freight_number", "line_ids", "note", "holder_id"})
BY_KEEPER = frozenset({"packaging_state", "cards_state", "list_state", "receipt_note"})


class AftersalesOldPartBox(models.Model):
    """Who fills in which part of the paper, and when: form, import and RPC alike."""

    _inherit = "aftersales.old.part.box"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_step_role("pack")
            for vals in vals_list:
                self._check_writable(
                    {name: None for name in vals if name not in BY_SENDER}
                )
        boxes = super(AftersalesOldPartBox, self._plain()).create(vals_list)
        boxes = boxes.with_env(self.env)
        if not self.env.su:
            boxes._check_mine()
        for box in boxes:
            sequence = self.env["ir.sequence"].sudo().with_company(box.company_id)
            # the number is the system's
            box.sudo().name = sequence.next_by_code("aftersales.old.part.box")
        return boxes

    def write(self, vals):
        if not self.env.su:
            self._check_fields(vals)
        result = super().write(vals)
        if "holder_id" in vals and not self.env.su:
            self._check_mine()
        return result

    def _check_fields(self, vals):
        """Each part of the paper is open to whose it is, and in its time."""
        self.check_access("write")
        self._check_writable(
            {name: None for name in vals if name not in BY_SENDER | BY_KEEPER}
        )
        if vals.keys() & BY_SENDER:
            self._check_mine()
            self._check_state("packing")
        if vals.keys() & BY_KEEPER:
            self._check_step_role("receive")
            self._check_state("sent")

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for box in self:
            if box.state != state:
                raise UserError(
                    self.env._(
                        "Box %(name)s is “%(state)s”; this is done while it is "
                        "“%(wanted)s”.",
                        name=box.name,
                        state=labels[box.state],
                        wanted=labels[state],
                    )
                )

    def _check_mine(self):
        """Technicians pack for their own account; keepers for everybody.

        :raise AccessError: it is somebody else's account
        """
        if self.env.su or self.env.user.has_group(
            "aftersales_service.group_aftersales_keeper"
        ):
            return
        for box in self:
            # users may not read employees' files
            if box.sudo().holder_id.employee_id.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Account %(account)s isn't yours. Pack old parts that you owe "
                        "yourself.",
                        account=box.sudo().holder_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_state("packing")
        self._check_mine()
