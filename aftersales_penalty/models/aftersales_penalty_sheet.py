from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_penalty_guard import FREE
from .aftersales_penalty_steps import HR

DRAFT, PRESENTED, LOCKED = "draft", "presented", "locked"
STATE = [(DRAFT, "Draft"), (PRESENTED, "Presented"), (LOCKED, "Locked")]
WAGE_SOURCE = [("contract", "By the contract"), ("entered", "Entered by HR")]
#: What HR enters, and in which state
ENTERED = {
    DRAFT: frozenset(
        {"wage_source", "wage_entered", "wage_reason", "variable_pay", "note"}
    ),
    PRESENTED: frozenset({"unsigned_reason", "note"}),
    LOCKED: frozenset(),
}
#: What of it the sheet is reckoned by
RECKONED_BY = frozenset({"wage_source", "wage_entered", "variable_pay"})


class AftersalesPenaltySheet(models.Model):
    """What one month takes from an employee and gives, line by line (奖惩月表).

    | state     | what it means                                                     |
    |-----------|-------------------------------------------------------------------|
    | draft     | made from the cases that are final; made again as they change     |
    | presented | the employee has been told; signs, or HR notes why not            |
    | locked    | for good; what was wrong is put right on the next sheet           |

    Wages are seen by human resources and by the employee, nobody else. How much may be
    deducted is judged by ``rules.deduction``.
    """

    _name = "aftersales.penalty.sheet"
    _description = "Month's Sheet of Penalties and Rewards"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.rows"]
    _order = "month desc, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, copy=False)
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=DRAFT,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="On the last day of the month.",
    )
    month = fields.Date(
        required=True, readonly=True, index=True, help="The first day of the month."
    )

    period = fields.Char(
        string="Year and Month",
        compute="_compute_period",
        store=True,
        precompute=True,
    )

    # The wage
    wage_reckoned = fields.Monetary(
        string="Wage by Contract",
        readonly=True,
        help="Of the versions of the contract in this month, weighted by days.",
    )
    wage_source = fields.Selection(
        selection=WAGE_SOURCE, required=True, default="contract", tracking=True
    )
    wage_entered = fields.Monetary(string="Other Wage", tracking=True)
    wage_reason = fields.Char(
        string="Why Another Wage", tracking=True, help="Such as unpaid leave."
    )
    wage = fields.Monetary(
        string="Fixed Wage", compute="_compute_wage", store=True, precompute=True
    )
    variable_pay = fields.Monetary(
        tracking=True,
        help="Performance pay agreed for this month, on top of the fixed wage. Only "
        "this can be lessened by performance cases.",
    )
    earned = fields.Monetary(
        string="Wage of the Month",
        readonly=True,
        help="Fixed wage and variable pay, less what of it wasn't earned.",
    )
    region_id = fields.Many2one(
        comodel_name="aftersales.wage.region", readonly=True, ondelete="restrict"
    )
    minimum_wage_id = fields.Many2one(
        comodel_name="aftersales.minimum.wage",
        string="Minimum Wage By",
        readonly=True,
        ondelete="set null",
    )
    minimum_wage = fields.Monetary(
        readonly=True, help="Of the region on the last day of the month."
    )
    is_floor_known = fields.Boolean(string="Minimum Wage Known", readonly=True)
    is_floor_to_confirm = fields.Boolean(
        related="minimum_wage_id.is_to_confirm", string="Minimum Wage To Be Confirmed"
    )

    # What it comes to
    cap = fields.Monetary(
        readonly=True,
        help="For losses and fines together: 20 % of the wage of the month, and the "
        "minimum wage remains.",
    )
    gross = fields.Monetary(
        string="Penalties", readonly=True, help="What is open, before any limit."
    )
    deducted = fields.Monetary(readonly=True)
    rewards = fields.Monetary(readonly=True)
    given_back = fields.Monetary(
        readonly=True, help="Of cases that were revoked after they had been deducted."
    )
    carried_in = fields.Monetary(readonly=True, help="Left by the months before.")
    carried_out = fields.Monetary(readonly=True, help="Left for the months to come.")
    lapsed = fields.Monetary(
        readonly=True, help="More than the variable pay of the month: gone for good."
    )
    net = fields.Monetary(
        string="Effect on Pay",
        readonly=True,
        help="Added to the month's pay; negative: taken from it.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.penalty.sheet.line",
        inverse_name="sheet_id",
        string="Lines",
        readonly=True,
    )
    note = fields.Text()

    # Who was told, who signed, who locked
    presented_at = fields.Datetime(string="Presented On", readonly=True, copy=False)
    signature = fields.Binary(readonly=True, copy=False, attachment=True)
    signed_at = fields.Datetime(string="Signed", readonly=True, copy=False)
    unsigned_reason = fields.Text(
        string="Not Signed Here Because",
        copy=False,
        tracking=True,
        help="Refused, or signed on paper, which is attached.",
    )
    locked_at = fields.Datetime(string="Locked On", readonly=True, copy=False)
    locked_by_id = fields.Many2one(
        comodel_name="res.users", string="Locked by", readonly=True, copy=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _once = models.Constraint(
        "UNIQUE(company_id, employee_id, month)",
        "There is already a sheet of this employee for this month.",
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM month) = 1)", "A month is named by its first day."
    )
    _positive = models.Constraint(
        "CHECK(wage_entered >= 0 AND variable_pay >= 0)",
        "Wages and variable pay aren't negative.",
    )

    # Computed

    @api.depends("name", "period")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = " ".join(filter(None, [sheet.period, sheet.name]))

    @api.depends("month")
    def _compute_period(self):
        for sheet in self:
            sheet.period = sheet.month and f"{sheet.month:%Y-%m}"

    @api.depends("wage_source", "wage_entered", "wage_reckoned")
    def _compute_wage(self):
        for sheet in self:
            entered = sheet.wage_source == "entered"
            sheet.wage = sheet.wage_entered if entered else sheet.wage_reckoned

    @api.depends_context("uid")
    @api.depends("employee_id")
    def _compute_is_mine(self):
        for sheet in self:
            # users may not read their own employee's file
            sheet.is_mine = sheet.sudo().employee_id.user_id == self.env.user

    def _search_is_mine(self, operator, value):
        # Odoo asks with "in" and the values True or False
        mine = [("employee_id.user_id", "=", self.env.uid)]
        return mine if True in value else ["!", *mine]

    # Who may write what

    @api.model
    def _check_hr(self):
        """Sheets are the business of human resources.

        :raise AccessError: the user isn't in it
        """
        if not (self.env.su or self.env.user.has_group(HR)):
            raise AccessError(
                self.env._("The month's sheets are made by human resources only.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "Sheets are made from the cases: press “Make Month's Sheets”."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._check_hr()
        names = {name for name in vals if not name.startswith(FREE)}
        for sheet in self:
            sheet._check_writable(names)
        done = super().write(vals)
        if "wage_reason" in names or RECKONED_BY & names:
            self._check_wage_reason()
        if RECKONED_BY & names:
            self._reckon()
        return done

    def _check_writable(self, names):
        """Refuse what comes from the cases, from the steps, or is locked."""
        if names and self.state == LOCKED:
            raise UserError(
                self.env._(
                    "Sheet %s is locked and stays as it is. What was wrong is put "
                    "right on the next sheet.",
                    self.display_name,
                )
            )
        for name in sorted(names - ENTERED[self.state]):
            field = self._fields.get(name)
            raise UserError(
                self.env._(
                    "Sheet %(sheet)s: “%(field)s” can't be set here. It comes from the "
                    "cases or from the steps; wages are entered while it is a draft.",
                    sheet=self.display_name,
                    field=field._description_string(self.env) if field else name,
                )
            )

    def _check_wage_reason(self):
        for sheet in self:
            reason = (sheet.wage_reason or "").strip()
            if sheet.wage_source == "entered" and not reason:
                raise UserError(
                    self.env._(
                        "Sheet %s: say why it goes by another wage than the contract.",
                        sheet.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for sheet in self:
            if sheet.state != DRAFT:
                raise UserError(
                    self.env._(
                        "Sheet %s has been presented and can't be deleted.",
                        sheet.display_name,
                    )
                )
