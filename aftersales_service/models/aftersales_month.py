from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import ledger as rules
from .aftersales_return_guard import FREE

STATE = [
    (rules.OPEN, "To Be Checked"),
    (rules.CHECKING, "Being Checked"),
    (rules.CLOSED, "Month Closed"),
]
#: What a new month may be given
GIVEN = {"company_id", "date_from"}


class AftersalesMonth(models.Model):
    """A month of the after-sales accounts, until it is closed (CST-4, 月结).

    ======== ============================== =========================================
    step     who                            what it takes
    ======== ============================== =========================================
    check    finance, managers              nothing
    close    service or branch manager,     the month is over, all before it are
             another person than checked    closed, every check holds
    reopen   branch or general manager      a reason; no later month is closed
    ======== ============================== =========================================

    Closed, it takes no movement, cost or old part any more: late facts go to the next.
    """

    _name = "aftersales.month"
    _description = "After-Sales Month"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Month", compute="_compute_name", store=True, precompute=True
    )
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
        default=lambda self: self._default_date_from(),
    )
    date_to = fields.Date(
        string="Last Day", compute="_compute_name", store=True, precompute=True
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.OPEN,
        index=True,
        tracking=True,
    )
    checked_at = fields.Datetime(string="Checked", readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        comodel_name="res.users", string="Checked by", readonly=True, copy=False
    )
    closed_at = fields.Datetime(string="Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Closed by", readonly=True, copy=False
    )
    reopen_reason = fields.Char(
        string="Why It Was Opened Again", readonly=True, copy=False, tracking=True
    )
    digest = fields.Char(
        readonly=True,
        copy=False,
        help="Fingerprint of the ledger as the month was closed.",
    )
    check_ids = fields.One2many(
        comodel_name="aftersales.month.check", inverse_name="month_id", readonly=True
    )
    break_ids = fields.One2many(
        comodel_name="aftersales.month.break", inverse_name="month_id", readonly=True
    )
    break_count = fields.Integer(string="Breaks", compute="_compute_break_count")
    revaluation_ids = fields.One2many(
        comodel_name="aftersales.part.revaluation",
        inverse_name="month_id",
        readonly=True,
    )
    steps = fields.Char(compute="_compute_steps")

    _month_uniq = models.UniqueIndex(
        "(company_id, date_from)", "This company has this month already."
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(DAY FROM date_from) = 1)",
        "A month begins with its first day.",
    )

    def _default_date_from(self):
        """The month before the present one: that is whose turn it is."""
        today = self.env.company._service_date(fields.Datetime.now())
        return rules.first_day(fields.Date.subtract(rules.first_day(today), days=1))

    @api.depends("date_from")
    def _compute_name(self):
        for month in self:
            day = month.date_from
            month.name = f"{day:%Y-%m}" if day else False
            month.date_to = rules.last_day(day) if day else False

    @api.depends("break_ids")
    def _compute_break_count(self):
        counts = dict(
            self.env["aftersales.month.break"]._read_group(
                [("month_id", "in", self.ids)], ["month_id"], ["__count"]
            )
        )
        for month in self:
            month.break_count = counts.get(month, 0)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_steps(self):
        """Steps that this user may take now, with commas around, for the buttons."""
        roles = self._roles()
        for month in self:
            mine = [
                step
                for step in rules.TRANSITIONS[month.state or rules.OPEN]
                if rules.ROLES[step] & roles
            ]
            month.steps = f",{','.join(mine)},"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            forged = vals.keys() - GIVEN - FREE
            if forged and not self.env.su:
                raise UserError(
                    self.env._(
                        "A new month is open; “%(field)s” follows from its steps.",
                        field=self._labels(forged),
                    )
                )
        return super().create(vals_list)

    def write(self, vals):
        forged = vals.keys() - FREE
        if forged and not self.env.su:
            self.check_access("write")
            raise UserError(
                self.env._(
                    "“%(field)s” of month %(month)s follows from its steps and can't "
                    "be written. Use the buttons.",
                    field=self._labels(forged),
                    month=", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered(lambda month: month.state != "open" or month.reopen_reason)
        if used:
            raise UserError(
                self.env._(
                    "Month %(month)s has been checked or closed and stays on record.",
                    month=", ".join(used.mapped("name")),
                )
            )

    @api.model
    def _labels(self, names):
        return ", ".join(
            self._fields[name]._description_string(self.env)
            for name in sorted(names)
            if name in self._fields
        )

    def _bounds(self):
        """First moment of the month and first moment after it; naive UTC."""
        self.ensure_one()
        company = self.company_id
        return (
            company._service_day_bounds(self.date_from)[0],
            company._service_day_bounds(self.date_to)[1],
        )

    def _before(self):
        """The month that was closed last before this one."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", "<", self.date_from),
                ("state", "=", rules.CLOSED),
            ],
            order="date_from desc",
            limit=1,
        )

    def action_view_ledger(self):
        """The ledger of this month."""
        self.ensure_one()
        return self._window("aftersales_part_ledger_action", self._own_rows())

    def action_view_breaks(self):
        """What doesn't agree."""
        self.ensure_one()
        return self._window(
            "aftersales_month_break_action", [("month_id", "=", self.id)]
        )

    def action_view_revaluations(self):
        """What closing put right."""
        self.ensure_one()
        return self._window(
            "aftersales_part_revaluation_action", [("month_id", "=", self.id)]
        )

    def _own_rows(self):
        return [
            ("month", "=", self.date_from),
            ("company_id", "=", self.company_id.id),
        ]

    def _window(self, action, domain):
        window = self.env["ir.actions.act_window"]._for_xml_id(
            f"aftersales_service.{action}"
        )
        window.update(domain=domain, context={}, display_name=self.name)
        return window
