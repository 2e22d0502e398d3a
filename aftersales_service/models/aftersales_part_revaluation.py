from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

REASON = [
    ("valuation", "Odoo's valuation at the end of the month"),
    ("reopened", "Month opened again"),
]


class AftersalesPartRevaluation(models.Model):
    """What the value of an account was put right by when a month closed. Append-only.

    Parts pass between accounts at their cost of the day, and Odoo values a part as a
    whole: a later receipt changes the average of what lies everywhere. With these rows
    each account closes at its quantity times Odoo's cost, and all of them together at
    Odoo's valuation, to the cent.
    """

    _name = "aftersales.part.revaluation"
    _description = "Revaluation of Spare Parts"
    _order = "month_date desc, holder_id, product_id, id"
    _check_company_auto = True

    month_id = fields.Many2one(
        comodel_name="aftersales.month",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="month_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month_date = fields.Date(
        related="month_id.date_from", store=True, precompute=True, string="Month of"
    )
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    amount = fields.Monetary(required=True, readonly=True)
    reason = fields.Selection(selection=REASON, required=True, readonly=True)

    _ledger = models.Index("(company_id, month_date)")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._("Accounts are revalued by closing a month, not by hand.")
            )
        return super().create(vals_list)

    def write(self, vals):
        # not even the system's own
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        self._refuse()

    def _refuse(self):
        raise UserError(
            self.env._(
                "The revaluation of %(part)s on account %(account)s is on record and "
                "stays as it is. Open the month again to put it right.",
                part=self[:1].product_id.display_name,
                account=self[:1].holder_id.name,
            )
        )
