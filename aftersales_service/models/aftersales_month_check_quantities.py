"""Report = movement = claim: three documents, one quantity (PRT-8).

What the customer signed for, what left the account, and what the supplier is asked for.
"""

from odoo.tools import SQL


def find_quantities(month, values):
    """Uses of the month whose quantities differ, and signed parts nobody booked."""
    env = values.env
    env.flush_all()
    found = []
    for row in env.execute_query(_uses(month)):
        use_id, name, product, holder, used, signed, moved, own = row
        shared = {
            "res_model": "aftersales.part.use",
            "res_id": use_id,
            "product_id": product,
            "holder_id": holder,
            "expected": used,
        }
        if signed is not None and signed != used:
            found.append(
                {
                    **shared,
                    "found": signed,
                    "name": env._(
                        "%(use)s: the signed report says another quantity", use=name
                    ),
                    "way_out": env._(
                        "Take the write-off back and have the report corrected."
                    ),
                }
            )
        # what a station owns itself has no stock with us
        if not own and moved != used:
            found.append(
                {
                    **shared,
                    "found": moved,
                    "name": env._(
                        "%(use)s: the movements add up to another quantity", use=name
                    ),
                    "way_out": env._(
                        "Look at its transfers; take the write-off back and write it "
                        "off anew."
                    ),
                }
            )
    return found + _claims(month, values)


def _uses(month):
    """Uses written off or taken back in the month, and what they ought to move."""
    start, after = month._bounds()
    return SQL(
        """SELECT use.id, use.name, use.product_id, use.holder_id,
            CASE WHEN use.state = 'posted' THEN use.quantity ELSE 0 END,
            CASE WHEN use.state = 'posted' THEN part.quantity END,
            COALESCE(moves.quantity, 0), holder.owner = 'station'
        FROM aftersales_part_use AS use
        JOIN aftersales_part_holder AS holder ON holder.id = use.holder_id
        LEFT JOIN aftersales_visit_part AS part ON part.id = use.visit_part_id
        LEFT JOIN LATERAL (
            SELECT SUM(CASE WHEN aftersales_from_id = use.holder_id
                THEN aftersales_qty ELSE -aftersales_qty END) AS quantity,
                BOOL_OR(aftersales_month = %(month)s) AS touched
            FROM stock_move WHERE aftersales_use_id = use.id AND state = 'done'
        ) AS moves ON TRUE
        WHERE use.company_id = %(company)s AND (moves.touched OR (
            use.posted_at >= %(start)s AND use.posted_at < %(after)s
            AND use.state = 'posted'))
        ORDER BY use.id""",
        month=month.date_from,
        company=month.company_id.id,
        start=start,
        after=after,
    )


def _claims(month, values):
    """Parts that a supplier bears, against what is claimed for them."""
    env = values.env
    start, after = month._bounds()
    uses = env["aftersales.part.use"].search(
        [
            ("company_id", "=", month.company_id.id),
            ("state", "=", "posted"),
            ("posted_at", ">=", start),
            ("posted_at", "<", after),
        ]
    )
    claimed = month._claimed_quantities(uses)
    found = []
    for use in uses:
        if use.id not in claimed or claimed[use.id] == use.quantity:
            continue
        found.append(
            {
                "res_model": use._name,
                "res_id": use.id,
                "product_id": use.product_id.id,
                "holder_id": use.holder_id.id,
                "expected": use.quantity,
                "found": claimed[use.id],
                "name": env._(
                    "%(use)s: the supplier is asked for another quantity",
                    use=use.name,
                ),
                "way_out": env._("Withdraw the line of the claim and collect it anew."),
            }
        )
    return found
