"""Verdicts and quotations as the people of the story live through them (WAR-3, 4)."""

from odoo import Command

from .pictures import photo

#: Hours of work that a quotation starts from
HOURS = 4


class WarrantySteps:
    """Steps of ``_Story`` about what is owed, and what the customer pays."""

    def _do_confirmed(self):
        """The clerk confirms the verdict; requests that aren't judged have none."""
        self.ticket.verdict_id.action_confirm()

    def _do_sent_up(self):
        """The rules can't tell: the manager is asked (T-12)."""
        self.ticket.action_make_verdict()

    def _do_overridden(self):
        """The manager decides: ``what`` is owed, for which reason, with evidence."""
        evidence = self._file("判定依据.jpg", self.step.text[:12])
        windows = self._as(self.env["aftersales.warranty.override"])
        windows.create(
            {
                "verdict_id": self.ticket.verdict_id.id,
                "entitlement": self.step.what,
                "reason": self.step.text,
                "attachment_ids": [Command.set(evidence.ids)],
            }
        ).action_decide()

    def _do_promise_filed(self):
        """The contract is put into the machine's file: ``what`` number and months."""
        reference, months = self.step.what.split("|")
        row = {"reference": reference, "months": months, "component": ""}
        lot = self.tickets[self.step.request].lot_id
        self._as(self.env["aftersales.demo"])._add_promise(lot, row)

    def _file(self, name, text):
        return self._as(self.env["ir.attachment"]).create(
            {"name": name, "datas": photo("nameplate", text)}
        )

    # Quotations

    @property
    def quotation(self):
        """The latest quotation of this request."""
        orders = self.tickets[self.step.request].sale_order_ids
        return self._as(orders.sorted("id")[-1:])

    def _do_quoted(self):
        """Labour, travel and the parts that will be needed; sent to the customer."""
        self.ticket.action_quote()
        order = self.quotation
        labour = self.company.aftersales_labour_product_id
        order.order_line.filtered(
            lambda line: line.product_id == labour
        ).product_uom_qty = HOURS
        parts = self.step.text or self.reports.get(self.step.request, {}).get("parts")
        for part in filter(None, (parts or "").split("；")):
            name, quantity, *_reason = part.split("|")
            self._as(self.env["sale.order.line"]).create(
                {
                    "order_id": order.id,
                    "product_id": self._part(name).id,
                    "product_uom_qty": float(quantity),
                }
            )
        order.action_quotation_sent()

    def _do_accepted_quote(self):
        """The customer signs on the page of the quotation (see its controller)."""
        customer = self._user()
        order = self.quotation.sudo().with_context(aftersales_customer_id=customer.id)
        name = self.step.what or self.tickets[self.step.request].partner_id.name
        order.write(
            {
                "signed_by": name,
                "signed_on": self.step.at,
                "signature": self.signature,
            }
        )
        # as its controller does, but for the mail
        order.with_user(self.env.ref("base.user_root")).action_confirm()

    def _do_billed(self):
        """Finance invoices the quotation; parts that were built in leave the stock."""
        order = self.quotation
        # superuser: finance isn't a user of the stock
        self.demo._deliver(order.sudo())
        order = order.sudo()
        self.demo._bill(order, self.company._service_date(self.step.at))

    def _do_paid(self):
        """The customer's payment of the invoice arrives."""
        self.demo._pay(self.quotation.sudo().invoice_ids)
        # the payment becomes a fact at the end of its transaction
        self.env.cr.flush()
