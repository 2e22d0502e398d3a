from odoo import api, fields, models
from odoo.exceptions import UserError

from . import bulk

#: What of a done movement makes the ledger of its month
LEDGER = {
    "aftersales_cost",
    "aftersales_from_column",
    "aftersales_from_id",
    "aftersales_month",
    "aftersales_qty",
    "aftersales_to_column",
    "aftersales_to_id",
    "company_id",
    "date",
    "location_dest_id",
    "location_id",
    "product_id",
    "product_uom",
    "quantity",
    "state",
}
LINES = {
    "location_dest_id",
    "location_id",
    "lot_id",
    "move_id",
    "owner_id",
    "product_id",
    "product_uom_id",
    "quantity",
}


class StockMove(models.Model):
    """Movements of a closed month stay as they are (CST-4)."""

    _inherit = "stock.move"

    aftersales_done_value = fields.Monetary(
        string="Value When Done",
        currency_field="company_currency_id",
        copy=False,
        readonly=True,
        help="Of receipts: what they were worth before bills or people changed it.",
    )
    aftersales_closed_value = fields.Monetary(
        string="Value in the Closed Ledger",
        currency_field="company_currency_id",
        copy=False,
        readonly=True,
        help="Written when its month is closed: later bills belong to later months.",
    )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # storekeepers neither keep the accounts nor value
        done = moves.sudo().filtered(lambda move: move.state == "done")
        done._note_done_value()
        done._check_month_open()
        return moves

    def _note_done_value(self):
        """Keep what receipts were worth at first, with one statement."""
        receipts = self.filtered("is_in")
        if receipts:
            receipts.flush_recordset(["value", "aftersales_done_value"])
            names = ("id", "aftersales_done_value")
            rows = [(move.id, move.value) for move in receipts]
            columns = zip(*rows, strict=True)
            bulk.update(
                receipts,
                {
                    self._fields[name]: list(column)
                    for name, column in zip(names, columns, strict=True)
                },
            )
            receipts.invalidate_recordset(["aftersales_done_value"])

    def _check_month_open(self):
        """:raise UserError: these movements lie in a closed month of the accounts"""
        for company, moves in (
            self.filtered("aftersales_month").grouped("company_id").items()
        ):
            self.env["aftersales.month"]._check_open(
                company,
                moves.mapped("aftersales_month"),
                lambda m=moves: ", ".join(
                    dict.fromkeys(move.reference or "/" for move in m)
                ),
            )

    def write(self, vals):
        fixed = LEDGER & vals.keys()
        done = self.browse()
        if fixed:
            done = self.sudo().filtered(
                lambda move: move.state == "done" and move.aftersales_month
            )
            done._check_month_open()
        result = super().write(vals)
        if done and "date" in vals:
            done._note_month()
            done._check_month_open()
        return result

    def _note_month(self):
        """A movement that is dated otherwise belongs to another month."""
        for move in self:
            day = move.company_id._service_date(move.date)
            move.aftersales_month = day.replace(day=1)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_month_open()
        return lines

    def write(self, vals):
        if LINES & vals.keys():
            self._check_month_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_month_open()

    def _check_month_open(self):
        moves = self.sudo().move_id
        moves.filtered(lambda move: move.state == "done")._check_month_open()


class AftersalesMonth(models.Model):
    _inherit = "aftersales.month"

    @api.model
    def _check_open(self, company, days, what):
        """Whether facts may be dated on these days; holds the months until the end.

        Who closes such a month meanwhile waits for them, and so finds them.

        :param what: function that names the facts, for the message
        :raise UserError: one of the months is closed
        """
        firsts = {day.replace(day=1) for day in days if day}
        if not firsts:
            return
        self.env["aftersales.month"].flush_model(["company_id", "date_from", "state"])
        self.env.cr.execute(
            """SELECT date_from, state FROM aftersales_month
            WHERE company_id = %s AND date_from IN %s ORDER BY id FOR SHARE""",
            [company.id, tuple(firsts)],
        )
        closed = [day for day, state in self.env.cr.fetchall() if state == "closed"]
        if closed:
            raise UserError(
                self.env._(
                    "Month %(month)s of the after-sales accounts is closed: %(what)s "
                    "can't be changed or dated in it. Date it now, or have a branch "
                    "manager open the month again.",
                    month=f"{closed[0]:%Y-%m}",
                    what=what(),
                )
            )
