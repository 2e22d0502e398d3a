from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import paid as rules
from .helpdesk_ticket_events import CLERK

#: Who sees the quotations of requests
SEES = (
    "sales_team.group_sale_salesman,"
    "aftersales_service.group_aftersales_finance,"
    "aftersales_service.group_aftersales_branch_manager"
)
#: Who may read all that the form of Sales shows; others get a plain one
SALES_FORM = (
    "sales_team.group_sale_salesman,"
    "account.group_account_invoice,"
    "account.group_account_readonly"
)
OBSTACLE = [
    ("no_quotation", "No quotation"),
    ("refused", "Quotation refused or cancelled"),
    ("not_sent", "Quotation not sent"),
    ("not_answered", "Quotation not accepted"),
    ("not_paid", "Quotation not paid"),
]
#: The fact by which a manager lets an unpaid visit go
LET_GO = "dispatched_unpaid"


class HelpdeskTicketType(models.Model):
    _inherit = "helpdesk.ticket.type"

    payment_first = fields.Boolean(
        string="Payment before Service",
        help="A repair that the customer pays is paid in full before anybody goes.",
    )


class HelpdeskTicket(models.Model):
    """Repairs that the customer pays: quotation, acceptance, payment (WAR-4)."""

    _inherit = "helpdesk.ticket"

    sale_order_ids = fields.One2many(
        comodel_name="sale.order",
        inverse_name="aftersales_ticket_id",
        string="Quotations",
        groups=SEES,
    )
    sale_order_count = fields.Integer(
        string="Number of Quotations", compute="_compute_sale_order_count", groups=SEES
    )
    paid_obstacle = fields.Selection(
        selection=OBSTACLE,
        compute="_compute_paid_obstacle",
        compute_sudo=True,
        groups="base.group_user",
        help="What is missing before anybody may go to a repair that the customer "
        "pays.",
    )

    @api.depends("sale_order_ids")
    def _compute_sale_order_count(self):
        counts = dict(
            self.env["sale.order"]._read_group(
                [("aftersales_ticket_id", "in", self.ids)],
                ["aftersales_ticket_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.sale_order_count = counts.get(ticket, 0)

    @api.depends(
        "warranty_verdict",
        "type_id.payment_first",
        "sale_order_ids.state",
        "sale_order_ids.amount_total",
        "sale_order_ids.aftersales_paid",
        "event_ids.code",
        "event_ids.is_in_force",
    )
    def _compute_paid_obstacle(self):
        for ticket in self:
            ticket.paid_obstacle = rules.obstacle(
                ticket.warranty_verdict,
                ticket.type_id.payment_first,
                [
                    rules.Quotation(
                        order.state,
                        order.amount_total > 0 and not order.aftersales_paid,
                    )
                    for order in ticket.sale_order_ids
                ],
                let_go=any(
                    event.code == LET_GO and event.is_in_force
                    for event in ticket.event_ids
                ),
            )

    def _paid_obstacle_text(self):
        """What is missing before anybody may go, and the way out; else empty."""
        self.ensure_one()
        code = self.paid_obstacle
        if not code:
            return ""
        state = {"not_answered": "sent", "not_sent": "draft", "not_paid": "sale"}
        orders = self.sale_order_ids.filtered(
            lambda o: o.state == state.get(code, "cancel") and not o.aftersales_paid
        )
        names = ", ".join(orders.mapped("name"))
        texts = {
            "no_quotation": self.env._(
                "The customer pays for this repair, and there is no quotation yet: "
                "press “Quotation”, and send it."
            ),
            "refused": self.env._(
                "Quotation %(names)s was refused or cancelled: agree on another one, "
                "or close the request.",
                names=names,
            ),
            "not_sent": self.env._(
                "Quotation %(names)s hasn't been sent to the customer: send it.",
                names=names,
            ),
            "not_answered": self.env._(
                "The customer hasn't accepted quotation %(names)s: they sign it in the "
                "portal, or you confirm what they told you.",
                names=names,
            ),
            "not_paid": self.env._(
                "The customer pays before the service, and %(names)s isn't paid in "
                "full: they pay in the portal, or finance enters the payment.",
                names=names,
            ),
        }
        way_out = self.env._("A service manager may let it go with a reason.")
        return f"{texts[code]} {way_out}"

    # The quotation

    def action_quote(self):
        """Open the quotation of this request: the draft there is, or a new one.

        :raise AccessError: the user is no clerk
        :raise UserError: the request names no customer
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(CLERK)):
            raise AccessError(
                self.env._(
                    "Only clerks and managers make quotations (request %(number)s).",
                    number=self.number,
                )
            )
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "Request %(number)s names no customer. Choose one; the quotation "
                    "goes to them.",
                    number=self.number,
                )
            )
        order = self.sale_order_ids.filtered(lambda order: order.state == "draft")[:1]
        if not order:
            orders = self.env["sale.order"].with_company(self.company_id)
            order = orders.create(self._quotation_values())
        action = self.action_view_quotations()
        return {**action, "res_id": order.id, "views": [(False, "form")]}

    def action_view_quotations(self):
        """Quotations of this request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.sale_order_action_request"
        )
        action["domain"] = [("aftersales_ticket_id", "=", self.id)]
        if not self.env.user.has_groups(SALES_FORM):
            form = self.env.ref("aftersales_service.sale_order_view_form_request")
            action["views"] = [
                (form.id if mode == "form" else view, mode)
                for view, mode in action["views"]
            ]
        return action

    def _quotation_values(self):
        """Labour, travel and parts for this request; prices are those of Sales."""
        self.ensure_one()
        company = self.company_id
        lines = [
            (company.aftersales_labour_product_id, self._quotation_hours()),
            # there and back
            (company.aftersales_travel_product_id, 2 * self.distance_km),
            *self._quotation_parts().items(),
        ]
        values = {
            "partner_id": self.partner_id.id,
            "company_id": company.id,
            "aftersales_ticket_id": self.id,
            "origin": self.number,
            # the company's own template would replace these lines
            "sale_order_template_id": False,
            "require_signature": True,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                for product, quantity in lines
                if product and quantity
            ],
        }
        if self.type_id.payment_first:
            values |= {"require_payment": True, "prepayment_percent": 1.0}
        return values

    def _quotation_hours(self):
        """Hours on site if somebody was there, else one to start from."""
        minutes = sum(
            (visit.finished_at - visit.arrived_at).total_seconds() / 60
            for visit in self.visit_ids
            if visit.arrived_at and visit.finished_at
        )
        return round(minutes / 60, 2) or 1.0

    def _quotation_parts(self):
        """Dict of product → quantity: parts replaced, else parts to take along."""
        visits = self.visit_ids.filtered(lambda visit: visit.state != "cancelled")
        taken = visits.take_ids.filtered(lambda take: take.kind == "part")
        parts = {}
        for part in visits.part_ids or taken:
            if part.product_id.sale_ok:
                known = parts.get(part.product_id, 0)
                parts[part.product_id] = known + part.quantity
        return parts

    # What the customer reads

    def _portal_quotations(self):
        """Quotations that the customer knows of, each with what comes next."""
        self.ensure_one()
        orders = self.sale_order_ids.filtered(
            lambda order: (
                order.state != "draft"
                and order.partner_id.commercial_partner_id == self.commercial_partner_id
            )
        )
        return [
            {"order": order, **self._portal_quotation_step(order)}
            for order in orders.sorted("id")
        ]

    def _portal_quotation_step(self, order):
        """Dict of state, text and button of a quotation, in plain words."""
        first = self.type_id.payment_first
        pay = self.env._("We come as soon as you have paid.")
        if order.state == "cancel":
            return {
                "state": self.env._("No longer valid"),
                "text": self.env._("Write to us if you would like another quotation."),
                "button": self.env._("Read"),
            }
        if order.state == "sale":
            owes = first and order.amount_total > 0 and not order.aftersales_paid
            done = self.env._("Thank you. There is nothing left for you to do.")
            return {
                "state": self.env._("Paid")
                if order.aftersales_paid
                else self.env._("Accepted"),
                "text": pay if owes else done,
                "button": self.env._("Read and pay") if owes else self.env._("Read"),
            }
        if order.is_expired:
            return {
                "state": self.env._("Expired"),
                "text": self.env._("Write to us, and we send you another quotation."),
                "button": self.env._("Read"),
            }
        if order.signature:
            return {
                "state": self.env._("Signed by you"),
                "text": pay,
                "button": self.env._("Pay"),
            }
        sign = self.env._("Please sign it, or refuse it. We come when you have signed.")
        sign_pay = self.env._("Please sign it, or refuse it.")
        return {
            "state": self.env._("Waiting for you"),
            "text": f"{sign_pay} {pay}" if first else sign,
            "button": self.env._("Read, sign and pay")
            if first
            else self.env._("Read and sign"),
        }
