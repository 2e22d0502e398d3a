from odoo import fields, models


class Aftersales6sAreaOwner(models.Model):
    """Who answers for an area, from a day to a day, both included."""

    _name = "aftersales.6s.area.owner"
    _description = "Owner of a 6S Area"
    _order = "area_id, date_from desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True

    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="area_id.company_id", store=True, index=True)
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Owner",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    deputy_ids = fields.Many2many(
        comodel_name="hr.employee",
        relation="aftersales_6s_area_deputy_rel",
        string="Deputies",
        check_company=True,
    )
    department_id = fields.Many2one(comodel_name="hr.department", string="Team")
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", help="Last day. Empty: still.")

    _period = models.Constraint(
        "CHECK(date_to >= date_from)", "Nobody's time can end before it starts."
    )
