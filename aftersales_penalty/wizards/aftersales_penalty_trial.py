from odoo import api, fields, models

from odoo.addons.aftersales_service.models.notification import CLOSE, notification

from ..models.aftersales_penalty_rule import CONSEQUENCE


class AftersalesPenaltyTrial(models.TransientModel):
    """What would be proposed from a span of time; then, if one likes, propose it."""

    _name = "aftersales.penalty.trial"
    _inherit = "aftersales.penalty.days"
    _description = "Trial of Proposals"

    is_on = fields.Boolean(related="company_id.aftersales_penalty_on")
    line_ids = fields.One2many(
        comodel_name="aftersales.penalty.trial.line",
        inverse_name="trial_id",
        string="Would Be Proposed",
        compute="_compute_line_ids",
        store=True,
    )
    amount = fields.Monetary(string="Together", compute="_compute_amount")

    @api.depends("date_from", "date_to")
    def _compute_line_ids(self):
        cases = self.env["aftersales.penalty"]
        for trial in self:
            found = []
            if trial.date_from and trial.date_to:
                found = cases.propose(*trial._span(), dry_run=True)
            trial.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "employee_id": one.employee,
                        "rule_id": one.rule.id,
                        "happened_at": one.fact.at,
                        "consequence": one.consequence,
                        "amount": one.amount,
                    }
                )
                for one in found
            ]

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for trial in self:
            money = trial.line_ids.filtered(lambda one: one.consequence != "reward")
            trial.amount = sum(money.mapped("amount"))

    def action_propose(self):
        """Propose what is shown.

        :raise UserError: penalties are switched off
        """
        self.ensure_one()
        cases = self.env["aftersales.penalty"].propose(*self._span())
        if not cases:
            message = self.env._("There was nothing new to propose.")
            return notification("info", message, next=CLOSE)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "aftersales_penalty.aftersales_penalty_action"
        )
        # these cases and no others: of all cases the browser would first show the list
        # as it was last seen, maybe the samples of an empty one
        shown = {
            "domain": [("id", "in", cases.ids)],
            "views": [(False, "list"), (False, "form")],
            "target": "main",
            "help": False,
        }
        message = self.env._("%s cases have been proposed.", len(cases))
        return notification("success", message, next={**action, **shown})


class AftersalesPenaltyTrialLine(models.TransientModel):
    """One case that would be proposed."""

    _name = "aftersales.penalty.trial.line"
    _description = "Line of a Trial"
    _order = "happened_at, id"

    trial_id = fields.Many2one(
        comodel_name="aftersales.penalty.trial", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="trial_id.company_id")
    currency_id = fields.Many2one(related="trial_id.currency_id")
    employee_id = fields.Many2one(comodel_name="hr.employee", readonly=True)
    rule_id = fields.Many2one(
        comodel_name="aftersales.penalty.rule", string="Clause", readonly=True
    )
    happened_at = fields.Datetime(readonly=True)
    consequence = fields.Selection(selection=CONSEQUENCE, readonly=True)
    amount = fields.Monetary(readonly=True)
