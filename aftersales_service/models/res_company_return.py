from odoo import fields, models

WINDOW_UNIT = [("workday", "Workdays"), ("day", "Days")]


class ResCompany(models.Model):
    """What a company grants to customers who send goods back, and where these stand."""

    _inherit = "res.company"

    aftersales_return_days = fields.Integer(
        string="Window for Returns",
        default=7,
        help="Within how many days of getting the goods customers may ask for a return "
        "or an exchange (T-19). Later ones are marked, not refused.",
    )
    aftersales_return_unit = fields.Selection(
        selection=WINDOW_UNIT,
        string="Counted in",
        required=True,
        default="workday",
    )
    aftersales_return_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place for Returned Goods",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where returned goods stand until they are sent back or scrapped; nothing "
        "is sold from there. Made by itself when the first goods come.",
    )
    aftersales_tell_return = fields.Boolean(
        string="Return Decided",
        default=True,
        help="Tell customers what became of their return or exchange.",
    )

    _return_days_not_negative = models.Constraint(
        "CHECK(aftersales_return_days >= 0)",
        "The days in which customers may return goods can't be negative.",
    )

    def _return_warehouse(self):
        """The warehouse that takes returned goods in.

        Odoo gives further companies none by itself; who takes goods back needs one.
        """
        self.ensure_one()
        warehouses = self.env["stock.warehouse"]
        found = warehouses.search([("company_id", "=", self.id)], limit=1)
        return found or warehouses.create(
            {
                "name": self.name,
                "code": f"R{self.id}"[:5],
                "company_id": self.id,
                "partner_id": self.partner_id.id,
            }
        )

    def _return_location(self):
        """Where returned goods of this company stand; made when it is first needed."""
        self.ensure_one()
        if not self.aftersales_return_location_id:
            warehouse = self._return_warehouse()
            # beside the stock, not in it: orders reserve nothing here
            self.aftersales_return_location_id = self.env["stock.location"].create(
                {
                    "name": self.env._("Returns"),
                    "usage": "internal",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": self.id,
                }
            )
        return self.aftersales_return_location_id


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_return_days = fields.Integer(
        related="company_id.aftersales_return_days", readonly=False
    )
    aftersales_return_unit = fields.Selection(
        related="company_id.aftersales_return_unit", readonly=False
    )
    aftersales_tell_return = fields.Boolean(
        related="company_id.aftersales_tell_return", readonly=False
    )
