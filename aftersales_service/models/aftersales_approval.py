from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError


class AftersalesApproval(models.AbstractModel):
    """Documents of ours that somebody else approves, by base_tier_validation.

    What base_tier_validation says has no Chinese, its reviews may be written by every
    employee, and it offers a button to ask where a step of ours asks by itself; so
    each document would have to mend the same.
    """

    _name = "aftersales.approval"
    _description = "Approval"
    _inherit = ["tier.validation"]
    _tier_validation_manual_config = False

    @api.model
    def _documents(self):
        """Models that are approved by tiers, and whose reviews are guarded.

        Addons with documents of their own add theirs.
        """
        return ["aftersales.return", "aftersales.part.request"]

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
        """Put it up to those who approve; their own is approved at once.

        Unless their own must be approved by somebody else (``exclude_requester``).
        """
        self.ensure_one()
        # superuser: asking is the step itself, whose right has been checked
        system = self.sudo()
        reviews = system.request_validation()
        system._validate_tier(reviews)

    def _may_approve(self, user):
        """Whether this reviewer may approve this document, too."""
        return True

    # What base_tier_validation writes has no Chinese

    def _notify_created_review_body(self):
        return self.env._(
            "%(user)s asks for the approval of %(document)s.",
            user=self.env.user.name,
            document=self.display_name,
        )

    def _notify_requested_review_body(self, tier_reviews=None):
        requester = (tier_reviews or self.review_ids)[:1].requested_by
        return self.env._(
            "%(user)s asks for the approval of %(document)s.",
            user=(requester or self.env.user).name,
            document=self.display_name,
        )

    def _notify_accepted_reviews_body(self):
        return self.env._(
            "%(user)s approved %(document)s. %(comment)s",
            user=self.env.user.name,
            document=self.display_name,
            comment=self._review_comment(),
        )

    def _notify_rejected_review_body(self):
        return self.env._(
            "%(user)s rejected %(document)s. %(comment)s",
            user=self.env.user.name,
            document=self.display_name,
            comment=self._review_comment(),
        )

    def _notify_restarted_review_body(self):
        return self.env._(
            "%(user)s asks for the approval anew.", user=self.env.user.name
        )

    def _get_to_validate_message(self):
        waiting = self.sudo().review_ids.filtered(
            lambda review: review.status in ("waiting", "pending")
        )[:1]
        return Markup('<i class="fa fa-lg fa-info-circle"></i> %s') % self.env._(
            "Waits for the approval of: %(who)s",
            who=waiting.reviewer_group_id.name or waiting.todo_by or "/",
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

    def _check_allow_write_under_validation(self, vals):
        """Our own guards say who writes what."""
        return True

    def _add_tier_validation_buttons(self, node, params):
        """A step asks for approval by itself: one button, not two."""
        buttons = super()._add_tier_validation_buttons(node, params)
        for button in buttons.xpath("//button[@name='request_validation']"):
            button.getparent().remove(button)
        return buttons


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        documents = self.env["aftersales.approval"]._documents()
        return [*super()._get_tier_validation_model_names(), *documents]


class TierReview(models.Model):
    """base_tier_validation lets every employee write reviews; not those of ours."""

    _inherit = "tier.review"

    def _compute_todo_by(self):
        """The name of the group, without the English word before it."""
        result = super()._compute_todo_by()
        for review in self:
            if review._is_ours() and review.reviewer_group_id:
                review.todo_by = review.reviewer_group_id.name
        return result

    def _get_reviewers(self):
        reviewers = super()._get_reviewers()
        if not self._is_ours():
            return reviewers
        # who approves follows from the document, whoever looks at the review
        document = self.env[self.model].sudo().browse(self.res_id)
        return reviewers.filtered(document._may_approve)

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        if not self.env.su and reviews._ours():
            reviews._refuse_forgery()
        return reviews

    def write(self, vals):
        self._check_reviewer(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_review_of_ours(self):
        if not self.env.su and self._ours():
            self._refuse_forgery()

    def _is_ours(self, model=None):
        return (model or self.model) in self.env["aftersales.approval"]._documents()

    def _ours(self):
        return self.filtered(lambda review: review._is_ours())

    def _check_reviewer(self, vals):
        """A review says what its own reviewer said, and nothing else."""
        ours = self._ours()
        to_ours = vals.get("model") and self._is_ours(vals["model"])
        if self.env.su or not (ours or to_ours):
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
                "Only who must approve a document may say so, with the buttons of the "
                "document."
            )
        )


class ResCompany(models.Model):
    """Every company has its approvals, until it configures them otherwise."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._ensure_approvals()
        return companies

    @api.private
    @api.model
    def ensure_approvals(self):
        """Give companies that are there already what new ones get."""
        companies = self.search([])  # pylint: disable=no-search-all
        companies._ensure_approvals()

    def _ensure_approvals(self):
        """Definitions by which documents are approved.

        One that the company has changed or archived stays as it is.
        """
        # superuser: who creates a company need not configure approvals
        definitions = self.env["tier.definition"].sudo()
        known = definitions.with_context(active_test=False).search(
            [
                ("model", "in", self.env["aftersales.approval"]._documents()),
                ("company_id", "in", self.ids),
            ]
        )
        have = {(one.company_id, one.model) for one in known}
        definitions.create(
            [
                {
                    "model_id": self.env["ir.model"]._get_id(model),
                    "company_id": company.id,
                    "review_type": "group",
                    "notify_on_create": True,
                    "has_comment": True,
                    **values,
                }
                for company in self
                for model, values in company._approvals()
                if (company, model) not in have
            ]
        )

    def _approvals(self):
        """List of (model, values of its definition), in the company's language."""
        self.ensure_one()
        return []

    def _in_own_language(self):
        """This company, speaking the language of its partner."""
        self.ensure_one()
        return self.with_context(lang=self.partner_id.lang or self.env.lang)
