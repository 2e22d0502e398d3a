from odoo import api, fields, models

KIND = [
    ("repair", "Repair"),
    ("complaint", "Complaint"),
    ("return", "Return or exchange"),
    ("installation", "Installation and commissioning"),
    ("consultation", "Consultation"),
    ("visit", "Periodic visit"),
    ("parts", "Spare-part purchase"),
    ("incident", "Safety or service incident"),
]
#: Classes of a request (INT-3)
REQUEST_CLASS = [
    ("general", "General"),
    ("technical", "Technical"),
    ("repair", "Repair"),
]


class HelpdeskTicketType(models.Model):
    """Types of request (INT-2); each company has its own list."""

    _name = "helpdesk.ticket.type"
    _inherit = ["helpdesk.ticket.type", "aftersales.used"]
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(index=True)
    kind = fields.Selection(
        selection=KIND,
        help="What the request is about, for rules that hold in every company.",
    )
    request_class = fields.Selection(
        selection=REQUEST_CLASS,
        string="Class",
        help="Class of new requests of this type; a clerk may choose another one.",
    )
    document_kind_ids = fields.Many2many(
        comodel_name="aftersales.document.kind",
        string="Papers",
        compute="_compute_document_kind_ids",
        help="Papers that a request of this type needs, in the current company.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index=True,
        help="Empty: every company uses this type.",
    )

    judges_warranty = fields.Boolean(
        string="Judge the Warranty",
        help="New requests of this type get a verdict as soon as the product is known.",
    )
    skill_ids = fields.Many2many(
        comodel_name="hr.skill",
        string="Certificates Needed",
        domain="[('skill_type_id.is_certification', '=', True)]",
        help="Only technicians who hold all of these on the planned day are "
        "dispatched for such a request.",
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has a type with this code."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_document_kind_ids(self):
        companies = self.company_id | self.env.company
        kinds = self.env["aftersales.document.kind"]._of_companies(companies)
        for kind in self:
            company = kind.company_id or self.env.company
            kind.document_kind_ids = kinds._needed_for(kind, company)
