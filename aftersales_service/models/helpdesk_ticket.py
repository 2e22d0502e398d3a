from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..rules import clock as rules
from ..rules import pause as pause_rules

#: Fields whose change may move a request to another stage
MOVED_BY = {"stage_id", "team_id", "user_id"}


class HelpdeskTicket(models.Model):
    """The request (服务单): a repair, a complaint, a return …

    | role       | sees                          | may                             |
    |------------|-------------------------------|---------------------------------|
    | technician | requests they visit           | record the facts of their visit |
    | clerk      | all of the company            | register, record, dispatch      |
    | manager    | all of the company            | the same, approve, configure    |
    | customer   | their company's own, portal   | open, close                     |
    """

    _inherit = "helpdesk.ticket"
    _check_company_auto = True

    # Missing indexes of helpdesk_mgmt: every one of these is searched or joined by
    number = fields.Char(index="trigram")
    partner_id = fields.Many2one(index=True)
    commercial_partner_id = fields.Many2one(index="btree_not_null")
    category_id = fields.Many2one(index="btree_not_null")
    company_id = fields.Many2one(index=True)
    closed_date = fields.Datetime(index="btree_not_null")

    # Request
    type_id = fields.Many2one(index=True, check_company=True)
    registered_at = fields.Datetime(
        string="Registered",
        required=True,
        copy=False,
        index=True,
        default=fields.Datetime.now,
        help="The minute in which the customer's request reached the company. "
        "All clocks start from it; it can't be changed later.",
    )
    late_reason = fields.Char(
        string="Why Registered Later",
        copy=False,
        help="Needed when the registration lies in the past.",
    )
    accountable_id = fields.Many2one(
        comodel_name="hr.employee",
        string="In Charge",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        compute="_compute_accountable_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The employee whose clocks these are.",
    )

    # Customer and product
    customer_phone = fields.Char(
        compute="_compute_customer_phone",
        store=True,
        readonly=False,
    )
    service_address = fields.Char(
        compute="_compute_service_address",
        store=True,
        readonly=False,
        help="Where the product stands and the engineer must go.",
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial Number",
        check_company=True,
        index="btree_not_null",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )

    # What happened
    event_ids = fields.One2many(
        comodel_name="aftersales.event",
        inverse_name="ticket_id",
        string="Events",
    )
    event_codes = fields.Char(
        compute="_compute_event_codes",
        help="Codes of what has been recorded, for the buttons of the form.",
    )
    clock_ids = fields.One2many(
        comodel_name="aftersales.clock",
        inverse_name="ticket_id",
        string="Clocks",
    )
    visit_ids = fields.One2many(
        comodel_name="aftersales.visit",
        inverse_name="ticket_id",
        string="Visits",
    )
    visit_count = fields.Integer(compute="_compute_visit_count")
    next_due_at = fields.Datetime(
        string="Next Due",
        compute="_compute_next_due_at",
        store=True,
        index="btree_not_null",
        help="When the next open clock runs out, or ran out.",
    )
    is_paused = fields.Boolean(
        string="Paused",
        compute="_compute_is_paused",
        search="_search_is_paused",
        help="An approved pause stops a clock of this request now.",
    )
    is_blocked = fields.Boolean(
        compute="_compute_is_blocked",
        help="Work can't go on: a block was recorded that hasn't ended.",
    )
    missed_count = fields.Integer(
        string="Missed Clocks",
        compute="_compute_missed_count",
    )

    @api.depends("number", "name")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        self.filtered(lambda ticket: not ticket.id).display_name = False
        return result

    @api.depends("company_id")
    def _compute_accountable_id(self):
        """Who registers a request is in charge of it, as an employee of its company."""
        for ticket in self:
            if ticket.accountable_id.company_id != ticket.company_id:
                ticket.accountable_id = self.env.user._employee_in(ticket.company_id)

    @api.depends("partner_id")
    def _compute_customer_phone(self):
        for ticket in self:
            ticket.customer_phone = ticket.partner_id.phone or ticket.customer_phone

    @api.depends("partner_id")
    def _compute_service_address(self):
        for ticket in self:
            ticket.service_address = (
                ticket.partner_id._service_address() or ticket.service_address
            )

    @api.depends("lot_id")
    def _compute_product_id(self):
        for ticket in self:
            ticket.product_id = ticket.lot_id.product_id or ticket.product_id

    @api.depends("event_ids.code", "event_ids.is_in_force")
    def _compute_event_codes(self):
        for ticket in self:
            recorded = ticket.event_ids.filtered("is_in_force")
            ticket.event_codes = ",".join(sorted(set(recorded.mapped("code"))))

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        counts = dict(
            self.env["aftersales.visit"]._read_group(
                [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
            )
        )
        for ticket in self:
            ticket.visit_count = counts.get(ticket, 0)

    @api.depends("clock_ids.due_at", "clock_ids.stopped_at", "clock_ids.state")
    def _compute_next_due_at(self):
        for ticket in self:
            running = ticket.clock_ids.filtered(
                lambda clock: not clock.stopped_at and clock.state != rules.PAUSED
            )
            ticket.next_due_at = min(running.mapped("due_at"), default=False)

    @api.depends("clock_ids.state")
    def _compute_is_paused(self):
        for ticket in self:
            ticket.is_paused = rules.PAUSED in ticket.clock_ids.mapped("state")

    @api.model
    def _search_is_paused(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("clock_ids", "any", [("state", "=", rules.PAUSED)])]

    @api.depends("event_ids.code", "event_ids.is_in_force")
    def _compute_is_blocked(self):
        facts = self.sudo().event_ids._facts()
        for ticket in self:
            found = pause_rules.pauses(facts.get(ticket.id, []))
            ticket.is_blocked = any(pause.end_at is None for pause in found)

    @api.depends("clock_ids.state")
    def _compute_missed_count(self):
        counts = dict(
            self.env["aftersales.clock"]._read_group(
                [("ticket_id", "in", self.ids), ("state", "=", rules.MISSED)],
                ["ticket_id"],
                ["__count"],
            )
        )
        for ticket in self:
            ticket.missed_count = counts.get(ticket, 0)

    @api.model_create_multi
    def create(self, vals_list):
        self._fill_titles([vals for vals in vals_list if not vals.get("name")])
        told_at = fields.Datetime.now()
        tickets = super().create(vals_list)
        for ticket in tickets:
            ticket._check_time(ticket.registered_at, ticket.late_reason, told_at)
        tickets._append_events(
            [
                {
                    "ticket_id": ticket.id,
                    "code": "registered",
                    "at": ticket.registered_at,
                    "note": ticket.late_reason,
                }
                for ticket in tickets
            ]
        )
        tickets._record_closing(dict.fromkeys(tickets, False))
        return tickets

    @api.model
    def _fill_titles(self, vals_list):
        """A clerk in a hurry types no title: type and product make one."""
        types = self.env["helpdesk.ticket.type"].browse(
            {vals["type_id"] for vals in vals_list if vals.get("type_id")}
        )
        lots = self.env["stock.lot"].browse(
            {vals["lot_id"] for vals in vals_list if vals.get("lot_id")}
        )
        products = {lot.id: lot.product_id.id for lot in lots}
        for vals in vals_list:
            kind = types.browse(vals.get("type_id") or [])
            product = vals.get("product_id") or products.get(vals.get("lot_id"))
            product = self.env["product.product"].browse(product or [])
            parts = filter(None, [kind.name, product.display_name])
            vals["name"] = " · ".join(parts) or self.env._("Request")

    def write(self, vals):
        if "registered_at" in vals:
            self._check_registration_kept(vals["registered_at"])
        if "company_id" in vals:
            self._check_company_kept(vals["company_id"])
        was_closed = {ticket: ticket.closed for ticket in self}
        result = super().write(vals)
        if MOVED_BY & vals.keys():
            self._record_closing(was_closed)
        if self.env["aftersales.clock.policy"]._matched_by() & vals.keys():
            self.env["aftersales.clock"]._follow(self)
        return result

    def _check_registration_kept(self, value):
        value = fields.Datetime.to_datetime(value)
        for ticket in self:
            # its own fact may have been corrected
            fact = ticket.sudo().event_ids.filtered(
                lambda event: event.code == "registered" and event.is_in_force
            )
            if value not in (ticket.registered_at, *fact.mapped("at")):
                raise UserError(
                    self.env._(
                        "Request %(number)s was registered at a recorded minute, which "
                        "can't be changed. Correct its “Registered” fact instead.",
                        number=ticket.number,
                    )
                )

    def _check_company_kept(self, company_id):
        """Facts and clocks are the company's that recorded them."""
        for ticket in self.filtered(lambda t: t.company_id.id != company_id):
            if ticket.sudo().event_ids:
                raise UserError(
                    self.env._(
                        "Request %(number)s was registered by company %(company)s and "
                        "stays there. Register it anew in the other company, and close "
                        "this one.",
                        number=ticket.number,
                        company=ticket.company_id.name,
                    )
                )

    def _record_closing(self, was_closed):
        """Closing and reopening are facts, whichever way the stage was moved."""
        changed = self.filtered(lambda ticket: ticket.closed != was_closed[ticket])
        # helpdesk_mgmt sets the date when a ticket closes and forgets it on reopening
        changed.filtered(lambda ticket: not ticket.closed).closed_date = False
        missing = []
        for ticket in changed:
            code = rules.CLOSED if ticket.closed else rules.REOPENED
            if ticket._last_closing_code() != code:
                missing.append({"ticket_id": ticket.id, "code": code})
        if missing:
            self._append_events(missing)

    def _last_closing_code(self):
        """Whether the request was last closed or reopened, as far as facts say."""
        closings = self.sudo().event_ids.filtered(
            lambda event: (
                event.code in (rules.CLOSED, rules.REOPENED) and event.is_in_force
            )
        )
        return closings.sorted(lambda event: event._root().id)[-1:].code

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        recorded = self.filtered("event_ids")
        if recorded:
            raise UserError(
                self.env._(
                    "%(numbers)s hold recorded facts and can't be deleted. "
                    "Archive them instead.",
                    numbers=format_list(self.env, recorded.mapped("number")),
                )
            )
