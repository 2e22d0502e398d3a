from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_visit import VISIT_STATE
from ..models.aftersales_visit_satisfaction import SCORE

#: Time shown in the table → event of the request it is the first of
FIRST_EVENTS = {
    "responded_at": "responded",
    "solution_at": "solution_proposed",
}
VISIT_TIMES = (
    "planned_at",
    "dispatched_at",
    "ticket_booked_at",
    "ticket_arrival_at",
    "departed_at",
    "arrived_at",
    "finished_at",
    "hq_called_at",
    "signed_at",
    "left_at",
    "approved_at",
)


class AftersalesServiceRecord(models.Model):
    """Service record table (售后服务一览表, VIS-7).

    One row per visit; a request that nobody visited has one row of its own. Row ids are
    the visit's id, or minus the request's.
    """

    _name = "aftersales.service.record"
    _description = "Service Record"
    _auto = False
    _order = "registered_at desc, id desc"
    _rec_name = "number"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Request", readonly=True
    )
    visit_id = fields.Many2one(comodel_name="aftersales.visit", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    number = fields.Char(string="Request Number", readonly=True)
    visit_name = fields.Char(string="Visit Number", readonly=True)
    type_id = fields.Many2one(comodel_name="helpdesk.ticket.type", readonly=True)
    stage_id = fields.Many2one(comodel_name="helpdesk.ticket.stage", readonly=True)
    state = fields.Selection(selection=VISIT_STATE, string="Visit State", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    lot_id = fields.Many2one(
        comodel_name="stock.lot", string="Serial Number", readonly=True
    )
    accountable_id = fields.Many2one(
        comodel_name="hr.employee", string="In Charge", readonly=True
    )
    leader_id = fields.Many2one(comodel_name="hr.employee", readonly=True)
    registered_at = fields.Datetime(string="Registered", readonly=True)
    responded_at = fields.Datetime(string="Responded", readonly=True)
    solution_at = fields.Datetime(string="Solution Proposed", readonly=True)
    planned_at = fields.Datetime(string="Planned Arrival", readonly=True)
    dispatched_at = fields.Datetime(string="Dispatched", readonly=True)
    ticket_booked_at = fields.Datetime(string="Ticket Booked", readonly=True)
    ticket_arrival_at = fields.Datetime(string="Ticket Arrives", readonly=True)
    departed_at = fields.Datetime(string="Departed", readonly=True)
    arrived_at = fields.Datetime(string="Arrived", readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    hq_called_at = fields.Datetime(string="Called Headquarters", readonly=True)
    signed_at = fields.Datetime(string="Signed", readonly=True)
    left_at = fields.Datetime(string="Left", readonly=True)
    approved_at = fields.Datetime(string="Approved", readonly=True)
    closed_at = fields.Datetime(string="Closed", readonly=True)
    cause = fields.Text(readonly=True)
    action_taken = fields.Text(string="Work Done", readonly=True)
    satisfaction_score = fields.Selection(
        selection=SCORE, string="Satisfaction", readonly=True
    )
    is_repeat = fields.Boolean(string="Repeat Service", readonly=True)
    repeat_of_id = fields.Many2one(
        comodel_name="helpdesk.ticket", string="Repeats", readonly=True
    )
    missed_count = fields.Integer(string="Missed Clocks", readonly=True)
    minutes_to_response = fields.Integer(
        string="Minutes to Response", aggregator="avg", readonly=True
    )
    minutes_to_arrival = fields.Integer(
        string="Minutes to Arrival", aggregator="avg", readonly=True
    )

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    def _select(self):
        return SQL(
            """COALESCE(visit.id, -ticket.id) AS id,
            ticket.id AS ticket_id, visit.id AS visit_id, ticket.company_id,
            ticket.number, visit.name AS visit_name,
            ticket.type_id, ticket.stage_id, visit.state, ticket.partner_id,
            ticket.product_id, ticket.lot_id, ticket.accountable_id, visit.leader_id,
            ticket.registered_at, %(times)s,
            CASE WHEN stage.closed THEN facts.closed_at END AS closed_at,
            visit.cause, visit.action_taken, visit.satisfaction_score,
            ticket.is_repeat, ticket.repeat_of_id, missed.missed_count,
            %(response)s AS minutes_to_response, %(arrival)s AS minutes_to_arrival""",
            times=self._select_times(),
            response=self._minutes_since_registration("facts.responded_at"),
            arrival=self._minutes_since_registration("visit.arrived_at"),
        )

    def _select_times(self):
        return SQL(", ").join(
            [SQL.identifier("facts", name) for name in FIRST_EVENTS]
            + [SQL.identifier("visit", name) for name in VISIT_TIMES]
        )

    def _minutes_since_registration(self, column):
        """Minutes as a person counts them on paper: seconds cut off on both sides."""
        return SQL(
            """(EXTRACT(EPOCH FROM date_trunc('minute', %s)
            - date_trunc('minute', ticket.registered_at)) / 60)::integer""",
            SQL.identifier(*column.split(".")),
        )

    def _from(self):
        firsts = SQL(", ").join(
            SQL(
                "MIN(at) FILTER (WHERE code = %s) AS %s",
                code,
                SQL.identifier(name),
            )
            for name, code in FIRST_EVENTS.items()
        )
        return SQL(
            """helpdesk_ticket ticket
            LEFT JOIN aftersales_visit visit
                ON visit.ticket_id = ticket.id AND visit.state <> 'cancelled'
            LEFT JOIN LATERAL (
                SELECT %s, MAX(at) FILTER (WHERE code = 'closed') AS closed_at
                FROM aftersales_event
                WHERE ticket_id = ticket.id AND is_in_force
            ) facts ON TRUE
            LEFT JOIN helpdesk_ticket_stage stage ON stage.id = ticket.stage_id
            LEFT JOIN LATERAL (
                SELECT COUNT(*) AS missed_count FROM aftersales_clock
                WHERE ticket_id = ticket.id AND state = 'missed'
            ) missed ON TRUE
            WHERE ticket.active""",
            firsts,
        )

    def action_open_request(self):
        """Open the request behind this row."""
        self.ensure_one()
        return self.ticket_id.get_formview_action()
