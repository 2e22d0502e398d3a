from odoo import fields, models
from odoo.exceptions import UserError

OUTCOME = [
    ("agree", "Agreed"),
    ("verify", "To Be Proven"),
    ("refuse", "Refused"),
]
FALSE_BILL = "false_bill_found"
BRANCH = "aftersales_service.group_aftersales_branch_manager"


class HrExpense(models.Model):
    """What became of a claim: agreed, to be proven, or refused (CST-5).

    The steps and who may take them are Odoo's own; above the company's limit, a branch
    manager or the general manager approves.
    """

    _inherit = "hr.expense"

    aftersales_outcome = fields.Selection(
        selection=OUTCOME,
        string="Outcome",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    aftersales_question = fields.Text(
        string="What Is to Be Proven", readonly=True, copy=False
    )
    aftersales_false_bill = fields.Boolean(
        string="False Bill",
        readonly=True,
        copy=False,
        tracking=True,
        help="Whoever checked it found the bill to be false. A fact of the request.",
    )

    def _get_cannot_approve_reason(self):
        """Large claims are approved by a branch manager (CST-5)."""
        reasons = super()._get_cannot_approve_reason()
        if self.env.su or self.env.user.has_group(BRANCH):
            return reasons
        for expense in self.filtered("aftersales_ticket_id"):
            limit = expense.company_id.sudo().aftersales_expense_limit
            if not reasons[expense.id] and 0 < limit < expense.total_amount:
                reasons[expense.id] = self.env._(
                    "%(claim)s: claims of visits above %(limit)s are approved by a "
                    "branch manager or the general manager",
                    claim=expense.name,
                    limit=expense.company_currency_id.format(limit),
                )
        return reasons

    def _do_approve(self, check=True):
        result = super()._do_approve(check=check)
        agreed = self.filtered(
            lambda one: one.aftersales_ticket_id and one.approval_state == "approved"
        )
        # the outcome is guarded against direct writes
        agreed.sudo().aftersales_outcome = "agree"
        return result

    def _do_refuse(self, reason):
        result = super()._do_refuse(reason)
        refused = self.filtered("aftersales_ticket_id")
        refused.sudo().aftersales_outcome = "refuse"  # guarded, as above
        return result

    def action_verify(self):
        """Open the window in which proof is asked for."""
        self._check_can_refuse()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_expense_question_action"
        )

    def _ask_proof(self, question):
        """Give claims back to who filed them, with what they must prove.

        :raise UserError: the user may not decide on the claim, or it isn't submitted
        """
        self._check_can_refuse()
        for expense in self:
            expense._check_asked()
        self._do_reset_approval()
        # the outcome is guarded against direct writes
        self.sudo().write(
            {"aftersales_outcome": "verify", "aftersales_question": question}
        )
        for expense in self.sudo():
            expense.message_post(
                body=self.env._("To be proven: %(question)s", question=question),
                partner_ids=expense.employee_id.user_id.partner_id.ids,
            )
            user = expense.employee_id.user_id
            if user:
                expense.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=expense.with_context(lang=user.lang).env._(
                        "Prove claim “%(claim)s”", claim=expense.name
                    ),
                    note=question,
                    user_id=user.id,
                )

    def _check_asked(self):
        self.ensure_one()
        if self.state != "submitted" or not self.aftersales_ticket_id:
            raise UserError(
                self.env._(
                    "Claim “%(claim)s” isn't a filed claim of a visit: there is "
                    "nothing to be proven.",
                    claim=self.name,
                )
            )

    def _note_false_bill(self, reason):
        """A bill was found to be false: a fact that others go by (CST-5).

        As superuser, after who decides on the claim said so: nobody else records it.
        """
        self._check_can_refuse()
        for expense in self.sudo().filtered(
            lambda one: one.aftersales_ticket_id and not one.aftersales_false_bill
        ):
            ticket = expense.aftersales_ticket_id
            expense.aftersales_false_bill = True
            ticket._record(
                ticket._event_kind(FALSE_BILL),
                employee=self.env.user._employee_in(ticket.company_id),
                note=reason,
                asked_id=expense.employee_id.id,
                source_ref=expense.name,
            )
