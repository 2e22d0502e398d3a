from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_6s_finding import STATE as FINDING_STATE
from ..models.aftersales_6s_inspection import CHECK
from ..models.aftersales_6s_inspection import STATE as INSPECTION_STATE
from ..models.aftersales_6s_item import PILLAR, SEVERITY

#: Who may see whose findings and points side by side
MANAGERS = (
    "aftersales_service.group_aftersales_manager,"
    "aftersales_service.group_aftersales_branch_manager"
)
SUBJECT = [("inspection", "Inspection"), ("finding", "Finding")]


class Aftersales6sReport(models.Model):
    """Scores, rounds, findings and points by area and week, in one table.

    A row is an inspection (its id) or a finding (its id, negative), so each is counted
    once: scores and rounds come from the ones, findings and points from the others.
    Weeks run from Saturday to Friday, as those of the best and the worst do (S6-7).
    """

    _name = "aftersales.6s.report"
    _description = "6S Analysis"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "area_id"
    _depends = {
        "aftersales.6s.inspection": [
            "area_id",
            "check",
            "company_id",
            "day",
            "is_late",
            "is_unsafe",
            "owner_id",
            "score",
            "state",
        ],
        "aftersales.6s.finding": [
            "area_id",
            "company_id",
            "due_at",
            "employee_id",
            "found_on",
            "inspection_id",
            "pillar",
            "points",
            "severity",
            "state",
        ],
        "aftersales.6s.area": ["kind_id"],
    }

    subject = fields.Selection(selection=SUBJECT, string="Row of", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    area_id = fields.Many2one(comodel_name="aftersales.6s.area", readonly=True)
    kind_id = fields.Many2one(
        comodel_name="aftersales.6s.kind", string="Kind of Area", readonly=True
    )
    day = fields.Date(readonly=True, help="In the company's zone.")
    friday = fields.Date(
        string="Week to", readonly=True, help="The Friday that ends the week."
    )
    inspection_id = fields.Many2one(
        comodel_name="aftersales.6s.inspection", readonly=True
    )
    finding_id = fields.Many2one(comodel_name="aftersales.6s.finding", readonly=True)
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Whose",
        readonly=True,
        groups=MANAGERS,
        help="Owner of the area at an inspection, and whose a finding is.",
    )

    # Of inspections
    check = fields.Selection(selection=CHECK, readonly=True)
    inspection_state = fields.Selection(
        selection=INSPECTION_STATE, string="State of the Inspection", readonly=True
    )
    score = fields.Float(
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Percent of the items that passed: the average of the inspections.",
    )
    done_count = fields.Integer(string="Inspections Done", readonly=True)
    late_count = fields.Integer(string="Done Late", readonly=True)
    missed_count = fields.Integer(string="Rounds Missed", readonly=True)
    unsafe_count = fields.Integer(string="Inspections with Unsafe Items", readonly=True)

    # Of findings
    pillar = fields.Selection(selection=PILLAR, string="S", readonly=True)
    severity = fields.Selection(selection=SEVERITY, readonly=True)
    finding_state = fields.Selection(
        selection=FINDING_STATE, string="State of the Finding", readonly=True
    )
    finding_count = fields.Integer(
        string="Findings", readonly=True, help="Without those that were annulled."
    )
    open_count = fields.Integer(
        string="Not Closed yet", readonly=True, help="Open, or waiting for the recheck."
    )
    overdue_count = fields.Integer(
        string="Overdue", readonly=True, help="Open, and their time is over."
    )
    critical_count = fields.Integer(
        string="Critical, Not Closed", readonly=True, help="Open ones of safety."
    )
    points = fields.Float(
        readonly=True, digits=(16, 1), help="Lost by findings (S6-5)."
    )

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._inspections(), self._findings())

    def _inspections(self):
        """Rows of inspections and planned rounds."""
        return SQL(
            """
            SELECT inspection.id, 'inspection' AS subject, inspection.company_id,
                inspection.area_id, area.kind_id, inspection.day,
                %(friday)s AS friday,
                inspection.id AS inspection_id, NULL::int AS finding_id,
                inspection.owner_id AS employee_id,
                inspection.check, inspection.state AS inspection_state,
                CASE WHEN inspection.state = 'done'
                    THEN COALESCE(inspection.score, 0) END AS score,
                (inspection.state = 'done')::int AS done_count,
                (inspection.state = 'done' AND inspection.is_late IS TRUE)::int
                    AS late_count,
                (inspection.state = 'missed')::int AS missed_count,
                (inspection.state = 'done' AND inspection.is_unsafe IS TRUE)::int
                    AS unsafe_count,
                NULL AS pillar, NULL AS severity, NULL AS finding_state,
                0 AS finding_count, 0 AS open_count, 0 AS overdue_count,
                0 AS critical_count, 0::numeric AS points
            FROM aftersales_6s_inspection inspection
            JOIN aftersales_6s_area area ON area.id = inspection.area_id
            """,
            friday=self._friday(SQL("inspection.day")),
        )

    def _findings(self):
        """Rows of findings; what is overdue goes by the moment of asking."""
        return SQL(
            """
            SELECT -finding.id, 'finding', finding.company_id,
                finding.area_id, area.kind_id, finding.found_on, %(friday)s,
                finding.inspection_id, finding.id, finding.employee_id,
                inspection.check, NULL, NULL::double precision, 0, 0, 0, 0,
                finding.pillar, finding.severity, finding.state,
                (finding.state <> 'annulled')::int,
                (finding.state IN ('open', 'corrected'))::int,
                (finding.state = 'open' AND finding.due_at < %(now)s)::int,
                (finding.state IN ('open', 'corrected')
                    AND (finding.severity = 'critical' OR finding.pillar = 'safety')
                    )::int,
                CASE WHEN finding.state = 'annulled' THEN 0
                    ELSE COALESCE(finding.points, 0) END
            FROM aftersales_6s_finding finding
            JOIN aftersales_6s_area area ON area.id = finding.area_id
            LEFT JOIN aftersales_6s_inspection inspection
                ON inspection.id = finding.inspection_id
            """,
            friday=self._friday(SQL("finding.found_on")),
            now=fields.Datetime.now(),
        )

    def _friday(self, day):
        """The Friday that ends the week of a day, as ``rules.ranking.friday_of``."""
        return SQL(
            "(%(day)s + MOD(12 - EXTRACT(ISODOW FROM %(day)s)::int, 7))", day=day
        )
