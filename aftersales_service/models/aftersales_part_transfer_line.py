from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import transfer as rules


class AftersalesPartTransferLine(models.Model):
    """One part that moves; serial numbers one by one."""

    _name = "aftersales.part.transfer.line"
    _description = "Part of a Movement"
    _order = "transfer_id, id"
    _check_company_auto = True

    transfer_id = fields.Many2one(
        comodel_name="aftersales.part.transfer",
        string="Movement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(related="transfer_id.kind", store=True, precompute=True)
    state = fields.Selection(related="transfer_id.state", store=True, precompute=True)
    partner_id = fields.Many2one(
        related="transfer_id.partner_id", store=True, precompute=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        check_company=True,
        ondelete="restrict",
        index=True,
        domain="[('is_storable', '=', True)]",
    )
    tracking = fields.Selection(related="product_id.tracking")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial or Lot",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
    )
    lot_name = fields.Char(
        string="New Serial or Lot",
        help="Of a part that we never had: it is made when the part comes in.",
    )
    quantity = fields.Float(default=1, digits="Product Unit", required=True)
    done_quantity = fields.Float(
        string="Really Moved",
        digits="Product Unit",
        compute="_compute_done_quantity",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="What came, by who confirms; what is missing stays on the account.",
    )
    available_quantity = fields.Float(
        string="Free on Account",
        digits="Product Unit",
        compute="_compute_available_quantity",
        help="What may leave the account now, with your rights.",
    )
    unit_cost = fields.Monetary(
        string="Price per Unit",
        help="Without tax. Of parts bought or borrowed; empty: our own cost.",
    )
    expense_id = fields.Many2one(
        comodel_name="hr.expense",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="The expense claim with the bill of what was bought.",
    )
    voucher_line_id = fields.Many2one(
        comodel_name="aftersales.part.transfer.line",
        string="Borrowed as",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', '=', 'voucher'), ('state', '=', 'done'), "
        "('open_quantity', '>', 0)]",
    )
    settle_line_ids = fields.One2many(
        comodel_name="aftersales.part.transfer.line",
        inverse_name="voucher_line_id",
        string="Settlements",
    )
    open_quantity = fields.Float(
        string="Still Owed",
        digits="Product Unit",
        compute="_compute_open_quantity",
        store=True,
        compute_sudo=True,
        help="Borrowed on a voucher and not settled yet.",
    )
    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_transfer_line_id",
        string="Movements",
        readonly=True,
    )
    note = fields.Char(string="Remark")

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a part must be more than zero."
    )
    _done_not_negative = models.Constraint(
        "CHECK(done_quantity >= 0)", "What really moved can't be less than zero."
    )
    _cost_not_negative = models.Constraint(
        "CHECK(unit_cost >= 0)", "The price of a part can't be negative."
    )

    @api.depends("quantity")
    def _compute_done_quantity(self):
        for line in self:
            line.done_quantity = line.quantity

    @api.depends("product_id", "lot_id", "transfer_id.from_id")
    @api.depends_context("uid")
    def _compute_available_quantity(self):
        self.available_quantity = 0
        stock = self.env["aftersales.part.stock"]
        if not stock.has_access("read"):
            return
        sums = {
            (holder.id, product.id, lot.id): free
            for holder, product, lot, free in stock._read_group(
                [
                    ("holder_id", "in", self.transfer_id.from_id.ids),
                    ("product_id", "in", self.product_id.ids),
                ],
                ["holder_id", "product_id", "lot_id"],
                ["available_quantity:sum"],
            )
        }
        for line in self:
            place = (line.transfer_id.from_id._origin.id, line.product_id._origin.id)
            if line.lot_id:
                found = sums.get((*place, line.lot_id._origin.id), 0)
            else:
                found = sum(free for key, free in sums.items() if key[:2] == place)
            line.available_quantity = found

    @api.depends(
        "kind",
        "state",
        "done_quantity",
        "transfer_id.reversal_ids.state",
        "settle_line_ids.state",
        "settle_line_ids.done_quantity",
        "settle_line_ids.transfer_id.reversal_ids.state",
    )
    def _compute_open_quantity(self):
        for line in self:
            stands = (
                line.kind == rules.VOUCHER
                and line.state == rules.DONE
                and not line.transfer_id.reversal_of_id
                and not line.transfer_id.reversal_ids
            )
            settled = sum(
                other.done_quantity
                for other in line.settle_line_ids
                if other.state == rules.DONE
                and not other.transfer_id.reversal_of_id
                and not other.transfer_id.reversal_ids
            )
            line.open_quantity = line.done_quantity - settled if stands else 0

    @api.constrains("product_id", "lot_id", "lot_name", "quantity", "done_quantity")
    def _check_serial(self):
        for line in self:
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "Serial %(serial)s in movement %(name)s is no %(product)s. "
                        "Choose a serial number of this product.",
                        serial=line.lot_id.name,
                        name=line.transfer_id.name,
                        product=line.product_id.display_name,
                    )
                )
            if line.product_id.tracking == "serial" and not (
                line.quantity == 1 and line.done_quantity in (0, 1)
            ):
                raise ValidationError(
                    self.env._(
                        "%(product)s has serial numbers: give each piece in movement "
                        "%(name)s a line of its own.",
                        product=line.product_id.display_name,
                        name=line.transfer_id.name,
                    )
                )

    @api.constrains("quantity", "done_quantity")
    def _check_done_quantity(self):
        for line in self:
            if line.uom_id.compare(line.done_quantity, line.quantity) > 0:
                raise ValidationError(
                    self.env._(
                        "%(done)s of %(product)s came with movement %(name)s, but only "
                        "%(announced)s were announced. Make another movement for what "
                        "came beyond it.",
                        done=f"{line.done_quantity:g}",
                        product=line.product_id.display_name,
                        name=line.transfer_id.name,
                        announced=f"{line.quantity:g}",
                    )
                )

    @api.onchange("voucher_line_id")
    def _onchange_voucher_line_id(self):
        voucher = self.voucher_line_id
        if voucher and not self.product_id:
            self.product_id = voucher.product_id
            self.quantity = voucher.open_quantity

    def _price(self):
        """Price of one unit: what is written down, or our own cost."""
        self.ensure_one()
        if self.unit_cost:
            return self.unit_cost
        # costs are the company's, whoever reads the movement
        lot = self.sudo().lot_id.with_company(self.company_id)
        product = self.sudo().product_id.with_company(self.company_id)
        if product.lot_valuated and lot:
            return lot.standard_price
        return product.standard_price

    def _missing_serial(self):
        """Whether a serial or lot number is still to be entered."""
        self.ensure_one()
        one = self.transfer_id
        if self.product_id.tracking == "none":
            return False
        incoming = one.kind in (rules.VOUCHER, rules.TRIP) or one._replacement_comes()
        if one.kind == rules.SETTLE and not (one._leaves_account() or incoming):
            # kept and paid: nothing moves
            return False
        return not (self.lot_id or (incoming and self.lot_name))
