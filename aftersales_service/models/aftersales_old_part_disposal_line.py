from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import old_part as rules
from .aftersales_old_part import FATE


class AftersalesOldPartDisposalLine(models.Model):
    """What becomes of one old part."""

    _name = "aftersales.old.part.disposal.line"
    _description = "Old Part Disposed of"
    _order = "id"
    _check_company_auto = True

    disposal_id = fields.Many2one(
        comodel_name="aftersales.old.part.disposal",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="disposal_id.company_id", store=True, index=True, precompute=True
    )
    month = fields.Date(related="disposal_id.month", store=True, precompute=True)
    state = fields.Selection(
        related="disposal_id.state", store=True, precompute=True, index=True
    )
    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'received')]",
    )
    product_id = fields.Many2one(
        related="old_part_id.product_id", store=True, precompute=True
    )
    quantity = fields.Float(
        related="old_part_id.received_quantity", string="Quantity", store=True
    )
    hazard = fields.Selection(related="old_part_id.hazard", store=True, precompute=True)
    fate = fields.Selection(selection=FATE, string="What Becomes of It")
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_recipient_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        help="Who gets it: a scrap dealer, the supplier, the customer.",
    )
    document_number = fields.Char(
        help="Of the paper that goes with it; hazardous waste needs its transfer "
        "document."
    )
    refurbished_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Refurbished as",
        check_company=True,
        domain="[('is_storable', '=', True)]",
        help="Which product it is when it has been refurbished; default: the same.",
    )
    refurbished_serial = fields.Char(
        compute="_compute_refurbished_serial",
        store=True,
        readonly=False,
        precompute=True,
        help="Serial number under which it goes on; default: the one it had.",
    )
    move_id = fields.Many2one(
        comodel_name="stock.move",
        string="Movement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _once = models.UniqueIndex(
        "(old_part_id) WHERE state <> 'cancelled'",
        "This old part is in another disposal already.",
    )

    @api.depends("fate", "old_part_id")
    def _compute_recipient_id(self):
        for line in self:
            old = line.old_part_id.sudo()  # keepers need not see every request
            if line.fate == rules.SUPPLIER:
                line.recipient_id = line.recipient_id or old.supplier_id
            elif line.fate == rules.CUSTOMER:
                line.recipient_id = line.recipient_id or old.ticket_id.partner_id
            else:
                line.recipient_id = line.recipient_id

    @api.depends("old_part_id")
    def _compute_refurbished_serial(self):
        for line in self:
            line.refurbished_serial = line.old_part_id.serial_removed

    @api.depends("old_part_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.old_part_id.display_name

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals)
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_given(vals)
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_open()

    def _check_given(self, vals):
        forged = vals.keys() - {
            "disposal_id",
            "old_part_id",
            "fate",
            "recipient_id",
            "document_number",
            "refurbished_product_id",
            "refurbished_serial",
        }
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s of a line of a disposal can't be written.",
                    fields=", ".join(sorted(forged)),
                )
            )

    def _check_open(self):
        if not self.env.su:
            self.disposal_id._check_step_role("dispose")
            self.disposal_id._check_state("draft")
