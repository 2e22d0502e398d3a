from odoo import fields, models


class ResCompany(models.Model):
    """What the company asks of its registers (S6-8)."""

    _inherit = "res.company"

    aftersales_6s_drive_skill_ids = fields.Many2many(
        comodel_name="hr.skill",
        relation="res_company_aftersales_6s_drive_skill_rel",
        string="Certificates for Test Drives",
        domain="[('skill_type_id.is_certification', '=', True)]",
        help="Nobody drives a customer's car out without these.",
    )
    aftersales_6s_drive_hours = fields.Integer(
        string="Test Drives Take at Most (Hours)",
        default=2,
        help="Then the driver and the managers are told. 0: nobody is.",
    )
