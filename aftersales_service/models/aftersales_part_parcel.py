from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

PACKED = "packed"
SHIPPED = "shipped"
UNPACKED = "unpacked"
STATE = [(PACKED, "Packed"), (SHIPPED, "Shipped"), (UNPACKED, "Unpacked")]
#: What the keeper fills in; the rest follows from the steps
WRITABLE = {"carrier", "tracking_number", "freight_amount", "freight_note", "item_ids"}


class AftersalesPartParcel(models.Model):
    """A parcel of parts: packed, checked, shipped (PRT-3, PRT-10, T-14, T-15).

    Its pieces are reserved by a real picking, which is done when the carrier takes it.
    """

    _name = "aftersales.part.parcel"
    _description = "Parcel of Parts"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(related="request_id.name")
    request_id = fields.Many2one(
        comodel_name="aftersales.part.request",
        string="Requisition",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=STATE, required=True, readonly=True, default=PACKED
    )
    picking_id = fields.Many2one(
        comodel_name="stock.picking",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    contents = fields.Text(compute="_compute_contents")
    item_ids = fields.One2many(
        comodel_name="aftersales.part.parcel.item",
        inverse_name="parcel_id",
        string="Packing List",
    )
    packed_at = fields.Datetime(
        string="Packed",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    packed_by_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    checked_at = fields.Datetime(string="Checked", readonly=True)
    checked_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    carrier = fields.Char()
    tracking_number = fields.Char()
    freight_amount = fields.Monetary(string="Freight")
    freight_note = fields.Char(help="Who pays it, number of the receipt.")
    shipped_at = fields.Datetime(string="Shipped", readonly=True)
    shipped_by_id = fields.Many2one(comodel_name="res.users", readonly=True)

    _one_open = models.UniqueIndex(
        "(request_id) WHERE state = 'packed'",
        "A parcel of this requisition stands ready already. Ship or unpack that one "
        "first.",
    )
    _freight_not_negative = models.Constraint(
        "CHECK(freight_amount >= 0)", "Freight can't be negative."
    )

    @api.depends("picking_id")
    def _compute_contents(self):
        for parcel in self:
            # superuser: who packs need not be a user of the stock
            lines = parcel.sudo().picking_id.move_line_ids
            parcel.contents = "\n".join(
                " ".join(
                    filter(
                        None,
                        [
                            line.product_id.display_name,
                            line.lot_id.name,
                            f"× {line.quantity:g}",
                        ],
                    )
                )
                for line in lines
            )

    def write(self, vals):
        if not self.env.su:
            self._check_fillable(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        self._check_fillable(())
        for parcel in self:
            raise UserError(
                self.env._(
                    "The parcel of %(name)s is on record. Unpack it instead.",
                    name=parcel.name,
                )
            )

    def _check_fillable(self, names):
        """Carrier and freight until it is shipped; nothing else by hand."""
        self.check_access("write")
        for parcel in self:
            if set(names) - WRITABLE or parcel.state != PACKED:
                raise UserError(
                    self.env._(
                        "The parcel of %(name)s is %(state)s; this follows from its "
                        "steps. Use the buttons of the requisition.",
                        name=parcel.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[parcel.state],
                    )
                )

    def _check_ticked(self):
        """All that is prescribed was done, or says why not."""
        for parcel in self:
            open_ = parcel.item_ids.filtered(
                lambda item: not item.done and not (item.note or "").strip()
            )
            if open_:
                raise UserError(
                    self.env._(
                        "The packing list of %(name)s isn't ticked off yet: "
                        "%(things)s. Tick it, or note why it isn't needed.",
                        name=parcel.name,
                        things=format_list(self.env, open_.mapped("item_id.name")),
                    )
                )
