from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import inspection as rules

INSPECTORS = (
    "aftersales_service.group_aftersales_inspector",
    "aftersales_service.group_aftersales_manager",
    "aftersales_service.group_aftersales_branch_manager",
)
MANAGERS = INSPECTORS[1:]


class Aftersales6sInspection(models.Model):
    """Who may inspect.

    | check     | by whom                                                       |
    |-----------|---------------------------------------------------------------|
    | self      | who owns the area on that day, or deputises for them          |
    | inspector | 6S inspectors and managers, never of an area that is theirs   |
    | cleanup   | the same                                                      |
    """

    _inherit = "aftersales.6s.inspection"

    people_ids = fields.Many2many(
        comodel_name="hr.employee",
        relation="aftersales_6s_inspection_people_rel",
        string="Owner and Deputies",
        compute="_compute_people_ids",
        store=True,
        # whoever plans a round need not see everybody's dates
        compute_sudo=True,
        help="Who answers for the area on that day.",
    )
    can_inspect = fields.Boolean(compute="_compute_can_inspect")

    @api.depends(
        "area_id",
        "day",
        "area_id.owner_ids.employee_id",
        "area_id.owner_ids.deputy_ids",
        "area_id.owner_ids.date_from",
        "area_id.owner_ids.date_to",
    )
    def _compute_people_ids(self):
        found = self.env["aftersales.6s.area"]._owners_on(
            {(one.area_id.id, one.day) for one in self if one.area_id and one.day}
        )
        alike = defaultdict(list)
        for one in self:
            owner, deputies, _team = found.get((one.area_id.id, one.day)) or (0, (), 0)
            alike[frozenset({owner, *deputies} - {0})].append(one.id)
        # rounds are planned by hundreds; those of the same people are written at once
        for people, ids in alike.items():
            self.browse(ids).people_ids = self.env["hr.employee"].browse(people)

    @api.depends_context("uid")
    @api.depends("check", "people_ids")
    def _compute_can_inspect(self):
        for one in self:
            one.can_inspect = one._may_inspect()

    def _may_inspect(self):
        """Whether the user may inspect here; see the table of the class."""
        self.ensure_one()
        # superuser: whose the area is decides, whatever the user may see of employees
        theirs = self.env.user in self.sudo().people_ids.user_id
        return rules.may_inspect(
            self.check, is_theirs=theirs, is_inspector=self._is_inspector()
        )

    @api.model
    def _is_inspector(self):
        return any(map(self.env.user.has_group, INSPECTORS))

    @api.model
    def _is_manager(self):
        return self.env.su or any(map(self.env.user.has_group, MANAGERS))

    def _check_may_inspect(self):
        """Whoever starts, answers or signs.

        :raise AccessError: it isn't theirs to inspect, or it is their own area
        """
        self.check_access("read")
        for one in self:
            if one._may_inspect():
                continue
            if one.check == rules.SELF:
                raise AccessError(
                    self.env._(
                        "%(name)s is checked by the owner of %(area)s or a deputy. "
                        "An inspector makes an inspection without notice instead.",
                        name=one.name,
                        area=one.area_id.display_name,
                    )
                )
            if one._is_inspector():
                raise AccessError(
                    self.env._(
                        "%(area)s is yours on that day, and nobody judges an area of "
                        "their own. Ask another inspector for %(name)s.",
                        name=one.name,
                        area=one.area_id.display_name,
                    )
                )
            raise AccessError(
                self.env._(
                    "%(name)s is made by a 6S inspector or a service manager.",
                    name=one.name,
                )
            )

    def _inspector(self):
        """The employee that the user is in the company of this inspection.

        :raise UserError: they are none
        """
        self.ensure_one()
        # superuser: one's own name is no secret
        employee = self.env.user.sudo().with_company(self.company_id).employee_id
        if not employee:
            raise UserError(
                self.env._(
                    "You have no employee's file in %(company)s. Ask human resources "
                    "to link your user to it.",
                    company=self.company_id.display_name,
                )
            )
        return employee

    def _check_running(self):
        """:raise UserError: it hasn't been started, or it is over"""
        for one in self:
            if one.state != rules.RUNNING:
                raise UserError(one._not_now())

    def _not_now(self):
        """Message: the state doesn't allow this step."""
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "Inspection %(name)s is in state “%(state)s”; this step doesn't fit. "
            "Reload the page: somebody may have been faster.",
            name=self.name,
            state=states[self.state],
        )
