from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

#: What the booking of a ticket writes besides its fact
TICKET = ("carrier", "carrier_number", "ticket_departure_at", "ticket_file_ids")


class AftersalesVisit(models.Model):
    """The dispatch order: what to do, what to take, how to get there (VIS-1, VIS-2)."""

    _inherit = "aftersales.visit"

    # Task
    task = fields.Text(
        compute="_compute_task",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="What the technicians are sent to do. Taken over from the request.",
    )
    contact_name = fields.Char(
        string="Contact on Site",
        compute="_compute_task",
        store=True,
        readonly=False,
        precompute=True,
    )
    contact_phone = fields.Char(
        compute="_compute_task",
        store=True,
        readonly=False,
        precompute=True,
    )
    take_ids = fields.One2many(
        comodel_name="aftersales.visit.take",
        inverse_name="visit_id",
        string="To Take Along",
        help="Parts, tools and survey forms.",
    )
    advance_amount = fields.Monetary(
        string="Cash Advance",
        currency_field="advance_currency_id",
        tracking=True,
        help="Cash that the technicians ask for before the trip.",
    )
    advance_currency_id = fields.Many2one(
        comodel_name="res.currency",
        compute="_compute_advance_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    advance_note = fields.Char(string="Advance For")

    # Ticket
    buyer_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Ticket to Be Bought by",
        compute="_compute_buyer_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Whose task it is to buy a ticket that still arrives in time (T-05). "
        "Empty: nobody's, the technicians drive.",
    )
    booker_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Ticket Bought by",
        compute="_compute_stamps",
        store=True,
    )
    carrier = fields.Char(copy=False, readonly=True)
    carrier_number = fields.Char(
        string="Train or Flight", copy=False, readonly=True, help="G1234, MU5101 …"
    )
    ticket_booked_at = fields.Datetime(
        string="Ticket Booked", compute="_compute_stamps", store=True
    )
    ticket_departure_at = fields.Datetime(
        string="Ticket Departs", copy=False, readonly=True
    )
    ticket_arrival_at = fields.Datetime(
        string="Ticket Arrives",
        compute="_compute_stamps",
        store=True,
        help="Planned arrival of the booked ticket; the limit for booking looks at it.",
    )
    ticket_file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="aftersales_visit_ticket_file_rel",
        string="Ticket Files",
        copy=False,
        readonly=True,
    )
    ticket_late = fields.Boolean(compute="_compute_ticket_late")

    _advance_not_negative = models.Constraint(
        "CHECK(advance_amount >= 0)", "A cash advance can't be negative."
    )

    @api.depends("ticket_id")
    def _compute_buyer_id(self):
        for visit in self:
            visit.buyer_id = visit.buyer_id or visit.ticket_id.accountable_id

    @api.depends("ticket_id")
    def _compute_task(self):
        """Start from the request; what a clerk changes here stays here."""
        for visit in self:
            ticket = visit.ticket_id
            lines = (ticket.name, html2plaintext(ticket.description or "").strip())
            visit.task = "\n".join(filter(None, lines))
            person = ticket.partner_id
            caller = ticket.caller_name, ticket.caller_phone
            customer = ticket.partner_name or person.name, ticket.customer_phone
            # who called knows what is wrong; without a phone they can't be reached
            visit.contact_name, visit.contact_phone = (
                caller if all(caller) else customer
            )

    @api.depends("company_id")
    def _compute_advance_currency_id(self):
        for visit in self:
            company = visit.company_id or self.env.company
            visit.advance_currency_id = visit.advance_currency_id or company.currency_id

    @api.depends("ticket_arrival_at", "planned_at")
    def _compute_ticket_late(self):
        for visit in self:
            arrival = visit.ticket_arrival_at
            visit.ticket_late = arrival and arrival > visit.planned_at

    def book_ticket(
        self,
        arrival_at,
        departure_at,
        booker,
        carrier,
        carrier_number=None,
        files=None,
        at=None,
        note=None,
    ):
        """Record that a travel ticket was bought, and what it promises (VIS-2, T-05).

        A ticket may be booked anew until the technicians depart; each booking is a fact
        of its own and the last one counts.

        :param arrival_at: planned arrival of the ticket, naive UTC
        :param departure_at: its departure, naive UTC
        :param booker: ``hr.employee`` who bought it, or its id
        :param carrier: railway, airline, coach company
        :param carrier_number: number of the train or flight
        :param files: ``ir.attachment`` of the visit with the ticket, or their ids
        :param at: when it was bought, naive UTC; default: now
        :param note: for a time in the past, why it is told only now
        :return: the new ``aftersales.event`` records
        :raise UserError: arrival before departure, no booker, no carrier, too late
        """
        arrival_at = fields.Datetime.to_datetime(arrival_at)
        departure_at = fields.Datetime.to_datetime(departure_at)
        for visit in self:
            if not (arrival_at and departure_at and booker and carrier):
                raise UserError(
                    self.env._(
                        "The ticket of visit %(name)s needs a carrier, a departure, an "
                        "arrival and who bought it.",
                        name=visit.name,
                    )
                )
            if arrival_at <= departure_at:
                raise UserError(
                    self.env._(
                        "The ticket of visit %(name)s arrives at %(arrival)s, before "
                        "it departs at %(departure)s.",
                        name=visit.name,
                        arrival=visit.ticket_id._local(arrival_at),
                        departure=visit.ticket_id._local(departure_at),
                    )
                )
        events = self.record_event(
            "ticket_booked",
            at=at,
            employee=booker,
            note=note,
            promised_at=arrival_at,
        )
        files = self.env["ir.attachment"].browse(
            files.ids if isinstance(files, models.Model) else files
        )
        files.check_access("read")
        # the right to record the fact was checked; its fields are guarded
        self.sudo().write(
            {
                "carrier": carrier,
                "carrier_number": carrier_number,
                "ticket_departure_at": departure_at,
                "ticket_file_ids": [(6, 0, files.ids)],
            }
        )
        return events
