from odoo import api, fields, models
from odoo.fields import Domain

from ..rules import intake as rules
from .aftersales_warranty_policy import CUSTOMER_TYPE

#: So much history is shown on the customer's file at once
SHOWN = 40
TECHNICIAN = "aftersales_service.group_aftersales_technician"


class ResPartner(models.Model):
    """The customer's file: contacts, products, services (INT-5)."""

    _inherit = "res.partner"

    phone_digits = fields.Char(
        compute="_compute_phone_digits",
        store=True,
        precompute=True,
        index="trigram",
        groups=TECHNICIAN,
        help="The phone numbers in a form that can be compared and searched.",
    )
    phone_masked = fields.Char(
        string="Phone (masked)",
        compute="_compute_phone_masked",
        search="_search_phone_masked",
        groups=TECHNICIAN,
    )
    service_distance_km = fields.Integer(
        string="Distance (km)",
        company_dependent=True,
        groups=TECHNICIAN,
        help="From the company to this customer. 0: not known.",
    )
    aftersales_customer_type = fields.Selection(
        selection=CUSTOMER_TYPE,
        string="Kind of Customer",
        help="Which warranty law protects them. Empty: companies are businesses, "
        "persons are consumers.",
    )
    aftersales_owned_ids = fields.One2many(
        comodel_name="stock.lot",
        inverse_name="aftersales_partner_id",
        string="Own Products",
        groups=TECHNICIAN,
    )
    aftersales_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        string="Products",
        compute="_compute_aftersales_file",
        groups=TECHNICIAN,
    )
    aftersales_ticket_ids = fields.Many2many(
        comodel_name="helpdesk.ticket",
        string="Services",
        compute="_compute_aftersales_file",
        groups=TECHNICIAN,
    )
    aftersales_lot_count = fields.Integer(
        string="Products Owned",
        compute="_compute_aftersales_file",
        groups=TECHNICIAN,
    )
    aftersales_ticket_count = fields.Integer(
        string="Requests",
        compute="_compute_aftersales_file",
        groups=TECHNICIAN,
    )

    def _service_address(self):
        """Where to go, in one line; empty if nothing is known."""
        parts = [self.state_id.name, self.city, self.street, self.street2]
        # Chinese addresses are written in one, the largest place first
        space = "" if (self.lang or "").startswith("zh") else " "
        return space.join(filter(None, parts))

    @api.depends("phone")
    def _compute_phone_digits(self):
        for partner in self:
            partner.phone_digits = rules.phone_key(partner.phone)

    @api.depends("phone")
    def _compute_phone_masked(self):
        for partner in self:
            partner.phone_masked = rules.mask(partner.phone)

    @api.model
    def _search_phone_masked(self, operator, value):
        return self._phone_digits_domain(operator, value)

    @api.model
    def _phone_digits_domain(self, operator, value):
        """Domain on ``phone_digits`` for a number written in any way, or a part of it.

        Part of a number is found as well: callers leave out the area.
        """
        if operator in ("in", "not in") and not set(value) - {False, ""}:
            return Domain("phone_digits", operator, [False])
        if operator not in ("ilike", "like", "=ilike", "=like", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else value
        numbers = [n for text in texts for n in rules.phone_numbers(text)]
        return Domain.OR(Domain("phone_digits", "like", n) for n in numbers)

    @api.depends_context("company", "uid")
    def _compute_aftersales_file(self):
        """Products and requests of the whole customer: the company and its contacts.

        Only the form of one customer shows them.
        """
        lots, tickets = self.env["stock.lot"], self.env["helpdesk.ticket"]
        for partner in self:
            whole = partner.commercial_partner_id.ids
            owned = Domain("aftersales_partner_id", "child_of", whole)
            asked = Domain("commercial_partner_id", "in", whole)
            partner.aftersales_lot_ids = lots.search(owned, limit=SHOWN)
            partner.aftersales_ticket_ids = tickets.search(
                asked, order="registered_at desc, id desc", limit=SHOWN
            )
            partner.aftersales_lot_count = lots.search_count(owned)
            partner.aftersales_ticket_count = tickets.search_count(asked)

    def action_view_aftersales_lots(self):
        """Products of this customer."""
        return self._aftersales_action(
            "aftersales_service.stock_lot_action",
            [("aftersales_partner_id", "child_of", self.commercial_partner_id.ids)],
            {"default_aftersales_partner_id": self.id},
        )

    def action_view_aftersales_tickets(self):
        """Requests of this customer and its contacts."""
        return self._aftersales_action(
            "aftersales_service.helpdesk_ticket_action",
            [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
            {"default_partner_id": self.id},
        )

    def _aftersales_action(self, xmlid, domain, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": context}
