"""Nothing written off without its three conditions, by facts alone (PRT-2, PRT-3).

The state of a document is what somebody wrote; signatures, approvals and receipts are
facts of their own. So a row that was forged shows here.
"""

from odoo.tools import SQL

from ..rules import part as rules


def find_unconditional(month, values):
    """Parts written off in the month that lack what it takes."""
    env = values.env
    env.flush_all()
    labels = {
        rules.REPORT_UNSIGNED: env._("the customer's signature"),
        rules.UNAPPROVED: env._("the manager's approval"),
        rules.FREIGHT_UNSIGNED: env._("the freight signed by two"),
        rules.OLD_PART_OWED: env._("the old part or a waiver"),
    }
    found = []
    for use, name, product, holder, *facts in env.execute_query(_uses(month)):
        missing = rules.missing(_facts(*facts))
        if missing:
            found.append(
                {
                    "res_model": "aftersales.part.use",
                    "res_id": use,
                    "product_id": product,
                    "holder_id": holder,
                    "expected": 0,
                    "found": len(missing),
                    "name": env._(
                        "%(use)s was written off without %(missing)s",
                        use=name,
                        missing=", ".join(labels[code] for code in missing),
                    ),
                    "way_out": env._(
                        "Take the write-off back, or make good what is missing."
                    ),
                }
            )
    return found


def _facts(purpose, signed, approved, handler, manager, approver, old, owed):
    installed = purpose == rules.INSTALL
    return rules.UseFacts(
        purpose=purpose,
        signed=signed,
        approved=approved if installed else bool(approver),
        freight=(handler, manager),
        old_part=bool(old),
        settled=not owed,
    )


def _uses(month):
    """Uses written off in the month, with the facts that allowed it."""
    start, after = month._bounds()
    return SQL(
        """SELECT use.id, use.name, use.product_id, use.holder_id, use.purpose,
            COALESCE(facts.signed, FALSE), COALESCE(facts.approved, FALSE),
            use.freight_handler_id, use.freight_manager_id, use.approved_by_id,
            COALESCE(old.number, 0), COALESCE(old.owed, 0)
        FROM aftersales_part_use AS use
        LEFT JOIN LATERAL (
            SELECT BOOL_OR(code = 'signed') AS signed,
                BOOL_OR(code = 'approved') AS approved
            FROM aftersales_event
            WHERE visit_id = use.visit_id AND is_in_force
        ) AS facts ON TRUE
        LEFT JOIN LATERAL (
            SELECT COUNT(*) AS number,
                COUNT(*) FILTER (WHERE received_at IS NULL AND waived_at IS NULL)
                AS owed
            FROM aftersales_old_part
            WHERE part_line_id = use.id AND state <> 'void'
        ) AS old ON TRUE
        WHERE use.company_id = %(company)s AND use.state = 'posted'
        AND use.posted_at >= %(start)s AND use.posted_at < %(after)s
        ORDER BY use.id""",
        company=month.company_id.id,
        start=start,
        after=after,
    )
