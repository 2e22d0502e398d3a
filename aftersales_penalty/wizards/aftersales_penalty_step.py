from odoo import api, fields, models

STEP = [
    ("serve", "Notice Was Received"),
    ("state", "Answer"),
    ("hear", "Enter the Answer"),
    ("confirm", "Confirm"),
    ("waive", "Waive"),
    ("appeal", "Appeal"),
    ("uphold", "Decision Stays"),
    ("grant", "Grant the Appeal"),
    ("reduce", "Reduce"),
    ("revoke", "Revoke"),
]


class AftersalesPenaltyStep(models.TransientModel):
    """The window in which a step of a case gets its words, amount or paper.

    It has no rights of its own: the case checks who takes which step.
    """

    _name = "aftersales.penalty.step"
    _description = "Step of a Case"

    penalty_id = fields.Many2one(
        comodel_name="aftersales.penalty",
        string="Case",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    currency_id = fields.Many2one(related="penalty_id.currency_id")
    step = fields.Selection(selection=STEP, required=True, readonly=True)
    is_reward = fields.Boolean(related="penalty_id.is_reward")
    rule_text = fields.Text(related="penalty_id.rule_text")
    lacks = fields.Text(related="penalty_id.lacks")
    statement = fields.Text(related="penalty_id.statement")
    appeal = fields.Text(related="penalty_id.appeal")
    consequence = fields.Selection(related="penalty_id.consequence")
    text = fields.Text()
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )
    how = fields.Selection(
        selection=[("signed", "Signed on paper"), ("posted", "Posted, with proof")],
        default="signed",
    )
    attachment_ids = fields.Many2many(comodel_name="ir.attachment", string="Proof")

    @api.depends("penalty_id")
    def _compute_amount(self):
        for window in self:
            window.amount = window.penalty_id.amount

    def action_take(self):
        """Take the step; the case says what is wrong, if something is."""
        self.ensure_one()
        case, text = self.penalty_id, self.text
        if self.step == "serve":
            case.action_serve(self.how, self.attachment_ids)
        elif self.step == "confirm":
            case.action_confirm(text, self.amount)
        elif self.step == "reduce":
            case.action_reduce(text, self.amount)
        else:
            getattr(case, f"action_{self.step}")(text)
        return {"type": "ir.actions.act_window_close"}
