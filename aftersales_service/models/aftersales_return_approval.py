from markupsafe import Markup

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
    _tier_validation_manual_config = False
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

    def _approval(self):
        """``no``, ``pending``, ``approved`` or ``rejected``."""
        self.ensure_one()
        return {
            "waiting": "pending",
            "pending": "pending",
            "validated": "approved",
            "rejected": "rejected",
        }.get(self.validation_status, "no")

    def _ask_approval(self):
        """Put the decision up to the general manager; their own is approved at once."""
        self.ensure_one()
        # superuser: asking is the step itself, whose right has been checked
        system = self.sudo()
        reviews = system.request_validation()
        system._validate_tier(reviews)

    def _validate_tier(self, tiers=False):
        """The last approval decides."""
        result = super()._validate_tier(tiers)
        if self.state == rules.INSPECTED and self._approval() == "approved":
            self._decide()
        return result

    # What base_tier_validation writes has no Chinese

    def _notify_created_review_body(self):
        return self.env._(
            "%(user)s asks for the approval of this return.", user=self.env.user.name
        )

    def _notify_requested_review_body(self, tier_reviews=None):
        requester = (tier_reviews or self.review_ids)[:1].requested_by
        return self.env._(
            "%(user)s asks for the approval of this return.",
            user=(requester or self.env.user).name,
        )

    def _notify_accepted_reviews_body(self):
        return self.env._(
            "%(user)s approved the return. %(comment)s",
            user=self.env.user.name,
            comment=self._review_comment(),
        )

    def _notify_rejected_review_body(self):
        return self.env._(
            "%(user)s rejected the return. %(comment)s",
            user=self.env.user.name,
            comment=self._review_comment(),
        )

    def _notify_restarted_review_body(self):
        return self.env._(
            "%(user)s asks for the approval anew.", user=self.env.user.name
        )

    def _get_to_validate_message(self):
        return Markup('<i class="fa fa-lg fa-info-circle"></i> %s') % self.env._(
            "Waits for the approval of: %(who)s",
            who=self.sudo()
            .review_ids.filtered(
                lambda review: review.status in ("waiting", "pending")
            )[:1]
            .reviewer_group_id.name
            or "/",
        )

    def _get_validated_message(self):
        if self.validation_status != "validated":
            return ""
        return Markup('<i class="fa fa-thumbs-up"></i> %s') % self.env._("Approved")

    def _get_rejected_message(self):
        if self.validation_status != "rejected":
            return ""
        return Markup('<i class="fa fa-thumbs-down"></i> %s') % self.env._("Rejected")

    def _compute_next_review(self):
        """Said by the message already."""
        self.next_review = False

    def _review_comment(self):
        """What the reviewer wrote."""
        own = self.review_ids.filtered(lambda review: review.done_by == self.env.user)
        return own[-1:].comment or ""

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

    def _check_allow_write_under_validation(self, vals):
        """Our own guard says who writes what; a rejected decision is made anew."""
        return True

    def _get_tier_validation_readonly_domain(self):
        return (
            "state == 'inspected' and validation_status in "
            "('waiting', 'pending', 'validated')"
        )

    def _add_tier_validation_buttons(self, node, params):
        """Deciding asks for approval by itself: one button, not two."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='request_validation']"):
            button.getparent().remove(button)
        for button in buttons.xpath("//button[@name='restart_validation']"):
            button.set("groups", MANAGER)
            button.set("string", self.env._("Decide Anew"))
        return buttons


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        return [*super()._get_tier_validation_model_names(), MODEL]


class TierReview(models.Model):
    """base_tier_validation lets every employee write reviews; not those of returns."""

    _inherit = "tier.review"

    def _compute_todo_by(self):
        """The name of the group, without the English word before it."""
        result = super()._compute_todo_by()
        for review in self:
            if review.model == MODEL and review.reviewer_group_id:
                review.todo_by = review.reviewer_group_id.name
        return result

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        if not self.env.su and MODEL in reviews.mapped("model"):
            reviews._refuse_forgery()
        return reviews

    def write(self, vals):
        self._check_reviewer(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_review_of_return(self):
        if not self.env.su and MODEL in self.mapped("model"):
            self._refuse_forgery()

    def _check_reviewer(self, vals):
        """A review says what its own reviewer said, and nothing else."""
        ours = self.filtered(lambda review: review.model == MODEL)
        if self.env.su or not (ours or vals.get("model") == MODEL):
            return
        own = {"status", "done_by", "reviewed_date", "comment"}
        for review in ours or self:
            mine = self.env.user in review.reviewer_ids and vals.keys() <= own
            by_me = vals.get("done_by", self.env.uid) == self.env.uid
            signed = "status" not in vals or "done_by" in vals
            open_ = review.status in ("waiting", "pending")
            if not (mine and by_me and signed and open_):
                review._refuse_forgery()

    def _refuse_forgery(self):
        raise AccessError(
            self.env._(
                "Only who must approve a return may say so, with the buttons of the "
                "return."
            )
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._ensure_return_approval()
        return companies

    @api.private
    @api.model
    def ensure_return_approvals(self):
        """Every company asks its general manager, until it is configured otherwise."""
        companies = self.search([])  # pylint: disable=no-search-all
        companies._ensure_return_approval()

    def _ensure_return_approval(self):
        """The definition by which the general manager approves returns (RET-3).

        One that the company has changed or archived stays as it is.
        """
        # superuser: who creates a company need not configure approvals
        definitions = self.env["tier.definition"].sudo()
        known = definitions.with_context(active_test=False).search(
            [("model", "=", MODEL), ("company_id", "in", self.ids)]
        )
        definitions.create(
            [
                {
                    "name": company.with_context(
                        lang=company.partner_id.lang or self.env.lang
                    ).env._("Return or exchange: general manager"),
                    "model_id": self.env["ir.model"]._get_id(MODEL),
                    "company_id": company.id,
                    "review_type": "group",
                    "reviewer_group_id": self.env.ref(GENERAL_MANAGER).id,
                    "definition_domain": "[('needs_approval', '=', True)]",
                    "notify_on_create": True,
                    "has_comment": True,
                }
                for company in self - known.company_id
            ]
        )
