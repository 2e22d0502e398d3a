from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    is_technician = fields.Boolean(
        groups="hr.group_hr_user",
        help="May be sent to customers. Who has a technician's login may be sent "
        "anyway; mark those without one, and clerks or managers who go too.",
    )
