from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..rules import finding as rules
from .aftersales_6s_area_wall import PHOTO

#: Closed, and both photos are there
PAIR = (
    Domain("state", "=", rules.CLOSED)
    & Domain("photo_ids", "any", [("kind", "=", "before")])
    & Domain("photo_ids", "any", [("kind", "=", "after")])
)


class Aftersales6sFinding(models.Model):
    """Before and after: what was put right well is shown to others as an example.

    A person chooses what is shown. It says where and what, never who (PIPL 25).
    """

    _inherit = "aftersales.6s.finding"

    is_example = fields.Boolean(
        string="Shown as an Example",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Its two photos are shown on the wall screen and the poster. Choose those "
        "without faces and number plates.",
    )
    has_pair = fields.Boolean(
        string="Before and After",
        compute="_compute_has_pair",
        search="_search_has_pair",
        help="It is closed, and there is a photo before and one after.",
    )

    @api.depends("state", "photo_ids.kind")
    def _compute_has_pair(self):
        for finding in self:
            finding.has_pair = bool(
                finding.state == rules.CLOSED
                and finding.before_photo_id
                and finding.after_photo_id
            )

    def _search_has_pair(self, operator, value):
        if operator != "in":
            return NotImplemented
        return PAIR if True in value else ~PAIR

    def action_show_example(self):
        """Show these to everybody.

        :raise AccessError: the user is neither an inspector nor a manager
        :raise UserError: one isn't closed, or a photo is missing
        """
        self._check_shows()
        for finding in self:
            if not finding.has_pair:
                raise UserError(
                    self.env._(
                        "Finding %(name)s can be shown once it is closed and has a "
                        "photo before and one after.",
                        name=finding.name,
                    )
                )
        # superuser: findings are written by steps only, whose right has been checked
        self.sudo().write({"is_example": True})
        return True

    def action_hide_example(self):
        """Don't show these any more.

        :raise AccessError: the user is neither an inspector nor a manager
        """
        self._check_shows()
        # superuser: as above
        self.sudo().write({"is_example": False})
        return True

    def _check_shows(self):
        self.check_access("read")
        if not self._is_judge():
            raise AccessError(
                self.env._("Examples are chosen by inspectors and managers.")
            )

    @api.model
    def _examples(self, company, limit=None, domain=()):
        """The examples of a company, the newest first."""
        return self.search_fetch(
            Domain("company_id", "=", company.id)
            & Domain("is_example", "=", True)
            & PAIR
            & Domain(list(domain)),
            ["area_id", "pillar", "item_id", "closed_at"],
            order="closed_at desc, id desc",
            limit=limit,
        )

    def _for_everybody(self):
        """What the wall says of examples: where and what, without anybody's name.

        :return: list of dicts that may go to the browser
        """
        pillars = dict(self._fields["pillar"]._description_selection(self.env))
        return [
            {
                "id": one.id,
                "area": one.area_id.name,
                "pillar": pillars[one.pillar],
                "item": one.item_id.name or "",
                "before": PHOTO.format(one.before_photo_id.id),
                "after": PHOTO.format(one.after_photo_id.id),
            }
            for one in self
        ]
