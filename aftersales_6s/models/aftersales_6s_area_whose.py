from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class Aftersales6sArea(models.Model):
    """Whose an area is: today, and on any other day."""

    _inherit = "aftersales.6s.area"

    owner_id = fields.Many2one(
        comodel_name="hr.employee",
        compute="_compute_owner_id",
        search="_search_owner_id",
        compute_sudo=True,
        help="Who answers for it today.",
    )
    deputy_ids = fields.Many2many(
        comodel_name="hr.employee",
        string="Deputies",
        compute="_compute_owner_id",
        search="_search_deputy_ids",
        compute_sudo=True,
    )
    department_id = fields.Many2one(
        comodel_name="hr.department",
        string="Team",
        compute="_compute_owner_id",
        search="_search_department_id",
        compute_sudo=True,
    )
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="You own it today, or deputise for who does.",
    )

    @api.depends(
        "owner_ids.employee_id",
        "owner_ids.deputy_ids",
        "owner_ids.department_id",
        "owner_ids.date_from",
        "owner_ids.date_to",
    )
    def _compute_owner_id(self):
        now = fields.Datetime.now()
        today = {company: company._service_date(now) for company in self.company_id}
        pairs = {
            area: (area._origin.id, today[area.company_id])
            for area in self
            if area._origin.id and area.company_id
        }
        found = self._owners_on(pairs.values())
        nobody = (False, frozenset(), False)
        for area in self:
            owner, deputies, department = found.get(pairs.get(area), nobody)
            area.owner_id = owner
            area.deputy_ids = sorted(deputies)
            area.department_id = department

    @api.model
    def _owners_on(self, pairs):
        """Who answers for areas on days, with one query.

        :param pairs: iterable of (area id, date)
        :return: dict of pair → (owner's id, frozenset of the deputies' ids, id of the
            team or False); an area that nobody owns on the day isn't in it
        """
        pairs = sorted({(area, day) for area, day in pairs if area and day})
        if not pairs:
            return {}
        periods = self.env["aftersales.6s.area.owner"]
        periods.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT asked.area, asked.day, period.employee_id,
                    period.department_id,
                    ARRAY(
                        SELECT deputy.hr_employee_id
                        FROM aftersales_6s_area_deputy_rel deputy
                        WHERE deputy.aftersales_6s_area_owner_id = period.id
                    )
                FROM unnest(%s::int[], %s::date[]) AS asked(area, day)
                JOIN aftersales_6s_area_owner period ON period.area_id = asked.area
                    AND period.date_from <= asked.day
                    AND (period.date_to IS NULL OR period.date_to >= asked.day)""",
                [area for area, _day in pairs],
                [day for _area, day in pairs],
            )
        )
        return {
            (area, day): (owner, frozenset(deputies), department or False)
            for area, day, owner, department, deputies in rows
        }

    @api.model
    def _clash_query(self, period_ids):
        """Query of two periods of one area that share a day, one of them of these."""
        return SQL(
            """SELECT LEAST(one.id, other.id), GREATEST(one.id, other.id)
            FROM aftersales_6s_area_owner one
            JOIN aftersales_6s_area_owner other
                ON other.area_id = one.area_id AND other.id != one.id
                AND daterange(one.date_from, one.date_to, '[]')
                    && daterange(other.date_from, other.date_to, '[]')
            WHERE one.id = ANY(%s) ORDER BY 1, 2 LIMIT 1""",
            list(period_ids),
        )

    # Searching and grouping by what changes with the day

    def _today(self):
        """Today, for the company at work; others' may differ by some hours."""
        return self.env.company._service_date(fields.Datetime.now())

    def _search_owner_id(self, operator, value):
        return self._search_by_period("employee_id", operator, value)

    def _search_deputy_ids(self, operator, value):
        return self._search_by_period("deputy_ids", operator, value)

    def _search_department_id(self, operator, value):
        return self._search_by_period("department_id", operator, value)

    def _search_by_period(self, name, operator, value):
        """Areas by what today's period says; ``in`` with False: or says nothing."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        now = self.env["aftersales.6s.area.owner"]._on(self._today())
        if operator != "in":
            return Domain("owner_ids", "any", now & Domain(name, operator, value))
        found = Domain(
            "owner_ids", "any", now & Domain(name, "in", set(value) - {False})
        )
        if False in value:
            found |= Domain("owner_ids", "not any", now & Domain(name, "!=", False))
        return found

    def _field_to_sql(self, alias, field_expr, query=None):
        """Areas can be grouped by today's owner and team, although it isn't stored."""
        column = {"owner_id": "employee_id", "department_id": "department_id"}.get(
            field_expr
        )
        if not column:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.env["aftersales.6s.area.owner"].flush_model()
        return SQL(
            """(SELECT period.%(column)s FROM aftersales_6s_area_owner period
            WHERE period.area_id = %(area)s AND period.date_from <= %(today)s
            AND (period.date_to IS NULL OR period.date_to >= %(today)s) LIMIT 1)""",
            column=SQL.identifier(column),
            area=SQL.identifier(alias, "id"),
            today=self._today(),
        )

    # Mine

    @api.depends_context("uid")
    @api.depends("owner_id", "deputy_ids")
    def _compute_is_mine(self):
        # users may not read their own employee's file
        mine = self.env.user.sudo().employee_ids
        for area in self:
            area.is_mine = bool((area.owner_id | area.deputy_ids).sudo() & mine)

    def _search_is_mine(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._domain_of(self.env.user.sudo().employee_ids)

    @api.model
    def _domain_of(self, employees):
        """Domain of the areas that these people own today, or deputise in."""
        now = self.env["aftersales.6s.area.owner"]._on(self._today())
        theirs = Domain("employee_id", "in", employees.ids) | Domain(
            "deputy_ids", "in", employees.ids
        )
        return Domain("owner_ids", "any", now & theirs)
