from odoo import api, fields, models

from ..rules import case as rules

MODEL = "aftersales.penalty"
GENERAL_MANAGER = "aftersales_service.group_aftersales_general_manager"


class AftersalesApproval(models.AbstractModel):
    """Cases are among the documents that somebody else approves."""

    _inherit = "aftersales.approval"

    @api.model
    def _documents(self):
        return [*super()._documents(), MODEL]


class AftersalesPenalty(models.Model):
    """Grave decisions are approved by the general manager, by kind and by amount.

    The decision is made first and takes effect with the approval; a rejected one is
    made anew.
    """

    _inherit = "aftersales.penalty"
    _state_from = [rules.HEARD, rules.PROPOSED, rules.NOTIFIED]
    _state_to = [rules.CONFIRMED]
    _cancel_state = rules.WAIVED

    needs_approval = fields.Boolean(
        compute="_compute_needs_approval",
        help="Dismissal cases, major demerits, and amounts above the company's limit.",
    )

    @api.depends("consequence", "amount", "company_id")
    def _compute_needs_approval(self):
        for case in self:
            limit = case.company_id.sudo().aftersales_penalty_approval_limit
            case.needs_approval = rules.needs_approval(
                case.consequence, case.amount, limit
            )

    @api.depends("review_ids", "state", "consequence", "amount")
    def _compute_need_validation(self):
        """Looked at anew whenever that changes which decides about it."""
        return super()._compute_need_validation()

    def _may_approve(self, user):
        """Neither reporter, nor decider, nor the person approves a decision."""
        self.ensure_one()
        taken = self.reporter_id | self.decided_by_id | self._own_users()
        return user not in taken and self.company_id in user.sudo().company_ids

    def _validate_tier(self, tiers=False):
        """The last approval makes the decision stand."""
        result = super()._validate_tier(tiers)
        if self.decision and self._is_open() and self._approval() == "approved":
            self._confirm(self.decision_reason)
        return result

    def _is_open(self):
        return self.state in (rules.PROPOSED, rules.NOTIFIED, rules.HEARD)

    def request_validation(self):
        """Ask for approval, which confirming does."""
        if not self.env.su:
            return self.action_confirm()
        return super().request_validation()

    def restart_validation(self):
        """Take a decision back that waits for approval or was rejected.

        :raise AccessError: the user doesn't decide on the case
        """
        if self.env.su:
            return super().restart_validation()
        self._check_second_person()
        self._withdraw_approval()
        return True

    def _withdraw_approval(self):
        """A decision that hasn't been approved is gone."""
        for case in self:
            if case.review_ids and case._is_open():
                # superuser: reviews and decisions are guarded against direct writes
                system = case.sudo()
                system.restart_validation()
                system.write(
                    {
                        "decision": False,
                        "decision_reason": False,
                        "decided_by_id": False,
                        "amount": case.proposed_amount,
                    }
                )

    def _get_tier_validation_readonly_domain(self):
        return "state not in ('proposed', 'notified', 'heard')"

    def _add_tier_validation_buttons(self, node, params):
        """Deciding anew is called what it is."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='restart_validation']"):
            button.set("string", self.env._("Decide Anew"))
        return buttons


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_penalty_approval_limit = fields.Monetary(
        string="General Manager Approves Above",
        default=500,
        help="Decisions on larger amounts, and all dismissal cases and major demerits, "
        "take effect with the general manager's approval.",
    )

    def _approvals(self):
        """Every company asks its general manager."""
        return [
            *super()._approvals(),
            (
                MODEL,
                {
                    "name": self._in_own_language().env._(
                        "Penalty or reward: general manager"
                    ),
                    "reviewer_group_id": self.env.ref(GENERAL_MANAGER).id,
                    "definition_domain": "[('needs_approval', '=', True)]",
                    "exclude_requester": True,
                },
            ),
        ]
