from odoo import api, fields, models


class HelpdeskTicketType(models.Model):
    _name = "helpdesk.ticket.type"
    _inherit = ["helpdesk.ticket.type", "analytic.mixin"]

    analytic_distribution = fields.Json(
        help="Requests of this type take it over; so do the journal items of their "
        "parts and expenses.",
    )


class HelpdeskTicket(models.Model):
    """Which project, department or product line the costs of a request belong to."""

    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "analytic.mixin"]

    analytic_distribution = fields.Json(
        compute="_compute_analytic_distribution",
        search="_search_analytic_distribution",
        store=True,
        copy=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("type_id")
    def _compute_analytic_distribution(self):
        for ticket in self:
            ticket.analytic_distribution = (
                ticket.type_id.analytic_distribution or ticket.analytic_distribution
            )
