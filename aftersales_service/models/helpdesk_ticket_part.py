from odoo import api, fields, models

from .aftersales_part_wanted import lines_of


class HelpdeskTicket(models.Model):
    """Parts are asked for from the request, and from the visit (PRT-1)."""

    _inherit = "helpdesk.ticket"

    part_request_ids = fields.One2many(
        comodel_name="aftersales.part.request",
        inverse_name="ticket_id",
        string="Requisitions",
        groups="base.group_user",
    )
    part_request_count = fields.Integer(
        string="Number of Requisitions",
        compute="_compute_part_request_count",
        groups="base.group_user",
    )

    @api.depends("part_request_ids")
    def _compute_part_request_count(self):
        for ticket, count in _counts(self, "ticket_id"):
            ticket.part_request_count = count

    def action_request_parts(self):
        """A new requisition for this request, with what its treatment names."""
        self.ensure_one()
        self.check_access("read")
        visit = self.visit_ids.filtered(lambda one: one.state not in _OVER)[-1:]
        return _new_requisition(self, visit, self._parts_wanted())

    def action_view_part_requests(self):
        """Requisitions of this request."""
        self.ensure_one()
        return _requisitions(self, "ticket_id", self.part_request_ids)


class AftersalesVisit(models.Model):
    _inherit = "aftersales.visit"

    part_request_ids = fields.One2many(
        comodel_name="aftersales.part.request",
        inverse_name="visit_id",
        string="Requisitions",
        groups="base.group_user",
    )
    part_request_count = fields.Integer(
        string="Number of Requisitions",
        compute="_compute_part_request_count",
        groups="base.group_user",
    )

    @api.depends("part_request_ids")
    def _compute_part_request_count(self):
        for visit, count in _counts(self, "visit_id"):
            visit.part_request_count = count

    def action_request_parts(self):
        """A new requisition for this visit, with what is to be taken along."""
        self.ensure_one()
        self.check_access("read")
        parts = self._parts_to_take() or self.ticket_id._parts_wanted()
        return _new_requisition(self.ticket_id, self, parts)

    def action_view_part_requests(self):
        """Requisitions of this visit."""
        self.ensure_one()
        return _requisitions(self, "visit_id", self.part_request_ids)


#: States of a visit for which nobody asks for parts any more
_OVER = ("signed", "approved", "archived", "cancelled")


def _counts(records, field):
    """Pairs of record and number of requisitions, with one query."""
    requests = records.env["aftersales.part.request"]
    counts = dict(
        requests._read_group([(field, "in", records.ids)], [field], ["__count"])
    )
    return [(record, counts.get(record._origin, 0)) for record in records]


def _new_requisition(ticket, visit, parts):
    """A form filled in from request and visit; nothing is saved yet."""
    action = _requisitions(ticket, "ticket_id", ticket.browse())
    return {
        **action,
        "views": [(False, "form")],
        "context": {
            "default_ticket_id": ticket.id,
            "default_company_id": ticket.company_id.id,
            "default_visit_id": visit.id,
            "default_line_ids": lines_of(parts),
        },
    }


def _requisitions(record, field, found):
    action = record.env["ir.actions.act_window"]._for_xml_id(
        "aftersales_service.aftersales_part_request_action"
    )
    action["domain"] = [(field, "=", record.id)]
    action["context"] = {f"default_{field}": record.id}
    if len(found) == 1:
        action.update(views=[(False, "form")], res_id=found.id)
    return action
