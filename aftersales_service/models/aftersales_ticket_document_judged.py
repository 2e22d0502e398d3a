from odoo import api, models


class AftersalesTicketDocument(models.Model):
    """A paper that came, or can't be had, is a fact that verdicts go by (WAR-2)."""

    _inherit = "aftersales.ticket.document"

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        settled = documents.filtered(lambda paper: paper.received or paper.unavailable)
        settled.ticket_id._judge_again()
        return documents

    def write(self, vals):
        result = super().write(vals)
        if {"received", "unavailable"} & vals.keys():
            self.ticket_id._judge_again()
        return result
