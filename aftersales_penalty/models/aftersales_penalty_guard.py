from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..rules import case as rules

#: What whoever reports a case fills in, while it is proposed
REPORTED = frozenset(
    {
        "employee_id",
        "rule_id",
        "happened_at",
        "description",
        "loss",
        "share",
        "ticket_id",
        "visit_id",
        "attachment_ids",
    }
)
#: What a decider fills in until the decision
PREPARED = frozenset({"documents_ready", "union_told_on", "union_answer", "loss"})
#: What Odoo's own messages and activities write
FREE = ("message_", "activity_", "rating_", "my_activity_", "website_message_")
DECIDERS = (
    "aftersales_service.group_aftersales_manager",
    "aftersales_service.group_aftersales_branch_manager",
    "aftersales_service.group_aftersales_hr",
)


class AftersalesPenalty(models.Model):
    """Who may write what: the state and all that it rests on move by steps only."""

    _inherit = "aftersales.penalty"

    @api.model
    def _is_decider(self):
        return self.env.su or any(map(self.env.user.has_group, DECIDERS))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [self._reported(vals) for vals in vals_list]
        cases = super().create(vals_list)
        cases._number()
        cases._note_department()
        cases._log()
        return cases

    @api.model
    def _reported(self, vals):
        """What a person reports; all else comes from the clause and from the steps."""
        if not self._is_decider():
            raise AccessError(
                self.env._(
                    "Cases are reported by service managers, branch managers and HR."
                )
            )
        given = {name for name in vals if vals[name]}
        self._refuse_fields(given - REPORTED - {"company_id", "name", "state"})
        kept = {name: vals[name] for name in vals if name in REPORTED | {"company_id"}}
        return {**kept, "reporter_id": self.env.uid}

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            names = {name for name in vals if not name.startswith(FREE)}
            for case in self:
                case._check_writable(names)
        return super().write(vals)

    def _check_writable(self, names):
        if not names:
            return
        allowed = set()
        if self.state == rules.PROPOSED and self.reporter_id == self.env.user:
            allowed |= REPORTED
        if self.state in rules.OPEN - {rules.APPEALED} and self.can_decide:
            allowed |= PREPARED
        if self.state not in rules.OPEN and names:
            raise UserError(
                self.env._(
                    "Case %(name)s has been decided and can't be changed. An appeal or "
                    "a revocation is a step of its own.",
                    name=self.name,
                )
            )
        self._refuse_fields(names - allowed)

    def _refuse_fields(self, names):
        for name in sorted(names):
            raise UserError(
                self.env._(
                    "“%(field)s” of a case can't be set here. It comes from its "
                    "clause, from the facts, or from the buttons of the case.",
                    field=self._fields[name]._description_string(self.env)
                    if name in self._fields
                    else name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own_report(self):
        for case in self:
            own = case.reporter_id == self.env.user and case.state == rules.PROPOSED
            if not own:
                raise UserError(
                    self.env._(
                        "Case %(name)s is on record and can't be deleted. It is "
                        "waived, with a reason.",
                        name=case.name,
                    )
                )

    def _number(self):
        """Give each new case its number; one query however many there are."""
        fresh = self.filtered(lambda case: case.name in (False, "/"))
        for case in fresh.sudo():
            case.name = self._number_of(case.id)

    @api.model
    def _number_of(self, id_):
        return f"CF{id_:06d}"

    def _note_department(self):
        """Where the person worked on that day."""
        days = {case: (case.employee_id.id, case.happened_on) for case in self}
        found = self.env["hr.employee"]._departments_on(days.values())
        for case in self.sudo():
            case.department_id = found.get(days[case])

    def _log(self, note=None):
        """Add to the history what has just become of these cases."""
        self.env["aftersales.penalty.log"].sudo().create(
            [
                {
                    "penalty_id": case.id,
                    "user_id": self.env.uid,
                    "state": case.state,
                    "amount": case.amount,
                    "note": note,
                }
                for case in self.sudo()
            ]
        )
