"""From facts that every clerk records to facts that belong to roles."""

from odoo import SUPERUSER_ID, api

GROUP = "aftersales_service.group_aftersales_"
#: Kind of event → roles that record it besides
RECORDED_BY = {
    "decided": ("manager", "branch_manager"),
    "parts_approved": ("manager", "branch_manager"),
    "ticket_booked": ("buyer",),
    "supplier_contacted": ("buyer",),
    "parts_packed": ("keeper",),
    "parts_shipped": ("keeper",),
    "goods_received": ("keeper",),
    "replacement_shipped": ("keeper",),
    "return_reported": ("quality",),
    "return_reviewed": ("quality",),
    "payment_received": ("finance",),
    "refunded": ("finance",),
}
#: Facts that clerks no longer record
DECISIONS = ("decided", "parts_approved")


def migrate(cr, version):
    """Name the roles of kinds that 19.0.1.0.0 left to clerks."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    kinds = env["aftersales.event.type"].with_context(active_test=False)
    for kind in kinds.search([("code", "in", list(RECORDED_BY))]):
        values = {
            "group_ids": [
                (4, env.ref(GROUP + role).id) for role in RECORDED_BY[kind.code]
            ]
        }
        if kind.code in DECISIONS and kind.recorder == "clerk":
            values["recorder"] = "role"
        kind.write(values)
