from odoo import fields, models

#: What the monthly entry books, and the field with the account it is taken from
TAKEN_FROM = {
    "labour": "aftersales_labour_account_id",
    "freight": "aftersales_freight_account_id",
    "packing": "aftersales_packing_account_id",
    "compensation": "aftersales_compensation_account_id",
}
ACCOUNT = {
    "comodel_name": "account.account",
    "check_company": True,
    "domain": "[('active', '=', True)]",
}


class ResCompany(models.Model):
    """How what requests cost comes into the books, and who approves large claims."""

    _inherit = "res.company"

    aftersales_cost_journal_id = fields.Many2one(
        comodel_name="account.journal",
        string="Journal of Request Costs",
        check_company=True,
        domain="[('type', '=', 'general')]",
        help="The monthly entry that charges labour and other costs to who bears them.",
    )
    aftersales_labour_account_id = fields.Many2one(
        **ACCOUNT,
        string="Labour Taken from",
        help="Credited with the labour that is charged to who bears it, such as wages "
        "of the service department. Empty: labour stays outside the books.",
    )
    aftersales_freight_account_id = fields.Many2one(
        **ACCOUNT,
        string="Freight Taken from",
        help="Where freight bills are booked first. Empty: it stays there.",
    )
    aftersales_packing_account_id = fields.Many2one(
        **ACCOUNT,
        string="Packing Taken from",
        help="Where packing material is booked first. Empty: it stays there.",
    )
    aftersales_compensation_account_id = fields.Many2one(
        **ACCOUNT,
        string="Compensation Taken from",
        help="Where compensation is booked first, such as other payables. Empty: it "
        "stays outside the books.",
    )
    aftersales_expense_limit = fields.Monetary(
        string="Claims above This",
        help="Expense claims of visits above this amount are approved by a branch "
        "manager or the general manager only. 0: no such limit.",
    )

    def _booked_kinds(self):
        """Kinds of cost that the monthly entry books, but for moved parts."""
        self.ensure_one()
        # accounts are settings of the company
        company = self.sudo()
        return [kind for kind, name in TAKEN_FROM.items() if company[name]]

    def _cost_accounts(self, bearers):
        """Dict of bearer → account charged with what they bear, where one is set."""
        self.ensure_one()
        found = {}
        for bearer in bearers:
            place = self._part_bearer_location(bearer)
            found[bearer] = place.valuation_account_id or self._part_bearer_account(
                bearer
            )
        return {bearer: account for bearer, account in found.items() if account}


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_cost_journal_id = fields.Many2one(
        related="company_id.aftersales_cost_journal_id", readonly=False
    )
    aftersales_labour_account_id = fields.Many2one(
        related="company_id.aftersales_labour_account_id", readonly=False
    )
    aftersales_freight_account_id = fields.Many2one(
        related="company_id.aftersales_freight_account_id", readonly=False
    )
    aftersales_packing_account_id = fields.Many2one(
        related="company_id.aftersales_packing_account_id", readonly=False
    )
    aftersales_compensation_account_id = fields.Many2one(
        related="company_id.aftersales_compensation_account_id", readonly=False
    )
