from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    is_technician = fields.Boolean(
        groups="hr.group_hr_user",
        help="May be sent to customers. Who has a technician's login may be sent "
        "anyway; mark those without one, and clerks or managers who go too.",
    )

    def _leader(self):
        """Who leads these employees: their manager, else the head of the department.

        Nobody leads themselves.
        """
        leaders = self.browse()
        for employee in self:
            leader = employee.parent_id or employee.department_id.manager_id
            leaders |= leader - employee
        return leaders
