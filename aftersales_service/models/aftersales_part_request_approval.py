from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..rules import requisition as rules
from .aftersales_part_request import LEVEL
from .aftersales_return_approval import GENERAL_MANAGER
from .helpdesk_ticket_events import MANAGER

MODEL = "aftersales.part.request"


class AftersalesPartRequest(models.Model):
    """Approval by amount, never by who asked (PRT-1)."""

    _inherit = "aftersales.part.request"
    _state_from = [rules.SUBMITTED]
    _state_to = [rules.APPROVED]
    _cancel_state = rules.CANCELLED

    approval_level = fields.Selection(
        selection=LEVEL,
        string="To Be Approved by",
        compute="_compute_approval_level",
        help="Up to the amount that the company has set the service manager approves, "
        "above it the general manager; also where nobody but the service manager who "
        "asked could approve.",
    )

    @api.depends("amount", "company_id", "requester_id", "holder_id", "state")
    def _compute_approval_level(self):
        for request in self:
            company = request.company_id.sudo() or self.env.company.sudo()
            managers = company._service_managers()
            request.approval_level = rules.approver(
                request.amount,
                company.aftersales_part_approval_limit,
                bool(managers.filtered(request._may_approve)),
            )

    @api.depends("review_ids", "state", "amount", "company_id")
    def _compute_need_validation(self):
        """Looked at anew whenever that changes which decides about it."""
        return super()._compute_need_validation()

    def _may_approve(self, user):
        """Who asked, and who gets the parts, approve nothing of it."""
        self.ensure_one()
        # users may not read employees' files
        request = self.sudo()
        own = request.requester_id | request.holder_id.employee_id.user_id
        return user not in own and request.company_id in user.sudo().company_ids

    def _check_approvable(self):
        """A requisition that nobody may approve would wait for ever."""
        for request in self:
            # superuser: reviews tell who approves, whoever may read users
            if request.sudo().review_ids.filtered(lambda r: not r.reviewer_ids):
                raise UserError(
                    self.env._(
                        "Nobody may approve requisition %(name)s: who asked for it, or "
                        "gets the parts, doesn't. Give another person the role of "
                        "service manager or general manager.",
                        name=request.name,
                    )
                )

    def _validate_tier(self, tiers=False):
        """The last approval approves."""
        result = super()._validate_tier(tiers)
        if self.state == rules.SUBMITTED and self._approval() == "approved":
            self._approve()
        return result

    def _rejected_tier(self, tiers=False):
        """One rejection is enough."""
        result = super()._rejected_tier(tiers)
        if self.state == rules.SUBMITTED and self._approval() == "rejected":
            self._reject()
        return result

    def _approve(self):
        """It is approved: the keeper may issue, and the clocks of free parts run."""
        self._step(
            rules.APPROVE,
            approved_at=fields.Datetime.now(),
            approved_by_id=self.env.uid,
        )
        if self._is_free():
            self._record_fact("parts_approved", self._parts_text())
        self._follow_activities()

    def _reject(self):
        self._step(rules.REJECT, reason=self._review_comment())
        self._follow_activities()
        self._tell_holder(
            lambda request: request.env._(
                "%(name)s was rejected: %(reason)s",
                name=request.name,
                reason=request.reason or "–",
            )
        )

    def request_validation(self):
        """Ask for approval, which submitting does."""
        if not self.env.su:
            return self.action_submit()
        return super().request_validation()

    def restart_validation(self):
        """Taking it back is a step of ours, with its reason."""
        if not self.env.su:
            return self.action_withdraw()
        return super().restart_validation()

    def _get_tier_validation_readonly_domain(self):
        return "state != 'draft'"

    def _add_tier_validation_buttons(self, node, params):
        """Taken back by our own button, which asks why."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='restart_validation']"):
            button.getparent().remove(button)
        return buttons

    def _parts_text(self):
        """The parts in one line, for facts and messages."""
        self.ensure_one()
        return format_list(
            self.env,
            [
                f"{line.product_id.display_name} × {line.quantity:g}"
                for line in self.line_ids
            ],
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _approvals(self):
        """Service manager up to the company's amount, general manager above."""
        own = self._in_own_language().env
        return [
            *super()._approvals(),
            *(
                (
                    MODEL,
                    {
                        "name": name,
                        "reviewer_group_id": self.env.ref(group).id,
                        "definition_domain": f"[('approval_level', '=', '{level}')]",
                        "exclude_requester": True,
                    },
                )
                for name, group, level in (
                    (own._("Requisition: service manager"), MANAGER, rules.BY_MANAGER),
                    (
                        own._("Requisition: general manager"),
                        GENERAL_MANAGER,
                        rules.BY_GENERAL_MANAGER,
                    ),
                )
            ),
        ]
