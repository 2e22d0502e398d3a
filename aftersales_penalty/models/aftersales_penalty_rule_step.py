from odoo import api, fields, models

from ..rules import proposal as rules
from .aftersales_penalty_rule import CONSEQUENCE, ROLE


class AftersalesPenaltyRuleRow(models.AbstractModel):
    """A row of a clause: like the clause, it stays once the regulation is published."""

    _name = "aftersales.penalty.rule.row"
    _description = "Row of a Clause"

    @api.model_create_multi
    def create(self, vals_list):
        found = super().create(vals_list)
        if not self.env.su:
            found.rule_id.regulation_id._check_draft()
        return found

    def write(self, vals):
        if not self.env.su:
            self.rule_id.regulation_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self.rule_id.regulation_id._check_draft()


class AftersalesPenaltyRuleStep(models.Model):
    """What follows when the same happens for the n-th time in a period."""

    _name = "aftersales.penalty.rule.step"
    _inherit = "aftersales.penalty.rule.row"
    _description = "Repeated Breach of a Clause"
    _order = "rule_id, times"

    rule_id = fields.Many2one(
        comodel_name="aftersales.penalty.rule",
        string="Clause",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="rule_id.company_id")
    currency_id = fields.Many2one(related="rule_id.currency_id")
    times = fields.Integer(string="From the n-th Time", required=True, default=2)
    months = fields.Integer(string="Within (Months)", required=True, default=12)
    consequence = fields.Selection(selection=CONSEQUENCE, required=True, default="fine")
    amount = fields.Monetary()
    points = fields.Float(digits=(16, 1))

    _sensible = models.Constraint(
        "CHECK(times > 1 AND months > 0 AND amount >= 0)",
        "It happens again from the second time on, within at least one month.",
    )
    _times_uniq = models.Constraint(
        "UNIQUE(rule_id, times)", "There is already a row for this time."
    )

    def _rule(self):
        self.ensure_one()
        return rules.Step(
            times=self.times,
            months=self.months,
            consequence=self.consequence,
            amount=self.amount,
            points=self.points,
        )


class AftersalesPenaltyRuleShare(models.Model):
    """One of several who answer for a fact together."""

    _name = "aftersales.penalty.rule.share"
    _inherit = "aftersales.penalty.rule.row"
    _description = "Share of Responsibility"
    _order = "rule_id, percent desc"

    rule_id = fields.Many2one(
        comodel_name="aftersales.penalty.rule",
        string="Clause",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="rule_id.company_id")
    role = fields.Selection(selection=ROLE, string="Who", required=True)
    percent = fields.Float(required=True)

    _percent = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)", "A share is 0 to 100 percent."
    )
    _role_uniq = models.Constraint(
        "UNIQUE(rule_id, role)", "This role has a share already."
    )
