from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..rules import skill as skill_rules
from ..rules import visit as rules
from .helpdesk_ticket_events import CLERK, TECHNICIAN

#: Visits in these states still take somebody's day
BUSY = (rules.DRAFT, rules.DISPATCHED, rules.ON_SITE, rules.FINISHED)


class AftersalesVisit(models.Model):
    """Who may go: certificates on the planned day, and who has time (VIS-10)."""

    _inherit = "aftersales.visit"

    crew_warning = fields.Text(
        compute="_compute_crew_warning",
        help="Certificates that somebody on this visit lacks, or that end soon.",
    )

    @api.depends("employee_ids", "leader_id", "planned_at", "ticket_id.type_id")
    def _compute_crew_warning(self):
        planned = self.filtered(lambda visit: visit.state in rules.PLANNED)
        (self - planned).crew_warning = False
        held = self._certificates(planned.sudo()._crew())
        for visit in planned:
            visit.crew_warning = "\n".join(
                visit._certificate_text(employee, skills, day)
                for employee, skills, day in visit._uncertified(held, expiring=True)
            )

    def _crew(self):
        return self.employee_ids | self.leader_id

    def _planned_date(self):
        """The planned day, in the company's zone."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return company._service_date(self.planned_at or fields.Datetime.now())

    def _required_skills(self):
        """Certificates that this visit asks for: of its type, and of the company."""
        self.ensure_one()
        company = self.company_id or self.env.company
        # settings of the company and the type, which technicians needn't see
        visit, company = self.sudo(), company.sudo()
        return visit.ticket_id.type_id.skill_ids | company.aftersales_skill_ids

    @api.model
    def _certificates(self, employees):
        """Certificates of these employees, in one query: employee's id → list."""
        # clerks may not read employees' files; whether somebody may go is no secret
        rows = (
            self.env["hr.employee.skill"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", employees.ids),
                    ("skill_type_id.is_certification", "=", True),
                ]
            )
        )
        held = defaultdict(list)
        for row in rows:
            held[row.employee_id.id].append(
                skill_rules.Certificate(
                    row.skill_id.id, row.valid_from or None, row.valid_to or None
                )
            )
        return held

    def _uncertified(self, held, expiring=False):
        """Who lacks which certificates: list of (employee, skills, day).

        :param held: outcome of ``_certificates``
        :param expiring: name also what ends soon after the visit
        """
        self.ensure_one()
        required = self._required_skills()
        if not required:
            return []
        day = self._planned_date()
        bad = {skill_rules.MISSING} | ({skill_rules.EXPIRING} if expiring else set())
        found = []
        for employee in self.sudo()._crew():
            states = skill_rules.standing(
                # an employee that a form holds has its id in its origin
                required.ids,
                held[employee._origin.id],
                day,
            )
            lacking = required.filtered(lambda skill, s=states: s[skill.id] in bad)
            if lacking:
                found.append((employee, lacking, day))
        return found

    def _certificate_text(self, employee, skills, day):
        return self.env._(
            "%(technician)s: %(skills)s isn't valid, or ends soon, on %(day)s",
            technician=employee.name,
            skills=", ".join(skills.mapped("name")),
            day=format_date(self.env, day),
        )

    def _check_skills(self):
        """Nobody goes without the certificates of the planned day (VIS-10).

        :raise UserError: names technician, certificate and day
        """
        held = self._certificates(self.sudo()._crew())
        for visit in self:
            for employee, skills, day in visit._uncertified(held):
                raise UserError(
                    self.env._(
                        "%(technician)s can't go on visit %(name)s: “%(skill)s” isn't "
                        "valid on %(day)s. Choose somebody else or another day, or "
                        "enter the certificate on the employee.",
                        technician=employee.name,
                        name=visit.name,
                        skill=", ".join(skills.mapped("name")),
                        day=format_date(self.env, day),
                    )
                )

    @api.model
    def _technicians(self, company):
        """Employees of a company who may be sent: marked, or with a technician's login.

        Clerks and managers hold the technician's rights too; they go when marked.
        """
        # links only: clerks may not read employees' files, nor groups
        technician = self.env.ref(TECHNICIAN).sudo()
        clerk = self.env.ref(CLERK).sudo()
        users = technician.all_user_ids - clerk.all_user_ids
        return (
            self.env["hr.employee"]
            .sudo()
            .search(
                Domain("company_id", "=", company.id)
                & (
                    Domain("is_technician", "=", True)
                    | Domain("user_id", "in", users.ids)
                )
            )
        )

    @api.model
    def _loads(self, company, day):
        """Visits of each employee on a day of the company: dict id → visits."""
        start, end = company._service_day_bounds(day)
        visits = self.sudo().search(  # a day is full, whoever's visits fill it
            [
                ("company_id", "=", company.id),
                ("planned_at", ">=", start),
                ("planned_at", "<", end),
                ("state", "in", BUSY),
            ],
            order="planned_at",
        )
        loads = defaultdict(self.browse)
        for visit in visits:
            for employee in visit.employee_ids:
                loads[employee.id] |= visit
        return loads

    def _candidates(self):
        """Every technician with certificates and load on the planned day.

        :return: list of dicts ``employee_id``, ``certificates`` (valid, expiring,
            missing), ``certificate_note``, ``load``, ``load_note``; the best first
        """
        self.ensure_one()
        day, required = self._planned_date(), self._required_skills()
        company = self.company_id or self.env.company
        employees = self._technicians(company) | self.sudo()._crew()
        held, loads = self._certificates(employees), self._loads(company, day)
        rows = []
        for employee in employees:
            states = skill_rules.standing(required.ids, held[employee.id], day)
            other = loads[employee.id] - self
            rows.append(
                {
                    "employee_id": employee.id,
                    "certificates": skill_rules.worst(states.values()),
                    "certificate_note": ", ".join(
                        required.filtered(
                            lambda skill, s=states: s[skill.id] != skill_rules.VALID
                        ).mapped("name")
                    ),
                    "load": len(other),
                    "load_note": ", ".join(other.mapped("name")),
                }
            )
        order = (skill_rules.VALID, skill_rules.EXPIRING, skill_rules.MISSING)
        return sorted(
            rows, key=lambda row: (order.index(row["certificates"]), row["load"])
        )

    def action_choose_crew(self):
        """Open the table of technicians: who is certified, who has time."""
        self.ensure_one()
        self._check_clerk()
        crew = self.sudo().employee_ids
        leader = self.sudo().leader_id
        table = self.env["aftersales.visit.crew"].create(
            {
                "visit_id": self.id,
                "line_ids": [
                    Command.create(
                        {
                            **row,
                            "goes": row["employee_id"] in crew.ids,
                            "leads": row["employee_id"] == leader.id,
                        }
                    )
                    for row in self._candidates()
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Technicians"),
            "res_model": table._name,
            "res_id": table.id,
            "views": [(False, "form")],
            "target": "new",
        }
