"""Parts to be written off, and plain pickings of the same parts beside them."""

import parts

PARTS = 100
STOCK = 100_000


def fill(env, values, sizes):
    """Reports with so many parts, signed and approved; all that they lack is posting.

    :param values: of a request
    :return: size → ids: of the parts used, and of plain moves of as many
    """
    parts.set_up(env)
    holder = parts.make_accounts(env, technicians=1)
    products = parts.make_parts(env, PARTS)
    # on nobody's account
    shelf = env["stock.location"].create(
        {
            "name": "Shelf",
            "usage": "internal",
            "location_id": env.company._part_warehouse().view_location_id.id,
        }
    )
    for place in (holder.location_id, shelf):
        parts.move(
            env,
            parts.suppliers(env),
            place,
            [{"product_id": p.id, "product_uom_qty": STOCK} for p in products],
        )
    # each part has been used before: what lies at its bearer is there to be counted up
    parts.install(env, values, holder, products).action_post()
    found = {}
    for size in sizes:
        wanted = [products[place % PARTS] for place in range(size)]
        uses = parts.install(env, values, holder, wanted)
        found[size] = {"uses": uses.ids, "moves": _plain(env, shelf, wanted).ids}
    return found


def _plain(env, shelf, products):
    """A picking of the same parts to the same place, without any of our documents."""
    kind = env.company._part_warehouse().out_type_id
    ends = {
        "location_id": shelf.id,
        "location_dest_id": env.company._part_bearer_location("company").id,
    }
    picking = env["stock.picking"].create({"picking_type_id": kind.id, **ends})
    moves = env["stock.move"].create(
        [
            {
                "picking_id": picking.id,
                "picking_type_id": kind.id,
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": 1,
                **ends,
            }
            for product in products
        ]
    )
    moves._action_confirm(merge=False)
    moves._action_assign()
    return moves


def post(uses):
    """Write parts off."""
    uses.action_post()


def done(moves):
    """Have moves done by the stock alone."""
    moves.picked = True
    moves._action_done()
