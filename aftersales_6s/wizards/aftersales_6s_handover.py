from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class Aftersales6sHandover(models.TransientModel):
    """An area gets a new owner; the time of the one before ends the day before."""

    _name = "aftersales.6s.handover"
    _description = "Hand Over a 6S Area"
    _inherit = ["aftersales.6s.people"]
    _people = ("deputy_ids",)

    area_ids = fields.Many2many(
        comodel_name="aftersales.6s.area", string="Areas", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id"
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="New Owner",
        required=True,
        domain="[('company_id', '=', company_id)]",
    )
    deputy_ids = fields.Many2many(
        comodel_name="hr.employee",
        relation="aftersales_6s_handover_deputy_rel",
        string="Deputies",
        domain="[('company_id', '=', company_id)]",
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        help="Empty: the team of the new owner.",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
        help="First day of the new owner. Findings of days before stay with the one "
        "before.",
    )

    @api.model
    def default_get(self, fields_list):
        found = super().default_get(fields_list)
        if self.env.context.get("active_model") == "aftersales.6s.area":
            found["area_ids"] = self.env.context.get("active_ids")
        return found

    @api.depends("area_ids")
    def _compute_company_id(self):
        for one in self:
            one.company_id = one.area_ids.company_id[:1] or self.env.company

    def action_hand_over(self):
        """End the periods that are on, begin the new ones, and say so on the areas.

        :raise UserError: there is no area, or a period begins on that very day
        """
        self.ensure_one()
        if not self.area_ids:
            raise UserError(self.env._("Please choose the areas to hand over."))
        self.area_ids.check_access("write")
        periods = self.env["aftersales.6s.area.owner"].search(
            [("area_id", "in", self.area_ids.ids)], order="date_from"
        )
        by_area = periods.grouped("area_id")
        for area in self.area_ids:
            self._hand_over(area, by_area.get(area, periods.browse()))
        return {"type": "ir.actions.act_window_close"}

    def _hand_over(self, area, periods):
        """Give one area to the new owner.

        :param periods: owners of the area, the earliest first
        """
        same = periods.filtered(lambda one: one.date_from == self.date_from)
        if same:
            raise UserError(
                self.env._(
                    "%(area)s already goes to %(owner)s on %(day)s. Choose another "
                    "day, or change that line under Owners.",
                    area=area.complete_name,
                    owner=same.employee_id.sudo().name,
                    day=fields.Date.to_string(self.date_from),
                )
            )
        before = periods.filtered(
            lambda one: (
                one.date_from < self.date_from
                and (not one.date_to or one.date_to >= self.date_from)
            )
        )
        after = periods.filtered(lambda one: one.date_from > self.date_from)[:1]
        day = timedelta(days=1)
        before.date_to = self.date_from - day
        values = {
            "area_id": area.id,
            "employee_id": self.employee_id.id,
            "deputy_ids": [Command.set(self.deputy_ids.ids)],
            "date_from": self.date_from,
            # whoever comes later was agreed on before
            "date_to": after.date_from - day if after else False,
        }
        if self.department_id:
            values["department_id"] = self.department_id.id
        period = periods.create(values)
        area.message_post(
            body=self.env._(
                "Handed over to %(owner)s from %(day)s on.",
                owner=period.employee_id.sudo().name,
                day=fields.Date.to_string(self.date_from),
            )
        )
