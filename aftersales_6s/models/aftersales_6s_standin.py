"""Stand-ins of parts A and B, for tests in this branch only: the merge deletes it."""

from odoo import api, fields, models


class Aftersales6sArea(models.Model):
    _inherit = "aftersales.6s.area"

    @api.model
    def _owners_on(self, pairs):
        pairs = set(pairs)
        found = {}
        owners = (
            self.env["aftersales.6s.area.owner"]
            .sudo()
            .search([("area_id", "in", [a for a, _d in pairs])])
        )
        for area, day in pairs:
            for o in owners:
                if (
                    o.area_id.id == area
                    and o.date_from <= day
                    and (not o.date_to or day <= o.date_to)
                ):
                    found[area, day] = (
                        o.employee_id.id,
                        frozenset(o.deputy_ids.ids),
                        o.department_id.id,
                    )
        return found


class Aftersales6sChecklist(models.Model):
    _inherit = "aftersales.6s.checklist"

    @api.model
    def _in_force(self, kind_ids, day):
        found = self.sudo().search(
            [
                ("kind_id", "in", list(kind_ids)),
                ("state", "!=", "draft"),
                ("valid_from", "<=", day),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", day),
            ]
        )
        return {c.kind_id.id: c for c in found}


class Aftersales6sPhoto(models.Model):
    _inherit = "aftersales.6s.photo"

    @api.model
    def _clean(self, image, name=None):
        return image


class Aftersales6sInspectionLine(models.Model):
    _inherit = "aftersales.6s.inspection.line"

    employee_id = fields.Many2one(comodel_name="hr.employee")
    answered_by_id = fields.Many2one(comodel_name="hr.employee")
