from odoo import fields, models

from ..rules import part as rules

READERS = (
    "aftersales_service.group_aftersales_viewer,"
    "aftersales_service.group_aftersales_technician"
)


class HrEmployee(models.Model):
    """The spare parts that an employee answers for."""

    _inherit = "hr.employee"

    part_holder_ids = fields.One2many(
        comodel_name="aftersales.part.holder",
        inverse_name="employee_id",
        string="Spare Parts Accounts",
        groups=READERS,
    )

    def action_open_parts_account(self):
        """The accounts of these employees, opened where there is none yet (PRT-7)."""
        profiles = self.env["hr.employee.public"].browse(self.ids)
        return profiles.action_open_parts_account()


class HrEmployeePublic(models.Model):
    """Keepers know their colleagues by the public profile only."""

    _inherit = "hr.employee.public"

    def action_open_parts_account(self):
        """The accounts of these employees, opened where there is none yet (PRT-7)."""
        self.check_access("read")
        accounts = self.env["aftersales.part.holder"]
        accounts._check_may_open()
        # who opens accounts need not read employees' files
        staff = self.sudo().employee_id
        for company, ours in staff.grouped("company_id").items():
            accounts |= accounts._open_for(
                "employee_id", ours, company, kind=rules.TECHNICIAN
            )
        return accounts._window_on()
