from odoo import api, fields, models
from odoo.fields import Domain

from ..rules import intake as rules
from .helpdesk_ticket_type import REQUEST_CLASS

CAUSE_CLASS = [
    ("quality", "Product quality"),
    ("human", "Human cause"),
    ("other", "Other"),
]
#: The highest priority of helpdesk_mgmt
HIGHEST = "3"
#: Fields written by hand → what follows from them, by which limits may choose
FOLLOWING = {
    "fault_id": {"fault_group"},
    "type_id": {"request_class"},
    "lot_id": {"product_id"},
    "partner_id": {"distance_km"},
    "is_major": {"priority"},
}


class HelpdeskTicket(models.Model):
    """What the clerk asks: product's use, fault, class, who calls (INT-1 … INT-3)."""

    _inherit = "helpdesk.ticket"

    # Product and fault
    reading_km = fields.Integer(string="Mileage (km)")
    reading_hours = fields.Float(string="Working Hours", digits=(16, 1))
    plate = fields.Char(related="lot_id.plate", string="Plate")
    vin = fields.Char(related="lot_id.vin", string="VIN")
    fault_id = fields.Many2one(
        comodel_name="aftersales.fault",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        domain="[('company_id', '=', company_id), "
        "'|', ('type_ids', '=', False), ('type_ids', 'in', type_id)]",
    )
    fault_group = fields.Char(
        related="fault_id.group_code",
        store=True,
        index="btree_not_null",
        string="Fault Group",
    )
    cause_class = fields.Selection(
        selection=CAUSE_CLASS,
        string="Cause",
        tracking=True,
    )
    supplier_needed = fields.Boolean(
        help="The supplier of the part must help; limits may be longer then."
    )
    distance_km = fields.Integer(
        string="Distance (km)",
        compute="_compute_distance_km",
        store=True,
        readonly=False,
        precompute=True,
        help="From the company to where the product stands. 0: not known; a limit for "
        "near customers asks for more than 0 as well.",
    )

    # Class
    request_class = fields.Selection(
        selection=REQUEST_CLASS,
        string="Class",
        compute="_compute_request_class",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    is_major = fields.Boolean(
        string="Major Quality Issue",
        index="btree_not_null",
        copy=False,
        tracking=True,
        help="Gets the highest priority, and the managers are told at once.",
    )

    # Caller
    caller_name = fields.Char(help="Who calls, if it isn't the customer.")
    caller_phone = fields.Char()
    phone_digits = fields.Char(
        compute="_compute_phone_digits",
        store=True,
        index="trigram",
        help="The phones of customer and caller in a form that can be compared.",
    )
    phone_masked = fields.Char(
        string="Phone",
        compute="_compute_phone_masked",
        search="_search_phone_masked",
    )

    # The same product again
    open_request_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        compute="_compute_open_request_id",
        search="_search_open_request_id",
        help="Another open request for the same serial number.",
    )

    _reading_not_negative = models.Constraint(
        "CHECK(reading_km >= 0 AND reading_hours >= 0 AND distance_km >= 0)",
        "Mileage, working hours and distance can't be less than nothing.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_distance_km(self):
        for ticket in self:
            partner = ticket.partner_id.with_company(ticket.company_id)
            ticket.distance_km = (
                partner.commercial_partner_id.service_distance_km or ticket.distance_km
            )

    @api.depends("type_id")
    def _compute_request_class(self):
        for ticket in self:
            ticket.request_class = ticket.type_id.request_class or ticket.request_class

    @api.depends("customer_phone", "caller_phone")
    def _compute_phone_digits(self):
        for ticket in self:
            phones = filter(None, [ticket.customer_phone, ticket.caller_phone])
            ticket.phone_digits = rules.phone_key("/".join(phones))

    @api.depends("customer_phone")
    def _compute_phone_masked(self):
        for ticket in self:
            ticket.phone_masked = rules.mask(ticket.customer_phone)

    @api.model
    def _search_phone_masked(self, operator, value):
        return self.env["res.partner"]._phone_digits_domain(operator, value)

    @api.depends("lot_id", "stage_id", "company_id", "duplicate_id")
    def _compute_open_request_id(self):
        """The first other open request for the same product, of the same company."""
        found = {}
        for ticket in self._open_requests_of(self.lot_id):
            found.setdefault((ticket.lot_id, ticket.company_id), []).append(ticket)
        for ticket in self:
            same = found.get((ticket.lot_id, ticket.company_id), [])
            other = [open_ for open_ in same if open_ != ticket._origin]
            settled = ticket.duplicate_id or (ticket.closed and ticket._origin)
            ticket.open_request_id = other[0] if other and not settled else False

    @api.model
    def _open_requests_of(self, lots, companies=None):
        """Open requests for these serial numbers that the user may see, oldest first.

        One that was marked as a duplicate of another says nothing new.
        """
        domain = Domain("lot_id", "in", lots.ids)
        domain &= Domain("stage_id.closed", "=", False)
        domain &= Domain("duplicate_id", "=", False)
        if companies:
            domain &= Domain("company_id", "in", companies.ids)
        if not lots.ids:
            return self.browse()
        return self.search(domain, order="registered_at, id")

    @api.model
    def _search_open_request_id(self, operator, value):
        """Requests for whose serial number another one is open (or none is)."""
        if operator not in ("in", "not in") or set(value) - {False}:
            return NotImplemented
        groups = self._read_group(
            [
                ("lot_id", "!=", False),
                ("stage_id.closed", "=", False),
                ("duplicate_id", "=", False),
            ],
            ["lot_id", "company_id"],
            ["id:array_agg"],
            having=[("__count", ">", 1)],
        )
        ids = [id_ for _lot, _company, ids in groups for id_ in ids]
        return [("id", "in" if operator == "not in" else "not in", ids)]

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        """Whose product it is, unless the clerk has said who calls."""
        if self.lot_id.aftersales_partner_id and not self.partner_id:
            self.partner_id = self.lot_id.aftersales_partner_id

    @api.onchange("is_major")
    def _onchange_is_major(self):
        if self.is_major:
            self.priority = HIGHEST

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("is_major"):
                vals["priority"] = HIGHEST
        tickets = super().create(vals_list)
        tickets.filtered("is_major")._tell_managers()
        return tickets

    def write(self, vals):
        fresh = self.browse()
        if vals.get("is_major"):
            fresh = self.filtered(lambda ticket: not ticket.is_major)
            vals = dict(vals, priority=HIGHEST)
        result = super().write(vals)
        fresh._tell_managers()
        followers = set().union(*(FOLLOWING[n] for n in FOLLOWING.keys() & vals.keys()))
        # what was written itself has been followed already
        if followers - vals.keys() & self.env["aftersales.clock.policy"]._matched_by():
            self.env["aftersales.clock"]._follow(self)
        return result

    def _tell_managers(self):
        """A major quality issue is told at once, and somebody must take it up (INT-3).

        The leader of the team gets the activity; without one, each service manager.
        """
        if not self:
            return
        for ticket in self:
            managers = ticket.company_id._service_managers()
            # who leads is known to the system, not to every clerk
            leader = ticket.sudo().team_id.user_id
            told = (managers | leader).partner_id
            body = ticket.env._(
                "Major quality issue: %(title)s. Please take it up at once.",
                title=ticket.name,
            )
            ticket.message_post(
                body=body, partner_ids=told.ids, subtype_xmlid="mail.mt_note"
            )
            for user in leader or managers:
                ticket.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=ticket.env._("Major quality issue"),
                    user_id=user.id,
                )
