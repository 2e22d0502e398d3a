from odoo import api, fields, models
from odoo.tools import SQL

from ..rules import clock as rules

CLOCK_STATE = [
    (rules.RUNNING, "Running"),
    (rules.PAUSED, "Paused"),
    (rules.MET, "Met"),
    (rules.MISSED, "Missed"),
    (rules.CANCELLED, "Cancelled"),
]


class AftersalesClock(models.Model):
    """One running limit of one request, derived from its facts.

    Nobody writes a clock: it follows the events of its request (``_follow``), and the
    scheduled ``sweep`` notices when one runs out.
    """

    _name = "aftersales.clock"
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

    @api.depends(
        "policy_id.accountable_role",
        "stop_event_id",
        "ticket_id.accountable_id",
        "ticket_id.visit_ids.leader_id",
        "ticket_id.visit_ids.planned_at",
        "ticket_id.visit_ids.state",
    )
    def _compute_employee_id(self):
        """Whose clock it is; once it has ended, it stays with whom it belonged to."""
        for clock in self:
            if clock.stop_event_id and clock._origin.employee_id:
                clock.employee_id = clock._origin.employee_id
            elif clock.policy_id.accountable_role == "leader":
                visits = clock.ticket_id.visit_ids.filtered(
                    lambda visit: visit.state != "cancelled"
                )
                first = clock.stop_event_id.visit_id or visits.sorted("planned_at")[:1]
                clock.employee_id = first.leader_id
            else:
                clock.employee_id = clock.ticket_id.accountable_id

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

    @api.model
    def _follow(self, tickets, now=None):
        """Bring the clocks of these requests in line with their facts.

        Runs after every new fact and after every change that may match other policies.
        Doing it twice changes nothing. The number of queries doesn't depend on the
        number of requests.
        """
        # Clocks are derived for everybody, whoever recorded the fact; no user writes
        # them, so there is no right to check.
        tickets = tickets.sudo()
        now = now or fields.Datetime.now()
        clocks = self.sudo().search([("ticket_id", "in", tickets.ids)])
        held = {(c.start_event_id.id, c.policy_id.id): c for c in clocks}
        wanted = {}
        for ticket, found in self._derive(tickets, clocks, now).items():
            wanted.update((clock.key, (ticket, clock)) for clock in found)
        self.sudo().create(
            [
                dict(self._facts_of(clock), ticket_id=ticket)
                for key, (ticket, clock) in wanted.items()
                if key not in held
            ]
        )
        for key, record in held.items():
            if key in wanted:
                record._update_to(wanted[key][1])
            else:
                record._drop(now)

    @api.model
    def _derive(self, tickets, clocks, now):
        """Dict of ticket id → the clocks that its facts make."""
        Event = self.env["aftersales.event"].sudo()
        facts = {}
        events = Event.search([("ticket_id", "in", tickets.ids)])
        for event in events - events.correction_of_id:
            fact = rules.Fact(id=event.id, code=event.code, at=event.at)
            facts.setdefault(event.ticket_id.id, []).append(fact)
        policies = self.env["aftersales.clock.policy"].sudo()._matching(tickets)
        kept = {}
        for policy, running in clocks.grouped("policy_id").items():
            fitting = policy._fitting(running.ticket_id)
            for clock in running.filtered(lambda c, t=fitting: c.ticket_id in t):
                key = clock.start_event_id.id, policy.code
                kept.setdefault(clock.ticket_id.id, {})[key] = policy._rule()
        return {
            ticket.id: rules.derive(
                facts.get(ticket.id, []),
                [policy._rule() for policy in policies[ticket.id]],
                now,
                kept.get(ticket.id),
            )
            for ticket in tickets
        }

    @api.model
    def _facts_of(self, clock):
        """Values of the record for a derived clock."""
        return {
            "policy_id": clock.policy_id,
            "start_event_id": clock.start_event_id,
            "started_at": clock.started_at,
            "due_at": clock.due_at,
            "stop_event_id": clock.stop_event_id or False,
            "stopped_at": clock.stopped_at or False,
            "state": clock.state,
        }

    def _update_to(self, clock):
        """Write what differs from the derived clock, and nothing if nothing does."""
        self.ensure_one()
        values = self._facts_of(clock)
        current = {
            "policy_id": self.policy_id.id,
            "start_event_id": self.start_event_id.id,
            "stop_event_id": self.stop_event_id.id,
        }
        changed = {
            name: value
            for name, value in values.items()
            if current.get(name, self[name]) != value
        }
        if changed:
            self.write(changed)

    def _drop(self, now):
        """A clock whose policy no longer fits the request runs no further.

        What has been met or missed stays so: correcting the type of a request must not
        wipe out a miss.
        """
        values = {"stopped_at": self.stopped_at or now}
        if self.state in (rules.RUNNING, rules.PAUSED):
            values["state"] = rules.CANCELLED
        if values["stopped_at"] != self.stopped_at or "state" in values:
            self.write(values)

    @api.private
    @api.model
    def sweep(self, now=None, batch=1000):
        """Mark the running clocks whose limit has passed as missed.

        Runs every minute. Safe to run twice, to be killed in the middle, and to run on
        two servers at once: each batch is one UPDATE that skips rows another sweep
        holds.

        :param now: naive UTC moment of judgement; default: the current time
        :param batch: how many clocks one UPDATE takes
        :return: ids of the clocks that were newly missed
        """
        now = rules.to_minute(now or fields.Datetime.now())
        self.flush_model(["state", "due_at"])
        missed = []
        while True:
            found = self._sweep_batch(now, batch)
            missed += found
            if self.env.context.get("ir_cron_progress_id"):
                # only the scheduled action owns its transaction
                self.env["ir.cron"]._commit_progress(len(found))
            if len(found) < batch:
                break
        clocks = self.browse(missed)
        clocks.invalidate_recordset(["state"])
        clocks.modified(["state"])
        return missed

    @api.model
    def _sweep_batch(self, now, batch):
        """One UPDATE; raw SQL because the ORM has no SKIP LOCKED on a write."""
        rows = self.env.execute_query(
            SQL(
                """UPDATE aftersales_clock SET state = %(missed)s
                WHERE id IN (
                    SELECT id FROM aftersales_clock
                    WHERE state = %(running)s AND due_at < %(now)s
                    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
                )
                RETURNING id""",
                missed=rules.MISSED,
                running=rules.RUNNING,
                now=now,
                batch=batch,
            )
        )
        return [row[0] for row in rows]
