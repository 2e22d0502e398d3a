from collections import defaultdict
from functools import cached_property

from odoo import fields, models
from odoo.tools import SQL

from ..rules import ledger as rules
from ..rules import part as part_rules

#: Columns of the ledger by which a closed month is recognised again
ROW = (
    "holder_id",
    "product_id",
    "opening_qty",
    *(f"{column}_qty" for column in part_rules.COLUMNS),
    "closing_qty",
    "opening_value",
    *(f"{column}_value" for column in part_rules.COLUMNS),
    "revalued_value",
    "closing_value",
)


class MonthValues:
    """What the checks of one month go by; everything is worked out once.

    Amounts are in the smallest unit of the currency. As superuser, for the month's
    company only.
    """

    def __init__(self, month):
        month = month.sudo().with_company(month.company_id)
        self.month = month.with_context(
            allowed_company_ids=month.company_id.ids, active_test=False
        )
        self.env = self.month.env
        self.company = self.month.company_id
        self.unit = 10**self.company.currency_id.decimal_places
        self.start, self.after = self.month._bounds()

    def cents(self, amount):
        """An amount as a whole number of the smallest unit."""
        return round(float(amount or 0) * self.unit)

    @cached_property
    def before(self):
        """The month that was closed last; nothing: this one is the first."""
        return self.month._before()

    @property
    def since(self):
        """When what this month answers for begins: the first one answers for all."""
        return self.start if self.before else None

    # Ledger

    def rows(self, names=ROW):
        """Rows of the ledger in this month: tuples, ordered by account and part."""
        ledger = self.env["aftersales.part.ledger"]
        query = ledger._search(self.month._own_rows(), order="holder_id, product_id")
        query.order = SQL("holder_id, product_id")
        return self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in names))
        )

    @cached_property
    def lines(self):
        """(account id, part id) → opening value, closing quantity, closing value."""
        names = ("holder_id", "product_id", "opening_value", "closing_qty")
        return {
            (holder, product): (self.cents(opening), float(qty), self.cents(value))
            for holder, product, opening, qty, value in self.rows(
                (*names, "closing_value")
            )
        }

    @cached_property
    def products(self):
        return self.env["product.product"].browse(
            dict.fromkeys(product for _holder, product in self.lines)
        )

    @cached_property
    def lot_quantities(self):
        """Part valued by lots → lot id → account id → quantity at the month's end."""
        products = self.products.filtered("lot_valuated")
        found = defaultdict(lambda: defaultdict(dict))
        if not products:
            return found
        self.env["stock.move.line"].flush_model()
        self.env["stock.move"].flush_model()
        for product, lot, holder, quantity in self.env.execute_query(
            SQL(
                """SELECT line.product_id, line.lot_id, side.holder_id,
                    SUM(side.sign * line.quantity_product_uom)
                FROM stock_move_line AS line
                JOIN stock_move AS move ON move.id = line.move_id
                CROSS JOIN LATERAL (VALUES
                    (move.aftersales_from_id, -1), (move.aftersales_to_id, 1)
                ) AS side(holder_id, sign)
                WHERE move.company_id = %s AND move.product_id IN %s
                AND move.aftersales_month <= %s AND side.holder_id IS NOT NULL
                GROUP BY 1, 2, 3""",
                self.company.id,
                tuple(products.ids),
                self.month.date_from,
            )
        ):
            found[product][lot][holder] = float(quantity)
        return found

    # Odoo's valuation

    def valued(self, product, moment):
        """Lot id, or None → quantity and value of a part before a moment."""
        return {
            lot: (quantity, self.cents(value))
            for lot, (quantity, value) in product._value_before(moment).items()
        }

    @cached_property
    def at_end(self):
        """Part → lot id, or None → quantity and value when the month ended."""
        return {product: self.valued(product, self.after) for product in self.products}

    @cached_property
    def at_start(self):
        """Part → its value when what this month answers for began."""
        return {
            product: sum(value for _qty, value in found.values())
            for product, found in self.at_start_by_lot.items()
        }

    @cached_property
    def at_start_by_lot(self):
        if not self.since:
            return {product: {} for product in self.products}
        return {product: self.valued(product, self.start) for product in self.products}

    @cached_property
    def targets(self):
        """(account id, part id) → value when the month ended, by Odoo's cost."""
        found = defaultdict(int)
        for product, by_lot in self.at_end.items():
            for lot, (quantity, value) in by_lot.items():
                held = self._held(product, lot)
                # what lies on no account takes its share of the value, too
                held[None] = quantity - sum(held.values())
                for holder, cents in rules.targets(value, held).items():
                    if holder:
                        found[holder, product.id] += cents
        return found

    def _held(self, product, lot):
        """Account id → quantity at the month's end."""
        if product.lot_valuated:
            return dict(self.lot_quantities[product.id][lot])
        return {
            holder: quantity
            for (holder, part), (_value, quantity, _) in self.lines.items()
            if part == product.id
        }

    @cached_property
    def revaluations(self):
        """(account id, part id) → what its value lacks, in cents, without zeros."""
        carried = {key: value for key, (_open, _qty, value) in self.lines.items()}
        return rules.revaluations(carried, self.targets)

    @cached_property
    def moved(self):
        """Part id → value of what came in minus what went out, number of movements,
        what bills made of receipts since, whether some receipts weren't noted.

        All movements of the company count, not only those on accounts: Odoo's cost is
        one for all.
        """
        moves = self.env["stock.move"]
        moves.flush_model()
        since = SQL("AND date >= %s", self.since) if self.since else SQL()
        return {
            product: (self.cents(moved), count, self.cents(late), unnoted)
            for product, moved, count, late, unnoted in self.env.execute_query(
                SQL(
                    """SELECT product_id,
                    SUM(CASE WHEN is_in THEN value ELSE -value END), COUNT(*),
                    SUM(CASE WHEN is_in THEN value - aftersales_done_value END),
                    COUNT(*) FILTER (WHERE is_in AND aftersales_done_value IS NULL)
                    FROM stock_move WHERE company_id = %(company)s AND state = 'done'
                    AND (is_in OR is_out) AND product_id IN %(products)s
                    AND date < %(after)s %(since)s GROUP BY product_id""",
                    company=self.company.id,
                    products=tuple(self.products.ids) or (0,),
                    after=self.after,
                    since=since,
                )
            )
        }

    @cached_property
    def late_of_closed(self):
        """Part id → what bills made of receipts of closed months since they closed."""
        self.env["stock.move"].flush_model()
        return {
            product: self.cents(late)
            for product, late in self.env.execute_query(
                SQL(
                    """SELECT product_id, SUM(value - aftersales_closed_value)
                    FROM stock_move WHERE company_id = %s AND aftersales_month < %s
                    AND is_in AND aftersales_closed_value IS NOT NULL
                    AND product_id IN %s GROUP BY product_id
                    HAVING SUM(value - aftersales_closed_value) <> 0""",
                    self.company.id,
                    self.month.date_from,
                    tuple(self.products.ids) or (0,),
                )
            )
        }

    def opening_target(self, product):
        """What all accounts together are worth at the start, by Odoo's cost now."""
        held = sum(
            self.quantity_at_start.get((holder, part), 0)
            for holder, part in self.lines
            if part == product.id
        )
        by_lot = self.at_start_by_lot[product]
        quantity = sum(qty for qty, _value in by_lot.values())
        value = self.at_start[product]
        return round(value * held / quantity) if quantity else 0

    @cached_property
    def quantity_at_start(self):
        names = ("holder_id", "product_id", "opening_qty")
        return {
            (holder, product): float(quantity)
            for holder, product, quantity in self.rows(names)
        }

    def changed(self, product):
        """What people who set a new cost did to the value of a part in this time."""
        domain = [
            ("product_id", "=", product.id),
            ("move_id", "=", False),
            ("company_id", "=", self.company.id),
            ("date", "<", self.after),
        ]
        if self.since:
            domain.append(("date", ">=", self.since))
        moments = set(self.env["product.value"].search(domain).mapped("date"))
        total = 0
        for moment in moments:
            moment = moment.replace(microsecond=0)
            next_one = fields.Datetime.add(moment, seconds=1)
            before, after = (
                sum(value for _qty, value in self.valued(product, at).values())
                for at in (moment, next_one)
            )
            total += after - before - self._moved_between(product, moment, next_one)
        return total + self._variance(product)

    def _moved_between(self, product, start, after):
        moves = self.env["stock.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("product_id", "=", product.id),
                ("state", "=", "done"),
                ("date", ">=", start),
                ("date", "<", after),
            ]
        )
        return self.cents(
            sum(moves.filtered("is_in").mapped("value"))
            - sum(moves.filtered("is_out").mapped("value"))
        )

    def _variance(self, product):
        """Parts at a standard cost: what they were bought for beside it."""
        if product.cost_method != "standard" or product.lot_valuated:
            return 0
        domain = [
            ("company_id", "=", self.company.id),
            ("product_id", "=", product.id),
            ("is_in", "=", True),
            ("date", "<", self.after),
        ]
        if self.since:
            domain.append(("date", ">=", self.since))
        return self.cents(
            sum(
                product._get_standard_price_at_date(move.date) * move._get_valued_qty()
                - move.value
                for move in self.env["stock.move"].search(domain)
            )
        )


class AftersalesMonth(models.Model):
    """What closing writes, and opening again takes back."""

    _inherit = "aftersales.month"

    def _write_revaluations(self, values):
        """Bring each account to its quantity times Odoo's cost (PRT-8)."""
        self.ensure_one()
        self.env["aftersales.part.revaluation"].create(
            [
                {
                    "month_id": self.id,
                    "holder_id": holder,
                    "product_id": product,
                    "amount": cents / values.unit,
                    "reason": "valuation",
                }
                for (holder, product), cents in sorted(values.revaluations.items())
            ]
        )

    def _take_revaluations_back(self):
        self.ensure_one()
        rows = self.env["aftersales.part.revaluation"]
        sums = rows._read_group(
            [("month_id", "=", self.id)], ["holder_id", "product_id"], ["amount:sum"]
        )
        rows.create(
            [
                {
                    "month_id": self.id,
                    "holder_id": holder.id,
                    "product_id": product.id,
                    "amount": -amount,
                    "reason": "reopened",
                }
                for holder, product, amount in sums
                if amount
            ]
        )
