from odoo import api, fields, models
from odoo.tools import format_list


class AftersalesDelayReport(models.TransientModel):
    """Tell the leader that a request can't be met in time, and why (INT-9).

    It is taken at any time: the fact keeps the minute, so that a late report shows.
    """

    _name = "aftersales.delay.report"
    _description = "Report of a Delay"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
    )
    company_id = fields.Many2one(related="ticket_id.company_id", related_sudo=False)
    reason = fields.Text(required=True)
    promised_at = fields.Datetime(
        string="New Time in View",
        required=True,
        help="When it will be done, as far as you can see now.",
    )
    leader_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Superior",
        compute="_compute_leader_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
        help="Manager of the employee in charge, else the leader of the team.",
    )
    clocks_ahead = fields.Char(string="In Time for", compute="_compute_clocks")
    clocks_over = fields.Char(string="Too Late for", compute="_compute_clocks")

    @api.depends("ticket_id")
    def _compute_leader_id(self):
        for wizard in self:
            ticket = wizard.ticket_id
            ticket.check_access("read")
            wizard.leader_id = ticket._leader() if ticket else False

    @api.depends("ticket_id")
    def _compute_clocks(self):
        """Which of the running limits this report precedes."""
        now = fields.Datetime.now()
        for wizard in self:
            running = wizard.ticket_id.clock_ids.filtered(
                lambda clock: not clock.stopped_at
            )
            ahead = running.filtered(lambda clock: clock.due_at > now)
            wizard.clocks_ahead = self._listed(ahead)
            wizard.clocks_over = self._listed(running - ahead)

    @api.model
    def _listed(self, clocks):
        """Limits with their ends, the next one first."""
        ends = [
            (clock.policy_id.display_name, clock.ticket_id._local(clock.due_at))
            for clock in clocks.sorted("due_at")
        ]
        return format_list(self.env, [f"{name} ({end})" for name, end in ends])

    def action_report(self):
        """Record the fact and give the leader an activity.

        :raise AccessError: no role in after-sales, or not their request
        :raise UserError: no reason, no leader, or a new time that is already past
        """
        for wizard in self:
            wizard.ticket_id._report_delay(
                wizard.reason, wizard.promised_at, wizard.leader_id
            )
        return {"type": "ir.actions.act_window_close"}
