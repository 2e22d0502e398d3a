from odoo import api, fields, models

from ..rules import returns as rules

STATE = [
    (rules.ASKED, "Asked"),
    (rules.REVIEWED, "Reviewed"),
    (rules.PICKED_UP, "Picked Up"),
    (rules.RECEIVED, "Received"),
    (rules.INSPECTED, "Inspected"),
    (rules.DECIDED, "Decided"),
    (rules.DONE, "Done"),
    (rules.TOLD, "Customer Told"),
    (rules.CANCELLED, "Cancelled"),
]
DEMAND = [
    ("refund", "Money back"),
    ("exchange", "Exchange"),
    ("repair", "Repair"),
    ("open", "Not said"),
]
REVIEW = [("accepted", "Accepted"), ("refused", "Refused")]
FINDING = [
    ("quality", "Quality fault confirmed"),
    ("none", "No fault found"),
    ("human", "Damaged by the user"),
]
RESPONSIBILITY = [
    ("supplier", "Supplier"),
    ("manufacturing", "Manufacturing"),
    ("design", "Design"),
    ("transport", "Transport"),
    ("sales", "Sales"),
    ("customer", "Customer"),
    ("unclear", "Not clear yet"),
]
DECISION = [
    ("refund", "Refund"),
    ("exchange", "Exchange"),
    ("scrap", "Scrap and replace"),
    ("sent_back", "Send back"),
]
BEARER = [("company", "Company"), ("customer", "Customer")]
HOW_TOLD = [
    ("message", "Message with link"),
    ("phone", "By phone"),
    ("person", "In person"),
]


