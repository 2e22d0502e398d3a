from odoo import Command, fields, models
from odoo.exceptions import UserError

CERTIFICATES = [
    ("valid", "Valid"),
    ("expiring", "Ends soon"),
    ("missing", "Missing"),
]


class AftersalesVisitCrew(models.TransientModel):
    """Choose who goes: certificates and load of every technician that day (VIS-10)."""

    _name = "aftersales.visit.crew"
    _description = "Choice of Technicians"

    visit_id = fields.Many2one(comodel_name="aftersales.visit", required=True)
    planned_at = fields.Datetime(related="visit_id.planned_at", related_sudo=False)
    line_ids = fields.One2many(
        comodel_name="aftersales.visit.crew.line",
        inverse_name="crew_id",
        string="Technicians",
    )

    def action_confirm(self):
        """Put the chosen on the visit, which checks them."""
        self.ensure_one()
        leaders = self.line_ids.filtered("leads").employee_id
        if len(leaders) != 1:
            raise UserError(
                self.env._(
                    "Choose one leader for visit %(name)s.", name=self.visit_id.name
                )
            )
        crew = self.line_ids.filtered("goes").employee_id | leaders
        self.visit_id.write(
            {"leader_id": leaders.id, "employee_ids": [Command.set(crew.ids)]}
        )
        return {"type": "ir.actions.act_window_close"}


class AftersalesVisitCrewLine(models.TransientModel):
    """One technician who could go."""

    _name = "aftersales.visit.crew.line"
    _description = "Technician to Choose"

    crew_id = fields.Many2one(
        comodel_name="aftersales.visit.crew", required=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee", string="Technician", required=True, readonly=True
    )
    goes = fields.Boolean()
    leads = fields.Boolean()
    certificates = fields.Selection(selection=CERTIFICATES, readonly=True)
    certificate_note = fields.Char(string="Missing or Ending", readonly=True)
    load = fields.Integer(string="Other Visits That Day", readonly=True)
    load_note = fields.Char(string="Which", readonly=True)
