from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import case as rules

#: Consequences that count for a time
COUNTING = frozenset({rules.WARNING, rules.DEMERIT, rules.MAJOR_DEMERIT})


class AftersalesPenalty(models.Model):
    """Decision, appeal and revocation, each by the right person."""

    _inherit = "aftersales.penalty"

    def _check_second_person(self, *before):
        """Whoever decides is neither reporter, nor the person, nor decided before.

        :param before: users who decided on it already
        """
        self._check_decider()
        for case in self:
            taken = [user.id for user in before] + case._own_users().ids
            if self.env.su or rules.may_decide(
                self.env.uid, case.reporter_id.id, taken
            ):
                continue
            raise AccessError(
                self.env._(
                    "You reported case %(name)s, decided on it before, or it is your "
                    "own. Somebody else decides.",
                    name=case.name,
                )
            )

    def action_confirm(self, reason=None, amount=None):
        """Confirm the case, as it was proposed or with a smaller amount.

        :param reason: why; needed when something is changed
        :param amount: the new amount; default: as proposed
        :raise AccessError: the reporter, the employee or a person without a role
        :raise UserError: something is missing that the law asks for
        """
        self._check_second_person()
        for case in self:
            case._lock_case()
            changed = amount is not None and case._differs(amount, case.amount)
            if changed:
                case._check_smaller(amount)
            if changed or case.is_reward:
                case._check_text(reason, self.env._("Give the reasons."))
            case._check_complete(amount)
            # superuser: the decision is guarded against direct writes
            case.sudo().write(
                {
                    "amount": case.amount if amount is None else amount,
                    "decision": "changed" if changed else "as_proposed",
                    "decision_reason": reason,
                    "decided_by_id": self.env.uid,
                }
            )
            if case.needs_approval:
                case._ask_approval()
            else:
                case._confirm(reason)
        return True

    def _confirm(self, note=None):
        """The decision stands: the employee is told, and may appeal."""
        self.ensure_one()
        self._step(
            rules.CONFIRM,
            note=note,
            decided_at=fields.Datetime.now(),
            appeal_until=fields.Date.add(
                self._today(), days=self.company_id.sudo().aftersales_appeal_days
            ),
            counts_until=self._counts_until(),
        )
        # superuser: activities of others, too, are over
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._tell_employee(lambda one: one.env._("Case %s has been decided", one.name))

    def _differs(self, one, other):
        return self.currency_id.compare_amounts(one, other) != 0

    def _check_smaller(self, amount):
        """A decision may be milder than the clause, never harsher."""
        self.ensure_one()
        if amount < 0 or self.currency_id.compare_amounts(amount, self.amount) > 0:
            raise UserError(
                self.env._(
                    "Case %(name)s: the amount may be lowered from %(old)s, not "
                    "raised. The employee was heard about that amount.",
                    name=self.name,
                    old=self.currency_id.format(self.amount),
                )
            )

    def _check_complete(self, amount=None):
        """Nothing is missing that a decision needs.

        :raise UserError: naming each thing that is
        """
        self.ensure_one()
        facts = self._as_rule()
        lacks = rules.missing(facts)
        if self.is_reward:
            # good news need neither notice nor hearing
            lacks = [
                one for one in lacks if one != rules.NO_EVIDENCE or not self.description
            ]
        if amount == 0 and not self.is_reward:
            raise UserError(
                self.env._(
                    "An amount of nothing is no penalty: waive case %s.", self.name
                )
            )
        if lacks:
            labels = dict(self._lack_labels())
            raise UserError(
                self.env._(
                    "Case %(name)s can't be confirmed yet:\n%(lacks)s",
                    name=self.name,
                    lacks="\n".join(f"– {labels[one]}" for one in lacks),
                )
            )

    def _counts_until(self):
        if self.consequence not in COUNTING:
            return False
        return rules.months_after(self._today(), self.rule_id.validity_months)

    def action_waive(self, reason):
        """Don't pursue the case.

        :raise UserError: nobody says why
        """
        self._check_second_person()
        text = self._check_text(reason, self.env._("Say why the case is waived."))
        for case in self:
            told = case.state != rules.PROPOSED
            case._withdraw_approval()
            case._step(
                rules.WAIVE,
                note=text,
                decision="waived",
                decision_reason=text,
                decided_by_id=self.env.uid,
                decided_at=fields.Datetime.now(),
            )
            case._done_for_employee()
            if told:
                case._tell_employee(
                    lambda one: one.env._("Case %s has been waived", one.name)
                )
        return True

    # Appeal

    def action_appeal(self, text):
        """The employee appeals; until it is decided, nothing is deducted.

        :raise AccessError: it is somebody else's case
        :raise UserError: too late, a second time, or nothing is said
        """
        self._check_mine()
        text = self._check_text(text, self.env._("Please write why you appeal."))
        for case in self:
            if case.appealed_at:
                raise UserError(
                    self.env._("Your appeal in case %s has been decided.", case.name)
                    if case.appeal_outcome
                    else self.env._("You have appealed in case %s already.", case.name)
                )
            if case.appeal_until and case._today() > case.appeal_until:
                raise UserError(
                    self.env._(
                        "The time to appeal in case %(name)s ended on %(day)s.",
                        name=case.name,
                        day=fields.Date.to_string(case.appeal_until),
                    )
                )
            case._step(
                rules.APPEAL,
                note=self.env._("The employee appealed"),
                appeal=text,
                appealed_at=fields.Datetime.now(),
            )
            case._done_for_employee()
            case._tell_managers(
                lambda one: one.env._("%s: the employee appealed", one.name)
            )
        return True

    def action_uphold(self, reason):
        """The decision stays; it was looked at by another person.

        :raise AccessError: who decided first decides again
        """
        self._decide_appeal(rules.UPHOLD, "upheld", reason)
        return True

    def action_grant(self, reason):
        """The appeal is granted: the case is waived."""
        self._decide_appeal(rules.GRANT, "granted", reason)
        return True

    def action_reduce(self, reason, amount):
        """The appeal is granted in part: a smaller amount stays.

        :raise UserError: the amount isn't smaller, or nothing is left
        """
        for case in self:
            case._check_smaller(amount)
            if amount <= 0 or not case._differs(amount, case.amount):
                raise UserError(
                    self.env._(
                        "Case %s: give a smaller amount, grant the appeal, or let the "
                        "decision stay.",
                        case.name,
                    )
                )
        self._decide_appeal(rules.UPHOLD, "changed", reason, amount=amount)
        return True

    def _decide_appeal(self, step, outcome, reason, **values):
        self._check_second_person(*self.decided_by_id)
        text = self._check_text(reason, self.env._("Give the reasons."))
        for case in self:
            case._step(
                step,
                note=text,
                appeal_outcome=outcome,
                appeal_reason=text,
                appeal_decided_by_id=self.env.uid,
                appeal_decided_at=fields.Datetime.now(),
                **values,
            )
            case._tell_employee(
                lambda one: one.env._("Your appeal in case %s is decided", one.name)
            )

    def action_revoke(self, reason):
        """Take a decided case back; the next sheet gives back what was deducted.

        :raise AccessError: only HR and branch managers, never for themselves
        :raise UserError: it isn't decided, or nobody says why
        """
        self._check_decider()
        allowed = self.env.su or any(
            map(
                self.env.user.has_group,
                (
                    "aftersales_service.group_aftersales_hr",
                    "aftersales_service.group_aftersales_branch_manager",
                ),
            )
        )
        if not allowed:
            raise AccessError(
                self.env._("Decided cases are revoked by HR or a branch manager.")
            )
        text = self._check_text(reason, self.env._("Say why the case is revoked."))
        for case in self:
            case._step(rules.REVOKE, note=text, revoke_reason=text)
            case._tell_employee(
                lambda one: one.env._("Case %s has been revoked", one.name)
            )
        return True

    def _is_final(self):
        """Decided, and not to be appealed any more: it may go onto a sheet."""
        self.ensure_one()
        over = bool(self.appeal_outcome) or self._today() > self.appeal_until
        return self.state == rules.CONFIRMED and (self.is_reward or over)
