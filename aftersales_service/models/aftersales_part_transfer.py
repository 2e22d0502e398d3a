from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import transfer as rules

KIND = [
    (rules.RETURN, "Return to Depot"),
    (rules.TRANSFER, "Transfer"),
    (rules.LOSS, "Loss"),
    (rules.VOUCHER, "Borrowed on Voucher"),
    (rules.SETTLE, "Voucher Settled"),
    (rules.TRIP, "Bought on a Trip"),
]
STATE = [
    (rules.DRAFT, "Draft"),
    (rules.SUBMITTED, "Waits for Confirmation"),
    (rules.DONE, "Done"),
    (rules.REFUSED, "Refused"),
    (rules.CANCELLED, "Cancelled"),
]
OUTCOME = [
    ("written_off", "Written Off as Lost"),
    ("charged", "Charged to an Employee"),
]
SETTLEMENT = [
    ("given_back", "Replacement Given to the Lender"),
    ("kept", "Borrowed Part Kept and Paid"),
]


class AftersalesPartTransfer(models.Model):
    """Movement of spare parts beside requisition and installation (PRT-4, PRT-5).

    One document for what comes back unused, goes from hand to hand, is lost, is
    borrowed on a voucher and settled, or was bought on a trip. Goods are Odoo's own
    pickings; the document says who asked and who confirmed. Its states and who takes
    which step: ``rules.transfer``.

    | kind     | asked for by          | confirmed by                                 |
    |----------|-----------------------|----------------------------------------------|
    | return   | holder, clerk, keeper | keeper, who counts what came                 |
    | transfer | holder, clerk, keeper | who answers for the account they come to     |
    | loss     | holder, clerk, keeper | a manager who is neither holder nor reporter |
    | voucher  | who gets them, keeper | keeper                                       |
    | settle   | keeper                | keeper                                       |
    | trip     | technician, keeper    | keeper, who has the goods before them        |

    What is done stays so; ``action_reverse`` makes a movement back.
    """

    _name = "aftersales.part.transfer"
    _description = "Parts Movement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Movement Number",
        required=True,
        readonly=True,
        copy=False,
        default="/",
        index="trigram",
    )
    kind = fields.Selection(
        selection=KIND, required=True, default=rules.RETURN, index=True, tracking=True
    )
    state = fields.Selection(
        selection=STATE,
        required=True,
        readonly=True,
        copy=False,
        default=rules.DRAFT,
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    from_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Account",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('owner', '=', 'company')]",
        tracking=True,
    )
    to_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="To Account",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('owner', '=', 'company'), ('kind', '!=', 'post')]",
        tracking=True,
    )
    to_employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="To Colleague",
        compute="_compute_to_employee_id",
        inverse="_inverse_to_employee_id",
        help="Technician who takes the parts over. Technicians see nobody else's "
        "account, but know their colleagues.",
    )
    line_ids = fields.One2many(
        comodel_name="aftersales.part.transfer.line",
        inverse_name="transfer_id",
        string="Parts",
        copy=True,
    )
    note = fields.Text(string="Remark")
    reason = fields.Text(
        readonly=True,
        copy=False,
        help="Why it was refused, cancelled or taken back.",
    )

    # Steps
    submitted_at = fields.Datetime(string="Submitted", readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users", string="Submitted by", readonly=True, copy=False
    )
    done_at = fields.Datetime(
        string="Confirmed", readonly=True, copy=False, index="btree_not_null"
    )
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Confirmed by", readonly=True, copy=False
    )
    steps = fields.Char(
        compute="_compute_steps",
        help="Steps that the user may take now, for the buttons.",
    )
    may_edit = fields.Boolean(compute="_compute_steps")

    # Goods
    picking_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="aftersales_transfer_id",
        string="Transfers",
        readonly=True,
    )
    value = fields.Monetary(
        compute="_compute_value",
        help="What Odoo's valuation made of it; before that, at the cost of today.",
    )
    reversal_of_id = fields.Many2one(
        comodel_name="aftersales.part.transfer",
        string="Takes Back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    reversal_ids = fields.One2many(
        comodel_name="aftersales.part.transfer",
        inverse_name="reversal_of_id",
        string="Taken Back by",
        readonly=True,
    )

    # Loss
    outcome = fields.Selection(
        selection=OUTCOME,
        copy=False,
        tracking=True,
        help="Proposed by who reports the loss; a manager decides. Charging puts the "
        "actual loss down to the employee; nothing is taken from wages here.",
    )
    charge_employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Charged to",
        copy=False,
        check_company=True,
        tracking=True,
    )
    outcome_reason = fields.Text(string="Reason of the Decision", copy=False)

    # Voucher
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        help="Who lends the parts, or who sold them on the trip.",
    )
    voucher_number = fields.Char(help="Number of the paper that was signed for them.")
    due_date = fields.Date(
        string="Settle by", help="Until when the replacement is to be given back."
    )
    voucher_id = fields.Many2one(
        comodel_name="aftersales.part.transfer",
        index="btree_not_null",
        check_company=True,
        domain="[('kind', '=', 'voucher'), ('state', '=', 'done')]",
    )
    settlement = fields.Selection(selection=SETTLEMENT, default="given_back")
    replacement_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Replacement Sent by",
        help="Set: the replacement arrives with this settlement and is taken in first. "
        "Empty: it lies on the account already.",
    )

    _one_reversal = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL",
        "This movement has been taken back already.",
    )

    @api.depends("to_id")
    def _compute_to_employee_id(self):
        for one in self:
            # whose account it is may be known to who gives parts there
            one.to_employee_id = one.to_id.sudo().employee_id

    def _inverse_to_employee_id(self):
        # technicians may give parts to colleagues without seeing their accounts
        accounts = self.env["aftersales.part.holder"].sudo()
        for one in self.filtered("to_employee_id"):
            account = accounts.search(
                [
                    ("employee_id", "=", one.to_employee_id.id),
                    ("company_id", "=", one.company_id.id),
                ]
            )
            if not account:
                raise ValidationError(
                    self.env._(
                        "%(employee)s has no spare parts account yet. Ask the "
                        "spare-part keeper to open one.",
                        employee=one.to_employee_id.name,
                    )
                )
            one.to_id = account.id

    @api.depends("state", "line_ids.quantity", "line_ids.product_id")
    def _compute_value(self):
        # who reads the movement need not read the stock
        for one in self.sudo():
            if one.state != rules.DONE:
                one.value = sum(line._price() * line.quantity for line in one.line_ids)
                continue
            one.value = sum(
                move.value if move.is_in or move.is_out else move.aftersales_cost
                for move in one.picking_ids.move_ids
                if move.state == "done"
            )

    @api.constrains("kind", "from_id", "to_id", "reversal_of_id")
    def _check_places(self):
        """What is entered must fit; what is missing is told when it is submitted."""
        for one in self.filtered(lambda one: not one.reversal_of_id):
            # an account may be used here that its user doesn't see
            source, target = one.sudo().from_id, one.sudo().to_id
            leaves, comes = rules.PLACES[one.kind]
            wrong = (
                (source and source.kind not in leaves)
                or (target and target.kind not in comes)
                or (source and source == target)
                or (
                    source
                    and target
                    and not rules.places_fit(one.kind, source.kind, target.kind)
                )
            )
            if wrong:
                raise ValidationError(one._why_places())
            for account in source | target:
                if account.owner != "company":
                    raise ValidationError(
                        self.env._(
                            "Account %(account)s holds the station's own parts: we "
                            "keep no stock of them, so nothing moves there.",
                            account=account.name,
                        )
                    )

    def _why_places(self):
        """Why a movement can't go between these accounts, and the way out."""
        self.ensure_one()
        if self.kind == rules.TRANSFER and self.sudo().from_id.kind == "depot":
            return self.env._(
                "Movement %(name)s: parts leave a depot for people by requisition. A "
                "transfer goes from depot to depot, or from hand to hand.",
                name=self.name,
            )
        if self.kind == rules.TRANSFER:
            return self.env._(
                "Movement %(name)s: what goes back to a depot is a return. A transfer "
                "goes from hand to hand, to another account.",
                name=self.name,
            )
        return self.env._(
            "Movement %(name)s of kind “%(kind)s” doesn't go from “%(left)s” to "
            "“%(come)s”. Choose other accounts, or another kind.",
            name=self.name,
            kind=self._label_of("kind"),
            left=self.sudo().from_id.name or "–",
            come=self.sudo().to_id.name or "–",
        )

    def _label_of(self, field):
        """Label of a selection's value, in the user's language."""
        self.ensure_one()
        labels = dict(self._fields[field]._description_selection(self.env))
        return labels.get(self[field], "–")

    def _facts(self):
        """What the rules know of this movement."""
        self.ensure_one()
        return rules.Facts(
            kind=self.kind,
            # a movement back counts, whoever may see it
            reversed=bool(self.sudo().reversal_ids),
            reversal=bool(self.reversal_of_id),
        )
