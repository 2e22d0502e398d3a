from odoo import api, models


class Aftersales6sArea(models.Model):
    """Who answers for areas on days."""

    _inherit = "aftersales.6s.area"

    @api.model
    def _owners_on(self, pairs):
        """Owner, deputies and team of areas on days, with one search.

        :param pairs: (id of area, day)
        :return: dict of pair → (id of owner, frozenset of ids of deputies, id of team)
        """
        pairs = {(area, day) for area, day in pairs if area and day}
        # superuser: whoever plans or inspects need not see everybody's dates
        periods = (
            self.env["aftersales.6s.area.owner"]
            .sudo()
            .search([("area_id", "in", [area for area, _day in pairs])])
        )
        found = {}
        for area, day in pairs:
            for period in periods:
                if (
                    period.area_id.id == area
                    and period.date_from <= day
                    and (not period.date_to or day <= period.date_to)
                ):
                    found[area, day] = (
                        period.employee_id.id,
                        frozenset(period.deputy_ids.ids),
                        period.department_id.id,
                    )
                    break
        return found


class Aftersales6sChecklist(models.Model):
    """Which version is in force."""

    _inherit = "aftersales.6s.checklist"

    @api.model
    def _in_force(self, kind_ids, day):
        """:return: dict of id of kind → checklist in force on the day"""
        return {
            checklist.kind_id.id: checklist
            for checklist in self.search(
                [
                    ("kind_id", "in", list(kind_ids)),
                    ("state", "in", ("published", "replaced")),
                    ("valid_from", "<=", day),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", day),
                ],
                order="version",
            )
        }
