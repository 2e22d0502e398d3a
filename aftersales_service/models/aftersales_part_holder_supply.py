from odoo import Command, fields, models


class AftersalesPartHolder(models.Model):
    _inherit = "aftersales.part.holder"

    def _supply_route(self, supply):
        """The route by which Odoo fills this depot up; made when first needed.

        :param supply: depot that the parts come from; empty: they are bought
        """
        self.ensure_one()
        routes = self.env["stock.route"].sudo()
        found = routes.search(
            [
                ("aftersales_depot_id", "=", self.id),
                ("aftersales_supply_id", "=", supply.id),
            ],
            limit=1,
        )
        if found:
            return found
        names = {"depot": self.name, "supply": supply.name}
        name = (
            self.env._("Spare parts: %(supply)s to %(depot)s", **names)
            if supply
            else self.env._("Spare parts: buy for %(depot)s", depot=self.name)
        )
        warehouse = self.location_id.warehouse_id or self.company_id._part_warehouse()
        rule = {
            "name": name,
            "location_dest_id": self.location_id.id,
            # else the goods go where the operations usually take them
            "location_dest_from_rule": True,
            "company_id": self.company_id.id,
        }
        if supply:
            rule |= {
                "action": "pull",
                "procure_method": "make_to_stock",
                "location_src_id": supply.location_id.id,
                "picking_type_id": warehouse.int_type_id.id,
            }
        else:
            rule |= {
                "action": "buy",
                "picking_type_id": self._receipt_type(warehouse).id,
            }
        return routes.create(
            {
                "name": name,
                "company_id": self.company_id.id,
                "product_selectable": False,
                "aftersales_depot_id": self.id,
                "aftersales_supply_id": supply.id,
                "rule_ids": [Command.create(rule)],
            }
        )

    def _receipt_type(self, warehouse):
        """By which operations what is bought comes to this depot and nowhere else."""
        self.ensure_one()
        usual = warehouse.in_type_id
        if self.location_id._child_of(usual.default_location_dest_id):
            return usual
        kinds = self.env["stock.picking.type"].sudo()
        found = kinds.search(
            [
                ("code", "=", "incoming"),
                ("default_location_dest_id", "=", self.location_id.id),
            ],
            limit=1,
        )
        return found or kinds.create(
            {
                "name": self.env._("Receipts: %(depot)s", depot=self.name),
                "code": "incoming",
                "sequence_code": f"IN{self.id}",
                "warehouse_id": warehouse.id,
                "company_id": self.company_id.id,
                "default_location_dest_id": self.location_id.id,
            }
        )


class StockRoute(models.Model):
    _inherit = "stock.route"

    aftersales_depot_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Fills Up Depot",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    aftersales_supply_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From the Depot",
        readonly=True,
        ondelete="cascade",
    )
