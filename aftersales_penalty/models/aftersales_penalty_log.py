from odoo import api, fields, models
from odoo.exceptions import UserError

from .aftersales_penalty import STATE


class AftersalesPenaltyLog(models.Model):
    """What was done with a case: who, when, why. Append-only."""

    _name = "aftersales.penalty.log"
    _description = "History of a Case"
    _inherit = "aftersales.rows"
    _order = "at, id"

    penalty_id = fields.Many2one(
        comodel_name="aftersales.penalty",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="penalty_id.company_id")
    currency_id = fields.Many2one(related="penalty_id.currency_id")
    at = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(comodel_name="res.users", string="By")
    state = fields.Selection(selection=STATE, string="Then", required=True)
    amount = fields.Monetary(string="Amount Then")
    note = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            self._refuse()

    def _refuse(self):
        raise UserError(
            self.env._("The history of a case is written by its steps, and stays.")
        )
