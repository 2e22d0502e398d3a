from odoo import api, fields, models

from ..rules import repeat as rules

#: Fields of a request that say what is wrong; all must be known and the same
FAULT_FIELDS = ("fault_id",)


class HelpdeskTicket(models.Model):
    """Repeat service finds itself: same serial, same fault, too soon (VIS-8)."""

    _inherit = "helpdesk.ticket"

    repeat_of_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Repeats",
        compute="_compute_repeat_of_id",
        store=True,
        index="btree_not_null",
        help="The earlier request whose fault has come back.",
    )
    is_repeat = fields.Boolean(
        string="Repeat Service",
        compute="_compute_repeat_of_id",
        store=True,
    )
    repeat_ids = fields.One2many(
        comodel_name="helpdesk.ticket",
        inverse_name="repeat_of_id",
        string="Repeated by",
    )
    repeat_count = fields.Integer(compute="_compute_repeat_count")

    @api.depends("lot_id", "registered_at", "company_id", *FAULT_FIELDS)
    def _compute_repeat_of_id(self):
        """Batch: one search for the earlier services of all serials."""
        found = {}
        for company, tickets in self.grouped("company_id").items():
            found |= rules.repeats(
                tickets._as_repeat_requests(),
                tickets._earlier_services(),
                company.aftersales_repeat_days,
            )
        for ticket in self:
            ticket.repeat_of_id = found.get(ticket._origin.id or ticket.id)
            ticket.is_repeat = bool(ticket.repeat_of_id)

    @api.depends("repeat_ids")
    def _compute_repeat_count(self):
        for ticket in self:
            ticket.repeat_count = len(ticket.repeat_ids)

    def _repeat_key(self):
        """Machine and fault, or None when either isn't known."""
        self.ensure_one()
        key = (self.lot_id.id, *(self[name].id for name in FAULT_FIELDS))
        return key if all(key) else None

    def _as_repeat_requests(self):
        return [
            rules.Request(
                id=ticket._origin.id or ticket.id,
                key=ticket._repeat_key(),
                registered_at=ticket.registered_at,
                registered_on=ticket.company_id._service_date(ticket.registered_at),
            )
            for ticket in self
        ]

    def _earlier_services(self):
        """Finished work on the serials of these requests, of the same company."""
        visits = (
            self.env["aftersales.visit"]
            .sudo()  # earlier work counts, whoever did it and whoever registers now
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("ticket_id.lot_id", "in", self.lot_id.ids),
                    ("finished_at", "!=", False),
                    ("state", "!=", "cancelled"),
                ]
            )
        )
        return [
            rules.Service(
                request=visit.ticket_id.id,
                key=visit.ticket_id._repeat_key(),
                finished_at=visit.finished_at,
                finished_on=visit.company_id._service_date(visit.finished_at),
            )
            for visit in visits
        ]

    def _follow_repeats(self):
        """Judge the later requests of these serials anew: work on them was finished."""
        later = self.sudo().search(
            [
                ("lot_id", "in", self.lot_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("id", "not in", self.ids),
            ]
        )
        for name in ("repeat_of_id", "is_repeat"):
            self.env.add_to_compute(self._fields[name], later)

    def action_view_repeats(self):
        """The requests that repeat this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_service.helpdesk_ticket_action"
        )
        action["domain"] = [("repeat_of_id", "=", self.id)]
        action["context"] = {}
        return action
