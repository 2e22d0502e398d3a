from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _employee_in(self, company):
        """This user as an employee of that company; none if they aren't one there."""
        # users may not read their own employee's file
        employees = self.sudo().employee_ids
        return employees.filtered(lambda own: own.company_id == company)[:1].sudo(
            self.env.su
        )
