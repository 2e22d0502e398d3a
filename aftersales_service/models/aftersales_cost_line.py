from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context, format_list

from ..rules import cost as rules
from .stock_location import BEARER

KIND = [
    (rules.PART, "Parts"),
    (rules.LABOUR, "Labour"),
    (rules.TRAVEL, "Travel"),
    (rules.FREIGHT, "Freight"),
    (rules.PACKING, "Packing"),
    (rules.COMPENSATION, "Compensation"),
]
ENTRY = [
    ("original", "Cost"),
    ("reversal", "Taken back"),
    ("replacement", "Decided otherwise"),
]
#: Who sees what requests cost
MONEY = (
    "aftersales_service.group_aftersales_manager,"
    "aftersales_service.group_aftersales_finance,"
    "aftersales_service.group_aftersales_branch_manager"
)
#: What is filled in once, when the cost gets its journal item
LATER = {"account_move_line_id"}


class AftersalesCostLine(models.Model):
    """One cost of a request, and who bears it (CST-1, CST-2). Append-only.

    What it comes from makes it: a part that was written off, an approved visit, a
    posted expense, a decided compensation. Whoever bears it otherwise is decided by a
    row that takes this one back and rows in its place; the sum is always true.

    | role                     | may                                          |
    |--------------------------|----------------------------------------------|
    | service manager          | read, enter freight … and decide who bears   |
    | finance, branch manager  | read; finance books                          |
    | everybody else           | nothing                                      |
    """

    _name = "aftersales.cost.line"
    _description = "Cost of a Request"
    _inherit = ["aftersales.rows"]
    _order = "date, id"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(selection=KIND, required=True, readonly=True, index=True)
    date = fields.Date(
        required=True,
        readonly=True,
        index=True,
        help="Day on which it became a cost: of the write-off, of the approval, of the "
        "journal entry. A late one belongs to the month in which it comes.",
    )
    amount = fields.Monetary(required=True, readonly=True)
    bearer = fields.Selection(
        selection=BEARER, string="Borne by", required=True, readonly=True, index=True
    )
    bearer_reason = fields.Char(string="Why They Bear It", readonly=True)
    rule_id = fields.Many2one(
        comodel_name="aftersales.bearer.rule",
        string="By Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    name = fields.Char(string="What For", readonly=True)

    # Where it comes from
    entry = fields.Selection(
        selection=ENTRY,
        string="What the Row Is",
        required=True,
        readonly=True,
        default="original",
    )
    source_key = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="What it comes from, so that nothing counts twice.",
    )
    share_number = fields.Integer(readonly=True)
    use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Spare Part",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    expense_id = fields.Many2one(
        comodel_name="hr.expense",
        string="Expense Claim",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    rate_id = fields.Many2one(
        comodel_name="aftersales.labour.rate",
        string="Hourly Rate",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    hours = fields.Float(readonly=True, digits=(16, 2))
    source_ref = fields.Char(
        string="Source", readonly=True, help="Number of the document it comes from."
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered or Decided by",
        readonly=True,
        help="Who entered it, or decided that somebody else bears it.",
    )
    correction_of_id = fields.Many2one(
        comodel_name="aftersales.cost.line",
        string="Corrects",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    correction_ids = fields.One2many(
        comodel_name="aftersales.cost.line",
        inverse_name="correction_of_id",
        string="Corrections",
    )
    is_in_force = fields.Boolean(
        string="In Force",
        compute="_compute_is_in_force",
        search="_search_is_in_force",
        help="Neither taken back nor decided otherwise.",
    )
    account_move_line_id = fields.Many2one(
        comodel_name="account.move.line",
        string="Journal Item",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    # A cost, its kind and its share stand once, however often something is run
    _source_once = models.UniqueIndex(
        "(source_key, kind, share_number) WHERE entry = 'original'",
        "This cost is recorded already.",
    )
    _taken_back_once = models.UniqueIndex(
        "(correction_of_id) WHERE entry = 'reversal'",
        "This cost was taken back already.",
    )
    _correction_points_back = models.Constraint(
        "CHECK((entry = 'original') = (correction_of_id IS NULL))",
        "A correction names the cost that it corrects.",
    )
    _ticket_date = models.Index("(company_id, date)")

    @api.depends("entry", "correction_ids.entry")
    def _compute_is_in_force(self):
        for line in self:
            line.is_in_force = line.entry != "reversal" and not any(
                other.entry == "reversal" for other in line.correction_ids
            )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        out = [("entry", "=", "reversal")]
        gone = ["|", *out, ("correction_ids", "any", out)]
        return ["!", *gone] if True in value else gone

    @api.depends("kind", "ticket_id.number")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            parts = (line.ticket_id.number, labels.get(line.kind), line.source_ref)
            line.display_name = " · ".join(filter(None, parts))

    # Append-only

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Costs follow from what was written off, approved or posted. What "
                    "else a request costs is entered with the button “Enter Cost”."
                )
            )
        # a default in the caller's context may forge no more than a value may
        plain = self.with_context(  # pylint: disable=context-overridden
            clean_context(self.env.context)
        )
        lines = super(AftersalesCostLine, plain).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        if self.env.su and not vals.keys() - LATER:
            return super().write(vals)
        raise UserError(
            self.env._(
                "A cost can't be changed (%(names)s). Decide who bears it with the "
                "button “Decide Otherwise”: a new row follows, and this one stays.",
                names=format_list(self.env, self.mapped("display_name")) or "/",
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A cost can't be deleted (%(names)s). Take it back with a reason.",
                names=format_list(self.env, self.mapped("display_name")) or "/",
            )
        )
