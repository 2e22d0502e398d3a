from odoo import fields, models

RESULT = [
    ("pass", "Passed"),
    ("fail", "Failed"),
    ("na", "Not applicable"),
]


class Aftersales6sInspectionLine(models.Model):
    """The answer to one item, as it was tapped on the phone."""

    _name = "aftersales.6s.inspection.line"
    _description = "Answer of a 6S Inspection"
    _inherit = ["aftersales.rows"]
    _order = "inspection_id, sequence, id"
    _rec_name = "item_id"

    inspection_id = fields.Many2one(
        comodel_name="aftersales.6s.inspection",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="inspection_id.company_id", store=True, precompute=True, index=True
    )
    item_id = fields.Many2one(
        comodel_name="aftersales.6s.item",
        required=True,
        ondelete="restrict",
        index=True,
    )
    sequence = fields.Integer(related="item_id.sequence", store=True, precompute=True)
    result = fields.Selection(selection=RESULT, readonly=True, index=True)
    note = fields.Text(readonly=True)
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Whose",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Who did it, if it wasn't the owner of the area.",
    )
    answered_at = fields.Datetime(
        readonly=True, help="When it was tapped, which may be before it was sent."
    )
    answered_by_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Answered by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    answer_uid = fields.Char(
        readonly=True,
        copy=False,
        help="Given by the phone, so that an answer sent twice counts once.",
    )
    finding_id = fields.Many2one(
        comodel_name="aftersales.6s.finding",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    photo_ids = fields.One2many(
        comodel_name="aftersales.6s.photo", inverse_name="line_id", string="Photos"
    )

    _once = models.Constraint(
        "UNIQUE(inspection_id, item_id)", "An item is answered once in an inspection."
    )
