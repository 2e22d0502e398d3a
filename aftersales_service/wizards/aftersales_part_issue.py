from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rules import requisition as rules


class AftersalesPartIssue(models.TransientModel):
    """What the keeper hands out or packs: typed, or scanned one by one (PRT-1).

    The field for scanning takes serial numbers, lot numbers, barcodes and part numbers;
    a scanner that types like a keyboard needs nothing else.
    """

    _name = "aftersales.part.issue"
    _description = "Issue of Parts"

    request_id = fields.Many2one(
        comodel_name="aftersales.part.request",
        string="Requisition",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(related="request_id.company_id")
    delivery = fields.Selection(related="request_id.delivery")
    depot_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Depot",
        required=True,
        domain="[('kind', '=', 'depot'), ('company_id', '=', company_id)]",
    )
    scan = fields.Char(help="Serial number, lot number, barcode or part number.")
    message = fields.Char(readonly=True)
    is_trouble = fields.Boolean(readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.part.issue.line",
        inverse_name="issue_id",
        string="Parts",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        request = self.env["aftersales.part.request"].browse(values.get("request_id"))
        if not request.exists():
            return values
        request.check_access("read")
        depot = request._issuing_depot()
        values["depot_id"] = depot.id
        values["line_ids"] = [
            Command.create(
                {
                    "request_line_id": line.id,
                    "quantity": 0
                    if line.product_id.tracking != "none"
                    else min(line.open_qty, max(line.depot_available, 0)),
                }
            )
            for line in request.line_ids.filtered("open_qty")
        ]
        return values

    @api.onchange("scan")
    def _onchange_scan(self):
        """Take in one scan; the field is empty again for the next one."""
        code, self.scan = (self.scan or "").strip(), False
        if not code:
            return
        try:
            self.message, self.is_trouble = self._take(code), False
        except UserError as error:
            self.message, self.is_trouble = str(error), True

    def _take(self, code):
        """Count one piece; returns what is told to the keeper.

        :raise UserError: it isn't on the requisition, or not to be had
        """
        lines = self.line_ids.request_line_id
        # superuser: keepers need not be users of the stock
        lots = self.env["stock.lot"].sudo()
        lot = lots.search(
            [
                ("name", "=", code),
                ("product_id", "in", lines.product_id.ids),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )
        products = lot.product_id or lines.product_id.filtered(
            lambda product: code in (product.barcode, product.default_code)
        )
        product = products[:1].sudo(self.env.su)
        if not product:
            raise UserError(
                self.env._(
                    "%(code)s is on no line of requisition %(name)s.",
                    code=code,
                    name=self.request_id.name,
                )
            )
        if product.tracking != "none" and not lot:
            raise UserError(
                self.env._(
                    "%(product)s has serial or lot numbers: scan that number.",
                    product=product.display_name,
                )
            )
        return self._count(product, lot)

    def _count(self, product, lot):
        rows = self.line_ids.filtered(
            lambda row: row.request_line_id.product_id == product
        )
        same = rows.filtered(lambda row: row.lot_id._origin.id == lot.id)
        if lot and product.tracking == "serial" and same:
            raise UserError(
                self.env._("%(serial)s was scanned already.", serial=lot.name)
            )
        if lot and not self._is_free(product, lot):
            raise UserError(
                self.env._(
                    "%(serial)s isn't free in %(depot)s: it was issued, is reserved, "
                    "or lies elsewhere.",
                    serial=lot.name,
                    depot=self.depot_id.name,
                )
            )
        line = next(
            (line for line in rows.request_line_id if self._room(line) >= 1), None
        )
        if not line:
            raise UserError(
                self.env._(
                    "Of %(product)s no more is open on requisition %(name)s.",
                    product=product.display_name,
                    name=self.request_id.name,
                )
            )
        self._add_piece(rows, line, lot)
        return self.env._(
            "%(part)s: %(number)g of %(open)g",
            part=lot.name or product.display_name,
            number=sum(self._of(line).mapped("quantity")),
            open=line.open_qty,
        )

    def _add_piece(self, rows, line, lot):
        own = rows.filtered(lambda row: row.request_line_id == line)
        row = own.filtered(lambda row: row.lot_id._origin.id == lot.id)[:1]
        if not row and lot:
            row = own.filtered(lambda row: not row.lot_id)[:1]
        if not row:
            self.line_ids += self.line_ids.new(
                {
                    "request_line_id": line.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "is_scanned": True,
                }
            )
            return
        # what was filled in before the first scan was only a proposal
        row.quantity = row.quantity + 1 if row.is_scanned else 1
        row.is_scanned = True
        row.lot_id = lot.sudo(self.env.su)

    def _of(self, line):
        return self.line_ids.filtered(lambda row: row.request_line_id == line)

    def _room(self, line):
        """How much more of a line may be scanned."""
        own = self._of(line)
        proposed = own.filtered(lambda row: not row.is_scanned)
        return line.open_qty - sum((own - proposed).mapped("quantity"))

    def _is_free(self, product, lot):
        quants = self.env["stock.quant"].sudo()
        place = self.depot_id.sudo().location_id
        held = self.request_id._back_orders().move_line_ids
        own = held.filtered(lambda line: line.lot_id == lot)
        return bool(own or quants._free_parts(product.sudo(), place, lot))

    def action_confirm(self):
        """Issue, or pack, what is entered; the requisition decides whether it may."""
        for window in self:
            rows = [
                {
                    "line_id": row.request_line_id.id,
                    "lot_id": row.lot_id.id,
                    "quantity": row.quantity,
                }
                for row in window.line_ids
            ]
            request = window.request_id
            if request.delivery == rules.HAND:
                request.action_issue(rows, window.depot_id)
            else:
                request.action_pack(rows, window.depot_id)
        return {"type": "ir.actions.act_window_close"}


class AftersalesPartIssueLine(models.TransientModel):
    """A number of pieces of one line, of one serial or lot number."""

    _name = "aftersales.part.issue.line"
    _description = "Parts to Issue"

    issue_id = fields.Many2one(
        comodel_name="aftersales.part.issue", required=True, ondelete="cascade"
    )
    request_line_id = fields.Many2one(
        comodel_name="aftersales.part.request.line",
        string="Line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(related="request_line_id.product_id")
    tracking = fields.Selection(related="product_id.tracking")
    uom_id = fields.Many2one(related="request_line_id.uom_id")
    open_qty = fields.Float(related="request_line_id.open_qty")
    available = fields.Float(
        string="Free",
        compute="_compute_available",
        digits="Product Unit",
        help="In this depot, reserved for nobody.",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial or Lot",
        domain="[('product_id', '=', product_id)]",
    )
    quantity = fields.Float(digits="Product Unit")
    is_scanned = fields.Boolean()

    @api.depends("request_line_id", "issue_id.depot_id")
    def _compute_available(self):
        for depot, rows in self.grouped(lambda row: row.issue_id.depot_id).items():
            depot = depot._origin
            stock = depot._part_stock(rows.product_id)
            place = depot.sudo().location_id
            for row in rows:
                # what the back-order of this requisition holds is free for it
                held = row.request_line_id.request_id._back_orders().move_ids
                own = held.filtered(
                    lambda move, line=row.request_line_id, place=place: (
                        move.aftersales_request_line_id == line
                        and move.location_id == place
                    )
                )
                row.available = stock.get((depot.id, row.product_id.id), 0) + sum(
                    own.mapped("quantity")
                )
