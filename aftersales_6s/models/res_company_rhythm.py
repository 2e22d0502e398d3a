from odoo import fields, models

CLEANUP = [
    ("thursday", "Thursday after work"),
    ("weekend", "Last working day of the week, at the plan's time"),
    ("both", "Both"),
    ("none", "Never"),
]


class ResCompany(models.Model):
    """When the company has its rounds of 6S (S6-3)."""

    _inherit = "res.company"

    aftersales_6s_cleanup = fields.Selection(
        selection=CLEANUP,
        string="Big Clean-Up",
        required=True,
        default="both",
        help="The regulation names Thursday after work in one place, and the week's "
        "closing time (18:00) in another.",
    )
    aftersales_6s_horizon = fields.Integer(
        string="Days Planned Ahead",
        default=7,
        help="Rounds of so many days to come can be seen.",
    )

    _aftersales_6s_horizon = models.Constraint(
        "CHECK(aftersales_6s_horizon BETWEEN 0 AND 62)",
        "6S rounds are planned for at most 62 days ahead.",
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            "aftersales_6s_cleanup",
            "aftersales_6s_horizon",
            "resource_calendar_id",
        }:
            self.env["aftersales.6s.inspection"]._replan_soon()
        return result
