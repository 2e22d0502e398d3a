from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import old_part as rules
from .aftersales_old_part_deduction import CONDITION


class AftersalesOldPartReceipt(models.Model):
    """What arrived for an old part, and in which condition. Append-only.

    A slip of the keeper is put right by a row with the quantity negative.
    """

    _name = "aftersales.old.part.receipt"
    _description = "Receipt of an Old Part"
    _order = "id"
    _check_company_auto = True

    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="old_part_id.company_id", store=True, index=True, precompute=True
    )
    holder_id = fields.Many2one(
        related="old_part_id.holder_id", store=True, precompute=True, index=True
    )
    product_id = fields.Many2one(
        related="old_part_id.product_id", store=True, precompute=True, index=True
    )
    box_id = fields.Many2one(
        comodel_name="aftersales.old.part.box",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    quantity = fields.Float(required=True, readonly=True, digits="Product Unit")
    condition = fields.Selection(
        selection=CONDITION,
        string="Condition of the Part",
        required=True,
        readonly=True,
        index=True,
    )
    counts = fields.Boolean(
        string="Counts as Received",
        readonly=True,
        help="Off: what came isn't what is owed, and it stays owed.",
    )
    deduction_id = fields.Many2one(
        comodel_name="aftersales.old.part.deduction",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    serial_received = fields.Char(string="Serial on the Part", readonly=True)
    serial_mismatch = fields.Boolean(
        string="Wrong Serial",
        readonly=True,
        help="Not the serial number that the signed report says was removed.",
    )
    photo = fields.Image(readonly=True, max_width=1920, max_height=1920)
    note = fields.Char(readonly=True)
    received_at = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    correction_of_id = fields.Many2one(
        comodel_name="aftersales.old.part.receipt",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _corrected_once = models.UniqueIndex(
        "(correction_of_id) WHERE correction_of_id IS NOT NULL",
        "This receipt has been put right already.",
    )

    @api.depends("old_part_id", "condition")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.old_part_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Old parts are received by scanning their tags.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        self._refuse()

    def _refuse(self):
        raise UserError(
            self.env._(
                "The receipt of %(tag)s is on record and stays as it is. Put it right "
                "by a correction.",
                tag=", ".join(self.mapped("display_name")),
            )
        )

    def action_correct(self):
        """Ask for the reason why a receipt was a slip."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Put the Receipt Right"),
            "res_model": "aftersales.old.part.correct",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_receipt_id": self.id},
        }

    def _correct(self, reason):
        """Take a receipt back by a row that says the opposite; the part is owed again.

        :raise UserError: no reason; put right already; the part is gone or written off
        """
        self.ensure_one()
        old = self.old_part_id
        old._check_step_role("receive")
        old = old.sudo()  # the role was checked; the rest follows from it
        old._lock_rows()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why the receipt of %(tag)s is wrong.", tag=old.name)
            )
        if self.correction_of_id or self.search_count(
            [("correction_of_id", "=", self.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "The receipt of %(tag)s has been put right already.", tag=old.name
                )
            )
        if old.state in (rules.DISPOSED, rules.SENT):
            raise UserError(
                self.env._(
                    "Old part %(tag)s has left already; its receipt stands.",
                    tag=old.name,
                )
            )
        if old.part_line_id.state == "posted":
            raise UserError(
                self.env._(
                    "%(use)s is written off on the strength of this receipt. Have the "
                    "write-off taken back first.",
                    use=old.part_line_id.name,
                )
            )
        self.sudo().create(
            {
                "old_part_id": old.id,
                "box_id": self.box_id.id,
                "quantity": -self.quantity,
                "condition": self.condition,
                "counts": self.counts,
                "received_by_id": self.env.uid,
                "note": reason,
                "correction_of_id": self.id,
            }
        )
        if not old.received_quantity:
            old.received_at = False
        old._follow_quantities()
