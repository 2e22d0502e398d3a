from odoo import api, fields, models

from ..rules import part as rules
from .stock_location import BEARER

PURPOSE = [
    (rules.INSTALL, "Installed on a visit"),
    (rules.POST_TO_CUSTOMER, "Posted to the customer"),
]
STATE = [
    ("open", "To Write Off"),
    ("posted", "Written Off"),
    ("reversed", "Taken Back"),
    ("void", "Void"),
]


class AftersalesPartUse(models.Model):
    """A part that went to a customer, until it is written off (销账, PRT-2, PRT-3).

    What the customer signed says that it was installed; this row is its book-keeping:
    reserved on the account of who installed it, written off when the three conditions
    hold, borne by somebody, at Odoo's own cost.
    """

    _name = "aftersales.part.use"
    _description = "Spare Part Used"
    _inherit = ["mail.thread", "aftersales.rows"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
    )
    purpose = fields.Selection(
        selection=PURPOSE, required=True, readonly=True, default=rules.INSTALL
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    visit_part_id = fields.Many2one(
        comodel_name="aftersales.visit.part",
        string="Line of the Report",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    request_line_id = fields.Many2one(
        comodel_name="aftersales.part.request.line",
        string="Requisition Line",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    quantity = fields.Float(required=True, readonly=True, digits="Product Unit")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial or Lot",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    serial_removed = fields.Char(readonly=True)
    fault_id = fields.Many2one(comodel_name="aftersales.fault", readonly=True)
    is_main_cause = fields.Boolean(string="Main Cause", readonly=True)
    reason = fields.Char(string="Why", readonly=True)
    bearer = fields.Selection(
        selection=BEARER,
        string="Borne by",
        tracking=True,
        index=True,
        help="Proposed by the verdict and the cause; a manager decides.",
    )
    bearer_reason = fields.Char(string="Why They Bear It", tracking=True)
    supplier_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier at Fault",
        index="btree_not_null",
        tracking=True,
    )
    move_ids = fields.One2many(
        comodel_name="stock.move",
        inverse_name="aftersales_use_id",
        string="Movements",
        readonly=True,
    )
    value = fields.Monetary(
        string="Actual Cost",
        compute="_compute_value",
        help="What Odoo's valuation made of the movements, taken back ones deducted.",
    )
    posted_at = fields.Datetime(string="Written Off", readonly=True, copy=False)
    posted_by_id = fields.Many2one(
        comodel_name="res.users", string="Written Off by", readonly=True, copy=False
    )
    # Sent by post (PRT-3)
    freight_amount = fields.Monetary(string="Freight")
    freight_handler_id = fields.Many2one(
        comodel_name="res.users", string="Freight Signed by Handler", readonly=True
    )
    freight_manager_id = fields.Many2one(
        comodel_name="res.users", string="Freight Signed by Manager", readonly=True
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", string="Approved by", readonly=True
    )

    old_part_ids = fields.One2many(
        comodel_name="aftersales.old.part",
        inverse_name="part_line_id",
        string="Old Parts",
    )
    cost_line_ids = fields.One2many(
        comodel_name="aftersales.cost.line", inverse_name="use_id"
    )

    _one_of_a_line = models.UniqueIndex(
        "(visit_part_id) WHERE visit_part_id IS NOT NULL AND state IN "
        "('open', 'posted')",
        "This part of the report is booked already.",
    )

    @api.depends("move_ids.state", "move_ids.value")
    def _compute_value(self):
        # who reads what was used need not read the stock
        for use in self.sudo():
            moves = use.move_ids.filtered(lambda move: move.state == "done")
            out = sum(moves.filtered("is_out").mapped("value"))
            use.value = out - sum(moves.filtered("is_in").mapped("value"))
