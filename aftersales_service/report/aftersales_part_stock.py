from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_part_holder import KIND

#: Location → the account it lies on: the nearest one above it
PLACES = SQL(
    """SELECT DISTINCT ON (place.id) place.id AS location_id, holder.id AS holder_id
    FROM stock_location place
    CROSS JOIN LATERAL unnest(
        string_to_array(trim(TRAILING '/' FROM place.parent_path), '/')::int[]
    ) WITH ORDINALITY AS above(id, depth)
    JOIN aftersales_part_holder holder ON holder.location_id = above.id
    ORDER BY place.id, above.depth DESC"""
)


class AftersalesPartStock(models.Model):
    """What lies on an account: part, serial or lot, quantity and value (PRT-7).

    Odoo's own quants, for people who are no users of the stock. A technician reads
    their own account only, by the record rules.
    """

    _name = "aftersales.part.stock"
    _description = "Parts on Account"
    _auto = False
    _order = "holder_id, product_id, lot_id, id"
    _rec_name = "product_id"
    _depends = {
        "aftersales.part.holder": ["location_id"],
        "product.product": ["product_tmpl_id", "standard_price"],
        "product.template": ["categ_id", "lot_valuated"],
        "stock.location": ["parent_path"],
        "stock.lot": ["standard_price"],
        "stock.quant": [
            "location_id",
            "lot_id",
            "owner_id",
            "product_id",
            "quantity",
            "reserved_quantity",
        ],
    }

    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder", string="Account", readonly=True
    )
    kind = fields.Selection(selection=KIND, readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product", string="Part", readonly=True
    )
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot", string="Serial or Lot", readonly=True
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    reserved_quantity = fields.Float(
        string="Set Aside",
        digits="Product Unit",
        readonly=True,
        help="Lies there, but is meant for a movement or a write-off already.",
    )
    available_quantity = fields.Float(
        string="Free", digits="Product Unit", readonly=True
    )
    value = fields.Monetary(
        readonly=True, help="At the cost of today; what belongs to others counts zero."
    )

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM %s GROUP BY %s",
            self._select(),
            self._from(),
            self._group_by(),
        )

    def _select(self):
        return SQL(
            """min(quant.id) AS id, places.holder_id, holder.kind, holder.company_id,
            company.currency_id, quant.product_id, template.categ_id, quant.lot_id,
            sum(quant.quantity) AS quantity,
            sum(quant.reserved_quantity) AS reserved_quantity,
            sum(quant.quantity - quant.reserved_quantity) AS available_quantity,
            sum(CASE
                WHEN quant.owner_id IS NULL OR quant.owner_id = company.partner_id
                THEN quant.quantity * COALESCE((CASE
                    WHEN template.lot_valuated AND lot.id IS NOT NULL
                    THEN lot.standard_price ELSE product.standard_price
                END ->> holder.company_id::text)::numeric, 0)
                ELSE 0 END) AS value"""
        )

    def _from(self):
        return SQL(
            """stock_quant quant
            JOIN (%s) places ON places.location_id = quant.location_id
            JOIN aftersales_part_holder holder ON holder.id = places.holder_id
            JOIN res_company company ON company.id = holder.company_id
            JOIN product_product product ON product.id = quant.product_id
            JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN stock_lot lot ON lot.id = quant.lot_id""",
            PLACES,
        )

    def _group_by(self):
        return SQL(
            """places.holder_id, holder.kind, holder.company_id, company.currency_id,
            quant.product_id, template.categ_id, quant.lot_id
            HAVING sum(quant.quantity) <> 0 OR sum(quant.reserved_quantity) <> 0"""
        )
