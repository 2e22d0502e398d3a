from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import deduction as rules
from .aftersales_penalty_rule import MONEY_TYPE

KIND = [
    ("penalty", "Penalty"),
    ("carry", "Carried over"),
    ("reward", "Reward"),
    ("correction", "Correction"),
]
REASON = [
    (rules.FULL, "Deducted in full"),
    (rules.CAP, "20 % of the month's wage is reached"),
    (rules.FLOOR, "The minimum wage must remain"),
    (rules.NO_FLOOR, "No minimum wage is known for the region"),
    (rules.VARIABLE, "More than the month's variable pay"),
    (rules.NO_VARIABLE, "No variable pay was agreed for the month"),
    (rules.NO_BASIS, "No legal basis for fines is on record"),
    (rules.PAID, "Paid in full"),
    (rules.GIVEN_BACK, "Given back: the case was revoked or reduced"),
]


class AftersalesPenaltySheetLine(models.Model):
    """What becomes of one case in one month. Written by its sheet only."""

    _name = "aftersales.penalty.sheet.line"
    _description = "Line of a Month's Sheet"
    _inherit = "aftersales.rows"
    _order = "sheet_id, sequence, id"
    _rec_name = "penalty_id"

    sheet_id = fields.Many2one(
        comodel_name="aftersales.penalty.sheet",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer()
    company_id = fields.Many2one(
        related="sheet_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        related="sheet_id.employee_id", store=True, precompute=True, index=True
    )
    month = fields.Date(
        related="sheet_id.month", store=True, precompute=True, index=True
    )
    state = fields.Selection(related="sheet_id.state")
    penalty_id = fields.Many2one(
        comodel_name="aftersales.penalty",
        string="Case",
        required=True,
        ondelete="restrict",
        index=True,
    )
    rule_id = fields.Many2one(related="penalty_id.rule_id", string="Clause")
    rule_code = fields.Char(related="penalty_id.rule_code")
    happened_on = fields.Date(related="penalty_id.happened_on")
    kind = fields.Selection(selection=KIND, required=True)
    money_type = fields.Selection(selection=MONEY_TYPE)
    amount = fields.Monetary(help="What was open of the case.")
    deducted = fields.Monetary()
    paid = fields.Monetary(help="A reward, or given back.")
    carried_out = fields.Monetary()
    lapsed = fields.Monetary()
    reason = fields.Selection(selection=REASON, required=True)

    _once = models.Constraint(
        "UNIQUE(sheet_id, penalty_id)", "A case is once on a sheet."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "The lines of a sheet come from the cases. Make the month's sheets "
                    "again to bring them up to date."
                )
            )


class AftersalesPenalty(models.Model):
    """What became of a case on the sheets."""

    _inherit = "aftersales.penalty"

    sheet_line_ids = fields.One2many(
        comodel_name="aftersales.penalty.sheet.line",
        inverse_name="penalty_id",
        string="On Sheets",
        groups="aftersales_service.group_aftersales_hr",
    )
