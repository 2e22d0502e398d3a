from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import claim as rules


class AftersalesSupplierClaim(models.Model):
    """The steps from the draft to the supplier's answer."""

    _inherit = "aftersales.supplier.claim"

    old_parts_sent_at = fields.Datetime(
        string="Old Parts Sent", readonly=True, copy=False
    )

    def action_check(self):
        """Quality has checked that every line is the supplier's fault."""
        self._check_step(rules.CHECK)
        self._as_system()._refresh_fee()
        for claim in self:
            lines = claim.sudo().line_ids
            if not lines:
                raise UserError(
                    self.env._(
                        "Claim %(name)s has no lines. Collect anew, or cancel it.",
                        name=claim.name,
                    )
                )
            gone = lines.use_id.filtered(lambda use: use.state != "posted")
            if gone:
                raise UserError(
                    self.env._(
                        "%(uses)s of claim %(name)s were taken back. Take their lines "
                        "off.",
                        uses=", ".join(gone.mapped("name")),
                        name=claim.name,
                    )
                )
        self._put(
            {
                "state": rules.CHECKED,
                "checked_by_id": self.env.uid,
                "checked_at": fields.Datetime.now(),
            }
        )
        for claim in self:
            claim._turn_to(claim._buyer(), self.env._("Hand in the claim"))
        return True

    def action_redo(self):
        """Back to draft: something is wrong with it."""
        self._check_step(rules.REDO)
        self._put({"state": rules.DRAFT, "checked_by_id": False, "checked_at": False})
        return True

    def action_submit(self):
        """Hand in: the sheet and the letter are made, kept and mailed (A4 3.8)."""
        self._check_step(rules.SUBMIT)
        for claim in self:
            claim._check_old_parts()
            today = claim._today()
            days = claim.sudo().agreement_id.answer_days
            claim._put(
                {
                    "state": rules.SUBMITTED,
                    "submitted_at": fields.Datetime.now(),
                    "submitted_by_id": self.env.uid,
                    "answer_due": rules.answer_due(today, days),
                }
            )
            claim._make_papers()
            claim._mail_papers()
            claim._turn_to(claim._buyer(), self.env._("Supplier's answer is due"))
        return True

    def action_answer(self):
        """The supplier has answered every line."""
        self._check_step(rules.ANSWER)
        for claim in self:
            claim._check_answered()
        self._put({"state": rules.ANSWERED, "answered_at": fields.Datetime.now()})
        return True

    def _check_answered(self):
        self.ensure_one()
        for line in self.line_ids:
            if not line.decision:
                raise UserError(
                    self.env._(
                        "Line %(line)s of claim %(name)s isn't answered yet. Enter "
                        "what the supplier accepts, or import its sheet.",
                        line=line.number,
                        name=self.name,
                    )
                )
            if line.decision != "all" and not line.reason_id:
                raise UserError(
                    self.env._(
                        "Line %(line)s of claim %(name)s isn't accepted in full. Enter "
                        "the reason of the supplier.",
                        line=line.number,
                        name=self.name,
                    )
                )
            if line.decision == "less" and line.decision != rules.outcome(
                line.claimed, line.accepted
            ):
                raise UserError(
                    self.env._(
                        "Line %(line)s of claim %(name)s is accepted in part: enter an "
                        "amount between nothing and what was claimed.",
                        line=line.number,
                        name=self.name,
                    )
                )

    def action_deem(self):
        """The days for the answer are over: by the agreement that is a yes."""
        self._check_step(rules.DEEM)
        for claim in self:
            if not claim.answer_due or claim._today() <= claim.answer_due:
                raise UserError(
                    self.env._(
                        "Claim %(name)s doesn't count as accepted: the agreement says "
                        "nothing of silence, or the supplier has until %(day)s.",
                        name=claim.name,
                        day=claim.answer_due or "/",
                    )
                )
            open_ = claim.sudo().line_ids.filtered(lambda line: not line.decision)
            open_.decision = "all"
            claim._check_answered()
        self._put(
            {
                "state": rules.ANSWERED,
                "answered_at": fields.Datetime.now(),
                "is_deemed": True,
            }
        )
        return True

    def action_cancel(self):
        """Nothing is claimed; the parts are to be claimed again."""
        self._check_step(rules.CANCEL)
        lines = self.sudo().line_ids
        lines.is_current = False
        self._put({"state": rules.CANCELLED})
        lines.use_id._derive_claims()
        return True

    def _turn_to(self, user, summary):
        """Whose turn it is: one activity, in place of the last one."""
        self.ensure_one()
        system = self._as_system()
        system.activity_unlink(["mail.mail_activity_data_todo"])
        system.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            date_deadline=(
                self.answer_due if self.state == rules.SUBMITTED else self.deadline
            )
            or self._today(),
            user_id=user.id,
        )

    # Old parts

    def _check_old_parts(self):
        """Nothing is handed in that the supplier may refuse for want of the old part"""
        self.ensure_one()
        # a buyer need not read photos of visits
        for line in self.sudo().line_ids:
            if line.charge != rules.PART:
                continue
            mode = line.agreement_id.old_part or rules.NONE
            use = line.use_id
            if rules.lacks_old_part(
                mode, use._claim_old_part_is_here(), use._claim_has_photos()
            ):
                raise UserError(
                    self.env._(
                        "The old part of %(use)s (%(part)s) isn't here, and agreement "
                        "%(agreement)s wants it. Chase it, add photos where they do, "
                        "or take line %(line)s off claim %(name)s.",
                        use=use.name,
                        part=use.product_id.display_name,
                        agreement=line.agreement_id.display_name,
                        line=line.number,
                        name=self.name,
                    )
                )

    def action_send_old_parts(self):
        """The old parts of this claim go to the supplier, with a packing list."""
        self._check_step(rules.SEND_PARTS)
        for claim in self:
            # its right has been checked; the keeper need not read parts used
            system = claim._as_system()
            if not system._old_parts_to_send():
                raise UserError(
                    self.env._(
                        "No old part of claim %(name)s is here and not sent yet.",
                        name=claim.name,
                    )
                )
            system._send_old_parts()
            system.old_parts_sent_at = fields.Datetime.now()
            claim._print_packing_list()
        return True

    def _old_parts_to_send(self):
        """Old parts of the claim that are here."""
        return self.line_ids.use_id.old_part_ids.filtered(
            lambda old: old.state == "received"
        )

    def _old_parts_on_claim(self):
        """Old parts of the claim, here or sent already, for its packing list."""
        return self.sudo().line_ids.use_id.old_part_ids.filtered(
            lambda old: old.state in ("received", "sent_to_supplier")
        )

    def _send_old_parts(self):
        """Hand the old parts over; no stock holds them, a packing list goes along."""
        self.ensure_one()
        self._old_parts_to_send()._send_to_supplier(self.partner_id, self.name)

    def action_view_refund(self):
        """The credit note, with the user's own rights."""
        return self._view("account.move", self.refund_id)

    def action_view_lines(self):
        """The lines of these claims in a list of their own."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim Lines"),
            "res_model": "aftersales.supplier.claim.line",
            "views": [(False, "list"), (False, "pivot")],
            "domain": [("claim_id", "in", self.ids)],
        }

    @staticmethod
    def _view(model, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record.id,
            "views": [(False, "form")],
        }


class AftersalesPartUse(models.Model):
    _inherit = "aftersales.part.use"

    def _claim_old_part_is_here(self):
        """The old part came in, and hasn't left but to the supplier."""
        self.ensure_one()
        return any(
            old.state in ("received", "sent_to_supplier") for old in self.old_part_ids
        )

    def _claim_has_photos(self):
        """Photos of the visit or of the part itself."""
        self.ensure_one()
        return bool(
            self.visit_id.photo_ids
            or self.env["ir.attachment"].search_count(
                [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1
            )
        )
