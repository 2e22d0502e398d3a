from odoo import api, fields, models
from odoo.exceptions import UserError

HOW = [("odoo", "In Odoo, with the own login"), ("paper", "Signed on paper")]


class AftersalesRegulationAcknowledgement(models.Model):
    """An employee has read a regulation and signed that (LCL 4). Append-only."""

    _name = "aftersales.regulation.acknowledgement"
    _description = "Acknowledgement of a Regulation"
    _order = "signed_on desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True

    regulation_id = fields.Many2one(
        comodel_name="aftersales.regulation",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="regulation_id.company_id", store=True, precompute=True, index=True
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    signed_on = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    how = fields.Selection(selection=HOW, required=True, readonly=True, default="paper")
    paper = fields.Binary(
        string="Signed Page", attachment=True, help="Scan or photo of the signature."
    )
    paper_name = fields.Char()

    _once = models.Constraint(
        "UNIQUE(regulation_id, employee_id)",
        "This employee has acknowledged this regulation already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # only the employee signs in Odoo; HR enters what was signed on paper
            vals_list = [{**vals, "how": "paper"} for vals in vals_list]
        found = super().create(vals_list)
        for one in found:
            if one.how == "paper" and not one.paper:
                raise UserError(
                    self.env._("Attach the page that %s signed.", one.employee_id.name)
                )
            if one.signed_on > fields.Date.context_today(one):
                raise UserError(
                    self.env._(
                        "%s can't have signed in the future.", one.employee_id.name
                    )
                )
        found._forget_activities()
        return found

    def _forget_activities(self):
        """Nothing is left to do for those who have signed."""
        for one in self.sudo():  # the to-do is the employee's, whoever enters the page
            user = one.employee_id.user_id
            one.regulation_id.activity_ids.filtered(
                lambda activity, user=user: activity.user_id == user
            ).unlink()

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._("What was signed stays as it was; delete nothing, add anew.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was signed is on record and stays there."))
