from odoo import fields, models

from ..rules import part as rules


class ResCompany(models.Model):
    """Where the spare parts of a company lie, and where they go."""

    _inherit = "res.company"

    aftersales_part_warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse",
        string="Warehouse of Spare Parts",
        check_company=True,
        help="By whose operations spare parts are issued; default: the first one.",
    )
    aftersales_part_location_id = fields.Many2one(
        comodel_name="stock.location",
        string="Place of Spare Parts Accounts",
        check_company=True,
        help="Under which the locations of technicians and stations lie. Made by "
        "itself with the first account.",
    )
    aftersales_parts_on_account = fields.Boolean(
        string="Parts Come from Accounts",
        help="Service reports take replaced parts from the account of a technician, a "
        "station or a depot only. Off: a part may be written down without its origin.",
    )

    def _part_warehouse(self):
        self.ensure_one()
        return self.aftersales_part_warehouse_id or self._return_warehouse()

    def _part_root_location(self):
        """Under which accounts lie: beside the stock, so that no order reserves there.

        As superuser.
        """
        self.ensure_one()
        if not self.aftersales_part_location_id:
            warehouse = self._part_warehouse()
            self.aftersales_part_location_id = self.env["stock.location"].create(
                {
                    "name": self.env._("Spare Parts Accounts"),
                    "usage": "view",
                    "location_id": warehouse.view_location_id.id,
                    "company_id": self.id,
                }
            )
        return self.aftersales_part_location_id

    def _part_bearer_location(self, bearer):
        """Where parts go that somebody bears; made when it is first needed (CST-2).

        Its account, set by the assistant for accounts, is debited by Odoo's own
        valuation when a part arrives.

        :param bearer: one of ``rules.part.BEARERS``, or ``LOSS``
        """
        self.ensure_one()
        places = self.env["stock.location"].sudo().with_context(active_test=False)
        found = places.search(
            [("aftersales_bearer", "=", bearer), ("company_id", "=", self.id)], limit=1
        )
        if found:
            return found
        labels = dict(
            places._fields["aftersales_bearer"]._description_selection(self.env)
        )
        # the company's own, under no warehouse: nothing is ever taken from here
        return places.create(
            {
                "name": self.env._("Spare parts: %(bearer)s", bearer=labels[bearer]),
                "usage": "inventory" if bearer == rules.LOSS else "customer",
                "aftersales_bearer": bearer,
                "company_id": self.id,
                "valuation_account_id": self._part_bearer_account(bearer).id,
            }
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    aftersales_part_warehouse_id = fields.Many2one(
        related="company_id.aftersales_part_warehouse_id", readonly=False
    )
    aftersales_parts_on_account = fields.Boolean(
        related="company_id.aftersales_parts_on_account", readonly=False
    )
