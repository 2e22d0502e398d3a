"""Ledger = Odoo's valuation: each difference is explained, or it is a break.

Closing a month brings each account to its quantity times Odoo's cost. What is written
for that must follow from rounding, from costs that people set, from bills that came
later, or cancel out between accounts. The rest is not plugged.
"""

from odoo.tools import SQL

from ..rules import ledger as rules


def find_values(month, values):
    """Parts whose value changed without a reason, or that passed at a wrong cost."""
    found = []
    for product in values.products:
        found += _unexplained(product, values)
        found += _opening(product, values)
    return found + _passed_beyond(month, values)


def _unexplained(product, values):
    env = values.env
    moved, count, late, unnoted = values.moved.get(product.id, (0, 0, 0, 0))
    end = sum(value for _qty, value in values.at_end[product].values())
    facts = {
        "start": values.at_start[product],
        "end": end,
        "moved": moved,
        "movements": count,
        # what was used before the bill came keeps its value
        "late": -late,
    }
    if not rules.Valuation(**facts).unexplained:
        return []
    if unnoted and not values.before:
        # from before the accounts were kept: nobody noted what receipts were worth
        return []
    rest = rules.Valuation(**facts, changed=values.changed(product)).unexplained
    if not rest:
        return []
    return [
        {
            "res_model": product._name,
            "res_id": product.id,
            "product_id": product.id,
            "expected": (facts["start"] + moved) / values.unit,
            "found": (facts["start"] + moved + rest) / values.unit,
            "name": env._(
                "%(part)s: its value changed by more than its movements",
                part=product.display_name,
            ),
            "way_out": env._(
                "Look for a movement with a wrong value and put it right with Odoo's "
                "“Adjust Valuation”, or reverse it."
            ),
        }
    ]


def _opening(product, values):
    """Closed months carry what they were closed at; later bills explain the rest."""
    if not values.before:
        return []
    env = values.env
    opening = sum(
        value
        for (_h, part), (value, _q, _c) in values.lines.items()
        if part == product.id
    )
    if not opening and not values.at_start[product]:
        return []
    late = values.late_of_closed.get(product.id, 0)
    wanted = values.opening_target(product)
    rest = wanted - opening
    low, high = sorted((0, late))
    rounding = 2 * rules.CENTS_PER_MOVEMENT
    if low - rounding <= rest <= high + rounding:
        return []
    return [
        {
            "res_model": product._name,
            "res_id": product.id,
            "product_id": product.id,
            "expected": opening / values.unit,
            "found": wanted / values.unit,
            "name": env._(
                "%(part)s: its value at the start isn't that at which %(month)s closed",
                part=product.display_name,
                month=values.before.name,
            ),
            "way_out": env._(
                "Movements of a closed month were changed. Open that month again and "
                "close it anew."
            ),
        }
    ]


def _passed_beyond(month, values):
    """Movements between places of the company at a cost that the part never had."""
    env = values.env
    costs = _unit_costs(values)
    found = []
    rows = env.execute_query(
        SQL(
            """SELECT move.id, move.reference, move.product_id, move.aftersales_from_id,
                move.aftersales_qty, move.aftersales_cost
            FROM stock_move AS move
            WHERE move.company_id = %s AND move.aftersales_month = %s
            AND NOT COALESCE(move.is_in, FALSE) AND NOT COALESCE(move.is_out, FALSE)
            ORDER BY move.id""",
            values.company.id,
            month.date_from,
        )
    )
    for move, reference, product_id, holder, quantity, cost in rows:
        product = env["product.product"].browse(product_id)
        quantity = float(quantity or 0)
        if product.lot_valuated or not rules.beyond(
            values.cents(cost),
            quantity,
            costs.get(product_id, ()),
            cents=1 + quantity,
        ):
            continue
        found.append(
            {
                "res_model": "stock.move",
                "res_id": move,
                "product_id": product_id,
                "holder_id": holder,
                "expected": min(costs[product_id]) * quantity / values.unit,
                "found": cost,
                "name": env._(
                    "%(part)s passed in %(transfer)s at a value that it never had",
                    part=product.display_name,
                    transfer=reference or "/",
                ),
                "way_out": env._(
                    "Return the part by a transfer, and give it out anew."
                ),
            }
        )
    return found


def _unit_costs(values):
    """Part id → costs of a piece, in cents, that were right some time in the month."""
    env = values.env
    found = {}
    for name in ("at_start_by_lot", "at_end"):
        for product, by_lot in getattr(values, name).items():
            for quantity, value in by_lot.values():
                if quantity:
                    found.setdefault(product.id, set()).add(value / quantity)
    rows = env.execute_query(
        SQL(
            """SELECT product_id, value / NULLIF(product_qty, 0) * %(unit)s,
                aftersales_done_value / NULLIF(product_qty, 0) * %(unit)s
            FROM stock_move WHERE company_id = %(company)s AND state = 'done'
            AND (is_in OR is_out) AND product_id IN %(products)s
            AND date < %(after)s %(since)s""",
            unit=values.unit,
            company=values.company.id,
            products=tuple(values.products.ids) or (0,),
            after=values.after,
            since=SQL("AND date >= %s", values.since) if values.since else SQL(),
        )
    )
    for product, *units in rows:
        found.setdefault(product, set()).update(
            float(unit) for unit in units if unit is not None
        )
    people = env["product.value"].search(
        [
            ("product_id", "in", values.products.ids),
            ("move_id", "=", False),
            ("company_id", "=", values.company.id),
            ("date", "<", values.after),
        ]
    )
    for row in people:
        found.setdefault(row.product_id.id, set()).add(row.value * values.unit)
    return found
