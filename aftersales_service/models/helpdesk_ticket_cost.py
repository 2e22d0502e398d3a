from collections import defaultdict

from odoo import api, fields, models

from ..rules import cost as rules
from ..rules import part as part_rules
from .aftersales_cost_line import MONEY

#: Who pays back what the company has laid out
PAYS_BACK = (part_rules.SUPPLIER, part_rules.SELLER, part_rules.EMPLOYEE)


class HelpdeskTicket(models.Model):
    """What a request costs, who bears it, and what is left of it (CST-1, CST-2)."""

    _inherit = "helpdesk.ticket"

    cost_line_ids = fields.One2many(
        comodel_name="aftersales.cost.line",
        inverse_name="ticket_id",
        string="Costs",
        groups=MONEY,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )
    cost_total = fields.Monetary(
        string="Total Cost",
        compute="_compute_costs",
        currency_field="company_currency_id",
        groups=MONEY,
    )
    cost_recovered = fields.Monetary(
        string="Borne by Others",
        compute="_compute_costs",
        currency_field="company_currency_id",
        groups=MONEY,
        help="What supplier, seller or employee bear of it.",
    )
    cost_revenue = fields.Monetary(
        string="Revenue",
        compute="_compute_costs",
        currency_field="company_currency_id",
        groups=MONEY,
        help="Invoiced on its quotations, taxes excluded; of a confirmed one that "
        "isn't invoiced yet, what was agreed.",
    )
    cost_margin = fields.Monetary(
        string="Margin",
        compute="_compute_costs",
        currency_field="company_currency_id",
        groups=MONEY,
        help="Revenue, less the total cost that nobody else bears.",
    )
    cost_summary = fields.Text(
        string="Cost by Bearer", compute="_compute_costs", groups=MONEY
    )

    @api.depends("cost_line_ids.amount", "sale_order_ids.state")
    def _compute_costs(self):
        sums = defaultdict(dict)
        for ticket, bearer, amount in self.env["aftersales.cost.line"]._read_group(
            [("ticket_id", "in", self.ids)], ["ticket_id", "bearer"], ["amount:sum"]
        ):
            sums[ticket.id][bearer] = amount
        revenue = self._revenue()
        labels = dict(
            self.env["aftersales.cost.line"]
            ._fields["bearer"]
            ._description_selection(self.env)
        )
        for ticket in self:
            own = sums[ticket._origin.id]
            currency = ticket.company_currency_id
            ticket.cost_total = sum(own.values())
            ticket.cost_recovered = sum(own.get(who, 0) for who in PAYS_BACK)
            ticket.cost_revenue = revenue[ticket._origin.id]
            ticket.cost_margin = (
                ticket.cost_revenue - ticket.cost_total + ticket.cost_recovered
            )
            ticket.cost_summary = "\n".join(
                f"{labels[bearer]}: {currency.format(amount)}"
                for bearer, amount in sorted(own.items(), key=lambda pair: -pair[1])
                if not currency.is_zero(amount)
            )

    def _revenue(self):
        """Dict of request id → revenue without taxes, in the company's currency.

        As superuser: who sees the margin of a request need not see Sales.
        """
        found = defaultdict(float)
        orders = (
            self.env["sale.order"]
            .sudo()
            .search([("aftersales_ticket_id", "in", self.ids), ("state", "=", "sale")])
        )
        for order in orders:
            lines = order.order_line.invoice_lines.filtered(
                lambda line: line.parent_state == "posted"
            )
            amount = (
                -sum(lines.mapped("balance"))
                if lines
                else order.currency_id._convert(
                    order.amount_untaxed,
                    order.company_id.currency_id,
                    order.company_id,
                    order.date_order.date(),
                )
            )
            found[order.aftersales_ticket_id.id] += amount
        return found

    def _bearer_facts(self):
        """Dict of request id → what the rules ask of it, with few queries."""
        uses = self.env["aftersales.part.use"].sudo()
        blamed = {
            ticket.id
            for (ticket,) in uses._read_group(
                [
                    ("ticket_id", "in", self.ids),
                    ("is_main_cause", "=", True),
                    ("supplier_id", "!=", False),
                    ("state", "in", ("open", "posted")),
                ],
                ["ticket_id"],
            )
        }
        return {
            ticket.id: {
                "cause": ticket.cause_class or None,
                "entitlement": rules.entitlement(ticket.warranty_verdict or None),
                "over_promise": bool(ticket.verdict_id.over_promise_id),
                "supplier": ticket.id in blamed,
            }
            # who bears it follows from verdicts that not everybody sees
            for ticket in self.sudo()
        }

    def action_view_costs(self):
        """Costs of this request, row by row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_cost_line_action"
        )
        return {**action, "domain": [("ticket_id", "=", self.id)], "context": {}}
