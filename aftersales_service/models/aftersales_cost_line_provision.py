from odoo import api, fields, models
from odoo.fields import Domain


class AftersalesCostLine(models.Model):
    """A cost reaches the provision once: by an entry of its own, or by the month's.

    What has an item on an account of the provision, or gets one by the monthly entry of
    costs, uses the provision there; a provision takes over the rest, such as travel
    that was paid as an expense.
    """

    _inherit = "aftersales.cost.line"

    provision_ids = fields.Many2many(
        comodel_name="aftersales.warranty.provision",
        relation="aftersales_warranty_provision_cost_line_rel",
        column1="cost_line_id",
        column2="provision_id",
        string="Charged to the Provision of",
        readonly=True,
        copy=False,
    )

    @api.model
    def _charged_domain(self):
        """Costs that a posted provision has taken over."""
        return Domain("provision_ids", "any", [("state", "=", "posted")])

    def _is_charged(self):
        self.ensure_one()
        return "posted" in self.provision_ids.mapped("state")

    @api.model
    def _to_charge_domain(self, company, bearers, first, last):
        """Costs of these days that the next provision takes over.

        :param bearers: those whose account is one of the provision
        """
        accounts = company._part_provision_accounts()
        return (
            self._warranty_domain(company, bearers, first, last)
            & Domain("kind", "not in", company._booked_kinds())
            & ~Domain("account_move_line_id.account_id", "in", accounts.ids)
            & ~self._charged_domain()
        )

    @api.model
    def _awaited_domain(self, company, bearers, first, last):
        """Costs of these days that the monthly entry of costs will charge."""
        return (
            self._warranty_domain(company, bearers, first, last)
            & Domain("kind", "in", company._booked_kinds())
            & Domain("account_move_line_id", "=", False)
            & ~self._charged_domain()
        )

    @api.model
    def _warranty_domain(self, company, bearers, first, last):
        return Domain(
            [
                ("company_id", "=", company.id),
                ("kind", "!=", "part"),
                ("bearer", "in", bearers),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        )
