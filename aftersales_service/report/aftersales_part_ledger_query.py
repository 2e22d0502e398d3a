from dataclasses import dataclass
from datetime import date

from odoo import fields, models
from odoo.tools import SQL

from ..rules import part as rules

#: Days up to which outstanding old parts are counted in each column of their age
AGES = {"old_age_30_qty": 30, "old_age_60_qty": 60, "old_age_90_qty": 90}
OVER = "old_age_over_qty"
OLD = ("old_opening", "old_due", "old_received", "old_waived", *AGES, OVER)
#: Columns of a fact beside company, account, part and month → what is no such fact.
#: Sums pass over it, which costs less than adding up zeros
FACTS = {"col": "NULL", **dict.fromkeys(("qty", "val", *OLD), "NULL::numeric")}


@dataclass(frozen=True)
class LedgerQuery:
    """The ledger of spare parts as one SQL statement, made of pieces.

    Movements are summed up by account, part, month and column; what happened before the
    first month by account and part alone, in a branch of its own: so the planner knows
    how few sums there are. All the rest works on these, and only adds up: nothing is
    joined to them, because PostgreSQL can't know how many they are.

    :param companies: whose ledgers, each in its own zone
    :param first: first month; None: that of the first movement
    :param last: last month; None: the present one
    :param row_id: SQL of a row's id, by ``lines.month``, ``holder_id``, ``product_id``
    """

    companies: models.BaseModel
    first: date | None
    last: date | None
    row_id: SQL

    def table(self):
        """The whole statement."""
        return SQL(
            """WITH zones(company_id, tz, today) AS (VALUES %(zones)s),
            months AS MATERIALIZED (%(months)s),
            facts AS (%(facts)s),
            lines AS (%(lines)s)
            SELECT %(select)s FROM lines
            JOIN aftersales_part_holder AS holder ON holder.id = lines.holder_id
            JOIN res_company AS company ON company.id = lines.company_id
            WHERE %(where)s""",
            zones=self._zones(),
            months=self._months(),
            facts=SQL(" UNION ALL ").join(self._facts()),
            lines=self._lines_of_one() if self._is_one else self._lines_of_many(),
            select=self._select(),
            where=self._where(),
        )

    @property
    def _is_one(self):
        return bool(self.first) and self.first == self.last

    def _zones(self):
        now = fields.Datetime.now()
        return SQL(", ").join(
            SQL(
                "(%s, %s, %s::date)",
                company.id,
                company._service_tz(),
                company._service_date(now),
            )
            for company in self.companies
        )

    # Facts

    def _facts(self):
        """Branches of one column list; ``month`` is NULL before the first one.

        ``qty`` and ``val`` are signed: what was added to the balance.
        """
        for side, sign in (("from", SQL("-")), ("to", SQL("+"))):
            column = SQL.identifier(f"aftersales_{side}_column")
            for condition, month in self._times(SQL("aftersales_month")):
                yield self._moves(side, sign, condition, month, month and column)
        for condition, month in self._times(SQL("month_date")):
            yield self._branch(
                SQL(
                    "aftersales_part_revaluation WHERE company_id IN %s AND %s",
                    self._company_ids,
                    condition,
                ),
                month,
                col=month and SQL("'revalued'"),
                val=SQL("SUM(amount)"),
            )
        yield self._old_parts()

    def _times(self, month):
        """Conditions on the month of facts, and what stands for their month.

        :param month: SQL of the column
        :return: pairs; what is before the first month has none
        """
        within = SQL("TRUE")
        if self.first:
            yield SQL("%s < %s", month, self.first), None
            within = SQL("%s >= %s", month, self.first)
        if self.last:
            within = SQL("%s AND %s <= %s", within, month, self.last)
        yield within, month

    @property
    def _company_ids(self):
        return tuple(self.companies.ids)

    def _branch(self, source, month, holder=None, **columns):
        """One SELECT of the column list; what isn't given is zero."""
        return SQL(
            """SELECT company_id, %s AS holder_id, product_id, %s AS month, %s FROM %s
            GROUP BY 1, 2, 3, 4, 5""",
            holder or SQL("holder_id"),
            month or SQL("NULL::date"),
            SQL(", ").join(
                SQL("%s AS %s", columns.get(name) or SQL(empty), SQL.identifier(name))
                for name, empty in FACTS.items()
            ),
            source,
        )

    def _moves(self, side, sign, condition, month, column):
        """Stock moves, on the side of the account they leave or come to."""
        holder = SQL.identifier(f"aftersales_{side}_id")
        return self._branch(
            SQL(
                "stock_move WHERE %s IS NOT NULL AND company_id IN %s AND %s",
                holder,
                self._company_ids,
                condition,
            ),
            month,
            holder,
            col=column,
            qty=SQL("%s SUM(aftersales_qty)", sign),
            val=SQL("%s SUM(%s)", sign, self._value()),
        )

    def _value(self):
        """Value of a move: as its month was closed, or as Odoo says now."""
        return SQL(
            """COALESCE(aftersales_closed_value, CASE WHEN is_in OR is_out THEN value
            ELSE aftersales_cost END, 0)"""
        )

    def _old_parts(self):
        """Old parts in each month: what was owed when it began, what came and went."""
        during = SQL("at >= months.start")
        columns = {
            "old_opening": SQL("at < months.start"),
            "old_due": SQL("%s AND what = 'due'", during),
            "old_received": SQL("%s AND what = 'received'", during),
            "old_waived": SQL("%s AND what = 'waived'", during),
            **self._ages(),
        }
        gone = ("old_received", "old_waived")
        return SQL(
            """SELECT company_id, holder_id, product_id, months.month,
            CASE WHEN COUNT(*) FILTER (WHERE %s) > 0 THEN 'old' END AS col, %s, %s
            FROM (%s) AS event JOIN months USING (company_id) WHERE at < months.after
            GROUP BY 1, 2, 3, 4""",
            during,
            SQL(", ").join(SQL(FACTS[name]) for name in ("qty", "val")),
            SQL(", ").join(
                SQL(
                    "%s SUM(qty) FILTER (WHERE %s)",
                    SQL("-" if name in gone else "+"),
                    columns[name],
                )
                for name in OLD
            ),
            self._old_events(),
        )

    def _old_events(self):
        """Rows of old parts: keys, ``what``, ``at``, ``qty``, ``since``.

        ``qty`` is signed: what it added to what is outstanding.
        """
        return SQL(
            """SELECT company_id, holder_id, product_id, opened_at AS since,
            'due' AS what, opened_at AS at, quantity AS qty
            FROM aftersales_old_part WHERE state <> 'void'
            UNION ALL
            SELECT old.company_id, old.holder_id, old.product_id, old.opened_at,
            event.what, event.at, event.qty FROM aftersales_old_part AS old JOIN (
                SELECT 'received', received_at, -quantity, old_part_id
                FROM aftersales_old_part_receipt WHERE counts
                UNION ALL
                SELECT 'waived', decided_at, -quantity, old_part_id
                FROM aftersales_old_part_waiver
                WHERE kind = 'waive' AND state = 'granted'
            ) AS event(what, at, qty, old_id) ON event.old_id = old.id
            WHERE old.state <> 'void'"""
        )

    def _ages(self):
        """Column → condition: how old a part was at the end of a month, or today."""
        columns, younger = {}, SQL("TRUE")
        for name, days in AGES.items():
            border = SQL("months.%s", SQL.identifier(f"since_{days}"))
            columns[name] = SQL("%s AND since >= %s", younger, border)
            younger = SQL("since < %s", border)
        columns[OVER] = younger
        return columns

    # Months

    def _months(self):
        """The months that the table has rows of, up to the present one.

        Each with the moments, in UTC, at which it begins and ends and at which old
        parts of an age were owed.
        """
        day = SQL("LEAST(month + interval '1 month - 1 day', today)::date")
        moments = {
            "start": SQL("month"),
            "after": SQL("month + interval '1 month'"),
            **{f"since_{days}": SQL("%s - %s", day, days) for days in AGES.values()},
        }
        return SQL(
            "SELECT company_id, month::date, %s FROM zones CROSS JOIN %s AS month",
            SQL(", ").join(
                SQL(
                    "((%s)::timestamp AT TIME ZONE tz) AT TIME ZONE 'UTC' AS %s",
                    moment,
                    SQL.identifier(name),
                )
                for name, moment in moments.items()
            ),
            self._range(),
        )

    def _range(self):
        """First days of the months; the planner sees when there is only one."""
        latest = SQL(
            """GREATEST((SELECT date_trunc('month', MAX(today))::date FROM zones),
            (SELECT MAX(aftersales_month) FROM stock_move WHERE company_id IN %s))""",
            self._company_ids,
        )
        if self._is_one:
            return SQL(
                "(SELECT %s::timestamp AS month WHERE %s <= %s)",
                self.first,
                self.first,
                latest,
            )
        earliest = SQL(
            """LEAST(
            (SELECT MIN(aftersales_month) FROM stock_move WHERE company_id IN %s),
            (SELECT MIN(month_date) FROM aftersales_part_revaluation
                WHERE company_id IN %s),
            (SELECT date_trunc('month', MIN(
                    opened_at AT TIME ZONE 'UTC' AT TIME ZONE tz))::date
                FROM aftersales_old_part JOIN zones USING (company_id)))""",
            self._company_ids,
            self._company_ids,
        )
        return SQL(
            """generate_series(COALESCE(%s::date, %s)::timestamp,
            LEAST(%s::date, %s)::timestamp, interval '1 month')""",
            self.first,
            earliest,
            self.last,
            latest,
        )

    # Lines

    def _lines_of_one(self):
        """Each account and part in the only month, with what was there before it."""
        before = SQL("facts.month IS NULL")
        return SQL(
            """SELECT company_id, holder_id, product_id, months.month,
            %(own)s, %(qty)s AS opening_qty, %(val)s AS opening_value
            FROM facts JOIN months USING (company_id) GROUP BY 1, 2, 3, 4""",
            own=self._sums(),
            qty=_sum(SQL("qty"), before),
            val=_sum(SQL("val"), before),
        )

    def _lines_of_many(self):
        """Each account and part in each month, with what was there when it began.

        Each has a row in every month, and one before the first, which is left out
        when the sums over the earlier ones are made.
        """
        before = SQL("(SELECT MIN(month) - 1 FROM months)")
        return SQL(
            """SELECT * FROM (
                SELECT sums.*,
                COALESCE(SUM(qty) OVER earlier, 0) AS opening_qty,
                COALESCE(SUM(val) OVER earlier, 0) AS opening_value
                FROM (
                    SELECT company_id, holder_id, product_id,
                    COALESCE(month, %(before)s) AS month, %(own)s,
                    %(qty)s AS qty, %(val)s AS val
                    FROM (
                        SELECT * FROM facts UNION ALL
                        SELECT keys.*, months.month, %(empty)s FROM months JOIN
                        (SELECT DISTINCT company_id, holder_id, product_id FROM facts)
                        AS keys USING (company_id)
                    ) AS facts GROUP BY 1, 2, 3, 4
                ) AS sums
                WINDOW earlier AS (PARTITION BY company_id, holder_id, product_id
                ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ) AS lines WHERE month > %(before)s""",
            before=before,
            own=self._sums(),
            qty=_sum(SQL("qty")),
            val=_sum(SQL("val")),
            empty=SQL(", ").join(map(SQL, FACTS.values())),
        )

    def _sums(self):
        """The columns of a row, summed up over facts of its month.

        What was before the first month has none of these columns.
        """
        columns = {
            f"{column}_{name}": _sum(
                SQL("%s" if column in rules.IN else "-%s", SQL.identifier(fact)),
                SQL("col = %s", column),
            )
            for fact, name in (("qty", "qty"), ("val", "value"))
            for column in rules.COLUMNS
        }
        columns["revalued_value"] = _sum(SQL("val"), SQL("col = 'revalued'"))
        columns |= {name: _sum(SQL.identifier(name)) for name in OLD}
        # what has a column happened in the month
        columns["moved"] = SQL("COUNT(col)")
        return SQL(", ").join(
            SQL("%s AS %s", amount, SQL.identifier(name))
            for name, amount in columns.items()
        )

    # Columns

    def _select(self):
        columns = {
            "id": self.row_id,
            "month": SQL("lines.month"),
            "company_id": SQL("lines.company_id"),
            "currency_id": SQL("company.currency_id"),
            "holder_id": SQL("lines.holder_id"),
            "kind": SQL("holder.kind"),
            "product_id": SQL("lines.product_id"),
            "opening_qty": SQL("opening_qty"),
            "opening_value": SQL("opening_value"),
            "revalued_value": SQL("revalued_value"),
            "closing_qty": self._closing("qty"),
            "closing_value": SQL("%s + revalued_value", self._closing("value")),
            "old_due_qty": SQL("old_opening + old_due"),
            "old_received_qty": SQL("old_received"),
            "old_waived_qty": SQL("old_waived"),
            "old_outstanding_qty": SQL(
                "old_opening + old_due - old_received - old_waived"
            ),
        }
        for name in ("qty", "value"):
            for column in rules.COLUMNS:
                columns[f"{column}_{name}"] = SQL.identifier(f"{column}_{name}")
        for name in (*AGES, OVER):
            columns[name] = SQL.identifier(name)
        return SQL(", ").join(
            SQL("%s AS %s", expression, SQL.identifier(name))
            for name, expression in columns.items()
        )

    def _closing(self, name):
        signed = (
            SQL(
                "%s %s",
                SQL("+" if column in rules.IN else "-"),
                SQL.identifier(f"{column}_{name}"),
            )
            for column in rules.COLUMNS
        )
        return SQL("opening_%s %s", SQL(name), SQL(" ").join(signed))

    def _where(self):
        """Rows in which something lies, moves or is owed."""
        return SQL(
            "moved > 0 OR opening_qty <> 0 OR opening_value <> 0 OR old_opening <> 0"
        )


def _sum(amount, condition=None):
    when = SQL(" FILTER (WHERE %s)", condition) if condition else SQL()
    return SQL("COALESCE(SUM(%s)%s, 0)", amount, when)
