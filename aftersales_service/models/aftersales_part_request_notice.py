from odoo import fields, models

from ..rules import requisition as rules
from .aftersales_part_request_guard import KEEPER

APPROVE = "aftersales_service.mail_activity_type_part_approve"
ISSUE = "aftersales_service.mail_activity_type_part_issue"


class AftersalesPartRequest(models.Model):
    """Whose turn it is: on the desk of who approves, then of who issues."""

    _inherit = "aftersales.part.request"

    def _follow_activities(self):
        """One activity for whose turn it is now; those of earlier steps are done."""
        for request in self:
            # superuser: nobody's rights apply to the desks of others
            system = request.sudo()
            system.activity_unlink([APPROVE, ISSUE])
            if request.state == rules.SUBMITTED:
                open_ = system.review_ids.filtered(
                    lambda review: review.status in ("waiting", "pending")
                )
                system._put_on_desks(APPROVE, open_.reviewer_ids)
            elif request.state in rules.TO_ISSUE:
                system._put_on_desks(ISSUE, system._keepers())

    def _put_on_desks(self, kind, users):
        self.ensure_one()
        day = self.company_id._service_date(self.needed_at or fields.Datetime.now())
        for user in users.filtered("active"):
            env = self.with_context(lang=user.lang).env
            self.activity_schedule(
                kind,
                date_deadline=day,
                summary=env._("Urgent: %(name)s", name=self.name)
                if self.urgent
                else self.name,
                note=self._parts_text(),
                user_id=user.id,
            )

    def _keepers(self):
        """Who issues it: the depot's keeper, else all keepers of the company."""
        self.ensure_one()
        if self.depot_id.keeper_id:
            return self.depot_id.keeper_id
        keepers = self.env.ref(KEEPER).all_user_ids
        return keepers.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )

    def _tell_holder(self, text):
        """Tell whose parts they are, and who asked for them, what became of it.

        :param text: takes the requisition in the reader's language
        """
        for request in self:
            # superuser: users may not read employees' files
            system = request.sudo()
            users = system.requester_id | system.holder_id.employee_id.user_id
            for user in users - self.env.user:
                own = system.with_context(lang=user.lang)
                own.message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=own.name,
                    body=text(own),
                    author_id=self.env.user.partner_id.id,
                )
