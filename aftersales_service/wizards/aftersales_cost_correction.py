from odoo import fields, models
from odoo.exceptions import UserError

from ..models.stock_location import BEARER
from ..rules import cost as rules


class AftersalesCostCorrection(models.TransientModel):
    """A manager decides who bears a cost, in one or two shares (CST-2)."""

    _name = "aftersales.cost.correction"
    _description = "Who Bears a Cost"

    line_ids = fields.Many2many(
        comodel_name="aftersales.cost.line", string="Costs", required=True
    )
    bearer = fields.Selection(selection=BEARER, string="Borne by", required=True)
    share = fields.Float(string="Share (%)", default=100, required=True)
    other_bearer = fields.Selection(selection=BEARER, string="The Rest Borne by")
    change_amount = fields.Boolean(string="Another Amount")
    # with the user's own rights: a window tells nothing of foreign costs
    currency_id = fields.Many2one(related="line_ids.currency_id", related_sudo=False)
    amount = fields.Monetary(help="What each of these costs really amounts to.")
    reason = fields.Char(required=True)

    def action_correct(self):
        """Take the costs back and put others in their place.

        :raise UserError: the shares aren't 100 %, or a cost isn't in force
        """
        for wizard in self:
            amount = wizard.amount if wizard.change_amount else None
            wizard.line_ids._check_correctable(amount)
            wizard.line_ids._correct(wizard._shares(), wizard.reason, amount)
        return {"type": "ir.actions.act_window_close"}

    def _shares(self):
        self.ensure_one()
        if self.share == rules.WHOLE:
            return [(self.bearer, rules.WHOLE)]
        if not 0 < self.share < rules.WHOLE or not self.other_bearer:
            raise UserError(
                self.env._(
                    "A share lies between 0 and 100 %. If it is less than 100 %, say "
                    "who bears the rest."
                )
            )
        return [
            (self.bearer, self.share),
            (self.other_bearer, rules.WHOLE - self.share),
        ]
