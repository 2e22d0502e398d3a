from odoo import fields, models
from odoo.tools import SQL

from ..models.aftersales_part_holder import KIND
from ..models.stock_move_part import COLUMN

#: Side of a movement → its account, the other one, its column, its sign
SIDES = (
    ("aftersales_from_id", "aftersales_to_id", "aftersales_from_column", -1),
    ("aftersales_to_id", "aftersales_from_id", "aftersales_to_column", 1),
)


class AftersalesPartMovement(models.Model):
    """What came to an account and what left it: one row per movement and account.

    Odoo's own moves, for people who are no users of the stock. A technician reads
    their own account only, by the record rules.
    """

    _name = "aftersales.part.movement"
    _description = "Movement on Account"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "reference"
    _depends = {
        "stock.move": [
            "aftersales_cost",
            "aftersales_from_column",
            "aftersales_from_id",
            "aftersales_month",
            "aftersales_qty",
            "aftersales_to_column",
            "aftersales_to_id",
            "aftersales_transfer_line_id",
            "date",
            "is_in",
            "is_out",
            "origin",
            "product_id",
            "reference",
            "value",
        ],
        "stock.move.line": ["lot_id", "move_id"],
        "stock.lot": ["name"],
        "aftersales.part.holder": ["kind"],
    }

    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder", string="Account", readonly=True
    )
    kind = fields.Selection(selection=KIND, readonly=True)
    other_id = fields.Many2one(
        comodel_name="aftersales.part.holder", string="Other Account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    date = fields.Datetime(readonly=True)
    month = fields.Date(string="Month of the Ledger", readonly=True)
    column = fields.Selection(selection=COLUMN, readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product", string="Part", readonly=True
    )
    lots = fields.Char(string="Serials and Lots", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="What came to the account; less than zero: what left it.",
    )
    value = fields.Monetary(readonly=True)
    reference = fields.Char(readonly=True)
    origin = fields.Char(string="Source", readonly=True)
    transfer_id = fields.Many2one(
        comodel_name="aftersales.part.transfer",
        string="Parts Movement",
        readonly=True,
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(
            self._side(place, *side) for place, side in enumerate(SIDES)
        )

    def _side(self, place, own, other, column, sign):
        return SQL(
            """SELECT move.id * 2 + %(place)s AS id, move.%(own)s AS holder_id,
            holder.kind, move.%(other)s AS other_id, move.company_id,
            company.currency_id, move.date, move.aftersales_month AS month,
            move.%(column)s AS column, move.product_id,
            (SELECT string_agg(DISTINCT lot.name, ', ' ORDER BY lot.name)
               FROM stock_move_line line JOIN stock_lot lot ON lot.id = line.lot_id
              WHERE line.move_id = move.id) AS lots,
            %(sign)s * move.aftersales_qty AS quantity,
            %(sign)s * CASE WHEN move.is_in OR move.is_out THEN move.value
                ELSE move.aftersales_cost END AS value,
            move.reference, move.origin, line.transfer_id
            FROM stock_move move
            JOIN aftersales_part_holder holder ON holder.id = move.%(own)s
            JOIN res_company company ON company.id = move.company_id
            LEFT JOIN aftersales_part_transfer_line line
                ON line.id = move.aftersales_transfer_line_id
            WHERE move.state = 'done'""",
            place=place,
            own=SQL.identifier(own),
            other=SQL.identifier(other),
            column=SQL.identifier(column),
            sign=sign,
        )
