from odoo import api, fields, models


class AftersalesPenaltySheet(models.Model):
    """Which payslip has taken a sheet; never two."""

    _inherit = "aftersales.penalty.sheet"

    payslip_id = fields.Many2one(
        comodel_name="hr.payslip",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    payroll_state = fields.Selection(
        selection=[("waiting", "Waiting for a payslip"), ("done", "On a payslip")],
        string="Payroll",
        compute="_compute_payroll_state",
        store=True,
        precompute=True,
    )

    @api.depends("state", "payslip_id")
    def _compute_payroll_state(self):
        for sheet in self:
            locked = sheet.state == "locked" and "waiting"
            sheet.payroll_state = "done" if sheet.payslip_id else locked
