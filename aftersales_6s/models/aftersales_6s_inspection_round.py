from odoo import api, fields, models
from odoo.fields import Domain

from ..rules import board
from ..rules import rhythm as rules
from .aftersales_6s_item import RHYTHM

INSPECTOR = "aftersales_service.group_aftersales_inspector"


class Aftersales6sInspection(models.Model):
    """A round: an inspection that a plan asks for (S6-3).

    ``slot`` names the period it is for. A plan asks once for an area and a slot,
    whoever else plans at the same moment, and whatever becomes of the plan later.
    """

    _inherit = "aftersales.6s.inspection"

    plan_id = fields.Many2one(
        comodel_name="aftersales.6s.plan",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    slot = fields.Char(
        readonly=True,
        copy=False,
        help="Period that the round is for: a day, a shift, a week, a month …",
    )
    rhythm = fields.Selection(
        selection=[one for one in RHYTHM if one[0] != rules.ALWAYS],
        readonly=True,
        copy=False,
        help="Items of this rhythm are asked. Empty: all of them.",
    )
    is_mine = fields.Boolean(
        string="Mine",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="Yours to do: your own area, or one that you are to inspect.",
    )

    _slot_uniq = models.UniqueIndex(
        "(plan_id, area_id, slot) WHERE plan_id IS NOT NULL",
        "This round is planned already.",
    )

    @api.depends_context("aftersales_6s_by_time")
    @api.depends("name", "area_id.name", "due_at")
    def _compute_display_name(self):
        """In a calendar a round is its area and until when, not its number."""
        by_time = self.env.context.get("aftersales_6s_by_time")
        planned = self.filtered(lambda one: by_time and one.plan_id and one.due_at)
        for one in planned:
            # days of rounds are those of the company, and so are their hours
            until = board.local(one.due_at, one.company_id._service_tz())
            one.display_name = f"{until:%H:%M} {one.area_id.name}"
        return super(Aftersales6sInspection, self - planned)._compute_display_name()

    @api.depends_context("uid")
    @api.depends("inspector_id", "check", "area_id")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._domain_mine())
        for one in self:
            one.is_mine = one in mine

    def _search_is_mine(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._domain_mine()

    @api.model
    def _domain_mine(self):
        """Rounds that the user is to do.

        Own areas as owner or deputy; as an inspector those given to them, and those
        given to nobody unless the area is theirs.
        """
        # users may not read their own employee's file
        employees = self.env.user.sudo().employee_ids
        areas = self.env["aftersales.6s.area"]
        own = areas.search(areas._domain_of(employees)).ids
        mine = Domain("inspector_id", "in", employees.ids)
        mine |= Domain("check", "=", "self") & Domain("area_id", "in", own)
        if self.env.user.has_group(INSPECTOR):
            mine |= (
                Domain("check", "!=", "self")
                & Domain("inspector_id", "=", False)
                & Domain("area_id", "not in", own)
            )
        return mine

    def _items(self):
        """Items that are asked: of the round's rhythm, or all that the checklist has.

        An inspector, and who comes without notice, looks at everything (S6-4).
        """
        self.ensure_one()
        items = self.checklist_id.item_ids
        if not self.rhythm or self.check == "inspector":
            return items
        return items.filtered(
            lambda item: rules.asks(self.rhythm, item.rhythm, item.pillar)
        )

    def action_begin_round(self):
        """Open the round on the phone."""
        self.ensure_one()
        self.check_access("read")
        return self.action_open_phone()
