from odoo import api, fields, models
from odoo.tools import SQL, format_list

from ..rules import part
from ..rules import requisition as rules


class AftersalesPartRequestLine(models.Model):
    """Where the parts of a line are, and what became of them: from stock moves alone.

    Nothing is stored: a second count would have to be kept in step with the first.
    """

    _inherit = "aftersales.part.request.line"

    # Before it is issued
    depot_available = fields.Float(
        string="In This Depot",
        compute="_compute_available",
        digits="Product Unit",
        help="Lies in the depot and is reserved for nobody.",
    )
    all_available = fields.Float(
        string="In All Depots", compute="_compute_available", digits="Product Unit"
    )
    other_depots = fields.Char(
        string="Elsewhere",
        compute="_compute_available",
        help="Other depots that have the part, with how many.",
    )

    # After it
    issued_qty = fields.Float(
        string="Issued", compute="_compute_fate", digits="Product Unit"
    )
    packed_qty = fields.Float(
        string="Packed",
        compute="_compute_fate",
        digits="Product Unit",
        help="In a parcel that hasn't been shipped yet.",
    )
    installed_qty = fields.Float(
        string="Installed", compute="_compute_fate", digits="Product Unit"
    )
    returned_qty = fields.Float(
        string="Returned", compute="_compute_fate", digits="Product Unit"
    )
    posted_qty = fields.Float(
        string="Posted to Customers", compute="_compute_fate", digits="Product Unit"
    )
    lost_qty = fields.Float(
        string="Lost",
        compute="_compute_fate",
        digits="Product Unit",
        help="Written off, scrapped or missing in a count.",
    )
    held_qty = fields.Float(
        string="Still on the Account", compute="_compute_fate", digits="Product Unit"
    )
    open_qty = fields.Float(
        string="To Issue",
        compute="_compute_fate",
        digits="Product Unit",
        help="Asked for, and neither issued nor packed yet.",
    )

    @api.depends("product_id", "request_id.depot_id", "request_id.company_id")
    def _compute_available(self):
        for company, lines in self.grouped("company_id").items():
            depots = (company or self.env.company)._part_depots().sudo()
            stock = depots._part_stock(lines.product_id)
            for line in lines:
                product = line.product_id._origin.id
                there = {d: stock.get((d.id, product), 0) for d in depots}
                depot = line.request_id.depot_id._origin
                line.depot_available = there.get(depot.sudo(), 0)
                line.all_available = sum(there.values())
                line.other_depots = format_list(
                    self.env,
                    [
                        f"{other.name} {quantity:g}"
                        for other, quantity in there.items()
                        if other.id != depot.id and quantity > 0
                    ],
                )

    @api.depends("quantity", "move_ids.state", "move_ids.quantity", "request_id.state")
    def _compute_fate(self):
        found = self._origin._fates()
        packed = self._origin._packed()
        for line in self:
            fate = found.get(line._origin.id, {})
            out = {column: fate.get(column, 0) for column in part.OUT}
            line.issued_qty = fate.get(part.ISSUED, 0)
            line.packed_qty = packed.get(line._origin.id, 0)
            line.installed_qty = out[part.INSTALLED]
            line.returned_qty = out[part.RETURNED]
            line.posted_qty = out[part.POSTED]
            line.lost_qty = out[part.WRITTEN_OFF] + fate.get(part.COUNTED, 0)
            line.held_qty = (
                line.issued_qty - sum(out.values()) - fate.get(part.COUNTED, 0)
            )
            line.open_qty = line._open(line.issued_qty + line.packed_qty)

    def _open(self, gone):
        """What is still to be issued of a line, after what has gone."""
        self.ensure_one()
        rest = self.uom_id.round(self.quantity - gone) if self.uom_id else 0
        return max(rest, 0) if self.request_id.state not in rules.ENDED else 0

    def _packed(self):
        """Dict of line id → quantity in parcels that haven't been shipped."""
        if not self:
            return {}
        # superuser: who asks for parts need not see the pickings
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("move_id.aftersales_request_line_id", "in", self.ids),
                    ("picking_id.aftersales_parcel_ids.state", "=", "packed"),
                    ("state", "not in", ("done", "cancel")),
                ],
                ["move_id"],
                ["quantity_product_uom:sum"],
            )
        )
        found = {}
        for move, quantity in groups:
            line = move.aftersales_request_line_id.id
            found[line] = found.get(line, 0) + quantity
        return found

    def _fates(self):
        """Line id → column → quantity, for all lines in one query.

        An account's movements of one part are told one after the other: what was
        handed out first is used first, unless a movement names its line.
        """
        if not self:
            return {}
        moves = self.env["stock.move"].sudo()
        moves.flush_model()
        self.env["aftersales.part.use"].flush_model(["request_line_id"])
        rows = self.env.execute_query(self._fate_query())
        heaps = {}
        for account, product, comes, column, quantity, line in rows:
            heaps.setdefault((account, product), []).append(
                rules.Movement(quantity, comes, column, line)
            )
        found = {}
        for movements in heaps.values():
            found.update(rules.fates(movements))
        return found

    def _fate_query(self):
        """Movements of the lines' parts on the accounts that these brought them to.

        On the account of what is posted, where thousands of pieces pass, only those
        of the lines themselves: each names its line.
        """
        return SQL(
            """
            WITH heap AS (
                SELECT DISTINCT move.aftersales_to_id AS account, move.product_id,
                       holder.kind = 'post' AS by_line
                  FROM stock_move move
                  JOIN aftersales_part_holder holder
                    ON holder.id = move.aftersales_to_id
                 WHERE move.aftersales_request_line_id IN %(lines)s
                   AND move.state = 'done' AND move.aftersales_to_column = 'issued'
            ), side AS (
                SELECT move.id, move.date, move.product_id, move.aftersales_qty,
                       move.aftersales_to_id AS account, true AS comes,
                       move.aftersales_to_column AS col,
                       move.aftersales_request_line_id, move.aftersales_use_id
                  FROM stock_move move JOIN heap
                    ON heap.account = move.aftersales_to_id
                   AND heap.product_id = move.product_id
                 WHERE move.state = 'done'
                UNION ALL
                SELECT move.id, move.date, move.product_id, move.aftersales_qty,
                       move.aftersales_from_id, false, move.aftersales_from_column,
                       move.aftersales_request_line_id, move.aftersales_use_id
                  FROM stock_move move JOIN heap
                    ON heap.account = move.aftersales_from_id
                   AND heap.product_id = move.product_id
                 WHERE move.state = 'done'
            )
            SELECT side.account, side.product_id, side.comes, side.col,
                   side.aftersales_qty,
                   COALESCE(side.aftersales_request_line_id, use.request_line_id)
              FROM side
              JOIN heap ON heap.account = side.account
                       AND heap.product_id = side.product_id
              LEFT JOIN aftersales_part_use use ON use.id = side.aftersales_use_id
             WHERE side.col IS NOT NULL AND side.aftersales_qty > 0
               AND (NOT heap.by_line OR COALESCE(
                    side.aftersales_request_line_id, use.request_line_id) IN %(lines)s)
             ORDER BY side.date, side.id, side.comes
            """,
            lines=tuple(self.ids),
        )
