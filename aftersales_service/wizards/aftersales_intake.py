from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..models.notification import notification
from ..rules import intake as rules

#: More hits than these can't be told apart at a glance
SHOWN = 8
#: The history that a clerk can take in while talking
HISTORY = 10


class AftersalesIntake(models.TransientModel):
    """Quick entry: the clerk's form while the phone rings (INT-1, INT-5).

    One text finds the customer by phone, serial, plate, VIN or name; exactly one hit
    fills in everything. It only finds and asks: the request's own rules decide.
    """

    _name = "aftersales.intake"
    _description = "Quick Entry"
    _rec_name = "query"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    query = fields.Char(string="Who or What")

    # Found
    match_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_matches",
    )
    match_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        compute="_compute_matches",
    )
    match_ticket_ids = fields.Many2many(
        comodel_name="helpdesk.ticket",
        string="Earlier Calls of This Number",
        compute="_compute_matches",
    )
    is_unknown = fields.Boolean(compute="_compute_is_unknown")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    pick_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Which Customer",
        domain="[('id', 'in', match_partner_ids)]",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Product",
        compute="_compute_lot_id",
        store=True,
        readonly=False,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        string="Products",
        compute="_compute_file",
    )
    pick_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Which Product",
        domain="[('id', 'in', lot_ids)]",
    )
    open_ticket_ids = fields.Many2many(
        comodel_name="helpdesk.ticket",
        string="Open Requests",
        compute="_compute_file",
    )
    ticket_ids = fields.Many2many(
        comodel_name="helpdesk.ticket",
        string="History",
        compute="_compute_file",
    )
    duplicate_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Open Request",
        compute="_compute_duplicate_id",
    )
    partner_phone = fields.Char(
        related="partner_id.phone", related_sudo=False, string="Phone"
    )
    partner_address = fields.Char(string="Address", compute="_compute_partner_address")
    product_id = fields.Many2one(
        related="lot_id.product_id", related_sudo=False, string="Model"
    )
    purchase_date = fields.Date(related="lot_id.purchase_date", related_sudo=False)
    repair_end_date = fields.Date(related="lot_id.repair_end_date", related_sudo=False)
    warranty_status = fields.Selection(
        related="lot_id.warranty_status", related_sudo=False
    )

    # Asked
    new_name = fields.Char(
        string="New Customer",
        compute="_compute_new_customer",
        store=True,
        readonly=False,
    )
    new_phone = fields.Char(
        string="Phone of the New Customer",
        compute="_compute_new_customer",
        store=True,
        readonly=False,
    )
    caller_name = fields.Char()
    caller_phone = fields.Char()
    type_id = fields.Many2one(
        comodel_name="helpdesk.ticket.type",
        default=lambda self: self._default_type(),
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    fault_id = fields.Many2one(
        comodel_name="aftersales.fault",
        domain="[('company_id', '=', company_id), "
        "'|', ('type_ids', '=', False), ('type_ids', 'in', type_id)]",
    )
    channel_id = fields.Many2one(
        comodel_name="helpdesk.ticket.channel",
        default=lambda self: self.env.ref(
            "helpdesk_mgmt.helpdesk_ticket_channel_phone", raise_if_not_found=False
        ),
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    is_major = fields.Boolean(string="Major Quality Issue")
    description = fields.Char()

    @api.model
    def _default_type(self):
        """The company's first type: what most callers want."""
        types = self.env["helpdesk.ticket.type"]
        own = Domain("company_id", "=", self.env.company.id)
        shared = Domain("company_id", "=", False)
        return types.search(own, limit=1) or types.search(shared, limit=1)

    # Finding

    @api.depends("query", "company_id")
    def _compute_matches(self):
        for intake in self:
            text = (intake.query or "").strip()[: rules.LONGEST]
            numbers = rules.looked_for(text)
            lots = intake._find_lots(text)
            tickets = intake._find_calls(numbers)
            partners = intake._find_partners(text, numbers)
            if not partners and not lots:
                # unknown by phone, but somebody has called by this number before
                partners = tickets.partner_id
            if numbers and partners:
                # a number of a customer that happens to stand in some serial, too
                lots = lots.filtered(lambda lot, text=text: lot.name == text)
            intake.match_lot_ids = lots
            intake.match_ticket_ids = tickets
            intake.match_partner_ids = (partners | lots.aftersales_partner_id)[:SHOWN]

    def _find_partners(self, text, numbers):
        """Customers by phone, else by name; not the company itself."""
        partners = self.env["res.partner"]
        mine = Domain("company_id", "in", (False, self.company_id.id))
        mine &= Domain("id", "!=", self.company_id.partner_id.id)
        if numbers:
            exact = Domain.OR(Domain("phone_digits", "=", n) for n in numbers)
            part = Domain.OR(Domain("phone_digits", "like", n) for n in numbers)
            return partners.search(mine & exact, limit=SHOWN) or partners.search(
                mine & part, limit=SHOWN
            )
        if len(text) < rules.SHORTEST_WORD or text.isdecimal():
            return partners
        return partners.search(
            mine & Domain("name", "ilike", _literal(text)), limit=SHOWN
        )

    def _find_lots(self, text):
        """Products by serial, plate or VIN: the very one, else those like it."""
        lots = self.env["stock.lot"]
        word = rules.plain(text)
        if len(word) < rules.SHORTEST_WORD:
            return lots
        mine = Domain("company_id", "in", (False, self.company_id.id))
        names = [("name", text), ("plate", word), ("vin", word)]
        exact = Domain.OR(
            Domain(name, "=ilike", _literal(value)) for name, value in names
        )
        part = Domain.OR(
            Domain(name, "ilike", _literal(value)) for name, value in names
        )
        return lots.search(mine & exact, limit=SHOWN) or lots.search(
            mine & part, limit=SHOWN
        )

    def _find_calls(self, numbers):
        """Earlier requests under the same number, also of callers without a file."""
        tickets = self.env["helpdesk.ticket"]
        if not numbers:
            return tickets
        called = Domain.OR(Domain("phone_digits", "like", n) for n in numbers)
        mine = Domain("company_id", "=", self.company_id.id)
        return tickets.search(mine & called, order="registered_at desc", limit=SHOWN)

    @api.depends("match_partner_ids", "match_lot_ids", "query")
    def _compute_is_unknown(self):
        for intake in self:
            found = intake.match_partner_ids or intake.match_lot_ids
            intake.is_unknown = bool((intake.query or "").strip() and not found)

    @api.depends("query")
    def _compute_partner_id(self):
        for intake in self:
            found = intake.match_partner_ids._origin
            intake.partner_id = found if len(found) == 1 else False

    @api.depends("partner_id")
    def _compute_partner_address(self):
        for intake in self:
            intake.partner_address = intake.partner_id._service_address()

    @api.depends("query", "partner_id")
    def _compute_lot_id(self):
        """The product that was asked for, or the customer's only one."""
        for intake in self:
            found = intake.match_lot_ids._origin
            partner = intake.partner_id
            if len(found) != 1:
                found = found.browse()
            if partner and not intake._is_of(found, partner):
                owned = intake._owned_by(partner, 2)
                found = owned if len(owned) == 1 else found.browse()
            intake.lot_id = found

    @api.model
    def _is_of(self, lot, partner):
        """Is this product the partner's, or nobody's yet?"""
        owner = lot.aftersales_partner_id.commercial_partner_id
        return lot and (not owner or owner == partner.commercial_partner_id)

    def _owned_by(self, partner, limit):
        return self.env["stock.lot"].search(
            [
                (
                    "aftersales_partner_id",
                    "child_of",
                    partner.commercial_partner_id.ids,
                ),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=limit,
        )

    @api.depends("partner_id", "lot_id", "match_lot_ids")
    def _compute_file(self):
        """Products, open requests and history of the customer, or of the product."""
        tickets = self.env["helpdesk.ticket"]
        for intake in self:
            partner = intake.partner_id._origin
            lots = intake.match_lot_ids._origin
            if partner:
                lots = intake._owned_by(partner, HISTORY)
                whose = Domain(
                    "commercial_partner_id", "=", partner.commercial_partner_id.id
                )
            else:
                whose = Domain("lot_id", "in", intake.lot_id.ids)
            domain = whose & Domain("company_id", "=", intake.company_id.id)
            found = tickets
            if partner or intake.lot_id:
                found = tickets.search(
                    domain, order="registered_at desc", limit=HISTORY
                )
            open_ = Domain("stage_id.closed", "=", False)
            intake.lot_ids = lots | intake.lot_id._origin
            intake.ticket_ids = found
            intake.open_ticket_ids = found and tickets.search(
                domain & open_, order="registered_at desc", limit=HISTORY
            )

    @api.depends("lot_id", "company_id")
    def _compute_duplicate_id(self):
        tickets = self.env["helpdesk.ticket"]
        for intake in self:
            lot, company = intake.lot_id._origin, intake.company_id
            intake.duplicate_id = tickets._open_requests_of(lot, company)[:1]

    @api.depends("query")
    def _compute_new_customer(self):
        """A number that nobody has becomes the new customer's; a name their name."""
        for intake in self:
            text = (intake.query or "").strip() if intake.is_unknown else ""
            is_phone = bool(rules.looked_for(text))
            is_name = not any(letter.isdecimal() for letter in text)
            intake.new_phone = text if is_phone else False
            intake.new_name = text if is_name else False

    # Picking

    @api.onchange("pick_partner_id")
    def _onchange_pick_partner_id(self):
        if self.pick_partner_id:
            self.partner_id = self.pick_partner_id

    @api.onchange("pick_lot_id")
    def _onchange_pick_lot_id(self):
        if self.pick_lot_id:
            self.lot_id = self.pick_lot_id

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        """Whose product it is, as long as nobody else was chosen."""
        if self.lot_id and not self.partner_id:
            # setting the partner would choose the product anew
            lot = self.lot_id
            self.partner_id = lot.aftersales_partner_id
            self.lot_id = lot

    # Registering

    def action_register(self):
        """Register the request and open it."""
        ticket = self._create_request()
        return ticket._get_records_action(name=ticket.number)

    def action_register_next(self):
        """Register the request and be ready for the next call."""
        ticket = self._create_request()
        again = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.aftersales_intake_action"
        )
        return notification(
            "success",
            self.env._("Request %(number)s is registered.", number=ticket.number),
            next={**again, "target": "main"},
        )

    def action_remind(self):
        """Add the call to the open request for the same product; no second one."""
        self.ensure_one()
        ticket = self.duplicate_id
        if not ticket:
            raise UserError(
                self.env._(
                    "No request is open for this product any more. Register a new one."
                )
            )
        caller = " ".join(filter(None, [self.caller_name, self.caller_phone]))
        parts = filter(None, [caller, (self.description or "").strip()])
        ticket.record_event("reminded", note=": ".join(parts) or None)
        return ticket._get_records_action(name=ticket.number)

    def action_open_duplicate(self):
        """Open the request that is already there."""
        self.ensure_one()
        return self.duplicate_id._get_records_action(name=self.duplicate_id.number)

    def _create_request(self):
        self.ensure_one()
        partner = self._customer()
        ticket = self.env["helpdesk.ticket"].create(self._ticket_values(partner))
        lot = self.lot_id
        if lot and partner and not lot.aftersales_partner_id:
            lot.aftersales_partner_id = partner
        return ticket

    def _ticket_values(self, partner):
        """Values of the new request."""
        description = (self.description or "").strip() or self.fault_id.name
        if not description:
            raise UserError(
                self.env._("Choose the fault or write what the customer reports.")
            )
        return {
            "name": description[: rules.LONGEST],
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "partner_name": partner.name or self.new_name,
            "partner_email": partner.email,
            "lot_id": self.lot_id.id,
            "type_id": self.type_id.id,
            "fault_id": self.fault_id.id,
            "channel_id": self.channel_id.id,
            "is_major": self.is_major,
            "description": plaintext2html(description),
            "caller_name": self.caller_name,
            "caller_phone": self.caller_phone or (not partner and self.new_phone),
        }

    def _customer(self):
        """Who it is for: the one found, or a new one.

        A caller without a name stays a number on the request until somebody asks.

        :raise UserError: several fit, or there is neither customer nor number
        """
        partner = self.partner_id or self.lot_id.aftersales_partner_id
        if partner:
            return partner
        if self.match_partner_ids and not self.new_name:
            raise UserError(
                self.env._(
                    "Several customers fit “%(text)s”. Choose one of them, or write "
                    "the name of a new customer.",
                    text=self.query,
                )
            )
        name, phone = (self.new_name or "").strip(), (self.new_phone or "").strip()
        if name:
            return self._new_customer(name, phone)
        if not (phone or self.caller_phone or self.lot_id):
            raise UserError(
                self.env._(
                    "Choose the customer, or write the name or the phone number of a "
                    "new one."
                )
            )
        return partner

    def _new_customer(self, name, phone):
        """The customer of this name and number; made if there is none yet."""
        partners = self.env["res.partner"]
        values = {"name": name, "phone": phone}
        if phone:
            # registered twice in a hurry, or by two clerks at the same time
            same = partners.search(
                [
                    ("name", "=", name),
                    ("phone_digits", "=", rules.phone_key(phone)),
                    ("company_id", "in", (False, self.company_id.id)),
                ],
                limit=1,
            )
            if same:
                return same
        return partners.create(values)


def _literal(text):
    """A text in which LIKE's own signs mean themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
