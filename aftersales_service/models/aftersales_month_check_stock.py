"""Ledger = goods on hand: what lies there by the quants, part by part, lot by lot."""

from collections import defaultdict

from odoo.tools import SQL, float_compare


def find_stock(month, values):
    """Accounts and parts, or lots, of which another quantity lies there."""
    env = values.env
    by_lot = _on_hand(month, values)
    on_hand = defaultdict(float)
    for (holder, product, _lot), quantity in by_lot.items():
        on_hand[holder, product] += quantity
    ledger = {key: quantity for key, (_open, quantity, _) in values.lines.items()}
    digits = env["decimal.precision"].precision_get("Product Unit")
    found, wrong = [], set()
    for key in dict.fromkeys([*ledger, *on_hand]):
        expected, lies = ledger.get(key, 0), on_hand.get(key, 0)
        if float_compare(expected, lies, precision_digits=digits):
            wrong.add(key)
            found.append(_break(env, *key, expected, lies))
    moved = _moved_lots(month, values)
    for key in dict.fromkeys([*moved, *by_lot]):
        holder, product, lot = key
        expected, lies = moved.get(key, 0), by_lot.get(key, 0)
        if (holder, product) in wrong or not lot:
            continue
        if float_compare(expected, lies, precision_digits=digits):
            found.append(_break(env, holder, product, expected, lies, lot))
    return found


def _break(env, holder, product, expected, lies, lot=None):
    account = env["aftersales.part.holder"].browse(holder)
    part = env["product.product"].browse(product)
    what = part.display_name
    if lot:
        what = f"{what}, {env['stock.lot'].browse(lot).name}"
    return {
        "res_model": "stock.lot" if lot else "aftersales.part.holder",
        "res_id": lot or holder,
        "holder_id": holder,
        "product_id": product,
        "expected": expected,
        "found": lies,
        "name": env._(
            "%(part)s on account %(account)s: another quantity lies there",
            part=what,
            account=account.name,
        ),
        "way_out": env._(
            "Compare the movements with the goods; count the part there and book the "
            "difference."
        ),
    }


def _places(values):
    """Location id → account id, for all places that lie on accounts."""
    locations = values.env["stock.location"].search(
        [
            ("company_id", "=", values.company.id),
            ("usage", "in", ("internal", "transit")),
        ]
    )
    holders = locations._part_holders() if locations else {}
    return {place: holder.id for place, holder in holders.items() if holder}


def _on_hand(month, values):
    """(account, part, lot) → what lay there when the month ended.

    What the quants say now, less what has come since and plus what has gone.
    """
    env = values.env
    env.flush_all()
    places = _places(values)
    found = defaultdict(float)
    if not places:
        return found
    rows = env.execute_query(
        SQL(
            """SELECT place, product_id, lot_id, SUM(quantity) FROM (
                SELECT location_id AS place, product_id, lot_id, quantity
                FROM stock_quant WHERE location_id IN %(places)s
                UNION ALL
                SELECT location_dest_id, product_id, lot_id, -quantity_product_uom
                FROM stock_move_line WHERE location_dest_id IN %(places)s
                AND state = 'done' AND date >= %(after)s
                UNION ALL
                SELECT location_id, product_id, lot_id, quantity_product_uom
                FROM stock_move_line WHERE location_id IN %(places)s
                AND state = 'done' AND date >= %(after)s
            ) AS facts GROUP BY 1, 2, 3""",
            places=tuple(places),
            after=values.after,
        )
    )
    for place, product, lot, quantity in rows:
        if quantity:
            found[places[place], product, lot] += float(quantity)
    return found


def _moved_lots(month, values):
    """(account, part, lot) → what the lines of the ledger's movements add up to."""
    rows = values.env.execute_query(
        SQL(
            """SELECT side.holder_id, line.product_id, line.lot_id,
                SUM(side.sign * line.quantity_product_uom)
            FROM stock_move AS move
            JOIN stock_move_line AS line ON line.move_id = move.id
            CROSS JOIN LATERAL (VALUES
                (move.aftersales_from_id, -1), (move.aftersales_to_id, 1)
            ) AS side(holder_id, sign)
            WHERE move.company_id = %s AND move.aftersales_month <= %s
            AND line.lot_id IS NOT NULL AND side.holder_id IS NOT NULL
            GROUP BY 1, 2, 3""",
            values.company.id,
            month.date_from,
        )
    )
    return {tuple(key): float(quantity) for *key, quantity in rows}
