from odoo import fields, models

from .aftersales_6s_item import PILLAR, SEVERITY

STATE = [
    ("open", "Open"),
    ("corrected", "Corrected"),
    ("closed", "Closed"),
    ("annulled", "Annulled"),
]
SOURCE = [
    ("inspection", "Inspection"),
    ("cleanup", "Big clean-up"),
    ("register", "Register"),
    ("report", "Reported by a person"),
]


class Aftersales6sFinding(models.Model):
    """One breach, with what it looked like, whose it is and by when it is put right.

    | state     | next, and by what                                               |
    |-----------|-----------------------------------------------------------------|
    | open      | corrected: the owner shows the photo after it                   |
    | corrected | closed: another person has looked; open again if it isn't right |
    | closed    | –                                                               |
    | annulled  | an objection was granted; its points go back                    |
    """

    _name = "aftersales.6s.finding"
    _description = "6S Finding"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.rows",
        "aftersales.6s.guarded",
    ]
    _order = "found_at desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, default="/", readonly=True)
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    source = fields.Selection(
        selection=SOURCE, required=True, default="report", readonly=True
    )
    area_id = fields.Many2one(
        comodel_name="aftersales.6s.area",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="area_id.company_id", store=True, precompute=True, index=True
    )
    inspection_id = fields.Many2one(
        comodel_name="aftersales.6s.inspection",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    item_id = fields.Many2one(
        comodel_name="aftersales.6s.item",
        ondelete="restrict",
        index="btree_not_null",
    )
    checklist_id = fields.Many2one(
        comodel_name="aftersales.6s.checklist",
        string="By the Numbers of",
        readonly=True,
        ondelete="restrict",
        index=True,
        help="Version of the checklist that was in force when it was found.",
    )
    pillar = fields.Selection(selection=PILLAR, string="S", required=True)
    severity = fields.Selection(selection=SEVERITY, required=True, default="minor")
    is_cleanup = fields.Boolean(
        string="Of a Big Clean-Up", readonly=True, help="Costs as S6-6 says."
    )
    is_self_found = fields.Boolean(
        string="Found in One's Own Check",
        readonly=True,
        copy=False,
        help="Is put right like any other, and costs no points: who looks at their own "
        "area honestly isn't to lose by it.",
    )
    description = fields.Text()
    found_at = fields.Datetime(
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
        index=True,
    )
    found_on = fields.Date(
        string="Day",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company._service_date(fields.Datetime.now()),
        help="In the company's zone; its month is the month of the points.",
    )
    finder_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Found by",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Whose",
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        help="Owner of the area on that day, unless another one did it.",
    )
    due_at = fields.Datetime(string="Put Right by", index=True, tracking=True)
    points = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 1),
        help="What it costs, as a positive number (S6-5). Follows from how many "
        "breaches the person had in the month.",
    )
    number_in_month = fields.Integer(
        string="Breach No. of the Month",
        readonly=True,
        copy=False,
        help="The how-many-th breach of the person in the month it is.",
    )
    photo_ids = fields.One2many(
        comodel_name="aftersales.6s.photo", inverse_name="finding_id", string="Photos"
    )
