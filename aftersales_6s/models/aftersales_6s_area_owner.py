from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class Aftersales6sAreaOwner(models.Model):
    """Who answers for an area, from a day to a day, both included.

    An area has one owner on a day, or none; deputies stand in for them.
    """

    _name = "aftersales.6s.area.owner"
    _description = "Owner of a 6S Area"
    _inherit = ["aftersales.6s.people"]
    _order = "area_id, date_from desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _people = ("deputy_ids",)

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
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="The owner's, unless the area belongs to another one.",
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Until", help="Last day. Empty: still.")

    _period = models.Constraint(
        "CHECK(date_to >= date_from)", "Nobody's time can end before it starts."
    )
    # Deferred: the check below speaks first, and names both; this one stops two
    # managers who enter an owner at the same moment.
    _one_owner = models.Constraint(
        """EXCLUDE USING gist (
            int4range(area_id, area_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) DEFERRABLE INITIALLY DEFERRED""",
        "An area has one owner at a time.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for period in self:
            # who gives an area to somebody need not see their file
            period.department_id = period.employee_id.sudo().department_id

    @api.constrains("area_id", "date_from", "date_to")
    def _check_one_owner(self):
        """No two owners of an area on the same day."""
        rows = self.env.execute_query(self._clashes())
        if not rows:
            return
        one, other = (self.browse(id_).sudo() for id_ in rows[0])
        raise ValidationError(
            self.env._(
                "%(area)s can't have two owners on the same day: %(one)s from "
                "%(one_from)s, and %(other)s from %(other_from)s. Press “Hand Over” on "
                "the area, which ends the time of the one before, or correct the days.",
                area=one.area_id.complete_name,
                one=one.employee_id.name,
                one_from=fields.Date.to_string(one.date_from),
                other=other.employee_id.name,
                other_from=fields.Date.to_string(other.date_from),
            )
        )

    def _clashes(self):
        """Query of the first pair of periods that overlap, the earlier one first."""
        self.flush_model(["area_id", "date_from", "date_to"])
        return self.env["aftersales.6s.area"]._clash_query(self.ids)

    @api.constrains("employee_id", "deputy_ids")
    def _check_deputies(self):
        for period in self:
            # whoever edits it may not read employees' files
            if period.employee_id in period.sudo().deputy_ids:
                raise ValidationError(
                    self.env._(
                        "%(owner)s owns %(area)s and can't be their own deputy.",
                        owner=period.employee_id.sudo().name,
                        area=period.area_id.complete_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        self._replan()
        return periods

    def write(self, vals):
        result = super().write(vals)
        self._replan()
        return result

    def unlink(self):
        result = super().unlink()
        self._replan()
        return result

    def _replan(self):
        """Planned rounds get the new owner, in the next minute."""
        self.env["aftersales.6s.inspection"]._replan_soon()

    @api.model
    def _on(self, day):
        """Domain of the periods that a day lies in."""
        return Domain("date_from", "<=", day) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
