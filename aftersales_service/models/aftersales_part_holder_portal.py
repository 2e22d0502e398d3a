from odoo import api, models
from odoo.exceptions import AccessError

STATION = "aftersales_service.group_aftersales_station"


class AftersalesPartHolder(models.Model):
    """What a service station sees of its own accounts in the portal (PRT-7).

    Stations read none of these models; the pages show what these methods choose, of
    accounts that belong to the station of the user.
    """

    _inherit = "aftersales.part.holder"

    @api.model
    def _portal_mine(self):
        """Accounts of the station that the user works for; none for other users."""
        user = self.env.user
        # superuser: stations can't read accounts; the domain is what is theirs
        holders = self.sudo()
        if not user.has_group(STATION):
            return holders
        return holders.search(
            [
                ("kind", "=", "station"),
                ("company_id", "in", user.company_ids.ids),
                ("partner_id.commercial_partner_id", "=", self._portal_station().id),
            ]
        )

    @api.model
    def _portal_station(self):
        """The company that the user works for."""
        # users may not read the file of their own company's partner
        return self.env.user.sudo().partner_id.commercial_partner_id

    def _portal_stock(self):
        """Lines of what lies on these accounts, the station's view.

        :return: list of dicts: ``part``, ``serial``, ``quantity``, ``free``, ``unit``
        """
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("location_id", "child_of", self.location_id.ids),
                    ("owner_id", "=", False),
                ],
                ["product_id", "lot_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
            if self.location_id
            else []
        )
        return [
            {
                "part": product.display_name,
                "serial": lot.name or "",
                "quantity": quantity,
                "free": quantity - reserved,
                "unit": product.uom_id.name,
            }
            for product, lot, quantity, reserved in rows
            if not product.uom_id.is_zero(quantity)
        ]

    def _portal_requests(self, limit=20):
        """Requisitions for these accounts, the newest first."""
        return self.env["aftersales.part.request"].search(
            [("holder_id", "in", self.ids), ("state", "!=", "draft")],
            order="id desc",
            limit=limit,
        )

    def _portal_old_parts(self):
        """Old parts that these accounts owe, the most urgent first."""
        return self.env["aftersales.old.part"].search(
            [("holder_id", "in", self.ids), ("state", "in", ("due", "overdue"))]
        )

    def _portal_statements(self):
        """Statements that were sent for these accounts."""
        return self.env["aftersales.part.statement"].search(
            [("holder_id", "in", self.ids), ("state", "!=", "draft")]
        )


class AftersalesPartStatement(models.Model):
    _inherit = "aftersales.part.statement"

    @api.model
    def _portal_find(self, id_):
        """A statement of the user's own station.

        :raise AccessError: it is another station's, or wasn't sent yet
        """
        mine = self.env["aftersales.part.holder"]._portal_mine()
        found = mine._portal_statements().filtered(lambda one: one.id == id_)
        if not found:
            raise AccessError(
                self.env._("This statement isn't one of your service station.")
            )
        return found
