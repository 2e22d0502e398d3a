"""Years of movements on accounts of spare parts, and the ledger by bare SQL.

One round of the life of a part is lived through real documents: bought, issued, given
on, returned, installed, posted, lost, counted. It is copied to other accounts, parts
and months then, fifty thousand times.
"""

from odoo.fields import Date, Datetime
from odoo.tools import SQL

from odoo.addons.aftersales_service.rules import ledger as rules
from odoo.addons.aftersales_service.rules import part as part_rules

import parts
from copies import copy, copy_of

MONTHS = 24
DEPOTS, TECHNICIANS, STATIONS, PARTS = 4, 40, 16, 2_000
MINUTES = 37_000
"""Fewer than a month has; a round begins somewhere in its month."""
NO_MINUTES = SQL("0")


class History:
    """Where and when the copies of a round are, by SQL on their number ``n``."""

    def __init__(self, env, times):
        self.env = env
        self.times = times
        self.holders = parts.make_accounts(env, TECHNICIANS, STATIONS, DEPOTS)
        self.products = parts.make_parts(env, PARTS)
        depots = self.holders.filtered(lambda one: one.kind == "depot")
        others = self.holders - depots
        #: A round is lived on these three, and copied to others in place of them
        self.cast = depots[:1] | others[:2]
        # with each turn of all parts, each of them comes to two more accounts
        turn = SQL("n / %s", PARTS)
        next_one = SQL("n %% %s + 2 * (%s)", PARTS, turn)
        self.stand_ins = SQL(
            "ARRAY[%s, %s, %s]",
            _one_of(depots, turn),
            _one_of(others, next_one),
            _one_of(others, SQL("%s + 1", next_one)),
        )

    @property
    def last_month(self):
        """The month before the present one."""
        today = self.env.company._service_date(Datetime.now())
        return rules.first_day(Date.subtract(rules.first_day(today), days=1))

    @property
    def month(self):
        """First day of the month; rounds follow each other as time goes on."""
        return SQL(
            "(%s::date + make_interval(months => ((n - 1) * %s / %s)::int))::date",
            Date.subtract(self.last_month, months=MONTHS - 1),
            MONTHS,
            self.times,
        )

    def at(self, minutes=NO_MINUTES):
        """A moment of the round, so many minutes after it began."""
        return SQL(
            """%s + interval '1 day'
            + make_interval(mins => ((n * 7919) %% %s + %s)::int)""",
            self.month,
            MINUTES,
            minutes,
        )

    @property
    def product(self):
        """The part."""
        return _one_of(self.products, SQL("n"))

    def value(self):
        """What the quantity of a move is worth."""
        prices = [int(product.standard_price) for product in self.products]
        return SQL("quantity * (%s::int[])[1 + n %% %s]", prices, len(prices))

    def account(self, column):
        """The account in place of the one that a column names."""
        return SQL(
            "(%s)[array_position(%s, %s)]",
            self.stand_ins,
            self.cast.ids,
            SQL.identifier("template", column),
        )

    def place(self, column):
        """The location in place of the one that a column names."""
        return SQL(
            """COALESCE((SELECT location_id FROM aftersales_part_holder
            WHERE id = (%s)[array_position(%s, %s)]), %s)""",
            self.stand_ins,
            [one.location_id.id for one in self.cast],
            SQL.identifier("template", column),
            SQL.identifier("template", column),
        )


def _one_of(records, number):
    return SQL("(%s::int[])[1 + (%s) %% %s]", records.ids, number, len(records))


