from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules import part as rules
from . import bulk

COLUMN = [
    (rules.ISSUED, "Issued"),
    (rules.TRANSFERRED_IN, "Transferred In"),
    (rules.INSTALLED, "Installed"),
    (rules.RETURNED, "Returned"),
    (rules.TRANSFERRED_OUT, "Transferred Out"),
    (rules.POSTED, "Posted to Customers"),
    (rules.WRITTEN_OFF, "Written Off as Lost"),
    (rules.COUNTED, "Counted"),
]
PURPOSE = [
    (rules.INSTALL, "Installed"),
    (rules.POST_TO_CUSTOMER, "Posted to a customer"),
    (rules.WRITE_OFF, "Lost or scrapped"),
]

#: What a movement notes of itself when it is done
NOTED = (
    "aftersales_from_id",
    "aftersales_to_id",
    "aftersales_from_column",
    "aftersales_to_column",
    "aftersales_month",
    "aftersales_qty",
    "aftersales_cost",
)


class StockMove(models.Model):
    """Which spare parts accounts a movement touches, noted when it is done (PRT-8).

    The ledger is a sum over these rows. Whatever moves parts, our documents or Odoo's
    own, is noted here; nothing can pass the accounts by.
    """

    _inherit = "stock.move"

    aftersales_purpose = fields.Selection(
        selection=PURPOSE, string="Spare Parts Purpose", copy=False, readonly=True
    )
    aftersales_from_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="From Account",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_to_id = fields.Many2one(
        comodel_name="aftersales.part.holder",
        string="To Account",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_from_column = fields.Selection(
        selection=COLUMN, string="Column of That Account", copy=False, readonly=True
    )
    aftersales_to_column = fields.Selection(
        selection=COLUMN, string="Column of This Account", copy=False, readonly=True
    )
    aftersales_month = fields.Date(
        string="Month of the Ledger",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="First day of the month in which it was done, in the company's zone.",
    )
    aftersales_qty = fields.Float(
        string="Quantity on Accounts",
        digits="Product Unit",
        compute="_compute_aftersales_qty",
        store=True,
        help="In the unit of the product.",
    )
    aftersales_cost = fields.Monetary(
        string="Carried at",
        currency_field="company_currency_id",
        copy=False,
        readonly=True,
        help="Value at which parts pass between accounts: Odoo values no movement "
        "inside the company.",
    )
    aftersales_use_id = fields.Many2one(
        comodel_name="aftersales.part.use",
        string="Spare Part Used",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    aftersales_request_line_id = fields.Many2one(
        comodel_name="aftersales.part.request.line",
        string="Requisition Line",
        # a back-order is for the same line
        copy=True,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    _aftersales_ledger = models.Index(
        "(company_id, aftersales_month) WHERE aftersales_month IS NOT NULL"
    )

    @api.depends("quantity", "product_uom")
    def _compute_aftersales_qty(self):
        for move in self:
            on_account = move.aftersales_from_id or move.aftersales_to_id
            move.aftersales_qty = move._quantity_on_accounts() if on_account else 0

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Two pieces of a report stay two movements: each is written off by itself."""
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "aftersales_use_id",
            "aftersales_purpose",
            "aftersales_request_line_id",
        ]

    def _action_done(self, cancel_backorder=False):
        """Note the accounts, before the values are reckoned that go by them."""
        self._check_one_account()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        # storekeepers don't keep the accounts
        moves.sudo().filtered(lambda move: move.state == "done")._note_accounts()
        return moves

    def _check_one_account(self):
        """One movement of one product touches one account on each side.

        :raise UserError: names the product, the transfer and the way out
        """
        lines = self.sudo().move_line_ids.filtered("quantity")
        places = lines.location_id | lines.location_dest_id
        holders = places._part_holders() if places else {}
        if not any(holders.values()):
            return
        for move, own in lines.grouped("move_id").items():
            for side in ("location_id", "location_dest_id"):
                if len({holders[line[side].id].id for line in own}) > 1:
                    raise UserError(
                        self.env._(
                            "%(product)s in %(transfer)s would move on more than one "
                            "spare parts account at once. Make a transfer for each "
                            "account.",
                            product=move.product_id.display_name,
                            transfer=move.reference or move.picking_id.name or "/",
                        )
                    )

    def _note_accounts(self):
        """Write which accounts done moves touched, in which columns, at what cost."""
        lines = self.move_line_ids
        places = lines.location_id | lines.location_dest_id
        holders = places._part_holders() if places else {}
        if not any(holders.values()):
            return
        columns = {self._fields[name]: [] for name in ("id", *NOTED)}
        for move in self:
            for name, value in (move._accounts_note(holders) or {}).items():
                columns[self._fields[name]].append(value)
        if columns[self._fields["id"]]:
            # one statement for all: a write for each move would take queries for each
            self.flush_recordset(NOTED)
            bulk.update(self, columns)
            self.invalidate_recordset(NOTED)

    def _accounts_note(self, holders):
        """What a done movement notes of itself; nothing if no account is concerned.

        :param holders: dict of location id → account
        """
        self.ensure_one()
        line = self.move_line_ids[:1]
        none = self.env["aftersales.part.holder"]
        source = holders.get(line.location_id.id, none)
        target = holders.get(line.location_dest_id.id, none)
        if source == target:
            return None
        purpose = self.aftersales_purpose or None
        if self.scrap_id:
            purpose = rules.WRITE_OFF
        left, come = rules.columns(
            _place(line.location_id, source),
            _place(line.location_dest_id, target),
            purpose,
        )
        return {
            "id": self.id,
            "aftersales_from_id": source.id or None,
            "aftersales_to_id": target.id or None,
            "aftersales_from_column": left,
            "aftersales_to_column": come,
            "aftersales_month": self.company_id._service_date(self.date).replace(day=1),
            "aftersales_qty": self._quantity_on_accounts(),
            "aftersales_cost": self._carried_at(),
        }

    def _quantity_on_accounts(self):
        """The done quantity in the unit of the product."""
        return self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _carried_at(self):
        """Value at which parts pass between accounts: their cost of today."""
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        if product.lot_valuated:
            cost = sum(
                line.quantity_product_uom
                * line.lot_id.with_company(self.company_id).standard_price
                for line in self.move_line_ids
            )
        else:
            cost = self._quantity_on_accounts() * product.standard_price
        return self.company_id.currency_id.round(cost)


def _place(location, holder):
    return rules.Place(
        usage=location.usage,
        account=holder.kind or None,
        bearer=location.aftersales_bearer or None,
    )
