from odoo import api, fields, models

from ..rules import count as rules

STATE = [
    (rules.DRAFT, "Planned"),
    (rules.COUNTING, "Counting"),
    (rules.SUBMITTED, "Waits for Approval"),
    (rules.DONE, "Done"),
    (rules.CANCELLED, "Cancelled"),
]


class AftersalesPartCount(models.Model):
    """Count of one account (循环盘点): books against goods (PRT-8, 会计法 17).

    | state     | next, and who takes the step                                      |
    |-----------|-------------------------------------------------------------------|
    | planned   | started: keeper, finance, a manager, or who answers for it        |
    | counting  | handed in by who started it, each line counted, differences with  |
    |           | their reason; what moved meanwhile is counted again               |
    | waits     | approved, or sent back to be counted again: a manager who neither |
    |           | counted nor answers for the account                               |
    | done      | differences are Odoo's own inventory adjustments on that account  |
    """

    _name = "aftersales.part.count"
    _description = "Count of Spare Parts"
    _inherit = ["mail.thread", "mail.activity.mixin", "barcodes.barcode_events_mixin"]
    _order = "due_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Count Number",
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
    )
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('owner', '=', 'company')]",
        tracking=True,
    )
    kind = fields.Selection(related="holder_id.kind", store=True, precompute=True)
    company_id = fields.Many2one(
        related="holder_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    due_date = fields.Date(
        string="Due", required=True, default=fields.Date.context_today, tracking=True
    )
    planned = fields.Boolean(
        readonly=True, help="Made by the plan of the settings, not by hand."
    )
    blind = fields.Boolean(
        string="Blind Count",
        default=True,
        tracking=True,
        help="Who counts doesn't see what the books say until it is handed in.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.part.count.line",
        inverse_name="count_id",
        string="Parts",
        copy=False,
    )
    note = fields.Text(string="Remark")

    # Steps
    counter_id = fields.Many2one(
        comodel_name="res.users", string="Counted by", readonly=True, copy=False
    )
    started_at = fields.Datetime(string="Started", readonly=True, copy=False)
    submitted_at = fields.Datetime(string="Handed In", readonly=True, copy=False)
    approved_at = fields.Datetime(
        string="Approved", readonly=True, copy=False, index="btree_not_null"
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users", string="Approved by", readonly=True, copy=False
    )
    steps = fields.Char(
        compute="_compute_steps",
        help="Steps that the user may take now, for the buttons.",
    )

    # What came out
    line_count = fields.Integer(string="Lines", compute="_compute_result")
    counted_count = fields.Integer(string="Counted Lines", compute="_compute_result")
    difference_count = fields.Integer(string="Differences", compute="_compute_result")
    difference_value = fields.Monetary(
        string="Value of Differences",
        compute="_compute_result",
        help="Surplus less shortage, at the cost of today; known once it is handed in.",
    )

    _one_open = models.UniqueIndex(
        "(holder_id) WHERE state IN ('draft', 'counting', 'submitted')",
        "This account has a count that isn't finished. Finish or cancel it first.",
    )

    @api.depends("name", "holder_id")
    def _compute_display_name(self):
        """Calendar and messages say whose parts are counted."""
        for one in self:
            # who reads the count may know whose account it is
            account = one.sudo().holder_id.name or ""
            one.display_name = f"{one.name or ''} {account}".strip()

    @api.depends("line_ids.counted", "line_ids.counted_qty", "state")
    def _compute_result(self):
        for one in self:
            # what the books say is kept from the counter by the lines themselves
            lines = one.line_ids
            told = one.state in (rules.SUBMITTED, rules.DONE)
            differing = lines.filtered("difference") if told else lines.browse()
            one.line_count = len(lines)
            one.counted_count = len(lines.filtered("counted"))
            one.difference_count = len(differing)
            one.difference_value = sum(
                line._price() * line.difference for line in differing
            )

    def _label_of(self, field):
        """Label of a selection's value, in the user's language."""
        self.ensure_one()
        labels = dict(self._fields[field]._description_selection(self.env))
        return labels.get(self[field], "–")
