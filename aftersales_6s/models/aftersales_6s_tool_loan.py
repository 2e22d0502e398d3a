from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import register as rules

STATE = [("lent", "Lent"), ("back", "Back")]
CONDITION = [
    ("good", "Complete and in order"),
    ("worn", "Worn, but fit for use"),
    ("damaged", "Damaged"),
]

#: What who keeps the room notes when it comes back
BACK = frozenset(
    {"returned_by_id", "condition_back", "is_clean", "missing_pieces", "note"}
)
#: What nobody but a manager changes afterwards; the borrower doesn't judge either
FIXED = (BACK - {"note"}) | {"tool_id", "borrower_id", "due_at"}


class Aftersales6sToolLoan(models.Model):
    """A tool lent: looked at when it goes and when it comes back (S6-8).

    | step      | who                                                                |
    |-----------|--------------------------------------------------------------------|
    | borrow    | for oneself everybody; for others who keeps the room, or a manager |
    | take back | who keeps the room, or a manager; never the borrower; brought back |
    |           | by another than the borrower: a manager                            |
    """

    _name = "aftersales.6s.tool.loan"
    _description = "Loan of a Tool"
    _inherit = ["aftersales.6s.register"]
    _order = "lent_at desc, id desc"

    _prefix = "TL"
    _closed = frozenset({"back"})
    _finding_link = "tool_loan_id"
    _entered = frozenset(
        {
            "tool_id",
            "borrower_id",
            "pieces",
            "condition_out",
            "is_checked_out",
            "due_at",
            "returned_by_id",
            "condition_back",
            "is_clean",
            "missing_pieces",
            "note",
        }
    )

    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="lent",
        index=True,
        tracking=True,
    )
    tool_id = fields.Many2one(
        comodel_name="aftersales.6s.tool",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    area_id = fields.Many2one(related="tool_id.area_id", store=True, precompute=True)
    borrower_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self._own_employee(),
    )
    lent_at = fields.Datetime(
        string="Lent",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    pieces = fields.Integer(
        compute="_compute_pieces",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    condition_out = fields.Selection(
        selection=CONDITION,
        string="Condition",
        required=True,
        default="good",
        tracking=True,
    )
    is_checked_out = fields.Boolean(
        string="Looked at on the Spot",
        help="The borrower has seen that it is whole and nothing is missing.",
    )
    due_at = fields.Datetime(
        string="Back by",
        compute="_compute_due_at",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        help="Special tools don't stay in the workshop overnight.",
    )

    # Back
    returned_at = fields.Datetime(string="Back", readonly=True, copy=False)
    returned_by_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Brought back by",
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="Empty: by the borrower. Another one only with a manager.",
    )
    taken_in_by_id = fields.Many2one(
        comodel_name="res.users", string="Taken in by", readonly=True, copy=False
    )
    condition_back = fields.Selection(selection=CONDITION, copy=False, tracking=True)
    is_clean = fields.Boolean(string="Clean", copy=False)
    missing_pieces = fields.Integer(string="Pieces Missing", copy=False, tracking=True)

    can_take_back = fields.Boolean(compute="_compute_can_take_back")

    _one_loan = models.UniqueIndex(
        "(tool_id) WHERE state = 'lent'",
        "This tool is lent already. It must come back first.",
    )
    _counts = models.Constraint(
        "CHECK(pieces > 0 AND COALESCE(missing_pieces, 0) BETWEEN 0 AND pieces)",
        "At least one piece is lent, and no more can be missing.",
    )

    # Computed

    @api.depends("name", "tool_id")
    def _compute_display_name(self):
        for loan in self:
            loan.display_name = f"{loan.name} {loan.tool_id.display_name or ''}".strip()

    @api.depends("tool_id")
    def _compute_pieces(self):
        for loan in self:
            loan.pieces = loan.tool_id.pieces or 1

    @api.depends("company_id", "lent_at")
    def _compute_due_at(self):
        for company, ours in self.grouped("company_id").items():
            company = company or self.env.company
            calendar = company.resource_calendar_id
            clock = calendar._clock_calendars(company)[calendar.id]
            for loan in ours:
                lent = loan.lent_at or fields.Datetime.now()
                loan.due_at = rules.loan_due(lent, clock)

    @api.depends_context("uid")
    @api.depends("borrower_id", "area_id", "state")
    def _compute_can_take_back(self):
        manages = self._is_manager()
        for loan in self:
            own = loan.sudo().borrower_id.user_id == self.env.user
            keeps = manages or loan._keeps(loan.area_id)
            loan.can_take_back = keeps and not own and loan.state == "lent"

    def _overdue_domain(self, now):
        return [("state", "=", "lent"), ("due_at", "<", now)]

    def _concerned_users(self):
        return super()._concerned_users() | self.sudo().borrower_id.user_id

    def _overdue_users(self):
        loan = self.sudo()
        owners = self.env["aftersales.6s.area"]._owners_on(
            [(loan.area_id.id, loan.company_id._service_date(fields.Datetime.now()))]
        )
        keepers = [owner for owner, *_rest in owners.values() if owner]
        return (
            self._concerned_users()
            | self.env["hr.employee"].sudo().browse(keepers).user_id
            | super()._overdue_users()
        )

    # Checks

    def _check_entered(self):
        """Looked at by the borrower, from a room and of a tool that aren't locked."""
        self.tool_id._check_unlocked()
        for loan in self:
            if not loan.is_checked_out:
                raise UserError(
                    self.env._(
                        "Look at %(tool)s before you take it: is it whole, is nothing "
                        "missing? Then tick “Looked at on the Spot”.",
                        tool=loan.tool_id.display_name,
                    )
                )
            own = loan.sudo().borrower_id.user_id == self.env.user
            if not (own or self._is_manager() or self._keeps(loan.area_id)):
                raise AccessError(
                    self.env._(
                        "You may borrow %(tool)s for yourself. For others, who keeps "
                        "the tool room notes it.",
                        tool=loan.tool_id.display_name,
                    )
                )
        return super()._check_entered()

    def _check_writable(self, names):
        """What came back is noted by who keeps the room; what went out stays."""
        if self._keeps(self.area_id) and not self._is_closed() and not names - BACK:
            return None
        if not self._is_manager():
            self._refuse_fields(names & FIXED)
        return super()._check_writable(names)

    # Steps

    def action_take_back(self):
        """Take the tool in, having looked at it.

        :raise AccessError: the borrower, somebody who doesn't keep the room, or brought
            back by another one without a manager
        :raise UserError: the condition is missing
        """
        self.check_access("read")
        for loan in self:
            loan._check_take_back()
        for loan in self:
            loan._take(
                {"lent"},
                state="back",
                returned_at=fields.Datetime.now(),
                returned_by_id=(loan.returned_by_id or loan.borrower_id).id,
                taken_in_by_id=self.env.uid,
            )
        self._clear_work("register")
        return True

    def _check_take_back(self):
        manages = self._is_manager()
        own = self.sudo().borrower_id.user_id == self.env.user
        if own or not (manages or self._keeps(self.area_id)):
            raise AccessError(
                self.env._(
                    "%(tool)s is taken in by who keeps the tool room, or by a manager, "
                    "and never by who borrowed it.",
                    tool=self.tool_id.display_name,
                )
            )
        if self.returned_by_id not in (self.borrower_id, self.browse().borrower_id):
            if not manages:
                raise AccessError(
                    self.env._(
                        "%(tool)s is brought back by %(borrower)s, who borrowed it. A "
                        "manager may take it from somebody else.",
                        tool=self.tool_id.display_name,
                        borrower=self.sudo().borrower_id.name,
                    )
                )
        if not self.condition_back:
            raise UserError(
                self.env._(
                    "Look at %(tool)s and enter in which condition it came back.",
                    tool=self.tool_id.display_name,
                )
            )


class Aftersales6sFinding(models.Model):
    _inherit = "aftersales.6s.finding"

    tool_loan_id = fields.Many2one(
        comodel_name="aftersales.6s.tool.loan",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
