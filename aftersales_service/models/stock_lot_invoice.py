from collections import defaultdict

from odoo import models


class StockLot(models.Model):
    """Which invoice a product was bought by: its date begins most warranties."""

    _inherit = "stock.lot"

    def _take_invoices(self):
        """Give each product that was sold the posted invoice of its order line.

        Invoices of one line are handed out in their order, each to as many products as
        it has pieces, in the order of the serials' delivery. Nothing that is there
        already changes.
        """
        lines = self.sale_line_id
        posted = lines.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted" and line.move_type == "out_invoice"
            )
        ).sorted(lambda line: (line.invoice_date, line.id))
        if not posted:
            return
        sold = self.search([("sale_line_id", "in", lines.ids)], order="id")
        sold = sold.grouped("sale_line_id")
        alike = defaultdict(self.browse)
        for line in lines:
            mine = sold.get(line, self.browse())
            waiting = list(mine.filtered(lambda lot: not lot.invoice_id))
            waiting.sort(key=lambda lot: lot.delivery_date or lot.create_date.date())
            for bill in posted.filtered(lambda b, line=line: line in b.sale_line_ids):
                invoice = bill.move_id
                taken = mine.filtered(lambda lot, i=invoice: lot.invoice_id == i)
                pieces = bill.product_uom_id._compute_quantity(
                    bill.quantity, line.product_id.uom_id
                )
                for _piece in range(max(0, round(pieces) - len(taken))):
                    if waiting:
                        alike[invoice] |= waiting.pop(0)
        for invoice, lots in alike.items():
            lots._set_invoiced(invoice)

    def _set_invoiced(self, invoice):
        quiet = self.with_context(tracking_disable=True)
        quiet.invoice_id = invoice
        # the end that a person typed from the card may lie before the invoice
        undated = quiet.filtered(
            lambda lot: (
                not lot.purchase_date
                and not (
                    lot.warranty_end_date
                    and lot.warranty_end_date < invoice.invoice_date
                )
            )
        )
        undated.purchase_date = invoice.invoice_date

    def _drop_invoice(self, invoices):
        """An invoice isn't valid any more: what it said of products goes with it."""
        sold = self.search([("invoice_id", "in", invoices.ids)])
        quiet = sold.with_context(tracking_disable=True)
        quiet.filtered(
            lambda lot: lot.purchase_date == lot.invoice_id.invoice_date
        ).purchase_date = False
        quiet.invoice_id = False
