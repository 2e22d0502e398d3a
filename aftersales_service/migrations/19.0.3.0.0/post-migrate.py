"""Signed reports from before leave their readings and repairs in the product's file."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let warranties count what was repaired before they were reckoned (WAR-1).

    A reading that falls is taken over with a remark: nobody can explain it any more.
    """
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    visits = env["aftersales.visit"].search(
        [
            ("lot_id", "!=", False),
            ("signed_at", "!=", False),
            ("arrived_at", "!=", False),
        ],
        order="arrived_at, id",
    )
    for visit in visits:
        visit._keep_reading("Taken over from a report of an earlier version")
        visit._keep_repair()
    env.flush_all()
