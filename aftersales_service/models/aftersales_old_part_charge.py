from odoo import api, fields, models

STATE = [
    ("proposed", "Proposed"),
    ("confirmed", "Confirmed"),
    ("refused", "Not Charged"),
    ("withdrawn", "Withdrawn"),
]
KIND = [
    ("employee", "Employee"),
    ("station", "Service station"),
]


class AftersalesOldPartCharge(models.Model):
    """What is proposed to be charged for an old part that didn't come.

    Never automatic money: a named person who didn't propose it and doesn't owe the part
    decides. For a station, what is confirmed goes to its statement. For an employee it
    stays a finding of loss: whether and how much is deducted is a matter of the labour
    contract and the caps of the law, not of this application.

    Amounts never change. When the part comes late, or is waived, a counter row gives
    back what it was charged for.
    """

    _name = "aftersales.old.part.charge"
    _description = "Charge for an Old Part"
    _inherit = ["mail.thread", "aftersales.old.part.steps"]
    _order = "id desc"
    _check_company_auto = True
    _open_fields = frozenset({"decision_note"})

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    old_part_id = fields.Many2one(
        comodel_name="aftersales.old.part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="old_part_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    holder_id = fields.Many2one(
        related="old_part_id.holder_id", store=True, index=True, precompute=True
    )
    product_id = fields.Many2one(
        related="old_part_id.product_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        selection=KIND, string="Who Pays", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default="proposed",
        index=True,
        tracking=True,
    )
    date = fields.Date(
        required=True, readonly=True, index=True, help="In the company's zone."
    )
    quantity = fields.Float(required=True, readonly=True, digits="Product Unit")
    unit_value = fields.Monetary(
        string="Value of One", readonly=True, help="Of the new part that was given."
    )
    share = fields.Float(string="Share (%)", readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Negative: given back.")
    proposed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Proposed by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)
    decision_note = fields.Char(string="Reason of the Decision", copy=False)
    reverses_id = fields.Many2one(
        comodel_name="aftersales.old.part.charge",
        string="Gives Back",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many(
        comodel_name="aftersales.old.part.charge",
        inverse_name="reverses_id",
        string="Given Back",
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _one_proposed = models.UniqueIndex(
        "(old_part_id) WHERE state = 'proposed'",
        "A charge for this old part has been proposed already.",
    )
    _amount_sign = models.Constraint(
        "CHECK((reverses_id IS NULL AND amount >= 0) "
        "OR (reverses_id IS NOT NULL AND amount <= 0))",
        "A charge is positive; what is given back names the charge.",
    )

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_can_decide(self):
        manager = self.env.user.has_group("aftersales_service.group_aftersales_manager")
        for one in self:
            one.can_decide = (
                manager and one.state == "proposed" and one._is_second_person()
            )
