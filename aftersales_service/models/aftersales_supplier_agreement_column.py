from odoo import api, fields, models

#: What a column of a supplier's sheet may show: key, our title; the number leads
CONTENT = [
    ("ticket", "Request Number"),
    ("machine", "Machine"),
    ("serial", "Machine Serial"),
    ("km", "Mileage (km)"),
    ("repaired", "Repaired on"),
    ("fault", "Fault"),
    ("cause", "What Was Found"),
    ("product_code", "Part Code"),
    ("product", "Part"),
    ("removed", "Old Part's Serial"),
    ("installed", "New Part's Serial"),
    ("tag", "Old Part's Tag"),
    ("main", "Main or Consequential"),
    ("charge", "Kind of Charge"),
    ("quantity", "Quantity"),
    ("hours", "Hours"),
    ("cost", "Actual Cost"),
    ("rate", "Coefficient"),
    ("claimed", "Claimed"),
    ("accepted", "Accepted"),
    ("reason", "Reason Code"),
    ("note", "Supplier's Note"),
]
#: Our own sheet
DEFAULT = (
    "ticket",
    "serial",
    "repaired",
    "fault",
    "product_code",
    "product",
    "removed",
    "main",
    "charge",
    "quantity",
    "claimed",
)
#: Columns that the supplier fills in, in this order; they come last unless it wants
#: them elsewhere
ANSWER = ("accepted", "reason", "note")


class AftersalesSupplierAgreementColumn(models.Model):
    """A column of the sheet in which a supplier wants claims."""

    _name = "aftersales.supplier.agreement.column"
    _description = "Column of a Claim Sheet"
    _order = "sequence, id"

    agreement_id = fields.Many2one(
        comodel_name="aftersales.supplier.agreement",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="agreement_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    content = fields.Selection(selection=CONTENT, required=True)
    title = fields.Char(help="As the supplier calls it. Empty: our own word.")

    _content_uniq = models.UniqueIndex(
        "(agreement_id, content)", "The sheet has this column already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        columns = super().create(vals_list)
        columns.agreement_id._check_unused()
        return columns

    def write(self, vals):
        self.agreement_id._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.agreement_id._check_unused()

    @api.model
    def _layout(self, agreement):
        """Columns of a sheet: list of (key, title); the line's number leads.

        :param agreement: may be empty
        """
        labels = dict(self._fields["content"]._description_selection(self.env))
        own = [(c.content, c.title or labels[c.content]) for c in agreement.column_ids]
        layout = own or [(key, labels[key]) for key in DEFAULT]
        held = {key for key, _title in layout}
        layout += [(key, labels[key]) for key in ANSWER if key not in held]
        return [("number", self.env._("Line No.")), *layout]
