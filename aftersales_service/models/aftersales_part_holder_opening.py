from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import clean_context

KEEPER = "aftersales_service.group_aftersales_keeper"
MANAGER = "aftersales_service.group_aftersales_manager"


class AftersalesPartHolder(models.Model):
    """Accounts opened in one click, and depots at a place that has stock already."""

    _inherit = "aftersales.part.holder"

    @api.model
    def _check_may_open(self):
        user = self.env.user
        if not (self.env.su or user.has_group(KEEPER) or user.has_group(MANAGER)):
            raise AccessError(
                self.env._(
                    "Spare parts accounts are opened by spare-part keepers and service "
                    "managers. Ask one of them."
                )
            )

    @api.model
    def _open_for(self, field, owners, company, **values):
        """Accounts of employees or partners, made where there is none yet.

        :param field: ``employee_id`` or ``partner_id``
        """
        self._check_may_open()
        # those of the past count, too: they come back as they were
        accounts = self.sudo().with_context(
            **clean_context(self.env.context), active_test=False
        )
        found = accounts.search(
            [
                (field, "in", owners.ids),
                ("company_id", "=", company.id),
                *((name, "=", value) for name, value in values.items()),
            ]
        )
        found.filtered(lambda holder: not holder.active).active = True
        missing = owners - found[field]
        made = accounts.create(
            [{field: owner.id, "company_id": company.id, **values} for owner in missing]
        )
        return (found | made).with_env(self.env)

    def _window_on(self):
        """Window on these accounts: the form of one, the list of several."""
        window = self._window("aftersales_part_holder_action", [("id", "in", self.ids)])
        if len(self) == 1:
            window.update(views=[(False, "form")], res_id=self.id)
        return window

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        # what lay there before must have come from somewhere: the ledger is a sum
        made.filtered("location_id")._take_over_stock()
        return made

    def write(self, vals):
        if "location_id" in vals and not self.env.su:
            raise UserError(
                self.env._(
                    "Account %(name)s stays where it is: its ledger goes by the place. "
                    "Archive it, and open another one at the new place.",
                    name=", ".join(self.mapped("name")),
                )
            )
        return super().write(vals)

    def _take_over_stock(self):
        """Enter what already lies at the place of a new depot, by two real transfers.

        Out while the place is nobody's, and back in as issued to the depot; so its
        opening balance is a movement like every other, and nothing changes in value.
        """
        # keepers and managers open depots without being users of the stock
        for holder in self.sudo():
            quants = (
                self.env["stock.quant"]
                .sudo()
                .search(
                    [
                        ("location_id", "child_of", holder.location_id.id),
                        ("quantity", "!=", 0),
                    ]
                )
            )
            places = quants.location_id._part_holders()
            quants = quants.filtered(
                lambda quant, h=holder, p=places: p[quant.location_id.id] == h
            )
            if not quants:
                continue
            held = quants.filtered(lambda q: q.reserved_quantity or q.quantity < 0)
            if held:
                raise UserError(
                    self.env._(
                        "%(place)s can't become account %(name)s yet: %(products)s are "
                        "reserved there, or less than zero. Finish or cancel those "
                        "transfers first.",
                        place=holder.location_id.display_name,
                        name=holder.name,
                        products=", ".join(held.product_id.mapped("display_name")),
                    )
                )
            holder._enter_quants(quants)

    def _enter_quants(self, quants):
        """Move quants out of this account's place and back, as they lay."""
        self.ensure_one()
        lay = [
            {
                "product": quant.product_id,
                "location": quant.location_id,
                "quantity": quant.quantity,
                "values": {
                    "product_id": quant.product_id.id,
                    "product_uom_id": quant.product_id.uom_id.id,
                    "lot_id": quant.lot_id.id,
                    "owner_id": quant.owner_id.id,
                    "company_id": self.company_id.id,
                },
            }
            for quant in quants
        ]
        place, aside = self.location_id, self._aside_location()
        # the place is nobody's for a moment
        self.location_id = False
        self.flush_recordset()
        self._move_all(lay, place, aside, out=True)
        self.location_id = place
        self.flush_recordset()
        self._move_all(lay, aside, place, out=False)

    def _aside_location(self):
        """Where parts are for the moment in which an account is opened."""
        self.ensure_one()
        root = self._parent_location()
        places = self.env["stock.location"].sudo().with_context(active_test=False)
        name = self.env._("Opening of Accounts")
        return places.search(
            [("location_id", "=", root.id), ("name", "=", name)], limit=1
        ) or places.create(
            {
                "name": name,
                "usage": "internal",
                "location_id": root.id,
                "company_id": self.company_id.id,
            }
        )

    def _move_all(self, lay, source, target, out):
        by_product = {}
        for one in lay:
            by_product.setdefault(one["product"], []).append(one)
        picking = self._make_picking(
            source,
            target,
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": sum(one["quantity"] for one in ones),
                }
                for product, ones in by_product.items()
            ],
            self.env._("Opening of account %(name)s", name=self.name),
        )
        picking.do_unreserve()
        for move in picking.move_ids:
            move.move_line_ids = [
                Command.create(
                    {
                        **one["values"],
                        "picking_id": picking.id,
                        "quantity": one["quantity"],
                        "location_id": (one["location"] if out else source).id,
                        "location_dest_id": (target if out else one["location"]).id,
                    }
                )
                for one in by_product[move.product_id]
            ]
        picking.move_ids.picked = True
        picking._action_done()
