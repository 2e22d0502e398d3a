from odoo import fields, models

BRANCH_MANAGER = "aftersales_service.group_aftersales_branch_manager"


class ResCompany(models.Model):
    """How the company handles 6S findings."""

    _inherit = "res.company"

    aftersales_6s_objection_days = fields.Integer(
        string="Workdays to Object",
        default=3,
        help="How long a person may object to a 6S finding. 0: on the same day only.",
    )

    _6s_objection_days_not_negative = models.Constraint(
        "CHECK(aftersales_6s_objection_days >= 0)",
        "The days to object can't be negative.",
    )

    def _branch_managers(self):
        """Users who manage a branch of this company, wherever they are now."""
        self.ensure_one()
        # who manages is known to the system, not to everybody it tells them of
        managers = self.env.ref(BRANCH_MANAGER).sudo().all_user_ids
        return managers.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        )