def fill(env, values, number):
    """Fill in so many movements of spare parts, up to the end of last month.

    :param values: of a request
    :return: first day of last month
    """
    parts.set_up(env)
    history = History(env, number // 20)
    moves, uses = _live(env, values, *history.cast, history.products[:1])
    assert len(moves) * history.times == number
    env.flush_all()
    # what is copied refers to what is there; looking that up takes longer than the rest
    env.cr.execute("SET LOCAL session_replication_role = replica")
    own = {
        "product_id": history.product,
        "location_id": history.place("location_id"),
        "location_dest_id": history.place("location_dest_id"),
        "date": history.at(SQL("(place %% %s)", len(moves))),
        "picking_id": SQL("NULL"),
    }
    at = history.at()
    use = copy(
        env,
        uses,
        history.times,
        name=SQL("'BM' || place"),
        visit_part_id=SQL("NULL"),
        product_id=history.product,
        holder_id=history.account("holder_id"),
        posted_at=at,
    )
    value = history.value()
    move = copy(
        env,
        moves,
        history.times,
        **own,
        aftersales_from_id=history.account("aftersales_from_id"),
        aftersales_to_id=history.account("aftersales_to_id"),
        aftersales_month=history.month,
        aftersales_cost=value,
        aftersales_use_id=copy_of(uses, use, "aftersales_use_id"),
        value=SQL("CASE WHEN is_in OR is_out THEN %s ELSE 0 END", value),
        aftersales_done_value=SQL("CASE WHEN is_in THEN %s END", value),
    )
    lines = moves.move_line_ids
    copy(env, lines, history.times, **own, move_id=copy_of(moves, move, "move_id"))
    old_parts = uses[:1].old_part_ids
    old_part = copy(
        env,
        old_parts,
        history.times,
        name=SQL("'BM' || place"),
        part_line_id=copy_of(uses, use, "part_line_id"),
        product_id=history.product,
        holder_id=history.account("holder_id"),
        opened_at=at,
        # most come back within a month, some in the next one
        received_at=SQL("%s + interval '20 days'", at),
    )
    copy(
        env,
        old_parts.receipt_ids,
        history.times,
        old_part_id=copy_of(old_parts, old_part, "old_part_id"),
        product_id=history.product,
        holder_id=history.account("holder_id"),
        received_at=SQL("%s + interval '20 days'", at),
    )
    _fill_quants(env)
    env.cr.execute("SET LOCAL session_replication_role = origin")
    env.invalidate_all()
    return history.last_month


def _live(env, values, depot, technician, other, product):
    """Twenty movements of one part, by real documents; the moves, and what was used."""

    def go(source, target, *quantities, **more):
        return parts.move(
            env,
            source,
            target,
            [
                {"product_id": product.id, "product_uom_qty": quantity, **more}
                for quantity in quantities
            ],
        )

    places = [one.location_id for one in (depot, technician, other)]
    stock, mine, others = places
    customer, loss = (
        env.company._part_bearer_location(bearer) for bearer in ("customer", "loss")
    )
    moves = go(parts.suppliers(env), stock, 13)
    for quantity in (2, 2, 2, 2, 1, 1, 1):
        moves |= go(stock, mine, quantity)
    moves |= go(mine, others, 2) | go(mine, stock, 1)
    uses = parts.install(env, values, technician, list(product) * 6)
    uses |= parts.install(env, values, other, product)
    uses.action_post()
    moves |= uses.move_ids
    moves |= go(stock, customer, 1, aftersales_purpose="post")
    moves |= go(mine, loss, 1, aftersales_purpose="write_off")
    moves |= go(stock, product.with_company(env.company).property_stock_inventory, 1)
    return moves, uses


def _fill_quants(env):
    """What lies on accounts by the movements, those that were copied among them."""
    env.cr.execute(
        """DELETE FROM stock_quant
        WHERE location_id IN (SELECT location_id FROM aftersales_part_holder)"""
    )
    env.cr.execute(
        """INSERT INTO stock_quant
            (product_id, company_id, location_id, quantity, reserved_quantity, in_date)
        SELECT product_id, company_id, location_id, SUM(quantity), 0, MIN(date)
        FROM (
            SELECT product_id, company_id, location_dest_id AS location_id, quantity,
                date FROM stock_move WHERE state = 'done'
            UNION ALL
            SELECT product_id, company_id, location_id, -quantity,
                date FROM stock_move WHERE state = 'done'
        ) AS facts
        WHERE location_id IN (SELECT location_id FROM aftersales_part_holder)
        GROUP BY 1, 2, 3"""
    )


# Reading one month, through the ORM and by bare SQL

KEYS = ("holder_id", "product_id")
NUMBERS = (
    "opening_qty",
    *(f"{column}_qty" for column in part_rules.COLUMNS),
    "closing_qty",
    "opening_value",
    *(f"{column}_value" for column in part_rules.COLUMNS),
    "revalued_value",
    "closing_value",
    "old_due_qty",
    "old_received_qty",
    "old_waived_qty",
    "old_outstanding_qty",
    "old_age_30_qty",
    "old_age_60_qty",
    "old_age_90_qty",
    "old_age_over_qty",
)
COLUMNS = (*KEYS, *NUMBERS)
PAGE = 80


def ours_page(env, month):
    """The first page of the list, and how many rows there are, as the browser asks."""
    page = env["aftersales.part.ledger"].web_search_read(
        [("month", "=", month)], {name: {} for name in COLUMNS}, limit=PAGE
    )
    rows = page["records"]
    return [(page["length"], *(row[name] for name in COLUMNS)) for row in rows]


def ours_accounts(env, month):
    """All sums of each account, as the list grouped by account has them."""
    groups = env["aftersales.part.ledger"].formatted_read_group(
        [("month", "=", month)], ["holder_id"], [f"{name}:sum" for name in NUMBERS]
    )
    return [
        (group["holder_id"][0], *(group[f"{name}:sum"] for name in NUMBERS))
        for group in groups
    ]


def ours_rows(env, month):
    """All rows, as the closing check and the workbook read them."""
    rows = env["aftersales.part.ledger"]
    query = rows._search([("month", "=", month)])
    columns = (SQL.identifier(query.table, name) for name in COLUMNS)
    return env.execute_query(query.select(*columns))


def ours_dicts(env, month):
    """All rows by ``search_read``, a dict of each."""
    rows = env["aftersales.part.ledger"].search_read([("month", "=", month)], COLUMNS)
    return [
        (*(row[name][0] for name in KEYS), *(row[name] for name in NUMBERS))
        for row in rows
    ]


def bare_page(env, month):
    """The first page and the number of rows, with one statement."""
    columns = ", ".join(COLUMNS)
    return _bare(
        env,
        month,
        f"COUNT(*) OVER (), {columns}",
        """JOIN aftersales_part_holder AS holder ON holder.id = holder_id
        JOIN product_product AS product ON product.id = product_id""",
        f"""ORDER BY holder.kind, holder.name, holder.id, product.default_code,
        product.id LIMIT {PAGE}""",
    )


def bare_accounts(env, month):
    """The sums of each account, with one statement."""
    sums = ", ".join(f"SUM({name})" for name in NUMBERS)
    return _bare(env, month, f"holder_id, {sums}", rest="GROUP BY holder_id")


def bare_rows(env, month):
    """All rows, with one statement."""
    return _bare(env, month, ", ".join(COLUMNS))


VALUE = """COALESCE(aftersales_closed_value,
    CASE WHEN is_in OR is_out THEN value ELSE aftersales_cost END, 0)"""
SIDE = """
    SELECT aftersales_{side}_id AS holder_id, product_id, {col} AS col,
        {sign}SUM(aftersales_qty) AS qty, {sign}SUM({value}) AS value, {no_old}
    FROM stock_move WHERE company_id = %(company)s AND aftersales_month {when} %(month)s
    AND aftersales_{side}_id IS NOT NULL GROUP BY 1, 2, 3"""
OLD = {
    "old_opening": "SUM(qty) FILTER (WHERE at < %(start)s)",
    "old_due": "SUM(qty) FILTER (WHERE at >= %(start)s AND what = 'due')",
    "old_received": "-SUM(qty) FILTER (WHERE at >= %(start)s AND what = 'received')",
    "old_waived": "-SUM(qty) FILTER (WHERE at >= %(start)s AND what = 'waived')",
    "old_age_30_qty": "SUM(qty) FILTER (WHERE since >= %(day_30)s)",
    "old_age_60_qty": """SUM(qty) FILTER (
        WHERE since < %(day_30)s AND since >= %(day_60)s)""",
    "old_age_90_qty": """SUM(qty) FILTER (
        WHERE since < %(day_60)s AND since >= %(day_90)s)""",
    "old_age_over_qty": "SUM(qty) FILTER (WHERE since < %(day_90)s)",
}
LEDGER = """
    SELECT {columns} FROM (
        SELECT sums.*, opening_qty + moved_qty AS closing_qty,
            opening_value + moved_value + revalued_value AS closing_value,
            old_opening + old_due AS old_due_qty, old_received AS old_received_qty,
            old_waived AS old_waived_qty,
            old_opening + old_due - old_received - old_waived AS old_outstanding_qty
        FROM (
            SELECT holder_id, product_id, {sums}, COUNT(col) AS facts,
                COALESCE(SUM(qty) FILTER (WHERE col IS NULL), 0) AS opening_qty,
                COALESCE(SUM(value) FILTER (WHERE col IS NULL), 0) AS opening_value,
                COALESCE(SUM(qty) FILTER (WHERE col <> 'revalued'), 0) AS moved_qty,
                COALESCE(SUM(value) FILTER (WHERE col <> 'revalued'), 0) AS moved_value
            FROM (
                {sides}
                UNION ALL
                SELECT holder_id, product_id,
                    CASE WHEN month_date = %(month)s THEN 'revalued' END, NULL,
                    SUM(amount), {no_old}
                FROM aftersales_part_revaluation
                WHERE company_id = %(company)s AND month_date <= %(month)s
                GROUP BY 1, 2, 3
                UNION ALL
                SELECT holder_id, product_id,
                    CASE WHEN BOOL_OR(at >= %(start)s) THEN 'old' END,
                    NULL, NULL, {old}
                FROM (
                    SELECT holder_id, product_id, 'due' AS what, opened_at AS at,
                        opened_at AS since, quantity AS qty
                    FROM aftersales_old_part
                    WHERE company_id = %(company)s AND state <> 'void'
                    UNION ALL
                    SELECT old.holder_id, old.product_id, 'received', one.received_at,
                        opened_at, -one.quantity
                    FROM aftersales_old_part_receipt AS one
                    JOIN aftersales_old_part AS old ON old.id = one.old_part_id
                    WHERE old.company_id = %(company)s AND old.state <> 'void'
                    AND counts
                    UNION ALL
                    SELECT old.holder_id, old.product_id, 'waived', decided_at,
                        opened_at, -one.quantity
                    FROM aftersales_old_part_waiver AS one
                    JOIN aftersales_old_part AS old ON old.id = one.old_part_id
                    WHERE old.company_id = %(company)s AND old.state <> 'void'
                    AND kind = 'waive' AND one.state = 'granted'
                ) AS events WHERE at < %(after)s GROUP BY 1, 2
            ) AS facts GROUP BY 1, 2
        ) AS sums
    ) AS lines {joins}
    WHERE facts > 0 OR opening_qty <> 0 OR opening_value <> 0 OR old_opening <> 0
    {rest}
"""
"""What the ledger is, in one statement for one month, one company, one zone."""


def _bare(env, month, columns, joins="", rest=""):
    no_old = ", ".join(f"NULL::numeric AS {name}" for name in OLD)
    sides = (
        SIDE.format(
            side=side,
            sign=sign,
            value=VALUE,
            when=when,
            col=f"aftersales_{side}_column" if when == "=" else "NULL::varchar",
            no_old=no_old,
        )
        for side, sign in (("from", "-"), ("to", ""))
        for when in ("<", "=")
    )
    sums = {
        f"{column}_{name}": f"SUM({'' if column in part_rules.IN else '-'}{fact}) "
        f"FILTER (WHERE col = '{column}')"
        for fact, name in (("qty", "qty"), ("value", "value"))
        for column in part_rules.COLUMNS
    }
    sums["revalued_value"] = "SUM(value) FILTER (WHERE col = 'revalued')"
    sums |= {name: f"SUM({name})" for name in OLD}
    statement = LEDGER.format(
        columns=columns,
        sums=", ".join(f"COALESCE({sum_}, 0) AS {name}" for name, sum_ in sums.items()),
        sides=" UNION ALL ".join(sides),
        no_old=no_old,
        old=", ".join(OLD.values()),
        joins=joins,
        rest=rest,
    )
    company = env.company
    last = rules.last_day(month)
    today = min(last, company._service_date(Datetime.now()))
    bounds = {
        f"day_{days}": company._service_day_bounds(Date.subtract(today, days=days))[0]
        for days in (30, 60, 90)
    }
    env.cr.execute(
        statement,
        {
            "company": company.id,
            "month": month,
            "start": company._service_day_bounds(month)[0],
            "after": company._service_day_bounds(last)[1],
            **bounds,
        },
    )
    return env.cr.fetchall()
