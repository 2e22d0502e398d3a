from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..rules import returns as rules


class HelpdeskTicket(models.Model):
    """Requests for a return or an exchange open its document by themselves (RET-1)."""

    _inherit = "helpdesk.ticket"

    return_ids = fields.One2many(
        comodel_name="aftersales.return",
        inverse_name="ticket_id",
        string="Returns and Exchanges",
        groups="base.group_user",
    )
    return_count = fields.Integer(
        compute="_compute_return_count", groups="base.group_user"
    )

    @api.depends("return_ids")
    def _compute_return_count(self):
        # only the number: technicians see no returns, but that there is one
        counts = dict(
            self.env["aftersales.return"]
            .sudo()
            ._read_group([("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"])
        )
        for ticket in self:
            ticket.return_count = counts.get(ticket, 0)

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets._open_returns()
        return tickets

    def write(self, vals):
        result = super().write(vals)
        if vals.get("type_id"):
            self._open_returns()
        return result

    def _open_returns(self):
        """A return for each request that is about one and has none yet."""
        # superuser: the type is what the customer or clerk was allowed to choose
        asking = self.sudo().filtered(
            lambda ticket: ticket.type_id.kind == "return" and not ticket.return_ids
        )
        if asking:
            self.env["aftersales.return"].sudo().create(
                [ticket._return_values() for ticket in asking]
            )

    def _return_values(self):
        """What the request says of the goods that are to come back."""
        self.ensure_one()
        return {
            "ticket_id": self.id,
            # a request becomes one about a return when its type is chosen
            "asked_at": self.registered_at,
            "description": html2plaintext(self.description or "").strip(),
        }

    def _usage_fee(self):
        """Fee and legal basis that the verdict in force keeps back from a refund.

        :return: (amount in the company's currency, text); the amount is None as long
            as the verdict can't tell it
        """
        self.ensure_one()
        verdict = self.verdict_id
        if not verdict or verdict.entitlement not in ("refund", "exchange"):
            return 0, ""
        text = self.env._(
            "Fee for use, %(article)s, verdict %(verdict)s",
            article=verdict.remedy_id.article or verdict.policy_id.legal_basis or "–",
            verdict=verdict.name,
        )
        return verdict.fee if verdict.fee_known else None, text

    def action_view_returns(self):
        """The returns of this request; a new one if there is none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_return_action"
        )
        action["domain"] = [("ticket_id", "=", self.id)]
        action["context"] = {"default_ticket_id": self.id}
        if self.return_count < 2:
            action["views"] = [(False, "form")]
            action["res_id"] = self.return_ids.id
        return action

    # Portal

    def _portal_returns(self):
        """What the customer reads of their returns: steps, answer, papers."""
        self.ensure_one()
        # the page has checked that the request is the reader's
        return [one._portal_view() for one in self.sudo().return_ids.sorted("id")]


class AftersalesReturn(models.Model):
    _inherit = "aftersales.return"

    def _portal_steps(self):
        """Steps in plain words, each with its time; those to come without."""
        self.ensure_one()
        steps = [
            (self.env._("Return asked for"), self.asked_at),
            (
                self.env._("Refused")
                if self.review_result == "refused"
                else self.env._("Accepted"),
                self.reviewed_at,
            ),
        ]
        if self.state == rules.CANCELLED:
            steps.append((self.env._("Called off"), self.write_date))
        elif self.review_result != "refused":
            if self.picked_up_at or not self.received_at:
                steps.append((self.env._("Picked up"), self.picked_up_at))
            done = {
                "refund": self.env._("Refunded"),
                "exchange": self.env._("Replacement shipped"),
                "scrap": self.env._("Replacement shipped"),
                "sent_back": self.env._("Goods sent back to you"),
            }
            # what is only proposed is nobody's business yet
            decided = self.decided_at and self.decision
            steps += [
                (self.env._("Goods received"), self.received_at),
                (self.env._("Goods tested"), self.inspected_at),
                (self.env._("Decided"), self.decided_at),
                (done.get(decided, self.env._("Done")), self.done_at),
            ]
        return [
            {"label": label, "at": at, "reached": bool(at)}
            for label, at in steps
            if at or self.state not in rules.ENDED
        ]

    def _portal_view(self):
        """One return as its customer may know it."""
        self.ensure_one()
        why = ""
        if self.review_result == "refused":
            why = self.review_note
        elif self.done_at and self.decision == "sent_back":
            why = self.decision_reason
        refund = self.refund_id
        new = self.new_lot_id if self.done_at else self.new_lot_id.browse()
        return {
            "name": self.name,
            "steps": self._portal_steps(),
            "goods": " · ".join(
                filter(None, [self.product_id.display_name, self._goods().name])
            ),
            "carrier": " ".join(filter(None, [self.carrier, self.tracking_number])),
            "expected": not self.received_at and self.expected_on,
            "bring": [item.display_name for item in self.item_ids]
            if self.state in (*rules.OPEN_REQUEST, rules.PICKED_UP)
            and self.review_result != "refused"
            else [],
            "why": why,
            "pays": self.decided_at
            and self.cost_bearer == "customer"
            and (self.cost_reason or self.env._("The cost is yours.")),
            "refund": refund
            and {
                "name": refund.name,
                # with its token: a portal user need not be the one invoiced
                "url": refund.get_portal_url(),
                "amount": refund.amount_total,
                "currency": refund.currency_id,
                "fee": self.usage_fee,
                "fee_reason": self.fee_reason,
                "company_currency": self.currency_id,
            },
            "serial": new.name,
            # the page with its periods, as long as it is the reader's
            "serial_url": new._portal_find(new.id) and f"/my/products/{new.id}",
            "note": self.told_note,
        }
