from odoo import fields, models

ITEM_KIND = [
    ("check", "To tick off"),
    ("text", "Text"),
    ("number", "Number"),
]


class AftersalesReportItem(models.Model):
    """One line of the checklist that a service report must hold (VIS-3, VIS-6)."""

    _name = "aftersales.report.item"
    _description = "Service Report Item"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
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
