from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount

from ..rules import paid as rules

#: State of a quotation → the fact of its request
TOLD = {"sent": "quote_sent", "sale": "quote_accepted"}
PAYMENT = "payment_received"
#: Where the orders wait whose payment was noticed in this transaction
NOTICED = "aftersales_service.paid_orders"


class AftersalesEvent(models.Model):
    _inherit = "aftersales.event"

    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Quotation",
        ondelete="restrict",
        index="btree_not_null",
    )

    _paid_once = models.UniqueIndex(
        "(sale_order_id) WHERE code = 'payment_received' AND correction_of_id IS NULL",
        "The payment of this quotation is recorded already.",
    )


class SaleOrder(models.Model):
    """The quotation of a repair that the customer pays (WAR-4).

    Sending, signing and paying are those of Odoo Sales; here their outcome becomes
    facts of the request.
    """

    _inherit = "sale.order"

    aftersales_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Service Request",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The request whose repair this quotation is for.",
    )
    aftersales_paid = fields.Boolean(
        string="Paid in Full",
        compute="_compute_aftersales_paid",
        store=True,
        help="Of a service request: online payments that are done, or what its "
        "invoices have received, reach the total.",
    )

    @api.depends(
        "aftersales_ticket_id",
        "amount_total",
        "transaction_ids.state",
        "transaction_ids.amount",
        "order_line.invoice_lines.move_id.state",
        "order_line.invoice_lines.move_id.payment_state",
        "order_line.invoice_lines.move_id.amount_residual",
    )
    def _compute_aftersales_paid(self):
        asked = self.filtered("aftersales_ticket_id")
        (self - asked).aftersales_paid = False
        for order in asked:
            done = order.transaction_ids.filtered(lambda tx: tx.state == "done")
            money = rules.received(
                sum(done.mapped("amount")), order._aftersales_invoices()
            )
            order.aftersales_paid = order.amount_total > 0 and (
                order.currency_id.compare_amounts(money, order.amount_total) >= 0
            )

    def _aftersales_invoices(self):
        """Posted invoices and credit notes of this order, as the rule knows them."""
        self.ensure_one()
        moves = self.order_line.invoice_lines.move_id
        found = []
        for move in moves.filtered(lambda move: move.state == "posted"):
            lines = move.invoice_line_ids.filtered(
                lambda line: line.display_type == "product"
            )
            mine = lines.filtered(lambda line: self in line.sale_line_ids.order_id)
            total = sum(lines.mapped("price_total"))
            if not total or not move.is_sale_document():
                continue
            amounts = [
                move.currency_id._convert(
                    amount, self.currency_id, self.company_id, move.invoice_date
                )
                for amount in (move.amount_total, move.amount_residual)
            ]
            found.append(
                rules.Invoice(
                    *amounts,
                    state=move.payment_state,
                    share=sum(mine.mapped("price_total")) / total,
                    is_refund=move.move_type == "out_refund",
                )
            )
        return found

    @api.constrains("aftersales_ticket_id", "partner_id")
    def _check_aftersales_customer(self):
        """The customer of the request reads its quotations in the portal."""
        # superuser: a salesperson may not see the request any more
        for order in self.sudo().filtered("aftersales_ticket_id"):
            ticket = order.aftersales_ticket_id
            if ticket.commercial_partner_id != order.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Quotation %(order)s is for %(customer)s, but request "
                        "%(number)s is of another customer. Make a quotation for the "
                        "customer of the request.",
                        order=order.name,
                        customer=order.partner_id.display_name,
                        number=ticket.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        linked = orders.filtered("aftersales_ticket_id")
        # nobody links what they may not see
        linked.aftersales_ticket_id.check_access("read")
        linked._aftersales_tell_state()
        return orders

    def write(self, vals):
        before = {}
        if {"state", "aftersales_ticket_id"} & vals.keys():
            before = {order: order._aftersales_standing() for order in self}
        if "aftersales_ticket_id" in vals:
            self._check_aftersales_kept(vals["aftersales_ticket_id"])
        result = super().write(vals)
        if "aftersales_ticket_id" in vals:
            self.aftersales_ticket_id.check_access("read")
        changed = self.filtered(
            lambda order: (
                order in before and order._aftersales_standing() != before[order]
            )
        )
        changed._aftersales_tell_state()
        return result

    def _aftersales_standing(self):
        return self.state, self.sudo().aftersales_ticket_id

    def _check_aftersales_kept(self, ticket_id):
        """Facts of a request name its quotations, which therefore stay its own."""
        moved = self.filtered(lambda o: o.sudo().aftersales_ticket_id.id != ticket_id)
        facts = self.env["aftersales.event"].sudo()
        for fact in facts.search([("sale_order_id", "in", moved.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Quotation %(order)s belongs to request %(number)s, where it is "
                    "recorded. Make another one.",
                    order=fact.sale_order_id.name,
                    number=fact.ticket_id.number,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        self._check_aftersales_kept(None)

    def _aftersales_tell_state(self):
        """Record that quotations were sent or accepted."""
        for state, orders in self.grouped("state").items():
            if state in TOLD:
                orders._aftersales_tell(TOLD[state])

    def _aftersales_tell(self, code, note=None):
        """Record a fact on the requests of these orders, in one batch.

        :param code: of an event kind that the system records
        :param note: what the customer said
        """
        # superuser: customers sign, and accountants enter payments, who may not see
        # requests; the facts name who is logged in
        orders = self.sudo().filtered("aftersales_ticket_id")
        if not orders:
            return
        values, customer = [], self._aftersales_customer()
        for order in orders:
            amount = format_amount(self.env, order.amount_total, order.currency_id)
            signed = code == "quote_accepted" and order.signed_by
            told = (order.name, amount, signed, note)
            fact = {
                "ticket_id": order.aftersales_ticket_id.id,
                "sale_order_id": order.id,
                "code": code,
                "note": " · ".join(filter(None, told)),
            }
            if customer:
                by = {"recorded_by_id": customer.id, "employee_id": False}
                fact |= {**by, "source_ref": "portal"}
            values.append(fact)
        self.env["helpdesk.ticket"].sudo()._append_events(values)

    @api.model
    def _aftersales_customer(self):
        """The customer who acts in the portal, where Sales works as the superuser.

        The portal's controller leaves a note in the context, which counts for the
        superuser only: no call from the network can leave one for them.
        """
        user = self.env.user
        if self.env.uid == SUPERUSER_ID:
            user = user.browse(self.env.context.get("aftersales_customer_id"))
        return user.filtered("share")

    # Payment

    def _compute_field_value(self, field):
        """Notice payment wherever it comes from: online, by bank, by an invoice.

        Facts aren't recorded in the middle of a computation, but when the transaction
        is about to be committed.
        """
        result = super()._compute_field_value(field)
        if field.name == "aftersales_paid":
            paid = self.filtered(lambda order: order.id and order.aftersales_paid)
            if paid:
                precommit = self.env.cr.precommit
                if NOTICED not in precommit.data:
                    precommit.add(self.browse()._aftersales_record_payments)
                precommit.data.setdefault(NOTICED, set()).update(paid.ids)
        return result

    def _aftersales_record_payments(self):
        """Record the payment of each order that was noticed, once (T-14)."""
        noticed = self.env.cr.precommit.data.pop(NOTICED, ())
        # superuser: whoever entered the payment need not see requests
        orders = self.sudo().browse(sorted(noticed)).exists()
        orders = orders.filtered(lambda o: o.aftersales_paid and o.aftersales_ticket_id)
        facts = (
            self.env["aftersales.event"]
            .sudo()
            .search(
                [
                    ("ticket_id", "in", orders.aftersales_ticket_id.ids),
                    ("code", "in", [*TOLD.values(), PAYMENT]),
                    ("correction_of_id", "=", False),
                ]
            )
        )
        orders.filtered(
            lambda o: not o._aftersales_payment_told(facts)
        )._aftersales_tell(PAYMENT)
        self.env.flush_all()

    def _aftersales_payment_told(self, facts):
        """Is the payment of this order among these facts, or told by hand before?

        :param facts: facts of payment and of quotations of these requests
        """
        mine = facts.filtered(lambda fact: fact.sale_order_id == self)
        by_hand = facts.filtered(
            lambda fact: (
                fact.code == PAYMENT
                and fact.is_in_force
                and not fact.sale_order_id
                and fact.ticket_id == self.aftersales_ticket_id
            )
        )
        if PAYMENT in mine.mapped("code"):
            return True
        began = min(mine.mapped("recorded_at"), default=self.date_order)
        return any(fact.recorded_at >= began for fact in by_hand)
