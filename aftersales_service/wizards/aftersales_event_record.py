from odoo import api, fields, models

from ..rules import visit as visit_rules


class AftersalesEventRecord(models.TransientModel):
    """Record a fact by hand, also one that happened earlier.

    It only asks; ``record_event`` of the request or of the visit decides.
    """

    _name = "aftersales.event.record"
    _description = "Recording of a Fact"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        compute="_compute_ticket_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
    )
    visit_id = fields.Many2one(comodel_name="aftersales.visit")
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    allowed_kind_ids = fields.Many2many(
        comodel_name="aftersales.event.type",
        compute="_compute_allowed_kind_ids",
    )
    kind_id = fields.Many2one(
        comodel_name="aftersales.event.type",
        string="Fact",
        required=True,
        domain="[('id', 'in', allowed_kind_ids)]",
    )
    takes_promise = fields.Boolean(related="kind_id.takes_promise", related_sudo=False)
    takes_person = fields.Boolean(related="kind_id.takes_person", related_sudo=False)
    needs_note = fields.Boolean(related="kind_id.needs_note", related_sudo=False)
    promised_at = fields.Datetime(
        string="Promised for",
        help="The visit agreed with the customer, the arrival of the booked ticket.",
    )
    asked_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Asked of",
        domain="[('company_id', '=', company_id)]",
        help="Whose turn it is now; the clock is theirs.",
    )
    at = fields.Datetime(
        string="Happened at",
        help="Leave it empty for now. An earlier time needs the right to record it, "
        "and a reason in the note.",
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Done by",
        domain="[('company_id', '=', company_id)]",
        help="Empty: you, or the leader of the visit for what a technician told by "
        "phone.",
    )
    note = fields.Text()

    @api.depends("visit_id")
    def _compute_ticket_id(self):
        for wizard in self:
            wizard.ticket_id = wizard.visit_id.ticket_id or wizard.ticket_id

    @api.depends("ticket_id", "visit_id")
    @api.depends_context("uid")
    def _compute_allowed_kind_ids(self):
        """What the user may record here; facts of a visit belong on the visit."""
        tickets = self.env["helpdesk.ticket"]
        kinds = self.env["aftersales.event.type"].search([("code", "!=", "blocked")])
        mine = {
            on_visit: kinds.filtered(lambda k, on=on_visit: tickets._may_record(k, on))
            for on_visit in (True, False)
        }
        for wizard in self:
            visit = wizard.visit_id
            codes = visit._allowed_events() if visit else set()
            wizard.allowed_kind_ids = mine[bool(visit)].filtered(
                lambda kind, codes=codes, visit=visit: (
                    kind.code in codes if visit else kind.code not in visit_rules.CODES
                )
            )

    def action_record(self):
        """Record it on the visit if there is one, else on the request."""
        for wizard in self:
            told = {
                "at": wizard.at or None,
                "employee": wizard.employee_id or None,
                "note": wizard.note,
            }
            if wizard.takes_promise:
                told["promised_at"] = wizard.promised_at
            if wizard.takes_person:
                told["asked"] = wizard.asked_id
            target = wizard.visit_id or wizard.ticket_id
            target.record_event(wizard.kind_id.code, **told)
        return {"type": "ir.actions.act_window_close"}
