from datetime import timedelta

from odoo import api, fields, models

KIND = [("waive", "Waiver"), ("extend", "More time")]
STATE = [
    ("asked", "Asked"),
    ("granted", "Granted"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
REASON = [
    ("customer", "The customer keeps it"),
    ("destroyed", "Destroyed by the fault"),
    ("collected", "Left with a licensed collector"),
    ("lost_on_way", "Lost on the way"),
    ("bulky", "Too large or too heavy to send"),
    ("report", "The report is wrong"),
    ("transport", "No transport yet"),
    ("other", "Other"),
]


class AftersalesOldPartWaiver(models.Model):
    """A request for more time, or to be let off an old part (PRT-2).

    Asked by who owes it; decided by a manager who neither asked nor owes it. A decision
    stays; another request can be made.
    """

    _name = "aftersales.old.part.waiver"
    _description = "Extension or Waiver of an Old Part"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.old.part.steps"]
    _order = "id desc"
    _check_company_auto = True
    _open_fields = frozenset({"decision_note"})

    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', 'in', ('due', 'overdue'))]",
    )
    company_id = fields.Many2one(
        related="old_part_id.company_id", store=True, index=True, precompute=True
    )
    holder_id = fields.Many2one(
        related="old_part_id.holder_id", store=True, index=True, precompute=True
    )
    due_date = fields.Date(related="old_part_id.due_date")
    kind = fields.Selection(
        selection=KIND, string="Asked For", required=True, default="waive", index=True
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="asked",
        index=True,
        tracking=True,
    )
    reason_code = fields.Selection(
        selection=REASON, string="Kind of Reason", required=True, default="other"
    )
    reason = fields.Text(required=True)
    photo = fields.Image(max_width=1920, max_height=1920)
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        help="How many need not come.",
    )
    until = fields.Date(
        string="New Last Day",
        compute="_compute_until",
        store=True,
        readonly=False,
        precompute=True,
    )
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    asked_at = fields.Datetime(
        string="Asked",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decision_note = fields.Char(
        string="Reason of the Decision", copy=False, help="Needed for a refusal."
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _one_open = models.UniqueIndex(
        "(old_part_id, kind) WHERE state = 'asked'",
        "The same has been asked for this old part already and isn't decided yet.",
    )

    @api.depends("old_part_id")
    def _compute_quantity(self):
        for one in self:
            one.quantity = one.old_part_id.outstanding_quantity

    @api.depends("old_part_id", "kind")
    def _compute_until(self):
        for one in self:
            due = one.old_part_id.due_date
            days = one.company_id.sudo().aftersales_old_part_extension_days
            extends = one.kind == "extend" and due
            one.until = due + timedelta(days=days) if extends else False

    @api.depends("old_part_id", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{labels.get(one.kind, '')} {one.old_part_id.name}"

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_decide(self):
        manager = self.env.user.has_group("aftersales_service.group_aftersales_manager")
        for one in self:
            one.can_decide = (
                bool(one._origin)
                and manager
                and one.state == "asked"
                and one._is_second_person()
            )
