from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules import returns as rules


class AftersalesReturn(models.Model):
    """Money back: a credit note of the invoice by which the goods were sold.

    Runs as superuser after the step's right was checked: the role posts refunds of
    returns, the books beyond that aren't its own.
    """

    _inherit = "aftersales.return"

    invoice_id = fields.Many2one(
        comodel_name="account.move",
        string="Original Invoice",
        compute="_compute_invoice_id",
        store=True,
        readonly=False,
        copy=False,
        check_company=True,
        index="btree_not_null",
        domain="[('move_type', '=', 'out_invoice'), ('state', '=', 'posted'), "
        "('company_id', '=', company_id), "
        "('invoice_line_ids.product_id', '=', product_id)]",
    )
    usage_fee = fields.Monetary(
        copy=False,
        tracking=True,
        help="Kept back from the refund, as the warranty verdict in force says.",
    )
    fee_reason = fields.Char(
        string="Legal Basis of the Fee",
        copy=False,
        help="Stands on the credit note.",
    )
    refund_id = fields.Many2one(
        comodel_name="account.move",
        string="Credit Note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    refund_amount = fields.Monetary(
        compute="_compute_refund_amount",
        store=True,
        help="What the customer gets back, in the company's currency.",
    )

    _fee_not_negative = models.Constraint(
        "CHECK(usage_fee >= 0)", "A usage fee can't be less than nothing."
    )

    @api.depends("lot_id", "received_lot_id")
    def _compute_invoice_id(self):
        for one in self:
            if not one.refund_id:
                lot = one._goods().sudo()  # who receives goods reads no invoices
                one.invoice_id = lot.invoice_id or one.invoice_id

    def _take_fee(self):
        """Take over the fee of the verdict in force, unless one is written already."""
        for one in self.filtered(lambda one: not one.usage_fee):
            # superuser: who tests the goods need not see the verdict
            fee, basis = one.ticket_id.sudo()._usage_fee()
            if fee:
                one._put({"usage_fee": fee, "fee_reason": basis})

    @api.depends("refund_id.amount_total_signed")
    def _compute_refund_amount(self):
        for one in self:
            one.refund_amount = -one.sudo().refund_id.amount_total_signed

    def action_refund(self):
        """Post the credit note, less the usage fee (RET-2).

        :raise UserError: no invoice is known, or it was credited already
        """
        self._check_step(rules.REFUND)
        for one in self:
            one._check_filled("invoice_id", self.env._("which invoice is credited"))
            line = one._invoice_line()
            one._check_not_credited(line)
            refund = one._make_credit_note(line)
            one._put({"refund_id": refund.id})
            one._return_sold_quantity()
            one._goods().sudo().aftersales_partner_id = False
            one._step(
                rules.REFUND,
                "refunded",
                note=refund.name,
                done_at=fields.Datetime.now(),
            )
        return True

    def _invoice_line(self):
        """The line of the invoice by which these goods were sold."""
        self.ensure_one()
        invoice = self.invoice_id.sudo()
        customer = self.partner_id.commercial_partner_id
        fits = (
            invoice.move_type == "out_invoice"
            and invoice.state == "posted"
            and invoice.company_id == self.company_id
            and invoice.commercial_partner_id == customer
        )
        lines = invoice.invoice_line_ids.filtered(
            lambda line: (
                line.display_type == "product" and line.product_id == self.product_id
            )
        )
        sold = self._goods().sudo().sale_line_id
        lines = lines.filtered(lambda line: sold & line.sale_line_ids)[:1] or lines[:1]
        if not (fits and lines):
            raise UserError(
                self.env._(
                    "%(invoice)s is no posted invoice of %(customer)s for %(product)s. "
                    "Choose the one by which the goods of return %(name)s were sold.",
                    invoice=invoice.name,
                    customer=customer.name,
                    product=self.product_id.display_name,
                    name=self.name,
                )
            )
        return lines

    def _check_not_credited(self, line):
        """No goods are paid back twice, whoever wrote the first credit note."""
        self.ensure_one()
        invoice = line.move_id
        # of two refunds at once the second one starts anew, and sees the first
        self.env.cr.execute(
            SQL(
                "UPDATE account_move SET write_date = write_date WHERE id = %s",
                invoice.id,
            )
        )
        same = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("lot_id", "=", self._goods().id or -1),
                ("refund_id.state", "=", "posted"),
                ("refund_id.reversed_entry_id", "=", invoice.id),
                ("refund_id.reversal_move_ids", "=", False),
            ],
            limit=1,
        )
        credited = invoice.reversal_move_ids.filtered(
            lambda move: move.state == "posted"
        ).invoice_line_ids.filtered(
            lambda other: (
                other.product_id == line.product_id
                and other.sale_line_ids == line.sale_line_ids
            )
        )
        sold = sum(
            invoice.invoice_line_ids.filtered(
                lambda other: (
                    other.product_id == line.product_id
                    and other.sale_line_ids == line.sale_line_ids
                )
            ).mapped("quantity")
        )
        left = sold - sum(credited.mapped("quantity"))
        if same or line.product_uom_id.compare(left, self._quantity_of(line)) < 0:
            raise UserError(
                self.env._(
                    "The goods of return %(name)s were credited already by "
                    "%(credit_notes)s on invoice %(invoice)s.",
                    name=self.name,
                    credit_notes=", ".join(
                        (credited.move_id | same.refund_id).mapped("name")
                    ),
                    invoice=invoice.name,
                )
            )

    def _quantity_of(self, line):
        """What comes back, in the unit of an invoice line."""
        unit = self.product_id.uom_id
        if line.product_uom_id and line.product_uom_id != unit:
            return unit._compute_quantity(self.quantity, line.product_uom_id)
        return self.quantity

    def _make_credit_note(self, line):
        """The posted credit note of one invoice line, less the usage fee."""
        self.ensure_one()
        invoice = line.move_id
        today = self._today()
        serial = self._goods().name
        # who refunds need not see the request; what was sold for a project goes first
        analytic = (
            line.analytic_distribution or self.sudo().ticket_id.analytic_distribution
        )
        credited = {
            "product_id": line.product_id.id,
            "name": " · ".join(filter(None, [line.name, serial])),
            "quantity": self._quantity_of(line),
            "product_uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": [Command.set(line.tax_ids.ids)],
            "account_id": line.account_id.id,
            "sale_line_ids": [Command.set(line.sale_line_ids.ids)],
            "analytic_distribution": analytic,
        }
        lines = [Command.create(credited)]
        if self.usage_fee:
            fee = self.currency_id._convert(
                self.usage_fee, invoice.currency_id, self.company_id, today
            )
            # the fee is counted from the price tax included
            lines.append(
                Command.create(
                    {
                        "name": self.fee_reason,
                        "quantity": 1,
                        "price_unit": -fee,
                        "tax_ids": [Command.clear()],
                        "account_id": line.account_id.id,
                        "analytic_distribution": analytic,
                    }
                )
            )
        refund = self._system("account.move").create(
            {
                "move_type": "out_refund",
                "partner_id": invoice.partner_id.id,
                "journal_id": invoice.journal_id.id,
                "currency_id": invoice.currency_id.id,
                "invoice_date": today,
                "reversed_entry_id": invoice.id,
                "invoice_origin": self.name,
                "ref": self.env._(
                    "Return %(name)s of %(invoice)s",
                    name=self.name,
                    invoice=invoice.name,
                ),
                "invoice_line_ids": lines,
            }
        )
        if refund.amount_total <= 0:
            raise UserError(
                self.env._(
                    "The usage fee of return %(name)s leaves nothing to refund. Check "
                    "the fee, or decide anew.",
                    name=self.name,
                )
            )
        refund.action_post()
        self._reconcile(invoice, refund)
        return refund

    def _reconcile(self, invoice, refund):
        """What the customer still owes for the goods is settled first."""
        lines = (invoice | refund).line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and not line.reconciled
            )
        )
        for account_lines in lines.grouped("account_id").values():
            if len(account_lines.move_id) > 1:
                account_lines.reconcile()

    def _return_sold_quantity(self):
        """The sales order has delivered as much less as it is invoiced less."""
        moves = self.sudo().receipt_id.move_ids
        moves.to_refund = True
        sold = moves.sale_line_id
        self.env.add_to_compute(sold._fields["qty_delivered"], sold)
