from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import report as rules_report
from ..rules import visit as rules


class AftersalesVisitLine(models.Model):
    """One answer in a service report."""

    _name = "aftersales.visit.line"
    _inherit = "aftersales.visit.entry"
    _description = "Service Report Answer"
    _order = "sequence, id"

    visit_id = fields.Many2one(
        comodel_name="aftersales.visit",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    item_id = fields.Many2one(
        comodel_name="aftersales.report.item",
        required=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="item_id.sequence", store=True)
    kind = fields.Selection(related="item_id.kind")
    required = fields.Boolean(related="item_id.required")
    done = fields.Boolean()
    value = fields.Char(string="Entered Value")

    _visit_item_uniq = models.Constraint(
        "UNIQUE(visit_id, item_id)", "This report already answers this item."
    )

    def _is_filled(self):
        self.ensure_one()
        return self.done if self.kind == "check" else bool((self.value or "").strip())

    @api.constrains("value")
    def _check_number(self):
        for line in self.filtered(lambda ln: ln.kind == "number" and ln.value):
            if not rules_report.is_number(line.value):
                raise UserError(
                    self.env._(
                        "“%(item)s” of report %(visit)s takes a number, not "
                        "“%(value)s”.",
                        item=line.item_id.name,
                        visit=line.visit_id.name,
                        value=line.value,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dispatched(self):
        """From dispatch on the checklist is what the report must answer."""
        for line in self:
            if line.visit_id.state != rules.DRAFT:
                raise UserError(
                    self.env._(
                        "“%(item)s” belongs to the report of visit %(visit)s and can't "
                        "be removed.",
                        item=line.item_id.name,
                        visit=line.visit_id.name,
                    )
                )
