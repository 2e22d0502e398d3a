from odoo import api, fields, models
from odoo.exceptions import ValidationError

ANSWER = [("yes", "Yes"), ("no", "No")]


class AftersalesWarrantyFinding(models.Model):
    """The answer to a condition of the warranty on one request, with its evidence."""

    _name = "aftersales.warranty.finding"
    _description = "Finding for a Warranty"
    _order = "ticket_id, id"
    _check_company_auto = True
    _rec_name = "condition_id"

    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        string="Request",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="ticket_id.company_id", store=True, precompute=True, index=True
    )
    condition_id = fields.Many2one(
        comodel_name="aftersales.warranty.condition",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    kind = fields.Selection(related="condition_id.kind")
    hint = fields.Text(related="condition_id.hint")
    answer = fields.Selection(selection=ANSWER, required=True, default="yes")
    note = fields.Char(help="What was seen, by whom.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        string="Evidence",
        help="Photos or a test report. An exclusion without evidence has no effect.",
    )

    _ticket_condition_uniq = models.Constraint(
        "UNIQUE(ticket_id, condition_id)",
        "This condition has been answered on this request already. Change that answer.",
    )

    @api.constrains("condition_id", "ticket_id")
    def _check_company_of_condition(self):
        for finding in self:
            if finding.condition_id.company_id != finding.ticket_id.company_id:
                raise ValidationError(
                    self.env._(
                        "Condition %(condition)s belongs to another company than "
                        "request %(number)s. Choose one of its own company.",
                        condition=finding.condition_id.name,
                        number=finding.ticket_id.number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings._claim_evidence()
        findings.ticket_id._judge_again()
        return findings

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._claim_evidence()
        self.ticket_id._judge_again()
        return result

    def unlink(self):
        tickets = self.ticket_id
        result = super().unlink()
        tickets._judge_again()
        return result

    def _claim_evidence(self):
        """Files that were just uploaded belong to the request."""
        for finding in self:
            finding.attachment_ids._claim_for(finding.ticket_id)
