from odoo import fields, models

CAUSE = [
    ("own", "Own cause"),
    ("company", "Company cause"),
    ("customer", "Customer"),
    ("force_majeure", "Force majeure"),
    ("supplier", "Supplier"),
]


class AftersalesPauseReason(models.Model):
    """Why work on a request couldn't go on, and who caused it (B 2).

    A technician's own cause is recorded and stops no clock.
    """

    _name = "aftersales.pause.reason"
    _inherit = ["aftersales.used"]
    _description = "Reason for a Pause"
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
    cause = fields.Selection(
        selection=CAUSE,
        required=True,
        default="customer",
        help="Own cause stops no clock; all the others do, once they are approved.",
    )
    needs_approval = fields.Boolean(
        default=True,
        help="Clocks stop when a service manager has approved the pause. Otherwise "
        "they stop at once, until a manager refuses it.",
    )
    needs_evidence = fields.Boolean(
        help="A file must show it, such as a photo or a letter.",
    )

    _company_code_uniq = models.Constraint(
        "UNIQUE(company_id, code)", "This company already has a reason with this code."
    )
