from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_penalty.models.aftersales_penalty_guard import FREE

MANAGER = "aftersales_service.group_aftersales_manager"
BRANCH_MANAGER = "aftersales_service.group_aftersales_branch_manager"
#: Who sees the worst, and confirms weeks and months
MANAGERS = f"{MANAGER},{BRANCH_MANAGER}"


class Aftersales6sScore(models.AbstractModel):
    """What follows from findings and inspections: made and changed by steps only."""

    _name = "aftersales.6s.score"
    _description = "6S Score"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "6S weeks and months come out of the findings and inspections. "
                    "They are made by themselves, and by the button “Compute”."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            for name in sorted(name for name in vals if not name.startswith(FREE)):
                field = self._fields.get(name)
                raise UserError(
                    self.env._(
                        "“%(field)s” of %(record)s can't be set here. It comes out of "
                        "the findings, or is decided by the buttons above.",
                        field=field._description_string(self.env) if field else name,
                        record=self[:1].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_derived(self):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "%s stays on record and can't be deleted.", self[:1].display_name
                )
            )

    @api.model
    def _check_score_manager(self):
        """Weeks and months are the business of the managers.

        :raise AccessError: the user isn't one
        """
        user = self.env.user
        if not (
            self.env.su or user.has_group(MANAGER) or user.has_group(BRANCH_MANAGER)
        ):
            raise AccessError(
                self.env._(
                    "6S weeks and months are computed and confirmed by service "
                    "managers and branch managers."
                )
            )

    @api.model
    def _score_companies(self):
        """Companies that have areas to be looked at."""
        areas = self.env["aftersales.6s.area"].sudo()  # the system looks at all of them
        groups = areas._read_group([], ["company_id"])
        return areas.company_id.concat(*(company for (company,) in groups))

    def _score_reason(self, reason, record):
        """A reason in words, without which nothing is changed.

        :raise UserError: there is none
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("%s: say why, in a few words.", record.display_name)
            )
        return reason
