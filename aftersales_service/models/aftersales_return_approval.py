from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules import returns as rules
from .helpdesk_ticket_events import MANAGER

GENERAL_MANAGER = "aftersales_service.group_aftersales_general_manager"
MODEL = "aftersales.return"


class AftersalesReturn(models.Model):
    """The general manager approves what costs goods or money (RET-3, A4 1.11).

    A rejected decision may be made anew, at the customer's cost only.
    """

    _inherit = "aftersales.return"
    _state_from = [rules.INSPECTED]
    _state_to = [rules.DECIDED]
    _cancel_state = rules.CANCELLED

    needs_approval = fields.Boolean(compute="_compute_needs_approval")

    @api.depends("decision", "cost_bearer")
    def _compute_needs_approval(self):
        for one in self:
            one.needs_approval = rules.needs_approval(one._facts())

    @api.depends("review_ids", "state", "decision", "cost_bearer")
    def _compute_need_validation(self):
        """Looked at anew whenever that changes which decides about it."""
        return super()._compute_need_validation()

    def _validate_tier(self, tiers=False):
        """The last approval decides."""
        result = super()._validate_tier(tiers)
        if self.state == rules.INSPECTED and self._approval() == "approved":
            self._decide()
        return result

    def request_validation(self):
        """Ask for approval, which deciding does."""
        if not self.env.su:
            return self.action_decide()
        return super().request_validation()

    def restart_validation(self):
        """Take a decision back that waits for approval or was rejected."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "Only a service manager may take back the decision on return "
                    "%(name)s.",
                    name=", ".join(self.mapped("name")),
                )
            )
        self.check_access("write")
        # superuser: reviews are guarded against direct writes
        return super(AftersalesReturn, self.sudo()).restart_validation()

    def _tier_validation_check_state_on_write(self, vals):
        """What was rejected goes on at the customer's cost without another approval."""
        paid = self.filtered(lambda one: not rules.needs_approval(one._facts()))
        return super(
            AftersalesReturn, self - paid
        )._tier_validation_check_state_on_write(vals)

    def _get_tier_validation_readonly_domain(self):
        return (
            "state == 'inspected' and validation_status in "
            "('waiting', 'pending', 'validated')"
        )

    def _add_tier_validation_buttons(self, node, params):
        """Asking anew is a manager's, and is called what it is."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='restart_validation']"):
            button.set("groups", MANAGER)
            button.set("string", self.env._("Decide Anew"))
        return buttons


class ResCompany(models.Model):
    _inherit = "res.company"

    def _approvals(self):
        """Every company asks its general manager (RET-3)."""
        return [
            *super()._approvals(),
            (
                MODEL,
                {
                    "name": self._in_own_language().env._(
                        "Return or exchange: general manager"
                    ),
                    "reviewer_group_id": self.env.ref(GENERAL_MANAGER).id,
                    "definition_domain": "[('needs_approval', '=', True)]",
                },
            ),
        ]
