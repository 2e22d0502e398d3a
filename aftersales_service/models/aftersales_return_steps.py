from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """The steps that move no goods and no money."""

    _inherit = "aftersales.return"

    def action_accept(self):
        """The return is accepted: the goods may come (T-20)."""
        return self._review(rules.ACCEPT)

    def action_refuse(self):
        """The return is refused, with the reason the customer reads (T-20)."""
        self._check_step(rules.REFUSE)
        for one in self:
            one._check_filled("review_note", self.env._("why it is refused"))
        return self._review(rules.REFUSE)

    def _review(self, step):
        self._check_step(step)
        for one in self:
            one._step(
                step,
                "return_reviewed",
                note=one.review_note,
                review_result="accepted" if step == rules.ACCEPT else "refused",
                reviewed_at=fields.Datetime.now(),
            )
            one._record_fact(
                "return_accepted" if step == rules.ACCEPT else "return_refused"
            )
        return True

    def action_inspect(self):
        """The fault test is done: what was found, and how (RET-2)."""
        self._check_step(rules.INSPECT)
        for one in self:
            one._check_filled("finding", self.env._("what the fault test found"))
            one._check_filled("test_report", self.env._("how it was tested"))
            one._step(
                rules.INSPECT,
                "return_inspected",
                note=one._selected("finding"),
                inspected_at=fields.Datetime.now(),
                inspected_by_id=self.env.uid,
            )
        self._take_fee()
        return True

    def action_report(self):
        """The return report is complete: it names who is responsible (T-11)."""
        self._check_step(rules.REPORT)
        for one in self:
            one._check_filled("report_text", self.env._("the return report"))
            one._check_filled("responsibility", self.env._("who is responsible"))
            if one.responsibility == "unclear":
                raise UserError(
                    self.env._(
                        "The report of return %(name)s can't be finished as long as it "
                        "isn't clear who is responsible.",
                        name=one.name,
                    )
                )
            one._step(
                rules.REPORT,
                "return_reported",
                note=one._selected("responsibility"),
                reported_at=fields.Datetime.now(),
                reported_by_id=self.env.uid,
            )
        self._take_fee()
        return True

    def action_decide(self):
        """Decide what the customer gets, or put it up to the general manager (RET-3).

        :return: True
        :raise AccessError: the user tested these goods
        :raise UserError: the decision doesn't fit what was found
        """
        self._check_step(rules.DECIDE)
        for one in self:
            one._check_decidable()
            # stays its author's when somebody else approves it
            one._put({"decided_by_id": self.env.uid})
            if one.need_validation:
                one._ask_approval()
            if one.state == rules.INSPECTED and one._approval() != "pending":
                one._decide()
        return True

    def _check_decidable(self):
        self.ensure_one()
        self._check_filled("decision", self.env._("what is decided"))
        if self.inspected_by_id == self.env.user and not self.env.su:
            raise AccessError(
                self.env._(
                    "You tested the goods of return %(name)s. Somebody else decides.",
                    name=self.name,
                )
            )
        if self.decision not in rules.decisions(self._facts()):
            raise UserError(
                self.env._(
                    "“%(decision)s” doesn't fit return %(name)s: %(finding)s, cost "
                    "borne by: %(bearer)s. Without a quality fault the goods are sent "
                    "back; without the general manager's approval all cost is the "
                    "customer's.",
                    decision=self._selected("decision"),
                    name=self.name,
                    finding=self._selected("finding"),
                    bearer=self._selected("cost_bearer"),
                )
            )
        if self.decision in ("sent_back", "scrap"):
            self._check_filled("decision_reason", self.env._("the reason"))
        if self.cost_bearer == "customer":
            self._check_filled("cost_reason", self.env._("why the customer bears it"))
        self._check_fee()

    def _check_fee(self):
        """A fee that the verdict asks for is known, and says by which law."""
        self.ensure_one()
        if self.usage_fee:
            self._check_filled("fee_reason", self.env._("what the fee is for"))
        elif self.decision in rules.COSTLY:
            # superuser: who decides need not see the verdict
            fee, basis = self.ticket_id.sudo()._usage_fee()
            if fee is None:
                raise UserError(
                    self.env._(
                        "The fee for use on return %(name)s isn't known yet "
                        "(%(basis)s). Record on its request what the verdict misses, "
                        "or write the fee.",
                        name=self.name,
                        basis=basis,
                    )
                )

    def _decide(self):
        """The decision holds: at once, or with the last approval."""
        self._step(
            rules.DECIDE,
            "return_decided",
            note=" · ".join(
                filter(None, [self._selected("decision"), self.decision_reason])
            ),
            decided_at=fields.Datetime.now(),
        )

    def action_tell_customer(self):
        """The customer was told what became of it, when and how (T-22)."""
        self._check_step(rules.TELL)
        for one in self:
            one._step(
                rules.TELL,
                "customer_told",
                note=" · ".join(
                    filter(None, [one._selected("told_how"), one.told_note])
                ),
                told_at=fields.Datetime.now(),
            )
            if one.told_how == "message":
                self.env["aftersales.notice"]._queue("return", one.ticket_id)
        return True

    def action_cancel(self):
        """The customer keeps the goods; what was ordered for the return is off."""
        self._check_step(rules.CANCEL)
        for one in self:
            # superuser: clerks are no stock users
            one.sudo().receipt_id.action_cancel()
            one._step(rules.CANCEL, "return_cancelled")
        return True

    def _check_filled(self, name, what):
        """Refuse a step as long as an entry is missing."""
        self.ensure_one()
        value = self[name]
        if isinstance(value, str):
            value = value.strip()
        if not value:
            raise UserError(
                self.env._(
                    "Return %(number)s doesn't say %(what)s yet. Fill in “%(field)s”.",
                    number=self.name,
                    what=what,
                    field=self._label(name),
                )
            )

    def _selected(self, name):
        """Label of a selection as the user reads it."""
        self.ensure_one()
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    # Papers and windows

    def _for_report(self):
        """This return as its report prints it, names of colleagues included."""
        self.ensure_one()
        self.check_access("read")
        # who reads the return reads the names on it, not the files behind them
        return self.sudo()

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Return report %(name)s", name=self.name)

    def action_view_receipt(self):
        """The incoming picking, with the user's own rights."""
        return self._view("stock.picking", self.receipt_id)

    def action_view_delivery(self):
        """The outgoing picking, with the user's own rights."""
        return self._view("stock.picking", self.delivery_id)

    def action_view_refund(self):
        """The credit note, with the user's own rights."""
        return self._view("account.move", self.refund_id)

    @staticmethod
    def _view(model, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record.id,
            "views": [(False, "form")],
        }
