"""A company that keeps spare parts on accounts, and parts that move between them.

All of it is made the way it comes to be in life: the assistant sets up the accounts,
pickings move the goods, a signed report books what was installed.
"""

from odoo.fields import Command, Datetime

from odoo.addons.aftersales_service.rules.accounts import BY_CODE

SIGNATURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


def set_up(env):
    """Accounts of the general ledger, places and the category of spare parts."""
    setup = env["aftersales.part.setup"].create({})
    for line in setup.line_ids.filtered(lambda one: not one.account_id):
        line.account_id = env["account.account"].create(
            {
                "code": f"BM{line.id}",
                "name": line.need,
                "account_type": min(BY_CODE[line.need].types),
            }
        )
    setup.action_apply()


def make_accounts(env, technicians, stations=0, depots=0):
    """Accounts of so many holders of each kind, without anything on them."""
    employees = env["hr.employee"].create(
        [{"name": f"Technician {number}"} for number in range(technicians)]
    )
    partners = env["res.partner"].create(
        [
            {"name": f"Station {number}", "is_company": True}
            for number in range(stations)
        ]
    )
    return env["aftersales.part.holder"].create(
        [
            *({"kind": "depot", "name": f"Depot {n}"} for n in range(depots)),
            *({"kind": "technician", "employee_id": one.id} for one in employees),
            *({"kind": "station", "partner_id": one.id} for one in partners),
        ]
    )


def make_parts(env, number):
    """So many parts, each with a price of its own; valued at average cost, at once."""
    return env["product.product"].create(
        [
            {
                "name": f"Part {place}",
                "default_code": f"BM-{place:04}",
                "is_storable": True,
                "categ_id": env.company.aftersales_part_category_id.id,
                "standard_price": 10 + place,
            }
            for place in range(number)
        ]
    )


def move(env, source, target, lines):
    """A picking between two locations, done; its moves.

    :param lines: values of ``stock.move``
    """
    moves = prepare(env, source, target, lines)
    moves.picking_id._action_done()
    return moves


def prepare(env, source, target, lines):
    """The same, ready to be done."""
    picking = env["aftersales.part.holder"]._make_picking(
        source, target, lines, "Benchmark"
    )
    picking.action_assign()
    for one in picking.move_ids:
        one.quantity = one.product_uom_qty
        one.picked = True
    return picking.move_ids


def suppliers(env):
    """Where parts are bought."""
    return env.ref("stock.stock_location_suppliers")


def install(env, values, holder, products):
    """A visit on which each of these parts was installed, signed and approved.

    Old parts that come back have come.

    :param values: of the request
    :return: the ``aftersales.part.use`` of the visit, ready to be written off
    """
    ticket = env["helpdesk.ticket"].create(
        {**values, "name": "Call", "description": "x"}
    )
    visit = env["aftersales.visit"].create(
        {
            "ticket_id": ticket.id,
            "leader_id": holder.employee_id.id,
            "planned_at": Datetime.now(),
            "findings": "x",
            "cause": "x",
            "action_taken": "x",
            "customer_opinion": "x",
            "part_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "reason": "Burnt",
                        "is_main_cause": not place,
                    }
                )
                for place, product in enumerate(products)
            ],
        }
    )
    visit.action_dispatch()
    for code in ("departed", "arrived", "finished"):
        visit.record_event(code)
    visit._sign("Mr. Wang", SIGNATURE)
    if visit.satisfaction_due:
        visit._answer_satisfaction("5", "x")
    visit.action_approve()
    uses = env["aftersales.part.use"].search([("visit_id", "=", visit.id)], order="id")
    assert len(uses) == len(products)
    uses.old_part_ids._receive({old: {} for old in uses.old_part_ids})
    return uses
