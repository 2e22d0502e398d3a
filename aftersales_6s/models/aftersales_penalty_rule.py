from odoo import api, fields, models

from ..rules import proposal as rules

TRIGGER = [
    (rules.SIXS_POINTS, "6S: points were lost in a month"),
    (rules.SIXS_BEST, "6S: often the best of the week in a month"),
    (rules.SIXS_WORST, "6S: often the worst of the week in a month"),
]


class AftersalesPenaltyRule(models.Model):
    """Clauses may go by what a confirmed 6S month comes to."""

    _inherit = "aftersales.penalty.rule"

    trigger = fields.Selection(
        selection_add=TRIGGER, ondelete={code: "set default" for code, _name in TRIGGER}
    )

    @api.model
    def _triggers_with_amount(self):
        return super()._triggers_with_amount() | {rules.SIXS_POINTS}
