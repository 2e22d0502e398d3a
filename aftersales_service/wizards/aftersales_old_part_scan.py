from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.aftersales_old_part_deduction import CONDITION
from ..rules import old_part as rules


class AftersalesOldPartScan(models.TransientModel):
    """Receive old parts by scanning tag after tag (PRT-6).

    A keyboard scanner types the code and ends with Enter; a QR code read by it counts
    as well. What is scanned twice counts twice, up to what is owed.
    """

    _name = "aftersales.old.part.scan"
    _description = "Receipt of Old Parts by Scan"
    _inherit = ["barcodes.barcode_events_mixin"]

    box_id = fields.Many2one(
        comodel_name="aftersales.old.part.box",
        domain="[('state', '=', 'sent')]",
        help="The box they came in; empty: handed in by hand.",
    )
    old_part_ids = fields.Many2many(
        comodel_name="aftersales.old.part", help="Those to begin with."
    )
    code = fields.Char(string="Scan or Type a Tag")
    message = fields.Char(readonly=True)
    line_ids = fields.One2many(
        comodel_name="aftersales.old.part.scan.line",
        inverse_name="scan_id",
        string="Scanned",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    scanned_quantity = fields.Float(digits="Product Unit", compute="_compute_counts")
    packed_quantity = fields.Float(related="box_id.packed_quantity")
    missing_quantity = fields.Float(
        string="Not Scanned Yet", digits="Product Unit", compute="_compute_counts"
    )

    @api.depends("old_part_ids")
    def _compute_line_ids(self):
        for scan in self:
            scan.line_ids = scan.line_ids or [
                Command.create({"old_part_id": old.id})
                for old in scan.old_part_ids._origin
            ]

    @api.depends("line_ids.quantity", "line_ids.condition", "box_id")
    def _compute_counts(self):
        for scan in self:
            here = scan.line_ids.filtered(lambda line: line.condition != rules.MISSING)
            scan.scanned_quantity = sum(here.mapped("quantity"))
            listed = scan.box_id.line_ids.old_part_id
            found = here.filtered_domain([("old_part_id", "in", listed.ids)])
            scan.missing_quantity = max(
                scan.box_id.missing_quantity - sum(found.mapped("quantity")), 0
            )

    @api.onchange("code")
    def _onchange_code(self):
        if self.code:
            self._scan(self.code)
            self.code = False

    def on_barcode_scanned(self, barcode):
        """A scanner that isn't in the field for codes."""
        self._scan(barcode)

    def _scan(self, code):
        """Add what a code names to the list; say what was done."""
        tag = rules.scanned(code)
        old = self.env["aftersales.old.part"].search(
            [("name", "=", tag), ("company_id", "in", self.env.companies.ids)], limit=1
        )
        self.message = self._scanned(old, tag)

    def _scanned(self, old, tag):
        if not old:
            return self.env._("There is no tag %(tag)s.", tag=tag or "?")
        if old.state not in rules.OWED:
            labels = dict(old._fields["state"]._description_selection(self.env))
            return self.env._(
                "%(tag)s is “%(state)s” already.", tag=tag, state=labels[old.state]
            )
        line = self.line_ids.filtered(lambda one: one.old_part_id._origin == old)
        if not line:
            first = min(old.outstanding_quantity, 1)
            self.line_ids = [Command.create({"old_part_id": old.id, "quantity": first})]
        elif line.quantity < old.outstanding_quantity:
            line.quantity += 1
        else:
            return self.env._("%(tag)s has been scanned already.", tag=tag)
        if self.box_id and old not in self.box_id.line_ids.old_part_id:
            return self.env._(
                "%(tag)s isn't on the list of box %(box)s; it is received all the "
                "same.",
                tag=tag,
                box=self.box_id.name,
            )
        return self.env._(
            "%(tag)s: %(part)s", tag=tag, part=old.sudo().product_id.display_name
        )

    def action_receive(self):
        """Take in what was scanned."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Nothing has been scanned yet."))
        rows = {line.old_part_id: line._row() for line in self.line_ids}
        if len(rows) != len(self.line_ids):
            raise UserError(self.env._("An old part is on the list twice."))
        if self.box_id:
            self.box_id.check_access("read")
            self.box_id._check_state("sent")
        self.line_ids.old_part_id._receive(rows, box=self.box_id)
        return {"type": "ir.actions.act_window_close"}


class AftersalesOldPartScanLine(models.TransientModel):
    """One tag that was scanned, and what the keeper sees of the part."""

    _name = "aftersales.old.part.scan.line"
    _description = "Old Part Scanned"

    scan_id = fields.Many2one(
        comodel_name="aftersales.old.part.scan", required=True, ondelete="cascade"
    )
    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        ondelete="cascade",
        domain="[('state', 'in', ('due', 'overdue'))]",
    )
    serial_removed = fields.Char(related="old_part_id.serial_removed")
    hazard = fields.Selection(related="old_part_id.hazard")
    owed = fields.Float(related="old_part_id.outstanding_quantity", string="Owed")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    condition = fields.Selection(
        selection=CONDITION,
        string="Condition of the Part",
        required=True,
        compute="_compute_condition",
        store=True,
        readonly=False,
        precompute=True,
    )
    deduction_id = fields.Many2one(
        comodel_name="aftersales.old.part.deduction",
        compute="_compute_deduction_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    serial = fields.Char(string="Serial on the Part")
    photo = fields.Image(max_width=1920, max_height=1920)
    note = fields.Char()

    @api.depends("old_part_id")
    def _compute_quantity(self):
        for line in self:
            line.quantity = line.quantity or line.old_part_id.outstanding_quantity

    @api.depends("old_part_id")
    def _compute_condition(self):
        for line in self:
            on_photo = line.old_part_id.wanted == rules.PHOTO
            usual = rules.ON_PHOTO if on_photo else rules.GOOD
            line.condition = line.condition or usual

    @api.depends("condition", "old_part_id")
    def _compute_deduction_id(self):
        deductions = self.env["aftersales.old.part.deduction"]
        for line in self:
            line.deduction_id = deductions._proposed(
                line.condition, line.old_part_id.company_id
            )

    def _row(self):
        self.ensure_one()
        return {
            "quantity": self.quantity,
            "condition": self.condition,
            "deduction": self.deduction_id,
            "serial": self.serial,
            "photo": self.photo,
            "note": self.note,
        }
