from datetime import date

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition
from odoo.tools import SQL

from ..models.aftersales_part_holder import KIND
from ..rules import ledger as rules
from .aftersales_part_ledger_query import LedgerQuery

#: Ids are made of month, account and part, so that a row keeps its id whatever the
#: table is asked for; 52 bits, which browsers still count exactly
PRODUCT_BITS, HOLDER_BITS = 22, 20
FIRST_YEAR = 2000


class AftersalesPartLedger(models.Model):
    """Ledger of spare parts: month × account × part (PRT-8, 三包件台账).

    A sum over stock moves, old parts and revaluations; no balance is stored. The first
    month that is asked for sums up all before it, so the table goes by the months in
    the domain of a search: whoever asks for one month pays for one.
    """

    _name = "aftersales.part.ledger"
    _description = "Spare Parts Ledger"
    _auto = False
    _order = "month desc, holder_id, product_id"
    _rec_name = "product_id"
    _depends = {
        "stock.move": [
            "aftersales_closed_value",
            "aftersales_cost",
            "aftersales_from_column",
            "aftersales_from_id",
            "aftersales_month",
            "aftersales_qty",
            "aftersales_to_column",
            "aftersales_to_id",
            "company_id",
            "is_in",
            "is_out",
            "product_id",
            "value",
        ],
        "aftersales.part.holder": ["kind"],
        "aftersales.part.revaluation": [
            "amount",
            "company_id",
            "holder_id",
            "month_date",
            "product_id",
        ],
        "aftersales.old.part": [
            "company_id",
            "holder_id",
            "product_id",
            "quantity",
            "received_at",
            "state",
            "waived_at",
        ],
    }

    month = fields.Date(readonly=True, help="First day of the month.")
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    holder_id = fields.Many2one(
        comodel_name="aftersales.part.holder", string="Account", readonly=True
    )
    kind = fields.Selection(selection=KIND, string="Kind of Account", readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product", string="Part", readonly=True
    )
    opening_qty = fields.Float(string="Opening", digits="Product Unit", readonly=True)
    issued_qty = fields.Float(string="Issued", digits="Product Unit", readonly=True)
    transferred_in_qty = fields.Float(
        string="Transferred In", digits="Product Unit", readonly=True
    )
    installed_qty = fields.Float(
        string="Installed", digits="Product Unit", readonly=True
    )
    returned_qty = fields.Float(string="Returned", digits="Product Unit", readonly=True)
    transferred_out_qty = fields.Float(
        string="Transferred Out", digits="Product Unit", readonly=True
    )
    posted_qty = fields.Float(
        string="Posted to Customers", digits="Product Unit", readonly=True
    )
    written_off_qty = fields.Float(
        string="Written Off as Lost", digits="Product Unit", readonly=True
    )
    counted_qty = fields.Float(
        string="By Counts",
        digits="Product Unit",
        readonly=True,
        help="Difference found by counts: more is positive.",
    )
    closing_qty = fields.Float(string="Closing", digits="Product Unit", readonly=True)
    opening_value = fields.Monetary(readonly=True)
    issued_value = fields.Monetary(string="Value Issued", readonly=True)
    transferred_in_value = fields.Monetary(string="Value Transferred In", readonly=True)
    installed_value = fields.Monetary(string="Value Installed", readonly=True)
    returned_value = fields.Monetary(string="Value Returned", readonly=True)
    transferred_out_value = fields.Monetary(
        string="Value Transferred Out", readonly=True
    )
    posted_value = fields.Monetary(string="Value Posted", readonly=True)
    written_off_value = fields.Monetary(string="Value Written Off", readonly=True)
    counted_value = fields.Monetary(string="Value by Counts", readonly=True)
    revalued_value = fields.Monetary(
        string="Revalued",
        readonly=True,
        help="To Odoo's cost at the end of the month; written when it is closed.",
    )
    closing_value = fields.Monetary(readonly=True)
    old_due_qty = fields.Float(
        string="Old Parts Due",
        digits="Product Unit",
        readonly=True,
        help="Owed when the month began, and what fell due in it.",
    )
    old_received_qty = fields.Float(
        string="Old Parts Received", digits="Product Unit", readonly=True
    )
    old_waived_qty = fields.Float(
        string="Old Parts Waived", digits="Product Unit", readonly=True
    )
    old_outstanding_qty = fields.Float(
        string="Old Parts Outstanding",
        digits="Product Unit",
        readonly=True,
    )
    old_age_30_qty = fields.Float(
        string="Up to 30 Days",
        digits="Product Unit",
        readonly=True,
        help="Of the outstanding old parts, by days since they were owed.",
    )
    old_age_60_qty = fields.Float(
        string="31 to 60 Days", digits="Product Unit", readonly=True
    )
    old_age_90_qty = fields.Float(
        string="61 to 90 Days", digits="Product Unit", readonly=True
    )
    old_age_over_qty = fields.Float(
        string="Over 90 Days", digits="Product Unit", readonly=True
    )

    @property
    def _table_query(self):
        return self._query().table()

    def _query(self):
        """The query of the months asked for, of the companies that are looked at.

        Override for more kinds of facts.
        """
        first, last = self.env.context.get("aftersales_months") or (None, None)
        return LedgerQuery(
            companies=self.env.companies,
            first=fields.Date.to_date(first),
            last=fields.Date.to_date(last),
            row_id=self._row_id(),
        )

    @api.model
    @api.readonly
    def web_search_read(
        self,
        domain,
        specification,
        offset=0,
        limit=None,
        order=None,
        count_limit=None,
    ):
        """A page of the list, and how many rows there are.

        Both come from one sum over the moves; the rows of the page are read again by
        their ids, which takes the moves of those accounts and parts only.
        """
        most = count_limit and max(count_limit, offset + (limit or 0))
        rows = self.search(domain, order=order, limit=most)
        page = rows[offset : offset + limit if limit else None]
        return {"length": len(rows), "records": page.web_read(specification)}

    def _search(self, domain, *args, **kwargs):
        domain = Domain(domain)
        conditions = self._conditions(domain)
        table = self._of_months(*self._months_of(conditions))
        return super(AftersalesPartLedger, table)._search(
            domain & self._keys_of(conditions), *args, **kwargs
        )

    def _of_months(self, first, last):
        """The same table of these months only; None: no limit on that side."""
        return self.with_context(aftersales_months=(first, last))

    def _months_of(self, conditions):
        """First and last month that they all allow; None: no limit on that side."""
        first = last = None
        for one in conditions:
            low = high = None
            if one.field_expr == "month":
                low, high = _limits(one.operator, one.value)
            elif one.field_expr == "id" and one.operator == "in":
                # rows that are read again name their month themselves
                months = [month for month, *_keys in map(_row_keys, one.value)]
                low, high = _limits("in", months)
            if low and (first is None or low > first):
                first = low
            if high and (last is None or high < last):
                last = high
        return first, last

    def _keys_of(self, conditions):
        """The accounts and parts of rows that are named by their ids."""
        found = Domain.TRUE
        for one in conditions:
            if one.field_expr == "id" and one.operator == "in":
                keys = [keys for _month, *keys in map(_row_keys, one.value)]
                for position, name in enumerate(("holder_id", "product_id")):
                    found &= Domain(name, "in", {ids[position] for ids in keys})
        return found

    def _conditions(self, domain):
        """Conditions that all rows of a domain fulfil."""
        domain = domain.optimize_full(self)
        parts = domain.children if isinstance(domain, DomainAnd) else [domain]
        return [one for one in parts if isinstance(one, DomainCondition)]

    def _row_id(self):
        return SQL(
            """((((EXTRACT(YEAR FROM %(month)s)::bigint - %(year)s) * 12
            + EXTRACT(MONTH FROM %(month)s)::bigint - 1) << %(holders)s)
            + %(holder)s << %(products)s) + %(product)s""",
            month=SQL.identifier("lines", "month"),
            holder=SQL.identifier("lines", "holder_id"),
            product=SQL.identifier("lines", "product_id"),
            year=FIRST_YEAR,
            holders=HOLDER_BITS,
            products=PRODUCT_BITS,
        )

    def action_open_moves(self):
        """The stock moves that a row is the sum of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(part)s, account %(account)s",
                part=self.product_id.display_name,
                account=self.holder_id.name,
            ),
            "res_model": "stock.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("aftersales_month", "=", self.month),
                "|",
                ("aftersales_from_id", "=", self.holder_id.id),
                ("aftersales_to_id", "=", self.holder_id.id),
            ],
        }


def _row_keys(row_id):
    """First day of the month, id of the account and of the part that a row is of."""
    months, rest = divmod(row_id, 1 << HOLDER_BITS + PRODUCT_BITS)
    years, month = divmod(months, 12)
    return date(FIRST_YEAR + years, month + 1, 1), *divmod(rest, 1 << PRODUCT_BITS)


def _limits(operator, value):
    """First and last month that a condition on ``month`` allows."""
    if operator == "in":
        days = [fields.Date.to_date(day) for day in value if day]
        return (min(days), max(days)) if days and all(value) else (None, None)
    if operator not in ("=", "<", "<=", ">", ">=") or not value:
        return None, None
    day = fields.Date.to_date(value)
    return (
        rules.first_day(day) if operator in ("=", ">", ">=") else None,
        rules.first_day(day) if operator in ("=", "<", "<=") else None,
    )
