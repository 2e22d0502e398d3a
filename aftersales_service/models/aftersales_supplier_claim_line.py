from odoo import api, fields, models

from ..rules import claim as rules
from .stock_location import BEARER

CHARGE = [
    (rules.PART, "Part"),
    (rules.LABOUR, "Labour"),
    (rules.TRAVEL, "Travel"),
    (rules.FREIGHT, "Freight and Packing"),
    (rules.OTHER, "Other"),
]
DECISION = [("all", "All"), ("less", "Less"), ("none", "Nothing")]
DIFFERENCE = [
    (rules.GOODWILL, "We bear it: goodwill"),
    (rules.COMPANY, "We bear it: warranty"),
    (rules.DISPUTE, "In dispute"),
    (rules.RESUBMIT, "Hand in again"),
]


class AftersalesSupplierClaimLine(models.Model):
    """One charge on a supplier: what it cost, what is claimed, what is accepted."""

    _name = "aftersales.supplier.claim.line"
    # a month's lines are written with one statement
    _inherit = ["aftersales.rows"]
    _description = "Charge on a Supplier"
    _order = "claim_id desc, number, id"
    _check_company_auto = True

    claim_id = fields.Many2one(
        comodel_name="aftersales.supplier.claim",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="claim_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="claim_id.partner_id",
        string="Supplier",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        related="claim_id.state", string="State of the Claim", store=True
    )
    submitted_at = fields.Datetime(
        related="claim_id.submitted_at", string="Handed In on", store=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(string="No.", readonly=True, required=True)
    charge = fields.Selection(
        selection=CHARGE,
        string="Kind of Charge",
        required=True,
        readonly=True,
        index=True,
    )
    name = fields.Char(string="What For", readonly=True)
    use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Part Used",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    main_use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Follows From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The main cause by which this part was damaged. Empty: it is the main "
        "cause itself.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    serial_removed = fields.Char(
        string="Old Part's Serial", readonly=True, index="btree_not_null"
    )
    agreement_id = fields.Many2one(
        comodel_name="aftersales.supplier.agreement",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    bearer = fields.Selection(
        selection=BEARER,
        string="Booked On",
        readonly=True,
        help="Who the cost was booked on; what the supplier pays is taken off there.",
    )
    date = fields.Date(string="Written Off on", readonly=True, index=True)
    deadline = fields.Date(string="Hand In by", readonly=True)
    hours = fields.Float(readonly=True)
    rate = fields.Float(string="Coefficient", readonly=True)
    cost = fields.Monetary(string="Actual Cost", readonly=True)
    claimed = fields.Monetary(string="Amount Claimed")

    # The answer
    decision = fields.Selection(selection=DECISION, string="Accepted in", copy=False)
    accepted = fields.Monetary(
        string="Amount Accepted",
        compute="_compute_accepted",
        store=True,
        readonly=False,
        copy=False,
    )
    refused = fields.Monetary(
        string="Amount Refused", compute="_compute_refused", store=True
    )
    received = fields.Monetary(
        string="Amount Received", compute="_compute_received", store=True
    )
    reason_id = fields.Many2one(
        comodel_name="aftersales.claim.reason",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    note = fields.Char(string="Supplier's Note", copy=False)
    difference = fields.Selection(
        selection=DIFFERENCE,
        string="What Isn't Paid",
        copy=False,
        help="Who bears what the supplier doesn't pay; or it is disputed, or handed in "
        "again.",
    )
    previous_line_id = fields.Many2one(
        comodel_name="aftersales.supplier.claim.line",
        string="Handed In Before As",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    is_current = fields.Boolean(
        string="In Force",
        default=True,
        readonly=True,
        help="Not cancelled, and not handed in again.",
    )

    _once = models.UniqueIndex(
        "(use_id, charge) WHERE is_current AND use_id IS NOT NULL",
        "This charge is on a claim already.",
    )
    _number_uniq = models.UniqueIndex("(claim_id, number)")
    _not_negative = models.Constraint(
        "CHECK(claimed >= 0)", "What is claimed can't be less than nothing."
    )
    _accepted_within = models.Constraint(
        "CHECK(accepted IS NULL OR (accepted >= 0 AND accepted <= claimed))",
        "A supplier accepts at most what was claimed, and at least nothing.",
    )

    @api.depends("claim_id.name", "number")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.claim_id.name}-{line.number}"

    @api.depends("decision", "claimed")
    def _compute_accepted(self):
        for line in self:
            if line.decision != "less":
                line.accepted = line.claimed if line.decision == "all" else 0
            else:
                line.accepted = min(line.accepted, line.claimed)

    @api.depends("decision", "claimed", "accepted")
    def _compute_refused(self):
        for line in self:
            line.refused = line.claimed - line.accepted if line.decision else 0

    @api.depends("accepted", "claim_id.refund_id.amount_residual")
    def _compute_received(self):
        # who reads claims need not read the books
        for line in self.sudo():
            refund = line.claim_id.refund_id
            paid = 0
            if refund.state == "posted" and refund.amount_total:
                paid = 1 - refund.amount_residual / refund.amount_total
            line.received = line.currency_id.round(line.accepted * paid)
