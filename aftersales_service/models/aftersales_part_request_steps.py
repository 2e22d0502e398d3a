from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import paid
from ..rules import requisition as rules


class AftersalesPartRequest(models.Model):
    """The steps that move no goods: asked, taken back, ended, cancelled."""

    _inherit = "aftersales.part.request"

    def action_submit(self):
        """Ask for approval; from now on the lines are frozen (PRT-1).

        :return: True
        :raise AccessError: it is for somebody else's account
        :raise UserError: nothing is asked for, or it doesn't say for whom
        """
        self._check_step(rules.SUBMIT)
        for request in self:
            request._check_complete()
            # at today's cost, by which it is decided who approves
            request.sudo().line_ids._compute_unit_cost()
            request._step(
                rules.SUBMIT, submitted_at=fields.Datetime.now(), reason=False
            )
            if request.need_validation:
                request._ask_approval()
                request._check_approvable()
            else:
                # the company has archived its approvals: it wants none
                request._approve()
            request._follow_activities()
        return True

    def action_withdraw(self, reason=None):
        """Take it back before it is approved, to change it.

        :param reason: why, for those who were asked
        """
        self._check_step(rules.WITHDRAW, reason)
        for request in self:
            request._put({"reason": reason})
            # superuser: reviews are guarded against direct writes
            request.sudo().review_ids.unlink()
            request._step(rules.WITHDRAW, submitted_at=False)
            request._follow_activities()
        return True

    def action_redraft(self):
        """Change what was rejected, and ask again."""
        self._check_step(rules.REDRAFT)
        for request in self:
            request._step(rules.REDRAFT, submitted_at=False)
        return True

    def action_cancel(self, reason=None):
        """The parts aren't needed; nothing of it was issued.

        :param reason: why, for who approved and who would have issued
        """
        self._check_step(rules.CANCEL, reason)
        for request in self:
            request._drop_back_orders()
            request._void_approval(reason)
            request._step(rules.CANCEL, reason=reason)
            request._follow_activities()
        return True

    def action_finish(self, reason=None):
        """What wasn't issued isn't needed any more.

        :param reason: why the rest isn't issued
        """
        self._check_step(rules.FINISH, reason)
        for request in self:
            request._drop_back_orders()
            request._step(rules.FINISH, reason=reason)
            request._record_out()
            request._follow_activities()
        return True

    def action_ask_reason(self):
        """A window that asks why, for the steps that need a reason."""
        self.ensure_one()
        step = self.env.context.get("aftersales_step")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_part_request_reason_action"
        )
        action["context"] = {"default_request_id": self.id, "default_step": step}
        return action

    # Facts of the request

    def _is_free(self):
        """Whether the customer pays nothing for these parts (T-15), or does (T-14)."""
        self.ensure_one()
        # superuser: who approves parts need not see the verdict
        ticket = self.ticket_id.sudo()
        return bool(ticket) and ticket.warranty_verdict != paid.PAID

    def _check_paid(self):
        """Paid parts stay in the depot until the quotation is accepted, or paid.

        :raise UserError: says what is missing, and the way out
        """
        for request in self.filtered("ticket_id"):
            # superuser: the keeper learns that it isn't paid, and no prices
            text = request.ticket_id.sudo()._paid_obstacle_text()
            if text:
                raise UserError(
                    self.env._(
                        "Requisition %(name)s can't be issued yet. %(why)s",
                        name=request.name,
                        why=text,
                    )
                )

    def _record_fact(self, code, note=None, **details):
        """Record a fact of this requisition on its request, if it has one."""
        self.ensure_one()
        # the step's right has been checked; a keeper need not see every request
        ticket = self.ticket_id.sudo()
        if not ticket:
            return self.env["aftersales.event"]
        kind = ticket._event_kind(code)
        return ticket._record(kind, note=note or None, source_ref=self.name, **details)

    def _siblings_owed(self):
        """Other requisitions of the same request of which something is still owed."""
        self.ensure_one()
        if not self.ticket_id:
            return self.browse()
        # superuser: those of colleagues count, too
        return self.sudo().search(
            [
                ("ticket_id", "=", self.ticket_id.id),
                ("id", "!=", self.id),
                ("state", "in", list(rules.TO_ISSUE)),
            ],
            limit=1,
        )

    def _record_packed(self, note=None):
        """All parts of the request are packed, or only some of them (T-15)."""
        self.ensure_one()
        whole = not any(line.open_qty for line in self.line_ids)
        packed = whole and not self._siblings_owed()
        self._record_fact("parts_packed" if packed else "parts_packed_in_part", note)

    def _record_out(self, note=None):
        """All parts of the request are out, or only some of them (T-14, T-15)."""
        self.ensure_one()
        whole = self.state == rules.DONE and not self._siblings_owed()
        self._record_fact("parts_shipped" if whole else "parts_shipped_in_part", note)

    def _void_approval(self, reason):
        """Free parts that were approved and aren't needed: their clocks end."""
        self.ensure_one()
        # superuser: the right to cancel was checked, and it is a fact of this document
        facts = self.ticket_id.sudo().event_ids.filtered(
            lambda fact: (
                fact.code == "parts_approved"
                and fact.source_ref == self.name
                and fact.is_in_force
            )
        )
        for fact in facts:
            fact.correct(f"{self.name}: {reason}", is_void=True)
