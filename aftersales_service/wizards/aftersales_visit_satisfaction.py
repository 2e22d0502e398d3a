from odoo import fields, models

from ..models.aftersales_visit_satisfaction import SCORE


class AftersalesVisitSatisfaction(models.TransientModel):
    """Enter the customer's satisfaction from paper, or why there is none (VIS-10)."""

    _name = "aftersales.visit.satisfaction"
    _description = "Satisfaction from Paper"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    answered = fields.Boolean(string="The Customer Answered", default=True)
    score = fields.Selection(selection=SCORE)
    text = fields.Text(string="Suggestion or Remark")
    reason = fields.Char(string="Why There Is No Answer")

    def action_confirm(self):
        """Enter the answer, or the reason for none; clerks and managers only."""
        for wizard in self:
            visit = wizard.visit_id
            visit._check_clerk()
            if wizard.answered:
                visit._answer_satisfaction(wizard.score, wizard.text, source="paper")
            else:
                visit._waive_satisfaction(wizard.reason)
        return {"type": "ir.actions.act_window_close"}
