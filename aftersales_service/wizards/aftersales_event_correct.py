from odoo import api, fields, models


class AftersalesEventCorrect(models.TransientModel):
    """Correct a recorded fact; ``aftersales.event.correct`` decides."""

    _name = "aftersales.event.correct"
    _description = "Correction of a Fact"

    event_id = fields.Many2one(
        comodel_name="aftersales.event",
        string="Fact",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    recorded_at = fields.Datetime(
        related="event_id.at", related_sudo=False, string="Recorded Time"
    )
    company_id = fields.Many2one(related="event_id.company_id", related_sudo=False)
    at = fields.Datetime(
        string="Right Time",
        compute="_compute_told",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    is_void = fields.Boolean(
        string="It Never Happened",
        help="The fact is taken back; it stays in the list, crossed out.",
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Done by",
        domain="[('company_id', '=', company_id)]",
        compute="_compute_told",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    promised_at = fields.Datetime(
        string="Promises",
        compute="_compute_told",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
    )
    has_promise = fields.Boolean(compute="_compute_has_promise")
    note = fields.Text(string="Reason", required=True)

    @api.depends("event_id")
    def _compute_told(self):
        for wizard in self:
            event = wizard.event_id
            wizard.at = event.at
            wizard.employee_id = event.employee_id
            wizard.promised_at = event.promised_at

    @api.depends("event_id")
    def _compute_has_promise(self):
        for wizard in self:
            wizard.has_promise = bool(wizard.event_id.promised_at)

    def action_correct(self):
        """Record the correction."""
        for wizard in self:
            wizard.event_id.correct(
                wizard.note,
                at=wizard.at,
                is_void=wizard.is_void,
                employee_id=wizard.employee_id.id,
                promised_at=wizard.promised_at,
            )
        return {"type": "ir.actions.act_window_close"}
