from odoo import api, fields, models

STATE = [
    ("packing", "Packing"),
    ("sent", "On the Way"),
    ("received", "Received"),
]
PACKAGING = [
    ("good", "Undamaged"),
    ("damaged", "Damaged"),
    ("opened", "Opened on the way"),
]
CARDS = [
    ("all", "On every part"),
    ("some", "Some are missing"),
    ("none", "None"),
]
PACKING_LIST = [
    ("agrees", "Agrees with the goods"),
    ("differs", "Differs from the goods"),
    ("none", "None"),
]


class AftersalesOldPartBox(models.Model):
    """A box of old parts on its way to the store, with its list (旧件箱).

    | state    | who takes the step                                            |
    |----------|---------------------------------------------------------------|
    | packing  | sent: whose account it is, or a keeper                        |
    | sent     | its parts are received by scan, then the box: a keeper        |
    | received | nothing; what wasn't in it is still owed                      |
    """

    _name = "aftersales.old.part.box"
    _description = "Box of Old Parts"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.old.part.steps"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Box Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="packing",
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="holder_id.company_id", store=True, index=True, precompute=True
    )
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Account",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_holder_id(),
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.old.part.box.line",
        inverse_name="box_id",
        string="Packing List",
        copy=False,
    )
    receipt_ids = fields.One2many(
        comodel_name="aftersales.old.part.receipt", inverse_name="box_id"
    )
    carrier = fields.Char(copy=False)
    freight_number = fields.Char(copy=False)
    note = fields.Char(copy=False)
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)
    sent_by_id = fields.Many2one(
        comodel_name="res.users", string="Sent by", readonly=True, copy=False
    )
    received_at = fields.Datetime(string="Received", readonly=True, copy=False)
    received_by_id = fields.Many2one(
        comodel_name="res.users", string="Received by", readonly=True, copy=False
    )
    packaging_state = fields.Selection(
        selection=PACKAGING, string="Packaging", copy=False
    )
    cards_state = fields.Selection(selection=CARDS, string="Fault Cards", copy=False)
    list_state = fields.Selection(
        selection=PACKING_LIST, string="List in the Box", copy=False
    )
    receipt_note = fields.Char(string="Remarks on Arrival", copy=False)
    packed_quantity = fields.Float(
        string="Ought to Be In",
        digits="Product Unit",
        compute="_compute_counts",
        store=True,
    )
    arrived_quantity = fields.Float(
        string="Came", digits="Product Unit", compute="_compute_counts", store=True
    )
    missing_quantity = fields.Float(
        string="Missing", digits="Product Unit", compute="_compute_counts", store=True
    )

    @api.model
    def _default_holder_id(self):
        """The account of who packs; superuser, for employees' files are closed."""
        return (
            self.env["aftersales.part.holder"]
            .sudo()
            .search(
                [
                    ("employee_id.user_id", "=", self.env.uid),
                    ("company_id", "=", self.env.company.id),
                ],
                limit=1,
            )
        )

    @api.depends("line_ids.quantity", "line_ids.arrived_quantity", "state")
    def _compute_counts(self):
        for box in self:
            box.packed_quantity = sum(box.line_ids.mapped("quantity"))
            box.arrived_quantity = sum(box.line_ids.mapped("arrived_quantity"))
            box.missing_quantity = (
                sum(box.line_ids.mapped("missing_quantity"))
                if box.state != "packing"
                else 0
            )
