from odoo import fields, models
from odoo.tools import SQL


class AftersalesAppraisal(models.Model):
    """Figures for the appraisal of employees, month by month (KPI-5). One query.

    Quality (limits kept, repeats, scores of customers), efficiency (visits, hours),
    points and money of decided cases. Figures, not a judgement: people appraise.
    Points are a ranking for managers, never for the public (PIPL 25).
    """

    _name = "aftersales.appraisal"
    _description = "Appraisal Figures"
    _auto = False
    _order = "month desc, employee_id"
    _rec_name = "employee_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    employee_id = fields.Many2one(comodel_name="hr.employee", readonly=True)
    department_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    month = fields.Date(readonly=True, help="First day of the month.")
    period = fields.Char(string="Month of", readonly=True)
    clock_count = fields.Integer(string="Limits", readonly=True)
    met_count = fields.Integer(string="Limits Met", readonly=True)
    missed_count = fields.Integer(string="Limits Missed", readonly=True)
    on_time_rate = fields.Float(
        string="On Time (%)",
        readonly=True,
        aggregator="avg",
        help="Limits met of those that have ended (KPI-1: at least 90 %).",
    )
    visit_count = fields.Integer(string="Visits", readonly=True)
    score = fields.Float(
        string="Customers' Score", readonly=True, aggregator="avg", digits=(16, 2)
    )
    repeat_count = fields.Integer(string="Repeat Services", readonly=True)
    penalty_count = fields.Integer(string="Penalties", readonly=True)
    penalty_amount = fields.Monetary(string="Amount of Penalties", readonly=True)
    reward_count = fields.Integer(string="Rewards", readonly=True)
    reward_amount = fields.Monetary(string="Amount of Rewards", readonly=True)
    points = fields.Float(
        readonly=True,
        digits=(16, 1),
        help="Points of rewards less those of penalties.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH zone AS (
                SELECT company.id, COALESCE(
                    calendar.tz, partner.tz, 'Asia/Shanghai') AS tz,
                    company.currency_id
                FROM res_company company
                JOIN res_partner partner ON partner.id = company.partner_id
                LEFT JOIN resource_calendar calendar
                    ON calendar.id = company.resource_calendar_id
            ), figure AS (
                SELECT clock.company_id, clock.employee_id,
                    date_trunc('month', (clock.due_at AT TIME ZONE 'UTC')
                        AT TIME ZONE zone.tz)::date AS month,
                    1 AS clocks, (clock.state = 'met')::int AS met,
                    (clock.state = 'missed')::int AS missed,
                    0 AS visits, NULL::numeric AS score, 0 AS repeats,
                    0 AS penalties, 0::numeric AS penalty_amount,
                    0 AS rewards, 0::numeric AS reward_amount, 0::numeric AS points
                FROM aftersales_clock clock
                JOIN zone ON zone.id = clock.company_id
                WHERE clock.state IN ('met', 'missed') AND clock.employee_id IS NOT NULL
                UNION ALL
                SELECT visit.company_id, visit.leader_id,
                    date_trunc('month', (visit.finished_at AT TIME ZONE 'UTC')
                        AT TIME ZONE zone.tz)::date,
                    0, 0, 0, 1, visit.satisfaction_score::numeric,
                    EXISTS (SELECT FROM helpdesk_ticket again
                        WHERE again.repeat_of_id = visit.ticket_id)::int,
                    0, 0, 0, 0, 0
                FROM aftersales_visit visit
                JOIN zone ON zone.id = visit.company_id
                WHERE visit.finished_at IS NOT NULL AND visit.state <> 'cancelled'
                UNION ALL
                SELECT penalty.company_id, penalty.employee_id,
                    date_trunc('month', penalty.happened_on)::date,
                    0, 0, 0, 0, NULL, 0,
                    (NOT penalty.is_reward)::int,
                    CASE WHEN penalty.is_reward THEN 0 ELSE penalty.amount END,
                    penalty.is_reward::int,
                    CASE WHEN penalty.is_reward THEN penalty.amount ELSE 0 END,
                    CASE WHEN penalty.is_reward THEN penalty.points
                         ELSE -penalty.points END
                FROM aftersales_penalty penalty
                WHERE penalty.state IN ('confirmed', 'applied')
            ), summed AS (
                SELECT company_id, employee_id, month,
                    sum(clocks) AS clocks, sum(met) AS met, sum(missed) AS missed,
                    sum(visits) AS visits, avg(score) AS score,
                    sum(repeats) AS repeats,
                    sum(penalties) AS penalties, sum(penalty_amount) AS penalty_amount,
                    sum(rewards) AS rewards, sum(reward_amount) AS reward_amount,
                    sum(points) AS points
                FROM figure WHERE employee_id IS NOT NULL
                GROUP BY company_id, employee_id, month
            )
            SELECT (extract(year FROM month) * 12 + extract(month FROM month)
                    - 24240)::int * 1000000 + employee_id AS id,
                company_id, zone.currency_id, employee_id, month,
                to_char(month, 'YYYY-MM') AS period, version.department_id,
                clocks::int AS clock_count, met::int AS met_count,
                missed::int AS missed_count,
                100.0 * met / NULLIF(met + missed, 0) AS on_time_rate,
                visits::int AS visit_count, score,
                repeats::int AS repeat_count,
                penalties::int AS penalty_count, penalty_amount,
                rewards::int AS reward_count, reward_amount, points
            FROM summed
            JOIN zone ON zone.id = company_id
            LEFT JOIN LATERAL (
                SELECT department_id FROM hr_version
                WHERE hr_version.employee_id = summed.employee_id AND active
                ORDER BY date_version >= month + interval '1 month',
                    abs(date_version - month)
                LIMIT 1
            ) version ON true
            """
        )
