"""Nothing left undone: what belongs to the month is done before it is closed."""

from odoo.tools import SQL

from ..rules import part as rules
from .aftersales_month_check_conditions import _facts


def find_drafts(month, values):
    """Parts that could have been written off, and entries that nobody posted."""
    values.env.flush_all()
    return [*_ready(month, values), *_entries(month, values)]


def _ready(month, values):
    """Parts used before the end of the month to which nothing is missing any more."""
    env = values.env
    found = []
    for use, name, product, holder, *facts in env.execute_query(_open_uses(month)):
        if rules.missing(_facts(*facts)):
            continue
        found.append(
            {
                "res_model": "aftersales.part.use",
                "res_id": use,
                "product_id": product,
                "holder_id": holder,
                "name": env._("%(use)s could be written off and isn't", use=name),
                "way_out": env._("Write it off."),
                "expected": 0,
                "found": 1,
            }
        )
    return found


def _open_uses(month):
    _start, after = month._bounds()
    return SQL(
        """SELECT use.id, use.name, use.product_id, use.holder_id, use.purpose,
            COALESCE(facts.signed, FALSE), COALESCE(facts.approved, FALSE),
            use.freight_handler_id, use.freight_manager_id, use.approved_by_id,
            COALESCE(old.number, 0), COALESCE(old.owed, 0)
        FROM aftersales_part_use AS use
        LEFT JOIN LATERAL (
            SELECT BOOL_OR(code = 'signed') AS signed,
                BOOL_OR(code = 'approved' AND at < %(after)s) AS approved
            FROM aftersales_event
            WHERE visit_id = use.visit_id AND is_in_force
        ) AS facts ON TRUE
        LEFT JOIN LATERAL (
            SELECT COUNT(*) AS number,
                COUNT(*) FILTER (WHERE COALESCE(received_at, waived_at) IS NULL
                OR COALESCE(received_at, waived_at) >= %(after)s) AS owed
            FROM aftersales_old_part
            WHERE part_line_id = use.id AND state <> 'void'
        ) AS old ON TRUE
        WHERE use.company_id = %(company)s AND use.state = 'open'
        AND (use.purpose = 'install' OR use.create_date < %(after)s)
        ORDER BY use.id""",
        company=month.company_id.id,
        after=after,
    )


def _entries(month, values):
    """Journal entries of the stock that are still drafts."""
    env = values.env
    journal = values.company.account_stock_journal_id
    drafts = env["account.move"].search(
        [
            ("company_id", "=", values.company.id),
            ("journal_id", "=", journal.id),
            ("state", "=", "draft"),
            ("date", ">=", month.date_from),
            ("date", "<=", month.date_to),
        ]
    )
    return [
        {
            "res_model": entry._name,
            "res_id": entry.id,
            "name": env._(
                "Entry %(entry)s of the stock is a draft", entry=entry.display_name
            ),
            "way_out": env._("Post it, or delete it."),
            "expected": 0,
            "found": 1,
        }
        for entry in drafts
    ]
