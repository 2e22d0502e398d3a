from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import visit as rules

ITEM_KIND = [
    ("check", "To tick off"),
    ("text", "Text"),
    ("number", "A number"),
]


class AftersalesReportItem(models.Model):
    """One line of the checklist that a service report must hold (VIS-3, VIS-6)."""

    _name = "aftersales.report.item"
    _inherit = ["aftersales.used"]
    _description = "Service Report Item"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        default=lambda self: self._default_code(),
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    type_ids = fields.Many2many(
        comodel_name="helpdesk.ticket.type",
        string="Types",
        check_company=True,
        help="Types of request whose reports hold this line. Empty: all.",
    )
    kind = fields.Selection(
        selection=ITEM_KIND,
        string="Answer",
        required=True,
        default="check",
    )
    required = fields.Boolean(
        default=True,
        help="The report can't be approved while this line is empty.",
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has an item with this code."
    )

    def write(self, vals):
        if {"name", "kind"} & vals.keys():
            self._check_unsigned()
        return super().write(vals)

    def _check_unsigned(self):
        """What customers have signed keeps its wording."""
        line = (
            self.env["aftersales.visit.line"]
            .sudo()  # reports of technicians the user doesn't see count as well
            .search(
                [
                    ("item_id", "in", self.ids),
                    ("visit_id.state", "in", (*rules.FROZEN - {rules.CANCELLED},)),
                ],
                limit=1,
            )
        )
        if line:
            raise UserError(
                self.env._(
                    "“%(item)s” stands in the signed report %(visit)s and can't be "
                    "reworded. Archive it and add a new line instead.",
                    item=line.item_id.name,
                    visit=line.visit_id.name,
                )
            )
