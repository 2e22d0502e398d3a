from odoo import api, fields, models


class AftersalesPause(models.TransientModel):
    """Say that work on a request can't go on, why, and since when.

    It records the fact ``blocked``; a manager approves the pause.
    """

    _name = "aftersales.pause"
    _description = "Pause of a Request"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    reason_id = fields.Many2one(
        comodel_name="aftersales.pause.reason",
        required=True,
        domain="[('company_id', '=', company_id)]",
    )
    cause = fields.Selection(related="reason_id.cause", related_sudo=False)
    needs_approval = fields.Boolean(
        related="reason_id.needs_approval", related_sudo=False
    )
    at = fields.Datetime(
        string="Since",
        help="Leave it empty for now. An earlier time needs the right to record it, "
        "and a reason in the note.",
    )
    note = fields.Text(
        required=True,
        help="What happened: who said what, where the road is closed …",
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence",
        help="A photo, a message of the customer, a notice.",
    )
    clock_ids = fields.Many2many(
        comodel_name="aftersales.clock",
        string="Clocks It Stops",
        compute="_compute_clock_ids",
    )

    @api.depends("ticket_id", "reason_id")
    def _compute_clock_ids(self):
        for wizard in self:
            stops = wizard.cause and wizard.cause != "own"
            wizard.clock_ids = stops and wizard.ticket_id.clock_ids.filtered(
                lambda clock: (
                    not clock.stopped_at
                    and clock.policy_id.pausable
                    and clock.policy_id.limit_kind == "duration"
                )
            )

    def action_pause(self):
        """Record the block with its evidence."""
        for wizard in self:
            wizard.ticket_id.record_event(
                "blocked",
                at=wizard.at or None,
                note=wizard.note,
                reason=wizard.reason_id,
                evidence=wizard.attachment_ids,
            )
        return {"type": "ir.actions.act_window_close"}
