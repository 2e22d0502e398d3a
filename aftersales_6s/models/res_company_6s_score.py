from odoo import fields, models

from ..rules import ranking as rules
from .aftersales_6s_week import MODE

FIVE = [
    (rules.FOUR, "As often as in other months, paid once"),
    (rules.ALL, "Every Friday of the month"),
]


class ResCompany(models.Model):
    """How the company names the best and the worst of a week (S6-7)."""

    _inherit = "res.company"

    aftersales_6s_week_mode = fields.Selection(
        selection=MODE,
        string="Best of the Week",
        default="computed",
        help="By vote: employees vote until Friday's hour, and the points decide among "
        "equals. The worst always comes out of the points.",
    )
    aftersales_6s_week_hour = fields.Float(
        string="Friday's Hour",
        default=17,
        help="When the week is computed and voting ends, in the company's zone.",
    )
    aftersales_6s_month_times = fields.Integer(
        string="Times in a Month",
        default=4,
        help="How often somebody has to be the best in a month for the reward, or the "
        "worst for the penalty.",
    )
    aftersales_6s_five_fridays = fields.Selection(
        selection=FIVE,
        string="In Months with Five Fridays",
        default=rules.FOUR,
        help="How often it takes in such a month.",
    )

    _aftersales_6s_week_hour = models.Constraint(
        "CHECK(aftersales_6s_week_hour >= 0 AND aftersales_6s_week_hour < 24)",
        "Friday's hour lies between 0:00 and 23:59.",
    )
    _aftersales_6s_month_times = models.Constraint(
        "CHECK(aftersales_6s_month_times > 0)",
        "Somebody has to be named at least once in a month.",
    )
