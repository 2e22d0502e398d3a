from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.misc import clean_context

from ..rules import provision as rules

FINANCE = "aftersales_service.group_aftersales_finance"
STATE = [
    ("draft", "Proposed"),
    ("posted", "Booked"),
    ("reversed", "Taken Back"),
]
#: What finance decides before it is posted; everything else is reckoned
DECIDED = {"book_excess", "due_within_year", "note"}
#: What a new proposal may be given
GIVEN = {"company_id", "date_from", "note"}
#: What Odoo's own messages and activities write, by their own rights
FREE = {
    "activity_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
}


class AftersalesWarrantyProvision(models.Model):
    """What a month puts by for warranty, and what it used (CST-6).

    Proposed from the sales of the month and the rates; somebody of finance confirms,
    and a journal entry is posted on the last day of the month. Posted it stays; it is
    taken back by a reversing entry only, and then proposed anew.

    ========== ====== ================================= =======
    State      reads  fills in                          steps
    ========== ====== ================================= =======
    proposed   f, m   f: excess, due within a year      f
    posted     f, m   nobody                            f: back
    taken back f, m   nobody                            none
    ========== ====== ================================= =======

    f: finance, m: service and branch managers.
    """

    _name = "aftersales.warranty.provision"
    _description = "Warranty Provision"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Month", compute="_compute_name", store=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="First Day",
        required=True,
        default=lambda self: self._default_month(),
        help="Any day of the month will do.",
    )
    date_to = fields.Date(
        string="Date of the Entry", compute="_compute_name", store=True
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
    )
    # Figures, as they were when it was reckoned
    opening = fields.Monetary(string="Put By Until Now", readonly=True)
    added = fields.Monetary(
        string="Put By This Month",
        readonly=True,
        help="Sales times rate, late sales of earlier months included.",
    )
    corrected = fields.Monetary(
        string="Earlier Entries Taken Back",
        readonly=True,
        help="Provisions of other months that were taken back in this one.",
    )
    used_booked = fields.Monetary(
        string="Used: in the Books",
        readonly=True,
        help="What is debited to the provision by the end of the month already: parts "
        "that were written off, the monthly entry of costs, and other entries.",
    )
    used_charged = fields.Monetary(
        string="Used: Taken Over Now",
        readonly=True,
        help="Costs of requests that this entry charges to the provision: travel, and "
        "what the monthly entry of costs doesn't book.",
    )
    awaited = fields.Monetary(
        string="Still to Be Booked",
        compute="_compute_awaited",
        compute_sudo=True,
        help="Labour and other costs under warranty that the monthly entry of costs "
        "will charge to the provision.",
    )
    excess = fields.Monetary(
        string="Used Beyond the Provision",
        readonly=True,
        help="More was used than was put by. Cost of the month, unless you leave it.",
    )
    book_excess = fields.Boolean(
        string="Book the Excess as Cost",
        default=True,
        tracking=True,
        help="Off: the provision is left below zero until the next month.",
    )
    closing = fields.Monetary(string="Put By at the End", compute="_compute_closing")
    due_within_year = fields.Monetary(
        string="Due within a Year",
        tracking=True,
        help="To be shown as current (一年内到期的非流动负债). Proposed: what was used "
        "in the last twelve months; all of it while the history is shorter. It books "
        "nothing.",
    )
    due_later = fields.Monetary(compute="_compute_closing")
    # Help for the decision
    used_year = fields.Monetary(string="Used in Twelve Months", readonly=True)
    sales_year = fields.Monetary(string="Sales in Twelve Months", readonly=True)
    history_rate = fields.Float(
        string="Use in % of Sales",
        digits=(6, 3),
        compute="_compute_history_rate",
        help="What the rates would have to be by the last twelve months.",
    )
    history_months = fields.Integer(string="Months of History", readonly=True)

    line_ids = fields.One2many(
        comodel_name="aftersales.warranty.provision.line",
        inverse_name="provision_id",
        string="Sales and Rates",
        readonly=True,
    )
    cost_line_ids = fields.Many2many(
        comodel_name="aftersales.cost.line",
        relation="aftersales_warranty_provision_cost_line_rel",
        column1="provision_id",
        column2="cost_line_id",
        string="Costs Charged",
        readonly=True,
        copy=False,
    )
    note = fields.Text(tracking=True)
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Journal Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    reversal_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Reversing Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    posted_at = fields.Datetime(readonly=True, copy=False)
    posted_by_id = fields.Many2one(
        comodel_name="res.users", string="Posted by", readonly=True, copy=False
    )
    reversed_at = fields.Datetime(string="Taken Back on", readonly=True, copy=False)
    reversed_by_id = fields.Many2one(
        comodel_name="res.users", string="Who Took It Back", readonly=True, copy=False
    )
    reversal_reason = fields.Char(string="Why", readonly=True, copy=False)

    _once_a_month = models.UniqueIndex(
        "(company_id, date_from) WHERE state != 'reversed'",
        "There is a provision of this month already.",
    )

    def _default_month(self):
        day = self.env.company._service_date(fields.Datetime.now())
        return rules.month_before(day)

    @api.depends("date_from")
    def _compute_name(self):
        for one in self:
            one.name = one.date_from and f"{one.date_from:%Y-%m}"
            one.date_to = one.date_from and rules.last_day(one.date_from)

    @api.depends(
        "opening",
        "added",
        "corrected",
        "used_booked",
        "used_charged",
        "excess",
        "book_excess",
        "due_within_year",
    )
    def _compute_closing(self):
        for one in self:
            left = one.opening + one.added + one.corrected
            left -= one.used_booked + one.used_charged
            one.closing = left + (one.excess if one.book_excess else 0)
            one.due_later = one.closing - one.due_within_year

    @api.depends("state", "date_to")
    def _compute_awaited(self):
        for one in self:
            one.awaited = one._awaited_costs() if one.state == "draft" else 0

    @api.depends("used_year", "sales_year")
    def _compute_history_rate(self):
        for one in self:
            one.history_rate = rules.history_rate(one.used_year, one.sales_year)

    @api.constrains("due_within_year")
    def _check_due(self):
        for one in self:
            compare = one.currency_id.compare_amounts
            if (
                compare(one.due_within_year, 0) < 0
                or compare(one.due_within_year, max(one.closing, 0)) > 0
            ):
                raise ValidationError(
                    self.env._(
                        "Of the provision of %(month)s between 0 and %(closing)s can "
                        "be due within a year.",
                        month=one.name,
                        closing=one.currency_id.format(max(one.closing, 0)),
                    )
                )

    # Who may write what

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                self._check_given(vals)
            if vals.get("date_from"):
                day = fields.Date.to_date(vals["date_from"])
                vals["date_from"] = rules.first_day(day)
        # nothing but what is given: a default of the caller could forge a figure
        plain = clean_context(self.env.context)
        provisions = super(
            AftersalesWarrantyProvision,
            self.with_context(plain),  # pylint: disable=context-overridden
        ).create(vals_list)
        for one in provisions:
            one._check_provides()
            one._check_order()
        provisions._reckon()
        return provisions

    def write(self, vals):
        if not self.env.su:
            self._check_guarded(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        for one in self:
            if one.state != "draft":
                raise UserError(
                    self.env._(
                        "The provision of %(month)s was posted and stays. Take it back "
                        "by a reversing entry.",
                        month=one.name,
                    )
                )

    def _put(self, vals):
        """Write what follows from a step whose right has been checked."""
        return self.sudo().write(vals)

    @api.model
    def _check_given(self, vals):
        self._check_finance()
        forged = vals.keys() - GIVEN - DECIDED - FREE
        if forged:
            raise UserError(
                self.env._(
                    "%(fields)s of a provision can't be set: they are reckoned from "
                    "sales and entries.",
                    fields=", ".join(sorted(self._label(name) for name in forged)),
                )
            )

    def _check_guarded(self, vals):
        if not vals.keys() - FREE:
            return
        self._check_finance()
        forged = vals.keys() - DECIDED - FREE
        for one in self:
            if forged or one.state != "draft":
                raise UserError(
                    self.env._(
                        "%(fields)s of the provision of %(month)s can't be written: it "
                        "is reckoned, and stays once it is posted. Take it back by a "
                        "reversing entry, if need be.",
                        fields=", ".join(
                            sorted(self._label(name) for name in forged or vals)
                        ),
                        month=one.name,
                    )
                )

    @api.model
    def _label(self, name):
        field = self._fields.get(name)
        return field._description_string(self.env) if field else name

    @api.model
    def _check_finance(self):
        """Provisions are the work of finance, of nobody else."""
        if not self.env.su and not self.env.user.has_group(FINANCE):
            raise AccessError(
                self.env._(
                    "Warranty provisions are the work of finance. Ask a colleague with "
                    "the role Finance (After-Sales)."
                )
            )

    @api.model
    def _last_posted(self, company):
        """The last month that is posted."""
        return self.search(
            [("company_id", "=", company.id), ("state", "=", "posted")], limit=1
        )

    def _check_provides(self):
        """Small enterprises keep none."""
        for company in self.company_id:
            # accounts are settings of the company: finance need not read companies
            own = company.sudo()
            if own.aftersales_small_enterprise:
                raise UserError(
                    self.env._(
                        "%(company)s keeps no provision: as a small enterprise "
                        "(小企业会计准则) it expenses warranty when it is incurred. If "
                        "that is wrong, finance or a service manager changes it in Set "
                        "Up Spare Parts Accounts.",
                        company=company.name,
                    )
                )
            if not (
                own.aftersales_account_provision_id and own.aftersales_account_cost_id
            ):
                raise UserError(
                    self.env._(
                        "%(company)s has no accounts for its warranty provision yet. "
                        "%(way)s",
                        company=company.name,
                        way=company._way_to_accounts(),
                    )
                )

    def _check_order(self):
        """Months follow each other; what comes late goes to the next one."""
        self.ensure_one()
        last = self.sudo()._last_posted(self.company_id)
        if last and last.date_from >= self.date_from:
            raise UserError(
                self.env._(
                    "The provision of %(last)s is posted, so %(month)s is over. What "
                    "came late goes to the next month.",
                    last=last.name,
                    month=self.name,
                )
            )
