from odoo import api, fields, models

from ..rules import clock as rules

CLOCK_STATE = [
    (rules.RUNNING, "Running"),
    (rules.PAUSED, "Paused"),
    (rules.MET, "Met"),
    (rules.MISSED, "Missed"),
    (rules.CANCELLED, "Cancelled"),
]


ALARM = [("warned", "Warned"), ("missed", "Told of the Miss")]


class AftersalesClock(models.Model):
    """One running limit of one request, derived from its facts.

    Nobody writes a clock: it follows the events of its request (``_follow``), the
    scheduled ``sweep`` notices when one runs out, and ``raise_alarms`` tells people.
    """

    _name = "aftersales.clock"
    _inherit = "aftersales.rows"
    _description = "Service Clock"
    _order = "due_at, id"
    _rec_name = "policy_id"
    _check_company_auto = True

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    policy_id = fields.Many2one(
        comodel_name="aftersales.clock.policy",
        string="Limit",
        required=True,
        ondelete="restrict",
        index=True,
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Accountable",
        compute="_compute_employee_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    start_event_id = fields.Many2one(
        comodel_name="aftersales.event",
        required=True,
        ondelete="restrict",
    )
    stop_event_id = fields.Many2one(
        comodel_name="aftersales.event",
        ondelete="restrict",
    )
    started_at = fields.Datetime(required=True)
    due_at = fields.Datetime(required=True)
    stopped_at = fields.Datetime()
    warn_at = fields.Datetime(
        string="Warning at",
        help="When so much of the limit is used up that people are warned.",
    )
    pause_ids = fields.One2many(
        comodel_name="aftersales.clock.pause",
        inverse_name="clock_id",
        string="Pauses",
    )
    paused_minutes = fields.Integer(
        compute="_compute_paused_minutes",
        help="Minutes of this clock's own time that its pauses leave out.",
    )
    alarm = fields.Selection(
        selection=ALARM,
        help="What people have been told about.",
    )
    why = fields.Text(
        string="Why This Limit",
        compute="_compute_why",
        help="What made this limit the one for the request, and which others it beat.",
    )
    state = fields.Selection(
        selection=CLOCK_STATE,
        required=True,
        default=rules.RUNNING,
        index=True,
    )
    overdue_minutes = fields.Integer(
        compute="_compute_minutes",
        help="Minutes past the limit: at the stop, or now if it still runs.",
    )
    remaining_minutes = fields.Integer(
        compute="_compute_minutes",
        help="Minutes left while the clock runs.",
    )

    _start_policy_uniq = models.UniqueIndex("(start_event_id, policy_id)")
    _running_due = models.Index("(due_at) WHERE state = 'running'")
    _to_warn = models.Index("(warn_at) WHERE state = 'running' AND alarm IS NULL")
    _to_tell = models.Index(
        "(id) WHERE state = 'missed' AND alarm IS DISTINCT FROM 'missed'"
    )

    @api.depends(
        "policy_id.accountable_role",
        "start_event_id.asked_id",
        "stop_event_id",
        "ticket_id.accountable_id",
        "ticket_id.team_id",
        "ticket_id.visit_ids.leader_id",
        "ticket_id.visit_ids.planned_at",
        "ticket_id.visit_ids.state",
    )
    def _compute_employee_id(self):
        """Whose clock it is; once it has ended, it stays with whom it belonged to."""
        for clock in self:
            if clock.stop_event_id and clock._origin.employee_id:
                clock.employee_id = clock._origin.employee_id
            else:
                clock.employee_id = clock.ticket_id._whose_clock(
                    clock.policy_id.accountable_role,
                    clock.start_event_id,
                    clock.stop_event_id,
                )

    @api.depends("pause_ids.minutes")
    def _compute_paused_minutes(self):
        for clock in self:
            clock.paused_minutes = sum(clock.pause_ids.mapped("minutes"))

    @api.depends("policy_id", "ticket_id")
    def _compute_why(self):
        """Say what chose the limit, for the clerk and for a dispute."""
        policies = self.env["aftersales.clock.policy"]
        candidates = policies._candidates(self.ticket_id)
        for clock in self:
            policy = clock.policy_id
            rivals = [
                rival
                for rival in candidates.get(clock.ticket_id.id, [])
                if policy._beats(rival)
            ]
            clock.why = policy._explain(rivals)

    @api.depends("due_at", "stopped_at", "state")
    def _compute_minutes(self):
        now = fields.Datetime.now()
        for clock in self:
            end = clock.stopped_at or now
            missed = clock.state == rules.MISSED
            running = clock.state == rules.RUNNING
            clock.overdue_minutes = missed and rules.overdue_minutes(clock.due_at, end)
            clock.remaining_minutes = running and max(
                0, rules.minutes_between(end, clock.due_at)
            )
