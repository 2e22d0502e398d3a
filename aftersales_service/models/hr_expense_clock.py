from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import clock as clock_rules

INCURRED = "expense_incurred"
CLAIMED = "expense_claimed"
#: What follows from steps; nobody writes it directly
GUARDED = {
    "aftersales_incurred_id",
    "aftersales_claimed_id",
    "aftersales_outcome",
    "aftersales_question",
    "aftersales_false_bill",
}
#: What the fact that something was spent tells
TOLD = {"aftersales_ticket_id", "aftersales_visit_id", "date", "employee_id"}
NOON = timedelta(hours=12)


class HrExpense(models.Model):
    """Spent and claimed: facts of the request, with the three days' clock (T-18)."""

    _inherit = "hr.expense"

    aftersales_incurred_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Spent (Fact)",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_claimed_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Claimed (Fact)",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_due_at = fields.Datetime(
        string="Claim Due",
        compute="_compute_aftersales_due",
        compute_sudo=True,
        help="Three working days after it was spent, by the limit of the company.",
    )
    aftersales_late = fields.Boolean(
        string="Claimed Late",
        compute="_compute_aftersales_due",
        search="_search_aftersales_late",
        compute_sudo=True,
    )

    @api.depends("aftersales_incurred_id", "aftersales_claimed_id")
    def _compute_aftersales_due(self):
        clocks = self.env["aftersales.clock"]
        facts = self.aftersales_incurred_id
        found = clocks.search(
            [("start_event_id", "in", [fact._root().id for fact in facts])]
        ).grouped("start_event_id")
        now = fields.Datetime.now()
        for expense in self:
            fact = expense.aftersales_incurred_id
            clock = found.get(fact._root(), clocks)[:1] if fact else clocks
            claimed = expense.aftersales_claimed_id.at or now
            expense.aftersales_due_at = clock.due_at
            expense.aftersales_late = bool(clock) and clock_rules.is_late(
                clock.due_at, claimed
            )

    @api.model
    def _search_aftersales_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        spent = self.sudo().search([("aftersales_incurred_id", "!=", False)])
        late = spent.filtered("aftersales_late")
        return [("id", "in" if True in value else "not in", late.ids)]

    # Guard

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_aftersales_guarded(vals)
        context = self.env.context
        if not self.env.su and any(f"default_{name}" in context for name in GUARDED):
            forged = {f"default_{name}" for name in GUARDED}
            # a default in the context may forge no more than a value may
            self = self.with_context(  # pylint: disable=context-overridden
                {key: value for key, value in context.items() if key not in forged}
            )
        expenses = super().create(vals_list)
        expenses._tell_incurred()
        return expenses

    def write(self, vals):
        self._check_aftersales_guarded(vals)
        before = {}
        if TOLD & vals.keys():
            before = {expense: expense._spent() for expense in self}
        result = super().write(vals)
        moved = self.filtered(lambda one: one in before and one._spent() != before[one])
        moved._tell_incurred()
        return result

    def _check_aftersales_guarded(self, vals):
        forged = GUARDED & vals.keys()
        if forged and not self.env.su:
            raise UserError(
                self.env._(
                    "%(fields)s of an expense claim follow from its steps and can't be "
                    "written.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(forged)
                    ),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_untold(self):
        """A draft that is thrown away was never spent."""
        for expense in self.sudo().filtered("aftersales_incurred_id"):
            fact = expense.aftersales_incurred_id
            claimed = expense.aftersales_claimed_id
            expense.write(
                {"aftersales_incurred_id": False, "aftersales_claimed_id": False}
            )
            (fact | claimed)._take_expense_back(self.env._("Claim deleted"))

    # Facts

    def _spent(self):
        """Who spent it for which request on which day."""
        self.ensure_one()
        return self.sudo().aftersales_ticket_id, self.employee_id, self.date

    def _tell_incurred(self):
        """Record on the request that money was spent; T-18 starts (D 6.3).

        As superuser: who claims need not be allowed to record facts of the request.
        """
        for expense in self.sudo():
            fact = expense.aftersales_incurred_id
            ticket = expense.aftersales_ticket_id
            note = self.env._("Claim “%(claim)s”", claim=expense.name)
            if fact and fact.ticket_id == ticket:
                if not fact.is_in_force:
                    continue
                expense.aftersales_incurred_id = fact.correct(
                    note, at=expense._spent_at(), asked_id=expense.employee_id.id
                )
                continue
            if fact:
                expense.aftersales_incurred_id = False
                fact._take_expense_back(note)
            if ticket:
                expense.aftersales_incurred_id = ticket._record(
                    ticket._event_kind(INCURRED),
                    at=expense._spent_at(),
                    employee=expense.employee_id,
                    note=note,
                    asked_id=expense.employee_id.id,
                    source_ref=expense.name,
                )

    def _spent_at(self):
        """A moment of the day on which it was spent; limits count whole days."""
        self.ensure_one()
        company = self.aftersales_ticket_id.company_id or self.company_id
        start, _end = company._service_day_bounds(self.date)
        return min(start + NOON, fields.Datetime.now())

    def action_submit(self):
        """The claim is filed; T-18 ends."""
        result = super().action_submit()
        for expense in self.sudo().filtered("aftersales_ticket_id"):
            if expense.aftersales_claimed_id or expense.state == "draft":
                continue
            ticket = expense.aftersales_ticket_id
            expense.aftersales_claimed_id = ticket._record(
                ticket._event_kind(CLAIMED),
                employee=expense.employee_id,
                note=self.env._("Claim “%(claim)s”", claim=expense.name),
                subject_id=expense.aftersales_incurred_id.id,
                source_ref=expense.name,
            )
        return result


class AftersalesEvent(models.Model):
    _inherit = "aftersales.event"

    def _take_expense_back(self, note):
        """Nothing was spent after all."""
        for fact in self.filtered("is_in_force"):
            fact.correct(note, is_void=True)
