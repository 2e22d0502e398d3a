from odoo import models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _leader(self):
        """Who leads these employees: their manager, else the head of the department.

        Nobody leads themselves.
        """
        leaders = self.browse()
        for employee in self:
            leader = employee.parent_id or employee.department_id.manager_id
            leaders |= leader - employee
        return leaders
