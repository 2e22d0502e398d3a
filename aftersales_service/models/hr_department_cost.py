from odoo import fields, models

from ..rules import cost as rules
from .aftersales_bearer_rule import STAFF


class HrDepartment(models.Model):
    _inherit = "hr.department"

    aftersales_staff = fields.Selection(
        selection=STAFF,
        string="After-Sales Costs as",
        help="For the rules who bears labour and travel: its employees count as those "
        "of the sales branch or of manufacturing. Empty: as the department above.",
    )


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _cost_side(self):
        """Dict of employee id → whose employee they are, for who bears their costs.

        As superuser: departments are no secret to the books.
        """
        found = {}
        for employee in self.sudo():
            department = employee.department_id
            while department and not department.aftersales_staff:
                department = department.parent_id
            found[employee.id] = department.aftersales_staff or rules.OTHER_STAFF
        return found
