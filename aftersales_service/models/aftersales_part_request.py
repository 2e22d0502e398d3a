from odoo import api, fields, models

from ..rules import requisition as rules

STATE = [
    (rules.DRAFT, "Draft"),
    (rules.SUBMITTED, "Waits for Approval"),
    (rules.APPROVED, "Approved"),
    (rules.PACKED, "Packed"),
    (rules.ISSUED, "Issued in Part"),
    (rules.DONE, "Done"),
    (rules.REJECTED, "Rejected"),
    (rules.CANCELLED, "Cancelled"),
]
DELIVERY = [
    (rules.HAND, "Handed Out"),
    (rules.TO_HOLDER, "Shipped to the Account's Holder"),
    (rules.TO_CUSTOMER, "Posted to the Customer"),
]
LEVEL = [
    (rules.BY_MANAGER, "Service Manager"),
    (rules.BY_GENERAL_MANAGER, "General Manager"),
]


class AftersalesPartRequest(models.Model):
    """Requisition of spare parts (领料单): asked, approved, issued (PRT-1).

    Its states and who takes which step: ``rules.requisition``. Goods are Odoo's own
    pickings.

    | state          | next, and who takes the step                                 |
    |----------------|--------------------------------------------------------------|
    | draft          | submitted: the account's technician, clerk, keeper           |
    | submitted      | approved or rejected: service manager up to the company's    |
    |                | amount, general manager above; never who asked               |
    | approved       | handed out, or packed to be shipped: keeper (T-14, T-15)     |
    | packed         | packing checked: somebody else where the company wants it;   |
    |                | shipped: keeper                                              |
    | issued in part | the rest is issued, or not needed any more: keeper           |
    """

    _name = "aftersales.part.request"
    _description = "Parts Requisition"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.approval"]
    _order = "urgent desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Requisition Number",
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
        default=rules.DRAFT,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="ticket_id.partner_id", store=True, index="btree_not_null"
    )
    requester_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        index=True,
    )
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="For Account",
        compute="_compute_holder_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('kind', 'in', ('technician', 'station', 'depot')), "
        "('location_id', '!=', False)]",
        tracking=True,
        help="Who gets the parts and answers for them from then on. Empty for what is "
        "posted to the customer.",
    )
    depot_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Depot",
        compute="_compute_depot_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('kind', '=', 'depot')]",
        tracking=True,
    )
    delivery = fields.Selection(
        selection=DELIVERY, required=True, default=rules.HAND, tracking=True
    )
    address = fields.Text(
        string="Ship to",
        compute="_compute_address",
        store=True,
        readonly=False,
        precompute=True,
        help="Name, address and phone for the carrier.",
    )
    urgent = fields.Boolean(tracking=True)
    needed_at = fields.Datetime(string="Needed by")
    note = fields.Text(string="What For")
    line_ids = fields.One2many(
        comodel_name="aftersales.part.request.line",
        inverse_name="request_id",
        string="Parts",
        copy=True,
    )
    picking_ids = fields.Many2many(
        comodel_name="stock.picking",
        relation="aftersales_part_request_picking_rel",
        string="Transfers",
        copy=False,
        readonly=True,
        groups="stock.group_stock_user",
    )
    amount = fields.Monetary(
        string="Estimated Cost",
        compute="_compute_amount",
        store=True,
        help="At today's cost of the parts; decides who approves.",
    )

    # Times and people of the steps
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    approved_at = fields.Datetime(string="Approved", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        comodel_name="res.users", string="Was Approved by", readonly=True, copy=False
    )
    issued_at = fields.Datetime(string="Issued", readonly=True, copy=False)
    issued_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    reason = fields.Text(
        readonly=True,
        copy=False,
        tracking=True,
        help="Why it was rejected, taken back, cancelled or ended before all was "
        "issued.",
    )

    is_late = fields.Boolean(string="Late", compute="_compute_is_late")
    steps = fields.Char(compute="_compute_steps")
    can_write = fields.Boolean(compute="_compute_steps")

    _open_by_state = models.Index(
        "(company_id, state) WHERE state NOT IN ('done', 'rejected', 'cancelled')"
    )

    @api.model
    def _group_expand_state(self, states, _domain):
        """All steps as columns, in their order; ends only where there are any."""
        ends = rules.ENDED.difference(states)
        return [state for state, _label in STATE if state not in ends]

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("amount"))

    @api.depends("needed_at", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            needed, open_ = request.needed_at, request.state not in rules.ENDED
            request.is_late = bool(needed and open_ and needed < now)

    def _facts(self):
        """What the rules know of this requisition."""
        self.ensure_one()
        lines = self.line_ids
        return rules.Facts(
            delivery=self.delivery,
            issued=any(lines.mapped("issued_qty")),
            complete=not any(lines.mapped("open_qty")),
            checked=bool(self._open_parcel().checked_at),
        )

    @api.depends_context("uid")
    @api.depends("state", "delivery", "holder_id", "requester_id", "parcel_ids.state")
    def _compute_steps(self):
        for request in self:
            # a form that is being filled in is a new record of the saved one
            steps = ()
            if request._origin and request.state not in rules.ENDED - {rules.REJECTED}:
                steps = rules.allowed(request.state, request._facts())
            roles = request._roles()
            mine = [step for step in steps if rules.may_take(step, roles)]
            request.steps = ",".join(["", *sorted(mine), ""])
            request.can_write = rules.may_write("asked", request.state, roles)
