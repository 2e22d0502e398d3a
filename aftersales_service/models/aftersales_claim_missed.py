from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .aftersales_supplier_claim_guard import FREE

ROLE = [
    ("holder", "Account Holder"),
    ("buyer", "Buyer"),
    ("quality", "Quality"),
]


class AftersalesClaimMissed(models.Model):
    """A window for a claim that closed unused: what was lost, at whose desk it lay.

    A fact for managers; who answers for it is decided by people, not here.
    """

    _name = "aftersales.claim.missed"
    _description = "Lost Claim Window"
    _inherit = ["mail.thread"]
    _order = "deadline desc, id desc"
    _check_company_auto = True

    use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Part Used",
        required=True,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="use_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    ticket_id = fields.Many2one(
        related="use_id.ticket_id",
        string="Request",
        store=True,
        precompute=True,
        index=True,
    )
    product_id = fields.Many2one(
        related="use_id.product_id", string="Part", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Supplier",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    claim_id = fields.Many2one(
        comodel_name="aftersales.supplier.claim",
        string="Claim It Was On",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    deadline = fields.Date(string="Window Closed", required=True, readonly=True)
    role = fields.Selection(
        selection=ROLE, string="Lay With", required=True, readonly=True
    )
    employee_id = fields.Many2one(
        comodel_name="hr.employee",
        string="Who Was Accountable",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    stood = fields.Char(
        string="How It Stood", readonly=True, help="Why it hadn't been handed in."
    )
    amount = fields.Monetary(
        string="Amount Lost",
        readonly=True,
        help="What could have been claimed: the part, and of a main cause the other "
        "costs of its request.",
    )
    explanation = fields.Text(
        tracking=True, help="What a manager found out, and what is done about it."
    )

    _once = models.UniqueIndex("(use_id)", "This window is on record already.")

    def _compute_display_name(self):
        for one in self:
            one.display_name = one.use_id.sudo().name

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Lost windows are noted by the system, from facts.")
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() - {"explanation", *FREE}:
            raise UserError(
                self.env._(
                    "A lost window is a fact: only its explanation can be written."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A lost window is on record and stays there."))
