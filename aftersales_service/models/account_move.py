from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """The date of the invoice begins the warranty of what it sold."""
        posted = super()._post(soft=soft)
        # accountants don't keep the customers' file
        lots = self.env["stock.lot"].sudo()
        lines = posted.sudo().invoice_line_ids.sale_line_ids
        if lines:
            lots.search([("sale_line_id", "in", lines.ids)])._take_invoices()
        return posted

    def button_draft(self):
        """An invoice that is taken back begins nothing any more."""
        result = super().button_draft()
        # accountants don't keep the customers' file
        self.env["stock.lot"].sudo()._drop_invoice(self)
        return result
