from odoo import fields, models


class AftersalesExpenseQuestion(models.TransientModel):
    """Give an expense claim back: what must be proven (CST-5)."""

    _name = "aftersales.expense.question"
    _description = "Ask for Proof of an Expense"

    expense_ids = fields.Many2many(
        comodel_name="hr.expense",
        string="Expense Claims",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    question = fields.Text(string="What Is to Be Proven", required=True)

    def action_ask(self):
        """Back to the employee, with the question."""
        for wizard in self:
            wizard.expense_ids._ask_proof(wizard.question)
        return {"type": "ir.actions.act_window_close"}


class HrExpenseRefuseWizard(models.TransientModel):
    _inherit = "hr.expense.refuse.wizard"

    aftersales_false_bill = fields.Boolean(
        string="The Bill Is False",
        help="It becomes a fact of the request; what follows from it is decided later.",
    )

    def action_refuse(self):
        for wizard in self.filtered("aftersales_false_bill"):
            wizard.expense_ids._note_false_bill(wizard.reason)
        return super().action_refuse()
