from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..rules import part
from .aftersales_part_request_guard import KEEPER

BUYER = "aftersales_service.group_aftersales_buyer"
#: What keepers and buyers may say; Odoo's other settings are the storekeeper's
WRITABLE = {
    "aftersales_depot_id",
    "aftersales_supply_id",
    "product_id",
    "product_min_qty",
    "product_max_qty",
    "trigger",
    "active",
}


class StockWarehouseOrderpoint(models.Model):
    """Minimum and maximum of common parts in each depot (PRT-10).

    Odoo's own replenishment does the work: it buys, or moves parts from another depot.
    Keepers and buyers see and set it for depots of parts, without being users of the
    whole stock.
    """

    _inherit = "stock.warehouse.orderpoint"

    aftersales_depot_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Depot",
        compute="_compute_aftersales_depot_id",
        inverse="_inverse_aftersales_depot_id",
        compute_sudo=True,
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('kind', '=', 'depot')]",
        check_company=True,
    )
    aftersales_supply_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="Filled Up from Depot",
        domain="[('kind', '=', 'depot'), ('id', '!=', aftersales_depot_id)]",
        check_company=True,
        ondelete="restrict",
        help="Empty: bought from the supplier.",
    )
    aftersales_on_hand = fields.Float(
        string="In the Depot",
        compute="_compute_aftersales_stock",
        compute_sudo=True,
        digits="Product Unit",
    )
    aftersales_forecast = fields.Float(
        string="Expected",
        compute="_compute_aftersales_stock",
        compute_sudo=True,
        digits="Product Unit",
        help="With what comes and what is promised.",
    )
    aftersales_missing = fields.Float(
        string="To Fill Up",
        compute="_compute_aftersales_stock",
        compute_sudo=True,
        digits="Product Unit",
        help="Up to the maximum, if less than the minimum is expected.",
    )
    aftersales_is_below = fields.Boolean(
        string="Below Minimum",
        compute="_compute_aftersales_stock",
        search="_search_aftersales_is_below",
        compute_sudo=True,
    )

    @api.depends("location_id")
    def _compute_aftersales_depot_id(self):
        for point in self:
            holder = point.location_id.aftersales_holder_ids[:1]
            point.aftersales_depot_id = holder if holder.kind == part.DEPOT else False

    def _inverse_aftersales_depot_id(self):
        for point in self.filtered("aftersales_depot_id"):
            depot = point.aftersales_depot_id.sudo()
            if point.location_id != depot.location_id:
                point.write(self._depot_values(depot))

    @api.depends("product_min_qty", "product_max_qty", "product_id", "location_id")
    def _compute_aftersales_stock(self):
        for point in self:
            forecast = point.qty_forecast
            below = point.product_id and point.product_id.uom_id.compare(
                forecast, point.product_min_qty
            )
            point.aftersales_on_hand = point.qty_on_hand
            point.aftersales_forecast = forecast
            point.aftersales_is_below = bool(below and below < 0)
            most = max(point.product_min_qty, point.product_max_qty)
            missing = most - forecast if point.aftersales_is_below else 0
            point.aftersales_missing = missing

    def _search_aftersales_is_below(self, operator, value):
        if operator != "in":
            return NotImplemented
        # superuser: what is expected follows from all movements of the depot
        points = self.sudo().search([("aftersales_depot_id", "!=", False)])
        below = points.filtered("aftersales_is_below")
        return [("id", "in" if True in value else "not in", below.ids)]

    @api.model
    def _depot_values(self, depot):
        company = depot.company_id
        return {
            "location_id": depot.location_id.id,
            "warehouse_id": (
                depot.location_id.warehouse_id or company._part_warehouse()
            ).id,
            "company_id": company.id,
        }

    @api.model
    def _is_for_parts_only(self):
        """Whether the user sets minimums of depots only, as keeper or buyer."""
        user = self.env.user
        return not (self.env.su or user.has_group("stock.group_stock_manager")) and any(
            user.has_group(group) for group in (KEEPER, BUYER)
        )

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_for_parts_only():
            points = super().create(vals_list)
            points._set_part_route()
            return points
        holders = self.env["aftersales.part.holder"]
        complete = []
        for vals in vals_list:
            self._check_minimum(vals)
            depot = holders.browse(vals.get("aftersales_depot_id"))
            if not depot.exists() or depot.kind != part.DEPOT:
                raise UserError(
                    self.env._(
                        "A minimum is set for a depot of spare parts. Choose it."
                    )
                )
            depot.check_access("read")
            complete.append({**vals, **self._depot_values(depot.sudo())})
        self.check_access("create")
        # superuser: Odoo reckons lead times and demand of the whole stock
        points = super(StockWarehouseOrderpoint, self.sudo()).create(complete)
        points._set_part_route()
        return points.sudo(False)

    def write(self, vals):
        if not self._is_for_parts_only():
            return super().write(vals)
        self._check_minimum(vals)
        self.check_access("write")
        # superuser: Odoo reckons lead times and demand of the whole stock
        system = self.sudo()
        result = super(StockWarehouseOrderpoint, system).write(vals)
        if "aftersales_supply_id" in vals or "aftersales_depot_id" in vals:
            system._set_part_route()
        self.check_access("write")
        return result

    @api.model
    def _check_minimum(self, vals):
        if vals.keys() - WRITABLE:
            raise AccessError(
                self.env._(
                    "You may set minimum, maximum and where it is filled up from; the "
                    "rest is set by a stock administrator."
                )
            )

    @api.constrains("product_min_qty", "aftersales_depot_id")
    def _check_minimum_not_negative(self):
        """That it isn't more than the maximum, Odoo checks itself."""
        for point in self.filtered("aftersales_depot_id"):
            if point.product_min_qty < 0:
                raise ValidationError(
                    self.env._(
                        "The minimum of %(product)s in %(depot)s can't be negative.",
                        product=point.product_id.display_name,
                        depot=point.aftersales_depot_id.name,
                    )
                )

    # How it is filled up

    def _set_part_route(self):
        """Routes of depots are made when they are first needed."""
        for point in self.filtered("aftersales_depot_id"):
            system = point.sudo()
            system.route_id = system.aftersales_depot_id._supply_route(
                system.aftersales_supply_id
            )

    def action_replenish_parts(self):
        """Fill up now what is below its minimum: buy, or order it from the depot.

        :raise AccessError: the user is neither keeper nor buyer
        :raise UserError: nobody sells the part, or nothing is missing
        """
        roles = (KEEPER, BUYER, "stock.group_stock_user")
        if not (self.env.su or any(self.env.user.has_group(g) for g in roles)):
            raise AccessError(
                self.env._("Keepers and buyers fill up depots of spare parts.")
            )
        self.check_access("read")
        below = self.filtered("aftersales_is_below")
        if not below:
            raise UserError(self.env._("Nothing is below its minimum."))
        for company, points in below.grouped("company_id").items():
            # superuser: keepers neither buy nor move stock otherwise
            points.sudo().with_company(company).action_replenish()
        return True
