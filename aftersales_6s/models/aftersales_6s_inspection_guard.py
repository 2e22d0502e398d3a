from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..rules import inspection as rules

#: What who plans a round fills in, until it starts
PLANNED = frozenset(
    {"area_id", "check", "is_moving", "inspector_id", "day", "from_at", "due_at"}
)
#: What Odoo's own messages and activities write
FREE = ("message_", "activity_", "rating_", "my_activity_", "website_message_")


class Aftersales6sInspection(models.Model):
    """State, answers, score and signature move by steps only, through every door."""

    _inherit = "aftersales.6s.inspection"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_fields(
                    {name for name in vals if vals[name]}
                    - PLANNED
                    - {"name", "state", "is_unannounced"}
                )
            if not self._is_inspector():
                raise AccessError(
                    self.env._("Inspections are planned by inspectors and managers.")
                )
            vals_list = [
                {name: vals[name] for name in vals if name in PLANNED}
                for vals in vals_list
            ]
        inspections = super().create(vals_list)
        inspections._number()
        inspections._note_owner_and_checklist()
        return inspections

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            names = {name for name in vals if not name.startswith(FREE)}
            for one in self:
                one._check_writable(names)
        return super().write(vals)

    def _check_writable(self, names):
        if not names:
            return
        if self.state in (rules.DONE, rules.CANCELLED):
            raise UserError(
                self.env._(
                    "Inspection %(name)s is signed or cancelled and can't be changed. "
                    "Make a new one.",
                    name=self.name,
                )
            )
        if self.state == rules.PLANNED and self._is_manager():
            names = names - PLANNED
        self._refuse_fields(names)

    def _refusal(self, field):
        return self.env._(
            "“%(field)s” of an inspection can't be set here. It comes from "
            "the area, from the answers, or from the buttons of the "
            "inspection.",
            field=field,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        for one in self:
            if one.state != rules.PLANNED and not self.env.su:
                raise UserError(
                    self.env._(
                        "Inspection %(name)s is on record and can't be deleted. A "
                        "manager may cancel it, with a reason.",
                        name=one.name,
                    )
                )

    def _number(self):
        """Give each new inspection its number."""
        for one in self.sudo():
            if one.name in (False, "/"):
                one.name = f"SI{one.id:06d}"

    def _note_owner_and_checklist(self):
        """Whose the area is on that day, and the checklist in force; batched."""
        fresh = self.sudo().filtered(lambda one: not one.owner_id)
        owners = self.env["aftersales.6s.area"]._owners_on(
            {(one.area_id.id, one.day) for one in fresh}
        )
        for one in fresh:
            owner = owners.get((one.area_id.id, one.day))
            one.owner_id = owner[0] if owner else False
        self._note_checklist()

    def _note_checklist(self):
        """The version in force on the day, for those that have none yet."""
        fresh = self.sudo().filtered(lambda one: not one.checklist_id)
        for day, same in fresh.grouped("day").items():
            found = self.env["aftersales.6s.checklist"]._in_force(
                same.area_id.kind_id.ids, day
            )
            for one in same:
                one.checklist_id = found.get(one.area_id.kind_id.id)