class AftersalesReturn(models.Model):
    """Return or exchange (退换货单): from the customer's wish to the answer (RET-1…4).

    Goods and money are Odoo's own pickings and journal entries; this document says who
    decided on them and why. Its states and who takes which step: ``rules.returns``.

    | state     | next, and who takes the step                                      |
    |-----------|-------------------------------------------------------------------|
    | asked     | accepted or refused with a reason: clerk, quality (T-20)          |
    | reviewed  | picked up: clerk (T-21); or brought; refused: customer is told    |
    | picked up | received with its checklist: keeper, clerk                        |
    | received  | fault test: quality or keeper                                     |
    | inspected | report with responsibility: quality (T-11); then decided: service |
    |           | or branch manager, approved by the general manager (RET-3)        |
    | decided   | refunded: finance; replaced or sent back: keeper (T-23)           |
    | done      | customer told: clerk (T-22)                                       |
    """

    _name = "aftersales.return"
    _description = "Return or Exchange"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.approval"]
    _order = "asked_at desc, id desc"
    _check_company_auto = True

    # What the customer asks for
    name = fields.Char(
        string="Return Number",
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
        default=rules.ASKED,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="ticket_id.partner_id", store=True, index="btree_not_null"
    )
    next_due_at = fields.Datetime(related="ticket_id.next_due_at", store=True)
    attachment_ids = fields.One2many(
        related="ticket_id.attachment_ids", string="Photos and Papers"
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        compute="_compute_goods",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_goods",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    quantity = fields.Float(default=1, digits="Product Unit", required=True)
    demand = fields.Selection(
        selection=DEMAND, string="Customer Wants", required=True, default="open"
    )
    description = fields.Text(string="Why", help="In the customer's words.")
    asked_at = fields.Datetime(
        string="Asked", required=True, readonly=True, default=fields.Datetime.now
    )
    window_end = fields.Date(
        string="Window until",
        compute="_compute_window_end",
        help="Last day on which the customer may ask for a return (T-19).",
    )
    is_late = fields.Boolean(
        string="Asked Too Late",
        compute="_compute_window_end",
        help="Asked after the customer's window; the review decides all the same.",
    )

    # Review and transport
    review_result = fields.Selection(
        selection=REVIEW, string="Review", readonly=True, copy=False, tracking=True
    )
    review_note = fields.Text(
        string="Reason of the Review",
        copy=False,
        help="Read by the customer if the return is refused.",
    )
    carrier = fields.Char(copy=False)
    tracking_number = fields.Char(copy=False)
    expected_on = fields.Date(string="Goods Expected", copy=False)

    # Times of the steps
    reviewed_at = fields.Datetime(string="Reviewed", readonly=True, copy=False)
    picked_up_at = fields.Datetime(string="Picked Up", readonly=True, copy=False)
    received_at = fields.Datetime(string="Received", readonly=True, copy=False)
    inspected_at = fields.Datetime(string="Inspected", readonly=True, copy=False)
    reported_at = fields.Datetime(string="Reported", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    done_at = fields.Datetime(string="Done", readonly=True, copy=False)
    told_at = fields.Datetime(string="Customer Told", readonly=True, copy=False)

    # Reception, fault test and return report
    item_ids = fields.One2many(
        comodel_name="aftersales.return.item",
        inverse_name="return_id",
        string="Reception Checklist",
        copy=False,
    )
    finding = fields.Selection(
        selection=FINDING, string="Fault Test", copy=False, tracking=True
    )
    test_report = fields.Text(
        copy=False, help="What was tested, how, with what result."
    )
    test_file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="aftersales_return_test_file_rel",
        string="Files of the Test",
        copy=False,
        bypass_search_access=True,
    )
    inspected_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )
    report_text = fields.Text(
        string="Return Report",
        copy=False,
        help="Cause, how it could get to the customer, and what is done about it.",
    )
    responsibility = fields.Selection(
        selection=RESPONSIBILITY, copy=False, tracking=True, index="btree_not_null"
    )
    responsible_employee_id = fields.Many2one(
        comodel_name="hr.employee",
        copy=False,
        check_company=True,
        index="btree_not_null",
    )
    responsible_department_id = fields.Many2one(
        comodel_name="hr.department", copy=False, check_company=True
    )
    responsible_partner_id = fields.Many2one(
        comodel_name="res.partner", copy=False, check_company=True
    )
    reported_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False
    )

    # Decision and answer
    decision = fields.Selection(selection=DECISION, copy=False, tracking=True)
    decision_reason = fields.Text(
        copy=False, help="Read by the customer if the goods are sent back."
    )
    cost_bearer = fields.Selection(
        selection=BEARER,
        string="Cost Borne by",
        required=True,
        default="company",
        copy=False,
        tracking=True,
        help="Without the general manager's approval all cost is the customer's.",
    )
    cost_reason = fields.Char(string="Why They Bear It", copy=False)
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    told_how = fields.Selection(
        selection=HOW_TOLD, required=True, default="message", copy=False
    )
    told_note = fields.Text(string="What the Customer Is Told", copy=False)

    # RET-4
    is_repeat_exchange = fields.Boolean(
        string="Failed Again After Exchange",
        compute="_compute_is_repeat_exchange",
        store=True,
        help="The goods had been given in exchange for others, and are faulty too.",
    )

    # What the user may do now
    steps = fields.Char(compute="_compute_steps")

    _one_open = models.UniqueIndex(
        "(ticket_id) WHERE state NOT IN ('told', 'cancelled')",
        "This request already has an open return. Finish or cancel that one first.",
    )
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity that comes back must be more than zero."
    )

    @api.model
    def _group_expand_state(self, states, _domain):
        """All steps as columns, in their order; ends only where there are any."""
        ends = rules.ENDED.difference(states)
        return [state for state, _label in STATE if state not in ends]

    @api.depends("finding", "lot_id.replaces_lot_id", "received_lot_id.replaces_lot_id")
    def _compute_is_repeat_exchange(self):
        for one in self:
            one.is_repeat_exchange = bool(
                one.finding == "quality" and one._goods().replaces_lot_id
            )

    def _facts(self):
        """What the rules know of this return."""
        self.ensure_one()
        return rules.Facts(
            accepted=self.review_result and self.review_result == "accepted",
            finding=self.finding or None,
            reported=bool(self.reported_at),
            decision=self.decision or None,
            approval=self._approval(),
            bearer=self.cost_bearer,
            in_window=bool(self.window_end) and not self.is_late,
        )

    @api.depends_context("uid")
    @api.depends("state", "review_result", "reported_at", "decision", "review_ids")
    def _compute_steps(self):
        roles = self._roles()
        for one in self:
            # a form that is being filled in is a new record of the saved one
            steps = rules.allowed(one.state, one._facts()) if one._origin else ()
            mine = [step for step in steps if rules.may_take(step, roles)]
            one.steps = ",".join(["", *sorted(mine), ""])
