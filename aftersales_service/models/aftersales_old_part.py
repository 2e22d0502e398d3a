from odoo import api, fields, models

from ..rules import old_part as rules
from .product_old_part import HAZARD

STATE = [
    (rules.DUE, "Due"),
    (rules.OVERDUE, "Overdue"),
    (rules.RECEIVED, "Received"),
    (rules.WAIVED, "Waived"),
    (rules.DISPOSED, "Disposed of"),
    (rules.SENT, "Sent to the Supplier"),
    (rules.VOID, "Void"),
]
WANTED = [
    (rules.RETURN, "The part itself"),
    (rules.PHOTO, "A photo is enough"),
]
FATE = [
    (rules.SCRAP, "Scrap"),
    (rules.REFURBISH, "Refurbish"),
    (rules.SUPPLIER, "Back to the supplier"),
    (rules.CUSTOMER, "To the customer"),
]


class AftersalesOldPart(models.Model):
    """An old part (旧件) that is due back for one that was given (PRT-6).

    Worth nothing in the books: it is followed here and never enters the stock.

    | state    | next, and who takes the step                                     |
    |----------|------------------------------------------------------------------|
    | due      | received by a keeper; waived or given more time by a manager who |
    |          | neither asked nor owes it; overdue by itself when its day is over |
    | overdue  | the same; a charge may be proposed                               |
    | received | disposed of by a batch that a manager approved, or sent to the    |
    |          | supplier with a claim                                            |
    | waived   | nothing: nobody waits for it any more                            |
    | void     | the report was returned, or the write-off taken back             |
    """

    _name = "aftersales.old.part"
    _description = "Old Part"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "due_date, id"
    _check_company_auto = True

    name = fields.Char(
        string="Tag Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.DUE,
        index=True,
        tracking=True,
    )
    part_line_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="For Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="part_line_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    holder_id = fields.Many2one(
        related="part_line_id.holder_id",
        store=True,
        precompute=True,
        index=True,
        string="Owed by",
    )
    ticket_id = fields.Many2one(
        related="part_line_id.ticket_id", store=True, precompute=True, index=True
    )
    visit_id = fields.Many2one(
        related="part_line_id.visit_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    product_id = fields.Many2one(
        related="part_line_id.product_id", store=True, precompute=True, index=True
    )
    supplier_id = fields.Many2one(related="part_line_id.supplier_id")
    serial_removed = fields.Char(
        related="part_line_id.serial_removed", store=True, precompute=True
    )
    wanted = fields.Selection(
        selection=WANTED,
        string="Wanted Back",
        required=True,
        readonly=True,
        default=rules.RETURN,
    )
    hazard = fields.Selection(
        selection=HAZARD,
        readonly=True,
        help="Goes to scrap through a licensed chain only.",
    )
    photo = fields.Image(
        max_width=1920,
        max_height=1920,
        copy=False,
        help="Of the old part, by who took it out.",
    )

    # How much, and when
    quantity = fields.Float(digits="Product Unit", readonly=True, default=1)
    received_quantity = fields.Float(
        string="Quantity Received",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    waived_quantity = fields.Float(
        string="Quantity Waived",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    outstanding_quantity = fields.Float(
        string="Still Owed",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    opened_at = fields.Datetime(
        string="Owed Since",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )
    due_date = fields.Date(readonly=True, tracking=True, index=True)
    days_left = fields.Integer(
        compute="_compute_days_left", help="Negative: so many days late."
    )
    received_at = fields.Datetime(
        string="Received", readonly=True, copy=False, help="The last of it."
    )
    waived_at = fields.Datetime(string="Waived", readonly=True, copy=False)
    voided_at = fields.Datetime(string="Void Since", readonly=True, copy=False)
    reminded = fields.Integer(
        readonly=True, copy=False, help="Threshold at which people were last told."
    )

    # What became of it
    receipt_ids = fields.One2many(
        comodel_name="aftersales.old.part.receipt",
        inverse_name="old_part_id",
        string="Receipts",
    )
    waiver_ids = fields.One2many(
        comodel_name="aftersales.old.part.waiver",
        inverse_name="old_part_id",
        string="Extensions and Waivers",
    )
    charge_ids = fields.One2many(
        comodel_name="aftersales.old.part.charge",
        inverse_name="old_part_id",
        string="Charges",
    )
    box_line_ids = fields.One2many(
        comodel_name="aftersales.old.part.box.line", inverse_name="old_part_id"
    )
    fate = fields.Selection(selection=FATE, readonly=True, copy=False, tracking=True)
    disposed_at = fields.Datetime(string="Disposed of", readonly=True, copy=False)
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        string="Given to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    recipient_reference = fields.Char(
        string="Document Number", readonly=True, copy=False
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name <> '/'", "This tag number exists already."
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of an old part must be more than zero."
    )
    _chase = models.Index("(company_id, due_date) WHERE state IN ('due', 'overdue')")

    @api.depends(
        "state",
        "quantity",
        "receipt_ids.quantity",
        "receipt_ids.counts",
        "waiver_ids.quantity",
        "waiver_ids.state",
        "waiver_ids.kind",
    )
    def _compute_quantities(self):
        for old in self:
            received = sum(old.receipt_ids.filtered("counts").mapped("quantity"))
            granted = old.waiver_ids.filtered(
                lambda one: one.kind == "waive" and one.state == "granted"
            )
            waived = sum(granted.mapped("quantity"))
            old.received_quantity = received
            old.waived_quantity = waived
            left = max(old.quantity - received - waived, 0)
            old.outstanding_quantity = 0 if old.state == rules.VOID else left

    @api.depends("due_date")
    @api.depends_context("uid")
    def _compute_days_left(self):
        now = fields.Datetime.now()
        for company, ours in self.grouped("company_id").items():
            today = company.sudo()._service_date(now) if company else now.date()
            for old in ours:
                old.days_left = (old.due_date - today).days if old.due_date else 0

    def _is_late(self):
        """Whether its day has passed, in the company's zone."""
        self.ensure_one()
        today = self.company_id._service_date(fields.Datetime.now())
        return bool(self.due_date) and self.due_date < today

    @api.depends("name", "product_id")
    def _compute_display_name(self):
        for old in self:
            # who is owed a part need not read the product's file
            part = old.sudo().product_id.display_name or ""
            old.display_name = f"{old.name} {part}".strip()

    def action_view_use(self):
        """The row of the part that was given for it, with the user's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.part.use",
            "res_id": self.part_line_id.id,
            "views": [(False, "form")],
        }
